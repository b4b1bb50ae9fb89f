/* Tuples, objects, and `for`, which makes either. */
#include "hcl/parser.h"

_Static_assert(sizeof(struct gl_hcl_item) == 2 * sizeof(struct gl_hcl_expr *), "an item is two pointers");

static bool is_for(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *at = parser->at;

    while (gl_hcl_kind(at) == GL_HCL_NEWLINE)
        at++;
    return gl_hcl_token_is(parser, at, GL_STR("for"));
}

static bool read_items(struct gl_hcl_parser *parser, const struct gl_hcl_token *open)
{
    while (!gl_hcl_skip(parser, GL_HCL_BRACKET_CLOSE)) {
        const struct gl_hcl_expr *item = gl_hcl_read_expression(parser);

        if (!item)
            return false;
        gl_hcl_push_expr(parser, item);
        if (gl_hcl_peek(parser) == GL_HCL_BRACKET_CLOSE || gl_hcl_skip(parser, GL_HCL_COMMA))
            continue;
        if (gl_hcl_peek(parser) == GL_HCL_END)
            gl_hcl_mistake(parser, open, "close the bracket",
                           "Unterminated tuple constructor expression: the file ends inside a list");
        else
            gl_hcl_mistake(parser, parser->at, "separate items with commas",
                           "Missing item separator: a comma was expected before the next item");
        return false;
    }
    return true;
}

const struct gl_hcl_expr *gl_hcl_read_tuple(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *open = gl_hcl_next(parser);
    bool outer = parser->sees_newlines;
    size_t mark = parser->exprs.len;
    struct gl_hcl_expr *tuple;

    if (is_for(parser))
        return gl_hcl_read_for(parser, open);
    parser->sees_newlines = false;
    if (!read_items(parser, open)) {
        parser->exprs.len = mark;
        return NULL;
    }
    parser->sees_newlines = outer;
    tuple = gl_hcl_make(parser, GL_HCL_TUPLE, open->begin, parser->last_end);
    return gl_hcl_take_list(parser, tuple, mark, &tuple->u.list.items, &tuple->u.list.len) ? tuple : NULL;
}

/* A bare name before = or : means its text. */
static const struct gl_hcl_expr *read_key(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *first = parser->at;
    enum gl_hcl_token_kind after = gl_hcl_kind(first) == GL_HCL_NAME ? gl_hcl_kind(first + 1) : GL_HCL_END;
    struct gl_hcl_expr *key;

    if (after != GL_HCL_ASSIGN && after != GL_HCL_COLON)
        return gl_hcl_read_expression(parser);
    gl_hcl_next(parser);
    key = gl_hcl_make(parser, GL_HCL_STRING, first->begin, gl_hcl_end(first));
    key->u.text = gl_hcl_token_text(parser, first);
    return key;
}

static bool no_value(struct gl_hcl_parser *parser, const struct gl_hcl_token *open)
{
    switch ((int)gl_hcl_kind(parser->at)) {
    case GL_HCL_NEWLINE:
    case GL_HCL_COMMA:
        gl_hcl_mistake(parser, parser->at, NULL,
                       "Missing attribute value: an equals sign and a value were expected");
        break;
    case GL_HCL_END:
        gl_hcl_mistake(parser, open, "close the brace",
                       "Unterminated object constructor expression: there is no closing brace before the end "
                       "of the file");
        break;
    default:
        gl_hcl_mistake(parser, parser->at, "put names with spaces or dots in quotes",
                       "Missing key/value separator: an equals sign was expected after the key");
    }
    return false;
}

static bool no_end_of_item(struct gl_hcl_parser *parser, const struct gl_hcl_token *open)
{
    if (gl_hcl_kind(parser->at) == GL_HCL_END)
        return no_value(parser, open);
    gl_hcl_mistake(
        parser, parser->at, "begin a new line or write a comma",
        "Missing attribute separator: a line end or a comma was expected before the next attribute");
    return false;
}

/* Pushes keys and values in turn, and reads the closing brace. */
static bool read_members(struct gl_hcl_parser *parser, const struct gl_hcl_token *open)
{
    for (;;) {
        const struct gl_hcl_expr *key, *value;

        gl_hcl_skip(parser, GL_HCL_NEWLINE);
        if (gl_hcl_skip(parser, GL_HCL_BRACE_CLOSE))
            return true;
        key = read_key(parser);
        if (!key)
            return false;
        if (!gl_hcl_skip(parser, GL_HCL_ASSIGN) && !gl_hcl_skip(parser, GL_HCL_COLON))
            return no_value(parser, open);
        value = gl_hcl_read_expression(parser);
        if (!value)
            return false;
        gl_hcl_push_expr(parser, key);
        gl_hcl_push_expr(parser, value);
        if (gl_hcl_skip(parser, GL_HCL_BRACE_CLOSE))
            return true;
        if (!gl_hcl_skip(parser, GL_HCL_COMMA) && !gl_hcl_skip(parser, GL_HCL_NEWLINE))
            return no_end_of_item(parser, open);
    }
}

const struct gl_hcl_expr *gl_hcl_read_object(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *open = gl_hcl_next(parser);
    bool outer = parser->sees_newlines;
    size_t mark = parser->exprs.len;
    const struct gl_hcl_expr **items;
    struct gl_hcl_expr *object;
    size_t len;

    if (is_for(parser))
        return gl_hcl_read_for(parser, open);
    parser->sees_newlines = true;
    if (!read_members(parser, open)) {
        parser->exprs.len = mark;
        return NULL;
    }
    parser->sees_newlines = outer;
    object = gl_hcl_make(parser, GL_HCL_OBJECT, open->begin, parser->last_end);
    if (!gl_hcl_take_list(parser, object, mark, &items, &len))
        return NULL;
    object->u.object.items = (struct gl_hcl_item *)(void *)items; /* keys and values in turn are items */
    object->u.object.len = len / 2;
    return object;
}

/* ---- for */

static bool for_mistake(struct gl_hcl_parser *parser, const char *summary, const char *reason)
{
    gl_hcl_peek(parser);
    gl_hcl_mistake(parser, parser->at, NULL, "%s: %s", summary, reason);
    return false;
}

bool gl_hcl_read_for_names(struct gl_hcl_parser *parser, struct gl_hcl_loop *loop, const char *summary)
{
    if (gl_hcl_peek(parser) != GL_HCL_NAME)
        return for_mistake(parser, summary, "a name was expected after \"for\"");
    loop->value_name = gl_hcl_token_text(parser, gl_hcl_next(parser));
    if (gl_hcl_skip(parser, GL_HCL_COMMA)) {
        if (gl_hcl_peek(parser) != GL_HCL_NAME)
            return for_mistake(parser, summary, "a name for the value was expected after the comma");
        loop->key_name = loop->value_name;
        loop->value_name = gl_hcl_token_text(parser, gl_hcl_next(parser));
    }
    gl_hcl_peek(parser);
    if (!gl_hcl_token_is(parser, parser->at, GL_STR("in")))
        return for_mistake(parser, summary, "\"in\" was expected after the names");
    gl_hcl_next(parser);
    loop->collection = gl_hcl_read_expression(parser);
    return loop->collection != NULL;
}

/* The result, ..., the condition and the closing bracket. */
static bool read_result(struct gl_hcl_parser *parser, struct gl_hcl_loop *loop, enum gl_hcl_token_kind close,
                        const struct gl_hcl_token **ret_ellipsis)
{
    static const char summary[] = "Invalid 'for' expression";

    if (!gl_hcl_skip(parser, GL_HCL_COLON))
        return for_mistake(parser, summary, "a colon was expected after the collection");
    loop->value = gl_hcl_read_expression(parser);
    if (loop->value && gl_hcl_skip(parser, GL_HCL_ARROW)) {
        loop->key = loop->value;
        loop->value = gl_hcl_read_expression(parser);
    }
    if (!loop->value)
        return false;
    if (gl_hcl_peek(parser) == GL_HCL_ELLIPSIS) {
        *ret_ellipsis = gl_hcl_next(parser);
        loop->is_grouped = true;
    }
    gl_hcl_peek(parser);
    if (gl_hcl_token_is(parser, parser->at, GL_STR("if"))) {
        gl_hcl_next(parser);
        loop->condition = gl_hcl_read_expression(parser);
        if (!loop->condition)
            return false;
    }
    return gl_hcl_skip(parser, close) || for_mistake(parser, summary, "it should have ended here");
}

/* What a tuple must not have and an object must. */
static bool check_for(struct gl_hcl_parser *parser, const struct gl_hcl_loop *loop, bool is_object,
                      const struct gl_hcl_token *ellipsis)
{
    const struct gl_hcl_expr *where = loop->key;
    const char *reason = "a tuple has no keys";

    if (is_object) {
        where = loop->key ? NULL : loop->value;
        reason = "an object needs a key, key => value";
    } else if (!where && ellipsis) {
        gl_hcl_mistake(parser, ellipsis, NULL,
                       "Invalid 'for' expression: ... groups values of an object, not of a tuple");
        return false;
    }
    if (!where)
        return true;
    if (!parser->is_muted)
        gl_hcl_tell(parser->text, where->span, NULL, "Invalid 'for' expression: %s", reason);
    return false;
}

static const struct gl_hcl_expr *finish_for(struct gl_hcl_parser *parser, struct gl_hcl_expr *expr,
                                            const struct gl_hcl_loop *loop)
{
    const struct gl_hcl_expr *children[] = {loop->collection, loop->key, loop->value, loop->condition};

    expr->u.loop = loop;
    for (size_t i = 0; i < sizeof children / sizeof *children; i++) {
        if (children[i] && !gl_hcl_adopt(parser->text, expr, children[i]))
            return NULL;
    }
    return expr;
}

const struct gl_hcl_expr *gl_hcl_read_for(struct gl_hcl_parser *parser, const struct gl_hcl_token *open)
{
    struct gl_hcl_loop *loop = GL_NEW(parser->text->arena, struct gl_hcl_loop);
    bool outer = parser->sees_newlines, is_object = gl_hcl_kind(open) == GL_HCL_BRACE_OPEN;
    const struct gl_hcl_token *ellipsis = NULL;
    struct gl_hcl_expr *expr;

    parser->sees_newlines = false;
    gl_hcl_next(parser); /* for */
    if (!gl_hcl_read_for_names(parser, loop, "Invalid 'for' expression") ||
        !read_result(parser, loop, is_object ? GL_HCL_BRACE_CLOSE : GL_HCL_BRACKET_CLOSE, &ellipsis))
        return NULL;
    parser->sees_newlines = outer;
    expr =
        gl_hcl_make(parser, is_object ? GL_HCL_FOR_OBJECT : GL_HCL_FOR_TUPLE, open->begin, parser->last_end);
    if (!check_for(parser, loop, is_object, ellipsis)) {
        expr->kind = GL_HCL_INVALID;
        return expr;
    }
    return finish_for(parser, expr, loop);
}
