/* {test: viewers_of_origin_use_https, path: ORIGIN}: does every behaviour that sends to this origin insist on
 * HTTPS? Then match-viewer is HTTPS too. */
#include "base/limits.h"
#include "checks/natives.h"
#include "checks/policy.h"

static enum gl_truth insists(struct gl_check_ctx *ctx, const struct gl_value *behavior)
{
    const struct gl_value *policy = gl_pick(ctx, gl_value_get(behavior, GL_STR("ViewerProtocolPolicy")));

    if (gl_value_is(policy, GL_UNKNOWN) || gl_value_is(policy, GL_CHOICE)) {
        gl_culprit(ctx, policy);
        return GL_MAYBE;
    }
    return gl_truth_of(gl_value_text_is(policy, "https-only") ||
                       gl_value_text_is(policy, "redirect-to-https"));
}

/* A behaviour of another origin does not matter; one whose target is not known may. */
static enum gl_truth judge_behavior(struct gl_check_ctx *ctx, const struct gl_value *behavior,
                                    const struct gl_value *origin_id)
{
    const struct gl_value *target;
    struct gl_str ours, theirs;

    if (gl_value_is(behavior, GL_UNKNOWN) || gl_value_is(behavior, GL_CHOICE)) {
        gl_culprit(ctx, behavior);
        return GL_MAYBE;
    }
    target = gl_pick(ctx, gl_value_get(behavior, GL_STR("TargetOriginId")));
    if (gl_value_text(target, &theirs) && gl_value_text(origin_id, &ours))
        return gl_str_eq(ours, theirs) ? insists(ctx, behavior) : GL_TRUE;
    return insists(ctx, behavior) == GL_TRUE ? GL_TRUE : GL_MAYBE;
}

enum gl_truth gl_cloudfront_viewers_use_https(struct gl_check_ctx *ctx, const struct gl_value *value,
                                              const struct gl_value *argument)
{
    const struct gl_value *config = gl_pick(ctx, gl_property(ctx->subject, "DistributionConfig"));
    const struct gl_value *id = gl_policy_member(ctx, value, "Id");
    const struct gl_value *first = gl_policy_member(ctx, config, "DefaultCacheBehavior");
    const struct gl_value *others = gl_policy_member(ctx, config, "CacheBehaviors");
    enum gl_truth answer = GL_TRUE;

    (void)argument;
    if (first)
        answer = judge_behavior(ctx, first, id);
    if (others && others->type != GL_LIST)
        return gl_truth_and(answer, judge_behavior(ctx, others, id));
    if (gl_value_len(others) > GL_MAX_PARTNERS)
        return GL_MAYBE;
    for (size_t i = 0; i < gl_value_len(others) && answer != GL_FALSE; i++)
        answer = gl_truth_and(answer, judge_behavior(ctx, gl_pick(ctx, gl_value_at(others, i)), id));
    return answer;
}
