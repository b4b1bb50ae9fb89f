/* GLC-NET-032: only load balancers that serve the internet face it. */
#include "checks/cluster_edge.h"
#include "checks/natives.h"
#include "checks/network.h"

/* Does any group of the balancer let a public address in? */
static enum gl_truth admits_public(struct gl_check_ctx *ctx)
{
    const struct gl_group_use *uses = gl_network_uses(ctx->network, ctx->subject);
    enum gl_truth any = ctx->network->unknown_uses[ctx->subject->id] || !uses ? GL_MAYBE : GL_FALSE;

    for (const struct gl_group_use *use = uses; use; use = use->next_of_resource) {
        if (!use->group || use->group->kind != GL_GROUP_DECLARED) {
            any = gl_truth_or(any, GL_MAYBE);
            continue;
        }
        for (const struct gl_group_statement *s = use->group->statements; s; s = s->next) {
            for (const struct gl_group_rule *rule = s->rules; rule && s->direction == GL_INGRESS;
                 rule = rule->next)
                any = gl_truth_or(any, rule->peer == GL_PEER_CLOUDFRONT ? GL_TRUE : gl_rule_is_public(rule));
        }
    }
    return any;
}

/* The tier that the internet may reach. */
static enum gl_truth in_public_tier(struct gl_check_ctx *ctx)
{
    enum gl_truth any = GL_FALSE;

    for (size_t tier = 0; tier < ctx->baseline->tier_len; tier++) {
        if (!gl_portset_is_empty(gl_flow_internet_ports(ctx, tier)))
            any = gl_truth_or(any,
                              (enum gl_truth)gl_tier_holds(ctx, &ctx->baseline->tiers[tier], ctx->subject));
    }
    return any;
}

static enum gl_verdict fail(struct gl_check_ctx *ctx, const struct gl_value *scheme, const char *why)
{
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_finding *finding = gl_report(ctx, GL_FAIL, scheme, "%.*s is internet-facing%s, but %s",
                                           GL_STR_ARG(who), scheme ? "" : " (Scheme is not set)", why);

    gl_finding_property(finding, scheme ? GL_STR("Scheme") : (struct gl_str){0});
    gl_finding_wanted(finding, GL_STR("Scheme internal"));
    return GL_FAIL;
}

enum gl_verdict gl_check_public_balancer(struct gl_check_ctx *ctx)
{
    const struct gl_value *scheme = gl_pick(ctx, gl_property(ctx->subject, "Scheme"));
    struct gl_str text;
    enum gl_truth tier;

    if (ctx->subject->object)
        return gl_str_eq(ctx->subject->kind, GL_STR("Ingress"))
                   ? gl_judge_ingress_scheme(ctx)
                   : gl_judge_service_scheme(ctx, in_public_tier(ctx));
    if (scheme && !gl_value_text(scheme, &text)) {
        gl_culprit(ctx, scheme);
        gl_report(ctx, GL_OPEN, scheme, "%.*s may be internet-facing",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
        return GL_OPEN;
    }
    if (scheme && gl_str_eq_nocase(text, GL_STR("internal")))
        return GL_PASS;
    tier = in_public_tier(ctx);
    if (tier == GL_FALSE)
        return fail(ctx, scheme, "it is in no tier that the baseline lets the internet reach");
    if (admits_public(ctx) == GL_FALSE)
        return fail(ctx, scheme, "its security groups admit no public address");
    if (tier == GL_TRUE)
        return GL_PASS;
    gl_report(ctx, GL_OPEN, scheme, "%.*s is internet-facing",
              GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
    return GL_OPEN;
}
