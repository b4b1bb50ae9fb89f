/* What the engine keeps of a cluster: classes of pods, peers of rules, profiles. Internal to reach/.
 *
 * Pods of one namespace with equal labels and named ports are one class: policies cannot tell them apart.
 * Rules name peers, which are numbered; equal ones are one. The policies that select a class in one direction
 * are its profile, which many classes share. Classes beyond `real_len` stand for pods that are not in the
 * scan (the ingress controller, exposure). */
#ifndef GL_REACH_TABLES_H
#define GL_REACH_TABLES_H

#include "base/port_pool.h"
#include "reach/pods.h"

struct gl_pods_port { /* a named port of a container */
    struct gl_str name;
    unsigned protocol, number;
};

struct gl_pods_address_map;

struct gl_pods_class {
    uint32_t ns_index;             /* among the namespaces of the tables */
    const struct gl_value *labels; /* of the pods; NULL: none */
    struct gl_pods_port *ports;
    size_t port_len;
    uint32_t port_profile; /* number of its list of named ports; 0: no port has a name */
    enum gl_match is_host_network;
    uint32_t profile[2]; /* by direction */
    const struct gl_pods_address_map *maps[2];
    uint32_t *ends;
    size_t end_len;
};

struct gl_pods_ns { /* first those of the cluster, in its order */
    struct gl_value labels;
    uint32_t first_class, class_len;
};

/* Members of a peer are the classes that it names: ascending, with how surely. */
struct gl_pods_member {
    uint32_t class_index;
    enum gl_match match;
};

struct gl_pods_peer {
    struct gl_str ns;                      /* of the policy, where it has no namespace selector */
    const struct gl_value *ns_selector;    /* NULL: only `ns` */
    const struct gl_value *pod_selector;   /* NULL: every pod */
    bool is_host_left_out;                 /* it does not name pods on the host network */
    bool is_every_namespace, is_every_pod; /* what the selectors come to */
    struct gl_pods_member *members;
    size_t len;
    uint32_t *ends; /* of a subject of policies: its workloads, ascending */
    size_t end_len;
};

struct gl_pods_named {
    struct gl_str name;
    int protocol; /* or GL_PROTO_ALL: whatever the container says */
};

/* The ports of a rule: numbers, and names that mean something else for each pod. */
struct gl_pods_ports {
    uint32_t sure, upper; /* numbers of the pool: what it surely names, and what it may */
    struct gl_pods_named *names;
    size_t name_len;
};

struct gl_pods_applied {
    uint32_t policy;
    enum gl_match match; /* MAY or YES */
};

struct gl_pods_profile {
    struct gl_pods_applied *admin, *network, *baseline; /* admin by priority */
    size_t admin_len, network_len, baseline_len;
    enum gl_match is_isolated;       /* by a NetworkPolicy */
    struct gl_pods_address_map *map; /* that was made last, for these named ports */
    uint32_t map_ports;
};

/* What passes between addresses and a class: pieces that cover all of a family, in order. */
struct gl_pods_piece {
    gl_u128 last;
    uint32_t upper, sure;
};
struct gl_pods_address_map {
    struct gl_pods_piece *pieces[2]; /* by family */
    size_t len[2];
};

/* Addresses that policies tell apart, in order: `last` of each; the first begins at 0. */
struct gl_pods_atoms {
    gl_u128 *last;
    uint32_t *ends; /* the end of each */
    size_t len;
};

struct gl_pods_entry { /* a port that an Ingress, Route or Gateway leads to */
    uint32_t class_index;
    const struct gl_resource *by, *service;
    uint32_t ports, sure; /* numbers of the pool */
};

struct gl_pods_tables {
    struct gl_port_pool pool;
    struct gl_pods_class *classes;
    size_t class_len, real_len, class_capacity;
    struct gl_pods_ns *namespaces;
    size_t ns_len, ns_capacity;
    struct gl_pods_peer *peers;
    size_t peer_len, peer_capacity;
    struct gl_name_index peer_index;
    struct gl_pods_ports *ports; /* of rules */
    size_t ports_len, ports_capacity;
    struct gl_pods_profile *profiles;
    size_t profile_len, profile_capacity;
    size_t port_profile_len;
    struct gl_pods_atoms atoms[2][2]; /* by direction and family */
    struct gl_pods_entry *entries;    /* sorted by class */
    size_t entry_len, entry_capacity;
    struct gl_pods_candidates *candidates;
    uint32_t controller_class; /* GL_PODS_NONE: nothing leads in */
    bool is_not_enforced, host_network_apart;
};

#endif
