#include "scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "discover.h"
#include "engine/baseline_load.h"
#include "engine/merge.h"
#include "engine/run.h"
#include "engine/settle.h"
#include "front/cdk/assembly.h"
#include "front/cloudformation/dump.h"
#include "front/kubernetes/manifest.h"
#include "front/terraform/terraform.h"
#include "graph/security_group.h"
#include "name_files.h"
#include "output.h"
#include "reports/report.h"

struct scan {
    const struct gl_options *options;
    const struct gl_terminal *terminal;
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_pool pool;
    struct gl_discovery discovery;
    struct gl_catalogue catalogue;
    struct gl_baseline baseline;
    struct gl_front_options front;
    struct gl_cfn_set set;
    struct gl_cdk *cdk;
    struct gl_tf_set *terraform;
    struct gl_front_output resources;
    struct gl_graph graph;
    struct gl_run run;
    struct gl_report report;
    size_t not_read;
    struct timespec start, start_clock;
};

/* ---- read ---- */

struct reading {
    struct gl_arena told;
    struct gl_diags diags;
};

struct read_phase {
    struct gl_inputs *inputs;
    struct reading *readings;
    struct gl_pool *pool;
};

static void read_one(void *context, size_t index, unsigned worker)
{
    struct read_phase *phase = context;
    struct gl_input *input = &phase->inputs->items[index];
    struct reading *reading = &phase->readings[index];
    struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    const char *why = "";
    enum gl_err err;

    gl_diags_init(&reading->diags, &reading->told);
    if (input->kind == GL_INPUT_PROGRAM)
        return;
    err = gl_source_read_into(input->source, gl_pool_arena(phase->pool, worker), &why);
    if (err != GL_OK) {
        gl_diag_add_path(&reading->diags, GL_DIAG_INCOMPLETE, input->source->uri,
                         err == GL_ERR_LIMIT ? "split it, or leave it out of the scanned folder"
                                             : "make it readable, or leave it out of the scanned folder",
                         "%s; not read", why);
        input->kind = GL_INPUT_UNREAD;
        return;
    }
    if (input->kind == GL_INPUT_TERRAFORM) /* parsed by its front end */
        return;
    if (gl_read(input->source, gl_pool_arena(phase->pool, worker), &options, &input->documents,
                &reading->diags) != GL_OK &&
        input->documents.len == 0) /* else: what stands before the mistake is scanned */
        input->kind = GL_INPUT_UNREAD;
}

/* Configuration of tools that is JSON with comments, or YAML with extensions: not ours to judge. */
static bool is_tool_file(struct gl_str path)
{
    static const char *const patterns[] = {
        "tsconfig*.json",    "jsconfig*.json", "*.code-workspace", ".*",       "package*.json",
        "devcontainer.json", "angular.json",   "nx.json",          "deno.json"};

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (gl_str_glob(gl_path_base(path), gl_str_of(patterns[i]), false))
            return true;
    }
    return false;
}

static void settle_reading(struct scan *scan, struct gl_input *input, struct reading *reading)
{
    if (input->kind == GL_INPUT_UNREAD && is_tool_file(input->source->path)) {
        input->kind = GL_INPUT_OTHER;
        reading->diags.len = 0;
    }
    scan->not_read += input->kind == GL_INPUT_UNREAD;
    gl_diags_merge(&scan->diags, &reading->diags);
    gl_arena_adopt(&scan->arena, &reading->told);
}

static void read_inputs(struct scan *scan)
{
    struct gl_inputs *inputs = &scan->discovery.inputs;
    struct read_phase phase = {.inputs = inputs,
                               .pool = &scan->pool,
                               .readings = GL_NEW_ARRAY(&scan->arena, struct reading, inputs->len)};

    gl_pool_run(&scan->pool, inputs->len, read_one, &phase);
    for (size_t i = 0; i < inputs->len; i++)
        settle_reading(scan, &inputs->items[i], &phase.readings[i]);
}

/* ---- lower ---- */

/* Empty documents and comments may stand before the first object. */
static bool holds_manifest(const struct gl_input *input)
{
    for (size_t i = 0; i < input->documents.len; i++) {
        if (gl_k8s_is_manifest(&input->documents.items[i].root))
            return true;
    }
    return false;
}

static void classify(struct scan *scan)
{
    struct gl_inputs *inputs = &scan->discovery.inputs;

    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];
        const struct gl_value *root = input->documents.len ? &input->documents.items[0].root : NULL;

        if (!root || input->kind != GL_INPUT_OTHER)
            continue;
        if (gl_cdk_is_manifest(root))
            input->kind = GL_INPUT_ASSEMBLY;
        else if (gl_tf_is_plan(root))
            input->kind = GL_INPUT_TERRAFORM_PLAN;
        else if (gl_tf_is_state(root))
            input->kind = GL_INPUT_TERRAFORM_STATE;
        else if (gl_cfn_is_template(root))
            input->kind = GL_INPUT_TEMPLATE;
        else if (holds_manifest(input))
            input->kind = GL_INPUT_KUBERNETES;
        else if (gl_cfn_is_parameter_file(root))
            input->kind = GL_INPUT_PARAMETERS;
    }
}

/* What was named on the command line and holds nothing that glacis scans was left out. */
static void tell_strangers(struct scan *scan)
{
    const struct gl_inputs *inputs = &scan->discovery.inputs;

    for (size_t i = 0; i < inputs->len; i++) {
        const struct gl_input *input = &inputs->items[i];

        if (!scan->discovery.is_named[i] || input->is_claimed || input->kind == GL_INPUT_UNREAD)
            continue;
        gl_diag_add_path(&scan->diags, GL_DIAG_INCOMPLETE, input->source->uri,
                         "name a CloudFormation template, a CDK cloud assembly, Terraform files, a plan or a "
                         "state, Kubernetes manifests, or a folder that holds them",
                         "no infrastructure code that glacis knows; not scanned");
    }
}

/* A file of the command line that discovery did not list; NULL: told. */
static struct gl_input *read_given_file(struct scan *scan, struct gl_str path, const char *remedy)
{
    struct gl_input *input = GL_NEW(&scan->arena, struct gl_input);
    const char *why = "";

    input->source = gl_sources_add(&scan->sources, path, path);
    if (gl_source_read(input->source, &why) == GL_OK)
        return input;
    gl_diag_add_path(&scan->diags, GL_DIAG_USAGE, path, remedy, "%s", why);
    return NULL;
}

static void read_parameter_files(struct scan *scan)
{
    size_t len = scan->options->parameter_files.len;

    scan->front.parameter_files = GL_NEW_ARRAY(&scan->arena, struct gl_input *, len);
    for (size_t i = 0; i < len; i++) {
        struct gl_str path = scan->options->parameter_files.items[i];
        struct gl_read_options options = {.duplicate_key = GL_DIAG_USAGE};
        struct gl_input *input = read_given_file(scan, path, "name a file of parameters");

        if (!input)
            continue;
        if (gl_read(input->source, &scan->arena, &options, &input->documents, &scan->diags) != GL_OK ||
            input->documents.len != 1)
            gl_diag_add_path(&scan->diags, GL_DIAG_USAGE, path, "see glacis scan --help",
                             "no file of parameters");
        else
            scan->front.parameter_files[scan->front.parameter_file_len++] = input;
    }
}

static void read_variable_files(struct scan *scan)
{
    size_t len = scan->options->var_files.len;

    scan->front.variable_files = GL_NEW_ARRAY(&scan->arena, struct gl_input *, len);
    for (size_t i = 0; i < len; i++) {
        struct gl_input *input =
            read_given_file(scan, scan->options->var_files.items[i], "name a .tfvars or .tfvars.json file");

        if (input)
            scan->front.variable_files[scan->front.variable_file_len++] = input;
    }
}

/* A misspelt --var would change nothing silently. */
static void tell_unused_variables(struct scan *scan)
{
    const struct gl_front_options *options = &scan->front;

    for (size_t i = 0; scan->resources.unit_len && i < options->variable_len; i++) {
        struct gl_str text = options->variables[i];

        if (!options->variable_is_used[i])
            gl_diag_add(&scan->diags, GL_DIAG_NOTE, (struct gl_span){0}, "correct the name",
                        "--var %.*s: nothing that was scanned has a parameter or variable of that name",
                        (int)gl_str_find_char(text, '='), text.ptr);
    }
}

static void lower(struct scan *scan)
{
    gl_cfn_set_init(&scan->set, &scan->arena, &scan->discovery.inputs, &scan->front);
    scan->cdk = gl_cdk_load(&scan->arena, &scan->discovery.inputs, &scan->set, &scan->diags);
    gl_cfn_add_templates(&scan->set);
    gl_cfn_evaluate(&scan->set, &scan->pool, &scan->resources, &scan->diags);
    if (scan->cdk)
        gl_cdk_place_constructs(scan->cdk, &scan->resources);
    scan->terraform = gl_tf_load(&scan->arena, &scan->discovery.inputs, &scan->front, &scan->sources,
                                 &scan->pool, &scan->diags);
    gl_tf_evaluate_set(scan->terraform, &scan->pool, &scan->resources, &scan->diags);
    gl_k8s_load(&scan->arena, &scan->discovery.inputs, &scan->front, &scan->resources, &scan->diags);
    tell_unused_variables(scan);
}

/* ---- link, check, settle ---- */

static void link_graph(struct scan *scan)
{
    gl_graph_init(&scan->graph, &scan->arena);
    for (size_t i = 0; i < scan->resources.len; i++)
        gl_graph_add(&scan->graph, scan->resources.resources[i]);
    gl_graph_link(&scan->graph);
}

static void check(struct scan *scan)
{
    scan->run = (struct gl_run){.graph = &scan->graph,
                                .network = gl_network_build(&scan->arena, &scan->graph, &scan->diags),
                                .catalogue = &scan->catalogue,
                                .baseline = &scan->baseline,
                                .include = scan->options->include | 1u << GL_FAIL | 1u << GL_OPEN,
                                .arena = &scan->arena};
    gl_run_checks(&scan->run, &scan->pool);
}

/* The program's lines that set the property of a finding. */
static void place_properties(struct scan *scan)
{
    for (size_t i = 0; scan->cdk && i < scan->run.findings.len; i++) {
        struct gl_finding *finding = scan->run.findings.items[i];
        struct gl_place places[GL_CDK_PROPERTY_PLACES];
        size_t len;

        if (finding->verdict != GL_FAIL && finding->verdict != GL_OPEN)
            continue;
        len = gl_cdk_place_property(scan->cdk, finding->resource, finding->property, finding->span, places);
        for (size_t k = 0; k < len; k++)
            *GL_PUSH(&scan->arena, finding->related, finding->related_len, finding->related_capacity) =
                (struct gl_related){.span = places[k].span, .message = places[k].what};
    }
}

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

static int exit_code(const struct scan *scan)
{
    const struct gl_options *options = scan->options;
    bool never =
        options->has_fail_on || options->fail_never ? options->fail_never : scan->baseline.fail_never;
    enum gl_severity fail_on = options->has_fail_on ? options->fail_on : scan->baseline.fail_on;

    if (!never && gl_findings_reach(&scan->run.findings, fail_on, options->fail_on_open))
        return 1;
    return gl_diags_has(&scan->diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
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

/* Stacks, root modules (once, in however many environments they were tried) and environments of the scan. */
static void count_units(struct scan *scan, struct gl_report *report)
{
    const struct gl_front_output *resources = &scan->resources;
    struct gl_str *roots = NULL, *environments = NULL;
    size_t root_len = 0, root_capacity = 0, environment_len = 0, environment_capacity = 0;
    const struct gl_unit *last = NULL;

    for (size_t i = 0; i < resources->len; i++) {
        const struct gl_unit *unit = resources->resources[i]->unit;

        if (unit == last || !unit)
            continue;
        last = unit;
        if (unit->dialect == GL_DIALECT_TERRAFORM)
            *GL_PUSH(&scan->arena, roots, root_len, root_capacity) = unit->name;
        else
            report->stack_len++;
        if (unit->environment.len)
            *GL_PUSH(&scan->arena, environments, environment_len, environment_capacity) = unit->environment;
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
    *report = (struct gl_report){.arena = &scan->arena,
                                 .findings = &scan->run.findings,
                                 .diags = &scan->diags,
                                 .sources = &scan->sources,
                                 .checks = scan->run.asked_checks,
                                 .check_len = scan->run.asked_len,
                                 .baseline = scan->baseline.name,
                                 .root_path = scan->discovery.root,
                                 .root = scan->discovery.name,
                                 .scope = scan->discovery.scope,
                                 .file_len = scan->discovery.inputs.len,
                                 .resource_len = count_deployed(&scan->graph),
                                 .not_read = scan->not_read,
                                 .include = options->include | 1u << GL_FAIL,
                                 .is_quiet = options->is_quiet,
                                 .has_color = scan->terminal->has_color,
                                 .width = scan->terminal->width};
    report->fail_never =
        options->has_fail_on || options->fail_never ? options->fail_never : scan->baseline.fail_never;
    report->fail_on = options->has_fail_on ? options->fail_on : scan->baseline.fail_on;
    count_units(scan, report);
    report->start_time = utc(&scan->arena, &scan->start, false);
    report->end_time = utc(&scan->arena, &end, false);
    report->duration_us = (uint64_t)((end_clock.tv_sec - scan->start_clock.tv_sec) * 1000000 +
                                     (end_clock.tv_nsec - scan->start_clock.tv_nsec) / 1000);
    report->exit_code = exit_code(scan);
    gl_git_find(&scan->arena, scan->discovery.root, &report->git);
    gl_report_prepare(report, wants_fingerprints(options));
}

static bool print_diags(const struct scan *scan, enum gl_diag_level least)
{
    struct gl_buf out;

    gl_buf_init(&out);
    for (size_t i = 0; i < scan->diags.len; i++) {
        if (scan->diags.items[i].level >= least)
            gl_diag_print(&out, &scan->diags.items[i], &scan->sources, false);
    }
    if (out.len)
        fwrite(out.ptr, 1, out.len, stderr);
    gl_buf_free(&out);
    return out.len > 0;
}

static bool prepare(struct scan *scan)
{
    struct gl_baseline_loader loader = {&scan->arena, &scan->sources, &scan->catalogue, &scan->diags};
    const struct gl_options *options = scan->options;

    gl_catalogue_init(&scan->catalogue, &scan->arena);
    scan->front = (struct gl_front_options){.environment = options->environment,
                                            .region = options->region,
                                            .account = options->account,
                                            .variables = options->variables.items,
                                            .variable_len = options->variables.len,
                                            .variable_is_used =
                                                GL_NEW_ARRAY(&scan->arena, bool, options->variables.len)};
    read_parameter_files(scan);
    read_variable_files(scan);
    return gl_baseline_load(&loader, options->baseline, &scan->baseline) &&
           !gl_diags_has(&scan->diags, GL_DIAG_USAGE);
}

static void init(struct scan *scan, const struct gl_options *options, const struct gl_terminal *terminal)
{
    *scan = (struct scan){.options = options, .terminal = terminal};
    clock_gettime(CLOCK_REALTIME, &scan->start);
    clock_gettime(CLOCK_MONOTONIC, &scan->start_clock);
    gl_sources_init(&scan->sources);
    gl_diags_init(&scan->diags, &scan->arena);
    gl_pool_init(&scan->pool, options->threads);
    scan->discovery =
        (struct gl_discovery){.arena = &scan->arena, .sources = &scan->sources, .diags = &scan->diags};
}

static void release(struct scan *scan)
{
    gl_catalogue_free(&scan->catalogue);
    gl_pool_free(&scan->pool);
    gl_sources_free(&scan->sources);
    gl_arena_free(&scan->arena);
}

/* discover, read, lower, link: everything before the checks. */
static void load(struct scan *scan)
{
    gl_discover(&scan->discovery, scan->options->operands.items, scan->options->operands.len);
    scan->front.tree = scan->discovery.tree;
    read_inputs(scan);
    classify(scan);
    lower(scan);
    tell_strangers(scan);
    link_graph(scan);
}

int gl_scan(const struct gl_options *options, const struct gl_terminal *terminal)
{
    struct scan scan;
    int code = 2;

    init(&scan, options, terminal);
    if (prepare(&scan)) {
        load(&scan);
        check(&scan);
        gl_merge_environments(&scan.run.findings, &scan.graph, &scan.arena);
        gl_settle(&scan.run.findings, &scan.baseline, utc(&scan.arena, &scan.start, true), &scan.diags);
        place_properties(&scan);
        gl_name_files(&scan.discovery, &scan.sources, &scan.diags);
        gl_diags_sort(&scan.diags, &scan.sources);
        fill_report(&scan);
        code = gl_output_write(options, &scan.report) ? scan.report.exit_code : 2;
    } else {
        print_diags(&scan, GL_DIAG_USAGE);
    }
    release(&scan);
    return code;
}

/* ---- debug ---- */

static void dump_trees(const struct scan *scan, struct gl_buf *out)
{
    for (size_t i = 0; i < scan->discovery.inputs.len; i++) {
        const struct gl_input *input = &scan->discovery.inputs.items[i];

        for (size_t k = 0; k < input->documents.len; k++) {
            gl_buf_quote(out, input->source->uri);
            gl_buf_add_char(out, '\n');
            gl_value_dump(out, &input->documents.items[k].root, &scan->sources, 0);
        }
    }
}

static void dump_edges(const struct scan *scan, struct gl_buf *out)
{
    for (size_t i = 0; i < scan->graph.edge_len; i++) {
        const struct gl_edge *edge = &scan->graph.out[i];

        gl_buf_quote(out, scan->graph.resources[edge->from]->address);
        gl_buf_add_char(out, ' ');
        gl_buf_quote(out, edge->path);
        gl_buf_add(out, GL_STR(" -> "));
        gl_buf_quote(out, scan->graph.resources[edge->to]->address);
        if (edge->attribute.len) {
            gl_buf_add_char(out, '.');
            gl_buf_quote(out, edge->attribute);
        }
        gl_buf_add(out, edge->choice ? GL_STR(" (may)\n") : GL_STR("\n"));
    }
}

/* Terraform's instances as they were evaluated; else the canonical resources. */
static void dump_resources(const struct scan *scan, struct gl_buf *out)
{
    gl_tf_print_instances(out, scan->terraform);
    if (out->len == 0)
        gl_front_dump(out, &scan->resources);
}

int gl_debug(const struct gl_options *options)
{
    struct gl_terminal terminal = {0};
    struct scan scan;
    struct gl_buf out;
    int code = 2;

    init(&scan, options, &terminal);
    gl_buf_init(&out);
    if (prepare(&scan)) {
        scan.front.is_one_root = options->action == GL_ACTION_RESOURCES && options->operands.len == 1;
        load(&scan);
        if (options->action == GL_ACTION_TREE || options->action == GL_ACTION_SPANS)
            dump_trees(&scan, &out);
        else if (options->action == GL_ACTION_GRAPH)
            dump_edges(&scan, &out);
        else
            dump_resources(&scan, &out);
        if (out.len)
            fwrite(out.ptr, 1, out.len, stdout);
        code = gl_diags_has(&scan.diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
    }
    gl_diags_sort(&scan.diags, &scan.sources);
    print_diags(&scan, GL_DIAG_NOTE);
    gl_buf_free(&out);
    release(&scan);
    return code;
}
