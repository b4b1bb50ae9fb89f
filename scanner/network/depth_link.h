/* A pair of ends and what connects them: for ways between VPCs and from onprem. Inside of depth. */
#ifndef GL_NETWORK_DEPTH_LINK_H
#define GL_NETWORK_DEPTH_LINK_H

#include "network/depth_way.h"

/* A sender, a receiver, and a port each way. */
struct gl_nw_pair {
    const struct gl_nw_depth_end *from, *to;
    struct gl_portset ports, reply; /* reply empty: answers do not matter */
};

/* What connects both sides. */
struct gl_nw_link {
    const struct gl_nw_gateway *gateway;       /* PEERING, TGW or VGW */
    const struct gl_nw_attachment *near, *far; /* TGW: of the sender, of the receiver */
};

static inline struct gl_nw_depth_far gl_nw_pair_sender(const struct gl_nw_pair *pair,
                                                       enum gl_match names_groups)
{
    return (struct gl_nw_depth_far){.addresses = pair->from->address,
                                    .is_origin = true,
                                    .is_known = pair->from->is_known,
                                    .nic = pair->from->nic,
                                    .names_groups = names_groups};
}

static inline struct gl_nw_depth_far gl_nw_pair_receiver(const struct gl_nw_pair *pair,
                                                         enum gl_match names_groups)
{
    return (struct gl_nw_depth_far){.addresses = pair->to->address,
                                    .is_known = pair->to->is_known,
                                    .nic = pair->to->nic,
                                    .names_groups = names_groups};
}

static inline uint32_t gl_nw_link_number(const struct gl_nw_depth_walk *walk, const struct gl_nw_link *link)
{
    return (uint32_t)(link->gateway - walk->nw->gateways);
}

/* An option of a condition that edits `resource`. (depth_transit.c) */
void gl_nw_link_option(struct gl_nw_depth_walk *walk, struct gl_nw_condition *condition,
                       enum gl_nw_change_kind kind, uint32_t subject, uint32_t other,
                       const struct gl_resource *resource);
/* The conditions of a transit gateway for the opening packet, and for its answer. */
void gl_nw_transit_forward(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                           const struct gl_nw_pair *pair, const struct gl_nw_link *link);
void gl_nw_transit_back(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                        const struct gl_nw_pair *pair, const struct gl_nw_link *link);

#endif
