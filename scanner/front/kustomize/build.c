#include "front/kustomize/build.h"

#include <stdarg.h>

void gl_kust_tell(struct gl_kust *kust, struct gl_span span, const char *remedy, const char *format, ...)
{
    va_list args;
    struct gl_str text;

    if (kust->told >= GL_MAX_KUSTOMIZE_DIAGS)
        return;
    kust->told++;
    va_start(args, format);
    text = gl_arena_vprintf(kust->arena, format, args);
    va_end(args);
    gl_diag_add(kust->diags, GL_DIAG_INCOMPLETE, span, remedy, "%.*s", GL_STR_ARG(text));
}

bool gl_kust_step(struct gl_kust *kust, size_t steps, struct gl_span span)
{
    if (kust->steps >= steps) {
        kust->steps -= steps;
        return true;
    }
    if (!kust->is_exhausted)
        gl_diag_add(kust->diags, GL_DIAG_INCOMPLETE, span,
                    "build them one by one with kustomize, and scan that",
                    "the kustomizations make more than glacis builds; the rest is left out");
    kust->is_exhausted = true;
    kust->steps = 0;
    return false;
}

enum { VALUES_A_STEP = 16, OBJECTS_A_STEP = 8, WALKED_A_STEP = 64, STEPS_A_COMPONENT = 64 };

static bool count(const struct gl_value *value, unsigned depth, size_t most, size_t *weight)
{
    if (depth > GL_MAX_DEPTH || ++*weight > most)
        return false;
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++) {
        if (!count(&value->u.list.items[i], depth + 1, most, weight))
            return false;
    }
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++) {
        if (!count(&value->u.map.members[i].value, depth + 1, most, weight))
            return false;
    }
    return true;
}

bool gl_kust_weigh(struct gl_kust *kust, const struct gl_value *value, size_t *ret_weight)
{
    size_t weight = 0, most = kust->steps < SIZE_MAX / VALUES_A_STEP ? kust->steps * VALUES_A_STEP : SIZE_MAX;
    bool fits = count(value, 0, most, &weight);

    *ret_weight = weight;
    if (fits || weight > most)
        return gl_kust_step(kust, fits ? weight / VALUES_A_STEP : SIZE_MAX, value->span);
    gl_kust_tell(kust, value->span, "nest it less deep", "nested deeper than %d", GL_MAX_DEPTH);
    return false;
}

bool gl_kust_charge(struct gl_kust *kust, const struct gl_kust_set *set, bool for_values, struct gl_span span)
{
    size_t weight = 0;

    for (size_t i = 0; for_values && i < set->len; i++)
        weight += set->items[i]->weight;
    return gl_kust_step(kust, 1 + set->len / OBJECTS_A_STEP + weight / WALKED_A_STEP, span);
}

/* ---- resources ---- */

static void add_file(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set,
                     const struct gl_value *name)
{
    struct gl_kust_set read = {0};
    struct gl_documents documents;

    if (!gl_kust_read_file(kust, folder, name, &documents))
        return;
    gl_kust_read_objects(kust, &documents, &read);
    for (size_t i = 0; i < read.len; i++)
        gl_kust_add(kust, set, read.items[i]);
}

/* kustomize refuses a base that holds a kustomization which is being built. */
static bool is_cycle(const struct gl_kust_folder *base, const struct gl_kust_folder *user)
{
    for (; user; user = user->user) {
        if (gl_str_eq(user->path, base->path) || gl_path_is_inside(user->path, base->path))
            return true;
    }
    return false;
}

static bool may_use(struct gl_kust *kust, const struct gl_kust_folder *folder,
                    const struct gl_kust_folder *base, const struct gl_value *name)
{
    if (is_cycle(base, folder) || base->state == GL_KUST_ACTIVE) {
        gl_kust_tell(kust, name->span, "move what both use into a folder of its own",
                     "cycle: this folder holds, or is, a kustomization that uses this one");
        return false;
    }
    if (kust->depth >= GL_MAX_KUSTOMIZE_DEPTH) {
        gl_kust_tell(kust, name->span, "use fewer layers", "more than %d kustomizations inside each other",
                     GL_MAX_KUSTOMIZE_DEPTH);
        return false;
    }
    return true;
}

static void enter(struct gl_kust *kust, struct gl_kust_folder *base, const struct gl_kust_folder *user,
                  struct gl_kust_set *set)
{
    base->state = GL_KUST_ACTIVE;
    base->user = user;
    base->input->is_claimed = true;
    kust->depth++;
    gl_kust_accumulate(kust, base, set);
    kust->depth--;
    base->state = GL_KUST_NEW;
}

static void add_base(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set,
                     struct gl_kust_folder *base, const struct gl_value *name)
{
    if (!may_use(kust, folder, base, name))
        return;
    if (base->is_component) {
        gl_kust_tell(kust, name->span, "list it under components", "a component is no resource");
        return;
    }
    if (base->state == GL_KUST_NEW) {
        enter(kust, base, folder, &base->made);
        base->state = GL_KUST_DONE;
    }
    gl_kust_add_all(kust, set, &base->made);
}

static void add_resource(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set,
                         const struct gl_value *name)
{
    struct gl_kust_folder *base;

    if (name->type != GL_STRING)
        return;
    if (gl_kust_is_remote(name->u.str)) {
        gl_kust_tell(kust, name->span, "build it with kustomize and scan what that writes",
                     "remote resources are not fetched: their objects are not scanned");
        return;
    }
    base = gl_kust_find_folder(kust, gl_kust_path(kust->arena, folder->path, name->u.str));
    if (!base)
        add_file(kust, folder, set, name);
    else if (gl_str_starts_with(name->u.str, GL_STR("/")))
        gl_kust_tell(kust, name->span, "write it relative to this folder",
                     "kustomize takes no absolute path");
    else
        add_base(kust, folder, set, base, name);
}

static void add_resources(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set,
                          const char *field)
{
    const struct gl_value *names = gl_kust_get(folder->root, field);

    for (size_t i = 0; gl_value_is(names, GL_LIST) && i < names->u.list.len; i++)
        add_resource(kust, folder, set, &names->u.list.items[i]);
}

/* A component works on what its user has so far. */
static void apply_component(struct gl_kust *kust, const struct gl_kust_folder *folder,
                            struct gl_kust_set *set, const struct gl_value *name)
{
    struct gl_str path = gl_kust_path(kust->arena, folder->path, name->u.str);
    struct gl_kust_folder *base = gl_kust_find_folder(kust, path);

    if (gl_kust_is_remote(name->u.str)) {
        gl_kust_tell(kust, name->span, "build it with kustomize and scan what that writes",
                     "remote components are not fetched: the objects are not as they will be");
        return;
    }
    if (!base) {
        gl_kust_tell_missing(kust, name, path);
        return;
    }
    if (!may_use(kust, folder, base, name) || !gl_kust_step(kust, STEPS_A_COMPONENT, name->span) ||
        !gl_kust_charge(kust, set, true, name->span))
        return;
    if (!base->is_component) {
        gl_kust_tell(kust, name->span, "list it under resources", "a kustomization is no component");
        return;
    }
    enter(kust, base, folder, set);
}

static void apply_components(struct gl_kust *kust, const struct gl_kust_folder *folder,
                             struct gl_kust_set *set)
{
    const struct gl_value *names = gl_kust_get(folder->root, "components");

    for (size_t i = 0; gl_value_is(names, GL_LIST) && i < names->u.list.len; i++) {
        if (names->u.list.items[i].type == GL_STRING)
            apply_component(kust, folder, set, &names->u.list.items[i]);
    }
}

/* ---- a layer ---- */

static void transform(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set)
{
    const struct gl_value *root = folder->root;
    struct gl_str text;

    gl_kust_apply_patches(kust, folder, set);
    if (gl_kust_text(root, "namespace", &text))
        gl_kust_set_namespace(kust, set, gl_kust_get(root, "namespace"));
    if (gl_kust_text(root, "namePrefix", &text))
        gl_kust_add_prefix(kust, set, text);
    if (gl_kust_text(root, "nameSuffix", &text))
        gl_kust_add_suffix(kust, set, text);
    gl_kust_set_labels(kust, set, root);
    gl_kust_set_annotations(kust, set, gl_kust_get(root, "commonAnnotations"));
    gl_kust_apply_old_patches(kust, folder, set);
    gl_kust_set_replicas(kust, set, gl_kust_get(root, "replicas"));
    gl_kust_set_images(kust, set, gl_kust_get(root, "images"));
    gl_kust_set_images(kust, set, gl_kust_get(root, "imageTags"));
    gl_kust_replace(kust, folder, set);
}

void gl_kust_accumulate(struct gl_kust *kust, struct gl_kust_folder *folder, struct gl_kust_set *set)
{
    if (!folder->is_checked)
        gl_kust_check_fields(kust, folder);
    folder->is_checked = true;
    add_resources(kust, folder, set, "resources");
    add_resources(kust, folder, set, "bases");
    gl_kust_generate(kust, folder, set);
    apply_components(kust, folder, set);
    transform(kust, folder, set);
}
