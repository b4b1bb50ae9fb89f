/* GLC-NP-001 and GLC-NP-002: what nothing allows is denied in every namespace in which pods run.
 *
 * A NetworkPolicy that selects all pods isolates every one, whatever else it allows; only one that lets
 * everything pass does not. A rule of an administrator that denies every peer does the same. */
#include "checks/natives.h"
#include "checks/netpol.h"

struct direction {
    enum gl_pods_direction direction;
    const char *word, *type;      /* "ingress", "Ingress" */
    const char *rules, *peers;    /* of admin policies */
    const char *open, *open_none; /* what is open, to whom */
};

static const struct direction ingress = {
    GL_PODS_INGRESS,
    "ingress",
    "Ingress",
    "spec.ingress",
    "from",
    "every pod of the cluster, and every address that routes to it, reaches",
    "a new pod would be reached by every pod of the cluster"};
static const struct direction egress = {GL_PODS_EGRESS,
                                        "egress",
                                        "Egress",
                                        "spec.egress",
                                        "to",
                                        "every pod and every address is in reach of",
                                        "a new pod would reach every pod and every address"};

/* ---- NetworkPolicies ---- */

/* Does it let everything pass? */
static enum gl_truth lets_all_pass(struct gl_check_ctx *ctx, const struct gl_pods *pods,
                                   const struct gl_pods_policy *policy, enum gl_pods_direction direction)
{
    enum gl_truth any = GL_FALSE;
    bool has_names;

    for (size_t i = 0; i < policy->rule_len[direction] && any != GL_TRUE; i++) {
        const struct gl_pods_rule *rule = &policy->rules[direction][i];

        if (rule->is_every_peer)
            any = gl_truth_or(any, gl_truth_of(gl_portset_contains(gl_pods_rule_ports(pods, rule, &has_names),
                                                                   gl_pods_all_ports())));
        else if (rule->is_open && !rule->peer_len) {
            gl_netpol_blame(ctx, rule->value);
            any = gl_truth_or(any, GL_MAYBE);
        }
    }
    return any;
}

static enum gl_truth selects_all(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy)
{
    const struct gl_value *selector = gl_pick(ctx, gl_property(policy->resource, "spec.podSelector"));

    if (!selector || selector->type == GL_NULL || gl_selector_is_empty(selector))
        return GL_TRUE;
    if (selector->type == GL_MAP)
        return GL_FALSE;
    gl_culprit(ctx, selector);
    return GL_MAYBE;
}

static enum gl_truth isolates_all(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                                  const struct gl_pods_policy *policy, enum gl_pods_direction direction)
{
    enum gl_truth affects = gl_netpol_truth(policy->affects[direction]), all;

    if (affects == GL_FALSE)
        return GL_FALSE;
    all = selects_all(ctx, policy);
    if (all == GL_FALSE)
        return GL_FALSE;
    if (affects == GL_MAYBE)
        gl_netpol_blame(ctx, gl_property(policy->resource, "spec.policyTypes"));
    all = gl_truth_and(
        all, gl_truth_and(affects, gl_truth_not(lets_all_pass(ctx, space->pods, policy, direction))));
    if (policy->resource->condition && all != GL_FALSE) {
        enum gl_truth exists = gl_exists(ctx, policy->resource);

        if (exists == GL_MAYBE)
            gl_culprit_choice(ctx, policy->resource->condition);
        all = gl_truth_and(all, exists);
    }
    return all;
}

/* ---- policies of administrators ---- */

static enum gl_truth subject_covers(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                                    const struct gl_pods_policy *policy)
{
    const struct gl_value *subject = gl_property(policy->resource, "spec.subject");
    const struct gl_value *namespaces = gl_value_get(subject, GL_STR("namespaces"));
    const struct gl_value *pods = gl_value_get(subject, GL_STR("pods"));
    struct gl_value labels;

    if (pods) {
        if (!gl_selector_is_empty(gl_value_get(pods, GL_STR("podSelector"))))
            return GL_FALSE;
        namespaces = gl_value_get(pods, GL_STR("namespaceSelector"));
    }
    if (!namespaces)
        return GL_FALSE;
    labels = gl_cluster_namespace_labels(ctx->scratch, space->cluster, space->name);
    return gl_netpol_truth(gl_selector_matches(namespaces, &labels));
}

/* A peer that is every pod of every namespace. */
static bool is_everybody(const struct gl_value *peers)
{
    for (size_t i = 0; i < gl_value_len(peers); i++) {
        const struct gl_value *peer = gl_value_at(peers, i), *pods = gl_value_get(peer, GL_STR("pods"));

        if (gl_selector_is_empty(gl_value_get(peer, GL_STR("namespaces"))) ||
            (gl_selector_is_empty(gl_value_get(pods, GL_STR("namespaceSelector"))) &&
             gl_selector_is_empty(gl_value_get(pods, GL_STR("podSelector")))))
            return true;
    }
    return false;
}

static enum gl_truth admin_denies(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                                  const struct direction *in)
{
    enum gl_truth any = GL_FALSE;

    for (size_t i = 0; i < space->pods->policy_len && any != GL_TRUE; i++) {
        const struct gl_pods_policy *policy = &space->pods->policies[i];

        if (policy->kind == GL_PODS_NETWORK_POLICY)
            continue;
        for (size_t k = 0; k < policy->rule_len[in->direction]; k++) {
            const struct gl_pods_rule *rule = &policy->rules[in->direction][k];

            if (rule->action == GL_PODS_DENY && !gl_value_len(gl_value_get(rule->value, GL_STR("ports"))) &&
                is_everybody(gl_value_get(rule->value, gl_str_of(in->peers))))
                any = gl_truth_or(any, subject_covers(ctx, space, policy));
        }
    }
    return any;
}

/* ---- verdict ---- */

static size_t open_ends(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                        const struct direction *in, uint32_t **ret_ends)
{
    size_t len = 0, culprits = ctx->culprit_len;

    *ret_ends = GL_NEW_ARRAY(ctx->scratch, uint32_t, space->len);
    for (size_t i = 0; i < space->len; i++) {
        if (!space->pods->ends[space->ends[i]].is_host_network &&
            gl_netpol_is_unrestricted(ctx, space->pods, space->ends[i], in->direction) == GL_TRUE)
            (*ret_ends)[len++] = space->ends[i];
    }
    ctx->culprit_len = culprits; /* who is open for sure is all that the message tells */
    return len;
}

static void report(struct gl_check_ctx *ctx, const struct gl_reach_space *space, const struct direction *in,
                   enum gl_truth violates)
{
    struct gl_finding *finding;
    struct gl_str who, ports;
    uint32_t *ends;
    size_t len = open_ends(ctx, space, in, &ends);

    who = gl_netpol_names(ctx, space, ends, len);
    ports = in->direction == GL_PODS_INGRESS ? gl_netpol_declared(ctx, space->pods, ends, len)
                                             : (struct gl_str){0};
    if (len)
        finding = gl_report(ctx, gl_netpol_verdict(violates), NULL,
                            "namespace %.*s has no default deny for %s: %s %.*s on every port%.*s",
                            GL_STR_ARG(space->name), in->word, in->open, GL_STR_ARG(who), GL_STR_ARG(ports));
    else
        finding = gl_report(ctx, gl_netpol_verdict(violates), NULL,
                            "namespace %.*s has no default deny for %s: its workloads are selected one by "
                            "one, and %s on every port",
                            GL_STR_ARG(space->name), in->word, in->open_none);
    gl_finding_wanted(
        finding,
        gl_arena_printf(ctx->arena, "a NetworkPolicy with podSelector {} and policyTypes [%s]", in->type));
    gl_netpol_relate_idle(ctx, finding, space, in->direction);
    gl_netpol_relate(ctx, finding, space->pods, ends, len, "is open: nothing isolates its pods");
    gl_netpol_say_hollow(ctx, finding);
}

static enum gl_verdict judge(struct gl_check_ctx *ctx, const struct direction *in)
{
    const struct gl_reach_space *space = gl_netpol_spoken_for(ctx);
    enum gl_truth holds;

    if (!space || space->host_len == space->len)
        return GL_NOT_APPLICABLE;
    holds = admin_denies(ctx, space, in);
    for (size_t i = 0; i < space->policy_len && holds != GL_TRUE; i++)
        holds = gl_truth_or(holds, isolates_all(ctx, space, space->policies[i], in->direction));
    if (holds != GL_TRUE)
        report(ctx, space, in, gl_truth_not(holds));
    return gl_netpol_verdict(gl_truth_not(holds));
}

enum gl_verdict gl_check_ingress_default_deny(struct gl_check_ctx *ctx)
{
    return judge(ctx, &ingress);
}

enum gl_verdict gl_check_egress_default_deny(struct gl_check_ctx *ctx)
{
    return judge(ctx, &egress);
}
