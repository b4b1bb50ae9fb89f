/* What leads to the workloads of a cluster from outside: Ingresses, routes, Services. */
#include "reach/build.h"

struct gathering {
    struct gl_arena *arena;
    const struct gl_pods *pods;
    uint32_t *first, *ends; /* by class: the workloads that have pods of it */
    struct gl_pods_entrance *items;
    size_t len, capacity;
};

/* The workloads of each class, as lists one after the other. */
static void index_ends(struct gathering *gathering)
{
    const struct gl_pods *pods = gathering->pods;
    size_t classes = pods->tables->class_len, total = 0;
    uint32_t *next;

    gathering->first = GL_NEW_ARRAY(gathering->arena, uint32_t, classes + 2);
    for (size_t e = 0; e < pods->end_len; e++) {
        for (size_t i = 0; pods->ends[e].kind == GL_PODS_WORKLOAD && i < pods->ends[e].class_len;
             i++, total++)
            gathering->first[pods->ends[e].classes[i] + 1]++;
    }
    for (size_t i = 0; i < classes; i++)
        gathering->first[i + 1] += gathering->first[i];
    gathering->ends = GL_NEW_ARRAY(gathering->arena, uint32_t, total + 1);
    next = GL_NEW_ARRAY(gathering->arena, uint32_t, classes + 1);
    for (size_t i = 0; i < classes; i++)
        next[i] = gathering->first[i];
    for (uint32_t e = 0; e < pods->end_len; e++) {
        for (size_t i = 0; pods->ends[e].kind == GL_PODS_WORKLOAD && i < pods->ends[e].class_len; i++)
            gathering->ends[next[pods->ends[e].classes[i]]++] = e;
    }
}

static void add_class(struct gathering *gathering, uint32_t class_index, const struct gl_pods_entrance *found)
{
    for (uint32_t i = gathering->first[class_index]; i < gathering->first[class_index + 1]; i++) {
        struct gl_pods_entrance *made =
            GL_PUSH(gathering->arena, gathering->items, gathering->len, gathering->capacity);

        *made = *found;
        made->end = gathering->ends[i];
    }
}

size_t gl_pods_entrances(struct gl_arena *arena, const struct gl_pods *pods,
                         struct gl_pods_entrance **ret_entrances)
{
    const struct gl_pods_tables *tables = pods->tables;
    struct gathering gathering = {.arena = arena, .pods = pods};

    index_ends(&gathering);
    for (size_t i = 0; i < tables->entry_len; i++) {
        const struct gl_pods_entry *entry = &tables->entries[i];
        struct gl_pods_entrance found = {.by = entry->by,
                                         .service = entry->service,
                                         .ports = gl_port_pool_get(&tables->pool, entry->ports),
                                         .sure = gl_port_pool_get(&tables->pool, entry->sure)};

        add_class(&gathering, entry->class_index, &found);
    }
    *ret_entrances = gathering.items;
    return gathering.len;
}

/* The ports of a service as pods of one class have them. */
static void add_service_ports(struct gathering *gathering, const struct gl_resource *service,
                              uint32_t class_index, enum gl_match selected)
{
    const struct gl_value *ports = gl_value_path(&service->properties, "spec.ports");

    for (size_t i = 0; gl_value_is(ports, GL_LIST) && i < ports->u.list.len; i++) {
        struct gl_pods_entrance found = {.by = service, .service = service};

        if (!gl_pods_service_port(gathering->arena, &gathering->pods->tables->classes[class_index], service,
                                  &ports->u.list.items[i], &found.ports))
            continue;
        if (selected == GL_MATCH_YES)
            found.sure = found.ports;
        add_class(gathering, class_index, &found);
    }
}

static void add_service(struct gathering *gathering, const struct gl_resource *service)
{
    const struct gl_pods_tables *tables = gathering->pods->tables;
    const struct gl_value *selector = gl_value_path(&service->properties, "spec.selector");
    uint32_t at = gl_cluster_find_namespace(gathering->pods->cluster, service->object->ns);

    for (uint32_t i = 0; at != GL_NO_NAMESPACE && i < tables->namespaces[at].class_len; i++) {
        uint32_t class_index = tables->namespaces[at].first_class + i;
        enum gl_match match = gl_labels_match(selector, tables->classes[class_index].labels);

        if (match != GL_MATCH_NO)
            add_service_ports(gathering, service, class_index, match);
    }
}

size_t gl_pods_behind(struct gl_arena *arena, const struct gl_pods *pods,
                      const struct gl_resource *const *services, size_t len,
                      struct gl_pods_entrance **ret_entrances)
{
    struct gathering gathering = {.arena = arena, .pods = pods};

    index_ends(&gathering);
    for (size_t i = 0; i < len; i++)
        add_service(&gathering, services[i]);
    *ret_entrances = gathering.items;
    return gathering.len;
}
