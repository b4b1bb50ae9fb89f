#include "base/name_index.h"

enum { FIRST_CAPACITY = 64 };

struct gl_name_index_slot {
    struct gl_str name;
    uint32_t value; /* the position + 1; 0: free */
};

static struct gl_name_index_slot *slot_of(const struct gl_name_index *index, struct gl_str name)
{
    size_t at = gl_str_hash(name) & (index->capacity - 1);

    while (index->slots[at].value && !gl_str_eq(index->slots[at].name, name))
        at = (at + 1) & (index->capacity - 1);
    return &index->slots[at];
}

static void grow(struct gl_arena *arena, struct gl_name_index *index)
{
    struct gl_name_index bigger = {.capacity = index->capacity ? 2 * index->capacity : FIRST_CAPACITY,
                                   .len = index->len};

    bigger.slots = GL_NEW_ARRAY(arena, struct gl_name_index_slot, bigger.capacity);
    for (size_t i = 0; i < index->capacity; i++) {
        if (index->slots[i].value)
            *slot_of(&bigger, index->slots[i].name) = index->slots[i];
    }
    *index = bigger;
}

uint32_t gl_name_index_add(struct gl_arena *arena, struct gl_name_index *index, struct gl_str name,
                           uint32_t position)
{
    struct gl_name_index_slot *slot;

    if (2 * index->len >= index->capacity)
        grow(arena, index);
    slot = slot_of(index, name);
    if (slot->value)
        return slot->value - 1;
    *slot = (struct gl_name_index_slot){name, position + 1};
    index->len++;
    return GL_NAME_INDEX_NONE;
}

uint32_t gl_name_index_find(const struct gl_name_index *index, struct gl_str name)
{
    return index->capacity ? slot_of(index, name)->value - 1 : GL_NAME_INDEX_NONE;
}

void gl_name_index_set(struct gl_name_index *index, struct gl_str name, uint32_t position)
{
    slot_of(index, name)->value = position + 1;
}
