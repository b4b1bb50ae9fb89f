#include "network/kept.h"

#include "base/limits.h"

struct gl_nw_kept {
    uint32_t from, to, publicness;
    struct gl_nw_kept_list list;
};

static size_t slot_of(const struct gl_nw_cache *cache, uint32_t from, uint32_t to, uint32_t publicness)
{
    uint64_t hash = ((uint64_t)from << 32 | to) * 0x9e3779b97f4a7c15u + publicness;
    size_t at = (hash ^ hash >> 29) & (cache->kept_capacity - 1);

    while (cache->kept[at] && (cache->kept[at]->from != from || cache->kept[at]->to != to ||
                               cache->kept[at]->publicness != publicness))
        at = (at + 1) & (cache->kept_capacity - 1);
    return at;
}

static void make_room(struct gl_nw_cache *cache)
{
    if (cache->kept && cache->kept_len < GL_MAX_NW_KEPT)
        return;
    gl_arena_free(&cache->kept_arena);
    gl_arena_init(&cache->kept_arena);
    cache->kept_len = 0;
    cache->kept_capacity = (size_t)GL_MAX_NW_KEPT * 2;
    cache->kept = GL_NEW_ARRAY(&cache->kept_arena, struct gl_nw_kept *, cache->kept_capacity);
}

static struct gl_nw_kept_list with_replies(struct gl_nw_cache *cache, struct gl_arena *arena,
                                           struct gl_nw_journeys journeys, struct gl_ipset source,
                                           uint32_t from, uint32_t to)
{
    struct gl_nw_kept_list list = {GL_NEW_ARRAY(arena, struct gl_nw_both_ways, journeys.len), 0,
                                   journeys.is_cut};

    for (size_t i = 0; i < journeys.len; i++) {
        const struct gl_nw_journey *journey = &journeys.items[i];
        struct gl_nw_node last =
            journey->hops ? journey->hops[journey->len - 1].node : (struct gl_nw_node){0};
        uint32_t receiver = to;

        if (last.kind == GL_NW_NIC && last.index != GL_NW_NONE)
            receiver = cache->nw->nics[last.index].subnet;
        list.items[list.len].journey = journey;
        if (gl_nw_has_reply(journey))
            list.items[list.len].replies = gl_nw_route_home(cache, arena, journey, source, from, receiver);
        list.is_cut |= list.items[list.len++].replies.is_cut;
    }
    return list;
}

static struct gl_ipset meant_block(const struct gl_nw *nw, uint32_t nic)
{
    const struct gl_nw_subnet *s = &nw->subnets[nw->nics[nic].subnet];

    return s->is_block_known && gl_ipset_contains(s->blocks, nw->nics[nic].addresses)
               ? s->blocks
               : nw->nics[nic].addresses;
}

static bool is_in_block(const struct gl_nw *nw, uint32_t nic)
{
    const struct gl_nw_subnet *s = &nw->subnets[nw->nics[nic].subnet];

    return s->is_block_known && gl_ipset_contains(s->blocks, nw->nics[nic].addresses);
}

static struct gl_nw_kept_list between(struct gl_nw_cache *cache, struct gl_arena *arena, uint32_t from,
                                      uint32_t to)
{
    const struct gl_nw *nw = cache->nw;
    struct gl_nw_journeys journeys = gl_nw_route_between(cache, arena, from, to, meant_block(nw, to));

    return with_replies(cache, arena, journeys, meant_block(nw, from), nw->nics[from].subnet,
                        nw->nics[to].subnet);
}

struct gl_nw_kept_list gl_nw_kept_between(struct gl_nw_cache *cache, uint32_t from, uint32_t to)
{
    const struct gl_nw *nw = cache->nw;
    uint32_t publicness = (uint32_t)nw->nics[from].is_public * 2 + nw->nics[from].is_public_ipv6;
    struct gl_nw_kept *kept;
    size_t at;

    make_room(cache);
    if (!is_in_block(nw, from) || !is_in_block(nw, to)) {
        cache->kept_len++;
        return between(cache, &cache->kept_arena, from, to);
    }
    at = slot_of(cache, nw->nics[from].subnet, nw->nics[to].subnet, publicness);
    if (cache->kept[at])
        return cache->kept[at]->list;
    kept = GL_NEW(&cache->kept_arena, struct gl_nw_kept);
    *kept = (struct gl_nw_kept){nw->nics[from].subnet, nw->nics[to].subnet, publicness,
                                between(cache, &cache->kept_arena, from, to)};
    cache->kept[at] = kept;
    cache->kept_len++;
    return kept->list;
}

struct gl_nw_kept_list gl_nw_both_ways(struct gl_nw_cache *cache, struct gl_arena *arena,
                                       struct gl_nw_node from, struct gl_ipset source,
                                       struct gl_ipset destinations, uint32_t to)
{
    struct gl_nw_journeys journeys = gl_nw_route(cache, arena, from, source, destinations, to);
    uint32_t subnet = from.kind == GL_NW_NIC ? cache->nw->nics[from.index].subnet : GL_NW_NONE;

    if (from.kind == GL_NW_NIC && gl_ipset_is_empty(source))
        source = cache->nw->nics[from.index].addresses;
    return with_replies(cache, arena, journeys, source, subnet,
                        to == GL_NW_NONE ? GL_NW_NONE : cache->nw->nics[to].subnet);
}
