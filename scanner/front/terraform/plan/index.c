#include "front/terraform/plan/reading.h"

static size_t slot_of(const struct gl_tf_index *index, struct gl_str name)
{
    size_t at = gl_str_hash(name) & (index->capacity - 1);

    while (index->slots[at].value && !gl_str_eq(index->slots[at].name, name))
        at = (at + 1) & (index->capacity - 1);
    return at;
}

static void grow(struct gl_arena *arena, struct gl_tf_index *index)
{
    struct gl_tf_index bigger = {.capacity = index->capacity ? 2 * index->capacity : 64, .len = index->len};

    bigger.slots = GL_NEW_ARRAY(arena, struct gl_tf_index_slot, bigger.capacity);
    for (size_t i = 0; i < index->capacity; i++) {
        if (index->slots[i].value)
            bigger.slots[slot_of(&bigger, index->slots[i].name)] = index->slots[i];
    }
    *index = bigger;
}

uint32_t gl_tf_index_add(struct gl_arena *arena, struct gl_tf_index *index, struct gl_str name,
                         uint32_t value)
{
    struct gl_tf_index_slot *slot;

    if (2 * index->len >= index->capacity)
        grow(arena, index);
    slot = &index->slots[slot_of(index, name)];
    if (slot->value)
        return slot->value - 1;
    *slot = (struct gl_tf_index_slot){name, value + 1};
    index->len++;
    return GL_TF_INDEX_NONE;
}

uint32_t gl_tf_index_find(const struct gl_tf_index *index, struct gl_str name)
{
    return index->capacity ? index->slots[slot_of(index, name)].value - 1 : GL_TF_INDEX_NONE;
}

void gl_tf_index_set(struct gl_tf_index *index, struct gl_str name, uint32_t value)
{
    index->slots[slot_of(index, name)].value = value + 1;
}
