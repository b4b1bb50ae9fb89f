/* GLC-NET-001: what the internet may reach on public load balancers, judged together with their listeners. */
#include "checks/cluster_edge.h"
#include "checks/natives.h"
#include "checks/network.h"

struct edge {
    const struct gl_group *group;
    size_t tier;
    enum gl_truth in_tier;
    struct gl_portset allowed; /* by the baseline, and ports on which every listener redirects to HTTPS */
};

static bool is_redirect(const struct gl_value *action)
{
    const struct gl_value *redirect = gl_value_get(action, GL_STR("RedirectConfig"));

    return gl_value_text_is(gl_value_get(action, GL_STR("Type")), "redirect") &&
           gl_value_text_is(gl_value_get(redirect, GL_STR("Protocol")), "HTTPS");
}

static bool all_redirect(const struct gl_value *actions)
{
    size_t len = gl_value_len(actions);

    for (size_t i = 0; i < len; i++) {
        if (!is_redirect(gl_value_at(actions, i)))
            return false;
    }
    return len > 0;
}

/* The default action and those of all its rules. */
static bool listener_redirects(const struct gl_check_ctx *ctx, const struct gl_resource *listener)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, listener);

    if (!all_redirect(gl_property(listener, "DefaultActions")))
        return false;
    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *rule = ctx->graph->resources[edges.items[i].from];

        if (gl_str_eq(rule->kind, GL_STR("AWS::ElasticLoadBalancingV2::ListenerRule")) &&
            gl_str_eq(edges.items[i].path, GL_STR("ListenerArn")) &&
            !all_redirect(gl_property(rule, "Actions")))
            return false;
    }
    return true;
}

static bool listener_port(const struct gl_resource *listener, int64_t *ret_port)
{
    const struct gl_value *port = gl_property(listener, "Port");

    return port && gl_scalar_as_i64(port, listener->unit->dialect, ret_port) && *ret_port > 0 &&
           *ret_port <= GL_PORT_MAX;
}

/* Adds ports where listeners redirect, takes away those where one does not. */
static void weigh_listeners(struct gl_check_ctx *ctx, const struct gl_resource *balancer,
                            struct gl_portset *redirects, struct gl_portset *answers)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, balancer);

    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *listener = ctx->graph->resources[edges.items[i].from];
        struct gl_portset *set;
        int64_t port;

        if (!gl_str_eq(listener->kind, GL_STR("AWS::ElasticLoadBalancingV2::Listener")) ||
            !gl_str_eq(edges.items[i].path, GL_STR("LoadBalancerArn")) || !listener_port(listener, &port))
            continue;
        set = listener_redirects(ctx, listener) ? redirects : answers;
        *set = gl_portset_union(ctx->scratch, *set, gl_portset_of_tcp(ctx->scratch, (unsigned)port));
    }
}

static struct gl_portset redirecting_ports(struct gl_check_ctx *ctx, const struct gl_group *group)
{
    struct gl_portset redirects = {0}, answers = {0};

    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group)
        weigh_listeners(ctx, use->resource, &redirects, &answers);
    return gl_portset_difference(ctx->scratch, redirects, answers);
}

static enum gl_truth is_unwanted(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct edge *edge = argument;
    struct gl_portset excess = gl_portset_difference(ctx->scratch, rule->ports, edge->allowed);
    enum gl_truth is_public = gl_rule_is_public(rule), reaches, admitted;

    if (gl_portset_is_empty(excess) || is_public == GL_FALSE)
        return GL_FALSE;
    reaches =
        gl_truth_of(!gl_portset_contains(edge->allowed, rule->sure_ports)) == GL_TRUE ? GL_TRUE : GL_MAYBE;
    admitted = gl_flow_admits(ctx, rule, edge->tier, excess);
    if (admitted == GL_TRUE)
        return GL_FALSE;
    return gl_truth_and(gl_truth_and(reaches, is_public), edge->in_tier);
}

static struct gl_str unwanted_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct edge *edge = argument;
    struct gl_portset allowed = gl_flow_internet_ports(ctx, edge->tier);
    struct gl_str group = gl_group_text(ctx, edge->group), peer = gl_rule_peer_text(ctx, rule),
                  ports = gl_rule_ports_text(ctx, rule->ports), wanted = gl_rule_ports_text(ctx, allowed);

    return gl_arena_printf(ctx->scratch,
                           "%.*s lets %.*s reach %.*s of a public load balancer, where only %.*s is wanted",
                           GL_STR_ARG(group), GL_STR_ARG(peer), GL_STR_ARG(ports), GL_STR_ARG(wanted));
}

enum gl_verdict gl_check_edge_ingress(struct gl_check_ctx *ctx)
{
    struct edge edge = {.group = gl_net_subject(ctx)};
    struct gl_portset internet;
    struct gl_str ports;
    const struct gl_group_use *use = NULL;
    struct gl_rule_check check = {
        .direction = GL_INGRESS, .test = is_unwanted, .text = unwanted_text, .argument = &edge};

    if (ctx->subject->object)
        return gl_judge_ingress_ports(ctx);
    if (!edge.group || !edge.group->uses || !gl_net_tiers_parameter(ctx, "tier", &edge.tier, 1))
        return GL_NOT_APPLICABLE;
    edge.in_tier = gl_group_in_tier(ctx, edge.group, edge.tier, &use);
    if (edge.in_tier == GL_FALSE)
        return GL_NOT_APPLICABLE;
    internet = gl_flow_internet_ports(ctx, edge.tier);
    edge.allowed = gl_portset_union(ctx->scratch, internet, redirecting_ports(ctx, edge.group));
    ports = gl_rule_ports_text(ctx, internet);
    check.wanted = gl_arena_printf(ctx->arena, "%.*s from the internet", GL_STR_ARG(ports));
    return gl_net_judge(ctx, &check);
}
