/* GLC-NP-009: namespaces hear from those namespaces only that their policies, or the baseline, name.
 *
 * A selector that a namespace without any label of its own matches admits namespaces that nobody has thought
 * of. The baseline's flows, "orders -> payments", are stricter: they hold for every namespace of the scan. */
#include "checks/natives.h"
#include "checks/netpol.h"

static bool is_flow(const struct gl_check_ctx *ctx, struct gl_str from, struct gl_str to)
{
    const struct gl_value *flows = gl_parameter(ctx, "flows");
    struct gl_str text;

    for (size_t i = 0; i < gl_value_len(flows); i++) {
        size_t arrow;

        if (!gl_value_text(gl_value_at(flows, i), &text))
            continue;
        arrow = gl_str_find(text, GL_STR("->"));
        if (arrow != GL_STR_NONE && gl_str_glob(from, gl_str_trim(gl_str_slice(text, 0, arrow)), false) &&
            gl_str_glob(to, gl_str_trim(gl_str_from(text, arrow + 2)), false))
            return true;
    }
    return false;
}

/* Does it admit a namespace that has nothing but a name, and one that nobody names? */
static enum gl_truth admits_strangers(const struct gl_value *selector)
{
    struct gl_member label = {.key = GL_STR("kubernetes.io/metadata.name")};
    struct gl_value labels = {.type = GL_MAP, .style = GL_COMPUTED, .u.map = {&label, 1}};

    label.value = gl_value_string(GL_STR("glacis.a-namespace-that-nobody-names"), (struct gl_span){0});
    return gl_netpol_truth(gl_selector_matches(selector, &labels));
}

/* Of the namespaces of the scan that the selector admits, the first that no flow allows. */
static struct gl_str undeclared(struct gl_check_ctx *ctx, const struct gl_value *selector)
{
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);
    struct gl_str own = ctx->subject->object->ns;

    for (size_t i = 0; i < cluster->namespace_len; i++) {
        struct gl_str other = cluster->namespaces[i];
        struct gl_value labels;

        if (gl_str_eq(other, own) || is_flow(ctx, other, own))
            continue;
        labels = gl_cluster_namespace_labels(ctx->scratch, cluster, other);
        if (gl_selector_matches(selector, &labels) == GL_MATCH_YES)
            return other;
    }
    return (struct gl_str){0};
}

static enum gl_truth judge_peer(struct gl_check_ctx *ctx, const struct gl_value *selector,
                                struct gl_str *ret_who)
{
    bool has_flows = gl_value_len(gl_parameter(ctx, "flows")) > 0;
    enum gl_truth strangers = admits_strangers(selector);

    if (strangers == GL_MAYBE)
        gl_netpol_blame(ctx, selector);
    *ret_who = GL_STR("every namespace");
    if (!has_flows)
        return strangers;
    if (strangers != GL_FALSE)
        return is_flow(ctx, GL_STR("*"), ctx->subject->object->ns) ? GL_FALSE : strangers;
    *ret_who = undeclared(ctx, selector);
    if (ret_who->len == 0)
        return GL_FALSE;
    *ret_who = gl_arena_printf(ctx->scratch, "namespace %.*s, which no flow of the baseline names,",
                               GL_STR_ARG(*ret_who));
    return GL_TRUE;
}

static enum gl_truth admits_namespaces(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                       struct gl_netpol_fault *fault)
{
    const struct gl_value *peers = gl_netpol_peers(ctx, rule);
    enum gl_truth worst = GL_FALSE;

    for (size_t i = 0; i < gl_value_len(peers) && worst != GL_TRUE; i++) {
        const struct gl_value *peer = gl_pick(ctx, gl_value_at(peers, i));
        const struct gl_value *selector = gl_pick(ctx, gl_value_get(peer, GL_STR("namespaceSelector")));
        const struct gl_value *pods = gl_value_get(peer, GL_STR("podSelector"));
        struct gl_str from, who, ports;
        enum gl_truth one;

        if (!selector || selector->type == GL_NULL)
            continue;
        one = judge_peer(ctx, selector, &from);
        if (one <= worst)
            continue;
        worst = one;
        who = gl_netpol_selected(ctx, gl_netpol_policy(ctx));
        ports = gl_netpol_rule_ports(ctx, rule);
        fault->at = selector;
        fault->property = "spec.ingress.from.namespaceSelector";
        fault->wanted = "the label kubernetes.io/metadata.name of the namespaces that are clients";
        fault->message =
            gl_arena_printf(ctx->scratch, "%s %.*s: %s there %s %.*s on %.*s",
                            one == GL_TRUE ? "admits" : "may admit", GL_STR_ARG(from),
                            pods && !gl_selector_is_empty(pods) ? "every pod with these labels" : "every pod",
                            one == GL_TRUE ? "reaches" : "may reach", GL_STR_ARG(who), GL_STR_ARG(ports));
    }
    return worst;
}

enum gl_verdict gl_check_namespace_peers(struct gl_check_ctx *ctx)
{
    const struct gl_pods_policy *policy = gl_netpol_policy(ctx);

    if (policy && (gl_k8s_is_system_namespace(policy->resource->object->ns) ||
                   gl_netpol_is_exempt(ctx, policy, "shared")))
        return GL_NOT_APPLICABLE;
    return gl_netpol_judge_rules(ctx, GL_PODS_INGRESS, admits_namespaces);
}
