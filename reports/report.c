#include "reports/report.h"

#include <stdlib.h>

#include "base/sort.h"
#include "engine/check.h"
#include "reports/fingerprint.h"
#include "reports/shared.h"
#include "reports/writers.h"

static const struct gl_report_writer writers[] = {
    {GL_STR_INIT("json"), GL_STR_INIT(".json"), GL_STR_INIT("findings, counts and diagnostics as JSON"),
     gl_report_write_json, true},
    {GL_STR_INIT("sarif"), GL_STR_INIT(".sarif"), GL_STR_INIT("SARIF 2.1.0 for code scanning"),
     gl_report_write_sarif, true},
    {GL_STR_INIT("text"), GL_STR_INIT(".txt"), GL_STR_INIT("for people"), gl_report_write_text, false},
};

const struct gl_report_writer *gl_report_writers(size_t *ret_len)
{
    *ret_len = sizeof writers / sizeof *writers;
    return writers;
}

/* Accepted ones last, then fail before open before pass, worst first, then by check, whose indices are in the
 * order of ids: the upper half of the key. Addresses mostly ascend as resources do. */
static uint64_t sort_key(const struct gl_finding *finding)
{
    uint64_t weight = (uint64_t)(finding->exception != NULL) << 4 |
                      (uint64_t)(GL_FAIL - finding->verdict) << 2 |
                      (uint64_t)(GL_CRITICAL - finding->severity);

    return weight << 58 | (uint64_t)finding->check->index << 32 | finding->resource->id;
}

static int compare_findings(const void *a_, const void *b_)
{
    const struct gl_finding *a = *(const struct gl_finding *const *)a_;
    const struct gl_finding *b = *(const struct gl_finding *const *)b_;
    int order = a->check == b->check ? 0 : gl_str_cmp(a->check->id, b->check->id);

    if (order == 0 && a->resource != b->resource)
        order = gl_str_cmp(a->resource->address, b->resource->address);
    if (order == 0 && a->span.source != b->span.source)
        order = a->span.source < b->span.source ? -1 : 1;
    if (order == 0 && a->span.begin != b->span.begin)
        order = a->span.begin < b->span.begin ? -1 : 1;
    if (order == 0)
        order = gl_str_cmp(a->message, b->message);
    return order ? order : a->order < b->order ? -1 : a->order > b->order;
}

/* Findings of one weight and check. */
static void sort_alike(struct gl_finding **findings, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        if (compare_findings(&findings[i - 1], &findings[i]) > 0) {
            qsort(findings, len, sizeof(struct gl_finding *), compare_findings);
            return;
        }
    }
}

static void sort_findings(struct gl_findings *findings)
{
    struct gl_arena scratch = {0};
    struct gl_sort_item *items = GL_NEW_ARRAY(&scratch, struct gl_sort_item, findings->len);

    for (size_t i = 0; i < findings->len; i++)
        items[i] = (struct gl_sort_item){sort_key(findings->items[i]), findings->items[i]};
    gl_sort_by_key(&scratch, items, findings->len);
    for (size_t i = 0; i < findings->len; i++)
        findings->items[i] = items[i].item;
    for (size_t begin = 0, end; begin < findings->len; begin = end) {
        for (end = begin + 1; end < findings->len && items[end].key >> 32 == items[begin].key >> 32;)
            end++;
        sort_alike(findings->items + begin, end - begin);
    }
    for (size_t i = 0; i < findings->len; i++)
        findings->items[i]->order = i;
    gl_arena_free(&scratch);
}

/* Lines and columns, file after file and downwards in each. */
static void place_findings(struct gl_report *report)
{
    const struct gl_findings *findings = report->findings;
    struct gl_arena scratch = {0};
    struct gl_sort_item *items = GL_NEW_ARRAY(&scratch, struct gl_sort_item, findings->len);

    for (size_t i = 0; i < findings->len; i++) {
        struct gl_span span = gl_report_main_span(findings->items[i]);

        items[i] = (struct gl_sort_item){(uint64_t)span.source << 32 | span.begin, findings->items[i]};
    }
    gl_sort_by_key(&scratch, items, findings->len);
    for (size_t i = 0; i < findings->len; i++) {
        struct gl_finding *finding = items[i].item;

        finding->region = gl_report_region(report, gl_report_main_span(finding));
    }
    gl_arena_free(&scratch);
}

void gl_report_prepare(struct gl_report *report, bool with_fingerprints)
{
    sort_findings(report->findings);
    place_findings(report);
    if (with_fingerprints)
        gl_report_fingerprint(report);
}
