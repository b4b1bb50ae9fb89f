/* What following packets makes once and uses again: filters of groups and network ACLs as maps from addresses
 * to ports, rows of route tables by address, the journeys between two subnets.
 *
 * One for each thread: asking fills it. Memory from the arena that is given at first (the filters) and from
 * its own (journeys, of which it forgets all when there are GL_MAX_NW_KEPT). Sets of ports are numbers of its
 * pool, so equal ones are equal numbers. */
#ifndef GL_NETWORK_CACHE_H
#define GL_NETWORK_CACHE_H

#include "base/port_pool.h"
#include "network/model.h"

struct gl_nw_filter;
struct gl_nw_rows;
struct gl_nw_kept;

/* Numbers in the pool of sets that are needed all the time. */
struct gl_nw_ports {
    uint32_t tcp, udp, nat;    /* all ports; what a NAT gateway takes */
    uint32_t nat_tcp, nat_udp; /* source ports that a NAT gateway chooses from */
};

struct gl_nw_cache {
    const struct gl_nw *nw;
    struct gl_arena *arena;
    struct gl_port_pool pool;
    struct gl_nw_ports ports;
    const struct gl_nw_filter **guards[2],
        **acls[2]; /* by number, [GL_INGRESS] and [GL_EGRESS]; NULL: not made */
    const struct gl_nw_filter *open, *unknown, *nat; /* all passes; all may pass; what a NAT gateway takes */
    const struct gl_nw_rows **rows;                  /* by table */
    struct gl_arena kept_arena;
    struct gl_nw_kept **kept; /* hash table of journeys between subnets */
    size_t kept_len, kept_capacity;
    struct gl_arena scratch; /* of one question */
};

void gl_nw_cache_init(struct gl_nw_cache *cache, struct gl_arena *arena, const struct gl_nw *nw);
void gl_nw_cache_free(struct gl_nw_cache *cache);

#endif
