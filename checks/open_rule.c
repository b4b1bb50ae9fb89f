/* GLC-NP-004, GLC-NP-005 and GLC-NP-012: rules of NetworkPolicies that name no peer, or no port. */
#include "checks/natives.h"
#include "checks/netpol.h"

static enum gl_truth names_no_source(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                     struct gl_netpol_fault *fault)
{
    const struct gl_pods_policy *policy = gl_netpol_policy(ctx);
    struct gl_str who, ports;

    if (!rule->is_every_peer)
        return GL_FALSE;
    who = gl_netpol_selected(ctx, policy);
    ports = gl_netpol_rule_ports(ctx, rule);
    fault->at = gl_value_get(rule->value, GL_STR("from"));
    fault->property = fault->at ? "spec.ingress.from" : NULL;
    fault->wanted = "a `from` that names the clients";
    fault->message =
        gl_arena_printf(ctx->scratch,
                        "names no source: every pod of the cluster, and every address that routes "
                        "to them, reaches %.*s on %.*s",
                        GL_STR_ARG(who), GL_STR_ARG(ports));
    return GL_TRUE;
}

enum gl_verdict gl_check_ingress_from_anywhere(struct gl_check_ctx *ctx)
{
    const struct gl_pods_policy *policy = gl_netpol_policy(ctx);
    const struct gl_reach_space *space = gl_netpol_place(ctx).space;

    if (policy && ((space && space->is_system) || gl_netpol_is_exempt(ctx, policy, "edge")))
        return GL_NOT_APPLICABLE;
    return gl_netpol_judge_rules(ctx, GL_PODS_INGRESS, names_no_source);
}

static enum gl_truth names_no_destination(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                          struct gl_netpol_fault *fault)
{
    struct gl_portset ports, harmless = gl_parameter_ports(ctx, "ports_anywhere");
    struct gl_str who, text;
    bool has_names;

    if (!rule->is_every_peer)
        return GL_FALSE;
    ports = gl_pods_rule_ports(gl_netpol_place(ctx).pods, rule, &has_names);
    if (!has_names && !gl_portset_is_empty(ports) && gl_portset_contains(harmless, ports))
        return GL_FALSE;
    who = gl_netpol_selected(ctx, gl_netpol_policy(ctx));
    text = gl_netpol_rule_ports(ctx, rule);
    fault->at = gl_value_get(rule->value, GL_STR("to"));
    fault->property = fault->at ? "spec.egress.to" : NULL;
    fault->wanted = "a `to` that names the destinations";
    fault->message = gl_arena_printf(
        ctx->scratch,
        "names no destination: %.*s may connect to every pod, to the internet and to 169.254.169.254 on %.*s",
        GL_STR_ARG(who), GL_STR_ARG(text));
    return GL_TRUE;
}

enum gl_verdict gl_check_egress_to_anywhere(struct gl_check_ctx *ctx)
{
    const struct gl_reach_space *space = gl_netpol_place(ctx).space;

    if (space && space->is_system)
        return GL_NOT_APPLICABLE;
    return gl_netpol_judge_rules(ctx, GL_PODS_EGRESS, names_no_destination);
}

/* ---- ports ---- */

/* The entry that stands for all ports of its protocol; NULL: none does. */
static const struct gl_value *whole_protocol(struct gl_check_ctx *ctx, const struct gl_value *ports)
{
    int64_t first, last;

    for (size_t i = 0; i < gl_value_len(ports); i++) {
        const struct gl_value *entry = gl_pick(ctx, gl_value_at(ports, i));
        const struct gl_value *port = gl_pick(ctx, gl_value_get(entry, GL_STR("port")));

        if (!gl_value_is(entry, GL_MAP))
            continue;
        if (!port || port->type == GL_NULL)
            return entry;
        if (gl_scalar_as_i64(port, GL_DIALECT_TERRAFORM, &first) && first <= 1 &&
            gl_scalar_as_i64(gl_value_get(entry, GL_STR("endPort")), GL_DIALECT_TERRAFORM, &last) &&
            last >= GL_PORT_MAX)
            return entry;
    }
    return NULL;
}

static enum gl_truth names_no_port(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                   struct gl_netpol_fault *fault)
{
    const struct gl_value *ports = gl_pick(ctx, gl_value_get(rule->value, GL_STR("ports")));
    bool is_ingress = rule->direction == GL_PODS_INGRESS;
    struct gl_str who;

    if (rule->is_every_peer && !gl_value_len(ports))
        return GL_FALSE; /* everything for everybody: GLC-NP-004 and 005 say it */
    if (!gl_value_is(rule->value, GL_MAP) && !gl_value_is(rule->value, GL_NULL)) {
        gl_netpol_blame(ctx, rule->value);
        fault->message = GL_STR("is not known: it may name no port");
        return GL_MAYBE;
    }
    if (ports && ports->type != GL_LIST && ports->type != GL_NULL) {
        gl_culprit(ctx, ports);
        fault->at = ports;
        fault->message = GL_STR("may name no port");
        return GL_MAYBE;
    }
    fault->at = whole_protocol(ctx, ports);
    if (gl_value_len(ports) && !fault->at)
        return GL_FALSE;
    if (ports && !fault->at)
        fault->at = ports;
    fault->property = !ports ? NULL : is_ingress ? "spec.ingress.ports" : "spec.egress.ports";
    fault->wanted = "`ports` with the ports that are served";
    who = gl_netpol_selected(ctx, gl_netpol_policy(ctx));
    fault->message =
        gl_arena_printf(ctx->scratch,
                        is_ingress ? "names no port: its sources reach %.*s on %s"
                                   : "names no port: %.*s reaches its destinations on %s",
                        GL_STR_ARG(who), gl_value_len(ports) ? "every port of a protocol" : "every port");
    return GL_TRUE;
}

enum gl_verdict gl_check_rule_ports(struct gl_check_ctx *ctx)
{
    enum gl_verdict in = gl_netpol_judge_rules(ctx, GL_PODS_INGRESS, names_no_port);
    enum gl_verdict out = gl_netpol_judge_rules(ctx, GL_PODS_EGRESS, names_no_port);

    return in > out ? in : out;
}
