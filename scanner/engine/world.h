/* Worlds: what happens when an undecided condition or parameter is decided.
 *
 * A rule is judged first with nothing decided. Where the answer is MAYBE because of a CHOICE, it is judged again once for each
 * arm of that choice (and of the next, up to GL_MAX_WORLDS); when all worlds agree, that is the verdict. So values that
 * hang on the same condition are never combined in a way that cannot be deployed. */
#ifndef GL_ENGINE_WORLD_H
#define GL_ENGINE_WORLD_H

#include "engine/check.h"

/* What a value is in the current world: attribute references resolved, decided choices picked. An undecided CHOICE comes back as
 * it is and is remembered as the next one to decide. NULL stays NULL. */
const struct gl_value *gl_pick(struct gl_check_ctx *ctx, const struct gl_value *value);
/* Does a resource exist in the current world? MAYBE remembers its condition as the next one to decide. */
enum gl_truth gl_exists(struct gl_check_ctx *ctx, const struct gl_resource *resource);

/* Does a reference stand in the current world? */
enum gl_truth gl_edge_holds(struct gl_check_ctx *ctx, const struct gl_edge *edge);

typedef enum gl_truth gl_judge_fn(struct gl_check_ctx *ctx, void *argument);
/* Judges in every world that matters. On MAYBE the culprits are set. */
enum gl_truth gl_judge_worlds(struct gl_check_ctx *ctx, gl_judge_fn *judge, void *argument);

#endif
