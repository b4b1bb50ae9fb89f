/* Worlds: what happens when an undecided condition or parameter is decided.
 *
 * A rule is judged first with nothing decided. Where the answer is MAYBE because of a CHOICE, it is judged
 * again once for each arm of that choice (and of the next, up to GL_MAX_WORLDS); when all worlds agree, that
 * is the verdict. So values that hang on the same condition are never combined in a way that cannot be
 * deployed. */
#ifndef GL_ENGINE_WORLD_H
#define GL_ENGINE_WORLD_H

#include "engine/check.h"

#endif
