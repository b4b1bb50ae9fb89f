/* Check files: a check that loads can be run on any resource. */
#include "engine/baseline_load.h"
#include "engine/run.h"
#include "read/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One resource of each kind that the check names, with the check's own tree as its properties. */
static void run_check(struct gl_arena *arena, struct gl_catalogue *catalogue, const struct gl_value *root)
{
    const struct gl_check *check = catalogue->checks[0];
    struct gl_baseline baseline = {.is_everything = true};
    struct gl_pool pool = {.threads = 1};
    struct gl_unit unit = {.name = GL_STR("s"), .environment = GL_STR("prod")};
    struct gl_graph graph;
    struct gl_run run = {
        .graph = &graph, .catalogue = catalogue, .baseline = &baseline, .include = 15, .arena = arena};

    if (check->native)
        return;
    gl_graph_init(&graph, arena);
    for (size_t i = 0; i < check->applies_to.len; i++) {
        struct gl_resource *resource = GL_NEW(arena, struct gl_resource);

        *resource = (struct gl_resource){.kind = check->applies_to.items[i],
                                         .name = GL_STR("r"),
                                         .address = GL_STR("s/r"),
                                         .unit = &unit,
                                         .properties = *root,
                                         .attributes = {.type = GL_MAP}};
        gl_graph_add(&graph, resource);
    }
    gl_graph_link(&graph);
    gl_run_checks(&run, &pool);
    gl_pool_free(&pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_USAGE};
    struct gl_arena arena = {0};
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_documents documents;
    struct gl_catalogue catalogue;
    const struct gl_source *source;

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    gl_catalogue_init(&catalogue, &arena);
    source = gl_sources_add_text(&sources, GL_STR("check.yaml"), (struct gl_str){(const char *)data, size});
    if (gl_read(source, &arena, &options, &documents, &diags) == GL_OK && documents.len > 0) {
        bool ok = gl_catalogue_add(&catalogue, &documents.items[0].root, &diags);

        gl_assert(ok || gl_diags_has(&diags, GL_DIAG_USAGE));
        gl_catalogue_settle(&catalogue, &diags);
        if (ok)
            run_check(&arena, &catalogue, &documents.items[0].root);
    }
    gl_catalogue_free(&catalogue);
    gl_sources_free(&sources);
    gl_arena_free(&arena);
    return 0;
}
