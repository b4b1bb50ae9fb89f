#include "front/kustomize/json_patch.h"
#include "front/kustomize/merge.h"
#include "front/kustomize/pattern.h"

/* One patch: what it says, whom it is for. */
struct patch {
    struct gl_kust *kust;
    const struct gl_kust_folder *folder;
    struct gl_kust_set *set;
    const struct gl_value *target; /* NULL: the objects that its documents name */
    struct gl_documents documents;
    struct gl_span span; /* the text, or the name of the file */
    bool may_rename, may_change_kind;
    bool remembers; /* the objects keep their former names for references */
};

/* ---- strategic merge ---- */

static void put_back(struct gl_kust *kust, struct gl_value *map, const struct gl_value *old,
                     struct gl_str key)
{
    const struct gl_member *member = gl_value_member(old, key);
    const struct gl_value *now = gl_value_get(map, key);

    if (member && !(now && gl_kust_is_same(&member->value, now)))
        gl_kust_put(kust, map, member);
    else if (!member && now)
        gl_kust_remove(kust, map, key);
}

/* A patch says with its name whom it is for: it does not rename, unless it may. */
static void put_back_names(const struct patch *patch, struct gl_value *root, const struct gl_value *old)
{
    const struct gl_member *metadata = gl_value_member(root, GL_STR("metadata"));
    const struct gl_value *had = gl_value_get(old, GL_STR("metadata"));
    struct gl_member copy = {.key = GL_STR("metadata"), .key_span = root->span};

    if (!patch->may_change_kind)
        put_back(patch->kust, root, old, GL_STR("kind"));
    copy.value = (struct gl_value){.type = GL_MAP, .span = root->span};
    if (metadata && metadata->value.type == GL_MAP)
        copy = *metadata;
    if (!patch->may_rename)
        put_back(patch->kust, &copy.value, had, GL_STR("name"));
    put_back(patch->kust, &copy.value, had, GL_STR("namespace"));
    if (!metadata || !gl_kust_is_same(&copy.value, &metadata->value))
        gl_kust_put(patch->kust, root, &copy);
}

static bool is_wiped(const struct gl_value *patch)
{
    const struct gl_value *directive = gl_value_get(patch, GL_STR("$patch"));

    return patch && (gl_kust_is_null(patch) || gl_value_text_is(directive, "replace") ||
                     gl_value_text_is(directive, "delete"));
}

/* kustomize keeps what an object was called before in annotations of it: a patch that takes those away takes
 * that, too. */
static void forget(struct gl_kust_object *object, const struct gl_value *patch)
{
    const struct gl_value *metadata = gl_value_get(patch, GL_STR("metadata"));

    if (!is_wiped(patch) && !is_wiped(metadata) && !is_wiped(gl_value_get(metadata, GL_STR("annotations"))))
        return;
    object->former = NULL;
    object->former_len = object->former_capacity = 0;
    object->prefixes = object->suffixes = (struct gl_kust_texts){0};
    object->needs_hash = false;
}

static void merge_object(const struct patch *patch, struct gl_kust_object *object,
                         const struct gl_value *text)
{
    struct gl_kust_merge merge = {.kust = patch->kust, .span = text->span};
    const struct gl_value old = object->root;
    struct gl_value made;

    if (patch->may_rename || patch->may_change_kind)
        gl_kust_remember(patch->kust, object);
    if (!gl_kust_merge(&merge, &old, text, gl_kust_slot_of_kind(&old), &made) || !gl_value_len(&made)) {
        object->root = (struct gl_value){.type = GL_ABSENT};
        return;
    }
    put_back_names(patch, &made, &old);
    forget(object, text);
    object->root = made;
    gl_kust_identify(object);
}

static void merge_named(const struct patch *patch, const struct gl_kust_object *text)
{
    struct gl_kust_object *found = NULL;
    size_t count = 0;

    if (!gl_kust_step(patch->kust, patch->set->len / 8, text->root.span))
        return;
    for (size_t i = 0; i < patch->set->len; i++) {
        if (patch->set->items[i]->root.type != GL_MAP || !gl_kust_has_id(patch->set->items[i], &text->id))
            continue;
        found = patch->set->items[i];
        count++;
    }
    if (count == 1)
        merge_object(patch, found, &text->root);
    else
        gl_kust_tell(patch->kust, text->root.span, "correct its apiVersion, kind, name or namespace",
                     count ? "more than one object has the name that this patch is for: %.*s"
                           : "this patch is for %.*s, which is not in this kustomization",
                     GL_STR_ARG(gl_kust_id_text(patch->kust->arena, &text->id)));
}

/* Whom a patch with a target is for has its own apiVersion. */
static void merge_selected(const struct patch *patch, const struct gl_kust_target *target,
                           const struct gl_kust_object *text)
{
    for (size_t i = 0; i < patch->set->len; i++) {
        struct gl_kust_object *object = patch->set->items[i];
        const struct gl_member *version = gl_value_member(&object->root, GL_STR("apiVersion"));
        struct gl_value copy = text->root;

        if (!gl_kust_target_selects(patch->kust, target, object))
            continue;
        if (version)
            gl_kust_put(patch->kust, &copy, version);
        merge_object(patch, object, &copy);
    }
}

static void merge_patch(const struct patch *patch, const struct gl_kust_target *target)
{
    struct gl_kust_set texts = {0};

    gl_kust_read_objects(patch->kust, &patch->documents, &texts);
    if (!patch->target) {
        for (size_t i = 0; i < texts.len; i++)
            merge_named(patch, texts.items[i]);
    } else if (texts.len == 1) {
        merge_selected(patch, target, texts.items[0]);
    } else if (texts.len) {
        gl_kust_tell(patch->kust, patch->span, "write one entry for each",
                     "several patches in one entry cannot have a target");
    }
    gl_kust_drop_deleted(patch->set);
    if (patch->may_rename || patch->may_change_kind)
        gl_kust_check_conflicts(patch->kust, patch->set, patch->span);
}

/* ---- JSON patches ---- */

static void apply_json(const struct patch *patch, const struct gl_kust_target *target)
{
    for (size_t i = 0; i < patch->set->len; i++) {
        struct gl_kust_object *object = patch->set->items[i];

        if (!gl_kust_target_selects(patch->kust, target, object))
            continue;
        if (patch->remembers)
            gl_kust_remember(patch->kust, object);
        gl_kust_json_patch(patch->kust, &patch->documents.items[0].root, &object->root);
        gl_kust_identify(object);
    }
    gl_kust_drop_deleted(patch->set);
}

static void apply(const struct patch *patch)
{
    struct gl_kust_target target = {0};

    if (!gl_kust_charge(patch->kust, patch->set, false, patch->span))
        return;
    if (patch->target)
        gl_kust_target_init(patch->kust, patch->target, &target);
    if (!patch->documents.len)
        gl_kust_tell(patch->kust, patch->span, "write a patch, or remove the entry", "the patch is empty");
    else if (!gl_kust_is_json_patch(&patch->documents))
        merge_patch(patch, &target);
    else if (patch->target)
        apply_json(patch, &target);
    else
        gl_kust_tell(patch->kust, patch->span, "write a target", "a JSON patch needs a target");
    gl_kust_target_free(&target);
}

/* ---- entries ---- */

/* A patch in a file or a text; false: told. */
static bool load(struct patch *patch, const struct gl_value *entry)
{
    struct gl_str text, path;
    bool has_text = gl_kust_text(entry, "patch", &text) && gl_str_trim(text).len;
    bool has_path = gl_kust_text(entry, "path", &path);
    const struct gl_value *value = gl_kust_get(entry, has_text ? "patch" : "path");

    patch->span = value ? value->span : entry->span;
    if (has_text == has_path) {
        gl_kust_tell(patch->kust, entry->span, "write one of them", "a patch needs either patch or path");
        return false;
    }
    if (has_text)
        return gl_kust_read_inline(patch->kust, patch->folder, value, &patch->documents);
    return gl_kust_read_file(patch->kust, patch->folder, value, &patch->documents);
}

static void apply_entry(struct patch *patch, const struct gl_value *entry)
{
    const struct gl_value *options = gl_kust_get(entry, "options");

    patch->documents = (struct gl_documents){0};
    patch->target = gl_value_is(gl_kust_get(entry, "target"), GL_MAP) ? gl_kust_get(entry, "target") : NULL;
    patch->may_rename = gl_kust_flag(options, "allowNameChange");
    patch->may_change_kind = gl_kust_flag(options, "allowKindChange");
    if (load(patch, entry))
        apply(patch);
}

/* Entries of patchesStrategicMerge are patches, or names of files. */
static void apply_text(struct patch *patch, const struct gl_value *text)
{
    patch->documents = (struct gl_documents){0};
    patch->span = text->span;
    if (text->type != GL_STRING)
        return;
    if (gl_str_find_char(text->u.str, '\n') != GL_STR_NONE || gl_str_starts_with(text->u.str, GL_STR("{"))) {
        if (gl_kust_read_inline(patch->kust, patch->folder, text, &patch->documents))
            apply(patch);
        return;
    }
    if (gl_kust_read_file(patch->kust, patch->folder, text, &patch->documents))
        apply(patch);
}

void gl_kust_apply_patches(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set)
{
    const struct gl_value *old = gl_kust_get(folder->root, "patchesStrategicMerge");
    const struct gl_value *list = gl_kust_get(folder->root, "patches");
    struct patch patch = {.kust = kust, .folder = folder, .set = set, .remembers = true};

    for (size_t i = 0; gl_value_is(old, GL_LIST) && i < old->u.list.len; i++)
        apply_text(&patch, &old->u.list.items[i]);
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++)
        apply_entry(&patch, &list->u.list.items[i]);
}

void gl_kust_apply_old_patches(struct gl_kust *kust, const struct gl_kust_folder *folder,
                               struct gl_kust_set *set)
{
    const struct gl_value *list = gl_kust_get(folder->root, "patchesJson6902");
    struct patch patch = {.kust = kust, .folder = folder, .set = set};
    struct gl_str name;

    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *entry = &list->u.list.items[i];

        if (gl_kust_text(gl_kust_get(entry, "target"), "name", &name))
            apply_entry(&patch, entry);
        else
            gl_kust_tell(kust, entry->span, "write its target with a name",
                         "an entry of patchesJson6902 needs a target with a name");
    }
}
