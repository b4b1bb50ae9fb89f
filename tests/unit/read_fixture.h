/* One source read into a tree, for tests of the readers. */
#ifndef GL_TESTS_READ_FIXTURE_H
#define GL_TESTS_READ_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "read/read.h"

struct fixture {
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_arena arena;
    struct gl_diags diags;
    struct gl_documents documents;
    struct gl_buf text;
    char *bytes; /* exactly as long as the text, so that a read beyond it is seen */
};

typedef enum gl_err read_fn(const struct gl_source *, struct gl_arena *, const struct gl_read_options *,
                            struct gl_documents *, struct gl_diags *);

/* The value of the first document; NULL when there is none. */
static inline const struct gl_value *read_text(struct fixture *f, struct gl_str text, read_fn *read,
                                               enum gl_err wanted)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};

    *f = (struct fixture){0};
    gl_sources_init(&f->sources);
    gl_diags_init(&f->diags, &f->arena);
    gl_buf_init(&f->text);
    f->bytes = malloc(text.len ? text.len : 1);
    assert_non_null(f->bytes);
    memcpy(f->bytes, text.ptr, text.len);
    f->source = gl_sources_add_text(&f->sources, GL_STR("a"), (struct gl_str){f->bytes, text.len});
    assert_int_equal(read(f->source, &f->arena, &options, &f->documents, &f->diags), wanted);
    return f->documents.len ? &f->documents.items[0].root : NULL;
}

static inline void free_fixture(struct fixture *f)
{
    gl_buf_free(&f->text);
    gl_arena_free(&f->arena);
    gl_sources_free(&f->sources);
    free(f->bytes);
}

static inline const char *finish_text(struct fixture *f)
{
    gl_buf_add_char(&f->text, '\0');
    return f->text.ptr;
}

/* Compact JSON of a value. */
static inline void assert_prints(struct fixture *f, const struct gl_value *value, const char *wanted)
{
    assert_non_null(value);
    f->text.len = 0;
    gl_value_print(&f->text, value);
    assert_string_equal(finish_text(f), wanted);
}

static inline void assert_dumps(struct fixture *f, const struct gl_value *value, const char *wanted)
{
    assert_non_null(value);
    f->text.len = 0;
    gl_value_dump(&f->text, value, &f->sources, 0);
    assert_string_equal(finish_text(f), wanted);
}

/* The source text of a value's span. */
static inline void assert_covers(const struct fixture *f, struct gl_span span, const char *wanted)
{
    struct gl_str have = gl_source_slice(f->source, span);

    assert_int_equal(have.len, strlen(wanted));
    assert_memory_equal(have.ptr, wanted, have.len);
}

/* The only diagnostic, as `path:line:column: message; remedy` without the quoted line. */
static inline void assert_tells(struct fixture *f, const char *wanted)
{
    const char *end;

    assert_int_equal(f->diags.len, 1);
    f->text.len = 0;
    gl_diag_print(&f->text, &f->diags.items[0], &f->sources, false);
    end = memchr(f->text.ptr, '\n', f->text.len);
    f->text.len = (size_t)(end - f->text.ptr);
    assert_string_equal(finish_text(f), wanted);
}

#endif
