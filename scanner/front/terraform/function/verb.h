/* One verb of a format string, such as %-8.3f, and what it makes of a value. Verbs are those of Go's fmt as
 * far as Terraform allows them. */
#ifndef GL_TERRAFORM_FUNCTION_VERB_H
#define GL_TERRAFORM_FUNCTION_VERB_H

#include "base/buf.h"
#include "front/terraform/function/function.h"

struct gl_tf_verb {
    char mode; /* the letter */
    bool minus, plus, sharp, space, zero;
    int width, precision; /* -1: not given */
    size_t argument;      /* from 1 */
    size_t offset;        /* of the % in the format string */
    struct gl_str raw;    /* the whole verb as written */
};

/* Appends the value, which is wholly known; false: a problem was set. */
bool gl_tf_format_verb(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                       const struct gl_tf_value *value, struct gl_buf *out) GL_MUST_CHECK;

#endif
