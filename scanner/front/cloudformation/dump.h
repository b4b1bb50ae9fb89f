/* Evaluated resources as canonical text: for tests and `glacis debug resources`. Not a stable format. */
#ifndef GL_FRONT_CFN_DUMP_H
#define GL_FRONT_CFN_DUMP_H

#include "base/buf.h"
#include "front/input.h"

/* One line a resource: address, kind, condition; then one indented line a property or attribute. */
void gl_front_dump(struct gl_buf *out, const struct gl_front_output *output);
/* JSON, with these for what is not known: ?(reason: name), @address.attribute, what{arm | arm},
 * "text"+part+"text", absent. Secrets as (secret). */
void gl_front_dump_value(struct gl_buf *out, const struct gl_value *value);

#endif
