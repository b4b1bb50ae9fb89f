/* A text that is parsed as HCL, and expressions written as one line for comparison. */
#ifndef GL_TESTS_HCL_FIXTURE_H
#define GL_TESTS_HCL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "hcl/hcl.h"

struct fixture {
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_arena arena;
    struct gl_diags diags;
    struct gl_hcl_file file;
    struct gl_buf text;
    char *bytes; /* exactly as long as the text, so that a read beyond it is seen */
    enum gl_err err;
};

static inline void begin_fixture(struct fixture *f, const char *name, struct gl_str text)
{
    *f = (struct fixture){0};
    gl_sources_init(&f->sources);
    gl_diags_init(&f->diags, &f->arena);
    gl_buf_init(&f->text);
    f->bytes = malloc(text.len ? text.len : 1);
    assert_non_null(f->bytes);
    if (text.len)
        memcpy(f->bytes, text.ptr, text.len);
    f->source = gl_sources_add_text(&f->sources, gl_str_of(name), (struct gl_str){f->bytes, text.len});
}

static inline const struct gl_hcl_body *parse(struct fixture *f, const char *name, struct gl_str text)
{
    begin_fixture(f, name, text);
    f->err = gl_hcl_parse(f->source, &f->arena, &f->diags, &f->file);
    assert_int_equal(f->err != GL_OK, f->diags.len > 0);
    return f->file.body;
}

static inline void free_fixture(struct fixture *f)
{
    gl_buf_free(&f->text);
    gl_arena_free(&f->arena);
    gl_sources_free(&f->sources);
    free(f->bytes);
}

static inline void write_expr(struct gl_buf *out, const struct gl_hcl_expr *expr);

static inline void write_list(struct gl_buf *out, const char *name, const struct gl_hcl_expr *const *items,
                              size_t len)
{
    gl_buf_printf(out, "(%s", name);
    for (size_t i = 0; i < len; i++) {
        gl_buf_add_char(out, ' ');
        write_expr(out, items[i]);
    }
    gl_buf_add_char(out, ')');
}

static inline void write_loop(struct gl_buf *out, const char *name, const struct gl_hcl_loop *loop)
{
    const struct gl_hcl_expr *parts[] = {loop->key, loop->value, loop->condition};

    gl_buf_printf(out, "(%s %.*s,%.*s ", name, GL_STR_ARG(loop->key_name), GL_STR_ARG(loop->value_name));
    write_expr(out, loop->collection);
    for (size_t i = 0; i < 3; i++) {
        if (!parts[i])
            continue;
        gl_buf_add(out, i == 0 ? GL_STR(" key ") : i == 1 ? GL_STR(" ") : GL_STR(" if "));
        write_expr(out, parts[i]);
    }
    gl_buf_add(out, loop->is_grouped ? GL_STR("...)") : GL_STR(")"));
}

static inline void write_object(struct gl_buf *out, const struct gl_hcl_expr *expr)
{
    gl_buf_add(out, GL_STR("(object"));
    for (size_t i = 0; i < expr->u.object.len; i++) {
        gl_buf_add_char(out, ' ');
        write_expr(out, expr->u.object.items[i].key);
        gl_buf_add_char(out, '=');
        write_expr(out, expr->u.object.items[i].value);
    }
    gl_buf_add_char(out, ')');
}

static inline void write_expr(struct gl_buf *out, const struct gl_hcl_expr *expr)
{
    static const char *const ops[] = {"",   "-", "!",  "||", "&&", "==", "!=", "<",
                                      "<=", ">", ">=", "+",  "-",  "*",  "/",  "%"};

    switch ((enum gl_hcl_kind)expr->kind) {
    case GL_HCL_INVALID:
        gl_buf_add(out, GL_STR("invalid"));
        return;
    case GL_HCL_NULL:
        gl_buf_add(out, GL_STR("null"));
        return;
    case GL_HCL_BOOL:
        gl_buf_add(out, expr->u.boolean ? GL_STR("true") : GL_STR("false"));
        return;
    case GL_HCL_NUMBER:
    case GL_HCL_VARIABLE:
        gl_buf_add(out, expr->u.text);
        return;
    case GL_HCL_STRING:
        gl_buf_add_json(out, expr->u.text);
        return;
    case GL_HCL_TEMPLATE:
        write_list(out, "template", expr->u.list.items, expr->u.list.len);
        return;
    case GL_HCL_WRAP:
        write_list(out, "wrap", expr->u.operand, 1);
        return;
    case GL_HCL_PAREN:
        write_list(out, "paren", expr->u.operand, 1);
        return;
    case GL_HCL_TEMPLATE_IF:
        write_list(out, "if", expr->u.operand, expr->u.operand[2] ? 3 : 2);
        return;
    case GL_HCL_TEMPLATE_FOR:
        write_loop(out, "each", expr->u.loop);
        return;
    case GL_HCL_ATTRIBUTE:
        gl_buf_add_char(out, '(');
        write_expr(out, expr->u.access.from);
        gl_buf_printf(out, ".%.*s)", GL_STR_ARG(expr->u.access.name));
        return;
    case GL_HCL_INDEX:
        write_list(out, "index", expr->u.operand, 2);
        return;
    case GL_HCL_SPLAT:
        gl_buf_add(out, expr->is_full_splat ? GL_STR("(splat[*] ") : GL_STR("(splat.* "));
        write_expr(out, expr->u.splat.from);
        gl_buf_add_char(out, ' ');
        write_expr(out, expr->u.splat.each);
        gl_buf_add_char(out, ')');
        return;
    case GL_HCL_SPLAT_ITEM:
        gl_buf_add_char(out, '@');
        return;
    case GL_HCL_CALL:
        gl_buf_printf(out, "%.*s%s", GL_STR_ARG(expr->u.call.name), expr->u.call.is_expanded ? "..." : "");
        write_list(out, "", expr->u.call.arguments, expr->u.call.len);
        return;
    case GL_HCL_UNARY:
        write_list(out, ops[expr->op], expr->u.operand, 1);
        return;
    case GL_HCL_BINARY:
        write_list(out, ops[expr->op], expr->u.operand, 2);
        return;
    case GL_HCL_CONDITIONAL:
        write_list(out, "?", expr->u.operand, 3);
        return;
    case GL_HCL_TUPLE:
        write_list(out, "tuple", expr->u.list.items, expr->u.list.len);
        return;
    case GL_HCL_OBJECT:
        write_object(out, expr);
        return;
    case GL_HCL_FOR_TUPLE:
        write_loop(out, "for", expr->u.loop);
        return;
    case GL_HCL_FOR_OBJECT:
        write_loop(out, "forobject", expr->u.loop);
        return;
    }
}

static inline void assert_writes(struct fixture *f, const struct gl_hcl_expr *expr, const char *wanted)
{
    assert_non_null(expr);
    f->text.len = 0;
    write_expr(&f->text, expr);
    gl_buf_add_char(&f->text, '\0');
    assert_string_equal(f->text.ptr, wanted);
}

/* The value of the attribute `a` of a native file. */
static inline void assert_reads(const char *text, const char *wanted)
{
    struct fixture f;
    const struct gl_hcl_body *body = parse(&f, "x.tf", gl_str_of(text));
    const struct gl_hcl_attribute *a = gl_hcl_body_attribute(body, GL_STR("a"));

    if (f.err)
        fail_msg("%s: %.*s", text, GL_STR_ARG(f.diags.items[0].message));
    assert_non_null(a);
    assert_writes(&f, a->value, wanted);
    free_fixture(&f);
}

/* The summary and the offset of the problem number `index` of a file. */
static inline void assert_told(const struct fixture *f, size_t index, const char *summary, uint32_t offset)
{
    struct gl_str message;

    assert_true(index < f->diags.len);
    message = f->diags.items[index].message;
    message = gl_str_slice(message, 0, gl_str_find(message, GL_STR(": ")));
    if (!gl_str_eq(message, gl_str_of(summary)))
        fail_msg("\"%.*s\" is told, not \"%s\"", GL_STR_ARG(message), summary);
    assert_int_equal(f->diags.items[index].span.begin, offset);
}

#endif
