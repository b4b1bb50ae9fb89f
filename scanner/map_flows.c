#include "map_network.h"

#include "network/classes.h"
#include "network/flow_sides.h"
#include "network/stops.h"
#include "network/trace.h"

enum { MOST_RANGES = 6, MOST_PAIRS = 2000000 };

/* Ports as numbers of the cache's pool. */
struct passing {
    uint32_t may, sure;
    bool is_asked;
};

struct finding {
    struct gl_map_flows *flows;
    const struct gl_nw *nw;
    struct gl_port_pool *pool;
    struct gl_nw_classes classes;
    struct passing *known; /* pairs of classes and of outsides */
    size_t width;
    uint32_t *listens;    /* by side */
    uint32_t *matrix;     /* by (tier of the sender, receiver): number + 1, 0 is not asked yet */
    struct gl_str *texts; /* by number of ports */
    size_t text_len, text_capacity;
    struct gl_arena scratch; /* of one pair */
};

/* ---- what passes ---- */

static struct gl_nw_ends ends_of(const struct finding *finding, uint32_t from, uint32_t to)
{
    struct gl_nw_ends ends = {.from = {GL_NW_INTERNET, 0}, .to = GL_NW_NONE};

    if (from < finding->classes.len)
        ends.from = (struct gl_nw_node){GL_NW_NIC, finding->classes.nics[from]};
    else
        ends.from.kind = from == finding->classes.len ? GL_NW_INTERNET : GL_NW_ONPREM;
    if (to < finding->classes.len)
        ends.to = finding->classes.nics[to];
    else if (to == finding->classes.len)
        ends.destinations = gl_ipset_public_part(finding->flows->arena, gl_ipset_everything());
    else
        ends.destinations = gl_nw_onprem_addresses(finding->nw, finding->flows->arena);
    return ends;
}

static const struct passing *between(struct finding *finding, uint32_t from, uint32_t to)
{
    struct passing *passing = &finding->known[(size_t)from * finding->width + to];
    struct gl_nw_ends ends;
    struct gl_nw_flows flows;
    struct gl_portset may, sure;

    if (passing->is_asked)
        return passing;
    passing->is_asked = true;
    ends = ends_of(finding, from, to);
    flows = gl_nw_flow_of(&finding->flows->network->cache, &finding->scratch, &ends);
    gl_nw_flow_works(&flows, &finding->scratch, &may, &sure);
    passing->may = gl_port_pool_add_copy(finding->pool, may);
    passing->sure = gl_port_pool_add_copy(finding->pool, sure);
    return passing;
}

/* Classes of a side, or the number of an outside. */
static uint32_t first_class(const struct finding *finding, const struct gl_map_side *side, uint32_t at)
{
    if (side->endpoint == GL_NW_NONE)
        return finding->classes.len + (side->outside == GL_NW_ONPREM);
    return finding->classes.of[finding->nw->endpoints[side->endpoint].first_nic + at];
}

static uint32_t count(const struct finding *finding, const struct gl_map_side *side)
{
    return side->endpoint == GL_NW_NONE ? 1 : finding->nw->endpoints[side->endpoint].nic_len;
}

/* An interface does not speak to itself, unless it stands for several. */
static bool is_itself(const struct finding *finding, const struct gl_map_side *from,
                      const struct gl_map_side *to, uint32_t i, uint32_t k)
{
    uint32_t nic;

    if (from->endpoint == GL_NW_NONE || from->endpoint != to->endpoint || i != k)
        return false;
    nic = finding->nw->endpoints[from->endpoint].first_nic + i;
    return finding->nw->nics[nic].is_address_known;
}

/* The union over the interfaces of both, and a pair that shows it. */
static struct passing passes(struct finding *finding, const struct gl_map_side *from,
                             const struct gl_map_side *to, uint32_t *ret_from, uint32_t *ret_to)
{
    struct passing all = {0};

    for (uint32_t i = 0; i < count(finding, from); i++) {
        for (uint32_t k = 0; k < count(finding, to); k++) {
            uint32_t a = first_class(finding, from, i), b = first_class(finding, to, k);
            const struct passing *one;

            if (is_itself(finding, from, to, i, k))
                continue;
            one = between(finding, a, b);
            if (one->may == GL_PORTS_NONE)
                continue;
            if (all.may == GL_PORTS_NONE || (all.sure == GL_PORTS_NONE && one->sure != GL_PORTS_NONE)) {
                *ret_from = a;
                *ret_to = b;
            }
            all.may = gl_port_pool_union(finding->pool, all.may, one->may);
            all.sure = gl_port_pool_union(finding->pool, all.sure, one->sure);
        }
    }
    return all;
}

/* ---- edges ---- */

static struct gl_str ports_shown(struct finding *finding, uint32_t ports)
{
    struct gl_arena *arena = finding->flows->arena;
    struct gl_buf out;

    while (finding->text_len <= ports)
        *GL_PUSH(arena, finding->texts, finding->text_len, finding->text_capacity) = (struct gl_str){0};
    if (finding->texts[ports].len)
        return finding->texts[ports];
    gl_buf_init(&out);
    if (ports == GL_PORTS_ALL)
        gl_buf_add(&out, GL_STR("all traffic"));
    else
        gl_portset_print(&out, gl_port_pool_get(finding->pool, ports), MOST_RANGES);
    finding->texts[ports] = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return finding->texts[ports];
}

static bool is_group_rule(enum gl_nw_why by)
{
    return by == GL_NW_BY_GROUP_INGRESS || by == GL_NW_BY_POLICY_INGRESS;
}

/* The rule that opens it: of the receiver, else any on the way. */
static void tell_opener(struct finding *finding, uint32_t from, uint32_t to, struct gl_portset ports,
                        struct gl_map_edge *edge)
{
    struct gl_nw_cache *cache = &finding->flows->network->cache;
    struct gl_nw_ends ends = ends_of(finding, from, to);
    struct gl_nw_flows flows;

    ends.ports = ports;
    flows = gl_nw_flow_of(cache, &finding->scratch, &ends);
    for (size_t i = 0; i < flows.len && edge->sentence.len == 0; i++) {
        struct gl_nw_steps steps;

        if (!gl_portset_overlaps(flows.items[i].works_may, ports))
            continue;
        steps = gl_nw_trace(cache, &finding->scratch, &ends, &flows.items[i], ports);
        for (size_t k = 0; k < steps.len; k++) {
            const struct gl_nw_step *step = &steps.items[k];

            if (step->is_reply || step->sentence.len == 0 || (edge->sentence.len && !is_group_rule(step->by)))
                continue;
            edge->sentence = gl_arena_copy(finding->flows->arena, step->sentence);
            edge->span = step->span;
        }
    }
}

static void add_edge(struct finding *finding, struct gl_map_edge edge, uint32_t ports,
                     const uint32_t classes[2])
{
    struct gl_map_flows *flows = finding->flows;

    if (ports == GL_PORTS_NONE)
        return;
    edge.ports = ports_shown(finding, ports);
    if (edge.verdict != GL_MAP_ALLOWED)
        tell_opener(finding, classes[0], classes[1], gl_port_pool_get(finding->pool, ports), &edge);
    *GL_PUSH(flows->arena, flows->edges, flows->edge_len, flows->edge_capacity) = edge;
}

static bool is_target(const struct gl_nw *nw, const struct gl_nw_target *target, uint32_t endpoint)
{
    if (endpoint == GL_NW_NONE)
        return false;
    switch (target->kind) {
    case GL_NW_TARGET_NIC:
        return nw->nics[target->index].endpoint == endpoint;
    case GL_NW_TARGET_ENDPOINT:
        return target->index == endpoint;
    case GL_NW_TARGET_BALANCER:
        return nw->balancers[target->index].endpoint == endpoint;
    case GL_NW_TARGET_ADDRESS:
        break;
    }
    for (uint32_t i = 0; i < nw->endpoints[endpoint].nic_len; i++) {
        if (gl_ipset_overlaps(nw->nics[nw->endpoints[endpoint].first_nic + i].addresses, target->address))
            return true;
    }
    return false;
}

/* A balancer opens connections to its targets only: at these ports. */
static uint32_t target_ports(struct finding *finding, const struct gl_map_side *from,
                             const struct gl_map_side *to)
{
    uint32_t ports = GL_PORTS_NONE;

    if (!from->balancer)
        return GL_PORTS_ALL;
    for (size_t i = 0; i < from->balancer->len; i++) {
        const struct gl_nw_listener *listener = &from->balancer->listeners[i];

        if (listener->unknown)
            return GL_PORTS_ALL;
        for (size_t k = 0; k < listener->target_len; k++) {
            if (is_target(finding->nw, &listener->targets[k], to->endpoint))
                ports = gl_port_pool_union(finding->pool, ports,
                                           gl_port_pool_add(finding->pool, listener->targets[k].ports));
        }
    }
    return ports;
}

/* Who is in no tier may be reached by anybody; a tier only by those it names, and by everybody where the
 * internet may. */
static uint32_t ask_matrix(struct finding *finding, size_t from, const struct gl_map_side *to)
{
    const struct gl_tiers *tiers = &finding->flows->network->tiers;
    struct gl_portset ports = {0};

    if (to->tier == GL_STR_NONE)
        return GL_PORTS_ALL;
    for (size_t i = 0; i < tiers->baseline->tier_len; i++) {
        if (i == from || tiers->baseline->tiers[i].is_internet)
            ports =
                gl_portset_union(&finding->scratch, ports, gl_tiers_allow(tiers, i, to->tier, to->listens));
    }
    return gl_port_pool_add_copy(finding->pool, ports);
}

static uint32_t allowed(struct finding *finding, const struct gl_map_side *from, uint32_t to)
{
    const struct gl_baseline *baseline = finding->flows->network->tiers.baseline;
    size_t tier = from->tier == GL_STR_NONE ? baseline->tier_len : from->tier;
    uint32_t *known = &finding->matrix[tier * finding->flows->side_len + to];

    if (*known == 0)
        *known = ask_matrix(finding, tier, &finding->flows->sides[to]) + 1;
    return *known - 1;
}

static void ask_pair(struct finding *finding, uint32_t from, uint32_t to)
{
    const struct gl_map_side *a = &finding->flows->sides[from], *b = &finding->flows->sides[to];
    struct gl_port_pool *pool = finding->pool;
    uint32_t spoken = gl_port_pool_both(pool, target_ports(finding, a, b), finding->listens[to]), matrix, may,
             sure;
    uint32_t classes[2] = {0, 0};
    struct passing passing;

    if (a->is_silent || spoken == GL_PORTS_NONE)
        return;
    passing = passes(finding, a, b, &classes[0], &classes[1]);
    may = gl_port_pool_both(pool, passing.may, spoken);
    if (may == GL_PORTS_NONE)
        return;
    sure = gl_port_pool_both(pool, passing.sure, spoken);
    matrix = allowed(finding, a, to);
    add_edge(finding, (struct gl_map_edge){.from = from, .to = to, .verdict = GL_MAP_VIOLATION},
             gl_port_pool_minus(pool, sure, matrix), classes);
    add_edge(finding, (struct gl_map_edge){.from = from, .to = to, .verdict = GL_MAP_MAY},
             gl_port_pool_minus(pool, gl_port_pool_minus(pool, may, sure), matrix), classes);
    add_edge(finding, (struct gl_map_edge){.from = from, .to = to, .verdict = GL_MAP_ALLOWED},
             gl_port_pool_both(pool, may, matrix), classes);
}

/* ---- needed and blocked ---- */

static uint32_t vpc_of(const struct finding *finding, const struct gl_map_side *side)
{
    const struct gl_nw *nw = finding->nw;

    if (side->endpoint == GL_NW_NONE || nw->endpoints[side->endpoint].nic_len == 0)
        return GL_NW_NONE;
    return nw->subnets[nw->nics[nw->endpoints[side->endpoint].first_nic].subnet].vpc;
}

static bool reaches(const struct gl_map_flows *flows, uint32_t to, size_t tier)
{
    for (size_t i = 0; i < flows->edge_len; i++) {
        if (flows->edges[i].to == to && flows->sides[flows->edges[i].from].tier == tier)
            return true;
    }
    return false;
}

static void tell_stop(struct finding *finding, uint32_t from, uint32_t to, struct gl_portset ports,
                      struct gl_map_edge *edge)
{
    struct gl_nw_cache *cache = &finding->flows->network->cache;
    struct gl_nw_ends ends = ends_of(finding, from, to);
    struct gl_nw_flows flows;
    struct gl_nw_stops stops;

    ends.ports = ports;
    flows = gl_nw_flow_of(cache, &finding->scratch, &ends);
    if (flows.len == 0)
        return;
    stops = gl_nw_stops_of(cache, &finding->scratch, &ends, &flows.items[0], ports);
    if (stops.len == 0)
        return;
    edge->sentence = gl_arena_copy(finding->flows->arena, stops.items[0].sentence);
    edge->span = stops.items[0].span;
}

/* A flow of the matrix to the ports of a service, whose receiver nobody of that tier in its VPC reaches. */
static void ask_needed(struct finding *finding, size_t tier, uint32_t to)
{
    struct gl_map_flows *flows = finding->flows;
    const struct gl_map_side *receiver = &flows->sides[to];
    uint32_t vpc = vpc_of(finding, receiver);

    if (reaches(flows, to, tier) || gl_portset_is_empty(receiver->listens) ||
        gl_portset_is_all(receiver->listens))
        return;
    for (uint32_t i = 0; i < flows->side_len; i++) {
        struct gl_map_edge *edge;

        if (flows->sides[i].tier != tier || vpc_of(finding, &flows->sides[i]) != vpc || vpc == GL_NW_NONE)
            continue;
        edge = GL_PUSH(flows->arena, flows->edges, flows->edge_len, flows->edge_capacity);
        *edge = (struct gl_map_edge){.from = i,
                                     .to = to,
                                     .verdict = GL_MAP_BLOCKED,
                                     .ports = ports_shown(finding, finding->listens[to])};
        tell_stop(finding, first_class(finding, &flows->sides[i], 0), first_class(finding, receiver, 0),
                  receiver->listens, edge);
        return;
    }
}

static void find_needed(struct finding *finding)
{
    const struct gl_baseline *baseline = finding->flows->network->tiers.baseline;

    for (size_t i = 0; i < baseline->flow_len; i++) {
        for (uint32_t to = 0; baseline->flows[i].is_service_port && to < finding->flows->side_len; to++) {
            if (finding->flows->sides[to].tier == baseline->flows[i].to)
                ask_needed(finding, baseline->flows[i].from, to);
        }
    }
}

static void prepare(struct finding *finding)
{
    struct gl_map_flows *flows = finding->flows;
    size_t tiers = flows->network->tiers.baseline->tier_len + 1;

    finding->known = GL_NEW_ARRAY(flows->arena, struct passing, finding->width * finding->width);
    finding->matrix = GL_NEW_ARRAY(flows->arena, uint32_t, tiers * flows->side_len);
    finding->listens = GL_NEW_ARRAY(flows->arena, uint32_t, flows->side_len);
    for (uint32_t i = 0; i < flows->side_len; i++)
        finding->listens[i] = gl_port_pool_add(finding->pool, flows->sides[i].listens);
}

void gl_map_flows_find(struct gl_map_flows *flows)
{
    struct finding finding = {.flows = flows,
                              .nw = flows->network->nw,
                              .pool = &flows->network->cache.pool,
                              .classes = gl_nw_classes_find(flows->arena, flows->network->nw)};

    finding.width = (size_t)finding.classes.len + 2;
    flows->is_cut = finding.width * finding.width > MOST_PAIRS * 4UL ||
                    (size_t)flows->side_len * flows->side_len > MOST_PAIRS;
    if (flows->is_cut)
        return;
    prepare(&finding);
    for (uint32_t from = 0; from < flows->side_len; from++) {
        for (uint32_t to = 0; to < flows->side_len; to++) {
            if (flows->sides[from].endpoint == GL_NW_NONE && flows->sides[to].endpoint == GL_NW_NONE)
                continue;
            ask_pair(&finding, from, to);
            gl_arena_reset(&finding.scratch);
        }
    }
    find_needed(&finding);
    gl_arena_free(&finding.scratch);
}
