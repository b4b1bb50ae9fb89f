#include "deepen.h"

#include <stdlib.h>

#include "engine/check.h"
#include "network/depth_controls.h"

static struct gl_str origin_word(enum gl_nw_origin_kind kind)
{
    switch (kind) {
    case GL_NW_ORIGIN_INTERNET:
        return GL_STR("internet");
    case GL_NW_ORIGIN_PEER:
        return GL_STR("peer-vpc");
    case GL_NW_ORIGIN_NAMESPACE:
        return GL_STR("other-namespace");
    case GL_NW_ORIGIN_ONPREM:
        return GL_STR("onprem");
    }
    return (struct gl_str){0};
}

static struct gl_str take(struct gl_arena *arena, struct gl_buf *text)
{
    struct gl_str copy = gl_arena_copy(arena, gl_buf_str(text));

    text->len = 0;
    return copy;
}

static struct gl_str target_of(const struct gl_nw *nw, const struct gl_nw_change *change)
{
    if (change->other == GL_NW_NONE)
        return (struct gl_str){0};
    switch (change->kind) {
    case GL_NW_CHANGE_ROUTE:
    case GL_NW_CHANGE_ATTACH:
        return nw->gateways[change->other].name;
    case GL_NW_CHANGE_TARGET:
        return nw->endpoints[change->other].name;
    case GL_NW_CHANGE_TRANSIT_ROUTE:
    case GL_NW_CHANGE_TRANSIT_TABLE:
        return change->target_name;
    case GL_NW_CHANGE_GROUP_INGRESS:
    case GL_NW_CHANGE_GROUP_EGRESS:
    case GL_NW_CHANGE_ACL_INGRESS:
    case GL_NW_CHANGE_ACL_EGRESS:
    case GL_NW_CHANGE_ACCEPT:
    case GL_NW_CHANGE_PUBLIC:
    case GL_NW_CHANGE_LISTENER:
    case GL_NW_CHANGE_POLICY_INGRESS:
    case GL_NW_CHANGE_POLICY_EGRESS:
        break;
    }
    return (struct gl_str){0};
}

static struct gl_depth_change *changes_of(struct gl_arena *arena, const struct gl_nw *nw,
                                          const struct gl_nw_sets *sets)
{
    struct gl_depth_change *changes = GL_NEW_ARRAY(arena, struct gl_depth_change, sets->change_len);
    struct gl_buf text;

    gl_buf_init(&text);
    for (size_t i = 0; i < sets->change_len; i++) {
        const struct gl_nw_change *from = &sets->changes[i];
        struct gl_depth_change *change = &changes[i];

        change->kind = gl_str_of(gl_nw_change_word(from->kind));
        gl_nw_change_print(&text, nw, from);
        change->sentence = take(arena, &text);
        change->resource = from->resource ? from->resource->address : (struct gl_str){0};
        change->subject = from->name;
        change->target = target_of(nw, from);
        if (!gl_ipset_is_empty(from->peers)) {
            gl_ipset_print_cidrs(&text, from->peers, 8);
            change->peers = take(arena, &text);
        }
        if (!gl_portset_is_empty(from->ports)) {
            gl_portset_print(&text, from->ports, 8);
            change->ports = take(arena, &text);
        }
        change->span = from->span;
    }
    gl_buf_free(&text);
    return changes;
}

static const struct gl_depth_set *sets_of(struct gl_arena *arena, const struct gl_nw *nw,
                                          const struct gl_nw_sets *sets)
{
    struct gl_depth_set *items = GL_NEW_ARRAY(arena, struct gl_depth_set, sets->len);
    const struct gl_depth_change *changes = changes_of(arena, nw, sets);

    for (size_t i = 0; i < sets->len; i++) {
        const struct gl_depth_change **list =
            GL_NEW_ARRAY(arena, const struct gl_depth_change *, sets->items[i].len);

        for (size_t k = 0; k < sets->items[i].len; k++)
            list[k] = &changes[sets->items[i].changes[k]];
        items[i] = (struct gl_depth_set){sets->ways[sets->items[i].way].name, list, sets->items[i].len};
    }
    return items;
}

static const struct gl_depth_layer *layers_of(struct gl_arena *arena, const struct gl_nw_layer_state *states,
                                              size_t len)
{
    struct gl_depth_layer *layers = GL_NEW_ARRAY(arena, struct gl_depth_layer, len);

    for (size_t i = 0; i < len; i++) {
        layers[i] = (struct gl_depth_layer){.layer = gl_str_of(gl_nw_layer_word(states[i].layer)),
                                            .stands = states[i].stands == GL_MATCH_NO    ? GL_DEPTH_OPEN
                                                      : states[i].stands == GL_MATCH_YES ? GL_DEPTH_STANDS
                                                                                         : GL_DEPTH_MAY,
                                            .text = states[i].text,
                                            .span = states[i].span};
        if (states[i].stands == GL_MATCH_MAY && states[i].culprit)
            layers[i].reason = gl_describe_unknown(arena, states[i].culprit);
    }
    return layers;
}

/* Do both worlds say the same? */
static bool is_same(const struct gl_nw_depth *depth)
{
    if (depth->least != depth->most || depth->may.len != depth->sure.len)
        return false;
    for (size_t i = 0; i < depth->may.len; i++) {
        if (depth->may.items[i].len != depth->sure.items[i].len)
            return false;
    }
    return true;
}

static struct gl_depth_origin origin_of(struct gl_arena *arena, const struct gl_nw *nw,
                                        const struct gl_nw_depth *depth)
{
    struct gl_depth_origin origin = {
        .kind = origin_word(depth->origin.kind),
        .name = gl_nw_origin_name(nw, depth->origin),
        .least = depth->least,
        .most = depth->most,
        .is_least_more = depth->least > GL_NW_MAX_DEPTH,
        .is_most_more = depth->most > GL_NW_MAX_DEPTH,
        .layers = layers_of(arena, depth->layers, depth->layer_len),
        .layer_len = depth->layer_len,
        .sets = sets_of(arena, nw, &depth->sure),
        .set_len = depth->sure.len,
        .is_cut = depth->is_cut,
    };

    if (depth->may.least_way != GL_NW_NONE)
        origin.way = depth->may.ways[depth->may.least_way].name;
    if (depth->least != depth->most && depth->culprit)
        origin.reason = gl_describe_unknown(arena, depth->culprit);
    if (!is_same(depth)) {
        origin.possible = sets_of(arena, nw, &depth->may);
        origin.possible_len = depth->may.len;
    }
    return origin;
}

static void fill(struct gl_depth_receiver *receiver, struct gl_arena *arena, const struct gl_nw *nw,
                 uint32_t number)
{
    const struct gl_nw_endpoint *endpoint = &nw->endpoints[number];
    const struct gl_resource *resource = endpoint->resource;
    size_t len;
    struct gl_nw_origin *origins = gl_nw_depth_origins(nw, arena, number, &len);
    struct gl_depth_origin *told = GL_NEW_ARRAY(arena, struct gl_depth_origin, len);
    struct gl_nw_layer_state *controls;
    struct gl_buf text;

    gl_buf_init(&text);
    gl_portset_print(&text, endpoint->ports, 8);
    *receiver = (struct gl_depth_receiver){
        .address = resource->address,
        .kind = resource->kind,
        .name = resource->name,
        .shown = gl_describe_resource(arena, resource),
        .role = gl_nw_depth_is_store(endpoint) ? GL_STR("store") : GL_STR("workload"),
        .ports = take(arena, &text),
        .span = resource->span,
        .origins = told,
        .origin_len = len,
    };
    gl_buf_free(&text);
    for (size_t i = 0; i < len; i++) {
        struct gl_nw_depth depth = gl_nw_depth_of(nw, arena, number, origins[i], GL_NW_MAX_DEPTH);

        told[i] = origin_of(arena, nw, &depth);
    }
    controls = gl_nw_depth_controls(arena, resource, &receiver->control_len);
    receiver->controls = layers_of(arena, controls, receiver->control_len);
}

struct receiver {
    struct gl_str address;
    uint32_t number;
};

static int compare(const void *a, const void *b)
{
    const struct receiver *x = a, *y = b;
    int order = gl_str_cmp(x->address, y->address);

    return order ? order : (x->number > y->number) - (x->number < y->number);
}

struct gl_depths gl_deepen(struct gl_arena *arena, const struct gl_nw *nw, const struct gl_sources *sources)
{
    struct receiver *order = GL_NEW_ARRAY(arena, struct receiver, nw->endpoint_len);
    struct gl_depth_receiver *items;
    size_t len = 0;

    for (uint32_t i = 0; i < nw->endpoint_len; i++) {
        if (gl_nw_depth_is_store(&nw->endpoints[i]) || gl_nw_depth_is_workload(&nw->endpoints[i]))
            order[len++] = (struct receiver){nw->endpoints[i].resource->address, i};
    }
    if (len)
        qsort(order, len, sizeof *order, compare);
    items = GL_NEW_ARRAY(arena, struct gl_depth_receiver, len);
    for (size_t i = 0; i < len; i++)
        fill(&items[i], arena, nw, order[i].number);
    return (struct gl_depths){.sources = sources, .items = items, .len = len};
}
