#include "reports/sarif.h"
#include "engine/baseline.h"

#include "reports/writers.h"

const char *gl_sarif_level(enum gl_severity severity)
{
    switch (severity) {
    case GL_CRITICAL:
    case GL_HIGH:
        return "error";
    case GL_MEDIUM:
        return "warning";
    case GL_LOW:
        return "note";
    }
    gl_bug("severity", __FILE__, __LINE__);
}

static struct gl_str kind_word(enum gl_verdict verdict)
{
    switch (verdict) {
    case GL_NOT_APPLICABLE:
        return GL_STR("notApplicable");
    case GL_PASS:
        return GL_STR("pass");
    case GL_OPEN:
        return GL_STR("open");
    case GL_FAIL:
        return GL_STR("fail");
    }
    gl_bug("verdict", __FILE__, __LINE__);
}

static void collect_results(struct gl_sarif *sarif)
{
    const struct gl_findings *findings = sarif->report->findings;

    sarif->results = GL_NEW_ARRAY(sarif->arena, struct gl_sarif_result, findings->len);
    for (size_t i = 0; i < findings->len; i++) {
        const struct gl_finding *finding = findings->items[i];

        if (!gl_report_includes(sarif->report, finding->verdict))
            continue;
        if (sarif->result_len == GL_SARIF_MAX_RESULTS) {
            sarif->results_left_out++;
            continue;
        }
        sarif->has_suppressions |= finding->exception != NULL;
        sarif->results[sarif->result_len++] = (struct gl_sarif_result){
            .finding = finding,
            .rule = gl_sarif_rule_of(sarif, finding->check),
        };
    }
}

/* Results that were written since the buffer was drained. */
struct batch {
    size_t first, len; /* of sarif->results */
    size_t begin;      /* where they begin in the buffer */
    size_t left;       /* bits that the results may still take when they are gzipped */
};

/* Keeps as many results as GitHub accepts in gzipped form; false when that is not all of the batch. */
static bool keep_size(struct gl_sarif *sarif, struct batch *batch, bool is_last)
{
    struct gl_str written = gl_str_from(gl_buf_str(sarif->out), batch->begin);
    size_t fitting = gl_deflate_fitting(written, &batch->left, is_last), kept = batch->len;

    if (fitting == written.len)
        return true;
    while (kept > 0 && sarif->results[batch->first + kept - 1].end - batch->begin > fitting)
        kept--;
    sarif->out->len = kept ? sarif->results[batch->first + kept - 1].end : batch->begin;
    kept += batch->first;
    sarif->results_left_out += sarif->result_len - kept;
    sarif->result_len = kept;
    return false;
}

/* ---- message ---- */

/* The text of a link: brackets and backslashes escaped (SARIF 3.11.6). */
static void add_link_text(struct gl_buf *text, struct gl_str words)
{
    for (size_t i = 0; i < words.len; i++) {
        if (words.ptr[i] == '[' || words.ptr[i] == ']' || words.ptr[i] == '\\')
            gl_buf_add_char(text, '\\');
        gl_buf_add_char(text, words.ptr[i]);
    }
}

/* What is, as a sentence that ends in a full stop; what is wanted; links to the related places. */
static void add_message(struct gl_sarif *sarif, const struct gl_finding *finding,
                        const struct gl_places *places)
{
    struct gl_buf *text = &sarif->scratch;

    text->len = 0;
    gl_buf_add(text, finding->message);
    if (finding->environments.len) {
        gl_buf_add(text, GL_STR(" (in "));
        gl_buf_add(text, finding->environments);
        gl_buf_add_char(text, ')');
    }
    if (text->len && text->ptr[text->len - 1] != '.')
        gl_buf_add_char(text, '.');
    if (finding->wanted.len) {
        gl_buf_add(text, GL_STR(" Wanted: "));
        gl_buf_add(text, finding->wanted);
        gl_buf_add_char(text, '.');
    }
    for (size_t i = 0; i < places->own && i < GL_SARIF_MAX_LINKS; i++) {
        gl_buf_add(text, i ? GL_STR(", [") : GL_STR(" See ["));
        add_link_text(text, places->items[i].message.len ? places->items[i].message : GL_STR("here"));
        gl_buf_add(text, GL_STR("]("));
        gl_buf_add_u64(text, i + 1);
        gl_buf_add_char(text, ')');
    }
    if (places->own)
        gl_buf_add_char(text, '.');
    gl_buf_add(sarif->out, GL_STR(",\"message\":{\"text\":"));
    gl_buf_add_json(sarif->out, gl_buf_str(text));
    gl_buf_add_char(sarif->out, '}');
}

/* ---- one result ---- */

static void add_related(struct gl_sarif *sarif, const struct gl_places *places)
{
    struct gl_buf *out = sarif->out;

    for (size_t i = 0; i < places->len; i++) {
        const struct gl_related *place = &places->items[i];

        gl_buf_add(out, i ? GL_STR(",{\"id\":") : GL_STR(",\"relatedLocations\":[{\"id\":"));
        gl_buf_add_u64(out, i + 1);
        gl_buf_add_char(out, ',');
        gl_sarif_add_physical(sarif, place->span.source, gl_report_region(sarif->report, place->span));
        if (place->resource)
            gl_sarif_add_logical(sarif, place->resource);
        gl_buf_add(out, GL_STR(",\"message\":{\"text\":"));
        gl_buf_add_json(out, place->message.len ? place->message : GL_STR("here"));
        gl_buf_add(out, GL_STR("}}"));
    }
    if (places->len)
        gl_buf_add_char(out, ']');
}

static void add_suppressions(struct gl_sarif *sarif, const struct gl_exception *exception)
{
    struct gl_buf *out = sarif->out;
    struct gl_buf text;

    if (!exception) {
        gl_buf_add(out, GL_STR(",\"suppressions\":[]")); /* all results have them or none (3.27.23) */
        return;
    }
    gl_buf_init(&text);
    gl_buf_printf(&text, "%.*s: %.*s", GL_STR_ARG(exception->owner), GL_STR_ARG(exception->reason));
    if (exception->ticket.len)
        gl_buf_printf(&text, " (%.*s)", GL_STR_ARG(exception->ticket));
    if (exception->expires.len)
        gl_buf_printf(&text, ", until %.*s", GL_STR_ARG(exception->expires));
    gl_buf_add(
        out, GL_STR(",\"suppressions\":[{\"kind\":\"external\",\"status\":\"accepted\",\"justification\":"));
    gl_buf_add_json(out, gl_buf_str(&text));
    gl_buf_add(out, GL_STR("}]"));
    gl_buf_free(&text);
}

static void keep_inside(const struct gl_sarif *sarif, struct gl_places *places)
{
    size_t kept = 0, own = places->own;

    for (size_t i = 0; i < places->len; i++) {
        if (!gl_report_is_outside(sarif->report, places->items[i].span))
            places->items[kept++] = places->items[i];
        if (i + 1 == own)
            places->own = kept;
    }
    places->len = kept;
}

static void add_result(struct gl_sarif *sarif, const struct gl_sarif_result *result)
{
    const struct gl_finding *finding = result->finding;
    struct gl_places places = gl_report_places(sarif->report, finding);
    struct gl_span span = gl_report_main_span(finding);
    struct gl_buf *out = sarif->out;

    keep_inside(sarif, &places);
    if (places.len > GL_SARIF_MAX_LOCATIONS - 1) {
        sarif->locations_left_out += places.len - (GL_SARIF_MAX_LOCATIONS - 1);
        places.len = GL_SARIF_MAX_LOCATIONS - 1;
        places.own = places.own < places.len ? places.own : places.len;
    }
    gl_buf_add(out, GL_STR("\n{"));
    gl_buf_add(out, sarif->rules[result->rule].head);
    gl_buf_add(out, GL_STR(",\"kind\":\""));
    gl_buf_add(out, kind_word(finding->verdict));
    gl_buf_add(out, GL_STR("\",\"level\":\""));
    gl_buf_add(out,
               finding->verdict == GL_FAIL ? gl_str_of(gl_sarif_level(finding->severity)) : GL_STR("none"));
    gl_buf_add_char(out, '"');
    add_message(sarif, finding, &places);
    gl_buf_add(out, GL_STR(",\"locations\":[{"));
    gl_sarif_add_physical(sarif, span.source, finding->region);
    gl_sarif_add_logical(sarif, finding->resource);
    gl_buf_add(out, GL_STR("}]"));
    add_related(sarif, &places);
    gl_sarif_add_flow(sarif, finding);
    gl_sarif_add_fingerprints(sarif, result);
    if (sarif->has_suppressions)
        add_suppressions(sarif, finding->exception);
    gl_buf_add_char(out, '}');
}

static void add_results(struct gl_sarif *sarif)
{
    /* with room for rules and notifications */
    struct batch batch = {.left = (size_t)GL_SARIF_MAX_GZIP * 9 / 10 * 8};
    bool is_full = false;

    gl_buf_add(sarif->out, GL_STR(",\n\"results\":["));
    batch.begin = sarif->out->len;
    for (size_t i = 0; i < sarif->result_len && !is_full; i++) {
        if (i > 0)
            gl_buf_add_char(sarif->out, ',');
        add_result(sarif, &sarif->results[i]);
        sarif->results[i].end = sarif->out->len;
        batch.len++;
        if (!gl_report_is_due(sarif->report->sink, sarif->out))
            continue;
        is_full = !keep_size(sarif, &batch, false);
        gl_report_drain(sarif->report->sink, sarif->out);
        batch = (struct batch){.first = i + 1, .left = batch.left};
    }
    if (!is_full)
        keep_size(sarif, &batch, true);
    gl_buf_add_char(sarif->out, ']');
}

/* ---- the run ---- */

static void add_tool(struct gl_sarif *sarif)
{
    gl_buf_add(sarif->out,
               GL_STR("{\"tool\":{\"driver\":{\"name\":\"glacis\",\"fullName\":\"glacis " GL_VERSION
                      "\",\"version\":\"" GL_VERSION "\",\"semanticVersion\":\"" GL_VERSION
                      "\",\"informationUri\":\"" GL_HOMEPAGE "\""));
    gl_sarif_add_supported_taxonomies(sarif);
    gl_sarif_add_notification_kinds(sarif);
    gl_sarif_add_rules(sarif);
    gl_buf_add(sarif->out, GL_STR("}}"));
}

/* GitHub reads the part before the last slash as category: two trees of one repository do not replace each
 * other's alerts. */
static void add_identity(struct gl_sarif *sarif)
{
    const struct gl_report *report = sarif->report;
    struct gl_str id = report->scope.len
                           ? gl_arena_printf(sarif->arena, "glacis/%.*s/", GL_STR_ARG(report->scope))
                           : GL_STR("glacis/");

    gl_buf_add(sarif->out, GL_STR(",\n\"columnKind\":\"unicodeCodePoints\",\"automationDetails\":{\"id\":"));
    gl_buf_add_json(sarif->out, id);
    gl_buf_add(sarif->out,
               GL_STR("},\"originalUriBaseIds\":{\"%SRCROOT%\":{\"description\":{\"text\":\"The root of the "
                      "repository, or the folder that was scanned.\"}}}"));
}

/* What was asked and the counts of all outcomes, also of those that are no results. */
static void add_properties(struct gl_sarif *sarif)
{
    const struct gl_report *report = sarif->report;
    const struct gl_findings *findings = report->findings;

    gl_buf_add(sarif->out, GL_STR(",\n\"properties\":{\"baseline\":"));
    gl_buf_add_json(sarif->out, report->baseline);
    gl_buf_printf(
        sarif->out,
        ",\"fail\":%zu,\"open\":%zu,\"pass\":%zu,\"notApplicable\":%zu,\"accepted\":%zu,\"notRead\":%zu,"
        "\"resources\":%zu}",
        findings->count[GL_FAIL], findings->count[GL_OPEN], findings->count[GL_PASS],
        findings->count[GL_NOT_APPLICABLE], findings->suppressed, report->not_read, report->resource_len);
}

static void make_rule_heads(struct gl_sarif *sarif)
{
    struct gl_buf head;

    gl_buf_init(&head);
    for (size_t i = 0; i < sarif->rule_len; i++) {
        head.len = 0;
        gl_buf_add(&head, GL_STR("\"ruleId\":"));
        gl_buf_add_json(&head, sarif->rules[i].check->id);
        gl_buf_add(&head, GL_STR(",\"ruleIndex\":"));
        gl_buf_add_u64(&head, i);
        sarif->rules[i].head = gl_arena_copy(sarif->arena, gl_buf_str(&head));
    }
    gl_buf_free(&head);
}

void gl_report_write_sarif(const struct gl_report *report, struct gl_buf *out)
{
    struct gl_sarif sarif = {.report = report, .arena = report->arena, .out = out};

    gl_buf_init(&sarif.scratch);
    sarif.artifacts = GL_NEW_ARRAY(sarif.arena, struct gl_str, report->sources->len);
    gl_sarif_collect_rules(&sarif);
    make_rule_heads(&sarif);
    collect_results(&sarif);
    gl_sarif_hash_lines(&sarif);
    gl_buf_add(out, GL_STR("{\"$schema\":\"https://json.schemastore.org/"
                           "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[\n"));
    add_tool(&sarif);
    gl_sarif_add_taxonomies(&sarif);
    add_identity(&sarif);
    gl_sarif_add_provenance(&sarif);
    add_properties(&sarif);
    add_results(&sarif);
    gl_sarif_add_invocation(&sarif);
    gl_buf_add(out, GL_STR("}]}\n"));
    gl_buf_free(&sarif.scratch);
}
