#include "network/filter.h"

#include <stdlib.h>

static int by_number(const void *left, const void *right)
{
    const gl_u128 *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

gl_u128 *gl_nw_cuts(struct gl_arena *arena, const struct gl_ranges *sets, size_t len, size_t *ret_len)
{
    size_t total = 1, at = 0, kept = 0;
    gl_u128 *cuts;

    for (size_t i = 0; i < len; i++)
        total += 2 * sets[i].len;
    cuts = GL_NEW_ARRAY(arena, gl_u128, total);
    cuts[at++] = 0;
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < sets[i].len; k++) {
            cuts[at++] = sets[i].items[k].first;
            if (sets[i].items[k].last != GL_U128_MAX)
                cuts[at++] = sets[i].items[k].last + 1;
        }
    }
    qsort(cuts, at, sizeof *cuts, by_number);
    for (size_t i = 0; i < at; i++) {
        if (kept == 0 || cuts[kept - 1] != cuts[i])
            cuts[kept++] = cuts[i];
    }
    *ret_len = kept;
    return cuts;
}

/* ---- rules that add up: halves of the segments again and again, so that a rule is met where it covers all
 * of a part, in 2 log n parts at most ---- */

struct piece {
    size_t first, last; /* segments */
    const struct gl_nw_item *item;
};

struct sweep {
    struct gl_nw_cache *cache;
    struct gl_arena scratch;
    struct gl_nw_segment *segments;
};

static void add_item(struct gl_nw_cache *cache, struct gl_nw_passes *passes, const struct gl_nw_item *item)
{
    passes->may = gl_port_pool_union(&cache->pool, passes->may, item->may);
    passes->sure = gl_port_pool_union(&cache->pool, passes->sure, item->sure);
    if (!passes->culprit && item->may != item->sure)
        passes->culprit = item->culprit;
}

static void fill_segments(struct sweep *sweep, size_t first, size_t last, const struct piece *pieces,
                          size_t len, struct gl_nw_passes passes)
{
    size_t middle = first + (last - first) / 2, left = 0;
    struct piece *parts;

    for (size_t i = 0; i < len; i++) {
        if (pieces[i].first <= first && pieces[i].last >= last)
            add_item(sweep->cache, &passes, pieces[i].item);
        else
            left++;
    }
    if (left == 0) {
        for (size_t i = first; i <= last; i++) {
            sweep->segments[i].may = passes.may;
            sweep->segments[i].sure = passes.sure;
            sweep->segments[i].culprit = passes.culprit;
        }
        return;
    }
    parts = GL_NEW_ARRAY(&sweep->scratch, struct piece, left);
    for (int half = 0; half < 2; half++) {
        size_t from = half ? middle + 1 : first, to = half ? last : middle, count = 0;

        for (size_t i = 0; i < len; i++) {
            bool is_done = pieces[i].first <= first && pieces[i].last >= last;

            if (!is_done && pieces[i].first <= to && pieces[i].last >= from)
                parts[count++] = pieces[i];
        }
        fill_segments(sweep, from, to, parts, count, passes);
    }
}

static size_t index_of(const gl_u128 *cuts, size_t len, gl_u128 number)
{
    size_t low = 0;

    while (len > 1) {
        size_t half = len / 2;

        if (cuts[low + half] <= number)
            low += half;
        len -= half;
    }
    return low;
}

static const struct gl_ranges *family_of(const struct gl_ipset *set, enum gl_ip_family family)
{
    return family == GL_IPV4 ? &set->v4 : &set->v6;
}

/* Neighbours with the same answer become one. */
static size_t joined(struct gl_nw_segment *segments, size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        if (kept == 0 || segments[kept - 1].may != segments[i].may ||
            segments[kept - 1].sure != segments[i].sure)
            segments[kept++] = segments[i];
    }
    return kept;
}

static void sweep_family(struct sweep *sweep, const struct gl_nw_item *items, size_t len,
                         enum gl_ip_family family, struct gl_nw_filter *filter)
{
    struct gl_ranges *sets = GL_NEW_ARRAY(&sweep->scratch, struct gl_ranges, len);
    size_t cut_len, piece_len = 0, most = 0;
    struct piece *pieces;
    gl_u128 *cuts;

    for (size_t i = 0; i < len; i++) {
        sets[i] = *family_of(&items[i].addresses, family);
        most += sets[i].len;
    }
    cuts = gl_nw_cuts(&sweep->scratch, sets, len, &cut_len);
    while (cut_len > 1 && cuts[cut_len - 1] > gl_ip_max(family))
        cut_len--;
    pieces = GL_NEW_ARRAY(&sweep->scratch, struct piece, most);
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < sets[i].len; k++)
            pieces[piece_len++] = (struct piece){index_of(cuts, cut_len, sets[i].items[k].first),
                                                 index_of(cuts, cut_len, sets[i].items[k].last), &items[i]};
    }
    sweep->segments = GL_NEW_ARRAY(sweep->cache->arena, struct gl_nw_segment, cut_len);
    for (size_t i = 0; i < cut_len; i++)
        sweep->segments[i].first = cuts[i];
    fill_segments(sweep, 0, cut_len - 1, pieces, piece_len, (struct gl_nw_passes){0});
    filter->segments[family] = sweep->segments;
    filter->len[family] = joined(sweep->segments, cut_len);
}

void gl_nw_filter_sweep(struct gl_nw_cache *cache, const struct gl_nw_item *items, size_t len,
                        struct gl_nw_filter *filter)
{
    struct sweep sweep = {.cache = cache};

    gl_arena_init(&sweep.scratch);
    sweep_family(&sweep, items, len, GL_IPV4, filter);
    sweep_family(&sweep, items, len, GL_IPV6, filter);
    gl_arena_free(&sweep.scratch);
    for (size_t i = 0; i < len; i++)
        filter->any = gl_port_pool_union(&cache->pool, filter->any, items[i].may);
}

const struct gl_nw_filter *gl_nw_filter_same(struct gl_nw_cache *cache, uint32_t may, uint32_t sure,
                                             const struct gl_value *culprit)
{
    struct gl_nw_filter *filter = GL_NEW(cache->arena, struct gl_nw_filter);

    filter->any = may;
    filter->cloudfront_may = may;
    filter->cloudfront_sure = sure;
    filter->culprit = culprit;
    for (int family = 0; family < 2; family++) {
        filter->segments[family] = GL_NEW(cache->arena, struct gl_nw_segment);
        filter->segments[family][0] = (struct gl_nw_segment){0, may, sure, culprit};
        filter->len[family] = 1;
    }
    return filter;
}

/* ---- asking ---- */

size_t gl_nw_segment_at(const struct gl_nw_filter *filter, enum gl_ip_family family, gl_u128 address)
{
    const struct gl_nw_segment *segments = filter->segments[family];
    size_t low = 0;

    for (size_t len = filter->len[family]; len > 1;) {
        size_t half = len / 2;

        if (segments[low + half].first <= address)
            low += half;
        len -= half;
    }
    return low;
}

static void ask_family(struct gl_nw_cache *cache, const struct gl_nw_filter *filter, enum gl_ip_family family,
                       struct gl_ranges addresses, struct gl_nw_passes *passes)
{
    const struct gl_nw_segment *segments = filter->segments[family];

    for (size_t i = 0; i < addresses.len; i++) {
        size_t at = gl_nw_segment_at(filter, family, addresses.items[i].first);

        for (; at < filter->len[family] && segments[at].first <= addresses.items[i].last; at++) {
            passes->may = gl_port_pool_union(&cache->pool, passes->may, segments[at].may);
            passes->sure = gl_port_pool_both(&cache->pool, passes->sure, segments[at].sure);
            if (!passes->culprit)
                passes->culprit = segments[at].culprit;
        }
    }
}

struct gl_nw_passes gl_nw_filter_asked(struct gl_nw_cache *cache, const struct gl_nw_filter *filter,
                                       struct gl_ipset addresses)
{
    struct gl_nw_passes passes = {GL_PORTS_NONE, GL_PORTS_ALL, NULL};

    if (gl_ipset_is_empty(addresses))
        return (struct gl_nw_passes){filter->any, GL_PORTS_NONE, filter->culprit};
    ask_family(cache, filter, GL_IPV4, addresses.v4, &passes);
    ask_family(cache, filter, GL_IPV6, addresses.v6, &passes);
    return passes;
}

static const struct gl_nw_group_ports *find_group(const struct gl_nw_filter *filter,
                                                  const struct gl_group *group)
{
    size_t low = 0, high = filter->group_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (filter->groups[middle].group == group)
            return &filter->groups[middle];
        if ((uintptr_t)filter->groups[middle].group < (uintptr_t)group)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct gl_nw_passes gl_nw_filter_members(struct gl_nw_cache *cache, const struct gl_nw_filter *filter,
                                         const struct gl_nw_guard *guard)
{
    struct gl_nw_passes passes = {0};

    if (filter->every_group == GL_PORTS_NONE)
        return passes;
    if (guard->len && filter->unknown_groups != GL_PORTS_NONE) {
        passes.may = filter->unknown_groups;
        passes.culprit = filter->unknown_group;
    }
    for (size_t i = 0; i < guard->len; i++) {
        const struct gl_nw_group_ports *found =
            guard->groups[i] ? find_group(filter, guard->groups[i]) : NULL;

        if (!guard->groups[i])
            passes.may = gl_port_pool_union(&cache->pool, passes.may, filter->outside_groups);
        if (!found)
            continue;
        passes.may = gl_port_pool_union(&cache->pool, passes.may, found->may);
        if (guard->is_certain[i])
            passes.sure = gl_port_pool_union(&cache->pool, passes.sure, found->sure);
        if (!passes.culprit)
            passes.culprit = guard->is_certain[i] ? found->culprit
                             : guard->uses[i]     ? guard->uses[i]->value
                                                  : NULL;
    }
    if (guard->unknown) {
        passes.may = gl_port_pool_union(&cache->pool, passes.may, filter->every_group);
        passes.culprit = guard->unknown;
    }
    return passes;
}
