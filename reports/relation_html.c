/* Relations as a page: for each cluster the picture, and as its text every connection and what is exposed. */
#include "reports/escape.h"
#include "reports/page.h"
#include "reports/relation_layout.h"
#include "reports/relation_writers.h"

static void add_picture(struct gl_buf *out, const struct gl_relations *relations, size_t index)
{
    const struct gl_relation *relation = &relations->items[index];
    struct gl_arena arena = {0};
    struct gl_layout layout;
    int width;

    gl_layout_make(&arena, relation, !relations->hides_ports, &layout);
    width = layout.width > 480 ? layout.width : 480;
    gl_buf_printf(out,
                  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Picture\">\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pods\" width=\"%d\" height=\"%d\" "
                  "viewBox=\"0 0 %d %d\" role=\"group\" aria-labelledby=\"picture-%zu\">\n"
                  "<title id=\"picture-%zu\">Connections of pods</title>\n",
                  width, layout.height, width, layout.height, index + 1, index + 1);
    if (index == 0)
        gl_buf_add(out, GL_STR("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
                               "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
                               "<path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n"));
    gl_relation_svg_add(out, relations, relation, &layout, 0);
    gl_buf_add(out, GL_STR("</svg>\n</div>\n"));
    gl_arena_free(&arena);
}

/* ---- tables ---- */

static void add_cases(struct gl_buf *out, const struct gl_sources *sources,
                      const struct gl_relation_cases *cases)
{
    struct gl_buf place;

    gl_buf_init(&place);
    gl_buf_add(out, GL_STR("<td class=\"why\">"));
    for (size_t i = 0; i < cases->len; i++) {
        const struct gl_relation_case *one = &cases->items[i];

        gl_buf_add(out, one->is_allowed ? GL_STR("<b>allowed ") : GL_STR("<b>denied "));
        gl_xml_add(out, one->ports);
        gl_buf_add(out, GL_STR("</b>\n<ul>\n"));
        for (size_t k = 0; k < one->reason_len; k++) {
            gl_buf_add(out, one->reasons[k].is_egress ? GL_STR("<li>egress: ") : GL_STR("<li>ingress: "));
            gl_xml_add(out, one->reasons[k].sentence);
            place.len = 0;
            gl_relation_add_place(&place, sources, one->reasons[k].span);
            gl_buf_add(out, GL_STR(" <span class=\"sub\">"));
            gl_xml_add(out, gl_buf_str(&place));
            gl_buf_add(out, GL_STR("</span></li>\n"));
        }
        gl_buf_add(out, GL_STR("</ul>\n"));
    }
    gl_buf_add(out, GL_STR("</td>"));
    gl_buf_free(&place);
}

static void add_rows(struct gl_buf *out, const struct gl_relations *relations,
                     const struct gl_relation *relation)
{
    static const char *const heads[] = {"From", "To", "Ports", "Of these not sure", "Why"};
    size_t columns = relations->hides_ports ? 2 : relation->cases ? 5 : 4;

    gl_page_table(out, "flows", "Connections", heads, columns);
    for (size_t i = 0; i < relation->row_len; i++) {
        const struct gl_relation_row *row = &relation->rows[i];

        gl_buf_add(out, GL_STR("<tr>"));
        gl_page_cell(out, "name", relation->ends[row->from].shown);
        gl_page_cell(out, "name", relation->ends[row->to].shown);
        if (columns > 2) {
            gl_page_cell(out, "ports", relation->ports[row->ports].shown);
            gl_page_cell(out, "ports", relation->ports[row->ports].may);
        }
        if (columns > 4)
            add_cases(out, relations->sources, &relation->cases[i]);
        gl_buf_add(out, GL_STR("</tr>\n"));
        gl_relation_drain(relations->sink, out);
    }
    gl_page_table_end(out);
}

static void add_exposures(struct gl_buf *out, const struct gl_relations *relations,
                          const struct gl_relation *relation)
{
    static const char *const heads[] = {"Workload", "Direction", "Peer", "Ports"};

    gl_page_table(out, "flows", "Exposure to what is not in the scan", heads, relations->hides_ports ? 3 : 4);
    for (size_t i = 0; i < relation->exposure_len; i++) {
        const struct gl_relation_exposure *exposure = &relation->exposures[i];

        gl_buf_add(out, GL_STR("<tr>"));
        gl_page_cell(out, "name", relation->ends[exposure->end].shown);
        gl_page_cell(out, "direction", exposure->is_egress ? GL_STR("egress") : GL_STR("ingress"));
        gl_page_cell(out, "name", exposure->peer);
        if (!relations->hides_ports)
            gl_page_cell(out, "ports", exposure->ports);
        gl_buf_add(out, GL_STR("</tr>\n"));
        gl_relation_drain(relations->sink, out);
    }
    gl_page_table_end(out);
    if (relation->unprotected_len)
        gl_buf_add(out, GL_STR("<h3>Workloads not protected by network policies</h3>\n<ul>\n"));
    for (size_t i = 0; i < relation->unprotected_len; i++) {
        gl_buf_add(out, GL_STR("<li>"));
        gl_xml_add(out, relation->ends[relation->unprotected[i].end].shown);
        gl_buf_add(out, relation->unprotected[i].is_egress ? GL_STR(" on egress</li>\n")
                                                           : GL_STR(" on ingress</li>\n"));
    }
    if (relation->unprotected_len)
        gl_buf_add(out, GL_STR("</ul>\n"));
}

void gl_relation_html(const struct gl_relations *relations, struct gl_buf *out)
{
    gl_page_begin(out, GL_STR("Connections of pods"));
    if (relations->focus.len) {
        gl_buf_add(out, GL_STR("<p class=\"sub\">Permitted connections on "));
        gl_xml_add(out, relations->focus);
        gl_buf_add(out, GL_STR("</p>\n"));
    }
    for (size_t i = 0; i < relations->len; i++) {
        gl_buf_add(out, GL_STR("<section>\n"));
        if (relations->len > 1) {
            gl_buf_add(out, GL_STR("<h2>"));
            gl_xml_add(out, relations->items[i].name);
            gl_buf_add(out, GL_STR("</h2>\n"));
        }
        add_picture(out, relations, i);
        add_rows(out, relations, &relations->items[i]);
        if (relations->has_exposure)
            add_exposures(out, relations, &relations->items[i]);
        gl_buf_add(out, GL_STR("</section>\n"));
    }
    gl_page_end(out);
}
