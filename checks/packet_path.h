/* Paths of packets as steps of findings, and what a witness packet looks like. */
#ifndef GL_CHECKS_PACKET_PATH_H
#define GL_CHECKS_PACKET_PATH_H

#include "engine/check.h"
#include "network/trace.h"

/* One packet of a flow: the smallest of its addresses and ports, where no common one is among them. */
struct gl_witness {
    struct gl_str from, to; /* addresses as text; `to` may be empty: not known */
    unsigned protocol, source_port, port;
};

/* A packet of the flow that surely gets through; false: there is none. */
bool gl_witness_of(struct gl_check_ctx *ctx, const struct gl_nw_ends *ends, const struct gl_nw_flow *flow,
                   struct gl_witness *ret_witness);
/* "8.8.8.8 port 49152" and "TCP 5432": in ctx->scratch. */
struct gl_str gl_witness_sender(struct gl_check_ctx *ctx, const struct gl_witness *witness);
struct gl_str gl_witness_service(struct gl_check_ctx *ctx, const struct gl_witness *witness);
/* The steps of a flow, for the packet; the step of rule `opens` (may be NULL) is the one to change. */
void gl_add_packet_steps(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_nw_ends *ends,
                         const struct gl_nw_flow *flow, const struct gl_witness *witness,
                         const struct gl_group_rule *opens);

#endif
