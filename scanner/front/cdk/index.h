/* Index: tokens of a program by the hash of a name, so that looking a name up does not walk the program;
 * private to front/cdk. Entries with equal hashes follow each other in the order of the program; the caller
 * compares names. */
#ifndef GL_FRONT_CDK_INDEX_H
#define GL_FRONT_CDK_INDEX_H

#include "base/arena.h"

struct gl_index_entry {
    uint32_t hash, token;
};

struct gl_index {
    struct gl_index_entry *items;
    size_t len, capacity;
};

void gl_index_add(struct gl_index *index, struct gl_arena *arena, uint32_t hash, uint32_t token);
void gl_index_sort(struct gl_index *index); /* after the last addition, before the first look-up */
/* Position of the first entry with this hash; `len` when there is none. */
size_t gl_index_find(const struct gl_index *index, uint32_t hash);
uint32_t gl_index_hash(struct gl_str text); /* of the bytes */
uint32_t
gl_index_name_hash(struct gl_str name); /* equal for names that gl_program_same_name calls the same */

#endif
