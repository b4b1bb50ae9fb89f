#include "reach/build.h"

#include <stdlib.h>

#include "base/sort.h"

enum { MAX_OWNERS = 8 }; /* owners of owners: a pod, its replica set, its deployment, an operator's kinds */

/* What one end of the API is called: pods are shown by the workload that makes them. */
struct owner {
    struct gl_str name, kind;
};

bool gl_pods_is_absent(const struct gl_value *value)
{
    return gl_value_is_nothing(value) || gl_scalar_type(value, GL_DIALECT_KUBERNETES) == GL_NULL;
}

const struct gl_value *gl_pods_member_of(const struct gl_value *map, struct gl_str key)
{
    const struct gl_value *value;

    if (gl_pods_is_absent(map))
        return NULL;
    if (map->type != GL_MAP)
        return map;
    value = gl_value_get(map, key);
    return gl_pods_is_absent(value) ? NULL : value;
}

/* ---- namespaces ---- */

static void build_namespaces(struct gl_pods_build *build)
{
    struct gl_pods_tables *tables = build->tables;
    const struct gl_cluster *cluster = build->pods->cluster;

    for (size_t i = 0; i < cluster->namespace_len; i++) {
        struct gl_pods_ns *ns =
            GL_PUSH(build->arena, tables->namespaces, tables->ns_len, tables->ns_capacity);

        ns->labels = gl_cluster_namespace_labels(build->arena, cluster, cluster->namespaces[i]);
    }
}

/* ---- classes ---- */

static int by_key(const void *a, const void *b)
{
    return gl_str_cmp((*(const struct gl_member *const *)a)->key, (*(const struct gl_member *const *)b)->key);
}

/* The labels as a text that is equal for equal labels; with what makes it unlike any other where not all are
 * known. */
static void add_labels_key(struct gl_pods_build *build, struct gl_buf *key, const struct gl_value *labels)
{
    const struct gl_member **sorted;
    struct gl_str text;

    if (!labels)
        return;
    if (labels->type != GL_MAP) {
        gl_buf_printf(key, "?%zu", build->tables->class_len);
        return;
    }
    sorted = GL_NEW_ARRAY(build->scratch, const struct gl_member *, labels->u.map.len);
    for (size_t i = 0; i < labels->u.map.len; i++)
        sorted[i] = &labels->u.map.members[i];
    if (labels->u.map.len)
        qsort(sorted, labels->u.map.len, sizeof(const struct gl_member *), by_key);
    for (size_t i = 0; i < labels->u.map.len; i++) {
        gl_buf_add(key, sorted[i]->key);
        gl_buf_add_char(key, '\x1f');
        if (gl_value_text(&sorted[i]->value, &text))
            gl_buf_add(key, text);
        else
            gl_buf_printf(key, "?%zu", build->tables->class_len);
        gl_buf_add_char(key, '\x1e');
    }
}

/* A class that is being read, with the room in its list of ports. */
struct reading {
    const struct gl_resource *resource;
    struct gl_pods_class *made;
    size_t capacity;
};

static void read_ports(struct gl_pods_build *build, struct reading *reading, const struct gl_value *container)
{
    const struct gl_value *ports = gl_pods_member_of(container, GL_STR("ports"));

    for (size_t i = 0; gl_value_is(ports, GL_LIST) && i < ports->u.list.len; i++) {
        const struct gl_value *port = &ports->u.list.items[i];
        struct gl_str name = {0}, protocol_name = GL_STR("TCP");
        int protocol;
        int64_t number;

        (void)gl_value_text(gl_pods_member_of(port, GL_STR("protocol")), &protocol_name);
        if (!gl_value_text(gl_pods_member_of(port, GL_STR("name")), &name) || !name.len ||
            !gl_protocol_parse(protocol_name, &protocol) || protocol < 0 ||
            !gl_scalar_as_i64(gl_pods_member_of(port, GL_STR("containerPort")),
                              gl_k8s_dialect(reading->resource), &number) ||
            number < 1 || number > GL_PORT_MAX)
            continue;
        *GL_PUSH(build->arena, reading->made->ports, reading->made->port_len, reading->capacity) =
            (struct gl_pods_port){name, (unsigned)protocol, (unsigned)number};
    }
}

/* Containers, and init containers that keep running (sidecars). */
static void read_all_ports(struct gl_pods_build *build, const struct gl_resource *resource,
                           struct gl_pods_class *made, const struct gl_value *spec)
{
    const struct gl_value *containers = gl_pods_member_of(spec, GL_STR("containers"));
    const struct gl_value *before = gl_pods_member_of(spec, GL_STR("initContainers"));
    struct reading reading = {resource, made, 0};

    for (size_t i = 0; gl_value_is(containers, GL_LIST) && i < containers->u.list.len; i++)
        read_ports(build, &reading, &containers->u.list.items[i]);
    for (size_t i = 0; gl_value_is(before, GL_LIST) && i < before->u.list.len; i++) {
        const struct gl_value *container = &before->u.list.items[i];

        if (gl_value_text_is(gl_value_get(container, GL_STR("restartPolicy")), "Always"))
            read_ports(build, &reading, container);
    }
}

static void add_ports_key(struct gl_pods_build *build, struct gl_buf *key, struct gl_pods_class *made)
{
    size_t begin = key->len;
    struct gl_str text;
    uint32_t found, next = (uint32_t)build->tables->port_profile_len;

    if (!made->port_len)
        return;
    for (size_t i = 0; i < made->port_len; i++)
        gl_buf_printf(key, "%u/%u/%.*s\x1e", made->ports[i].protocol, made->ports[i].number,
                      GL_STR_ARG(made->ports[i].name));
    text = gl_arena_copy(build->arena, gl_str_from(gl_buf_str(key), begin));
    found = gl_name_index_add(build->arena, &build->port_profile_index, text, next);
    made->port_profile = found == GL_NAME_INDEX_NONE ? next : found;
    if (found == GL_NAME_INDEX_NONE)
        build->tables->port_profile_len++;
}

static enum gl_match host_network(const struct gl_resource *resource, const struct gl_value *spec)
{
    const struct gl_value *value = gl_pods_member_of(spec, GL_STR("hostNetwork"));
    bool is_true = false;

    if (!value)
        return GL_MATCH_NO;
    if (!gl_scalar_as_bool(value, gl_k8s_dialect(resource), &is_true))
        return value->type == GL_STRING ? GL_MATCH_NO : GL_MATCH_MAY;
    return is_true ? GL_MATCH_YES : GL_MATCH_NO;
}

/* Jobs put their own name among the labels of their pods. */
static const struct gl_value *labels_of(struct gl_pods_build *build, const struct gl_resource *resource,
                                        const struct gl_value *written)
{
    static const struct gl_str own[] = {GL_STR_INIT("batch.kubernetes.io/job-name"), GL_STR_INIT("job-name")};
    size_t len = gl_value_len(written);
    struct gl_value *made;

    if (!gl_str_eq(resource->kind, GL_STR("Job")) || !resource->object->name.len ||
        (written && written->type != GL_MAP))
        return written;
    made = GL_NEW(build->arena, struct gl_value);
    *made = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = resource->span};
    made->u.map.members = GL_NEW_ARRAY(build->arena, struct gl_member, len + 2);
    for (size_t i = 0; i < len; i++)
        made->u.map.members[made->u.map.len++] = written->u.map.members[i];
    for (size_t i = 0; i < 2; i++) {
        if (!gl_value_get(written, own[i]))
            made->u.map.members[made->u.map.len++] = (struct gl_member){
                own[i], resource->span, gl_value_string(resource->object->name, resource->span)};
    }
    return made;
}

static uint32_t class_of(struct gl_pods_build *build, const struct gl_resource *resource)
{
    struct gl_buf *key = &build->text;
    struct gl_pods_tables *tables = build->tables;
    const struct gl_value *pod = resource->object->pod;
    const struct gl_value *spec = gl_pods_member_of(pod, GL_STR("spec"));
    struct gl_pods_class made = {0};
    uint32_t found, next = (uint32_t)tables->class_len;

    made.labels = labels_of(build, resource,
                            gl_pods_member_of(gl_pods_member_of(pod, GL_STR("metadata")), GL_STR("labels")));
    made.ns_index = gl_cluster_find_namespace(build->pods->cluster, resource->object->ns);
    made.is_host_network = host_network(resource, spec);
    read_all_ports(build, resource, &made, spec);
    key->len = 0;
    gl_buf_printf(key, "%u,%d\x1e", made.ns_index, (int)made.is_host_network);
    add_labels_key(build, key, made.labels);
    gl_buf_add_char(key, '\x1d');
    add_ports_key(build, key, &made);
    found = gl_name_index_find(&build->class_index, gl_buf_str(key));
    if (found != GL_NAME_INDEX_NONE)
        return found;
    (void)gl_name_index_add(build->arena, &build->class_index, gl_arena_copy(build->arena, gl_buf_str(key)),
                            next);
    *GL_PUSH(build->arena, tables->classes, tables->class_len, tables->class_capacity) = made;
    return next;
}

/* ---- ends ---- */

static const struct gl_value *controlling_owner(const struct gl_resource *resource)
{
    const struct gl_value *owners = gl_value_path(&resource->properties, "metadata.ownerReferences");

    for (size_t i = 0; gl_value_is(owners, GL_LIST) && i < owners->u.list.len; i++) {
        if (gl_k8s_bool(resource, gl_value_get(&owners->u.list.items[i], GL_STR("controller")), false))
            return &owners->u.list.items[i];
    }
    return NULL;
}

/* The workload that people know: the owner of a pod, and its owner where that is in the scan. */
static struct owner owner_of(const struct gl_cluster *cluster, const struct gl_resource *resource)
{
    struct owner owner = {resource->object->name, resource->kind};

    if (!owner.name.len)
        (void)gl_value_text(gl_value_path(&resource->properties, "metadata.generateName"), &owner.name);
    for (unsigned i = 0; i < MAX_OWNERS; i++) {
        const struct gl_value *reference = controlling_owner(resource);
        const struct gl_resource *above;
        struct owner next = {.kind = resource->kind};

        if (!reference || !gl_value_text(gl_value_get(reference, GL_STR("name")), &next.name))
            return owner;
        (void)gl_value_text(gl_value_get(reference, GL_STR("kind")), &next.kind);
        above = gl_cluster_find(cluster, next.kind, resource->object->ns, next.name);
        if (above && above != resource && above->object->is_workload)
            resource = above;
        else if (i > 0 || !gl_str_eq(resource->kind, GL_STR("Pod")))
            return owner; /* only pods are shown by owners that are not in the scan */
        else
            return next;
        owner = next;
    }
    return owner;
}

static uint32_t end_for(struct gl_pods_build *build, struct gl_name_index *index,
                        const struct gl_resource *resource)
{
    struct gl_pods *pods = build->pods;
    struct owner owner = owner_of(pods->cluster, resource);
    struct gl_str ns = resource->object->ns;
    struct gl_str shown =
        gl_arena_printf(build->arena, "%.*s/%.*s[%.*s]", GL_STR_ARG(ns),
                        GL_STR_ARG(owner.name.len ? owner.name : GL_STR("?")), GL_STR_ARG(owner.kind));
    uint32_t found = gl_name_index_add(build->scratch, index, shown, (uint32_t)pods->end_len);
    struct gl_pods_end *end;

    if (found != GL_NAME_INDEX_NONE)
        return found;
    end = GL_PUSH(build->arena, pods->ends, pods->end_len, build->end_capacity);
    end->shown = shown;
    end->ns = ns;
    end->name = owner.name;
    end->owner_kind = owner.kind;
    return (uint32_t)pods->end_len - 1;
}

/* A workload, its end and its class. */
struct placed {
    const struct gl_resource *resource;
    uint32_t end, class_index;
};

static void add_class_to_end(struct gl_pods_end *end, uint32_t class_index)
{
    for (size_t i = end->class_len; i > 0; i--) {
        if (end->classes[i - 1] == class_index)
            return;
    }
    end->classes[end->class_len++] = class_index;
}

static void fill_ends(struct gl_pods_build *build, const struct placed *placed, size_t len)
{
    struct gl_pods_end *ends = build->pods->ends;

    for (size_t i = 0; i < len; i++)
        ends[placed[i].end].resource_len++;
    for (size_t i = 0; i < build->pods->end_len; i++) {
        ends[i].resources = GL_NEW_ARRAY(build->arena, const struct gl_resource *, ends[i].resource_len);
        ends[i].classes = GL_NEW_ARRAY(build->arena, uint32_t, ends[i].resource_len);
        ends[i].resource_len = 0;
        ends[i].is_host_network = true;
    }
    for (size_t i = 0; i < len; i++) {
        struct gl_pods_end *end = &ends[placed[i].end];

        end->resources[end->resource_len++] = placed[i].resource;
        add_class_to_end(end, placed[i].class_index);
        end->is_host_network = end->is_host_network &&
                               build->tables->classes[placed[i].class_index].is_host_network == GL_MATCH_YES;
    }
}

/* Classes of one namespace stand together. */
static void sort_classes(struct gl_pods_build *build)
{
    struct gl_pods_tables *tables = build->tables;
    size_t len = tables->class_len;
    struct gl_sort_item *items = GL_NEW_ARRAY(build->scratch, struct gl_sort_item, len);
    struct gl_pods_class *sorted = GL_NEW_ARRAY(build->arena, struct gl_pods_class, len);
    uint32_t *moved = GL_NEW_ARRAY(build->scratch, uint32_t, len);

    for (size_t i = 0; i < len; i++)
        items[i] = (struct gl_sort_item){tables->classes[i].ns_index, &tables->classes[i]};
    gl_sort_by_key(build->scratch, items, len);
    for (size_t i = 0; i < len; i++) {
        const struct gl_pods_class *from = items[i].item;
        struct gl_pods_ns *ns = &tables->namespaces[from->ns_index];

        sorted[i] = *from;
        moved[from - tables->classes] = (uint32_t)i;
        if (ns->class_len++ == 0)
            ns->first_class = (uint32_t)i;
    }
    tables->classes = sorted;
    tables->class_capacity = tables->real_len = len;
    for (size_t i = 0; i < build->pods->end_len; i++) {
        struct gl_pods_end *end = &build->pods->ends[i];

        for (size_t k = 0; k < end->class_len; k++)
            end->classes[k] = moved[end->classes[k]];
    }
}

void gl_pods_build_workloads(struct gl_pods_build *build)
{
    const struct gl_cluster *cluster = build->pods->cluster;
    struct placed *placed = GL_NEW_ARRAY(build->scratch, struct placed, cluster->len);
    struct gl_name_index index = {0};
    size_t len = 0;

    build_namespaces(build);
    build->tables->port_profile_len = 1; /* 0: no names */
    for (size_t i = 0; i < cluster->len; i++) {
        const struct gl_resource *resource = cluster->objects[i];

        if (resource->object->is_workload)
            placed[len++] =
                (struct placed){resource, end_for(build, &index, resource), class_of(build, resource)};
    }
    fill_ends(build, placed, len);
    build->pods->workload_len = build->pods->end_len;
    sort_classes(build);
}

static int by_shown(const void *a, const void *b)
{
    return gl_str_cmp(((const struct gl_pods_end *)a)->shown, ((const struct gl_pods_end *)b)->shown);
}

/* Ends in the order in which they are shown, and the way back from classes to them. */
void gl_pods_sort_ends(struct gl_pods_build *build)
{
    struct gl_pods *pods = build->pods;
    struct gl_pods_class *classes = build->tables->classes;

    if (pods->end_len)
        qsort(pods->ends, pods->end_len, sizeof *pods->ends, by_shown);
    for (size_t i = 0; i < pods->end_len; i++) {
        for (size_t k = 0; k < pods->ends[i].class_len; k++)
            classes[pods->ends[i].classes[k]].end_len++;
    }
    for (size_t i = 0; i < build->tables->class_len; i++) {
        classes[i].ends = GL_NEW_ARRAY(build->arena, uint32_t, classes[i].end_len);
        classes[i].end_len = 0;
    }
    for (size_t i = 0; i < pods->end_len; i++) {
        for (size_t k = 0; k < pods->ends[i].class_len; k++) {
            struct gl_pods_class *of = &classes[pods->ends[i].classes[k]];

            of->ends[of->end_len++] = (uint32_t)i;
        }
    }
}
