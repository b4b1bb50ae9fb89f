/* One packet asked about, as `glacis debug packets` does: a question in JSON, the answer in one word and the
 * hops by name.
 *
 * What is wrong with a question is told in its answer; nothing else happens. */
#ifndef GL_PACKET_H
#define GL_PACKET_H

#include "base/name_index.h"
#include "network/flow.h"

/* Nodes by name: interfaces and what they are attached to, subnets, VPCs. */
struct gl_nw_names {
    struct gl_name_index index;
    struct gl_nw_node *nodes;
    size_t len, capacity;
};

void gl_nw_names_build(struct gl_nw_names *names, struct gl_arena *arena, const struct gl_nw *nw);
/* False: nothing of that name. "internet" and "onprem" are nodes too. */
bool gl_nw_names_find(const struct gl_nw_names *names, struct gl_str name, struct gl_nw_node *ret_node);

/* `line` is one JSON object; the answer is one line with its end. */
void gl_nw_packet_answer(struct gl_nw_cache *cache, const struct gl_nw_names *names, struct gl_str line,
                         struct gl_buf *out);

#endif
