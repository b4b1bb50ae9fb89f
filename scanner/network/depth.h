/* How deep is the defence: how many distinct changes of the configuration stand between an origin and a
 * receiver, which ones they are, and which layers hold.
 *
 * A path is a connection that works: it arrives and, for TCP, is answered. Of a receiver that speaks TCP only
 * that is asked. Ways are: directly through a gateway; through load balancers; over peering connections and
 * transit gateways; for pods the NetworkPolicies of both sides. Changes are those of change.h: one more rule
 * in a group, one more ACL entry, one more route, a public address ...; replacing a group or a table by
 * another one is none of them.
 *
 * "The internet" is whoever is not named: a rule that admits only blocks of /16 (IPv6 /32) and longer admits
 * somebody, not the internet. Memory from the arena that is given; read-only on the model: any thread. */
#ifndef GL_NETWORK_DEPTH_H
#define GL_NETWORK_DEPTH_H

#include "network/change.h"

enum gl_nw_origin_kind {
    GL_NW_ORIGIN_INTERNET = 0,
    GL_NW_ORIGIN_PEER,      /* whoever is in another VPC that a peering or transit gateway connects */
    GL_NW_ORIGIN_NAMESPACE, /* pods of other namespaces of the cluster */
    GL_NW_ORIGIN_ONPREM,
};

struct gl_nw_origin {
    enum gl_nw_origin_kind kind;
    uint32_t vpc; /* PEER */
};

/* One layer of the way that needs the fewest changes. */
struct gl_nw_layer_state {
    enum gl_nw_layer layer;
    enum gl_match stands; /* NO: it lets this through */
    struct gl_str text;   /* "security group DbSg, inbound" */
    const struct gl_resource *resource;
    struct gl_span span;
    const struct gl_value *culprit; /* of MAY */
};

struct gl_nw_depth {
    struct gl_nw_origin origin;
    uint32_t least, most;        /* GL_NW_MAX_DEPTH + 1: more than that, or no way is known */
    struct gl_nw_sets may, sure; /* with what is not known taken for open, for closed */
    struct gl_nw_layer_state *layers;
    size_t layer_len;
    const struct gl_value *culprit; /* what makes least and most differ, one; or NULL */
    bool is_cut;                    /* not everything was tried */
};

/* Whether a receiver is one that depth is asked for: a data store, or a workload (instances, tasks,
 * functions, pods ...). */
bool gl_nw_depth_is_store(const struct gl_nw_endpoint *endpoint);
bool gl_nw_depth_is_workload(const struct gl_nw_endpoint *endpoint);
/* The origins that exist for an endpoint: the internet first, then peer VPCs, other namespaces, onprem. */
struct gl_nw_origin *gl_nw_depth_origins(const struct gl_nw *nw, struct gl_arena *arena, uint32_t endpoint,
                                         size_t *ret_len);
/* `most`: deeper than that is not asked (GL_NW_MAX_DEPTH: all of it); it is then told as more than
 * GL_NW_MAX_DEPTH. */
struct gl_nw_depth gl_nw_depth_of(const struct gl_nw *nw, struct gl_arena *arena, uint32_t endpoint,
                                  struct gl_nw_origin origin, uint32_t most);
/* "the internet", "VPC Shared", "onprem" */
struct gl_str gl_nw_origin_name(const struct gl_nw *nw, struct gl_nw_origin origin);

#endif
