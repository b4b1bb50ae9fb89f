/* Security groups: one permission names many peers, one element of SecurityGroupIngress has one. */
#include "front/snapshot/shape.h"

struct direction {
    struct gl_str permissions, property, group, prefix_list;
};

static const struct direction directions[] = {
    {GL_STR_INIT("IpPermissions"), GL_STR_INIT("SecurityGroupIngress"), GL_STR_INIT("SourceSecurityGroupId"),
     GL_STR_INIT("SourcePrefixListId")},
    {GL_STR_INIT("IpPermissionsEgress"), GL_STR_INIT("SecurityGroupEgress"),
     GL_STR_INIT("DestinationSecurityGroupId"), GL_STR_INIT("DestinationPrefixListId")},
};

/* One element for each peer of one sort; the element's place is that of the peer. */
static void add_peers(struct gl_snap_making *making, struct gl_tf_node *list,
                      const struct gl_value *permission, struct gl_str peers, struct gl_str from,
                      struct gl_str property)
{
    static const struct gl_str shared[] = {GL_STR_INIT("IpProtocol"), GL_STR_INIT("FromPort"),
                                           GL_STR_INIT("ToPort")};
    const struct gl_value *items = gl_value_get(permission, peers);

    for (size_t i = 0; i < gl_value_len(items); i++) {
        const struct gl_value *item = gl_value_at(items, i);
        struct gl_tf_element element = {.of = 1, .index = list->len};
        struct gl_tf_node *node;

        if (gl_value_is_nothing(gl_value_get(item, from)))
            continue;
        node = gl_tf_node_element(making->arena, list, element);
        node->value.span = item->span;
        for (size_t k = 0; k < sizeof shared / sizeof *shared; k++)
            gl_snap_set(making, node, shared[k], gl_value_get(permission, shared[k]));
        gl_snap_set_ref(making, node, property, gl_value_get(item, from));
        if (gl_str_eq(peers, GL_STR("UserIdGroupPairs")))
            gl_snap_set(making, node, GL_STR("SourceSecurityGroupOwnerId"),
                        gl_value_get(item, GL_STR("UserId")));
        gl_snap_set(making, node, GL_STR("Description"), gl_value_get(item, GL_STR("Description")));
    }
}

static void add_rules(struct gl_snap_making *making, struct gl_snap_part *part,
                      const struct direction *direction)
{
    const struct gl_value *permissions = gl_value_get(part->item, direction->permissions);
    struct gl_value empty = {.type = GL_LIST, .style = GL_COMPUTED};
    struct gl_tf_node *list;

    if (gl_value_is_nothing(permissions) || permissions->type != GL_LIST) {
        gl_snap_set_unknown(making, &part->made->node, direction->property, part->item);
        return;
    }
    list = gl_tf_node_member(making->arena, &part->made->node, direction->property);
    if (list->shape != GL_TF_NODE_EMPTY)
        return; /* another answer told it */
    empty.span = permissions->span;
    gl_tf_node_set(making->arena, list, &empty);
    for (size_t i = 0; i < permissions->u.list.len; i++) {
        const struct gl_value *permission = &permissions->u.list.items[i];

        if (permission->type != GL_MAP) { /* some rule, nobody knows which */
            struct gl_tf_element element = {.of = 1, .index = list->len};

            gl_snap_set_unknown(making, gl_tf_node_element(making->arena, list, element), (struct gl_str){0},
                                permission);
            continue;
        }
        add_peers(making, list, permission, GL_STR("IpRanges"), GL_STR("CidrIp"), GL_STR("CidrIp"));
        add_peers(making, list, permission, GL_STR("Ipv6Ranges"), GL_STR("CidrIpv6"), GL_STR("CidrIpv6"));
        add_peers(making, list, permission, GL_STR("PrefixListIds"), GL_STR("PrefixListId"),
                  direction->prefix_list);
        add_peers(making, list, permission, GL_STR("UserIdGroupPairs"), GL_STR("GroupId"), direction->group);
    }
}

void gl_snap_shape_security_group(struct gl_snap_making *making, struct gl_snap_part *part)
{
    for (size_t i = 0; i < sizeof directions / sizeof *directions; i++)
        add_rules(making, part, &directions[i]);
}
