/* The ways in. */
#include "hcl/json.h"
#include "hcl/parser.h"

static bool is_json(const struct gl_source *source)
{
    return gl_str_ends_with(source->path.len ? source->path : source->uri, GL_STR(".json"));
}

static const struct gl_hcl_body *empty_body(struct gl_arena *arena, const struct gl_source *source)
{
    struct gl_hcl_body *body = GL_NEW(arena, struct gl_hcl_body);

    body->span = (struct gl_span){source->id, 0, 0};
    return body;
}

static void parse_native(struct gl_hcl_text *text, struct gl_hcl_file *file)
{
    struct gl_hcl_parser parser;
    struct gl_hcl_body *body;

    gl_hcl_parser_init(&parser, text, false);
    if (gl_hcl_read_body(&parser, NULL, &body))
        file->body = body;
    gl_hcl_parser_free(&parser);
}

enum gl_err gl_hcl_parse(struct gl_source *source, struct gl_arena *arena, struct gl_diags *diags,
                         struct gl_hcl_file *ret_file)
{
    struct gl_hcl_report report = {.diags = diags};
    struct gl_hcl_text text = {.source = source, .arena = arena, .report = &report, .bytes = source->text};

    *ret_file = (struct gl_hcl_file){source, empty_body(arena, source)};
    if (is_json(source)) {
        const struct gl_hcl_body *body = gl_hcl_parse_json(&text);

        if (body)
            ret_file->body = body;
    } else if (gl_hcl_text_check(&text)) {
        parse_native(&text, ret_file);
    }
    return gl_hcl_report_end(&report, source) ? GL_ERR_SYNTAX : GL_OK;
}

const struct gl_hcl_expr *gl_hcl_expression_of(struct gl_hcl_text *text)
{
    struct gl_hcl_parser parser;
    const struct gl_hcl_expr *expr;

    gl_hcl_parser_init(&parser, text, false);
    parser.sees_newlines = false;
    expr = gl_hcl_read_expression(&parser);
    if (expr && gl_hcl_peek(&parser) != GL_HCL_END) {
        gl_hcl_mistake(&parser, parser.at, NULL,
                       "Extra characters after expression: it was complete before this");
        expr = NULL;
    }
    gl_hcl_parser_free(&parser);
    return expr;
}

const struct gl_hcl_expr *gl_hcl_template_of(struct gl_hcl_text *text)
{
    struct gl_hcl_parser parser;
    const struct gl_hcl_expr *expr;

    gl_hcl_parser_init(&parser, text, true);
    expr = gl_hcl_read_bare_template(&parser);
    gl_hcl_parser_free(&parser);
    return expr;
}

static const struct gl_hcl_expr *parse_alone(struct gl_source *source, struct gl_arena *arena,
                                             struct gl_diags *diags,
                                             const struct gl_hcl_expr *(*parse)(struct gl_hcl_text *text))
{
    struct gl_hcl_report report = {.diags = diags};
    struct gl_hcl_text text = {.source = source, .arena = arena, .report = &report, .bytes = source->text};
    const struct gl_hcl_expr *expr = gl_hcl_text_check(&text) ? parse(&text) : NULL;

    return gl_hcl_report_end(&report, source) ? NULL : expr;
}

const struct gl_hcl_expr *gl_hcl_parse_expression(struct gl_source *source, struct gl_arena *arena,
                                                  struct gl_diags *diags)
{
    return parse_alone(source, arena, diags, gl_hcl_expression_of);
}

const struct gl_hcl_expr *gl_hcl_parse_template(struct gl_source *source, struct gl_arena *arena,
                                                struct gl_diags *diags)
{
    return parse_alone(source, arena, diags, gl_hcl_template_of);
}

const struct gl_hcl_attribute *gl_hcl_body_attribute(const struct gl_hcl_body *body, struct gl_str name)
{
    for (size_t i = 0; i < body->attribute_len; i++) {
        if (gl_str_eq(body->attributes[i].name, name))
            return &body->attributes[i];
    }
    return NULL;
}

bool gl_hcl_static_text(const struct gl_hcl_expr *expr, struct gl_arena *arena, struct gl_str *ret_text)
{
    struct gl_str from;

    switch ((int)expr->kind) {
    case GL_HCL_STRING:
    case GL_HCL_VARIABLE:
        *ret_text = expr->u.text;
        return true;
    case GL_HCL_ATTRIBUTE:
        if (!gl_hcl_static_text(expr->u.access.from, arena, &from))
            return false;
        *ret_text = gl_arena_printf(arena, "%.*s.%.*s", GL_STR_ARG(from), GL_STR_ARG(expr->u.access.name));
        return true;
    case GL_HCL_PAREN:
    case GL_HCL_WRAP:
        return gl_hcl_static_text(expr->u.operand[0], arena, ret_text);
    default:
        return false;
    }
}
