#include "front/cloudformation/names.h"

enum { FIRST_CAPACITY = 16 };

static struct gl_cfn_name *slot_of(const struct gl_cfn_names *names, struct gl_str key, uint32_t hash)
{
    size_t at = hash & (names->capacity - 1);

    while (names->slots[at].key.ptr &&
           (names->slots[at].hash != hash || !gl_str_eq(names->slots[at].key, key)))
        at = (at + 1) & (names->capacity - 1);
    return &names->slots[at];
}

void gl_cfn_names_reserve(struct gl_cfn_names *names, struct gl_arena *arena, size_t len)
{
    struct gl_cfn_names grown = {.len = names->len, .capacity = FIRST_CAPACITY};

    while (grown.capacity < len * 2)
        grown.capacity *= 2;
    if (grown.capacity <= names->capacity)
        return;
    grown.slots = GL_NEW_ARRAY(arena, struct gl_cfn_name, grown.capacity);
    for (size_t i = 0; i < names->capacity; i++) {
        if (names->slots[i].key.ptr)
            *slot_of(&grown, names->slots[i].key, names->slots[i].hash) = names->slots[i];
    }
    *names = grown;
}

bool gl_cfn_names_add(struct gl_cfn_names *names, struct gl_arena *arena, struct gl_str key, size_t position)
{
    uint32_t hash = (uint32_t)gl_str_hash(key);
    struct gl_cfn_name *slot;

    gl_cfn_names_reserve(names, arena, names->len + 1);
    slot = slot_of(names, key, hash);
    if (slot->key.ptr)
        return false;
    *slot = (struct gl_cfn_name){.key = key, .hash = hash, .position = (uint32_t)position};
    if (!slot->key.ptr)
        slot->key = GL_STR("");
    names->len++;
    return true;
}

bool gl_cfn_names_find(const struct gl_cfn_names *names, struct gl_str key, size_t *ret_position)
{
    struct gl_cfn_name *slot;

    if (names->len == 0)
        return false;
    slot = slot_of(names, key, (uint32_t)gl_str_hash(key));
    if (!slot->key.ptr)
        return false;
    *ret_position = slot->position;
    return true;
}
