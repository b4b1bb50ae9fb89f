#include "base/ranges.h"

#include <stdlib.h>

static int by_first(const void *left, const void *right)
{
    const struct gl_range *a = left, *b = right;

    return (a->first > b->first) - (a->first < b->first);
}

/* Whether `next`, which begins no earlier than `range`, continues it without a gap. */
static bool is_joined(const struct gl_range *range, const struct gl_range *next)
{
    return next->first <= range->last || next->first - range->last == 1;
}

struct gl_ranges gl_ranges_of(struct gl_range *items, size_t len)
{
    size_t kept = 0;
    bool is_sorted = true;

    for (size_t i = 1; i < len && is_sorted; i++)
        is_sorted = items[i - 1].first <= items[i].first;
    if (!is_sorted)
        qsort(items, len, sizeof *items, by_first);
    for (size_t i = 0; i < len; i++) {
        struct gl_range item = items[i];

        if (kept == 0 || !is_joined(&items[kept - 1], &item))
            items[kept++] = item;
        else if (item.last > items[kept - 1].last)
            items[kept - 1].last = item.last;
    }
    return (struct gl_ranges){kept ? items : NULL, kept};
}

struct gl_ranges gl_ranges_one(struct gl_arena *arena, gl_u128 first, gl_u128 last)
{
    struct gl_range *item;

    gl_assert(first <= last);
    item = GL_NEW(arena, struct gl_range);
    *item = (struct gl_range){first, last};
    return (struct gl_ranges){item, 1};
}

struct gl_ranges gl_ranges_union(struct gl_arena *arena, struct gl_ranges a, struct gl_ranges b)
{
    struct gl_range *items;
    size_t len = 0;

    if (b.len == 0 || gl_ranges_contains(a, b))
        return a;
    if (a.len == 0 || gl_ranges_contains(b, a))
        return b;
    items = GL_NEW_ARRAY(arena, struct gl_range, a.len + b.len);
    for (size_t i = 0, j = 0; i < a.len || j < b.len;) {
        bool from_a = j == b.len || (i < a.len && a.items[i].first <= b.items[j].first);
        struct gl_range item = from_a ? a.items[i++] : b.items[j++];

        if (len == 0 || !is_joined(&items[len - 1], &item))
            items[len++] = item;
        else if (item.last > items[len - 1].last)
            items[len - 1].last = item.last;
    }
    return (struct gl_ranges){items, len};
}

struct gl_ranges gl_ranges_intersection(struct gl_arena *arena, struct gl_ranges a, struct gl_ranges b)
{
    struct gl_range *items;
    size_t len = 0;

    if (!gl_ranges_overlap(a, b))
        return (struct gl_ranges){0};
    if (gl_ranges_contains(a, b))
        return b;
    if (gl_ranges_contains(b, a))
        return a;
    items = GL_NEW_ARRAY(arena, struct gl_range, a.len + b.len);
    for (size_t i = 0, j = 0; i < a.len && j < b.len;) {
        gl_u128 first = a.items[i].first > b.items[j].first ? a.items[i].first : b.items[j].first;
        gl_u128 last = a.items[i].last < b.items[j].last ? a.items[i].last : b.items[j].last;

        if (first <= last)
            items[len++] = (struct gl_range){first, last};
        if (a.items[i].last <= b.items[j].last)
            i++;
        else
            j++;
    }
    return (struct gl_ranges){items, len};
}

struct gl_ranges gl_ranges_difference(struct gl_arena *arena, struct gl_ranges a, struct gl_ranges b)
{
    struct gl_range *items;
    size_t len = 0, j = 0;

    if (!gl_ranges_overlap(a, b))
        return a;
    if (gl_ranges_contains(b, a))
        return (struct gl_ranges){0};
    items = GL_NEW_ARRAY(arena, struct gl_range, a.len + b.len);
    for (size_t i = 0; i < a.len; i++) {
        struct gl_range rest = a.items[i];
        bool is_left = true;

        while (j < b.len && b.items[j].last < rest.first)
            j++;
        for (size_t k = j; is_left && k < b.len && b.items[k].first <= rest.last; k++) {
            if (b.items[k].first > rest.first)
                items[len++] = (struct gl_range){rest.first, b.items[k].first - 1};
            is_left = b.items[k].last < rest.last;
            if (is_left)
                rest.first = b.items[k].last + 1;
        }
        if (is_left)
            items[len++] = rest;
    }
    return (struct gl_ranges){items, len};
}

struct gl_ranges gl_ranges_complement(struct gl_arena *arena, struct gl_ranges a, gl_u128 max)
{
    struct gl_range *items = GL_NEW_ARRAY(arena, struct gl_range, a.len + 1);
    gl_u128 from = 0;
    size_t len = 0;

    for (size_t i = 0; i < a.len; i++) {
        if (a.items[i].first > from)
            items[len++] = (struct gl_range){from, a.items[i].first - 1};
        if (a.items[i].last >= max)
            return (struct gl_ranges){items, len};
        from = a.items[i].last + 1;
    }
    items[len++] = (struct gl_range){from, max};
    return (struct gl_ranges){items, len};
}

/* Index of the first range from `from` on that ends at or after `number`; a.len when there is none. Doubling
 * steps keep a walk over a long set beside a short one cheap. */
static size_t seek(struct gl_ranges a, size_t from, gl_u128 number)
{
    size_t step = 1, low = from, high;

    while (low < a.len && a.items[low].last < number) {
        from = low + 1;
        low += step;
        step *= 2;
    }
    high = low < a.len ? low : a.len;
    low = from;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (a.items[middle].last < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool gl_ranges_has(struct gl_ranges a, gl_u128 number)
{
    size_t at = seek(a, 0, number);

    return at < a.len && a.items[at].first <= number;
}

bool gl_ranges_contains(struct gl_ranges a, struct gl_ranges b)
{
    size_t at = 0;

    for (size_t j = 0; j < b.len; j++) {
        at = seek(a, at, b.items[j].first);
        if (at == a.len || a.items[at].first > b.items[j].first || a.items[at].last < b.items[j].last)
            return false;
    }
    return true;
}

bool gl_ranges_overlap(struct gl_ranges a, struct gl_ranges b)
{
    size_t i = 0, j = 0;

    while (i < a.len && j < b.len) {
        if (a.items[i].last < b.items[j].first)
            i = seek(a, i, b.items[j].first);
        else if (b.items[j].last < a.items[i].first)
            j = seek(b, j, a.items[i].first);
        else
            return true;
    }
    return false;
}

bool gl_ranges_equal(struct gl_ranges a, struct gl_ranges b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (a.items[i].first != b.items[i].first || a.items[i].last != b.items[i].last)
            return false;
    }
    return true;
}

bool gl_ranges_size(struct gl_ranges a, gl_u128 *ret_size)
{
    gl_u128 size = 0;

    if (a.len == 1 && a.items[0].first == 0 && a.items[0].last == GL_U128_MAX)
        return false;
    for (size_t i = 0; i < a.len; i++)
        size += a.items[i].last - a.items[i].first + 1;
    *ret_size = size;
    return true;
}
