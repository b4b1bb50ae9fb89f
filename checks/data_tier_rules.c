/* How the groups of data tiers are written: GLC-NET-021 (groups instead of ranges) and 022 (egress). */
#include "checks/natives.h"
#include "checks/network.h"

enum { MOST_TIERS = 16 };

static enum gl_truth in_data_tier(struct gl_check_ctx *ctx, const struct gl_group *group)
{
    size_t tiers[MOST_TIERS], len;
    const struct gl_group_use *use = NULL;
    enum gl_truth any = GL_FALSE;

    if (!group->uses)
        return GL_FALSE;
    len = gl_net_tiers_parameter(ctx, "tiers", tiers, MOST_TIERS);
    for (size_t i = 0; i < len; i++)
        any = gl_truth_or(any, gl_group_in_tier(ctx, group, tiers[i], &use));
    ctx->culprit_len = 0;
    return any;
}

static enum gl_truth is_range(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const enum gl_truth *in_tier = argument;

    (void)ctx;
    /* an address that is not known is still an address and no group; a rule that is not known may be either
     */
    if (rule->peer == GL_PEER_GROUP)
        return GL_FALSE;
    if (rule->peer == GL_PEER_UNKNOWN && (!rule->element || rule->source == rule->element))
        return GL_MAYBE;
    return *in_tier;
}

static struct gl_str range_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx)),
                  ports = gl_rule_ports_text(ctx, rule->ports), peer = gl_rule_peer_text(ctx, rule);

    (void)argument;
    return gl_arena_printf(ctx->scratch,
                           "%.*s admits %.*s from %.*s: a range of addresses, not a security group",
                           GL_STR_ARG(group), GL_STR_ARG(ports), GL_STR_ARG(peer));
}

enum gl_verdict gl_check_source_is_group(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    enum gl_truth in_tier = group ? in_data_tier(ctx, group) : GL_FALSE;
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = is_range,
                                  .text = range_text,
                                  .argument = &in_tier,
                                  .wanted = GL_STR("SourceSecurityGroupId of the clients' group")};

    return in_tier == GL_FALSE ? GL_NOT_APPLICABLE : gl_net_judge(ctx, &check);
}

static enum gl_truth is_unrestricted(struct gl_check_ctx *ctx, const struct gl_group_rule *rule,
                                     void *argument)
{
    const enum gl_truth *in_tier = argument;
    struct gl_portset tcp = gl_portset_of_protocol(ctx->scratch, GL_PROTO_TCP);
    enum gl_truth is_every_port = gl_portset_contains(rule->sure_ports, tcp) ? GL_TRUE : GL_MAYBE;

    if (!gl_portset_contains(rule->ports, tcp))
        return GL_FALSE;
    return gl_truth_and(gl_truth_and(is_every_port, gl_rule_is_internet(rule)), *in_tier);
}

static struct gl_str unrestricted_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule,
                                       void *argument)
{
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx)), ports, peer;

    (void)argument;
    if (rule->is_implicit)
        return gl_arena_printf(
            ctx->scratch,
            "%.*s states no egress rule, so EC2 adds one that allows all traffic to every address",
            GL_STR_ARG(group));
    ports = gl_rule_ports_text(ctx, rule->ports);
    peer = gl_rule_peer_text(ctx, rule);
    return gl_arena_printf(ctx->scratch, "%.*s lets its members send %.*s to %.*s", GL_STR_ARG(group),
                           GL_STR_ARG(ports), GL_STR_ARG(peer));
}

enum gl_verdict gl_check_data_egress(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    enum gl_truth in_tier = group ? in_data_tier(ctx, group) : GL_FALSE;
    struct gl_rule_check check = {.direction = GL_EGRESS,
                                  .test = is_unrestricted,
                                  .text = unrestricted_text,
                                  .argument = &in_tier,
                                  .wanted = GL_STR("egress to named groups and ports, or to nobody")};

    return in_tier == GL_FALSE ? GL_NOT_APPLICABLE : gl_net_judge(ctx, &check);
}
