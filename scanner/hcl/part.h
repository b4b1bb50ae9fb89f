/* The parts of a template in a row, as they are written, before directives become trees. They live on the
 * parser's stack `parts` while their template is being read. */
#ifndef GL_HCL_PART_H
#define GL_HCL_PART_H

#include "hcl/parser.h"

enum gl_hcl_part_kind {
    GL_HCL_PART_TEXT = 0,
    GL_HCL_PART_VALUE, /* ${ } */
    GL_HCL_PART_IF,
    GL_HCL_PART_ELSE,
    GL_HCL_PART_ENDIF,
    GL_HCL_PART_FOR,
    GL_HCL_PART_ENDFOR,
    GL_HCL_PART_END, /* the closing quote or marker */
};

struct gl_hcl_part {
    enum gl_hcl_part_kind kind;
    uint32_t begin, end;
    struct gl_str text;
    const struct gl_hcl_expr *expr;   /* VALUE, IF */
    const struct gl_hcl_loop *header; /* FOR */
};

/* Of <<-: takes the indentation that all lines have in common off them. */
void gl_hcl_flush(struct gl_hcl_part *parts, size_t len);
/* One text of parts in a row: contiguous ones are not copied. */
struct gl_str gl_hcl_join(struct gl_arena *arena, const struct gl_hcl_part *parts, size_t len);
struct gl_str gl_hcl_trim_left(struct gl_str text); /* White_Space */
struct gl_str gl_hcl_trim_right(struct gl_str text);

/* directive.c: pushes the parts from *at on as expressions, up to the END part; false after a mistake. */
bool gl_hcl_build(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at);
/* Pushes texts in a row as one STRING; moves *at behind them. */
void gl_hcl_build_text(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at);
/* directive.c: the keyword of %{ is next, up to the }, which is not read; false after a mistake. */
bool gl_hcl_read_directive(struct gl_hcl_parser *parser, struct gl_hcl_part *ret_part,
                           struct gl_str *ret_keyword);

#endif
