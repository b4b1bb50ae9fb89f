/* Relations as CSV (RFC 4180, lines end in \n as netpol-analyzer's do). */
#include "reports/relation_writers.h"

/* A cell that a spreadsheet would take for a formula gets an apostrophe before it: names come from files of
 * strangers. */
static void add_cell(struct gl_buf *out, struct gl_str text, bool is_last)
{
    bool is_formula = text.len > 0 && gl_str_find_char(GL_STR("=+-@\t\r"), text.ptr[0]) != GL_STR_NONE;
    bool is_quoted = is_formula || (text.len > 0 && text.ptr[0] == ' ');

    for (size_t i = 0; i < text.len && !is_quoted; i++)
        is_quoted = text.ptr[i] == ',' || text.ptr[i] == '"' || text.ptr[i] == '\n' || text.ptr[i] == '\r';
    if (is_quoted)
        gl_buf_add_char(out, '"');
    if (is_formula)
        gl_buf_add_char(out, '\'');
    for (size_t i = 0; is_quoted && i < text.len; i++) {
        if (text.ptr[i] == '"')
            gl_buf_add_char(out, '"');
        gl_buf_add_char(out, text.ptr[i]);
    }
    if (is_quoted)
        gl_buf_add_char(out, '"');
    else
        gl_buf_add(out, text);
    gl_buf_add_char(out, is_last ? '\n' : ',');
}

static void add_heading(struct gl_buf *out, struct gl_str name, const char *commas)
{
    struct gl_buf heading;

    gl_buf_init(&heading);
    gl_buf_add(&heading, GL_STR("# "));
    gl_buf_add(&heading, name);
    add_cell(out, gl_buf_str(&heading), true);
    out->len--; /* the end of the line comes after the empty cells */
    gl_buf_add(out, gl_str_of(commas));
    gl_buf_add_char(out, '\n');
    gl_buf_free(&heading);
}

static void add_columns(struct gl_buf *out, bool has_ports, bool is_turned)
{
    gl_buf_add(out, is_turned ? GL_STR("dst,src") : GL_STR("src,dst"));
    gl_buf_add(out, has_ports ? GL_STR(",conn\n") : GL_STR("\n"));
}

static void add_rows(struct gl_buf *out, const struct gl_relations *relations,
                     const struct gl_relation *relation)
{
    bool has_ports = !relations->hides_ports;
    struct gl_buf ports;

    gl_buf_init(&ports);
    add_columns(out, has_ports, false);
    for (size_t i = 0; i < relation->row_len; i++) {
        const struct gl_relation_row *row = &relation->rows[i];

        add_cell(out, relation->ends[row->from].shown, false);
        add_cell(out, relation->ends[row->to].shown, !has_ports);
        ports.len = 0;
        gl_relation_add_ports(&ports, &relation->ports[row->ports]);
        if (has_ports)
            add_cell(out, gl_buf_str(&ports), true);
        gl_relation_drain(relations->sink, out);
    }
    gl_buf_free(&ports);
}

static void add_exposures(struct gl_buf *out, const struct gl_relations *relations,
                          const struct gl_relation *relation)
{
    bool has_ports = !relations->hides_ports;

    gl_buf_add(out, GL_STR("Exposure Analysis Result"));
    if (relations->focus.len) {
        gl_buf_add(out, GL_STR(" On "));
        gl_buf_add(out, relations->focus);
    }
    gl_buf_add(out, GL_STR(":,,\n"));
    for (size_t i = 0; i < relation->exposure_len; i++) {
        const struct gl_relation_exposure *exposure = &relation->exposures[i];

        if (i == 0 || exposure->is_egress != relation->exposures[i - 1].is_egress) {
            gl_buf_add(out, exposure->is_egress ? GL_STR("Egress Exposure:,,\n")
                                                : GL_STR("Ingress Exposure:,,\n"));
            add_columns(out, has_ports, !exposure->is_egress);
        }
        add_cell(out, relation->ends[exposure->end].shown, false);
        add_cell(out, exposure->peer, !has_ports);
        if (has_ports)
            add_cell(out, exposure->ports, true);
        gl_relation_drain(relations->sink, out);
    }
}

void gl_relation_csv(const struct gl_relations *relations, struct gl_buf *out)
{
    for (size_t i = 0; i < relations->len; i++) {
        if (relations->len > 1)
            add_heading(out, relations->items[i].name, relations->hides_ports ? "," : ",,");
        add_rows(out, relations, &relations->items[i]);
        if (relations->has_exposure)
            add_exposures(out, relations, &relations->items[i]);
    }
    if (relations->len == 0)
        add_columns(out, !relations->hides_ports, false);
}

void gl_relation_diff_csv(const struct gl_relation_diffs *diffs, struct gl_buf *out)
{
    gl_buf_add(out, GL_STR("diff-type,source,destination,ref1,ref2,workloads-diff-info\n"));
    for (size_t i = 0; i < diffs->len; i++) {
        const struct gl_relation_diff *diff = &diffs->items[i];

        if (diffs->len > 1)
            add_heading(out, diff->name, ",,,,,");
        for (size_t k = 0; k < diff->len; k++) {
            const struct gl_relation_change *change = &diff->changes[k];

            add_cell(out, gl_str_of(gl_change_word(change->kind)), false);
            add_cell(out, change->from, false);
            add_cell(out, change->to, false);
            add_cell(out, change->before, false);
            add_cell(out, change->after, false);
            add_cell(out, change->info, true);
            gl_relation_drain(diffs->sink, out);
        }
    }
}
