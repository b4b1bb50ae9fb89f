/* The whole of a scan behind the readers: a template is evaluated, linked, its security groups are folded,
 * and every check of the binary is judged on it. Findings point into the source, and every pair has one
 * outcome. */
#include "tree.h"

#include "base/limits.h"
#include "engine/baseline_load.h"
#include "engine/run.h"
#include "front/cloudformation/cloudformation.h"
#include "graph/security_group.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks and the baseline, compiled once: they are the same for every input. */
struct rules {
    bool is_ready;
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_catalogue catalogue;
    struct gl_baseline baseline;
};

static struct rules *rules(void)
{
    static struct rules once;
    struct gl_baseline_loader loader = {&once.arena, &once.sources, &once.catalogue, &once.diags};

    if (once.is_ready)
        return &once;
    gl_sources_init(&once.sources);
    gl_diags_init(&once.diags, &once.arena);
    gl_catalogue_init(&once.catalogue, &once.arena);
    demand(gl_baseline_load(&loader, GL_STR("all"), &once.baseline));
    once.is_ready = true;
    return &once;
}

struct scan {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_input input;
    struct gl_inputs inputs;
    struct gl_pool pool;
    struct gl_cfn_set set;
    struct gl_front_output output;
    struct gl_graph graph;
};

static void check_finding(const struct scan *scan, const struct gl_finding *finding)
{
    const struct gl_source *source = gl_sources_get(&scan->sources, finding->span.source);

    demand(finding->check && finding->resource && finding->message.len);
    demand(finding->span.begin <= finding->span.end && finding->span.end <= source->text.len);
    for (size_t i = 0; i < finding->related_len; i++)
        demand(finding->related[i].span.begin <= finding->related[i].span.end);
}

static void judge(struct scan *scan)
{
    struct rules *all = rules();
    struct gl_run run = {.graph = &scan->graph,
                         .diags = &scan->diags,
                         .catalogue = &all->catalogue,
                         .baseline = &all->baseline,
                         .include = 1u << GL_FAIL | 1u << GL_OPEN | 1u << GL_PASS,
                         .arena = &scan->arena};

    gl_graph_init(&scan->graph, &scan->arena);
    for (size_t i = 0; i < scan->output.len; i++)
        gl_graph_add(&scan->graph, scan->output.resources[i]);
    gl_graph_link(&scan->graph);
    run.network = gl_network_build(&scan->arena, &scan->graph, &scan->diags);
    gl_run_checks(&run, &scan->pool);
    for (size_t i = 0; i < run.findings.len; i++)
        check_finding(scan, run.findings.items[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    struct scan scan = {.inputs = {.len = 1}, .pool = {.threads = 1}};

    gl_sources_init(&scan.sources);
    gl_diags_init(&scan.diags, &scan.arena);
    scan.inputs.items = &scan.input;
    scan.input.source =
        gl_sources_add_text(&scan.sources, GL_STR("a.yaml"), (struct gl_str){(const char *)data, size});
    scan.input.source->path = GL_STR("a.yaml");
    scan.input.kind = GL_INPUT_TEMPLATE;
    if (gl_read(scan.input.source, &scan.arena, &options, &scan.input.documents, &scan.diags) == GL_OK &&
        scan.input.documents.len) {
        gl_cfn_set_init(&scan.set, &scan.arena, &scan.inputs, NULL);
        gl_cfn_add_templates(&scan.set);
        gl_cfn_evaluate(&scan.set, &scan.pool, &scan.output, &scan.diags);
        judge(&scan);
    }
    gl_pool_free(&scan.pool);
    gl_arena_free(&scan.arena);
    gl_sources_free(&scan.sources);
    return 0;
}
