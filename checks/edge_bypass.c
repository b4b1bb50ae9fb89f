/* GLC-WAF-012: a load balancer behind CloudFront answers requests of its own distribution alone.
 *
 * CloudFront's prefix list holds the servers of all its customers: whoever points a distribution of their own
 * at the balancer comes through it, past the web ACL of ours. A header that only ours sends, asked for by
 * every rule that forwards, tells them apart; a VPC origin needs no public balancer at all. Source:
 * CloudFront developer guide, "Restrict access to Application Load Balancers", "VPC origins". */
#include "checks/natives.h"
#include "checks/network.h"

struct bypass {
    const struct gl_resource *distribution;
    const struct gl_resource *listener; /* the first that answers without the header */
    const struct gl_group_statement *statement;
    const struct gl_group_rule *rule; /* that lets strangers reach it */
    enum gl_truth truth;
    bool wants_header;
};

static const struct gl_resource *distribution_of(struct gl_check_ctx *ctx, const struct gl_resource *balancer)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, balancer);

    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *by = ctx->graph->resources[edges.items[i].from];

        if (gl_str_eq(by->kind, GL_STR("AWS::CloudFront::Distribution")) &&
            gl_str_contains(edges.items[i].path, GL_STR("Origins[]")))
            return by;
    }
    return NULL;
}

/* Does a list of actions hand the request on? */
static enum gl_truth forwards(struct gl_check_ctx *ctx, const struct gl_value *actions)
{
    actions = gl_pick(ctx, actions);
    if (!actions || actions->type != GL_LIST)
        return actions ? gl_maybe(ctx, actions) : GL_FALSE;
    for (size_t i = 0; i < actions->u.list.len; i++) {
        const struct gl_value *type =
            gl_pick(ctx, gl_value_get(gl_pick(ctx, gl_value_at(actions, i)), GL_STR("Type")));
        struct gl_str word;

        if (!gl_value_text(type, &word))
            return type ? gl_maybe(ctx, type) : GL_MAYBE;
        if (gl_str_eq(word, GL_STR("forward")))
            return GL_TRUE;
    }
    return GL_FALSE;
}

static enum gl_truth asks_for_header(struct gl_check_ctx *ctx, const struct gl_resource *rule)
{
    const struct gl_value *conditions = gl_pick(ctx, gl_property(rule, "Conditions"));

    if (!conditions || conditions->type != GL_LIST)
        return conditions ? gl_maybe(ctx, conditions) : GL_FALSE;
    for (size_t i = 0; i < conditions->u.list.len; i++) {
        const struct gl_value *condition = gl_pick(ctx, gl_value_at(conditions, i));

        if (gl_value_get(condition, GL_STR("HttpHeaderConfig")) ||
            gl_value_text_is(gl_value_get(condition, GL_STR("Field")), "http-header"))
            return GL_TRUE;
    }
    return GL_FALSE;
}

/* Does it hand on what has no such header, by its default action or by a rule? */
static enum gl_truth answers_strangers(struct gl_check_ctx *ctx, const struct gl_resource *listener)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, listener);
    enum gl_truth any = forwards(ctx, gl_property(listener, "DefaultActions"));

    for (size_t i = 0; i < edges.len && any != GL_TRUE; i++) {
        const struct gl_resource *rule = ctx->graph->resources[edges.items[i].from];

        if (gl_str_eq(rule->kind, GL_STR("AWS::ElasticLoadBalancingV2::ListenerRule")) &&
            gl_str_eq(edges.items[i].path, GL_STR("ListenerArn")))
            any = gl_truth_or(any, gl_truth_and(forwards(ctx, gl_property(rule, "Actions")),
                                                gl_truth_not(asks_for_header(ctx, rule))));
    }
    return any;
}

static enum gl_truth is_stranger(const struct gl_group_rule *rule, bool wants_header)
{
    if (rule->peer == GL_PEER_CLOUDFRONT)
        return gl_truth_of(wants_header);
    return gl_rule_is_public(rule);
}

/* Looks at the rules of one statement; keeps the one that lets strangers in most surely. */
static void look_at(struct gl_check_ctx *ctx, const struct gl_group_statement *statement, bool is_certain,
                    struct gl_portset port, struct bypass *bypass)
{
    for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next) {
        enum gl_truth here =
            gl_truth_and(is_stranger(rule, bypass->wants_header), gl_rule_has_ports(rule, port));
        bool is_wider = bypass->rule && bypass->rule->peer == GL_PEER_CLOUDFRONT;

        if (here == GL_TRUE && (statement->alternative_len > 1 || !is_certain))
            here = GL_MAYBE;
        if (here == GL_MAYBE && rule->culprit)
            gl_culprit(ctx, rule->culprit);
        if (here > bypass->truth || (here == GL_TRUE && is_wider)) { /* of two the wider one is told */
            bypass->truth = here;
            bypass->statement = statement;
            bypass->rule = rule;
        }
    }
}

/* The rule of the balancer's groups by which strangers reach the port. */
static void find_rule(struct gl_check_ctx *ctx, struct gl_portset port, struct bypass *bypass)
{
    const struct gl_group_use *uses = gl_network_uses(ctx->network, ctx->subject);

    if (ctx->network->unknown_uses[ctx->subject->id])
        bypass->truth = gl_maybe(ctx, ctx->network->unknown_uses[ctx->subject->id]);
    for (const struct gl_group_use *use = uses; use; use = use->next_of_resource) {
        const struct gl_group_statement *s = use->group ? use->group->statements : NULL;

        for (; s; s = s->next) {
            if (s->direction == GL_INGRESS)
                look_at(ctx, s, use->is_certain, port, bypass);
        }
    }
}

static struct bypass find_bypass(struct gl_check_ctx *ctx, const struct gl_resource *distribution)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, ctx->subject);
    const struct gl_value *wants = gl_parameter(ctx, "header");
    bool wants_header = !gl_value_text_is(wants, "false");
    struct bypass best = {.distribution = distribution};

    for (size_t i = 0; i < edges.len && best.truth != GL_TRUE; i++) {
        const struct gl_resource *listener = ctx->graph->resources[edges.items[i].from];
        struct bypass here = {
            .distribution = distribution, .listener = listener, .wants_header = wants_header};
        const struct gl_value *port;
        enum gl_truth answers;
        int64_t number;

        if (!gl_str_eq(listener->kind, GL_STR("AWS::ElasticLoadBalancingV2::Listener")) ||
            !gl_str_eq(edges.items[i].path, GL_STR("LoadBalancerArn")))
            continue;
        answers = answers_strangers(ctx, listener);
        port = gl_property(listener, "Port");
        if (answers == GL_FALSE)
            continue;
        if (port && gl_scalar_as_i64(port, listener->unit->dialect, &number) && number > 0 &&
            number <= GL_PORT_MAX)
            find_rule(ctx, gl_portset_of_tcp(ctx->scratch, (unsigned)number), &here);
        else
            here.truth = port ? gl_maybe(ctx, port) : GL_MAYBE;
        here.truth = gl_truth_and(here.truth, answers);
        if (here.truth > best.truth)
            best = here;
    }
    return best;
}

static void add_steps(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct bypass *bypass)
{
    struct gl_str ports = gl_rule_ports_text(ctx, bypass->rule->ports),
                  peer = gl_rule_peer_text(ctx, bypass->rule);
    const struct gl_value *at = bypass->rule->source;
    bool is_cloudfront = bypass->rule->peer == GL_PEER_CLOUDFRONT;
    struct gl_step *step;

    step = gl_add_step(ctx, finding, GL_STEP_ORIGIN, NULL, (struct gl_span){0}, "%s",
                       is_cloudfront ? "another customer's distribution sends a request"
                                     : "the internet sends a request past the distribution");
    if (step)
        step->node = GL_STR("internet");
    step = gl_add_step(ctx, finding, GL_STEP_GROUP, bypass->statement->stated_by,
                       at ? at->span : bypass->statement->stated_by->span, "%.*s admits %.*s from %.*s",
                       GL_STR_ARG(bypass->statement->stated_by->name), GL_STR_ARG(ports), GL_STR_ARG(peer));
    if (step) {
        step->weight = is_cloudfront ? GL_STEP_PASSES : GL_STEP_OPENS;
        step->property = bypass->rule->property;
    }
    step = gl_add_step(ctx, finding, GL_STEP_LISTENER, bypass->listener, bypass->listener->span,
                       "%.*s forwards it without asking for a header", GL_STR_ARG(bypass->listener->name));
    if (step && is_cloudfront)
        step->weight = GL_STEP_OPENS;
    gl_add_step(ctx, finding, GL_STEP_DESTINATION, ctx->subject, ctx->subject->span,
                "%.*s, the origin of %.*s, serves it", GL_STR_ARG(ctx->subject->name),
                GL_STR_ARG(bypass->distribution->name));
}

static enum gl_verdict fail(struct gl_check_ctx *ctx, const struct bypass *bypass)
{
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_str peer = gl_rule_peer_text(ctx, bypass->rule);
    bool is_cloudfront = bypass->rule->peer == GL_PEER_CLOUDFRONT;
    struct gl_finding *finding = gl_report(
        ctx, GL_FAIL, gl_property(ctx->subject, "SecurityGroups"),
        is_cloudfront ? "%.*s, the origin of %.*s, is reached by every customer of %.*s, as %.*s asks for "
                        "no header that only its distribution sends"
                      : "%.*s, the origin of %.*s, is reached around it by %.*s, and %.*s asks for no "
                        "header that only its distribution sends",
        GL_STR_ARG(who), GL_STR_ARG(bypass->distribution->name), GL_STR_ARG(peer),
        GL_STR_ARG(bypass->listener->name));

    gl_finding_property(finding, GL_STR("SecurityGroups"));
    gl_finding_wanted(finding, GL_STR("CloudFront's prefix list and a secret header, or a VPC origin"));
    gl_relate(ctx, finding, bypass->distribution, bypass->distribution->span,
              "the distribution in front of it");
    add_steps(ctx, finding, bypass);
    return GL_FAIL;
}

enum gl_verdict gl_check_edge_bypass(struct gl_check_ctx *ctx)
{
    const struct gl_resource *distribution = distribution_of(ctx, ctx->subject);
    const struct gl_value *scheme = gl_pick(ctx, gl_property(ctx->subject, "Scheme"));
    const struct gl_value *type = gl_pick(ctx, gl_property(ctx->subject, "Type"));
    struct bypass bypass;

    if (!distribution || (type && !gl_value_text_is(type, "application")))
        return GL_NOT_APPLICABLE;
    if (gl_value_text_is(scheme, "internal"))
        return GL_PASS;
    bypass = find_bypass(ctx, distribution);
    if (bypass.truth == GL_FALSE)
        return GL_PASS;
    if (bypass.truth == GL_TRUE && bypass.rule)
        return fail(ctx, &bypass);
    gl_report(ctx, GL_OPEN, gl_property(ctx->subject, "SecurityGroups"),
              "cannot tell whether %.*s is reached around %.*s",
              GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), GL_STR_ARG(distribution->name));
    return GL_OPEN;
}
