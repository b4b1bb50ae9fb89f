/* Baseline files: whatever is in them, loading ends with a baseline or with what is wrong. */
#include "engine/baseline_load.h"
#include "read/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_USAGE};
    struct gl_arena arena = {0};
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_documents documents;
    struct gl_catalogue catalogue;
    struct gl_baseline baseline;
    struct gl_baseline_loader loader = {&arena, &sources, &catalogue, &diags};
    const struct gl_source *source;

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    gl_catalogue_init(&catalogue, &arena);
    source =
        gl_sources_add_text(&sources, GL_STR("baseline.yaml"), (struct gl_str){(const char *)data, size});
    if (gl_read(source, &arena, &options, &documents, &diags) == GL_OK && documents.len > 0) {
        bool ok = gl_baseline_load_tree(&loader, &documents.items[0].root, &baseline);

        gl_assert(ok || gl_diags_has(&diags, GL_DIAG_USAGE));
    }
    gl_catalogue_free(&catalogue);
    gl_sources_free(&sources);
    gl_arena_free(&arena);
    return 0;
}
