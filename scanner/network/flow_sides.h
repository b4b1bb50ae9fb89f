/* Inside of flow.h: the filters on a way and its answer, and the addresses of both ends cut into classes that
 * no filter tells apart.
 *
 * Every filter looks at one end only, so a class of sources and a class of destinations together meet what
 * each meets alone: the pieces of a flow are all pairs of classes. */
#ifndef GL_NETWORK_FLOW_SIDES_H
#define GL_NETWORK_FLOW_SIDES_H

#include "network/filter.h"
#include "network/flow.h"

struct gl_nw_filter_at {
    const struct gl_nw_filter *filter;
    uint32_t hop;
    enum gl_nw_why why;
    bool is_reply, by_destination, has_nat_port;
    bool is_fixed; /* `all` is what it lets pass, whatever the addresses are */
    struct gl_nw_passes all;
    struct gl_nw_passes added; /* rules that name groups */
};

enum { GL_NW_MOST_FILTERS = 64 };

/* Sets of addresses go to `arena`, everything else to the cache's scratch one. */
struct gl_nw_sides {
    struct gl_nw_cache *cache;
    struct gl_arena *arena;
    const struct gl_nw_ends *ends;
    struct gl_ipset source, destination;
    struct gl_nw_filter_at *filters;
    size_t filter_len, filter_capacity;
    struct gl_ipset *sources, *destinations; /* classes */
    size_t source_len, destination_len;
    struct gl_nw_passes *source_passes, *destination_passes; /* [class * filter_len + filter] */
    bool is_cut;
};

/* In the order in which a packet and then its answer meet them. */
void gl_nw_sides_list(struct gl_nw_sides *sides, const struct gl_nw_journey *journey,
                      const struct gl_nw_journey *reply, uint32_t receiver);
void gl_nw_sides_split(struct gl_nw_sides *sides);
struct gl_nw_passes gl_nw_sides_passes(const struct gl_nw_sides *sides, size_t filter, size_t source,
                                       size_t destination);
/* Outside of a NAT gateway the answer goes to a port that the gateway chose: all must pass, some may. */
struct gl_nw_passes gl_nw_behind_nat(struct gl_nw_cache *cache, struct gl_nw_passes passes);
/* Where packets from behind private gateways may come from: what routes send there, else every private one.
 */
struct gl_ipset gl_nw_onprem_addresses(const struct gl_nw *nw, struct gl_arena *arena);

#endif
