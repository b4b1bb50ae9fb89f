/* JSON: the tree's spans, and reading what was printed gives the same tree again. */
#include <string.h>

#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};

static void check_round_trip(struct gl_sources *sources, struct gl_arena *arena, const struct gl_value *root)
{
    struct gl_buf once, twice;
    struct gl_diags diags;
    struct gl_value again;

    gl_buf_init(&once);
    gl_buf_init(&twice);
    gl_diags_init(&diags, arena);
    gl_value_print(&once, root);
    demand(gl_read_json(gl_sources_add_text(sources, GL_STR("b"), gl_buf_str(&once)), arena, &options, &again,
                        &diags) == GL_OK);
    gl_value_print(&twice, &again);
    demand(gl_str_eq(gl_buf_str(&once), gl_buf_str(&twice)));
    gl_buf_free(&once);
    gl_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_value root;
    enum gl_err err;

    gl_sources_init(&sources);
    source = gl_sources_add_text(&sources, GL_STR("a"), (struct gl_str){(const char *)data, size});
    gl_diags_init(&diags, &arena);
    err = gl_read_json(source, &arena, &options, &root, &diags);
    check_told(err, &diags, &sources);
    if (!err) {
        struct gl_document document = {root};
        struct gl_documents documents = {&document, 1};

        check_documents(&documents, source);
        check_round_trip(&sources, &arena, &root);
    }
    gl_arena_free(&arena);
    gl_sources_free(&sources);
    return 0;
}
