#include "engine/holds.h"

#include "engine/expr.h"

static enum gl_truth element_holds(struct gl_check_ctx *ctx, const struct gl_rule *rule,
                                   const struct gl_value *element)
{
    if (gl_value_is(element, GL_UNKNOWN) || gl_value_is(element, GL_CHOICE)) {
        gl_culprit(ctx, element);
        return GL_MAYBE;
    }
    return rule->pass_when ? gl_expr_judge(ctx, rule->pass_when, ctx->subject, element) : GL_TRUE;
}

static enum gl_truth each_holds(struct gl_check_ctx *ctx, const struct gl_rule *rule)
{
    enum gl_truth answer = GL_TRUE;
    struct gl_elements elements;

    gl_path_elements(ctx, rule->for_each, gl_path_start(rule->for_each, ctx->subject, NULL), &elements);
    if (elements.len == 0)
        return gl_truth_of(rule->empty != GL_FAIL);
    for (size_t i = 0; i < elements.len && answer != GL_FALSE; i++)
        answer = gl_truth_and(answer, element_holds(ctx, rule, elements.items[i]));
    return answer;
}

static enum gl_truth applies(struct gl_check_ctx *ctx, const struct gl_expr *when)
{
    return when ? gl_expr_judge(ctx, when, ctx->subject, NULL) : GL_TRUE;
}

static enum gl_truth rule_holds(struct gl_check_ctx *ctx, const struct gl_rule *rule)
{
    enum gl_truth when = applies(ctx, rule->when), then;

    if (when == GL_FALSE)
        return GL_TRUE;
    then = rule->for_each ? each_holds(ctx, rule) : element_holds(ctx, rule, NULL);
    return gl_truth_or(gl_truth_not(when), then);
}

enum gl_truth gl_rule_holds(struct gl_check_ctx *ctx, void *argument)
{
    const struct gl_rule **rule = argument;

    return rule_holds(ctx, *rule);
}

enum gl_truth gl_check_holds(struct gl_check_ctx *ctx, void *argument)
{
    const struct gl_check *check = ctx->check;
    enum gl_truth when = applies(ctx, check->when), then = GL_TRUE;

    (void)argument;
    if (when == GL_FALSE)
        return GL_TRUE;
    for (size_t i = 0; i < check->rule_len && then != GL_FALSE; i++)
        then = gl_truth_and(then, rule_holds(ctx, &check->rules[i]));
    return gl_truth_or(gl_truth_not(when), then);
}
