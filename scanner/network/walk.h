/* Inside of route.h: one packet (a set of destinations) on its way, forked wherever the way parts.
 *
 * A packet is a value and its hops a list that shares its beginning with its siblings; every function takes a
 * packet that stands somewhere and brings it to its ends, each a journey. Recursion is bounded by
 * GL_MAX_NW_HOPS, the number of journeys by GL_MAX_NW_JOURNEYS. */
#ifndef GL_NETWORK_WALK_H
#define GL_NETWORK_WALK_H

#include "network/route.h"
#include "network/rows.h"

struct gl_nw_trail {
    struct gl_nw_trail *before;
    struct gl_nw_hop hop;
};

struct gl_nw_packet {
    struct gl_nw_trail *trail;
    uint32_t hops;
    struct gl_ipset to;     /* destinations where it is now */
    struct gl_ipset asked;  /* the same as the question named them */
    struct gl_ipset source; /* where a NAT gateway replaced it */
    enum gl_match truth;
    const struct gl_value *culprit;
    enum gl_match public_v4; /* an internet gateway knows a public address of the sender's */
    bool has_public_v6;
    uint32_t public_vpc; /* the VPC whose gateway does */
    bool is_translated, is_outside;
    enum gl_match keeps_groups[2];
    uint32_t zone_of; /* subnet whose zone it came from, or NONE */
    uint32_t stage;   /* of a reply: which target is next */
};

/* Where a reply is heard: NAT gateways by which the packet came, the last one first, then the sender. */
struct gl_nw_target_place {
    uint32_t subnet, nic; /* nic NONE: filled in by whoever asks for the journey */
    struct gl_ipset addresses;
    uint32_t gateway; /* the NAT gateway, NONE for the sender */
};

struct gl_nw_walk {
    struct gl_nw_cache *cache;
    const struct gl_nw *nw;
    struct gl_arena *arena;
    const struct gl_nw_target_place *targets; /* NULL: whoever has the address */
    uint32_t target_len;
    bool is_reply;
    struct gl_nw_journeys found;
    size_t capacity;
};

/* How a packet comes to stand in a subnet. */
enum gl_nw_stand {
    GL_NW_AT_NIC = 0,    /* sent by an interface there */
    GL_NW_AT_SUBNET,     /* put in there */
    GL_NW_AT_NAT,        /* by a NAT gateway, towards its outside */
    GL_NW_AT_NAT_INSIDE, /* the same, an answer towards the inside */
    GL_NW_AT_ATTACHMENT, /* comes from a transit gateway; the VPC is a hop already */
};

void gl_nw_hop_to(struct gl_nw_walk *walk, struct gl_nw_packet *packet, struct gl_nw_node node,
                  enum gl_nw_why filter);
/* Another hop that filters and is not named. `direction` of the network ACL. */
void gl_nw_hop_silently(struct gl_nw_walk *walk, struct gl_nw_packet *packet, uint32_t subnet,
                        enum gl_direction direction);
void gl_nw_end(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, enum gl_nw_end end,
               enum gl_nw_why why);
static inline struct gl_nw_node gl_nw_node(enum gl_nw_node_kind kind, uint32_t index)
{
    return (struct gl_nw_node){kind, index};
}
/* The part of a packet that goes to these destinations; false: none. */
bool gl_nw_part(struct gl_nw_walk *walk, const struct gl_nw_packet *packet, struct gl_ipset to,
                struct gl_nw_packet *ret_part);
bool gl_nw_has_passed(const struct gl_nw_packet *packet, uint32_t gateway);
void gl_nw_doubt(struct gl_nw_packet *packet, enum gl_match truth, const struct gl_value *culprit);

/* walk.c: leaves a subnet, or reaches somebody in it; is delivered inside a VPC. */
void gl_nw_walk_subnet(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t subnet,
                       enum gl_nw_stand stand);
void gl_nw_walk_deliver(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t vpc);
/* walk_gateway.c: a row of the subnet's table leads to a gateway. Says why it cannot be used from there, else
 * NOTHING; MAY in `ret_truth`: perhaps not. */
enum gl_nw_why gl_nw_gateway_refuses(struct gl_nw_walk *walk, const struct gl_nw_packet *packet,
                                     const struct gl_nw_gateway *gateway, uint32_t subnet,
                                     enum gl_match *ret_truth);
void gl_nw_walk_gateway(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number,
                        uint32_t subnet);
void gl_nw_walk_nat(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number, uint32_t subnet);
/* From outside through the VPC's internet gateway: `to` is already the private address. */
void gl_nw_walk_in(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t gateway, uint32_t vpc);
/* walk_transit.c */
enum gl_nw_why gl_nw_transit_refuses(struct gl_nw_walk *walk, const struct gl_nw_gateway *gateway,
                                     uint32_t subnet, enum gl_match *ret_truth);
void gl_nw_walk_transit(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number,
                        uint32_t subnet);
/* The packet stands at the transit gateway and came by this attachment. */
void gl_nw_walk_attached(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number,
                         const struct gl_nw_attachment *from);

#endif
