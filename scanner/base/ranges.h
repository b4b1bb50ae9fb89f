/* Sets of unsigned numbers as sorted, disjoint, non-adjacent closed ranges: the algebra under address sets
 * and port sets.
 *
 * A set is a value: its items live in an arena, are never changed, and may be shared between sets, so a
 * result is valid as long as the arenas of its operands. The empty set is {0}. Every binary operation is
 * linear in the operands; only gl_ranges_of sorts. Invariant: items[i].last + 1 < items[i + 1].first. */
#ifndef GL_BASE_RANGES_H
#define GL_BASE_RANGES_H

#include "base/arena.h"
#include "base/error.h"

__extension__ typedef unsigned __int128 gl_u128;

#define GL_U128_MAX (~(gl_u128)0)

struct gl_range {
    gl_u128 first, last; /* both belong to the range */
};

struct gl_ranges {
    const struct gl_range *items;
    size_t len;
};

/* From any ranges in any order, overlapping or not: n log n. Sorts `items` in place; the result borrows them.
 */
struct gl_ranges gl_ranges_of(struct gl_range *items, size_t len);
struct gl_ranges gl_ranges_one(struct gl_arena *arena, gl_u128 first, gl_u128 last);
struct gl_ranges gl_ranges_union(struct gl_arena *arena, struct gl_ranges a, struct gl_ranges b);
struct gl_ranges gl_ranges_intersection(struct gl_arena *arena, struct gl_ranges a, struct gl_ranges b);
struct gl_ranges gl_ranges_difference(struct gl_arena *arena, struct gl_ranges a, struct gl_ranges b);
/* All of [0, max] that is not in `a`, whose items are all within it. */
struct gl_ranges gl_ranges_complement(struct gl_arena *arena, struct gl_ranges a, gl_u128 max);
bool gl_ranges_has(struct gl_ranges a, gl_u128 number);
bool gl_ranges_contains(struct gl_ranges a, struct gl_ranges b); /* b is a subset of a */
bool gl_ranges_overlap(struct gl_ranges a, struct gl_ranges b);
bool gl_ranges_equal(struct gl_ranges a, struct gl_ranges b);
/* How many numbers; false when it is 2^128, the one count that does not fit. */
bool gl_ranges_size(struct gl_ranges a, gl_u128 *ret_size);

#endif
