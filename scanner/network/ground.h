/* Inside of the model: where the pods of a cluster run, found once for pods and what leads to them. */
#ifndef GL_NETWORK_GROUND_H
#define GL_NETWORK_GROUND_H

#include "network/build.h"
#include "reach/reach.h"

struct gl_nw_ground {
    const struct gl_cluster *cluster;
    const struct gl_pods *pods;
    const struct gl_resource **eks; /* clusters that it may be */
    size_t len, capacity;
    uint32_t *nics; /* of nodes: one for each subnet and guard */
    size_t nic_len, nic_capacity;
    bool is_one_guard;
    uint32_t *pod_endpoints; /* by end of `pods`; NONE: no workload */
};

/* ingress.c: load balancers that the AWS Load Balancer Controller makes of Ingresses and Services */
void gl_nw_build_ingresses(struct gl_nw_build *build, const struct gl_nw_ground *ground);

#endif
