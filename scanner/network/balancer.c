/* Load balancers: their listeners, and who stands behind each.
 *
 * Sources: Elastic Load Balancing user guides ("Target groups", "Client IP preservation": on for targets by
 * instance id and for UDP, off for ip targets over TCP and TLS unless preserve_client_ip.enabled says so);
 * CloudFormation schemas. */
#include <stdlib.h>

#include "network/build.h"

/* Listeners of all balancers, each with its balancer, until they are handed out. */
struct loose_listener {
    uint32_t balancer, order;
    struct gl_nw_listener listener;
};

struct collecting {
    struct gl_nw_build *build;
    struct loose_listener *items;
    size_t len, capacity;
};

struct targets {
    struct gl_nw_build *build;
    struct gl_nw_target *items;
    size_t len, capacity;
};

static struct gl_portset port_of(struct gl_nw_build *build, struct gl_str protocol, int64_t port)
{
    static const char *const datagrams[] = {"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"};
    static const char *const only_datagrams[] = {"UDP", "QUIC"};
    struct gl_portset ports = {0};

    if (port < 0 || port > GL_PORT_MAX)
        return ports;
    if (!GL_STR_IS_ONE_OF(protocol, only_datagrams))
        ports = gl_portset_of_tcp(build->arena, (unsigned)port);
    if (GL_STR_IS_ONE_OF(protocol, datagrams))
        ports =
            gl_portset_union(build->arena, ports,
                             gl_portset_of_range(build->arena, GL_PROTO_UDP, (unsigned)port, (unsigned)port));
    return ports;
}

static struct gl_nw_target *add_target(struct targets *targets, const struct gl_resource *by,
                                       const struct gl_value *value)
{
    struct gl_nw_target *target =
        GL_PUSH(targets->build->arena, targets->items, targets->len, targets->capacity);

    target->by = by;
    target->value = value;
    target->index = GL_NW_NONE;
    target->exists = gl_nw_exists(by);
    return target;
}

/* The port of a target: its own, else the group's; all ports where neither is known. */
static struct gl_portset target_ports(struct gl_nw_build *build, const struct gl_resource *group,
                                      const struct gl_value *own)
{
    const struct gl_value *value = own ? gl_value_resolve(own) : NULL, *written;
    struct gl_str protocol = gl_nw_text(build, group, "Protocol");
    int64_t port;

    if (value && gl_scalar_as_i64(value, GL_DIALECT_CLOUDFORMATION, &port))
        return port_of(build, protocol, port);
    if (!value && gl_nw_number(build, group, "Port", &port, &written))
        return port_of(build, protocol, port);
    return gl_portset_union(build->arena, gl_portset_of_protocol(build->arena, GL_PROTO_TCP),
                            gl_portset_of_protocol(build->arena, GL_PROTO_UDP));
}

/* One written target: an instance, an address, another load balancer. */
static void add_written(struct targets *targets, const struct gl_resource *group,
                        const struct gl_nw_value *written)
{
    struct gl_nw_build *build = targets->build;
    const struct gl_value *id = gl_value_get(written->value, GL_STR("Id"));
    const struct gl_resource *named = gl_nw_target(build, group, id);
    struct gl_nw_target *target;
    struct gl_cidr block;

    if (!id)
        return;
    target = add_target(targets, group, id);
    target->exists = gl_match_both(target->exists, written->exists);
    target->ports = target_ports(build, group, gl_value_get(written->value, GL_STR("Port")));
    if (named && build->nw->balancer_of[named->id] != GL_NW_NONE) {
        target->kind = GL_NW_TARGET_BALANCER;
        target->index = build->nw->balancer_of[named->id];
    } else if (named && build->nw->endpoint_of[named->id] != GL_NW_NONE) {
        target->kind = GL_NW_TARGET_ENDPOINT;
        target->index = build->nw->endpoint_of[named->id];
    } else if (gl_nw_block(id, &block)) {
        target->kind = GL_NW_TARGET_ADDRESS;
        target->address = gl_ipset_of_cidr(build->arena, &block);
    } else {
        targets->len--; /* a function, or nobody of the scan */
    }
}

/* Groups of instances and services that register themselves. */
static void add_registered(struct targets *targets, const struct gl_resource *group)
{
    static const char *const paths[] = {"TargetGroupARNs[]", "TargetGroupARNs",
                                        "LoadBalancers[].TargetGroupArn", "TrafficSources[].Identifier"};
    struct gl_nw_build *build = targets->build;
    struct gl_edge_list edges = gl_graph_referrers(build->nw->graph, group);

    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *from = build->nw->graph->resources[edges.items[i].from];
        struct gl_nw_target *target;

        if (build->nw->endpoint_of[from->id] == GL_NW_NONE || !GL_STR_IS_ONE_OF(edges.items[i].path, paths))
            continue;
        target = add_target(targets, group, edges.items[i].value);
        target->kind = GL_NW_TARGET_ENDPOINT;
        target->index = build->nw->endpoint_of[from->id];
        target->ports = target_ports(build, group, NULL);
    }
}

static void read_group(struct targets *targets, const struct gl_resource *group)
{
    struct gl_nw_values written = gl_nw_values(targets->build, group, "Targets[]");

    for (size_t i = 0; i < written.len; i++)
        add_written(targets, group, &written.items[i]);
    add_registered(targets, group);
}

/* Does a target see the client's address? */
static void read_preservation(struct gl_nw_build *build, const struct gl_resource *group,
                              struct gl_nw_listener *listener)
{
    struct gl_nw_values attributes = gl_nw_values(build, group, "TargetGroupAttributes[]");
    struct gl_str type = gl_nw_text(build, group, "TargetType"),
                  protocol = gl_nw_text(build, group, "Protocol");
    bool is_ip = gl_str_eq_nocase(type, GL_STR("ip")) || gl_str_eq_nocase(type, GL_STR("alb"));
    bool is_datagram =
        gl_str_eq_nocase(protocol, GL_STR("UDP")) || gl_str_eq_nocase(protocol, GL_STR("TCP_UDP"));

    listener->keeps_client = !is_ip || is_datagram;
    listener->is_keeping_known = true;
    for (size_t i = 0; i < attributes.len; i++) {
        const struct gl_value *value = gl_value_get(attributes.items[i].value, GL_STR("Value"));
        bool flag;

        if (!gl_value_text_is(gl_value_get(attributes.items[i].value, GL_STR("Key")),
                              "preserve_client_ip.enabled"))
            continue;
        listener->is_keeping_known = gl_scalar_as_bool(value, GL_DIALECT_CLOUDFORMATION, &flag);
        if (listener->is_keeping_known)
            listener->keeps_client = flag;
    }
}

static void read_actions(struct targets *targets, struct gl_nw_listener *listener,
                         const struct gl_resource *resource, const char *const *paths, size_t len,
                         bool is_network)
{
    struct gl_nw_build *build = targets->build;

    for (size_t p = 0; p < len; p++) {
        struct gl_nw_values groups = gl_nw_values(build, resource, paths[p]);

        for (size_t i = 0; i < groups.len; i++) {
            const struct gl_resource *group =
                gl_nw_target(build, groups.items[i].owner, groups.items[i].value);
            size_t before = targets->len;

            if (!group || !gl_str_eq(group->kind, GL_STR("AWS::ElasticLoadBalancingV2::TargetGroup"))) {
                listener->unknown = groups.items[i].value;
                continue;
            }
            read_group(targets, group);
            if (is_network)
                read_preservation(build, group, listener);
            if (targets->len == before && !gl_nw_is_snapshot(group))
                listener->unknown =
                    gl_nw_unknown(build, group, "the targets of %.*s", GL_STR_ARG(group->name));
        }
    }
}

static void read_listener(struct collecting *all, const struct gl_resource *resource, uint32_t balancer)
{
    static const char *const of_listener[] = {"DefaultActions[].TargetGroupArn",
                                              "DefaultActions[].ForwardConfig.TargetGroups[].TargetGroupArn"};
    static const char *const of_rule[] = {"Actions[].TargetGroupArn",
                                          "Actions[].ForwardConfig.TargetGroups[].TargetGroupArn"};
    struct gl_nw_build *build = all->build;
    struct gl_edge_list edges = gl_graph_referrers(build->nw->graph, resource);
    struct gl_nw_listener listener = {.resource = resource, .is_keeping_known = true};
    struct targets targets = {.build = build};
    bool is_network = build->nw->balancers[balancer].is_network;
    const struct gl_value *written;
    int64_t port;

    if (gl_nw_number(build, resource, "Port", &port, &written)) {
        listener.ports = port_of(build, gl_nw_text(build, resource, "Protocol"), port);
    } else {
        listener.ports = gl_portset_of_protocol(build->arena, GL_PROTO_TCP);
        listener.unknown = written;
    }
    read_actions(&targets, &listener, resource, of_listener, 2, is_network);
    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *rule = build->nw->graph->resources[edges.items[i].from];

        if (gl_str_eq(rule->kind, GL_STR("AWS::ElasticLoadBalancingV2::ListenerRule")))
            read_actions(&targets, &listener, rule, of_rule, 2, is_network);
    }
    listener.targets = targets.items;
    listener.target_len = targets.len;
    *GL_PUSH(build->arena, all->items, all->len, all->capacity) =
        (struct loose_listener){balancer, (uint32_t)all->len, listener};
}

/* A Classic Load Balancer has its listeners and instances inside. */
static void read_classic(struct collecting *all, const struct gl_resource *resource, uint32_t balancer)
{
    struct gl_nw_build *build = all->build;
    struct gl_nw_values listeners = gl_nw_values(build, resource, "Listeners[]");
    struct gl_edge_list edges = gl_graph_referrers(build->nw->graph, resource);

    for (size_t i = 0; i < listeners.len; i++) {
        const struct gl_value *element = listeners.items[i].value;
        const struct gl_value *outside = gl_value_get(element, GL_STR("LoadBalancerPort"));
        const struct gl_value *inside = gl_value_get(element, GL_STR("InstancePort"));
        struct gl_nw_listener listener = {.resource = resource, .is_keeping_known = true};
        struct targets targets = {.build = build};
        struct gl_nw_values instances = gl_nw_values(build, resource, "Instances[]");
        int64_t from, to;

        if (!outside || !gl_scalar_as_i64(gl_value_resolve(outside), GL_DIALECT_CLOUDFORMATION, &from) ||
            !inside || !gl_scalar_as_i64(gl_value_resolve(inside), GL_DIALECT_CLOUDFORMATION, &to)) {
            from = to = -1;
            listener.unknown = element;
        }
        listener.ports = port_of(build, GL_STR("TCP"), from);
        for (size_t k = 0; k < instances.len + edges.len; k++) {
            const struct gl_resource *named =
                k < instances.len ? gl_nw_target(build, resource, instances.items[k].value)
                                  : build->nw->graph->resources[edges.items[k - instances.len].from];
            struct gl_nw_target *target;

            if (!named || build->nw->endpoint_of[named->id] == GL_NW_NONE || named == resource)
                continue;
            target = add_target(&targets, resource, k < instances.len ? instances.items[k].value : element);
            target->kind = GL_NW_TARGET_ENDPOINT;
            target->index = build->nw->endpoint_of[named->id];
            target->ports = port_of(build, GL_STR("TCP"), to);
        }
        listener.targets = targets.items;
        listener.target_len = targets.len;
        *GL_PUSH(build->arena, all->items, all->len, all->capacity) =
            (struct loose_listener){balancer, (uint32_t)all->len, listener};
    }
}

static void add_balancers(struct gl_nw_build *build, const char *kind)
{
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, gl_str_of(kind));

    for (size_t i = 0; i < list.len; i++) {
        struct gl_str type = gl_nw_text(build, list.items[i], "Type");
        uint32_t at = gl_nw_add(build, GL_NW_LIST_BALANCERS);

        build->nw->balancers[at] = (struct gl_nw_balancer){
            .resource = list.items[i],
            .name = list.items[i]->name,
            .endpoint = build->nw->endpoint_of[list.items[i]->id],
            .is_network =
                gl_str_eq_nocase(type, GL_STR("network")) || gl_str_eq_nocase(type, GL_STR("gateway")),
        };
        build->nw->balancer_of[list.items[i]->id] = at;
    }
}

static int compare_listeners(const void *a, const void *b)
{
    const struct loose_listener *x = a, *y = b;

    if (x->balancer != y->balancer)
        return x->balancer < y->balancer ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static void hand_out(struct collecting *all)
{
    struct gl_nw *nw = all->build->nw;
    struct gl_nw_listener *listeners = GL_NEW_ARRAY(all->build->arena, struct gl_nw_listener, all->len);

    if (all->len)
        qsort(all->items, all->len, sizeof *all->items, compare_listeners);
    for (size_t i = 0; i < all->len; i++) {
        struct gl_nw_balancer *balancer = &nw->balancers[all->items[i].balancer];

        listeners[i] = all->items[i].listener;
        if (balancer->len == 0)
            balancer->listeners = &listeners[i];
        balancer->len++;
    }
}

void gl_nw_build_balancers(struct gl_nw_build *build)
{
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::ElasticLoadBalancingV2::Listener"));
    struct collecting all = {.build = build};
    uint32_t first_classic;

    add_balancers(build, "AWS::ElasticLoadBalancingV2::LoadBalancer");
    first_classic = build->nw->balancer_len;
    add_balancers(build, "AWS::ElasticLoadBalancing::LoadBalancer");
    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *named;
        const struct gl_resource *of = gl_nw_target_at(build, list.items[i], "LoadBalancerArn", &named);

        if (of && build->nw->balancer_of[of->id] != GL_NW_NONE)
            read_listener(&all, list.items[i], build->nw->balancer_of[of->id]);
    }
    for (uint32_t i = first_classic; i < build->nw->balancer_len; i++)
        read_classic(&all, build->nw->balancers[i].resource, i);
    hand_out(&all);
}
