#include "network/flow.h"

#include "base/limits.h"
#include "network/flow_policy.h"
#include "network/flow_sides.h"
#include "network/kept.h"

/* ---- the ends ---- */

static struct gl_ipset source_of(struct gl_nw_cache *cache, struct gl_arena *arena,
                                 const struct gl_nw_ends *ends)
{
    const struct gl_nw *nw = cache->nw;

    if (!gl_ipset_is_empty(ends->source))
        return ends->source;
    switch (ends->from.kind) {
    case GL_NW_NIC:
        return nw->nics[ends->from.index].addresses;
    case GL_NW_SUBNET:
        return nw->subnets[ends->from.index].blocks;
    case GL_NW_VPC:
        return nw->vpcs[ends->from.index].blocks;
    case GL_NW_ONPREM:
        return gl_nw_onprem_addresses(nw, arena);
    case GL_NW_INTERNET:
    case GL_NW_SERVICE:
    case GL_NW_GATEWAY:
        break;
    }
    return gl_ipset_public_part(arena, gl_ipset_everything());
}

/* Is it one of the addresses, not known which? Then what one of them lets pass may, what all do surely does.
 */
static bool is_symbolic_source(const struct gl_nw *nw, const struct gl_nw_ends *ends)
{
    if (ends->is_cloudfront)
        return true;
    return ends->from.kind == GL_NW_NIC && gl_ipset_is_empty(ends->source) &&
           !nw->nics[ends->from.index].is_address_known;
}

static bool is_symbolic_receiver(const struct gl_nw *nw, const struct gl_nw_ends *ends)
{
    return ends->to != GL_NW_NONE && gl_ipset_is_empty(ends->destinations) &&
           !nw->nics[ends->to].is_address_known;
}

/* ---- one journey ---- */

struct question {
    struct gl_nw_cache *cache;
    struct gl_arena *arena;
    const struct gl_nw_ends *ends;
    struct gl_ipset source;
    uint32_t asked, asked_reply; /* ports */
    bool is_symbolic_source, is_symbolic_receiver;
    struct gl_nw_flows flows;
    size_t capacity;
};

/* A copy with the interfaces at its ends. */
static const struct gl_nw_journey *finished(struct question *question, const struct gl_nw_journey *journey,
                                            struct gl_nw_node first, uint32_t last,
                                            struct gl_ipset destinations)
{
    struct gl_nw_journey *copy = GL_NEW(question->arena, struct gl_nw_journey);
    size_t len = journey->len;

    *copy = *journey;
    copy->destinations = destinations;
    copy->hops = GL_NEW_ARRAY(question->arena, struct gl_nw_hop, len);
    for (size_t i = 0; i < len; i++)
        copy->hops[i] = journey->hops[i];
    if (len && copy->hops[0].node.kind == GL_NW_NIC && first.kind == GL_NW_NIC)
        copy->hops[0].node = first;
    if (len > 1 && copy->hops[len - 1].node.kind == GL_NW_NIC && copy->hops[len - 1].node.index == GL_NW_NONE)
        copy->hops[len - 1].node.index = last;
    return copy;
}

/* Does it bring the packet where the question wants it? */
static bool arrives(const struct question *question, const struct gl_nw_journey *journey)
{
    if (journey->end == GL_NW_EXITS)
        return question->ends->to == GL_NW_NONE;
    return journey->end == GL_NW_DELIVERED || journey->end == GL_NW_UNKNOWN;
}

static uint32_t receiver_of(const struct question *question, const struct gl_nw_journey *journey)
{
    struct gl_nw_node last = journey->len ? journey->hops[journey->len - 1].node : (struct gl_nw_node){0};

    if (journey->end == GL_NW_DELIVERED && last.kind == GL_NW_NIC && last.index != GL_NW_NONE)
        return last.index;
    return question->ends->to;
}

/* What the packets of one class of sources and one of destinations meet, filter by filter. */
struct result {
    uint32_t may, sure, reply_may, reply_sure, works_may, works_sure;
    uint32_t stopped_hop, reply_stopped_hop;
    enum gl_nw_why stopped, reply_stopped;
    const struct gl_value *culprit;
};

static bool is_stopped(struct gl_nw_cache *cache, uint32_t may, uint32_t asked)
{
    return gl_port_pool_both(&cache->pool, may, asked) == GL_PORTS_NONE;
}

static void pass_forward(const struct question *question, const struct gl_nw_sides *sides, size_t s, size_t d,
                         struct result *result)
{
    struct gl_port_pool *pool = &question->cache->pool;

    for (size_t i = 0; i < sides->filter_len; i++) {
        struct gl_nw_passes passes = gl_nw_sides_passes(sides, i, s, d);

        if (sides->filters[i].is_reply)
            break;
        result->may = gl_port_pool_both(pool, result->may, passes.may);
        result->sure = gl_port_pool_both(pool, result->sure, passes.sure);
        if (!result->culprit)
            result->culprit = passes.culprit;
        if (result->stopped == GL_NW_BY_NOTHING &&
            is_stopped(question->cache, result->may, question->asked)) {
            result->stopped = sides->filters[i].why;
            result->stopped_hop = sides->filters[i].hop;
        }
    }
}

static void pass_back(const struct question *question, const struct gl_nw_sides *sides, size_t s, size_t d,
                      struct result *result)
{
    struct gl_port_pool *pool = &question->cache->pool;

    for (size_t i = 0; i < sides->filter_len; i++) {
        struct gl_nw_passes passes;

        if (!sides->filters[i].is_reply)
            continue;
        passes = gl_nw_sides_passes(sides, i, s, d);
        if (sides->filters[i].has_nat_port)
            passes = gl_nw_behind_nat(question->cache, passes);
        result->reply_may = gl_port_pool_both(pool, result->reply_may, passes.may);
        result->reply_sure = gl_port_pool_both(pool, result->reply_sure, passes.sure);
        if (!result->culprit)
            result->culprit = passes.culprit;
        if (result->reply_stopped == GL_NW_BY_NOTHING && result->reply_may == GL_PORTS_NONE) {
            result->reply_stopped = sides->filters[i].why;
            result->reply_stopped_hop = sides->filters[i].hop;
        }
    }
}

/* TCP works where an answer comes back to some port of the sender's. */
static uint32_t working(struct gl_nw_cache *cache, uint32_t ports, uint32_t reply)
{
    if (gl_port_pool_both(&cache->pool, reply, cache->ports.tcp) != GL_PORTS_NONE)
        return ports;
    return gl_port_pool_minus(&cache->pool, ports, cache->ports.tcp);
}

/* How the answers of this class travel; MAY and its siblings: any of them. */
static void judge_replies(const struct question *question, const struct gl_nw_sides *sides, size_t s,
                          size_t d, const struct gl_nw_journey *reply, struct result *result)
{
    result->reply_may = result->reply_sure = GL_PORTS_NONE;
    if (!reply) {
        result->reply_stopped = GL_NW_BY_ROUTE;
        return;
    }
    if (reply->end == GL_NW_NO_ROUTE) {
        result->reply_stopped = reply->why;
        result->reply_stopped_hop = (uint32_t)reply->len - 1;
        return;
    }
    result->reply_may = result->reply_sure = question->asked_reply;
    pass_back(question, sides, s, d, result);
    if (reply->end == GL_NW_DROPPED) {
        result->reply_may = result->reply_sure = GL_PORTS_NONE;
        if (result->reply_stopped == GL_NW_BY_NOTHING) {
            result->reply_stopped = reply->why;
            result->reply_stopped_hop = (uint32_t)reply->len - 1;
        }
    } else if (reply->truth != GL_MATCH_YES || reply->end == GL_NW_UNKNOWN) {
        result->reply_sure = GL_PORTS_NONE;
        if (!result->culprit)
            result->culprit = reply->culprit;
    }
}

static struct result judge(const struct question *question, const struct gl_nw_journey *journey,
                           const struct gl_nw_journey *reply, const struct gl_nw_sides *sides, size_t s,
                           size_t d)
{
    struct gl_nw_cache *cache = question->cache;
    struct result result = {.may = question->asked, .sure = question->asked};

    if (!arrives(question, journey)) {
        /* a filter before the end counts first */
        pass_forward(question, sides, s, d, &result);
        result.may = result.sure = GL_PORTS_NONE;
        if (result.stopped == GL_NW_BY_NOTHING) {
            result.stopped = journey->end == GL_NW_EXITS ? GL_NW_BY_ADDRESS : journey->why;
            result.stopped_hop = journey->len ? (uint32_t)journey->len - 1 : 0;
        }
        return result;
    }
    pass_forward(question, sides, s, d, &result);
    if (journey->truth != GL_MATCH_YES || journey->end == GL_NW_UNKNOWN) {
        result.sure = GL_PORTS_NONE;
        if (journey->culprit)
            result.culprit = journey->culprit;
    }
    if (result.may == GL_PORTS_NONE)
        return result;
    result.stopped = GL_NW_BY_NOTHING;
    judge_replies(question, sides, s, d, reply, &result);
    if (journey->end == GL_NW_UNKNOWN)
        result.reply_may = question->asked_reply;
    result.works_may = working(cache, result.may, result.reply_may);
    result.works_sure = working(cache, result.sure, result.reply_sure);
    return result;
}

static void merge(struct gl_nw_cache *cache, struct result *into, const struct result *from)
{
    struct gl_port_pool *pool = &cache->pool;

    into->may = gl_port_pool_union(pool, into->may, from->may);
    into->sure = gl_port_pool_both(pool, into->sure, from->sure);
    into->reply_may = gl_port_pool_union(pool, into->reply_may, from->reply_may);
    into->reply_sure = gl_port_pool_both(pool, into->reply_sure, from->reply_sure);
    into->works_may = gl_port_pool_union(pool, into->works_may, from->works_may);
    into->works_sure = gl_port_pool_both(pool, into->works_sure, from->works_sure);
    if (from->stopped == GL_NW_BY_NOTHING)
        into->stopped = GL_NW_BY_NOTHING;
    if (from->reply_stopped == GL_NW_BY_NOTHING)
        into->reply_stopped = GL_NW_BY_NOTHING;
    if (!into->culprit)
        into->culprit = from->culprit;
}

static void push_flow(struct question *question, const struct gl_nw_journey *journey,
                      const struct gl_nw_journey *reply, struct gl_ipset source, struct gl_ipset destinations,
                      const struct result *result)
{
    const struct gl_port_pool *pool = &question->cache->pool;
    bool is_open = result->may != GL_PORTS_NONE;
    struct gl_nw_flow *flow;

    if (question->flows.len >= GL_MAX_NW_PIECES) {
        question->flows.is_cut = true;
        return;
    }
    flow = GL_PUSH(question->arena, question->flows.items, question->flows.len, question->capacity);
    *flow = (struct gl_nw_flow){
        .source = source,
        .destinations = destinations,
        .journey = journey,
        .may = gl_port_pool_get(pool, result->may),
        .sure = gl_port_pool_get(pool, result->sure),
        .reply_may = gl_port_pool_get(pool, result->reply_may),
        .reply_sure = gl_port_pool_get(pool, result->reply_sure),
        .works_may = gl_port_pool_get(pool, result->works_may),
        .works_sure = gl_port_pool_get(pool, result->works_sure),
        .stopped = is_open ? GL_NW_BY_NOTHING : result->stopped,
        .stopped_hop = result->stopped_hop,
        .reply_stopped =
            is_open && result->reply_may == GL_PORTS_NONE ? result->reply_stopped : GL_NW_BY_NOTHING,
        .reply_stopped_hop = result->reply_stopped_hop,
        .reply = reply,
        .culprit =
            result->may != result->sure || result->reply_may != result->reply_sure ? result->culprit : NULL,
    };
    gl_nw_flow_policies(question->cache, flow, receiver_of(question, journey));
}

struct way {
    const struct gl_nw_journey *journey, *reply;
    const struct gl_nw_sides *sides;
};

struct span {
    size_t first, end;
};

/* One class of sources with several of destinations, all of one answer. */
static void merge_row(const struct question *question, const struct way *way, size_t s,
                      const struct span *span, struct result *result)
{
    for (size_t d = span->first; d < span->end; d++) {
        struct result one = judge(question, way->journey, way->reply, way->sides, s, d);

        merge(question->cache, result, &one);
    }
}

/* All classes of both sides; a side that is symbolic is one in the end. */
static void judge_classes(struct question *question, const struct gl_nw_journey *journey,
                          const struct gl_nw_journey *reply, const struct gl_nw_sides *sides)
{
    size_t rows = question->is_symbolic_source ? 1 : sides->source_len;
    size_t columns = question->is_symbolic_receiver ? 1 : sides->destination_len;

    for (size_t row = 0; row < rows && !question->flows.is_cut; row++) {
        for (size_t column = 0; column < columns; column++) {
            size_t s_end = question->is_symbolic_source ? sides->source_len : row + 1;
            size_t d_end = question->is_symbolic_receiver ? sides->destination_len : column + 1;
            struct result result = judge(question, journey, reply, sides, row, column);

            for (size_t s = row; s < s_end; s++)
                merge_row(question, &(struct way){journey, reply, sides}, s,
                          &(struct span){s == row ? column + 1 : column, d_end}, &result);
            push_flow(
                question, journey, reply, question->is_symbolic_source ? sides->source : sides->sources[row],
                question->is_symbolic_receiver ? sides->destination : sides->destinations[column], &result);
        }
    }
}

static void judge_way(struct question *question, const struct gl_nw_journey *journey,
                      const struct gl_nw_journey *reply, struct gl_ipset source, struct gl_ipset destinations)
{
    struct gl_nw_sides sides = {.cache = question->cache, .arena = question->arena, .ends = question->ends};
    uint32_t receiver = receiver_of(question, journey);
    struct gl_nw_node back = receiver == GL_NW_NONE ? (struct gl_nw_node){GL_NW_INTERNET, 0}
                                                    : (struct gl_nw_node){GL_NW_NIC, receiver};

    journey = finished(question, journey, question->ends->from, receiver, destinations);
    if (reply)
        reply = finished(question, reply, back, question->ends->from.index, source);
    sides.source = source;
    sides.destination = destinations;
    gl_nw_sides_list(&sides, journey, reply, receiver);
    gl_nw_sides_split(&sides);
    question->flows.is_cut |= sides.is_cut;
    judge_classes(question, journey, reply, &sides);
}

static struct gl_ranges copied(struct gl_arena *arena, struct gl_ranges ranges)
{
    struct gl_range *items = GL_NEW_ARRAY(arena, struct gl_range, ranges.len);

    for (size_t i = 0; i < ranges.len; i++)
        items[i] = ranges.items[i];
    return (struct gl_ranges){items, ranges.len};
}

/* What both hold, in memory of the answer's: journeys that are kept may be forgotten before. */
static struct gl_ipset common(const struct question *question, struct gl_ipset a, struct gl_ipset b)
{
    struct gl_ipset both = gl_ipset_intersection(question->arena, a, b);

    return (struct gl_ipset){copied(question->arena, both.v4), copied(question->arena, both.v6)};
}

/* The answers of some sources may go one way, those of others another. */
static void judge_journey(struct question *question, const struct gl_nw_both_ways *way)
{
    const struct gl_nw_journey *journey = way->journey;
    const struct gl_nw *nw = question->cache->nw;
    struct gl_ipset destinations = journey->destinations, left = question->source;

    if (question->ends->to != GL_NW_NONE && question->ends->from.kind != GL_NW_INTERNET &&
        gl_ipset_is_empty(question->ends->destinations)) {
        struct gl_ipset own = nw->nics[question->ends->to].addresses;

        destinations = common(question, destinations, own);
        if (gl_ipset_is_empty(destinations) && !gl_ipset_is_empty(journey->destinations))
            return;
    }
    for (size_t i = 0; i < way->replies.len; i++) {
        const struct gl_nw_journey *reply = &way->replies.items[i];
        struct gl_ipset part = common(question, question->source, reply->destinations);

        if (gl_ipset_is_empty(part))
            continue;
        left = gl_ipset_difference(question->arena, left, part);
        judge_way(question, journey, reply, part, destinations);
    }
    if (way->replies.len == 0 || !gl_ipset_is_empty(left))
        judge_way(question, journey, NULL, left, destinations);
}

struct gl_nw_flows gl_nw_flow_of(struct gl_nw_cache *cache, struct gl_arena *arena,
                                 const struct gl_nw_ends *ends)
{
    struct question question = {.cache = cache,
                                .arena = arena,
                                .ends = ends,
                                .source = source_of(cache, arena, ends),
                                .is_symbolic_source = is_symbolic_source(cache->nw, ends),
                                .is_symbolic_receiver = is_symbolic_receiver(cache->nw, ends)};
    bool is_between = ends->from.kind == GL_NW_NIC && ends->to != GL_NW_NONE &&
                      gl_ipset_is_empty(ends->destinations) && gl_ipset_is_empty(ends->source);
    struct gl_nw_kept_list ways =
        is_between ? gl_nw_kept_between(cache, ends->from.index, ends->to)
                   : gl_nw_both_ways(cache, arena, ends->from, question.source, ends->destinations, ends->to);

    question.asked =
        gl_portset_is_empty(ends->ports) ? GL_PORTS_ALL : gl_port_pool_add_copy(&cache->pool, ends->ports);
    question.asked_reply = gl_portset_is_empty(ends->reply_ports)
                               ? GL_PORTS_ALL
                               : gl_port_pool_add_copy(&cache->pool, ends->reply_ports);
    question.flows.is_cut = ways.is_cut;
    gl_arena_reset(&cache->scratch);
    for (size_t i = 0; i < ways.len && !question.flows.is_cut; i++)
        judge_journey(&question, &ways.items[i]);
    return question.flows;
}

void gl_nw_flow_works(const struct gl_nw_flows *flows, struct gl_arena *arena, struct gl_portset *ret_may,
                      struct gl_portset *ret_sure)
{
    struct gl_portset may = {0}, sure = {0};

    for (size_t i = 0; i < flows->len; i++) {
        may = gl_portset_union(arena, may, flows->items[i].works_may);
        sure = gl_portset_union(arena, sure, flows->items[i].works_sure);
    }
    *ret_may = flows->is_cut ? gl_portset_all() : may;
    *ret_sure = sure;
}
