/* GLC-NP-010: a namespaceSelector and a podSelector that were meant as one peer are not two.
 *
 * Two items of the list are alternatives. That they were meant so shows where pods of the policy's own
 * namespace match the podSelector, or where it is empty: the own namespace as a whole. */
#include "base/limits.h"
#include "checks/natives.h"
#include "checks/netpol.h"

static bool has_only(const struct gl_value *peer, const char *key)
{
    return gl_value_is(peer, GL_MAP) && peer->u.map.len == 1 &&
           gl_str_eq(peer->u.map.members[0].key, gl_str_of(key));
}

/* Does any pod of the own namespace match? */
static bool matches_own_pods(struct gl_check_ctx *ctx, const struct gl_value *selector)
{
    const struct gl_reach_space *space = gl_netpol_place(ctx).space;

    if (space && space->len > GL_MAX_PARTNERS)
        return true;
    for (size_t i = 0; space && i < space->len; i++) {
        const struct gl_pods_end *end = &space->pods->ends[space->ends[i]];

        for (size_t k = 0; k < end->resource_len; k++) {
            if (gl_selector_matches(selector, gl_k8s_pod_labels(end->resources[k])) != GL_MATCH_NO)
                return true;
        }
    }
    return false;
}

static enum gl_truth splits_peer(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                 struct gl_netpol_fault *fault)
{
    const struct gl_value *peers = gl_netpol_peers(ctx, rule);
    bool is_ingress = rule->direction == GL_PODS_INGRESS;

    for (size_t i = 0; i + 1 < gl_value_len(peers); i++) {
        const struct gl_value *one = gl_pick(ctx, gl_value_at(peers, i));
        const struct gl_value *other = gl_pick(ctx, gl_value_at(peers, i + 1)), *pods;

        if (has_only(one, "namespaceSelector") && has_only(other, "podSelector"))
            pods = gl_value_get(other, GL_STR("podSelector"));
        else if (has_only(one, "podSelector") && has_only(other, "namespaceSelector"))
            pods = gl_value_get(one, GL_STR("podSelector"));
        else
            continue;
        if (gl_selector_is_empty(pods) || pods->type != GL_MAP || matches_own_pods(ctx, pods))
            continue;
        fault->at = other;
        fault->property = is_ingress ? "spec.ingress.from" : "spec.egress.to";
        fault->wanted = "one peer with namespaceSelector and podSelector";
        fault->message = gl_arena_printf(
            ctx->scratch,
            "has namespaceSelector and podSelector as two peers, which are alternatives: every pod of those "
            "namespaces %s %.*s; as one peer they would %s only the pods with those labels there",
            is_ingress ? "reaches" : "is in reach of",
            GL_STR_ARG(gl_netpol_selected(ctx, gl_netpol_policy(ctx))), is_ingress ? "admit" : "allow");
        return GL_TRUE;
    }
    return GL_FALSE;
}

enum gl_verdict gl_check_split_peers(struct gl_check_ctx *ctx)
{
    enum gl_verdict in = gl_netpol_judge_rules(ctx, GL_PODS_INGRESS, splits_peer);
    enum gl_verdict out = gl_netpol_judge_rules(ctx, GL_PODS_EGRESS, splits_peer);

    return in > out ? in : out;
}
