/* Sorting by a number: linear in the number of items, stable. For what can be ordered, or nearly so, by a few
 * integers packed into one, and for plain numbers; qsort is for the rest. */
#ifndef GL_BASE_SORT_H
#define GL_BASE_SORT_H

#include "base/arena.h"

struct gl_sort_item {
    uint64_t key;
    void *item;
};

/* Ascending by key; equal keys keep their order. `scratch` gets room for another `len` items. */
void gl_sort_by_key(struct gl_arena *scratch, struct gl_sort_item *items, size_t len);

/* Numbers, ascending. */
void gl_sort_u32(uint32_t *items, size_t len);

#endif
