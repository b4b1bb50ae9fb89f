/* Who can talk to whom in the networks of AWS, as a list of lines: `glacis debug flows`.
 *
 * Unstable, for tests that hold it against the lists of np-guard's vpc-network-config-analyzer. */
#ifndef GL_CONNECTIONS_H
#define GL_CONNECTIONS_H

#include "network/flow.h"

void gl_print_connections(struct gl_nw_cache *cache, struct gl_buf *out);

#endif
