/* Quoted strings, heredocs and bare templates. */
#include "hcl/part.h"

/* One that is being read. */
struct state {
    const struct gl_hcl_token *first; /* of its content */
    enum gl_hcl_token_kind close;
    size_t mark;  /* where its parts begin on the stack, in bytes */
    bool trims;   /* ~} came just before: the next text loses the space at its beginning */
    bool is_text; /* the part before is a text that {~ may trim */
};

static struct gl_hcl_part *part_at(struct gl_hcl_parser *parser, size_t bytes)
{
    return (struct gl_hcl_part *)(void *)(parser->parts.ptr + bytes);
}

static void push_part(struct gl_hcl_parser *parser, const struct gl_hcl_part *part)
{
    gl_buf_add(&parser->parts, (struct gl_str){(const char *)part, sizeof *part});
}

static void text_part(struct gl_hcl_parser *parser, struct state *state)
{
    const struct gl_hcl_token *token = gl_hcl_next(parser);
    struct gl_hcl_part part = {.kind = GL_HCL_PART_TEXT, .begin = token->begin, .end = gl_hcl_end(token)};

    part.text = gl_hcl_decode(parser, token);
    if (state->trims)
        part.text = gl_hcl_trim_left(part.text);
    state->trims = false;
    state->is_text = true;
    push_part(parser, &part);
}

static bool no_sequence_end(struct gl_hcl_parser *parser, const struct state *state,
                            const struct gl_hcl_token *open, struct gl_str keyword)
{
    enum gl_hcl_token_kind kind = gl_hcl_peek(parser);
    bool is_quote = kind == GL_HCL_QUOTE_OPEN || kind == GL_HCL_QUOTE_CLOSE;

    if (gl_hcl_kind(open) == GL_HCL_DIRECTIVE)
        gl_hcl_mistake(parser, parser->at, NULL,
                       "Extra characters in %.*s marker: a closing brace was expected here",
                       GL_STR_ARG(keyword));
    else if (kind == GL_HCL_END || (is_quote && state->close == GL_HCL_QUOTE_CLOSE))
        gl_hcl_mistake(parser, state->first, "close the brace",
                       "Unclosed template interpolation sequence: there is no closing brace for it");
    else
        gl_hcl_mistake(parser, parser->at, "write $${ for a literal ${",
                       "Extra characters after interpolation expression: a closing brace was expected here");
    return false;
}

/* ${ } and %{ }; false after a mistake. */
static bool sequence_part(struct gl_hcl_parser *parser, struct state *state)
{
    const struct gl_hcl_token *open = gl_hcl_next(parser);
    struct gl_hcl_part part = {.kind = GL_HCL_PART_VALUE, .begin = open->begin};
    struct gl_str keyword = {0};
    bool outer = parser->sees_newlines;

    if (state->is_text && gl_hcl_len(open) == 3) {
        struct gl_hcl_part *before = part_at(parser, parser->parts.len - sizeof *before);

        before->text = gl_hcl_trim_right(before->text);
    }
    parser->sees_newlines = false;
    if (gl_hcl_kind(open) == GL_HCL_INTERPOLATION) {
        part.expr = gl_hcl_read_expression(parser);
        if (!part.expr)
            return false;
    } else if (!gl_hcl_read_directive(parser, &part, &keyword)) {
        return false;
    }
    if (gl_hcl_peek(parser) != GL_HCL_SEQUENCE_END)
        return no_sequence_end(parser, state, open, keyword);
    state->trims = gl_hcl_len(gl_hcl_next(parser)) == 2;
    state->is_text = false;
    parser->sees_newlines = outer;
    part.end = parser->last_end;
    push_part(parser, &part);
    return true;
}

/* Pushes all parts and an END part; the closing token is read. */
static bool read_parts(struct gl_hcl_parser *parser, struct state *state)
{
    struct gl_hcl_part end = {.kind = GL_HCL_PART_END};

    for (;;) {
        enum gl_hcl_token_kind kind = gl_hcl_kind(parser->at); /* line ends have been made part of the text */

        if (kind == state->close)
            break;
        if (kind == GL_HCL_QUOTED || kind == GL_HCL_QUOTED_ESCAPED || kind == GL_HCL_LINE ||
            kind == GL_HCL_LINE_ESCAPED) {
            text_part(parser, state);
        } else if (kind == GL_HCL_INTERPOLATION || kind == GL_HCL_DIRECTIVE) {
            if (!sequence_part(parser, state))
                return false;
        } else {
            gl_hcl_mistake(parser, parser->at, NULL,
                           "Unterminated template string: there is no closing marker for the text");
            return false;
        }
    }
    end.begin = parser->at->begin;
    end.end = gl_hcl_end(parser->at);
    gl_hcl_next(parser);
    push_part(parser, &end);
    return true;
}

/* What the parts above the mark are together. */
static const struct gl_hcl_expr *finish(struct gl_hcl_parser *parser, const struct state *state,
                                        const struct gl_hcl_token *open)
{
    uint32_t begin = open ? open->begin : 0;
    const struct gl_hcl_part *parts = part_at(parser, state->mark);
    size_t len = (parser->parts.len - state->mark) / sizeof *parts - 1, at = 0, mark = parser->exprs.len;
    struct gl_hcl_expr *expr = gl_hcl_make(parser, GL_HCL_TEMPLATE, begin, parser->last_end);

    expr->is_heredoc = open && gl_hcl_kind(open) == GL_HCL_HEREDOC_OPEN;
    if (parser->has_bad_text) {
        expr->kind = GL_HCL_INVALID;
        return expr;
    }
    while (at < len && parts[at].kind == GL_HCL_PART_TEXT)
        at++;
    if (at == len) {
        const struct gl_hcl_expr *only;

        at = 0;
        gl_hcl_build_text(parser, parts, &at);
        parser->exprs.len = mark;
        memcpy(&only, parser->exprs.ptr + mark, sizeof only);
        expr->kind = GL_HCL_STRING;
        expr->u.text = only->u.text;
        return expr;
    }
    if (len == 1 && parts[0].kind == GL_HCL_PART_VALUE) {
        expr->kind = GL_HCL_WRAP;
        expr->u.operand[0] = parts[0].expr;
        return gl_hcl_adopt(parser->text, expr, parts[0].expr) ? expr : NULL;
    }
    at = 0;
    if (!gl_hcl_build(parser, parts, &at)) {
        parser->exprs.len = mark;
        return NULL;
    }
    return gl_hcl_take_list(parser, expr, mark, &expr->u.list.items, &expr->u.list.len) ? expr : NULL;
}

static const struct gl_hcl_expr *read_template(struct gl_hcl_parser *parser, const struct gl_hcl_token *open,
                                               enum gl_hcl_token_kind close)
{
    struct state state = {.first = parser->at, .close = close, .mark = parser->parts.len};
    bool outer_bad = parser->has_bad_text;
    const struct gl_hcl_expr *expr = NULL;

    parser->has_bad_text = false;
    if (read_parts(parser, &state)) {
        struct gl_hcl_part *parts = part_at(parser, state.mark);
        size_t len = (parser->parts.len - state.mark) / sizeof *parts;

        if (close == GL_HCL_HEREDOC_CLOSE && gl_hcl_token_text(parser, open).ptr[2] == '-')
            gl_hcl_flush(parts, len);
        expr = finish(parser, &state, open);
    }
    parser->parts.len = state.mark;
    parser->has_bad_text = outer_bad;
    return expr;
}

/* The usual string: one text, or none, and nothing to decode. */
static const struct gl_hcl_expr *read_plain(struct gl_hcl_parser *parser, const struct gl_hcl_token *open)
{
    const struct gl_hcl_token *text = open + 1, *close = text;
    struct gl_hcl_expr *expr;

    if (gl_hcl_kind(text) == GL_HCL_QUOTED && parser->text->is_ascii)
        close = text + 1;
    if (gl_hcl_kind(open) != GL_HCL_QUOTE_OPEN || gl_hcl_kind(close) != GL_HCL_QUOTE_CLOSE)
        return NULL;
    parser->at = close;
    gl_hcl_next(parser);
    expr = gl_hcl_make(parser, GL_HCL_STRING, open->begin, parser->last_end);
    if (close > text)
        expr->u.text = gl_hcl_token_text(parser, text);
    return expr;
}

const struct gl_hcl_expr *gl_hcl_read_template(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *open = parser->at;
    const struct gl_hcl_expr *plain = read_plain(parser, open);

    if (plain)
        return plain;
    gl_hcl_next(parser);
    return read_template(
        parser, open, gl_hcl_kind(open) == GL_HCL_HEREDOC_OPEN ? GL_HCL_HEREDOC_CLOSE : GL_HCL_QUOTE_CLOSE);
}

const struct gl_hcl_expr *gl_hcl_read_bare_template(struct gl_hcl_parser *parser)
{
    return read_template(parser, NULL, GL_HCL_END);
}
