/* GLC-NET-038: the groups of interface endpoints admit TCP 443 from the VPC's own addresses and groups alone.
 */
#include "checks/natives.h"
#include "checks/network.h"

/* Blocks of the endpoint's VPC; false: not all of them are known. */
static bool vpc_blocks(struct gl_check_ctx *ctx, const struct gl_resource *endpoint,
                       struct gl_ipset *ret_blocks)
{
    static const char *const properties[] = {"CidrBlock", "Ipv6CidrBlock"};
    const struct gl_value *named = gl_property(endpoint, "VpcId");
    const struct gl_resource *vpc = named ? gl_value_target(named) : NULL;
    struct gl_edge_list edges;
    bool is_known = true;

    *ret_blocks = (struct gl_ipset){0};
    if (!vpc)
        return false;
    edges = gl_graph_referrers(ctx->graph, vpc);
    for (size_t i = 0; i <= edges.len; i++) {
        const struct gl_resource *of = i == 0 ? vpc : ctx->graph->resources[edges.items[i - 1].from];

        if (i > 0 && !gl_str_eq(of->kind, GL_STR("AWS::EC2::VPCCidrBlock")))
            continue;
        for (size_t k = 0; k < sizeof properties / sizeof *properties; k++) {
            const struct gl_value *block = gl_property(of, properties[k]);
            struct gl_ipset set;
            struct gl_str text;
            const char *why;

            if (gl_value_text(block, &text) && gl_ipset_parse(ctx->scratch, text, &set, &why) == GL_OK)
                *ret_blocks = gl_ipset_union(ctx->scratch, *ret_blocks, set);
            else if (block || i > 0)
                is_known = is_known && !block;
        }
    }
    return is_known && !gl_ipset_is_empty(*ret_blocks);
}

struct wanted {
    const struct gl_resource *endpoint;
    struct gl_portset https;
};

static enum gl_truth comes_from_inside(struct gl_check_ctx *ctx, const struct gl_group_rule *rule,
                                       const struct wanted *wanted)
{
    struct gl_ipset blocks;
    bool is_known;

    if (rule->peer == GL_PEER_GROUP || rule->is_vpc_block)
        return GL_TRUE;
    if (rule->peer == GL_PEER_CLOUDFRONT || gl_rule_is_public(rule) == GL_TRUE)
        return GL_FALSE;
    is_known = vpc_blocks(ctx, wanted->endpoint, &blocks);
    if (gl_ipset_contains(blocks, rule->addresses))
        return GL_TRUE;
    if (!is_known || rule->peer == GL_PEER_UNKNOWN) {
        if (rule->culprit)
            gl_culprit(ctx, rule->culprit);
        else
            gl_culprit(ctx, gl_property(wanted->endpoint, "VpcId"));
        return GL_MAYBE;
    }
    return GL_FALSE;
}

static enum gl_truth is_unwanted(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct wanted *wanted = argument;
    enum gl_truth has_only_https = gl_truth_of(gl_portset_contains(wanted->https, rule->ports));

    if (has_only_https == GL_FALSE && !gl_portset_equal(rule->ports, rule->sure_ports) &&
        gl_portset_contains(wanted->https, rule->sure_ports))
        has_only_https = GL_MAYBE;
    return gl_truth_not(gl_truth_and(has_only_https, comes_from_inside(ctx, rule, wanted)));
}

static struct gl_str unwanted_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct wanted *wanted = argument;

    return gl_arena_printf(
        ctx->scratch, "%.*s, the group of endpoint %.*s, admits %.*s from %.*s",
        GL_STR_ARG(gl_group_text(ctx, gl_net_subject(ctx))), GL_STR_ARG(wanted->endpoint->name),
        GL_STR_ARG(gl_rule_ports_text(ctx, rule->ports)), GL_STR_ARG(gl_rule_peer_text(ctx, rule)));
}

static bool is_interface(struct gl_check_ctx *ctx, const struct gl_resource *resource)
{
    return gl_str_eq(resource->kind, GL_STR("AWS::EC2::VPCEndpoint")) &&
           gl_value_text_is(gl_pick(ctx, gl_property(resource, "VpcEndpointType")), "Interface");
}

/* An endpoint without groups has the default group of its VPC, which admits whoever is in it at any port. */
static enum gl_verdict judge_endpoint(struct gl_check_ctx *ctx)
{
    const struct gl_value *groups = gl_property(ctx->subject, "SecurityGroupIds");
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);

    if (!is_interface(ctx, ctx->subject))
        return GL_NOT_APPLICABLE;
    if (!groups || (groups->type == GL_LIST && groups->u.list.len == 0)) {
        gl_finding_wanted(gl_report(ctx, GL_FAIL, NULL,
                                    "%.*s names no security group, so it has the default group of its VPC",
                                    GL_STR_ARG(who)),
                          GL_STR("a group that admits TCP 443 from the VPC"));
        return GL_FAIL;
    }
    if (!ctx->network->unknown_uses[ctx->subject->id])
        return GL_NOT_APPLICABLE; /* its groups are judged */
    gl_culprit(ctx, ctx->network->unknown_uses[ctx->subject->id]);
    gl_report(ctx, GL_OPEN, groups, "cannot tell what the security groups of %.*s admit", GL_STR_ARG(who));
    return GL_OPEN;
}

enum gl_verdict gl_check_endpoint_group(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct wanted wanted = {0};
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = is_unwanted,
                                  .text = unwanted_text,
                                  .argument = &wanted,
                                  .wanted = GL_STR("TCP 443 from the blocks and groups of the VPC alone")};

    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::EC2::VPCEndpoint")))
        return judge_endpoint(ctx);
    if (!group)
        return GL_NOT_APPLICABLE;
    for (const struct gl_group_use *use = group->uses; use && !wanted.endpoint; use = use->next_of_group) {
        if (is_interface(ctx, use->resource))
            wanted.endpoint = use->resource;
    }
    if (!wanted.endpoint)
        return GL_NOT_APPLICABLE;
    wanted.https = gl_parameter_ports(ctx, "ports");
    return gl_net_judge(ctx, &check);
}
