#include "network/walk.h"

#include "base/limits.h"
#include "network/address.h"

void gl_nw_hop_to(struct gl_nw_walk *walk, struct gl_nw_packet *packet, struct gl_nw_node node,
                  enum gl_nw_why filter)
{
    struct gl_nw_trail *trail = GL_NEW(walk->arena, struct gl_nw_trail);

    trail->before = packet->trail;
    trail->hop = (struct gl_nw_hop){.node = node, .filter = filter, .table = GL_NW_NONE};
    /* a reply that is on its way to a NAT gateway goes to that one's address and port */
    if (walk->is_reply && packet->stage + 1 < walk->target_len) {
        trail->hop.has_nat_port = true;
        trail->hop.is_peer_fixed = filter == GL_NW_BY_ACL_EGRESS;
        trail->hop.peer = walk->targets[packet->stage].addresses;
    } else if (!walk->is_reply && packet->is_translated && filter == GL_NW_BY_ACL_INGRESS) {
        trail->hop.is_peer_fixed = true;
        trail->hop.peer = packet->source;
    }
    packet->trail = trail;
    packet->hops++;
}

void gl_nw_hop_silently(struct gl_nw_walk *walk, struct gl_nw_packet *packet, uint32_t subnet,
                        enum gl_direction direction)
{
    gl_nw_hop_to(walk, packet, gl_nw_node(GL_NW_SUBNET, subnet),
                 direction == GL_EGRESS ? GL_NW_BY_ACL_EGRESS : GL_NW_BY_ACL_INGRESS);
    packet->trail->hop.is_silent = true;
}

void gl_nw_end(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, enum gl_nw_end end,
               enum gl_nw_why why)
{
    struct gl_nw_journey *journey;
    size_t at = packet->hops;

    if (walk->found.len >= GL_MAX_NW_JOURNEYS) {
        walk->found.is_cut = true;
        return;
    }
    journey = GL_PUSH(walk->arena, walk->found.items, walk->found.len, walk->capacity);
    *journey = (struct gl_nw_journey){.destinations = packet->asked,
                                      .truth = packet->truth,
                                      .end = end,
                                      .why = why,
                                      .culprit = packet->culprit,
                                      .hops = GL_NEW_ARRAY(walk->arena, struct gl_nw_hop, packet->hops),
                                      .len = packet->hops,
                                      .is_translated = packet->is_translated,
                                      .is_outside = packet->is_outside};
    for (int direction = 0; direction < 2; direction++)
        journey->keeps_groups[direction] =
            packet->is_translated || packet->is_outside ? GL_MATCH_NO : packet->keeps_groups[direction];
    for (const struct gl_nw_trail *trail = packet->trail; trail && at > 0; trail = trail->before)
        journey->hops[--at] = trail->hop;
}

bool gl_nw_part(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, struct gl_ipset to,
                struct gl_nw_packet *ret_part)
{
    struct gl_ipset part = gl_ipset_intersection(walk->arena, packet->to, to);
    bool is_same = gl_ipset_equal(packet->to, packet->asked);

    if (gl_ipset_is_empty(part))
        return false;
    *ret_part = *packet;
    ret_part->to = part;
    if (is_same)
        ret_part->asked = part;
    return true;
}

void gl_nw_doubt(struct gl_nw_packet *packet, enum gl_match truth, const struct gl_value *culprit)
{
    if (truth == GL_MATCH_YES)
        return;
    packet->truth = gl_match_both(packet->truth, truth);
    if (!packet->culprit)
        packet->culprit = culprit;
}

/* ---- arriving ---- */

/* An answer is back at the NAT gateway by which its packet left: with the first sender as destination again.
 */
static void turn_inside(struct gl_nw_walk *walk, struct gl_nw_packet packet)
{
    const struct gl_nw_target_place *nat = &walk->targets[packet.stage];

    packet.stage++;
    packet.to = packet.asked = walk->targets[packet.stage].addresses;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_GATEWAY, nat->gateway), GL_NW_BY_NOTHING);
    gl_nw_walk_subnet(walk, packet, nat->subnet, GL_NW_AT_NAT_INSIDE);
}

static void arrive(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t nic)
{
    const struct gl_nw *nw = walk->nw;

    if (walk->targets && packet.stage + 1 < walk->target_len) {
        turn_inside(walk, packet);
        return;
    }
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_NIC, nic), GL_NW_BY_NOTHING);
    if (nic != GL_NW_NONE && nw->endpoints[nw->nics[nic].endpoint].role == GL_NW_ROLE_NAT)
        gl_nw_end(walk, &packet, GL_NW_DROPPED, GL_NW_BY_NAT);
    else
        gl_nw_end(walk, &packet, GL_NW_DELIVERED, GL_NW_BY_NOTHING);
}

static struct gl_nw_holders holders_of(struct gl_nw_walk *walk, const struct gl_nw_packet *packet,
                                       uint32_t vpc)
{
    struct gl_nw_holders holders =
        gl_nw_holders_in(walk->nw, walk->arena, vpc, packet->to, GL_MAX_NW_JOURNEYS);

    walk->found.is_cut |= holders.is_cut;
    return holders;
}

/* Whoever has the addresses; `subnet` NONE: of the VPC, else only there, directly. What is left belongs to
 * nobody. */
static void arrive_at_holders(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, uint32_t vpc,
                              uint32_t subnet)
{
    struct gl_nw_holders holders = holders_of(walk, packet, vpc);
    struct gl_ipset left = packet->to, perhaps = {0};
    struct gl_nw_packet part;

    for (size_t i = 0; i < holders.len; i++) {
        const struct gl_nw_holder *holder = &holders.items[i];
        const struct gl_nw_nic *nic = &walk->nw->nics[holder->nic];

        if ((subnet != GL_NW_NONE && nic->subnet != subnet) || !gl_nw_part(walk, packet, holder->part, &part))
            continue;
        if (holder->is_certain)
            left = gl_ipset_difference(walk->arena, left, holder->part);
        else
            perhaps = gl_ipset_union(walk->arena, perhaps, holder->part);
        gl_nw_doubt(&part, holder->is_certain ? GL_MATCH_YES : GL_MATCH_MAY, nic->placed_by);
        if (subnet == GL_NW_NONE)
            gl_nw_hop_to(walk, &part, gl_nw_node(GL_NW_SUBNET, nic->subnet), GL_NW_BY_ACL_INGRESS);
        arrive(walk, part, holder->nic);
    }
    if (gl_nw_part(walk, packet, gl_ipset_difference(walk->arena, left, perhaps), &part))
        gl_nw_end(walk, &part, GL_NW_NO_ROUTE, GL_NW_BY_ADDRESS);
    if (gl_nw_part(walk, packet, gl_ipset_intersection(walk->arena, left, perhaps), &part)) {
        gl_nw_doubt(&part, GL_MATCH_MAY, NULL);
        gl_nw_end(walk, &part, GL_NW_NO_ROUTE, GL_NW_BY_ADDRESS);
    }
}

void gl_nw_walk_deliver(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t vpc)
{
    const struct gl_nw_target_place *target;

    if (!walk->targets) {
        arrive_at_holders(walk, &packet, vpc, GL_NW_NONE);
        return;
    }
    target = &walk->targets[packet.stage];
    if (walk->nw->subnets[target->subnet].vpc != vpc) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_ADDRESS);
        return;
    }
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_SUBNET, target->subnet), GL_NW_BY_ACL_INGRESS);
    arrive(walk, packet, target->nic);
}

/* ---- leaving a subnet ---- */

/* Straight to a neighbour: no network ACL is looked at. */
static bool is_neighbour(const struct gl_nw_walk *walk, const struct gl_nw_packet *packet, uint32_t subnet)
{
    return walk->targets && walk->targets[packet->stage].subnet == subnet &&
           walk->nw->subnets[subnet].is_known;
}

static void arrive_directly(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                            enum gl_nw_stand stand)
{
    if (stand == GL_NW_AT_ATTACHMENT || stand == GL_NW_AT_SUBNET)
        gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_SUBNET, subnet), GL_NW_BY_NOTHING);
    if (!walk->targets)
        arrive_at_holders(walk, &packet, walk->nw->subnets[subnet].vpc, subnet);
    else
        arrive(walk, packet, walk->targets[packet.stage].nic);
}

/* Out of the subnet, to its VPC's router. */
static void hop_out(struct gl_nw_walk *walk, struct gl_nw_packet *packet, uint32_t subnet,
                    enum gl_nw_stand stand, const struct gl_nw_route *route)
{
    const struct gl_nw_subnet *s = &walk->nw->subnets[subnet];
    struct gl_nw_hop *hop;

    if (stand == GL_NW_AT_NAT_INSIDE || stand == GL_NW_AT_ATTACHMENT)
        gl_nw_hop_silently(walk, packet, subnet, GL_EGRESS);
    else
        gl_nw_hop_to(walk, packet, gl_nw_node(GL_NW_SUBNET, subnet), GL_NW_BY_ACL_EGRESS);
    hop = &packet->trail->hop;
    hop->route = route;
    hop->table = s->table;
    if (stand != GL_NW_AT_ATTACHMENT)
        gl_nw_hop_to(walk, packet, gl_nw_node(GL_NW_VPC, s->vpc), GL_NW_BY_NOTHING);
}

/* It goes nowhere: the subnet is its last hop, where it was one. */
static void end_at_subnet(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                          enum gl_nw_stand stand, const struct gl_nw_row *row, enum gl_nw_why why)
{
    if (stand != GL_NW_AT_NAT_INSIDE && stand != GL_NW_AT_ATTACHMENT) {
        struct gl_nw_hop *hop;

        gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_SUBNET, subnet), GL_NW_BY_NOTHING);
        hop = &packet.trail->hop;
        hop->route = row ? row->route : NULL;
        hop->table = walk->nw->subnets[subnet].table;
    }
    gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, why);
}

bool gl_nw_has_passed(const struct gl_nw_packet *packet, uint32_t gateway)
{
    for (const struct gl_nw_trail *trail = packet->trail; trail; trail = trail->before) {
        if (trail->hop.node.kind == GL_NW_GATEWAY && trail->hop.node.index == gateway)
            return true;
    }
    return false;
}

static void follow_gateway(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                           enum gl_nw_stand stand, const struct gl_nw_row *row)
{
    const struct gl_nw_gateway *gateway = &walk->nw->gateways[row->route->gateway];
    enum gl_match truth = GL_MATCH_YES;
    enum gl_nw_why why;

    if (gateway->kind == GL_NW_NAT && gl_nw_has_passed(&packet, row->route->gateway)) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_LOOP);
        return;
    }
    why = gl_nw_gateway_refuses(walk, &packet, gateway, subnet, &truth);
    if (why != GL_NW_BY_NOTHING && truth == GL_MATCH_MAY) {
        struct gl_nw_packet stopped = packet;

        gl_nw_doubt(&stopped, GL_MATCH_MAY, row->route->value);
        end_at_subnet(walk, stopped, subnet, stand, row, why);
        gl_nw_doubt(&packet, GL_MATCH_MAY, row->route->value);
    } else if (why != GL_NW_BY_NOTHING) {
        end_at_subnet(walk, packet, subnet, stand, row, why);
        return;
    }
    /* of what comes from a transit gateway the documents tell that these two take it on */
    if (stand == GL_NW_AT_ATTACHMENT && gateway->kind != GL_NW_NAT && gateway->kind != GL_NW_IGW) {
        gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
        return;
    }
    if (gateway->kind == GL_NW_NAT && walk->nw->nics[gateway->nic].subnet == subnet) {
        /* a neighbour of the NAT gateway: no network ACL is crossed */
        if (stand == GL_NW_AT_NIC || stand == GL_NW_AT_SUBNET)
            gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_SUBNET, subnet), GL_NW_BY_NOTHING);
    } else {
        hop_out(walk, &packet, subnet, stand, row->route);
    }
    gl_nw_walk_gateway(walk, packet, row->route->gateway, subnet);
}

static void follow_row(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                       enum gl_nw_stand stand, const struct gl_nw_row *row)
{
    const struct gl_nw_route *route = row->route;

    gl_nw_doubt(&packet, row->truth, row->culprit);
    if (!route) {
        end_at_subnet(walk, packet, subnet, stand, NULL, GL_NW_BY_ROUTE);
    } else if (route->is_dropped) {
        end_at_subnet(walk, packet, subnet, stand, row, GL_NW_BY_BLACKHOLE);
    } else if (route->is_local) {
        hop_out(walk, &packet, subnet, stand, route);
        gl_nw_walk_deliver(walk, packet, walk->nw->subnets[subnet].vpc);
    } else if (route->is_elsewhere) {
        hop_out(walk, &packet, subnet, stand, route);
        if (!packet.culprit)
            packet.culprit = route->value;
        gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
    } else if (route->gateway == GL_NW_NONE) {
        end_at_subnet(walk, packet, subnet, stand, row, GL_NW_BY_ATTACHMENT);
    } else {
        follow_gateway(walk, packet, subnet, stand, row);
    }
}

/* A receiver in the same VPC is reached there even where the VPC's blocks are not all known. */
static bool is_local_for_sure(const struct gl_nw_walk *walk, const struct gl_nw_packet *packet, uint32_t vpc)
{
    const struct gl_nw_vpc *v = &walk->nw->vpcs[vpc];

    return walk->targets && walk->nw->subnets[walk->targets[packet->stage].subnet].vpc == vpc &&
           (v->unknown_block || gl_ipset_is_empty(v->blocks) || gl_ipset_is_empty(packet->to));
}

/* No table is known: what is not in the VPC may go anywhere. */
static void follow_no_table(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, uint32_t subnet,
                            enum gl_nw_stand stand)
{
    const struct gl_nw_subnet *s = &walk->nw->subnets[subnet];
    struct gl_nw_packet part;

    if (gl_nw_part(walk, packet, walk->nw->vpcs[s->vpc].blocks, &part)) {
        hop_out(walk, &part, subnet, stand, NULL);
        gl_nw_walk_deliver(walk, part, s->vpc);
    }
    if (gl_nw_part(walk, packet, gl_ipset_complement(walk->arena, walk->nw->vpcs[s->vpc].blocks), &part)) {
        hop_out(walk, &part, subnet, stand, NULL);
        gl_nw_doubt(&part, GL_MATCH_MAY, walk->nw->vpcs[s->vpc].unknown_block);
        gl_nw_end(walk, &part, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
    }
}

static void follow_table(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                         enum gl_nw_stand stand)
{
    const struct gl_nw_subnet *s = &walk->nw->subnets[subnet];
    struct gl_nw_row_list rows;
    struct gl_nw_packet part;

    if (is_local_for_sure(walk, &packet, s->vpc)) {
        hop_out(walk, &packet, subnet, stand, NULL);
        gl_nw_walk_deliver(walk, packet, s->vpc);
        return;
    }
    if (gl_ipset_is_empty(packet.to)) { /* an address of which nothing is known */
        hop_out(walk, &packet, subnet, stand, NULL);
        gl_nw_doubt(&packet, GL_MATCH_MAY, NULL);
        gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
        return;
    }
    if (s->table == GL_NW_NONE) {
        follow_no_table(walk, &packet, subnet, stand);
        return;
    }
    rows = gl_nw_rows_of(walk->cache, walk->arena, s->table, packet.to);
    for (size_t i = 0; i < rows.len && !walk->found.is_cut; i++) {
        if (gl_nw_part(walk, &packet, rows.items[i].part, &part))
            follow_row(walk, part, subnet, stand, &rows.items[i]);
    }
}

void gl_nw_walk_subnet(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                       enum gl_nw_stand stand)
{
    const struct gl_nw_subnet *s = &walk->nw->subnets[subnet];
    struct gl_nw_packet part;

    if (packet.hops >= GL_MAX_NW_HOPS) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_LOOP);
        return;
    }
    if (is_neighbour(walk, &packet, subnet)) {
        arrive_directly(walk, packet, subnet, stand);
        return;
    }
    if (!walk->targets && s->is_block_known && gl_nw_part(walk, &packet, s->blocks, &part)) {
        arrive_directly(walk, part, subnet, stand);
        if (!gl_nw_part(walk, &packet, gl_ipset_complement(walk->arena, s->blocks), &part))
            return;
        packet = part;
    }
    follow_table(walk, packet, subnet, stand);
}
