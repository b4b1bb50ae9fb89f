/* NetworkPolicies in a flow: what is left of its ports. Internal to network/. */
#ifndef GL_NETWORK_FLOW_POLICY_H
#define GL_NETWORK_FLOW_POLICY_H

#include "network/cache.h"
#include "network/flow.h"

/* `receiver`: the interface that a delivered flow ends at, or NONE. Does nothing where neither end is a pod.
 */
void gl_nw_flow_policies(struct gl_nw_cache *cache, struct gl_nw_flow *flow, uint32_t receiver);

#endif
