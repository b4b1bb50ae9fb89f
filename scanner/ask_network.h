/* One question about the network: the words of the command line in, an answer that can be written out.
 *
 * Memory from the arena. */
#ifndef GL_ASK_NETWORK_H
#define GL_ASK_NETWORK_H

#include "options.h"
#include "reach_ends.h"
#include "reports/answer.h"

struct gl_network_asker {
    struct gl_arena *arena;
    struct gl_nw_cache *cache;
    const struct gl_tiers *tiers;
    const struct gl_reach_options *options;
    struct gl_diags *diags;
};

/* What was asked and answered, for who wants to draw it. */
struct gl_network_asked {
    struct gl_answer answer;
    struct gl_nw_answer ways;
};

/* False: a diagnostic (GL_DIAG_USAGE) says which end is wrong. */
bool gl_ask_network(const struct gl_network_asker *asker, struct gl_network_asked *ret_asked);

#endif
