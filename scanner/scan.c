#include "scan.h"

#include <stdlib.h>
#include <time.h>

#include "engine/baseline_load.h"
#include "engine/merge.h"
#include "engine/run.h"
#include "engine/settle.h"
#include "graph/security_group.h"
#include "load.h"
#include "name_files.h"
#include "output.h"
#include "reports/report.h"

struct scan {
    const struct gl_options *options;
    const struct gl_terminal *terminal;
    struct gl_load load;
    struct gl_catalogue catalogue;
    struct gl_baseline baseline;
    struct gl_run run;
    struct gl_report report;
    struct timespec start, start_clock;
};

/* ---- link, check, settle ---- */

static struct gl_str utc(struct gl_arena *arena, const struct timespec *at, bool date_only)
{
    struct tm parts;

    if (!gmtime_r(&at->tv_sec, &parts))
        return (struct gl_str){0};
    if (date_only)
        return gl_arena_printf(arena, "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1,
                               parts.tm_mday);
    return gl_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", parts.tm_year + 1900,
                           parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                           at->tv_nsec / 1000000);
}

static void check(struct scan *scan)
{
    scan->run =
        (struct gl_run){.graph = &scan->load.graph,
                        .network = gl_network_build(&scan->load.arena, &scan->load.graph, &scan->load.diags),
                        .catalogue = &scan->catalogue,
                        .baseline = &scan->baseline,
                        .today = utc(&scan->load.arena, &scan->start, true),
                        .include = scan->options->include | 1u << GL_FAIL | 1u << GL_OPEN,
                        .diags = &scan->load.diags,
                        .arena = &scan->load.arena};
    gl_run_checks(&scan->run, &scan->load.pool);
}

/* The program's line that a step of a path comes from: of the property, else of the construct. */
static void place_step(struct scan *scan, struct gl_step *step)
{
    struct gl_place places[GL_CDK_PROPERTY_PLACES];
    const struct gl_resource *resource = step->resource;

    if (!resource || !resource->unit || !resource->unit->is_cdk)
        return;
    if (gl_cdk_place_property(scan->load.cdk, resource, step->property, step->span, places))
        step->program = places[0].span;
    else if (resource->place_len)
        step->program = resource->places[0].span;
}

/* The program's lines that set the property of a finding, and those of its path. */
static void place_properties(struct scan *scan)
{
    for (size_t i = 0; scan->load.cdk && i < scan->run.findings.len; i++) {
        struct gl_finding *finding = scan->run.findings.items[i];
        struct gl_place places[GL_CDK_PROPERTY_PLACES];
        size_t len;

        if (finding->verdict != GL_FAIL && finding->verdict != GL_OPEN)
            continue;
        len = gl_cdk_place_property(scan->load.cdk, finding->resource, finding->property, finding->span,
                                    places);
        for (size_t k = 0; k < len; k++)
            *GL_PUSH(&scan->load.arena, finding->related, finding->related_len, finding->related_capacity) =
                (struct gl_related){.span = places[k].span, .message = places[k].what};
        for (size_t k = 0; k < finding->step_len; k++)
            place_step(scan, &finding->steps[k]);
    }
}

static int exit_code(const struct scan *scan)
{
    const struct gl_options *options = scan->options;
    bool never =
        options->has_fail_on || options->fail_never ? options->fail_never : scan->baseline.fail_never;
    enum gl_severity fail_on = options->has_fail_on ? options->fail_on : scan->baseline.fail_on;

    if (!never && gl_findings_reach(&scan->run.findings, fail_on, options->fail_on_open))
        return 1;
    return gl_diags_has(&scan->load.diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
}

/* ---- report ---- */

static size_t count_distinct(struct gl_str *texts, size_t len)
{
    size_t count = len > 0;

    if (len > 1)
        qsort(texts, len, sizeof *texts, gl_str_compare);
    for (size_t i = 1; i < len; i++)
        count += !gl_str_eq(texts[i], texts[i - 1]);
    return count;
}

static int compare_units(const void *a_, const void *b_)
{
    const struct gl_unit *a = *(const struct gl_unit *const *)a_, *b = *(const struct gl_unit *const *)b_;

    return (a > b) - (a < b);
}

/* Each unit once: objects that a stack applies to a cluster stand behind all stacks. */
static const struct gl_unit **list_units(struct scan *scan, size_t *ret_len)
{
    const struct gl_front_output *resources = &scan->load.resources;
    const struct gl_unit **units = NULL, *last = NULL;
    size_t len = 0, capacity = 0, kept = 0;

    for (size_t i = 0; i < resources->len; i++) {
        const struct gl_unit *unit = resources->resources[i]->unit;

        if (unit && unit != last)
            *GL_PUSH(&scan->load.arena, units, len, capacity) = unit;
        last = unit;
    }
    if (len)
        qsort(units, len, sizeof *units, compare_units);
    for (size_t i = 0; i < len; i++) {
        if (i == 0 || units[i] != units[i - 1])
            units[kept++] = units[i];
    }
    *ret_len = kept;
    return units;
}

/* Stacks, clusters, root modules (once, in however many environments they were tried) and environments of the
 * scan. */
static void count_units(struct scan *scan, struct gl_report *report)
{
    size_t len, root_len = 0, environment_len = 0;
    const struct gl_unit *const *units = list_units(scan, &len);
    struct gl_str *roots = GL_NEW_ARRAY(&scan->load.arena, struct gl_str, len);
    struct gl_str *environments = GL_NEW_ARRAY(&scan->load.arena, struct gl_str, len);

    for (size_t i = 0; i < len; i++) {
        if (units[i]->dialect == GL_DIALECT_TERRAFORM)
            roots[root_len++] = units[i]->name;
        else if (units[i]->dialect == GL_DIALECT_KUBERNETES)
            report->cluster_len++;
        else if (units[i]->dialect == GL_DIALECT_SNAPSHOT)
            report->snapshot_len++;
        else
            report->stack_len++;
        if (units[i]->environment.len)
            environments[environment_len++] = units[i]->environment;
    }
    report->root_len = count_distinct(roots, root_len);
    report->environment_len = count_distinct(environments, environment_len);
}

static size_t count_deployed(const struct gl_graph *graph)
{
    size_t count = 0;

    for (size_t i = 0; i < graph->len; i++)
        count += gl_resource_is_deployed(graph->resources[i]);
    return count;
}

static bool wants_fingerprints(const struct gl_options *options)
{
    for (size_t i = 0; i < options->output_len; i++) {
        if (options->outputs[i].writer->has_fingerprints)
            return true;
    }
    return false;
}

static void fill_report(struct scan *scan)
{
    const struct gl_options *options = scan->options;
    struct gl_report *report = &scan->report;
    struct timespec end, end_clock;

    clock_gettime(CLOCK_REALTIME, &end);
    clock_gettime(CLOCK_MONOTONIC, &end_clock);
    *report = (struct gl_report){.arena = &scan->load.arena,
                                 .findings = &scan->run.findings,
                                 .diags = &scan->load.diags,
                                 .sources = &scan->load.sources,
                                 .checks = scan->run.asked_checks,
                                 .check_len = scan->run.asked_len,
                                 .baseline = scan->baseline.name,
                                 .root_path = scan->load.discovery.root,
                                 .root = scan->load.discovery.name,
                                 .scope = scan->load.discovery.scope,
                                 .file_len = scan->load.discovery.inputs.len,
                                 .resource_len = count_deployed(&scan->load.graph),
                                 .not_read = scan->load.not_read,
                                 .include = options->include | 1u << GL_FAIL,
                                 .is_quiet = options->is_quiet,
                                 .has_color = scan->terminal->has_color,
                                 .width = scan->terminal->width};
    report->fail_never =
        options->has_fail_on || options->fail_never ? options->fail_never : scan->baseline.fail_never;
    report->fail_on = options->has_fail_on ? options->fail_on : scan->baseline.fail_on;
    count_units(scan, report);
    report->start_time = utc(&scan->load.arena, &scan->start, false);
    report->end_time = utc(&scan->load.arena, &end, false);
    report->duration_us = (uint64_t)((end_clock.tv_sec - scan->start_clock.tv_sec) * 1000000 +
                                     (end_clock.tv_nsec - scan->start_clock.tv_nsec) / 1000);
    report->exit_code = exit_code(scan);
    gl_git_find(&scan->load.arena, scan->load.discovery.root, &report->git);
    gl_report_prepare(report, wants_fingerprints(options));
}

static bool prepare(struct scan *scan)
{
    struct gl_load *load = &scan->load;
    struct gl_baseline_loader loader = {&load->arena, &load->sources, &scan->catalogue, &load->diags};

    gl_catalogue_init(&scan->catalogue, &load->arena);
    gl_load_prepare(load);
    return gl_baseline_load(&loader, scan->options->baseline, &scan->baseline) &&
           !gl_diags_has(&load->diags, GL_DIAG_USAGE);
}

static void init(struct scan *scan, const struct gl_options *options, const struct gl_terminal *terminal)
{
    *scan = (struct scan){.options = options, .terminal = terminal};
    clock_gettime(CLOCK_REALTIME, &scan->start);
    clock_gettime(CLOCK_MONOTONIC, &scan->start_clock);
    gl_load_init(&scan->load, options);
}

static void release(struct scan *scan)
{
    gl_catalogue_free(&scan->catalogue);
    gl_load_free(&scan->load);
}

int gl_scan(const struct gl_options *options, const struct gl_terminal *terminal)
{
    struct scan scan;
    struct gl_load *load = &scan.load;
    int code = 2;

    init(&scan, options, terminal);
    if (prepare(&scan)) {
        gl_load_run(load, options->operands.items, options->operands.len);
        check(&scan);
        gl_merge_environments(&scan.run.findings, &load->graph, &load->arena);
        gl_settle(&scan.run.findings, &scan.baseline, scan.run.today, &load->diags);
        place_properties(&scan);
        gl_name_files(&load->discovery, &load->sources, &load->diags);
        gl_diags_sort(&load->diags, &load->sources);
        fill_report(&scan);
        code = gl_output_write(options, &scan.report) ? scan.report.exit_code : 2;
    } else {
        gl_output_print_diags(&load->diags, &load->sources, GL_DIAG_USAGE);
    }
    release(&scan);
    return code;
}
