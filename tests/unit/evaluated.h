/* For tests of the CloudFormation front end: templates as text in, the canonical dump of their resources out.
 */
#ifndef GL_TESTS_EVALUATED_H
#define GL_TESTS_EVALUATED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "front/cloudformation/cloudformation.h"
#include "front/cloudformation/dump.h"

enum { MAX_TEMPLATES = 8 };

struct evaluated {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_input items[MAX_TEMPLATES];
    struct gl_inputs inputs;
    struct gl_front_options options;
    struct gl_cfn_set set;
    struct gl_pool pool;
    struct gl_front_output output;
    struct gl_buf dump, told;
};

static inline void evaluated_init(struct evaluated *e)
{
    *e = (struct evaluated){0};
    gl_arena_init(&e->arena);
    gl_sources_init(&e->sources);
    gl_diags_init(&e->diags, &e->arena);
    gl_buf_init(&e->dump);
    gl_buf_init(&e->told);
    e->inputs.items = e->items;
}

/* Paths must be added in order. */
static inline struct gl_input *evaluated_add(struct evaluated *e, const char *path, const char *text)
{
    struct gl_input *input = &e->items[e->inputs.len++];
    struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};

    input->source = gl_sources_add_text(&e->sources, gl_str_of(path), gl_str_of(text));
    input->source->path = gl_str_of(path);
    assert_int_equal(gl_read(input->source, &e->arena, &options, &input->documents, &e->diags), GL_OK);
    if (gl_cfn_is_template(&input->documents.items[0].root))
        input->kind = GL_INPUT_TEMPLATE;
    return input;
}

static inline void evaluated_run(struct evaluated *e)
{
    gl_pool_init(&e->pool, 1);
    gl_cfn_set_init(&e->set, &e->arena, &e->inputs, &e->options);
    gl_cfn_add_templates(&e->set);
    gl_cfn_evaluate(&e->set, &e->pool, &e->output, &e->diags);
    gl_front_dump(&e->dump, &e->output);
    gl_buf_add_char(&e->dump, '\0');
    gl_diags_sort(&e->diags, &e->sources);
    for (size_t i = 0; i < e->diags.len; i++) {
        struct gl_diag diag = e->diags.items[i];
        struct gl_position at =
            gl_source_position(gl_sources_get(&e->sources, diag.span.source), diag.span.begin);

        gl_buf_printf(&e->told, "%u:%u: ", at.line, at.column);
        gl_buf_quote(&e->told, diag.message);
        gl_buf_add_char(&e->told, '\n');
    }
    gl_buf_add_char(&e->told, '\0');
}

static inline void evaluated_free(struct evaluated *e)
{
    gl_pool_free(&e->pool);
    gl_buf_free(&e->dump);
    gl_buf_free(&e->told);
    gl_sources_free(&e->sources);
    gl_arena_free(&e->arena);
}

/* One template "t.yaml" without diagnostics. */
static inline void assert_evaluates(const char *text, const char *expected)
{
    struct evaluated e;

    evaluated_init(&e);
    evaluated_add(&e, "t.yaml", text);
    evaluated_run(&e);
    assert_string_equal(e.told.ptr, "");
    assert_string_equal(e.dump.ptr, expected);
    evaluated_free(&e);
}

/* The value of property P of the only resource, R, of a template with these sections before Resources. */
static inline void assert_value(const char *sections, const char *expression, const char *expected)
{
    struct evaluated e;
    struct gl_buf text, want;

    evaluated_init(&e);
    gl_buf_init(&text);
    gl_buf_init(&want);
    gl_buf_printf(&text, "%sResources:\n  R:\n    Type: A::B::C\n    Properties:\n      P: %s\n%c", sections,
                  expression, 0);
    gl_buf_printf(&want, "t/R A::B::C\n  P: %s\n%c", expected, 0);
    evaluated_add(&e, "t.yaml", text.ptr);
    evaluated_run(&e);
    assert_string_equal(e.told.ptr, "");
    assert_string_equal(e.dump.ptr, want.ptr);
    evaluated_free(&e);
    gl_buf_free(&text);
    gl_buf_free(&want);
}

/* The diagnostics of one template, "LINE:COLUMN: MESSAGE" each. */
static inline void assert_tells(const char *text, const char *expected)
{
    struct evaluated e;

    evaluated_init(&e);
    evaluated_add(&e, "t.yaml", text);
    evaluated_run(&e);
    assert_string_equal(e.told.ptr, expected);
    evaluated_free(&e);
}

#endif
