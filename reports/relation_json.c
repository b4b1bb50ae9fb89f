/* Relations as JSON: the keys of netpol-analyzer (connlist_results, exposure_results, src, dst, conn), more
 * keys beside them. Several clusters are one object with a key for each. */
#include "reports/relation_writers.h"

/* Where the next value goes: indentation, and whether a comma stands before it. */
struct json {
    struct gl_buf *out;
    unsigned depth;
    bool has_sibling;
    size_t cluster_len;
    struct gl_buf key; /* of the cluster that is written */
};

static void begin_line(struct json *json)
{
    if (json->has_sibling)
        gl_buf_add_char(json->out, ',');
    if (json->depth > 0 || json->has_sibling)
        gl_buf_add_char(json->out, '\n');
    for (unsigned i = 0; i < json->depth; i++)
        gl_buf_add(json->out, GL_STR("  "));
    json->has_sibling = true;
}

static void open_value(struct json *json, const char *key, char bracket)
{
    begin_line(json);
    if (key) {
        gl_buf_add_json(json->out, gl_str_of(key));
        gl_buf_add(json->out, GL_STR(": "));
    }
    gl_buf_add_char(json->out, bracket);
    json->depth++;
    json->has_sibling = false;
}

static void close_value(struct json *json, char bracket)
{
    json->depth--;
    if (json->has_sibling) {
        json->has_sibling = false;
        gl_buf_add_char(json->out, '\n');
        for (unsigned i = 0; i < json->depth; i++)
            gl_buf_add(json->out, GL_STR("  "));
    }
    gl_buf_add_char(json->out, bracket);
    json->has_sibling = true;
}

static void add_text(struct json *json, const char *key, struct gl_str text)
{
    begin_line(json);
    gl_buf_add_json(json->out, gl_str_of(key));
    gl_buf_add(json->out, GL_STR(": "));
    gl_buf_add_json(json->out, text);
}

static void add_word(struct json *json, const char *key, const char *word)
{
    begin_line(json);
    gl_buf_add_json(json->out, gl_str_of(key));
    gl_buf_printf(json->out, ": %s", word);
}

/* ---- clusters ---- */

static void open_clusters(struct json *json)
{
    gl_buf_init(&json->key);
    if (json->cluster_len != 1)
        open_value(json, NULL, '{');
}

/* NULL: the only one has none. */
static const char *key_of(struct json *json, struct gl_str name)
{
    if (json->cluster_len == 1)
        return NULL;
    json->key.len = 0;
    gl_buf_add(&json->key, name);
    gl_buf_add_char(&json->key, '\0');
    return json->key.ptr;
}

static void close_clusters(struct json *json)
{
    if (json->cluster_len != 1)
        close_value(json, '}');
    gl_buf_add_char(json->out, '\n');
    gl_buf_free(&json->key);
}

/* ---- reasons ---- */

static void add_place(struct json *json, const struct gl_sources *sources, struct gl_span span)
{
    struct gl_source *source;
    struct gl_position begin, end;

    if (!gl_span_is_set(span))
        return;
    source = gl_sources_get(sources, span.source);
    begin = gl_source_position(source, span.begin);
    end = gl_source_position(source, span.end);
    begin_line(json);
    gl_buf_add(json->out, GL_STR("\"at\": {\"uri\": "));
    gl_buf_add_json(json->out, source->uri);
    gl_buf_printf(
        json->out,
        ", \"region\": {\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u}}",
        begin.line, begin.column, end.line, end.column);
}

static void add_reason(struct json *json, const struct gl_sources *sources,
                       const struct gl_relation_reason *reason)
{
    open_value(json, NULL, '{');
    add_text(json, "direction", reason->is_egress ? GL_STR("egress") : GL_STR("ingress"));
    add_text(json, "by", reason->sentence);
    add_place(json, sources, reason->span);
    close_value(json, '}');
}

static void add_cases(struct json *json, const struct gl_sources *sources,
                      const struct gl_relation_cases *cases)
{
    open_value(json, "explanation", '[');
    for (size_t i = 0; i < cases->len; i++) {
        const struct gl_relation_case *one = &cases->items[i];

        open_value(json, NULL, '{');
        add_text(json, "conn", one->ports);
        add_word(json, "allowed", one->is_allowed ? "true" : "false");
        open_value(json, "reasons", '[');
        for (size_t k = 0; k < one->reason_len; k++)
            add_reason(json, sources, &one->reasons[k]);
        close_value(json, ']');
        close_value(json, '}');
    }
    close_value(json, ']');
}

/* ---- lists ---- */

static void add_row(struct json *json, const struct gl_relations *relations,
                    const struct gl_relation *relation, size_t index)
{
    const struct gl_relation_row *row = &relation->rows[index];
    const struct gl_relation_ports *ports = &relation->ports[row->ports];

    open_value(json, NULL, '{');
    add_text(json, "src", relation->ends[row->from].shown);
    add_text(json, "dst", relation->ends[row->to].shown);
    if (!relations->hides_ports)
        add_text(json, "conn", ports->shown);
    if (ports->may.len)
        add_text(json, "may", ports->may);
    if (relation->cases)
        add_cases(json, relations->sources, &relation->cases[index]);
    close_value(json, '}');
}

static void add_rows(struct json *json, const struct gl_relations *relations,
                     const struct gl_relation *relation, const char *key)
{
    open_value(json, key, '[');
    for (size_t i = 0; i < relation->row_len; i++) {
        add_row(json, relations, relation, i);
        gl_relation_drain(relations->sink, json->out);
    }
    close_value(json, ']');
}

/* As netpol-analyzer: where there is none, null, or an empty list with --focus-conn. */
static void add_exposures(struct json *json, const struct gl_relations *relations,
                          const struct gl_relation *relation, bool is_egress)
{
    const char *key = is_egress ? "egress_exposure" : "ingress_exposure";
    bool is_open = false;

    for (size_t i = 0; i < relation->exposure_len; i++) {
        const struct gl_relation_exposure *exposure = &relation->exposures[i];
        struct gl_str end = relation->ends[exposure->end].shown;

        if (exposure->is_egress != is_egress)
            continue;
        if (!is_open)
            open_value(json, key, '[');
        is_open = true;
        open_value(json, NULL, '{');
        add_text(json, "src", is_egress ? end : exposure->peer);
        add_text(json, "dst", is_egress ? exposure->peer : end);
        if (!relations->hides_ports)
            add_text(json, "conn", exposure->ports);
        close_value(json, '}');
        gl_relation_drain(relations->sink, json->out);
    }
    if (is_open)
        close_value(json, ']');
    else
        add_word(json, key, relations->focus.len ? "[]" : "null");
}

static void add_relation(struct json *json, const struct gl_relations *relations,
                         const struct gl_relation *relation, const char *key)
{
    bool is_focused = relations->focus.len > 0;

    if (!relations->has_exposure) {
        add_rows(json, relations, relation, key);
        return;
    }
    open_value(json, key, '{');
    add_rows(json, relations, relation, is_focused ? "connlist_conn_focus_results" : "connlist_results");
    open_value(json, is_focused ? "exposure_conn_focus_results" : "exposure_results", '{');
    add_exposures(json, relations, relation, true);
    add_exposures(json, relations, relation, false);
    close_value(json, '}');
    close_value(json, '}');
}

void gl_relation_json(const struct gl_relations *relations, struct gl_buf *out)
{
    struct json json = {.out = out, .cluster_len = relations->len};

    open_clusters(&json);
    for (size_t i = 0; i < relations->len; i++)
        add_relation(&json, relations, &relations->items[i], key_of(&json, relations->items[i].name));
    close_clusters(&json);
}

/* ---- differences ---- */

static void add_diff(struct json *json, const struct gl_relation_diffs *diffs,
                     const struct gl_relation_diff *diff, const char *key)
{
    open_value(json, key, '[');
    for (size_t i = 0; i < diff->len; i++) {
        const struct gl_relation_change *change = &diff->changes[i];

        open_value(json, NULL, '{');
        add_text(json, "diff-type", gl_str_of(gl_change_word(change->kind)));
        add_text(json, "source", change->from);
        add_text(json, "destination", change->to);
        add_text(json, "ref1", change->before);
        add_text(json, "ref2", change->after);
        add_text(json, "workloads-diff-info", change->info);
        close_value(json, '}');
        gl_relation_drain(diffs->sink, json->out);
    }
    close_value(json, ']');
}

void gl_relation_diff_json(const struct gl_relation_diffs *diffs, struct gl_buf *out)
{
    struct json json = {.out = out, .cluster_len = diffs->len};

    open_clusters(&json);
    for (size_t i = 0; i < diffs->len; i++)
        add_diff(&json, diffs, &diffs->items[i], key_of(&json, diffs->items[i].name));
    close_clusters(&json);
}

/* ---- answers ---- */

static void add_blockers(struct json *json, const struct gl_relation_answers *answers,
                         const struct gl_relation_answer *answer)
{
    open_value(json, "blockers", '[');
    for (size_t i = 0; answer->verdict != GL_ANSWER_YES && i < answer->cases.len; i++) {
        const struct gl_relation_case *one = &answer->cases.items[i];

        for (size_t k = 0; !one->is_allowed && k < one->reason_len; k++) {
            if (one->reasons[k].is_blocking)
                add_reason(json, answers->sources, &one->reasons[k]);
        }
    }
    close_value(json, ']');
}

static void add_node(struct json *json, const struct gl_relation_answers *answers,
                     const struct gl_relation_answer *answer, bool is_sender)
{
    open_value(json, NULL, '{');
    add_text(json, "node", is_sender ? answer->from : answer->to);
    add_text(json, "kind", is_sender ? answer->from_kind : answer->to_kind);
    for (size_t i = 0; i < answer->cases.len; i++) {
        const struct gl_relation_case *one = &answer->cases.items[i];
        size_t k = 0;

        while (k < one->reason_len && one->reasons[k].is_egress != is_sender)
            k++;
        if (!one->is_allowed || k == one->reason_len)
            continue;
        add_text(json, "by", one->reasons[k].sentence);
        add_place(json, answers->sources, one->reasons[k].span);
        break;
    }
    close_value(json, '}');
}

static void add_answer(struct json *json, const struct gl_relation_answers *answers,
                       const struct gl_relation_answer *answer, const char *key)
{
    struct gl_str word = gl_str_of(gl_answer_word(answer->verdict));

    open_value(json, key, '{');
    add_text(json, "verdict", word);
    add_text(json, "from", answer->from);
    add_text(json, "to", answer->to);
    add_text(json, "conn", answer->ports);
    open_value(json, "path", '[');
    if (answer->verdict != GL_ANSWER_NO) {
        add_node(json, answers, answer, true);
        add_node(json, answers, answer, false);
    }
    close_value(json, ']');
    add_blockers(json, answers, answer);
    add_text(json, "reply", word); /* policies let the answers of what they let through pass */
    if (answer->note.len)
        add_text(json, "note", answer->note);
    add_cases(json, answers->sources, &answer->cases);
    close_value(json, '}');
}

void gl_relation_answer_json(const struct gl_relation_answers *answers, struct gl_buf *out)
{
    struct json json = {.out = out, .cluster_len = answers->len};

    open_clusters(&json);
    for (size_t i = 0; i < answers->len; i++)
        add_answer(&json, answers, &answers->items[i], key_of(&json, answers->items[i].name));
    close_clusters(&json);
}
