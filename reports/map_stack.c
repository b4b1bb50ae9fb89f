/* Which nodes share a card: those of one lane and one kind that have the same flows. Twins of relations are
 * just that, so a map is looked at as a relation. */
#include "reports/map_layout.h"
#include "reports/map_writers.h"
#include "reports/relation_layout.h"

struct view {
    struct gl_relation relation;
    struct gl_relation_end *ends;
    struct gl_relation_row *rows;
    struct gl_relation_exposure *exposures; /* further things in which twins are equal */
    uint32_t *end_of, *node_of;
};

/* Ends by lane, which takes the part of a namespace. */
static void view_nodes(struct gl_arena *arena, const struct gl_map *map, struct view *view)
{
    uint32_t *start = GL_NEW_ARRAY(arena, uint32_t, map->lane_len + 1);
    struct gl_str *lanes = GL_NEW_ARRAY(arena, struct gl_str, map->lane_len);

    for (uint32_t i = 0; i < map->lane_len; i++)
        lanes[i] = gl_arena_printf(arena, "%u", i);
    for (size_t i = 0; i < map->node_len; i++)
        start[map->nodes[i].lane + 1]++;
    for (size_t i = 0; i < map->lane_len; i++)
        start[i + 1] += start[i];
    for (uint32_t i = 0; i < map->node_len; i++) {
        const struct gl_map_node *node = &map->nodes[i];
        uint32_t at = start[node->lane]++;

        view->end_of[i] = at;
        view->node_of[at] = i;
        view->ends[at] = (struct gl_relation_end){.kind = GL_RELATION_WORKLOAD, .ns = lanes[node->lane]};
        view->exposures[i] = (struct gl_relation_exposure){.end = at, .peer = node->kind};
    }
}

static void keep_path_apart(const struct gl_map *map, struct view *view)
{
    for (size_t i = 0; map->path && i < map->path->hop_len; i++) {
        uint32_t node = map->path->hops[i].node;

        if (node != GL_MAP_NONE)
            view->exposures[node].ports = map->nodes[node].id;
    }
}

/* A flow of a node to itself is no flow to somebody whom its twins reach too. */
static void view_edges(const struct gl_map *map, const uint32_t *flows, struct view *view)
{
    size_t exposure_len = map->node_len, row_len = 0;

    for (size_t i = 0; i < map->edge_len; i++) {
        const struct gl_map_edge *edge = &map->edges[i];

        if (edge->from == edge->to)
            view->exposures[exposure_len++] =
                (struct gl_relation_exposure){.end = view->end_of[edge->from],
                                              .is_egress = true,
                                              .peer = gl_str_of(gl_map_word(edge->verdict)),
                                              .ports = edge->ports};
        else
            view->rows[row_len++] =
                (struct gl_relation_row){view->end_of[edge->from], view->end_of[edge->to], flows[i]};
    }
    view->relation = (struct gl_relation){.ends = view->ends,
                                          .end_len = map->node_len,
                                          .rows = view->rows,
                                          .row_len = row_len,
                                          .exposures = view->exposures,
                                          .exposure_len = exposure_len};
}

uint32_t *gl_map_stacks(struct gl_arena *arena, const struct gl_map *map, const uint32_t *flows)
{
    struct view view = {.ends = GL_NEW_ARRAY(arena, struct gl_relation_end, map->node_len),
                        .rows = GL_NEW_ARRAY(arena, struct gl_relation_row, map->edge_len),
                        .exposures =
                            GL_NEW_ARRAY(arena, struct gl_relation_exposure, map->node_len + map->edge_len),
                        .end_of = GL_NEW_ARRAY(arena, uint32_t, map->node_len),
                        .node_of = GL_NEW_ARRAY(arena, uint32_t, map->node_len)};
    uint32_t *first_of = GL_NEW_ARRAY(arena, uint32_t, map->node_len), *twin_of;

    view_nodes(arena, map, &view);
    keep_path_apart(map, &view);
    view_edges(map, flows, &view);
    twin_of = gl_relation_twins(arena, &view.relation);
    for (uint32_t i = 0; i < map->node_len; i++)
        first_of[view.node_of[i]] = view.node_of[twin_of[i]];
    return first_of;
}
