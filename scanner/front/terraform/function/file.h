/* Files of the scanned tree, through the evaluator's callbacks only. */
#ifndef GL_TERRAFORM_FUNCTION_FILE_H
#define GL_TERRAFORM_FUNCTION_FILE_H

#include "front/terraform/function/function.h"

/* false: a problem says why. Available is false where files cannot be read at all (no callback, a home
 * folder): then the result is unknown. */
bool gl_tf_read(const struct gl_tf_call *call, struct gl_str path, struct gl_str *ret_text,
                bool *ret_is_available) GL_MUST_CHECK;

#endif
