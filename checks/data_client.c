/* GLC-NP-008: only services that a policy declares reach the ports of the data stores.
 *
 * The stores' security groups admit the nodes, so every pod on them; what tells clients from others is their
 * own egress. A rule declares a client where it names the subnets of the stores: one that covers a whole
 * private block names everything. SecurityGroupPolicy gives pods groups of their own, which may deny it all
 * the same. */
#include "checks/egress_open.h"
#include "checks/natives.h"

static const char *const private_blocks[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"};

/* ---- groups of their own ---- */

static bool has_own_groups(const struct gl_pods *pods, uint32_t end)
{
    const struct gl_pods_end *of = &pods->ends[end];
    struct gl_resource_list list = gl_cluster_of_kind(pods->cluster, GL_STR("SecurityGroupPolicy"), of->ns);

    for (size_t i = 0; i < list.len && i < 64 && of->resource_len; i++) {
        const struct gl_value *selector = gl_property(list.items[i], "spec.podSelector");
        const struct gl_value *labels = gl_k8s_pod_labels(of->resources[0]);

        if (!selector || gl_selector_matches(selector, labels) != GL_MATCH_NO)
            return true;
    }
    return false;
}

static enum gl_truth blame_groups(struct gl_check_ctx *ctx)
{
    struct gl_value *reason = GL_NEW(ctx->scratch, struct gl_value);

    *reason = gl_value_unknown(ctx->scratch, GL_WHY_UNSUPPORTED,
                               GL_STR("what the security groups of the pods' SecurityGroupPolicy let out"),
                               (struct gl_span){0});
    gl_culprit(ctx, reason);
    return GL_MAYBE;
}

static enum gl_truth is_open(struct gl_check_ctx *ctx, const struct gl_pods *pods, uint32_t end)
{
    return has_own_groups(pods, end) ? blame_groups(ctx) : GL_TRUE;
}

/* ---- rules ---- */

static bool covers_private_block(struct gl_check_ctx *ctx, struct gl_ipset addresses)
{
    struct gl_ipset block;
    const char *why;

    for (size_t i = 0; i < sizeof private_blocks / sizeof *private_blocks; i++) {
        if (gl_ipset_parse(ctx->scratch, gl_str_of(private_blocks[i]), &block, &why) == GL_OK &&
            gl_ipset_contains(addresses, block))
            return true;
    }
    return false;
}

/* Workloads that the policy selects and the baseline's list of clients does not name. */
static size_t undeclared(struct gl_check_ctx *ctx, const uint32_t **ret_ends)
{
    const struct gl_pods *pods = gl_netpol_place(ctx).pods;
    size_t len = gl_pods_policy_subjects(pods, gl_netpol_policy(ctx), ret_ends), count = 0;
    uint32_t *kept;

    if (!gl_value_len(gl_parameter(ctx, "clients")))
        return len;
    kept = GL_NEW_ARRAY(ctx->scratch, uint32_t, len);
    for (size_t i = 0; i < len; i++) {
        if (!gl_netpol_is_listed(ctx, &pods->ends[(*ret_ends)[i]], "clients"))
            kept[count++] = (*ret_ends)[i];
    }
    *ret_ends = kept;
    return count;
}

static enum gl_truth bound_by_groups(struct gl_check_ctx *ctx, const uint32_t *ends, size_t len)
{
    const struct gl_pods *pods = gl_netpol_place(ctx).pods;

    for (size_t i = 0; i < len; i++) {
        if (!has_own_groups(pods, ends[i]))
            return GL_TRUE;
    }
    return len ? blame_groups(ctx) : GL_TRUE;
}

static enum gl_truth opens_data_ports(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                      struct gl_netpol_fault *fault)
{
    bool is_wide = rule->is_every_peer || covers_private_block(ctx, rule->addresses);
    bool has_clients = gl_value_len(gl_parameter(ctx, "clients")) > 0;
    struct gl_str who, ports;
    const uint32_t *ends;
    size_t len;

    if (!gl_netpol_rule_has(ctx, rule, gl_parameter_ports(ctx, "ports")) ||
        (!is_wide && (!has_clients || gl_ipset_is_empty(rule->addresses))))
        return GL_FALSE;
    len = undeclared(ctx, &ends);
    if (has_clients && len == 0)
        return GL_FALSE;
    who = gl_netpol_names(ctx, &(struct gl_reach_space){.pods = gl_netpol_place(ctx).pods}, ends, len);
    ports = gl_netpol_rule_ports(ctx, rule);
    fault->at = gl_value_get(rule->value, GL_STR("to"));
    fault->property = fault->at ? "spec.egress.to" : NULL;
    fault->wanted = "the subnets of the data stores, for their clients only";
    fault->message = gl_arena_printf(
        ctx->scratch,
        is_wide ? "names no data store: %.*s reaches every private address, and so the data tier, on %.*s"
                : "lets %.*s, which the baseline does not name as a client, reach the data tier on %.*s",
        GL_STR_ARG(who), GL_STR_ARG(ports));
    return bound_by_groups(ctx, ends, len);
}

enum gl_verdict gl_check_data_clients(struct gl_check_ctx *ctx)
{
    static const struct gl_egress_check check = {
        opens_data_ports, is_open, GL_STR_INIT("every data store that admits the nodes"),
        "a default deny for egress, and rules to the subnets of the data stores for their clients", false};

    return gl_egress_judge(ctx, &check);
}
