/* Running text in columns: lines break at words, words are never cut. */
#ifndef GL_REPORTS_WRAP_H
#define GL_REPORTS_WRAP_H

#include "base/buf.h"

/* Appends `text` as words separated by single spaces, from column `at` on (0-based, what the line holds
 * already); further lines begin with `indent` spaces; no line end after the last one. Control characters are
 * escaped; words of `text` are separated by white space. Returns the column after the last word. */
size_t gl_wrap(struct gl_buf *out, struct gl_str text, size_t at, size_t indent, size_t width);
size_t gl_columns(struct gl_str text); /* code points */
void gl_add_spaces(struct gl_buf *out, size_t count);

#endif
