/* `glacis debug objects`: each Kubernetes object of a scan as one line of JSON, scalars typed as an API
 * server takes them: {"unit": "overlays/production", "object": {...}}. Defaults that glacis fills in are left
 * out, so the lines can be compared with what other tools render. What Secrets hold is not printed. */
#ifndef GL_PRINT_OBJECTS_H
#define GL_PRINT_OBJECTS_H

#include "base/buf.h"
#include "graph/graph.h"

void gl_print_objects(struct gl_buf *out, const struct gl_graph *graph);

#endif
