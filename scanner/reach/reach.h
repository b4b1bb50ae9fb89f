/* What checks look at: the connectivity of every cluster of a scan, found by resource.
 *
 * A space is a namespace in which pods of the scan run. What is missing in it is told on one resource, its
 * speaker: the Namespace object where it is in the scan, else its first workload. Namespaces that Kubernetes
 * keeps for itself (kube-system, kube-public, kube-node-lease) have no speaker.
 *
 * Made once before the checks run, then read-only. Memory from the arena that is given. */
#ifndef GL_REACH_REACH_H
#define GL_REACH_REACH_H

#include "reach/pods.h"

struct gl_reach_space {
    struct gl_str name;
    const struct gl_cluster *cluster;
    const struct gl_pods *pods;
    const struct gl_resource *speaker; /* NULL: nobody is asked for anything here */
    bool is_system;
    uint32_t *ends; /* its workloads, ascending */
    size_t len;
    size_t host_len;                        /* how many of them are on the host network */
    const struct gl_pods_policy **policies; /* NetworkPolicies of the namespace */
    size_t policy_len;
    const struct gl_pods_policy **idle; /* those that select no pod */
    size_t idle_len;
};

/* What a resource is in its cluster. */
struct gl_reach_place {
    const struct gl_reach_space *space;  /* of its namespace (a Namespace: itself); NULL: no pods run there */
    const struct gl_pods *pods;          /* NULL: it is no Kubernetes object */
    uint32_t end;                        /* of a workload, else GL_PODS_NONE */
    const struct gl_pods_policy *policy; /* of a policy that the API server takes, else NULL */
};

struct gl_reach_cluster {
    struct gl_reach_space *spaces;       /* one for each namespace of the cluster, in its order */
    const struct gl_pods_policy **admin; /* policies of administrators, baseline ones too */
    size_t admin_len;
    const struct gl_resource **agents; /* DaemonSets of network plugins (agent.c) */
    size_t agent_len;
    const struct gl_resource *first_policy; /* the first NetworkPolicy by namespace and name, or NULL */
};

struct gl_reach {
    struct gl_reach_place *places;     /* by resource id */
    struct gl_reach_cluster *clusters; /* by gl_cluster.index */
};

/* NULL: the scan has no Kubernetes objects. */
const struct gl_reach *gl_reach_build(struct gl_arena *arena, const struct gl_graph *graph,
                                      struct gl_diags *diags);

/* The space of a namespace; NULL: no pods of the scan run there. */
const struct gl_reach_space *gl_reach_space_of(const struct gl_reach *reach, const struct gl_cluster *cluster,
                                               struct gl_str ns);
/* The first two of gl_pods_isolation, without the list of policies. */
void gl_reach_isolation(const struct gl_pods *pods, uint32_t end, enum gl_pods_direction direction,
                        enum gl_match *ret_isolated, enum gl_match *ret_restricted);
/* The number of the policies that select a workload: equal for workloads that the same ones select.
 * GL_PODS_NONE where its pods differ. */
uint32_t gl_reach_profile(const struct gl_pods *pods, uint32_t end, enum gl_pods_direction direction);
/* Whether a peer of a rule (an entry of gl_pods_rule.peers) names any pod of the scan. */
bool gl_reach_peer_has_pods(const struct gl_pods *pods, uint32_t peer);
/* Which network plugin's agent a DaemonSet is: "Calico", "Cilium" ...; NULL: none that is known here. All of
 * them enforce NetworkPolicies, but for GL_REACH_VPC_CNI, which does where its switch is on. */
#define GL_REACH_VPC_CNI "the VPC CNI"
const char *gl_reach_agent(const struct gl_resource *daemon_set);

#endif
