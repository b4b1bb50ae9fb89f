/* Text with {{ ... }} that some other program has to fill in before it is YAML: Helm charts, Jinja. */
#ifndef GL_READ_TEMPLATE_H
#define GL_READ_TEMPLATE_H

#include "read/reading.h"

/* Offset of the first {{ or {% that looks like a template action, outside of comments; or GL_STR_NONE. Ask
 * only when the text is not valid YAML: scripts and queries in block scalars hold such text too. */
size_t gl_template_find(struct gl_str text);
/* The diagnostic for braces at `at`: an unquoted dynamic reference is a syntax error, the rest a template. */
enum gl_err gl_template_fail(struct gl_reading *reading, size_t at) GL_MUST_CHECK;

#endif
