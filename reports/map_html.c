/* Maps as a page: for each the picture, the path of the question, and as their text every flow and every
 * node. */
#include "reports/escape.h"
#include "reports/map_picture.h"
#include "reports/page.h"

struct html {
    struct gl_buf *out;
    const struct gl_maps *maps;
    const struct gl_map_picture *picture;
    const struct gl_map *map;
    const uint32_t *cause_of;
    struct gl_arena scratch; /* of one row */
};

static void add_picture(const struct html *html, size_t index)
{
    const struct gl_map_picture *picture = html->picture;
    struct gl_buf *out = html->out;

    gl_buf_printf(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Picture\">\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "role=\"group\" aria-labelledby=\"map-title-%zu map-desc-%zu\" font-family=\"Helvetica, Arial, "
        "Liberation Sans, DejaVu Sans, sans-serif\" fill=\"#1e293b\">\n<title id=\"map-title-%zu\">"
        "Who reaches whom: ",
        picture->width, picture->height, picture->width, picture->height, index + 1, index + 1, index + 1);
    gl_xml_add(out, html->map->title);
    gl_buf_printf(out, "</title>\n<desc id=\"map-desc-%zu\">", index + 1);
    gl_map_picture_describe(out, picture);
    gl_buf_add(out, GL_STR("</desc>\n"));
    gl_map_picture_add(out, picture, 0);
    gl_buf_add(out, GL_STR("</svg>\n</div>\n"));
}

static struct gl_str place_of(struct html *html, struct gl_span span)
{
    return gl_map_place(&html->scratch, html->maps, span);
}

/* ---- the path ---- */

static void add_hop(struct html *html, const struct gl_map_hop *hop)
{
    const struct gl_map_node *node = hop->node == GL_MAP_NONE ? NULL : &html->map->nodes[hop->node];
    struct gl_str place = place_of(html, hop->span), kind = hop->kind.len || !node ? hop->kind : node->kind;

    gl_buf_add(html->out, hop->is_blocking ? GL_STR("<li class=\"stop\"><b>") : GL_STR("<li><b>"));
    gl_xml_add(html->out, hop->label.len || !node ? hop->label : html->picture->names[hop->node]);
    gl_buf_add(html->out, GL_STR("</b>"));
    if (kind.len) {
        gl_buf_add(html->out, GL_STR(" <span class=\"sub\">"));
        gl_xml_add(html->out, kind);
        gl_buf_add(html->out, GL_STR("</span>"));
    }
    if (hop->is_blocking)
        gl_buf_add(html->out, GL_STR(" stops it"));
    if (hop->sentence.len) {
        gl_buf_add(html->out, GL_STR(": "));
        gl_xml_add(html->out, hop->sentence);
    }
    if (place.len) {
        gl_buf_add(html->out, GL_STR(" <span class=\"sub\">"));
        gl_xml_add(html->out, place);
        gl_buf_add(html->out, GL_STR("</span>"));
    }
    gl_buf_add(html->out, GL_STR("</li>\n"));
    gl_arena_reset(&html->scratch);
}

static void add_path(struct html *html)
{
    const struct gl_map_path *path = html->map->path;

    gl_buf_add(html->out, GL_STR("<h3>"));
    gl_xml_add(html->out, path->answer);
    gl_buf_add(html->out, GL_STR(": "));
    gl_xml_add(html->out, path->question);
    gl_buf_add(html->out, GL_STR("</h3>\n<ol>\n"));
    for (size_t i = 0; i < path->hop_len; i++)
        add_hop(html, &path->hops[i]);
    gl_buf_add(html->out, GL_STR("</ol>\n"));
}

/* ---- tables ---- */

static void add_edge(struct html *html, size_t at)
{
    const struct gl_map_edge *edge = &html->map->edges[at];
    const char *word = gl_map_word(edge->verdict), *phrase = gl_map_phrase(edge->verdict);
    struct gl_str number = {0};

    if (html->cause_of[at])
        number = gl_arena_printf(&html->scratch, "%u", html->cause_of[at]);
    gl_buf_printf(html->out, "<tr data-verdict=\"%s\" data-phrase=\"%s\">", word, phrase);
    gl_page_cell(html->out, "number", number);
    gl_page_cell(html->out, word, gl_str_of(phrase));
    gl_page_cell(html->out, "name", html->picture->names[edge->from]);
    gl_page_cell(html->out, "name", html->picture->names[edge->to]);
    gl_page_cell(html->out, "ports", edge->ports);
    gl_page_cell(html->out, "why", edge->sentence);
    gl_page_cell(html->out, "place", place_of(html, edge->span));
    gl_buf_add(html->out, GL_STR("</tr>\n"));
    gl_arena_reset(&html->scratch);
    gl_map_drain(html->maps, html->out);
}

static void add_edges(struct html *html)
{
    static const char *const heads[] = {"No.", "Verdict", "From", "To", "Ports", "Why", "Where"};

    gl_page_table(html->out, "flows", "Flows", heads, sizeof heads / sizeof *heads);
    for (size_t k = 0; k < GL_MAP_VERDICTS; k++) {
        for (size_t i = 0; i < html->map->edge_len; i++) {
            if (html->map->edges[i].verdict == gl_map_order[k])
                add_edge(html, i);
        }
    }
    gl_page_table_end(html->out);
}

static void add_node(struct html *html, size_t at)
{
    const struct gl_map_node *node = &html->map->nodes[at];
    struct gl_str box = {0};

    if (node->box != GL_MAP_NONE)
        box = html->map->boxes[node->box].label;
    gl_buf_add(html->out, GL_STR("<tr>"));
    gl_page_cell(html->out, "tier", html->map->lanes[node->lane].name);
    gl_page_cell(html->out, "name", html->picture->names[at]);
    gl_page_cell(html->out, "kind", node->kind);
    gl_page_cell(html->out, "number", gl_arena_printf(&html->scratch, "%zu", gl_map_node_count(node)));
    gl_page_cell(html->out, "box", box);
    gl_page_cell(html->out, "note", node->note);
    gl_page_cell(html->out, "id", node->id);
    gl_page_cell(html->out, "place", place_of(html, node->span));
    gl_buf_add(html->out, GL_STR("</tr>\n"));
    gl_arena_reset(&html->scratch);
    gl_map_drain(html->maps, html->out);
}

static void add_nodes(struct html *html)
{
    static const char *const heads[] = {"Tier", "Name", "Kind", "Count", "In", "Note", "Address", "Where"};

    gl_page_table(html->out, "nodes", "Nodes", heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < html->map->node_len; i++)
        add_node(html, i);
    gl_page_table_end(html->out);
}

static void add_notes(struct html *html)
{
    if (html->map->note_len == 0)
        return;
    gl_buf_add(html->out, GL_STR("<h3>Not known</h3>\n<ul>\n"));
    for (size_t i = 0; i < html->map->note_len; i++) {
        gl_buf_add(html->out, GL_STR("<li>"));
        gl_xml_add(html->out, html->map->notes[i].text);
        gl_buf_add(html->out, GL_STR(" <span class=\"sub\">"));
        gl_xml_add(html->out, place_of(html, html->map->notes[i].span));
        gl_buf_add(html->out, GL_STR("</span></li>\n"));
    }
    gl_buf_add(html->out, GL_STR("</ul>\n"));
}

static void add_map(struct html *html, size_t index)
{
    const struct gl_map *map = html->map;
    struct gl_buf *out = html->out;

    gl_buf_add(out, GL_STR("<section>\n<h2>"));
    gl_xml_add_short(out, map->title.len ? map->title : GL_STR("Network"), GL_PAGE_TITLE);
    gl_buf_add(out, GL_STR("</h2>\n<p class=\"sub\">"));
    if (map->subtitle.len) {
        gl_xml_add(out, map->subtitle);
        gl_buf_add(out, GL_STR(". "));
    }
    gl_map_add_summary(out, map);
    gl_buf_add(out, GL_STR(".</p>\n"));
    add_picture(html, index);
    if (map->path)
        add_path(html);
    add_edges(html);
    add_nodes(html);
    add_notes(html);
    gl_buf_add(out, GL_STR("</section>\n"));
}

void gl_map_html(const struct gl_maps *maps, struct gl_buf *out)
{
    gl_page_begin(out, GL_STR("Who reaches whom"));
    for (size_t i = 0; i < maps->len; i++) {
        struct gl_arena arena = {0};
        struct gl_map_picture picture;
        struct gl_map_layout causes = {0};
        uint32_t *cause_of = GL_NEW_ARRAY(&arena, uint32_t, maps->items[i].edge_len);
        struct html html = {out, maps, &picture, &maps->items[i], cause_of, {0}};

        gl_map_picture_make(&arena, maps, i, true, &picture);
        gl_map_find_causes(&arena, &maps->items[i], &causes, cause_of);
        add_map(&html, i);
        gl_arena_free(&html.scratch);
        gl_arena_free(&arena);
    }
    gl_page_end(out);
}
