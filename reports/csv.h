/* Cells of CSV (RFC 4180; lines end in \n). */
#ifndef GL_REPORTS_CSV_H
#define GL_REPORTS_CSV_H

#include "base/buf.h"

/* A cell and the comma behind it, or the end of the line. One that a spreadsheet would take for a formula
 * gets an apostrophe before it: names come from files of strangers. */
void gl_csv_add(struct gl_buf *out, struct gl_str text, bool is_last);

#endif
