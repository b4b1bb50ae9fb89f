/* Who has an address: private ones by VPC, public ones everywhere. For packets that are sent to an address
 * and not to a known receiver.
 *
 * Built once, then read-only. Memory of the arena that is given. */
#ifndef GL_NETWORK_ADDRESS_H
#define GL_NETWORK_ADDRESS_H

#include "network/model.h"

struct gl_nw_holder {
    uint32_t nic;
    struct gl_ipset part; /* of what was asked for: its addresses */
    bool is_certain;      /* false: it has one of these, not known which */
};

struct gl_nw_holders {
    struct gl_nw_holder *items;
    size_t len;
    bool is_cut;
};

struct gl_nw_index *gl_nw_index_build(struct gl_arena *arena, const struct gl_nw *nw);
/* In a VPC, by private address and IPv6; at most `most`, the certain ones first. */
struct gl_nw_holders gl_nw_holders_in(const struct gl_nw *nw, struct gl_arena *arena, uint32_t vpc,
                                      struct gl_ipset addresses, size_t most);
/* By public IPv4 address and IPv6 that the internet can reach. */
struct gl_nw_holders gl_nw_holders_public(const struct gl_nw *nw, struct gl_arena *arena,
                                          struct gl_ipset addresses, size_t most);

#endif
