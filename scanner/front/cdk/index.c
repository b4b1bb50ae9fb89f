#include "front/cdk/index.h"

#include <stdlib.h>

void gl_index_add(struct gl_index *index, struct gl_arena *arena, uint32_t hash, uint32_t token)
{
    *GL_PUSH(arena, index->items, index->len, index->capacity) = (struct gl_index_entry){hash, token};
}

static int compare(const void *a, const void *b)
{
    const struct gl_index_entry *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->token < y->token ? -1 : x->token > y->token;
}

void gl_index_sort(struct gl_index *index)
{
    if (index->items && index->len > 1)
        qsort(index->items, index->len, sizeof *index->items, compare);
}

size_t gl_index_find(const struct gl_index *index, uint32_t hash)
{
    size_t low = 0, high = index->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (index->items[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < index->len && index->items[low].hash == hash ? low : index->len;
}

/* FNV-1a */
enum { FNV_PRIME = 16777619 };
static const uint32_t fnv_basis = 2166136261;

uint32_t gl_index_hash(struct gl_str text)
{
    uint32_t hash = fnv_basis;

    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * FNV_PRIME;
    return hash;
}

uint32_t gl_index_name_hash(struct gl_str name)
{
    uint32_t hash = fnv_basis;

    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];

        if (c == '_' || c == '-')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 'a' - 'A');
        hash = (hash ^ c) * FNV_PRIME;
    }
    return hash;
}
