#include "graph/kubernetes.h"

enum scope { CLUSTER = 0, NAMESPACED };

struct kind {
    struct gl_str kind, group;
    enum scope scope;
};

static const struct kind kinds[] = {
#define K8S_KIND(kind, group, scope) {GL_STR_INIT(kind), GL_STR_INIT(group), scope},
#include "graph/kubernetes.def"
#undef K8S_KIND
};

static const struct {
    struct gl_str kind, group;
} old_groups[] = {
#define K8S_OLD_GROUP(kind, group) {GL_STR_INIT(kind), GL_STR_INIT(group)},
#include "graph/kubernetes.def"
#undef K8S_OLD_GROUP
};

static const struct workload {
    struct gl_str kind;
    const char *path;
} workloads[] = {
#define K8S_WORKLOAD(kind, path) {GL_STR_INIT(kind), path},
#include "graph/kubernetes.def"
#undef K8S_WORKLOAD
};

bool gl_k8s_is_object(const struct gl_value *root)
{
    const struct gl_value *version = gl_value_get(root, GL_STR("apiVersion"));

    return version && gl_value_is(version, GL_STRING) &&
           gl_value_is(gl_value_get(root, GL_STR("kind")), GL_STRING);
}

static const struct kind *find_kind(struct gl_str kind)
{
    size_t low = 0, high = sizeof kinds / sizeof *kinds;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_eq(kinds[middle].kind, kind))
            return &kinds[middle];
        if (gl_str_cmp(kinds[middle].kind, kind) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool had_group(const struct kind *kind, struct gl_str group)
{
    for (size_t i = 0; i < sizeof old_groups / sizeof *old_groups; i++) {
        if (gl_str_eq(old_groups[i].kind, kind->kind) && gl_str_eq(old_groups[i].group, group))
            return true;
    }
    return false;
}

static const struct workload *find_workload(struct gl_str kind)
{
    for (size_t i = 0; i < sizeof workloads / sizeof *workloads; i++) {
        if (gl_str_eq(workloads[i].kind, kind))
            return &workloads[i];
    }
    return NULL;
}

/* The group of "apps/v1"; empty: core. */
static struct gl_str group_of(struct gl_str version)
{
    size_t slash = gl_str_find_char(version, '/');

    return slash == GL_STR_NONE ? (struct gl_str){0} : gl_str_slice(version, 0, slash);
}

bool gl_k8s_is_known_kind(struct gl_str kind, struct gl_str version)
{
    const struct kind *known = find_kind(kind);
    struct gl_str group = group_of(version);

    return known && (!version.len || gl_str_eq(known->group, group) || had_group(known, group));
}

static const struct gl_value *pod_template(const struct gl_value *root, const struct workload *workload)
{
    return workload->path[0] ? gl_value_path(root, workload->path) : root;
}

const struct gl_value *gl_k8s_pod_template(const struct gl_value *root, struct gl_str kind)
{
    const struct workload *workload = find_workload(kind);

    return workload ? pod_template(root, workload) : NULL;
}

bool gl_k8s_is_workload_kind(struct gl_str kind)
{
    return find_workload(kind) != NULL;
}

size_t gl_k8s_workload_kind_len(void)
{
    return sizeof workloads / sizeof *workloads;
}

struct gl_str gl_k8s_workload_kind(size_t index)
{
    return workloads[index].kind;
}

/* ---- attributes of workloads ---- */

static const struct gl_str container_lists[] = {GL_STR_INIT("initContainers"), GL_STR_INIT("containers"),
                                                GL_STR_INIT("ephemeralContainers")};

/* One list of all containers. A list that is not known stands in it as one element. */
static struct gl_value all_containers(struct gl_arena *arena, const struct gl_value *spec)
{
    struct gl_value made = {.type = GL_LIST, .style = GL_COMPUTED};
    size_t len = 0;

    for (size_t i = 0; i < sizeof container_lists / sizeof *container_lists; i++) {
        const struct gl_value *list = gl_value_get(spec, container_lists[i]);

        if (list && !gl_value_is(list, GL_NULL))
            len += gl_value_is(list, GL_LIST) ? list->u.list.len : 1;
    }
    made.u.list.items = GL_NEW_ARRAY(arena, struct gl_value, len ? len : 1);
    for (size_t i = 0; i < sizeof container_lists / sizeof *container_lists; i++) {
        const struct gl_value *list = gl_value_get(spec, container_lists[i]);

        if (!list || gl_value_is(list, GL_NULL))
            continue;
        made.flags |= list->flags;
        if (!gl_span_is_set(made.span) || gl_str_eq(container_lists[i], GL_STR("containers")))
            made.span = list->span;
        if (!gl_value_is(list, GL_LIST)) {
            made.u.list.items[made.u.list.len++] = *list;
            continue;
        }
        for (size_t k = 0; k < list->u.list.len; k++)
            made.u.list.items[made.u.list.len++] = list->u.list.items[k];
    }
    return made;
}

static void add_attribute(struct gl_resource *resource, struct gl_str key, struct gl_value value)
{
    resource->attributes.flags |= value.flags;
    resource->attributes.u.map.members[resource->attributes.u.map.len++] =
        (struct gl_member){key, value.span, value};
}

/* A copy of the attributes that the resource has already, with room for two more. */
static void open_attributes(struct gl_arena *arena, struct gl_resource *resource)
{
    size_t len = gl_value_is(&resource->attributes, GL_MAP) ? resource->attributes.u.map.len : 0;
    struct gl_member *members = GL_NEW_ARRAY(arena, struct gl_member, len + 2);

    if (len)
        memcpy(members, resource->attributes.u.map.members, len * sizeof *members);
    resource->attributes = (struct gl_value){
        .type = GL_MAP, .style = GL_COMPUTED, .flags = resource->attributes.flags, .span = resource->span};
    resource->attributes.u.map.members = members;
    resource->attributes.u.map.len = len;
}

static void describe_workload(struct gl_arena *arena, struct gl_resource *resource,
                              struct gl_k8s_object *object, const struct workload *workload)
{
    const struct gl_value *pod = pod_template(&resource->properties, workload);

    object->is_workload = true;
    object->pod = pod;
    if (!pod)
        return;
    add_attribute(resource, GL_STR("pod"), *pod);
    add_attribute(resource, GL_STR("containers"), all_containers(arena, gl_value_get(pod, GL_STR("spec"))));
}

/* ---- names ---- */

/* Parts with slashes between them; empty ones are left out. Ends in NUL. */
static struct gl_str join(struct gl_arena *arena, const struct gl_str *parts, size_t len)
{
    struct gl_str made = {0};
    size_t size = 1;
    char *to;

    for (size_t i = 0; i < len; i++)
        size += parts[i].len + 1;
    to = gl_arena_alloc(arena, size, 1);
    made.ptr = to;
    for (size_t i = 0; i < len; i++) {
        if (!parts[i].len)
            continue;
        if (made.len)
            to[made.len++] = '/';
        memcpy(to + made.len, parts[i].ptr, parts[i].len);
        made.len += parts[i].len;
    }
    return made;
}

static void name_resource(struct gl_arena *arena, struct gl_resource *resource, struct gl_str written_kind)
{
    const struct gl_k8s_object *object = resource->object;
    const struct gl_str parts[] = {object->group.len ? object->group : GL_STR("core"), written_kind,
                                   object->ns, object->name.len ? object->name : GL_STR("?")};
    struct gl_str address = join(arena, parts, sizeof parts / sizeof *parts);

    if (!resource->name.len) /* the last two parts */
        resource->name = gl_str_from(address, parts[0].len + 1 + parts[1].len + (parts[1].len ? 1 : 0));
    if (!resource->address.len)
        resource->address = address;
}

/* Objects whose namespaces are the same unknown value are in one namespace, whichever that is. */
static void read_namespace(struct gl_arena *arena, struct gl_k8s_object *object, const struct gl_value *value)
{
    if (gl_value_is_nothing(value) || gl_value_text(value, &object->ns))
        return;
    object->unknown_ns = value;
    if (value->type == GL_UNKNOWN && value->u.unknown->name.len)
        object->ns = gl_arena_printf(arena, "(%.*s)", GL_STR_ARG(value->u.unknown->name));
    else
        object->ns = gl_arena_printf(arena, "(not known %016llx)", (unsigned long long)gl_value_hash(value));
}

void gl_k8s_describe(struct gl_arena *arena, struct gl_resource *resource)
{
    const struct gl_value *root = &resource->properties, *metadata;
    struct gl_str version = gl_value_text_at(root, "apiVersion"), written = gl_value_text_at(root, "kind");
    size_t slash = gl_str_find_char(version, '/');
    const struct kind *kind = find_kind(written);
    const struct workload *workload = NULL;
    struct gl_k8s_object *object;

    if (!gl_k8s_is_object(root))
        return;
    if (gl_str_eq(written, GL_STR("Secret")))
        gl_k8s_hide_secret(arena, &resource->properties);
    metadata = gl_value_get(root, GL_STR("metadata"));
    object = GL_NEW(arena, struct gl_k8s_object);
    object->group = group_of(version);
    object->version = slash == GL_STR_NONE ? version : gl_str_from(version, slash + 1);
    object->name = gl_value_text_at(metadata, "name");
    read_namespace(arena, object, gl_value_get(metadata, GL_STR("namespace")));
    object->labels = gl_value_get(metadata, GL_STR("labels"));
    object->annotations = gl_value_get(metadata, GL_STR("annotations"));
    resource->kind = written;
    if (kind && !gl_str_eq(kind->group, object->group) && !had_group(kind, object->group)) {
        resource->kind = gl_arena_printf(arena, "%.*s.%.*s", GL_STR_ARG(written),
                                         GL_STR_ARG(object->group.len ? object->group : GL_STR("core")));
        kind = NULL;
    } else if (kind) {
        workload = find_workload(written);
        if (kind->scope == CLUSTER) {
            object->ns = (struct gl_str){0};
            object->unknown_ns = NULL;
        } else if (!object->ns.len)
            object->ns = GL_STR("default");
    }
    resource->object = object;
    open_attributes(arena, resource);
    if (workload)
        describe_workload(arena, resource, object, workload);
    name_resource(arena, resource, written);
}

/* ---- reading ---- */

const struct gl_value *gl_k8s_pod_labels(const struct gl_resource *resource)
{
    return gl_value_path(resource->object ? resource->object->pod : NULL, "metadata.labels");
}

bool gl_k8s_is_system_namespace(struct gl_str name)
{
    return gl_str_starts_with(name, GL_STR("kube-"));
}

enum gl_dialect gl_k8s_dialect(const struct gl_resource *resource)
{
    return resource->unit ? resource->unit->dialect : GL_DIALECT_KUBERNETES;
}

bool gl_k8s_bool(const struct gl_resource *resource, const struct gl_value *value, bool absent)
{
    bool is_true;

    return value && gl_scalar_as_bool(value, gl_k8s_dialect(resource), &is_true) ? is_true : absent;
}

bool gl_k8s_annotation(const struct gl_resource *resource, const char *name, struct gl_str *ret_text)
{
    return resource->object &&
           gl_value_text(gl_value_get(resource->object->annotations, gl_str_of(name)), ret_text);
}

void gl_k8s_add_attribute(struct gl_arena *arena, struct gl_resource *resource, struct gl_str key,
                          struct gl_value value)
{
    open_attributes(arena, resource);
    add_attribute(resource, key, value);
}
