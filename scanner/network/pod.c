#include "network/pod.h"

#include "graph/cluster.h"
#include "network/ground.h"

static const struct gl_pods *pods_of(const struct gl_reach *reach, const struct gl_cluster *cluster)
{
    for (size_t i = 0; i < cluster->len; i++) {
        if (reach->places[cluster->objects[i]->id].pods)
            return reach->places[cluster->objects[i]->id].pods;
    }
    return NULL;
}

/* The one that its objects name; else those of its environment, else the only one of the scan. */
static void find_clusters(struct gl_nw_build *build, struct gl_nw_ground *ground)
{
    const struct gl_graph *graph = build->nw->graph;
    struct gl_resource_list all = gl_graph_of_kind(graph, GL_STR("AWS::EKS::Cluster"));
    struct gl_str environment = ground->cluster->unit->environment;

    if (ground->cluster->applied) {
        *GL_PUSH(build->arena, ground->eks, ground->len, ground->capacity) = ground->cluster->applied;
        return;
    }
    for (size_t i = 0; i < all.len && environment.len; i++) {
        if (all.items[i]->unit && gl_str_eq(all.items[i]->unit->environment, environment))
            *GL_PUSH(build->arena, ground->eks, ground->len, ground->capacity) = all.items[i];
    }
    if (ground->len == 0 && all.len == 1)
        *GL_PUSH(build->arena, ground->eks, ground->len, ground->capacity) = all.items[0];
}

static void add_nic_of_node(struct gl_nw_build *build, struct gl_nw_ground *ground, uint32_t nic)
{
    const struct gl_nw *nw = build->nw;

    for (size_t i = 0; i < ground->nic_len; i++) {
        const struct gl_nw_nic *other = &nw->nics[ground->nics[i]];

        if (other->subnet == nw->nics[nic].subnet && other->guard == nw->nics[nic].guard)
            return;
        ground->is_one_guard &= other->guard == nw->nics[nic].guard;
    }
    *GL_PUSH(build->arena, ground->nics, ground->nic_len, ground->nic_capacity) = nic;
}

/* Node groups and Fargate profiles of the clusters. */
static void find_nodes(struct gl_nw_build *build, struct gl_nw_ground *ground)
{
    static const char *const kinds[] = {"AWS::EKS::Nodegroup", "AWS::EKS::FargateProfile"};
    const struct gl_nw *nw = build->nw;

    ground->is_one_guard = true;
    for (size_t c = 0; c < ground->len; c++) {
        struct gl_edge_list edges = gl_graph_referrers(nw->graph, ground->eks[c]);

        for (size_t i = 0; i < edges.len; i++) {
            const struct gl_resource *from = nw->graph->resources[edges.items[i].from];
            uint32_t endpoint = nw->endpoint_of[from->id];

            if (endpoint == GL_NW_NONE || !GL_STR_IS_ONE_OF(from->kind, kinds))
                continue;
            for (uint32_t k = 0; k < nw->endpoints[endpoint].nic_len; k++)
                add_nic_of_node(build, ground, nw->endpoints[endpoint].first_nic + k);
        }
    }
}

/* A SecurityGroupPolicy that selects the pods gives them groups of their own; the ids are rarely of the scan.
 */
static const struct gl_value *own_groups(const struct gl_nw_ground *ground, const struct gl_pods_end *end)
{
    struct gl_resource_list policies =
        gl_cluster_of_kind(ground->cluster, GL_STR("SecurityGroupPolicy"), end->ns);

    for (size_t i = 0; i < policies.len; i++) {
        const struct gl_value *spec = gl_value_get(&policies.items[i]->properties, GL_STR("spec"));
        const struct gl_value *selector = gl_value_get(spec, GL_STR("podSelector"));

        if (!selector || gl_selector_matches(selector, gl_k8s_pod_labels(end->resources[0])) != GL_MATCH_NO)
            return gl_value_path(spec, "securityGroups.groupIds");
    }
    return NULL;
}

static uint32_t unknown_guard(struct gl_nw_build *build, const struct gl_value *why)
{
    uint32_t at = gl_nw_add(build, GL_NW_LIST_GUARDS);

    build->nw->guards[at] = (struct gl_nw_guard){.unknown = why};
    return at;
}

static void add_workload(struct gl_nw_build *build, const struct gl_nw_ground *ground, uint32_t number)
{
    const struct gl_pods_end *end = &ground->pods->ends[number];
    const struct gl_value *groups = own_groups(ground, end);
    uint32_t at = gl_nw_add(build, GL_NW_LIST_ENDPOINTS),
             guard = groups ? unknown_guard(build, groups) : GL_NW_NONE;
    struct gl_nw *nw = build->nw;

    nw->endpoints[at] = (struct gl_nw_endpoint){.resource = end->resources[0],
                                                .name = end->shown,
                                                .role = GL_NW_ROLE_POD,
                                                .first_nic = nw->nic_len,
                                                .ports = gl_portset_all(),
                                                .cluster = ground->cluster,
                                                .pod_end = end->is_host_network ? GL_NW_NONE : number};
    ground->pod_endpoints[number] = at;
    for (size_t i = 0; i < end->resource_len; i++)
        nw->endpoint_of[end->resources[i]->id] = at;
    for (size_t i = 0; i < ground->nic_len; i++) {
        uint32_t made = gl_nw_add(build, GL_NW_LIST_NICS);
        const struct gl_nw_nic *node = &nw->nics[ground->nics[i]];

        nw->nics[made] = (struct gl_nw_nic){
            .endpoint = at,
            .subnet = node->subnet,
            .guard = guard == GL_NW_NONE ? node->guard : guard,
            .resource = end->resources[0],
            .addresses = node->addresses,
            .exists = ground->is_one_guard && ground->len == 1 ? node->exists : GL_MATCH_MAY,
        };
        nw->endpoints[at].nic_len++;
    }
}

void gl_nw_build_pods(struct gl_nw_build *build)
{
    const struct gl_nw *nw = build->nw;

    for (size_t i = 0; nw->reach && i < nw->graph->cluster_len; i++) {
        struct gl_nw_ground ground = {.cluster = nw->graph->clusters[i]};

        ground.pods = pods_of(nw->reach, ground.cluster);
        if (!ground.pods)
            continue;
        find_clusters(build, &ground);
        find_nodes(build, &ground);
        if (ground.nic_len == 0)
            continue;
        ground.pod_endpoints = GL_NEW_ARRAY(build->arena, uint32_t, ground.pods->end_len + 1);
        for (uint32_t end = 0; end < ground.pods->end_len; end++) {
            ground.pod_endpoints[end] = GL_NW_NONE;
            if (ground.pods->ends[end].kind == GL_PODS_WORKLOAD)
                add_workload(build, &ground, end);
        }
        gl_nw_build_ingresses(build, &ground);
    }
}

/* ---- policies ---- */

/* ICMP and the like: NetworkPolicy does not say what becomes of them. */
static void add_other_protocols(struct gl_arena *arena, struct gl_portset *may, struct gl_portset *sure)
{
    struct gl_portset others = gl_portset_complement(arena, gl_pods_all_ports());

    if (gl_portset_contains(*sure, gl_pods_all_ports()))
        *sure = gl_portset_union(arena, *sure, others);
    *may = gl_portset_union(arena, *may, others);
}

static bool overlaps(const struct gl_pods_span_of_addresses *span, struct gl_ipset addresses)
{
    struct gl_range range = {span->first, span->last};

    return gl_ranges_overlap(span->family == GL_IPV4 ? addresses.v4 : addresses.v6,
                             (struct gl_ranges){&range, 1});
}

static const struct gl_pods *pods_at(const struct gl_nw *nw, uint32_t endpoint)
{
    return nw->reach->places[nw->endpoints[endpoint].resource->id].pods;
}

static struct gl_nw_pod_ports between_pods(const struct gl_nw *nw, struct gl_arena *arena, uint32_t from,
                                           uint32_t to)
{
    struct gl_pods_flow flow =
        gl_pods_between(arena, pods_at(nw, from), nw->endpoints[from].pod_end, nw->endpoints[to].pod_end);
    struct gl_nw_pod_ports admitted = {flow.ports, flow.sure};

    add_other_protocols(arena, &admitted.may, &admitted.sure);
    return admitted;
}

struct gl_nw_pod_ports gl_nw_pod_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t pod,
                                        enum gl_direction direction, uint32_t peer, struct gl_ipset addresses)
{
    const struct gl_nw_endpoint *of = &nw->endpoints[pod];
    struct gl_nw_pod_ports admitted = {0};
    struct gl_pods_span_of_addresses *spans;
    size_t len;
    bool has_any = false;

    if (gl_nw_is_pod(nw, peer) && nw->endpoints[peer].cluster == of->cluster)
        return direction == GL_EGRESS ? between_pods(nw, arena, pod, peer)
                                      : between_pods(nw, arena, peer, pod);
    len = gl_pods_addresses(arena, pods_at(nw, pod), of->pod_end,
                            direction == GL_EGRESS ? GL_PODS_EGRESS : GL_PODS_INGRESS, &spans);
    for (size_t i = 0; i < len; i++) {
        if (!overlaps(&spans[i], addresses))
            continue;
        admitted.may = gl_portset_union(arena, admitted.may, spans[i].ports);
        admitted.sure =
            has_any ? gl_portset_intersection(arena, admitted.sure, spans[i].sure) : spans[i].sure;
        has_any = true;
    }
    if (!has_any) /* addresses of a family that the policies do not tell apart */
        admitted.may = gl_portset_all();
    add_other_protocols(arena, &admitted.may, &admitted.sure);
    return admitted;
}
