/* Everything that stops a connection: not only what stops it first, but every layer that would stop it if the
 * others did not.
 *
 * Each layer is asked by itself: public address, internet gateway, routes there and back, network ACLs of
 * both subnets, security groups of both ends. Made for people who ask why not; never on the hot path. */
#ifndef GL_NETWORK_STOPS_H
#define GL_NETWORK_STOPS_H

#include "network/flow.h"

struct gl_nw_stop {
    enum gl_nw_why by;
    bool is_reply; /* it stops the answer */
    struct gl_nw_node node;
    const struct gl_resource *resource; /* whose configuration stops it; NULL: AWS by itself */
    struct gl_span span;
    struct gl_str sentence; /* "security group DatabaseSg admits TCP 5432 only from members of NodeSg" */
};

struct gl_nw_stops {
    struct gl_nw_stop *items;
    size_t len, capacity;
};

/* Of a connection that does not come about, in the order in which packets meet them; `flow` is the piece of
 * it that comes farthest. */
struct gl_nw_stops gl_nw_stops_of(struct gl_nw_cache *cache, struct gl_arena *arena,
                                  const struct gl_nw_ends *ends, const struct gl_nw_flow *flow,
                                  struct gl_portset ports);
/* "security group", "network ACL", "public address", "route" ... */
const char *gl_nw_why_layer(enum gl_nw_why why);

#endif
