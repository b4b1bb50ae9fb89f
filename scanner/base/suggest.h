/* "Did you mean": the nearest of the names that would have been right. */
#ifndef GL_BASE_SUGGEST_H
#define GL_BASE_SUGGEST_H

#include "base/buf.h"

/* Offers names one by one; keeps the nearest to what was written. Ties go to the first offered. */
struct gl_suggestion {
    struct gl_str written;
    struct gl_str best; /* empty until something is near enough */
    size_t distance;
};

void gl_suggestion_init(struct gl_suggestion *suggestion, struct gl_str written);
/* `name` is borrowed as long as the suggestion is used. */
void gl_suggestion_offer(struct gl_suggestion *suggestion, struct gl_str name);
/* "; did you mean NAME?", or nothing when no name was near enough. */
void gl_suggestion_add(struct gl_buf *out, const struct gl_suggestion *suggestion);

/* Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`, letters compared without case;
 * names longer than 64 bytes are never near. */
size_t gl_edit_distance(struct gl_str a, struct gl_str b);
/* The nearest of `names`, or an empty slice when none is near enough. */
struct gl_str gl_suggest(struct gl_str written, const struct gl_str *names, size_t len);

#endif
