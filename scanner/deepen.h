/* The depth of a network (network/depth.h) in the words of a report (reports/depth.h). Memory from the arena
 * that is given. */
#ifndef GL_DEEPEN_H
#define GL_DEEPEN_H

#include "network/depth.h"
#include "reports/depth.h"

/* Every data store and workload, in the order of their addresses. */
struct gl_depths gl_deepen(struct gl_arena *arena, const struct gl_nw *nw, const struct gl_sources *sources);

#endif
