/* A text that is made piece by piece, of which some pieces may be unknown: then it becomes an unknown value
 * that still knows its parts (GL_TF_CONCAT). */
#ifndef GL_TERRAFORM_FUNCTION_PARTS_H
#define GL_TERRAFORM_FUNCTION_PARTS_H

#include "base/buf.h"
#include "front/terraform/function/function.h"

struct gl_tf_parts {
    struct gl_buf text; /* what is known since the last unknown piece */
    struct gl_tf_value *items;
    size_t len, capacity;
};

void gl_tf_parts_add_unknown(struct gl_tf_parts *parts, const struct gl_tf_call *call,
                             const struct gl_tf_value *unknown);
/* Frees the buffer. All known: a string. Else the unknown value with its parts: `known` says what else is
 * known of it. */
bool gl_tf_parts_return(struct gl_tf_parts *parts, const struct gl_tf_call *call, struct gl_tf_unknown known,
                        struct gl_tf_value *ret_value);

#endif
