/* Expressions inside JSON strings, with places in the JSON text although escapes make it longer. */
#ifndef GL_HCL_JSON_TEXT_H
#define GL_HCL_JSON_TEXT_H

#include "hcl/hcl.h"
#include "hcl/text.h"

/* `content` is the decoded string whose quotes are at the ends of `span`. NULL after a mistake, which was
 * told. */
const struct gl_hcl_expr *gl_hcl_json_string(struct gl_hcl_text *json, struct gl_str content,
                                             struct gl_span span,
                                             const struct gl_hcl_expr *(*parse)(struct gl_hcl_text *text));

#endif
