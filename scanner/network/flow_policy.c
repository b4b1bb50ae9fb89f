/* NetworkPolicies of the pods at both ends of a flow. */
#include "network/flow_policy.h"

#include "network/pod.h"

/* Sets of the flow live as long as the cache. */
static struct gl_portset both(struct gl_nw_cache *cache, struct gl_portset a, struct gl_portset b)
{
    uint32_t number = gl_port_pool_add_copy(&cache->pool, gl_portset_intersection(&cache->scratch, a, b));

    return gl_port_pool_get(&cache->pool, number);
}

static void limit(struct gl_nw_cache *cache, struct gl_nw_flow *flow, const struct gl_nw_pod_ports *admitted,
                  enum gl_nw_why by, uint32_t hop)
{
    if (gl_portset_is_empty(flow->may))
        return;
    flow->may = both(cache, flow->may, admitted->may);
    flow->sure = both(cache, flow->sure, admitted->sure);
    flow->works_may = both(cache, flow->works_may, admitted->may);
    flow->works_sure = both(cache, flow->works_sure, admitted->sure);
    if (!gl_portset_is_empty(flow->may))
        return;
    flow->stopped = by;
    flow->stopped_hop = hop;
}

static uint32_t endpoint_of(const struct gl_nw *nw, uint32_t nic)
{
    return nic == GL_NW_NONE ? GL_NW_NONE : nw->nics[nic].endpoint;
}

/* The sender's address as the receiver sees it: a NAT gateway on the way replaces it. */
static struct gl_ipset seen_source(const struct gl_nw_flow *flow)
{
    const struct gl_nw_journey *journey = flow->journey;

    for (size_t i = journey->len; journey->is_translated && i-- > 0;) {
        if (!gl_ipset_is_empty(journey->hops[i].source))
            return journey->hops[i].source;
    }
    return flow->source;
}

void gl_nw_flow_policies(struct gl_nw_cache *cache, struct gl_nw_flow *flow, uint32_t receiver)
{
    const struct gl_nw *nw = cache->nw;
    const struct gl_nw_journey *journey = flow->journey;
    bool is_from_nic = journey->len && journey->hops[0].node.kind == GL_NW_NIC;
    uint32_t from = is_from_nic ? endpoint_of(nw, journey->hops[0].node.index) : GL_NW_NONE;
    uint32_t to = endpoint_of(nw, receiver);
    struct gl_nw_pod_ports admitted;

    if (gl_nw_is_pod(nw, from)) {
        admitted = gl_nw_pod_admits(nw, &cache->scratch, from, GL_EGRESS, to, flow->destinations);
        limit(cache, flow, &admitted, GL_NW_BY_POLICY_EGRESS, 0);
    }
    if (!gl_nw_is_pod(nw, to) ||
        (gl_nw_is_pod(nw, from) && nw->endpoints[from].cluster == nw->endpoints[to].cluster))
        return; /* of one cluster: both sides were in the answer */
    admitted = gl_nw_pod_admits(nw, &cache->scratch, to, GL_INGRESS, from, seen_source(flow));
    limit(cache, flow, &admitted, GL_NW_BY_POLICY_INGRESS, (uint32_t)journey->len - 1);
}
