/* `glacis debug eval --batch`: expressions with variables in, values out, one JSON line each, for comparing
 * with what Terraform answers. Each line stands alone.
 *
 *   {"id": "x", "expr": "var.a + 1", "vars": {"a": 1}}
 *   {"id": "x", "value": 2, "type": "number"}
 *   {"id": "x", "unknown": true, "reason": "parameter without a value: var.b"}
 *   {"id": "x", "error": "Invalid index: ..."}
 *
 * Variables have the type of their JSON value: arrays are tuples, objects objects; one that is not given is
 * unknown. What is unknown inside a value is {"__unknown__": true}, what is sensitive is shown. Functions
 * read files below the working directory, nothing else. */
#ifndef GL_TERRAFORM_BATCH_H
#define GL_TERRAFORM_BATCH_H

#include "base/buf.h"

/* Appends the answer and a newline. false: the line is no request, and the answer says so. */
bool gl_tf_eval_line(struct gl_str json_line, struct gl_buf *out);

#endif
