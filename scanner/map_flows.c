#include "map_network.h"
#include "network/flow_sides.h"
#include "network/stops.h"
#include "network/trace.h"

enum { MOST_RANGES = 6, MOST_PAIRS = 2000000 };

/* Interfaces that are alike for everything that filters and routes. */
struct class
{
    uint32_t nic; /* one of them */
};

struct passing {
    struct gl_portset may, sure;
    bool is_asked;
};

struct finding {
    struct gl_map_flows *flows;
    const struct gl_nw *nw;
    uint32_t *class_of; /* by nic */
    struct class *classes;
    uint32_t class_len;
    struct passing *known; /* pairs of classes and of outsides */
    size_t width;
    struct gl_arena scratch;
};

/* ---- classes ---- */

static bool is_alike(const struct gl_nw *nw, const struct gl_nw_nic *a, const struct gl_nw_nic *b)
{
    const struct gl_nw_endpoint *x = &nw->endpoints[a->endpoint], *y = &nw->endpoints[b->endpoint];

    return a->subnet == b->subnet && a->guard == b->guard && a->is_public == b->is_public &&
           a->is_public_ipv6 == b->is_public_ipv6 && a->exists == b->exists && !a->is_address_known &&
           !b->is_address_known && x->cluster == y->cluster && x->pod_end == y->pod_end &&
           gl_ipset_is_empty(a->public_addresses) && gl_ipset_is_empty(b->public_addresses) &&
           gl_ipset_equal(a->addresses, b->addresses);
}

/* Alike ones are found among those of one subnet, which are few classes. */
static void find_classes(struct finding *finding)
{
    const struct gl_nw *nw = finding->nw;
    struct gl_arena *arena = finding->flows->arena;
    uint32_t *last_of_subnet = GL_NEW_ARRAY(arena, uint32_t, nw->subnet_len);
    uint32_t *before = GL_NEW_ARRAY(arena, uint32_t, (size_t)nw->nic_len + 1); /* numbers are one higher */

    finding->class_of = GL_NEW_ARRAY(arena, uint32_t, nw->nic_len);
    finding->classes = GL_NEW_ARRAY(arena, struct class, nw->nic_len);
    for (uint32_t i = 0; i < nw->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[i];
        uint32_t at = nic->is_address_known ? 0 : last_of_subnet[nic->subnet];

        while (at && !is_alike(nw, nic, &nw->nics[finding->classes[at - 1].nic]))
            at = before[at];
        if (!at) {
            finding->classes[finding->class_len].nic = i;
            at = ++finding->class_len;
            before[at] = last_of_subnet[nic->subnet];
            if (!nic->is_address_known)
                last_of_subnet[nic->subnet] = at;
        }
        finding->class_of[i] = at - 1;
    }
}

/* ---- what passes ---- */

static struct gl_nw_ends ends_of(const struct finding *finding, uint32_t from, uint32_t to)
{
    struct gl_nw_ends ends = {.from = {GL_NW_INTERNET, 0}, .to = GL_NW_NONE};

    if (from < finding->class_len)
        ends.from = (struct gl_nw_node){GL_NW_NIC, finding->classes[from].nic};
    else
        ends.from.kind = from == finding->class_len ? GL_NW_INTERNET : GL_NW_ONPREM;
    if (to < finding->class_len)
        ends.to = finding->classes[to].nic;
    else if (to == finding->class_len)
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

    if (passing->is_asked)
        return passing;
    passing->is_asked = true;
    ends = ends_of(finding, from, to);
    flows = gl_nw_flow_of(&finding->flows->network->cache, &finding->scratch, &ends);
    gl_nw_flow_works(&flows, finding->flows->arena, &passing->may, &passing->sure);
    return passing;
}

/* Classes of a side, or the number of an outside. */
static uint32_t first_class(const struct finding *finding, const struct gl_map_side *side, uint32_t at)
{
    if (side->endpoint == GL_NW_NONE)
        return finding->class_len + (side->outside == GL_NW_ONPREM);
    return finding->class_of[finding->nw->endpoints[side->endpoint].first_nic + at];
}

static uint32_t count(const struct finding *finding, const struct gl_map_side *side)
{
    return side->endpoint == GL_NW_NONE ? 1 : finding->nw->endpoints[side->endpoint].nic_len;
}

/* The union over the interfaces of both, and a pair that shows it. */
static struct passing passes(struct finding *finding, const struct gl_map_side *from,
                             const struct gl_map_side *to, uint32_t *ret_from, uint32_t *ret_to)
{
    struct gl_arena *arena = finding->flows->arena;
    struct passing all = {0};

    for (uint32_t i = 0; i < count(finding, from); i++) {
        for (uint32_t k = 0; k < count(finding, to); k++) {
            uint32_t a = first_class(finding, from, i), b = first_class(finding, to, k);
            const struct passing *one;

            if (a == b && a < finding->class_len &&
                finding->nw->nics[finding->classes[a].nic].is_address_known)
                continue;
            one = between(finding, a, b);
            if (gl_portset_is_empty(one->may))
                continue;
            if (gl_portset_is_empty(all.may) ||
                (gl_portset_is_empty(all.sure) && !gl_portset_is_empty(one->sure))) {
                *ret_from = a;
                *ret_to = b;
            }
            all.may = gl_portset_union(arena, all.may, one->may);
            all.sure = gl_portset_union(arena, all.sure, one->sure);
        }
    }
    all.may = gl_portset_intersection(arena, all.may, to->listens);
    all.sure = gl_portset_intersection(arena, all.sure, to->listens);
    return all;
}

/* ---- edges ---- */

static struct gl_str ports_shown(struct gl_arena *arena, struct gl_portset ports)
{
    struct gl_buf out;
    struct gl_str text;

    gl_buf_init(&out);
    if (gl_portset_is_all(ports))
        gl_buf_add(&out, GL_STR("all traffic"));
    else
        gl_portset_print(&out, ports, MOST_RANGES);
    text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
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

static void add_edge(struct finding *finding, uint32_t from, uint32_t to, enum gl_map_verdict verdict,
                     struct gl_portset ports, uint32_t class_from, uint32_t class_to)
{
    struct gl_map_flows *flows = finding->flows;
    struct gl_map_edge *edge;

    if (gl_portset_is_empty(ports))
        return;
    edge = GL_PUSH(flows->arena, flows->edges, flows->edge_len, flows->edge_capacity);
    *edge = (struct gl_map_edge){
        .from = from, .to = to, .verdict = verdict, .ports = ports_shown(flows->arena, ports)};
    if (verdict != GL_MAP_ALLOWED)
        tell_opener(finding, class_from, class_to, ports, edge);
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
static struct gl_portset target_ports(const struct finding *finding, const struct gl_map_side *from,
                                      const struct gl_map_side *to)
{
    struct gl_arena *arena = finding->flows->arena;
    struct gl_portset ports = {0};

    if (!from->balancer)
        return gl_portset_all();
    for (size_t i = 0; i < from->balancer->len; i++) {
        const struct gl_nw_listener *listener = &from->balancer->listeners[i];

        if (listener->unknown)
            return gl_portset_all();
        for (size_t k = 0; k < listener->target_len; k++) {
            if (is_target(finding->nw, &listener->targets[k], to->endpoint))
                ports = gl_portset_union(arena, ports, listener->targets[k].ports);
        }
    }
    return ports;
}

/* What the matrix says of two sides. Who is in no tier may be reached by anybody; a tier only by those it
 * names, and by everybody where the internet may. */
static struct gl_portset allowed(const struct finding *finding, const struct gl_map_side *from,
                                 const struct gl_map_side *to)
{
    const struct gl_tiers *tiers = &finding->flows->network->tiers;
    struct gl_portset for_everybody = {0};

    if (to->tier == GL_STR_NONE)
        return gl_portset_all();
    for (size_t i = 0; i < tiers->baseline->tier_len; i++) {
        if (tiers->baseline->tiers[i].is_internet)
            for_everybody = gl_tiers_allow(tiers, i, to->tier, to->listens);
    }
    if (from->tier == GL_STR_NONE)
        return for_everybody;
    return gl_portset_union(finding->flows->arena, for_everybody,
                            gl_tiers_allow(tiers, from->tier, to->tier, to->listens));
}

static void ask_pair(struct finding *finding, uint32_t from, uint32_t to)
{
    const struct gl_map_side *a = &finding->flows->sides[from], *b = &finding->flows->sides[to];
    struct gl_arena *arena = finding->flows->arena;
    uint32_t class_from = 0, class_to = 0;
    struct gl_portset spoken = target_ports(finding, a, b), matrix, may;
    struct passing passing;

    if (a->is_silent || gl_portset_is_empty(spoken))
        return;
    passing = passes(finding, a, b, &class_from, &class_to);
    passing.may = gl_portset_intersection(arena, passing.may, spoken);
    passing.sure = gl_portset_intersection(arena, passing.sure, spoken);
    if (gl_portset_is_empty(passing.may))
        return;
    matrix = allowed(finding, a, b);
    may = gl_portset_difference(arena, passing.may, passing.sure);
    add_edge(finding, from, to, GL_MAP_VIOLATION, gl_portset_difference(arena, passing.sure, matrix),
             class_from, class_to);
    add_edge(finding, from, to, GL_MAP_MAY, gl_portset_difference(arena, may, matrix), class_from, class_to);
    add_edge(finding, from, to, GL_MAP_ALLOWED, gl_portset_intersection(arena, passing.may, matrix),
             class_from, class_to);
    gl_arena_reset(&finding->scratch);
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
                                     .ports = ports_shown(flows->arena, receiver->listens)};
        tell_stop(finding, first_class(finding, &flows->sides[i], 0), first_class(finding, receiver, 0),
                  receiver->listens, edge);
        gl_arena_reset(&finding->scratch);
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

void gl_map_flows_find(struct gl_map_flows *flows)
{
    struct finding finding = {.flows = flows, .nw = flows->network->nw};

    find_classes(&finding);
    finding.width = (size_t)finding.class_len + 2;
    flows->is_cut =
        finding.width * finding.width > MOST_PAIRS || (size_t)flows->side_len * flows->side_len > MOST_PAIRS;
    if (flows->is_cut)
        return;
    finding.known = GL_NEW_ARRAY(flows->arena, struct passing, finding.width * finding.width);
    for (uint32_t from = 0; from < flows->side_len; from++) {
        for (uint32_t to = 0; to < flows->side_len; to++) {
            bool is_outside =
                flows->sides[from].endpoint == GL_NW_NONE && flows->sides[to].endpoint == GL_NW_NONE;

            if (!is_outside)
                ask_pair(&finding, from, to);
        }
    }
    find_needed(&finding);
    gl_arena_free(&finding.scratch);
}
