/* What Ingresses open to the internet: GLC-NET-001 and GLC-NET-032. */
#include "checks/cluster_edge.h"
#include "checks/natives.h"
#include "checks/network.h"
#include "graph/alb.h"

static const struct gl_value *alb_setting(struct gl_check_ctx *ctx, const char *name)
{
    const struct gl_value *alb = gl_value_get(&ctx->subject->attributes, GL_STR("alb"));

    return gl_pick(ctx, gl_value_get(alb, gl_str_of(name)));
}

/* internal is the default. */
static enum gl_truth faces_internet(struct gl_check_ctx *ctx)
{
    const struct gl_value *scheme = alb_setting(ctx, "scheme");
    struct gl_str text;

    if (!scheme)
        return GL_FALSE;
    if (!gl_value_text(scheme, &text))
        return gl_maybe(ctx, scheme);
    return gl_truth_of(gl_str_eq(text, GL_STR("internet-facing")));
}

/* Does the group that the controller makes admit a public address? Without a list it admits all. */
static enum gl_truth admits_public(struct gl_check_ctx *ctx)
{
    const struct gl_value *list = alb_setting(ctx, "inbound-cidrs");
    enum gl_truth any = GL_FALSE;

    if (!list)
        return alb_setting(ctx, "security-group-prefix-lists") ? GL_FALSE : GL_TRUE;
    if (!gl_value_is(list, GL_LIST))
        return gl_maybe(ctx, list);
    for (size_t i = 0; i < list->u.list.len && any != GL_TRUE; i++) {
        const struct gl_value *item = gl_pick(ctx, gl_value_at(list, i));
        struct gl_ipset set;
        struct gl_str text;
        const char *why;

        if (gl_value_text(item, &text) && gl_ipset_parse(ctx->scratch, text, &set, &why) == GL_OK)
            any = gl_truth_or(any, gl_truth_of(gl_ipset_has_public(set)));
        else
            any = gl_truth_or(any, gl_maybe(ctx, item));
    }
    return any;
}

/* Plain HTTP that answers with a redirect only. */
static enum gl_truth redirects(struct gl_check_ctx *ctx, const struct gl_value *listener)
{
    const struct gl_value *port = alb_setting(ctx, "ssl-redirect");

    if (!gl_value_text_is(gl_value_get(listener, GL_STR("protocol")), "HTTP"))
        return GL_FALSE;
    if (port)
        return gl_value_is(port, GL_UNKNOWN) ? gl_maybe(ctx, port) : GL_TRUE;
    return gl_ingress_redirects_all(ctx, gl_property(ctx->subject, "spec"), NULL);
}

static bool read_port(const struct gl_value *listener, int64_t *ret_port)
{
    struct gl_str text;

    return gl_value_text(gl_value_get(listener, GL_STR("port")), &text) && gl_str_to_i64(text, ret_port) &&
           *ret_port > 0 && *ret_port <= GL_PORT_MAX;
}

static enum gl_verdict judge_listener(struct gl_check_ctx *ctx, const struct gl_value *listener,
                                      struct gl_portset allowed, enum gl_truth is_open)
{
    const struct gl_value *at = gl_value_get(listener, GL_STR("port"));
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject), wanted;
    enum gl_truth fault = is_open;
    struct gl_finding *finding;
    int64_t port = 0;

    if (!gl_value_is(listener, GL_MAP))
        fault = gl_truth_and(fault, gl_maybe(ctx, listener));
    else if (!read_port(listener, &port) ||
             gl_portset_contains(allowed, gl_portset_of_tcp(ctx->scratch, (unsigned)port)))
        return GL_PASS;
    else
        fault = gl_truth_and(fault, gl_truth_not(redirects(ctx, listener)));
    if (fault == GL_FALSE)
        return GL_PASS;
    wanted = gl_rule_ports_text(ctx, allowed);
    if (port)
        finding = gl_report(ctx, fault == GL_TRUE ? GL_FAIL : GL_OPEN, at,
                            "%.*s %s port %lld of a public load balancer to the internet, where only %.*s is "
                            "wanted",
                            GL_STR_ARG(who), fault == GL_TRUE ? "opens" : "may open", (long long)port,
                            GL_STR_ARG(wanted));
    else
        finding =
            gl_report(ctx, GL_OPEN, listener,
                      "%.*s: cannot tell which ports of a public load balancer it opens", GL_STR_ARG(who));
    gl_finding_wanted(finding, gl_arena_printf(ctx->arena, "%.*s from the internet", GL_STR_ARG(wanted)));
    return fault == GL_TRUE ? GL_FAIL : GL_OPEN;
}

/* Groups that security-groups names are judged where they are made. */
enum gl_verdict gl_judge_ingress_ports(struct gl_check_ctx *ctx)
{
    const struct gl_value *listeners = alb_setting(ctx, "listen-ports");
    enum gl_verdict verdict = GL_PASS;
    struct gl_portset allowed;
    enum gl_truth is_open;
    size_t tier;

    if (!listeners || alb_setting(ctx, "security-groups") || !gl_net_tiers_parameter(ctx, "tier", &tier, 1))
        return GL_NOT_APPLICABLE;
    is_open = faces_internet(ctx);
    if (is_open == GL_FALSE)
        return GL_NOT_APPLICABLE;
    is_open = gl_truth_and(is_open, admits_public(ctx));
    allowed = gl_flow_internet_ports(ctx, tier);
    if (!gl_value_is(listeners, GL_LIST))
        return judge_listener(ctx, listeners, allowed, is_open);
    for (size_t i = 0; i < listeners->u.list.len; i++) {
        enum gl_verdict here = judge_listener(ctx, gl_pick(ctx, gl_value_at(listeners, i)), allowed, is_open);

        verdict = here > verdict ? here : verdict;
    }
    return verdict;
}

enum gl_verdict gl_judge_ingress_scheme(struct gl_check_ctx *ctx)
{
    const struct gl_value *alb = gl_value_get(&ctx->subject->attributes, GL_STR("alb")), *first;
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    enum gl_truth fault;
    struct gl_finding *finding;

    if (!alb)
        return GL_NOT_APPLICABLE;
    first = gl_value_get(alb, GL_STR("first"));
    fault = faces_internet(ctx);
    if (!first->u.boolean) /* the first of the group answers for its scheme */
        return GL_NOT_APPLICABLE;
    if (fault == GL_FALSE || alb_setting(ctx, "security-groups") || !alb_setting(ctx, "inbound-cidrs"))
        return GL_PASS;
    fault = gl_truth_and(fault, gl_truth_not(admits_public(ctx)));
    if (fault == GL_FALSE)
        return GL_PASS;
    finding =
        gl_report(ctx, fault == GL_TRUE ? GL_FAIL : GL_OPEN, alb_setting(ctx, "scheme"),
                  "%.*s is internet-facing, but its inbound-cidrs admit no public address", GL_STR_ARG(who));
    gl_finding_wanted(finding, GL_STR("scheme internal"));
    return fault == GL_TRUE ? GL_FAIL : GL_OPEN;
}
