/* Paths as text, with slashes. */
#ifndef GL_TERRAFORM_FUNCTION_PATH_H
#define GL_TERRAFORM_FUNCTION_PATH_H

#include "base/arena.h"

/* Without "." and "..", doubled and trailing slashes; an empty path is ".". */
struct gl_str gl_tf_clean_path(struct gl_arena *arena, struct gl_str path);
/* Whether a path without leading slash matches a pattern of fileset(): * and ? stay within a folder, ** as a
 * whole part means any folders, [a-c] and {a,b} as usual. Takes at most `steps` comparisons off *steps. */
bool gl_tf_path_matches(struct gl_str pattern, struct gl_str path, uint64_t *steps);

#endif
