/* Single changes of a configuration that can open a way, and the smallest sets of them that do.
 *
 * A way is a conjunction of conditions: each lets through what comes from some addresses of the origin, and
 * may have options, single changes each of which makes it let all of them through. A change is known by what
 * it edits (kind, subject and gateway), not by how much it opens there: two conditions that one edit can meet
 * count once, so the number of changes is the least there is. Sets are kept as an antichain: none holds
 * another one.
 *
 * What is not known is counted twice: `may` as if it were open, `sure` as if it were closed. Memory from the
 * arena that is given; one thread. */
#ifndef GL_NETWORK_CHANGE_H
#define GL_NETWORK_CHANGE_H

#include "network/model.h"

enum gl_nw_layer {
    GL_NW_LAYER_ROUTING = 0, /* route tables, gateways, peerings */
    GL_NW_LAYER_PUBLIC,      /* public address, scheme of a load balancer */
    GL_NW_LAYER_ACL,
    GL_NW_LAYER_GROUP,
    GL_NW_LAYER_LISTENER, /* listener and targets of a load balancer */
    GL_NW_LAYER_POLICY,   /* NetworkPolicies */
    GL_NW_LAYER_AUTHENTICATION,
    GL_NW_LAYER_TLS,
};

enum gl_nw_change_kind {
    GL_NW_CHANGE_GROUP_INGRESS = 0, /* one more rule in a security group */
    GL_NW_CHANGE_GROUP_EGRESS,
    GL_NW_CHANGE_ACL_INGRESS, /* one more entry, before all others */
    GL_NW_CHANGE_ACL_EGRESS,
    GL_NW_CHANGE_ROUTE,         /* one more route of a subnet's table, or another target of one */
    GL_NW_CHANGE_TRANSIT_ROUTE, /* the same in a transit gateway's table */
    GL_NW_CHANGE_TRANSIT_TABLE, /* associate an attachment with a table */
    GL_NW_CHANGE_ATTACH,        /* a gateway to a VPC */
    GL_NW_CHANGE_ACCEPT,        /* a peering connection or an attachment */
    GL_NW_CHANGE_PUBLIC,        /* give a public address; internet-facing */
    GL_NW_CHANGE_LISTENER,      /* a listener that leads to targets */
    GL_NW_CHANGE_TARGET,        /* register as a target */
    GL_NW_CHANGE_POLICY_INGRESS,
    GL_NW_CHANGE_POLICY_EGRESS,
};

/* One change, ready to be told and to be made. */
struct gl_nw_change {
    enum gl_nw_change_kind kind;
    uint32_t subject; /* what is edited: an ACL, a table, a VPC, a NIC or endpoint, a gateway, a balancer, a
                         pod workload; GROUP: its resource's id */
    uint32_t other; /* ROUTE: the gateway, TRANSIT_x, ACCEPT: the attachment, TARGET: the endpoint; or NONE */
    const struct gl_group *group;
    const struct gl_resource *resource; /* whose configuration is changed; NULL: AWS made it */
    struct gl_span span;                /* its place; nowhere where AWS made it */
    struct gl_str name;                 /* of what is edited, for people */
    struct gl_str target_name;          /* TRANSIT_x: of the attachment that it leads to */
    struct gl_ipset peers;              /* addresses that have to come in, go out or be routed */
    struct gl_portset ports;
};

struct gl_nw_condition {
    enum gl_nw_layer layer;
    struct gl_ipset may, sure; /* addresses of the origin for which it holds */
    struct gl_str text;        /* what says so: "security group DbSg" */
    const struct gl_resource *resource;
    struct gl_span span;
    const struct gl_value *culprit; /* what makes may and sure differ; or NULL */
    struct gl_nw_change *options;
    size_t len, capacity;
};

/* How many addresses of the origin have to get through. */
enum gl_nw_reach_of {
    GL_NW_SOME = 0, /* any one: onprem, an interface whose addresses are known */
    GL_NW_WIDE,     /* of the internet: a block too wide to name somebody */
    GL_NW_ONE_OF,   /* the origin has one of the addresses, not known which */
};

enum { GL_NW_WAY_CONDITIONS = 32 };

struct gl_nw_route_in { /* one way from an origin to a receiver, for one port */
    struct gl_str name; /* "directly", "through load balancer Web", "over peering Pcx" */
    enum gl_nw_reach_of reach;
    struct gl_ipset origin;
    struct gl_portset ports;
    struct gl_nw_condition conditions[GL_NW_WAY_CONDITIONS];
    size_t len;
};

/* Sorted by the changes' order in the list; at most GL_NW_SET_SIZE. */
enum { GL_NW_SET_SIZE = 3, GL_NW_MAX_DEPTH = 6 };
struct gl_nw_set {
    uint32_t changes[GL_NW_SET_SIZE]; /* in gl_nw_sets.changes */
    size_t len;
    uint32_t way; /* in gl_nw_sets.ways */
};

struct gl_nw_sets {
    struct gl_nw_change *changes;
    size_t change_len, change_capacity;
    struct gl_nw_set *items; /* by size, then by the texts of their changes (after gl_nw_sets_sort) */
    size_t len, capacity;
    struct gl_nw_route_in *ways; /* that gave a set, or the least number */
    size_t way_len, way_capacity;
    uint32_t most;  /* sets of more changes than these are not looked for */
    uint32_t least; /* number of changes; GL_NW_MAX_DEPTH + 1: more than that, or no way at all */
    uint32_t least_way;
    bool is_cut; /* more sets than GL_MAX_NW_SETS, or more ways than are looked at */
};

void gl_nw_sets_init(struct gl_nw_sets *sets, uint32_t most); /* at most GL_NW_MAX_DEPTH */
/* Adds the sets that open this way. `sure`: what is not known counts as closed. */
void gl_nw_sets_add(struct gl_nw_sets *sets, struct gl_arena *arena, const struct gl_nw_route_in *way,
                    bool sure);
void gl_nw_sets_sort(struct gl_nw_sets *sets, struct gl_arena *arena, const struct gl_nw *nw);
/* Does it hold for the way as it is now: NO, MAY, YES? */
enum gl_match gl_nw_condition_holds(struct gl_arena *scratch, const struct gl_nw_route_in *way,
                                    const struct gl_nw_condition *condition);

/* A condition more; NULL: the way has too many. */
struct gl_nw_condition *gl_nw_way_add(struct gl_nw_route_in *way, enum gl_nw_layer layer);
struct gl_nw_change *gl_nw_condition_option(struct gl_arena *arena, struct gl_nw_condition *condition,
                                            enum gl_nw_change_kind kind, uint32_t subject);
/* It holds for everybody of the origin, for nobody, or that is not known. */
void gl_nw_condition_set(struct gl_nw_condition *condition, const struct gl_nw_route_in *way,
                         enum gl_match holds);

const char *gl_nw_layer_word(enum gl_nw_layer layer);
const char *gl_nw_change_word(enum gl_nw_change_kind kind); /* "group-ingress" */
enum gl_nw_layer gl_nw_change_layer(enum gl_nw_change_kind kind);
/* "open TCP 5432 to 0.0.0.0/0 in security group DbSg" */
void gl_nw_change_print(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_change *change);

#endif
