#include "front/terraform/config/given.h"

#include <stdlib.h>

void gl_tf_given_add(struct gl_tf_given *given, struct gl_arena *arena, const struct gl_tf_values_file *file,
                     uint32_t rank)
{
    for (size_t i = 0; file->body && i < file->body->attribute_len; i++) {
        const struct gl_hcl_attribute *attribute = &file->body->attributes[i];

        *GL_PUSH(arena, given->items, given->len, given->capacity) =
            (struct gl_tf_given_value){.name = attribute->name,
                                       .name_span = attribute->name_span,
                                       .expr = attribute->value,
                                       .rank = rank};
    }
    for (size_t i = 0; i < file->len; i++)
        *GL_PUSH(arena, given->items, given->len, given->capacity) =
            (struct gl_tf_given_value){.name = file->names[i],
                                       .expr = file->exprs[i],
                                       .text = file->texts[i],
                                       .rank = rank + (uint32_t)i};
}

static int compare(const void *a_, const void *b_)
{
    const struct gl_tf_given_value *a = a_, *b = b_;
    int order = gl_str_cmp(a->name, b->name);

    if (order)
        return order;
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

void gl_tf_given_sort(struct gl_tf_given *given)
{
    if (given->len)
        qsort(given->items, given->len, sizeof *given->items, compare);
}

const struct gl_tf_given_value *gl_tf_given_find(const struct gl_tf_given *given, struct gl_str name)
{
    size_t low = 0, high = given->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_cmp(given->items[middle].name, name) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && gl_str_eq(given->items[low - 1].name, name) ? &given->items[low - 1] : NULL;
}
