/* Maps as a Graphviz digraph: a cluster for each tier, colour and style for the verdict. */
#include <stdlib.h>

#include "reports/escape.h"
#include "reports/map_writers.h"

struct dot {
    struct gl_buf *out;
    const struct gl_maps *maps;
    const struct gl_map *map;
    const struct gl_str *names;
    size_t index;
};

static const char *look_of(enum gl_map_verdict verdict)
{
    switch (verdict) {
    case GL_MAP_MAY:
        return "color=\"#b45309\" fontcolor=\"#b45309\" style=\"dashed\"";
    case GL_MAP_ALLOWED:
        return "color=\"#3b6ea5\" fontcolor=\"#475569\"";
    case GL_MAP_VIOLATION:
        return "color=\"#c81e1e\" fontcolor=\"#c81e1e\" penwidth=\"2.5\"";
    case GL_MAP_BLOCKED:
        return "color=\"#7e3af2\" fontcolor=\"#7e3af2\" style=\"dotted\" arrowhead=\"tee\" penwidth=\"2\"";
    }
    return "";
}

static void add_id(const struct dot *dot, uint32_t node)
{
    gl_buf_printf(dot->out, "n%zu_%u", dot->index + 1, node + 1);
}

static void add_node(const struct dot *dot, uint32_t at)
{
    const struct gl_map_node *node = &dot->map->nodes[at];

    gl_buf_add(dot->out, GL_STR("      "));
    add_id(dot, at);
    gl_buf_add(dot->out, GL_STR(" [label=\""));
    gl_dot_add(dot->out, dot->names[at]);
    if (gl_map_node_count(node) > 1)
        gl_buf_printf(dot->out, " (%u alike)", node->count);
    if (node->kind.len) {
        gl_buf_add(dot->out, GL_STR("\\n"));
        gl_dot_add(dot->out, node->kind);
    }
    gl_buf_add(dot->out, GL_STR("\" tooltip=\""));
    gl_dot_add(dot->out, node->id);
    gl_buf_add(dot->out, GL_STR("\"];\n"));
    gl_map_drain(dot->maps, dot->out);
}

static int compare_by_lane(const void *a_, const void *b_)
{
    const struct gl_map_node *const *a = a_, *const *b = b_;

    if ((*a)->lane != (*b)->lane)
        return (*a)->lane < (*b)->lane ? -1 : 1;
    return *a < *b ? -1 : *a > *b;
}

static void add_nodes(const struct dot *dot)
{
    const struct gl_map *map = dot->map;
    struct gl_arena arena = {0};
    const struct gl_map_node **order = GL_NEW_ARRAY(&arena, const struct gl_map_node *, map->node_len);
    uint32_t lane = GL_MAP_NONE;

    for (size_t i = 0; i < map->node_len; i++)
        order[i] = &map->nodes[i];
    if (map->node_len)
        qsort(order, map->node_len, sizeof *order, compare_by_lane);
    for (size_t i = 0; i < map->node_len; i++) {
        if (order[i]->lane != lane) {
            if (lane != GL_MAP_NONE)
                gl_buf_add(dot->out, GL_STR("    }\n"));
            lane = order[i]->lane;
            gl_buf_printf(dot->out, "    subgraph cluster_%zu_%u {\n      label=\"", dot->index + 1,
                          lane + 1);
            gl_dot_add(dot->out, map->lanes[lane].name);
            gl_buf_add(dot->out, GL_STR("\"; color=\"gray60\"; fontcolor=\"gray30\";\n"));
        }
        add_node(dot, (uint32_t)(order[i] - map->nodes));
    }
    if (lane != GL_MAP_NONE)
        gl_buf_add(dot->out, GL_STR("    }\n"));
    gl_arena_free(&arena);
}

static void add_edges(const struct dot *dot)
{
    for (size_t i = 0; i < dot->map->edge_len; i++) {
        const struct gl_map_edge *edge = &dot->map->edges[i];

        gl_buf_add(dot->out, GL_STR("    "));
        add_id(dot, edge->from);
        gl_buf_add(dot->out, GL_STR(" -> "));
        add_id(dot, edge->to);
        gl_buf_add(dot->out, GL_STR(" [label=\""));
        gl_dot_add(dot->out, edge->ports);
        if (edge->verdict != GL_MAP_ALLOWED)
            gl_buf_printf(dot->out, "\\n%s", gl_map_phrase(edge->verdict));
        gl_buf_add(dot->out, GL_STR("\" tooltip=\""));
        gl_dot_add(dot->out, edge->sentence);
        gl_buf_printf(dot->out, "\" %s];\n", look_of(edge->verdict));
        gl_map_drain(dot->maps, dot->out);
    }
}

void gl_map_dot(const struct gl_maps *maps, struct gl_buf *out)
{
    gl_buf_add(out, GL_STR("digraph network {\n  rankdir=\"LR\";\n  fontname=\"sans-serif\";\n"
                           "  node [fontname=\"sans-serif\" shape=\"box\" style=\"rounded\"];\n"
                           "  edge [fontname=\"sans-serif\" fontsize=\"10\"];\n"));
    for (size_t i = 0; i < maps->len; i++) {
        struct gl_arena arena = {0};
        struct dot dot = {out, maps, &maps->items[i], gl_map_names(&arena, &maps->items[i]), i};

        gl_buf_printf(out, "  subgraph cluster_%zu {\n    label=\"", i + 1);
        gl_dot_add(out, dot.map->title);
        gl_buf_add(out, GL_STR("\"; color=\"gray80\";\n"));
        add_nodes(&dot);
        add_edges(&dot);
        gl_buf_add(out, GL_STR("  }\n"));
        gl_arena_free(&arena);
    }
    gl_buf_add(out, GL_STR("}\n"));
}
