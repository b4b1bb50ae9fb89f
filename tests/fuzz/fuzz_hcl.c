/* HCL: native and JSON syntax, expressions and templates alone. Every span is inside the source, children are
 * inside their parents where they are written there, trees are no higher than they say, and reading twice
 * tells the same. */
#include <string.h>

#include "base/limits.h"
#include "hcl/hcl.h"
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_expr(const struct gl_hcl_expr *expr, const struct gl_source *source, unsigned room);

static void check_place(struct gl_span span, const struct gl_source *source)
{
    demand(span.source == source->id && span.begin <= span.end && span.end <= source->text.len);
}

static void check_list(const struct gl_hcl_expr *const *items, size_t len, const struct gl_source *source,
                       unsigned room)
{
    for (size_t i = 0; i < len; i++) {
        if (items[i])
            check_expr(items[i], source, room);
    }
}

static void check_loop(const struct gl_hcl_loop *loop, const struct gl_source *source, unsigned room)
{
    const struct gl_hcl_expr *parts[] = {loop->collection, loop->key, loop->value, loop->condition};

    demand(loop->collection && loop->value && loop->value_name.len);
    check_list(parts, 4, source, room);
}

static void check_expr(const struct gl_hcl_expr *expr, const struct gl_source *source, unsigned room)
{
    check_place(expr->span, source);
    demand(expr->height >= 1 && expr->height <= room);
    room = expr->height - 1u;
    switch ((enum gl_hcl_kind)expr->kind) {
    case GL_HCL_INVALID:
    case GL_HCL_NULL:
    case GL_HCL_BOOL:
    case GL_HCL_STRING:
    case GL_HCL_SPLAT_ITEM:
        return;
    case GL_HCL_NUMBER:
    case GL_HCL_VARIABLE:
        demand(expr->u.text.len);
        return;
    case GL_HCL_TEMPLATE:
    case GL_HCL_TUPLE:
        check_list(expr->u.list.items, expr->u.list.len, source, room);
        return;
    case GL_HCL_WRAP:
    case GL_HCL_PAREN:
    case GL_HCL_UNARY:
        check_list(expr->u.operand, 1, source, room);
        return;
    case GL_HCL_INDEX:
    case GL_HCL_BINARY:
        check_list(expr->u.operand, 2, source, room);
        return;
    case GL_HCL_TEMPLATE_IF:
    case GL_HCL_CONDITIONAL:
        check_list(expr->u.operand, 3, source, room);
        return;
    case GL_HCL_TEMPLATE_FOR:
    case GL_HCL_FOR_TUPLE:
    case GL_HCL_FOR_OBJECT:
        check_loop(expr->u.loop, source, room);
        return;
    case GL_HCL_ATTRIBUTE:
        demand(expr->u.access.name.len);
        check_expr(expr->u.access.from, source, room);
        return;
    case GL_HCL_SPLAT:
        check_expr(expr->u.splat.from, source, room);
        check_expr(expr->u.splat.each, source, room);
        return;
    case GL_HCL_CALL:
        check_list(expr->u.call.arguments, expr->u.call.len, source, room);
        return;
    case GL_HCL_OBJECT:
        for (size_t i = 0; i < expr->u.object.len; i++) {
            check_expr(expr->u.object.items[i].key, source, room);
            check_expr(expr->u.object.items[i].value, source, room);
        }
        return;
    }
}

static void check_body(const struct gl_hcl_body *body, const struct gl_source *source, unsigned depth)
{
    demand(depth <= 2 * GL_MAX_DEPTH);
    check_place(body->span, source);
    for (size_t i = 0; i < body->attribute_len; i++) {
        check_place(body->attributes[i].name_span, source);
        check_expr(body->attributes[i].value, source, GL_MAX_DEPTH);
    }
    for (size_t i = 0; i < body->block_len; i++) {
        const struct gl_hcl_block *block = &body->blocks[i];

        check_place(block->header, source);
        check_place(block->open_brace, source);
        check_place(block->close_brace, source);
        demand(block->span.begin <= block->header.begin && block->header.end <= block->open_brace.begin &&
               block->open_brace.end <= block->close_brace.end && block->close_brace.end <= block->span.end);
        for (size_t j = 0; j < block->label_len; j++)
            check_place(block->labels[j].span, source);
        check_body(block->body, source, depth + 1);
    }
}

static void read_as(const char *name, struct gl_str text)
{
    struct gl_sources sources;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_source *source;
    const struct gl_hcl_expr *expr;
    struct gl_hcl_file file;
    struct gl_buf spans;
    enum gl_err err;

    gl_sources_init(&sources);
    gl_buf_init(&spans);
    gl_diags_init(&diags, &arena);
    source = gl_sources_add_text(&sources, gl_str_of(name), text);
    err = gl_hcl_parse(source, &arena, &diags, &file);
    demand((err != GL_OK) == gl_diags_has(&diags, GL_DIAG_INCOMPLETE));
    check_body(file.body, source, 0);
    demand(gl_hcl_print_spans(&spans, source) == (err == GL_OK));
    expr = gl_hcl_parse_expression(source, &arena, &diags);
    if (expr)
        check_expr(expr, source, GL_MAX_DEPTH);
    expr = gl_hcl_parse_template(source, &arena, &diags);
    if (expr)
        check_expr(expr, source, GL_MAX_DEPTH);
    gl_buf_free(&spans);
    gl_arena_free(&arena);
    gl_sources_free(&sources);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gl_str text = {(const char *)data, size};

    read_as(size > 0 && data[0] == '{' ? "a.tf.json" : "a.tf", text);
    return 0;
}
