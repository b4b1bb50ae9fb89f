/* NetworkPolicies as layers of a way, and the ways between pods of one cluster.
 *
 * Between pods only the policies of both sides are looked at: the cluster's own network connects them. */
#include "base/limits.h"
#include "network/depth_way.h"
#include "network/pod.h"
#include "reach/reach.h"

static struct gl_nw_condition *add_condition(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                                             uint32_t pod, enum gl_direction direction, enum gl_match holds,
                                             struct gl_portset ports)
{
    const struct gl_nw_endpoint *endpoint = &walk->nw->endpoints[pod];
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_POLICY);
    struct gl_nw_change *change;

    gl_nw_condition_set(condition, way, holds);
    condition->resource = endpoint->resource;
    condition->span = endpoint->resource->span;
    condition->text = gl_arena_printf(walk->arena, "NetworkPolicies of %.*s, %s", GL_STR_ARG(endpoint->name),
                                      direction == GL_INGRESS ? "ingress" : "egress");
    change = gl_nw_condition_option(
        walk->arena, condition,
        direction == GL_INGRESS ? GL_NW_CHANGE_POLICY_INGRESS : GL_NW_CHANGE_POLICY_EGRESS, pod);
    change->resource = endpoint->resource;
    change->span = condition->span;
    change->name = endpoint->name;
    change->ports = ports;
    return condition;
}

static enum gl_match admits(struct gl_nw_depth_walk *walk, uint32_t pod, enum gl_direction direction,
                            uint32_t peer, struct gl_ipset addresses, struct gl_portset ports)
{
    struct gl_nw_pod_ports admitted =
        gl_nw_pod_admits(walk->nw, walk->arena, pod, direction, peer, addresses);

    if (gl_portset_contains(admitted.sure, ports))
        return GL_MATCH_YES;
    return gl_portset_overlaps(admitted.may, ports) ? GL_MATCH_MAY : GL_MATCH_NO;
}

void gl_nw_depth_policy(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t nic,
                        enum gl_direction direction, struct gl_portset ports, struct gl_nw_depth_far far)
{
    uint32_t pod = walk->nw->nics[nic].endpoint;
    uint32_t peer = far.nic == GL_NW_NONE ? GL_NW_NONE : walk->nw->nics[far.nic].endpoint;
    struct gl_ipset addresses =
        far.is_origin && !gl_ipset_is_empty(way->origin) ? way->origin : far.addresses;

    if (!gl_nw_is_pod(walk->nw, pod))
        return;
    add_condition(walk, way, pod, direction, admits(walk, pod, direction, peer, addresses, ports), ports);
}

/* ---- between namespaces ---- */

static struct gl_str namespace_of(const struct gl_nw_endpoint *endpoint)
{
    return endpoint->resource->object ? endpoint->resource->object->ns : (struct gl_str){0};
}

bool gl_nw_depth_has_neighbours(const struct gl_nw *nw, uint32_t pod)
{
    const struct gl_nw_endpoint *of = &nw->endpoints[pod];

    for (uint32_t i = 0; gl_nw_is_pod(nw, pod) && i < nw->endpoint_len; i++) {
        if (gl_nw_is_pod(nw, i) && nw->endpoints[i].cluster == of->cluster &&
            !gl_str_eq(namespace_of(&nw->endpoints[i]), namespace_of(of)))
            return true;
    }
    return false;
}

static enum gl_match is_restricted(const struct gl_nw *nw, uint32_t pod, enum gl_pods_direction direction)
{
    const struct gl_nw_endpoint *of = &nw->endpoints[pod];
    enum gl_match isolated, restricted;

    gl_reach_isolation(nw->reach->places[of->resource->id].pods, of->pod_end, direction, &isolated,
                       &restricted);
    return isolated;
}

/* Which side stops it is known where only one is isolated; where both are, either may be the only one. */
static void between(struct gl_nw_depth_walk *walk, uint32_t sender, struct gl_portset ports)
{
    struct gl_nw_route_in way = {.reach = GL_NW_SOME, .origin = gl_ipset_all(GL_IPV4), .ports = ports};
    enum gl_match passes = admits(walk, walk->endpoint, GL_INGRESS, sender, way.origin, ports);
    bool in = is_restricted(walk->nw, walk->endpoint, GL_PODS_INGRESS) != GL_MATCH_NO,
         out = is_restricted(walk->nw, sender, GL_PODS_EGRESS) != GL_MATCH_NO;

    way.name = gl_arena_printf(walk->arena, "from %.*s", GL_STR_ARG(walk->nw->endpoints[sender].name));
    if (passes == GL_MATCH_YES) {
        add_condition(walk, &way, walk->endpoint, GL_INGRESS, passes, ports);
    } else {
        if (in || !out)
            add_condition(walk, &way, walk->endpoint, GL_INGRESS, passes, ports);
        if (out)
            add_condition(walk, &way, sender, GL_EGRESS, in ? GL_MATCH_MAY : passes, ports);
    }
    gl_nw_depth_add_way(walk, &way);
}

/* One port that it listens on stands for all, where policies name none: the first of each protocol. */
void gl_nw_depth_namespaces(struct gl_nw_depth_walk *walk)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_endpoint *of = &nw->endpoints[walk->endpoint];
    struct gl_portset tcp = gl_portset_of_protocol(walk->arena, GL_PROTO_TCP),
                      open = gl_portset_intersection(walk->arena, of->ports, tcp);
    size_t tried = 0;

    for (uint32_t i = 0; i < nw->endpoint_len; i++) {
        struct gl_nw_pod_ports admitted;
        struct gl_portset common;

        if (!gl_nw_is_pod(nw, i) || nw->endpoints[i].cluster != of->cluster ||
            gl_str_eq(namespace_of(&nw->endpoints[i]), namespace_of(of)))
            continue;
        if (tried++ == GL_MAX_NW_SENDERS) {
            walk->is_cut = true;
            return;
        }
        admitted = gl_nw_pod_admits(nw, walk->arena, walk->endpoint, GL_INGRESS, i, gl_ipset_all(GL_IPV4));
        common = gl_portset_intersection(
            walk->arena, gl_portset_is_empty(admitted.sure) ? admitted.may : admitted.sure, open);
        between(walk, i, gl_portset_is_empty(common) ? open : common);
    }
}
