/* One question: can these reach those at these ports, by what way, or what stops them?
 *
 * A way is one connection, or several one after the other where load balancers take a connection and open
 * the next to a target of theirs. Ways through a workload that merely could pass something on (a pod that
 * talks to a database) are no ways: nothing forwards there. Used by `glacis reach`, checks, depth and the
 * picture. */
#ifndef GL_NETWORK_ASK_H
#define GL_NETWORK_ASK_H

#include "network/trace.h"

/* One side of a question. */
struct gl_nw_party {
    const uint32_t *nics;
    size_t nic_len;
    bool is_internet, is_onprem;
    struct gl_ipset addresses; /* of interfaces, internet and onprem: only these, empty for all; with none of
                                  them: somebody in a subnet who has them */
    struct gl_portset source_ports; /* of the sender's packets: (protocol, port); empty: any */
};

struct gl_nw_leg {
    struct gl_nw_ends ends;
    struct gl_nw_flow flow;
    struct gl_portset ports;               /* of this connection, of those that make the way */
    const struct gl_nw_balancer *balancer; /* that took the connection before; NULL: the first leg */
    const struct gl_nw_listener *listener;
    const struct gl_nw_target *target;
    const struct gl_resource *edge; /* the first leg: a CloudFront distribution or an API that opens it for
                                       its clients of the internet; NULL: none */
};

struct gl_nw_way {
    struct gl_nw_leg *legs;
    size_t len;
    struct gl_portset may, sure; /* ports that the sender speaks to (of the balancer, where there is one) */
    enum gl_match verdict;       /* NO: `stopped_leg` says where it ends */
    uint32_t stopped_leg;
};

struct gl_nw_answer {
    enum gl_match
        verdict; /* YES: surely, some packet of what was asked for; MAY; NO: none, whatever the unknown is */
    enum gl_match reply;
    struct gl_nw_way
        *ways; /* open ones first, sure before may, direct before through balancers; then, of NO, what
                  was tried and what stopped it: one way for each different set of blockers */
    size_t len;
    bool is_cut;
};

/* Keeps at most `most` ways, but the verdict looks at all. */
struct gl_nw_answer gl_nw_ask(struct gl_nw_cache *cache, struct gl_arena *arena,
                              const struct gl_nw_party *from, const struct gl_nw_party *to,
                              struct gl_portset ports, size_t most);

#endif
