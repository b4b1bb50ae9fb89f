#include "network/address.h"

#include <stdlib.h>

struct held {
    gl_u128 first, last;
    gl_u128 reach; /* the greatest `last` of this one and all before it: where a search may stop */
    uint32_t nic;
};

struct held_list {
    struct held *items;
    size_t len, capacity;
};

/* Of one VPC (or of all, for public addresses), by family. */
struct space {
    struct held_list certain[2], possible[2];
};

struct gl_nw_index {
    struct space *vpcs;
    struct space outside;
};

static void add_ranges(struct gl_arena *arena, struct held_list *list, struct gl_ranges ranges, uint32_t nic)
{
    for (size_t i = 0; i < ranges.len; i++)
        *GL_PUSH(arena, list->items, list->len, list->capacity) =
            (struct held){.first = ranges.items[i].first, .last = ranges.items[i].last, .nic = nic};
}

static void add_set(struct gl_arena *arena, struct space *space, struct gl_ipset set, bool is_certain,
                    uint32_t nic)
{
    struct held_list *lists = is_certain ? space->certain : space->possible;

    add_ranges(arena, &lists[GL_IPV4], set.v4, nic);
    add_ranges(arena, &lists[GL_IPV6], set.v6, nic);
}

static int by_first(const void *left, const void *right)
{
    const struct held *a = left, *b = right;

    return a->first != b->first ? (a->first > b->first) - (a->first < b->first)
                                : (a->nic > b->nic) - (a->nic < b->nic);
}

static void finish(struct held_list *list)
{
    if (list->len)
        qsort(list->items, list->len, sizeof *list->items, by_first);
    for (size_t i = 0; i < list->len; i++) {
        list->items[i].reach = list->items[i].last;
        if (i > 0 && list->items[i - 1].reach > list->items[i].reach)
            list->items[i].reach = list->items[i - 1].reach;
    }
}

static void finish_space(struct space *space)
{
    for (int family = 0; family < 2; family++) {
        finish(&space->certain[family]);
        finish(&space->possible[family]);
    }
}

struct gl_nw_index *gl_nw_index_build(struct gl_arena *arena, const struct gl_nw *nw)
{
    struct gl_nw_index *index = GL_NEW(arena, struct gl_nw_index);
    bool *is_gone = GL_NEW_ARRAY(arena, bool, nw->nic_len);

    index->vpcs = GL_NEW_ARRAY(arena, struct space, nw->vpc_len);
    for (uint32_t i = 0; i < nw->gateway_len; i++) { /* a NAT gateway that failed has no address */
        if (nw->gateways[i].kind == GL_NW_NAT && nw->gateways[i].is_active == GL_MATCH_NO &&
            nw->gateways[i].nic < nw->nic_len)
            is_gone[nw->gateways[i].nic] = true;
    }
    for (uint32_t i = 0; i < nw->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[i];
        bool is_certain = nic->is_address_known && nic->exists == GL_MATCH_YES;

        if (is_gone[i])
            continue;

        add_set(arena, &index->vpcs[nw->subnets[nic->subnet].vpc], nic->addresses, is_certain, i);
        add_set(arena, &index->outside, nic->public_addresses,
                nic->is_public == GL_MATCH_YES && nic->exists == GL_MATCH_YES, i);
        if (nic->is_public_ipv6)
            add_set(arena, &index->outside, (struct gl_ipset){.v6 = nic->addresses.v6}, is_certain, i);
    }
    for (uint32_t i = 0; i < nw->vpc_len; i++)
        finish_space(&index->vpcs[i]);
    finish_space(&index->outside);
    return index;
}

struct search {
    struct gl_arena *arena;
    struct gl_nw_holders found;
    size_t capacity, most;
};

static void take(struct search *search, uint32_t nic, enum gl_ip_family family, struct gl_range range,
                 bool is_certain)
{
    struct gl_ipset part = gl_ipset_of_range(search->arena, family, range.first, range.last);

    for (size_t i = search->found.len; i-- > 0 && i + 16 > search->found.len;) {
        struct gl_nw_holder *holder = &search->found.items[i];

        if (holder->nic == nic && holder->is_certain == is_certain) {
            holder->part = gl_ipset_union(search->arena, holder->part, part);
            return;
        }
    }
    if (search->found.len >= search->most) {
        search->found.is_cut = true;
        return;
    }
    *GL_PUSH(search->arena, search->found.items, search->found.len, search->capacity) =
        (struct gl_nw_holder){nic, part, is_certain};
}

static void search_list(struct search *search, const struct held_list *list, enum gl_ip_family family,
                        struct gl_ranges addresses, bool is_certain)
{
    for (size_t i = 0; i < addresses.len && !search->found.is_cut; i++) {
        struct gl_range wanted = addresses.items[i];
        size_t low = 0, high = list->len;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (list->items[middle].first <= wanted.last)
                low = middle + 1;
            else
                high = middle;
        }
        for (size_t at = low; at-- > 0 && list->items[at].reach >= wanted.first && !search->found.is_cut;) {
            const struct held *held = &list->items[at];

            if (held->last >= wanted.first)
                take(search, held->nic, family,
                     (struct gl_range){held->first > wanted.first ? held->first : wanted.first,
                                       held->last < wanted.last ? held->last : wanted.last},
                     is_certain);
        }
    }
}

static struct gl_nw_holders search_space(struct gl_arena *arena, const struct space *space,
                                         struct gl_ipset addresses, size_t most)
{
    struct search search = {.arena = arena, .most = most};

    search_list(&search, &space->certain[GL_IPV4], GL_IPV4, addresses.v4, true);
    search_list(&search, &space->certain[GL_IPV6], GL_IPV6, addresses.v6, true);
    search_list(&search, &space->possible[GL_IPV4], GL_IPV4, addresses.v4, false);
    search_list(&search, &space->possible[GL_IPV6], GL_IPV6, addresses.v6, false);
    return search.found;
}

struct gl_nw_holders gl_nw_holders_in(const struct gl_nw *nw, struct gl_arena *arena, uint32_t vpc,
                                      struct gl_ipset addresses, size_t most)
{
    return search_space(arena, &nw->index->vpcs[vpc], addresses, most);
}

struct gl_nw_holders gl_nw_holders_public(const struct gl_nw *nw, struct gl_arena *arena,
                                          struct gl_ipset addresses, size_t most)
{
    return search_space(arena, &nw->index->outside, addresses, most);
}
