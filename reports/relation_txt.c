/* Relations as text: the lines of netpol-analyzer, byte for byte; reasons and answers in our own words. */
#include "reports/relation_writers.h"
#include "reports/wrap.h"

enum { PLACE_COLUMN = 72 };

static void add_heading(struct gl_buf *out, struct gl_str name, size_t index)
{
    gl_buf_add(out, index > 0 ? GL_STR("\n# ") : GL_STR("# "));
    gl_buf_add(out, name);
    gl_buf_add_char(out, '\n');
}

/* ---- reasons ---- */

static void add_reason(struct gl_buf *out, const struct gl_sources *sources,
                       const struct gl_relation_reason *reason)
{
    size_t begin = out->len, used;

    gl_buf_add(out, reason->is_egress ? GL_STR("      egress   ") : GL_STR("      ingress  "));
    gl_buf_add(out, reason->sentence);
    used = out->len - begin;
    if (gl_span_is_set(reason->span)) {
        gl_add_spaces(out, used + 2 < PLACE_COLUMN ? PLACE_COLUMN - used : 2);
        gl_relation_add_place(out, sources, reason->span);
    }
    gl_buf_add_char(out, '\n');
}

static void add_cases(struct gl_buf *out, const struct gl_sources *sources,
                      const struct gl_relation_cases *cases)
{
    for (size_t i = 0; i < cases->len; i++) {
        const struct gl_relation_case *one = &cases->items[i];

        gl_buf_add(out, one->is_allowed ? GL_STR("   allowed  ") : GL_STR("   denied   "));
        gl_buf_add(out, one->ports);
        gl_buf_add_char(out, '\n');
        for (size_t k = 0; k < one->reason_len; k++)
            add_reason(out, sources, &one->reasons[k]);
    }
}

/* ---- lists ---- */

static void add_rows(struct gl_buf *out, const struct gl_relations *relations,
                     const struct gl_relation *relation)
{
    for (size_t i = 0; i < relation->row_len; i++) {
        const struct gl_relation_row *row = &relation->rows[i];

        if (relation->cases && i > 0)
            gl_buf_add_char(out, '\n');
        gl_buf_add(out, relation->ends[row->from].shown);
        gl_buf_add(out, GL_STR(" => "));
        gl_buf_add(out, relation->ends[row->to].shown);
        if (!relations->hides_ports) {
            gl_buf_add(out, GL_STR(" : "));
            gl_relation_add_ports(out, &relation->ports[row->ports]);
        }
        gl_buf_add_char(out, '\n');
        if (relation->cases)
            add_cases(out, relations->sources, &relation->cases[i]);
        gl_relation_drain(relations->sink, out);
    }
}

static size_t exposed_width(const struct gl_relation *relation)
{
    size_t width = 0;

    for (size_t i = 0; i < relation->exposure_len; i++) {
        size_t len = relation->ends[relation->exposures[i].end].shown.len;

        width = len > width ? len : width;
    }
    return width;
}

static void add_exposure_line(struct gl_buf *out, const struct gl_relations *relations,
                              const struct gl_relation *relation, const struct gl_relation_exposure *exposure,
                              size_t width)
{
    struct gl_str shown = relation->ends[exposure->end].shown;

    gl_buf_add(out, shown);
    gl_add_spaces(out, width - shown.len);
    gl_buf_add(out, exposure->is_egress ? GL_STR(" \t=> \t") : GL_STR(" \t<= \t"));
    gl_buf_add(out, exposure->peer);
    if (!relations->hides_ports) {
        gl_buf_add(out, GL_STR(" : "));
        gl_buf_add(out, exposure->ports);
    }
    gl_buf_add_char(out, '\n');
}

/* Parts are separated by an empty line, which the first one does not need. */
static void add_title(struct gl_buf *out, bool is_next, const char *title)
{
    if (is_next)
        gl_buf_add_char(out, '\n');
    gl_buf_add(out, gl_str_of(title));
    gl_buf_add_char(out, '\n');
}

static void add_exposures(struct gl_buf *out, const struct gl_relations *relations,
                          const struct gl_relation *relation)
{
    size_t width = exposed_width(relation);

    gl_buf_add(out,
               relation->row_len ? GL_STR("\nExposure Analysis Result") : GL_STR("Exposure Analysis Result"));
    if (relations->focus.len) {
        gl_buf_add(out, GL_STR(" On "));
        gl_buf_add(out, relations->focus);
    }
    gl_buf_add(out, GL_STR(":\n"));
    for (size_t i = 0; i < relation->exposure_len; i++) {
        const struct gl_relation_exposure *exposure = &relation->exposures[i];

        if (i == 0 || exposure->is_egress != relation->exposures[i - 1].is_egress)
            add_title(out, i > 0, exposure->is_egress ? "Egress Exposure:" : "Ingress Exposure:");
        add_exposure_line(out, relations, relation, exposure, width);
        gl_relation_drain(relations->sink, out);
    }
    if (relation->unprotected_len)
        add_title(out, true, "Workloads not protected by network policies:");
    for (size_t i = 0; i < relation->unprotected_len; i++) {
        gl_buf_add(out, relation->ends[relation->unprotected[i].end].shown);
        gl_buf_add(out, relation->unprotected[i].is_egress ? GL_STR(" is not protected on Egress\n")
                                                           : GL_STR(" is not protected on Ingress\n"));
    }
}

void gl_relation_txt(const struct gl_relations *relations, struct gl_buf *out)
{
    if (relations->focus.len) {
        gl_buf_add(out, GL_STR("Permitted connections on "));
        gl_buf_add(out, relations->focus);
        gl_buf_add(out, GL_STR(":\n"));
    }
    for (size_t i = 0; i < relations->len; i++) {
        if (relations->len > 1)
            add_heading(out, relations->items[i].name, i);
        add_rows(out, relations, &relations->items[i]);
        if (relations->has_exposure)
            add_exposures(out, relations, &relations->items[i]);
    }
}

/* ---- differences ---- */

static void add_change(struct gl_buf *out, const struct gl_relation_change *change)
{
    gl_buf_printf(out, "diff-type: %s, source: ", gl_change_word(change->kind));
    gl_buf_add(out, change->from);
    gl_buf_add(out, GL_STR(", destination: "));
    gl_buf_add(out, change->to);
    gl_buf_add(out, GL_STR(", ref1: "));
    gl_buf_add(out, change->before);
    gl_buf_add(out, GL_STR(", ref2: "));
    gl_buf_add(out, change->after);
    if (change->info.len) {
        gl_buf_add(out, GL_STR(", workloads-diff-info: "));
        gl_buf_add(out, change->info);
    }
    gl_buf_add_char(out, '\n');
}

void gl_relation_diff_txt(const struct gl_relation_diffs *diffs, struct gl_buf *out)
{
    for (size_t i = 0; i < diffs->len; i++) {
        const struct gl_relation_diff *diff = &diffs->items[i];

        if (diffs->len > 1)
            add_heading(out, diff->name, i);
        if (diff->len)
            gl_buf_add(out, GL_STR("Connectivity diff:\n"));
        for (size_t k = 0; k < diff->len; k++) {
            add_change(out, &diff->changes[k]);
            gl_relation_drain(diffs->sink, out);
        }
    }
}

/* ---- answers ---- */

void gl_relation_answer_txt(const struct gl_relation_answers *answers, struct gl_buf *out)
{
    for (size_t i = 0; i < answers->len; i++) {
        const struct gl_relation_answer *answer = &answers->items[i];

        if (answers->len > 1)
            add_heading(out, answer->name, i);
        gl_buf_printf(out, "%s: ", gl_answer_word(answer->verdict));
        gl_buf_add(out, answer->from);
        gl_buf_add(out, GL_STR(" => "));
        gl_buf_add(out, answer->to);
        gl_buf_add(out, GL_STR(" : "));
        gl_buf_add(out, answer->ports);
        gl_buf_add_char(out, '\n');
        if (answer->note.len) {
            gl_buf_add(out, GL_STR("   "));
            gl_buf_add(out, answer->note);
            gl_buf_add_char(out, '\n');
        }
        add_cases(out, answers->sources, &answer->cases);
    }
}
