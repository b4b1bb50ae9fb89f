/* One question: may this end send to that one on this port? */
#include "reach/address.h"

static struct gl_pods_bounds to_address(struct gl_pods_eval *eval, const struct gl_pods_end *from,
                                        const struct gl_cidr *address, enum gl_pods_direction direction)
{
    struct gl_pods_bounds all = GL_PODS_NOTHING;

    for (size_t i = 0; i < from->class_len; i++) {
        const struct gl_pods_address_map *map = eval->tables->classes[from->classes[i]].maps[direction];
        const struct gl_pods_piece *pieces = map->pieces[address->family];
        size_t first = gl_pods_map_find(map, address->family, address->first);
        size_t last = gl_pods_map_find(map, address->family, address->last);
        struct gl_pods_bounds one = {pieces[first].upper, pieces[first].sure};

        /* a whole block: perhaps only a part of it */
        for (size_t k = first + 1; k <= last; k++) {
            one.upper = gl_port_pool_union(&eval->pool, one.upper, pieces[k].upper);
            one.sure = gl_port_pool_both(&eval->pool, one.sure, pieces[k].sure);
        }
        all = gl_pods_bounds_union(eval, all, one);
    }
    return all;
}

static struct gl_pods_bounds bounds_of(struct gl_pods_eval *eval, const struct gl_pods_question *question)
{
    if (question->from == GL_PODS_NONE && question->to == GL_PODS_NONE)
        return GL_PODS_EVERYTHING; /* policies have no say */
    if (question->from == question->to)
        return GL_PODS_EVERYTHING;
    if (question->from == GL_PODS_NONE)
        return to_address(eval, &eval->pods->ends[question->to], &question->from_address, GL_PODS_INGRESS);
    if (question->to == GL_PODS_NONE)
        return to_address(eval, &eval->pods->ends[question->from], &question->to_address, GL_PODS_EGRESS);
    return gl_pods_pair_bounds(eval, question->from, question->to);
}

static bool has_port(struct gl_arena *scratch, struct gl_portset ports,
                     const struct gl_pods_question *question)
{
    if (question->port != GL_PORT_ANY)
        return gl_portset_has(ports, question->protocol, (unsigned)question->port);
    return gl_portset_overlaps(ports, gl_portset_of_protocol(scratch, question->protocol));
}

enum gl_match gl_pods_answer(struct gl_arena *scratch, const struct gl_pods *pods,
                             const struct gl_pods_question *question)
{
    struct gl_pods_eval eval;
    struct gl_pods_bounds bounds;

    gl_pods_eval_init(&eval, scratch, pods);
    bounds = bounds_of(&eval, question);
    if (has_port(scratch, gl_port_pool_get(&eval.pool, bounds.sure), question))
        return GL_MATCH_YES;
    return has_port(scratch, gl_port_pool_get(&eval.pool, bounds.upper), question) ? GL_MATCH_MAY
                                                                                   : GL_MATCH_NO;
}
