/* Whether a rule or check holds for a resource, without reporting: for judging it in every world of undecided
 * conditions at once, its `when`, its elements and its question together. A rule that does not apply holds.
 */
#ifndef GL_ENGINE_HOLDS_H
#define GL_ENGINE_HOLDS_H

#include "engine/check.h"

/* For gl_judge_worlds; `argument` points to a const struct gl_rule *. */
enum gl_truth gl_rule_holds(struct gl_check_ctx *ctx, void *argument);
/* For gl_judge_worlds; all rules of ctx->check under its `when`. Not for native checks. */
enum gl_truth gl_check_holds(struct gl_check_ctx *ctx, void *argument);

#endif
