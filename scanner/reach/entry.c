/* What an ingress controller or gateway sends to pods: the ports of workloads behind the Services that
 * Ingresses, OpenShift Routes and routes of the Gateway API name. The controller is taken for a pod of some
 * namespace about which nothing is known, so policies have to let it in.
 * Source: Kubernetes Ingress v1, Service v1; Gateway API v1.2; OpenShift route.openshift.io/v1. */
#include "reach/build.h"

static const char *const gateway_routes[] = {"GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"};

enum port_kind {
    ANY_PORT = 0, /* every port of the service */
    SERVICE_PORT, /* what the service calls it: number or name */
    TARGET_PORT,  /* what the pods call it, or the name of the service's port */
};

/* A Service that something leads to, and the port of it. */
struct backend {
    struct gl_pods_build *build;
    const struct gl_resource *by, *service;
    enum port_kind kind;
    const struct gl_value *port;
};

/* ---- from a service to pods ---- */

static bool is_same_port(const struct gl_value *a, const struct gl_value *b)
{
    struct gl_str left, right;

    return gl_value_text(a, &left) && gl_value_text(b, &right) && gl_str_eq(left, right);
}

/* Is this port of the service meant? MAY where it is only found by the number that pods listen on, which an
 * Ingress does not name. */
static enum gl_match is_meant(const struct backend *backend, const struct gl_value *port)
{
    const struct gl_value *number = gl_pods_member_of(port, GL_STR("port"));
    const struct gl_value *name = gl_pods_member_of(port, GL_STR("name"));
    const struct gl_value *target = gl_pods_member_of(port, GL_STR("targetPort"));
    struct gl_str text;

    if (backend->kind == ANY_PORT)
        return GL_MATCH_YES;
    if (!gl_value_text(backend->port, &text))
        return GL_MATCH_MAY;
    if (is_same_port(backend->port, name))
        return GL_MATCH_YES;
    if (is_same_port(backend->port, target ? target : number))
        return backend->kind == TARGET_PORT || is_same_port(backend->port, number) ? GL_MATCH_YES
                                                                                   : GL_MATCH_MAY;
    if (is_same_port(backend->port, number))
        return backend->kind == SERVICE_PORT ? GL_MATCH_YES : GL_MATCH_MAY;
    return GL_MATCH_NO;
}

/* The port of a pod that a port of a service stands for; false: none. */
static bool target_of(const struct gl_pods_class *pod, enum gl_dialect dialect, const struct gl_value *port,
                      unsigned protocol, unsigned *ret_port)
{
    const struct gl_value *target = gl_pods_member_of(port, GL_STR("targetPort"));
    struct gl_str name;
    int64_t number;

    if (!target)
        target = gl_pods_member_of(port, GL_STR("port"));
    if (gl_scalar_as_i64(target, dialect, &number)) {
        *ret_port = (unsigned)number;
        return number > 0 && number <= GL_PORT_MAX;
    }
    for (size_t i = 0; gl_value_text(target, &name) && i < pod->port_len; i++) {
        if (pod->ports[i].protocol == protocol && gl_str_eq(pod->ports[i].name, name)) {
            *ret_port = pod->ports[i].number;
            return true;
        }
    }
    return false;
}

bool gl_pods_service_port(struct gl_arena *arena, const struct gl_pods_class *pod,
                          const struct gl_resource *service, const struct gl_value *port,
                          struct gl_portset *ret_port)
{
    struct gl_str protocol_name = GL_STR("TCP");
    unsigned number;
    int protocol;

    (void)gl_value_text(gl_pods_member_of(port, GL_STR("protocol")), &protocol_name);
    if (!gl_protocol_parse(protocol_name, &protocol) || protocol < 0 ||
        !target_of(pod, gl_k8s_dialect(service), port, (unsigned)protocol, &number))
        return false;
    *ret_port = gl_portset_of_range(arena, (unsigned)protocol, number, number);
    return true;
}

static void add_entry(const struct backend *backend, uint32_t class_index, const struct gl_value *port,
                      enum gl_match match)
{
    struct gl_pods_tables *tables = backend->build->tables;
    struct gl_portset ports;
    uint32_t set;

    if (!gl_pods_service_port(backend->build->arena, &tables->classes[class_index], backend->service, port,
                              &ports))
        return;
    set = gl_port_pool_add(&tables->pool, ports);
    *GL_PUSH(backend->build->arena, tables->entries, tables->entry_len, tables->entry_capacity) =
        (struct gl_pods_entry){class_index, backend->by, backend->service, set,
                               match == GL_MATCH_YES ? set : GL_PORTS_NONE};
}

static void add_ports(const struct backend *backend, uint32_t class_index, enum gl_match selected)
{
    const struct gl_value *ports = gl_value_path(&backend->service->properties, "spec.ports");

    for (size_t i = 0; gl_value_is(ports, GL_LIST) && i < ports->u.list.len; i++) {
        enum gl_match match = is_meant(backend, &ports->u.list.items[i]);

        if (match != GL_MATCH_NO)
            add_entry(backend, class_index, &ports->u.list.items[i], gl_match_both(match, selected));
    }
}

static void lead_to_pods(const struct backend *backend)
{
    const struct gl_pods_tables *tables = backend->build->tables;
    const struct gl_value *selector = gl_value_path(&backend->service->properties, "spec.selector");
    uint32_t at = gl_cluster_find_namespace(backend->build->pods->cluster, backend->service->object->ns);
    const struct gl_pods_ns *ns;

    if (at == GL_NO_NAMESPACE)
        return;
    ns = &tables->namespaces[at];
    for (uint32_t i = ns->first_class; i < ns->first_class + ns->class_len; i++) {
        enum gl_match match = gl_labels_match(selector, tables->classes[i].labels);

        if (match != GL_MATCH_NO)
            add_ports(backend, i, match);
    }
}

static void lead_to_service(struct backend *backend, struct gl_str ns, const struct gl_value *name)
{
    struct gl_str text;

    if (!gl_value_text(name, &text))
        return;
    backend->service = gl_cluster_find(backend->build->pods->cluster, GL_STR("Service"), ns, text);
    if (backend->service)
        lead_to_pods(backend);
}

/* ---- Ingress ---- */

static void read_ingress_backend(struct gl_pods_build *build, const struct gl_resource *ingress,
                                 const struct gl_value *written)
{
    const struct gl_value *service = gl_pods_member_of(written, GL_STR("service"));
    const struct gl_value *port = gl_pods_member_of(service, GL_STR("port"));
    struct backend backend = {.build = build, .by = ingress, .kind = SERVICE_PORT};

    if (!written)
        return;
    if (!service) { /* v1beta1 */
        backend.port = gl_pods_member_of(written, GL_STR("servicePort"));
        lead_to_service(&backend, ingress->object->ns, gl_pods_member_of(written, GL_STR("serviceName")));
        return;
    }
    backend.port = gl_pods_member_of(port, GL_STR("number"));
    if (!backend.port)
        backend.port = gl_pods_member_of(port, GL_STR("name"));
    lead_to_service(&backend, ingress->object->ns, gl_pods_member_of(service, GL_STR("name")));
}

static void read_ingress(struct gl_pods_build *build, const struct gl_resource *ingress)
{
    const struct gl_value *spec = gl_pods_member_of(&ingress->properties, GL_STR("spec"));
    const struct gl_value *rules = gl_pods_member_of(spec, GL_STR("rules"));

    read_ingress_backend(build, ingress, gl_pods_member_of(spec, GL_STR("defaultBackend")));
    read_ingress_backend(build, ingress, gl_pods_member_of(spec, GL_STR("backend")));
    for (size_t i = 0; gl_value_is(rules, GL_LIST) && i < rules->u.list.len; i++) {
        const struct gl_value *paths = gl_value_path(&rules->u.list.items[i], "http.paths");

        for (size_t k = 0; gl_value_is(paths, GL_LIST) && k < paths->u.list.len; k++)
            read_ingress_backend(build, ingress,
                                 gl_pods_member_of(&paths->u.list.items[k], GL_STR("backend")));
    }
}

/* ---- Route of OpenShift ---- */

static void read_route_target(struct gl_pods_build *build, const struct gl_resource *route,
                              const struct gl_value *target, const struct gl_value *port)
{
    const struct gl_value *kind = gl_pods_member_of(target, GL_STR("kind"));
    struct backend backend = {
        .build = build, .by = route, .kind = port ? TARGET_PORT : ANY_PORT, .port = port};

    if (!kind || gl_value_text_is(kind, "Service"))
        lead_to_service(&backend, route->object->ns, gl_pods_member_of(target, GL_STR("name")));
}

static void read_route(struct gl_pods_build *build, const struct gl_resource *route)
{
    const struct gl_value *spec = gl_pods_member_of(&route->properties, GL_STR("spec"));
    const struct gl_value *others = gl_pods_member_of(spec, GL_STR("alternateBackends"));
    const struct gl_value *port =
        gl_pods_member_of(gl_pods_member_of(spec, GL_STR("port")), GL_STR("targetPort"));

    read_route_target(build, route, gl_pods_member_of(spec, GL_STR("to")), port);
    for (size_t i = 0; gl_value_is(others, GL_LIST) && i < others->u.list.len; i++)
        read_route_target(build, route, &others->u.list.items[i], port);
}

/* ---- Gateway API ---- */

/* May a route of another namespace name a service here? Only with a ReferenceGrant. */
static bool is_granted(const struct gl_pods_build *build, const struct gl_resource *route, struct gl_str ns)
{
    struct gl_resource_list grants = gl_cluster_of_kind(build->pods->cluster, GL_STR("ReferenceGrant"), ns);

    if (gl_str_eq(ns, route->object->ns))
        return true;
    for (size_t i = 0; i < grants.len; i++) {
        const struct gl_value *from = gl_value_path(&grants.items[i]->properties, "spec.from");

        for (size_t k = 0; gl_value_is(from, GL_LIST) && k < from->u.list.len; k++) {
            struct gl_str kind, from_ns;

            if (gl_value_text(gl_value_get(&from->u.list.items[k], GL_STR("kind")), &kind) &&
                gl_value_text(gl_value_get(&from->u.list.items[k], GL_STR("namespace")), &from_ns) &&
                gl_str_eq(kind, route->kind) && gl_str_eq(from_ns, route->object->ns))
                return true;
        }
    }
    return false;
}

static void read_reference(struct gl_pods_build *build, const struct gl_resource *route,
                           const struct gl_value *reference)
{
    const struct gl_value *kind = gl_pods_member_of(reference, GL_STR("kind"));
    const struct gl_value *group = gl_pods_member_of(reference, GL_STR("group"));
    struct backend backend = {.build = build,
                              .by = route,
                              .kind = SERVICE_PORT,
                              .port = gl_pods_member_of(reference, GL_STR("port"))};
    struct gl_str ns = route->object->ns;

    if ((kind && !gl_value_text_is(kind, "Service")) || (group && !gl_value_text_is(group, "")))
        return;
    (void)gl_value_text(gl_pods_member_of(reference, GL_STR("namespace")), &ns);
    if (is_granted(build, route, ns))
        lead_to_service(&backend, ns, gl_pods_member_of(reference, GL_STR("name")));
}

/* A route whose parents are all Services belongs to a mesh: nothing comes in through it. */
static bool comes_from_gateway(const struct gl_value *spec)
{
    const struct gl_value *parents = gl_pods_member_of(spec, GL_STR("parentRefs"));

    for (size_t i = 0; gl_value_is(parents, GL_LIST) && i < parents->u.list.len; i++) {
        if (!gl_value_text_is(gl_pods_member_of(&parents->u.list.items[i], GL_STR("kind")), "Service"))
            return true;
    }
    return parents && parents->type != GL_LIST;
}

static void read_gateway_route(struct gl_pods_build *build, const struct gl_resource *route)
{
    const struct gl_value *spec = gl_pods_member_of(&route->properties, GL_STR("spec"));
    const struct gl_value *rules = gl_pods_member_of(spec, GL_STR("rules"));

    if (!comes_from_gateway(spec))
        return;
    for (size_t i = 0; gl_value_is(rules, GL_LIST) && i < rules->u.list.len; i++) {
        const struct gl_value *references = gl_pods_member_of(&rules->u.list.items[i], GL_STR("backendRefs"));

        for (size_t k = 0; gl_value_is(references, GL_LIST) && k < references->u.list.len; k++)
            read_reference(build, route, &references->u.list.items[k]);
    }
}

/* ---- all of them ---- */

typedef void read_fn(struct gl_pods_build *build, const struct gl_resource *resource);

static void read_kind(struct gl_pods_build *build, const char *kind, read_fn *read)
{
    struct gl_resource_list list =
        gl_cluster_of_kind(build->pods->cluster, gl_str_of(kind), (struct gl_str){0});

    for (size_t i = 0; i < list.len; i++)
        read(build, list.items[i]);
}

/* Of a pod about which nothing is known: no labels, in a namespace without labels. */
static uint32_t add_controller(struct gl_pods_build *build)
{
    static const struct gl_value no_labels = {.type = GL_MAP};
    struct gl_pods_tables *tables = build->tables;
    uint32_t ns_index = (uint32_t)tables->ns_len;

    *GL_PUSH(build->arena, tables->namespaces, tables->ns_len, tables->ns_capacity) =
        (struct gl_pods_ns){.labels = no_labels};
    *GL_PUSH(build->arena, tables->classes, tables->class_len, tables->class_capacity) =
        (struct gl_pods_class){.ns_index = ns_index, .labels = &no_labels};
    return (uint32_t)tables->class_len - 1;
}

void gl_pods_build_entries(struct gl_pods_build *build)
{
    struct gl_pods *pods = build->pods;
    struct gl_pods_end *made;

    build->tables->controller_class = GL_PODS_NONE;
    read_kind(build, "Ingress", read_ingress);
    read_kind(build, "Route", read_route);
    for (size_t i = 0; i < sizeof gateway_routes / sizeof *gateway_routes; i++)
        read_kind(build, gateway_routes[i], read_gateway_route);
    if (!build->tables->entry_len)
        return;
    build->tables->controller_class = add_controller(build);
    made = GL_PUSH(build->arena, pods->ends, pods->end_len, build->end_capacity);
    *made = (struct gl_pods_end){.kind = GL_PODS_INGRESS_CONTROLLER, .shown = GL_STR("{ingress-controller}")};
}
