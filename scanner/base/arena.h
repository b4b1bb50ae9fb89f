/* Arena: memory that is given back all at once.
 *
 * Every object of a scan lives in some arena (a worker's, the scan's, a worker's scratch one), so no
 * module frees single objects. Allocation never fails: out of memory aborts, hostile sizes are stopped before
 * by limits.h. Under AddressSanitizer each allocation has a poisoned red zone.
 * An arena belongs to one thread at a time; after a barrier it may be read by all. */
#ifndef GL_BASE_ARENA_H
#define GL_BASE_ARENA_H

#include <stdarg.h>

#include "base/str.h"

struct gl_arena_chunk;

struct gl_arena {
    struct gl_arena_chunk *head;
    char *next, *end;
    size_t total;        /* bytes taken from the system */
    bool is_used_before; /* the current chunk was reset: its bytes are not zero */
};

void gl_arena_init(struct gl_arena *arena);
void gl_arena_free(struct gl_arena *arena); /* accepts an initialised, a zeroed and a freed one */
/* Forgets all objects but keeps the newest chunk, the largest, for reuse: for scratch arenas. */
void gl_arena_reset(struct gl_arena *arena);
/* Zeroed memory, aligned for any type. size 0 gives a valid, distinct pointer. */
void *gl_arena_alloc(struct gl_arena *arena, size_t count, size_t size);
struct gl_str gl_arena_copy(struct gl_arena *arena, struct gl_str s); /* the copy also ends in NUL */
struct gl_str gl_arena_vprintf(struct gl_arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
struct gl_str gl_arena_printf(struct gl_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Moves all memory of `from` into `into`; `from` is left empty. Pointers stay valid. */
void gl_arena_adopt(struct gl_arena *into, struct gl_arena *from);

#define GL_NEW(arena, type) ((type *)gl_arena_alloc((arena), 1, sizeof(type)))
#define GL_NEW_ARRAY(arena, type, count) ((type *)gl_arena_alloc((arena), (count), sizeof(type)))

/* Appends to an array that lives in an arena: capacity doubles, the old copy is left behind. Returns the new
 * slot, zeroed. `*items` and `*capacity` belong to the caller; `len` is the number in use before the call. */
void *gl_arena_grow(struct gl_arena *arena, void *items, size_t len, size_t *capacity, size_t size);
/* GL_PUSH(arena, list, len, capacity): a pointer to a new zeroed element at the end of `list`; increments
 * `len`. */
#define GL_PUSH(arena, list, len, capacity)                                                                  \
    ((list) = gl_arena_grow((arena), (list), (len), &(capacity), sizeof *(list)), &(list)[(len)++])

#endif
