/* What passes between two ends: routes, then everything that filters on the way, in exact sets.
 *
 * A flow holds packets of one pair: for some source and destination addresses the protocols and destination
 * ports that arrive (`may`: at most these; `sure`: at least these, whatever the unknown values are), and the
 * source ports whose answers come back. AWS's rules match destination ports only, so an answer is judged by
 * the source port of its packet and both together are exact as a product.
 *
 * What works: for TCP what arrives and is answered; for other protocols what arrives. */
#ifndef GL_NETWORK_FLOW_H
#define GL_NETWORK_FLOW_H

#include "network/route.h"

struct gl_nw_ends {
    struct gl_nw_node from; /* a NIC, INTERNET, ONPREM, or (packet put in there) SUBNET, VPC */
    struct gl_ipset source; /* empty: every address it has or may have (internet: every public one) */
    uint32_t to;            /* a NIC; NONE: whoever has `destinations` */
    struct gl_ipset destinations;
    struct gl_portset ports;       /* only these are asked for; empty: all */
    struct gl_portset reply_ports; /* the same of answers: source ports of the packet; empty: all */
    bool is_admitted;   /* the receiver's groups let it in: whoever registered it as a target opens them */
    bool is_cloudfront; /* from INTERNET: one of CloudFront's servers, whose addresses are not known */
};

struct gl_nw_flow {
    struct gl_ipset source, destinations;
    const struct gl_nw_journey *journey;
    struct gl_portset may, sure;             /* arrive */
    struct gl_portset reply_may, reply_sure; /* keys (protocol, source port) whose answers come back */
    struct gl_portset works_may, works_sure; /* as explained above: destination ports */
    enum gl_nw_why stopped;                  /* where nothing at all may pass: by what first; and where */
    uint32_t stopped_hop;
    enum gl_nw_why reply_stopped;
    uint32_t reply_stopped_hop;
    const struct gl_nw_journey *reply; /* NULL: none */
    const struct gl_value *culprit;    /* of what makes `may` and `sure` differ, one; or NULL */
};

struct gl_nw_flows {
    struct gl_nw_flow *items;
    size_t len;
    bool is_cut; /* more pieces than GL_MAX_NW_PIECES: told as not known */
};

/* All pieces of one pair: each source address of `ends` belongs to exactly one flow for each destination. */
struct gl_nw_flows gl_nw_flow_of(struct gl_nw_cache *cache, struct gl_arena *arena,
                                 const struct gl_nw_ends *ends);
/* The union of what works over all pieces. */
void gl_nw_flow_works(const struct gl_nw_flows *flows, struct gl_arena *arena, struct gl_portset *ret_may,
                      struct gl_portset *ret_sure);

#endif
