/* Connectivity of the pods of a cluster: who can talk to whom, on which ports, by NetworkPolicy,
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy.
 *
 * Ends are workloads (pods grouped by their owner), ranges of addresses and the ingress controller, sorted by
 * what is shown of them. A flow says what may pass from one end to another (`ports`), and what passes
 * whatever the unknown values turn out to be (`sure`, a subset). Flows are not kept: gl_pods_each_flow makes
 * them one after the other, since there can be as many as pairs of pods. Only what policies let through
 * counts: not whether anything listens. The ports are TCP, UDP and SCTP 1 to 65535, as the Kubernetes API
 * knows them.
 *
 * Made by gl_pods_compute from a cluster of a linked graph, then read-only: every other function may be
 * called by several threads at once, each with its own arena. Memory from the arena that is given. Source:
 * Kubernetes "Network Policies"; network policy API v1alpha1 (sig-network). */
#ifndef GL_REACH_PODS_H
#define GL_REACH_PODS_H

#include "base/diag.h"
#include "base/ipset.h"
#include "base/portset.h"
#include "graph/cluster.h"
#include "graph/selector.h"

enum gl_pods_kind {
    GL_PODS_WORKLOAD = 0,       /* "ns/name[Deployment]" */
    GL_PODS_ADDRESSES,          /* "0.0.0.0-9.255.255.255[External]" */
    GL_PODS_INGRESS_CONTROLLER, /* "{ingress-controller}": what Ingresses, Routes and Gateways let in through
                                 */
};

enum gl_pods_direction { GL_PODS_INGRESS = 0, GL_PODS_EGRESS };

struct gl_pods_end {
    enum gl_pods_kind kind;
    struct gl_str shown;
    /* of a workload */
    struct gl_str ns, name, owner_kind;
    const struct gl_resource **resources; /* the workload, or the pods of one owner */
    size_t resource_len;
    uint32_t *classes; /* of its pods; one, unless pods of one owner differ */
    size_t class_len;
    bool is_host_network; /* see gl_pods_options */
    /* of addresses */
    struct gl_ipset addresses;
    enum gl_ip_family family;
    uint32_t atoms[2]; /* internal: its number among those of a direction, from 1 */
};

struct gl_pods_flow {
    uint32_t from, to; /* ends */
    struct gl_portset ports, sure;
};

enum gl_pods_policy_kind { GL_PODS_NETWORK_POLICY = 0, GL_PODS_ADMIN_POLICY, GL_PODS_BASELINE_POLICY };
enum gl_pods_action { GL_PODS_ALLOW = 0, GL_PODS_DENY, GL_PODS_PASS };

struct gl_pods_rule {
    enum gl_pods_direction direction;
    enum gl_pods_action action;   /* of a NetworkPolicy always ALLOW */
    uint32_t index;               /* among the rules of its direction, from 0 */
    struct gl_str name;           /* of admin policies; may be empty */
    const struct gl_value *value; /* the rule as written: its span is the rule's place */
    bool is_of_admin;             /* of an admin or baseline policy */
    bool is_every_peer;           /* no `from` or `to`: every pod and address */
    bool has_nodes;               /* it names nodes of the cluster */
    bool is_open;                 /* some peer of it is not known here: it may be anything */
    uint32_t *peers;              /* pods that it names; internal numbers, see gl_pods_rule_matches */
    size_t peer_len;
    struct gl_ipset addresses; /* that it names: ipBlock without except, networks; not those of every peer */
    uint32_t ports;            /* internal number, see gl_pods_rule_ports */
};

struct gl_pods_policy {
    const struct gl_resource *resource;
    enum gl_pods_policy_kind kind;
    enum gl_match affects[2];      /* by direction: its policyTypes, or that it has rules */
    int64_t priority;              /* of an AdminNetworkPolicy */
    uint32_t subject;              /* internal number, see gl_pods_policy_selects */
    struct gl_pods_rule *rules[2]; /* by direction */
    size_t rule_len[2];
};

/* A workload's way out to, or in from, pods and namespaces that are not in the scan; and addresses, of a
 * workload that has any such way. */
struct gl_pods_exposure {
    uint32_t end; /* the workload */
    enum gl_pods_direction direction;
    bool is_external;        /* the peer is a range of addresses */
    struct gl_str peer;      /* "entire-cluster", "backend/[all pods]", "0.0.0.0-255.255.255.255[External]" */
    struct gl_str ports;     /* as shown; named ports of pods that are not known stay names */
    struct gl_portset known; /* the ports of it that are numbers */
    /* What the entire cluster has in this direction, where the peer is a part of it; else empty. The peer is
     * only told apart where its ports are others. */
    struct gl_portset everyone;
};

struct gl_pods_class;
struct gl_pods_tables;

struct gl_pods {
    const struct gl_cluster *cluster;
    struct gl_pods_end *ends;
    size_t end_len;
    size_t workload_len; /* ends that are workloads */
    struct gl_pods_policy *policies;
    size_t policy_len;
    struct gl_pods_exposure
        *exposures; /* only when asked for; sorted by direction (egress first), end, peer */
    size_t exposure_len;
    struct gl_pods_tables *tables; /* internal: classes, peers, sets of ports */
};

struct gl_pods_options {
    bool exposure;
    bool ipv6; /* IPv6 addresses are ends too, where a policy names any */
    bool
        is_not_enforced; /* nothing enforces the policies: they are read and shown, but let everything pass */
    /* What NetworkPolicy means for pods on the host network is not defined. They are taken for pods like any
     * other; or, with this, policies neither select them nor name them, as in most networks. Admin policies
     * never do. */
    bool host_network_apart;
};

#define GL_PODS_NONE UINT32_MAX

/* Never NULL. What the API server would refuse, or is not understood, goes to `diags` (GL_DIAG_INCOMPLETE).
 */
struct gl_pods *gl_pods_compute(struct gl_arena *arena, const struct gl_cluster *cluster,
                                const struct gl_pods_options *options, struct gl_diags *diags);

/* Calls `each` for every ordered pair of different ends that may connect, by (from, to), until it answers
 * false; of one end only where `from` or `to` is not GL_PODS_NONE. The flow's sets live until `each`
 * returns. */
typedef bool gl_pods_flow_fn(void *context, const struct gl_pods_flow *flow);
void gl_pods_each_flow(const struct gl_pods *pods, uint32_t from, uint32_t to, gl_pods_flow_fn *each,
                       void *context);
/* One pair; empty sets where nothing passes, everything from an end to itself. */
struct gl_pods_flow gl_pods_between(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from,
                                    uint32_t to);

/* One question. Ends by index, or an address where the index is GL_PODS_NONE. */
struct gl_pods_question {
    uint32_t from, to;
    struct gl_cidr from_address, to_address;
    unsigned protocol;
    int port; /* GL_PORT_ANY: is there any port at all? */
};
enum gl_match gl_pods_answer(struct gl_arena *scratch, const struct gl_pods *pods,
                             const struct gl_pods_question *question);
/* The end that people write as "ns/name", "name", "ns/name[Kind]", "ns/pod", "ingress-controller"; NONE when
 * there is none, and *ret_several when there are several. */
uint32_t gl_pods_find_end(const struct gl_pods *pods, struct gl_str text, bool *ret_several);

/* ---- why ---- */

enum gl_pods_verdict {
    GL_PODS_BY_DEFAULT = 0, /* no policy says anything: allowed (`policy` is NULL) */
    GL_PODS_ALLOWED,        /* by this rule */
    GL_PODS_DENIED,         /* by this rule of an admin policy */
    GL_PODS_PASSED,         /* this rule leaves it to the NetworkPolicies */
    GL_PODS_NO_RULE,        /* the policy selects the pod and has no rules in this direction */
    GL_PODS_NO_PEER,        /* ... and no rule names the other end */
    GL_PODS_NO_PORT,        /* ... and this rule names the other end, but not these ports */
    GL_PODS_ENTERED,        /* an Ingress or route leads to the port through a Service */
    GL_PODS_NO_ENTRY,       /* none does */
};

struct gl_pods_reason {
    enum gl_pods_verdict verdict;
    const struct gl_pods_policy *policy;
    const struct gl_pods_rule *rule;           /* of ALLOWED, DENIED, PASSED, NO_PORT */
    const struct gl_resource *entry, *service; /* of ENTERED */
    bool is_open;                              /* only if something that is not known here turns out so */
};

struct gl_pods_reasons {
    bool is_allowed;
    struct gl_pods_reason *items;
    size_t len;
};

/* Ports of one pair that the same rules decide in both directions. */
struct gl_pods_case {
    struct gl_portset ports;
    bool is_allowed;
    struct gl_pods_reasons by[2]; /* by direction: of `to` (ingress) and `from` (egress) */
};
size_t gl_pods_explain(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from, uint32_t to,
                       struct gl_pods_case **ret_cases);

/* ---- for checks ---- */

struct gl_pods_isolation {
    enum gl_match is_isolated;              /* does any NetworkPolicy select its pods in this direction? */
    enum gl_match is_restricted;            /* or does an admin policy deny anything? */
    const struct gl_pods_policy **policies; /* that select it or may select it */
    size_t len;
};
struct gl_pods_isolation gl_pods_isolation(struct gl_arena *arena, const struct gl_pods *pods, uint32_t end,
                                           enum gl_pods_direction direction);
/* Whether a policy selects any pods: YES: surely, MAY, or NO: none of the scan. Pods on the host network are
 * never selected. */
enum gl_match gl_pods_policy_selects(const struct gl_pods *pods, const struct gl_pods_policy *policy);
/* The workloads that it selects or may select, ascending. Policies with one selector share the list. */
size_t gl_pods_policy_subjects(const struct gl_pods *pods, const struct gl_pods_policy *policy,
                               const uint32_t **ret_ends);
/* Whether a rule names any pod, node or address at all; NO: its peers match nothing in this cluster. */
enum gl_match gl_pods_rule_matches(const struct gl_pods *pods, const struct gl_pods_rule *rule);
/* Numbers of the ports of a rule; *ret_has_names: and names, which mean another number for each pod. */
struct gl_portset gl_pods_rule_ports(const struct gl_pods *pods, const struct gl_pods_rule *rule,
                                     bool *ret_has_names);
/* What leaves a workload to addresses (or comes in from them), as disjoint ranges in ascending order; IPv4
 * before IPv6. */
struct gl_pods_span_of_addresses {
    enum gl_ip_family family;
    gl_u128 first, last;
    struct gl_portset ports, sure;
};
size_t gl_pods_addresses(struct gl_arena *arena, const struct gl_pods *pods, uint32_t end,
                         enum gl_pods_direction direction, struct gl_pods_span_of_addresses **ret_spans);

/* Workloads that something leads to, and the ports of theirs at which they are spoken to. */
struct gl_pods_entrance {
    const struct gl_resource *by; /* an Ingress, a route; the Service itself */
    const struct gl_resource *service;
    uint32_t end;
    struct gl_portset ports, sure;
};
/* Those of all Ingresses and routes of the cluster. */
size_t gl_pods_entrances(struct gl_arena *arena, const struct gl_pods *pods,
                         struct gl_pods_entrance **ret_entrances);
/* Those behind Services of the cluster, in their order. */
size_t gl_pods_behind(struct gl_arena *arena, const struct gl_pods *pods,
                      const struct gl_resource *const *services, size_t len,
                      struct gl_pods_entrance **ret_entrances);

/* "All Connections", "No Connections", "TCP 80,443", "SCTP 1-65535,TCP 1-79". */
void gl_pods_print_ports(struct gl_buf *out, struct gl_portset ports);
/* Every port that the Kubernetes API knows: TCP, UDP and SCTP, 1 to 65535; static. */
struct gl_portset gl_pods_all_ports(void);

#endif
