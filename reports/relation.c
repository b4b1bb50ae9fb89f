#include "reports/relation_writers.h"

static const struct gl_relation_writer writers[] = {
    {GL_STR_INIT("txt"), GL_STR_INIT(".txt"), gl_relation_txt, gl_relation_diff_txt, gl_relation_answer_txt,
     true},
    {GL_STR_INIT("csv"), GL_STR_INIT(".csv"), gl_relation_csv, gl_relation_diff_csv, NULL, false},
    {GL_STR_INIT("json"), GL_STR_INIT(".json"), gl_relation_json, gl_relation_diff_json,
     gl_relation_answer_json, true},
    {GL_STR_INIT("dot"), GL_STR_INIT(".dot"), gl_relation_dot, NULL, NULL, false},
    {GL_STR_INIT("svg"), GL_STR_INIT(".svg"), gl_relation_svg, NULL, NULL, false},
    {GL_STR_INIT("html"), GL_STR_INIT(".html"), gl_relation_html, NULL, NULL, true},
};

const struct gl_relation_writer *gl_relation_writers(size_t *ret_len)
{
    *ret_len = sizeof writers / sizeof *writers;
    return writers;
}

void gl_relation_drain(const struct gl_report_sink *sink, struct gl_buf *out)
{
    if (gl_report_is_due(sink, out))
        gl_report_drain(sink, out);
}

void gl_relation_add_ports(struct gl_buf *out, const struct gl_relation_ports *ports)
{
    gl_buf_add(out, ports->shown);
    if (ports->may.len == 0)
        return;
    gl_buf_add(out, GL_STR(" (may: "));
    gl_buf_add(out, ports->may);
    gl_buf_add_char(out, ')');
}

void gl_relation_add_place(struct gl_buf *out, const struct gl_sources *sources, struct gl_span span)
{
    struct gl_source *source;
    struct gl_position at;

    if (!gl_span_is_set(span))
        return;
    source = gl_sources_get(sources, span.source);
    at = gl_source_position(source, span.begin);
    gl_buf_quote(out, gl_source_shown(source));
    gl_buf_printf(out, ":%u:%u", at.line, at.column);
}

bool *gl_relation_used_ends(struct gl_arena *arena, const struct gl_relation *relation)
{
    bool *used = GL_NEW_ARRAY(arena, bool, relation->end_len);

    for (size_t i = 0; i < relation->row_len; i++)
        used[relation->rows[i].from] = used[relation->rows[i].to] = true;
    for (size_t i = 0; i < relation->exposure_len; i++)
        used[relation->exposures[i].end] = true;
    return used;
}

const char *gl_change_word(enum gl_change_kind kind)
{
    switch (kind) {
    case GL_CHANGE_CHANGED:
        return "changed";
    case GL_CHANGE_ADDED:
        return "added";
    case GL_CHANGE_REMOVED:
        return "removed";
    }
    return "";
}

const char *gl_answer_word(enum gl_answer_verdict verdict)
{
    switch (verdict) {
    case GL_ANSWER_NO:
        return "no";
    case GL_ANSWER_MAY:
        return "may";
    case GL_ANSWER_YES:
        return "yes";
    }
    return "";
}
