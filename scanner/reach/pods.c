#include "reach/pods.h"

#include <stdlib.h>

static int by_shown(const void *a, const void *b)
{
    const struct gl_pods_end *left = a, *right = b;

    return gl_str_cmp(left->shown, right->shown);
}

struct gl_pods *gl_pods_compute(struct gl_arena *arena, const struct gl_graph *graph,
                                const struct gl_cluster *cluster, const struct gl_pods_options *options,
                                struct gl_diags *diags)
{
    struct gl_pods *pods = GL_NEW(arena, struct gl_pods);
    size_t capacity = 0;

    (void)options;
    (void)diags;
    pods->graph = graph;
    pods->cluster = cluster;
    for (size_t i = 0; i < cluster->len; i++) {
        const struct gl_resource *resource = cluster->objects[i];
        struct gl_pods_end *end;

        if (!resource->object->is_workload)
            continue;
        end = GL_PUSH(arena, pods->ends, pods->end_len, capacity);
        end->ns = resource->object->ns;
        end->name = resource->object->name;
        end->owner_kind = resource->kind;
        end->shown = gl_arena_printf(arena, "%.*s/%.*s[%.*s]", GL_STR_ARG(end->ns), GL_STR_ARG(end->name),
                                     GL_STR_ARG(end->owner_kind));
        end->resources = GL_NEW_ARRAY(arena, const struct gl_resource *, 1);
        end->resources[0] = resource;
        end->resource_len = 1;
    }
    pods->workload_len = pods->end_len;
    if (pods->end_len)
        qsort(pods->ends, pods->end_len, sizeof *pods->ends, by_shown);
    return pods;
}

void gl_pods_each_flow(const struct gl_pods *pods, uint32_t from, uint32_t to, gl_pods_flow_fn *each,
                       void *context)
{
    for (uint32_t a = 0; a < pods->end_len; a++) {
        for (uint32_t b = 0; b < pods->end_len; b++) {
            struct gl_pods_flow flow = {a, b, gl_pods_all_ports(), gl_pods_all_ports()};

            if (a == b || (from != GL_PODS_NONE && from != a) || (to != GL_PODS_NONE && to != b))
                continue;
            if (!each(context, &flow))
                return;
        }
    }
}

struct gl_pods_flow gl_pods_between(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from,
                                    uint32_t to)
{
    (void)arena;
    (void)pods;
    return (struct gl_pods_flow){from, to, gl_pods_all_ports(), gl_pods_all_ports()};
}

enum gl_match gl_pods_answer(struct gl_arena *scratch, const struct gl_pods *pods,
                             const struct gl_pods_question *question)
{
    (void)scratch;
    (void)pods;
    (void)question;
    return GL_MATCH_YES;
}

uint32_t gl_pods_find_end(const struct gl_pods *pods, struct gl_str text, bool *ret_several)
{
    *ret_several = false;
    for (uint32_t i = 0; i < pods->end_len; i++) {
        if (gl_str_eq(pods->ends[i].shown, text))
            return i;
    }
    return GL_PODS_NONE;
}

uint32_t gl_pods_end_of(const struct gl_pods *pods, const struct gl_resource *resource)
{
    for (uint32_t i = 0; i < pods->end_len; i++) {
        for (size_t k = 0; k < pods->ends[i].resource_len; k++) {
            if (pods->ends[i].resources[k] == resource)
                return i;
        }
    }
    return GL_PODS_NONE;
}

size_t gl_pods_explain(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from, uint32_t to,
                       struct gl_pods_case **ret_cases)
{
    struct gl_pods_case *one = GL_NEW(arena, struct gl_pods_case);

    (void)pods;
    (void)from;
    (void)to;
    one->ports = gl_pods_all_ports();
    one->is_allowed = one->by[0].is_allowed = one->by[1].is_allowed = true;
    *ret_cases = one;
    return 1;
}

struct gl_pods_isolation gl_pods_isolation(struct gl_arena *arena, const struct gl_pods *pods, uint32_t end,
                                           enum gl_pods_direction direction)
{
    (void)arena;
    (void)pods;
    (void)end;
    (void)direction;
    return (struct gl_pods_isolation){GL_MATCH_NO, GL_MATCH_NO, NULL, 0};
}

enum gl_match gl_pods_policy_selects(const struct gl_pods *pods, const struct gl_pods_policy *policy)
{
    (void)pods;
    (void)policy;
    return GL_MATCH_YES;
}

size_t gl_pods_policy_subjects(struct gl_arena *arena, const struct gl_pods *pods,
                               const struct gl_pods_policy *policy, uint32_t **ret_ends)
{
    (void)pods;
    (void)policy;
    *ret_ends = GL_NEW_ARRAY(arena, uint32_t, 0);
    return 0;
}

enum gl_match gl_pods_rule_matches(const struct gl_pods *pods, const struct gl_pods_rule *rule)
{
    (void)pods;
    return rule->is_every_peer || rule->peer_len || !gl_ipset_is_empty(rule->addresses) ? GL_MATCH_YES
                                                                                        : GL_MATCH_NO;
}

struct gl_portset gl_pods_rule_ports(const struct gl_pods *pods, const struct gl_pods_rule *rule,
                                     bool *ret_has_names)
{
    (void)pods;
    (void)rule;
    *ret_has_names = false;
    return gl_pods_all_ports();
}

size_t gl_pods_addresses(struct gl_arena *arena, const struct gl_pods *pods, uint32_t end,
                         enum gl_pods_direction direction, struct gl_pods_span_of_addresses **ret_spans)
{
    struct gl_pods_span_of_addresses *one = GL_NEW(arena, struct gl_pods_span_of_addresses);

    (void)pods;
    (void)end;
    (void)direction;
    *one =
        (struct gl_pods_span_of_addresses){GL_IPV4, 0, GL_IPV4_MAX, gl_pods_all_ports(), gl_pods_all_ports()};
    *ret_spans = one;
    return 1;
}
