/* Pages: HTML in one file that needs nothing else. All of it can be read without its script, which only
 * filters and sorts tables and shows the lines of a card; light or dark as the reader has it; prints on A4.
 */
#ifndef GL_REPORTS_PAGE_H
#define GL_REPORTS_PAGE_H

#include "base/buf.h"

enum {
    GL_PAGE_TITLE = 120, /* columns */
    GL_PAGE_CELL = 240,  /* of a cell of a table; its tooltip has all of it */
};

/* Up to the heading of the page. */
void gl_page_begin(struct gl_buf *out, struct gl_str title);
void gl_page_end(struct gl_buf *out);
/* Up to the first row; kind is its class: "flows" can be filtered. Words of glacis, not escaped. */
void gl_page_table(struct gl_buf *out, const char *kind, const char *caption, const char *const *heads,
                   size_t len);
void gl_page_table_end(struct gl_buf *out);
void gl_page_cell(struct gl_buf *out, const char *look, struct gl_str text);

#endif
