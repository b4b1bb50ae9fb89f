/* Inside graph/: reading the annotations of one Ingress or Service (alb.h). Memory from the arena. */
#ifndef GL_GRAPH_ALB_BUILD_H
#define GL_GRAPH_ALB_BUILD_H

#include "graph/alb.h"
#include "graph/cluster.h"
#include "graph/setting_text.h"

#define GL_ALB_PREFIX "alb.ingress.kubernetes.io/"
enum { GL_ALB_MAX_NAME = 80 }; /* bytes of an annotation without its prefix; the API allows 63 */

/* The annotation GL_ALB_PREFIX + name; false: it is not there. Where no annotation is known, neither is this
 * one; a choice of maps gives a choice. */
bool gl_alb_setting(struct gl_arena *arena, const struct gl_resource *object, const char *name,
                    enum gl_setting_shape shape, struct gl_value *ret_value);
/* Appends to a map that has room for it. */
static inline void gl_alb_add(struct gl_value *map, struct gl_str key, struct gl_value value)
{
    map->u.map.members[map->u.map.len++] = (struct gl_member){key, value.span, value};
}
/* What `@alb.backends` holds. */
struct gl_value gl_alb_backends(struct gl_arena *arena, const struct gl_cluster *cluster,
                                const struct gl_resource *ingress);

#endif
