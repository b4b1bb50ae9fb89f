#include "front/kubernetes/object.h"

#include "base/limits.h"
#include "graph/kubernetes.h"
#include "tree/scalar.h"

/* ---- the tree as the API sees it ---- */

static bool is_plain(const struct gl_value *value)
{
    return value->type == GL_STRING && value->style == GL_PLAIN && value->tag != GL_TAG_STR;
}

/* What an empty value, ~ or null is; anything else is not asked about its type. */
static bool is_plain_null(const struct gl_value *value)
{
    struct gl_str text = value->u.str;

    return is_plain(value) && (!text.len || text.ptr[0] == '~' || text.ptr[0] == 'n' || text.ptr[0] == 'N') &&
           gl_scalar_type(value, GL_DIALECT_KUBERNETES) == GL_NULL;
}

/* A key without quotes that YAML 1.1 takes for a Boolean; JSON's and quoted keys are text. */
static bool is_bool_key(const struct gl_member *member, bool *ret_bool)
{
    enum { LONGEST_WORD = 5 };
    struct gl_value key = {.type = GL_STRING, .style = GL_PLAIN, .u = {.str = member->key}};
    size_t width = member->key_span.end - member->key_span.begin;

    if (member->key.len == 0 || member->key.len > LONGEST_WORD || width != member->key.len ||
        !strchr("yYnNoOtTfF", member->key.ptr[0]))
        return false;
    return gl_scalar_as_bool(&key, GL_DIALECT_KUBERNETES, ret_bool);
}

static bool normalize(struct gl_arena *arena, struct gl_value *value, unsigned depth);

/* Most values are texts that stay: they are not even copied. */
static bool may_change(const struct gl_value *value)
{
    return value->type == GL_MAP || value->type == GL_LIST || is_plain_null(value);
}

static bool normalize_list(struct gl_arena *arena, struct gl_value *list, unsigned depth)
{
    struct gl_value *items = NULL;

    for (size_t i = 0; i < list->u.list.len; i++) {
        struct gl_value item;

        if (!may_change(&list->u.list.items[i]))
            continue;
        item = list->u.list.items[i];
        if (!normalize(arena, &item, depth + 1))
            continue;
        if (!items) {
            items = GL_NEW_ARRAY(arena, struct gl_value, list->u.list.len);
            memcpy(items, list->u.list.items, list->u.list.len * sizeof *items);
        }
        items[i] = item;
    }
    if (items)
        list->u.list.items = items;
    return items != NULL;
}

static bool normalize_map(struct gl_arena *arena, struct gl_value *map, unsigned depth)
{
    struct gl_member *members = NULL;

    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *from = &map->u.map.members[i];
        bool is_true = false, is_key_changed = is_bool_key(from, &is_true);
        struct gl_member member;

        if (!is_key_changed && !may_change(&from->value))
            continue;
        member = *from;
        if (!normalize(arena, &member.value, depth + 1) && !is_key_changed)
            continue;
        if (is_key_changed)
            member.key = is_true ? GL_STR("true") : GL_STR("false");
        if (!members) {
            members = GL_NEW_ARRAY(arena, struct gl_member, map->u.map.len);
            memcpy(members, map->u.map.members, map->u.map.len * sizeof *members);
        }
        members[i] = member;
    }
    if (members)
        map->u.map.members = members;
    return members != NULL;
}

/* Whether it is changed. */
static bool normalize(struct gl_arena *arena, struct gl_value *value, unsigned depth)
{
    if (depth > GL_MAX_DEPTH)
        return false;
    if (value->type == GL_MAP)
        return normalize_map(arena, value, depth);
    if (value->type == GL_LIST)
        return normalize_list(arena, value, depth);
    if (value->type != GL_STRING || !is_plain_null(value))
        return false;
    value->type = GL_NULL;
    return true;
}

/* The tree as the API sees it: an empty or `null` value is GL_NULL, a key that is a Boolean in YAML 1.1 (`y`,
 * `on`) is "true" or "false". Answers `root` itself where that changes nothing. */
static const struct gl_value *as_api_sees(struct gl_arena *arena, const struct gl_value *root)
{
    struct gl_value value = *root, *made;

    if (!normalize(arena, &value, 0))
        return root;
    made = GL_NEW(arena, struct gl_value);
    *made = value;
    return made;
}

/* ---- what is an object ---- */

static struct gl_str text_of(const struct gl_value *root, struct gl_str key)
{
    struct gl_str text;

    return gl_value_text(gl_value_get(root, key), &text) ? text : (struct gl_str){0};
}

static bool is_kustomization(struct gl_str kind, struct gl_str version)
{
    return gl_str_starts_with(version, GL_STR("kustomize.config.k8s.io/")) ||
           (gl_str_eq(kind, GL_STR("Kustomization")) && !version.len);
}

bool gl_k8s_is_meant(const struct gl_value *root)
{
    struct gl_str kind = text_of(root, GL_STR("kind")), version = text_of(root, GL_STR("apiVersion"));
    const struct gl_value *metadata = gl_value_get(root, GL_STR("metadata"));
    bool is_list = gl_str_ends_with(kind, GL_STR("List")) && gl_value_get(root, GL_STR("items"));

    if (!gl_value_is(root, GL_MAP) || is_kustomization(kind, version))
        return false;
    if (gl_value_get(root, GL_STR("kind")) && gl_value_get(root, GL_STR("apiVersion")))
        return is_list || metadata || gl_k8s_is_known_kind(kind, (struct gl_str){0});
    if (!metadata && !gl_value_get(root, GL_STR("spec")))
        return gl_value_get(root, GL_STR("apiVersion")) && gl_value_get(root, GL_STR("items"));
    return gl_k8s_is_known_kind(kind, (struct gl_str){0}) || gl_value_get(root, GL_STR("apiVersion"));
}

/* ---- what no server would take ---- */

struct listing {
    struct gl_arena *arena;
    struct gl_diags *diags;
    gl_k8s_object_fn *fn;
    void *context;
    size_t problems; /* of this document */
};

struct shape {
    struct gl_str kind;
    const char *path;
    enum gl_type type;
};

static const struct shape shapes[] = {
#define K8S_SHAPE(kind, path, type) {GL_STR_INIT(kind), path, type},
#include "front/kubernetes/object.def"
#undef K8S_SHAPE
};

static const struct shape pod_shapes[] = {
#define K8S_POD_SHAPE(path, type) {GL_STR_INIT(""), path, type},
#include "front/kubernetes/object.def"
#undef K8S_POD_SHAPE
};

static const char *type_word(enum gl_type type)
{
    switch (type) {
    case GL_MAP:
        return "a map";
    case GL_LIST:
        return "a list";
    case GL_NUMBER:
        return "a number";
    case GL_BOOL:
        return "a Boolean";
    case GL_NULL:
        return "empty";
    default:
        return "text";
    }
}

/* Values that are not known, and null, may be anything. */
static bool has_type(const struct gl_value *value, enum gl_type type)
{
    enum gl_type is;

    if (!value)
        return true;
    is = gl_scalar_type(value, GL_DIALECT_KUBERNETES);
    return is == type || is == GL_NULL || is == GL_UNKNOWN || is == GL_REF || is == GL_CHOICE ||
           is == GL_CONCAT || is == GL_ABSENT;
}

/* "Deployment "web"", or as much of it as is there. */
static struct gl_str name_of(struct gl_arena *arena, const struct gl_value *root)
{
    struct gl_str kind = text_of(root, GL_STR("kind"));
    struct gl_str name = text_of(gl_value_get(root, GL_STR("metadata")), GL_STR("name"));

    if (!kind.len)
        kind = GL_STR("the object");
    return name.len ? gl_arena_printf(arena, "%.*s \"%.*s\"", GL_STR_ARG(kind), GL_STR_ARG(name)) : kind;
}

static void tell_type(struct listing *listing, const struct gl_value *root, const char *path,
                      const struct gl_value *wrong, enum gl_type type)
{
    struct gl_str kind = text_of(root, GL_STR("kind")), name;
    const char *remedy = type == GL_STRING ? "write text, in quotes where it looks like something else"
                                           : "write what the API reference of its kind shows";

    if (listing->problems++ >= GL_MAX_DIAGS_PER_FILE)
        return;
    name = name_of(listing->arena, root);
    if (!wrong) {
        gl_diag_add(listing->diags, GL_DIAG_INCOMPLETE, root->span, "add it: `kubectl explain KIND` shows it",
                    "%s is missing; %.*s is not scanned", path, GL_STR_ARG(name));
        return;
    }
    if (type != GL_STRING && gl_k8s_is_known_kind(kind, (struct gl_str){0}))
        remedy = gl_arena_printf(listing->arena, "correct it: `kubectl explain %.*s.%s` shows its form",
                                 GL_STR_ARG(kind), path)
                     .ptr;
    gl_diag_add(listing->diags, GL_DIAG_INCOMPLETE, wrong->span, remedy,
                "%s is %s, the API wants %s; %.*s is not scanned", path,
                type_word(gl_scalar_type(wrong, GL_DIALECT_KUBERNETES)), type_word(type), GL_STR_ARG(name));
}

static bool check_shape(struct listing *listing, const struct gl_value *root, const struct gl_value *from,
                        const struct shape *shape)
{
    const struct gl_value *value = gl_value_path(from, shape->path);

    if (has_type(value, shape->type))
        return true;
    tell_type(listing, root, shape->path, value, shape->type);
    return false;
}

static bool check_pod(struct listing *listing, const struct gl_value *root, const struct gl_value *pod)
{
    const struct gl_value *containers = gl_value_path(pod, "spec.containers");

    for (size_t i = 0; i < sizeof pod_shapes / sizeof *pod_shapes; i++) {
        if (!check_shape(listing, root, pod, &pod_shapes[i]))
            return false;
    }
    for (size_t i = 0; gl_value_is(containers, GL_LIST) && i < containers->u.list.len; i++) {
        if (has_type(&containers->u.list.items[i], GL_MAP))
            continue;
        tell_type(listing, root, "spec.containers[]", &containers->u.list.items[i], GL_MAP);
        return false;
    }
    return true;
}

/* Labels and annotations are text: `enabled: true` without quotes is refused by the server, and easily
 * missed. */
static void check_texts(struct listing *listing, const struct gl_value *root, const struct gl_value *metadata,
                        struct gl_str key)
{
    const struct gl_value *texts = gl_value_get(metadata, key);

    for (size_t i = 0; gl_value_is(texts, GL_MAP) && i < texts->u.map.len; i++) {
        const struct gl_member *member = &texts->u.map.members[i];
        struct gl_str name;

        if (has_type(&member->value, GL_STRING) || listing->problems++ >= GL_MAX_DIAGS_PER_FILE)
            continue;
        name = name_of(listing->arena, root);
        gl_diag_add(listing->diags, GL_DIAG_NOTE, member->value.span, "put it in quotes",
                    "%.*s.%.*s of %.*s is %s, the API wants text and refuses the object", GL_STR_ARG(key),
                    GL_STR_ARG(member->key), GL_STR_ARG(name),
                    type_word(gl_scalar_type(&member->value, GL_DIALECT_KUBERNETES)));
    }
}

static void check_metadata(struct listing *listing, const struct gl_value *root, const struct gl_value *of)
{
    const struct gl_value *metadata = gl_value_get(of, GL_STR("metadata"));

    check_texts(listing, root, metadata, GL_STR("labels"));
    check_texts(listing, root, metadata, GL_STR("annotations"));
}

/* Rows of a kind stand together, kinds in order; those of every object (of the empty kind) first. */
static size_t first_shape(struct gl_str kind)
{
    size_t low = 0, high = sizeof shapes / sizeof *shapes;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_cmp(shapes[middle].kind, kind) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool check_shapes(struct listing *listing, const struct gl_value *root, struct gl_str kind)
{
    for (size_t i = first_shape(kind); i < sizeof shapes / sizeof *shapes && gl_str_eq(shapes[i].kind, kind);
         i++) {
        if (!check_shape(listing, root, root, &shapes[i]))
            return false;
    }
    return true;
}

/* The first member of a wrong type is told. */
static bool is_well_formed(struct listing *listing, const struct gl_value *root)
{
    const struct gl_value *kind = gl_value_get(root, GL_STR("kind"));
    const struct gl_value *version = gl_value_get(root, GL_STR("apiVersion")), *pod;
    struct gl_str kind_text = text_of(root, GL_STR("kind"));
    bool is_known;

    if (!kind || !has_type(kind, GL_STRING) || !kind_text.len) {
        tell_type(listing, root, "kind", kind, GL_STRING);
        return false;
    }
    if (!version || !has_type(version, GL_STRING) || !text_of(root, GL_STR("apiVersion")).len) {
        tell_type(listing, root, "apiVersion", version, GL_STRING);
        return false;
    }
    is_known = gl_k8s_is_known_kind(kind_text, text_of(root, GL_STR("apiVersion")));
    if (!check_shapes(listing, root, (struct gl_str){0}) ||
        (is_known && !check_shapes(listing, root, kind_text)))
        return false;
    pod = is_known ? gl_k8s_pod_template(root, kind_text) : NULL;
    if (pod && !check_pod(listing, root, pod))
        return false;
    check_metadata(listing, root, root);
    if (pod && pod != root)
        check_metadata(listing, root, pod);
    return true;
}

/* ---- lists ---- */

/* The items of a DeploymentList need not say that they are Deployments. */
static struct gl_value typed_item(struct listing *listing, const struct gl_value *list, struct gl_str kind,
                                  const struct gl_value *item)
{
    const struct gl_value *version = gl_value_get(list, GL_STR("apiVersion"));
    struct gl_value made = *item;
    struct gl_member *members;

    kind.len -= GL_STR("List").len;
    if (!gl_value_is(item, GL_MAP) || !kind.len || !version || gl_value_get(item, GL_STR("kind")))
        return made;
    members = GL_NEW_ARRAY(listing->arena, struct gl_member, item->u.map.len + 2);
    members[0] = (struct gl_member){GL_STR("apiVersion"), version->span, *version};
    members[1] = (struct gl_member){GL_STR("kind"), item->span, gl_value_string(kind, item->span)};
    for (size_t i = 0; i < item->u.map.len; i++)
        members[i + 2] = item->u.map.members[i];
    made.u.map.members = members;
    made.u.map.len = item->u.map.len + 2;
    return made;
}

static void list_object(struct listing *listing, const struct gl_value *root, unsigned depth)
{
    const struct gl_value *items = gl_value_get(root, GL_STR("items"));
    struct gl_str kind = text_of(root, GL_STR("kind"));

    if (gl_value_is(items, GL_NULL) && gl_str_ends_with(kind, GL_STR("List")))
        return;
    if (!gl_value_is(items, GL_LIST) || !gl_str_ends_with(kind, GL_STR("List"))) {
        if (is_well_formed(listing, root))
            listing->fn(listing->context, root);
        return;
    }
    for (size_t i = 0; i < items->u.list.len; i++) {
        struct gl_value *item = GL_NEW(listing->arena, struct gl_value);

        *item = typed_item(listing, root, kind, &items->u.list.items[i]);
        if (!gl_value_is(item, GL_MAP))
            tell_type(listing, root, "items[]", item, GL_MAP);
        else if (depth >= GL_MAX_STACK_NESTING)
            gl_diag_add(listing->diags, GL_DIAG_INCOMPLETE, item->span, "nest fewer lists",
                        "lists of objects inside each other deeper than %d levels; not scanned",
                        GL_MAX_STACK_NESTING);
        else
            list_object(listing, item, depth + 1);
    }
}

void gl_k8s_each_object(struct gl_arena *arena, const struct gl_value *root, struct gl_diags *diags,
                        gl_k8s_object_fn *fn, void *context)
{
    struct listing listing = {arena, diags, fn, context, 0};

    if (gl_value_is(root, GL_MAP))
        list_object(&listing, as_api_sees(arena, root), 0);
}
