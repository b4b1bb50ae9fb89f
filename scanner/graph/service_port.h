/* The ports that a data store or broker really listens on. Sources: each service's user guide. */
#ifndef GL_GRAPH_SERVICE_PORT_H
#define GL_GRAPH_SERVICE_PORT_H

#include "base/portset.h"
#include "graph/resource.h"

/* Ports of a resource, from its Port property or the default of its service and engine. False for kinds that
 * are no such service. `*ret_culprit` is set when a property that decides is not known: then the set holds
 * all ports it may be. */
bool gl_service_ports(struct gl_arena *arena, const struct gl_resource *resource,
                      struct gl_portset *ret_ports, const struct gl_value **ret_culprit);

#endif
