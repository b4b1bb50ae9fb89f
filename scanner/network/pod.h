/* Pods in the AWS network: what NetworkPolicies let pass between one and somebody else.
 *
 * Workloads of a cluster are endpoints (GL_NW_ROLE_POD) on the interfaces of its nodes, as the VPC CNI puts
 * them: their addresses are of the nodes' subnets, their groups the nodes', or those of a
 * SecurityGroupPolicy. Groups, ACLs and routes apply to them as to anybody; policies apply in addition, on
 * the side of each pod (reach/pods.h). Sources: Amazon EKS user guide, "Amazon VPC CNI", "Security groups for
 * Pods", "Limit Pod traffic with Kubernetes network policies". */
#ifndef GL_NETWORK_POD_H
#define GL_NETWORK_POD_H

#include "network/model.h"

/* Does the endpoint have policies at all? Where not, nothing is to be asked. */
static inline bool gl_nw_is_pod(const struct gl_nw *nw, uint32_t endpoint)
{
    return nw->reach && endpoint != GL_NW_NONE && nw->endpoints[endpoint].pod_end != GL_NW_NONE;
}

/* Ports that policies let in to (GL_INGRESS) or out of (GL_EGRESS) the pods of `pod`, from or to `peer`:
 * another endpoint, or NONE and some of `addresses` (every one: where `is_some`, one of them that is not
 * known). Between pods of one cluster both sides are in the answer, whichever is asked. Protocols that
 * NetworkPolicy does not know pass where nothing isolates the pod, else they may. */
struct gl_nw_pod_ports {
    struct gl_portset may, sure;
};
struct gl_nw_pod_ports gl_nw_pod_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t pod,
                                        enum gl_direction direction, uint32_t peer,
                                        struct gl_ipset addresses);

#endif
