/* YAML streams, and whatever gl_read makes of the same bytes. */
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_documents documents;
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    enum gl_err err;

    gl_sources_init(&sources);
    source = gl_sources_add_text(&sources, GL_STR("a"), (struct gl_str){(const char *)data, size});
    gl_diags_init(&diags, &arena);
    err = gl_read_yaml(source, &arena, &options, &documents, &diags);
    check_documents(&documents, source);
    check_told(err, &diags, &sources);
    gl_diags_init(&diags, &arena);
    err = gl_read(source, &arena, &options, &documents, &diags);
    check_documents(&documents, source);
    check_told(err, &diags, &sources);
    gl_arena_free(&arena);
    gl_sources_free(&sources);
    return 0;
}
