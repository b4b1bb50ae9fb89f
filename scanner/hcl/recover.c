/* Where to read on after a mistake: behind the line on which the attribute or block ends, brackets being
 * closed; or, where they are not, before the } of the block around it or the next block of the file. */
#include "hcl/parser.h"

static bool is_first_column(const struct gl_hcl_parser *parser, const struct gl_hcl_token *token)
{
    return token->begin == 0 || parser->text->bytes.ptr[token->begin - 1] == '\n';
}

bool gl_hcl_is_header(const struct gl_hcl_parser *parser, const struct gl_hcl_token *token)
{
    enum gl_hcl_token_kind after;

    if (gl_hcl_kind(token) != GL_HCL_NAME || !is_first_column(parser, token))
        return false;
    after = gl_hcl_kind(token + 1);
    return after == GL_HCL_QUOTE_OPEN || after == GL_HCL_BRACE_OPEN || after == GL_HCL_NAME;
}

static enum gl_hcl_token_kind opener_of(enum gl_hcl_token_kind kind)
{
    switch ((int)kind) {
    case GL_HCL_BRACE_CLOSE:
        return GL_HCL_BRACE_OPEN;
    case GL_HCL_BRACKET_CLOSE:
        return GL_HCL_BRACKET_OPEN;
    case GL_HCL_PAREN_CLOSE:
        return GL_HCL_PAREN_OPEN;
    case GL_HCL_QUOTE_CLOSE:
        return GL_HCL_QUOTE_OPEN;
    case GL_HCL_HEREDOC_CLOSE:
        return GL_HCL_HEREDOC_OPEN;
    case GL_HCL_SEQUENCE_END:
        return GL_HCL_INTERPOLATION;
    default:
        return GL_HCL_END;
    }
}

static bool opens(enum gl_hcl_token_kind kind)
{
    return kind == GL_HCL_BRACE_OPEN || kind == GL_HCL_BRACKET_OPEN || kind == GL_HCL_PAREN_OPEN ||
           kind == GL_HCL_QUOTE_OPEN || kind == GL_HCL_HEREDOC_OPEN || kind == GL_HCL_INTERPOLATION ||
           kind == GL_HCL_DIRECTIVE;
}

static enum gl_hcl_token_kind top(const struct gl_buf *open)
{
    return open->len ? (enum gl_hcl_token_kind)open->ptr[open->len - 1] : GL_HCL_END;
}

/* Takes everything above the opener off, and the opener; false when there is none. */
static bool close_bracket(struct gl_buf *open, enum gl_hcl_token_kind opener)
{
    size_t len = open->len;

    while (len && (enum gl_hcl_token_kind)open->ptr[len - 1] != opener)
        len--;
    if (len == 0)
        return false;
    open->len = len - 1;
    return true;
}

/* A line end inside quotes ended the strings that were open, and what was open in them. */
static void close_strings(struct gl_buf *open)
{
    size_t len = open->len;

    for (size_t i = open->len; i-- > 0 && open->ptr[i] != (char)GL_HCL_HEREDOC_OPEN;) {
        if (open->ptr[i] == (char)GL_HCL_QUOTE_OPEN)
            len = i;
    }
    open->len = len;
}

/* One token; true: the item ends before it (`*is_before`) or with it. */
static bool ends_item(struct gl_hcl_parser *parser, const struct gl_hcl_token *at, bool is_nested,
                      bool *is_before)
{
    enum gl_hcl_token_kind kind = gl_hcl_kind(at), opener = opener_of(kind);
    struct gl_buf *open = &parser->open;

    *is_before = false;
    if (kind == GL_HCL_NEWLINE && open->len == 0)
        return true;
    if (kind == GL_HCL_END) {
        *is_before = true;
        return true;
    }
    if (kind == GL_HCL_QUOTED_NEWLINE) {
        close_strings(open);
        return open->len == 0;
    }
    if (opens(kind)) {
        gl_buf_add_char(open, (char)(kind == GL_HCL_DIRECTIVE ? GL_HCL_INTERPOLATION : kind));
        return false;
    }
    if (opener != GL_HCL_END) {
        if (close_bracket(open, opener) || kind != GL_HCL_BRACE_CLOSE || !is_nested)
            return false;
        *is_before = true;
        return true;
    }
    *is_before = open->len && top(open) != GL_HCL_HEREDOC_OPEN && gl_hcl_is_header(parser, at);
    return *is_before;
}

void gl_hcl_skip_item(struct gl_hcl_parser *parser, const struct gl_hcl_token *first, bool is_nested)
{
    const struct gl_hcl_token *at = first;
    bool is_before = false;

    parser->open.len = 0;
    parser->sees_newlines = true;
    while (!ends_item(parser, at, is_nested, &is_before))
        at++;
    parser->at = is_before ? at : at + 1;
}
