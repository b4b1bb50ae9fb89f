/* Balancers, databases, caches and clusters. */
#include "front/snapshot/shape.h"

/* A rule's ARN holds its listener's: ".../listener-rule/app/NAME/BALANCER/LISTENER/RULE". */
void gl_snap_shape_listener_rule(struct gl_snap_making *making, struct gl_snap_part *part)
{
    struct gl_str arn = gl_snap_arn(part->list, part->item), middle = GL_STR(":listener-rule/"), text;
    size_t at = gl_str_find(arn, middle), end = gl_str_find_last_char(arn, '/');
    struct gl_value listener;

    if (at == GL_STR_NONE || end == GL_STR_NONE || end < at + middle.len)
        return;
    text = gl_arena_printf(making->arena, "%.*s:listener/%.*s", (int)at, arn.ptr,
                           GL_STR_ARG(gl_str_slice(arn, at + middle.len, end)));
    listener = gl_value_string(text, gl_value_get(part->item, GL_STR("RuleArn"))->span);
    gl_snap_set_ref(making, &part->made->node, GL_STR("ListenerArn"), &listener);
}

/* A copy of the automated backups in another Region: the Region stands in its ARN. */
static void set_backup_region(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *arn =
        gl_value_path(part->item, "DBInstanceAutomatedBackupsReplications.0.DBInstanceAutomatedBackupsArn");
    struct gl_str rest, region = {0};

    if (!gl_value_text(arn, &rest))
        return;
    for (int i = 0; i < 4 && gl_str_cut(&rest, ':', &region); i++)
        continue;
    gl_snap_set_text(making, &part->made->node, GL_STR("AutomaticBackupReplicationRegion"), region, arn);
    gl_snap_set_unknown(making, &part->made->node, GL_STR("AutomaticBackupReplicationKmsKeyId"), arn);
}

/* Where the service keeps the master password it is managed; else nobody tells where it lies. */
void gl_snap_shape_database(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *secret =
        gl_snap_member(part->item, GL_STR("MasterUserSecret MasterPasswordSecretArn"));

    if (secret)
        gl_snap_set_bool(making, &part->made->node,
                         gl_str_eq(part->list->kind, GL_STR("AWS::Redshift::Cluster"))
                             ? GL_STR("ManageMasterPassword")
                             : GL_STR("ManageMasterUserPassword"),
                         true, secret);
    else
        gl_snap_set_unknown(making, &part->made->node, GL_STR("MasterUserPassword"), part->item);
    set_backup_region(making, part);
}

/* Only the nodes say in which subnets and groups a replication group is; they are parts of it. */
static void take_nodes(struct gl_snap_making *making, struct gl_snap_part *part)
{
    static const struct gl_snap_row rows[] = {
        {.property = GL_STR_INIT("CacheSubnetGroupName"),
         .path = GL_STR_INIT("CacheSubnetGroupName"),
         .argument = GL_STR_INIT("AWS::ElastiCache::SubnetGroup"),
         .convert = GL_SNAP_REF_TO},
        {.property = GL_STR_INIT("SecurityGroupIds[]"),
         .path = GL_STR_INIT("SecurityGroups[].SecurityGroupId"),
         .convert = GL_SNAP_REF},
    };
    const struct gl_value *members = gl_value_get(part->item, GL_STR("MemberClusters"));
    bool is_first = true;

    for (size_t i = 0; i < gl_value_len(members); i++) {
        const struct gl_snap_part *node = NULL;
        struct gl_str name;

        if (gl_value_text(gl_value_at(members, i), &name))
            node = gl_snap_part_of(making->unit, GL_STR("AWS::ElastiCache::CacheCluster"), name);
        if (!node)
            continue;
        node->made->is_inside = true;
        for (size_t k = 0; is_first && k < sizeof rows / sizeof *rows; k++)
            gl_snap_apply_row(making, &part->made->node, &rows[k], node);
        is_first = false;
    }
}

void gl_snap_shape_replication_group(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *group = gl_value_path(part->item, "NodeGroups.0.NodeGroupMembers");
    const struct gl_value *token = gl_value_get(part->item, GL_STR("AuthTokenEnabled"));
    bool has_token;

    take_nodes(making, part);
    if (gl_value_len(group) > 0) {
        struct gl_value replicas =
            gl_value_string(gl_arena_printf(making->arena, "%zu", gl_value_len(group) - 1), group->span);

        replicas.type = GL_NUMBER;
        gl_snap_set(making, &part->made->node, GL_STR("ReplicasPerNodeGroup"), &replicas);
    }
    if (!gl_scalar_as_bool(token, GL_DIALECT_SNAPSHOT, &has_token) || has_token)
        gl_snap_set_unknown(making, &part->made->node, GL_STR("AuthToken"), token ? token : part->item);
}

/* [{"types": ["api"], "enabled": true}] to {"ClusterLogging": {"EnabledTypes": [{"Type": "api"}]}} */
void gl_snap_shape_eks_cluster(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *logging = gl_value_path(part->item, "logging.clusterLogging");
    struct gl_tf_node *list = NULL;

    for (size_t i = 0; i < gl_value_len(logging); i++) {
        const struct gl_value *types = gl_value_get(gl_value_at(logging, i), GL_STR("types"));
        bool is_on;

        if (!gl_scalar_as_bool(gl_value_get(gl_value_at(logging, i), GL_STR("enabled")), GL_DIALECT_SNAPSHOT,
                               &is_on) ||
            !is_on)
            continue;
        if (!list) {
            list = gl_tf_node_member(making->arena, &part->made->node, GL_STR("Logging"));
            list = gl_tf_node_member(making->arena, list, GL_STR("ClusterLogging"));
            list = gl_tf_node_member(making->arena, list, GL_STR("EnabledTypes"));
        }
        for (size_t k = 0; k < gl_value_len(types); k++) {
            struct gl_tf_element element = {.of = 1, .index = list->len};

            gl_snap_set(making, gl_tf_node_element(making->arena, list, element), GL_STR("Type"),
                        gl_value_at(types, k));
        }
    }
}
