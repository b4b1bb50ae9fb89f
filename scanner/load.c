#include "load.h"

#include "base/limits.h"
#include "discover_named.h"
#include "front/kubernetes/custom.h"
#include "front/kubernetes/manifest.h"
#include "front/kubernetes/object.h"
#include "front/snapshot/snapshot.h"
#include "front/terraform/terraform.h"
#include "name_files.h"

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

/* Empty documents and comments may stand before the first object. */
static bool holds_manifest(const struct gl_input *input)
{
    for (size_t i = 0; i < input->documents.len; i++) {
        if (gl_k8s_is_meant(&input->documents.items[i].root))
            return true;
    }
    return false;
}

/* Kubernetes takes the last of equal keys, CloudFormation none. What a document is shows when it was read. */
static enum gl_err read_documents(struct gl_input *input, struct gl_arena *arena, struct gl_diags *diags)
{
    struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    enum gl_err err = gl_read(input->source, arena, &options, &input->documents, diags);

    if (!diags->len || !holds_manifest(input))
        return err;
    options = (struct gl_read_options){
        .duplicate_key = GL_DIAG_NOTE, .last_key_counts = true, .tells_lost_keys = true};
    diags->len = 0;
    err = gl_read(input->source, arena, &options, &input->documents, diags);
    input->has_lost_keys = diags->len > 0;
    return err;
}

static void read_one(void *context, size_t index, unsigned worker)
{
    struct read_phase *phase = context;
    struct gl_input *input = &phase->inputs->items[index];
    struct reading *reading = &phase->readings[index];
    const char *why = "";
    enum gl_err err;

    gl_diags_init(&reading->diags, &reading->told);
    if (input->kind == GL_INPUT_PROGRAM || input->kind == GL_INPUT_CHART_PART)
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
    if (input->kind == GL_INPUT_TERRAFORM || input->kind == GL_INPUT_DATA) /* parsed by its front end */
        return;
    if (read_documents(input, gl_pool_arena(phase->pool, worker), &reading->diags) != GL_OK &&
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

static void settle_reading(struct gl_load *load, struct gl_input *input, struct reading *reading)
{
    if (input->kind == GL_INPUT_UNREAD && is_tool_file(input->source->path)) {
        input->kind = GL_INPUT_OTHER;
        reading->diags.len = 0;
    }
    load->not_read += input->kind == GL_INPUT_UNREAD;
    gl_diags_merge(&load->diags, &reading->diags);
    gl_arena_adopt(&load->arena, &reading->told);
}

static void read_inputs(struct gl_load *load, struct gl_inputs *inputs)
{
    struct read_phase phase = {.inputs = inputs,
                               .pool = &load->pool,
                               .readings = GL_NEW_ARRAY(&load->arena, struct reading, inputs->len)};

    gl_pool_run(&load->pool, inputs->len, read_one, &phase);
    for (size_t i = 0; i < inputs->len; i++)
        settle_reading(load, &inputs->items[i], &phase.readings[i]);
}

/* Kustomizations name others, also above the scanned folder: round by round, as each has to be read first. */
static void read_named(struct gl_load *load)
{
    struct gl_inputs recent = load->discovery.inputs;

    for (int round = 0; round < GL_MAX_KUSTOMIZE_DEPTH; round++) {
        size_t from = load->named.len;

        gl_kust_list_named(&load->arena, &load->discovery.inputs, &recent, &load->named);
        gl_discover_named(&load->discovery, &load->named, from, &recent);
        if (!recent.len)
            return;
        read_inputs(load, &recent);
        gl_discover_merge(&load->discovery, &recent);
    }
}

/* ---- lower ---- */

static void classify(struct gl_load *load)
{
    struct gl_inputs *inputs = &load->discovery.inputs;

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
        else if (input->documents.len == 1 && gl_snap_is_answer(root))
            input->kind = GL_INPUT_SNAPSHOT;
    }
}

/* What was named on the command line and holds nothing that glacis scans was left out. */
static void tell_strangers(struct gl_load *load)
{
    const struct gl_inputs *inputs = &load->discovery.inputs;

    for (size_t i = 0; i < inputs->len; i++) {
        const struct gl_input *input = &inputs->items[i];

        if (!load->discovery.is_named[i] || input->is_claimed || input->kind == GL_INPUT_UNREAD)
            continue;
        gl_diag_add_path(
            &load->diags, GL_DIAG_INCOMPLETE, input->source->uri,
            "name a CloudFormation template, a CDK cloud assembly, Terraform files, a plan or a "
            "state, Kubernetes manifests, answers of describe calls, or a folder that holds them",
            "no infrastructure code that glacis knows; not scanned");
    }
}

/* A file of the command line that discovery did not list; NULL: told. */
static struct gl_input *read_given_file(struct gl_load *load, struct gl_str path, const char *remedy)
{
    struct gl_input *input = GL_NEW(&load->arena, struct gl_input);
    const char *why = "";

    input->source = gl_sources_add(&load->sources, path, path);
    if (gl_source_read(input->source, &why) == GL_OK)
        return input;
    gl_diag_add_path(&load->diags, GL_DIAG_USAGE, path, remedy, "%s", why);
    return NULL;
}

static void read_parameter_files(struct gl_load *load)
{
    size_t len = load->options->parameter_files.len;

    load->front.parameter_files = GL_NEW_ARRAY(&load->arena, struct gl_input *, len);
    for (size_t i = 0; i < len; i++) {
        struct gl_str path = load->options->parameter_files.items[i];
        struct gl_read_options options = {.duplicate_key = GL_DIAG_USAGE};
        struct gl_input *input = read_given_file(load, path, "name a file of parameters");

        if (!input)
            continue;
        if (gl_read(input->source, &load->arena, &options, &input->documents, &load->diags) != GL_OK ||
            input->documents.len != 1)
            gl_diag_add_path(&load->diags, GL_DIAG_USAGE, path, "see glacis scan --help",
                             "no file of parameters");
        else
            load->front.parameter_files[load->front.parameter_file_len++] = input;
    }
}

static void read_variable_files(struct gl_load *load)
{
    size_t len = load->options->var_files.len;

    load->front.variable_files = GL_NEW_ARRAY(&load->arena, struct gl_input *, len);
    for (size_t i = 0; i < len; i++) {
        struct gl_input *input =
            read_given_file(load, load->options->var_files.items[i], "name a .tfvars or .tfvars.json file");

        if (input)
            load->front.variable_files[load->front.variable_file_len++] = input;
    }
}

/* A misspelt --var would change nothing silently. */
static void tell_unused_variables(struct gl_load *load)
{
    const struct gl_front_options *options = &load->front;

    for (size_t i = 0; load->resources.unit_len && i < options->variable_len; i++) {
        struct gl_str text = options->variables[i];

        if (!options->variable_is_used[i])
            gl_diag_add(&load->diags, GL_DIAG_NOTE, (struct gl_span){0}, "correct the name",
                        "--var %.*s: nothing that was scanned has a parameter or variable of that name",
                        (int)gl_str_find_char(text, '='), text.ptr);
    }
}

static void load_charts(struct gl_load *load)
{
    struct gl_k8s_charting charting = {.arena = &load->arena,
                                       .inputs = &load->discovery.inputs,
                                       .sources = &load->sources,
                                       .options = &load->front,
                                       .output = &load->resources,
                                       .diags = &load->diags,
                                       .rendered = load->options->rendered,
                                       .rendered_len = load->options->rendered_len};

    for (size_t i = 0; i < load->charts.len; i++)
        load->charts.items[i].shown = gl_name_relative(&load->discovery, load->charts.items[i].folder);
    gl_k8s_load_charts(&charting, &load->charts);
    load->not_read += charting.not_read;
}

static void lower(struct gl_load *load)
{
    gl_cfn_set_init(&load->set, &load->arena, &load->discovery.inputs, &load->front);
    load->cdk = gl_cdk_load(&load->arena, &load->discovery.inputs, &load->set, &load->diags);
    gl_cfn_add_templates(&load->set);
    gl_cfn_evaluate(&load->set, &load->pool, &load->resources, &load->diags);
    gl_k8s_add_custom(&load->arena, &load->resources, &load->diags);
    if (load->cdk)
        gl_cdk_place_constructs(load->cdk, &load->resources);
    load->terraform = gl_tf_load(&load->arena, &load->discovery.inputs, &load->front, &load->sources,
                                 &load->pool, &load->diags);
    gl_tf_evaluate_set(load->terraform, &load->pool, &load->resources, &load->diags);
    gl_kust_load(&load->arena, &load->discovery.inputs, &load->front, &load->named, &load->resources,
                 &load->diags);
    gl_k8s_load(&load->arena, &load->discovery.inputs, &load->front, &load->resources, &load->diags);
    load_charts(load);
    gl_snap_load(&load->arena, &load->discovery.inputs, &load->front, &load->resources, &load->diags);
    tell_unused_variables(load);
}

/* ---- link ---- */

static void link_graph(struct gl_load *load)
{
    gl_graph_init(&load->graph, &load->arena);
    for (size_t i = 0; i < load->resources.len; i++)
        gl_graph_add(&load->graph, load->resources.resources[i]);
    gl_graph_link(&load->graph);
}

/* ---- all of it ---- */

void gl_load_init(struct gl_load *load, const struct gl_options *options)
{
    *load = (struct gl_load){.options = options};
    gl_sources_init(&load->sources);
    gl_diags_init(&load->diags, &load->arena);
    gl_pool_init(&load->pool, options->threads);
    load->discovery =
        (struct gl_discovery){.arena = &load->arena, .sources = &load->sources, .diags = &load->diags};
}

void gl_load_free(struct gl_load *load)
{
    gl_pool_free(&load->pool);
    gl_sources_free(&load->sources);
    gl_arena_free(&load->arena);
}

bool gl_load_prepare(struct gl_load *load)
{
    const struct gl_options *options = load->options;

    load->front = (struct gl_front_options){.environment = options->environment,
                                            .region = options->region,
                                            .account = options->account,
                                            .variables = options->variables.items,
                                            .variable_len = options->variables.len,
                                            .variable_is_used =
                                                GL_NEW_ARRAY(&load->arena, bool, options->variables.len)};
    read_parameter_files(load);
    read_variable_files(load);
    return !gl_diags_has(&load->diags, GL_DIAG_USAGE);
}

void gl_load_run(struct gl_load *load, const struct gl_str *paths, size_t len)
{
    gl_discover(&load->discovery, paths, len);
    load->front.tree = load->discovery.tree;
    gl_k8s_find_charts(&load->arena, &load->discovery.inputs, &load->charts);
    read_inputs(load, &load->discovery.inputs);
    read_named(load);
    classify(load);
    lower(load);
    tell_strangers(load);
    link_graph(load);
}
