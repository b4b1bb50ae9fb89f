/* Relations as a picture: one SVG file that needs nothing else and runs nothing. relation_layout.h tells how
 * it is laid out. */
#include "reports/escape.h"
#include "reports/relation_layout.h"
#include "reports/relation_writers.h"

struct svg {
    struct gl_buf *out;
    const struct gl_relations *relations;
    const struct gl_relation *relation;
    const struct gl_layout *layout;
};

/* As much of a text as is shown, cut between characters. */
static void add_shown(struct gl_buf *out, struct gl_str text)
{
    size_t end = text.len;

    if (text.len > GL_LAYOUT_TEXT) {
        end = GL_LAYOUT_TEXT - 2;
        while (end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
            end--;
    }
    gl_xml_add(out, gl_str_slice(text, 0, end));
    if (end < text.len)
        gl_buf_add(out, GL_STR("\xe2\x80\xa6"));
}

static void add_text(struct gl_buf *out, int x, int y, const char *kind, struct gl_str text)
{
    gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, kind);
    add_shown(out, text);
    gl_buf_add(out, GL_STR("</text>\n"));
}

/* ---- boxes ---- */

static void add_row(struct gl_buf *out, int x, int y, const char *who, struct gl_str ports)
{
    gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" class=\"ports\">%s", x, y, who);
    add_shown(out, ports);
    gl_buf_add(out, GL_STR("</text>\n"));
}

static const char *look_of(const struct gl_box *box)
{
    if (box->is_unknown)
        return "unknown";
    return box->kind == GL_RELATION_WORKLOAD ? "pod" : "outside";
}

/* Everybody whom a box stands for. */
static void add_tooltip(const struct svg *svg, const struct gl_box *box)
{
    gl_buf_add(svg->out, GL_STR("<title>"));
    if (box->end_len == 0)
        gl_xml_add(svg->out, box->label);
    for (size_t i = 0; i < box->end_len; i++) {
        if (i > 0)
            gl_buf_add_char(svg->out, '\n');
        gl_xml_add(svg->out, svg->relation->ends[box->ends[i]].shown);
    }
    gl_buf_add(svg->out, GL_STR("</title>\n"));
}

static void add_box(const struct svg *svg, const struct gl_box *box)
{
    struct gl_buf *out = svg->out;
    int y = box->y + GL_BOX_HEAD + 9;

    gl_buf_printf(out, "<g class=\"%s\">", look_of(box));
    add_tooltip(svg, box);
    gl_buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n", box->x, box->y,
                  box->width, box->height);
    gl_buf_printf(out, "<text x=\"%d\" y=\"%d\" class=\"name\">", box->x + 10, box->y + 16);
    add_shown(out, box->label);
    if (box->note.len) {
        gl_buf_add(out, GL_STR("<tspan class=\"note\" dx=\"6\">"));
        add_shown(out, box->note);
        gl_buf_add(out, GL_STR("</tspan>"));
    }
    gl_buf_add(out, GL_STR("</text>\n"));
    for (size_t i = 0; i < box->row_len && box->rows[i].len; i++, y += GL_BOX_ROW)
        add_row(out, box->x + 12, y, box->senders[i] ? GL_LAYOUT_ALL : "", box->rows[i]);
    if (box->inside.len)
        add_row(out, box->x + 12, y, "among them: ", box->inside);
    gl_buf_add(out, GL_STR("</g>\n"));
    gl_relation_drain(svg->relations->sink, out);
}

/* ---- lines ---- */

static const char *color_of(const struct gl_line *line, const struct gl_box *from, const struct gl_box *to)
{
    if (line->is_exposure)
        return "exposed";
    return from->kind == GL_RELATION_WORKLOAD && to->kind == GL_RELATION_WORKLOAD ? "within" : "across";
}

static void add_line(const struct svg *svg, const struct gl_line *line)
{
    const struct gl_box *from = &svg->layout->boxes[line->from], *to = &svg->layout->boxes[line->to];
    struct gl_str ports = to->rows[line->row];
    int x1 = from->x + from->width, y1 = from->y + GL_BOX_HEAD / 2, x2 = to->x;
    int y2 = ports.len ? to->y + GL_BOX_HEAD + 5 + (int)line->row * GL_BOX_ROW : to->y + GL_BOX_HEAD / 2;
    int bend = x2 > x1 ? (x2 - x1) / 2 : 70;

    gl_buf_printf(
        svg->out, "<path class=\"%s%s\" d=\"M%d %dC%d %d %d %d %d %d\" marker-end=\"url(#tip)\"><title>",
        color_of(line, from, to), line->may ? " may" : "", x1, y1, x1 + bend, y1, x2 - bend, y2, x2 - 1, y2);
    gl_xml_add(svg->out, from->label);
    gl_buf_add(svg->out, GL_STR(" =&gt; "));
    gl_xml_add(svg->out, to->label);
    if (ports.len) {
        gl_buf_add(svg->out, GL_STR(" : "));
        gl_xml_add(svg->out, ports);
    }
    gl_buf_add(svg->out, GL_STR("</title></path>\n"));
    gl_relation_drain(svg->relations->sink, svg->out);
}

/* ---- the page ---- */

static const char style[] =
    "<style>\n"
    "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#1e293b}\n"
    ".title{font-size:16px;font-weight:600}.sub{font-size:12px;fill:#64748b}\n"
    ".name{font-size:12px;font-weight:600}.note{font-size:10px;font-weight:400;fill:#64748b}\n"
    ".ports{font-size:10px;fill:#334155}.lane{font-size:12px;font-weight:600;fill:#475569}\n"
    ".band{fill:#f1f5f9;stroke:#cbd5e1}rect{stroke-width:1}\n"
    ".pod rect{fill:#fff;stroke:#64748b}.outside rect{fill:#fff7ed;stroke:#b45309}\n"
    ".unknown rect{fill:#fff;stroke:#b45309;stroke-dasharray:4 3}\n"
    "path{fill:none;stroke-width:1.2;stroke-opacity:.6}path:hover{stroke-width:3;stroke-opacity:1}\n"
    ".within{stroke:#1d4ed8}.across{stroke:#b45309}.exposed{stroke:#b45309;stroke-dasharray:2 3}\n"
    ".may{stroke-dasharray:6 4}\n"
    "</style>\n"
    "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
    "orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\" "
    "style=\"fill:#475569;stroke:none\"/></marker></defs>\n";

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void add_title(const struct svg *svg)
{
    const struct gl_layout *layout = svg->layout;
    const struct gl_relation *relation = svg->relation;

    add_text(svg->out, 24, 26, "title", relation->name.len ? relation->name : GL_STR("connections of pods"));
    gl_buf_printf(svg->out,
                  "<text x=\"24\" y=\"44\" class=\"sub\">%zu workload%s in %zu namespace%s, %zu connection%s",
                  layout->workload_len, plural(layout->workload_len), layout->lane_len,
                  plural(layout->lane_len), relation->row_len, plural(relation->row_len));
    if (svg->relations->focus.len) {
        gl_buf_add(svg->out, GL_STR(" on "));
        gl_xml_add(svg->out, svg->relations->focus);
    }
    if (layout->line_len < layout->line_total)
        gl_buf_printf(svg->out, "; %zu lines of %zu are drawn: --focus shows less", layout->line_len,
                      layout->line_total);
    gl_buf_add(svg->out, GL_STR("</text>\n"));
}

void gl_relation_svg_add(struct gl_buf *out, const struct gl_relations *relations,
                         const struct gl_relation *relation, const struct gl_layout *layout, int y)
{
    const struct svg svg = {out, relations, relation, layout};

    gl_buf_printf(out, "<g transform=\"translate(0 %d)\">\n", y);
    add_title(&svg);
    for (size_t i = 0; i < layout->lane_len; i++) {
        const struct gl_lane *lane = &layout->lanes[i];

        gl_buf_printf(out, "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n",
                      layout->lane_x, lane->y, layout->lane_width, lane->height);
        add_text(out, layout->lane_x + 10, lane->y + 17, "lane", lane->ns);
    }
    for (size_t i = 0; i < layout->line_len; i++)
        add_line(&svg, &layout->lines[i]);
    for (size_t i = 0; i < layout->box_len; i++)
        add_box(&svg, &layout->boxes[i]);
    gl_buf_add(out, GL_STR("</g>\n"));
}

void gl_relation_svg(const struct gl_relations *relations, struct gl_buf *out)
{
    struct gl_arena arena = {0};
    struct gl_layout *layouts = GL_NEW_ARRAY(&arena, struct gl_layout, relations->len);
    int width = 480, height = 0, y = 0;

    for (size_t i = 0; i < relations->len; i++) {
        gl_layout_make(&arena, &relations->items[i], !relations->hides_ports, &layouts[i]);
        width = layouts[i].width > width ? layouts[i].width : width;
        height += layouts[i].height;
    }
    gl_buf_printf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
        "<title>Connections of pods</title>\n",
        width, height, width, height);
    gl_buf_add(out, gl_str_of(style));
    gl_buf_printf(out, "<rect width=\"%d\" height=\"%d\" style=\"fill:#fff\"/>\n", width, height);
    for (size_t i = 0; i < relations->len; i++) {
        gl_relation_svg_add(out, relations, &relations->items[i], &layouts[i], y);
        y += layouts[i].height;
    }
    gl_buf_add(out, GL_STR("</svg>\n"));
    gl_arena_free(&arena);
}
