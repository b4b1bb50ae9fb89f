/* Maps as text: what is wrong first, then what is not known, then what is allowed, then who is there. */
#include "reports/map_writers.h"
#include "reports/wrap.h"

enum { PLACE_COLUMN = 84 };

struct txt {
    struct gl_buf *out;
    const struct gl_maps *maps;
    const struct gl_map *map;
    const struct gl_str *names;
    struct gl_arena scratch; /* of one line */
};

static void add_place(struct txt *txt, struct gl_span span, size_t begin)
{
    struct gl_str place = gl_map_place(&txt->scratch, txt->maps, span);
    size_t used = gl_columns(gl_str_from(gl_buf_str(txt->out), begin));

    if (place.len) {
        gl_add_spaces(txt->out, used + 2 < PLACE_COLUMN ? PLACE_COLUMN - used : 2);
        gl_buf_quote(txt->out, place);
    }
    gl_buf_add_char(txt->out, '\n');
    gl_arena_reset(&txt->scratch);
    gl_map_drain(txt->maps, txt->out);
}

static void add_end(struct txt *txt, uint32_t node)
{
    const struct gl_map_node *what = &txt->map->nodes[node];

    gl_buf_quote(txt->out, txt->names[node]);
    if (what->kind.len) {
        gl_buf_add_char(txt->out, '[');
        gl_buf_quote(txt->out, what->kind);
        gl_buf_add_char(txt->out, ']');
    }
}

static void add_edge(struct txt *txt, const struct gl_map_edge *edge)
{
    size_t begin = txt->out->len;

    gl_buf_add(txt->out, GL_STR("  "));
    add_end(txt, edge->from);
    gl_buf_add(txt->out, GL_STR(" => "));
    add_end(txt, edge->to);
    gl_buf_add(txt->out, GL_STR(" : "));
    gl_buf_quote(txt->out, edge->ports);
    if (edge->verdict == GL_MAP_ALLOWED) {
        add_place(txt, edge->span, begin);
        return;
    }
    gl_buf_add_char(txt->out, '\n');
    begin = txt->out->len;
    gl_buf_add(txt->out, GL_STR("      "));
    gl_buf_quote(txt->out, edge->sentence);
    add_place(txt, edge->span, begin);
}

static void add_edges(struct txt *txt)
{
    struct gl_map_counts counts = gl_map_count(txt->map);

    for (size_t k = 0; k < GL_MAP_VERDICTS; k++) {
        enum gl_map_verdict verdict = gl_map_order[k];

        if (counts.edges[verdict] == 0)
            continue;
        gl_buf_printf(txt->out, "\n%s (%zu)\n", gl_map_phrase(verdict), counts.edges[verdict]);
        for (size_t i = 0; i < txt->map->edge_len; i++) {
            if (txt->map->edges[i].verdict == verdict)
                add_edge(txt, &txt->map->edges[i]);
        }
    }
}

static void add_hop(struct txt *txt, const struct gl_map_hop *hop)
{
    size_t begin = txt->out->len;

    gl_buf_add(txt->out, hop->is_blocking ? GL_STR("  stopped at ") : GL_STR("  "));
    if (hop->label.len)
        gl_buf_quote(txt->out, hop->label);
    else if (hop->node != GL_MAP_NONE)
        add_end(txt, hop->node);
    if (hop->sentence.len) {
        gl_buf_add(txt->out, GL_STR(": "));
        gl_buf_quote(txt->out, hop->sentence);
    }
    add_place(txt, hop->span, begin);
}

static void add_path(struct txt *txt, const struct gl_map_path *path)
{
    gl_buf_add_char(txt->out, '\n');
    gl_buf_quote(txt->out, path->answer);
    gl_buf_add(txt->out, GL_STR(": "));
    gl_buf_quote(txt->out, path->question);
    gl_buf_add_char(txt->out, '\n');
    for (size_t i = 0; i < path->hop_len; i++)
        add_hop(txt, &path->hops[i]);
}

static void add_node(struct txt *txt, uint32_t at)
{
    const struct gl_map_node *node = &txt->map->nodes[at];
    size_t begin = txt->out->len;

    gl_buf_add(txt->out, GL_STR("  "));
    add_end(txt, at);
    if (gl_map_node_count(node) > 1)
        gl_buf_printf(txt->out, " (%u alike)", node->count);
    if (node->box != GL_MAP_NONE) {
        gl_buf_add(txt->out, GL_STR(" in "));
        gl_buf_quote(txt->out, txt->map->boxes[node->box].label);
    }
    if (node->note.len) {
        gl_buf_add(txt->out, GL_STR(", "));
        gl_buf_quote(txt->out, node->note);
    }
    add_place(txt, node->span, begin);
}

/* Nodes by lane, each list in the order of the map. */
static void add_nodes(struct txt *txt)
{
    const struct gl_map *map = txt->map;
    struct gl_arena arena = {0};
    uint32_t *first = GL_NEW_ARRAY(&arena, uint32_t, map->lane_len), *last, *next;

    last = GL_NEW_ARRAY(&arena, uint32_t, map->lane_len);
    next = GL_NEW_ARRAY(&arena, uint32_t, map->node_len);
    for (uint32_t i = 0; i < map->node_len; i++) { /* numbers are one higher: zero is nobody */
        uint32_t lane = map->nodes[i].lane;

        if (last[lane])
            next[last[lane] - 1] = i + 1;
        else
            first[lane] = i + 1;
        last[lane] = i + 1;
    }
    for (size_t lane = 0; lane < map->lane_len; lane++) {
        if (!first[lane])
            continue;
        gl_buf_add_char(txt->out, '\n');
        gl_buf_quote(txt->out, map->lanes[lane].name);
        if (map->lanes[lane].title.len) {
            gl_buf_add(txt->out, GL_STR(": "));
            gl_buf_quote(txt->out, map->lanes[lane].title);
        }
        gl_buf_add_char(txt->out, '\n');
        for (uint32_t at = first[lane]; at; at = next[at - 1])
            add_node(txt, at - 1);
    }
    gl_arena_free(&arena);
}

static void add_notes(struct txt *txt)
{
    if (txt->map->note_len)
        gl_buf_add(txt->out, GL_STR("\nnot known\n"));
    for (size_t i = 0; i < txt->map->note_len; i++) {
        const struct gl_map_note *note = &txt->map->notes[i];
        size_t begin = txt->out->len;

        gl_buf_add(txt->out, GL_STR("  "));
        gl_buf_quote(txt->out, note->text);
        add_place(txt, note->span, begin);
    }
}

static void add_map(struct txt *txt)
{
    const struct gl_map *map = txt->map;

    if (map->title.len) {
        gl_buf_quote(txt->out, map->title);
        gl_buf_add_char(txt->out, '\n');
    }
    if (map->subtitle.len) {
        gl_buf_quote(txt->out, map->subtitle);
        gl_buf_add_char(txt->out, '\n');
    }
    gl_map_add_summary(txt->out, map);
    gl_buf_add_char(txt->out, '\n');
    if (map->path)
        add_path(txt, map->path);
    add_edges(txt);
    add_nodes(txt);
    add_notes(txt);
}

void gl_map_txt(const struct gl_maps *maps, struct gl_buf *out)
{
    for (size_t i = 0; i < maps->len; i++) {
        struct txt txt = {.out = out, .maps = maps, .map = &maps->items[i]};
        struct gl_arena arena = {0};

        if (i > 0)
            gl_buf_add_char(out, '\n');
        txt.names = gl_map_names(&arena, txt.map);
        add_map(&txt);
        gl_arena_free(&arena);
        gl_arena_free(&txt.scratch);
    }
}
