/* The report for people (VOICE): what the parts of the text writer share.
 *
 * text.c writes the first and last line and the order between them, text_group.c puts together what belongs
 * together, text_finding.c shows one finding. */
#ifndef GL_REPORTS_TEXT_H
#define GL_REPORTS_TEXT_H

#include "engine/check.h"
#include "reports/shared.h"

/* Findings that are one thing to the reader: one construct of a CDK program in several stacks, or one place
 * of a template that is deployed several times. */
struct gl_text_group {
    const struct gl_finding **items; /* prod before staging before dev, then by address */
    size_t len;
};

/* All groups of one check with one verdict and severity. */
struct gl_text_cluster {
    struct gl_text_group *groups;
    size_t len;
};

enum gl_style_of {
    GL_PAINT_PLAIN = 0,
    GL_PAINT_STRONG, /* what is wrong */
    GL_PAINT_FAINT,  /* labels */
    GL_PAINT_CRITICAL,
    GL_PAINT_HIGH,
    GL_PAINT_MEDIUM,
    GL_PAINT_LOW,
    GL_PAINT_OPEN,
};

struct gl_text {
    const struct gl_report *report;
    struct gl_arena *arena;
    struct gl_buf *out;
    struct gl_buf piece; /* of a line, while it is made */
    size_t width;
    bool has_blocks; /* something was written that a blank line separates from the next */
    bool in_lines;   /* the last block holds one line a finding */
};

void gl_text_paint(struct gl_text *text, enum gl_style_of style); /* nothing without colour */
void gl_text_number(struct gl_buf *out, uint64_t number);         /* 1,214 */
void gl_text_place(struct gl_text *text, struct gl_buf *out, struct gl_span span, bool with_column);
void gl_text_main_place(struct gl_text *text, const struct gl_finding *finding);
void gl_text_block(struct gl_text *text); /* begins a block: a blank line between two */

/* [*at, ...): the next findings with one verdict, severity and check; advances *at behind them. */
struct gl_text_cluster gl_text_next_cluster(struct gl_text *text, size_t *at);
/* "prod, staging, dev", or stacks where environments are not known or not different. */
struct gl_str gl_text_where(struct gl_text *text, const struct gl_text_group *group);

void gl_text_write_cluster(struct gl_text *text, const struct gl_text_cluster *cluster);

#endif
