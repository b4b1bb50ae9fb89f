/* One step from a value to a part of it, without copying the value. */
#ifndef GL_TERRAFORM_ACCESS_H
#define GL_TERRAFORM_ACCESS_H

#include "front/terraform/evaluate/evaluate.h"

/* *ret_found points into `value`, or at `room` where the part had to be made. Sensitivity of `value` and of
 * the index is the caller's to carry over. false: a problem is set. */
bool gl_tf_step_into(struct gl_tf_eval *eval, const struct gl_tf_value *value, const struct gl_tf_step *step,
                     struct gl_tf_value *room, const struct gl_tf_value **ret_found) GL_MUST_CHECK;

#endif
