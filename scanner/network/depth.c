#include "network/depth.h"

#include "network/depth_way.h"

bool gl_nw_depth_is_store(const struct gl_nw_endpoint *endpoint)
{
    return endpoint->role == GL_NW_ROLE_STORE;
}

bool gl_nw_depth_is_workload(const struct gl_nw_endpoint *endpoint)
{
    return endpoint->role == GL_NW_ROLE_HOST || endpoint->role == GL_NW_ROLE_POD;
}

struct gl_str gl_nw_origin_name(const struct gl_nw *nw, struct gl_nw_origin origin)
{
    switch (origin.kind) {
    case GL_NW_ORIGIN_INTERNET:
        return GL_STR("internet");
    case GL_NW_ORIGIN_PEER:
        return nw->vpcs[origin.vpc].name;
    case GL_NW_ORIGIN_NAMESPACE:
        return GL_STR("other namespaces");
    case GL_NW_ORIGIN_ONPREM:
        return GL_STR("onprem");
    }
    return (struct gl_str){0};
}

/* ---- origins ---- */

struct origins {
    struct gl_arena *arena;
    struct gl_nw_origin *items;
    size_t len, capacity;
    bool has_onprem;
};

static void add_peer(struct origins *origins, uint32_t vpc, uint32_t own)
{
    size_t at = 1;

    if (vpc == GL_NW_NONE || vpc == own)
        return;
    for (; at < origins->len && origins->items[at].vpc <= vpc; at++) {
        if (origins->items[at].vpc == vpc)
            return;
    }
    (void)GL_PUSH(origins->arena, origins->items, origins->len, origins->capacity);
    for (size_t i = origins->len - 1; i > at; i--)
        origins->items[i] = origins->items[i - 1];
    origins->items[at] = (struct gl_nw_origin){GL_NW_ORIGIN_PEER, vpc};
}

static void add_transit(struct origins *origins, const struct gl_nw_gateway *gateway, uint32_t own)
{
    bool is_attached = false;

    for (size_t i = 0; i < gateway->attachment_len; i++)
        is_attached |= gateway->attachments[i].vpc == own;
    for (size_t i = 0; is_attached && i < gateway->attachment_len; i++) {
        add_peer(origins, gateway->attachments[i].vpc, own);
        origins->has_onprem |= gateway->attachments[i].is_onprem;
    }
}

/* Somebody is behind the gateway: a VPN or Direct Connect, or (not a snapshot) perhaps elsewhere. */
static bool has_outside(const struct gl_nw *nw, const struct gl_resource *gateway)
{
    static const char *const kinds[] = {"AWS::EC2::VPNConnection",
                                        "AWS::DirectConnect::PrivateVirtualInterface"};
    struct gl_edge_list edges = gl_graph_referrers(nw->graph, gateway);

    for (size_t i = 0; i < edges.len; i++) {
        if (GL_STR_IS_ONE_OF(nw->graph->resources[edges.items[i].from]->kind, kinds))
            return true;
    }
    return !gateway->unit || gateway->unit->dialect != GL_DIALECT_SNAPSHOT;
}

static void add_origins(struct origins *origins, const struct gl_nw *nw, uint32_t vpc)
{
    uint32_t gateway = nw->vpcs[vpc].private_gateway;

    for (uint32_t i = 0; i < nw->joint_len; i++) {
        const struct gl_nw_gateway *of = &nw->gateways[nw->joints[i]];

        if (of->kind == GL_NW_PEERING && (of->vpc == vpc || of->peer == vpc))
            add_peer(origins, of->vpc == vpc ? of->peer : of->vpc, vpc);
        if (of->kind == GL_NW_TGW)
            add_transit(origins, of, vpc);
    }
    if (gateway != GL_NW_NONE)
        origins->has_onprem |= has_outside(nw, nw->gateways[gateway].resource);
}

struct gl_nw_origin *gl_nw_depth_origins(const struct gl_nw *nw, struct gl_arena *arena, uint32_t endpoint,
                                         size_t *ret_len)
{
    const struct gl_nw_endpoint *of = &nw->endpoints[endpoint];
    struct origins origins = {.arena = arena};
    uint32_t before = GL_NW_NONE;

    *GL_PUSH(arena, origins.items, origins.len, origins.capacity) =
        (struct gl_nw_origin){GL_NW_ORIGIN_INTERNET, GL_NW_NONE};
    for (uint32_t i = 0; i < of->nic_len; i++) {
        uint32_t vpc = nw->subnets[nw->nics[of->first_nic + i].subnet].vpc;

        if (vpc != before)
            add_origins(&origins, nw, vpc);
        before = vpc;
    }
    if (gl_nw_depth_has_neighbours(nw, endpoint))
        *GL_PUSH(arena, origins.items, origins.len, origins.capacity) =
            (struct gl_nw_origin){GL_NW_ORIGIN_NAMESPACE, GL_NW_NONE};
    if (origins.has_onprem)
        *GL_PUSH(arena, origins.items, origins.len, origins.capacity) =
            (struct gl_nw_origin){GL_NW_ORIGIN_ONPREM, GL_NW_NONE};
    *ret_len = origins.len;
    return origins.items;
}

/* ---- layers ---- */

static bool is_told(const struct gl_nw_depth *depth, const struct gl_nw_layer_state *state)
{
    for (size_t i = 0; i < depth->layer_len; i++) {
        if (depth->layers[i].layer == state->layer && gl_str_eq(depth->layers[i].text, state->text)) {
            depth->layers[i].stands = gl_match_either(depth->layers[i].stands, state->stands);
            return true;
        }
    }
    return false;
}

/* Of the way that needs the fewest changes. */
static void tell_layers(struct gl_nw_depth *depth, struct gl_arena *arena)
{
    const struct gl_nw_route_in *way =
        depth->may.least_way == GL_NW_NONE ? NULL : &depth->may.ways[depth->may.least_way];

    if (!way)
        return;
    depth->layers = GL_NEW_ARRAY(arena, struct gl_nw_layer_state, way->len);
    for (size_t i = 0; i < way->len; i++) {
        const struct gl_nw_condition *condition = &way->conditions[i];
        enum gl_match holds = gl_nw_condition_holds(arena, way, condition);
        struct gl_nw_layer_state state = {.layer = condition->layer,
                                          .stands = holds == GL_MATCH_YES  ? GL_MATCH_NO
                                                    : holds == GL_MATCH_NO ? GL_MATCH_YES
                                                                           : GL_MATCH_MAY,
                                          .text = condition->text,
                                          .resource = condition->resource,
                                          .span = condition->span,
                                          .culprit = condition->culprit};

        if (state.stands == GL_MATCH_MAY && !depth->culprit)
            depth->culprit = condition->culprit;
        if (!is_told(depth, &state))
            depth->layers[depth->layer_len++] = state;
    }
}

struct gl_nw_depth gl_nw_depth_of(const struct gl_nw *nw, struct gl_arena *arena, uint32_t endpoint,
                                  struct gl_nw_origin origin, uint32_t most)
{
    struct gl_nw_depth_walk walk = {.nw = nw, .arena = arena, .endpoint = endpoint};
    struct gl_nw_depth depth = {.origin = origin};

    gl_nw_sets_init(&walk.may, most);
    gl_nw_sets_init(&walk.sure, most);
    switch (origin.kind) {
    case GL_NW_ORIGIN_INTERNET:
        gl_nw_depth_internet(&walk);
        break;
    case GL_NW_ORIGIN_PEER:
        gl_nw_depth_peer(&walk, origin.vpc);
        break;
    case GL_NW_ORIGIN_ONPREM:
        gl_nw_depth_onprem(&walk);
        break;
    case GL_NW_ORIGIN_NAMESPACE:
        gl_nw_depth_namespaces(&walk);
        break;
    }
    gl_nw_sets_sort(&walk.may, arena, nw);
    gl_nw_sets_sort(&walk.sure, arena, nw);
    depth.may = walk.may;
    depth.sure = walk.sure;
    depth.least = walk.may.least;
    depth.most = walk.sure.least;
    depth.is_cut = walk.is_cut || walk.may.is_cut || walk.sure.is_cut;
    tell_layers(&depth, arena);
    return depth;
}
