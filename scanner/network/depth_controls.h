/* What a receiver asks of who reaches it: authentication and encryption of the connection, as far as its
 * properties say. Told beside the layers of a path; no path changes by them. */
#ifndef GL_NETWORK_DEPTH_CONTROLS_H
#define GL_NETWORK_DEPTH_CONTROLS_H

#include "network/depth.h"

/* One state a control; none for kinds that have none here. `stands` YES: it is asked for. */
struct gl_nw_layer_state *gl_nw_depth_controls(struct gl_arena *arena, const struct gl_resource *resource,
                                               size_t *ret_len);

#endif
