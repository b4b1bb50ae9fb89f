/* Interfaces that are alike for everything that filters and routes: one of a thousand instances answers for
 * all.
 *
 * Alike are those of one subnet with the same groups whose addresses no block tells apart: of no rule of a
 * group, entry of a network ACL, or route. Memory from the arena. */
#ifndef GL_NETWORK_CLASSES_H
#define GL_NETWORK_CLASSES_H

#include "network/model.h"

struct gl_nw_classes {
    uint32_t *of;   /* by interface */
    uint32_t *nics; /* by class: one of them */
    uint32_t len;
};

struct gl_nw_classes gl_nw_classes_find(struct gl_arena *arena, const struct gl_nw *nw);

#endif
