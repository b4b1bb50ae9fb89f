/* Bodies, blocks and attributes. */
#include "base/limits.h"
#include "hcl/parser.h"

static const char wanted[] =
    "Argument or block definition required: an argument (name = value) or a block was "
    "expected here";

static void push_attribute(struct gl_hcl_parser *parser, const struct gl_hcl_token *name,
                           const struct gl_hcl_expr *value)
{
    struct gl_hcl_attribute attribute = {.name = gl_hcl_token_text(parser, name), .value = value};

    attribute.name_span = gl_hcl_span(parser->text, name->begin, gl_hcl_end(name));
    gl_buf_add(&parser->attributes, (struct gl_str){(const char *)&attribute, sizeof attribute});
}

/* The name was read and "=" follows. Its value is INVALID after a mistake; false then. */
static bool read_attribute(struct gl_hcl_parser *parser, const struct gl_hcl_token *name)
{
    const struct gl_hcl_token *sign = gl_hcl_next(parser);
    const struct gl_hcl_expr *value = gl_hcl_read_expression(parser);

    if (value) {
        push_attribute(parser, name, value);
        return true;
    }
    push_attribute(parser, name, gl_hcl_make(parser, GL_HCL_INVALID, sign->begin, gl_hcl_end(sign)));
    return false;
}

static bool end_of_line(struct gl_hcl_parser *parser, bool is_argument)
{
    enum gl_hcl_token_kind kind = gl_hcl_peek(parser);

    if (kind == GL_HCL_NEWLINE || kind == GL_HCL_END) {
        gl_hcl_next(parser);
        return true;
    }
    if (kind == GL_HCL_COMMA && is_argument)
        gl_hcl_mistake(parser, parser->at, "remove the comma",
                       "Unexpected comma after argument: arguments of a block are separated by line ends");
    else
        gl_hcl_mistake(parser, parser->at, "begin a new line",
                       "Missing newline after %s: a line end was expected here",
                       is_argument ? "argument" : "block definition");
    return false;
}

/* The quoted label that begins here; false: it has no end on this line. */
static bool read_label(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *open = gl_hcl_next(parser);
    struct gl_hcl_label label = {0};

    for (;;) {
        const struct gl_hcl_token *token = parser->at;
        struct gl_str text;

        switch ((int)gl_hcl_kind(token)) {
        case GL_HCL_QUOTE_CLOSE:
            gl_hcl_next(parser);
            label.span = gl_hcl_span(parser->text, open->begin, parser->last_end);
            gl_buf_add(&parser->labels, (struct gl_str){(const char *)&label, sizeof label});
            return true;
        case GL_HCL_QUOTED:
        case GL_HCL_QUOTED_ESCAPED:
            text = gl_hcl_decode(parser, gl_hcl_next(parser));
            label.text = label.text.len ? gl_arena_printf(parser->text->arena, "%.*s%.*s",
                                                          GL_STR_ARG(label.text), GL_STR_ARG(text))
                                        : text;
            break;
        case GL_HCL_INTERPOLATION:
        case GL_HCL_DIRECTIVE:
            gl_hcl_mistake(parser, token, "write $${ or %%{ for the literal text",
                           "Invalid string literal: a label cannot hold template sequences");
            return false;
        case GL_HCL_END:
            gl_hcl_mistake(
                parser, token, "close the string",
                "Unterminated string literal: there is no closing quote before the end of the file");
            return false;
        default:
            gl_hcl_mistake(parser, token, NULL, "Invalid string literal: this cannot be part of a label");
            return false;
        }
    }
}

static bool no_block(struct gl_hcl_parser *parser)
{
    const char *reason = "a label in quotes or an opening brace was expected here";

    if (gl_hcl_kind(parser->at) == GL_HCL_ASSIGN)
        reason = "the equals sign is for arguments, which have no labels";
    else if (gl_hcl_kind(parser->at) == GL_HCL_NEWLINE)
        reason = "the opening brace must be on the line of the block's type and labels";
    gl_hcl_mistake(parser, parser->at, NULL, "Invalid block definition: %s", reason);
    return false;
}

/* Labels up to the opening brace, which is next then. */
static bool read_labels(struct gl_hcl_parser *parser, size_t *ret_end)
{
    for (;;) {
        *ret_end = parser->last_end;
        switch ((int)gl_hcl_peek(parser)) {
        case GL_HCL_BRACE_OPEN:
            return true;
        case GL_HCL_QUOTE_OPEN:
            if (!read_label(parser))
                return false;
            break;
        case GL_HCL_NAME: {
            const struct gl_hcl_token *name = gl_hcl_next(parser);
            struct gl_hcl_label label = {.text = gl_hcl_token_text(parser, name)};

            label.span = gl_hcl_span(parser->text, name->begin, gl_hcl_end(name));
            gl_buf_add(&parser->labels, (struct gl_str){(const char *)&label, sizeof label});
            break;
        }
        default:
            return no_block(parser);
        }
    }
}

static void no_closing_brace(struct gl_hcl_parser *parser, const struct gl_hcl_token *brace)
{
    if (!parser->told_end)
        gl_hcl_mistake(
            parser, brace, "close the brace, or look for one that is closed twice before it",
            "Unclosed configuration block: there is no closing brace for this block before the end of "
            "the file");
    parser->told_end = true;
}

/* { name = value } on one line: what follows the brace. */
static bool read_single(struct gl_hcl_parser *parser, const struct gl_hcl_token *brace)
{
    const struct gl_hcl_token *name = gl_hcl_next(parser);
    enum gl_hcl_token_kind next = gl_hcl_peek(parser);

    if (gl_hcl_kind(name) != GL_HCL_NAME) {
        gl_hcl_mistake(parser, name, NULL, "%s", wanted);
        return false;
    }
    if (next == GL_HCL_QUOTE_OPEN || next == GL_HCL_BRACE_OPEN || next == GL_HCL_NAME) {
        gl_hcl_mistake_range(
            parser, name->begin, gl_hcl_end(parser->at), "put the inner block on lines of its own",
            "Argument definition required: a block on one line holds one argument and no block");
        return false;
    }
    if (next != GL_HCL_ASSIGN) {
        gl_hcl_mistake(parser, name, NULL, "%s", wanted);
        return false;
    }
    if (!read_attribute(parser, name))
        return false;
    if (gl_hcl_skip(parser, GL_HCL_BRACE_CLOSE))
        return true;
    if (gl_hcl_kind(parser->at) == GL_HCL_END) {
        no_closing_brace(parser, brace);
        return false;
    }
    gl_hcl_mistake(parser, parser->at, "put each argument, and the closing brace, on a line of its own",
                   "Invalid single-argument block definition: a block on one line holds one argument");
    return false;
}

static bool read_block_body(struct gl_hcl_parser *parser, struct gl_hcl_block *block)
{
    const struct gl_hcl_token *brace = gl_hcl_next(parser);
    enum gl_hcl_token_kind next = gl_hcl_peek(parser);
    struct gl_hcl_body *body;
    size_t attribute_mark = parser->attributes.len, block_mark = parser->blocks.len;

    block->open_brace = gl_hcl_span(parser->text, brace->begin, gl_hcl_end(brace));
    if (next == GL_HCL_NEWLINE || next == GL_HCL_END || next == GL_HCL_BRACE_CLOSE) {
        if (!gl_hcl_read_body(parser, brace, &body))
            return false;
    } else {
        if (!read_single(parser, brace)) {
            parser->attributes.len = attribute_mark;
            return false;
        }
        body = GL_NEW(parser->text->arena, struct gl_hcl_body);
        gl_hcl_finish_body(parser, body, attribute_mark, block_mark);
        body->span = gl_hcl_span(parser->text, brace->begin, parser->last_end);
    }
    block->close_brace = gl_hcl_span(parser->text, parser->last_end - 1, parser->last_end);
    block->body = body;
    return true;
}

/* The type was read. false after a mistake. */
static bool read_block(struct gl_hcl_parser *parser, const struct gl_hcl_token *type)
{
    struct gl_hcl_block block = {.type = gl_hcl_token_text(parser, type)};
    size_t mark = parser->labels.len, header_end, bytes;

    if (!read_labels(parser, &header_end)) {
        parser->labels.len = mark;
        return false;
    }
    bytes = parser->labels.len - mark;
    block.header = gl_hcl_span(parser->text, type->begin, header_end);
    block.label_len = (uint32_t)(bytes / sizeof *block.labels);
    if (bytes) {
        block.labels = GL_NEW_ARRAY(parser->text->arena, struct gl_hcl_label, block.label_len);
        memcpy(block.labels, parser->labels.ptr + mark, bytes);
    }
    parser->labels.len = mark;
    if (!read_block_body(parser, &block))
        return false;
    block.span = gl_hcl_span(parser->text, type->begin, parser->last_end);
    gl_buf_add(&parser->blocks, (struct gl_str){(const char *)&block, sizeof block});
    return end_of_line(parser, false);
}

/* An attribute or a block; false after a mistake, wherever that leaves the parser. */
static bool read_item(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *name = gl_hcl_next(parser);
    enum gl_hcl_token_kind next = gl_hcl_peek(parser);

    if (gl_hcl_kind(name) == GL_HCL_QUOTE_OPEN) {
        gl_hcl_mistake(parser, name, "write the name without quotes",
                       "Invalid argument name: names of arguments are not quoted");
        return false;
    }
    if (gl_hcl_kind(name) == GL_HCL_NAME && next == GL_HCL_ASSIGN)
        return read_attribute(parser, name) && end_of_line(parser, true);
    if (gl_hcl_kind(name) == GL_HCL_NAME &&
        (next == GL_HCL_QUOTE_OPEN || next == GL_HCL_BRACE_OPEN || next == GL_HCL_NAME))
        return read_block(parser, name);
    gl_hcl_mistake(parser, name, NULL, "%s", wanted);
    return false;
}

/* The file ended inside the block that begins with `first`. When a further block begins in the first column,
 * the brace is missing before that one, and reading goes on there. Each time the rest of the file is read
 * again, so not as often as a file may ask for it. */
static void restart(struct gl_hcl_parser *parser, const struct gl_hcl_token *first)
{
    const struct gl_hcl_token *at = first + 1;

    if (parser->restarts++ >= GL_MAX_DIAGS_PER_FILE)
        return;
    while (gl_hcl_kind(at) != GL_HCL_END && !gl_hcl_is_header(parser, at))
        at++;
    parser->at = at;
    parser->sees_newlines = true;
    parser->told_end = false;
}

/* One attribute or block; where there is a mistake, what belongs to it is skipped. */
static void read_or_skip(struct gl_hcl_parser *parser, bool is_nested, bool *is_after_mistake)
{
    const struct gl_hcl_token *first = parser->at;
    bool is_rest = *is_after_mistake && gl_hcl_kind(first) != GL_HCL_NAME;

    *is_after_mistake = is_rest || !read_item(parser);
    if (!*is_after_mistake)
        parser->is_muted = false;
    else if (!parser->told_end)
        gl_hcl_skip_item(parser, first, is_nested);
    else if (!is_nested)
        restart(parser, first);
}

bool gl_hcl_read_body(struct gl_hcl_parser *parser, const struct gl_hcl_token *brace,
                      struct gl_hcl_body **ret_body)
{
    size_t attribute_mark = parser->attributes.len, block_mark = parser->blocks.len;
    bool is_after_mistake = false;
    enum gl_hcl_token_kind kind;

    if (parser->depth >= GL_MAX_DEPTH) {
        gl_hcl_tell_depth(parser->text, gl_hcl_span(parser->text, brace->begin, gl_hcl_end(brace)));
        return false;
    }
    parser->depth++;
    for (;;) {
        gl_hcl_skip(parser, GL_HCL_NEWLINE);
        kind = gl_hcl_kind(parser->at);
        if (kind == GL_HCL_END || (brace && kind == GL_HCL_BRACE_CLOSE))
            break;
        read_or_skip(parser, brace != NULL, &is_after_mistake);
    }
    gl_hcl_next(parser);
    parser->depth--;
    if (brace && kind == GL_HCL_END) {
        no_closing_brace(parser, brace);
        parser->attributes.len = attribute_mark;
        parser->blocks.len = block_mark;
        return false;
    }
    *ret_body = GL_NEW(parser->text->arena, struct gl_hcl_body);
    (*ret_body)->span = gl_hcl_span(parser->text, brace ? brace->begin : 0, parser->last_end);
    gl_hcl_finish_body(parser, *ret_body, attribute_mark, block_mark);
    return true;
}
