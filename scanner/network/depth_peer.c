/* Ways from another VPC: over peering connections and transit gateways.
 *
 * Sources: Amazon VPC peering guide (not transitive; groups of the peer may be named); Amazon VPC transit
 * gateways guide, "How transit gateways work", "How network ACLs work with transit gateways". */
#include "base/limits.h"
#include "network/depth_way.h"

/* A sender, a receiver, and a port each way. */
struct pair {
    const struct gl_nw_depth_end *from, *to;
    struct gl_portset ports, reply; /* reply empty: answers do not matter */
};

typedef void fill_fn(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, const struct pair *pair,
                     const void *by);

static struct gl_nw_depth_far sender_of(const struct pair *pair, enum gl_match names_groups)
{
    return (struct gl_nw_depth_far){.addresses = pair->from->address,
                                    .is_origin = true,
                                    .is_known = pair->from->is_known,
                                    .nic = pair->from->nic,
                                    .names_groups = names_groups};
}

static struct gl_nw_depth_far receiver_of(const struct pair *pair, enum gl_match names_groups)
{
    return (struct gl_nw_depth_far){.addresses = pair->to->address,
                                    .is_known = pair->to->is_known,
                                    .nic = pair->to->nic,
                                    .names_groups = names_groups};
}

static bool is_answered(const struct pair *pair)
{
    return !gl_portset_is_empty(pair->reply);
}

static void add_option_of(struct gl_nw_depth_walk *walk, struct gl_nw_condition *condition,
                          enum gl_nw_change_kind kind, uint32_t subject, uint32_t other,
                          const struct gl_resource *resource)
{
    struct gl_nw_change *change = gl_nw_condition_option(walk->arena, condition, kind, subject);

    change->other = other;
    change->resource = resource;
    change->span = resource->span;
    change->name = resource->name;
}

static bool is_pending(const struct gl_resource *resource)
{
    static const char *const words[] = {"pending-acceptance", "pendingAcceptance"};
    struct gl_str state;
    const struct gl_value *value = gl_value_get(&resource->properties, GL_STR("State"));

    return value && gl_value_text(value, &state) && GL_STR_IS_ONE_OF(state, words);
}

/* ---- peering ---- */

static void over_peering(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, const struct pair *pair,
                         const void *by)
{
    const struct gl_nw_gateway *gateway = by;
    uint32_t number = (uint32_t)(gateway - walk->nw->gateways);
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);

    gl_nw_condition_set(condition, way, gateway->is_active);
    condition->resource = gateway->resource;
    condition->span = gateway->resource->span;
    condition->text = gl_arena_printf(walk->arena, "peering connection %.*s", GL_STR_ARG(gateway->name));
    if (gateway->is_active != GL_MATCH_NO || is_pending(gateway->resource))
        add_option_of(walk, condition, GL_NW_CHANGE_ACCEPT, number, GL_NW_NONE, gateway->resource);
    if (pair->from->nic != GL_NW_NONE)
        gl_nw_depth_group(walk, way, pair->from->nic, GL_EGRESS, pair->ports,
                          receiver_of(pair, GL_MATCH_YES));
    gl_nw_depth_route(walk, way, pair->from->subnet, number, receiver_of(pair, GL_MATCH_YES));
    gl_nw_depth_acl(walk, way, pair->from->subnet, GL_EGRESS, pair->ports, receiver_of(pair, GL_MATCH_YES));
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_INGRESS, pair->ports, sender_of(pair, GL_MATCH_YES));
    gl_nw_depth_group(walk, way, pair->to->nic, GL_INGRESS, pair->ports, sender_of(pair, GL_MATCH_YES));
    if (!is_answered(pair))
        return;
    gl_nw_depth_route(walk, way, pair->to->subnet, number, sender_of(pair, GL_MATCH_YES));
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_EGRESS, pair->reply, sender_of(pair, GL_MATCH_YES));
    gl_nw_depth_acl(walk, way, pair->from->subnet, GL_INGRESS, pair->reply, receiver_of(pair, GL_MATCH_YES));
}

/* ---- transit gateways ---- */

/* Two attachments of one gateway. */
struct transit {
    const struct gl_nw_gateway *gateway;
    const struct gl_nw_attachment *near, *far; /* of the sender, of the receiver */
};

static struct gl_str zone_of(const struct gl_nw *nw, uint32_t subnet)
{
    const struct gl_resource *resource = nw->subnets[subnet].resource;
    const struct gl_value *value =
        resource ? gl_value_get(&resource->properties, GL_STR("AvailabilityZone")) : NULL;
    struct gl_str text = {0};

    return value && gl_value_text(value, &text) ? text : (struct gl_str){0};
}

/* The subnet by which an attachment takes in and hands out what belongs to a zone: the one of that zone.
 * NONE: the attachment has none there. *ret_match MAY: which one it is is not known. */
static uint32_t door(const struct gl_nw *nw, const struct gl_nw_attachment *attachment, uint32_t beside,
                     bool is_leaving, enum gl_match *ret_match)
{
    struct gl_str zone = beside == GL_NW_NONE ? (struct gl_str){0} : zone_of(nw, beside);
    bool has_unknown = zone.len == 0;

    *ret_match = GL_MATCH_YES;
    for (size_t i = 0; i < attachment->subnet_len && zone.len; i++) {
        struct gl_str other = zone_of(nw, attachment->subnets[i]);

        has_unknown |= other.len == 0;
        if (other.len && gl_str_eq(zone, other))
            return attachment->subnets[i];
    }
    if (attachment->subnet_len == 0 || (!is_leaving && !has_unknown))
        return GL_NW_NONE;
    if (attachment->subnet_len > 1 || (has_unknown && !is_leaving))
        *ret_match = GL_MATCH_MAY;
    return attachment->subnets[0];
}

/* A zone without a subnet of the attachment: no change of one thing helps. */
static void need_door(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                      const struct gl_nw_attachment *attachment, uint32_t subnet, enum gl_match match)
{
    struct gl_nw_condition *condition;

    if (subnet != GL_NW_NONE && match == GL_MATCH_YES)
        return;
    condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    gl_nw_condition_set(condition, way, subnet == GL_NW_NONE ? GL_MATCH_NO : GL_MATCH_MAY);
    condition->resource = attachment->resource;
    condition->span = attachment->resource->span;
    condition->text =
        gl_arena_printf(walk->arena, "zones of attachment %.*s", GL_STR_ARG(attachment->resource->name));
}

static void need_attachment(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                            const struct transit *transit, const struct gl_nw_attachment *attachment)
{
    struct gl_nw_condition *condition;
    uint32_t number = (uint32_t)(attachment - transit->gateway->attachments);

    if (attachment->exists == GL_MATCH_YES)
        return;
    condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    gl_nw_condition_set(condition, way, attachment->exists);
    condition->resource = attachment->resource;
    condition->span = attachment->resource->span;
    condition->text = gl_arena_printf(walk->arena, "attachment %.*s", GL_STR_ARG(attachment->resource->name));
    add_option_of(walk, condition, GL_NW_CHANGE_ACCEPT, (uint32_t)(transit->gateway - walk->nw->gateways),
                  number, attachment->resource);
}

/* The table of one attachment leads to the other. */
static void need_transit_route(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                               const struct transit *transit, const struct gl_nw_attachment *by,
                               const struct gl_nw_attachment *to, struct gl_nw_depth_far far)
{
    const struct gl_nw *nw = walk->nw;
    uint32_t gateway = (uint32_t)(transit->gateway - nw->gateways),
             attachment = (uint32_t)(to - transit->gateway->attachments);
    struct gl_nw_admitted admitted = gl_nw_table_admits(nw, walk->arena, by->table, gateway, attachment);
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    struct gl_nw_change *change;

    if (by->table == GL_NW_NONE && by->is_table_known)
        admitted = (struct gl_nw_admitted){0};
    condition->culprit = admitted.culprit;
    if (far.is_origin) {
        condition->may = admitted.may;
        condition->sure = admitted.sure;
    } else {
        enum gl_match holds = gl_ipset_contains(admitted.sure, far.addresses)  ? GL_MATCH_YES
                              : gl_ipset_overlaps(admitted.may, far.addresses) ? GL_MATCH_MAY
                                                                               : GL_MATCH_NO;
        gl_nw_condition_set(condition, way, holds);
    }
    condition->resource = by->table == GL_NW_NONE ? by->resource : nw->tables[by->table].resource;
    condition->span = condition->resource ? condition->resource->span : (struct gl_span){0};
    condition->text = by->table == GL_NW_NONE
                          ? gl_arena_printf(walk->arena, "transit gateway route table of %.*s",
                                            GL_STR_ARG(by->resource->name))
                          : gl_arena_printf(walk->arena, "transit gateway route table %.*s",
                                            GL_STR_ARG(nw->tables[by->table].name));
    if (by->table == GL_NW_NONE) /* a table of its own with the route, or one that has it */
        change = gl_nw_condition_option(walk->arena, condition, GL_NW_CHANGE_TRANSIT_TABLE,
                                        (uint32_t)(by - transit->gateway->attachments));
    else
        change = gl_nw_condition_option(walk->arena, condition, GL_NW_CHANGE_TRANSIT_ROUTE, by->table);
    change->other = attachment;
    change->resource = condition->resource;
    change->span = condition->span;
    change->name = by->table == GL_NW_NONE ? by->resource->name : nw->tables[by->table].name;
    change->target_name = to->resource->name;
    change->peers = far.addresses;
}

static enum gl_match names_groups(const struct gl_nw_gateway *gateway)
{
    if (!gateway->is_refers_known)
        return GL_MATCH_MAY;
    return gateway->refers_groups ? GL_MATCH_YES : GL_MATCH_NO;
}

/* The opening packet, from the sender's subnet into the gateway and out of it to the receiver. */
static void forward(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, const struct pair *pair,
                    const struct transit *transit)
{
    const struct gl_nw_depth_far to = receiver_of(pair, GL_MATCH_NO), from = sender_of(pair, GL_MATCH_NO);
    uint32_t gateway = (uint32_t)(transit->gateway - walk->nw->gateways), in = GL_NW_NONE, out;
    enum gl_match match;

    if (pair->from->subnet != GL_NW_NONE) {
        if (pair->from->nic != GL_NW_NONE)
            gl_nw_depth_group(walk, way, pair->from->nic, GL_EGRESS, pair->ports, to);
        gl_nw_depth_route(walk, way, pair->from->subnet, gateway, to);
        gl_nw_depth_acl(walk, way, pair->from->subnet, GL_EGRESS, pair->ports, to);
        in = door(walk->nw, transit->near, pair->from->subnet, false, &match);
        need_door(walk, way, transit->near, in, match);
        if (in != GL_NW_NONE)
            gl_nw_depth_acl(walk, way, in, GL_INGRESS, pair->ports, from);
    }
    need_transit_route(walk, way, transit, transit->near, transit->far, to);
    out = door(walk->nw, transit->far, pair->from->subnet, true, &match);
    need_door(walk, way, transit->far, out, match);
    if (out != pair->to->subnet) {
        if (out != GL_NW_NONE)
            gl_nw_depth_acl(walk, way, out, GL_EGRESS, pair->ports, to);
        gl_nw_depth_acl(walk, way, pair->to->subnet, GL_INGRESS, pair->ports, from);
    }
    gl_nw_depth_group(walk, way, pair->to->nic, GL_INGRESS, pair->ports,
                      sender_of(pair, names_groups(transit->gateway)));
}

static void backward(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, const struct pair *pair,
                     const struct transit *transit)
{
    const struct gl_nw_depth_far to = receiver_of(pair, GL_MATCH_NO), from = sender_of(pair, GL_MATCH_NO);
    uint32_t gateway = (uint32_t)(transit->gateway - walk->nw->gateways), in, out;
    enum gl_match match;

    gl_nw_depth_route(walk, way, pair->to->subnet, gateway, from);
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_EGRESS, pair->reply, from);
    in = door(walk->nw, transit->far, pair->to->subnet, false, &match);
    need_door(walk, way, transit->far, in, match);
    if (in != GL_NW_NONE)
        gl_nw_depth_acl(walk, way, in, GL_INGRESS, pair->reply, to);
    need_transit_route(walk, way, transit, transit->far, transit->near, from);
    if (pair->from->subnet == GL_NW_NONE)
        return;
    out = door(walk->nw, transit->near, pair->to->subnet, true, &match);
    need_door(walk, way, transit->near, out, match);
    if (out == pair->from->subnet)
        return;
    if (out != GL_NW_NONE)
        gl_nw_depth_acl(walk, way, out, GL_EGRESS, pair->reply, from);
    gl_nw_depth_acl(walk, way, pair->from->subnet, GL_INGRESS, pair->reply, to);
}

static void over_transit(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, const struct pair *pair,
                         const void *by)
{
    const struct transit *transit = by;

    need_attachment(walk, way, transit, transit->near);
    need_attachment(walk, way, transit, transit->far);
    forward(walk, way, pair, transit);
    if (is_answered(pair))
        backward(walk, way, pair, transit);
}

/* ---- pairs and ports ---- */

static void add_doors(struct gl_nw_port_classes *classes, const struct transit *transit,
                      enum gl_direction forwards)
{
    enum gl_direction back = forwards == GL_INGRESS ? GL_EGRESS : GL_INGRESS;

    for (size_t i = 0; i < transit->near->subnet_len; i++)
        gl_nw_classes_add_acl(classes, transit->near->subnets[i], forwards);
    for (size_t i = 0; i < transit->far->subnet_len; i++)
        gl_nw_classes_add_acl(classes, transit->far->subnets[i], back);
}

static struct gl_portset *ports_between(struct gl_nw_depth_walk *walk, const struct pair *pair,
                                        const struct transit *transit, size_t *ret_len)
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
    if (transit)
        add_doors(&classes, transit, GL_INGRESS);
    sets = gl_nw_classes_finish(&classes, ret_len);
    walk->is_cut |= classes.is_cut;
    return sets;
}

static struct gl_portset *replies_between(struct gl_nw_depth_walk *walk, const struct pair *pair,
                                          const struct transit *transit, size_t *ret_len)
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
    if (transit)
        add_doors(&classes, transit, GL_EGRESS);
    sets = gl_nw_classes_finish(&classes, ret_len);
    walk->is_cut |= classes.is_cut;
    return sets;
}

static void for_ports(struct gl_nw_depth_walk *walk, const struct gl_nw_route_in *like, struct pair *pair,
                      fill_fn *fill, const void *by)
{
    const struct transit *transit = fill == over_transit ? by : NULL;
    size_t port_len, reply_len;
    struct gl_portset *ports = ports_between(walk, pair, transit, &port_len),
                      *replies = replies_between(walk, pair, transit, &reply_len);

    for (size_t p = 0; p < port_len; p++) {
        for (size_t r = 0; r < reply_len; r++) {
            struct gl_nw_route_in way = *like;

            pair->ports = way.ports = ports[p];
            pair->reply = replies[r];
            fill(walk, &way, pair, by);
            gl_nw_depth_add_way(walk, &way);
        }
    }
}

static void from_end(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                     const struct gl_nw_depth_end *from, uint32_t nic, fill_fn *fill, const void *by)
{
    struct gl_nw_depth_end ends[GL_NW_END_ADDRESSES];
    size_t len = gl_nw_depth_ends(walk, nic, from->address.v6.len ? GL_IPV6 : GL_IPV4, ends);

    way->origin = from->address;
    for (size_t i = 0; i < len; i++) {
        struct pair pair = {.from = from, .to = &ends[i]};

        for_ports(walk, way, &pair, fill, by);
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
                         uint32_t nic, fill_fn *fill, const void *by)
{
    for (uint32_t i = 0; i < walk->nw->subnet_len; i++) {
        struct gl_nw_depth_end from = {.nic = GL_NW_NONE, .subnet = i};

        if (walk->nw->subnets[i].vpc != vpc)
            continue;
        from.address.v4 = walk->nw->subnets[i].blocks.v4;
        if (from.address.v4.len == 0)
            from.address = gl_ipset_all(GL_IPV4);
        from_end(walk, way, &from, nic, fill, by);
    }
}

static void from_vpc(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t vpc, uint32_t nic,
                     fill_fn *fill, const void *by)
{
    uint32_t senders[GL_MAX_NW_SENDERS];
    size_t len = senders_of(walk, vpc, senders);

    way->reach = GL_NW_ONE_OF;
    if (len == 0)
        from_subnets(walk, way, vpc, nic, fill, by);
    for (size_t i = 0; i < len; i++) {
        for (int family = GL_IPV4; family <= GL_IPV6; family++) {
            struct gl_nw_depth_end ends[GL_NW_END_ADDRESSES];
            size_t end_len = gl_nw_depth_ends(walk, senders[i], (enum gl_ip_family)family, ends);

            for (size_t k = 0; k < end_len; k++)
                from_end(walk, way, &ends[k], nic, fill, by);
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

static void by_gateway(struct gl_nw_depth_walk *walk, const struct gl_nw_gateway *gateway, uint32_t vpc,
                       uint32_t nic)
{
    uint32_t own = walk->nw->subnets[walk->nw->nics[nic].subnet].vpc;
    struct gl_nw_route_in way = {0};
    struct transit transit = {.gateway = gateway};

    if (gateway->kind == GL_NW_PEERING &&
        ((gateway->vpc == vpc && gateway->peer == own) || (gateway->vpc == own && gateway->peer == vpc))) {
        way.name = gl_arena_printf(walk->arena, "over peering connection %.*s", GL_STR_ARG(gateway->name));
        from_vpc(walk, &way, vpc, nic, over_peering, gateway);
    }
    if (gateway->kind != GL_NW_TGW)
        return;
    transit.near = attachment_of(gateway, vpc);
    transit.far = attachment_of(gateway, own);
    if (!transit.near || !transit.far)
        return;
    way.name = gl_arena_printf(walk->arena, "over transit gateway %.*s", GL_STR_ARG(gateway->name));
    from_vpc(walk, &way, vpc, nic, over_transit, &transit);
}

void gl_nw_depth_peer(struct gl_nw_depth_walk *walk, uint32_t vpc)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[walk->endpoint];

    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        for (uint32_t g = 0; g < nw->gateway_len; g++)
            by_gateway(walk, &nw->gateways[g], vpc, endpoint->first_nic + i);
    }
}

/* From a VPN or Direct Connect that is attached to a transit gateway. */
void gl_nw_depth_onprem_transit(struct gl_nw_depth_walk *walk, const struct gl_nw_gateway *gateway,
                                struct gl_ipset outside)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[walk->endpoint];

    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        uint32_t nic = endpoint->first_nic + i;
        struct transit transit = {.gateway = gateway,
                                  .far = attachment_of(gateway, nw->subnets[nw->nics[nic].subnet].vpc)};

        for (size_t k = 0; transit.far && k < gateway->attachment_len; k++) {
            const struct gl_nw_depth_end from = {.nic = GL_NW_NONE, .subnet = GL_NW_NONE, .address = outside};
            struct gl_nw_route_in way = {.reach = GL_NW_SOME};

            if (!gateway->attachments[k].is_onprem)
                continue;
            transit.near = &gateway->attachments[k];
            way.name = gl_arena_printf(walk->arena, "over transit gateway %.*s", GL_STR_ARG(gateway->name));
            from_end(walk, &way, &from, nic, over_transit, &transit);
        }
    }
}
