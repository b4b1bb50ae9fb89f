#include "front/kustomize/build.h"

/* Names of other objects. An object that was renamed is found by any name it had before, of the kind that the
 * field is known to name; the field gets the name it has now. */

static const struct row {
    struct gl_str kind, group, version; /* of what is named */
    struct gl_kust_field field;
} rows[] = {
#define KUST_REFERENCE(target_kind, target_group, target_version, path, group, version, kind)                \
    {GL_STR_INIT(target_kind),                                                                               \
     GL_STR_INIT(target_group),                                                                              \
     GL_STR_INIT(target_version),                                                                            \
     {GL_STR_INIT(path), false, GL_STR_INIT(group), GL_STR_INIT(version), GL_STR_INIT(kind)}},
#include "front/kustomize/fields.def"
#undef KUST_REFERENCE
};

enum { MAX_CANDIDATES = 64, CANDIDATES_A_STEP = 32 };

/* Objects that had one name before. */
struct entry {
    struct gl_kust_object *object;
    uint32_t next;
};

struct names {
    struct gl_name_index first;
    struct entry *entries;
    size_t len, capacity;
};

struct candidates {
    struct gl_kust_object *items[MAX_CANDIDATES];
    size_t len;
};

struct reference {
    struct gl_kust *kust;
    const struct names *names;
    const struct row *row;
    const struct gl_kust_object *referrer;
    const struct gl_value *subjects; /* of a RoleBinding: they reach into other namespaces */
    bool is_told;
};

/* ---- index ---- */

static bool had_name_before(const struct gl_kust_object *object, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (gl_str_eq(object->former[k].name, object->former[i].name))
            return true;
    }
    return false;
}

static void add_name(struct gl_kust *kust, struct names *names, struct gl_kust_object *object,
                     struct gl_str name)
{
    uint32_t at = (uint32_t)names->len, first;

    *GL_PUSH(kust->arena, names->entries, names->len, names->capacity) =
        (struct entry){object, GL_NAME_INDEX_NONE};
    first = gl_name_index_add(kust->arena, &names->first, name, at);
    if (first == GL_NAME_INDEX_NONE)
        return;
    names->entries[at].next = names->entries[first].next; /* order is made good when they are compared */
    names->entries[first].next = at;
}

static void index_names(struct gl_kust *kust, const struct gl_kust_set *set, struct names *names)
{
    for (size_t i = 0; i < set->len; i++) {
        for (size_t k = 0; k < set->items[i]->former_len; k++) {
            if (!had_name_before(set->items[i], k))
                add_name(kust, names, set->items[i], set->items[i]->former[k].name);
        }
    }
}

/* ---- choosing ---- */

static struct gl_str text_at(const struct gl_value *map, const char *field)
{
    struct gl_str text = {0};

    if (!gl_value_text(gl_value_get(map, gl_str_of(field)), &text))
        return (struct gl_str){0};
    return text;
}

static struct gl_str written_ns(const struct gl_kust_object *object)
{
    return text_at(gl_value_get(&object->root, GL_STR("metadata")), "namespace");
}

static bool was_of_kind(const struct gl_kust_object *object, struct gl_str kind, struct gl_str group,
                        struct gl_str version)
{
    for (size_t i = 0; i < object->former_len; i++) {
        if ((!kind.len || gl_str_eq(object->former[i].kind, kind)) &&
            (!group.len || gl_str_eq(object->id.group, group)) &&
            (!version.len || gl_str_eq(object->id.version, version)))
            return true;
    }
    return false;
}

static bool is_cluster(const struct gl_kust_id *id)
{
    return gl_str_eq(id->ns, GL_KUST_CLUSTER);
}

static bool names_service_account_of(const struct gl_value *subjects, struct gl_str ns)
{
    for (size_t i = 0; gl_value_is(subjects, GL_LIST) && i < subjects->u.list.len; i++) {
        const struct gl_value *subject = &subjects->u.list.items[i];

        if (gl_str_eq(text_at(subject, "kind"), GL_STR("ServiceAccount")) &&
            gl_value_get(subject, GL_STR("namespace")) && gl_str_eq(text_at(subject, "namespace"), ns))
            return true;
    }
    return false;
}

/* Which objects a referrer can reach at all. */
static bool is_in_reach(const struct reference *reference, const struct gl_kust_object *object)
{
    const struct gl_kust_id *referrer = &reference->referrer->id;

    if (is_cluster(referrer) || is_cluster(&object->id) || gl_str_eq(referrer->ns, object->id.ns))
        return true;
    return gl_str_eq(object->id.kind, GL_STR("ServiceAccount")) &&
           names_service_account_of(reference->subjects, written_ns(object));
}

/* A role is of the kind that roleRef says. */
static bool fits_role(const struct reference *reference, const struct gl_kust_object *object)
{
    const struct gl_value *role = gl_value_get(&reference->referrer->root, GL_STR("roleRef"));

    if (!gl_str_ends_with(reference->row->field.path, GL_STR("roleRef/name")) ||
        !gl_value_get(role, GL_STR("apiGroup")) || !gl_value_get(role, GL_STR("kind")))
        return true;
    return was_of_kind(object, text_at(role, "kind"), text_at(role, "apiGroup"), (struct gl_str){0});
}

static bool has_same_end(const struct gl_kust_texts *a, const struct gl_kust_texts *b, bool empty_fits)
{
    size_t len = a->len < b->len ? a->len : b->len;

    if (!len)
        return empty_fits || a->len == b->len;
    for (size_t i = 1; i <= len; i++) {
        if (!gl_str_eq(a->items[a->len - i], b->items[b->len - i]))
            return false;
    }
    return true;
}

/* Objects of the same layers have the same prefixes and suffixes. */
static void keep_same_layers(const struct reference *reference, struct candidates *candidates,
                             bool empty_fits)
{
    size_t len = 0;

    for (size_t i = 0; i < candidates->len; i++) {
        struct gl_kust_object *object = candidates->items[i];

        if (has_same_end(&object->prefixes, &reference->referrer->prefixes, empty_fits) &&
            has_same_end(&object->suffixes, &reference->referrer->suffixes, empty_fits))
            candidates->items[len++] = object;
    }
    candidates->len = len;
}

static void gather(struct reference *reference, struct gl_str name, struct candidates *candidates)
{
    uint32_t at = gl_name_index_find(&reference->names->first, name);
    size_t looked = 0;

    for (; at != GL_NAME_INDEX_NONE; at = reference->names->entries[at].next) {
        struct gl_kust_object *object = reference->names->entries[at].object;

        if (++looked % CANDIDATES_A_STEP == 0 && !gl_kust_step(reference->kust, 1, object->root.span))
            return;
        if (candidates->len < MAX_CANDIDATES && is_in_reach(reference, object) &&
            was_of_kind(object, reference->row->kind, reference->row->group, reference->row->version) &&
            fits_role(reference, object))
            candidates->items[candidates->len++] = object;
    }
}

/* Where the reference says a namespace: of those that were there first, else of those that are there now. */
static void keep_namespace(struct candidates *candidates, struct gl_str ns, bool is_former)
{
    size_t len = 0;

    for (size_t i = 0; i < candidates->len; i++) {
        struct gl_kust_id first = gl_kust_original_id(candidates->items[i]);

        if (gl_str_eq(is_former ? first.ns : candidates->items[i]->id.ns, ns))
            candidates->items[len++] = candidates->items[i];
    }
    candidates->len = len;
}

static bool are_identical(const struct candidates *candidates, bool with_namespace)
{
    for (size_t i = 1; i < candidates->len; i++) {
        if (!gl_str_eq(candidates->items[i]->id.name, candidates->items[0]->id.name) ||
            (with_namespace &&
             !gl_str_eq(written_ns(candidates->items[i]), written_ns(candidates->items[0]))))
            return false;
    }
    return true;
}

static const struct gl_kust_object *choose(struct reference *reference, const struct gl_value *name,
                                           struct candidates *candidates, bool with_namespace)
{
    if (candidates->len == 1)
        return candidates->items[0];
    keep_same_layers(reference, candidates, true);
    if (candidates->len > 1)
        keep_same_layers(reference, candidates, false);
    if (!candidates->len)
        return NULL;
    if (candidates->len == 1 || are_identical(candidates, with_namespace))
        return candidates->items[0];
    gl_kust_tell(reference->kust, name->span, "give them names of their own",
                 "more than one %.*s may be meant by this name: kustomize refuses that",
                 GL_STR_ARG(reference->row->kind));
    return NULL;
}

/* ---- changing ---- */

static bool set_name(struct reference *reference, struct gl_value *value)
{
    struct candidates candidates = {.len = 0};
    const struct gl_kust_object *found;
    struct gl_str name;

    if (!gl_value_text(value, &name))
        return false;
    gather(reference, name, &candidates);
    found = choose(reference, value, &candidates, false);
    if (!found || gl_str_eq(found->id.name, name))
        return false;
    *value = gl_kust_string(found->id.name, value->span);
    return true;
}

static bool set_map(struct reference *reference, struct gl_value *map)
{
    const struct gl_member *name = gl_value_member(map, GL_STR("name"));
    const struct gl_value *ns = gl_value_get(map, GL_STR("namespace"));
    struct candidates candidates = {.len = 0};
    const struct gl_kust_object *found;
    struct gl_member member;
    struct gl_str old, wanted;

    if (!name || !gl_value_text(&name->value, &old))
        return false;
    gather(reference, old, &candidates);
    if (ns && gl_value_text(ns, &wanted)) {
        struct candidates all = candidates;

        keep_namespace(&candidates, wanted, true);
        if (!candidates.len) {
            candidates = all;
            keep_namespace(&candidates, wanted, false);
        }
    }
    found = choose(reference, &name->value, &candidates, true);
    if (!found)
        return false;
    wanted = written_ns(found);
    if (gl_str_eq(found->id.name, old) && !wanted.len)
        return false;
    member = *name;
    member.value = gl_kust_string(found->id.name, name->value.span);
    gl_kust_put(reference->kust, map, &member);
    if (!wanted.len)
        return true;
    member =
        (struct gl_member){GL_STR("namespace"), name->value.span, gl_kust_string(wanted, name->value.span)};
    if (ns)
        member.value.span = ns->span;
    gl_kust_put(reference->kust, map, &member);
    return true;
}

static bool set_one(void *context, struct gl_value *value)
{
    struct reference *reference = context;

    return value->type == GL_MAP ? set_map(reference, value) : set_name(reference, value);
}

static bool set_reference(struct gl_kust_visit *visit, struct gl_value *value)
{
    if (gl_kust_is_null(value))
        return false;
    if (value->type != GL_LIST)
        return set_one(visit->context, value);
    return gl_kust_change_items(visit->kust, value, value->span, set_one, visit->context);
}

static void set_references(struct gl_kust *kust, const struct names *names, struct gl_kust_object *object)
{
    struct gl_kust_id first = gl_kust_original_id(object);
    struct reference reference = {.kust = kust, .names = names, .referrer = object};
    struct gl_kust_visit visit = {
        .kust = kust, .create = GL_ABSENT, .set = set_reference, .context = &reference};

    if (gl_str_eq(object->id.kind, GL_STR("RoleBinding")))
        reference.subjects = gl_value_get(&object->root, GL_STR("subjects"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!gl_kust_field_is_for(&rows[i].field, &first))
            continue;
        reference.row = &rows[i];
        visit.field = &rows[i].field;
        gl_kust_visit(&visit, &object->root);
    }
}

void gl_kust_set_references(struct gl_kust *kust, struct gl_kust_set *set)
{
    struct names names = {0};

    index_names(kust, set, &names);
    for (size_t i = 0; names.len && i < set->len; i++)
        set_references(kust, &names, set->items[i]);
}
