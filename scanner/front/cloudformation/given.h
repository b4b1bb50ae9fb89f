/* Parameter values from outside the template: `--var K=V`, parameter files, and Rules that narrow them. */
#ifndef GL_FRONT_CFN_GIVEN_H
#define GL_FRONT_CFN_GIVEN_H

#include "front/input.h"

struct gl_cfn_eval;

/* The literal given for a parameter of a stack, or NULL. `--var` wins over files, a name qualified as
 * STACK:NAME over a bare one, the last file over the first. */
const struct gl_value *gl_cfn_given(const struct gl_front_options *options, struct gl_str stack,
                                    struct gl_str name, struct gl_arena *arena);
/* The list that an unconditional rule asserts the parameter to be in, or NULL. */
const struct gl_value *gl_cfn_rule_allows(struct gl_cfn_eval *eval, struct gl_str name);

#endif
