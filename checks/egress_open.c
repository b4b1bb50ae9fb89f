#include "checks/egress_open.h"

static enum gl_truth is_open(struct gl_check_ctx *ctx, const struct gl_egress_check *check,
                             const struct gl_pods *pods, uint32_t end)
{
    enum gl_truth open;

    if (pods->ends[end].is_host_network)
        return GL_FALSE;
    open = gl_netpol_is_unrestricted(ctx, pods, end, GL_PODS_EGRESS);
    return open != GL_FALSE && check->is_open ? gl_truth_and(open, check->is_open(ctx, pods, end)) : open;
}

/* Workloads whose egress nothing restricts, told on the resource that speaks for the namespace. */
static enum gl_verdict judge_namespace(struct gl_check_ctx *ctx, const struct gl_egress_check *check,
                                       const struct gl_reach_space *space)
{
    uint32_t *ends = GL_NEW_ARRAY(ctx->scratch, uint32_t, space->len);
    enum gl_truth worst = GL_FALSE;
    struct gl_finding *finding;
    struct gl_str who;
    size_t len = 0;

    for (size_t i = 0; i < space->len; i++) {
        enum gl_truth one = is_open(ctx, check, space->pods, space->ends[i]);

        if (one == GL_FALSE)
            continue;
        if (one > worst)
            len = 0; /* only those that surely are, where some are */
        worst = gl_truth_or(worst, one);
        if (one == worst)
            ends[len++] = space->ends[i];
    }
    if (worst == GL_FALSE)
        return GL_PASS;
    who = gl_netpol_names(ctx, space, ends, len);
    finding = gl_report(ctx, gl_netpol_verdict(worst), NULL,
                        "namespace %.*s: no policy restricts the egress of %.*s: %.*s %s in reach",
                        GL_STR_ARG(space->name), GL_STR_ARG(who), GL_STR_ARG(check->what),
                        worst == GL_TRUE ? "is" : "may be");
    gl_finding_wanted(finding, gl_str_of(check->wanted));
    gl_netpol_relate_idle(ctx, finding, space, GL_PODS_EGRESS);
    gl_netpol_relate(ctx, finding, space->pods, ends, len, "is open: nothing restricts its egress");
    gl_netpol_say_hollow(ctx, finding);
    return gl_netpol_verdict(worst);
}

static enum gl_verdict judge_host_network(struct gl_check_ctx *ctx, const struct gl_egress_check *check)
{
    const struct gl_value *at = gl_value_path(ctx->subject->object->pod, "spec.hostNetwork");
    struct gl_finding *finding = gl_report(
        ctx, GL_FAIL, at, "%.*s is on the host network, where no policy reaches it: %.*s is in reach",
        GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), GL_STR_ARG(check->what));

    gl_finding_property(finding, at ? GL_STR("spec.template.spec.hostNetwork") : (struct gl_str){0});
    gl_finding_wanted(finding, GL_STR("hostNetwork false, or not set"));
    return GL_FAIL;
}

static enum gl_verdict worse(enum gl_verdict a, enum gl_verdict b)
{
    return a > b ? a : b;
}

enum gl_verdict gl_egress_judge(struct gl_check_ctx *ctx, const struct gl_egress_check *check)
{
    struct gl_reach_place place = gl_netpol_place(ctx);
    const struct gl_reach_space *space = gl_netpol_spoken_for(ctx);
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    if (!place.pods || (place.space && place.space->is_system))
        return GL_NOT_APPLICABLE;
    if (place.policy)
        return gl_netpol_judge_rules(ctx, GL_PODS_EGRESS, check->rule);
    if (space)
        verdict = judge_namespace(ctx, check, space);
    if (check->tells_host_network && place.end != GL_PODS_NONE && place.pods->ends[place.end].is_host_network)
        verdict = worse(verdict, judge_host_network(ctx, check));
    return verdict;
}
