/* Tokens of the native syntax. All of a text are made before parsing begins, so that what is inside a string,
 * an interpolation or a heredoc does not hang on what the parser makes of it.
 *
 * Spaces and comments are no tokens; a comment that ends its line is a NEWLINE that begins with it. */
#ifndef GL_HCL_TOKEN_H
#define GL_HCL_TOKEN_H

#include "base/buf.h"
#include "hcl/text.h"

enum gl_hcl_token_kind {
    GL_HCL_END = 0,
    GL_HCL_NEWLINE, /* one or more line ends */
    GL_HCL_NAME,
    GL_HCL_DIGITS,
    GL_HCL_QUOTE_OPEN,
    GL_HCL_QUOTE_CLOSE,
    GL_HCL_HEREDOC_OPEN,  /* <<EOT with its line end */
    GL_HCL_HEREDOC_CLOSE, /* the line of the marker, without its line end */
    GL_HCL_QUOTED,        /* content of a quoted string, as it is */
    GL_HCL_QUOTED_ESCAPED,
    GL_HCL_LINE, /* content of a heredoc or a bare template, at most one line */
    GL_HCL_LINE_ESCAPED,
    GL_HCL_INTERPOLATION, /* ${ or ${~ */
    GL_HCL_DIRECTIVE,     /* %{ or %{~ */
    GL_HCL_SEQUENCE_END,  /* } or ~} of either */
    GL_HCL_BRACE_OPEN,
    GL_HCL_BRACE_CLOSE,
    GL_HCL_BRACKET_OPEN,
    GL_HCL_BRACKET_CLOSE,
    GL_HCL_PAREN_OPEN,
    GL_HCL_PAREN_CLOSE,
    GL_HCL_DOT,
    GL_HCL_COMMA,
    GL_HCL_COLON,
    GL_HCL_DOUBLE_COLON,
    GL_HCL_QUESTION,
    GL_HCL_ELLIPSIS,
    GL_HCL_ARROW,
    GL_HCL_ASSIGN,
    GL_HCL_BANG,
    /* binary operators, in the order of the table in expression.c */
    GL_HCL_T_OR,
    GL_HCL_T_AND,
    GL_HCL_T_EQUAL,
    GL_HCL_T_NOT_EQUAL,
    GL_HCL_T_LESS,
    GL_HCL_T_LESS_EQUAL,
    GL_HCL_T_GREATER,
    GL_HCL_T_GREATER_EQUAL,
    GL_HCL_T_PLUS,
    GL_HCL_T_MINUS,
    GL_HCL_T_STAR,
    GL_HCL_T_SLASH,
    GL_HCL_T_PERCENT,
    /* told already: the parser fails on them in silence */
    GL_HCL_TOLD,
    GL_HCL_QUOTED_NEWLINE, /* the string, and those around it on the same line, end here */
};

enum { GL_HCL_MAX_TOKEN = (1 << 24) - 1 };

struct gl_hcl_token {
    uint32_t begin;
    uint32_t word; /* length << 8 | kind */
};

static inline enum gl_hcl_token_kind gl_hcl_kind(const struct gl_hcl_token *token)
{
    return (enum gl_hcl_token_kind)(token->word & 0xff);
}

static inline uint32_t gl_hcl_len(const struct gl_hcl_token *token)
{
    return token->word >> 8;
}

static inline uint32_t gl_hcl_end(const struct gl_hcl_token *token)
{
    return token->begin + gl_hcl_len(token);
}

/* Appends struct gl_hcl_token to `tokens`, the last of which is an END. `is_template`: the text is a template
 * without quotes. Characters that no token begins with are told. */
void gl_hcl_lex(struct gl_hcl_text *text, bool is_template, struct gl_buf *tokens);

#endif
