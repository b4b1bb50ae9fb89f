/* How rules and addresses are called in sentences about a network. Inside of trace.h and stops.h. */
#ifndef GL_NETWORK_WORDS_H
#define GL_NETWORK_WORDS_H

#include "network/route.h"

/* "members of NodeSg", "10.0.0.0/16", "CloudFront" */
void gl_nw_add_peer(struct gl_buf *out, const struct gl_group_rule *rule);
/* "the internet", "10.0.0.0/16, 10.1.0.0/16 and 3 more" */
void gl_nw_add_addresses(struct gl_buf *out, struct gl_ipset addresses);
/* "TCP 5432", "all traffic" */
void gl_nw_add_ports(struct gl_buf *out, struct gl_portset ports);
/* Takes the text of a buffer, which is freed. */
struct gl_str gl_nw_sentence(struct gl_arena *arena, struct gl_buf *out);
/* Where a rule stands: its element, else what states it. */
struct gl_span gl_nw_rule_span(const struct gl_group_rule *rule, const struct gl_group_statement *statement);

#endif
