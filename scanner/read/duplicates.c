/* Which members of a map have the same key. Small maps are compared pair by pair; larger ones through a hash
 * table; and when a hostile file makes the keys collide, by sorting, so that the work stays n log n. */
#include <stdlib.h>

#include "read/reading.h"

enum { SMALL_MAP = 16, PROBES_PER_KEY = 16 };

static uint32_t *identity(struct gl_arena *scratch, size_t len)
{
    uint32_t *first = GL_NEW_ARRAY(scratch, uint32_t, len);

    for (size_t i = 0; i < len; i++)
        first[i] = (uint32_t)i;
    return first;
}

static bool is_same_key(const struct gl_member *a, const struct gl_member *b)
{
    return a->key.len == b->key.len && (a->key.len == 0 || (a->key.ptr[0] == b->key.ptr[0] &&
                                                            memcmp(a->key.ptr, b->key.ptr, a->key.len) == 0));
}

static uint32_t *compare_pairs(struct gl_arena *scratch, const struct gl_member *members, size_t len)
{
    uint32_t *first = NULL;

    for (size_t i = 1; i < len; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!is_same_key(&members[i], &members[j]))
                continue;
            if (!first)
                first = identity(scratch, len);
            first[i] = (uint32_t)j;
            break;
        }
    }
    return first;
}

/* False when the keys collide too often to go on. Slots hold index + 1. */
static bool probe_table(struct gl_arena *scratch, const struct gl_member *members, size_t len,
                        uint32_t **ret_first)
{
    size_t size = (size_t)4 * SMALL_MAP, probes_left = len * PROBES_PER_KEY;
    uint32_t *slots, *first = NULL;

    while (size < len * 2)
        size *= 2;
    slots = GL_NEW_ARRAY(scratch, uint32_t, size);
    for (size_t i = 0; i < len; i++) {
        size_t at = (size_t)gl_str_hash(members[i].key) & (size - 1);

        while (slots[at] && !is_same_key(&members[slots[at] - 1], &members[i])) {
            at = (at + 1) & (size - 1);
            if (probes_left-- == 0)
                return false;
        }
        if (!slots[at]) {
            slots[at] = (uint32_t)i + 1;
            continue;
        }
        if (!first)
            first = identity(scratch, len);
        first[i] = slots[at] - 1;
    }
    *ret_first = first;
    return true;
}

struct key_at {
    struct gl_str key;
    uint32_t index;
};

static int compare_keys(const void *a_, const void *b_)
{
    const struct key_at *a = a_, *b = b_;
    int order = gl_str_cmp(a->key, b->key);

    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static uint32_t *compare_sorted(struct gl_arena *scratch, const struct gl_member *members, size_t len)
{
    struct key_at *keys = GL_NEW_ARRAY(scratch, struct key_at, len);
    uint32_t *first = identity(scratch, len);
    uint32_t leader;

    for (size_t i = 0; i < len; i++)
        keys[i] = (struct key_at){members[i].key, (uint32_t)i};
    qsort(keys, len, sizeof *keys, compare_keys);
    leader = keys[0].index;
    for (size_t i = 1; i < len; i++) {
        if (!gl_str_eq(keys[i].key, keys[i - 1].key))
            leader = keys[i].index;
        first[keys[i].index] = leader;
    }
    return first;
}

uint32_t *gl_read_first_of_key(struct gl_arena *scratch, const struct gl_member *members, size_t len)
{
    uint32_t *first;

    if (len <= SMALL_MAP)
        return compare_pairs(scratch, members, len);
    if (!probe_table(scratch, members, len, &first))
        first = compare_sorted(scratch, members, len);
    return first;
}
