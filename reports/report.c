#include "reports/report.h"

#include <stdlib.h>

#include "engine/check.h"
#include "reports/fingerprint.h"
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

const struct gl_report_writer *gl_report_writer_find(struct gl_str name)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        if (gl_str_eq(writers[i].name, name))
            return &writers[i];
    }
    return NULL;
}

/* Accepted ones last, then fail before open before pass, worst first. */
static int compare_weight(const struct gl_finding *a, const struct gl_finding *b)
{
    if (a->suppression.is_set != b->suppression.is_set)
        return a->suppression.is_set ? 1 : -1;
    if (a->verdict != b->verdict)
        return a->verdict > b->verdict ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    return 0;
}

static int compare_findings(const void *a_, const void *b_)
{
    const struct gl_finding *a = *(const struct gl_finding *const *)a_;
    const struct gl_finding *b = *(const struct gl_finding *const *)b_;
    int order = compare_weight(a, b);

    if (order == 0 && a->check != b->check)
        order = gl_str_cmp(a->check->id, b->check->id);
    if (order == 0 && a->resource != b->resource)
        order = gl_str_cmp(a->resource->address, b->resource->address);
    if (order == 0 && a->span.source != b->span.source)
        order = a->span.source < b->span.source ? -1 : 1;
    if (order == 0 && a->span.begin != b->span.begin)
        order = a->span.begin < b->span.begin ? -1 : 1;
    return order ? order : gl_str_cmp(a->message, b->message);
}

static void sort_findings(struct gl_report *report)
{
    struct gl_findings *findings = report->findings;
    const struct gl_finding **order = GL_NEW_ARRAY(report->arena, const struct gl_finding *, findings->len);
    struct gl_finding *sorted;
    bool is_sorted = true;

    for (size_t i = 0; i < findings->len; i++) {
        order[i] = &findings->items[i];
        if (i > 0 && compare_findings(&order[i - 1], &order[i]) > 0)
            is_sorted = false;
    }
    if (is_sorted)
        return;
    qsort(order, findings->len, sizeof(const struct gl_finding *), compare_findings);
    sorted = GL_NEW_ARRAY(report->arena, struct gl_finding, findings->len);
    for (size_t i = 0; i < findings->len; i++)
        sorted[i] = *order[i];
    findings->items = sorted;
    findings->capacity = findings->len;
}

void gl_report_prepare(struct gl_report *report, bool with_fingerprints)
{
    sort_findings(report);
    if (with_fingerprints)
        gl_report_fingerprint(report);
}
