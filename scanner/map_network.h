/* The map of a network: who reaches whom, held against the matrix of allowed flows. For reports/map.h.
 *
 * Interfaces that no rule, route or address tells apart are looked at once. Memory from the load's arena. */
#ifndef GL_MAP_NETWORK_H
#define GL_MAP_NETWORK_H

#include "ask_network.h"
#include "reach_network.h"
#include "reports/map.h"

/* `asked`: the answer that is shown in it, or NULL. */
void gl_map_network(struct gl_reach_network *network, const struct gl_network_asked *asked,
                    struct gl_map *ret_map);

/* Inside: the nodes of a map, and what passes between them (map_flows.c). */
struct gl_map_side {
    uint32_t endpoint; /* NONE: outside */
    enum gl_nw_node_kind outside;
    size_t tier; /* or GL_STR_NONE */
    struct gl_portset listens;
    bool is_silent;                        /* opens no connections: an interface endpoint */
    const struct gl_nw_balancer *balancer; /* opens connections to its targets only; or NULL */
};

struct gl_map_flows {
    struct gl_reach_network *network;
    struct gl_arena *arena;
    const struct gl_map_side *sides;
    uint32_t side_len;
    struct gl_map_edge *edges;
    size_t edge_len, edge_capacity;
    bool is_cut;
};

void gl_map_flows_find(struct gl_map_flows *flows);

#endif
