/* Ways through load balancers: a connection to a listener, another one to a target. */
#include "network/ask_through.h"

enum { MAX_LEVELS = 2 }; /* an ALB behind an NLB; more is no target of any */

struct through {
    struct gl_nw_asking *asking;
    bool *is_receiver; /* by nic */
    const struct gl_nw_balancer *path[MAX_LEVELS];
};

/* What leads to a balancer so far. */
struct chain {
    const struct gl_nw_side *senders;
    size_t sender_len;
    struct gl_nw_leg legs[MAX_LEVELS + 1];
    size_t len;
    enum gl_match truth;
    struct gl_portset may, sure;           /* of the first leg */
    const struct gl_nw_balancer *balancer; /* whose targets are spoken to */
    const struct gl_nw_listener *listener;
    const struct gl_nw_target *target;
    struct gl_portset ports; /* that the next connection may have; empty: any */
};

static struct gl_nw_side side_of(const struct gl_nw *nw, uint32_t nic)
{
    return (struct gl_nw_side){.node = {GL_NW_NIC, nic},
                               .cap = nw->nics[nic].exists == GL_MATCH_YES ? GL_MATCH_YES : GL_MATCH_MAY};
}

/* Interfaces that stand beside each other. */
struct nics {
    uint32_t first, len;
    bool is_admitted; /* their groups are opened for the sender */
};

static struct nics nics_of(const struct gl_nw_endpoint *endpoint)
{
    return (struct nics){endpoint->first_nic, endpoint->nic_len, false};
}

/* The best connection of any of the senders to any interface of a balancer or one receiver. */
static struct gl_nw_tried try_all(struct through *through, const struct gl_nw_side *senders,
                                  size_t sender_len, struct nics nics, struct gl_portset ports)
{
    struct gl_nw_tried best = {0};

    for (size_t i = 0; i < sender_len; i++) {
        for (uint32_t k = 0; k < nics.len && best.verdict != GL_MATCH_YES; k++) {
            struct gl_nw_side to = side_of(through->asking->cache->nw, nics.first + k);
            struct gl_nw_tried tried;

            to.is_admitted = nics.is_admitted;
            tried = gl_nw_try(through->asking, &senders[i], &to, ports);

            if (tried.is_set && (!best.is_set || tried.verdict > best.verdict))
                best = tried;
        }
    }
    return best;
}

static void finish(struct through *through, const struct chain *chain, uint32_t stopped_leg)
{
    struct gl_arena *arena = through->asking->arena;
    struct gl_nw_way way = {.len = chain->len, .verdict = chain->truth, .stopped_leg = stopped_leg};

    way.legs = GL_NEW_ARRAY(arena, struct gl_nw_leg, chain->len);
    for (size_t i = 0; i < chain->len; i++)
        way.legs[i] = chain->legs[i];
    if (chain->truth != GL_MATCH_NO)
        way.may = chain->may;
    if (chain->truth == GL_MATCH_YES)
        way.sure = chain->sure;
    gl_nw_keep_way(through->asking, &way);
}

/* One leg more; false: it ends there (and the way is kept as a stopped one). */
static bool add_leg(struct through *through, struct chain *chain, const struct gl_nw_tried *tried)
{
    struct gl_nw_leg *leg = &chain->legs[chain->len];

    *leg = tried->leg;
    leg->balancer = chain->balancer;
    leg->listener = chain->listener;
    leg->target = chain->target;
    chain->truth = gl_match_both(chain->truth, tried->verdict);
    if (chain->len++ == 0) {
        chain->may = tried->may;
        chain->sure = tried->sure;
    }
    if (tried->verdict != GL_MATCH_NO)
        return true;
    finish(through, chain, (uint32_t)chain->len - 1);
    return false;
}

/* ---- targets ---- */

static bool leads_to_endpoint(const struct through *through, uint32_t endpoint)
{
    const struct gl_nw_endpoint *what = &through->asking->cache->nw->endpoints[endpoint];

    for (uint32_t i = 0; i < what->nic_len; i++) {
        if (through->is_receiver[what->first_nic + i])
            return true;
    }
    return false;
}

/* Receivers that have the address of a target: YES surely, MAY where their address is not known. */
static enum gl_match has_address(const struct gl_nw_nic *nic, struct gl_ipset address)
{
    if (!gl_ipset_overlaps(nic->addresses, address))
        return GL_MATCH_NO;
    return nic->is_address_known ? GL_MATCH_YES : GL_MATCH_MAY;
}

/* From the balancer's interfaces to one receiver. */
struct aim {
    uint32_t nic;
    enum gl_match truth;
    struct gl_portset ports;
};

static void ask_receiver(struct through *through, const struct chain *chain, const struct gl_nw_side *senders,
                         size_t sender_len, const struct aim *aim)
{
    struct nics receiver = {aim->nic, 1, chain->target && chain->target->opens_groups};
    struct gl_portset ports =
        gl_portset_intersection(through->asking->arena, aim->ports, through->asking->ports);
    struct chain next = *chain;
    struct gl_nw_tried tried;

    tried = try_all(through, senders, sender_len, receiver, ports);
    next.truth = gl_match_both(next.truth, aim->truth);
    if (tried.is_set && add_leg(through, &next, &tried))
        finish(through, &next, 0);
}

static void ask_target(struct through *through, const struct chain *chain, const struct gl_nw_side *senders,
                       size_t sender_len, const struct gl_nw_target *target)
{
    const struct gl_nw *nw = through->asking->cache->nw;
    struct chain next = *chain;

    next.target = target;
    for (size_t i = 0; i < through->asking->receiver_len; i++) {
        const struct gl_nw_side *receiver = &through->asking->receivers[i];
        uint32_t nic = receiver->node.index;
        enum gl_match truth = GL_MATCH_NO;

        if (receiver->node.kind != GL_NW_NIC)
            continue;
        if (target->kind == GL_NW_TARGET_NIC)
            truth = target->index == nic ? GL_MATCH_YES : GL_MATCH_NO;
        else if (target->kind == GL_NW_TARGET_ENDPOINT)
            truth = nw->nics[nic].endpoint == target->index ? GL_MATCH_YES : GL_MATCH_NO;
        else if (target->kind == GL_NW_TARGET_ADDRESS)
            truth = has_address(&nw->nics[nic], target->address);
        if (truth != GL_MATCH_NO && !gl_nw_asking_is_over(through->asking))
            ask_receiver(through, &next, senders, sender_len,
                         &(struct aim){nic, gl_match_both(truth, target->exists), target->ports});
    }
}

/* Targets that are not known may be any receiver of the VPC. */
static void ask_unknown_targets(struct through *through, const struct chain *chain,
                                const struct gl_nw_side *senders, size_t sender_len, uint32_t vpc)
{
    const struct gl_nw *nw = through->asking->cache->nw;

    for (size_t i = 0; i < through->asking->receiver_len; i++) {
        const struct gl_nw_side *receiver = &through->asking->receivers[i];

        if (receiver->node.kind != GL_NW_NIC || gl_nw_asking_is_over(through->asking))
            continue;
        if (nw->subnets[nw->nics[receiver->node.index].subnet].vpc == vpc)
            ask_receiver(through, chain, senders, sender_len,
                         &(struct aim){receiver->node.index, GL_MATCH_MAY, gl_portset_all()});
    }
}

/* ---- balancers ---- */

static bool listener_leads(const struct through *through, const struct gl_nw_listener *listener,
                           size_t level);

static bool balancer_leads(const struct through *through, const struct gl_nw_balancer *balancer, size_t level)
{
    for (size_t i = 0; level < MAX_LEVELS && i < balancer->len; i++) {
        if (listener_leads(through, &balancer->listeners[i], level))
            return true;
    }
    return false;
}

static bool target_leads(const struct through *through, const struct gl_nw_target *target, size_t level)
{
    const struct gl_nw *nw = through->asking->cache->nw;

    switch (target->kind) {
    case GL_NW_TARGET_NIC:
        return through->is_receiver[target->index];
    case GL_NW_TARGET_ENDPOINT:
        return leads_to_endpoint(through, target->index);
    case GL_NW_TARGET_ADDRESS:
        for (size_t i = 0; i < through->asking->to->nic_len; i++) {
            if (has_address(&nw->nics[through->asking->to->nics[i]], target->address) != GL_MATCH_NO)
                return true;
        }
        return false;
    case GL_NW_TARGET_BALANCER:
        return balancer_leads(through, &nw->balancers[target->index], level + 1);
    }
    return false;
}

static bool listener_leads(const struct through *through, const struct gl_nw_listener *listener, size_t level)
{
    for (size_t i = 0; i < listener->target_len; i++) {
        if (target_leads(through, &listener->targets[i], level))
            return true;
    }
    return listener->unknown != NULL;
}

/* Who opens connections to targets: the interfaces of the balancer, with the client's address where it is
 * kept. */
static struct gl_nw_side *targets_see(struct through *through, const struct gl_nw_balancer *balancer,
                                      const struct gl_nw_listener *listener, const struct gl_nw_leg *client,
                                      size_t *ret_len)
{
    const struct gl_nw *nw = through->asking->cache->nw;
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[balancer->endpoint];
    bool is_both = balancer->is_network && !listener->is_keeping_known;
    struct gl_nw_side *sides =
        GL_NEW_ARRAY(through->asking->arena, struct gl_nw_side, (size_t)endpoint->nic_len * 2);

    *ret_len = 0;
    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        struct gl_nw_side own = side_of(nw, endpoint->first_nic + i), kept;

        own.is_balancer = true;
        kept = own;
        kept.is_kept = true;
        kept.addresses = client->flow.source;
        if (is_both)
            own.cap = kept.cap = GL_MATCH_MAY;
        if (is_both || !balancer->is_network || !listener->keeps_client)
            sides[(*ret_len)++] = own;
        if (is_both || (balancer->is_network && listener->keeps_client))
            sides[(*ret_len)++] = kept;
    }
    return sides;
}

static void enter(struct through *through, const struct gl_nw_balancer *balancer, const struct chain *chain,
                  size_t level);

static void ask_listener(struct through *through, const struct gl_nw_balancer *balancer,
                         const struct gl_nw_listener *listener, const struct chain *chain, size_t level)
{
    const struct gl_nw *nw = through->asking->cache->nw;
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[balancer->endpoint];
    struct gl_portset ports = listener->ports;
    struct chain next = *chain;
    struct gl_nw_tried tried;
    struct gl_nw_side *senders;
    size_t sender_len;

    if (!gl_portset_is_empty(chain->ports))
        ports = gl_portset_intersection(through->asking->arena, ports, chain->ports);
    tried = try_all(through, chain->senders, chain->sender_len, nics_of(endpoint), ports);
    if (!tried.is_set || !add_leg(through, &next, &tried))
        return;
    senders = targets_see(through, balancer, listener, &next.legs[next.len - 1], &sender_len);
    next.balancer = balancer;
    next.listener = listener;
    next.target = NULL;
    for (size_t i = 0; i < listener->target_len && !gl_nw_asking_is_over(through->asking); i++) {
        const struct gl_nw_target *target = &listener->targets[i];

        if (!target_leads(through, target, level))
            continue;
        if (target->kind == GL_NW_TARGET_BALANCER) {
            struct chain inner = next;

            inner.senders = senders;
            inner.sender_len = sender_len;
            inner.ports = target->ports;
            inner.target = target;
            inner.truth = gl_match_both(inner.truth, target->exists);
            enter(through, &nw->balancers[target->index], &inner, level + 1);
        } else {
            ask_target(through, &next, senders, sender_len, target);
        }
    }
    if (listener->unknown && endpoint->nic_len)
        ask_unknown_targets(through, &next, senders, sender_len,
                            nw->subnets[nw->nics[endpoint->first_nic].subnet].vpc);
}

static void enter(struct through *through, const struct gl_nw_balancer *balancer, const struct chain *chain,
                  size_t level)
{
    if (level >= MAX_LEVELS || balancer->endpoint == GL_NW_NONE)
        return;
    for (size_t i = 0; i < balancer->len && !gl_nw_asking_is_over(through->asking); i++) {
        if (listener_leads(through, &balancer->listeners[i], level))
            ask_listener(through, balancer, &balancer->listeners[i], chain, level);
    }
}

/* ---- edges: who takes connections of the internet and opens them to a balancer ---- */

struct edges {
    struct gl_nw_side *items;
    size_t len, capacity;
};

/* CloudFront comes in from its own servers; what comes in by a private link is somewhere in the balancer's
 * subnets, behind groups that nobody states. */
static void add_edge(struct through *through, const struct gl_nw_balancer *balancer,
                     const struct gl_resource *edge, struct edges *edges)
{
    static const char *const private_kinds[] = {"AWS::CloudFront::VpcOrigin", "AWS::ApiGateway::VpcLink",
                                                "AWS::ApiGatewayV2::Integration",
                                                "AWS::GlobalAccelerator::EndpointGroup"};
    const struct gl_nw *nw = through->asking->cache->nw;
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[balancer->endpoint];

    if (gl_str_eq(edge->kind, GL_STR("AWS::CloudFront::Distribution"))) {
        *GL_PUSH(through->asking->arena, edges->items, edges->len, edges->capacity) = (struct gl_nw_side){
            .node = {GL_NW_INTERNET, 0}, .cap = GL_MATCH_YES, .is_cloudfront = true, .edge = edge};
        return;
    }
    if (!GL_STR_IS_ONE_OF(edge->kind, private_kinds))
        return;
    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        uint32_t subnet = nw->nics[endpoint->first_nic + i].subnet;

        *GL_PUSH(through->asking->arena, edges->items, edges->len, edges->capacity) =
            (struct gl_nw_side){.node = {GL_NW_SUBNET, subnet}, .cap = GL_MATCH_MAY, .edge = edge};
    }
}

static void add_edges_of(struct through *through, const struct gl_nw_balancer *balancer,
                         const struct gl_resource *resource, struct edges *edges)
{
    const struct gl_graph *graph = through->asking->cache->nw->graph;
    struct gl_edge_list list = gl_graph_referrers(graph, resource);
    uint32_t last = UINT32_MAX;

    for (size_t i = 0; i < list.len; i++) {
        if (list.items[i].from != last)
            add_edge(through, balancer, graph->resources[list.items[i].from], edges);
        last = list.items[i].from;
    }
}

static struct edges edges_of(struct through *through, const struct gl_nw_balancer *balancer)
{
    struct edges edges = {0};

    if (!through->asking->from->is_internet || balancer->endpoint == GL_NW_NONE || !balancer->resource)
        return edges;
    add_edges_of(through, balancer, balancer->resource, &edges);
    for (size_t i = 0; i < balancer->len; i++) {
        if (balancer->listeners[i].resource && balancer->listeners[i].resource != balancer->resource)
            add_edges_of(through, balancer, balancer->listeners[i].resource, &edges);
    }
    return edges;
}

static bool leads_to_endpoint_of(const struct through *through, const struct gl_nw_balancer *balancer)
{
    return balancer->endpoint != GL_NW_NONE && leads_to_endpoint(through, balancer->endpoint);
}

/* The balancer itself is asked for. */
static void ask_edges(struct through *through, const struct gl_nw_balancer *balancer,
                      const struct edges *edges)
{
    const struct gl_nw_endpoint *endpoint = &through->asking->cache->nw->endpoints[balancer->endpoint];

    for (size_t i = 0; i < edges->len; i++) {
        struct chain chain = {.truth = GL_MATCH_YES};
        struct gl_nw_tried tried =
            try_all(through, &edges->items[i], 1, nics_of(endpoint), through->asking->ports);

        if (tried.is_set && add_leg(through, &chain, &tried))
            finish(through, &chain, 0);
    }
}

void gl_nw_ask_through(struct gl_nw_asking *asking)
{
    const struct gl_nw *nw = asking->cache->nw;
    struct through through = {.asking = asking,
                              .is_receiver = GL_NEW_ARRAY(asking->arena, bool, nw->nic_len)};

    for (size_t i = 0; i < asking->to->nic_len; i++)
        through.is_receiver[asking->to->nics[i]] = true;
    for (uint32_t i = 0; i < nw->balancer_len && asking->to->nic_len; i++) {
        const struct gl_nw_balancer *balancer = &nw->balancers[i];
        struct chain chain = {
            .senders = asking->senders, .sender_len = asking->sender_len, .truth = GL_MATCH_YES};
        struct edges edges = edges_of(&through, balancer);

        if (gl_nw_asking_is_over(asking))
            return;
        enter(&through, balancer, &chain, 0);
        if (leads_to_endpoint_of(&through, balancer))
            ask_edges(&through, balancer, &edges);
        for (size_t k = 0; k < edges.len; k++) { /* one after the other: each has a way of its own */
            chain.senders = &edges.items[k];
            chain.sender_len = 1;
            enter(&through, balancer, &chain, 0);
        }
    }
}
