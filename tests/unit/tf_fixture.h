/* For tests of Terraform configurations: files as text in, the instances as JSON lines out. */
#ifndef GL_TESTS_TF_FIXTURE_H
#define GL_TESTS_TF_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "front/terraform/config/set.h"
#include "front/terraform/terraform.h"

enum { MAX_FILES = 12 };

struct tf_fixture {
    struct gl_arena arena;
    struct gl_pool pool;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_input items[MAX_FILES];
    struct gl_inputs inputs;
    struct gl_front_options options;
    struct gl_tf_set *set;
    struct gl_front_output output;
    struct gl_buf printed, told;
};

static inline void tf_init(struct tf_fixture *f)
{
    *f = (struct tf_fixture){0};
    gl_arena_init(&f->arena);
    gl_pool_init(&f->pool, 1);
    gl_sources_init(&f->sources);
    gl_diags_init(&f->diags, &f->arena);
    gl_buf_init(&f->printed);
    gl_buf_init(&f->told);
    f->inputs.items = f->items;
    f->options.tree = GL_STR("/t");
}

/* Paths must be added in order. */
static inline struct gl_input *tf_add(struct tf_fixture *f, const char *path, const char *text)
{
    struct gl_input *input = &f->items[f->inputs.len++];

    assert_true(f->inputs.len <= MAX_FILES);
    input->source = gl_sources_add_text(&f->sources, gl_str_of(path + strlen("/t/")), gl_str_of(text));
    input->source->path = gl_str_of(path);
    input->kind = GL_INPUT_TERRAFORM;
    return input;
}

static inline void tf_run(struct tf_fixture *f)
{
    f->set = gl_tf_load(&f->arena, &f->inputs, &f->options, &f->sources, &f->pool, &f->diags);
    gl_tf_evaluate_set(f->set, &f->pool, &f->output, &f->diags);
    gl_tf_print_instances(&f->printed, f->set);
    gl_buf_add_char(&f->printed, '\0');
    gl_diags_sort(&f->diags, &f->sources);
    for (size_t i = 0; i < f->diags.len; i++) {
        const struct gl_diag *diag = &f->diags.items[i];
        struct gl_source *source = gl_sources_get(&f->sources, diag->span.source);
        struct gl_position at = gl_source_position(source, diag->span.begin);

        gl_buf_add(&f->told, source->uri);
        gl_buf_printf(&f->told, ":%u:%u: ", at.line, at.column);
        gl_buf_quote(&f->told, diag->message);
        gl_buf_add_char(&f->told, '\n');
    }
    gl_buf_add_char(&f->told, '\0');
}

static inline void tf_free(struct tf_fixture *f)
{
    gl_buf_free(&f->printed);
    gl_buf_free(&f->told);
    gl_sources_free(&f->sources);
    gl_pool_free(&f->pool);
    gl_arena_free(&f->arena);
}

static inline void tf_expect(struct tf_fixture *f, const char *told, const char *printed)
{
    tf_run(f);
    assert_string_equal(f->told.ptr, told);
    assert_string_equal(f->printed.ptr, printed);
    tf_free(f);
}

/* One file, "main.tf". */
static inline void assert_instances(const char *text, const char *told, const char *printed)
{
    struct tf_fixture f;

    tf_init(&f);
    tf_add(&f, "/t/main.tf", text);
    tf_expect(&f, told, printed);
}

#endif
