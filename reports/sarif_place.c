/* Locations and partial fingerprints of results. */
#include <stdlib.h>

#include "reports/fingerprint.h"
#include "reports/line_hash.h"
#include "reports/sarif.h"

void gl_sarif_add_artifact(struct gl_sarif *sarif, uint32_t source)
{
    struct gl_str *piece = &sarif->artifacts[source];
    struct gl_buf made;

    if (!piece->len) {
        gl_buf_init(&made);
        gl_buf_add(&made, GL_STR("\"artifactLocation\":{\"uri\":\""));
        gl_buf_add_uri(&made, gl_sources_get(sarif->report->sources, source)->uri);
        gl_buf_add(&made, GL_STR("\",\"uriBaseId\":\"%SRCROOT%\"}"));
        *piece = gl_arena_copy(sarif->arena, gl_buf_str(&made));
        gl_buf_free(&made);
    }
    gl_buf_add(sarif->out, *piece);
}

void gl_sarif_add_physical(struct gl_sarif *sarif, uint32_t source, struct gl_region region)
{
    struct gl_buf *out = sarif->out;

    gl_buf_add(out, GL_STR("\"physicalLocation\":{"));
    gl_sarif_add_artifact(sarif, source);
    gl_buf_add(out, GL_STR(",\"region\":{\"startLine\":"));
    gl_buf_add_u64(out, region.begin.line);
    gl_buf_add(out, GL_STR(",\"startColumn\":"));
    gl_buf_add_u64(out, region.begin.column);
    gl_buf_add(out, GL_STR(",\"endLine\":"));
    gl_buf_add_u64(out, region.end.line);
    gl_buf_add(out, GL_STR(",\"endColumn\":"));
    gl_buf_add_u64(out, region.end.column);
    gl_buf_add(out, GL_STR("}}"));
}

void gl_sarif_add_logical(struct gl_sarif *sarif, const struct gl_resource *resource)
{
    struct gl_buf *out = sarif->out;

    gl_buf_add(out, GL_STR(",\"logicalLocations\":[{\"name\":"));
    gl_buf_add_json(out, resource->name);
    gl_buf_add(out, GL_STR(",\"fullyQualifiedName\":"));
    gl_buf_add_json(out, resource->address);
    gl_buf_add(out, GL_STR(",\"kind\":"));
    gl_buf_add_json(out, resource->kind);
    gl_buf_add(out, GL_STR("}]"));
}

/* ---- fingerprints ---- */

static int compare_places(const void *a_, const void *b_)
{
    const struct gl_sarif_result *a = *(const struct gl_sarif_result *const *)a_;
    const struct gl_sarif_result *b = *(const struct gl_sarif_result *const *)b_;
    uint32_t left = gl_report_main_span(a->finding).source, right = gl_report_main_span(b->finding).source;

    if (left != right)
        return left < right ? -1 : 1;
    if (a->region.begin.line != b->region.begin.line)
        return a->region.begin.line < b->region.begin.line ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    return a < b ? -1 : a > b; /* one array, in the order of the report */
}

/* The lines of one file: `order` holds its results, sorted by line. */
static void hash_file(struct gl_sarif *sarif, struct gl_sarif_result **order, size_t len)
{
    struct gl_arena scratch = {0};
    struct gl_line_hash *lines = GL_NEW_ARRAY(&scratch, struct gl_line_hash, len);
    uint32_t source = gl_report_main_span(order[0]->finding).source;
    size_t line_len = 0, at = 0;

    for (size_t i = 0; i < len; i++) {
        uint32_t line = order[i]->region.begin.line;

        if (line_len == 0 || lines[line_len - 1].line != line)
            lines[line_len++].line = line;
    }
    gl_line_hash(gl_sources_get(sarif->report->sources, source)->text, lines, line_len);
    for (size_t i = 0; i < len; i++) {
        while (lines[at].line != order[i]->region.begin.line)
            at++;
        order[i]->line_hash = lines[at].hash;
        order[i]->line_occurrence = lines[at].occurrence ? lines[at].occurrence : 1;
    }
    gl_arena_free(&scratch);
}

static bool is_same_alert(const struct gl_sarif_result *a, const struct gl_sarif_result *b)
{
    return a->rule == b->rule && a->region.begin.line == b->region.begin.line &&
           gl_report_main_span(a->finding).source == gl_report_main_span(b->finding).source;
}

/* GitHub keeps one alert for a rule and a hash: several resources of one rule on one line (a loop, a minified
 * template, a shared value) get their address mixed in, several findings of one resource their number too. */
static void tell_apart(struct gl_sarif_result **order, size_t len)
{
    uint64_t number = 0;

    if (len < 2)
        return;
    for (size_t i = 0; i < len; i++) {
        const struct gl_resource *resource = order[i]->finding->resource;

        number = i > 0 && resource == order[i - 1]->finding->resource ? number + 1 : 0;
        order[i]->line_hash ^= gl_str_hash(resource->address) + number * 0x9e3779b97f4a7c15u;
    }
}

void gl_sarif_hash_lines(struct gl_sarif *sarif)
{
    struct gl_sarif_result **order = GL_NEW_ARRAY(sarif->arena, struct gl_sarif_result *, sarif->result_len);
    size_t begin = 0, group = 0;

    for (size_t i = 0; i < sarif->result_len; i++)
        order[i] = &sarif->results[i];
    if (sarif->result_len)
        qsort(order, sarif->result_len, sizeof(struct gl_sarif_result *), compare_places);
    for (size_t i = 1; i <= sarif->result_len; i++) {
        bool is_end = i == sarif->result_len;

        if (is_end || gl_report_main_span(order[i]->finding).source !=
                          gl_report_main_span(order[begin]->finding).source) {
            hash_file(sarif, order + begin, i - begin);
            begin = i;
        }
    }
    for (size_t i = 1; i <= sarif->result_len; i++) {
        if (i == sarif->result_len || !is_same_alert(order[i], order[group])) {
            tell_apart(order + group, i - group);
            group = i;
        }
    }
}

void gl_sarif_add_fingerprints(struct gl_sarif *sarif, const struct gl_sarif_result *result)
{
    struct gl_buf *out = sarif->out;

    gl_buf_add(out, GL_STR(",\"partialFingerprints\":{\"primaryLocationLineHash\":\""));
    gl_buf_add_hex(out, result->line_hash, 1);
    gl_buf_add_char(out, ':');
    gl_buf_add_u64(out, result->line_occurrence);
    gl_buf_add(out, GL_STR("\",\"glacis/v1\":\""));
    gl_fingerprint_print(out, result->finding);
    gl_buf_add(out, GL_STR("\"}"));
}
