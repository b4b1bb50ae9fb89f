#include "base/name_index.h"

enum { FIRST_CAPACITY = 64 };

struct gl_name_index_slot {
    struct gl_str name;
    uint32_t value; /* the position + 1; 0: free */
    uint32_t hash;  /* tells most names apart without looking at them, and is there when the table grows */
};

static uint32_t hash_of(struct gl_str name)
{
    uint64_t hash = gl_str_hash(name);

    return (uint32_t)(hash ^ (hash >> 32));
}

static struct gl_name_index_slot *slot_of(const struct gl_name_index *index, struct gl_str name,
                                          uint32_t hash)
{
    size_t at = hash & (index->capacity - 1);

    while (index->slots[at].value &&
           (index->slots[at].hash != hash || !gl_str_eq(index->slots[at].name, name)))
        at = (at + 1) & (index->capacity - 1);
    return &index->slots[at];
}

/* Names are different: each goes to the first free slot. */
static void grow(struct gl_arena *arena, struct gl_name_index *index)
{
    struct gl_name_index bigger = {.capacity = index->capacity ? 2 * index->capacity : FIRST_CAPACITY,
                                   .len = index->len};

    bigger.slots = GL_NEW_ARRAY(arena, struct gl_name_index_slot, bigger.capacity);
    for (size_t i = 0; i < index->capacity; i++) {
        size_t at = index->slots[i].hash & (bigger.capacity - 1);

        if (!index->slots[i].value)
            continue;
        while (bigger.slots[at].value)
            at = (at + 1) & (bigger.capacity - 1);
        bigger.slots[at] = index->slots[i];
    }
    *index = bigger;
}

uint32_t gl_name_index_add(struct gl_arena *arena, struct gl_name_index *index, struct gl_str name,
                           uint32_t position)
{
    struct gl_name_index_slot *slot;
    uint32_t hash = hash_of(name);

    if (2 * index->len >= index->capacity)
        grow(arena, index);
    slot = slot_of(index, name, hash);
    if (slot->value)
        return slot->value - 1;
    *slot = (struct gl_name_index_slot){name, position + 1, hash};
    index->len++;
    return GL_NAME_INDEX_NONE;
}

uint32_t gl_name_index_find(const struct gl_name_index *index, struct gl_str name)
{
    return index->capacity ? slot_of(index, name, hash_of(name))->value - 1 : GL_NAME_INDEX_NONE;
}

void gl_name_index_set(struct gl_name_index *index, struct gl_str name, uint32_t position)
{
    slot_of(index, name, hash_of(name))->value = position + 1;
}
