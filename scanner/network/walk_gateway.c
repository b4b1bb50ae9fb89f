/* Through the gateways of a VPC: internet, egress-only, NAT, virtual private, peering, gateway endpoints. */
#include "network/walk.h"

#include "base/limits.h"

static bool is_attached(const struct gl_nw_gateway *gateway, uint32_t vpc)
{
    return gateway->vpc == vpc && vpc != GL_NW_NONE;
}

enum gl_nw_why gl_nw_gateway_refuses(struct gl_nw_walk *walk, const struct gl_nw_packet *packet,
                                     const struct gl_nw_gateway *gateway, uint32_t subnet,
                                     enum gl_match *ret_truth)
{
    uint32_t vpc = walk->nw->subnets[subnet].vpc;
    bool is_here = false;

    (void)packet;
    *ret_truth = GL_MATCH_NO;
    switch (gateway->kind) {
    case GL_NW_ELSEWHERE:
        return GL_NW_BY_NOTHING;
    case GL_NW_TGW:
        return gl_nw_transit_refuses(walk, gateway, subnet, ret_truth);
    case GL_NW_PEERING:
        *ret_truth = gateway->is_active;
        is_here = is_attached(gateway, vpc) || (gateway->peer == vpc && vpc != GL_NW_NONE);
        return is_here && gateway->is_active == GL_MATCH_YES ? GL_NW_BY_NOTHING : GL_NW_BY_PEERING;
    case GL_NW_NAT:
    case GL_NW_GATEWAY_ENDPOINT:
        if (!is_attached(gateway, vpc))
            return GL_NW_BY_ATTACHMENT;
        *ret_truth = gateway->is_active;
        return gateway->is_active == GL_MATCH_YES ? GL_NW_BY_NOTHING : GL_NW_BY_ATTACHMENT;
    case GL_NW_IGW:
        if (!is_attached(gateway, vpc))
            return GL_NW_BY_ATTACHMENT;
        *ret_truth = walk->nw->vpcs[vpc].has_internet_gateway;
        return *ret_truth == GL_MATCH_YES ? GL_NW_BY_NOTHING : GL_NW_BY_ATTACHMENT;
    case GL_NW_EIGW:
    case GL_NW_VGW:
        return is_attached(gateway, vpc) ? GL_NW_BY_NOTHING : GL_NW_BY_ATTACHMENT;
    }
    return GL_NW_BY_NOTHING;
}

/* The internet has public addresses only. */
static void leave_to_internet(struct gl_nw_walk *walk, struct gl_nw_packet packet)
{
    struct gl_ipset outside = gl_ipset_public_part(walk->arena, packet.to);
    struct gl_nw_packet part;

    packet.is_outside = true;
    if (gl_nw_part(walk, &packet, gl_ipset_difference(walk->arena, packet.to, outside), &part))
        gl_nw_end(walk, &part, GL_NW_NO_ROUTE, GL_NW_BY_ADDRESS);
    if (!gl_nw_part(walk, &packet, outside, &part))
        return;
    gl_nw_hop_to(walk, &part, gl_nw_node(GL_NW_INTERNET, 0), GL_NW_BY_NOTHING);
    gl_nw_end(walk, &part, GL_NW_EXITS, GL_NW_BY_NOTHING);
}

/* Does the gateway know the sender by a public address of the family? */
static void pass_translation(struct gl_nw_walk *walk, struct gl_nw_packet packet, enum gl_match is_public)
{
    if (is_public != GL_MATCH_YES) {
        struct gl_nw_packet stopped = packet;

        gl_nw_doubt(&stopped, is_public == GL_MATCH_MAY ? GL_MATCH_MAY : GL_MATCH_YES, NULL);
        gl_nw_end(walk, &stopped, GL_NW_DROPPED, GL_NW_BY_PUBLIC);
    }
    if (is_public == GL_MATCH_NO)
        return;
    gl_nw_doubt(&packet, is_public, NULL);
    leave_to_internet(walk, packet);
}

/* A gateway translates for interfaces of its own VPC: what comes from another one has no address there. */
static void walk_igw(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t vpc, bool is_egress_only)
{
    struct gl_nw_packet part;

    if (packet.public_vpc != vpc)
        packet.public_v4 = GL_MATCH_NO;
    if (gl_nw_part(walk, &packet, gl_ipset_all(GL_IPV4), &part))
        pass_translation(walk, part, is_egress_only ? GL_MATCH_NO : packet.public_v4);
    if (gl_nw_part(walk, &packet, gl_ipset_all(GL_IPV6), &part))
        pass_translation(walk, part, packet.has_public_v6 ? GL_MATCH_YES : GL_MATCH_NO);
}

static void walk_vgw(struct gl_nw_walk *walk, struct gl_nw_packet packet, const struct gl_nw_gateway *gateway)
{
    struct gl_nw_packet part;

    if (gateway->is_outside_known) {
        if (gl_nw_part(walk, &packet, gl_ipset_complement(walk->arena, gateway->outside), &part))
            gl_nw_end(walk, &part, GL_NW_NO_ROUTE, GL_NW_BY_ROUTE);
        if (!gl_nw_part(walk, &packet, gateway->outside, &part))
            return;
        packet = part;
    }
    packet.is_outside = true;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_ONPREM, 0), GL_NW_BY_NOTHING);
    gl_nw_end(walk, &packet, GL_NW_EXITS, GL_NW_BY_NOTHING);
}

static void walk_peering(struct gl_nw_walk *walk, struct gl_nw_packet packet,
                         const struct gl_nw_gateway *gateway, uint32_t vpc)
{
    uint32_t other = gateway->vpc == vpc ? gateway->peer : gateway->vpc;
    struct gl_nw_packet part;

    if (other == GL_NW_NONE || !walk->nw->vpcs[other].is_known) {
        gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
        return;
    }
    if (gateway->is_other_region)
        packet.keeps_groups[GL_INGRESS] = packet.keeps_groups[GL_EGRESS] = GL_MATCH_NO;
    if (gl_nw_part(walk, &packet, walk->nw->vpcs[other].blocks, &part)) {
        gl_nw_hop_to(walk, &part, gl_nw_node(GL_NW_VPC, other), GL_NW_BY_NOTHING);
        gl_nw_walk_deliver(walk, part, other);
    }
    if (!gl_nw_part(walk, &packet, gl_ipset_complement(walk->arena, walk->nw->vpcs[other].blocks), &part))
        return;
    if (walk->nw->vpcs[other].unknown_block) {
        gl_nw_doubt(&part, GL_MATCH_MAY, walk->nw->vpcs[other].unknown_block);
        gl_nw_end(walk, &part, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
    } else {
        gl_nw_hop_to(walk, &part, gl_nw_node(GL_NW_VPC, other), GL_NW_BY_NOTHING);
        gl_nw_end(walk, &part, GL_NW_NO_ROUTE, GL_NW_BY_PEERING);
    }
}

/* IPv4 is translated; of IPv6 only what stands for IPv4 (RFC 6052), and that is not followed. */
void gl_nw_walk_nat(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number, uint32_t subnet)
{
    const struct gl_nw_gateway *gateway = &walk->nw->gateways[number];
    const struct gl_nw_nic *nic = &walk->nw->nics[gateway->nic];
    struct gl_nw_packet part;

    if (walk->is_reply) { /* an answer that no packet of this gateway's asked for */
        gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_GATEWAY, number), GL_NW_BY_NOTHING);
        gl_nw_end(walk, &packet, GL_NW_DROPPED, GL_NW_BY_NAT);
        return;
    }
    if (nic->subnet != subnet)
        gl_nw_hop_silently(walk, &packet, nic->subnet, GL_INGRESS);
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_GATEWAY, number), GL_NW_BY_NAT);
    if (gl_nw_part(walk, &packet, gl_ipset_all(GL_IPV6), &part))
        gl_nw_end(walk, &part, GL_NW_UNKNOWN, GL_NW_BY_NAT);
    if (!gl_nw_part(walk, &packet, gl_ipset_all(GL_IPV4), &part))
        return;
    part.is_translated = true;
    part.source = nic->addresses;
    part.public_v4 = gateway->is_private ? GL_MATCH_NO : GL_MATCH_YES;
    part.public_vpc = gateway->vpc;
    part.has_public_v6 = false;
    part.zone_of = nic->subnet;
    part.trail->hop.source = nic->addresses;
    gl_nw_walk_subnet(walk, part, nic->subnet, GL_NW_AT_NAT);
}

void gl_nw_walk_gateway(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number, uint32_t subnet)
{
    const struct gl_nw_gateway *gateway = &walk->nw->gateways[number];
    uint32_t vpc = walk->nw->subnets[subnet].vpc;

    if (packet.hops >= GL_MAX_NW_HOPS) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_LOOP);
        return;
    }
    if (gateway->kind == GL_NW_NAT) {
        gl_nw_walk_nat(walk, packet, number, subnet);
        return;
    }
    if (gateway->kind == GL_NW_TGW) {
        gl_nw_walk_transit(walk, packet, number, subnet);
        return;
    }
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_GATEWAY, number), GL_NW_BY_NOTHING);
    switch (gateway->kind) {
    case GL_NW_IGW:
    case GL_NW_EIGW:
        walk_igw(walk, packet, vpc, gateway->kind == GL_NW_EIGW);
        break;
    case GL_NW_VGW:
        walk_vgw(walk, packet, gateway);
        break;
    case GL_NW_PEERING:
        walk_peering(walk, packet, gateway, vpc);
        break;
    case GL_NW_GATEWAY_ENDPOINT:
        packet.is_outside = true;
        gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_SERVICE, 0), GL_NW_BY_NOTHING);
        gl_nw_end(walk, &packet, GL_NW_EXITS, GL_NW_BY_NOTHING);
        break;
    case GL_NW_ELSEWHERE:
    case GL_NW_NAT:
    case GL_NW_TGW:
        gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
        break;
    }
}

static void deliver_in(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t vpc)
{
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_VPC, vpc), GL_NW_BY_NOTHING);
    gl_nw_walk_deliver(walk, packet, vpc);
}

/* Rows of an edge table that are not local lead through an appliance.
 * Source: Amazon VPC user guide, "Gateway route tables". */
static void follow_edge(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t gateway, uint32_t vpc)
{
    struct gl_nw_row_list rows =
        gl_nw_rows_of(walk->cache, walk->arena, walk->nw->gateways[gateway].edge_table, packet.to);
    struct gl_nw_packet part;

    for (size_t i = 0; i < rows.len && !walk->found.is_cut; i++) {
        const struct gl_nw_route *route = rows.items[i].route;

        if (!gl_nw_part(walk, &packet, rows.items[i].part, &part))
            continue;
        gl_nw_doubt(&part, rows.items[i].truth, rows.items[i].culprit);
        if (!route || route->is_local)
            deliver_in(walk, part, vpc);
        else
            gl_nw_end(walk, &part, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
    }
}

void gl_nw_walk_in(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t gateway, uint32_t vpc)
{
    packet.is_outside = true;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_GATEWAY, gateway), GL_NW_BY_NOTHING);
    if (walk->nw->gateways[gateway].edge_table == GL_NW_NONE || gl_ipset_is_empty(packet.to))
        deliver_in(walk, packet, vpc);
    else
        follow_edge(walk, packet, gateway, vpc);
}
