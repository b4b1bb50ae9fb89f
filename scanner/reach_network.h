/* `glacis reach` without --pods: what is between the two phases of a command, the network of a load and who
 * is asked about it. */
#ifndef GL_REACH_NETWORK_H
#define GL_REACH_NETWORK_H

#include "engine/baseline_load.h"
#include "engine/tiers.h"
#include "load.h"
#include "network/ask.h"

/* The network of one tree, ready to be asked. Must not move. */
struct gl_reach_network {
    struct gl_load *load;
    struct gl_catalogue catalogue;
    struct gl_baseline baseline; /* its tiers and allowed flows */
    struct gl_tiers tiers;
    const struct gl_nw *nw;
    struct gl_nw_cache cache;
    bool has_cache;
};

/* Before the load runs: reads the baseline. False: a diagnostic (GL_DIAG_USAGE) says what is wrong with it.
 */
bool gl_reach_network_prepare(struct gl_reach_network *network, struct gl_load *load);
/* After it ran. */
void gl_reach_network_build(struct gl_reach_network *network);
void gl_reach_network_free(struct gl_reach_network *network);

#endif
