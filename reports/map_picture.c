/* What stands around a map in its picture: title, legend, what is wrong, the path of a question, what is not
 * known. */
#include "reports/map_picture.h"

#include "reports/escape.h"

enum {
    LEFT = 24,
    TITLE = 34, /* heights */
    SUBTITLE = 18,
    LEGEND = 34,
    CAUSE = 34,
    HOP = 20,
    NOTE = 18,
    HEADING = 26,
    SPACE = 14,
    MOST_HOPS = 40,
    MOST_NOTES = 12,
    LEAST_WIDTH = 860,
    CHAR = 7, /* width of a column of the texts around */
};

static size_t shown_causes(const struct gl_map_layout *layout)
{
    return layout->cause_len < GL_MAP_MOST_CAUSES ? layout->cause_len : GL_MAP_MOST_CAUSES;
}

static size_t shown_hops(const struct gl_map *map)
{
    if (!map->path)
        return 0;
    return map->path->hop_len < MOST_HOPS ? map->path->hop_len : MOST_HOPS;
}

static size_t shown_notes(const struct gl_map *map)
{
    return map->note_len < MOST_NOTES ? map->note_len : MOST_NOTES;
}

static int height_of_list(size_t shown, size_t len, int each)
{
    if (shown == 0)
        return 0;
    return HEADING + (int)(shown + (shown < len)) * each + SPACE;
}

void gl_map_picture_make(struct gl_arena *arena, const struct gl_maps *maps, size_t index, bool is_page,
                         struct gl_map_picture *ret_picture)
{
    const struct gl_map *map = &maps->items[index];
    struct gl_map_picture *picture = ret_picture;

    *picture = (struct gl_map_picture){.arena = arena, .maps = maps, .map = map, .is_page = is_page};
    gl_map_layout_make(arena, map, &picture->layout);
    picture->names = picture->layout.names;
    picture->head = (is_page ? 0 : TITLE + (map->subtitle.len ? SUBTITLE : 0)) + LEGEND +
                    height_of_list(shown_hops(map), map->path ? map->path->hop_len : 0, HOP) +
                    height_of_list(shown_causes(&picture->layout), picture->layout.cause_len, CAUSE);
    picture->width = picture->layout.width > LEAST_WIDTH ? picture->layout.width : LEAST_WIDTH;
    picture->height = picture->head + picture->layout.height + 2 * SPACE +
                      height_of_list(shown_notes(map), map->note_len, NOTE);
}

static size_t columns(const struct gl_map_picture *picture, int x)
{
    return (size_t)((picture->width - LEFT - x) / CHAR);
}

static int add_heading(struct gl_buf *out, int y, struct gl_str text)
{
    gl_map_add_text(out, LEFT, y + 16, "class=\"ink\" font-size=\"13\" font-weight=\"bold\"", text, 200);
    return y + HEADING;
}

static int add_more(struct gl_buf *out, int y, size_t shown, size_t len, int each)
{
    if (shown == len)
        return y + SPACE;
    gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" " GL_MAP_SUB ">and %zu more</text>\n", LEFT + 22, y + 14,
                  len - shown);
    return y + each + SPACE;
}

/* ---- title and legend ---- */

static int add_sample(struct gl_buf *out, int x, int y, enum gl_map_verdict verdict)
{
    static const char *const looks[GL_MAP_VERDICTS] = {
        [GL_MAP_MAY] = "stroke-width=\"1.8\" stroke-dasharray=\"7 4\"",
        [GL_MAP_ALLOWED] = "stroke-width=\"1.5\"",
        [GL_MAP_VIOLATION] = "stroke-width=\"2.6\"",
        [GL_MAP_BLOCKED] = "stroke-width=\"1.8\" stroke-dasharray=\"2 4\""};

    gl_buf_printf(out, "<g class=\"lines %s\"><path d=\"M%d %dh34\" fill=\"none\" stroke=\"%s\" %s/>",
                  gl_map_word(verdict), x, y, gl_map_color(verdict), looks[verdict]);
    if (verdict == GL_MAP_BLOCKED)
        gl_buf_printf(out, "<path d=\"M%d %dv12\" stroke=\"%s\" stroke-width=\"3\"/>", x + 36, y - 6,
                      gl_map_color(verdict));
    else
        gl_buf_printf(out, "<path class=\"tip\" d=\"M%d %dl-7 -4v8z\" fill=\"%s\"/>", x + 40, y,
                      gl_map_color(verdict));
    gl_buf_add(out, GL_STR("</g>\n"));
    return x + 48;
}

/* Every verdict with its line and how often it is there. */
static int add_legend(struct gl_buf *out, const struct gl_map_picture *picture, int y)
{
    struct gl_map_counts counts = gl_map_count(picture->map);
    int x = LEFT;

    for (size_t i = 0; i < GL_MAP_VERDICTS; i++) {
        enum gl_map_verdict verdict = gl_map_order[i];
        struct gl_str text =
            gl_arena_printf(picture->arena, "%zu %s", counts.edges[verdict], gl_map_phrase(verdict));

        if (counts.edges[verdict] == 0 && verdict != GL_MAP_VIOLATION)
            continue;
        x = add_sample(out, x, y + 12, verdict);
        gl_map_add_text(out, x, y + 16, GL_MAP_INK, text, 60);
        x += (int)text.len * CHAR + 26;
    }
    return y + LEGEND;
}

static int add_title(struct gl_buf *out, const struct gl_map_picture *picture, int y)
{
    const struct gl_map *map = picture->map;
    const struct gl_map_layout *layout = &picture->layout;
    struct gl_map_counts counts = gl_map_count(map);
    struct gl_str sizes = gl_arena_printf(
        picture->arena, "%zu nodes in %zu tiers, %zu flows%s", counts.resources, counts.lanes, map->edge_len,
        layout->line_len < layout->line_total ? "; not all of the allowed ones are drawn" : "");

    gl_map_add_text(out, LEFT, y + 28, "class=\"ink\" font-size=\"18\" font-weight=\"bold\"",
                    map->title.len ? map->title : GL_STR("Network"), 60);
    gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" " GL_MAP_SUB " text-anchor=\"end\">", picture->width - LEFT,
                  y + 28);
    gl_xml_add(out, sizes);
    gl_buf_add(out, GL_STR("</text>\n"));
    y += TITLE;
    if (map->subtitle.len) {
        gl_map_add_text(out, LEFT, y + 12, GL_MAP_SUB, map->subtitle, columns(picture, LEFT));
        y += SUBTITLE;
    }
    return y;
}

/* ---- lists ---- */

/* "sentence  (place)" in grey. */
static void add_why(struct gl_buf *out, const struct gl_map_picture *picture, int x, int y,
                    struct gl_str sentence, struct gl_span span)
{
    struct gl_str place = gl_map_place(picture->arena, picture->maps, span);
    size_t most = columns(picture, x), used = place.len ? gl_shown_columns(place, most / 2) + 3 : 0;

    gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" " GL_MAP_SUB ">", x, y);
    gl_xml_add_short(out, sentence, most - used);
    if (place.len) {
        gl_buf_add(out, sentence.len ? GL_STR("  (") : GL_STR("("));
        gl_xml_add_short(out, place, most / 2);
        gl_buf_add_char(out, ')');
    }
    gl_buf_add(out, GL_STR("</text>\n"));
}

static int add_causes(struct gl_buf *out, const struct gl_map_picture *picture, int y)
{
    const struct gl_map_layout *layout = &picture->layout;
    size_t shown = shown_causes(layout);
    struct gl_buf name;

    if (shown == 0)
        return y;
    gl_buf_init(&name);
    y = add_heading(out, y,
                    layout->causes[0].verdict == GL_MAP_MAY ? GL_STR("What is not known")
                                                            : GL_STR("What is wrong"));
    for (size_t i = 0; i < shown; i++, y += CAUSE) {
        const struct gl_map_cause *cause = &layout->causes[i];
        const struct gl_map_edge *edge = &picture->map->edges[cause->edge];

        gl_map_add_mark(out, cause->verdict, (uint32_t)i + 1, LEFT + 8, y + 9);
        name.len = 0;
        gl_map_add_edge_name(&name, picture, cause->edge, cause->edge_len);
        gl_buf_printf(&name, ": %s", gl_map_phrase(cause->verdict));
        gl_map_add_text(out, LEFT + 26, y + 13, GL_MAP_BOLD, gl_buf_str(&name), columns(picture, LEFT + 60));
        add_why(out, picture, LEFT + 26, y + 27, edge->sentence, edge->span);
        gl_map_drain(picture->maps, out);
    }
    gl_buf_free(&name);
    return add_more(out, y, shown, layout->cause_len, CAUSE);
}

static struct gl_str hop_name(const struct gl_map_picture *picture, const struct gl_map_hop *hop)
{
    return hop->label.len || hop->node == GL_MAP_NONE ? hop->label : picture->names[hop->node];
}

static int add_hop(struct gl_buf *out, const struct gl_map_picture *picture, const struct gl_map_hop *hop,
                   bool is_reached, int y)
{
    int x = LEFT + 26;
    struct gl_str name = hop_name(picture, hop);

    if (hop->is_blocking)
        gl_buf_printf(out,
                      "<g class=\"stop\"><circle cx=\"%d\" cy=\"%d\" r=\"8\" fill=\"#c81e1e\"/>"
                      "<path d=\"M%d %dl8 8m0 -8l-8 8\" stroke=\"#ffffff\" stroke-width=\"2\"/></g>\n",
                      LEFT + 8, y + 9, LEFT + 4, y + 5);
    else
        gl_buf_printf(out,
                      "<circle class=\"hop%s\" cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"%s\" stroke=\"#0f766e\" "
                      "stroke-width=\"2\"/>\n",
                      is_reached ? "" : " far", LEFT + 8, y + 9, is_reached ? "#0f766e" : "#ffffff");
    gl_map_add_text(out, x, y + 13, GL_MAP_BOLD, name, GL_MAP_TEXT);
    x += (int)gl_shown_columns(name, GL_MAP_TEXT) * 8 + 12;
    if (hop->is_blocking) {
        gl_map_add_text(out, x, y + 13, "class=\"violation\" font-size=\"11\" fill=\"#c81e1e\"",
                        GL_STR("stops it"), 20);
        x += 58;
    }
    add_why(out, picture, x, y + 13, hop->sentence, hop->span);
    return y + HOP;
}

static int add_path(struct gl_buf *out, const struct gl_map_picture *picture, int y)
{
    const struct gl_map_path *path = picture->map->path;
    size_t shown = shown_hops(picture->map);
    bool is_reached = true;
    int begin;

    if (shown == 0)
        return y;
    y = add_heading(
        out, y,
        gl_arena_printf(picture->arena, "%.*s: %.*s", GL_STR_ARG(path->answer), GL_STR_ARG(path->question)));
    begin = y + 9;
    gl_buf_printf(out, "<path class=\"hop\" d=\"M%d %dV%d\" stroke=\"#0f766e\" stroke-width=\"2\"/>\n",
                  LEFT + 8, begin, begin + (int)(shown - 1) * HOP);
    for (size_t i = 0; i < shown; i++) {
        y = add_hop(out, picture, &path->hops[i], is_reached, y);
        is_reached = is_reached && !path->hops[i].is_blocking;
    }
    return add_more(out, y, shown, path->hop_len, HOP);
}

static void add_notes(struct gl_buf *out, const struct gl_map_picture *picture, int y)
{
    const struct gl_map *map = picture->map;
    size_t shown = shown_notes(map);

    if (shown == 0)
        return;
    y = add_heading(out, y, GL_STR("Not known"));
    for (size_t i = 0; i < shown; i++, y += NOTE)
        add_why(out, picture, LEFT + 22, y + 12, map->notes[i].text, map->notes[i].span);
    add_more(out, y, shown, map->note_len, NOTE);
}

void gl_map_picture_add(struct gl_buf *out, const struct gl_map_picture *picture, int y)
{
    int at = picture->is_page ? y : add_title(out, picture, y);

    at = add_legend(out, picture, at);
    at = add_path(out, picture, at);
    add_causes(out, picture, at);
    gl_buf_printf(out, "<g transform=\"translate(0 %d)\">\n", y + picture->head);
    gl_map_drawing_add(out, picture);
    gl_buf_add(out, GL_STR("</g>\n"));
    add_notes(out, picture, y + picture->head + picture->layout.height + SPACE);
}

void gl_map_picture_describe(struct gl_buf *out, const struct gl_map_picture *picture)
{
    const struct gl_map_layout *layout = &picture->layout;
    struct gl_buf text;

    gl_buf_init(&text);
    gl_map_add_summary(&text, picture->map);
    gl_buf_add_char(&text, '.');
    for (size_t i = 0; i < shown_causes(layout); i++) {
        gl_buf_printf(&text, " %zu: ", i + 1);
        gl_map_add_edge_name(&text, picture, layout->causes[i].edge, layout->causes[i].edge_len);
        gl_buf_printf(&text, ", %s.", gl_map_phrase(layout->causes[i].verdict));
    }
    gl_xml_add(out, gl_buf_str(&text));
    gl_buf_free(&text);
}
