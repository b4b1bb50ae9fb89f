/* Relations as CSV (RFC 4180, lines end in \n as netpol-analyzer's do). */
#include "reports/csv.h"
#include "reports/relation_writers.h"

static void add_heading(struct gl_buf *out, struct gl_str name, const char *commas)
{
    struct gl_buf heading;

    gl_buf_init(&heading);
    gl_buf_add(&heading, GL_STR("# "));
    gl_buf_add(&heading, name);
    gl_csv_add(out, gl_buf_str(&heading), true);
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

        gl_csv_add(out, relation->ends[row->from].shown, false);
        gl_csv_add(out, relation->ends[row->to].shown, !has_ports);
        ports.len = 0;
        gl_relation_add_ports(&ports, &relation->ports[row->ports]);
        if (has_ports)
            gl_csv_add(out, gl_buf_str(&ports), true);
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
        gl_csv_add(out, relation->ends[exposure->end].shown, false);
        gl_csv_add(out, exposure->peer, !has_ports);
        if (has_ports)
            gl_csv_add(out, exposure->ports, true);
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

            gl_csv_add(out, gl_str_of(gl_change_word(change->kind)), false);
            gl_csv_add(out, change->from, false);
            gl_csv_add(out, change->to, false);
            gl_csv_add(out, change->before, false);
            gl_csv_add(out, change->after, false);
            gl_csv_add(out, change->info, true);
            gl_relation_drain(diffs->sink, out);
        }
    }
}
