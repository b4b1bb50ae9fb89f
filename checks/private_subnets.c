/* GLC-NET-010 to 013: data stores and nodes are in subnets without a route to an internet gateway. */
#include "checks/natives.h"
#include "checks/subnets.h"

/* Subnets that a property names; `is_certain` false: in one arm of an undecided choice. */
struct placed {
    const struct gl_value *value;
    bool is_certain;
};

struct placing {
    struct placed *items;
    size_t len, capacity;
};

enum { MOST_DEPTH = 8 };

static void collect(struct gl_check_ctx *ctx, struct placing *all, const struct gl_value *value,
                    bool is_certain, int depth)
{
    value = gl_pick(ctx, value);
    if (gl_value_is_nothing(value) || depth > MOST_DEPTH)
        return;
    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            collect(ctx, all, &value->u.list.items[i], is_certain, depth + 1);
    } else if (value->type == GL_CHOICE) {
        gl_culprit_choice(ctx, value->u.choice);
        for (uint32_t i = 0; i < value->u.choice->arm_len; i++)
            collect(ctx, all, &value->u.choice->arms[i], false, depth + 1);
    } else {
        *GL_PUSH(ctx->scratch, all->items, all->len, all->capacity) = (struct placed){value, is_certain};
    }
}

static enum gl_verdict tell(struct gl_check_ctx *ctx, const struct placed *place, uint32_t subnet,
                            const struct gl_subnet_exit *exit, struct gl_str property)
{
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    const struct gl_nw_subnet *of = &ctx->nw->subnets[subnet];
    struct gl_str destination = gl_route_destination_text(ctx, exit->route);
    struct gl_str target = gl_route_target_text(ctx, exit->route);
    bool is_list = gl_str_ends_with(ctx->subject->kind, GL_STR("SubnetGroup"));
    struct gl_finding *finding =
        gl_report(ctx, GL_FAIL, place->value, "%.*s %s %.*s, whose route table %.*s sends %.*s to %.*s",
                  GL_STR_ARG(who), is_list ? "lists" : "is in", GL_STR_ARG(of->name),
                  GL_STR_ARG(exit->table->name), GL_STR_ARG(destination), GL_STR_ARG(target));

    gl_finding_property(finding, property);
    gl_finding_wanted(finding, GL_STR("subnets without a route to an internet gateway"));
    gl_add_exit_steps(ctx, finding, ctx->subject, subnet, place->value, exit);
    return GL_FAIL;
}

/* Every public subnet is a finding; what is not known is one together. */
static enum gl_verdict judge_subnets(struct gl_check_ctx *ctx, const char *path)
{
    const struct gl_value *list = gl_property(ctx->subject, path), *open = NULL;
    struct placing all = {0};
    enum gl_verdict worst = GL_PASS;

    if (!list)
        return GL_NOT_APPLICABLE;
    collect(ctx, &all, list, true, 0);
    for (size_t i = 0; i < all.len; i++) {
        const struct gl_resource *named = gl_value_target(all.items[i].value);
        uint32_t subnet = named ? ctx->nw->subnet_of[named->id] : GL_NW_NONE;
        enum gl_truth truth = GL_MAYBE;
        struct gl_subnet_exit exit;

        if (subnet == GL_NW_NONE)
            gl_culprit(ctx, all.items[i].value);
        else
            truth = gl_subnet_leads_out(ctx, subnet, GL_EXIT_PUBLIC, &exit);
        if (truth == GL_TRUE && all.items[i].is_certain)
            worst = tell(ctx, &all.items[i], subnet, &exit, gl_str_of(path));
        else if (truth != GL_FALSE && !open)
            open = all.items[i].value;
    }
    if (worst == GL_FAIL || !open)
        return worst;
    gl_finding_property(gl_report(ctx, GL_OPEN, open, "cannot tell whether the subnets of %.*s are private",
                                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject))),
                        gl_str_of(path));
    return GL_OPEN;
}

/* A store that names its subnet group: the group is judged where it is in the scan. */
static enum gl_verdict judge_group(struct gl_check_ctx *ctx, const char *property)
{
    const struct gl_value *named = gl_pick(ctx, gl_property(ctx->subject, property));
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject), text;
    struct gl_finding *finding;

    if (gl_value_is_nothing(named) || gl_value_text_is(named, "default")) {
        finding =
            gl_report(ctx, GL_FAIL, named,
                      "%.*s %s, so it is put into the default VPC, whose subnets lead to the internet",
                      GL_STR_ARG(who), named ? "has the default subnet group" : "names no subnet group");
        gl_finding_property(finding, gl_str_of(property));
        gl_finding_wanted(finding, GL_STR("a subnet group of private subnets"));
        return GL_FAIL;
    }
    if (gl_value_target(named) ||
        (gl_value_text(named, &text) && gl_graph_named_by(ctx->graph, named, ctx->subject)))
        return GL_NOT_APPLICABLE;
    gl_culprit(ctx, named);
    gl_report(ctx, GL_OPEN, named, "cannot tell whether the subnets of %.*s are private", GL_STR_ARG(who));
    return GL_OPEN;
}

static bool has_any(const struct gl_resource *resource, const char *const *paths)
{
    for (size_t i = 0; paths[i]; i++) {
        if (gl_property(resource, paths[i]))
            return true;
    }
    return false;
}

enum gl_verdict gl_check_private_rds(struct gl_check_ctx *ctx)
{
    static const char *const elsewhere[] = {"DBClusterIdentifier", "SourceDBInstanceIdentifier",
                                            "SourceDBClusterIdentifier", "ReplicationSourceIdentifier", NULL};

    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::RDS::DBSubnetGroup")))
        return judge_subnets(ctx, "SubnetIds");
    if (has_any(ctx->subject, elsewhere)) /* where its primary or its cluster is */
        return GL_NOT_APPLICABLE;
    return judge_group(ctx, "DBSubnetGroupName");
}

/* Put into the default VPC, because nothing says where. */
static enum gl_verdict fail_unplaced(struct gl_check_ctx *ctx, const char *property)
{
    struct gl_finding *finding = gl_report(
        ctx, GL_FAIL, NULL,
        "%.*s names no subnets, so it is put into the default VPC, whose subnets lead to the internet",
        GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));

    gl_finding_property(finding, gl_str_of(property));
    gl_finding_wanted(finding, GL_STR("private subnets"));
    return GL_FAIL;
}

enum gl_verdict gl_check_private_elasticache(struct gl_check_ctx *ctx)
{
    struct gl_str kind = ctx->subject->kind;

    if (gl_str_eq(kind, GL_STR("AWS::ElastiCache::CacheCluster")) &&
        gl_property(ctx->subject, "ReplicationGroupId"))
        return GL_NOT_APPLICABLE; /* where the group is */
    if (gl_str_eq(kind, GL_STR("AWS::ElastiCache::ReplicationGroup")) ||
        gl_str_eq(kind, GL_STR("AWS::ElastiCache::CacheCluster")))
        return judge_group(ctx, "CacheSubnetGroupName");
    if (!gl_property(ctx->subject, "SubnetIds") &&
        gl_str_eq(kind, GL_STR("AWS::ElastiCache::ServerlessCache")))
        return fail_unplaced(ctx, "SubnetIds");
    return judge_subnets(ctx, "SubnetIds");
}

enum gl_verdict gl_check_private_msk(struct gl_check_ctx *ctx)
{
    return judge_subnets(ctx, "BrokerNodeGroupInfo.ClientSubnets");
}

enum gl_verdict gl_check_private_nodes(struct gl_check_ctx *ctx)
{
    return judge_subnets(ctx, "Subnets");
}
