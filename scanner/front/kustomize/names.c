#include "front/kustomize/fields.h"

/* ---- namespace ---- */

static bool set_text(struct gl_kust_visit *visit, struct gl_value *value)
{
    const struct gl_value *text = visit->context;

    if (value->type == GL_MAP || value->type == GL_LIST) {
        gl_kust_tell(visit->kust, value->span, "write text here",
                     "kustomize sets a namespace here and wants text");
        return false;
    }
    *value = *text;
    return true;
}

/* Subjects named "default" are of the namespace's own service account. */
static void set_subjects(struct gl_kust *kust, struct gl_kust_object *object, const struct gl_value *ns)
{
    const struct gl_member *subjects = gl_value_member(&object->root, GL_STR("subjects"));
    struct gl_member copy, member = {GL_STR("namespace"), ns->span, *ns};
    bool is_changed = false;

    if (!subjects || subjects->value.type != GL_LIST ||
        !gl_kust_step(kust, gl_value_len(&subjects->value), ns->span))
        return;
    copy = *subjects;
    copy.value.u.list.items = GL_NEW_ARRAY(kust->arena, struct gl_value, copy.value.u.list.len);
    for (size_t i = 0; i < copy.value.u.list.len; i++) {
        copy.value.u.list.items[i] = subjects->value.u.list.items[i];
        if (!gl_value_text_is(gl_value_get(&copy.value.u.list.items[i], GL_STR("name")), "default"))
            continue;
        gl_kust_put(kust, &copy.value.u.list.items[i], &member);
        is_changed = true;
    }
    if (is_changed)
        gl_kust_put(kust, &object->root, &copy);
}

static bool is_role_binding(const struct gl_kust_object *object)
{
    return gl_str_eq(object->id.kind, GL_STR("RoleBinding")) ||
           gl_str_eq(object->id.kind, GL_STR("ClusterRoleBinding"));
}

/* The name of an object counts as a namespace only where it is one: metadata/name of core's Namespace. */
static bool is_meant(const struct gl_kust_field *field, const struct gl_kust_object *object)
{
    return gl_kust_field_is_for(field, &object->id) &&
           (!gl_str_eq(field->path, GL_STR("metadata/name")) ||
            (!object->id.group.len && gl_str_eq(object->id.version, GL_STR("v1"))));
}

void gl_kust_set_namespace(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *ns)
{
    struct gl_value value = gl_kust_string(ns->u.str, ns->span);
    struct gl_kust_visit visit = {
        .kust = kust, .create = GL_STRING, .span = ns->span, .set = set_text, .context = &value};
    struct gl_kust_fields fields = {0};

    gl_kust_fields_add_list(kust, &fields, GL_KUST_NAMESPACE);
    for (size_t i = 0; i < set->len; i++) {
        struct gl_kust_object *object = set->items[i];

        gl_kust_remember(kust, object);
        if (!gl_str_eq(object->id.ns, GL_KUST_CLUSTER))
            gl_kust_put_metadata(kust, &object->root, GL_STR("namespace"), value);
        if (is_role_binding(object))
            set_subjects(kust, object, &value);
        for (size_t k = 0; k < fields.len; k++) {
            visit.field = fields.items[k];
            if (is_meant(visit.field, object))
                gl_kust_visit(&visit, &object->root);
        }
        gl_kust_identify(object);
    }
    gl_kust_check_conflicts(kust, set, ns->span);
}

/* ---- prefix and suffix ---- */

/* Kinds whose names mean something outside the cluster's objects. */
static bool keeps_name(const struct gl_kust_object *object)
{
    struct gl_kust_id id = gl_kust_original_id(object);

    return gl_str_eq(id.kind, GL_STR("CustomResourceDefinition")) ||
           gl_str_eq(id.kind, GL_STR("Namespace")) ||
           (gl_str_eq(id.kind, GL_STR("APIService")) &&
            gl_str_eq(id.group, GL_STR("apiregistration.k8s.io")));
}

/* The new name keeps the place of the old one: that is where the object is written. */
static void rename_object(struct gl_kust *kust, struct gl_kust_object *object, struct gl_str before,
                          struct gl_str after)
{
    const struct gl_value *name =
        gl_value_get(gl_value_get(&object->root, GL_STR("metadata")), GL_STR("name"));
    struct gl_str text;

    if (!gl_value_text(name, &text) || !gl_kust_step(kust, 1 + text.len / 32, name->span))
        return;
    text =
        gl_arena_printf(kust->arena, "%.*s%.*s%.*s", GL_STR_ARG(before), GL_STR_ARG(text), GL_STR_ARG(after));
    gl_kust_put_metadata(kust, &object->root, GL_STR("name"), gl_kust_string(text, name->span));
    gl_kust_identify(object);
}

static void rename_all(struct gl_kust *kust, struct gl_kust_set *set, struct gl_str before,
                       struct gl_str after)
{
    for (size_t i = 0; i < set->len; i++) {
        struct gl_kust_object *object = set->items[i];
        struct gl_kust_texts *texts = after.len ? &object->suffixes : &object->prefixes;

        if (keeps_name(object))
            continue;
        *GL_PUSH(kust->arena, texts->items, texts->len, texts->capacity) = after.len ? after : before;
        gl_kust_remember(kust, object);
        rename_object(kust, object, before, after);
    }
    set->indexed = 0;
}

void gl_kust_add_prefix(struct gl_kust *kust, struct gl_kust_set *set, struct gl_str prefix)
{
    rename_all(kust, set, prefix, GL_STR(""));
}

void gl_kust_add_suffix(struct gl_kust *kust, struct gl_kust_set *set, struct gl_str suffix)
{
    rename_all(kust, set, GL_STR(""), suffix);
}
