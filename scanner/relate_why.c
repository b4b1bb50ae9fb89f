/* Why something passes or does not: verdicts of policies and rules as sentences. */
#include "relate.h"

static const char *const direction_words[] = {[GL_PODS_INGRESS] = "ingress", [GL_PODS_EGRESS] = "egress"};

/* "NetworkPolicy default/db", "AdminNetworkPolicy ops (priority 10)" */
static void add_policy(struct gl_buf *out, const struct gl_pods_policy *policy)
{
    gl_buf_quote(out, policy->resource->kind);
    gl_buf_add_char(out, ' ');
    gl_buf_quote(out, policy->resource->name);
    if (policy->kind == GL_PODS_ADMIN_POLICY)
        gl_buf_printf(out, " (priority %lld)", (long long)policy->priority);
}

/* ", ingress rule 2 (allow-dns)" */
static void add_rule(struct gl_buf *out, const struct gl_pods_rule *rule)
{
    gl_buf_printf(out, ", %s rule %u", direction_words[rule->direction], rule->index + 1);
    if (rule->name.len == 0)
        return;
    gl_buf_add(out, GL_STR(" ("));
    gl_buf_quote(out, rule->name);
    gl_buf_add_char(out, ')');
}

struct side {
    const struct gl_pods_end *own, *other; /* whose policies, and who is at the other end */
    enum gl_pods_direction direction;
};

/* "Ingress shop/web leads to it through Service shop/web" */
static void add_entry(struct gl_buf *out, const struct gl_pods_reason *reason)
{
    if (!reason->entry || !reason->service)
        return;
    gl_buf_quote(out, reason->entry->kind);
    gl_buf_add_char(out, ' ');
    gl_buf_quote(out, reason->entry->name);
    gl_buf_add(out, GL_STR(" leads to it through Service "));
    gl_buf_quote(out, reason->service->name);
}

static void add_verdict(struct gl_buf *out, const struct gl_pods_reason *reason, const struct side *side)
{
    const char *direction = direction_words[side->direction];

    switch (reason->verdict) {
    case GL_PODS_BY_DEFAULT:
        gl_buf_printf(out, "no policy decides this for %.*s: it passes", GL_STR_ARG(side->own->shown));
        return;
    case GL_PODS_ALLOWED:
        gl_buf_add(out, GL_STR(": allows it"));
        return;
    case GL_PODS_DENIED:
        gl_buf_add(out, GL_STR(": denies it"));
        return;
    case GL_PODS_PASSED:
        gl_buf_add(out, GL_STR(": leaves it to the NetworkPolicies"));
        return;
    case GL_PODS_NO_RULE:
        gl_buf_printf(out, " selects %.*s and has no %s rule", GL_STR_ARG(side->own->shown), direction);
        return;
    case GL_PODS_NO_PEER:
        gl_buf_printf(out, " selects %.*s, no %s rule names %.*s", GL_STR_ARG(side->own->shown), direction,
                      GL_STR_ARG(side->other->shown));
        return;
    case GL_PODS_NO_PORT:
        gl_buf_printf(out, " names %.*s, but not these ports", GL_STR_ARG(side->other->shown));
        return;
    case GL_PODS_ENTERED:
        add_entry(out, reason);
        return;
    case GL_PODS_NO_ENTRY:
        gl_buf_add(out, GL_STR("no Ingress or route leads to these ports"));
        return;
    }
}

static struct gl_relation_reason relate_reason(struct gl_arena *arena, const struct gl_pods_reason *reason,
                                               const struct side *side)
{
    struct gl_relation_reason related = {.is_egress = side->direction == GL_PODS_EGRESS};
    struct gl_buf out;

    gl_buf_init(&out);
    if (reason->entry)
        related.span = reason->entry->span;
    if (reason->policy) {
        add_policy(&out, reason->policy);
        related.span = reason->policy->resource->span;
    }
    if (reason->rule) {
        add_rule(&out, reason->rule);
        if (reason->rule->value && gl_span_is_set(reason->rule->value->span))
            related.span = reason->rule->value->span;
    }
    add_verdict(&out, reason, side);
    if (reason->is_open)
        gl_buf_add(&out, GL_STR(", if a value that is not known here is so"));
    related.sentence = gl_reach_text(arena, gl_arena_copy(arena, gl_buf_str(&out)));
    gl_buf_free(&out);
    return related;
}

static void relate_case(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from, uint32_t to,
                        const struct gl_pods_case *one, struct gl_relation_case *ret_case)
{
    static const enum gl_pods_direction directions[] = {GL_PODS_EGRESS, GL_PODS_INGRESS};

    ret_case->is_allowed = one->is_allowed;
    ret_case->reasons = GL_NEW_ARRAY(arena, struct gl_relation_reason, one->by[0].len + one->by[1].len);
    for (size_t d = 0; d < 2; d++) {
        const struct gl_pods_reasons *reasons = &one->by[directions[d]];
        bool is_egress = directions[d] == GL_PODS_EGRESS;
        struct side side = {&pods->ends[is_egress ? from : to], &pods->ends[is_egress ? to : from],
                            directions[d]};

        if (side.own->kind != GL_PODS_WORKLOAD) /* nothing selects it */
            continue;
        for (size_t i = 0; i < reasons->len; i++) {
            struct gl_relation_reason *reason = &ret_case->reasons[ret_case->reason_len++];

            *reason = relate_reason(arena, &reasons->items[i], &side);
            reason->is_blocking = !reasons->is_allowed;
        }
    }
}

/* What of a case was asked about; nothing: false. */
static bool relate_ports(struct gl_arena *arena, struct gl_portset of_case, struct gl_portset asked,
                         struct gl_relation_case *ret_case)
{
    struct gl_portset ports = gl_portset_intersection(arena, of_case, asked);

    if (gl_portset_is_empty(ports))
        return false;
    ret_case->ports = gl_reach_shown(arena, ports);
    return true;
}

struct gl_relation_cases gl_reach_cases(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from,
                                        uint32_t to, struct gl_portset ports)
{
    struct gl_pods_case *cases = NULL;
    size_t len = gl_pods_explain(arena, pods, from, to, &cases);
    struct gl_relation_cases related = {GL_NEW_ARRAY(arena, struct gl_relation_case, len), 0};

    for (int allowed = 1; allowed >= 0; allowed--) { /* what passes comes first */
        for (size_t i = 0; i < len; i++) {
            struct gl_relation_case *one = &related.items[related.len];

            if (cases[i].is_allowed != (allowed == 1) || !relate_ports(arena, cases[i].ports, ports, one))
                continue;
            relate_case(arena, pods, from, to, &cases[i], one);
            related.len++;
        }
    }
    return related;
}

enum { MOST_RANGES = 8 }; /* that are explained one by one */

/* Whether policies tell this range of addresses apart in that direction, and it holds some of them. */
static bool is_range_of(const struct gl_pods_end *end, enum gl_pods_direction direction,
                        struct gl_ipset addresses)
{
    return end->kind == GL_PODS_ADDRESSES && end->atoms[direction] &&
           gl_ipset_overlaps(end->addresses, addresses);
}

static size_t count_ranges(const struct gl_pods *pods, enum gl_pods_direction direction,
                           struct gl_ipset addresses)
{
    size_t count = 0;

    for (uint32_t i = 0; i < pods->end_len; i++)
        count += is_range_of(&pods->ends[i], direction, addresses);
    return count;
}

struct gl_relation_cases gl_reach_address_cases(struct gl_arena *arena, const struct gl_pods *pods,
                                                uint32_t workload, enum gl_pods_direction direction,
                                                struct gl_ipset addresses, struct gl_portset ports)
{
    bool is_one = count_ranges(pods, direction, addresses) == 1;
    struct gl_relation_cases all = {0};
    size_t ranges = 0, capacity = 0;

    for (uint32_t i = 0; i < pods->end_len && ranges < MOST_RANGES; i++) {
        struct gl_relation_cases cases;

        if (!is_range_of(&pods->ends[i], direction, addresses))
            continue;
        ranges++;
        cases = direction == GL_PODS_INGRESS ? gl_reach_cases(arena, pods, i, workload, ports)
                                             : gl_reach_cases(arena, pods, workload, i, ports);
        for (size_t k = 0; k < cases.len; k++) {
            struct gl_relation_case *one = GL_PUSH(arena, all.items, all.len, capacity);

            *one = cases.items[k];
            if (!is_one)
                one->ports = gl_arena_printf(arena, "%.*s with %.*s", GL_STR_ARG(one->ports),
                                             GL_STR_ARG(pods->ends[i].shown));
        }
    }
    return all;
}
