/* Who can talk to whom in the networks of AWS, one line for each ordered pair: `glacis debug flows`.
 *
 *     i-1[10.0.1.5] => i-2[10.0.2.9] : TCP 443
 *     internet => i-1[10.0.1.5] : may TCP 22 *
 *
 * A star marks TCP whose answers do not come back, "may" what hangs on something that is not known. Unstable,
 * for tests. */
#ifndef GL_CONNECTIONS_H
#define GL_CONNECTIONS_H

#include "network/flow.h"

void gl_print_connections(struct gl_nw_cache *cache, struct gl_buf *out);

#endif
