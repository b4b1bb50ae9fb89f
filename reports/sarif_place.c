/* Locations and partial fingerprints of results. */
#include "base/sort.h"
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

/* The lines of one file: `items` are its results, sorted by line. */
static void hash_file(struct gl_sarif *sarif, const struct gl_sort_item *items, size_t len)
{
    struct gl_arena scratch = {0};
    struct gl_line_hash *lines = GL_NEW_ARRAY(&scratch, struct gl_line_hash, len);
    size_t line_len = 0, at = 0;

    for (size_t i = 0; i < len; i++) {
        if (i == 0 || items[i].key != items[i - 1].key)
            lines[line_len++].line = (uint32_t)items[i].key;
    }
    gl_line_hash(gl_sources_get(sarif->report->sources, (uint32_t)(items[0].key >> 32))->text, lines,
                 line_len);
    for (size_t i = 0; i < len; i++) {
        struct gl_sarif_result *result = items[i].item;

        at += i > 0 && items[i].key != items[i - 1].key;
        result->line_hash = lines[at].hash;
        result->line_occurrence = lines[at].occurrence ? lines[at].occurrence : 1;
    }
    gl_arena_free(&scratch);
}

/* GitHub keeps one alert for a rule and a hash: several resources of one rule on one line (a loop, a minified
 * template, a shared value) get their address mixed in, several findings of one resource their number too. */
static void tell_apart(const struct gl_sort_item *items, size_t len)
{
    const struct gl_resource *last = NULL;
    uint64_t number = 0;

    for (size_t i = 0; i < len; i++) {
        struct gl_sarif_result *result = items[i].item;
        const struct gl_resource *resource = result->finding->resource;

        number = i > 0 && resource == last ? number + 1 : 0;
        last = resource;
        result->line_hash ^= gl_str_hash(resource->address) + number * 0x9e3779b97f4a7c15u;
    }
}

/* `items` are the results of one line, in the order of the report. */
static void tell_rules_apart(struct gl_arena *scratch, struct gl_sort_item *items, size_t len)
{
    for (size_t i = 0; i < len; i++)
        items[i].key = ((const struct gl_sarif_result *)items[i].item)->rule;
    gl_sort_by_key(scratch, items, len);
    for (size_t begin = 0, end; begin < len; begin = end) {
        for (end = begin + 1; end < len && items[end].key == items[begin].key;)
            end++;
        if (end - begin > 1)
            tell_apart(items + begin, end - begin);
    }
}

void gl_sarif_hash_lines(struct gl_sarif *sarif)
{
    struct gl_arena scratch = {0};
    size_t len = sarif->result_len;
    struct gl_sort_item *items = GL_NEW_ARRAY(&scratch, struct gl_sort_item, len);

    for (size_t i = 0; i < len; i++) {
        const struct gl_finding *finding = sarif->results[i].finding;
        uint64_t source = gl_report_main_span(finding).source;

        items[i] = (struct gl_sort_item){source << 32 | finding->region.begin.line, &sarif->results[i]};
    }
    gl_sort_by_key(&scratch, items, len);
    for (size_t begin = 0, end; begin < len; begin = end) {
        for (end = begin + 1; end < len && items[end].key >> 32 == items[begin].key >> 32;)
            end++;
        hash_file(sarif, items + begin, end - begin);
    }
    for (size_t begin = 0, end; begin < len; begin = end) {
        for (end = begin + 1; end < len && items[end].key == items[begin].key;)
            end++;
        if (end - begin > 1)
            tell_rules_apart(&scratch, items + begin, end - begin);
    }
    gl_arena_free(&scratch);
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
