/* For tests of CDK assemblies: files as text in; stacks, places and diagnostics out. */
#ifndef GL_TESTS_CDK_FIXTURE_H
#define GL_TESTS_CDK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front/cdk/assembly.h"

enum { MAX_FILES = 32 };

struct app {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_input items[MAX_FILES];
    struct gl_inputs inputs;
    struct gl_front_options options;
    struct gl_cfn_set set;
    struct gl_pool pool;
    struct gl_cdk *cdk;
    struct gl_front_output output;
    struct gl_buf text;
};

static inline void app_init(struct app *app)
{
    *app = (struct app){0};
    gl_arena_init(&app->arena);
    gl_sources_init(&app->sources);
    gl_diags_init(&app->diags, &app->arena);
    gl_buf_init(&app->text);
    app->inputs.items = app->items;
}

static inline void app_free(struct app *app)
{
    gl_pool_free(&app->pool);
    gl_buf_free(&app->text);
    gl_sources_free(&app->sources);
    gl_arena_free(&app->arena);
}

/* Text is JSON unless the name is that of a program. A template that is written with single quotes only gets
 * double ones: fixtures stay readable. */
static inline void app_add(struct app *app, const char *path, const char *text)
{
    struct gl_input *input = &app->items[app->inputs.len++];
    struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    struct gl_str name = gl_str_of(path), content = gl_arena_copy(&app->arena, gl_str_of(text));
    bool is_json = gl_str_ends_with(name, GL_STR(".json"));

    assert_true(app->inputs.len <= MAX_FILES);
    if (is_json && !gl_str_contains(content, GL_STR("\""))) {
        char *bytes = GL_NEW_ARRAY(&app->arena, char, content.len);

        for (size_t i = 0; i < content.len; i++)
            bytes[i] = (char)(text[i] == '\'' ? '"' : text[i]);
        content.ptr = bytes;
    }
    input->source = gl_sources_add_text(&app->sources, name, content);
    input->source->path = name;
    input->kind = GL_INPUT_PROGRAM;
    if (!is_json)
        return;
    input->kind = GL_INPUT_OTHER;
    if (gl_read(input->source, &app->arena, &options, &input->documents, &app->diags) != GL_OK)
        input->kind = GL_INPUT_UNREAD;
    else if (gl_cfn_is_template(&input->documents.items[0].root))
        input->kind = GL_INPUT_TEMPLATE;
}

static inline int compare_inputs(const void *a, const void *b)
{
    return gl_str_cmp(((const struct gl_input *)a)->source->path, ((const struct gl_input *)b)->source->path);
}

static inline void app_run(struct app *app)
{
    gl_pool_init(&app->pool, 1);
    qsort(app->inputs.items, app->inputs.len, sizeof *app->inputs.items, compare_inputs);
    gl_cfn_set_init(&app->set, &app->arena, &app->inputs, &app->options);
    app->cdk = gl_cdk_load(&app->arena, &app->inputs, &app->set, &app->diags);
    gl_cfn_add_templates(&app->set);
    gl_cfn_evaluate(&app->set, &app->pool, &app->output, &app->diags);
    if (app->cdk)
        gl_cdk_place_constructs(app->cdk, &app->output);
}

static inline struct gl_resource *app_resource(const struct app *app, const char *address)
{
    for (size_t i = 0; i < app->output.len; i++) {
        if (gl_str_eq(app->output.resources[i]->address, gl_str_of(address)))
            return app->output.resources[i];
    }
    fail_msg("no resource %s", address);
    return NULL;
}

/* "lib/a.ts:3:5 what" of a place; checks that the span lies inside its file. */
static inline void app_print_place(struct app *app, const struct gl_place *place)
{
    struct gl_source *source = gl_sources_get(&app->sources, place->span.source);
    struct gl_position at = gl_source_position(source, place->span.begin);

    assert_true(place->span.begin < place->span.end && place->span.end <= source->text.len);
    gl_buf_printf(&app->text, "%.*s:%u:%u %.*s\n", GL_STR_ARG(source->uri), at.line, at.column,
                  GL_STR_ARG(place->what));
}

static inline const char *app_text(struct app *app)
{
    gl_buf_add_char(&app->text, '\0');
    return app->text.ptr;
}

/* The places of a resource, one a line. */
static inline const char *app_places(struct app *app, const char *address)
{
    const struct gl_resource *resource = app_resource(app, address);

    app->text.len = 0;
    for (size_t i = 0; i < resource->place_len; i++)
        app_print_place(app, &resource->places[i]);
    return app_text(app);
}

/* The places of a property; `path` (may be NULL) leads to the value that the finding marks. */
static inline const char *app_property(struct app *app, const char *address, const char *property,
                                       const char *path)
{
    const struct gl_resource *resource = app_resource(app, address);
    const struct gl_value *value = path ? gl_value_path(&resource->properties, path) : NULL;
    struct gl_place places[GL_CDK_PROPERTY_PLACES];
    size_t len;

    assert_true(!path || value);
    app->text.len = 0;
    len = gl_cdk_place_property(app->cdk, resource, gl_str_of(property), value ? value->span : resource->span,
                                places);
    for (size_t i = 0; i < len; i++)
        app_print_place(app, &places[i]);
    return app_text(app);
}

/* An assembly `cdk.out` with one stack Shop, whose template and metadata are given. */
static inline void app_add_shop(struct app *app, const char *resources, const char *metadata)
{
    app_add(app, "shop/cdk.out/manifest.json",
            "{'version': '55.0.0', 'artifacts': {'Shop': {'type': 'aws:cloudformation:stack',"
            "'environment': 'aws://unknown-account/unknown-region', 'properties': {"
            "'templateFile': 'Shop.template.json', 'stackName': 'Shop'},"
            "'additionalMetadataFile': 'Shop.metadata.json'}}}");
    app_add(app, "shop/cdk.out/Shop.template.json",
            gl_arena_printf(&app->arena, "{'Resources': {%s}}", resources).ptr);
    app_add(app, "shop/cdk.out/Shop.metadata.json", gl_arena_printf(&app->arena, "{%s}", metadata).ptr);
}

#endif
