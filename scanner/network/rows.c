#include "network/rows.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/sort.h"
#include "network/filter.h"

struct row_segment {
    gl_u128 first;
    uint32_t row; /* NONE: no row */
};

struct gl_nw_rows {
    struct row_segment *segments[2];
    size_t len[2];
    uint32_t *target_of; /* by row: rows with one target have one number */
    uint32_t target_len;
    uint32_t *maybe; /* rows that may be there, or of which the destination is not known */
    size_t maybe_len;
};

/* ---- which row counts: a heap of rows that cover the place where the sweep stands ---- */

struct heap {
    uint32_t *rows;
    size_t len;
};

static void push(struct heap *heap, uint32_t row)
{
    size_t at = heap->len++;

    for (; at > 0 && heap->rows[(at - 1) / 2] > row; at = (at - 1) / 2)
        heap->rows[at] = heap->rows[(at - 1) / 2];
    heap->rows[at] = row;
}

static void pop(struct heap *heap)
{
    uint32_t row = heap->rows[--heap->len];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child + 1 < heap->len && heap->rows[child + 1] < heap->rows[child])
            child++;
        if (child >= heap->len || heap->rows[child] >= row)
            break;
        heap->rows[at] = heap->rows[child];
        at = child;
    }
    heap->rows[at] = row;
}

struct edge {
    gl_u128 at, last; /* the range, which begins at `at` */
    uint32_t row;
};

static int by_begin(const void *left, const void *right)
{
    const struct edge *a = left, *b = right;

    return a->at != b->at ? (a->at > b->at) - (a->at < b->at) : (a->row > b->row) - (a->row < b->row);
}

/* A range of a row ends where it ends: the last range that holds `number` is asked through `lasts`. */
struct sweep {
    struct edge *edges; /* by where they begin */
    size_t len;
    const gl_u128 *cuts;
    size_t cut_len;
};

static void sweep(struct gl_nw_rows *rows, struct gl_arena *arena, const struct sweep *all,
                  enum gl_ip_family family)
{
    const struct edge *edges = all->edges;
    const gl_u128 *cuts = all->cuts;
    size_t len = all->len, cut_len = all->cut_len;
    struct row_segment *segments = GL_NEW_ARRAY(arena, struct row_segment, cut_len);
    struct gl_arena scratch;
    struct heap heap = {0};
    gl_u128 *lasts;
    size_t kept = 0, next = 0;
    uint32_t most = 0;

    gl_arena_init(&scratch);
    for (size_t i = 0; i < len; i++)
        most = edges[i].row > most ? edges[i].row : most;
    heap.rows = GL_NEW_ARRAY(&scratch, uint32_t, len + 1);
    lasts = GL_NEW_ARRAY(&scratch, gl_u128, (size_t)most + 1);
    for (size_t i = 0; i < cut_len; i++) {
        uint32_t row = GL_NW_NONE;

        for (; next < len && edges[next].at <= cuts[i]; next++) {
            lasts[edges[next].row] = edges[next].last;
            push(&heap, edges[next].row);
        }
        while (heap.len && lasts[heap.rows[0]] < cuts[i])
            pop(&heap);
        if (heap.len)
            row = heap.rows[0];
        if (kept == 0 || segments[kept - 1].row != row)
            segments[kept++] = (struct row_segment){cuts[i], row};
    }
    rows->segments[family] = segments;
    rows->len[family] = kept;
    gl_arena_free(&scratch);
}

static struct gl_ranges family_of(struct gl_ipset set, enum gl_ip_family family)
{
    return family == GL_IPV4 ? set.v4 : set.v6;
}

static bool is_certain(const struct gl_nw_route *route)
{
    return route->exists == GL_MATCH_YES && !route->is_unknown_destination;
}

static void build_family(struct gl_nw_cache *cache, struct gl_nw_rows *rows, const struct gl_nw_table *table,
                         struct gl_ipset local, enum gl_ip_family family)
{
    struct gl_arena scratch;
    struct gl_ranges *sets;
    struct edge *edges = NULL;
    size_t cut_len, len = 0, capacity = 0;
    gl_u128 *cuts;

    gl_arena_init(&scratch);
    sets = GL_NEW_ARRAY(&scratch, struct gl_ranges, table->len);
    for (size_t i = 0; i < table->len; i++) {
        const struct gl_nw_route *route = &table->routes[i];

        if (!is_certain(route))
            continue;
        sets[i] = family_of(route->to, family);
        if (route->is_propagated && !route->is_local)
            sets[i] = gl_ranges_difference(&scratch, sets[i], family_of(local, family));
        for (size_t k = 0; k < sets[i].len; k++)
            *GL_PUSH(&scratch, edges, len, capacity) =
                (struct edge){sets[i].items[k].first, sets[i].items[k].last, (uint32_t)i};
    }
    cuts = gl_nw_cuts(&scratch, sets, table->len, &cut_len);
    while (cut_len > 1 && cuts[cut_len - 1] > gl_ip_max(family))
        cut_len--;
    if (len)
        qsort(edges, len, sizeof *edges, by_begin);
    sweep(rows, cache->arena, &(struct sweep){edges, len, cuts, cut_len}, family);
    gl_arena_free(&scratch);
}

/* Rows with one target are told apart by nothing that a packet meets. */
static uint64_t target_key(const struct gl_nw_route *route)
{
    if (route->is_dropped)
        return 1;
    if (route->is_local)
        return 2;
    if (route->is_elsewhere)
        return 3;
    if (route->gateway == GL_NW_NONE)
        return 4;
    return ((uint64_t)route->gateway << 32 | (uint64_t)(route->attachment + 1)) + 8;
}

static void number_targets(struct gl_nw_cache *cache, struct gl_nw_rows *rows,
                           const struct gl_nw_table *table)
{
    struct gl_arena scratch;
    struct gl_sort_item *items;
    uint64_t last = 0;

    gl_arena_init(&scratch);
    rows->target_of = GL_NEW_ARRAY(cache->arena, uint32_t, table->len);
    items = GL_NEW_ARRAY(&scratch, struct gl_sort_item, table->len);
    for (size_t i = 0; i < table->len; i++)
        items[i] = (struct gl_sort_item){target_key(&table->routes[i]), &rows->target_of[i]};
    gl_sort_by_key(&scratch, items, table->len);
    for (size_t i = 0; i < table->len; i++) {
        if (i == 0 || items[i].key != last)
            rows->target_len++;
        last = items[i].key;
        *(uint32_t *)items[i].item = rows->target_len - 1;
    }
    gl_arena_free(&scratch);
}

static const struct gl_nw_rows *rows_of_table(struct gl_nw_cache *cache, uint32_t number)
{
    const struct gl_nw_table *table = &cache->nw->tables[number];
    struct gl_ipset local = {0};
    struct gl_nw_rows *rows;
    size_t capacity = 0;

    if (cache->rows[number])
        return cache->rows[number];
    if (table->vpc != GL_NW_NONE)
        local = cache->nw->vpcs[table->vpc].blocks;
    rows = GL_NEW(cache->arena, struct gl_nw_rows);
    build_family(cache, rows, table, local, GL_IPV4);
    build_family(cache, rows, table, local, GL_IPV6);
    number_targets(cache, rows, table);
    for (size_t i = 0; i < table->len; i++) {
        if (!is_certain(&table->routes[i]) && table->routes[i].exists != GL_MATCH_NO)
            *GL_PUSH(cache->arena, rows->maybe, rows->maybe_len, capacity) = (uint32_t)i;
    }
    cache->rows[number] = rows;
    return rows;
}

/* ---- asking ---- */

struct found {
    struct gl_nw_cache *cache;
    struct gl_arena *arena;
    const struct gl_nw_table *table;
    const struct gl_nw_rows *rows;
    struct gl_nw_row *items;
    struct gl_ipset_builder *parts;
    size_t len, capacity, part_capacity;
    uint32_t *slot_of; /* by target: item + 1; NULL: searched */
    uint32_t none_slot;
};

static size_t segment_at(const struct gl_nw_rows *rows, enum gl_ip_family family, gl_u128 address)
{
    size_t low = 0;

    for (size_t len = rows->len[family]; len > 1;) {
        size_t half = len / 2;

        if (rows->segments[family][low + half].first <= address)
            low += half;
        len -= half;
    }
    return low;
}

static uint32_t *slot_for(struct found *found, uint32_t row)
{
    if (row == GL_NW_NONE)
        return &found->none_slot;
    if (!found->slot_of)
        found->slot_of = GL_NEW_ARRAY(found->arena, uint32_t, found->rows->target_len);
    return &found->slot_of[found->rows->target_of[row]];
}

static void add_part(struct found *found, uint32_t row, enum gl_ip_family family, gl_u128 first, gl_u128 last)
{
    uint32_t *slot = slot_for(found, row);
    struct gl_range range = {first, last};
    struct gl_ipset set = {0};
    const struct gl_nw_route *route = row == GL_NW_NONE ? NULL : &found->table->routes[row];

    gl_assert(*slot == 0 || found->items);
    if (*slot == 0) {
        size_t part_len = found->len;

        *GL_PUSH(found->arena, found->items, found->len, found->capacity) =
            (struct gl_nw_row){.route = route, .truth = GL_MATCH_YES};
        gl_ipset_builder_init(GL_PUSH(found->arena, found->parts, part_len, found->part_capacity),
                              found->arena);
        *slot = (uint32_t)found->len;
    } else if (route && found->items[*slot - 1].route &&
               route->prefix < found->items[*slot - 1].route->prefix) {
        found->items[*slot - 1].route = route; /* the widest row speaks for all */
    }
    if (family == GL_IPV4)
        set.v4 = (struct gl_ranges){&range, 1};
    else
        set.v6 = (struct gl_ranges){&range, 1};
    gl_ipset_builder_add_set(&found->parts[*slot - 1], set);
}

static void ask_family(struct found *found, enum gl_ip_family family, struct gl_ranges to)
{
    const struct row_segment *segments = found->rows->segments[family];
    size_t len = found->rows->len[family];

    for (size_t i = 0; i < to.len; i++) {
        for (size_t at = segment_at(found->rows, family, to.items[i].first);
             at < len && segments[at].first <= to.items[i].last; at++) {
            gl_u128 end = at + 1 < len ? segments[at + 1].first - 1 : gl_ip_max(family);
            gl_u128 first = segments[at].first > to.items[i].first ? segments[at].first : to.items[i].first;

            add_part(found, segments[at].row, family, first, end < to.items[i].last ? end : to.items[i].last);
        }
    }
}

/* A row that may be there takes what the sure row would, if it stands before that one. */
static bool stands_before(const struct gl_nw_route *maybe, const struct gl_nw_route *sure)
{
    return !sure || maybe < sure || maybe->is_unknown_destination;
}

/* A gateway endpoint whose addresses are not known takes some, never all of what a sure row sends. */
static bool is_small(const struct gl_nw_cache *cache, const struct gl_nw_route *route)
{
    return route->is_unknown_destination && route->gateway != GL_NW_NONE &&
           cache->nw->gateways[route->gateway].kind == GL_NW_GATEWAY_ENDPOINT;
}

/* Then it makes no difference whether the row is there. */
static bool is_same_target(const struct found *found, const struct gl_nw_route *a,
                           const struct gl_nw_route *b)
{
    return b && found->rows->target_of[a - found->table->routes] ==
                    found->rows->target_of[b - found->table->routes];
}

static void add_maybe(struct found *found)
{
    size_t sure_len = found->len;

    for (size_t k = 0; k < found->rows->maybe_len && k < GL_MAX_NW_JOURNEYS; k++) {
        const struct gl_nw_route *route = &found->table->routes[found->rows->maybe[k]];

        for (size_t i = 0; i < sure_len; i++) {
            struct gl_nw_row *sure = &found->items[i];
            struct gl_ipset part = gl_ipset_intersection(found->arena, sure->part, route->to);
            const struct gl_value *culprit = route->value;

            if (gl_ipset_is_empty(part) || !stands_before(route, sure->route) ||
                is_same_target(found, route, sure->route) || (sure->route && sure->route->is_local))
                continue;
            if (!is_small(found->cache, route)) {
                found->items[i].truth = GL_MATCH_MAY;
                found->items[i].culprit = culprit;
            }
            *GL_PUSH(found->arena, found->items, found->len, found->capacity) =
                (struct gl_nw_row){route, part, GL_MATCH_MAY, culprit};
        }
    }
}

/* Further rows that are not known may lead anywhere; what stays inside the VPC does so all the same. */
static void add_unknown(struct found *found)
{
    static const struct gl_nw_route elsewhere = {
        .is_elsewhere = true, .exists = GL_MATCH_MAY, .gateway = GL_NW_NONE, .attachment = GL_NW_NONE};
    size_t sure_len = found->len;

    for (size_t i = 0; i < sure_len; i++) {
        if (found->items[i].route && found->items[i].route->is_local)
            continue;
        found->items[i].truth = GL_MATCH_MAY;
        found->items[i].culprit = found->table->unknown;
        *GL_PUSH(found->arena, found->items, found->len, found->capacity) =
            (struct gl_nw_row){&elsewhere, found->items[i].part, GL_MATCH_MAY, found->table->unknown};
    }
}

struct gl_nw_row_list gl_nw_rows_of(struct gl_nw_cache *cache, struct gl_arena *arena, uint32_t table,
                                    struct gl_ipset to)
{
    struct found found = {.cache = cache,
                          .arena = arena,
                          .table = &cache->nw->tables[table],
                          .rows = rows_of_table(cache, table)};

    ask_family(&found, GL_IPV4, to.v4);
    ask_family(&found, GL_IPV6, to.v6);
    for (size_t i = 0; i < found.len; i++)
        found.items[i].part = gl_ipset_builder_finish(&found.parts[i]);
    add_maybe(&found);
    if (found.table->unknown)
        add_unknown(&found);
    return (struct gl_nw_row_list){found.items, found.len};
}
