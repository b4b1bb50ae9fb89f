/* Edges that one rule makes wrong are one cause: it is told once and has a number. */
#include <stdlib.h>

#include "reports/map_layout.h"
#include "reports/map_writers.h"

int gl_map_rank(enum gl_map_verdict verdict)
{
    int rank = 0;

    while (gl_map_order[rank] != verdict)
        rank++;
    return rank;
}

static int compare_spans(struct gl_span a, struct gl_span b)
{
    if (a.source != b.source)
        return a.source < b.source ? -1 : 1;
    if (a.begin != b.begin)
        return a.begin < b.begin ? -1 : 1;
    return 0;
}

static int compare_causes(const struct gl_map_edge *a, const struct gl_map_edge *b)
{
    int order = gl_map_rank(a->verdict) - gl_map_rank(b->verdict);

    if (order == 0)
        order = compare_spans(a->span, b->span);
    return order ? order : gl_str_cmp(a->sentence, b->sentence);
}

static int compare_edges(const void *a_, const void *b_)
{
    const struct gl_map_edge *const *a = a_, *const *b = b_;
    int order = compare_causes(*a, *b);

    if (order)
        return order;
    return *a < *b ? -1 : *a > *b;
}

static int compare_found(const void *a_, const void *b_)
{
    const struct gl_map_cause *a = a_, *b = b_;

    if (a->verdict != b->verdict)
        return gl_map_rank(a->verdict) - gl_map_rank(b->verdict);
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

void gl_map_find_causes(struct gl_arena *arena, const struct gl_map *map, struct gl_map_layout *layout,
                        uint32_t *cause_of)
{
    const struct gl_map_edge **edges = GL_NEW_ARRAY(arena, const struct gl_map_edge *, map->edge_len);
    uint32_t *first_of = GL_NEW_ARRAY(arena, uint32_t, map->edge_len);
    size_t len = 0, capacity = 0;

    for (size_t i = 0; i < map->edge_len; i++) {
        if (map->edges[i].verdict != GL_MAP_ALLOWED)
            edges[len++] = &map->edges[i];
    }
    if (len)
        qsort(edges, len, sizeof *edges, compare_edges);
    for (size_t i = 0; i < len; i++) {
        uint32_t at = (uint32_t)(edges[i] - map->edges);

        if (i == 0 || compare_causes(edges[i - 1], edges[i]) != 0)
            *GL_PUSH(arena, layout->causes, layout->cause_len, capacity) =
                (struct gl_map_cause){edges[i]->verdict, at, 0};
        layout->causes[layout->cause_len - 1].edge_len++;
        first_of[at] = layout->causes[layout->cause_len - 1].edge;
    }
    if (layout->cause_len)
        qsort(layout->causes, layout->cause_len, sizeof *layout->causes, compare_found);
    for (size_t i = 0; i < layout->cause_len && i < GL_MAP_MOST_CAUSES; i++)
        cause_of[layout->causes[i].edge] = (uint32_t)i + 1;
    for (size_t i = 0; i < len; i++) {
        uint32_t at = (uint32_t)(edges[i] - map->edges);

        cause_of[at] = cause_of[first_of[at]];
    }
}
