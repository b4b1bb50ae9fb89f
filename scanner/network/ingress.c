/* Load balancers that controllers make in AWS for a cluster: of Ingresses an ALB, of Services of type
 * LoadBalancer an NLB (or a Classic Load Balancer, by the in-tree controller).
 *
 * Their listeners lead to pods by address, or by a port of the nodes that leads to the same pods. Where
 * nobody names security groups the controller makes one that admits the listeners' ports from inbound-cidrs,
 * and opens the groups of the targets for it. Sources: AWS Load Balancer Controller v2, "Ingress
 * annotations", "Service annotations", "Subnet discovery", "Security groups"; Kubernetes, "Service". */
#include <stdlib.h>

#include "network/ground.h"

#define SERVICE_PREFIX "service.beta.kubernetes.io/aws-load-balancer-"

/* One of them, while it is made. */
struct making {
    struct gl_nw_build *build;
    const struct gl_nw_ground *ground;
    const struct gl_resource *object;
    enum gl_match is_public;
    const struct gl_value *public_by, *groups, *subnets, *sources;
    struct gl_portset ports;
    bool is_network, keeps_client;
};

/* Subnets of the cluster's VPC with the tag of this kind of balancer; else (public) those that lead to the
 * internet. */
static bool has_tag(struct gl_nw_build *build, const struct gl_resource *resource, const char *key)
{
    struct gl_nw_values tags = gl_nw_values(build, resource, "Tags[]");

    for (size_t i = 0; i < tags.len; i++) {
        if (gl_value_text_is(gl_value_get(tags.items[i].value, GL_STR("Key")), key))
            return true;
    }
    return false;
}

static bool has_name(struct gl_nw_build *build, const struct gl_resource *resource, struct gl_str name)
{
    struct gl_nw_values tags = gl_nw_values(build, resource, "Tags[]");
    struct gl_str text;

    if (gl_str_eq(resource->name, name) || gl_str_eq(gl_nw_text(build, resource, "GroupName"), name))
        return true;
    for (size_t i = 0; i < tags.len; i++) {
        if (gl_value_text_is(gl_value_get(tags.items[i].value, GL_STR("Key")), "Name") &&
            gl_value_text(gl_value_resolve(gl_value_get(tags.items[i].value, GL_STR("Value"))), &text) &&
            gl_str_eq(text, name))
            return true;
    }
    return false;
}

static bool leads_to_internet(const struct gl_nw *nw, const struct gl_nw_subnet *subnet)
{
    for (size_t i = 0; subnet->table != GL_NW_NONE && i < nw->tables[subnet->table].len; i++) {
        uint32_t gateway = nw->tables[subnet->table].routes[i].gateway;

        if (gateway != GL_NW_NONE && nw->gateways[gateway].kind == GL_NW_IGW)
            return true;
    }
    return false;
}

static bool is_named(struct making *making, const struct gl_nw_subnet *subnet)
{
    for (size_t i = 0; i < gl_value_len(making->subnets); i++) {
        struct gl_str text;

        if (gl_value_text(gl_value_at(making->subnets, i), &text) &&
            has_name(making->build, subnet->resource, text))
            return true;
    }
    return false;
}

static bool is_suitable(struct making *making, const struct gl_nw_subnet *subnet, int pass)
{
    bool is_public = making->is_public != GL_MATCH_NO;

    if (pass == 0)
        return is_named(making, subnet);
    if (pass == 1)
        return has_tag(making->build, subnet->resource,
                       is_public ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb");
    return leads_to_internet(making->build->nw, subnet) == is_public;
}

static void add_nic(struct making *making, uint32_t endpoint, uint32_t guard, uint32_t subnet)
{
    struct gl_nw *nw = making->build->nw;
    uint32_t at = gl_nw_add(making->build, GL_NW_LIST_NICS);

    nw->nics[at] =
        (struct gl_nw_nic){.endpoint = endpoint,
                           .subnet = subnet,
                           .guard = guard,
                           .resource = making->object,
                           .addresses = nw->subnets[subnet].blocks,
                           .is_public = making->is_public,
                           .public_by = making->public_by,
                           .exists = making->ground->len == 1 ? gl_nw_exists(making->object) : GL_MATCH_MAY};
    nw->endpoints[endpoint].nic_len++;
}

/* In each VPC of the cluster's nodes: the named subnets, else the tagged ones, else those of the right kind.
 */
static void place(struct making *making, uint32_t endpoint, uint32_t guard)
{
    struct gl_nw *nw = making->build->nw;
    uint32_t first = nw->subnets[nw->nics[making->ground->nics[0]].subnet].vpc, len = nw->subnet_len;
    bool has_any = false;

    for (int pass = making->subnets ? 0 : 1; pass < 3 && !has_any; pass++) {
        for (uint32_t i = 0; i < len; i++) {
            bool is_here = nw->subnets[i].vpc == first;

            for (size_t k = 1; k < making->ground->nic_len && !is_here; k++)
                is_here = nw->subnets[nw->nics[making->ground->nics[k]].subnet].vpc == nw->subnets[i].vpc;
            if (!is_here || !nw->subnets[i].resource || !is_suitable(making, &nw->subnets[i], pass))
                continue;
            add_nic(making, endpoint, guard, i);
            has_any = true;
        }
        if (pass == 0)
            has_any = true; /* named, and some that are not in the scan */
    }
    if (nw->endpoints[endpoint].nic_len == 0)
        add_nic(making, endpoint, guard, gl_nw_subnet_unknown(making->build, making->object, first));
}

/* ---- groups ---- */

static uint32_t made_guard(struct making *making)
{
    struct gl_nw_made_group made = {
        .object = making->object,
        .name = gl_arena_printf(making->build->arena, "the group that the controller makes for %.*s",
                                GL_STR_ARG(making->object->name)),
        .ports = making->ports,
        .sources = making->sources,
        .lets_out = true,
    };

    return gl_nw_guard_made(making->build, &made);
}

/* A group by its id, or by its tag Name, in the environment of the cluster. */
static const struct gl_group *group_named(struct making *making, struct gl_str name)
{
    const struct gl_network *network = making->build->nw->network;
    struct gl_resource_list list = gl_graph_of_kind(network->graph, GL_STR("AWS::EC2::SecurityGroup"));

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_unit *unit = list.items[i]->unit;

        if (making->ground->len && unit && making->ground->eks[0]->unit &&
            !gl_str_eq(unit->environment, making->ground->eks[0]->unit->environment))
            continue;
        if (has_name(making->build, list.items[i], name))
            return gl_network_group(network, list.items[i]);
    }
    return NULL;
}

static uint32_t named_guard(struct making *making)
{
    struct gl_arena *arena = making->build->arena;
    size_t most = gl_value_len(making->groups);
    struct gl_nw_guard guard = {.unknown = most ? NULL : making->groups};
    uint32_t at;

    guard.groups = GL_NEW_ARRAY(arena, const struct gl_group *, most);
    guard.uses = GL_NEW_ARRAY(arena, const struct gl_group_use *, most);
    guard.is_certain = GL_NEW_ARRAY(arena, bool, most);
    for (size_t i = 0; i < most; i++) {
        const struct gl_value *value = gl_value_at(making->groups, i);
        const struct gl_group *group = NULL;
        struct gl_group_use *use;
        struct gl_str text;

        if (gl_value_text(value, &text))
            group = group_named(making, text);
        if (!group) {
            guard.unknown = value;
            continue;
        }
        use = GL_NEW(arena, struct gl_group_use);
        *use = (struct gl_group_use){.resource = making->object, .value = value, .is_certain = true};
        guard.groups[guard.len] = group;
        guard.uses[guard.len] = use;
        guard.is_certain[guard.len++] = true;
    }
    at = gl_nw_add(making->build, GL_NW_LIST_GUARDS);
    making->build->nw->guards[at] = guard;
    return at;
}

/* ---- the balancer ---- */

static struct gl_nw_listener *add_balancer(struct making *making)
{
    struct gl_nw_build *build = making->build;
    struct gl_nw *nw = build->nw;
    uint32_t guard = making->groups ? named_guard(making) : made_guard(making);
    uint32_t endpoint = gl_nw_add(build, GL_NW_LIST_ENDPOINTS), at;
    struct gl_nw_listener *listener = GL_NEW(build->arena, struct gl_nw_listener);

    nw->endpoints[endpoint] = (struct gl_nw_endpoint){.resource = making->object,
                                                      .name = making->object->name,
                                                      .role = GL_NW_ROLE_BALANCER,
                                                      .first_nic = nw->nic_len,
                                                      .ports = making->ports,
                                                      .pod_end = GL_NW_NONE};
    nw->endpoint_of[making->object->id] = endpoint;
    place(making, endpoint, guard);
    *listener = (struct gl_nw_listener){.resource = making->object,
                                        .ports = making->ports,
                                        .keeps_client = making->keeps_client,
                                        .is_keeping_known = true};
    at = gl_nw_add(build, GL_NW_LIST_BALANCERS);
    nw->balancers[at] = (struct gl_nw_balancer){.resource = making->object,
                                                .name = making->object->name,
                                                .endpoint = endpoint,
                                                .is_network = making->is_network,
                                                .listeners = listener,
                                                .len = 1};
    nw->balancer_of[making->object->id] = at;
    return listener;
}

struct entrances {
    struct gl_pods_entrance *items; /* sorted by what leads in */
    size_t len;
};

static int compare_entrances(const void *a, const void *b)
{
    const struct gl_pods_entrance *x = a, *y = b;

    if (x->by != y->by)
        return x->by->id < y->by->id ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

/* Those of one object: a part of the list. */
static struct entrances entrances_of(struct entrances all, const struct gl_resource *by)
{
    size_t low = 0, high = all.len, len = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (all.items[middle].by->id < by->id)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + len < all.len && all.items[low + len].by == by)
        len++;
    return (struct entrances){all.items + low, len};
}

static void add_targets(struct making *making, struct gl_nw_listener *listener, struct entrances all)
{
    struct entrances own = entrances_of(all, making->object);

    listener->targets = GL_NEW_ARRAY(making->build->arena, struct gl_nw_target, own.len);
    for (size_t i = 0; i < own.len; i++) {
        uint32_t endpoint = making->ground->pod_endpoints[own.items[i].end];

        if (endpoint == GL_NW_NONE)
            continue;
        if (i && own.items[i - 1].end == own.items[i].end && listener->target_len &&
            gl_portset_equal(own.items[i - 1].ports, own.items[i].ports))
            continue; /* several paths of one Ingress lead there */
        listener->targets[listener->target_len++] = (struct gl_nw_target){
            .kind = GL_NW_TARGET_ENDPOINT,
            .index = endpoint,
            .ports = own.items[i].ports,
            .opens_groups = !making->groups,
            .by = own.items[i].service,
            .exists = gl_portset_is_empty(own.items[i].sure) ? GL_MATCH_MAY : GL_MATCH_YES,
        };
    }
    if (listener->target_len == 0)
        listener->unknown = gl_nw_unknown(making->build, making->object, "the pods behind %.*s",
                                          GL_STR_ARG(making->object->name));
}

static enum gl_match is_facing(const struct gl_value *scheme, enum gl_match otherwise)
{
    struct gl_str text;

    if (gl_value_is_nothing(scheme))
        return otherwise;
    if (!gl_value_text(scheme, &text))
        return GL_MATCH_MAY;
    return gl_str_eq(text, GL_STR("internet-facing")) ? GL_MATCH_YES : GL_MATCH_NO;
}

static struct gl_portset listener_ports(struct making *making, const struct gl_value *listeners)
{
    struct gl_arena *arena = making->build->arena;
    struct gl_portset ports = {0};

    for (size_t i = 0; i < gl_value_len(listeners); i++) {
        const struct gl_value *port = gl_value_get(gl_value_at(listeners, i), GL_STR("port"));
        int64_t number;

        if (gl_scalar_as_i64(port, GL_DIALECT_CLOUDFORMATION, &number) && number > 0 && number <= GL_PORT_MAX)
            ports = gl_portset_union(arena, ports, gl_portset_of_tcp(arena, (unsigned)number));
    }
    return gl_portset_is_empty(ports) ? gl_portset_of_protocol(arena, GL_PROTO_TCP) : ports;
}

static const struct gl_value *setting(const struct gl_value *alb, const char *name)
{
    const struct gl_value *value = gl_value_get(alb, gl_str_of(name));

    return gl_value_is_nothing(value) ? NULL : value;
}

static void read_ingress(struct gl_nw_build *build, const struct gl_nw_ground *ground,
                         const struct gl_resource *ingress, struct entrances entrances)
{
    const struct gl_value *alb = gl_value_get(&ingress->attributes, GL_STR("alb"));
    struct making making = {.build = build, .ground = ground, .object = ingress};

    if (!gl_value_is(alb, GL_MAP))
        return; /* another controller answers for it */
    making.public_by = setting(alb, "scheme");
    making.is_public = is_facing(making.public_by, GL_MATCH_NO);
    making.groups = setting(alb, "security-groups");
    making.subnets = setting(alb, "subnets");
    making.sources = setting(alb, "inbound-cidrs");
    making.ports = listener_ports(&making, setting(alb, "listen-ports"));
    add_targets(&making, add_balancer(&making), entrances);
}

/* Its own controller, or the one inside Kubernetes? */
static bool is_of_controller(const struct gl_resource *service)
{
    static const char *const types[] = {"external", "nlb-ip"};
    struct gl_str type;

    if (gl_k8s_annotation(service, SERVICE_PREFIX "type", &type))
        return GL_STR_IS_ONE_OF(type, types);
    return gl_value_text_is(gl_value_path(&service->properties, "spec.loadBalancerClass"),
                            "service.k8s.aws/nlb");
}

static void read_service(struct gl_nw_build *build, const struct gl_nw_ground *ground,
                         const struct gl_resource *service, struct entrances entrances)
{
    const struct gl_value *annotations = service->object->annotations;
    bool is_own = is_of_controller(service);
    struct making making = {.build = build, .ground = ground, .object = service, .is_network = true};
    struct gl_str text;

    making.public_by = gl_value_get(annotations, GL_STR(SERVICE_PREFIX "scheme"));
    making.is_public = is_facing(making.public_by, is_own ? GL_MATCH_NO : GL_MATCH_YES);
    if (!making.public_by && gl_k8s_annotation(service, SERVICE_PREFIX "internal", &text) &&
        !gl_str_eq(text, GL_STR("false")))
        making.is_public = GL_MATCH_NO;
    making.sources = gl_value_path(&service->properties, "spec.loadBalancerSourceRanges");
    making.ports = listener_ports(&making, gl_value_path(&service->properties, "spec.ports"));
    making.keeps_client = !gl_k8s_annotation(service, SERVICE_PREFIX "nlb-target-type", &text) ||
                          !gl_str_eq(text, GL_STR("ip"));
    add_targets(&making, add_balancer(&making), entrances);
}

static bool is_balanced(const struct gl_resource *service)
{
    return gl_value_text_is(gl_value_path(&service->properties, "spec.type"), "LoadBalancer");
}

void gl_nw_build_ingresses(struct gl_nw_build *build, const struct gl_nw_ground *ground)
{
    struct gl_resource_list ingresses = gl_cluster_of_kind(ground->cluster, GL_STR("Ingress"), GL_STR(""));
    struct gl_resource_list services = gl_cluster_of_kind(ground->cluster, GL_STR("Service"), GL_STR(""));
    const struct gl_resource **balanced =
        GL_NEW_ARRAY(build->arena, const struct gl_resource *, services.len + 1);
    struct entrances entrances, behind = {0};
    size_t balanced_len = 0;

    entrances.len = gl_pods_entrances(build->arena, ground->pods, &entrances.items);
    if (entrances.len)
        qsort(entrances.items, entrances.len, sizeof *entrances.items, compare_entrances);
    for (size_t i = 0; i < ingresses.len; i++)
        read_ingress(build, ground, ingresses.items[i], entrances);
    for (size_t i = 0; i < services.len; i++) {
        if (is_balanced(services.items[i]))
            balanced[balanced_len++] = services.items[i];
    }
    if (balanced_len)
        behind.len = gl_pods_behind(build->arena, ground->pods, balanced, balanced_len, &behind.items);
    if (behind.len)
        qsort(behind.items, behind.len, sizeof *behind.items, compare_entrances);
    for (size_t i = 0; i < balanced_len; i++)
        read_service(build, ground, balanced[i], behind);
}
