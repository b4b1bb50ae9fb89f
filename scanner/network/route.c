#include "network/route.h"

#include "base/limits.h"
#include "network/address.h"
#include "network/kept.h"
#include "network/walk.h"

static struct gl_nw_walk walk_of(struct gl_nw_cache *cache, struct gl_arena *arena)
{
    return (struct gl_nw_walk){.cache = cache, .nw = cache->nw, .arena = arena};
}

static struct gl_nw_packet packet_of(struct gl_ipset to)
{
    return (struct gl_nw_packet){.to = to,
                                 .asked = to,
                                 .truth = GL_MATCH_YES,
                                 .keeps_groups = {GL_MATCH_YES, GL_MATCH_YES},
                                 .public_vpc = GL_NW_NONE,
                                 .zone_of = GL_NW_NONE};
}

/* ---- forwards ---- */

/* Somewhere in a VPC of which nothing is known: it may be the other end's. */
static void walk_unknown_vpc(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t from, uint32_t to)
{
    const struct gl_nw *nw = walk->nw;

    gl_nw_doubt(&packet, GL_MATCH_MAY, nw->subnets[to].is_known ? NULL : nw->nics[0].placed_by);
    packet.keeps_groups[GL_EGRESS] = packet.keeps_groups[GL_INGRESS] = GL_MATCH_MAY;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_SUBNET, from), GL_NW_BY_ACL_EGRESS);
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_VPC, nw->subnets[from].vpc), GL_NW_BY_NOTHING);
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_SUBNET, to), GL_NW_BY_ACL_INGRESS);
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_NIC, walk->targets[packet.stage].nic), GL_NW_BY_NOTHING);
    gl_nw_end(walk, &packet, GL_NW_DELIVERED, GL_NW_BY_NOTHING);
}

static bool is_unknown_pair(const struct gl_nw *nw, uint32_t from, uint32_t to)
{
    return !nw->vpcs[nw->subnets[from].vpc].is_known || !nw->vpcs[nw->subnets[to].vpc].is_known;
}

/* From an interface of a subnet (`nic` NONE: any with that publicness). */
static void walk_from_subnet(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                             uint32_t nic)
{
    packet.zone_of = subnet;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_NIC, nic), GL_NW_BY_NOTHING);
    if (walk->targets && is_unknown_pair(walk->nw, subnet, walk->targets[0].subnet))
        walk_unknown_vpc(walk, packet, subnet, walk->targets[0].subnet);
    else
        gl_nw_walk_subnet(walk, packet, subnet, GL_NW_AT_NIC);
}

/* What the internet gateway of its VPC knows of an interface that sends from one of `source`. */
static void make_public(const struct gl_nw *nw, struct gl_nw_packet *packet, uint32_t number,
                        struct gl_ipset source)
{
    const struct gl_nw_nic *nic = &nw->nics[number];
    bool is_translated = gl_ipset_is_empty(nic->translated) || gl_ipset_is_empty(source) ||
                         gl_ipset_overlaps(nic->translated, source);

    packet->public_v4 = is_translated ? nic->is_public : GL_MATCH_NO;
    packet->has_public_v6 = nic->is_public_ipv6;
    packet->public_vpc = nw->subnets[nic->subnet].vpc;
}

/* What an internet gateway knows of the sender, when a packet is put in somewhere with a source address. */
static void find_public(struct gl_nw_walk *walk, struct gl_nw_packet *packet, uint32_t vpc,
                        struct gl_ipset source)
{
    struct gl_nw_holders holders = gl_nw_holders_in(walk->nw, walk->arena, vpc, source, 1);

    if (holders.len == 0)
        return;
    make_public(walk->nw, packet, holders.items[0].nic, source);
}

static void walk_from_vpc(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t vpc)
{
    struct gl_nw_packet part;

    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_VPC, vpc), GL_NW_BY_NOTHING);
    if (gl_nw_part(walk, &packet, walk->nw->vpcs[vpc].blocks, &part))
        gl_nw_walk_deliver(walk, part, vpc);
    if (gl_nw_part(walk, &packet, gl_ipset_complement(walk->arena, walk->nw->vpcs[vpc].blocks), &part))
        gl_nw_end(walk, &part, GL_NW_NO_ROUTE, GL_NW_BY_ROUTE);
}

/* ---- from the internet ---- */

static void enter_from_internet(struct gl_nw_walk *walk, struct gl_nw_packet packet,
                                const struct gl_nw_target_place *target, enum gl_match is_public)
{
    uint32_t vpc = walk->nw->subnets[target->subnet].vpc;
    uint32_t gateway = walk->nw->vpcs[vpc].internet_gateway;
    enum gl_match is_attached = walk->nw->vpcs[vpc].has_internet_gateway;
    struct gl_nw_packet stopped = packet;

    if (is_public != GL_MATCH_YES) {
        gl_nw_doubt(&stopped, is_public == GL_MATCH_MAY ? GL_MATCH_MAY : GL_MATCH_YES, NULL);
        gl_nw_end(walk, &stopped, GL_NW_DROPPED, GL_NW_BY_PUBLIC);
    }
    if (is_public == GL_MATCH_NO)
        return;
    gl_nw_doubt(&packet, is_public, walk->nw->nics[target->nic].public_by);
    if (is_attached != GL_MATCH_YES) {
        stopped = packet;
        gl_nw_doubt(&stopped, is_attached == GL_MATCH_MAY ? GL_MATCH_MAY : GL_MATCH_YES, NULL);
        gl_nw_end(walk, &stopped, GL_NW_NO_ROUTE, GL_NW_BY_ATTACHMENT);
    }
    if (is_attached == GL_MATCH_NO)
        return;
    gl_nw_doubt(&packet, is_attached, NULL);
    if (gateway != GL_NW_NONE) {
        gl_nw_walk_in(walk, packet, gateway, vpc);
        return;
    }
    packet.is_outside = true;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_VPC, vpc), GL_NW_BY_NOTHING);
    gl_nw_walk_deliver(walk, packet, vpc);
}

/* To one interface: IPv4 by its public address, which becomes its private one; IPv6 as it is. */
static void walk_internet_to(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number)
{
    const struct gl_nw_nic *nic = &walk->nw->nics[number];
    struct gl_nw_target_place *target = GL_NEW(walk->arena, struct gl_nw_target_place);
    const struct gl_nw_target_place *was = walk->targets;
    struct gl_nw_packet v4 = packet, v6 = packet;

    *target = (struct gl_nw_target_place){nic->subnet, number, nic->addresses, GL_NW_NONE};
    walk->targets = target;
    v4.to = (struct gl_ipset){.v4 = nic->addresses.v4};
    v4.asked = (struct gl_ipset){.v4 = packet.asked.v4};
    v6.to = v6.asked =
        (struct gl_ipset){.v6 = gl_ranges_intersection(walk->arena, packet.asked.v6, nic->addresses.v6)};
    if (v4.asked.v4.len || !nic->is_public_ipv6)
        enter_from_internet(walk, v4, target, nic->is_public);
    if (v6.to.v6.len && nic->is_public_ipv6)
        enter_from_internet(walk, v6, target, GL_MATCH_YES);
    walk->targets = was;
}

static bool is_open_to_internet(const struct gl_nw *nw, uint32_t nic)
{
    return nw->vpcs[nw->subnets[nw->nics[nic].subnet].vpc].has_internet_gateway != GL_MATCH_NO;
}

static void walk_internet(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t to)
{
    struct gl_nw_holders holders;
    struct gl_ipset left = packet.to;
    struct gl_nw_packet part;

    packet.keeps_groups[0] = packet.keeps_groups[1] = GL_MATCH_NO;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_INTERNET, 0), GL_NW_BY_NOTHING);
    if (to != GL_NW_NONE) {
        walk_internet_to(walk, packet, to);
        return;
    }
    holders = gl_nw_holders_public(walk->nw, walk->arena, packet.to, GL_MAX_NW_JOURNEYS);
    walk->found.is_cut |= holders.is_cut;
    for (size_t i = 0; i < holders.len; i++) {
        const struct gl_nw_holder *holder = &holders.items[i];

        if (!is_open_to_internet(walk->nw, holder->nic) || !gl_nw_part(walk, &packet, holder->part, &part))
            continue;
        if (holder->is_certain)
            left = gl_ipset_difference(walk->arena, left, holder->part);
        else
            gl_nw_doubt(&part, GL_MATCH_MAY, walk->nw->nics[holder->nic].public_by);
        walk_internet_to(walk, part, holder->nic);
    }
    if (gl_nw_part(walk, &packet, left, &part))
        gl_nw_end(walk, &part, GL_NW_NO_ROUTE, GL_NW_BY_ADDRESS);
}

/* ---- from behind private gateways ---- */

static bool is_wanted_vpc(const struct gl_nw_walk *walk, uint32_t vpc)
{
    return vpc != GL_NW_NONE && (!walk->targets || walk->nw->subnets[walk->targets[0].subnet].vpc == vpc);
}

static void enter_by_vgw(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, uint32_t gateway)
{
    uint32_t vpc = walk->nw->gateways[gateway].vpc;
    struct gl_nw_packet part;

    if (!is_wanted_vpc(walk, vpc))
        return;
    if (gl_nw_part(walk, packet, walk->nw->vpcs[vpc].blocks, &part))
        gl_nw_walk_in(walk, part, gateway, vpc);
    else if (walk->targets)
        gl_nw_walk_in(walk, *packet, gateway, vpc);
}

static void enter_by_tgw(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, uint32_t number)
{
    const struct gl_nw_gateway *gateway = &walk->nw->gateways[number];
    struct gl_nw_packet outside = *packet;

    outside.is_outside = true;
    for (size_t i = 0; i < gateway->attachment_len; i++) {
        const struct gl_nw_attachment *from = &gateway->attachments[i];
        bool is_new = from->is_onprem && from->exists != GL_MATCH_NO;

        for (size_t k = 0; k < i && is_new; k++)
            is_new = !gateway->attachments[k].is_onprem || gateway->attachments[k].table != from->table;
        if (is_new && i < GL_MAX_NW_CARRIERS)
            gl_nw_walk_attached(walk, outside, number, from);
    }
}

/* What one gateway does not take another may: only what none does ends outside. */
static void drop_lost(struct gl_nw_walk *walk, const struct gl_nw_packet *packet)
{
    struct gl_ipset left = packet->to;
    bool is_open = false;
    size_t kept = 0;

    for (size_t i = 0; i < walk->found.len; i++) {
        struct gl_nw_journey *journey = &walk->found.items[i];

        if (journey->end == GL_NW_NO_ROUTE && journey->hops[journey->len - 1].node.kind == GL_NW_GATEWAY)
            continue;
        is_open = true;
        left = gl_ipset_difference(walk->arena, left, journey->destinations);
        walk->found.items[kept++] = *journey;
    }
    walk->found.len = kept;
    if (!is_open || !gl_ipset_is_empty(left)) {
        struct gl_nw_packet lost = *packet;

        lost.to = lost.asked = left;
        gl_nw_end(walk, &lost, GL_NW_NO_ROUTE, GL_NW_BY_ADDRESS);
    }
}

static void walk_onprem(struct gl_nw_walk *walk, struct gl_nw_packet packet)
{
    packet.keeps_groups[0] = packet.keeps_groups[1] = GL_MATCH_NO;
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_ONPREM, 0), GL_NW_BY_NOTHING);
    for (uint32_t i = 0; i < walk->nw->gateway_len; i++) {
        if (walk->nw->gateways[i].kind == GL_NW_VGW)
            enter_by_vgw(walk, &packet, i);
        else if (walk->nw->gateways[i].kind == GL_NW_TGW)
            enter_by_tgw(walk, &packet, i);
    }
    drop_lost(walk, &packet);
}

static struct gl_ipset meant_addresses(const struct gl_nw *nw, struct gl_nw_node from,
                                       struct gl_ipset destinations, uint32_t to)
{
    if (to == GL_NW_NONE || !gl_ipset_is_empty(destinations))
        return destinations;
    if (from.kind == GL_NW_INTERNET) {
        struct gl_ipset addresses = nw->nics[to].public_addresses;

        if (addresses.v4.len == 0 && nw->nics[to].is_public != GL_MATCH_NO)
            addresses.v4 = nw->nics[to].addresses.v4; /* it has a public one that is not known */
        if (nw->nics[to].is_public_ipv6)
            addresses.v6 = nw->nics[to].addresses.v6;
        return addresses;
    }
    return nw->nics[to].addresses;
}

struct gl_nw_journeys gl_nw_route(struct gl_nw_cache *cache, struct gl_arena *arena, struct gl_nw_node from,
                                  struct gl_ipset source, struct gl_ipset destinations, uint32_t to)
{
    struct gl_nw_walk walk = walk_of(cache, arena);
    const struct gl_nw *nw = cache->nw;
    struct gl_nw_packet packet = packet_of(meant_addresses(nw, from, destinations, to));
    struct gl_nw_target_place target;

    if (to != GL_NW_NONE && from.kind != GL_NW_INTERNET) {
        target = (struct gl_nw_target_place){nw->nics[to].subnet, to, packet.to, GL_NW_NONE};
        walk.targets = &target;
        walk.target_len = 1;
    }
    switch (from.kind) {
    case GL_NW_NIC:
        make_public(nw, &packet, from.index, source);
        walk_from_subnet(&walk, packet, nw->nics[from.index].subnet, from.index);
        break;
    case GL_NW_SUBNET:
        find_public(&walk, &packet, nw->subnets[from.index].vpc, source);
        packet.zone_of = from.index;
        gl_nw_walk_subnet(&walk, packet, from.index, GL_NW_AT_SUBNET);
        break;
    case GL_NW_VPC:
        walk_from_vpc(&walk, packet, from.index);
        break;
    case GL_NW_INTERNET:
        walk_internet(&walk, packet, to);
        break;
    case GL_NW_ONPREM:
        walk_onprem(&walk, packet);
        break;
    case GL_NW_SERVICE:
    case GL_NW_GATEWAY:
        break;
    }
    return walk.found;
}

/* ---- back ---- */

/* Where the answer is heard one after the other: NAT gateways, then the sender. */
static void list_targets(struct gl_nw_walk *walk, const struct gl_nw_journey *journey, uint32_t sender_subnet,
                         struct gl_ipset source)
{
    struct gl_nw_target_place *targets =
        GL_NEW_ARRAY(walk->arena, struct gl_nw_target_place, journey->len + 1);
    const struct gl_nw *nw = walk->nw;

    for (size_t i = journey->len; i-- > 0;) {
        struct gl_nw_node node = journey->hops[i].node;

        if (node.kind == GL_NW_GATEWAY && nw->gateways[node.index].kind == GL_NW_NAT) {
            uint32_t nic = nw->gateways[node.index].nic;

            targets[walk->target_len++] =
                (struct gl_nw_target_place){nw->nics[nic].subnet, nic, nw->nics[nic].addresses, node.index};
        }
    }
    if (journey->hops[0].node.kind == GL_NW_NIC)
        targets[walk->target_len++] =
            (struct gl_nw_target_place){sender_subnet, journey->hops[0].node.index, source, GL_NW_NONE};
    walk->targets = walk->target_len ? targets : NULL;
}

/* The packet left by the last gateway of its journey; its answer comes in there. */
static void walk_back_in(struct gl_nw_walk *walk, struct gl_nw_packet packet,
                         const struct gl_nw_journey *journey)
{
    const struct gl_nw_hop *hop = &journey->hops[journey->len - 2];
    const struct gl_nw_gateway *gateway = &walk->nw->gateways[hop->node.index];

    gl_nw_hop_to(walk, &packet, journey->hops[journey->len - 1].node, GL_NW_BY_NOTHING);
    if (gateway->kind == GL_NW_TGW && hop->route && hop->route->attachment < gateway->attachment_len)
        gl_nw_walk_attached(walk, packet, hop->node.index, &gateway->attachments[hop->route->attachment]);
    else
        gl_nw_walk_in(walk, packet, hop->node.index, gateway->vpc);
}

/* An answer that ends anywhere but at the sender is lost. */
static void judge_ends(struct gl_nw_walk *walk, const struct gl_nw_journey *journey)
{
    enum gl_nw_node_kind sender = journey->hops[0].node.kind;

    for (size_t i = 0; i < walk->found.len; i++) {
        struct gl_nw_journey *reply = &walk->found.items[i];
        bool is_outside = reply->end == GL_NW_EXITS &&
                          (sender == GL_NW_NIC || reply->hops[reply->len - 1].node.kind != sender);

        if (is_outside || (reply->end == GL_NW_DELIVERED && sender != GL_NW_NIC)) {
            reply->end = GL_NW_NO_ROUTE;
            reply->why = GL_NW_BY_ROUTE;
        }
    }
}

struct gl_nw_journeys gl_nw_route_home(struct gl_nw_cache *cache, struct gl_arena *arena,
                                       const struct gl_nw_journey *journey, struct gl_ipset source,
                                       uint32_t sender_subnet, uint32_t receiver_subnet)
{
    struct gl_nw_walk walk = walk_of(cache, arena);
    struct gl_nw_packet packet;

    walk.is_reply = true;
    list_targets(&walk, journey, sender_subnet, source);
    packet = packet_of(walk.targets ? walk.targets[0].addresses : source);
    packet.asked = source; /* wherever it ends: before the NAT gateways or behind them */
    if (journey->end == GL_NW_DELIVERED) {
        uint32_t receiver = journey->hops[journey->len - 1].node.index;

        if (receiver != GL_NW_NONE)
            make_public(walk.nw, &packet, receiver, journey->destinations);
        if (journey->hops[0].node.kind == GL_NW_INTERNET)
            packet.public_v4 = GL_MATCH_YES; /* else the packet had not come */
        walk_from_subnet(&walk, packet, receiver_subnet, journey->hops[journey->len - 1].node.index);
    } else {
        walk_back_in(&walk, packet, journey);
    }
    judge_ends(&walk, journey);
    return walk.found;
}

bool gl_nw_has_reply(const struct gl_nw_journey *journey)
{
    enum gl_nw_node_kind sender = journey->hops[0].node.kind;

    return (journey->end == GL_NW_DELIVERED || (journey->end == GL_NW_EXITS && sender == GL_NW_NIC)) &&
           sender != GL_NW_SUBNET && sender != GL_NW_VPC && journey->len >= 2;
}

struct gl_nw_journeys gl_nw_route_back(struct gl_nw_cache *cache, struct gl_arena *arena,
                                       const struct gl_nw_journey *journey, struct gl_ipset source)
{
    const struct gl_nw *nw = cache->nw;
    struct gl_nw_node sender, receiver;

    if (!gl_nw_has_reply(journey))
        return (struct gl_nw_journeys){0};
    sender = journey->hops[0].node;
    receiver = journey->hops[journey->len - 1].node;
    if (sender.kind == GL_NW_NIC && gl_ipset_is_empty(source))
        source = nw->nics[sender.index].addresses;
    return gl_nw_route_home(cache, arena, journey, source,
                            sender.kind == GL_NW_NIC ? nw->nics[sender.index].subnet : GL_NW_NONE,
                            receiver.kind == GL_NW_NIC ? nw->nics[receiver.index].subnet : GL_NW_NONE);
}

struct gl_nw_journeys gl_nw_route_between(struct gl_nw_cache *cache, struct gl_arena *arena, uint32_t from,
                                          uint32_t to, struct gl_ipset block)
{
    const struct gl_nw *nw = cache->nw;
    struct gl_nw_walk walk = walk_of(cache, arena);
    struct gl_nw_packet packet = packet_of(block);
    struct gl_nw_target_place *target = GL_NEW(arena, struct gl_nw_target_place);

    *target = (struct gl_nw_target_place){nw->nics[to].subnet, GL_NW_NONE, block, GL_NW_NONE};
    walk.targets = target;
    walk.target_len = 1;
    make_public(nw, &packet, from, nw->nics[from].addresses);
    walk_from_subnet(&walk, packet, nw->nics[from].subnet, GL_NW_NONE);
    return walk.found;
}
