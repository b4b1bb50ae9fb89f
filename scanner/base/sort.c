#include "base/sort.h"

#include <stdlib.h>

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS, FEW = 48 };

static void insert(struct gl_sort_item *items, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        struct gl_sort_item item = items[i];
        size_t at = i;

        for (; at > 0 && items[at - 1].key > item.key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* By one digit of the key, from one array to another. */
static void distribute(const struct gl_sort_item *from, struct gl_sort_item *to, size_t len, unsigned shift)
{
    size_t next[DIGITS] = {0}, begin = 0;

    for (size_t i = 0; i < len; i++)
        next[from[i].key >> shift & (DIGITS - 1)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t count = next[digit];

        next[digit] = begin;
        begin += count;
    }
    for (size_t i = 0; i < len; i++)
        to[next[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

void gl_sort_by_key(struct gl_arena *scratch, struct gl_sort_item *items, size_t len)
{
    struct gl_sort_item *from = items, *to;
    uint64_t differing = 0;
    bool is_sorted = true;

    if (len <= FEW) {
        insert(items, len);
        return;
    }
    for (size_t i = 1; i < len; i++) {
        differing |= items[i].key ^ items[0].key;
        is_sorted = is_sorted && items[i - 1].key <= items[i].key;
    }
    if (is_sorted)
        return;
    to = GL_NEW_ARRAY(scratch, struct gl_sort_item, len);
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        struct gl_sort_item *swapped = from;

        if ((differing >> shift & (DIGITS - 1)) == 0)
            continue;
        distribute(from, to, len, shift);
        from = to;
        to = swapped;
    }
    if (from != items)
        memcpy(items, from, len * sizeof *items);
}

static int compare_u32(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

void gl_sort_u32(uint32_t *items, size_t len)
{
    if (len)
        qsort(items, len, sizeof *items, compare_u32);
}
