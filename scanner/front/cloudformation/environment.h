/* Which environment a stack is deployed to: see gl_unit.environment. */
#ifndef GL_FRONT_CFN_ENVIRONMENT_H
#define GL_FRONT_CFN_ENVIRONMENT_H

#include "front/cloudformation/eval.h"

/* --environment, else the stack's tags, else tags of its resources, else a parameter named like one, else a
 * word of the stack's or a folder's name. Sets the unit's of nested stacks too. After the resources. */
void gl_cfn_find_environment(struct gl_cfn_eval *eval, const struct gl_cfn_stack *stack);

#endif
