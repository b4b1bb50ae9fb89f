#include "network/flow_sides.h"

#include <stdlib.h>

#include "base/limits.h"

/* ---- which filters ---- */

static struct gl_nw_filter_at *add(struct gl_nw_sides *sides, const struct gl_nw_filter *filter, size_t hop,
                                   enum gl_nw_why why)
{
    struct gl_nw_filter_at *at =
        GL_PUSH(&sides->cache->scratch, sides->filters, sides->filter_len, sides->filter_capacity);

    at->filter = filter;
    at->hop = (uint32_t)hop;
    at->why = why;
    return at;
}

static struct gl_nw_passes limited(struct gl_nw_passes passes, enum gl_match keeps)
{
    if (keeps == GL_MATCH_NO)
        return (struct gl_nw_passes){0};
    if (keeps == GL_MATCH_MAY)
        passes.sure = GL_PORTS_NONE;
    return passes;
}

/* The groups of an interface; `other` is the interface at the other end, if there is one. */
static void add_guard(struct gl_nw_sides *sides, uint32_t nic, uint32_t other, enum gl_direction direction,
                      size_t hop, enum gl_match keeps)
{
    const struct gl_nw *nw = sides->cache->nw;
    const struct gl_nw_filter *filter = gl_nw_filter_of_guard(sides->cache, nw->nics[nic].guard, direction);
    struct gl_nw_filter_at *at =
        add(sides, filter, hop, direction == GL_EGRESS ? GL_NW_BY_GROUP_EGRESS : GL_NW_BY_GROUP_INGRESS);

    at->by_destination = direction == GL_EGRESS;
    if (other != GL_NW_NONE)
        at->added =
            limited(gl_nw_filter_members(sides->cache, filter, &nw->guards[nw->nics[other].guard]), keeps);
    if (direction == GL_INGRESS && sides->ends->is_cloudfront)
        at->added = (struct gl_nw_passes){filter->cloudfront_may, filter->cloudfront_sure, filter->culprit};
}

static void add_hop(struct gl_nw_sides *sides, const struct gl_nw_hop *hop, size_t index, bool is_reply)
{
    struct gl_nw_filter_at *at;
    enum gl_direction direction = hop->filter == GL_NW_BY_ACL_EGRESS ? GL_EGRESS : GL_INGRESS;

    if (hop->filter == GL_NW_BY_NAT) {
        at = add(sides, sides->cache->nat, index, GL_NW_BY_NAT);
    } else if (hop->filter == GL_NW_BY_ACL_EGRESS || hop->filter == GL_NW_BY_ACL_INGRESS) {
        at = add(sides, gl_nw_filter_of_subnet(sides->cache, hop->node.index, direction), index, hop->filter);
    } else {
        return;
    }
    at->is_reply = is_reply;
    at->has_nat_port = is_reply && hop->has_nat_port;
    at->by_destination = (direction == GL_EGRESS) != is_reply;
    at->is_fixed = hop->is_peer_fixed || hop->filter == GL_NW_BY_NAT;
    if (at->is_fixed)
        at->all = gl_nw_filter_asked(sides->cache, at->filter, hop->peer);
    if (hop->filter == GL_NW_BY_NAT)
        at->all = (struct gl_nw_passes){sides->cache->ports.nat, sides->cache->ports.nat, NULL};
}

/* A way that is not known may pass the sender's address on or change it: any rule of the receiver's counts.
 */
static void add_any(struct gl_nw_sides *sides, uint32_t receiver, size_t hop)
{
    const struct gl_nw_filter *filter =
        gl_nw_filter_of_guard(sides->cache, sides->cache->nw->nics[receiver].guard, GL_INGRESS);
    struct gl_nw_filter_at *at = add(sides, filter, hop, GL_NW_BY_GROUP_INGRESS);

    at->is_fixed = true;
    at->all = (struct gl_nw_passes){filter->any, GL_PORTS_NONE, filter->culprit};
}

/* Of an interface that takes what comes at this end of the journey. */
static void add_receiver(struct gl_nw_sides *sides, const struct gl_nw_journey *journey, uint32_t receiver,
                         uint32_t sender)
{
    struct gl_nw_filter_at *at;

    if (sides->ends->is_admitted)
        return;
    add_guard(sides, receiver, sender, GL_INGRESS, journey->len - 1, journey->keeps_groups[GL_INGRESS]);
    at = &sides->filters[sides->filter_len - 1];
    /* it sees the NAT gateway, the last one of them */
    for (size_t i = journey->len; journey->is_translated && i-- > 0;) {
        if (!gl_ipset_is_empty(journey->hops[i].source)) {
            at->is_fixed = true;
            at->all = gl_nw_filter_asked(sides->cache, at->filter, journey->hops[i].source);
            break;
        }
    }
}

void gl_nw_sides_list(struct gl_nw_sides *sides, const struct gl_nw_journey *journey,
                      const struct gl_nw_journey *reply, uint32_t receiver)
{
    uint32_t sender = sides->ends->from.kind == GL_NW_NIC ? sides->ends->from.index : GL_NW_NONE;
    bool is_delivered = journey->end == GL_NW_DELIVERED;

    if (sender != GL_NW_NONE)
        add_guard(sides, sender, is_delivered || journey->end == GL_NW_UNKNOWN ? receiver : GL_NW_NONE,
                  GL_EGRESS, 0,
                  journey->end == GL_NW_UNKNOWN ? GL_MATCH_MAY : journey->keeps_groups[GL_EGRESS]);
    for (size_t i = 0; i < journey->len; i++)
        add_hop(sides, &journey->hops[i], i, false);
    if (receiver != GL_NW_NONE && is_delivered)
        add_receiver(sides, journey, receiver, sender);
    else if (receiver != GL_NW_NONE && journey->end == GL_NW_UNKNOWN)
        add_any(sides, receiver, journey->len - 1);
    for (size_t i = 0; reply && i < reply->len; i++)
        add_hop(sides, &reply->hops[i], i, true);
}

/* ---- classes ---- */

static struct gl_ranges family_of(struct gl_ipset set, int family)
{
    return family == GL_IPV4 ? set.v4 : set.v6;
}

static bool looks_at(const struct gl_nw_filter_at *at, bool by_destination)
{
    return !at->is_fixed && at->by_destination == by_destination;
}

static int by_number(const void *left, const void *right)
{
    const gl_u128 *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* Where a filter changes its answer inside of `range`. */
struct cuts {
    struct gl_arena *arena;
    gl_u128 *items;
    size_t len, capacity;
};

static void add_cuts(struct cuts *cuts, const struct gl_nw_sides *sides, bool by_destination, int family,
                     struct gl_range range)
{
    for (size_t i = 0; i < sides->filter_len; i++) {
        const struct gl_nw_filter *filter = sides->filters[i].filter;

        if (!looks_at(&sides->filters[i], by_destination))
            continue;
        for (size_t k = gl_nw_segment_at(filter, (enum gl_ip_family)family, range.first) + 1;
             k < filter->len[family] && filter->segments[family][k].first <= range.last; k++) {
            *GL_PUSH(cuts->arena, cuts->items, cuts->len, cuts->capacity) = filter->segments[family][k].first;
        }
    }
}

struct classes {
    struct gl_ipset *sets;
    struct gl_ipset_builder *builders;
    struct gl_nw_passes *passes;
    size_t len, capacity, builder_capacity, pass_len, pass_capacity;
};

static struct gl_nw_passes at_address(const struct gl_nw_filter_at *at, int family, gl_u128 address)
{
    const struct gl_nw_segment *segment =
        &at->filter->segments[family][gl_nw_segment_at(at->filter, (enum gl_ip_family)family, address)];

    return (struct gl_nw_passes){segment->may, segment->sure, segment->culprit};
}

static bool is_alike(const struct gl_nw_passes *a, const struct gl_nw_passes *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (a[i].may != b[i].may || a[i].sure != b[i].sure)
            return false;
    }
    return true;
}

/* A range on which no filter changes: of a class that is there, or a new one. Far classes are not searched
 * for: a class may then stand twice, which is no mistake. */
static void add_piece(struct gl_nw_sides *sides, struct classes *classes, bool by_destination, int family,
                      struct gl_range range)
{
    enum { MOST_SEARCHED = 64 };
    size_t n = sides->filter_len, at = classes->len;
    struct gl_nw_passes *mine;
    struct gl_ipset set = {0};

    if (!classes->passes) { /* also where nothing filters: arithmetic on it is defined then */
        classes->passes = GL_NEW_ARRAY(&sides->cache->scratch, struct gl_nw_passes, 1);
        classes->pass_capacity = 1;
    }
    for (size_t i = 0; i < n; i++)
        (void)GL_PUSH(&sides->cache->scratch, classes->passes, classes->pass_len, classes->pass_capacity);
    mine = &classes->passes[classes->pass_len - n];
    for (size_t i = 0; i < n; i++) {
        if (looks_at(&sides->filters[i], by_destination))
            mine[i] = at_address(&sides->filters[i], family, range.first);
    }
    for (size_t i = 0; i < classes->len && i < MOST_SEARCHED; i++) {
        if (is_alike(&classes->passes[i * n], mine, n)) {
            at = i;
            break;
        }
    }
    if (at == classes->len) {
        gl_ipset_builder_init(
            GL_PUSH(&sides->cache->scratch, classes->builders, classes->len, classes->builder_capacity),
            sides->arena);
    } else {
        classes->pass_len -= n;
    }
    if (family == GL_IPV4)
        set.v4 = (struct gl_ranges){&range, 1};
    else
        set.v6 = (struct gl_ranges){&range, 1};
    gl_ipset_builder_add_set(&classes->builders[at], set);
}

static void cut_range(struct gl_nw_sides *sides, struct gl_arena *scratch, struct classes *classes,
                      bool by_destination, int family, struct gl_range range)
{
    struct cuts cuts = {.arena = scratch};
    gl_u128 from = range.first;

    add_cuts(&cuts, sides, by_destination, family, range);
    if (cuts.len > GL_MAX_NW_PIECES) {
        sides->is_cut = true;
        return;
    }
    if (cuts.len)
        qsort(cuts.items, cuts.len, sizeof *cuts.items, by_number);
    for (size_t i = 0; i < cuts.len; i++) {
        if (cuts.items[i] == from)
            continue;
        add_piece(sides, classes, by_destination, family, (struct gl_range){from, cuts.items[i] - 1});
        from = cuts.items[i];
    }
    add_piece(sides, classes, by_destination, family, (struct gl_range){from, range.last});
}

/* One address, as most interfaces have: no classes to be found. */
static bool split_one(struct gl_nw_sides *sides, struct gl_ipset set, bool by_destination,
                      struct gl_ipset **ret_sets, struct gl_nw_passes **ret_passes)
{
    int family = set.v4.len ? GL_IPV4 : GL_IPV6;
    struct gl_ranges ranges = family_of(set, family);

    if (set.v4.len + set.v6.len != 1 || ranges.items[0].first != ranges.items[0].last)
        return false;
    *ret_sets = GL_NEW(&sides->cache->scratch, struct gl_ipset);
    **ret_sets = set;
    *ret_passes = GL_NEW_ARRAY(&sides->cache->scratch, struct gl_nw_passes, sides->filter_len);
    for (size_t i = 0; i < sides->filter_len; i++) {
        if (looks_at(&sides->filters[i], by_destination))
            (*ret_passes)[i] = at_address(&sides->filters[i], family, ranges.items[0].first);
    }
    return true;
}

/* An address of which nothing is known. */
static void split_nothing(struct gl_nw_sides *sides, bool by_destination, struct gl_nw_passes *passes)
{
    for (size_t i = 0; i < sides->filter_len; i++) {
        if (looks_at(&sides->filters[i], by_destination))
            passes[i] = gl_nw_filter_asked(sides->cache, sides->filters[i].filter, gl_ipset_everything());
    }
}

static size_t split_side(struct gl_nw_sides *sides, struct gl_ipset set, bool by_destination,
                         struct gl_ipset **ret_sets, struct gl_nw_passes **ret_passes)
{
    struct classes classes = {0};
    struct gl_arena scratch;

    if (split_one(sides, set, by_destination, ret_sets, ret_passes))
        return 1;
    gl_arena_init(&scratch);
    for (int family = 0; family < 2; family++) {
        struct gl_ranges ranges = family_of(set, family);

        for (size_t i = 0; i < ranges.len && i < GL_MAX_NW_PIECES && !sides->is_cut; i++)
            cut_range(sides, &scratch, &classes, by_destination, family, ranges.items[i]);
    }
    gl_arena_free(&scratch);
    if (classes.len == 0 || sides->is_cut) {
        *ret_sets = GL_NEW(&sides->cache->scratch, struct gl_ipset);
        **ret_sets = set;
        *ret_passes = GL_NEW_ARRAY(&sides->cache->scratch, struct gl_nw_passes, sides->filter_len);
        split_nothing(sides, by_destination, *ret_passes);
        return 1;
    }
    *ret_sets = GL_NEW_ARRAY(&sides->cache->scratch, struct gl_ipset, classes.len);
    for (size_t i = 0; i < classes.len; i++)
        (*ret_sets)[i] = gl_ipset_builder_finish(&classes.builders[i]);
    *ret_passes = classes.passes;
    return classes.len;
}

void gl_nw_sides_split(struct gl_nw_sides *sides)
{
    sides->source_len = split_side(sides, sides->source, false, &sides->sources, &sides->source_passes);
    sides->destination_len =
        split_side(sides, sides->destination, true, &sides->destinations, &sides->destination_passes);
}

struct gl_nw_passes gl_nw_sides_passes(const struct gl_nw_sides *sides, size_t filter, size_t source,
                                       size_t destination)
{
    const struct gl_nw_filter_at *at = &sides->filters[filter];
    struct gl_port_pool *pool = &sides->cache->pool;
    struct gl_nw_passes passes = at->is_fixed ? at->all
                                 : at->by_destination
                                     ? sides->destination_passes[destination * sides->filter_len + filter]
                                     : sides->source_passes[source * sides->filter_len + filter];

    if (at->added.may != GL_PORTS_NONE) {
        passes.may = gl_port_pool_union(pool, passes.may, at->added.may);
        passes.sure = gl_port_pool_union(pool, passes.sure, at->added.sure);
        if (!passes.culprit)
            passes.culprit = at->added.culprit;
    }
    if (passes.may == passes.sure)
        passes.culprit = NULL;
    return passes;
}

/* Of TCP and UDP: all of the ports that a NAT gateway chooses from, or none. */
static uint32_t chosen(struct gl_nw_cache *cache, uint32_t passes, uint32_t all, uint32_t from, bool is_sure)
{
    struct gl_port_pool *pool = &cache->pool;

    if (is_sure)
        return gl_port_pool_minus(pool, from, passes) == GL_PORTS_NONE ? all : GL_PORTS_NONE;
    return gl_port_pool_both(pool, from, passes) == GL_PORTS_NONE ? GL_PORTS_NONE : all;
}

static uint32_t behind_nat(struct gl_nw_cache *cache, uint32_t passes, bool is_sure)
{
    struct gl_port_pool *pool = &cache->pool;
    uint32_t rest =
        gl_port_pool_minus(pool, gl_port_pool_minus(pool, passes, cache->ports.tcp), cache->ports.udp);

    rest = gl_port_pool_union(pool, rest,
                              chosen(cache, passes, cache->ports.tcp, cache->ports.nat_tcp, is_sure));
    return gl_port_pool_union(pool, rest,
                              chosen(cache, passes, cache->ports.udp, cache->ports.nat_udp, is_sure));
}

struct gl_nw_passes gl_nw_behind_nat(struct gl_nw_cache *cache, struct gl_nw_passes passes)
{
    return (struct gl_nw_passes){behind_nat(cache, passes.may, false), behind_nat(cache, passes.sure, true),
                                 passes.culprit};
}

struct gl_ipset gl_nw_onprem_addresses(const struct gl_nw *nw, struct gl_arena *arena)
{
    static const char *const private_blocks[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                                 "100.64.0.0/10"};
    struct gl_ipset_builder builder;

    gl_ipset_builder_init(&builder, arena);
    for (size_t i = 0; i < sizeof private_blocks / sizeof *private_blocks; i++) {
        struct gl_cidr block;
        const char *why;

        if (gl_cidr_parse(gl_str_of(private_blocks[i]), &block, &why) == GL_OK)
            gl_ipset_builder_add(&builder, &block);
    }
    for (uint32_t i = 0; i < nw->table_len; i++) {
        const struct gl_nw_table *table = &nw->tables[i];

        for (size_t k = 0; k < table->len; k++) {
            const struct gl_nw_route *route = &table->routes[k];
            const struct gl_nw_gateway *gateway =
                route->gateway == GL_NW_NONE ? NULL : &nw->gateways[route->gateway];
            bool is_outside =
                gateway && (gateway->kind == GL_NW_VGW ||
                            (gateway->kind == GL_NW_TGW && route->attachment < gateway->attachment_len &&
                             gateway->attachments[route->attachment].is_onprem));

            if (is_outside && !route->is_unknown_destination && route->prefix > 0)
                gl_ipset_builder_add_set(&builder, route->to);
        }
    }
    return gl_ipset_builder_finish(&builder);
}
