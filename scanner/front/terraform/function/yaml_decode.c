#include "front/terraform/function/library.h"
#include "read/read.h"

/* Terraform's YAML has one document, and keys that are strings. */
static bool fail_reading(const struct gl_tf_call *call, const struct gl_diags *diags)
{
    for (size_t i = 0; i < diags->len; i++) {
        if (diags->items[i].level != GL_DIAG_NOTE)
            return gl_tf_fail_function(call, "%.*s", GL_STR_ARG(diags->items[i].message));
    }
    return gl_tf_fail_function(call, "on line 1, column 1: missing start of document");
}

bool gl_tf_yamldecode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_arena *arena = call->eval->arena;
    struct gl_source source = {.text = gl_tf_argument_text(call, 0)};
    struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_documents documents = {0};
    struct gl_value tree;
    struct gl_diags diags;

    if (!gl_tf_afford(call, 0, source.text.len) || !gl_tf_spend(call->eval, call->span, source.text.len / 8))
        return false;
    gl_diags_init(&diags, arena);
    if (gl_read_yaml(&source, arena, &options, &documents, &diags))
        return fail_reading(call, &diags);
    if (documents.len == 0)
        return fail_reading(call, &diags);
    if (documents.len > 1)
        return gl_tf_fail_function(call, "unexpected extra content after value");
    tree = documents.items[0].root;
    gl_value_move_spans(&tree, call->span);
    *ret_value = gl_tf_from_tree(arena, &tree, true);
    return true;
}
