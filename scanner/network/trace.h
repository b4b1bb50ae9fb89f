/* The steps of a path in words and places: what a person follows file by file, and what SARIF shows.
 *
 * Made for one flow of one pair, when somebody is told; never on the hot path. */
#ifndef GL_NETWORK_TRACE_H
#define GL_NETWORK_TRACE_H

#include "network/flow.h"

enum gl_nw_step_kind {
    GL_NW_STEP_ORIGIN = 0,
    GL_NW_STEP_HOP,
    GL_NW_STEP_RULE, /* a rule of a group, an ACL entry, a route that lets it pass (or stops it) */
    GL_NW_STEP_LISTENER,
    GL_NW_STEP_TARGET,
    GL_NW_STEP_POLICY,
    GL_NW_STEP_DESTINATION,
};

struct gl_nw_step {
    enum gl_nw_step_kind kind;
    struct gl_nw_node node;
    enum gl_nw_why by;
    enum gl_match passes;
    bool is_reply;
    const struct gl_resource *resource; /* that states the rule; or of the node; may be NULL (AWS itself) */
    const struct gl_group_rule *rule;   /* of a group, or NULL */
    const struct gl_nw_acl_entry *entry;
    const struct gl_nw_route *route;
    struct gl_span span;    /* the place; nowhere for what AWS does by itself */
    struct gl_str sentence; /* "security group DbSg admits TCP 5432 from 0.0.0.0/0" */
};

struct gl_nw_steps {
    struct gl_nw_step *items;
    size_t len;
};

/* What carries `ports` (one port, mostly) of this flow, forwards and (is_reply) back; ends at the first
 * blocker. */
struct gl_nw_steps gl_nw_trace(struct gl_nw_cache *cache, struct gl_arena *arena,
                               const struct gl_nw_ends *ends, const struct gl_nw_flow *flow,
                               struct gl_portset ports);

#endif
