/* Whether two evaluated values are the same, and a key that is equal for equal questions about them. */
#ifndef GL_FRONT_CFN_IDENTITY_H
#define GL_FRONT_CFN_IDENTITY_H

#include "tree/value.h"

enum gl_cfn_sameness { GL_CFN_MAYBE_SAME = 0, GL_CFN_SAME, GL_CFN_DIFFERENT };

/* As Fn::Equals compares: text, case-sensitive. Unknown values are the same when they have one origin. */
enum gl_cfn_sameness gl_cfn_is_same(const struct gl_value *a, const struct gl_value *b);
struct gl_str gl_cfn_equality_key(struct gl_arena *arena, const struct gl_value *a, const struct gl_value *b);
/* Text of a scalar as CloudFormation sees it: an unquoted yes, on or True is "true". */
bool gl_cfn_text(const struct gl_value *value, struct gl_str *ret_text);

#endif
