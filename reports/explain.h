/* The page of a check: `glacis explain`, help of a SARIF rule, docs/checks. */
#ifndef GL_REPORTS_EXPLAIN_H
#define GL_REPORTS_EXPLAIN_H

#include "base/buf.h"
#include "engine/check.h"

/* For a terminal or plain text: lines break at `width` columns (0: 100). `asked_by`: names of the baselines
 * that ask the check, NULL when that is not told. */
void gl_explain_text(struct gl_buf *out, const struct gl_check *check, const struct gl_text_list *asked_by,
                     size_t width);
/* Markdown without a title line for SARIF; gl_explain_page has it. */
void gl_explain_markdown(struct gl_buf *out, const struct gl_check *check);
void gl_explain_page(struct gl_buf *out, const struct gl_check *check, const struct gl_text_list *asked_by);

#endif
