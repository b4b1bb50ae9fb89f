/* What follows a term: .name, .0, [index], and both splats. */
#include "hcl/parser.h"

/* One number: no second point, no second exponent. */
static bool is_number(struct gl_str text)
{
    size_t dots = 0, exponents = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool is_exponent = text.ptr[i] == 'e' || text.ptr[i] == 'E';

        if (text.ptr[i] == '.' && (++dots > 1 || exponents))
            return false;
        if (is_exponent && ++exponents > 1)
            return false;
    }
    return true;
}

const struct gl_hcl_expr *gl_hcl_read_number(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *token = gl_hcl_next(parser);
    struct gl_hcl_expr *expr = gl_hcl_make(parser, GL_HCL_NUMBER, token->begin, gl_hcl_end(token));

    expr->u.text = gl_hcl_token_text(parser, token);
    if (!is_number(expr->u.text)) {
        gl_hcl_mistake(parser, token, NULL, "Invalid number literal: this is not one number");
        expr->kind = GL_HCL_INVALID;
    }
    return expr;
}

static const struct gl_hcl_expr *make_access(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                             uint32_t begin, struct gl_str name)
{
    struct gl_hcl_expr *expr = gl_hcl_make(parser, GL_HCL_ATTRIBUTE, begin, parser->last_end);

    expr->u.access.from = from;
    expr->u.access.name = name;
    return gl_hcl_adopt(parser->text, expr, from) ? expr : NULL;
}

static const struct gl_hcl_expr *make_index(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                            uint32_t begin, const struct gl_hcl_expr *index)
{
    struct gl_hcl_expr *expr = gl_hcl_make(parser, GL_HCL_INDEX, begin, parser->last_end);

    expr->u.operand[0] = from;
    expr->u.operand[1] = index;
    return gl_hcl_adopt(parser->text, expr, from) && gl_hcl_adopt(parser->text, expr, index) ? expr : NULL;
}

/* The old way of indexing, a.0; a.0.1 reads as a with the number 0.1 and is refused. */
static const struct gl_hcl_expr *legacy_index(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                              uint32_t begin)
{
    const struct gl_hcl_token *token = parser->at;
    struct gl_str digits = gl_hcl_token_text(parser, token);
    size_t dot = gl_str_find_char(digits, '.');
    const struct gl_hcl_expr *number;

    if (dot != GL_STR_NONE) {
        gl_hcl_mistake(parser, token, "write the indices in brackets",
                       "Invalid legacy index syntax: two indices in a row need brackets, [%.*s][%.*s]",
                       GL_STR_ARG(gl_str_slice(digits, 0, dot < 20 ? dot : 20)),
                       GL_STR_ARG(gl_str_slice(digits, dot + 1, dot + 20)));
        gl_hcl_next(parser);
        return gl_hcl_make(parser, GL_HCL_INVALID, begin, parser->last_end);
    }
    number = gl_hcl_read_number(parser);
    if (gl_str_find_char(digits, 'e') == GL_STR_NONE && gl_str_find_char(digits, 'E') == GL_STR_NONE)
        return make_access(parser, from, begin, digits);
    return make_index(parser, from, begin, number);
}

static const struct gl_hcl_expr *no_name(struct gl_hcl_parser *parser, const struct gl_hcl_token *at)
{
    gl_hcl_mistake(parser, at, NULL, "Invalid attribute name: a name is needed after a dot");
    return NULL;
}

/* A step after a dot that was read. */
static const struct gl_hcl_expr *dot_step(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                          uint32_t begin)
{
    const struct gl_hcl_token *token;

    if (gl_hcl_peek(parser) == GL_HCL_DIGITS)
        return legacy_index(parser, from, begin);
    if (gl_hcl_peek(parser) != GL_HCL_NAME)
        return no_name(parser, parser->at);
    token = gl_hcl_next(parser);
    return make_access(parser, from, begin, gl_hcl_token_text(parser, token));
}

static const struct gl_hcl_expr *make_splat(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                            const struct gl_hcl_expr *each, uint32_t begin, bool is_full)
{
    struct gl_hcl_expr *expr;

    if (!each)
        return NULL;
    expr = gl_hcl_make(parser, GL_HCL_SPLAT, begin, parser->last_end);
    expr->is_full_splat = is_full;
    expr->u.splat.from = from;
    expr->u.splat.each = each;
    return gl_hcl_adopt(parser->text, expr, from) && gl_hcl_adopt(parser->text, expr, each) ? expr : NULL;
}

/* Where a bracket that is not closed in time is closed: there hashicorp/hcl places what is wrong. */
static const struct gl_hcl_token *find_close(const struct gl_hcl_token *at)
{
    size_t open = 0;

    for (; gl_hcl_kind(at) != GL_HCL_END; at++) {
        if (gl_hcl_kind(at) == GL_HCL_BRACKET_OPEN)
            open++;
        else if (gl_hcl_kind(at) == GL_HCL_BRACKET_CLOSE && open-- == 0)
            break;
    }
    return at;
}

static const struct gl_hcl_expr *no_close(struct gl_hcl_parser *parser, const char *what, const char *reason)
{
    const struct gl_hcl_token *at = parser->at;

    if (gl_hcl_kind(at) != GL_HCL_END && gl_hcl_kind(at) < GL_HCL_TOLD)
        at = find_close(at + 1);
    gl_hcl_mistake(parser, at, "close the bracket", "Missing close bracket on %s: %s", what, reason);
    return NULL;
}

/* a.*.b.0: only names and legacy indices are repeated. The star is next. */
static const struct gl_hcl_expr *attribute_splat(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                                 uint32_t begin, uint32_t dot)
{
    const struct gl_hcl_token *star = gl_hcl_next(parser);
    const struct gl_hcl_expr *each;

    each = gl_hcl_make(parser, GL_HCL_SPLAT_ITEM, dot, parser->last_end);
    while (each && gl_hcl_skip(parser, GL_HCL_DOT)) {
        if (gl_hcl_peek(parser) == GL_HCL_T_STAR) {
            gl_hcl_mistake(parser, parser->at, "write [*] for the outer one",
                           "Nested splat expression not allowed: .* cannot be used inside another one");
            return NULL;
        }
        if (gl_hcl_peek(parser) != GL_HCL_NAME && gl_hcl_peek(parser) != GL_HCL_DIGITS)
            return no_name(parser, star);
        each = dot_step(parser, each, dot);
    }
    return make_splat(parser, from, each, begin, false);
}

/* a[*].b[0]: every further step is repeated. The bracket was read and the star is next. */
static const struct gl_hcl_expr *full_splat(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                            uint32_t begin, uint32_t bracket)
{
    const struct gl_hcl_expr *item;

    gl_hcl_next(parser);
    if (!gl_hcl_skip(parser, GL_HCL_BRACKET_CLOSE))
        return no_close(parser, "splat index", "it must follow the star");
    item = gl_hcl_make(parser, GL_HCL_SPLAT_ITEM, bracket, parser->last_end);
    return make_splat(parser, from, gl_hcl_read_steps(parser, item, bracket), begin, true);
}

static const struct gl_hcl_expr *bracket_step(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                              uint32_t begin)
{
    const struct gl_hcl_token *open = gl_hcl_next(parser);
    bool outer = parser->sees_newlines;
    const struct gl_hcl_expr *index;

    if (gl_hcl_peek(parser) == GL_HCL_T_STAR)
        return full_splat(parser, from, begin, open->begin);
    parser->sees_newlines = false;
    index = gl_hcl_read_expression(parser);
    if (!index)
        return NULL;
    if (!gl_hcl_skip(parser, GL_HCL_BRACKET_CLOSE))
        return no_close(parser, "index", "an index ends with one");
    parser->sees_newlines = outer;
    return make_index(parser, from, begin, index);
}

const struct gl_hcl_expr *gl_hcl_read_steps(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                            uint32_t begin)
{
    while (from) {
        enum gl_hcl_token_kind next = gl_hcl_peek(parser);

        if (next == GL_HCL_DOT) {
            const struct gl_hcl_token *dot = gl_hcl_next(parser);

            if (gl_hcl_peek(parser) == GL_HCL_T_STAR)
                from = attribute_splat(parser, from, begin, dot->begin);
            else
                from = dot_step(parser, from, begin);
        } else if (next == GL_HCL_BRACKET_OPEN) {
            from = bracket_step(parser, from, begin);
        } else {
            return from;
        }
    }
    return NULL;
}
