/* GLC-NET-020: ranges that together make up the internet, and public blocks wider than anybody's own. */
#include "checks/natives.h"
#include "checks/network.h"

struct wide {
    const struct gl_group_statement *statement;
    const struct gl_group_rule *rule;
};

struct wides {
    struct wide *items;
    size_t len, capacity;
    unsigned limit[2]; /* shortest prefix length that is fine, by family */
};

/* Ports that the internet may reach on everything that has the group: wide sources are no news there. */
static struct gl_portset ports_of_internet(struct gl_check_ctx *ctx, const struct gl_group *group)
{
    struct gl_portset common = gl_portset_all();
    bool has_user = false;

    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
        struct gl_portset here = {0};

        if (use->is_definition)
            continue;
        has_user = true;
        for (size_t tier = 0; tier < ctx->baseline->tier_len; tier++) {
            if (gl_tier_holds(ctx, &ctx->baseline->tiers[tier], use->resource) == GL_TRUE)
                here = gl_portset_union(ctx->scratch, here, gl_flow_internet_ports(ctx, tier));
        }
        common = gl_portset_intersection(ctx->scratch, common, here);
    }
    ctx->culprit_len = 0;
    return has_user ? common : (struct gl_portset){0};
}

static bool is_too_wide(struct gl_check_ctx *ctx, const struct wides *wides, struct gl_ipset set,
                        struct gl_cidr *ret_block)
{
    return (gl_ipset_widest_public(ctx->scratch, set, GL_IPV4, ret_block) &&
            ret_block->prefix < wides->limit[GL_IPV4]) ||
           (gl_ipset_widest_public(ctx->scratch, set, GL_IPV6, ret_block) &&
            ret_block->prefix < wides->limit[GL_IPV6]);
}

static void collect(struct gl_check_ctx *ctx, const struct gl_group *group, struct wides *wides)
{
    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        if (s->direction != GL_INGRESS || !gl_net_is_own(ctx, group, s))
            continue;
        for (const struct gl_group_rule *rule = s->rules; rule; rule = rule->next) {
            if (rule->peer == GL_PEER_ADDRESSES && gl_rule_is_internet(rule) == GL_FALSE &&
                gl_rule_is_public(rule) == GL_TRUE)
                *GL_PUSH(ctx->scratch, wides->items, wides->len, wides->capacity) = (struct wide){s, rule};
        }
    }
}

static enum gl_verdict report(struct gl_check_ctx *ctx, const struct wide *wide, struct gl_ipset set,
                              const struct gl_cidr *block, bool is_certain)
{
    enum gl_verdict verdict = is_certain ? GL_FAIL : GL_OPEN;
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx));
    struct gl_str ports = gl_rule_ports_text(ctx, wide->rule->ports);
    struct gl_finding *finding;

    if (!is_certain && wide->statement->cause)
        gl_culprit_choice(ctx, wide->statement->cause);
    if (gl_ipset_is_internet(set)) {
        finding = gl_net_report(
            ctx, verdict, wide->statement, wide->rule,
            gl_arena_printf(ctx->scratch,
                            "%.*s lets address ranges that together are the internet reach %.*s",
                            GL_STR_ARG(group), GL_STR_ARG(ports)));
    } else {
        struct gl_str peer = gl_rule_peer_text(ctx, wide->rule);

        finding = gl_net_report(
            ctx, verdict, wide->statement, wide->rule,
            gl_arena_printf(ctx->scratch, "%.*s lets %.*s reach %.*s: that opens a public block of /%u",
                            GL_STR_ARG(group), GL_STR_ARG(peer), GL_STR_ARG(ports), (unsigned)block->prefix));
    }
    gl_finding_wanted(finding, GL_STR("public blocks no wider than the limit of the baseline"));
    return verdict;
}

/* What may reach one port through all rules that hold it, judged where `at` is one of them. */
static enum gl_verdict judge_at(struct gl_check_ctx *ctx, const struct wides *wides, size_t at, gl_u128 key)
{
    struct gl_ipset_builder builder;
    struct gl_ipset set;
    struct gl_cidr block;
    bool is_certain = true;

    gl_ipset_builder_init(&builder, ctx->scratch);
    for (size_t i = 0; i < wides->len; i++) {
        if (!gl_ranges_has(wides->items[i].rule->ports.keys, key))
            continue;
        gl_ipset_builder_add_set(&builder, wides->items[i].rule->addresses);
        is_certain &= wides->items[i].statement->alternative_len == 1 &&
                      gl_portset_equal(wides->items[i].rule->ports, wides->items[i].rule->sure_ports);
    }
    set = gl_ipset_builder_finish(&builder);
    if (!is_too_wide(ctx, wides, set, &block))
        return GL_PASS;
    return report(ctx, &wides->items[at], set, &block, is_certain);
}

/* One finding for each rule that is too wide by itself, else one for the first that is so together with
 * others. */
static enum gl_verdict judge_known(struct gl_check_ctx *ctx, const struct wides *wides,
                                   struct gl_portset allowed)
{
    enum gl_verdict worst = GL_PASS;

    for (size_t i = 0; i < wides->len; i++) {
        const struct gl_group_rule *rule = wides->items[i].rule;
        struct gl_portset ports = gl_portset_difference(ctx->scratch, rule->ports, allowed);
        struct gl_cidr block;

        if (gl_portset_is_empty(ports) || !is_too_wide(ctx, wides, rule->addresses, &block))
            continue;
        worst = GL_FAIL;
        report(ctx, &wides->items[i], rule->addresses, &block,
               wides->items[i].statement->alternative_len == 1);
    }
    for (size_t i = 0; i < wides->len && worst == GL_PASS; i++) {
        struct gl_portset ports = gl_portset_difference(ctx->scratch, wides->items[i].rule->ports, allowed);

        for (size_t r = 0; r < ports.keys.len && worst == GL_PASS; r++)
            worst = judge_at(ctx, wides, i, ports.keys.items[r].first);
    }
    return worst;
}

struct unknown {
    struct gl_portset allowed;
    unsigned limit;
};

static enum gl_truth may_be_wide(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct unknown *unknown = argument;

    if (rule->peer != GL_PEER_UNKNOWN || gl_rule_is_public(rule) == GL_FALSE ||
        gl_portset_contains(unknown->allowed, rule->ports))
        return GL_FALSE;
    (void)ctx;
    return rule->prefix != GL_PREFIX_UNKNOWN && rule->prefix >= unknown->limit ? GL_FALSE : GL_MAYBE;
}

static struct gl_str unknown_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    (void)argument;
    return gl_arena_printf(ctx->scratch, "%.*s lets %.*s reach %.*s: how wide they are is not known",
                           GL_STR_ARG(gl_group_text(ctx, gl_net_subject(ctx))),
                           GL_STR_ARG(gl_rule_peer_text(ctx, rule)),
                           GL_STR_ARG(gl_rule_ports_text(ctx, rule->ports)));
}

enum gl_verdict gl_check_wide_source(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct wides wides = {0};
    struct unknown unknown = {0};
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = may_be_wide,
                                  .text = unknown_text,
                                  .argument = &unknown,
                                  .wanted = GL_STR("public blocks no wider than the limit of the baseline")};
    enum gl_verdict known, open;

    if (!group)
        return GL_NOT_APPLICABLE;
    wides.limit[GL_IPV4] = (unsigned)gl_parameter_i64(ctx, "widest_ipv4");
    wides.limit[GL_IPV6] = (unsigned)gl_parameter_i64(ctx, "widest_ipv6");
    unknown.allowed = ports_of_internet(ctx, group);
    unknown.limit = wides.limit[GL_IPV4];
    collect(ctx, group, &wides);
    known = judge_known(ctx, &wides, unknown.allowed);
    ctx->culprit_len = 0;
    open = gl_net_judge(ctx, &check);
    return known > open ? known : open;
}
