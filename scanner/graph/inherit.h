/* Inheritance: properties that a resource takes from another one when they are not written.
 *
 * A replica has its primary's encryption, key and engine; an Aurora member its cluster's. What is inherited
 * points at the primary's own value (and span), flagged GL_VALUE_DEFAULTED; from something outside the scan
 * it is UNKNOWN. Rows are in inherit.def. Part of gl_graph_link; not for others. */
#ifndef GL_GRAPH_INHERIT_H
#define GL_GRAPH_INHERIT_H

#include "graph/graph.h"

void gl_graph_index_names(struct gl_graph *graph);
void gl_graph_make_edges(struct gl_graph *graph);
void gl_graph_inherit(struct gl_graph *graph);

#endif
