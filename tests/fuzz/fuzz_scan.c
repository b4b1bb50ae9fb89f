/* A template through the whole pipeline: read, evaluate, link, every check, every report. Each finding has a
 * place inside its file, and a second run on four threads finds as much. */
#include <stdlib.h>

#include "engine/baseline_load.h"
#include "engine/run.h"
#include "engine/settle.h"
#include "front/cloudformation/cloudformation.h"
#include "graph/security_group.h"
#include "reports/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct world {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_catalogue catalogue;
    struct gl_baseline baseline;
    struct gl_diags diags;
};

/* Loaded once: it takes longer than a scan. */
static struct world *world(void)
{
    static struct world made;
    struct gl_baseline_loader loader = {&made.arena, &made.sources, &made.catalogue, &made.diags};

    if (made.sources.len > 0)
        return &made;
    gl_sources_init(&made.sources);
    gl_diags_init(&made.diags, &made.arena);
    gl_catalogue_init(&made.catalogue, &made.arena);
    if (!gl_baseline_load(&loader, GL_STR("all"), &made.baseline))
        abort();
    return &made;
}

static void check_span(const struct gl_sources *sources, struct gl_span span)
{
    if (span.source >= sources->len || span.begin > span.end ||
        span.end > gl_sources_get(sources, span.source)->text.len)
        abort();
}

static void check_findings(const struct gl_sources *sources, const struct gl_findings *findings)
{
    for (size_t i = 0; i < findings->len; i++) {
        const struct gl_finding *finding = findings->items[i];

        check_span(sources, finding->span);
        for (size_t k = 0; k < finding->related_len; k++)
            check_span(sources, finding->related[k].span);
        if (finding->message.len == 0)
            abort();
    }
}

static void write_reports(struct gl_arena *arena, const struct gl_sources *sources, struct gl_run *run,
                          struct gl_diags *diags)
{
    struct gl_report report = {.arena = arena,
                               .findings = &run->findings,
                               .diags = diags,
                               .sources = sources,
                               .checks = run->asked_checks,
                               .check_len = run->asked_len,
                               .baseline = run->baseline->name,
                               .root = GL_STR("a"),
                               .root_path = GL_STR("/a"),
                               .include = 15};
    size_t len;
    const struct gl_report_writer *writers = gl_report_writers(&len);

    gl_diags_sort(diags, sources);
    gl_report_prepare(&report, true);
    for (size_t i = 0; i < len; i++) {
        struct gl_buf out;

        gl_buf_init(&out);
        writers[i].write(&report, &out);
        gl_buf_free(&out);
    }
}

static size_t scan(struct gl_str text, unsigned threads)
{
    const struct gl_read_options read = {.duplicate_key = GL_DIAG_INCOMPLETE};
    struct gl_input input = {.kind = GL_INPUT_TEMPLATE};
    struct gl_inputs inputs = {&input, 1};
    struct gl_front_output output = {0};
    struct gl_front_options options = {0};
    struct gl_pool pool = {.threads = threads};
    struct gl_sources sources;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_cfn_set set;
    struct gl_graph graph;
    struct gl_run run = {.graph = &graph,
                         .diags = &diags,
                         .catalogue = &world()->catalogue,
                         .baseline = &world()->baseline,
                         .include = 15,
                         .arena = &arena};

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    input.source = gl_sources_add_text(&sources, GL_STR("a.yaml"), text);
    input.source->path = GL_STR("a.yaml");
    if (gl_read(input.source, &arena, &read, &input.documents, &diags) != GL_OK || input.documents.len == 0)
        input.kind = GL_INPUT_UNREAD;
    gl_cfn_set_init(&set, &arena, &inputs, &options);
    if (input.kind == GL_INPUT_TEMPLATE && gl_cfn_is_template(&input.documents.items[0].root))
        gl_cfn_add_templates(&set);
    gl_cfn_evaluate(&set, &pool, &output, &diags);
    gl_graph_init(&graph, &arena);
    for (size_t i = 0; i < output.len; i++)
        gl_graph_add(&graph, output.resources[i]);
    gl_graph_link(&graph);
    run.network = gl_network_build(&arena, &graph, &diags);
    gl_run_checks(&run, &pool);
    gl_settle(&run.findings, run.baseline, GL_STR("2026-11-25"), &diags);
    check_findings(&sources, &run.findings);
    write_reports(&arena, &sources, &run, &diags);
    gl_pool_free(&pool);
    gl_arena_free(&arena);
    gl_sources_free(&sources);
    return run.findings.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gl_str text = {(const char *)data, size};

    size_t found = scan(text, 1);

    if (size % 8 == 0 && found != scan(text, 4)) /* threads are slow to start */
        abort();
    return 0;
}
