/* GLC-NET-020: the internet, however it is written, and public blocks wider than anybody's own, where the
 * baseline lets no internet in. */
#include "base/limits.h"
#include "checks/natives.h"
#include "checks/network.h"

struct wide {
    struct gl_portset allowed; /* to the internet */
    unsigned limit[2];         /* shortest prefix length that is fine, by family */
};

static struct gl_portset ports_of_tiers(struct gl_check_ctx *ctx, const struct gl_resource *resource)
{
    struct gl_portset ports = {0};

    for (size_t tier = 0; tier < ctx->baseline->tier_len; tier++) {
        if (!resource || gl_tier_holds(ctx, &ctx->baseline->tiers[tier], resource) == GL_TRUE)
            ports = gl_portset_union(ctx->scratch, ports, gl_flow_internet_ports(ctx, tier));
    }
    return ports;
}

/* Ports that the internet may reach on everything that has the group: wide sources are no news there. A group
 * that nobody in the scan has may be for any tier. */
static struct gl_portset ports_of_internet(struct gl_check_ctx *ctx, const struct gl_group *group)
{
    struct gl_portset common = gl_portset_all();
    bool has_user = false;

    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
        const struct gl_resource *user = gl_interface_owner(ctx->graph, use->resource);

        if (use->is_definition || !user)
            continue;
        has_user = true;
        common = gl_portset_intersection(ctx->scratch, common, ports_of_tiers(ctx, user));
    }
    ctx->culprit_len = 0;
    return has_user ? common : ports_of_tiers(ctx, NULL);
}

static bool is_too_wide(struct gl_check_ctx *ctx, const struct wide *wide, struct gl_ipset set,
                        struct gl_cidr *ret_block)
{
    return (gl_ipset_widest_public(ctx->scratch, set, GL_IPV4, ret_block) &&
            ret_block->prefix < wide->limit[GL_IPV4]) ||
           (gl_ipset_widest_public(ctx->scratch, set, GL_IPV6, ret_block) &&
            ret_block->prefix < wide->limit[GL_IPV6]);
}

/* One rule by itself. */
static enum gl_truth is_wide(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct wide *wide = argument;
    struct gl_cidr block;

    if (gl_rule_is_public(rule) == GL_FALSE || gl_portset_contains(wide->allowed, rule->ports))
        return GL_FALSE;
    if (rule->peer == GL_PEER_UNKNOWN)
        return rule->prefix != GL_PREFIX_UNKNOWN && rule->prefix >= wide->limit[GL_IPV4] ? GL_FALSE
                                                                                         : GL_MAYBE;
    if (!is_too_wide(ctx, wide, rule->addresses, &block))
        return GL_FALSE;
    return gl_portset_contains(wide->allowed, rule->sure_ports) ? GL_MAYBE : GL_TRUE;
}

static struct gl_str wide_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct wide *wide = argument;
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx)), peer = gl_rule_peer_text(ctx, rule);
    struct gl_str ports = gl_rule_ports_text(ctx, rule->ports);
    struct gl_cidr block;

    if (rule->peer == GL_PEER_UNKNOWN || !is_too_wide(ctx, wide, rule->addresses, &block))
        return gl_arena_printf(ctx->scratch, "%.*s lets %.*s reach %.*s: how wide they are cannot be told",
                               GL_STR_ARG(group), GL_STR_ARG(peer), GL_STR_ARG(ports));
    if (gl_ipset_is_internet(rule->addresses))
        return gl_arena_printf(ctx->scratch, "%.*s lets %.*s reach %.*s: that is the internet",
                               GL_STR_ARG(group), GL_STR_ARG(peer), GL_STR_ARG(ports));
    return gl_arena_printf(ctx->scratch, "%.*s lets %.*s reach %.*s: that opens a public block of /%u",
                           GL_STR_ARG(group), GL_STR_ARG(peer), GL_STR_ARG(ports), (unsigned)block.prefix);
}

/* A public source that is fine by itself. */
struct part {
    const struct gl_group_statement *statement;
    const struct gl_group_rule *rule;
    struct gl_portset ports; /* that the internet may not reach */
};

struct parts {
    struct part *items;
    size_t len, capacity;
};

static void collect(struct gl_check_ctx *ctx, const struct gl_group *group, const struct wide *wide,
                    struct parts *parts)
{
    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        if (s->direction != GL_INGRESS || !gl_net_is_own(ctx, group, s))
            continue;
        for (const struct gl_group_rule *rule = s->rules; rule; rule = rule->next) {
            if (rule->peer == GL_PEER_ADDRESSES && gl_rule_is_public(rule) == GL_TRUE)
                *GL_PUSH(ctx->scratch, parts->items, parts->len, parts->capacity) =
                    (struct part){s, rule, gl_portset_difference(ctx->scratch, rule->ports, wide->allowed)};
        }
    }
}

/* All that may reach one key of the port space, told at the part `at`. */
static enum gl_verdict judge_key(struct gl_check_ctx *ctx, const struct wide *wide, const struct parts *parts,
                                 size_t at, gl_u128 key)
{
    const struct part *part = &parts->items[at];
    struct gl_ipset_builder builder;
    struct gl_finding *finding;
    struct gl_str group, ports;
    struct gl_ipset set;
    struct gl_cidr block;
    bool is_certain = true;

    gl_ipset_builder_init(&builder, ctx->scratch);
    for (size_t i = 0; i < parts->len; i++) {
        const struct gl_group_rule *rule = parts->items[i].rule;

        if (!gl_ranges_has(parts->items[i].ports.keys, key))
            continue;
        gl_ipset_builder_add_set(&builder, rule->addresses);
        if (parts->items[i].statement->cause)
            gl_culprit_choice(ctx, parts->items[i].statement->cause);
        gl_culprit(ctx, rule->culprit);
        is_certain &=
            parts->items[i].statement->alternative_len == 1 && gl_ranges_has(rule->sure_ports.keys, key);
    }
    set = gl_ipset_builder_finish(&builder);
    if (!is_too_wide(ctx, wide, set, &block)) {
        ctx->culprit_len = 0;
        return GL_PASS;
    }
    group = gl_group_text(ctx, gl_net_subject(ctx));
    ports = gl_rule_ports_text(ctx, part->ports);
    finding = gl_net_report(
        ctx, is_certain ? GL_FAIL : GL_OPEN, part->statement, part->rule,
        gl_arena_printf(ctx->scratch, "%.*s lets address ranges that together are %s reach %.*s",
                        GL_STR_ARG(group), gl_ipset_is_internet(set) ? "the internet" : "a wide public block",
                        GL_STR_ARG(ports)));
    for (size_t i = 0; i < parts->len; i++) {
        if (i != at && gl_ranges_has(parts->items[i].ports.keys, key))
            gl_relate(ctx, finding, NULL, parts->items[i].rule->source->span, "together with this range");
    }
    return is_certain ? GL_FAIL : GL_OPEN;
}

/* All parts as one set, whatever their ports: when that is not too wide, no port is. */
static bool may_be_wide(struct gl_check_ctx *ctx, const struct wide *wide, const struct parts *parts)
{
    struct gl_ipset_builder builder;
    struct gl_cidr block;

    gl_ipset_builder_init(&builder, ctx->scratch);
    for (size_t i = 0; i < parts->len; i++)
        gl_ipset_builder_add_set(&builder, parts->items[i].rule->addresses);
    return is_too_wide(ctx, wide, gl_ipset_builder_finish(&builder), &block);
}

/* Every port would be held against every rule. */
static enum gl_verdict tell_too_many(struct gl_check_ctx *ctx, const struct parts *parts)
{
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx));

    gl_net_report(
        ctx, GL_OPEN, parts->items[0].statement, parts->items[0].rule,
        gl_arena_printf(ctx->scratch,
                        "%.*s has %zu rules with public sources, more than EC2 allows a group: what "
                        "they open together was not worked out",
                        GL_STR_ARG(group), parts->len));
    return GL_OPEN;
}

static bool has_public_source(struct gl_check_ctx *ctx, const struct gl_group *group)
{
    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        if (s->direction != GL_INGRESS || !gl_net_is_own(ctx, group, s))
            continue;
        for (const struct gl_group_rule *rule = s->rules; rule; rule = rule->next) {
            if (gl_rule_is_public(rule) != GL_FALSE)
                return true;
        }
    }
    return false;
}

/* Where the parts that cover a port change, one of them begins: only the first port of each range needs to be
 * asked. */
static enum gl_verdict judge_together(struct gl_check_ctx *ctx, const struct wide *wide)
{
    enum gl_verdict verdict = GL_PASS;
    struct parts parts = {0};

    collect(ctx, gl_net_subject(ctx), wide, &parts);
    if (parts.len < 2 || !may_be_wide(ctx, wide, &parts))
        return GL_PASS;
    if (parts.len > GL_MAX_RULES_TOGETHER)
        return tell_too_many(ctx, &parts);
    for (size_t i = 0; i < parts.len && verdict == GL_PASS; i++) {
        const struct gl_ranges keys = parts.items[i].ports.keys;

        for (size_t r = 0; r < keys.len && verdict == GL_PASS; r++)
            verdict = judge_key(ctx, wide, &parts, i, keys.items[r].first);
    }
    ctx->culprit_len = 0;
    return verdict;
}

enum gl_verdict gl_check_wide_source(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct wide wide = {0};
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = is_wide,
                                  .text = wide_text,
                                  .argument = &wide,
                                  .wanted = GL_STR("public blocks no wider than the limit of the baseline")};
    enum gl_verdict alone, together = GL_PASS;

    if (!group)
        return GL_NOT_APPLICABLE;
    if (!has_public_source(ctx, group))
        return GL_PASS;
    wide.limit[GL_IPV4] = (unsigned)gl_parameter_i64(ctx, "widest_ipv4");
    wide.limit[GL_IPV6] = (unsigned)gl_parameter_i64(ctx, "widest_ipv6");
    wide.allowed = ports_of_internet(ctx, group);
    alone = gl_net_judge(ctx, &check);
    if (alone != GL_FAIL)
        together = judge_together(ctx, &wide);
    return together > alone ? together : alone;
}
