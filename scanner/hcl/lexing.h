/* The state of the lexer, shared by its two halves: code (lex.c) and templates (lex_template.c). */
#ifndef GL_HCL_LEXING_H
#define GL_HCL_LEXING_H

#include "hcl/token.h"

enum gl_hcl_mode_kind {
    GL_HCL_IN_CODE = 0, /* the file, or an interpolation */
    GL_HCL_IN_QUOTES,
    GL_HCL_IN_HEREDOC,
    GL_HCL_IN_TEMPLATE, /* without quotes: to the end of the text */
};

struct gl_hcl_mode {
    uint8_t kind;
    bool is_line_start;  /* HEREDOC: only there the marker counts */
    uint32_t begin;      /* of the string */
    uint32_t braces;     /* CODE: open in it */
    uint32_t marker_len; /* HEREDOC: the marker ends the line before `marker_end` */
    uint32_t marker;
};

struct gl_hcl_lexing {
    struct gl_hcl_text *text;
    const char *begin, *at, *end;
    struct gl_buf *tokens;
    struct gl_buf modes;
    enum gl_hcl_token_kind last; /* of the token before */
    bool no_comment_end;         /* there is no further end of a comment in the text */
};

static inline struct gl_hcl_mode *gl_hcl_mode(const struct gl_hcl_lexing *lexing)
{
    return (struct gl_hcl_mode *)(void *)(lexing->modes.ptr + lexing->modes.len) - 1;
}

static inline void gl_hcl_push_mode(struct gl_hcl_lexing *lexing, struct gl_hcl_mode mode)
{
    gl_buf_add(&lexing->modes, (struct gl_str){(const char *)&mode, sizeof mode});
}

static inline void gl_hcl_pop_mode(struct gl_hcl_lexing *lexing)
{
    lexing->modes.len -= sizeof(struct gl_hcl_mode);
}

static inline void gl_hcl_emit(struct gl_hcl_lexing *lexing, enum gl_hcl_token_kind kind, const char *begin,
                               const char *end)
{
    size_t len = (size_t)(end - begin);
    struct gl_hcl_token token = {(uint32_t)(begin - lexing->begin),
                                 (uint32_t)(len > GL_HCL_MAX_TOKEN ? GL_HCL_MAX_TOKEN : len) << 8 |
                                     (uint32_t)kind};

    gl_buf_reserve(lexing->tokens, sizeof token);
    memcpy(lexing->tokens->ptr + lexing->tokens->len, &token, sizeof token);
    lexing->tokens->len += sizeof token;
    lexing->last = kind;
}

struct gl_span gl_hcl_lexing_span(const struct gl_hcl_lexing *lexing, const char *begin, const char *end);
/* Tells of a character that does not belong here, and makes it a TOLD token. */
void gl_hcl_bad_character(struct gl_hcl_lexing *lexing);
/* Read on in the mode on top, until it changes or the text ends. */
void gl_hcl_lex_quotes(struct gl_hcl_lexing *lexing);
void gl_hcl_lex_lines(struct gl_hcl_lexing *lexing); /* heredoc or bare template */

#endif
