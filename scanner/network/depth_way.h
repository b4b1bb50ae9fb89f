/* Ways to a receiver as conjunctions of conditions. Inside of depth. */
#ifndef GL_NETWORK_DEPTH_WAY_H
#define GL_NETWORK_DEPTH_WAY_H

#include "network/change.h"
#include "network/depth_rules.h"

/* One receiver and one origin while their ways are collected. */
struct gl_nw_depth_walk {
    const struct gl_nw *nw;
    struct gl_arena *arena;
    uint32_t endpoint;
    struct gl_nw_sets may, sure;
    bool is_cut;
};

/* One end of a connection: an interface with one of its addresses, or (address not known) with all it may
 * have. `nic` NONE: somebody in the subnet. */
struct gl_nw_depth_end {
    uint32_t nic, subnet;
    struct gl_ipset address;
    bool is_known;
};

enum { GL_NW_END_ADDRESSES = 8 }; /* of one interface that are tried one by one */
/* The addresses of an interface of one family, each an end; one end for all where they are not known. */
size_t gl_nw_depth_ends(struct gl_nw_depth_walk *walk, uint32_t nic, enum gl_ip_family family,
                        struct gl_nw_depth_end ends[static GL_NW_END_ADDRESSES]);

/* The ports of a receiver that are asked for: of TCP where it speaks TCP, else what it speaks. One of each
 * class that the rules given tell apart. `ret_tcp`: answers matter. */
unsigned gl_nw_depth_protocol(const struct gl_nw_endpoint *endpoint);

/* Adds the way to both lists of sets. */
void gl_nw_depth_add_way(struct gl_nw_depth_walk *walk, const struct gl_nw_route_in *way);

/* ---- conditions; `far` is at the other end of the filter: a set of the origin's addresses (`is_origin`),
 * or a place on the way that is asked for as a whole ---- */
struct gl_nw_depth_far {
    struct gl_ipset addresses;
    bool is_origin;
    bool is_known; /* exactly these; false: one of them */
    uint32_t nic;  /* or NONE */
    enum gl_match names_groups;
};

void gl_nw_depth_acl(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t subnet,
                     enum gl_direction direction, struct gl_portset ports, struct gl_nw_depth_far far);
void gl_nw_depth_group(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t nic,
                       enum gl_direction direction, struct gl_portset ports, struct gl_nw_depth_far far);
/* By the NetworkPolicies of pods on it; nothing for others. (depth_pods.c) */
void gl_nw_depth_policy(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t nic,
                        enum gl_direction direction, struct gl_portset ports, struct gl_nw_depth_far far);
/* By the table of a subnet to a gateway. */
void gl_nw_depth_route(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t subnet,
                       uint32_t gateway, struct gl_nw_depth_far far);
/* From the internet to an interface: gateway, public address (IPv4), way back, ACLs and groups. `reply` is a
 * port of the sender, or empty: answers do not matter. */
void gl_nw_depth_from_internet(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                               const struct gl_nw_depth_end *to, struct gl_portset ports,
                               struct gl_portset reply);

/* ---- the ways of one origin, all of them ---- */
void gl_nw_depth_internet(struct gl_nw_depth_walk *walk);
void gl_nw_depth_balancers(struct gl_nw_depth_walk *walk); /* from the internet */
void gl_nw_depth_namespaces(struct gl_nw_depth_walk *walk);
/* Are there pods of other namespaces in its cluster? */
bool gl_nw_depth_has_neighbours(const struct gl_nw *nw, uint32_t pod);
void gl_nw_depth_onprem(struct gl_nw_depth_walk *walk);
void gl_nw_depth_peer(struct gl_nw_depth_walk *walk, uint32_t vpc);

#endif
