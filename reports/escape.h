/* Text of strangers inside SVG, HTML and DOT.
 *
 * Control characters, text directions and bytes that are no UTF-8 are shown as gl_buf_quote shows them
 * (\x1b), so nothing of a name can end an element, an attribute or a string, or turn the text around it. */
#ifndef GL_REPORTS_ESCAPE_H
#define GL_REPORTS_ESCAPE_H

#include "base/buf.h"

/* Content of an XML or HTML element, or of an attribute in double quotes. Source: XML 1.0, 2.2 and 2.4. */
void gl_xml_add(struct gl_buf *out, struct gl_str text);
/* At most so many columns of it; what is cut ends in an ellipsis. */
void gl_xml_add_short(struct gl_buf *out, struct gl_str text, size_t columns);
/* At most so many columns of a name, not escaped: what is left out is the middle, as both its ends tell names
 * apart. */
void gl_text_add_name(struct gl_buf *out, struct gl_str name, size_t columns);
/* Inside a string of DOT, where only the quote and the backslash mean anything. */
void gl_dot_add(struct gl_buf *out, struct gl_str text);
/* Columns that a text takes when it is shown so, at most `most`; characters of East Asia take two. */
size_t gl_shown_columns(struct gl_str text, size_t most);

#endif
