#include "ask_network.h"

#include "engine/check.h"
#include "network/stops.h"

enum { MOST_EXPLAINED = 12, MOST_RANGES = 6 };

struct telling {
    const struct gl_network_asker *asker;
    struct gl_arena *arena;
    const struct gl_nw *nw;
    struct gl_portset ports;
    struct gl_answer *answer;
    size_t note_capacity;
};

static enum gl_answer_word word_of(enum gl_match match)
{
    switch (match) {
    case GL_MATCH_NO:
        return GL_SAYS_NO;
    case GL_MATCH_MAY:
        return GL_SAYS_MAY;
    case GL_MATCH_YES:
        return GL_SAYS_YES;
    }
    return GL_SAYS_MAY;
}

/* ---- ports ---- */

static struct gl_portset asked_ports(struct gl_arena *arena, const struct gl_reach_options *options)
{
    unsigned protocol = options->protocol ? options->protocol : GL_PROTO_TCP;

    if (options->port >= 0)
        return gl_portset_of_range(arena, protocol, (unsigned)options->port, (unsigned)options->port);
    return options->protocol ? gl_portset_of_protocol(arena, options->protocol) : gl_portset_all();
}

static struct gl_portset source_ports(struct gl_arena *arena, const struct gl_reach_options *options)
{
    unsigned protocol = options->protocol ? options->protocol : GL_PROTO_TCP;

    if (options->source_port < 0)
        return (struct gl_portset){0};
    return gl_portset_of_range(arena, protocol, (unsigned)options->source_port,
                               (unsigned)options->source_port);
}

static struct gl_str ports_shown(struct gl_arena *arena, struct gl_portset ports)
{
    struct gl_buf out;
    struct gl_str text;

    if (gl_portset_is_all(ports))
        return GL_STR("any port");
    gl_buf_init(&out);
    gl_portset_print(&out, ports, MOST_RANGES);
    text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

/* ---- steps ---- */

static void name_node(const struct telling *telling, struct gl_nw_node node,
                      const struct gl_resource *resource, struct gl_answer_step *step)
{
    const struct gl_resource *own = gl_nw_node_resource(telling->nw, node);

    if (node.kind == GL_NW_NIC)
        own = telling->nw->endpoints[telling->nw->nics[node.index].endpoint].resource;
    if (!own && resource && node.kind != GL_NW_INTERNET && node.kind != GL_NW_ONPREM &&
        node.kind != GL_NW_SERVICE)
        own = resource;
    step->node = own ? gl_resource_shown(telling->arena, own) : gl_nw_node_name(telling->nw, node);
    if (own)
        step->kind = own->kind;
}

static void add_step(const struct telling *telling, struct gl_answer_steps *steps,
                     const struct gl_nw_step *from)
{
    struct gl_answer_step *step = GL_PUSH(telling->arena, steps->items, steps->len, steps->capacity);

    *step =
        (struct gl_answer_step){.by = from->sentence, .passes = word_of(from->passes), .span = from->span};
    name_node(telling, from->node, from->resource, step);
}

static void add_trace(const struct telling *telling, const struct gl_nw_leg *leg, struct gl_answer_way *way)
{
    struct gl_portset ports = gl_portset_is_empty(leg->ports) ? telling->ports : leg->ports;
    struct gl_nw_steps steps =
        gl_nw_trace(telling->asker->cache, telling->arena, &leg->ends, &leg->flow, ports);

    for (size_t i = 0; i < steps.len; i++)
        add_step(telling, steps.items[i].is_reply ? &way->reply_path : &way->path, &steps.items[i]);
}

static void add_stops(const struct telling *telling, const struct gl_nw_leg *leg, struct gl_answer_way *way)
{
    struct gl_portset ports = gl_portset_is_empty(leg->ends.ports) ? telling->ports : leg->ends.ports;
    struct gl_nw_stops stops =
        gl_nw_stops_of(telling->asker->cache, telling->arena, &leg->ends, &leg->flow, ports);

    for (size_t i = 0; i < stops.len; i++) {
        const struct gl_nw_stop *stop = &stops.items[i];
        struct gl_answer_step *step =
            GL_PUSH(telling->arena, way->blockers.items, way->blockers.len, way->blockers.capacity);

        *step = (struct gl_answer_step){
            .by = stop->sentence, .layer = gl_str_of(gl_nw_why_layer(stop->by)), .span = stop->span};
        name_node(telling, stop->node, stop->resource, step);
    }
}

/* The balancer takes the connection and opens the next one: by which listener, for which target. */
static void add_listener(const struct telling *telling, const struct gl_nw_leg *leg,
                         struct gl_answer_way *way)
{
    const struct gl_nw_listener *listener = leg->listener;
    struct gl_answer_step *step;
    struct gl_str by;

    if (!leg->balancer || !listener)
        return;
    by =
        leg->target && leg->target->by
            ? gl_arena_printf(telling->arena, "listener %.*s sends %.*s on by %.*s %.*s",
                              GL_STR_ARG(listener->resource ? listener->resource->name : leg->balancer->name),
                              GL_STR_ARG(ports_shown(telling->arena, listener->ports)),
                              GL_STR_ARG(leg->target->by->kind), GL_STR_ARG(leg->target->by->name))
            : gl_arena_printf(
                  telling->arena, "listener %.*s has targets that are not known",
                  GL_STR_ARG(listener->resource ? listener->resource->name : leg->balancer->name));
    step = GL_PUSH(telling->arena, way->path.items, way->path.len, way->path.capacity);
    *step = (struct gl_answer_step){.by = by,
                                    .passes = leg->target ? word_of(leg->target->exists) : GL_SAYS_MAY,
                                    .node = leg->balancer->name};
    if (leg->balancer->resource) {
        step->node = gl_resource_shown(telling->arena, leg->balancer->resource);
        step->kind = leg->balancer->resource->kind;
    }
    if (leg->target && leg->target->value)
        step->span = leg->target->value->span;
    else if (listener->resource)
        step->span = listener->resource->span;
}

static struct gl_str way_shown(const struct telling *telling, const struct gl_nw_way *way)
{
    struct gl_buf out;
    struct gl_str text;

    gl_buf_init(&out);
    gl_buf_add(&out, way->len > 1 || way->legs[0].edge ? GL_STR("through ") : GL_STR("directly"));
    if (way->legs[0].edge)
        gl_buf_printf(&out, "%.*s%s", GL_STR_ARG(way->legs[0].edge->address), way->len > 1 ? ", " : "");
    for (size_t i = 1; i < way->len; i++)
        gl_buf_printf(&out, "%sload balancer %.*s", i > 1 ? ", " : "",
                      GL_STR_ARG(way->legs[i].balancer ? way->legs[i].balancer->name : GL_STR("")));
    text = gl_arena_copy(telling->arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

static void add_edge(const struct telling *telling, const struct gl_resource *edge, struct gl_answer_way *way)
{
    struct gl_answer_step *step;

    if (!edge)
        return;
    step = GL_PUSH(telling->arena, way->path.items, way->path.len, way->path.capacity);
    *step = (struct gl_answer_step){.node = edge->address,
                                    .kind = edge->kind,
                                    .by = GL_STR("takes connections of its clients on the internet"),
                                    .passes = GL_SAYS_YES,
                                    .span = edge->span};
}

static void tell_way(const struct telling *telling, const struct gl_nw_way *from, struct gl_answer_way *way)
{
    size_t legs = from->verdict == GL_MATCH_NO ? (size_t)from->stopped_leg + 1 : from->len;

    *way = (struct gl_answer_way){.what = way_shown(telling, from), .says = word_of(from->verdict)};
    if (from->verdict != GL_MATCH_NO)
        way->ports = ports_shown(telling->arena, from->verdict == GL_MATCH_YES ? from->sure : from->may);
    add_edge(telling, from->legs[0].edge, way);
    for (size_t i = 0; i < legs && i < from->len; i++) {
        add_listener(telling, &from->legs[i], way);
        if (from->verdict == GL_MATCH_NO && i + 1 == legs)
            add_stops(telling, &from->legs[i], way);
        if (from->verdict != GL_MATCH_NO || i + 1 < legs || telling->answer->is_explained)
            add_trace(telling, &from->legs[i], way);
    }
}

/* ---- notes ---- */

static void note(struct telling *telling, struct gl_str text, struct gl_span span)
{
    for (size_t i = 0; i < telling->answer->note_len; i++) {
        if (gl_str_eq(telling->answer->notes[i].text, text))
            return;
    }
    *GL_PUSH(telling->arena, telling->answer->notes, telling->answer->note_len, telling->note_capacity) =
        (struct gl_answer_note){text, span};
}

static void note_unknown(struct telling *telling, const struct gl_nw_answer *ways)
{
    for (size_t i = 0; i < ways->len; i++) {
        for (size_t k = 0; k < ways->ways[i].len && ways->ways[i].verdict == GL_MATCH_MAY; k++) {
            const struct gl_nw_leg *leg = &ways->ways[i].legs[k];
            const struct gl_value *culprit = leg->flow.culprit;

            if (!culprit && leg->listener)
                culprit = leg->listener->unknown;
            if (culprit)
                note(telling, gl_describe_unknown(telling->arena, culprit), culprit->span);
        }
    }
    if (ways->is_cut)
        note(telling, GL_STR("more ways than are looked at: what was left out may be one"),
             (struct gl_span){0});
}

static void note_names(struct telling *telling, struct gl_str words, const struct gl_end *end)
{
    if (end->is_loose)
        note(telling,
             gl_arena_printf(telling->arena, "nothing is called exactly %.*s: %s whose name has that word",
                             GL_STR_ARG(words), end->len == 1 ? "it is the one" : "they are the ones"),
             (struct gl_span){0});
    else if (end->party.nic_len == 0 && !end->party.is_internet && !end->party.is_onprem)
        note(telling,
             gl_arena_printf(telling->arena,
                             "no network interface of the scan is at %.*s: packets are put in there",
                             GL_STR_ARG(words)),
             (struct gl_span){0});
}

/* Stopped ways of one sort (directly, through one balancer) are told by the one that comes farthest. */
static bool is_of_shown_sort(const struct gl_nw_answer *ways, const size_t *shown, size_t len, size_t at)
{
    const struct gl_nw_way *way = &ways->ways[at];

    for (size_t i = 0; i < len; i++) {
        const struct gl_nw_way *other = &ways->ways[shown[i]];

        if (other->len > 1 ? way->len > 1 : way->len == 1 && way->legs[0].edge == other->legs[0].edge)
            return true;
    }
    return false;
}

static uint32_t endpoint_of(const struct gl_nw *nw, uint32_t nic)
{
    return nic < nw->nic_len ? nw->nics[nic].endpoint : GL_NW_NONE;
}

/* Of one endpoint to another, over the same balancer: the subnets differ, and little else. */
static bool is_like_shown(const struct gl_nw *nw, const struct gl_nw_answer *ways, const size_t *shown,
                          size_t len, size_t at)
{
    const struct gl_nw_way *way = &ways->ways[at];

    for (size_t i = 0; i < len; i++) {
        const struct gl_nw_way *other = &ways->ways[shown[i]];
        const struct gl_nw_leg *a = &way->legs[way->len - 1], *b = &other->legs[other->len - 1];

        if (way->verdict == other->verdict && way->len == other->len && a->balancer == b->balancer &&
            way->stopped_leg == other->stopped_leg && way->legs[0].edge == other->legs[0].edge &&
            way->legs[0].ends.from.kind == other->legs[0].ends.from.kind &&
            (way->legs[0].ends.from.kind != GL_NW_NIC ||
             endpoint_of(nw, way->legs[0].ends.from.index) ==
                 endpoint_of(nw, other->legs[0].ends.from.index)) &&
            endpoint_of(nw, a->ends.to) == endpoint_of(nw, b->ends.to))
            return true;
    }
    return false;
}

/* The way that answers; of a no one of each sort; explained: all. */
static size_t choose_ways(const struct gl_nw *nw, const struct gl_nw_answer *ways, bool is_explained,
                          size_t *shown)
{
    size_t len = 0;

    for (size_t i = 0; i < ways->len && len < MOST_EXPLAINED; i++) {
        if (is_explained                   ? is_like_shown(nw, ways, shown, len, i)
            : ways->verdict != GL_MATCH_NO ? len > 0
                                           : is_of_shown_sort(ways, shown, len, i))
            continue;
        shown[len++] = i;
    }
    return len;
}

bool gl_ask_network(const struct gl_network_asker *asker, struct gl_network_asked *ret_asked)
{
    const struct gl_reach_options *options = asker->options;
    const struct gl_ends ends = {asker->arena, asker->cache->nw, asker->tiers, asker->diags};
    struct telling telling = {.asker = asker,
                              .arena = asker->arena,
                              .nw = asker->cache->nw,
                              .ports = asked_ports(asker->arena, options),
                              .answer = &ret_asked->answer};
    struct gl_end from, to;
    size_t shown[MOST_EXPLAINED];
    bool is_found = gl_ends_find(&ends, options->from, &from);

    *ret_asked = (struct gl_network_asked){0};
    if (!gl_ends_find(&ends, options->to, &to) || !is_found)
        return false;
    from.party.source_ports = source_ports(asker->arena, options);
    ret_asked->ways =
        gl_nw_ask(asker->cache, asker->arena, &from.party, &to.party, telling.ports, MOST_EXPLAINED);
    ret_asked->answer = (struct gl_answer){.from = options->from,
                                           .to = options->to,
                                           .ports = ports_shown(asker->arena, telling.ports),
                                           .from_names = from.names,
                                           .from_len = from.len,
                                           .to_names = to.names,
                                           .to_len = to.len,
                                           .says = word_of(ret_asked->ways.verdict),
                                           .reply = word_of(ret_asked->ways.reply),
                                           .has_reply = ret_asked->ways.verdict != GL_MATCH_NO,
                                           .is_explained = options->is_explained};
    ret_asked->answer.way_len = choose_ways(telling.nw, &ret_asked->ways, options->is_explained, shown);
    ret_asked->answer.more = options->is_explained ? 0 : ret_asked->ways.len - ret_asked->answer.way_len;
    ret_asked->answer.ways = GL_NEW_ARRAY(asker->arena, struct gl_answer_way, ret_asked->answer.way_len);
    for (size_t i = 0; i < ret_asked->answer.way_len; i++)
        tell_way(&telling, &ret_asked->ways.ways[shown[i]], &ret_asked->answer.ways[i]);
    note_names(&telling, options->from, &from);
    note_names(&telling, options->to, &to);
    note_unknown(&telling, &ret_asked->ways);
    return true;
}
