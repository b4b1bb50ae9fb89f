#include "reach/compare.h"

#include <stdlib.h>
#include <string.h>

#include "reach/address.h"

/* An end of either cluster; those that are not addresses, sorted by what is shown. */
struct joint_end {
    struct gl_str shown;
    uint32_t in[2]; /* its index in each cluster, or NONE */
    bool is_workload;
};

struct flow {
    uint32_t from, to; /* joint ends */
    struct gl_portset ports;
};

struct flows {
    struct flow *items;
    size_t len, capacity;
};

struct comparer {
    struct gl_arena *arena;
    const struct gl_pods *pods[2];
    struct joint_end *ends;
    size_t end_len;
    uint32_t *joint[2]; /* the joint end of each end of a cluster, or NONE */
    struct flows flows[2];
    unsigned side; /* of the flows that are being collected */
    bool has_ipv6; /* a policy of either cluster tells IPv6 addresses apart */
    struct gl_pods_change *changes;
    size_t len, capacity;
};

/* ---- ends ---- */

static struct joint_end *push_end(struct comparer *comparer, const struct gl_pods_end *end)
{
    struct joint_end *joint = &comparer->ends[comparer->end_len++];

    *joint = (struct joint_end){end->shown, {GL_PODS_NONE, GL_PODS_NONE}, end->kind == GL_PODS_WORKLOAD};
    return joint;
}

/* Of two that differ the later one waits: it becomes NULL. */
static void keep_first(const struct gl_pods_end **a, const struct gl_pods_end **b, int order)
{
    if (order < 0)
        *b = NULL;
    else if (order > 0)
        *a = NULL;
}

/* The ends of both clusters are sorted by what is shown. */
static void join_ends(struct comparer *comparer)
{
    size_t at[2] = {0, 0}, len[2];

    for (size_t side = 0; side < 2; side++) {
        len[side] = comparer->pods[side] ? comparer->pods[side]->end_len : 0;
        comparer->joint[side] = GL_NEW_ARRAY(comparer->arena, uint32_t, len[side]);
    }
    comparer->ends = GL_NEW_ARRAY(comparer->arena, struct joint_end, len[0] + len[1]);
    while (at[0] < len[0] || at[1] < len[1]) {
        const struct gl_pods_end *a = at[0] < len[0] ? &comparer->pods[0]->ends[at[0]] : NULL;
        const struct gl_pods_end *b = at[1] < len[1] ? &comparer->pods[1]->ends[at[1]] : NULL;
        const struct gl_pods_end *end;
        struct joint_end *joint = NULL;

        keep_first(&a, &b, a && b ? gl_str_cmp(a->shown, b->shown) : 0);
        end = a ? a : b;
        if (end && end->kind != GL_PODS_ADDRESSES)
            joint = push_end(comparer, end);
        for (size_t side = 0; side < 2; side++) {
            if (side == 0 ? !a : !b)
                continue;
            comparer->joint[side][at[side]] = joint ? (uint32_t)(joint - comparer->ends) : GL_PODS_NONE;
            if (joint)
                joint->in[side] = (uint32_t)at[side];
            at[side]++;
        }
    }
}

/* ---- changes ---- */

static void add_change(struct comparer *comparer, struct gl_pods_change change)
{
    *GL_PUSH(comparer->arena, comparer->changes, comparer->len, comparer->capacity) = change;
}

static bool is_single(const struct joint_end *end)
{
    return end->is_workload && (end->in[0] == GL_PODS_NONE || end->in[1] == GL_PODS_NONE);
}

static struct gl_portset copy_ports(struct gl_arena *arena, struct gl_portset ports)
{
    struct gl_range *items = GL_NEW_ARRAY(arena, struct gl_range, ports.keys.len);

    if (ports.keys.len)
        memcpy(items, ports.keys.items, ports.keys.len * sizeof *items);
    return (struct gl_portset){{items, ports.keys.len}};
}

static bool collect(void *context, const struct gl_pods_flow *flow)
{
    struct comparer *comparer = context;
    const uint32_t *joint = comparer->joint[comparer->side];
    struct flows *flows = &comparer->flows[comparer->side];

    if (joint[flow->from] == GL_PODS_NONE || joint[flow->to] == GL_PODS_NONE)
        return true;
    *GL_PUSH(comparer->arena, flows->items, flows->len, flows->capacity) =
        (struct flow){joint[flow->from], joint[flow->to], copy_ports(comparer->arena, flow->ports)};
    return true;
}

static int compare_flows(const struct flow *a, const struct flow *b)
{
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

/* One pair of ends; either flow may be NULL, not both. */
static void compare_pair(struct comparer *comparer, const struct flow *before, const struct flow *after)
{
    const struct flow *flow = before ? before : after;
    const struct gl_portset none = {0};
    struct gl_pods_change change = {.before = before ? before->ports : none,
                                    .after = after ? after->ports : none};

    if (!flow || gl_portset_equal(change.before, change.after))
        return;
    change.from = comparer->ends[flow->from].shown;
    change.to = comparer->ends[flow->to].shown;
    change.is_from_single = is_single(&comparer->ends[flow->from]);
    change.is_to_single = is_single(&comparer->ends[flow->to]);
    add_change(comparer, change);
}

/* Flows come by (from, to), and joint ends keep that order. */
static void compare_pods(struct comparer *comparer)
{
    const struct flows *flows = comparer->flows;
    size_t at[2] = {0, 0};

    for (comparer->side = 0; comparer->side < 2; comparer->side++) {
        if (comparer->pods[comparer->side])
            gl_pods_each_flow(comparer->pods[comparer->side], GL_PODS_NONE, GL_PODS_NONE, collect, comparer);
    }
    while (at[0] < flows[0].len || at[1] < flows[1].len) {
        const struct flow *a = at[0] < flows[0].len ? &flows[0].items[at[0]] : NULL;
        const struct flow *b = at[1] < flows[1].len ? &flows[1].items[at[1]] : NULL;
        int order = a && b ? compare_flows(a, b) : 0;

        if (order < 0)
            b = NULL;
        else if (order > 0)
            a = NULL;
        at[0] += a != NULL;
        at[1] += b != NULL;
        compare_pair(comparer, a, b);
    }
}

/* ---- addresses ---- */

/* One family of the addresses of a workload in both clusters, walked from the lowest address up. */
struct sweep {
    const struct gl_pods_span_of_addresses *spans[2];
    size_t len[2], at[2];
    enum gl_ip_family family;
};

/* What passes at an address, and the last address of which that is true. */
static struct gl_portset ports_at(struct sweep *sweep, unsigned side, gl_u128 address, gl_u128 *last)
{
    const struct gl_pods_span_of_addresses *span;

    while (sweep->at[side] < sweep->len[side] && sweep->spans[side][sweep->at[side]].last < address)
        sweep->at[side]++;
    if (sweep->at[side] == sweep->len[side])
        return (struct gl_portset){0};
    span = &sweep->spans[side][sweep->at[side]];
    if (span->first > address) {
        *last = span->first - 1 < *last ? span->first - 1 : *last;
        return (struct gl_portset){0};
    }
    *last = span->last < *last ? span->last : *last;
    return span->ports;
}

static void add_address_change(struct comparer *comparer, const struct joint_end *end,
                               enum gl_pods_direction direction, struct gl_str range,
                               const struct gl_portset ports[2])
{
    bool is_in = direction == GL_PODS_INGRESS;

    if (!gl_portset_equal(ports[0], ports[1]))
        add_change(comparer,
                   (struct gl_pods_change){is_in ? range : end->shown, is_in ? end->shown : range, ports[0],
                                           ports[1], !is_in && is_single(end), is_in && is_single(end)});
}

static void compare_family(struct comparer *comparer, const struct joint_end *end,
                           enum gl_pods_direction direction, struct sweep *sweep)
{
    gl_u128 top = gl_ip_max(sweep->family), begin = 0, first = 0;
    struct gl_portset held[2] = {{{0}}, {{0}}};

    while (true) {
        gl_u128 last = top;
        struct gl_portset ports[2];

        for (unsigned side = 0; side < 2; side++)
            ports[side] = ports_at(sweep, side, first, &last);
        if (first != begin && !(gl_portset_equal(ports[0], held[0]) && gl_portset_equal(ports[1], held[1]))) {
            add_address_change(comparer, end, direction,
                               gl_pods_shown_range(comparer->arena, sweep->family, begin, first - 1), held);
            begin = first;
        }
        held[0] = ports[0];
        held[1] = ports[1];
        if (last == top)
            break;
        first = last + 1;
    }
    add_address_change(comparer, end, direction,
                       gl_pods_shown_range(comparer->arena, sweep->family, begin, top), held);
}

static void compare_addresses(struct comparer *comparer, const struct joint_end *end,
                              enum gl_pods_direction direction)
{
    struct gl_pods_span_of_addresses *spans[2] = {NULL, NULL};
    size_t len[2] = {0, 0}, v4[2] = {0, 0};
    struct sweep sweep;

    for (unsigned side = 0; side < 2; side++) {
        if (end->in[side] != GL_PODS_NONE)
            len[side] = gl_pods_addresses(comparer->arena, comparer->pods[side], end->in[side], direction,
                                          &spans[side]);
        while (v4[side] < len[side] && spans[side][v4[side]].family == GL_IPV4)
            v4[side]++;
    }
    sweep = (struct sweep){.spans = {spans[0], spans[1]}, .len = {v4[0], v4[1]}, .family = GL_IPV4};
    compare_family(comparer, end, direction, &sweep);
    sweep = (struct sweep){.len = {len[0] - v4[0], len[1] - v4[1]}, .family = GL_IPV6};
    for (unsigned side = 0; side < 2; side++)
        sweep.spans[side] = spans[side] ? spans[side] + v4[side] : NULL;
    if (comparer->has_ipv6)
        compare_family(comparer, end, direction, &sweep);
}

/* As in a list: elsewhere IPv6 goes with 0.0.0.0-255.255.255.255. */
static bool has_ipv6(const struct gl_pods *pods)
{
    for (size_t i = 0; pods && i < pods->end_len; i++) {
        if (pods->ends[i].kind == GL_PODS_ADDRESSES && pods->ends[i].family == GL_IPV6)
            return true;
    }
    return false;
}

static int compare_changes(const void *a_, const void *b_)
{
    const struct gl_pods_change *a = a_, *b = b_;
    int order = gl_str_cmp(a->from, b->from);

    return order ? order : gl_str_cmp(a->to, b->to);
}

size_t gl_pods_compare(struct gl_arena *arena, const struct gl_pods *before, const struct gl_pods *after,
                       struct gl_pods_change **ret_changes)
{
    struct comparer comparer = {.arena = arena, .pods = {before, after}};

    join_ends(&comparer);
    comparer.has_ipv6 = has_ipv6(before) || has_ipv6(after);
    compare_pods(&comparer);
    for (size_t i = 0; i < comparer.end_len; i++) {
        if (!comparer.ends[i].is_workload)
            continue;
        compare_addresses(&comparer, &comparer.ends[i], GL_PODS_INGRESS);
        compare_addresses(&comparer, &comparer.ends[i], GL_PODS_EGRESS);
    }
    if (comparer.len)
        qsort(comparer.changes, comparer.len, sizeof *comparer.changes, compare_changes);
    *ret_changes = comparer.changes;
    return comparer.len;
}
