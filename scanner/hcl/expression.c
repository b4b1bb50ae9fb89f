/* Operators and terms. */
#include "base/limits.h"
#include "hcl/parser.h"

static const struct {
    uint8_t level; /* binds tighter when higher; 0: no binary operator */
    uint8_t op;
} binary[] = {
    [GL_HCL_T_OR] = {1, GL_HCL_OR},           [GL_HCL_T_AND] = {2, GL_HCL_AND},
    [GL_HCL_T_EQUAL] = {3, GL_HCL_EQUAL},     [GL_HCL_T_NOT_EQUAL] = {3, GL_HCL_NOT_EQUAL},
    [GL_HCL_T_LESS] = {4, GL_HCL_LESS},       [GL_HCL_T_LESS_EQUAL] = {4, GL_HCL_LESS_EQUAL},
    [GL_HCL_T_GREATER] = {4, GL_HCL_GREATER}, [GL_HCL_T_GREATER_EQUAL] = {4, GL_HCL_GREATER_EQUAL},
    [GL_HCL_T_PLUS] = {5, GL_HCL_ADD},        [GL_HCL_T_MINUS] = {5, GL_HCL_SUBTRACT},
    [GL_HCL_T_STAR] = {6, GL_HCL_MULTIPLY},   [GL_HCL_T_SLASH] = {6, GL_HCL_DIVIDE},
    [GL_HCL_T_PERCENT] = {6, GL_HCL_MODULO},  [GL_HCL_QUOTED_NEWLINE] = {0, 0},
};

static uint32_t next_offset(struct gl_hcl_parser *parser)
{
    gl_hcl_peek(parser);
    return parser->at->begin;
}

static const struct gl_hcl_expr *parenthesis(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *open = gl_hcl_next(parser);
    bool outer = parser->sees_newlines;
    const struct gl_hcl_expr *inner;
    struct gl_hcl_expr *expr;

    parser->sees_newlines = false;
    inner = gl_hcl_read_expression(parser);
    if (!inner)
        return NULL;
    if (!gl_hcl_skip(parser, GL_HCL_PAREN_CLOSE)) {
        gl_hcl_mistake(parser, parser->at, "close the parenthesis",
                       "Unbalanced parentheses: a closing parenthesis was expected to end the expression");
        return NULL;
    }
    parser->sees_newlines = outer;
    expr = gl_hcl_make(parser, GL_HCL_PAREN, open->begin, parser->last_end);
    expr->u.operand[0] = inner;
    return gl_hcl_adopt(parser->text, expr, inner) ? expr : NULL;
}

static const struct gl_hcl_expr *unary(struct gl_hcl_parser *parser, enum gl_hcl_op op)
{
    const struct gl_hcl_token *sign = gl_hcl_next(parser);
    const struct gl_hcl_expr *operand;
    struct gl_hcl_expr *expr;

    if (parser->depth >= GL_MAX_DEPTH) {
        gl_hcl_tell_depth(parser->text, gl_hcl_span(parser->text, sign->begin, gl_hcl_end(sign)));
        return NULL;
    }
    parser->depth++;
    operand = gl_hcl_read_operand(parser);
    parser->depth--;
    if (!operand)
        return NULL;
    expr = gl_hcl_make(parser, GL_HCL_UNARY, sign->begin, parser->last_end);
    expr->op = (uint8_t)op;
    expr->u.operand[0] = operand;
    return gl_hcl_adopt(parser->text, expr, operand) ? expr : NULL;
}

static const struct gl_hcl_expr *name(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *token = gl_hcl_next(parser);
    enum gl_hcl_token_kind after = gl_hcl_peek(parser);
    struct gl_str text = gl_hcl_token_text(parser, token);
    struct gl_hcl_expr *expr;

    if (after == GL_HCL_PAREN_OPEN || after == GL_HCL_DOUBLE_COLON)
        return gl_hcl_read_call(parser, token);
    expr = gl_hcl_make(parser, GL_HCL_VARIABLE, token->begin, gl_hcl_end(token));
    if (gl_str_eq(text, GL_STR("true")) || gl_str_eq(text, GL_STR("false"))) {
        expr->kind = GL_HCL_BOOL;
        expr->u.boolean = text.ptr[0] == 't';
    } else if (gl_str_eq(text, GL_STR("null"))) {
        expr->kind = GL_HCL_NULL;
    } else {
        expr->u.text = text;
    }
    return expr;
}

static const struct gl_hcl_expr *no_term(struct gl_hcl_parser *parser)
{
    if (gl_hcl_peek(parser) == GL_HCL_END)
        gl_hcl_mistake(parser, parser->at, NULL,
                       "Missing expression: an expression was expected, but the file ends here");
    else
        gl_hcl_mistake(parser, parser->at, NULL,
                       "Invalid expression: an expression was expected to begin here");
    return NULL;
}

static const struct gl_hcl_expr *term(struct gl_hcl_parser *parser)
{
    switch ((int)gl_hcl_peek(parser)) {
    case GL_HCL_PAREN_OPEN:
        return parenthesis(parser);
    case GL_HCL_DIGITS:
        return gl_hcl_read_number(parser);
    case GL_HCL_NAME:
        return name(parser);
    case GL_HCL_QUOTE_OPEN:
    case GL_HCL_HEREDOC_OPEN:
        return gl_hcl_read_template(parser);
    case GL_HCL_T_MINUS:
        return unary(parser, GL_HCL_NEGATE);
    case GL_HCL_BANG:
        return unary(parser, GL_HCL_NOT);
    case GL_HCL_BRACKET_OPEN:
        return gl_hcl_read_tuple(parser);
    case GL_HCL_BRACE_OPEN:
        return gl_hcl_read_object(parser);
    default:
        return no_term(parser);
    }
}

const struct gl_hcl_expr *gl_hcl_read_operand(struct gl_hcl_parser *parser)
{
    uint32_t begin = next_offset(parser);
    const struct gl_hcl_expr *from = term(parser);
    enum gl_hcl_token_kind next;

    if (!from)
        return NULL;
    next = gl_hcl_peek(parser);
    return next == GL_HCL_DOT || next == GL_HCL_BRACKET_OPEN ? gl_hcl_read_steps(parser, from, begin) : from;
}

/* Operators that bind tighter than `level`; those of one level group from the left. */
static const struct gl_hcl_expr *operation(struct gl_hcl_parser *parser, unsigned level)
{
    uint32_t begin = next_offset(parser);
    const struct gl_hcl_expr *left = gl_hcl_read_operand(parser), *right;

    while (left) {
        enum gl_hcl_token_kind kind = gl_hcl_peek(parser);
        unsigned found = kind < sizeof binary / sizeof *binary ? binary[kind].level : 0;
        struct gl_hcl_expr *expr;

        if (found <= level)
            return left;
        gl_hcl_next(parser);
        right = operation(parser, found);
        if (!right)
            return NULL;
        expr = gl_hcl_make(parser, GL_HCL_BINARY, begin, parser->last_end);
        expr->op = binary[kind].op;
        expr->u.operand[0] = left;
        expr->u.operand[1] = right;
        if (!gl_hcl_adopt(parser->text, expr, left) || !gl_hcl_adopt(parser->text, expr, right))
            return NULL;
        left = expr;
    }
    return NULL;
}

static const struct gl_hcl_expr *conditional(struct gl_hcl_parser *parser)
{
    uint32_t begin = next_offset(parser);
    const struct gl_hcl_expr *condition = operation(parser, 0), *yes, *no;
    struct gl_hcl_expr *expr;

    if (!condition || !gl_hcl_skip(parser, GL_HCL_QUESTION))
        return condition;
    yes = gl_hcl_read_expression(parser);
    if (!yes)
        return NULL;
    if (!gl_hcl_skip(parser, GL_HCL_COLON)) {
        gl_hcl_mistake(
            parser, parser->at, "write condition ? value : other value, on one line or in parentheses",
            "Missing false expression in conditional: a colon and the other value were expected here");
        return NULL;
    }
    no = gl_hcl_read_expression(parser);
    if (!no)
        return NULL;
    expr = gl_hcl_make(parser, GL_HCL_CONDITIONAL, begin, parser->last_end);
    expr->u.operand[0] = condition;
    expr->u.operand[1] = yes;
    expr->u.operand[2] = no;
    for (size_t i = 0; i < 3; i++) {
        if (!gl_hcl_adopt(parser->text, expr, expr->u.operand[i]))
            return NULL;
    }
    return expr;
}

const struct gl_hcl_expr *gl_hcl_read_expression(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_expr *expr;

    if (parser->depth >= GL_MAX_DEPTH) {
        gl_hcl_peek(parser);
        gl_hcl_tell_depth(parser->text, gl_hcl_span(parser->text, parser->at->begin, gl_hcl_end(parser->at)));
        return NULL;
    }
    parser->depth++;
    expr = conditional(parser);
    parser->depth--;
    return expr;
}
