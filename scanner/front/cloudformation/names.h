/* An index from names to positions in an array: parameters, conditions, resources, exports.
 * Keys are borrowed. Memory belongs to the arena; a zeroed index is an empty one. */
#ifndef GL_FRONT_CFN_NAMES_H
#define GL_FRONT_CFN_NAMES_H

#include "base/arena.h"

struct gl_cfn_name {
    struct gl_str key;
    uint32_t hash, position;
};

struct gl_cfn_names {
    struct gl_cfn_name *slots; /* open addressing; an empty slot has a NULL key */
    size_t len, capacity;
};

/* Room for `len` names without growing. */
void gl_cfn_names_reserve(struct gl_cfn_names *names, struct gl_arena *arena, size_t len);
/* False when the name is there already; the first position stays. */
bool gl_cfn_names_add(struct gl_cfn_names *names, struct gl_arena *arena, struct gl_str key, size_t position);
bool gl_cfn_names_find(const struct gl_cfn_names *names, struct gl_str key, size_t *ret_position);

#endif
