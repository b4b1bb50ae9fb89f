/* GLC-NP-001 and GLC-NP-002: what nothing allows is denied in every namespace in which pods run.
 *
 * A NetworkPolicy that selects all pods isolates every one, whatever else it allows; only one that lets
 * everything pass does not. A rule of an administrator that denies every peer does the same. */
#include "checks/natives.h"
#include "checks/netpol.h"

struct direction {
    enum gl_pods_direction direction;
    const char *word, *type;      /* "ingress", "Ingress" */
    const char *open, *open_none; /* what is open, to whom */
};

static const struct direction ingress = {
    GL_PODS_INGRESS, "ingress", "Ingress",
    "every pod of the cluster, and every address that routes to it, reaches",
    "a new pod would be reached by every pod of the cluster"};
static const struct direction egress = {GL_PODS_EGRESS, "egress", "Egress",
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

/* A part of the selector that is not known may ask for nothing. */
static bool is_open_part(const struct gl_value *part, enum gl_type known)
{
    return part && part->type != GL_NULL && part->type != known;
}

static enum gl_truth selects_all(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy)
{
    const struct gl_value *selector = gl_pick(ctx, gl_property(policy->resource, "spec.podSelector"));

    if (!selector || selector->type == GL_NULL || gl_selector_is_empty(selector))
        return GL_TRUE;
    if (selector->type == GL_MAP && !is_open_part(gl_value_get(selector, GL_STR("matchLabels")), GL_MAP) &&
        !is_open_part(gl_value_get(selector, GL_STR("matchExpressions")), GL_LIST))
        return GL_FALSE;
    gl_netpol_blame(ctx, selector);
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
    const char *has = violates == GL_TRUE ? "has" : "may have";
    struct gl_finding *finding;
    struct gl_str who, ports;
    uint32_t *ends;
    size_t len = open_ends(ctx, space, in, &ends);

    who = gl_netpol_names(ctx, space, ends, len);
    ports = in->direction == GL_PODS_INGRESS ? gl_netpol_declared(ctx, space->pods, ends, len)
                                             : (struct gl_str){0};
    if (len)
        finding =
            gl_report(ctx, gl_netpol_verdict(violates), NULL,
                      "namespace %.*s %s no default deny for %s: %s %.*s on every port%.*s",
                      GL_STR_ARG(space->name), has, in->word, in->open, GL_STR_ARG(who), GL_STR_ARG(ports));
    else
        finding = gl_report(ctx, gl_netpol_verdict(violates), NULL,
                            "namespace %.*s %s no default deny for %s: its workloads are selected one by "
                            "one, and %s on every port",
                            GL_STR_ARG(space->name), has, in->word, in->open_none);
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
    holds = gl_netpol_admin_denies(ctx, space, NULL, in->direction);
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
