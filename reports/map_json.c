/* Maps as JSON: {"maps": [...]}, all of what was given, and the counts. Keys are only ever added. */
#include "reports/json_lines.h"
#include "reports/map_writers.h"

static void add_text_if(struct gl_json_lines *json, const char *key, struct gl_str text)
{
    if (text.len)
        gl_json_text(json, key, text);
}

static void add_counts(struct gl_json_lines *json, const struct gl_map *map)
{
    struct gl_map_counts counts = gl_map_count(map);

    gl_json_open(json, "summary", '{');
    gl_json_number(json, "nodes", counts.resources);
    gl_json_number(json, "tiers", counts.lanes);
    gl_json_number(json, "flows", map->edge_len);
    for (size_t i = 0; i < GL_MAP_VERDICTS; i++)
        gl_json_number(json, gl_map_word(gl_map_order[i]), counts.edges[gl_map_order[i]]);
    gl_json_close(json, '}');
}

static void add_lanes(struct gl_json_lines *json, const struct gl_map *map)
{
    gl_json_open(json, "tiers", '[');
    for (size_t i = 0; i < map->lane_len; i++) {
        gl_json_open(json, NULL, '{');
        gl_json_text(json, "name", map->lanes[i].name);
        add_text_if(json, "title", map->lanes[i].title);
        gl_json_close(json, '}');
    }
    gl_json_close(json, ']');
}

static void add_nodes(struct gl_json_lines *json, const struct gl_maps *maps, const struct gl_map *map)
{
    gl_json_open(json, "nodes", '[');
    for (size_t i = 0; i < map->node_len; i++) {
        const struct gl_map_node *node = &map->nodes[i];

        gl_json_open(json, NULL, '{');
        gl_json_text(json, "id", node->id);
        gl_json_text(json, "label", node->label);
        add_text_if(json, "kind", node->kind);
        gl_json_text(json, "tier", map->lanes[node->lane].name);
        if (node->box != GL_MAP_NONE)
            gl_json_text(json, "box", map->boxes[node->box].label);
        if (gl_map_node_count(node) > 1)
            gl_json_number(json, "count", node->count);
        add_text_if(json, "note", node->note);
        gl_json_place(json, maps->sources, node->span);
        gl_json_close(json, '}');
        gl_map_drain(maps, json->out);
    }
    gl_json_close(json, ']');
}

static void add_edges(struct gl_json_lines *json, const struct gl_maps *maps, const struct gl_map *map)
{
    gl_json_open(json, "flows", '[');
    for (size_t i = 0; i < map->edge_len; i++) {
        const struct gl_map_edge *edge = &map->edges[i];

        gl_json_open(json, NULL, '{');
        gl_json_text(json, "from", map->nodes[edge->from].id);
        gl_json_text(json, "to", map->nodes[edge->to].id);
        gl_json_text(json, "ports", edge->ports);
        gl_json_text(json, "verdict", gl_str_of(gl_map_word(edge->verdict)));
        add_text_if(json, "by", edge->sentence);
        gl_json_place(json, maps->sources, edge->span);
        gl_json_close(json, '}');
        gl_map_drain(maps, json->out);
    }
    gl_json_close(json, ']');
}

static void add_hop(struct gl_json_lines *json, const struct gl_maps *maps, const struct gl_map *map,
                    const struct gl_map_hop *hop)
{
    const struct gl_map_node *node = hop->node == GL_MAP_NONE ? NULL : &map->nodes[hop->node];

    gl_json_open(json, NULL, '{');
    gl_json_text(json, "node", node ? node->id : hop->label);
    add_text_if(json, "kind", hop->kind.len || !node ? hop->kind : node->kind);
    add_text_if(json, "by", hop->sentence);
    if (hop->is_blocking)
        gl_json_word(json, "is_blocking", "true");
    gl_json_place(json, maps->sources, hop->span);
    gl_json_close(json, '}');
}

static void add_path(struct gl_json_lines *json, const struct gl_maps *maps, const struct gl_map *map)
{
    gl_json_open(json, "path", '{');
    gl_json_text(json, "question", map->path->question);
    gl_json_text(json, "answer", map->path->answer);
    gl_json_open(json, "hops", '[');
    for (size_t i = 0; i < map->path->hop_len; i++)
        add_hop(json, maps, map, &map->path->hops[i]);
    gl_json_close(json, ']');
    gl_json_close(json, '}');
}

static void add_notes(struct gl_json_lines *json, const struct gl_maps *maps, const struct gl_map *map)
{
    gl_json_open(json, "notes", '[');
    for (size_t i = 0; i < map->note_len; i++) {
        gl_json_open(json, NULL, '{');
        gl_json_text(json, "text", map->notes[i].text);
        gl_json_place(json, maps->sources, map->notes[i].span);
        gl_json_close(json, '}');
    }
    gl_json_close(json, ']');
}

void gl_map_json(const struct gl_maps *maps, struct gl_buf *out)
{
    struct gl_json_lines json = {.out = out};

    gl_json_open(&json, NULL, '{');
    gl_json_open(&json, "maps", '[');
    for (size_t i = 0; i < maps->len; i++) {
        const struct gl_map *map = &maps->items[i];

        gl_json_open(&json, NULL, '{');
        gl_json_text(&json, "title", map->title);
        gl_json_text(&json, "subtitle", map->subtitle);
        add_counts(&json, map);
        add_lanes(&json, map);
        add_nodes(&json, maps, map);
        add_edges(&json, maps, map);
        if (map->path)
            add_path(&json, maps, map);
        add_notes(&json, maps, map);
        gl_json_close(&json, '}');
    }
    gl_json_close(&json, ']');
    gl_json_close(&json, '}');
    gl_buf_add_char(out, '\n');
}
