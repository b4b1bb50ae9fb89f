#include "hcl/parser.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"

bool gl_hcl_token_is(const struct gl_hcl_parser *parser, const struct gl_hcl_token *token, struct gl_str name)
{
    return gl_hcl_kind(token) == GL_HCL_NAME && gl_str_eq(gl_hcl_token_text(parser, token), name);
}

void gl_hcl_parser_init(struct gl_hcl_parser *parser, struct gl_hcl_text *text, bool is_template)
{
    *parser = (struct gl_hcl_parser){.text = text, .sees_newlines = true};
    gl_hcl_lex(text, is_template, &parser->token_buf);
    parser->tokens = parser->at = (const struct gl_hcl_token *)(const void *)parser->token_buf.ptr;
}

void gl_hcl_parser_free(struct gl_hcl_parser *parser)
{
    gl_buf_free(&parser->token_buf);
    gl_buf_free(&parser->exprs);
    gl_buf_free(&parser->parts);
    gl_buf_free(&parser->attributes);
    gl_buf_free(&parser->blocks);
    gl_buf_free(&parser->labels);
    gl_buf_free(&parser->open);
}

__attribute__((format(printf, 4, 0))) static void tell(struct gl_hcl_parser *parser, struct gl_span span,
                                                       const char *remedy, const char *format, va_list args)
{
    char message[400];

    vsnprintf(message, sizeof message, format, args);
    gl_hcl_tell(parser->text, span, remedy, "%s", message);
}

void gl_hcl_mistake(struct gl_hcl_parser *parser, const struct gl_hcl_token *at, const char *remedy,
                    const char *format, ...)
{
    va_list args;

    if (gl_hcl_kind(at) == GL_HCL_QUOTED_NEWLINE)
        parser->is_muted = true;
    if (parser->is_muted || gl_hcl_kind(at) == GL_HCL_TOLD)
        return;
    va_start(args, format);
    tell(parser, gl_hcl_span(parser->text, at->begin, gl_hcl_end(at)), remedy, format, args);
    va_end(args);
}

void gl_hcl_mistake_range(struct gl_hcl_parser *parser, uint32_t begin, uint32_t end, const char *remedy,
                          const char *format, ...)
{
    va_list args;

    if (parser->is_muted)
        return;
    va_start(args, format);
    tell(parser, gl_hcl_span(parser->text, begin, end), remedy, format, args);
    va_end(args);
}

struct gl_hcl_expr *gl_hcl_make_span(struct gl_hcl_text *text, enum gl_hcl_kind kind, struct gl_span span)
{
    struct gl_hcl_expr *expr = GL_NEW(text->arena, struct gl_hcl_expr);

    expr->kind = (uint8_t)kind;
    expr->height = 1;
    expr->span = span;
    return expr;
}

struct gl_hcl_expr *gl_hcl_make(struct gl_hcl_parser *parser, enum gl_hcl_kind kind, uint32_t begin,
                                uint32_t end)
{
    return gl_hcl_make_span(parser->text, kind, gl_hcl_span(parser->text, begin, end));
}

bool gl_hcl_adopt(struct gl_hcl_text *text, struct gl_hcl_expr *parent, const struct gl_hcl_expr *child)
{
    if (child->height < parent->height)
        return true;
    if (child->height >= GL_MAX_DEPTH) {
        gl_hcl_tell_depth(text, parent->span);
        return false;
    }
    parent->height = (uint8_t)(child->height + 1);
    return true;
}

void gl_hcl_push_expr(struct gl_hcl_parser *parser, const struct gl_hcl_expr *expr)
{
    gl_buf_add(&parser->exprs, (struct gl_str){(const char *)&expr, sizeof expr});
}

bool gl_hcl_take_list(struct gl_hcl_parser *parser, struct gl_hcl_expr *parent, size_t mark,
                      const struct gl_hcl_expr ***ret_items, size_t *ret_len)
{
    size_t bytes = parser->exprs.len - mark, len = bytes / sizeof(struct gl_hcl_expr *);
    const struct gl_hcl_expr **items = NULL;

    if (len) {
        items = GL_NEW_ARRAY(parser->text->arena, const struct gl_hcl_expr *, len);
        memcpy(items, parser->exprs.ptr + mark, bytes);
    }
    parser->exprs.len = mark;
    for (size_t i = 0; i < len; i++) {
        if (!gl_hcl_adopt(parser->text, parent, items[i]))
            return false;
    }
    *ret_items = items;
    *ret_len = len;
    return true;
}
