/* Ways from another VPC, over peering connections and transit gateways, and from onprem. What goes one way
 * may be answered by another: routers keep no state.
 *
 * Sources: Amazon VPC peering guide (not transitive; groups of the peer may be named); Amazon VPC transit
 * gateways guide, "How transit gateways work", "How network ACLs work with transit gateways". */
#include "base/limits.h"
#include "network/depth_link.h"

struct links {
    struct gl_nw_link *items;
    size_t len, capacity;
};

static bool is_answered(const struct gl_nw_pair *pair)
{
    return !gl_portset_is_empty(pair->reply);
}

static bool is_pending(const struct gl_resource *resource)
{
    static const char *const words[] = {"pending-acceptance", "pendingAcceptance"};
    struct gl_str state;
    const struct gl_value *value = gl_value_get(&resource->properties, GL_STR("State"));

    return value && gl_value_text(value, &state) && GL_STR_IS_ONE_OF(state, words);
}

/* ---- peering ---- */

static void need_peering(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                         const struct gl_nw_link *link)
{
    const struct gl_nw_gateway *gateway = link->gateway;
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);

    gl_nw_condition_set(condition, way, gateway->is_active);
    condition->resource = gateway->resource;
    condition->span = gateway->resource->span;
    condition->text = gl_arena_printf(walk->arena, "peering connection %.*s", GL_STR_ARG(gateway->name));
    if (gateway->is_active != GL_MATCH_NO || is_pending(gateway->resource))
        gl_nw_link_option(walk, condition, GL_NW_CHANGE_ACCEPT, gl_nw_link_number(walk, link), GL_NW_NONE,
                          gateway->resource);
}

static void peering_forward(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                            const struct gl_nw_pair *pair, const struct gl_nw_link *link)
{
    const struct gl_nw_depth_far to = gl_nw_pair_receiver(pair, GL_MATCH_YES);

    need_peering(walk, way, link);
    if (pair->from->nic != GL_NW_NONE)
        gl_nw_depth_group(walk, way, pair->from->nic, GL_EGRESS, pair->ports, to);
    gl_nw_depth_route(walk, way, pair->from->subnet, gl_nw_link_number(walk, link), to);
    gl_nw_depth_acl(walk, way, pair->from->subnet, GL_EGRESS, pair->ports, to);
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_INGRESS, pair->ports,
                    gl_nw_pair_sender(pair, GL_MATCH_YES));
    gl_nw_depth_group(walk, way, pair->to->nic, GL_INGRESS, pair->ports,
                      gl_nw_pair_sender(pair, GL_MATCH_YES));
}

static void peering_back(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                         const struct gl_nw_pair *pair, const struct gl_nw_link *link)
{
    const struct gl_nw_depth_far from = gl_nw_pair_sender(pair, GL_MATCH_NO);

    need_peering(walk, way, link);
    gl_nw_depth_route(walk, way, pair->to->subnet, gl_nw_link_number(walk, link), from);
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_EGRESS, pair->reply, from);
    gl_nw_depth_acl(walk, way, pair->from->subnet, GL_INGRESS, pair->reply,
                    gl_nw_pair_receiver(pair, GL_MATCH_NO));
}

/* ---- virtual private gateways ---- */

static void private_forward(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                            const struct gl_nw_pair *pair)
{
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_INGRESS, pair->ports,
                    gl_nw_pair_sender(pair, GL_MATCH_NO));
    gl_nw_depth_group(walk, way, pair->to->nic, GL_INGRESS, pair->ports,
                      gl_nw_pair_sender(pair, GL_MATCH_NO));
}

static void private_back(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                         const struct gl_nw_pair *pair, const struct gl_nw_link *link)
{
    const struct gl_nw_depth_far from = gl_nw_pair_sender(pair, GL_MATCH_NO);

    gl_nw_depth_route(walk, way, pair->to->subnet, gl_nw_link_number(walk, link), from);
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_EGRESS, pair->reply, from);
}

/* ---- either way ---- */

static void forward(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, const struct gl_nw_pair *pair,
                    const struct gl_nw_link *link)
{
    if (link->gateway->kind == GL_NW_PEERING)
        peering_forward(walk, way, pair, link);
    else if (link->gateway->kind == GL_NW_TGW)
        gl_nw_transit_forward(walk, way, pair, link);
    else
        private_forward(walk, way, pair);
}

static void back(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, const struct gl_nw_pair *pair,
                 const struct gl_nw_link *link)
{
    if (link->gateway->kind == GL_NW_PEERING)
        peering_back(walk, way, pair, link);
    else if (link->gateway->kind == GL_NW_TGW)
        gl_nw_transit_back(walk, way, pair, link);
    else
        private_back(walk, way, pair, link);
}

/* ---- pairs and ports ---- */

/* ACLs of the subnets in which a transit gateway has interfaces. */
static void add_doors(struct gl_nw_port_classes *classes, const struct gl_nw_link *link,
                      enum gl_direction forwards)
{
    enum gl_direction other = forwards == GL_INGRESS ? GL_EGRESS : GL_INGRESS;

    if (link->gateway->kind != GL_NW_TGW)
        return;
    for (size_t i = 0; i < link->near->subnet_len; i++)
        gl_nw_classes_add_acl(classes, link->near->subnets[i], forwards);
    for (size_t i = 0; i < link->far->subnet_len; i++)
        gl_nw_classes_add_acl(classes, link->far->subnets[i], other);
}

static struct gl_portset *ports_between(struct gl_nw_depth_walk *walk, const struct gl_nw_pair *pair,
                                        const struct gl_nw_link *link, size_t *ret_len)
{
    const struct gl_nw_endpoint *endpoint = &walk->nw->endpoints[walk->endpoint];
    struct gl_nw_port_classes classes = {.nw = walk->nw,
                                         .arena = walk->arena,
                                         .within = endpoint->ports,
                                         .protocol = gl_nw_depth_protocol(endpoint)};
    struct gl_portset *sets;

    if (pair->from->nic != GL_NW_NONE)
        gl_nw_classes_add_guard(&classes, pair->from->nic, GL_EGRESS);
    if (pair->from->subnet != GL_NW_NONE)
        gl_nw_classes_add_acl(&classes, pair->from->subnet, GL_EGRESS);
    gl_nw_classes_add_acl(&classes, pair->to->subnet, GL_INGRESS);
    gl_nw_classes_add_guard(&classes, pair->to->nic, GL_INGRESS);
    add_doors(&classes, link, GL_INGRESS);
    sets = gl_nw_classes_finish(&classes, ret_len);
    walk->is_cut |= classes.is_cut;
    return sets;
}

static struct gl_portset *replies_between(struct gl_nw_depth_walk *walk, const struct gl_nw_pair *pair,
                                          const struct gl_nw_link *link, size_t *ret_len)
{
    struct gl_nw_port_classes classes = {.nw = walk->nw,
                                         .arena = walk->arena,
                                         .within = gl_portset_of_protocol(walk->arena, GL_PROTO_TCP),
                                         .protocol = GL_PROTO_TCP};
    struct gl_portset *sets;

    if (gl_nw_depth_protocol(&walk->nw->endpoints[walk->endpoint]) != GL_PROTO_TCP) {
        *ret_len = 1;
        return GL_NEW(walk->arena, struct gl_portset);
    }
    gl_nw_classes_add_acl(&classes, pair->to->subnet, GL_EGRESS);
    if (pair->from->subnet != GL_NW_NONE)
        gl_nw_classes_add_acl(&classes, pair->from->subnet, GL_INGRESS);
    add_doors(&classes, link, GL_EGRESS);
    sets = gl_nw_classes_finish(&classes, ret_len);
    walk->is_cut |= classes.is_cut;
    return sets;
}

static struct gl_str over(struct gl_nw_depth_walk *walk, const struct gl_nw_link *link)
{
    static const char *const kinds[] = {"peering connection", "transit gateway", "virtual private gateway"};
    size_t kind = link->gateway->kind == GL_NW_PEERING ? 0 : link->gateway->kind == GL_NW_TGW ? 1 : 2;

    return gl_arena_printf(walk->arena, "%s %.*s", kinds[kind], GL_STR_ARG(link->gateway->name));
}

static void for_ports(struct gl_nw_depth_walk *walk, const struct gl_nw_route_in *like,
                      struct gl_nw_pair *pair, const struct gl_nw_link *there, const struct gl_nw_link *home)
{
    size_t port_len, reply_len;
    struct gl_portset *ports = ports_between(walk, pair, there, &port_len),
                      *replies = replies_between(walk, pair, home, &reply_len);

    for (size_t p = 0; p < port_len; p++) {
        for (size_t r = 0; r < reply_len; r++) {
            struct gl_nw_route_in way = *like;

            pair->ports = way.ports = ports[p];
            pair->reply = replies[r];
            forward(walk, &way, pair, there);
            if (is_answered(pair))
                back(walk, &way, pair, home);
            gl_nw_depth_add_way(walk, &way);
        }
    }
}

static void by_links(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, struct gl_nw_pair *pair,
                     const struct links *links)
{
    bool has_answers = gl_nw_depth_protocol(&walk->nw->endpoints[walk->endpoint]) == GL_PROTO_TCP;

    for (size_t i = 0; i < links->len; i++) {
        for (size_t k = 0; k < links->len; k++) {
            const struct gl_nw_link *there = &links->items[i], *home = &links->items[k];

            if (!has_answers && i != k)
                continue;
            way->name = gl_arena_printf(walk->arena, "over %.*s", GL_STR_ARG(over(walk, there)));
            if (i != k)
                way->name = gl_arena_printf(walk->arena, "%.*s, answered over %.*s", GL_STR_ARG(way->name),
                                            GL_STR_ARG(over(walk, home)));
            for_ports(walk, way, pair, there, home);
        }
    }
}

static void from_end(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                     const struct gl_nw_depth_end *from, uint32_t nic, const struct links *links)
{
    struct gl_nw_depth_end ends[GL_NW_END_ADDRESSES];
    size_t len = gl_nw_depth_ends(walk, nic, from->address.v6.len ? GL_IPV6 : GL_IPV4, ends);

    way->origin = from->address;
    for (size_t i = 0; i < len; i++) {
        struct gl_nw_pair pair = {.from = from, .to = &ends[i]};

        by_links(walk, way, &pair, links);
    }
}

/* ---- senders ---- */

static bool is_sender(const struct gl_nw *nw, const struct gl_nw_nic *nic)
{
    enum gl_nw_role role = nw->endpoints[nic->endpoint].role;

    return nic->exists != GL_MATCH_NO &&
           (role == GL_NW_ROLE_HOST || role == GL_NW_ROLE_POD || role == GL_NW_ROLE_OTHER);
}

static bool is_like_one_before(const struct gl_nw *nw, const uint32_t *nics, size_t len, uint32_t nic)
{
    for (size_t i = 0; i < len; i++) {
        if (nw->nics[nics[i]].subnet == nw->nics[nic].subnet &&
            nw->nics[nics[i]].guard == nw->nics[nic].guard)
            return true;
    }
    return false;
}

/* Interfaces of a VPC that can begin a connection. Where there are many, one for each subnet and list of
 * groups: only their addresses tell the others apart. */
static size_t senders_of(struct gl_nw_depth_walk *walk, uint32_t vpc,
                         uint32_t senders[static GL_MAX_NW_SENDERS])
{
    const struct gl_nw *nw = walk->nw;
    size_t count = 0, len = 0;

    for (uint32_t i = 0; i < nw->nic_len; i++)
        count += nw->subnets[nw->nics[i].subnet].vpc == vpc && is_sender(nw, &nw->nics[i]);
    for (uint32_t i = 0; i < nw->nic_len; i++) {
        if (nw->subnets[nw->nics[i].subnet].vpc != vpc || !is_sender(nw, &nw->nics[i]) ||
            (count > GL_MAX_NW_SENDERS && is_like_one_before(nw, senders, len, i)))
            continue;
        if (len == GL_MAX_NW_SENDERS) {
            walk->is_cut = true;
            break;
        }
        senders[len++] = i;
    }
    return len;
}

/* Nobody is there yet: somebody in any of its subnets. */
static void from_subnets(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t vpc,
                         uint32_t nic, const struct links *links)
{
    for (uint32_t i = 0; i < walk->nw->subnet_len; i++) {
        struct gl_nw_depth_end from = {.nic = GL_NW_NONE, .subnet = i};

        if (walk->nw->subnets[i].vpc != vpc)
            continue;
        from.address.v4 = walk->nw->subnets[i].blocks.v4;
        if (from.address.v4.len == 0)
            from.address = gl_ipset_all(GL_IPV4);
        from_end(walk, way, &from, nic, links);
    }
}

static void from_vpc(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t vpc, uint32_t nic,
                     const struct links *links)
{
    uint32_t senders[GL_MAX_NW_SENDERS];
    size_t len = senders_of(walk, vpc, senders);

    way->reach = GL_NW_ONE_OF;
    if (len == 0)
        from_subnets(walk, way, vpc, nic, links);
    for (size_t i = 0; i < len; i++) {
        for (int family = GL_IPV4; family <= GL_IPV6; family++) {
            struct gl_nw_depth_end ends[GL_NW_END_ADDRESSES];
            size_t end_len = gl_nw_depth_ends(walk, senders[i], (enum gl_ip_family)family, ends);

            for (size_t k = 0; k < end_len; k++)
                from_end(walk, way, &ends[k], nic, links);
        }
    }
}

static const struct gl_nw_attachment *attachment_of(const struct gl_nw_gateway *gateway, uint32_t vpc)
{
    for (size_t i = 0; i < gateway->attachment_len; i++) {
        if (gateway->attachments[i].vpc == vpc)
            return &gateway->attachments[i];
    }
    return NULL;
}

static void add_link(struct gl_nw_depth_walk *walk, struct links *links, const struct gl_nw_gateway *gateway,
                     const struct gl_nw_attachment *near, const struct gl_nw_attachment *far)
{
    *GL_PUSH(walk->arena, links->items, links->len, links->capacity) =
        (struct gl_nw_link){gateway, near, far};
}

/* What connects a VPC with the one of the receiver. */
static struct links links_from(struct gl_nw_depth_walk *walk, uint32_t vpc, uint32_t own)
{
    struct links links = {0};

    for (uint32_t g = 0; g < walk->nw->gateway_len; g++) {
        const struct gl_nw_gateway *gateway = &walk->nw->gateways[g];
        const struct gl_nw_attachment *near = NULL, *far = NULL;

        if (gateway->kind == GL_NW_PEERING &&
            ((gateway->vpc == vpc && gateway->peer == own) || (gateway->vpc == own && gateway->peer == vpc)))
            add_link(walk, &links, gateway, NULL, NULL);
        if (gateway->kind == GL_NW_TGW) {
            near = attachment_of(gateway, vpc);
            far = attachment_of(gateway, own);
        }
        if (near && far)
            add_link(walk, &links, gateway, near, far);
    }
    return links;
}

void gl_nw_depth_peer(struct gl_nw_depth_walk *walk, uint32_t vpc)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[walk->endpoint];
    struct links links = {0};
    uint32_t before = GL_NW_NONE;

    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        uint32_t nic = endpoint->first_nic + i, own = nw->subnets[nw->nics[nic].subnet].vpc;
        struct gl_nw_route_in way = {0};

        if (own != before)
            links = links_from(walk, vpc, own);
        before = own;
        if (links.len)
            from_vpc(walk, &way, vpc, nic, &links);
    }
}

/* ---- onprem ---- */

/* Addresses outside: what a route to the gateway covers, else any private one that no VPC of the scan has. */
static struct gl_ipset outside_of(struct gl_nw_depth_walk *walk, const struct gl_nw_gateway *gateway)
{
    static const struct gl_range private_blocks[] = {
        {0x0a000000u, 0x0affffffu}, {0xac100000u, 0xac1fffffu}, {0xc0a80000u, 0xc0a8ffffu}};
    struct gl_ipset set = {.v4 = {private_blocks, sizeof private_blocks / sizeof *private_blocks}};
    struct gl_ipset_builder inside;

    if (gateway->is_outside_known && !gl_ipset_is_empty(gateway->outside))
        return gateway->outside;
    gl_ipset_builder_init(&inside, walk->arena);
    for (uint32_t i = 0; i < walk->nw->vpc_len; i++)
        gl_ipset_builder_add_set(&inside, walk->nw->vpcs[i].blocks);
    return gl_ipset_difference(walk->arena, set, gl_ipset_builder_finish(&inside));
}

/* Each has addresses of its own where routes of its VPNs tell them. */
static void add_outside(struct gl_nw_depth_walk *walk, struct gl_ipset *set, struct links *links,
                        const struct gl_nw_link *link)
{
    *set = gl_ipset_union(walk->arena, *set, outside_of(walk, link->gateway));
    add_link(walk, links, link->gateway, link->near, link->far);
}

static void from_onprem(struct gl_nw_depth_walk *walk, uint32_t nic)
{
    const struct gl_nw *nw = walk->nw;
    uint32_t vpc = nw->subnets[nw->nics[nic].subnet].vpc, private_gateway = nw->vpcs[vpc].private_gateway;
    struct gl_nw_depth_end from = {.nic = GL_NW_NONE, .subnet = GL_NW_NONE};
    struct gl_nw_route_in way = {.reach = GL_NW_SOME};
    struct links links = {0};

    if (private_gateway != GL_NW_NONE)
        add_outside(walk, &from.address, &links,
                    &(struct gl_nw_link){&nw->gateways[private_gateway], NULL, NULL});
    for (uint32_t g = 0; g < nw->gateway_len; g++) {
        const struct gl_nw_gateway *gateway = &nw->gateways[g];
        const struct gl_nw_attachment *far = gateway->kind == GL_NW_TGW ? attachment_of(gateway, vpc) : NULL;

        for (size_t k = 0; far && k < gateway->attachment_len; k++) {
            if (gateway->attachments[k].is_onprem)
                add_outside(walk, &from.address, &links,
                            &(struct gl_nw_link){gateway, &gateway->attachments[k], far});
        }
    }
    if (links.len)
        from_end(walk, &way, &from, nic, &links);
}

void gl_nw_depth_onprem(struct gl_nw_depth_walk *walk)
{
    const struct gl_nw_endpoint *endpoint = &walk->nw->endpoints[walk->endpoint];

    for (uint32_t i = 0; i < endpoint->nic_len; i++)
        from_onprem(walk, endpoint->first_nic + i);
}
