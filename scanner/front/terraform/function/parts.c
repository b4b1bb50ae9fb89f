#include "front/terraform/function/parts.h"

#include "front/terraform/function/library.h"

static void close_text(struct gl_tf_parts *parts, const struct gl_tf_call *call)
{
    struct gl_arena *arena = call->eval->arena;
    struct gl_str text = gl_arena_copy(arena, gl_buf_str(&parts->text));

    if (text.len)
        *GL_PUSH(arena, parts->items, parts->len, parts->capacity) = gl_tf_text_value(call, text);
    parts->text.len = 0;
}

void gl_tf_parts_add_unknown(struct gl_tf_parts *parts, const struct gl_tf_call *call,
                             const struct gl_tf_value *unknown)
{
    close_text(parts, call);
    *GL_PUSH(call->eval->arena, parts->items, parts->len, parts->capacity) = *unknown;
}

bool gl_tf_parts_return(struct gl_tf_parts *parts, const struct gl_tf_call *call, struct gl_tf_unknown known,
                        struct gl_tf_value *ret_value)
{
    if (parts->len == 0)
        return gl_tf_return_buffer(call, &parts->text, ret_value);
    close_text(parts, call);
    gl_buf_free(&parts->text);
    known.shape = GL_TF_CONCAT;
    known.parts = parts->items;
    known.part_len = parts->len;
    return gl_tf_return_refined(call, &known, ret_value);
}
