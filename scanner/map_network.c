#include "map_network.h"

enum { OTHER_PORTS = 443 };

struct drawing {
    struct gl_reach_network *network;
    struct gl_arena *arena;
    const struct gl_nw *nw;
    struct gl_map_lane *lanes;
    struct gl_map_node *nodes;
    struct gl_map_side *sides;
    uint32_t node_len;
    struct gl_map_box *boxes;
    uint32_t *box_of; /* by subnet; numbers are one higher */
    size_t box_len;
    size_t lane_len;
    struct gl_name_index ids;
    uint32_t *node_of; /* by endpoint; GL_MAP_NONE: not drawn */
};

/* ---- lanes ---- */

/* Tiers, and one lane for who is in none. */
static void make_lanes(struct drawing *drawing)
{
    const struct gl_baseline *baseline = drawing->network->tiers.baseline;
    struct gl_map_flow *flows = GL_NEW_ARRAY(drawing->arena, struct gl_map_flow, baseline->flow_len);

    drawing->lane_len = baseline->tier_len + 1;
    drawing->lanes = GL_NEW_ARRAY(drawing->arena, struct gl_map_lane, drawing->lane_len);
    for (size_t i = 0; i < baseline->tier_len; i++)
        drawing->lanes[i] =
            (struct gl_map_lane){.name = baseline->tiers[i].name, .title = baseline->tiers[i].title};
    drawing->lanes[baseline->tier_len] =
        (struct gl_map_lane){.name = GL_STR("other"), .title = GL_STR("in no tier")};
    for (size_t i = 0; i < baseline->flow_len; i++)
        flows[i] = (struct gl_map_flow){baseline->flows[i].from, baseline->flows[i].to};
    gl_map_set_columns(drawing->lanes, drawing->lane_len, flows, baseline->flow_len);
}

static uint32_t lane_of(const struct drawing *drawing, size_t tier)
{
    return (uint32_t)(tier == GL_STR_NONE ? drawing->lane_len - 1 : tier);
}

/* ---- nodes ---- */

static uint32_t box_of(struct drawing *drawing, uint32_t subnet)
{
    const struct gl_nw_subnet *where = &drawing->nw->subnets[subnet];

    if (!drawing->box_of[subnet]) {
        drawing->boxes[drawing->box_len].label =
            gl_arena_printf(drawing->arena, "%.*s / %.*s", GL_STR_ARG(drawing->nw->vpcs[where->vpc].name),
                            GL_STR_ARG(where->name));
        drawing->box_of[subnet] = (uint32_t)++drawing->box_len;
    }
    return drawing->box_of[subnet] - 1;
}

/* Whom nobody speaks to as somebody: NAT gateways and attachments pass things on. */
static bool is_drawn(const struct gl_nw_endpoint *endpoint)
{
    return endpoint->nic_len && endpoint->role != GL_NW_ROLE_NAT && endpoint->role != GL_NW_ROLE_TRANSIT;
}

static const struct gl_nw_balancer *balancer_at(const struct gl_nw *nw, uint32_t endpoint)
{
    for (uint32_t i = 0; i < nw->balancer_len; i++) {
        if (nw->balancers[i].endpoint == endpoint)
            return &nw->balancers[i];
    }
    return NULL;
}

/* Where it listens: a balancer on its listeners, a service endpoint on one port. */
static struct gl_portset listens(struct drawing *drawing, uint32_t at)
{
    const struct gl_nw_endpoint *endpoint = &drawing->nw->endpoints[at];
    struct gl_portset ports = {0};

    if (endpoint->role == GL_NW_ROLE_BALANCER) {
        const struct gl_nw_balancer *balancer = balancer_at(drawing->nw, at);

        for (size_t i = 0; balancer && i < balancer->len; i++)
            ports = gl_portset_union(drawing->arena, ports, balancer->listeners[i].ports);
        return balancer ? ports : gl_portset_all();
    }
    if (endpoint->role == GL_NW_ROLE_SERVICE || endpoint->role == GL_NW_ROLE_CONTROL)
        return gl_portset_of_tcp(drawing->arena, OTHER_PORTS);
    return gl_portset_is_empty(endpoint->ports) ? gl_portset_all() : endpoint->ports;
}

static struct gl_str note_of(const struct gl_nw *nw, const struct gl_nw_endpoint *endpoint)
{
    enum gl_match best = GL_MATCH_NO;

    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[endpoint->first_nic + i];

        best = gl_match_either(best, nic->is_public);
    }
    return best == GL_MATCH_YES   ? GL_STR("public address")
           : best == GL_MATCH_MAY ? GL_STR("perhaps a public address")
                                  : GL_STR("");
}

/* Units of one name hold resources of one address. */
static struct gl_str unique(struct drawing *drawing, struct gl_str id)
{
    struct gl_str tried = id;

    for (uint32_t same = 2;
         gl_name_index_add(drawing->arena, &drawing->ids, tried, drawing->node_len) != GL_NAME_INDEX_NONE;
         same++)
        tried = gl_arena_printf(drawing->arena, "%.*s #%u", GL_STR_ARG(id), same);
    return tried;
}

static void add_endpoint(struct drawing *drawing, uint32_t at)
{
    const struct gl_nw_endpoint *endpoint = &drawing->nw->endpoints[at];
    const struct gl_resource *resource = endpoint->resource;
    enum gl_truth truth;
    size_t tier = resource ? gl_tiers_of(&drawing->network->tiers, resource, &truth) : GL_STR_NONE;
    uint32_t node = drawing->node_len++;

    drawing->node_of[at] = node;
    drawing->sides[node] = (struct gl_map_side){.endpoint = at,
                                                .tier = tier,
                                                .listens = listens(drawing, at),
                                                .is_silent = endpoint->role == GL_NW_ROLE_SERVICE};
    if (endpoint->role == GL_NW_ROLE_BALANCER)
        drawing->sides[node].balancer = balancer_at(drawing->nw, at);
    drawing->nodes[node] = (struct gl_map_node){
        .id = unique(drawing, resource ? gl_resource_shown(drawing->arena, resource) : endpoint->name),
        .label = endpoint->name,
        .kind = resource ? resource->kind : GL_STR(""),
        .note = note_of(drawing->nw, endpoint),
        .lane = lane_of(drawing, tier),
        .box = GL_MAP_NONE};
    if (resource)
        drawing->nodes[node].span = resource->span;
    if (endpoint->nic_len == 1)
        drawing->nodes[node].box = box_of(drawing, drawing->nw->nics[endpoint->first_nic].subnet);
}

static void add_outside(struct drawing *drawing, enum gl_nw_node_kind kind, struct gl_str name)
{
    const struct gl_baseline *baseline = drawing->network->tiers.baseline;
    size_t tier = GL_STR_NONE;
    uint32_t node = drawing->node_len++;

    for (size_t i = 0; i < baseline->tier_len && tier == GL_STR_NONE; i++) {
        if (kind == GL_NW_INTERNET && baseline->tiers[i].is_internet)
            tier = i;
    }
    drawing->sides[node] = (struct gl_map_side){
        .endpoint = GL_NW_NONE, .outside = kind, .tier = tier, .listens = gl_portset_all()};
    drawing->nodes[node] =
        (struct gl_map_node){.id = name, .label = name, .lane = lane_of(drawing, tier), .box = GL_MAP_NONE};
}

static bool has_onprem(const struct gl_nw *nw)
{
    for (uint32_t i = 0; i < nw->gateway_len; i++) {
        if (nw->gateways[i].kind == GL_NW_VGW)
            return true;
        for (size_t k = 0; k < nw->gateways[i].attachment_len; k++) {
            if (nw->gateways[i].attachments[k].is_onprem)
                return true;
        }
    }
    return false;
}

static void make_nodes(struct drawing *drawing)
{
    const struct gl_nw *nw = drawing->nw;
    size_t most = (size_t)nw->endpoint_len + 2;

    drawing->nodes = GL_NEW_ARRAY(drawing->arena, struct gl_map_node, most);
    drawing->sides = GL_NEW_ARRAY(drawing->arena, struct gl_map_side, most);
    drawing->boxes = GL_NEW_ARRAY(drawing->arena, struct gl_map_box, nw->subnet_len);
    drawing->box_of = GL_NEW_ARRAY(drawing->arena, uint32_t, nw->subnet_len);
    drawing->node_of = GL_NEW_ARRAY(drawing->arena, uint32_t, nw->endpoint_len);
    add_outside(drawing, GL_NW_INTERNET, GL_STR("internet"));
    if (has_onprem(nw))
        add_outside(drawing, GL_NW_ONPREM, GL_STR("onprem"));
    for (uint32_t i = 0; i < nw->endpoint_len; i++) {
        drawing->node_of[i] = GL_MAP_NONE;
        if (is_drawn(&nw->endpoints[i]))
            add_endpoint(drawing, i);
    }
}

/* ---- the answer ---- */

static uint32_t node_called(const struct drawing *drawing, struct gl_str id)
{
    for (uint32_t i = 0; i < drawing->node_len; i++) {
        if (gl_str_eq(drawing->nodes[i].id, id))
            return i;
    }
    return GL_MAP_NONE;
}

static void add_hops(struct drawing *drawing, const struct gl_answer_steps *steps, bool is_blocking,
                     struct gl_map_hop *hops, size_t *len)
{
    for (size_t i = 0; i < steps->len; i++) {
        const struct gl_answer_step *step = &steps->items[i];

        hops[(*len)++] = (struct gl_map_hop){.node = node_called(drawing, step->node),
                                             .label = step->node,
                                             .kind = step->kind,
                                             .sentence = step->by,
                                             .is_blocking = is_blocking,
                                             .span = step->span};
    }
}

static const struct gl_map_path *make_path(struct drawing *drawing, const struct gl_answer *answer)
{
    struct gl_map_path *path = GL_NEW(drawing->arena, struct gl_map_path);
    const struct gl_answer_way *way = answer->way_len ? &answer->ways[0] : NULL;
    struct gl_map_hop *hops;

    path->question = gl_arena_printf(drawing->arena, "%.*s => %.*s : %.*s", GL_STR_ARG(answer->from),
                                     GL_STR_ARG(answer->to), GL_STR_ARG(answer->ports));
    path->answer = gl_str_of(gl_answer_says(answer->says));
    if (!way)
        return path;
    hops = GL_NEW_ARRAY(drawing->arena, struct gl_map_hop, way->path.len + way->blockers.len);
    add_hops(drawing, &way->path, false, hops, &path->hop_len);
    add_hops(drawing, &way->blockers, true, hops, &path->hop_len);
    path->hops = hops;
    return path;
}

void gl_map_network(struct gl_reach_network *network, const struct gl_network_asked *asked,
                    struct gl_map *ret_map)
{
    struct drawing drawing = {.network = network, .arena = &network->load->arena, .nw = network->nw};
    struct gl_map_flows flows = {.network = network, .arena = drawing.arena};

    make_lanes(&drawing);
    make_nodes(&drawing);
    flows.sides = drawing.sides;
    flows.side_len = drawing.node_len;
    gl_map_flows_find(&flows);
    if (flows.is_cut)
        gl_diag_add(&network->load->diags, GL_DIAG_INCOMPLETE, (struct gl_span){0},
                    "ask with --from and --to, or name a folder with less in it",
                    "the network is too large to list all its flows: %u interfaces", network->nw->nic_len);
    *ret_map = (struct gl_map){.title = network->load->discovery.name,
                               .subtitle = network->baseline.name,
                               .lanes = drawing.lanes,
                               .lane_len = drawing.lane_len,
                               .boxes = drawing.boxes,
                               .box_len = drawing.box_len,
                               .nodes = drawing.nodes,
                               .node_len = drawing.node_len,
                               .edges = flows.edges,
                               .edge_len = flows.edge_len,
                               .path = asked ? make_path(&drawing, &asked->answer) : NULL};
}
