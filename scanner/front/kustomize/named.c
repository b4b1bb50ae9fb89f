#include "front/kustomize/build.h"

struct lister {
    struct gl_arena *arena;
    const struct gl_inputs *inputs;
    struct gl_str folder;
    struct gl_kust_named_list *list;
};

static void add_name(struct lister *lister, const struct gl_value *name, struct gl_str text, bool is_data)
{
    struct gl_str path;

    if (!text.len || gl_kust_is_remote(text))
        return;
    path = gl_kust_path(lister->arena, lister->folder, text);
    if (gl_inputs_find(lister->inputs, path))
        return;
    *GL_PUSH(lister->arena, lister->list->items, lister->list->len, lister->list->capacity) =
        (struct gl_kust_named){.path = path, .span = name->span, .is_data = is_data};
}

static void add_value(struct lister *lister, const struct gl_value *name, bool is_data)
{
    size_t equals;

    if (!gl_value_is(name, GL_STRING))
        return;
    equals = is_data ? gl_str_find_char(name->u.str, '=') : GL_STR_NONE; /* KEY=FILE */
    add_name(lister, name, equals == GL_STR_NONE ? name->u.str : gl_str_from(name->u.str, equals + 1),
             is_data);
}

static void add_values(struct lister *lister, const struct gl_value *list, bool is_data)
{
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++)
        add_value(lister, &list->u.list.items[i], is_data);
}

/* The field of each map of a list. */
static void add_field_of_each(struct lister *lister, const struct gl_value *list, const char *field,
                              bool is_data)
{
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *value = gl_kust_get(&list->u.list.items[i], field);

        if (gl_value_is(value, GL_LIST))
            add_values(lister, value, is_data);
        else
            add_value(lister, value, is_data);
    }
}

/* Entries of patchesStrategicMerge are files, or patches. */
static void add_old_patches(struct lister *lister, const struct gl_value *list)
{
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *item = &list->u.list.items[i];

        if (gl_value_is(item, GL_STRING) && gl_str_find_char(item->u.str, '\n') == GL_STR_NONE)
            add_value(lister, item, false);
    }
}

static void list_one(struct lister *lister, const struct gl_value *root)
{
    static const char *const generators[] = {"configMapGenerator", "secretGenerator"};

    add_values(lister, gl_kust_get(root, "resources"), false);
    add_values(lister, gl_kust_get(root, "bases"), false);
    add_values(lister, gl_kust_get(root, "components"), false);
    add_old_patches(lister, gl_kust_get(root, "patchesStrategicMerge"));
    add_field_of_each(lister, gl_kust_get(root, "patches"), "path", false);
    add_field_of_each(lister, gl_kust_get(root, "patchesJson6902"), "path", false);
    add_field_of_each(lister, gl_kust_get(root, "replacements"), "path", false);
    for (size_t i = 0; i < sizeof generators / sizeof *generators; i++) {
        const struct gl_value *list = gl_kust_get(root, generators[i]);

        add_field_of_each(lister, list, "files", true);
        add_field_of_each(lister, list, "envs", true);
        add_field_of_each(lister, list, "env", true);
    }
}

void gl_kust_list_named(struct gl_arena *arena, const struct gl_inputs *inputs,
                        const struct gl_inputs *recent, struct gl_kust_named_list *list)
{
    struct lister lister = {.arena = arena, .inputs = inputs, .list = list};

    for (size_t i = 0; i < recent->len; i++) {
        const struct gl_input *input = &recent->items[i];

        if (!gl_kust_is_kustomization(input))
            continue;
        lister.folder = gl_path_dir(input->source->path);
        list_one(&lister, &input->documents.items[0].root);
    }
}
