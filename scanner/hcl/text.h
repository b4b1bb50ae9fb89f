/* The text that is parsed, how its offsets lead into the source, and what was told of it.
 *
 * The text is the source's own, or the decoded content of a JSON string, whose offsets differ from those of
 * the source after every escape. Belongs to one call of the parser. */
#ifndef GL_HCL_TEXT_H
#define GL_HCL_TEXT_H

#include "base/diag.h"

/* From offset `text` on, offsets of the text and of the source go side by side. */
struct gl_hcl_shift {
    uint32_t text, source;
};

struct gl_hcl_report {
    struct gl_diags *diags;
    size_t count; /* problems so far; beyond GL_MAX_DIAGS_PER_FILE they are only counted */
    bool told_depth;
};

struct gl_hcl_text {
    struct gl_source *source;
    struct gl_arena *arena; /* of the tree */
    struct gl_hcl_report *report;
    struct gl_str bytes;
    const struct gl_hcl_shift *shifts; /* ascending, the first at 0 */
    size_t shift_len;                  /* 0: the text is the source's own */
    bool is_ascii;
};

struct gl_span gl_hcl_span(const struct gl_hcl_text *text, size_t begin, size_t end);
/* A problem: `format` begins with the summary that hashicorp/hcl gives it, then ": " and the reason. */
void gl_hcl_tell(struct gl_hcl_text *text, struct gl_span span, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Tells once a file that something is nested too deeply. */
void gl_hcl_tell_depth(struct gl_hcl_text *text, struct gl_span span);
/* Tells how many problems were only counted; answers whether there was any. */
bool gl_hcl_report_end(struct gl_hcl_report *report, const struct gl_source *source);
/* Whether the text is one that can be read at all: its size and encoding. */
bool gl_hcl_text_check(struct gl_hcl_text *text);

#endif
