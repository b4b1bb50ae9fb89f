#include "hcl/parser.h"

/* name, or namespace::name, up to the parenthesis, which is read; false after a mistake. */
static bool read_name(struct gl_hcl_parser *parser, const struct gl_hcl_token *first, struct gl_str *ret_name)
{
    struct gl_str name = gl_hcl_token_text(parser, first);

    while (gl_hcl_skip(parser, GL_HCL_DOUBLE_COLON)) {
        if (gl_hcl_peek(parser) != GL_HCL_NAME) {
            gl_hcl_mistake(parser, parser->at, NULL, "Missing function name: a function name must follow ::");
            return false;
        }
        name = gl_arena_printf(parser->text->arena, "%.*s::%.*s", GL_STR_ARG(name),
                               GL_STR_ARG(gl_hcl_token_text(parser, parser->at)));
        gl_hcl_next(parser);
    }
    *ret_name = name;
    if (gl_hcl_skip(parser, GL_HCL_PAREN_OPEN))
        return true;
    gl_hcl_mistake(
        parser, parser->at, NULL,
        "Missing open parenthesis: a function's name must be followed by its arguments in parentheses");
    return false;
}

static bool no_separator(struct gl_hcl_parser *parser, uint32_t begin, uint32_t open_end)
{
    if (gl_hcl_kind(parser->at) == GL_HCL_END)
        gl_hcl_mistake_range(
            parser, begin, open_end, "close the parenthesis",
            "Unterminated function call: there is no closing parenthesis before the end of the file");
    else
        gl_hcl_mistake(parser, parser->at, "separate arguments with commas",
                       "Missing argument separator: a comma was expected before the next argument");
    return false;
}

/* Pushes the arguments and reads the closing parenthesis; false after a mistake. */
static bool read_arguments(struct gl_hcl_parser *parser, uint32_t begin, bool *ret_is_expanded)
{
    uint32_t open_end = parser->last_end;

    while (!gl_hcl_skip(parser, GL_HCL_PAREN_CLOSE)) {
        const struct gl_hcl_expr *argument = gl_hcl_read_expression(parser);

        if (!argument)
            return false;
        gl_hcl_push_expr(parser, argument);
        if (gl_hcl_peek(parser) == GL_HCL_ELLIPSIS) {
            const struct gl_hcl_token *dots = gl_hcl_next(parser);

            *ret_is_expanded = true;
            if (gl_hcl_skip(parser, GL_HCL_PAREN_CLOSE))
                return true;
            gl_hcl_mistake(parser, dots, "only the last argument can be expanded",
                           "Missing closing parenthesis: the call must end after an expanded argument");
            return false;
        }
        if (gl_hcl_peek(parser) != GL_HCL_PAREN_CLOSE && !gl_hcl_skip(parser, GL_HCL_COMMA))
            return no_separator(parser, begin, open_end);
    }
    return true;
}

const struct gl_hcl_expr *gl_hcl_read_call(struct gl_hcl_parser *parser, const struct gl_hcl_token *first)
{
    bool outer = parser->sees_newlines, is_expanded = false;
    size_t mark = parser->exprs.len;
    const struct gl_hcl_expr **arguments;
    struct gl_hcl_expr *call;
    struct gl_str name;
    size_t len;

    if (!read_name(parser, first, &name))
        return NULL;
    parser->sees_newlines = false;
    if (!read_arguments(parser, first->begin, &is_expanded)) {
        parser->exprs.len = mark;
        return NULL;
    }
    parser->sees_newlines = outer;
    call = gl_hcl_make(parser, GL_HCL_CALL, first->begin, parser->last_end);
    if (!gl_hcl_take_list(parser, call, mark, &arguments, &len))
        return NULL;
    call->u.call.name = name;
    call->u.call.arguments = arguments;
    call->u.call.len = (uint32_t)len;
    call->u.call.is_expanded = is_expanded;
    return call;
}
