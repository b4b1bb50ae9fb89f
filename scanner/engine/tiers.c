#include "engine/tiers.h"

#include "engine/check.h"
#include "graph/kubernetes.h"

static enum gl_truth judge(struct gl_check_ctx *ctx, void *argument)
{
    return (enum gl_truth)gl_tier_holds(ctx, argument, ctx->subject);
}

static bool has_nodes(const struct gl_tier *tier)
{
    for (size_t i = 0; i < tier->kind_len; i++) {
        if (gl_str_eq(tier->kinds[i], GL_STR("AWS::EKS::Nodegroup")))
            return !tier->where;
    }
    return false;
}

enum gl_truth gl_tiers_hold(const struct gl_tiers *tiers, size_t tier, const struct gl_resource *resource)
{
    static const struct gl_check no_check = {0};
    struct gl_tier *wanted = &tiers->baseline->tiers[tier];
    struct gl_check_ctx ctx = {.check = &no_check,
                               .subject = resource,
                               .graph = tiers->graph,
                               .baseline = tiers->baseline,
                               .arena = tiers->arena,
                               .scratch = tiers->arena};

    if (resource->object && resource->object->is_workload && has_nodes(wanted))
        return GL_TRUE;
    return gl_judge_worlds(&ctx, judge, wanted);
}

size_t gl_tiers_of(const struct gl_tiers *tiers, const struct gl_resource *resource, enum gl_truth *ret_truth)
{
    size_t best = GL_STR_NONE;

    *ret_truth = GL_FALSE;
    for (size_t i = 0; i < tiers->baseline->tier_len && *ret_truth != GL_TRUE; i++) {
        enum gl_truth here = gl_tiers_hold(tiers, i, resource);

        if (here > *ret_truth) {
            *ret_truth = here;
            best = i;
        }
    }
    return best;
}

struct gl_portset gl_tiers_allow(const struct gl_tiers *tiers, size_t from, size_t to,
                                 struct gl_portset service)
{
    const struct gl_baseline *baseline = tiers->baseline;
    struct gl_portset ports = {0};

    for (size_t i = 0; i < baseline->flow_len; i++) {
        const struct gl_flow *flow = &baseline->flows[i];

        if (flow->from != from || flow->to != to)
            continue;
        if (flow->is_any_port)
            return gl_portset_all();
        ports = gl_portset_union(tiers->arena, ports, flow->is_service_port ? service : flow->ports);
    }
    return ports;
}
