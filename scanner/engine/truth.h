/* Kleene logic: and = min, or = max, not = 2 - x. MAYBE always has a reason: the value that is not known. */
#ifndef GL_ENGINE_TRUTH_H
#define GL_ENGINE_TRUTH_H

#include <stdbool.h>

enum gl_truth { GL_FALSE = 0, GL_MAYBE, GL_TRUE };

static inline enum gl_truth gl_truth_and(enum gl_truth a, enum gl_truth b)
{
    return a < b ? a : b;
}

static inline enum gl_truth gl_truth_or(enum gl_truth a, enum gl_truth b)
{
    return a > b ? a : b;
}

static inline enum gl_truth gl_truth_not(enum gl_truth a)
{
    return (enum gl_truth)(GL_TRUE - a);
}

static inline enum gl_truth gl_truth_of(bool b)
{
    return b ? GL_TRUE : GL_FALSE;
}

#endif
