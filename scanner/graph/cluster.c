#include "graph/cluster.h"

#include <stdlib.h>

#include "base/name_index.h"

static int compare_keys(const struct gl_resource *resource, struct gl_str kind, struct gl_str ns,
                        struct gl_str name)
{
    int order = gl_str_cmp(resource->kind, kind);

    if (order == 0)
        order = gl_str_cmp(resource->object->ns, ns);
    return order ? order : gl_str_cmp(resource->object->name, name);
}

static int by_key(const void *a, const void *b)
{
    const struct gl_resource *left = *(struct gl_resource *const *)a,
                             *right = *(struct gl_resource *const *)b;
    int order = compare_keys(left, right->kind, right->object->ns, right->object->name);

    return order ? order : (left->id > right->id) - (left->id < right->id);
}

static void collect_kinds(struct gl_arena *arena, struct gl_cluster *cluster)
{
    size_t capacity = 0;

    for (size_t i = 0; i < cluster->len; i++) {
        struct gl_cluster_kind *last = cluster->kind_len ? &cluster->kinds[cluster->kind_len - 1] : NULL;

        if (!last || !gl_str_eq(last->kind, cluster->objects[i]->kind)) {
            last = GL_PUSH(arena, cluster->kinds, cluster->kind_len, capacity);
            *last = (struct gl_cluster_kind){.kind = cluster->objects[i]->kind, .begin = i};
        }
        last->end = i + 1;
    }
}

static void collect_namespaces(struct gl_arena *arena, struct gl_cluster *cluster)
{
    size_t capacity = 0, kept = 0;
    struct gl_str last = {0};

    for (size_t i = 0; i < cluster->len; i++) {
        const struct gl_resource *resource = cluster->objects[i];
        struct gl_str ns =
            gl_str_eq(resource->kind, GL_STR("Namespace")) ? resource->object->name : resource->object->ns;

        if (ns.len && !gl_str_eq(ns, last))
            *GL_PUSH(arena, cluster->namespaces, cluster->namespace_len, capacity) = last = ns;
    }
    if (!cluster->namespace_len)
        return;
    qsort(cluster->namespaces, cluster->namespace_len, sizeof *cluster->namespaces, gl_str_compare);
    for (size_t i = 0; i < cluster->namespace_len; i++) {
        if (kept == 0 || !gl_str_eq(cluster->namespaces[kept - 1], cluster->namespaces[i]))
            cluster->namespaces[kept++] = cluster->namespaces[i];
    }
    cluster->namespace_len = kept;
}

/* What makes objects one cluster: the resource that they are applied to, else their unit. */
static const void *key_of(const struct gl_resource *resource)
{
    return resource->object->cluster ? (const void *)resource->object->cluster : (const void *)resource->unit;
}

struct building {
    struct gl_graph *graph;
    struct gl_name_index by_key; /* names: the bytes of a key */
    size_t capacity;
};

static struct gl_cluster *cluster_for(struct building *building, const struct gl_resource *resource)
{
    struct gl_graph *graph = building->graph;
    const void *key = key_of(resource), **own;
    uint32_t at = gl_name_index_find(&building->by_key, (struct gl_str){(const char *)&key, sizeof key});
    struct gl_cluster *made;

    if (at != GL_NAME_INDEX_NONE)
        return graph->clusters[at];
    made = GL_NEW(graph->arena, struct gl_cluster);
    made->unit = resource->unit;
    made->applied = resource->object->cluster;
    made->index = (uint32_t)graph->cluster_len;
    own = (const void **)gl_arena_alloc(graph->arena, 1, sizeof *own);
    *own = key;
    (void)gl_name_index_add(graph->arena, &building->by_key, (struct gl_str){(const char *)own, sizeof *own},
                            made->index);
    *GL_PUSH(graph->arena, graph->clusters, graph->cluster_len, building->capacity) = made;
    return made;
}

/* The owner that keeps the object as it is: kind and name of the one reference that is its controller. */
static const struct gl_resource *owner_of(const struct gl_cluster *cluster,
                                          const struct gl_resource *resource)
{
    const struct gl_value *owners = gl_value_path(&resource->properties, "metadata.ownerReferences");

    for (size_t i = 0; i < gl_value_len(owners); i++) {
        const struct gl_value *owner = gl_value_at(owners, i);
        struct gl_str kind, name;

        if (gl_k8s_bool(resource, gl_value_get(owner, GL_STR("controller")), false) &&
            gl_value_text(gl_value_get(owner, GL_STR("kind")), &kind) &&
            gl_value_text(gl_value_get(owner, GL_STR("name")), &name))
            return gl_cluster_find(cluster, kind, resource->object->ns, name);
    }
    return NULL;
}

/* What an API server lists holds the pods of every workload too. */
static void find_owners(struct gl_arena *arena, const struct gl_cluster *cluster)
{
    for (size_t i = 0; i < cluster->len; i++) {
        struct gl_resource *resource = cluster->objects[i];
        const struct gl_resource *owner = resource->object->is_workload ? owner_of(cluster, resource) : NULL;
        struct gl_k8s_object *owned;

        if (!owner || owner == resource)
            continue;
        owned = GL_NEW(arena, struct gl_k8s_object);
        *owned = *resource->object;
        owned->owner = owner;
        resource->object = owned;
    }
}

void gl_clusters_build(struct gl_graph *graph)
{
    struct building building = {.graph = graph};

    for (size_t i = 0; i < graph->len; i++) {
        struct gl_cluster *cluster;

        if (!graph->resources[i]->object)
            continue;
        if (!graph->cluster_by_id)
            graph->cluster_by_id = GL_NEW_ARRAY(graph->arena, struct gl_cluster *, graph->len);
        cluster = cluster_for(&building, graph->resources[i]);
        graph->cluster_by_id[i] = cluster;
        cluster->len++;
    }
    for (size_t i = 0; i < graph->cluster_len; i++) {
        graph->clusters[i]->objects =
            GL_NEW_ARRAY(graph->arena, struct gl_resource *, graph->clusters[i]->len);
        graph->clusters[i]->len = 0;
    }
    for (size_t i = 0; graph->cluster_by_id && i < graph->len; i++) {
        struct gl_cluster *cluster = graph->cluster_by_id[i];

        if (cluster)
            cluster->objects[cluster->len++] = graph->resources[i];
    }
    for (size_t i = 0; i < graph->cluster_len; i++) {
        struct gl_cluster *cluster = graph->clusters[i];

        qsort(cluster->objects, cluster->len, sizeof *cluster->objects, by_key);
        collect_kinds(graph->arena, cluster);
        collect_namespaces(graph->arena, cluster);
        find_owners(graph->arena, cluster);
        gl_cluster_find_bound(graph->arena, cluster);
    }
}

const struct gl_cluster *gl_cluster_of(const struct gl_graph *graph, const struct gl_resource *resource)
{
    return graph->cluster_by_id ? graph->cluster_by_id[resource->id] : NULL;
}

/* An empty range: there is none of that kind. */
static struct gl_cluster_kind range_of(const struct gl_cluster *cluster, struct gl_str kind)
{
    size_t low = 0, high = cluster->kind_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(cluster->kinds[middle].kind, kind);

        if (order == 0)
            return cluster->kinds[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct gl_cluster_kind){0};
}

/* The first object of a kind whose namespace and name are not below; `is_after`: whose namespace is above. */
static size_t bound(const struct gl_cluster *cluster, struct gl_cluster_kind range, struct gl_str ns,
                    struct gl_str name, bool is_after)
{
    while (range.begin < range.end) {
        size_t middle = range.begin + (range.end - range.begin) / 2;
        const struct gl_k8s_object *object = cluster->objects[middle]->object;
        int order = gl_str_cmp(object->ns, ns);

        if (order == 0)
            order = is_after ? -1 : gl_str_cmp(object->name, name);
        if (order < 0)
            range.begin = middle + 1;
        else
            range.end = middle;
    }
    return range.begin;
}

struct gl_resource_list gl_cluster_of_kind(const struct gl_cluster *cluster, struct gl_str kind,
                                           struct gl_str ns)
{
    struct gl_cluster_kind range = range_of(cluster, kind);

    if (ns.len && range.begin < range.end) {
        range.begin = bound(cluster, range, ns, (struct gl_str){0}, false);
        range.end = bound(cluster, range, ns, (struct gl_str){0}, true);
    }
    return (struct gl_resource_list){cluster->objects + range.begin, range.end - range.begin};
}

const struct gl_resource *gl_cluster_find(const struct gl_cluster *cluster, struct gl_str kind,
                                          struct gl_str ns, struct gl_str name)
{
    struct gl_cluster_kind range = range_of(cluster, kind);
    size_t at = bound(cluster, range, ns, name, false);
    const struct gl_resource *found = at < range.end ? cluster->objects[at] : NULL;

    return found && gl_str_eq(found->object->ns, ns) && gl_str_eq(found->object->name, name) ? found : NULL;
}

uint32_t gl_cluster_find_namespace(const struct gl_cluster *cluster, struct gl_str ns)
{
    size_t low = 0, high = cluster->namespace_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(cluster->namespaces[middle], ns);

        if (order == 0)
            return (uint32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return GL_NO_NAMESPACE;
}

struct gl_value gl_cluster_namespace_labels(struct gl_arena *arena, const struct gl_cluster *cluster,
                                            struct gl_str ns)
{
    const struct gl_resource *declared =
        gl_cluster_find(cluster, GL_STR("Namespace"), (struct gl_str){0}, ns);
    const struct gl_value *labels = declared ? declared->object->labels : NULL;
    struct gl_span span = declared ? declared->span : (struct gl_span){0};
    struct gl_value made = {.type = GL_MAP, .style = GL_COMPUTED, .span = span};
    struct gl_str own = GL_STR("kubernetes.io/metadata.name");
    size_t len = labels && gl_value_is(labels, GL_MAP) ? labels->u.map.len : 0;

    if (labels && !gl_value_is(labels, GL_MAP) && !gl_value_is(labels, GL_NULL))
        return *labels; /* not known */
    made.u.map.members = GL_NEW_ARRAY(arena, struct gl_member, len + 1);
    for (size_t i = 0; i < len; i++) {
        if (!gl_str_eq(labels->u.map.members[i].key, own))
            made.u.map.members[made.u.map.len++] = labels->u.map.members[i];
    }
    made.u.map.members[made.u.map.len++] = (struct gl_member){own, span, gl_value_string(ns, span)};
    return made;
}
