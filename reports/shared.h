/* What every writer needs of a finding: its places in the order people see them. */
#ifndef GL_REPORTS_SHARED_H
#define GL_REPORTS_SHARED_H

#include "graph/resource.h"
#include "reports/report.h"

struct gl_places {
    struct gl_related *items;
    size_t len, own; /* the first `own` are of the finding and its resource, the others of its path */
};

/* The span a finding is shown at: its own, else the resource's header or body. Its region is that of the
 * finding. */
struct gl_span gl_report_main_span(const struct gl_finding *finding);
/* Never empty. Cheapest for places of one file after the other, in the order of the file. */
struct gl_region gl_report_region(const struct gl_report *report, struct gl_span span);
/* Further places: those of the finding, then those of its resource, then the program's lines of its path;
 * without doubles and places in no file. The list lives in the report's arena. */
struct gl_places gl_report_places(const struct gl_report *report, const struct gl_finding *finding);
/* The place of a step: its own, else its resource's, else that of the next step that has one, else the
 * finding's. */
struct gl_span gl_report_step_span(const struct gl_finding *finding, size_t at);
/* A file outside the root of the scan (a baseline, a parameter file) has no place in SARIF. */
bool gl_report_is_outside(const struct gl_report *report, struct gl_span span);
/* A place in a program (TypeScript, Python, ...), not in a template. */
bool gl_report_is_program(const struct gl_report *report, struct gl_span span);

#endif
