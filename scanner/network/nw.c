/* The model from the graph. */
#include "network/address.h"
#include "network/build.h"

static void index_snapshots(struct gl_nw_build *build)
{
    const struct gl_graph *graph = build->nw->graph;

    for (size_t i = 0; i < graph->len; i++) {
        if (gl_nw_is_snapshot(graph->resources[i]))
            (void)gl_name_index_add(build->arena, &build->snapshot_ids, graph->resources[i]->name,
                                    (uint32_t)i);
    }
}

static uint32_t *new_map(struct gl_nw_build *build)
{
    size_t len = build->nw->graph->len;
    uint32_t *map = GL_NEW_ARRAY(build->arena, uint32_t, len + 1);

    for (size_t i = 0; i < len; i++)
        map[i] = GL_NW_NONE;
    return map;
}

/* One more element of an array whose length is counted in 32 bits. */
#define ADD(list, len_member, number)                                                                        \
    do {                                                                                                     \
        size_t capacity = build->capacity[number];                                                           \
                                                                                                             \
        (list) = gl_arena_grow(build->arena, (list), nw->len_member, &capacity, sizeof *(list));             \
        build->capacity[number] = (uint32_t)capacity;                                                        \
        return nw->len_member++;                                                                             \
    } while (0)

uint32_t gl_nw_add(struct gl_nw_build *build, enum gl_nw_list list)
{
    struct gl_nw *nw = build->nw;

    switch (list) {
    case GL_NW_LIST_VPCS:
        ADD(nw->vpcs, vpc_len, list);
    case GL_NW_LIST_SUBNETS:
        ADD(nw->subnets, subnet_len, list);
    case GL_NW_LIST_TABLES:
        ADD(nw->tables, table_len, list);
    case GL_NW_LIST_ACLS:
        ADD(nw->acls, acl_len, list);
    case GL_NW_LIST_GUARDS:
        ADD(nw->guards, guard_len, list);
    case GL_NW_LIST_ENDPOINTS:
        ADD(nw->endpoints, endpoint_len, list);
    case GL_NW_LIST_NICS:
        ADD(nw->nics, nic_len, list);
    case GL_NW_LIST_GATEWAYS:
        ADD(nw->gateways, gateway_len, list);
    case GL_NW_LIST_BALANCERS:
        ADD(nw->balancers, balancer_len, list);
    }
    return GL_NW_NONE;
}

static uint32_t vpc_of_endpoint(const struct gl_nw *nw, uint32_t endpoint)
{
    if (endpoint == GL_NW_NONE || nw->endpoints[endpoint].nic_len == 0)
        return GL_NW_NONE;
    return nw->subnets[nw->nics[nw->endpoints[endpoint].first_nic].subnet].vpc;
}

/* `vpcs`: of each of `len` things, or NONE. */
static struct gl_nw_members members_of(struct gl_arena *arena, const struct gl_nw *nw, const uint32_t *vpcs,
                                       uint32_t len)
{
    struct gl_nw_members members = {GL_NEW_ARRAY(arena, uint32_t, nw->vpc_len + 2),
                                    GL_NEW_ARRAY(arena, uint32_t, len)};
    uint32_t *next = GL_NEW_ARRAY(arena, uint32_t, nw->vpc_len + 1);

    for (uint32_t i = 0; i < len; i++) {
        if (vpcs[i] != GL_NW_NONE)
            members.start[vpcs[i] + 1]++;
    }
    for (uint32_t v = 0; v < nw->vpc_len; v++) {
        members.start[v + 1] += members.start[v];
        next[v] = members.start[v];
    }
    for (uint32_t i = 0; i < len; i++) {
        if (vpcs[i] != GL_NW_NONE)
            members.items[next[vpcs[i]]++] = i;
    }
    return members;
}

void gl_nw_index_vpcs(struct gl_arena *arena, struct gl_nw *nw)
{
    uint32_t *vpcs = GL_NEW_ARRAY(arena, uint32_t, nw->endpoint_len + nw->balancer_len);

    for (uint32_t i = 0; i < nw->endpoint_len; i++)
        vpcs[i] = vpc_of_endpoint(nw, i);
    nw->endpoints_in = members_of(arena, nw, vpcs, nw->endpoint_len);
    for (uint32_t i = 0; i < nw->balancer_len; i++)
        vpcs[i] = vpc_of_endpoint(nw, nw->balancers[i].endpoint);
    nw->balancers_in = members_of(arena, nw, vpcs, nw->balancer_len);
    nw->joints = GL_NEW_ARRAY(arena, uint32_t, nw->gateway_len);
    for (uint32_t i = 0; i < nw->gateway_len; i++) {
        if (nw->gateways[i].kind == GL_NW_PEERING || nw->gateways[i].kind == GL_NW_TGW)
            nw->joints[nw->joint_len++] = i;
    }
}

const struct gl_nw *gl_nw_build(struct gl_arena *arena, const struct gl_graph *graph,
                                const struct gl_network *network, const struct gl_reach *reach,
                                struct gl_diags *diags)
{
    struct gl_nw *nw = GL_NEW(arena, struct gl_nw);
    struct gl_nw_build build = {.arena = arena, .nw = nw, .diags = diags};

    nw->graph = graph;
    nw->network = network;
    nw->reach = reach;
    nw->endpoint_of = new_map(&build);
    nw->vpc_of = new_map(&build);
    nw->subnet_of = new_map(&build);
    nw->gateway_of = new_map(&build);
    nw->balancer_of = new_map(&build);
    build.endpoint_guard = new_map(&build);
    index_snapshots(&build);
    gl_nw_build_vpcs(&build);
    gl_nw_build_gateways(&build);
    gl_nw_build_endpoints(&build);
    gl_nw_build_public(&build);
    gl_nw_build_tables(&build);
    gl_nw_build_transit(&build);
    gl_nw_build_acls(&build);
    gl_nw_build_pods(&build);
    gl_nw_build_balancers(&build);
    for (uint32_t i = 0; i < nw->nic_len; i++)
        nw->nics[i].is_public_ipv6 = gl_ipset_has_public((struct gl_ipset){.v6 = nw->nics[i].addresses.v6});
    gl_nw_index_vpcs(arena, nw);
    nw->index = gl_nw_index_build(arena, nw);
    return nw;
}
