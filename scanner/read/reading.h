/* What the readers of one source have in common: the stack of items and members that belong to lists and maps
 * not yet closed, duplicate keys, the flag GL_VALUE_HAS_CALLS, and the one diagnostic of a failure.
 *
 * Items and members are collected on `stack` and copied once, into an array of the exact size, when their
 * list or map closes: memory stays a small multiple of the input. A list's part of the stack holds gl_value,
 * a map's part gl_member; a frame remembers where its part begins. Belongs to one call of a reader. */
#ifndef GL_READ_READING_H
#define GL_READ_READING_H

#include <string.h>

#include "read/read.h"

struct gl_reading {
    const struct gl_source *source;
    struct gl_arena *arena; /* of the tree */
    const struct gl_read_options *options;
    struct gl_diags *diags;
    struct gl_arena scratch; /* given back when the reader returns */
    struct gl_buf stack;
    size_t duplicate_keys;
    bool has_dynamic; /* the text holds "{{resolve:" somewhere, so strings have to be looked at */
    bool is_ascii;
};

/* Checks size and encoding before a reader starts: too large, UTF-16 or UTF-32, binary, invalid UTF-8 are one
 * diagnostic each. Only after GL_OK is there something to free. */
enum gl_err gl_reading_init(struct gl_reading *reading, const struct gl_source *source,
                            struct gl_arena *arena, const struct gl_read_options *options,
                            struct gl_diags *diags) GL_MUST_CHECK;
void gl_reading_free(struct gl_reading *reading); /* also tells how many duplicate keys were not told */
/* Adds the diagnostic of a failure and answers `err`. */
enum gl_err gl_reading_fail(struct gl_reading *reading, enum gl_err err, struct gl_span span,
                            const char *remedy, const char *format, ...)
    __attribute__((format(printf, 5, 6))) GL_MUST_CHECK;
struct gl_span gl_reading_span(const struct gl_reading *reading, size_t begin, size_t end);

static inline void gl_reading_push(struct gl_reading *reading, const void *item, size_t size)
{
    if (reading->stack.capacity - reading->stack.len < size)
        gl_buf_reserve(&reading->stack, size);
    memcpy(reading->stack.ptr + reading->stack.len, item, size);
    reading->stack.len += size;
}

/* Turn everything above `mark` into a list or a map and take it off the stack. Only type, flags and children
 * of the result are set. Of members with the same key the first stays and the others are told, except those
 * from index `own` on: they came by merge keys and give way silently. */
struct gl_value gl_reading_close_list(struct gl_reading *reading, size_t mark);
struct gl_value gl_reading_close_map(struct gl_reading *reading, size_t mark, size_t own);
/* GL_VALUE_HAS_CALLS when the string holds a dynamic reference. */
uint8_t gl_reading_string_flags(struct gl_str text);

/* For each of `len` members the index of the first one with the same key, or NULL when all differ. Never
 * quadratic. The array lives in `scratch`. */
uint32_t *gl_read_first_of_key(struct gl_arena *scratch, const struct gl_member *members, size_t len);

#endif
