/* A small world for tests of the engine: resources written as YAML, one expression or check judged on them.
 */
#ifndef GL_TESTS_ENGINE_FIXTURE_H
#define GL_TESTS_ENGINE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/catalogue.h"
#include "engine/expr.h"
#include "engine/run.h"
#include "read/read.h"

struct engine_fixture {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_graph graph;
    struct gl_unit unit;
    struct gl_check check;
    struct gl_check_ctx ctx;
    struct gl_regexes regexes;
};

static inline void fixture_init(struct engine_fixture *f)
{
    *f = (struct engine_fixture){0};
    gl_sources_init(&f->sources);
    gl_diags_init(&f->diags, &f->arena);
    gl_graph_init(&f->graph, &f->arena);
    f->ctx = (struct gl_check_ctx){
        .check = &f->check, .graph = &f->graph, .arena = &f->arena, .scratch = &f->arena};
}

static inline void fixture_free(struct engine_fixture *f)
{
    gl_regexes_free(&f->regexes);
    gl_sources_free(&f->sources);
    gl_arena_free(&f->arena);
}

static inline struct gl_value fixture_yaml(struct engine_fixture *f, const char *text)
{
    struct gl_source *source = gl_sources_add_text(&f->sources, GL_STR("t.yaml"), gl_str_of(text));
    struct gl_read_options options = {.duplicate_key = GL_DIAG_USAGE};
    struct gl_documents documents;

    assert_int_equal(gl_read_yaml(source, &f->arena, &options, &documents, &f->diags), GL_OK);
    assert_int_equal(documents.len, 1);
    return documents.items[0].root;
}

static inline struct gl_resource *fixture_add(struct engine_fixture *f, const char *kind, const char *name,
                                              const char *properties)
{
    struct gl_resource *resource = GL_NEW(&f->arena, struct gl_resource);

    resource->kind = gl_str_of(kind);
    resource->name = gl_str_of(name);
    resource->address = gl_str_of(name);
    resource->unit = &f->unit;
    resource->properties = fixture_yaml(f, properties);
    resource->attributes = (struct gl_value){.type = GL_MAP};
    gl_graph_add(&f->graph, resource);
    return resource;
}

/* Puts a computed value at a property. */
static inline void fixture_set(struct engine_fixture *f, struct gl_resource *resource, const char *key,
                               struct gl_value value)
{
    struct gl_value *map = &resource->properties;
    struct gl_member *members = GL_NEW_ARRAY(&f->arena, struct gl_member, map->u.map.len + 1);

    for (size_t i = 0; i < map->u.map.len; i++)
        members[i] = map->u.map.members[i];
    members[map->u.map.len] = (struct gl_member){.key = gl_str_of(key), .value = value};
    map->u.map.members = members;
    map->u.map.len++;
    map->flags |= GL_VALUE_HAS_CALLS;
}

static inline struct gl_value fixture_unknown(struct engine_fixture *f, const char *parameter)
{
    return gl_value_unknown(&f->arena, GL_WHY_PARAMETER, gl_str_of(parameter), (struct gl_span){0});
}

static inline struct gl_value fixture_ref(struct engine_fixture *f, const struct gl_resource *target,
                                          const char *attribute)
{
    struct gl_ref *ref = GL_NEW(&f->arena, struct gl_ref);

    *ref = (struct gl_ref){target, gl_str_of(attribute)};
    return (struct gl_value){.type = GL_REF, .flags = GL_VALUE_HAS_CALLS, .u.ref = ref};
}

/* One of two texts; NULL: absent. */
static inline struct gl_value fixture_choice(struct engine_fixture *f, uint32_t variable, const char *a,
                                             const char *b)
{
    struct gl_choice *choice = GL_NEW(&f->arena, struct gl_choice);

    choice->what = GL_STR("condition IsProd");
    choice->variable = variable;
    choice->arm_len = 2;
    choice->arms = GL_NEW_ARRAY(&f->arena, struct gl_value, 2);
    choice->arms[0] =
        a ? gl_value_string(gl_str_of(a), (struct gl_span){0}) : (struct gl_value){.type = GL_ABSENT};
    choice->arms[1] =
        b ? gl_value_string(gl_str_of(b), (struct gl_span){0}) : (struct gl_value){.type = GL_ABSENT};
    return (struct gl_value){.type = GL_CHOICE, .flags = GL_VALUE_HAS_CALLS, .u.choice = choice};
}

struct fixture_judgement {
    const struct gl_expr *expr;
};

static inline enum gl_truth fixture_judge_expr(struct gl_check_ctx *ctx, void *argument)
{
    const struct fixture_judgement *judgement = argument;

    return gl_expr_judge(ctx, judgement->expr, ctx->subject, NULL);
}

/* Judges an expression on a resource, in worlds. Link the graph before. */
static inline enum gl_truth fixture_judge(struct engine_fixture *f, const struct gl_resource *resource,
                                          const char *expression)
{
    struct gl_compiler compiler = {.arena = &f->arena, .diags = &f->diags, .regexes = &f->regexes};
    struct gl_value *yaml = GL_NEW(&f->arena, struct gl_value);
    struct fixture_judgement judgement;
    enum gl_truth truth;

    *yaml = fixture_yaml(f, expression);
    judgement.expr = gl_expr_compile(&compiler, yaml);
    assert_false(compiler.failed);
    assert_non_null(judgement.expr);
    f->ctx.subject = resource;
    truth = gl_judge_worlds(&f->ctx, fixture_judge_expr, &judgement);
    return truth;
}

#endif
