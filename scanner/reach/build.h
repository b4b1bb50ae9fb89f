/* Steps of gl_pods_compute, each in the file of its name. Internal to reach/. */
#ifndef GL_REACH_BUILD_H
#define GL_REACH_BUILD_H

#include "reach/tables.h"

struct gl_pods_build {
    struct gl_arena *arena, *scratch; /* scratch is given back when the engine is made */
    struct gl_pods *pods;
    struct gl_pods_tables *tables;
    struct gl_diags *diags;
    struct gl_name_index class_index, port_profile_index, profile_index;
    size_t policy_capacity, end_capacity;
    struct gl_buf text; /* for keys that are put together */
};

/* workload.c: namespaces, classes, ends of workloads */
void gl_pods_build_workloads(struct gl_pods_build *build);
void gl_pods_sort_ends(struct gl_pods_build *build);

/* policy.c, admin_policy.c: policies with their rules; those that the server would refuse are told and left
 * out
 */
void gl_pods_build_network_policies(struct gl_pods_build *build);
void gl_pods_build_admin_policies(struct gl_pods_build *build);
/* A policy that is being read: the first thing in it that the server refuses. */
struct gl_pods_draft {
    struct gl_pods_build *build;
    const struct gl_resource *resource;
    enum gl_dialect dialect;
    bool is_refused;
    bool is_open; /* the peer, or list of peers, that was read last is not known */
};
/* A rule of it. */
struct gl_pods_reading {
    struct gl_pods_draft draft;
    struct gl_pods_policy *policy;
    struct gl_pods_rule *rule;
    size_t peer_capacity;
    struct gl_ipset_builder addresses; /* that the rule's peers name */
};
typedef void gl_pods_peer_fn(struct gl_pods_reading *reading, const struct gl_value *peer);
/* Tells it, once a policy; the policy then counts as not there. */
void gl_pods_refuse(struct gl_pods_draft *draft, struct gl_span span, const char *remedy, const char *format,
                    ...) __attribute__((format(printf, 4, 5)));
/* rule_ports.c: numbers for gl_pods_rule.ports */
uint32_t gl_pods_read_ports(struct gl_pods_draft *draft, const struct gl_value *ports);
uint32_t gl_pods_read_admin_ports(struct gl_pods_draft *draft, const struct gl_value *ports);
uint32_t gl_pods_unknown_ports(struct gl_pods_build *build); /* perhaps any */
/* policy.c: is this a selector that the server accepts? Refuses it where not. */
void gl_pods_check_selector(struct gl_pods_draft *draft, const struct gl_value *selector);
/* policy.c: a block of addresses; false: not known, or refused */
bool gl_pods_read_block(struct gl_pods_draft *draft, const struct gl_value *value, struct gl_cidr *ret_block);
/* policy.c: the peers of a rule, which are not absent: `read` adds each to the rule or to the addresses */
void gl_pods_read_peers(struct gl_pods_reading *reading, const struct gl_value *peers, gl_pods_peer_fn *read);
/* peer.c: numbers the peer; its members are found by gl_pods_build_members */
uint32_t gl_pods_add_peer(struct gl_pods_build *build, const struct gl_pods_peer *peer);
void gl_pods_build_members(struct gl_pods_build *build);
/* facts.c: the workloads of each subject of policies; ends are in their order */
void gl_pods_build_subjects(struct gl_pods_build *build);
/* profile.c: which policies select each class */
void gl_pods_build_profiles(struct gl_pods_build *build);
/* entry.c: the port of a pod that an element of a Service's ports stands for; false: none */
bool gl_pods_service_port(struct gl_arena *arena, const struct gl_pods_class *pod,
                          const struct gl_resource *service, const struct gl_value *port,
                          struct gl_portset *ret_port);
/* entry.c: what Ingresses, Routes and Gateways lead to */
void gl_pods_build_entries(struct gl_pods_build *build);
/* address.c: ranges of addresses that policies tell apart, as ends; what passes between them and each profile
 */
void gl_pods_build_addresses(struct gl_pods_build *build, bool with_ipv6);
void gl_pods_place_atoms(struct gl_pods_build *build);
void gl_pods_build_maps(struct gl_pods_build *build);
/* exposure.c */
void gl_pods_build_exposures(struct gl_pods_build *build);

/* A member of a map; the map itself where that is not known, NULL where there is none. */
const struct gl_value *gl_pods_member_of(const struct gl_value *map, struct gl_str key);
/* Is nothing written there: absent, null? */
bool gl_pods_is_absent(const struct gl_value *value);

#endif
