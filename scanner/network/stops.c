#include "network/stops.h"

#include "network/filter.h"
#include "network/pod.h"
#include "network/words.h"

enum { MOST_RULES = 3 };

struct stopping {
    struct gl_nw_cache *cache;
    struct gl_arena *arena;
    const struct gl_nw *nw;
    const struct gl_nw_ends *ends;
    const struct gl_nw_flow *flow;
    struct gl_ipset source, destination; /* as filters see them */
    uint32_t asked;                      /* ports, in the pool */
    struct gl_portset ports;
    struct gl_nw_stops stops;
};

const char *gl_nw_why_layer(enum gl_nw_why why)
{
    switch (why) {
    case GL_NW_BY_ROUTE:
    case GL_NW_BY_BLACKHOLE:
    case GL_NW_BY_LOOP:
    case GL_NW_BY_ADDRESS:
        return "route";
    case GL_NW_BY_PUBLIC:
        return "public address";
    case GL_NW_BY_NAT:
        return "NAT gateway";
    case GL_NW_BY_PEERING:
        return "peering";
    case GL_NW_BY_ATTACHMENT:
        return "gateway";
    case GL_NW_BY_GROUP_EGRESS:
    case GL_NW_BY_GROUP_INGRESS:
        return "security group";
    case GL_NW_BY_ACL_EGRESS:
    case GL_NW_BY_ACL_INGRESS:
        return "network ACL";
    case GL_NW_BY_POLICY_EGRESS:
    case GL_NW_BY_POLICY_INGRESS:
        return "network policy";
    case GL_NW_BY_LISTENER:
        return "listener";
    case GL_NW_BY_NOTHING:
    case GL_NW_BY_UNKNOWN:
        break;
    }
    return "something that is not known";
}

static struct gl_nw_stop *add(struct stopping *stopping, enum gl_nw_why by, struct gl_nw_node node,
                              const struct gl_resource *resource, struct gl_str sentence)
{
    struct gl_nw_stop *stop =
        GL_PUSH(stopping->arena, stopping->stops.items, stopping->stops.len, stopping->stops.capacity);

    *stop = (struct gl_nw_stop){.by = by, .node = node, .resource = resource, .sentence = sentence};
    if (resource)
        stop->span = resource->span;
    return stop;
}

static bool is_closed(struct stopping *stopping, struct gl_nw_passes passes)
{
    return gl_port_pool_both(&stopping->cache->pool, passes.may, stopping->asked) == GL_PORTS_NONE;
}

/* ---- security groups ---- */

/* Rules that concern the ports, as "members of A, 10.0.0.0/16"; the first one's place. */
static size_t add_rules(struct stopping *stopping, struct gl_buf *out, const struct gl_nw_guard *guard,
                        enum gl_direction direction, struct gl_span *ret_span)
{
    size_t count = 0;

    for (size_t g = 0; g < guard->len; g++) {
        const struct gl_group_statement *statement = guard->groups[g]->statements;

        for (; statement; statement = statement->next) {
            for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next) {
                if (rule->direction != direction || !gl_portset_overlaps(rule->ports, stopping->ports))
                    continue;
                if (count++ == 0)
                    *ret_span = gl_nw_rule_span(rule, statement);
                if (count > MOST_RULES)
                    continue;
                gl_buf_add(out, count > 1 ? GL_STR(", ") : GL_STR(""));
                gl_nw_add_peer(out, rule);
            }
        }
    }
    if (count > MOST_RULES)
        gl_buf_printf(out, " and %zu more", count - MOST_RULES);
    return count;
}

static void add_group_names(struct gl_buf *out, const struct gl_nw_guard *guard)
{
    gl_buf_add(out, guard->len > 1 ? GL_STR("security groups ") : GL_STR("security group "));
    for (size_t i = 0; i < guard->len; i++)
        gl_buf_printf(out, "%s%.*s", i > 0 ? ", " : "", GL_STR_ARG(guard->groups[i]->name));
}

/* "security group A admits TCP 5432 only from members of B" */
static void tell_guard(struct stopping *stopping, const struct gl_nw_nic *nic, struct gl_nw_node node,
                       enum gl_direction direction)
{
    const struct gl_nw_guard *guard = &stopping->nw->guards[nic->guard];
    bool is_ingress = direction == GL_INGRESS;
    struct gl_span span = {0};
    struct gl_nw_stop *stop;
    struct gl_buf out, rules;

    gl_buf_init(&out);
    gl_buf_init(&rules);
    add_group_names(&out, guard);
    gl_buf_printf(&out, " %s%s ", is_ingress ? "admit" : "let", guard->len > 1 ? "" : "s");
    if (add_rules(stopping, &rules, guard, direction, &span)) {
        gl_nw_add_ports(&out, stopping->ports);
        gl_buf_add(&out, is_ingress ? GL_STR(" only from ") : GL_STR(" out only to "));
        gl_buf_add(&out, gl_buf_str(&rules));
    } else {
        gl_buf_add(&out, gl_portset_is_all(stopping->ports) ? GL_STR("nothing") : GL_STR("no "));
        if (!gl_portset_is_all(stopping->ports))
            gl_nw_add_ports(&out, stopping->ports);
        gl_buf_add(&out, is_ingress ? GL_STR(" from anybody") : GL_STR(" out"));
    }
    gl_buf_free(&rules);
    stop =
        add(stopping, is_ingress ? GL_NW_BY_GROUP_INGRESS : GL_NW_BY_GROUP_EGRESS, node,
            guard->len ? guard->groups[0]->resource : nic->resource, gl_nw_sentence(stopping->arena, &out));
    if (gl_span_is_set(span))
        stop->span = span;
}

/* Rules by the other end's addresses, and (inside) by its groups. */
static void ask_guard(struct stopping *stopping, uint32_t nic_at, const struct gl_nw_nic *other,
                      struct gl_ipset addresses, enum gl_direction direction)
{
    const struct gl_nw_nic *nic = &stopping->nw->nics[nic_at];
    const struct gl_nw_filter *filter;

    if (nic->guard == GL_NW_NONE || stopping->nw->guards[nic->guard].is_absent)
        return;
    filter = gl_nw_filter_of_guard(stopping->cache, nic->guard, direction);
    if (!is_closed(stopping, gl_nw_filter_asked(stopping->cache, filter, addresses)))
        return;
    if (other && other->guard != GL_NW_NONE &&
        !is_closed(stopping,
                   gl_nw_filter_members(stopping->cache, filter, &stopping->nw->guards[other->guard])))
        return;
    if (stopping->ends->is_cloudfront &&
        gl_port_pool_both(&stopping->cache->pool, filter->cloudfront_may, stopping->asked) != GL_PORTS_NONE)
        return;
    tell_guard(stopping, nic, (struct gl_nw_node){GL_NW_NIC, nic_at}, direction);
}

/* ---- network ACLs ---- */

static void ask_acl(struct stopping *stopping, uint32_t subnet, struct gl_ipset peers,
                    enum gl_direction direction)
{
    const struct gl_nw_filter *filter = gl_nw_filter_of_subnet(stopping->cache, subnet, direction);
    const struct gl_nw_subnet *where = &stopping->nw->subnets[subnet];
    struct gl_buf out;

    if (!is_closed(stopping, gl_nw_filter_asked(stopping->cache, filter, peers)))
        return;
    gl_buf_init(&out);
    gl_buf_printf(&out, "network ACL %.*s of subnet %.*s lets no ",
                  GL_STR_ARG(where->acl == GL_NW_NONE ? GL_STR("") : stopping->nw->acls[where->acl].name),
                  GL_STR_ARG(where->name));
    gl_nw_add_ports(&out, stopping->ports);
    gl_buf_add(&out, direction == GL_INGRESS ? GL_STR(" in from ") : GL_STR(" out to "));
    gl_nw_add_addresses(&out, peers);
    add(stopping, direction == GL_INGRESS ? GL_NW_BY_ACL_INGRESS : GL_NW_BY_ACL_EGRESS,
        (struct gl_nw_node){GL_NW_SUBNET, subnet},
        where->acl == GL_NW_NONE ? where->resource : stopping->nw->acls[where->acl].resource,
        gl_nw_sentence(stopping->arena, &out));
}

/* ---- ways in from the internet ---- */

static bool is_internet_row(const struct gl_nw *nw, const struct gl_nw_route *route)
{
    if (route->is_dropped || !gl_ipset_has_public(route->to))
        return false;
    return route->is_elsewhere || route->gateway == GL_NW_NONE ||
           nw->gateways[route->gateway].kind == GL_NW_IGW;
}

/* Without a route to the internet gateway no answer leaves, and AWS calls the subnet private. */
static void ask_internet_route(struct stopping *stopping, uint32_t subnet)
{
    const struct gl_nw_subnet *where = &stopping->nw->subnets[subnet];
    const struct gl_nw_table *table;
    struct gl_nw_stop *stop;

    if (where->table == GL_NW_NONE)
        return;
    table = &stopping->nw->tables[where->table];
    if (table->unknown)
        return;
    for (size_t i = 0; i < table->len; i++) {
        if (!table->routes[i].is_local && is_internet_row(stopping->nw, &table->routes[i]))
            return;
    }
    stop = add(stopping, GL_NW_BY_ROUTE, (struct gl_nw_node){GL_NW_SUBNET, subnet}, table->resource,
               gl_arena_printf(stopping->arena,
                               "route table %.*s of subnet %.*s has no route to an internet gateway",
                               GL_STR_ARG(table->name), GL_STR_ARG(where->name)));
    stop->is_reply = true;
}

static void ask_public(struct stopping *stopping, uint32_t nic_at)
{
    const struct gl_nw *nw = stopping->nw;
    const struct gl_nw_nic *nic = &nw->nics[nic_at];
    const struct gl_nw_vpc *vpc = &nw->vpcs[nw->subnets[nic->subnet].vpc];
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[nic->endpoint];
    struct gl_nw_node node = {GL_NW_NIC, nic_at};
    struct gl_nw_stop *stop;

    if (vpc->has_internet_gateway == GL_MATCH_NO)
        add(stopping, GL_NW_BY_ATTACHMENT, (struct gl_nw_node){GL_NW_VPC, nw->subnets[nic->subnet].vpc},
            vpc->resource,
            gl_arena_printf(stopping->arena, "VPC %.*s has no internet gateway", GL_STR_ARG(vpc->name)));
    if (nic->is_public != GL_MATCH_NO || nic->is_public_ipv6)
        return;
    stop = add(stopping, GL_NW_BY_PUBLIC, node, endpoint->resource,
               gl_arena_printf(stopping->arena, "%.*s has no public address", GL_STR_ARG(endpoint->name)));
    if (nic->public_by && gl_span_is_set(nic->public_by->span))
        stop->span = nic->public_by->span;
}

/* ---- network policies ---- */

static void ask_policy(struct stopping *stopping, uint32_t nic_at, const struct gl_nw_nic *other,
                       struct gl_ipset peers, enum gl_direction direction)
{
    const struct gl_nw *nw = stopping->nw;
    uint32_t pod = nw->nics[nic_at].endpoint;
    struct gl_nw_pod_ports admitted;
    struct gl_buf out;

    if (!gl_nw_is_pod(nw, pod))
        return;
    admitted =
        gl_nw_pod_admits(nw, stopping->arena, pod, direction, other ? other->endpoint : GL_NW_NONE, peers);
    if (gl_portset_overlaps(admitted.may, stopping->ports))
        return;
    gl_buf_init(&out);
    gl_buf_printf(&out, "network policies of %.*s let ", GL_STR_ARG(nw->endpoints[pod].name));
    gl_buf_add(&out, gl_portset_is_all(stopping->ports) ? GL_STR("nothing") : GL_STR("no "));
    if (!gl_portset_is_all(stopping->ports))
        gl_nw_add_ports(&out, stopping->ports);
    gl_buf_add(&out, direction == GL_INGRESS ? GL_STR(" in from ") : GL_STR(" out to "));
    if (other)
        gl_buf_add(&out, nw->endpoints[other->endpoint].name);
    else
        gl_nw_add_addresses(&out, peers);
    add(stopping, direction == GL_INGRESS ? GL_NW_BY_POLICY_INGRESS : GL_NW_BY_POLICY_EGRESS,
        (struct gl_nw_node){GL_NW_NIC, nic_at}, nw->endpoints[pod].resource,
        gl_nw_sentence(stopping->arena, &out));
}

/* ---- the way itself ---- */

/* Has the packet to leave the subnet? */
static bool is_in_subnet_of(const struct stopping *stopping, uint32_t subnet)
{
    const struct gl_nw_ends *ends = stopping->ends;

    return ends->to != GL_NW_NONE && stopping->nw->nics[ends->to].subnet == subnet;
}

static uint32_t sender_subnet(const struct stopping *stopping)
{
    const struct gl_nw_node *from = &stopping->ends->from;

    if (from->kind == GL_NW_NIC)
        return stopping->nw->nics[from->index].subnet;
    return from->kind == GL_NW_SUBNET ? from->index : GL_NW_NONE;
}

static void ask_sender(struct stopping *stopping)
{
    const struct gl_nw_ends *ends = stopping->ends;
    const struct gl_nw_nic *to = ends->to == GL_NW_NONE ? NULL : &stopping->nw->nics[ends->to];
    uint32_t subnet = sender_subnet(stopping);

    if (ends->from.kind == GL_NW_NIC)
        ask_policy(stopping, ends->from.index, to, stopping->destination, GL_EGRESS);
    if (ends->from.kind == GL_NW_NIC)
        ask_guard(stopping, ends->from.index, to, stopping->destination, GL_EGRESS);
    if (subnet != GL_NW_NONE && !is_in_subnet_of(stopping, subnet))
        ask_acl(stopping, subnet, stopping->destination, GL_EGRESS);
}

static void ask_receiver(struct stopping *stopping)
{
    const struct gl_nw_ends *ends = stopping->ends;
    const struct gl_nw_nic *from =
        ends->from.kind == GL_NW_NIC ? &stopping->nw->nics[ends->from.index] : NULL;
    uint32_t subnet;

    if (ends->to == GL_NW_NONE)
        return;
    subnet = stopping->nw->nics[ends->to].subnet;
    if (ends->from.kind == GL_NW_INTERNET && !ends->is_cloudfront)
        ask_public(stopping, ends->to);
    if (sender_subnet(stopping) != subnet)
        ask_acl(stopping, subnet, stopping->source, GL_INGRESS);
    ask_guard(stopping, ends->to, from, stopping->source, GL_INGRESS);
    ask_policy(stopping, ends->to, from, stopping->source, GL_INGRESS);
    if (ends->from.kind == GL_NW_INTERNET)
        ask_internet_route(stopping, subnet);
}

/* No row of the sender's table, but local ones, leads to any destination outside. */
static void ask_route_out(struct stopping *stopping)
{
    uint32_t subnet = sender_subnet(stopping);
    const struct gl_nw_subnet *where;
    const struct gl_nw_table *table;

    if (stopping->ends->to != GL_NW_NONE || subnet == GL_NW_NONE ||
        stopping->nw->subnets[subnet].table == GL_NW_NONE)
        return;
    where = &stopping->nw->subnets[subnet];
    table = &stopping->nw->tables[where->table];
    for (size_t i = 0; i < table->len; i++) {
        if (!table->routes[i].is_local && !table->routes[i].is_dropped &&
            gl_ipset_overlaps(table->routes[i].to, stopping->destination))
            return;
    }
    if (!table->unknown)
        add(stopping, GL_NW_BY_ROUTE, (struct gl_nw_node){GL_NW_SUBNET, subnet}, table->resource,
            gl_arena_printf(stopping->arena, "route table %.*s of subnet %.*s has no route there",
                            GL_STR_ARG(table->name), GL_STR_ARG(where->name)));
}

static bool is_told(const struct stopping *stopping, enum gl_nw_why by)
{
    for (size_t i = 0; i < stopping->stops.len; i++) {
        if (stopping->stops.items[i].by == by)
            return true;
    }
    return false;
}

static const char *why_text(enum gl_nw_why why)
{
    switch (why) {
    case GL_NW_BY_ROUTE:
        return "no route leads there from";
    case GL_NW_BY_BLACKHOLE:
        return "the route there is a blackhole at";
    case GL_NW_BY_ADDRESS:
        return "nobody has the destination address, as seen from";
    case GL_NW_BY_PUBLIC:
        return "there is no public address for the sender at";
    case GL_NW_BY_NAT:
        return "no connection can be opened into";
    case GL_NW_BY_PEERING:
        return "a peering connection is not active, or leads to its own VPC only, at";
    case GL_NW_BY_ATTACHMENT:
        return "the gateway of the route is not attached, at";
    case GL_NW_BY_LOOP:
        return "routes lead in a circle at";
    default:
        return "it is stopped at";
    }
}

/* What the journey itself ran into, where no layer above has told it. */
static void ask_journey(struct stopping *stopping, const struct gl_nw_journey *journey, enum gl_nw_why why,
                        uint32_t hop_at, bool is_reply)
{
    struct gl_nw_node node = {0};
    const struct gl_nw_hop *hop = NULL;
    struct gl_nw_stop *stop;

    if (why == GL_NW_BY_NOTHING || is_told(stopping, why))
        return;
    if (journey && hop_at < journey->len) {
        hop = &journey->hops[hop_at];
        node = hop->node;
    }
    stop =
        add(stopping, why, node, hop ? gl_nw_node_resource(stopping->nw, node) : NULL,
            gl_arena_printf(stopping->arena, "%s%s %.*s", is_reply ? "for the answer, " : "", why_text(why),
                            GL_STR_ARG(hop ? gl_nw_node_name(stopping->nw, node) : GL_STR("the sender"))));
    stop->is_reply = is_reply;
    if (hop && hop->route && hop->route->resource)
        stop->span = hop->route->resource->span;
}

struct gl_nw_stops gl_nw_stops_of(struct gl_nw_cache *cache, struct gl_arena *arena,
                                  const struct gl_nw_ends *ends, const struct gl_nw_flow *flow,
                                  struct gl_portset ports)
{
    struct stopping stopping = {.cache = cache,
                                .arena = arena,
                                .nw = cache->nw,
                                .ends = ends,
                                .flow = flow,
                                .source = flow->source,
                                .destination = flow->destinations,
                                .ports = ports,
                                .asked = gl_port_pool_add(&cache->pool, ports)};

    if (ends->to != GL_NW_NONE)
        stopping.destination = cache->nw->nics[ends->to].addresses;
    ask_sender(&stopping);
    ask_route_out(&stopping);
    ask_receiver(&stopping);
    if (!is_told(&stopping, GL_NW_BY_PUBLIC) || flow->stopped != GL_NW_BY_ADDRESS)
        ask_journey(&stopping, flow->journey, flow->stopped, flow->stopped_hop, false);
    if (flow->stopped == GL_NW_BY_NOTHING && !is_told(&stopping, GL_NW_BY_ROUTE))
        ask_journey(&stopping, flow->reply, flow->reply_stopped, flow->reply_stopped_hop, true);
    return stopping.stops;
}
