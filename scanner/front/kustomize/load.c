#include <stdlib.h>

#include "front/environment.h"
#include "front/kubernetes/manifest.h"
#include "front/kustomize/build.h"

enum { LEAST_STEPS = 600000, STEPS_A_BYTE = 2, LEAST_OBJECTS = 100000, BYTES_AN_OBJECT = 32 };

/* ---- which kustomizations there are ---- */

static int compare_paths(const void *a_, const void *b_)
{
    const struct gl_kust_folder *a = a_, *b = b_;
    int order = gl_str_cmp(a->path, b->path);

    return order ? order : gl_str_cmp(a->input->source->path, b->input->source->path);
}

static void find_folders(struct gl_kust *kust)
{
    size_t capacity = 0;

    for (size_t i = 0; i < kust->inputs->len; i++) {
        struct gl_input *input = &kust->inputs->items[i];
        struct gl_kust_folder *folder;

        if (!gl_kust_is_kustomization(input))
            continue;
        folder = GL_PUSH(kust->arena, kust->folders, kust->folder_len, capacity);
        folder->path = gl_path_dir(input->source->path);
        folder->input = input;
        folder->root = &input->documents.items[0].root;
        folder->is_component = gl_value_text_is(gl_kust_get(folder->root, "kind"), "Component");
        input->is_claimed = true;
    }
    if (kust->folder_len)
        qsort(kust->folders, kust->folder_len, sizeof *kust->folders, compare_paths);
}

/* kustomize wants one file a folder. */
static void drop_doubles(struct gl_kust *kust)
{
    size_t len = 0;

    for (size_t i = 0; i < kust->folder_len; i++) {
        if (len && gl_str_eq(kust->folders[len - 1].path, kust->folders[i].path))
            gl_kust_tell(kust, kust->folders[i].root->span, "keep one of them",
                         "this folder has more than one kustomization file: kustomize refuses that");
        else
            kust->folders[len++] = kust->folders[i];
    }
    kust->folder_len = len;
}

static void mark_used(struct gl_kust *kust, const struct gl_kust_folder *folder, const char *field)
{
    const struct gl_value *names = gl_kust_get(folder->root, field);

    for (size_t i = 0; gl_value_is(names, GL_LIST) && i < names->u.list.len; i++) {
        const struct gl_value *name = &names->u.list.items[i];
        struct gl_kust_folder *base;

        if (name->type != GL_STRING || gl_kust_is_remote(name->u.str))
            continue;
        base = gl_kust_find_folder(kust, gl_kust_path(kust->arena, folder->path, name->u.str));
        if (base)
            base->is_used = true;
    }
}

static void claim(struct gl_kust *kust, const struct gl_kust_folder *folder, const struct gl_value *name)
{
    struct gl_input *input;

    if (!gl_value_is(name, GL_STRING) || gl_str_find_char(name->u.str, '\n') != GL_STR_NONE)
        return;
    input = gl_inputs_find(kust->inputs, gl_kust_path(kust->arena, folder->path, name->u.str));
    if (input)
        input->is_claimed = true;
}

/* Patches are no manifests, also those of a component that nothing uses. */
static void claim_patches(struct gl_kust *kust, const struct gl_kust_folder *folder)
{
    static const char *const fields[] = {"patches", "patchesJson6902", "replacements",
                                         "patchesStrategicMerge"};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct gl_value *list = gl_kust_get(folder->root, fields[i]);

        for (size_t k = 0; gl_value_is(list, GL_LIST) && k < list->u.list.len; k++) {
            const struct gl_value *item = &list->u.list.items[k];

            claim(kust, folder, item->type == GL_MAP ? gl_kust_get(item, "path") : item);
        }
    }
}

/* ---- what a root makes ---- */

static bool is_local_config(const struct gl_kust_object *object)
{
    const struct gl_value *annotations =
        gl_value_get(gl_value_get(&object->root, GL_STR("metadata")), GL_STR("annotations"));
    const struct gl_value *local = gl_value_get(annotations, GL_STR("config.kubernetes.io/local-config"));

    return local && !gl_value_text_is(local, "false");
}

static struct gl_unit *make_unit(struct gl_kust *kust, const struct gl_kust_folder *folder,
                                 struct gl_front_output *output)
{
    const struct gl_source *source = folder->input->source;
    struct gl_str name = gl_path_dir(source->uri);
    struct gl_str environment =
        kust->options->environment.len ? kust->options->environment : gl_environment_of_folders(name);

    return gl_k8s_add_unit(kust->arena, output, name.len ? name : gl_path_base(folder->path), source,
                           environment);
}

static void build_root(struct gl_kust *kust, struct gl_kust_folder *folder, struct gl_front_output *output)
{
    struct gl_unit *unit = make_unit(kust, folder, output);

    folder->state = GL_KUST_ACTIVE;
    kust->depth = 1;
    gl_kust_accumulate(kust, folder, &folder->made);
    folder->state = GL_KUST_DONE;
    gl_kust_finish(kust, &folder->made);
    for (size_t i = 0; i < folder->made.len; i++) {
        const struct gl_kust_object *object = folder->made.items[i];

        if (!is_local_config(object))
            gl_k8s_add_objects(kust->arena, output, unit, &object->root, kust->diags);
    }
}

/* Room grows with what there is to read, so that it bounds only what multiplies itself. */
static void set_allowance(struct gl_kust *kust)
{
    size_t bytes = 0;

    for (size_t i = 0; i < kust->inputs->len; i++) {
        if (kust->inputs->items[i].documents.len)
            bytes += kust->inputs->items[i].source->text.len;
    }
    kust->steps = LEAST_STEPS + bytes * STEPS_A_BYTE;
    kust->objects = LEAST_OBJECTS + bytes / BYTES_AN_OBJECT;
}

void gl_kust_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                  const struct gl_kust_named_list *refused, struct gl_front_output *output,
                  struct gl_diags *diags)
{
    struct gl_kust kust = {
        .arena = arena, .inputs = inputs, .options = options, .refused = refused, .diags = diags};

    find_folders(&kust);
    if (!kust.folder_len)
        return;
    drop_doubles(&kust);
    for (size_t i = 0; refused && i < refused->len; i++) {
        if (refused->items[i].refused)
            gl_name_index_add(arena, &kust.refused_paths, refused->items[i].path, (uint32_t)i);
    }
    set_allowance(&kust);
    for (size_t i = 0; i < kust.folder_len; i++) {
        mark_used(&kust, &kust.folders[i], "resources");
        mark_used(&kust, &kust.folders[i], "bases");
        mark_used(&kust, &kust.folders[i], "components");
        claim_patches(&kust, &kust.folders[i]);
    }
    for (size_t i = 0; i < kust.folder_len; i++) {
        if (!kust.folders[i].is_used && !kust.folders[i].is_component)
            build_root(&kust, &kust.folders[i], output);
    }
    for (size_t i = 0; i < kust.folder_len; i++) { /* in a cycle, or used by what is not built */
        if (kust.folders[i].state == GL_KUST_NEW && !kust.folders[i].is_component)
            build_root(&kust, &kust.folders[i], output);
    }
}
