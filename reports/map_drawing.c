/* Bands, frames, lines and cards of a picture. */
#include "reports/escape.h"
#include "reports/map_picture.h"

enum {
    RADIUS = 7,      /* of a mark */
    TIP = 7,         /* length of an arrow's head */
    MANY = 120,      /* lines: then those that are allowed are fainter */
    MANY_WRONG = 40, /* lines of what is wrong: then they are thinner */
    LIFT = GL_MAP_LIFT / 2,
    MOST_TOLD = 100, /* nodes that a tooltip names */
    LEAST_BEND = 36  /* of a line that comes back to its own column */
};

const char *gl_map_color(enum gl_map_verdict verdict)
{
    switch (verdict) {
    case GL_MAP_MAY:
        return "#a8570a";
    case GL_MAP_ALLOWED:
        return "#3a6ea5";
    case GL_MAP_VIOLATION:
        return "#c81e1e";
    case GL_MAP_BLOCKED:
        return "#6d28d9";
    }
    return "";
}

void gl_map_add_text(struct gl_buf *out, int x, int y, const char *look, struct gl_str text, size_t columns)
{
    gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" %s>", x, y, look);
    gl_xml_add_short(out, text, columns);
    gl_buf_add(out, GL_STR("</text>\n"));
}

static void add_shape(struct gl_buf *out, enum gl_map_verdict verdict, int x, int y)
{
    const char *color = gl_map_color(verdict);

    switch (verdict) {
    case GL_MAP_VIOLATION:
        gl_buf_printf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>", x, y, RADIUS, color);
        return;
    case GL_MAP_MAY:
        gl_buf_printf(out, "<path d=\"M%d %dl8 8l-8 8l-8 -8z\" fill=\"%s\"/>", x, y - 8, color);
        return;
    case GL_MAP_ALLOWED:
    case GL_MAP_BLOCKED:
        gl_buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"13\" height=\"13\" fill=\"%s\"/>", x - 6, y - 6,
                      color);
        return;
    }
}

void gl_map_add_mark(struct gl_buf *out, enum gl_map_verdict verdict, uint32_t number, int x, int y)
{
    gl_buf_printf(out, "<g class=\"mark %s\">", gl_map_word(verdict));
    add_shape(out, verdict, x, y);
    gl_buf_printf(out,
                  "<text x=\"%d\" y=\"%d\" font-size=\"%d\" font-weight=\"bold\" fill=\"#ffffff\" "
                  "text-anchor=\"middle\">",
                  x, number > 9 ? y + 3 : y + 4, number > 9 ? 8 : 10);
    if (number != GL_MAP_NO_NUMBER)
        gl_buf_add_u64(out, number);
    else
        gl_buf_add(out, verdict == GL_MAP_VIOLATION ? GL_STR("!")
                        : verdict == GL_MAP_MAY     ? GL_STR("?")
                                                    : GL_STR("-"));
    gl_buf_add(out, GL_STR("</text></g>\n"));
}

void gl_map_add_edge_name(struct gl_buf *out, const struct gl_map_picture *picture, uint32_t edge,
                          size_t edge_len)
{
    const struct gl_map_edge *what = &picture->map->edges[edge];

    gl_text_add_name(out, picture->names[what->from], GL_MAP_TEXT);
    gl_buf_add(out, GL_STR(" => "));
    gl_text_add_name(out, picture->names[what->to], GL_MAP_TEXT);
    gl_buf_add(out, GL_STR(" : "));
    gl_text_add_name(out, what->ports, GL_MAP_TEXT);
    if (edge_len > 1)
        gl_buf_printf(out, ", and %zu more", edge_len - 1);
}

/* ---- bands ---- */

static void add_rows(struct gl_buf *out, const struct gl_map_card *card)
{
    for (size_t i = 0; i < card->row_len; i++) {
        const struct gl_map_row *row = &card->rows[i];
        int x = card->x + 10;
        char look[96];

        for (size_t k = 0; k < row->cause_len && k < GL_MAP_ROW_CAUSES; k++, x += 18)
            gl_map_add_mark(out, row->verdict, row->causes[k], x + RADIUS, row->y);
        if (row->verdict != GL_MAP_ALLOWED && (row->cause_len == 0 || row->cause_len > GL_MAP_ROW_CAUSES)) {
            gl_map_add_mark(out, row->verdict, GL_MAP_NO_NUMBER, x + RADIUS, row->y);
            x += 18;
        }
        snprintf(look, sizeof look, "class=\"row %s\" font-size=\"11\" fill=\"%s\"",
                 gl_map_word(row->verdict),
                 row->verdict == GL_MAP_ALLOWED ? "#334155" : gl_map_color(row->verdict));
        gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" %s>", x, row->y + 4, look);
        if (row->is_among)
            gl_buf_add(out, GL_STR("among them: "));
        else if (card->node_len == 0)
            gl_buf_add(out, GL_STR("all: "));
        gl_xml_add_short(out, row->ports, GL_MAP_TEXT);
        gl_buf_add(out, GL_STR("</text>\n"));
    }
}

static void add_bands(struct gl_buf *out, const struct gl_map_picture *picture)
{
    const struct gl_map_layout *layout = &picture->layout;

    for (size_t i = 0; i < layout->band_len; i++) {
        const struct gl_map_band *band = &layout->bands[i];
        const struct gl_map_lane *lane = &picture->map->lanes[band->lane];

        gl_buf_printf(out,
                      "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" "
                      "fill=\"#f3f6fa\" stroke=\"#d3dbe5\"/>\n",
                      band->x, band->y, band->width, band->height);
        gl_map_add_text(out, band->x + 12, band->y + 19,
                        "class=\"ink\" font-size=\"13\" font-weight=\"bold\"", lane->name, GL_MAP_TEXT);
        gl_map_add_text(out, band->x + 12, band->y + 34, "class=\"sub\" font-size=\"10\" fill=\"#5b6b7f\"",
                        lane->title, GL_MAP_TEXT + 6);
        add_rows(out, &layout->cards[band->card]);
    }
    for (size_t i = 0; i < layout->frame_len; i++) {
        const struct gl_map_frame *frame = &layout->frames[i];

        gl_buf_printf(out,
                      "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" "
                      "fill=\"none\" stroke=\"#aebccd\" stroke-dasharray=\"2 3\"/>\n",
                      frame->x, frame->y, frame->width, frame->height);
        gl_map_add_text(out, frame->x + 8, frame->y + 11, "class=\"sub\" font-size=\"9\" fill=\"#5b6b7f\"",
                        picture->map->boxes[frame->box].label, GL_MAP_TEXT);
    }
}

/* ---- lines ---- */

struct pen {
    struct gl_buf *out;
    int x, y;
};

static void curve_to(struct pen *pen, int x, int y)
{
    int middle = pen->x + (x - pen->x) / 2;

    gl_buf_printf(pen->out, "C%d %d %d %d %d %d", middle, pen->y, middle, y, x, y);
    pen->x = x;
    pen->y = y;
}

/* Through the columns between, on the tracks of the line. */
static void draw_far(struct pen *pen, const struct gl_map_picture *picture, const struct gl_map_line *line,
                     uint32_t column, int end_x, int end_y)
{
    const struct gl_map_layout *layout = &picture->layout;
    bool is_forward = end_x > pen->x;

    for (size_t i = 0; i < line->track_len; i++) {
        int left, right;

        column = is_forward ? column + 1 : column - 1;
        left = layout->column_x[column];
        right = left + layout->column_width[column];
        curve_to(pen, is_forward ? left : right, line->tracks[i]);
        pen->x = is_forward ? right : left;
        gl_buf_printf(pen->out, "L%d %d", pen->x, pen->y);
    }
    curve_to(pen, end_x, end_y);
}

static void add_tip(struct gl_buf *out, const struct gl_map_line *line, int x, int y, bool points_right)
{
    int back = points_right ? -TIP : TIP;

    if (line->verdict == GL_MAP_BLOCKED)
        gl_buf_printf(out, "<path d=\"M%d %dv12\" stroke-dasharray=\"none\" stroke-width=\"3\"/>",
                      x + back / 2, y - 6);
    else
        gl_buf_printf(out, "<path class=\"tip\" d=\"M%d %dl%d -4v8z\" fill=\"%s\" stroke=\"none\"/>", x, y,
                      back, gl_map_color(line->verdict));
}

static uint32_t column_of(const struct gl_map_layout *layout, const struct gl_map_card *card)
{
    uint32_t column = 0;

    while (layout->column_x[column] + layout->column_width[column] < card->x)
        column++;
    return column;
}

static int start_y(const struct gl_map_card *card)
{
    return card->y + GL_MAP_NAME_Y - 4;
}

static void draw_line(struct gl_buf *out, const struct gl_map_picture *picture,
                      const struct gl_map_line *line)
{
    const struct gl_map_layout *layout = &picture->layout;
    const struct gl_map_card *from = &layout->cards[line->from], *to = &layout->cards[line->to];
    uint32_t begin = column_of(layout, from), end = column_of(layout, to);
    int y = to->rows[line->row].y;
    struct pen pen = {out, begin <= end ? from->x + from->width : from->x, start_y(from)};
    int x = begin < end ? to->x : to->x + to->width;
    int away = begin < end ? -TIP + 1 : TIP - 1;

    gl_buf_printf(out, "<path d=\"M%d %d", pen.x, pen.y);
    if (begin == end) {
        int far = y > pen.y ? y - pen.y : pen.y - y, bend = LEAST_BEND + (far / 8 < 40 ? far / 8 : 40);

        gl_buf_printf(out, "C%d %d %d %d %d %d", pen.x + bend, pen.y, x + bend, y, x + away, y);
    } else {
        draw_far(&pen, picture, line, begin, x + away, y);
    }
    gl_buf_add(out, GL_STR("\"/>"));
    add_tip(out, line, x, y, begin < end);
}

static void add_line(struct gl_buf *out, const struct gl_map_picture *picture, const struct gl_map_line *line)
{
    const struct gl_map_layout *layout = &picture->layout;
    const struct gl_map_edge *edge = &picture->map->edges[line->edge];
    struct gl_arena *arena = picture->arena;
    struct gl_str place = gl_map_place(arena, picture->maps, edge->span);

    gl_buf_add(out, GL_STR("<g class=\"line\""));
    if (picture->is_page)
        gl_buf_printf(out, " data-from=\"%u\" data-to=\"%u\"", line->from, line->to);
    gl_buf_add(out, GL_STR("><title>"));
    gl_xml_add(out, gl_map_card_name(arena, picture->map, picture->names, &layout->cards[line->from]));
    gl_buf_add(out, GL_STR(" =&gt; "));
    gl_xml_add(out, gl_map_card_name(arena, picture->map, picture->names, &layout->cards[line->to]));
    gl_buf_add(out, GL_STR(" : "));
    gl_xml_add(out, edge->ports);
    gl_buf_printf(out, ", %s", gl_map_phrase(line->verdict));
    if (edge->sentence.len) {
        gl_buf_add(out, GL_STR(": "));
        gl_xml_add(out, edge->sentence);
    }
    if (place.len) {
        gl_buf_add(out, GL_STR(" ("));
        gl_xml_add(out, place);
        gl_buf_add_char(out, ')');
    }
    if (line->edge_len > 1)
        gl_buf_printf(out, "; %zu flows", line->edge_len);
    gl_buf_add(out, GL_STR("</title>"));
    draw_line(out, picture, line);
    gl_buf_add(out, GL_STR("</g>\n"));
    gl_map_drain(picture->maps, out);
}

/* `left`: lines from here on; violations are the last ones, so these are all of them. */
static void open_lines(struct gl_buf *out, const struct gl_map_picture *picture, enum gl_map_verdict verdict,
                       size_t left)
{
    const char *look = "";

    switch (verdict) {
    case GL_MAP_MAY:
        look = "stroke-width=\"1.8\" stroke-dasharray=\"7 4\"";
        break;
    case GL_MAP_ALLOWED:
        look = picture->layout.line_len > MANY ? "stroke-width=\"1.2\" stroke-opacity=\"0.45\""
                                               : "stroke-width=\"1.5\" stroke-opacity=\"0.8\"";
        break;
    case GL_MAP_VIOLATION:
        look = left > MANY_WRONG ? "stroke-width=\"1.5\" stroke-opacity=\"0.85\"" : "stroke-width=\"2.6\"";
        break;
    case GL_MAP_BLOCKED:
        look = "stroke-width=\"1.8\" stroke-dasharray=\"2 4\"";
        break;
    }
    gl_buf_printf(out, "<g class=\"lines %s\" fill=\"none\" stroke=\"%s\" %s>\n", gl_map_word(verdict),
                  gl_map_color(verdict), look);
}

/* They are sorted by verdict: a group for each. */
static void add_lines(struct gl_buf *out, const struct gl_map_picture *picture)
{
    const struct gl_map_layout *layout = &picture->layout;

    for (size_t i = 0; i < layout->line_len; i++) {
        if (i == 0 || layout->lines[i].verdict != layout->lines[i - 1].verdict)
            open_lines(out, picture, layout->lines[i].verdict, layout->line_len - i);
        add_line(out, picture, &layout->lines[i]);
        if (i + 1 == layout->line_len || layout->lines[i].verdict != layout->lines[i + 1].verdict)
            gl_buf_add(out, GL_STR("</g>\n"));
    }
}

/* ---- cards ---- */

/* Whom it stands for. */
static void add_tooltip(struct gl_buf *out, const struct gl_map_picture *picture,
                        const struct gl_map_card *card)
{
    gl_buf_add(out, GL_STR("<title>"));
    for (size_t i = 0; i < card->node_len && i < MOST_TOLD; i++) {
        const struct gl_map_node *node = &picture->map->nodes[card->nodes[i]];
        struct gl_str place = gl_map_place(picture->arena, picture->maps, node->span);

        if (i > 0)
            gl_buf_add_char(out, '\n');
        gl_xml_add(out, node->id);
        if (node->kind.len) {
            gl_buf_add(out, GL_STR(", "));
            gl_xml_add(out, node->kind);
        }
        if (place.len) {
            gl_buf_add(out, GL_STR(", "));
            gl_xml_add(out, place);
        }
    }
    if (card->node_len > MOST_TOLD)
        gl_buf_printf(out, "\nand %zu more", card->node_len - MOST_TOLD);
    gl_buf_add(out, GL_STR("</title>\n"));
}

static void add_outline(struct gl_buf *out, const struct gl_map_card *card, int lift)
{
    gl_buf_printf(out,
                  "<rect class=\"face%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" "
                  "fill=\"#ffffff\" stroke=\"%s\" stroke-width=\"%s\"/>\n",
                  card->is_on_path ? " path" : "", card->x + lift, card->y - lift,
                  card->width - (card->resource_len > 1 ? 2 * LIFT : 0), card->height,
                  card->is_on_path ? "#0f766e" : "#64748b", card->is_on_path ? "2.5" : "1");
}

static void add_name(struct gl_buf *out, const struct gl_map_picture *picture, const struct gl_map_card *card)
{
    struct gl_buf name;

    gl_buf_init(&name);
    gl_text_add_name(&name, gl_map_card_name(picture->arena, picture->map, picture->names, card),
                     GL_MAP_TEXT);
    gl_map_add_text(out, card->x + 10, card->y + GL_MAP_NAME_Y, GL_MAP_BOLD, gl_buf_str(&name),
                    GL_MAP_TEXT + 1);
    gl_buf_free(&name);
}

static void add_card(struct gl_buf *out, const struct gl_map_picture *picture, uint32_t at)
{
    const struct gl_map_card *card = &picture->layout.cards[at];
    struct gl_str kind = gl_map_card_kind(picture->map, card), note = gl_map_card_note(picture->map, card);

    gl_buf_add(out, GL_STR("<g class=\"card\""));
    if (picture->is_page)
        gl_buf_printf(out, " data-card=\"%u\" data-lane=\"%u\" tabindex=\"0\" role=\"img\"", at, card->whole);
    gl_buf_add_char(out, '>');
    add_tooltip(out, picture, card);
    for (int lift = card->resource_len > 1 ? 2 * LIFT : 0; lift >= 0; lift -= LIFT)
        add_outline(out, card, lift);
    add_name(out, picture, card);
    if (card->resource_len > 1 && !card->is_rest) {
        gl_buf_printf(out,
                      "<text x=\"%d\" y=\"%d\" class=\"sub\" font-size=\"11\" font-weight=\"bold\" "
                      "fill=\"#5b6b7f\" text-anchor=\"end\">\xc3\x97%zu</text>\n",
                      card->x + card->width - 14, card->y + GL_MAP_NAME_Y, card->resource_len);
    }
    if (gl_str_starts_with(kind, GL_STR("AWS::")))
        kind = gl_str_from(kind, 5);
    gl_map_add_text(out, card->x + 10, card->y + GL_MAP_KIND_Y,
                    "class=\"sub\" font-size=\"10\" fill=\"#5b6b7f\"", kind, GL_MAP_TEXT);
    if (note.len)
        gl_map_add_text(out, card->x + 10, card->y + GL_MAP_NOTE_Y,
                        "class=\"sub\" font-size=\"10\" font-style=\"italic\" fill=\"#5b6b7f\"", note,
                        GL_MAP_TEXT);
    add_rows(out, card);
    gl_buf_add(out, GL_STR("</g>\n"));
    gl_map_drain(picture->maps, out);
}

void gl_map_drawing_add(struct gl_buf *out, const struct gl_map_picture *picture)
{
    add_bands(out, picture);
    add_lines(out, picture);
    for (uint32_t i = 0; i < picture->layout.drawn_len; i++)
        add_card(out, picture, i);
}
