/* Positions by name: a hash table with open addressing. The first of equal names stays.
 *
 * Names are borrowed and must live as long as the index, whose memory is the arena's. An index that is all
 * zero is empty. */
#ifndef GL_BASE_NAME_INDEX_H
#define GL_BASE_NAME_INDEX_H

#include "base/arena.h"

struct gl_name_index_slot;

struct gl_name_index {
    struct gl_name_index_slot *slots;
    size_t len, capacity;
};

#define GL_NAME_INDEX_NONE UINT32_MAX

/* The position that the name has already, or NONE when it got this one. */
uint32_t gl_name_index_add(struct gl_arena *arena, struct gl_name_index *index, struct gl_str name,
                           uint32_t position);
/* Another position for a name that is there. */
void gl_name_index_set(struct gl_name_index *index, struct gl_str name, uint32_t position);
uint32_t gl_name_index_find(const struct gl_name_index *index,
                            struct gl_str name); /* NONE: it is not there */

#endif
