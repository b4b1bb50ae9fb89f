/* Rules against the flow matrix of the baseline. */
#include "checks/network.h"

/* By itself, or by the launch template that makes its instances. */
static enum gl_truth use_in_tier(struct gl_check_ctx *ctx, const struct gl_group_use *use, size_t tier)
{
    const struct gl_tier *wanted = &ctx->baseline->tiers[tier];
    enum gl_truth truth = (enum gl_truth)gl_tier_holds(ctx, wanted, use->resource);

    if (truth != GL_TRUE && use->through)
        truth = gl_truth_or(truth, (enum gl_truth)gl_tier_holds(ctx, wanted, use->through));
    return truth;
}

enum gl_truth gl_group_in_tier(struct gl_check_ctx *ctx, const struct gl_group *group, size_t tier,
                               const struct gl_group_use **ret_use)
{
    enum gl_truth any = GL_FALSE;

    for (const struct gl_group_use *use = group->uses; use && any != GL_TRUE; use = use->next_of_group) {
        enum gl_truth here;

        if (use->is_definition)
            continue;
        here = use_in_tier(ctx, use, tier);
        if (here == GL_TRUE && !use->is_certain)
            here = GL_MAYBE;
        if (here > any) {
            any = here;
            *ret_use = use;
        }
    }
    return any;
}

/* Does the matrix let tier `from` reach tier `to` at all these ports? */
static bool has_flow(const struct gl_baseline *baseline, size_t from, size_t to, struct gl_portset ports)
{
    for (size_t i = 0; i < baseline->flow_len; i++) {
        const struct gl_flow *flow = &baseline->flows[i];

        if (flow->from == from && flow->to == to &&
            (flow->is_any_port || flow->is_service_port || gl_portset_contains(flow->ports, ports)))
            return true;
    }
    return false;
}

/* Somebody of an allowed tier, or of the tier itself. */
static enum gl_truth user_may_enter(struct gl_check_ctx *ctx, const struct gl_group_use *use, size_t tier,
                                    struct gl_portset ports)
{
    const struct gl_baseline *baseline = ctx->baseline;
    enum gl_truth any = GL_FALSE;

    for (size_t i = 0; i < baseline->tier_len && any != GL_TRUE; i++) {
        if (i == tier || has_flow(baseline, i, tier, ports))
            any = gl_truth_or(any, use_in_tier(ctx, use, i));
    }
    return any;
}

static void note_nobody(struct gl_check_ctx *ctx, const struct gl_group *group)
{
    struct gl_value *unknown = GL_NEW(ctx->arena, struct gl_value);

    *unknown = gl_value_unknown(ctx->arena, GL_WHY_ATTRIBUTE,
                                gl_arena_printf(ctx->arena, "who has %.*s", GL_STR_ARG(group->name)),
                                group->resource->span);
    gl_culprit(ctx, unknown);
}

/* Is the tier of a resource a matter of its kind alone? Then one of a thousand instances answers for all. */
static bool is_decided_by_kind(const struct gl_baseline *baseline, struct gl_str kind)
{
    for (size_t i = 0; i < baseline->tier_len; i++) {
        const struct gl_tier *tier = &baseline->tiers[i];

        for (size_t k = 0; k < tier->kind_len && tier->where; k++) {
            if (gl_str_eq(tier->kinds[k], kind))
                return false;
        }
    }
    return true;
}

static bool is_like(const struct gl_group_use *use, const struct gl_group_use *judged)
{
    return use->is_certain == judged->is_certain && !use->through && !judged->through &&
           gl_str_eq(use->resource->kind, judged->resource->kind);
}

const struct gl_resource *gl_interface_owner(const struct gl_graph *graph, const struct gl_resource *resource)
{
    struct gl_edge_list edges;
    struct gl_str requester;

    if (!gl_str_eq(resource->kind, GL_STR("AWS::EC2::NetworkInterface")))
        return resource;
    if (gl_value_text(gl_property(resource, "RequesterId"), &requester) && requester.len)
        return NULL;
    edges = gl_graph_referrers(graph, resource);
    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *from = graph->resources[edges.items[i].from];
        const struct gl_resource *instance =
            gl_str_eq(from->kind, GL_STR("AWS::EC2::Instance")) ? from
            : gl_str_eq(from->kind, GL_STR("AWS::EC2::NetworkInterfaceAttachment"))
                ? gl_value_target(gl_property(from, "InstanceId"))
                : NULL;

        if (instance)
            return instance;
    }
    return resource;
}

/* All who have the group may enter. Nobody in the scan: not known. */
static enum gl_truth group_may_enter(struct gl_check_ctx *ctx, const struct gl_group *group, size_t tier,
                                     struct gl_portset ports)
{
    struct gl_group_use judged = {0};
    bool is_by_kind = false; /* what was judged holds for all of that kind */
    enum gl_truth all = GL_TRUE;

    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
        struct gl_group_use user = *use;
        enum gl_truth here;

        user.resource = gl_interface_owner(ctx->graph, use->resource);
        if (use->is_definition || !user.resource || (is_by_kind && is_like(&user, &judged)))
            continue;
        judged = user;
        is_by_kind = is_decided_by_kind(ctx->baseline, user.resource->kind);
        here = user_may_enter(ctx, &user, tier, ports);
        if (here == GL_FALSE && !use->is_certain)
            here = GL_MAYBE;
        all = gl_truth_and(all, here);
    }
    if (judged.resource)
        return all;
    note_nobody(ctx, group);
    return GL_MAYBE;
}

static bool parse_block(const struct gl_resource *subnet, struct gl_str property, struct gl_cidr *ret_block)
{
    const struct gl_value *block = gl_value_resolve(gl_value_get(&subnet->properties, property));
    struct gl_str text;
    const char *why;

    return block && block->type == GL_STRING && gl_value_text(block, &text) &&
           gl_cidr_parse(text, ret_block, &why) == GL_OK;
}

static bool is_listed(const struct gl_tier *tier, struct gl_str kind)
{
    for (size_t i = 0; i < tier->kind_len; i++) {
        if (gl_str_eq(tier->kinds[i], kind))
            return true;
    }
    return false;
}

/* Can a resource of this kind be of a tier that may enter? */
static bool kind_may_enter(const struct gl_baseline *baseline, struct gl_str kind, size_t tier,
                           struct gl_portset ports)
{
    for (size_t i = 0; i < baseline->tier_len; i++) {
        if (is_listed(&baseline->tiers[i], kind) && (i == tier || has_flow(baseline, i, tier, ports)))
            return true;
    }
    return false;
}

/* Is somebody of an allowed tier placed in this subnet? Thousands that are not, of the same few kinds, may be
 * there too. */
static bool has_allowed_user(struct gl_check_ctx *ctx, const struct gl_resource *subnet, size_t tier,
                             struct gl_portset ports)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, subnet);
    struct gl_str refused = {0};

    for (size_t i = 0; i < edges.len; i++) {
        struct gl_group_use user = {.resource = ctx->graph->resources[edges.items[i].from]};

        if (gl_str_eq(user.resource->kind, refused))
            continue;
        if (!kind_may_enter(ctx->baseline, user.resource->kind, tier, ports))
            refused = user.resource->kind;
        else if (user_may_enter(ctx, &user, tier, ports) == GL_TRUE)
            return true;
    }
    return false;
}

/* Subnets that overlap what the rule lets in, and hold somebody of an allowed tier. */
static void add_subnets(struct gl_check_ctx *ctx, struct gl_ipset_builder *builder,
                        const struct gl_group_rule *rule, size_t tier, struct gl_portset ports)
{
    static const struct gl_str properties[] = {GL_STR_INIT("CidrBlock"), GL_STR_INIT("Ipv6CidrBlock")};
    struct gl_resource_list subnets = gl_graph_of_kind(ctx->graph, GL_STR("AWS::EC2::Subnet"));

    for (size_t i = 0; i < subnets.len; i++) {
        for (size_t k = 0; k < sizeof properties / sizeof *properties; k++) {
            struct gl_range range;
            struct gl_cidr block;

            if (!parse_block(subnets.items[i], properties[k], &block))
                continue;
            range = (struct gl_range){block.first, block.last};
            if (gl_ranges_overlap(block.family == GL_IPV4 ? rule->addresses.v4 : rule->addresses.v6,
                                  (struct gl_ranges){&range, 1}) &&
                has_allowed_user(ctx, subnets.items[i], tier, ports))
                gl_ipset_builder_add(builder, &block);
        }
    }
}

/* Addresses from which a tier may be entered: what the baseline states, and the subnets of the allowed tiers.
 */
static struct gl_ipset allowed_addresses(struct gl_check_ctx *ctx, const struct gl_group_rule *rule,
                                         size_t tier, struct gl_portset ports)
{
    const struct gl_baseline *baseline = ctx->baseline;
    struct gl_ipset_builder builder;

    gl_ipset_builder_init(&builder, ctx->scratch);
    for (size_t i = 0; i < baseline->tier_len; i++) {
        if (!has_flow(baseline, i, tier, ports))
            continue;
        gl_ipset_builder_add_set(&builder, baseline->tiers[i].addresses);
        if (baseline->tiers[i].is_internet)
            gl_ipset_builder_add_set(&builder, gl_ipset_everything());
    }
    add_subnets(ctx, &builder, rule, tier, ports);
    return gl_ipset_builder_finish(&builder);
}

enum gl_truth gl_flow_admits(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, size_t tier,
                             struct gl_portset ports)
{
    size_t noted = ctx->culprit_len;
    enum gl_truth truth;

    switch ((enum gl_peer)rule->peer) {
    case GL_PEER_GROUP:
        if (!rule->group)
            return GL_MAYBE;
        truth = group_may_enter(ctx, rule->group, tier, ports);
        if (truth != GL_MAYBE)
            ctx->culprit_len = noted;
        return truth;
    case GL_PEER_CLOUDFRONT: /* stands before the edge like the internet itself */
        return gl_truth_of(gl_portset_contains(gl_flow_internet_ports(ctx, tier), ports));
    case GL_PEER_ADDRESSES:
    case GL_PEER_UNKNOWN:
        break;
    }
    if (gl_ipset_contains(allowed_addresses(ctx, rule, tier, ports), rule->addresses))
        return GL_TRUE;
    ctx->culprit_len = noted;
    return rule->peer == GL_PEER_ADDRESSES || rule->is_vpc_block ? GL_FALSE : GL_MAYBE;
}

struct gl_portset gl_flow_internet_ports(struct gl_check_ctx *ctx, size_t tier)
{
    const struct gl_baseline *baseline = ctx->baseline;
    struct gl_portset ports = {0};

    for (size_t i = 0; i < baseline->flow_len; i++) {
        const struct gl_flow *flow = &baseline->flows[i];

        if (flow->to != tier || !baseline->tiers[flow->from].is_internet)
            continue;
        if (flow->is_any_port || flow->is_service_port)
            return gl_portset_all();
        ports = gl_portset_union(ctx->scratch, ports, flow->ports);
    }
    return ports;
}
