#include "front/kustomize/build.h"

enum { VALUES_A_COPY = 64 };

struct pair {
    struct gl_str kind, version;
};

static const struct pair cluster_kinds[] = {
#define KUST_CLUSTER_KIND(kind, version) {GL_STR_INIT(kind), GL_STR_INIT(version)},
#include "front/kustomize/schema.def"
#undef KUST_CLUSTER_KIND
};

static bool is_cluster_kind(struct gl_str version, struct gl_str kind)
{
    size_t low = 0, high = sizeof cluster_kinds / sizeof *cluster_kinds;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(cluster_kinds[middle].kind, kind);

        if (order == 0)
            order = gl_str_cmp(cluster_kinds[middle].version, version);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* ---- identity ---- */

static struct gl_str text_at(const struct gl_value *map, struct gl_str key)
{
    struct gl_str text = {0};

    if (!gl_value_text(gl_value_get(map, key), &text))
        return (struct gl_str){0};
    return text;
}

void gl_kust_identify(struct gl_kust_object *object)
{
    const struct gl_value *metadata = gl_value_get(&object->root, GL_STR("metadata"));
    struct gl_str version = text_at(&object->root, GL_STR("apiVersion"));
    size_t slash = gl_str_find_char(version, '/');

    object->id.group = slash == GL_STR_NONE ? (struct gl_str){0} : gl_str_slice(version, 0, slash);
    object->id.version = slash == GL_STR_NONE ? version : gl_str_from(version, slash + 1);
    object->id.kind = text_at(&object->root, GL_STR("kind"));
    object->id.name = text_at(metadata, GL_STR("name"));
    object->id.ns = text_at(metadata, GL_STR("namespace"));
    if (is_cluster_kind(version, object->id.kind))
        object->id.ns = GL_KUST_CLUSTER;
    else if (!object->id.ns.len)
        object->id.ns = GL_STR("default");
}

void gl_kust_remember(struct gl_kust *kust, struct gl_kust_object *object)
{
    *GL_PUSH(kust->arena, object->former, object->former_len, object->former_capacity) = object->id;
}

struct gl_kust_id gl_kust_former_id(const struct gl_kust_object *object, size_t i)
{
    struct gl_kust_id id = object->former[i];

    id.group = object->id.group;
    id.version = object->id.version;
    return id;
}

struct gl_kust_id gl_kust_original_id(const struct gl_kust_object *object)
{
    return object->former_len ? gl_kust_former_id(object, 0) : object->id;
}

static bool is_same_id(const struct gl_kust_id *a, const struct gl_kust_id *b)
{
    return gl_str_eq(a->name, b->name) && gl_str_eq(a->kind, b->kind) && gl_str_eq(a->ns, b->ns) &&
           gl_str_eq(a->group, b->group) && gl_str_eq(a->version, b->version);
}

bool gl_kust_has_id(const struct gl_kust_object *object, const struct gl_kust_id *id)
{
    if (is_same_id(&object->id, id))
        return true;
    for (size_t i = 0; i < object->former_len; i++) {
        struct gl_kust_id former = gl_kust_former_id(object, i);

        if (is_same_id(&former, id))
            return true;
    }
    return false;
}

struct gl_str gl_kust_id_text(struct gl_arena *arena, const struct gl_kust_id *id)
{
    if (gl_str_eq(id->ns, GL_KUST_CLUSTER))
        return gl_arena_printf(arena, "%.*s %.*s", GL_STR_ARG(id->kind), GL_STR_ARG(id->name));
    return gl_arena_printf(arena, "%.*s %.*s/%.*s", GL_STR_ARG(id->kind), GL_STR_ARG(id->ns),
                           GL_STR_ARG(id->name));
}

static struct gl_str id_key(struct gl_arena *arena, const struct gl_kust_id *id)
{
    return gl_arena_printf(arena, "%.*s/%.*s/%.*s/%.*s/%.*s", GL_STR_ARG(id->group), GL_STR_ARG(id->version),
                           GL_STR_ARG(id->kind), GL_STR_ARG(id->ns), GL_STR_ARG(id->name));
}

static struct gl_span name_span(const struct gl_kust_object *object)
{
    const struct gl_value *name =
        gl_value_get(gl_value_get(&object->root, GL_STR("metadata")), GL_STR("name"));

    return name ? name->span : object->root.span;
}

/* ---- sets ---- */

/* Identities change with every transformation, so the index is made anew when it is asked after one. */
static void index_ids(struct gl_kust *kust, struct gl_kust_set *set)
{
    if (set->indexed == set->len && set->len)
        return;
    set->ids = (struct gl_name_index){0};
    for (size_t i = 0; i < set->len; i++)
        gl_name_index_add(kust->arena, &set->ids, id_key(kust->arena, &set->items[i]->id), (uint32_t)i);
    set->indexed = set->len;
}

void gl_kust_add(struct gl_kust *kust, struct gl_kust_set *set, struct gl_kust_object *object)
{
    index_ids(kust, set);
    if (gl_name_index_add(kust->arena, &set->ids, id_key(kust->arena, &object->id), (uint32_t)set->len) !=
        GL_NAME_INDEX_NONE) {
        gl_kust_tell(kust, name_span(object), "list it once, or give one of them another name or namespace",
                     "%.*s is in this kustomization already: kustomize refuses the second one",
                     GL_STR_ARG(gl_kust_id_text(kust->arena, &object->id)));
        return;
    }
    *GL_PUSH(kust->arena, set->items, set->len, set->capacity) = object;
    set->indexed = set->len;
}

void gl_kust_add_all(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_kust_set *from)
{
    for (size_t i = 0; i < from->len; i++) {
        struct gl_kust_object *copy;

        if (!kust->objects) {
            gl_kust_step(kust, SIZE_MAX, from->items[i]->root.span);
            return;
        }
        kust->objects--;
        if (!gl_kust_step(kust, from->items[i]->weight / VALUES_A_COPY, from->items[i]->root.span))
            return;
        copy = GL_NEW(kust->arena, struct gl_kust_object);
        *copy = *from->items[i];
        copy->former_capacity = copy->former_len; /* what is appended goes elsewhere */
        copy->prefixes.capacity = copy->prefixes.len;
        copy->suffixes.capacity = copy->suffixes.len;
        gl_kust_add(kust, set, copy);
    }
}

void gl_kust_drop_deleted(struct gl_kust_set *set)
{
    size_t len = 0;

    for (size_t i = 0; i < set->len; i++) {
        if (set->items[i]->root.type == GL_MAP && set->items[i]->root.u.map.len)
            set->items[len++] = set->items[i];
    }
    set->len = len;
    set->indexed = 0;
}

void gl_kust_check_conflicts(struct gl_kust *kust, struct gl_kust_set *set, struct gl_span span)
{
    set->ids = (struct gl_name_index){0};
    for (size_t i = 0; i < set->len; i++) {
        if (gl_name_index_add(kust->arena, &set->ids, id_key(kust->arena, &set->items[i]->id), (uint32_t)i) ==
            GL_NAME_INDEX_NONE)
            continue;
        gl_kust_tell(kust, span, "give one of them another name",
                     "two objects become %.*s in this namespace: kustomize refuses that",
                     GL_STR_ARG(gl_kust_id_text(kust->arena, &set->items[i]->id)));
    }
    set->indexed = set->len;
}

/* ---- documents ---- */

static void add_object(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *root)
{
    struct gl_kust_object *object = GL_NEW(kust->arena, struct gl_kust_object);

    if (!gl_kust_weigh(kust, root, &object->weight))
        return;
    object->root = gl_kust_settle_words(kust, root);
    gl_kust_identify(object);
    if (!object->id.kind.len || !object->id.name.len) {
        gl_kust_tell(kust, root->span, "list only files of Kubernetes objects as resources and patches",
                     "no object that kustomize takes: %s is missing",
                     object->id.kind.len ? "metadata.name" : "kind");
        return;
    }
    *GL_PUSH(kust->arena, set->items, set->len, set->capacity) = object;
}

static void add_items(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *root,
                      unsigned depth)
{
    const struct gl_value *items = gl_value_get(root, GL_STR("items"));

    if (root->type == GL_MAP && items && gl_str_ends_with(text_at(root, GL_STR("kind")), GL_STR("List")) &&
        depth < GL_MAX_STACK_NESTING) {
        if (items->type != GL_LIST && gl_scalar_type(items, GL_DIALECT_KUBERNETES) != GL_NULL)
            gl_kust_tell(kust, items->span, "write a list of objects", "items of a list is no list");
        for (size_t i = 0; items->type == GL_LIST && i < items->u.list.len; i++)
            add_items(kust, set, &items->u.list.items[i], depth + 1);
        return;
    }
    add_object(kust, set, root);
}

void gl_kust_read_objects(struct gl_kust *kust, const struct gl_documents *documents, struct gl_kust_set *set)
{
    for (size_t i = 0; i < documents->len; i++) {
        const struct gl_value *root = &documents->items[i].root;

        if (gl_kust_is_null(root) || (root->type == GL_MAP && !root->u.map.len))
            continue;
        if (root->type == GL_MAP)
            add_items(kust, set, root, 0);
        else
            gl_kust_tell(kust, root->span, "list only files of Kubernetes objects",
                         "no object of Kubernetes");
    }
}
