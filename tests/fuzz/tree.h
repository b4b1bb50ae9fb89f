/* What must hold of every tree a reader makes, whatever the input. */
#ifndef GL_TESTS_FUZZ_TREE_H
#define GL_TESTS_FUZZ_TREE_H

#include <stdlib.h>

#include "base/limits.h"
#include "read/read.h"

/* Spans lie in the source and in their parent's (unless they came through an alias), in order; nesting is
 * bounded; strings are bytes that can be read; a map holds each key once. `budget` bounds the walk through
 * aliases. */
static inline void check_tree(const struct gl_value *value, const struct gl_source *source,
                              struct gl_span outer, unsigned depth, size_t *budget);

static inline void demand(bool holds)
{
    if (!holds)
        abort();
}

static inline void check_text(struct gl_str text)
{
    volatile unsigned char sum = 0;

    for (size_t i = 0; i < text.len; i++)
        sum = (unsigned char)(sum + (unsigned char)text.ptr[i]);
}

static inline void check_span(struct gl_span span, const struct gl_source *source, struct gl_span outer)
{
    demand(span.source == source->id);
    demand(span.begin <= span.end && span.end <= source->text.len);
    demand(span.begin >= outer.begin && span.end <= outer.end);
}

static inline void check_map(const struct gl_value *map, const struct gl_source *source, unsigned depth,
                             size_t *budget)
{
    uint32_t last = map->span.begin;

    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];

        check_text(member->key);
        if (i < 64)
            demand(gl_value_member(map, member->key) == member);
        if (!(member->value.flags & GL_VALUE_ALIASED)) {
            check_span(member->key_span, source, map->span);
            demand(member->key_span.begin >= last && member->value.span.begin >= member->key_span.end);
            last = member->value.span.end;
        }
        check_tree(&member->value, source, map->span, depth + 1, budget);
    }
}

static inline void check_tree(const struct gl_value *value, const struct gl_source *source,
                              struct gl_span outer, unsigned depth, size_t *budget)
{
    const struct gl_span whole = {source->id, 0, (uint32_t)source->text.len};
    uint32_t last = value->span.begin;

    demand(depth <= GL_MAX_DEPTH);
    if (*budget == 0)
        return;
    --*budget;
    check_span(value->span, source, value->flags & GL_VALUE_ALIASED ? whole : outer);
    switch ((enum gl_type)value->type) {
    case GL_MAP:
        check_map(value, source, depth, budget);
        return;
    case GL_LIST:
        for (size_t i = 0; i < value->u.list.len; i++) {
            const struct gl_value *item = &value->u.list.items[i];

            demand(item->flags & GL_VALUE_ALIASED || item->span.begin >= last);
            if (!(item->flags & GL_VALUE_ALIASED))
                last = item->span.end;
            check_tree(item, source, value->span, depth + 1, budget);
        }
        return;
    case GL_STRING:
    case GL_NUMBER:
        check_text(value->u.str);
        return;
    case GL_BOOL:
    case GL_NULL:
        return;
    case GL_UNKNOWN:
    case GL_ABSENT:
    case GL_REF:
    case GL_CHOICE:
    case GL_CONCAT:
        abort(); /* no reader makes these */
    }
}

static inline void check_documents(const struct gl_documents *documents, const struct gl_source *source)
{
    size_t budget = 200000;

    for (size_t i = 0; i < documents->len; i++)
        check_tree(&documents->items[i].root, source,
                   (struct gl_span){source->id, 0, (uint32_t)source->text.len}, 0, &budget);
}

/* A failure is told once, with a place; a success tells no failure. */
static inline void check_told(enum gl_err err, const struct gl_diags *diags, const struct gl_sources *sources)
{
    struct gl_buf text;
    size_t failures = 0;

    gl_buf_init(&text);
    for (size_t i = 0; i < diags->len; i++) {
        failures += diags->items[i].level == GL_DIAG_INCOMPLETE;
        text.len = 0;
        gl_diag_print(&text, &diags->items[i], sources, false);
    }
    gl_buf_free(&text);
    demand(failures == (err ? 1 : 0));
}

#endif
