#include "network/trace.h"

#include "network/pod.h"
#include "network/stops.h"
#include "network/words.h"

struct tracing {
    struct gl_nw_cache *cache;
    struct gl_arena *arena;
    const struct gl_nw *nw;
    const struct gl_nw_ends *ends;
    const struct gl_nw_flow *flow;
    struct gl_portset ports;
    struct gl_ipset source, destination; /* where the packet is */
    bool is_reply;
    struct gl_nw_steps steps;
    size_t capacity;
};

static struct gl_nw_step *add(struct tracing *tracing, enum gl_nw_step_kind kind, struct gl_nw_node node)
{
    struct gl_nw_step *step =
        GL_PUSH(tracing->arena, tracing->steps.items, tracing->steps.len, tracing->capacity);

    *step = (struct gl_nw_step){.kind = kind,
                                .node = node,
                                .passes = GL_MATCH_YES,
                                .is_reply = tracing->is_reply,
                                .resource = gl_nw_node_resource(tracing->nw, node)};
    return step;
}

static void add_node(struct tracing *tracing, enum gl_nw_step_kind kind, struct gl_nw_node node)
{
    struct gl_nw_step *step = add(tracing, kind, node);

    if (step->resource)
        step->span = step->resource->span;
}

/* ---- security groups ---- */

struct chosen {
    const struct gl_group *group;
    const struct gl_group_statement *statement;
    const struct gl_group_rule *rule;
    unsigned worth;
};

static bool is_member(const struct gl_nw *nw, uint32_t nic, const struct gl_group *group)
{
    const struct gl_nw_guard *guard;

    if (nic == GL_NW_NONE || nw->nics[nic].guard == GL_NW_NONE)
        return false;
    guard = &nw->guards[nw->nics[nic].guard];
    for (size_t i = 0; i < guard->len; i++) {
        if (guard->groups[i] == group)
            return true;
    }
    return false;
}

/* How well a rule explains that these pass: 0 not at all. */
static unsigned worth_of(const struct tracing *tracing, const struct gl_group_rule *rule,
                         struct gl_ipset peers, uint32_t other)
{
    bool is_whole = gl_portset_contains(rule->sure_ports, tracing->ports);

    if (!gl_portset_overlaps(rule->ports, tracing->ports))
        return 0;
    switch ((enum gl_peer)rule->peer) {
    case GL_PEER_GROUP:
        if (rule->group && is_member(tracing->nw, other, rule->group))
            return is_whole ? 8 : 7;
        return rule->group ? 0 : 1;
    case GL_PEER_ADDRESSES:
        if (gl_ipset_contains(rule->addresses, peers))
            return is_whole ? 6 : 5;
        return gl_ipset_overlaps(rule->addresses, peers) ? 4 : 0;
    case GL_PEER_CLOUDFRONT:
        return tracing->ends->is_cloudfront ? 9 : 0;
    case GL_PEER_UNKNOWN:
        return gl_ipset_overlaps(rule->addresses, peers) ? 2 : 0;
    }
    return 0;
}

static void choose(const struct tracing *tracing, const struct gl_group *group, enum gl_direction direction,
                   struct gl_ipset peers, uint32_t other, struct chosen *best)
{
    for (const struct gl_group_statement *statement = group->statements; statement;
         statement = statement->next) {
        for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next) {
            unsigned worth = rule->direction == direction ? worth_of(tracing, rule, peers, other) : 0;

            if (worth > best->worth)
                *best = (struct chosen){group, statement, rule, worth};
        }
    }
}

static struct gl_str tell_rule(struct tracing *tracing, const struct chosen *best,
                               enum gl_direction direction)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_buf_printf(&out, "security group %.*s %s ", GL_STR_ARG(best->group->name),
                  direction == GL_INGRESS ? "admits" : "lets");
    gl_nw_add_ports(&out, best->rule->ports);
    gl_buf_add(&out, direction == GL_INGRESS ? GL_STR(" from ") : GL_STR(" out to "));
    gl_nw_add_peer(&out, best->rule);
    if (best->rule->is_implicit)
        gl_buf_add(&out, direction == GL_EGRESS ? GL_STR(", as EC2 adds where no egress rule is stated")
                                                : GL_STR(", as AWS makes it"));
    return gl_nw_sentence(tracing->arena, &out);
}

/* The rule by which the groups of an interface let it pass. */
static void add_guard(struct tracing *tracing, uint32_t nic, uint32_t other, struct gl_ipset peers,
                      enum gl_direction direction)
{
    struct gl_nw_node node = {GL_NW_NIC, nic};
    const struct gl_nw_guard *guard;
    struct gl_nw_step *step;
    struct chosen best = {0};

    if (tracing->nw->nics[nic].guard == GL_NW_NONE)
        return;
    guard = &tracing->nw->guards[tracing->nw->nics[nic].guard];
    if (guard->is_absent)
        return;
    for (size_t i = 0; i < guard->len; i++)
        choose(tracing, guard->groups[i], direction, peers, other, &best);
    step = add(tracing, GL_NW_STEP_RULE, node);
    step->by = direction == GL_INGRESS ? GL_NW_BY_GROUP_INGRESS : GL_NW_BY_GROUP_EGRESS;
    if (!best.rule) {
        step->passes = GL_MATCH_MAY;
        step->sentence = GL_STR("its security groups are not wholly known");
        if (guard->unknown)
            step->span = guard->unknown->span;
        return;
    }
    step->rule = best.rule;
    step->resource = best.statement->stated_by;
    step->span = gl_nw_rule_span(best.rule, best.statement);
    step->sentence = tell_rule(tracing, &best, direction);
    if (best.rule->culprit || best.worth <= 2)
        step->passes = GL_MATCH_MAY;
}

/* ---- network ACLs ---- */

static const struct gl_nw_acl_entry *deciding_entry(const struct tracing *tracing,
                                                    const struct gl_nw_acl *acl, enum gl_direction direction,
                                                    struct gl_ipset peers)
{
    for (size_t i = 0; i < acl->len[direction]; i++) {
        const struct gl_nw_acl_entry *entry = &acl->entries[direction][i];

        if (entry->is_allow && gl_ipset_overlaps(entry->addresses, peers) &&
            (tracing->is_reply || gl_portset_overlaps(entry->ports, tracing->ports)))
            return entry;
    }
    return NULL;
}

static void add_acl(struct tracing *tracing, const struct gl_nw_hop *hop)
{
    enum gl_direction direction = hop->filter == GL_NW_BY_ACL_EGRESS ? GL_EGRESS : GL_INGRESS;
    struct gl_ipset peers = hop->is_peer_fixed                              ? hop->peer
                            : (direction == GL_EGRESS) != tracing->is_reply ? tracing->destination
                                                                            : tracing->source;
    const struct gl_nw_subnet *subnet = &tracing->nw->subnets[hop->node.index];
    const struct gl_nw_acl *acl;
    const struct gl_nw_acl_entry *entry;
    struct gl_nw_step *step;
    struct gl_buf out;

    if (subnet->acl == GL_NW_NONE || tracing->nw->acls[subnet->acl].is_open)
        return; /* as AWS makes it: everything passes */
    acl = &tracing->nw->acls[subnet->acl];
    entry = deciding_entry(tracing, acl, direction, peers);
    if (!entry)
        return;
    gl_buf_init(&out);
    gl_buf_printf(&out, "network ACL %.*s entry %u lets ", GL_STR_ARG(acl->name), entry->number);
    gl_nw_add_ports(&out, entry->ports);
    gl_buf_add(&out, direction == GL_INGRESS ? GL_STR(" in from ") : GL_STR(" out to "));
    gl_nw_add_addresses(&out, entry->addresses);
    step = add(tracing, GL_NW_STEP_RULE, hop->node);
    step->by = hop->filter;
    step->entry = entry;
    step->resource = entry->resource;
    step->sentence = gl_nw_sentence(tracing->arena, &out);
    if (entry->resource)
        step->span = entry->resource->span;
    if (entry->culprit || entry->exists != GL_MATCH_YES)
        step->passes = GL_MATCH_MAY;
}

/* ---- routes ---- */

static void add_route(struct tracing *tracing, const struct gl_nw_hop *hop)
{
    const struct gl_nw_route *route = hop->route;
    struct gl_nw_step *step;
    struct gl_buf out;

    if (!route || route->is_local)
        return;
    gl_buf_init(&out);
    gl_buf_printf(&out, "route table %.*s sends ",
                  GL_STR_ARG(hop->table == GL_NW_NONE ? GL_STR("") : tracing->nw->tables[hop->table].name));
    if (route->is_unknown_destination)
        gl_buf_add(&out, GL_STR("destinations that are not known"));
    else
        gl_ipset_print_cidrs(&out, route->to, 2);
    gl_buf_printf(&out, " to %.*s",
                  GL_STR_ARG(route->gateway == GL_NW_NONE ? GL_STR("something that is not modelled")
                                                          : tracing->nw->gateways[route->gateway].name));
    step = add(tracing, GL_NW_STEP_RULE, hop->node);
    step->by = GL_NW_BY_ROUTE;
    step->route = route;
    step->sentence = gl_nw_sentence(tracing->arena, &out);
    if (route->resource) {
        step->resource = route->resource;
        step->span =
            route->value && gl_span_is_set(route->value->span) ? route->value->span : route->resource->span;
    }
    if (route->exists != GL_MATCH_YES || route->is_unknown_destination || route->is_elsewhere)
        step->passes = GL_MATCH_MAY;
}

/* ---- policies of pods ---- */

static void add_policy(struct tracing *tracing, uint32_t nic, uint32_t other, struct gl_ipset peers,
                       enum gl_direction direction)
{
    uint32_t pod = tracing->nw->nics[nic].endpoint;
    struct gl_nw_pod_ports admitted;
    struct gl_nw_step *step;

    if (!gl_nw_is_pod(tracing->nw, pod))
        return;
    admitted = gl_nw_pod_admits(tracing->nw, tracing->arena, pod, direction,
                                other == GL_NW_NONE ? GL_NW_NONE : tracing->nw->nics[other].endpoint, peers);
    step = add(tracing, GL_NW_STEP_POLICY, (struct gl_nw_node){GL_NW_NIC, nic});
    step->by = direction == GL_INGRESS ? GL_NW_BY_POLICY_INGRESS : GL_NW_BY_POLICY_EGRESS;
    step->resource = tracing->nw->endpoints[pod].resource;
    step->passes = gl_portset_overlaps(admitted.sure, tracing->ports)  ? GL_MATCH_YES
                   : gl_portset_overlaps(admitted.may, tracing->ports) ? GL_MATCH_MAY
                                                                       : GL_MATCH_NO;
    step->sentence =
        gl_arena_printf(tracing->arena, "network policies of %.*s let it %s",
                        GL_STR_ARG(tracing->nw->endpoints[pod].name), direction == GL_INGRESS ? "in" : "out");
    if (step->resource)
        step->span = step->resource->span;
}

/* ---- the way ---- */

static void add_hop(struct tracing *tracing, const struct gl_nw_hop *hop, bool is_first, bool is_last)
{
    if (!gl_ipset_is_empty(hop->source))
        tracing->source = hop->source;
    if (!gl_ipset_is_empty(hop->destination))
        tracing->destination = hop->destination;
    if (!hop->is_silent)
        add_node(tracing,
                 is_first  ? GL_NW_STEP_ORIGIN
                 : is_last ? GL_NW_STEP_DESTINATION
                           : GL_NW_STEP_HOP,
                 hop->node);
    if (hop->filter == GL_NW_BY_ACL_EGRESS || hop->filter == GL_NW_BY_ACL_INGRESS)
        add_acl(tracing, hop);
    add_route(tracing, hop);
}

/* What stops it first, in the words of all that stop it. */
static void add_blocker(struct tracing *tracing, struct gl_nw_node node)
{
    const struct gl_nw_flow *flow = tracing->flow;
    struct gl_nw_stops stops =
        gl_nw_stops_of(tracing->cache, tracing->arena, tracing->ends, flow, tracing->ports);
    enum gl_nw_why by = flow->stopped == GL_NW_BY_NOTHING ? flow->reply_stopped : flow->stopped;
    const struct gl_nw_stop *stop = stops.len ? &stops.items[0] : NULL;
    struct gl_nw_step *step = add(tracing, GL_NW_STEP_RULE, node);

    for (size_t i = 0; i < stops.len; i++) {
        if (stops.items[i].by == by)
            stop = &stops.items[i];
    }
    step->by = by;
    step->passes = GL_MATCH_NO;
    if (!stop)
        return;
    step->resource = stop->resource;
    step->span = stop->span;
    step->sentence = stop->sentence;
}

static uint32_t nic_of(struct gl_nw_node node)
{
    return node.kind == GL_NW_NIC ? node.index : GL_NW_NONE;
}

static void trace_forward(struct tracing *tracing)
{
    const struct gl_nw_flow *flow = tracing->flow;
    const struct gl_nw_journey *journey = flow->journey;
    bool is_stopped = flow->stopped != GL_NW_BY_NOTHING;
    size_t last = is_stopped && flow->stopped_hop < journey->len ? flow->stopped_hop : journey->len - 1;
    uint32_t from = nic_of(journey->hops[0].node), to = nic_of(journey->hops[journey->len - 1].node);

    for (size_t i = 0; i <= last; i++) {
        bool is_end = i + 1 == journey->len;

        add_hop(tracing, &journey->hops[i], i == 0, is_end);
        if (i == 0 && from != GL_NW_NONE && !(is_stopped && last == 0)) {
            add_policy(tracing, from, to, tracing->destination, GL_EGRESS);
            add_guard(tracing, from, to, tracing->destination, GL_EGRESS);
        }
        if (is_end && to != GL_NW_NONE && i > 0 && !is_stopped) {
            add_guard(tracing, to, from, tracing->source, GL_INGRESS);
            add_policy(tracing, to, from, tracing->source, GL_INGRESS);
        }
    }
    if (is_stopped)
        add_blocker(tracing, journey->hops[last].node);
}

static void trace_back(struct tracing *tracing)
{
    const struct gl_nw_flow *flow = tracing->flow;
    const struct gl_nw_journey *reply = flow->reply;
    bool is_stopped = flow->reply_stopped != GL_NW_BY_NOTHING;
    size_t last;

    tracing->is_reply = true;
    tracing->source = flow->source;
    tracing->destination = flow->destinations;
    if (!reply || reply->len == 0) {
        if (is_stopped && flow->journey->len)
            add_blocker(tracing, flow->journey->hops[flow->journey->len - 1].node);
        return;
    }
    last = is_stopped && flow->reply_stopped_hop < reply->len ? flow->reply_stopped_hop : reply->len - 1;
    for (size_t i = 0; i <= last; i++)
        add_hop(tracing, &reply->hops[i], i == 0, i + 1 == reply->len);
    if (is_stopped)
        add_blocker(tracing, reply->hops[last].node);
}

struct gl_nw_steps gl_nw_trace(struct gl_nw_cache *cache, struct gl_arena *arena,
                               const struct gl_nw_ends *ends, const struct gl_nw_flow *flow,
                               struct gl_portset ports)
{
    struct tracing tracing = {.cache = cache,
                              .arena = arena,
                              .nw = cache->nw,
                              .ends = ends,
                              .flow = flow,
                              .ports = gl_portset_is_empty(ports) ? gl_portset_all() : ports,
                              .source = flow->source,
                              .destination = flow->destinations};

    if (!flow->journey || flow->journey->len == 0)
        return tracing.steps;
    if (ends->from.kind == GL_NW_INTERNET && ends->to != GL_NW_NONE)
        tracing.destination = cache->nw->nics[ends->to].addresses;
    trace_forward(&tracing);
    if (flow->stopped == GL_NW_BY_NOTHING)
        trace_back(&tracing);
    return tracing.steps;
}
