/* Ways from the internet through a load balancer: the connection to it, and the one that it opens to a
 * target.
 *
 * Source: Elastic Load Balancing user guides. An Application Load Balancer speaks HTTP only and opens every
 * connection itself; a Network Load Balancer that preserves client addresses passes the client's on. */
#include "base/limits.h"
#include "network/depth_way.h"

/* One load balancer, one of its interfaces on each side, one interface of the receiver. */
struct through {
    const struct gl_nw_balancer *balancer;
    const struct gl_nw_listener *listener; /* NULL: it has none yet */
    const struct gl_nw_target *target;     /* NULL: the receiver is none yet */
    bool is_registered;                    /* in a target group that no listener leads to */
    struct gl_nw_depth_end front, back, to;
    struct gl_portset front_port, front_reply, port, reply;
};

static bool keeps_client(const struct through *through)
{
    if (!through->balancer->is_network)
        return false;
    return !through->listener || through->listener->keeps_client || !through->listener->is_keeping_known;
}

static bool covers_target(const struct gl_nw *nw, const struct gl_nw_target *target, uint32_t endpoint)
{
    const struct gl_nw_endpoint *of = &nw->endpoints[endpoint];

    switch (target->kind) {
    case GL_NW_TARGET_NIC:
        return nw->nics[target->index].endpoint == endpoint;
    case GL_NW_TARGET_ENDPOINT:
        return target->index == endpoint;
    case GL_NW_TARGET_ADDRESS:
        for (uint32_t i = 0; i < of->nic_len; i++) {
            const struct gl_nw_nic *nic = &nw->nics[of->first_nic + i];

            if (nic->is_address_known && gl_ipset_overlaps(nic->addresses, target->address))
                return true;
        }
        return false;
    case GL_NW_TARGET_BALANCER:
        return false;
    }
    return false;
}

static void add_step(struct gl_nw_depth_walk *walk, struct gl_nw_condition *condition,
                     enum gl_nw_change_kind kind, const struct through *through)
{
    struct gl_nw_change *change = gl_nw_condition_option(walk->arena, condition, kind,
                                                         (uint32_t)(through->balancer - walk->nw->balancers));

    change->other = kind == GL_NW_CHANGE_TARGET ? walk->endpoint : GL_NW_NONE;
    change->resource = through->balancer->resource;
    change->span = change->resource->span;
    change->name = through->balancer->name;
    change->ports = through->port;
}

static void need_listener(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                          const struct through *through)
{
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_LISTENER);
    bool is_missing = !through->listener || through->is_registered;
    const struct gl_resource *resource =
        is_missing ? through->balancer->resource : through->listener->resource;

    gl_nw_condition_set(condition, way, is_missing ? GL_MATCH_NO : GL_MATCH_YES);
    condition->resource = resource;
    condition->span = resource->span;
    condition->text =
        gl_arena_printf(walk->arena, "listener of load balancer %.*s", GL_STR_ARG(through->balancer->name));
    add_step(walk, condition, GL_NW_CHANGE_LISTENER, through);
    if (through->is_registered)
        return;
    condition = gl_nw_way_add(way, GL_NW_LAYER_LISTENER);
    gl_nw_condition_set(condition, way, through->target ? through->target->exists : GL_MATCH_NO);
    if (!through->target && through->listener && through->listener->unknown) {
        gl_nw_condition_set(condition, way, GL_MATCH_MAY);
        condition->culprit = through->listener->unknown;
    }
    condition->resource = through->target ? through->target->by : through->balancer->resource;
    condition->span =
        through->target && through->target->value ? through->target->value->span : condition->resource->span;
    condition->text =
        gl_arena_printf(walk->arena, "targets of load balancer %.*s", GL_STR_ARG(through->balancer->name));
    add_step(walk, condition, GL_NW_CHANGE_TARGET, through);
}

/* The second connection. Where the client's address is kept, filters see the client. */
static void to_target(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                      const struct through *through)
{
    const struct gl_nw_depth_far target = {.addresses = through->to.address,
                                           .is_known = through->to.is_known,
                                           .nic = through->to.nic,
                                           .names_groups = GL_MATCH_YES};
    struct gl_nw_depth_far source = {.addresses = through->back.address,
                                     .is_known = through->back.is_known,
                                     .nic = through->back.nic,
                                     .names_groups = GL_MATCH_YES};
    bool is_answered = !gl_portset_is_empty(through->reply),
         crosses = through->back.subnet != through->to.subnet;

    if (keeps_client(through))
        source = (struct gl_nw_depth_far){
            .addresses = gl_ipset_all(GL_IPV4), .is_origin = true, .nic = GL_NW_NONE};
    gl_nw_depth_group(walk, way, through->back.nic, GL_EGRESS, through->port, target);
    if (crosses) {
        gl_nw_depth_acl(walk, way, through->back.subnet, GL_EGRESS, through->port, target);
        gl_nw_depth_acl(walk, way, through->to.subnet, GL_INGRESS, through->port, source);
    }
    gl_nw_depth_group(walk, way, through->to.nic, GL_INGRESS, through->port, source);
    if (!crosses || !is_answered)
        return;
    gl_nw_depth_acl(walk, way, through->to.subnet, GL_EGRESS, through->reply, source);
    gl_nw_depth_acl(walk, way, through->back.subnet, GL_INGRESS, through->reply, target);
}

/* One port of each class for the connection to the balancer or from it. */
struct port_lists {
    struct gl_portset *ports, *replies;
    size_t port_len, reply_len;
};

static struct port_lists lists_of(struct gl_nw_depth_walk *walk, struct gl_portset within, uint32_t from,
                                  const struct gl_nw_depth_end *to)
{
    struct gl_portset tcp = gl_portset_of_protocol(walk->arena, GL_PROTO_TCP);
    struct gl_nw_port_classes forwards = {
        .nw = walk->nw, .arena = walk->arena, .within = within, .protocol = GL_PROTO_TCP};
    struct gl_nw_port_classes back = {
        .nw = walk->nw, .arena = walk->arena, .within = tcp, .protocol = GL_PROTO_TCP};
    struct port_lists lists;

    gl_nw_classes_add_acl(&forwards, to->subnet, GL_INGRESS);
    gl_nw_classes_add_guard(&forwards, to->nic, GL_INGRESS);
    gl_nw_classes_add_acl(&back, to->subnet, GL_EGRESS);
    if (from != GL_NW_NONE) {
        gl_nw_classes_add_acl(&forwards, walk->nw->nics[from].subnet, GL_EGRESS);
        gl_nw_classes_add_guard(&forwards, from, GL_EGRESS);
        gl_nw_classes_add_acl(&back, walk->nw->nics[from].subnet, GL_INGRESS);
    }
    lists.ports = gl_nw_classes_finish(&forwards, &lists.port_len);
    lists.replies = gl_nw_classes_finish(&back, &lists.reply_len);
    walk->is_cut |= forwards.is_cut || back.is_cut;
    return lists;
}

static void add_way(struct gl_nw_depth_walk *walk, const struct through *through)
{
    struct gl_nw_route_in way = {.reach = GL_NW_WIDE, .ports = through->port};

    way.name =
        gl_arena_printf(walk->arena, "through load balancer %.*s", GL_STR_ARG(through->balancer->name));
    way.origin = gl_ipset_public_part(walk->arena, gl_ipset_all(GL_IPV4));
    gl_nw_depth_from_internet(walk, &way, &through->front, through->front_port, through->front_reply);
    need_listener(walk, &way, through);
    to_target(walk, &way, through);
    gl_nw_depth_add_way(walk, &way);
}

/* Ports: of the listener to the balancer; of the target, else of the receiver, behind it. */
static void for_ports(struct gl_nw_depth_walk *walk, struct through *through)
{
    struct gl_portset any = gl_portset_of_protocol(walk->arena, GL_PROTO_TCP),
                      open = walk->nw->endpoints[walk->endpoint].ports;
    struct port_lists front =
        lists_of(walk, through->listener ? through->listener->ports : any, GL_NW_NONE, &through->front);
    struct port_lists back;

    if (through->target)
        open = gl_portset_intersection(walk->arena, open, through->target->ports);
    back = lists_of(walk, open, through->back.nic, &through->to);
    for (size_t i = 0; i < front.port_len * front.reply_len; i++) {
        for (size_t k = 0; k < back.port_len * back.reply_len; k++) {
            through->front_port = front.ports[i / front.reply_len];
            through->front_reply = front.replies[i % front.reply_len];
            through->port = back.ports[k / back.reply_len];
            through->reply = back.replies[k % back.reply_len];
            add_way(walk, through);
        }
    }
}

/* The same filters stand before two interfaces of one balancer. */
static bool is_like(const struct gl_nw *nw, uint32_t a, uint32_t b)
{
    const struct gl_nw_subnet *x = &nw->subnets[nw->nics[a].subnet], *y = &nw->subnets[nw->nics[b].subnet];

    return nw->nics[a].guard == nw->nics[b].guard && x->table == y->table && x->acl == y->acl &&
           x->is_acl_known == y->is_acl_known && x->is_known == y->is_known &&
           nw->nics[a].is_public == nw->nics[b].is_public && !nw->nics[a].is_address_known &&
           !nw->nics[b].is_address_known;
}

static bool is_repeated(const struct gl_nw *nw, uint32_t first, uint32_t nic, bool is_back)
{
    for (uint32_t i = first; i < nic; i++) {
        if (is_like(nw, i, nic) && (!is_back || nw->subnets[nw->nics[nic].subnet].is_known))
            return true;
    }
    return false;
}

static struct gl_nw_depth_end end_of(struct gl_nw_depth_walk *walk, uint32_t nic)
{
    struct gl_nw_depth_end ends[GL_NW_END_ADDRESSES];

    if (gl_nw_depth_ends(walk, nic, GL_IPV4, ends) == 0)
        return (struct gl_nw_depth_end){.nic = GL_NW_NONE};
    return ends[0];
}

static void to_interface(struct gl_nw_depth_walk *walk, struct through *through, uint32_t nic)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_endpoint *balancer = &nw->endpoints[through->balancer->endpoint];
    uint32_t first = balancer->first_nic;

    through->to = end_of(walk, nic);
    for (uint32_t f = first; f < first + balancer->nic_len; f++) {
        if (is_repeated(nw, first, f, false))
            continue;
        through->front = end_of(walk, f);
        for (uint32_t b = first; b < first + balancer->nic_len; b++) {
            /* one in the target's own subnet crosses no ACL */
            if (is_repeated(nw, first, b, true) && nw->nics[b].subnet != nw->nics[nic].subnet)
                continue;
            through->back = end_of(walk, b);
            if (through->front.nic != GL_NW_NONE && through->back.nic != GL_NW_NONE &&
                through->to.nic != GL_NW_NONE)
                for_ports(walk, through);
        }
    }
}

static void to_receiver(struct gl_nw_depth_walk *walk, struct through *through)
{
    const struct gl_nw_endpoint *receiver = &walk->nw->endpoints[walk->endpoint];

    for (uint32_t i = 0; i < receiver->nic_len; i++)
        to_interface(walk, through, receiver->first_nic + i);
}

/* Is the receiver in a target group that no listener leads to? */
static bool is_registered(const struct gl_nw *nw, const struct gl_nw_endpoint *receiver)
{
    static const char *const listeners[] = {"AWS::ElasticLoadBalancingV2::Listener",
                                            "AWS::ElasticLoadBalancingV2::ListenerRule"};
    const struct gl_edge_list edges[] = {gl_graph_references(nw->graph, receiver->resource),
                                         gl_graph_referrers(nw->graph, receiver->resource)};

    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < edges[side].len; i++) {
            const struct gl_edge *edge = &edges[side].items[i];
            const struct gl_resource *group = nw->graph->resources[side ? edge->from : edge->to];
            struct gl_edge_list users;
            bool is_used = false;

            if (!gl_str_eq(group->kind, GL_STR("AWS::ElasticLoadBalancingV2::TargetGroup")))
                continue;
            users = gl_graph_referrers(nw->graph, group);
            for (size_t k = 0; k < users.len; k++)
                is_used |= GL_STR_IS_ONE_OF(nw->graph->resources[users.items[k].from]->kind, listeners);
            if (!is_used)
                return true;
        }
    }
    return false;
}

static void by_balancer(struct gl_nw_depth_walk *walk, const struct gl_nw_balancer *balancer)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_endpoint *receiver = &nw->endpoints[walk->endpoint];
    bool is_target = false, speaks_its_language = balancer->is_network || receiver->role != GL_NW_ROLE_STORE;
    struct through through = {.balancer = balancer};

    for (size_t i = 0; i < balancer->len; i++) {
        through.listener = &balancer->listeners[i];
        for (size_t k = 0; k < through.listener->target_len; k++) {
            through.target = &through.listener->targets[k];
            if (!covers_target(nw, through.target, walk->endpoint))
                continue;
            is_target = true;
            to_receiver(walk, &through);
        }
    }
    if (is_target || !speaks_its_language)
        return;
    through.target = NULL;
    through.listener = balancer->len ? &balancer->listeners[0] : NULL;
    for (size_t i = 0; i < balancer->len; i++) {
        if (balancer->listeners[i].unknown)
            through.listener = &balancer->listeners[i];
    }
    to_receiver(walk, &through);
    through.is_registered = is_registered(nw, receiver);
    if (through.is_registered && through.listener)
        to_receiver(walk, &through);
}

void gl_nw_depth_balancers(struct gl_nw_depth_walk *walk)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_endpoint *receiver = &nw->endpoints[walk->endpoint];
    size_t tried = 0;
    uint32_t vpc;

    if (gl_nw_depth_protocol(receiver) != GL_PROTO_TCP || receiver->role == GL_NW_ROLE_BALANCER ||
        !receiver->nic_len)
        return;
    vpc = nw->subnets[nw->nics[receiver->first_nic].subnet].vpc;
    for (uint32_t i = nw->balancers_in.start[vpc]; i < nw->balancers_in.start[vpc + 1]; i++) {
        if (tried++ == GL_MAX_NW_WAY_BALANCERS) {
            walk->is_cut = true;
            break;
        }
        by_balancer(walk, &nw->balancers[nw->balancers_in.items[i]]);
    }
}
