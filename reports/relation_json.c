/* Relations as JSON: the keys of netpol-analyzer (connlist_results, exposure_results, src, dst, conn), more
 * keys beside them. Several clusters are one object with a key for each. */
#include "reports/json_lines.h"
#include "reports/relation_writers.h"

struct json {
    struct gl_json_lines lines;
    size_t cluster_len;
    struct gl_buf key; /* of the cluster that is written */
};

/* ---- clusters ---- */

static void open_clusters(struct json *json)
{
    gl_buf_init(&json->key);
    if (json->cluster_len != 1)
        gl_json_open(&json->lines, NULL, '{');
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
        gl_json_close(&json->lines, '}');
    gl_buf_add_char(json->lines.out, '\n');
    gl_buf_free(&json->key);
}

/* ---- reasons ---- */

static void add_reason(struct json *json, const struct gl_sources *sources,
                       const struct gl_relation_reason *reason)
{
    gl_json_open(&json->lines, NULL, '{');
    gl_json_text(&json->lines, "direction", reason->is_egress ? GL_STR("egress") : GL_STR("ingress"));
    gl_json_text(&json->lines, "by", reason->sentence);
    gl_json_place(&json->lines, sources, reason->span);
    gl_json_close(&json->lines, '}');
}

static void add_cases(struct json *json, const struct gl_sources *sources,
                      const struct gl_relation_cases *cases)
{
    gl_json_open(&json->lines, "explanation", '[');
    for (size_t i = 0; i < cases->len; i++) {
        const struct gl_relation_case *one = &cases->items[i];

        gl_json_open(&json->lines, NULL, '{');
        gl_json_text(&json->lines, "conn", one->ports);
        gl_json_word(&json->lines, "allowed", one->is_allowed ? "true" : "false");
        gl_json_open(&json->lines, "reasons", '[');
        for (size_t k = 0; k < one->reason_len; k++)
            add_reason(json, sources, &one->reasons[k]);
        gl_json_close(&json->lines, ']');
        gl_json_close(&json->lines, '}');
    }
    gl_json_close(&json->lines, ']');
}

/* ---- lists ---- */

static void add_row(struct json *json, const struct gl_relations *relations,
                    const struct gl_relation *relation, size_t index)
{
    const struct gl_relation_row *row = &relation->rows[index];
    const struct gl_relation_ports *ports = &relation->ports[row->ports];

    gl_json_open(&json->lines, NULL, '{');
    gl_json_text(&json->lines, "src", relation->ends[row->from].shown);
    gl_json_text(&json->lines, "dst", relation->ends[row->to].shown);
    if (!relations->hides_ports)
        gl_json_text(&json->lines, "conn", ports->shown);
    if (ports->may.len)
        gl_json_text(&json->lines, "may", ports->may);
    if (relation->cases)
        add_cases(json, relations->sources, &relation->cases[index]);
    gl_json_close(&json->lines, '}');
}

static void add_rows(struct json *json, const struct gl_relations *relations,
                     const struct gl_relation *relation, const char *key)
{
    gl_json_open(&json->lines, key, '[');
    for (size_t i = 0; i < relation->row_len; i++) {
        add_row(json, relations, relation, i);
        gl_relation_drain(relations->sink, json->lines.out);
    }
    gl_json_close(&json->lines, ']');
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
            gl_json_open(&json->lines, key, '[');
        is_open = true;
        gl_json_open(&json->lines, NULL, '{');
        gl_json_text(&json->lines, "src", is_egress ? end : exposure->peer);
        gl_json_text(&json->lines, "dst", is_egress ? exposure->peer : end);
        if (!relations->hides_ports)
            gl_json_text(&json->lines, "conn", exposure->ports);
        gl_json_close(&json->lines, '}');
        gl_relation_drain(relations->sink, json->lines.out);
    }
    if (is_open)
        gl_json_close(&json->lines, ']');
    else
        gl_json_word(&json->lines, key, relations->focus.len ? "[]" : "null");
}

static void add_relation(struct json *json, const struct gl_relations *relations,
                         const struct gl_relation *relation, const char *key)
{
    bool is_focused = relations->focus.len > 0;

    if (!relations->has_exposure) {
        add_rows(json, relations, relation, key);
        return;
    }
    gl_json_open(&json->lines, key, '{');
    add_rows(json, relations, relation, is_focused ? "connlist_conn_focus_results" : "connlist_results");
    gl_json_open(&json->lines, is_focused ? "exposure_conn_focus_results" : "exposure_results", '{');
    add_exposures(json, relations, relation, true);
    add_exposures(json, relations, relation, false);
    gl_json_close(&json->lines, '}');
    gl_json_close(&json->lines, '}');
}

void gl_relation_json(const struct gl_relations *relations, struct gl_buf *out)
{
    struct json json = {.lines = {.out = out}, .cluster_len = relations->len};

    open_clusters(&json);
    for (size_t i = 0; i < relations->len; i++)
        add_relation(&json, relations, &relations->items[i], key_of(&json, relations->items[i].name));
    close_clusters(&json);
}

/* ---- differences ---- */

static void add_diff(struct json *json, const struct gl_relation_diffs *diffs,
                     const struct gl_relation_diff *diff, const char *key)
{
    gl_json_open(&json->lines, key, '[');
    for (size_t i = 0; i < diff->len; i++) {
        const struct gl_relation_change *change = &diff->changes[i];

        gl_json_open(&json->lines, NULL, '{');
        gl_json_text(&json->lines, "diff-type", gl_str_of(gl_change_word(change->kind)));
        gl_json_text(&json->lines, "source", change->from);
        gl_json_text(&json->lines, "destination", change->to);
        gl_json_text(&json->lines, "ref1", change->before);
        gl_json_text(&json->lines, "ref2", change->after);
        gl_json_text(&json->lines, "workloads-diff-info", change->info);
        gl_json_close(&json->lines, '}');
        gl_relation_drain(diffs->sink, json->lines.out);
    }
    gl_json_close(&json->lines, ']');
}

void gl_relation_diff_json(const struct gl_relation_diffs *diffs, struct gl_buf *out)
{
    struct json json = {.lines = {.out = out}, .cluster_len = diffs->len};

    open_clusters(&json);
    for (size_t i = 0; i < diffs->len; i++)
        add_diff(&json, diffs, &diffs->items[i], key_of(&json, diffs->items[i].name));
    close_clusters(&json);
}

/* ---- answers ---- */

static void add_blockers(struct json *json, const struct gl_relation_answers *answers,
                         const struct gl_relation_answer *answer)
{
    gl_json_open(&json->lines, "blockers", '[');
    for (size_t i = 0; answer->verdict != GL_ANSWER_YES && i < answer->cases.len; i++) {
        const struct gl_relation_case *one = &answer->cases.items[i];

        for (size_t k = 0; !one->is_allowed && k < one->reason_len; k++) {
            if (one->reasons[k].is_blocking)
                add_reason(json, answers->sources, &one->reasons[k]);
        }
    }
    gl_json_close(&json->lines, ']');
}

static void add_node(struct json *json, const struct gl_relation_answers *answers,
                     const struct gl_relation_answer *answer, bool is_sender)
{
    gl_json_open(&json->lines, NULL, '{');
    gl_json_text(&json->lines, "node", is_sender ? answer->from : answer->to);
    gl_json_text(&json->lines, "kind", is_sender ? answer->from_kind : answer->to_kind);
    for (size_t i = 0; i < answer->cases.len; i++) {
        const struct gl_relation_case *one = &answer->cases.items[i];
        size_t k = 0;

        while (k < one->reason_len && one->reasons[k].is_egress != is_sender)
            k++;
        if (!one->is_allowed || k == one->reason_len)
            continue;
        gl_json_text(&json->lines, "by", one->reasons[k].sentence);
        gl_json_place(&json->lines, answers->sources, one->reasons[k].span);
        break;
    }
    gl_json_close(&json->lines, '}');
}

static void add_answer(struct json *json, const struct gl_relation_answers *answers,
                       const struct gl_relation_answer *answer, const char *key)
{
    struct gl_str word = gl_str_of(gl_answer_word(answer->verdict));

    gl_json_open(&json->lines, key, '{');
    gl_json_text(&json->lines, "verdict", word);
    gl_json_text(&json->lines, "from", answer->from);
    gl_json_text(&json->lines, "to", answer->to);
    gl_json_text(&json->lines, "conn", answer->ports);
    gl_json_open(&json->lines, "path", '[');
    if (answer->verdict != GL_ANSWER_NO) {
        add_node(json, answers, answer, true);
        add_node(json, answers, answer, false);
    }
    gl_json_close(&json->lines, ']');
    add_blockers(json, answers, answer);
    gl_json_text(&json->lines, "reply", word); /* policies let the answers of what they let through pass */
    if (answer->note.len)
        gl_json_text(&json->lines, "note", answer->note);
    add_cases(json, answers->sources, &answer->cases);
    gl_json_close(&json->lines, '}');
}

void gl_relation_answer_json(const struct gl_relation_answers *answers, struct gl_buf *out)
{
    struct json json = {.lines = {.out = out}, .cluster_len = answers->len};

    open_clusters(&json);
    for (size_t i = 0; i < answers->len; i++)
        add_answer(&json, answers, &answers->items[i], key_of(&json, answers->items[i].name));
    close_clusters(&json);
}
