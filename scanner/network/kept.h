/* Journeys between two subnets with their answers, computed once for all interfaces in them.
 *
 * The interfaces at the ends are left open (GL_NW_NONE) until somebody asks for two. Valid until the next
 * call with the same cache, as it forgets everything when it is full. */
#ifndef GL_NETWORK_KEPT_H
#define GL_NETWORK_KEPT_H

#include "network/route.h"

/* What a journey and its answers are for. */
struct gl_nw_both_ways {
    const struct gl_nw_journey *journey;
    struct gl_nw_journeys replies;
};

struct gl_nw_kept_list {
    struct gl_nw_both_ways *items;
    size_t len;
    bool is_cut;
};

/* Between two interfaces, by the receiver's private addresses. */
struct gl_nw_kept_list gl_nw_kept_between(struct gl_nw_cache *cache, uint32_t from, uint32_t to);
/* Of any question; in `arena`. */
struct gl_nw_kept_list gl_nw_both_ways(struct gl_nw_cache *cache, struct gl_arena *arena,
                                       struct gl_nw_node from, struct gl_ipset source,
                                       struct gl_ipset destinations, uint32_t to);

/* Inside, of route.c: from any interface like `from` to any address of `block`, where `to` is; and the
 * answers of a journey, whose ends may be open. */
struct gl_nw_journeys gl_nw_route_between(struct gl_nw_cache *cache, struct gl_arena *arena, uint32_t from,
                                          uint32_t to, struct gl_ipset block);
struct gl_nw_journeys gl_nw_route_home(struct gl_nw_cache *cache, struct gl_arena *arena,
                                       const struct gl_nw_journey *journey, struct gl_ipset source,
                                       uint32_t sender_subnet, uint32_t receiver_subnet);
bool gl_nw_has_reply(const struct gl_nw_journey *journey);

#endif
