/* Sources: Elastic Load Balancing user guides (listeners, target groups, client IP preservation), Amazon
 * CloudFront developer guide ("Restrict access with VPC origins", origin-facing servers), Amazon API Gateway
 * developer guide
 * ("Private integrations"), AWS Global Accelerator developer guide ("Client IP address preservation"). */
#include "network/ask.h"

#include <stdlib.h>

#include "base/limits.h"
#include "network/ask_through.h"
#include "network/classes.h"
#include "network/flow_sides.h"

enum { SCRATCH_SIZE = 1000000 };

/* ---- who asks whom ---- */

static void add_party(struct gl_nw_asking *asking, const struct gl_nw_party *party,
                      const struct gl_nw_classes *classes, struct gl_nw_side **items, size_t *len)
{
    const struct gl_nw *nw = asking->cache->nw;
    uint32_t *seen = classes ? GL_NEW_ARRAY(asking->arena, uint32_t, nw->nic_len) : NULL;
    bool is_outside = party->is_internet || party->is_onprem;
    size_t capacity = 0;

    for (size_t i = 0; i < party->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[party->nics[i]];
        struct gl_nw_side *side;

        if (seen && gl_ipset_is_empty(party->addresses) && seen[classes->of[party->nics[i]]]++ >= 2)
            continue; /* alike ones answer for all; two, as one may speak to another */
        side = GL_PUSH(asking->arena, *items, *len, capacity);

        *side = (struct gl_nw_side){.node = {GL_NW_NIC, party->nics[i]}, .cap = GL_MATCH_YES};
        if (nic->exists != GL_MATCH_YES)
            side->cap = GL_MATCH_MAY;
        if (gl_ipset_is_empty(party->addresses) || gl_ipset_contains(party->addresses, nic->addresses))
            continue;
        side->addresses = gl_ipset_intersection(asking->arena, party->addresses, nic->addresses);
        if (!nic->is_address_known)
            side->cap = GL_MATCH_MAY;
    }
    if (party->is_internet)
        *GL_PUSH(asking->arena, *items, *len, capacity) =
            (struct gl_nw_side){.node = {GL_NW_INTERNET, 0},
                                .cap = GL_MATCH_YES,
                                .addresses = gl_ipset_public_part(
                                    asking->arena, gl_ipset_is_empty(party->addresses) ? gl_ipset_everything()
                                                                                       : party->addresses)};
    if (party->is_onprem)
        *GL_PUSH(asking->arena, *items, *len, capacity) = (struct gl_nw_side){
            .node = {GL_NW_ONPREM, 0},
            .cap = GL_MATCH_YES,
            .addresses = gl_ipset_is_empty(party->addresses) ? gl_nw_onprem_addresses(nw, asking->arena)
                                                             : party->addresses};
    for (uint32_t i = 0; party->nic_len == 0 && !is_outside && i < nw->subnet_len; i++) {
        struct gl_ipset part = gl_ipset_intersection(asking->arena, nw->subnets[i].blocks, party->addresses);

        if (!gl_ipset_is_empty(part))
            *GL_PUSH(asking->arena, *items, *len, capacity) =
                (struct gl_nw_side){.node = {GL_NW_SUBNET, i}, .cap = GL_MATCH_YES, .addresses = part};
    }
}

/* What nothing of the scan is between: two places outside; an interface and itself, unless it stands for
 * several; what never sends. */
static bool is_pair(const struct gl_nw *nw, const struct gl_nw_side *from, const struct gl_nw_side *to)
{
    if (from->node.kind == GL_NW_NIC && nw->nics[from->node.index].only_receives)
        return false;
    if (from->node.kind != GL_NW_NIC && from->node.kind != GL_NW_SUBNET)
        return to->node.kind == GL_NW_NIC || to->node.kind == GL_NW_SUBNET;
    return !(from->node.kind == GL_NW_NIC && to->node.kind == GL_NW_NIC &&
             from->node.index == to->node.index && nw->nics[from->node.index].is_address_known);
}

/* ---- one connection ---- */

/* Does every answer pass the network ACL of a subnet, in the families that are spoken there? */
static bool lets_answers(struct gl_nw_asking *asking, uint32_t subnet, struct gl_ipset spoken, bool is_out)
{
    const struct gl_nw_filter *filter =
        gl_nw_filter_of_subnet(asking->cache, subnet, is_out ? GL_EGRESS : GL_INGRESS);
    struct gl_ipset all = {0};

    if (spoken.v4.len)
        all.v4 = gl_ipset_all(GL_IPV4).v4;
    if (spoken.v6.len)
        all.v6 = gl_ipset_all(GL_IPV6).v6;
    return gl_nw_filter_asked(asking->cache, filter, all).sure == GL_PORTS_ALL;
}

/* An answer to a client whose address a balancer kept goes back by the balancer, one to an address of a
 * subnet to whoever has it: inside the VPC only network ACLs can stop it. */
static bool is_answered(struct gl_nw_asking *asking, const struct gl_nw_side *from, uint32_t to)
{
    const struct gl_nw *nw = asking->cache->nw;
    uint32_t subnet = nw->nics[to].subnet,
             back = from->node.kind == GL_NW_NIC ? nw->nics[from->node.index].subnet : from->node.index;

    return subnet == back || (lets_answers(asking, subnet, nw->nics[to].addresses, true) &&
                              lets_answers(asking, back, nw->nics[to].addresses, false));
}

/* Its answers are not for the engine to follow. */
static bool is_answered_elsewhere(const struct gl_nw_side *from)
{
    return from->is_kept || from->node.kind == GL_NW_SUBNET;
}

/* What goes to an address that nobody has comes nowhere, however far. */
static size_t progress(const struct gl_nw_flow *flow)
{
    if (flow->stopped == GL_NW_BY_ADDRESS)
        return 0;
    return flow->stopped == GL_NW_BY_NOTHING ? SIZE_MAX : flow->stopped_hop;
}

/* The better of two pieces to show: what works surely, what may, what comes farthest. */
static bool is_better(const struct gl_nw_tried *tried, enum gl_match truth, const struct gl_nw_flow *flow)
{
    if (!tried->is_set || truth != tried->shown)
        return !tried->is_set || truth > tried->shown;
    return truth == GL_MATCH_NO && progress(flow) > progress(&tried->leg.flow);
}

static void take_piece(struct gl_nw_asking *asking, const struct gl_nw_ends *ends,
                       const struct gl_nw_flow *flow, const struct gl_nw_side *from,
                       struct gl_nw_tried *tried)
{
    bool is_elsewhere = is_answered_elsewhere(from);
    struct gl_portset may = is_elsewhere ? flow->may : flow->works_may;
    struct gl_portset sure = is_elsewhere ? flow->sure : flow->works_sure;
    enum gl_match truth;

    may = gl_portset_intersection(asking->arena, may, ends->ports);
    sure = gl_portset_intersection(asking->arena, sure, ends->ports);
    if (tried->cap != GL_MATCH_YES)
        sure = (struct gl_portset){0};
    truth = !gl_portset_is_empty(sure)  ? GL_MATCH_YES
            : !gl_portset_is_empty(may) ? GL_MATCH_MAY
                                        : GL_MATCH_NO;
    tried->may = gl_portset_union(asking->arena, tried->may, may);
    tried->sure = gl_portset_union(asking->arena, tried->sure, sure);
    if (!is_better(tried, truth, flow))
        return;
    tried->is_set = true;
    tried->shown = truth;
    tried->leg =
        (struct gl_nw_leg){.ends = *ends, .flow = *flow, .ports = truth == GL_MATCH_YES ? sure : may};
    tried->leg.edge = from->edge;
    if (!is_elsewhere)
        return;
    tried->leg.flow.reply_may = gl_portset_all();
    if (tried->cap == GL_MATCH_YES)
        tried->leg.flow.reply_sure = gl_portset_all();
    tried->leg.flow.reply_stopped = GL_NW_BY_NOTHING;
}

struct gl_nw_tried gl_nw_try(struct gl_nw_asking *asking, const struct gl_nw_side *from,
                             const struct gl_nw_side *to, struct gl_portset ports)
{
    const struct gl_nw *nw = asking->cache->nw;
    struct gl_nw_tried tried = {.cap = gl_match_both(from->cap, to->cap)};
    struct gl_nw_ends ends = {.from = from->node,
                              .source = from->addresses,
                              .to = to->node.kind == GL_NW_NIC ? to->node.index : GL_NW_NONE,
                              .destinations = to->addresses,
                              .ports = ports,
                              .is_admitted = to->is_admitted,
                              .is_cloudfront = from->is_cloudfront};
    struct gl_nw_flows flows;

    if (gl_portset_is_empty(ports) || !is_pair(nw, from, to))
        return tried;
    if (from->node.kind == GL_NW_INTERNET && to->node.kind == GL_NW_NIC)
        ends.destinations = (struct gl_ipset){0}; /* its public address, whatever private one was named */
    if (!from->is_balancer)
        ends.reply_ports = asking->from->source_ports;
    if (is_answered_elsewhere(from) &&
        (to->node.kind != GL_NW_NIC || !is_answered(asking, from, to->node.index)))
        tried.cap = gl_match_both(tried.cap, GL_MATCH_MAY);
    flows = gl_nw_flow_of(asking->cache, asking->arena, &ends);
    for (size_t i = 0; i < flows.len; i++)
        take_piece(asking, &ends, &flows.items[i], from, &tried);
    if (flows.is_cut) {
        tried.may = ports;
        asking->is_cut = true;
    }
    tried.verdict = !gl_portset_is_empty(tried.sure)  ? GL_MATCH_YES
                    : !gl_portset_is_empty(tried.may) ? GL_MATCH_MAY
                                                      : GL_MATCH_NO;
    return tried;
}

/* ---- ways ---- */

static bool is_same_end(const struct gl_nw_way *a, const struct gl_nw_way *b)
{
    const struct gl_nw_leg *x = &a->legs[a->stopped_leg], *y = &b->legs[b->stopped_leg];

    return a->len == b->len && a->stopped_leg == b->stopped_leg &&
           a->legs[0].balancer == b->legs[0].balancer && x->balancer == y->balancer &&
           x->listener == y->listener && x->flow.stopped == y->flow.stopped &&
           x->flow.reply_stopped == y->flow.reply_stopped && x->ends.to == y->ends.to;
}

bool gl_nw_keep_way(struct gl_nw_asking *asking, const struct gl_nw_way *way)
{
    struct gl_nw_answer *answer = &asking->answer;

    answer->verdict = gl_match_either(answer->verdict, way->verdict);
    for (size_t i = 0; way->verdict == GL_MATCH_NO && i < answer->len; i++) {
        if (answer->ways[i].verdict == GL_MATCH_NO && is_same_end(&answer->ways[i], way))
            return false;
    }
    if (answer->len >= asking->keep) { /* what says more takes the place of what says less */
        for (size_t i = 0; i < answer->len; i++) {
            if (answer->ways[i].verdict < way->verdict) {
                answer->ways[i] = *way;
                return true;
            }
        }
        return false;
    }
    *GL_PUSH(asking->kept, answer->ways, answer->len, asking->capacity) = *way;
    return true;
}

/* Does the receiver's groups let nobody in at these ports, whoever it is? Then one sender is asked for all.
 */
static bool is_closed(struct gl_nw_asking *asking, const struct gl_nw_side *to)
{
    const struct gl_nw_nic *nic;
    const struct gl_nw_filter *filter;
    uint32_t asked;

    if (to->node.kind != GL_NW_NIC)
        return false;
    nic = &asking->cache->nw->nics[to->node.index];
    if (nic->guard == GL_NW_NONE)
        return false;
    filter = gl_nw_filter_of_guard(asking->cache, nic->guard, GL_INGRESS);
    asked = gl_port_pool_add_copy(&asking->cache->pool, asking->ports);
    return gl_port_pool_both(&asking->cache->pool, filter->any, asked) == GL_PORTS_NONE;
}

/* True: something of it is kept. */
static bool ask_pair(struct gl_nw_asking *asking, const struct gl_nw_side *from, const struct gl_nw_side *to)
{
    struct gl_nw_tried tried = gl_nw_try(asking, from, to, asking->ports);
    struct gl_nw_way way = {.len = 1, .may = tried.may, .sure = tried.sure, .verdict = tried.verdict};

    if (!tried.is_set)
        return false;
    way.legs = GL_NEW(asking->arena, struct gl_nw_leg);
    way.legs[0] = tried.leg;
    return gl_nw_keep_way(asking, &way);
}

/* A first chunk that is large enough for a pair is kept by every reset. */
static void make_room(struct gl_arena *scratch)
{
    gl_arena_alloc(scratch, 1, SCRATCH_SIZE);
    gl_arena_reset(scratch);
}

static void ask_directly(struct gl_nw_asking *asking)
{
    if (asking->sender_len * asking->receiver_len > GL_MAX_NW_PAIRS_AS_THEY_ARE)
        make_room(&asking->scratch);
    asking->arena = &asking->scratch;
    for (size_t k = 0; k < asking->receiver_len; k++) {
        bool is_closed_to_all = is_closed(asking, &asking->receivers[k]);

        for (size_t i = 0; i < asking->sender_len && !gl_nw_asking_is_over(asking); i++) {
            if (is_closed_to_all && i > 0 && asking->senders[i].node.kind == asking->senders[i - 1].node.kind)
                continue;
            if (asking->tried++ >= GL_MAX_NW_PAIRS) {
                asking->is_cut = true;
                break;
            }
            if (ask_pair(asking, &asking->senders[i], &asking->receivers[k]))
                gl_arena_adopt(asking->kept, &asking->scratch);
            else
                gl_arena_reset(&asking->scratch);
        }
    }
    gl_arena_free(&asking->scratch);
    asking->arena = asking->kept;
}

static int compare_ways(const void *a_, const void *b_)
{
    const struct gl_nw_way *a = a_, *b = b_;

    if (a->verdict != b->verdict)
        return a->verdict > b->verdict ? -1 : 1;
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    if (progress(&a->legs[0].flow) != progress(&b->legs[0].flow)) /* what comes farthest is nearest */
        return progress(&a->legs[0].flow) > progress(&b->legs[0].flow) ? -1 : 1;
    if (a->legs[0].ends.from.index != b->legs[0].ends.from.index)
        return a->legs[0].ends.from.index < b->legs[0].ends.from.index ? -1 : 1;
    return (a->legs[a->len - 1].ends.to > b->legs[b->len - 1].ends.to) -
           (a->legs[a->len - 1].ends.to < b->legs[b->len - 1].ends.to);
}

/* Do answers come back on the way that answers best? */
static enum gl_match reply_of(const struct gl_nw_asking *asking)
{
    const struct gl_nw_flow *flow;
    struct gl_portset wanted = asking->from->source_ports;

    if (asking->answer.len == 0)
        return GL_MATCH_NO;
    flow = &asking->answer.ways[0].legs[0].flow;
    if (gl_portset_is_empty(flow->may))
        return GL_MATCH_NO;
    if (gl_portset_is_empty(wanted))
        wanted = gl_portset_all();
    if (gl_portset_overlaps(flow->reply_sure, wanted))
        return GL_MATCH_YES;
    return gl_portset_overlaps(flow->reply_may, wanted) ? GL_MATCH_MAY : GL_MATCH_NO;
}

struct gl_nw_answer gl_nw_ask(struct gl_nw_cache *cache, struct gl_arena *arena,
                              const struct gl_nw_party *from, const struct gl_nw_party *to,
                              struct gl_portset ports, size_t most)
{
    struct gl_nw_asking asking = {.cache = cache,
                                  .arena = arena,
                                  .kept = arena,
                                  .from = from,
                                  .to = to,
                                  .ports = gl_portset_is_empty(ports) ? gl_portset_all() : ports,
                                  .keep = most > 0 ? most : 1};
    struct gl_nw_classes found;
    const struct gl_nw_classes *classes = NULL;

    if (from->nic_len > 1 && to->nic_len > 1 && from->nic_len * to->nic_len > GL_MAX_NW_PAIRS_AS_THEY_ARE) {
        found = gl_nw_classes_find(arena, cache->nw);
        classes = &found;
    }
    add_party(&asking, from, classes, &asking.senders, &asking.sender_len);
    add_party(&asking, to, classes, &asking.receivers, &asking.receiver_len);
    ask_directly(&asking);
    gl_nw_ask_through(&asking);
    if (asking.is_cut)
        asking.answer.verdict = gl_match_either(asking.answer.verdict, GL_MATCH_MAY);
    asking.answer.is_cut = asking.is_cut;
    if (asking.answer.len)
        qsort(asking.answer.ways, asking.answer.len, sizeof *asking.answer.ways, compare_ways);
    asking.answer.reply = reply_of(&asking);
    return asking.answer;
}
