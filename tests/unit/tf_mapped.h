/* For tests of front/terraform/map: resources as JSON in, their canonical properties out.
 * "$TYPE.NAME.ATTRIBUTE" stands for a reference, "?NAME" for a value that is not known,
 * "!NAME" for one that refers to nothing. */
#ifndef GL_TESTS_TF_MAPPED_H
#define GL_TESTS_TF_MAPPED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "front/terraform/map/map.h"
#include "read/read.h"

enum { MAX_INSTANCES = 8 };

struct mapped {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_documents documents;
    struct gl_tf_instance instance[MAX_INSTANCES];
    struct gl_tf_instance *items[MAX_INSTANCES];
    struct gl_tf_instances instances;
    struct gl_front_output output;
    struct gl_buf text;
};

static struct gl_tf_value reference(struct mapped *m, struct gl_str text)
{
    struct gl_tf_unknown *unknown = GL_NEW(&m->arena, struct gl_tf_unknown);
    struct gl_str type, name, rest = gl_str_from(text, 1);

    unknown->type = &gl_tf_string;
    unknown->name = rest;
    unknown->reason = text.ptr[0] == '!' ? GL_WHY_INVALID : GL_WHY_PARAMETER;
    if (text.ptr[0] != '$')
        return gl_tf_make_unknown_as(unknown, (struct gl_span){0});
    unknown->shape = GL_TF_REFERENCE;
    gl_str_cut(&rest, '.', &type);
    gl_str_cut(&rest, '.', &name);
    unknown->attribute = rest;
    for (size_t i = 0; i < m->instances.len; i++) {
        if (gl_str_eq(m->instance[i].type, type) && gl_str_eq(m->instance[i].name, name))
            unknown->of = &m->instance[i];
    }
    assert_non_null(unknown->of);
    return gl_tf_make_unknown_as(unknown, (struct gl_span){0});
}

static struct gl_tf_value bind(struct mapped *m, const struct gl_tf_value *value)
{
    if (value->kind == GL_TF_STRING && value->u.text.len &&
        (value->u.text.ptr[0] == '$' || value->u.text.ptr[0] == '?' || value->u.text.ptr[0] == '!'))
        return reference(m, value->u.text);
    if (value->kind == GL_TF_TUPLE) {
        size_t len = value->u.list.len;
        struct gl_tf_value *items = GL_NEW_ARRAY(&m->arena, struct gl_tf_value, len ? len : 1);

        for (size_t i = 0; i < len; i++)
            items[i] = bind(m, &value->u.list.items[i]);
        return gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, value->span);
    }
    if (value->kind == GL_TF_OBJECT) {
        size_t len = value->u.map.len;
        struct gl_tf_member *members = GL_NEW_ARRAY(&m->arena, struct gl_tf_member, len ? len : 1);

        for (size_t i = 0; i < len; i++) {
            members[i] = value->u.map.members[i];
            members[i].value = bind(m, &value->u.map.members[i].value);
        }
        return gl_tf_make_map(NULL, members, len, value->span);
    }
    return *value;
}

static void map(struct mapped *m, const char *json)
{
    const struct gl_value *root;

    *m = (struct mapped){0};
    gl_arena_init(&m->arena);
    gl_sources_init(&m->sources);
    gl_diags_init(&m->diags, &m->arena);
    gl_buf_init(&m->text);
    assert_int_equal(gl_read(gl_sources_add_text(&m->sources, GL_STR("resources.json"), gl_str_of(json)),
                             &m->arena, &(struct gl_read_options){.duplicate_key = GL_DIAG_INCOMPLETE},
                             &m->documents, &m->diags),
                     GL_OK);
    root = &m->documents.items[0].root;
    for (size_t i = 0; i < root->u.map.len; i++) {
        struct gl_tf_instance *instance = &m->instance[m->instances.len];
        struct gl_str name = root->u.map.members[i].key;

        instance->address = name;
        gl_str_cut(&name, '.', &instance->type);
        instance->name = name;
        instance->values = gl_tf_from_tree(&m->arena, &root->u.map.members[i].value);
        m->items[m->instances.len++] = instance;
    }
    m->instances.items = m->items;
    for (size_t i = 0; i < m->instances.len; i++) {
        m->instance[i].values = bind(m, &m->instance[i].values);
        m->instance[i].values.open = &m->instance[i];
    }
    gl_tf_map(&m->arena, &m->instances, &m->output, &m->diags);
}

static void done(struct mapped *m)
{
    gl_buf_free(&m->text);
    gl_sources_free(&m->sources);
    gl_arena_free(&m->arena);
}

static const struct gl_resource *resource_of(struct mapped *m, const char *kind)
{
    for (size_t i = 0; i < m->output.len; i++) {
        if (gl_str_eq(m->output.resources[i]->kind, gl_str_of(kind)))
            return m->output.resources[i];
    }
    fail_msg("no %s", kind);
    return NULL;
}

static void assert_properties(struct mapped *m, const char *kind, const char *want)
{
    m->text.len = 0;
    gl_value_print(&m->text, &resource_of(m, kind)->properties);
    if (!gl_str_eq(gl_buf_str(&m->text), gl_str_of(want)))
        fail_msg("\n%.*s\ninstead of\n%s", GL_STR_ARG(gl_buf_str(&m->text)), want);
}

#endif
