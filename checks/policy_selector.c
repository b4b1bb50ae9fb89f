/* GLC-NP-011: policies select pods that exist, and their peers name pods that exist.
 *
 * A scan rarely holds a whole cluster, so absence counts only where pods of the namespace are in it; the
 * baseline may say that the scan is complete. */
#include "base/limits.h"
#include "checks/natives.h"
#include "checks/netpol.h"

static bool is_complete(const struct gl_check_ctx *ctx)
{
    return gl_value_text_is(gl_parameter(ctx, "complete"), "true");
}

/* ---- who is selected ---- */

/* Pods that it may isolate, and those on the host network with its labels. */
struct selected {
    size_t own, host;
};

static struct selected count_selected(const struct gl_reach_space *space, const struct gl_pods_policy *policy)
{
    const struct gl_value *selector = gl_property(policy->resource, "spec.podSelector");
    struct selected made = {0, 0};
    const uint32_t *ends;
    size_t len = gl_pods_policy_subjects(space->pods, policy, &ends);

    for (size_t i = 0; i < len; i++)
        made.own += !space->pods->ends[ends[i]].is_host_network;
    if (made.own || !space->host_len)
        return made;
    for (size_t i = 0; i < space->len && i < GL_MAX_PARTNERS; i++) {
        const struct gl_pods_end *end = &space->pods->ends[space->ends[i]];

        made.host += end->is_host_network && end->resource_len &&
                     (!selector ||
                      gl_selector_matches(selector, gl_k8s_pod_labels(end->resources[0])) == GL_MATCH_YES);
    }
    return made;
}

static enum gl_verdict judge_subject(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy)
{
    struct gl_reach_place place = gl_netpol_place(ctx);
    const struct gl_value *selector = gl_property(ctx->subject, "spec.podSelector");
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    struct selected selected = {0, 0};
    struct gl_finding *finding;

    if (!place.space && !is_complete(ctx))
        return GL_NOT_APPLICABLE;
    if (!selector || gl_selector_is_empty(selector))
        return GL_PASS; /* it holds for the pods to come */
    if (place.space)
        selected = count_selected(place.space, policy);
    if (selected.own)
        return GL_PASS;
    if (selected.host)
        finding =
            gl_report(ctx, GL_FAIL, selector,
                      "%.*s selects pods on the host network only, which no policy reaches: it does nothing",
                      GL_STR_ARG(who));
    else
        finding = gl_report(
            ctx, GL_FAIL, selector,
            "%.*s selects no pod: no workload of namespace %.*s has these labels, so it does nothing",
            GL_STR_ARG(who), GL_STR_ARG(ctx->subject->object->ns));
    gl_finding_property(finding, GL_STR("spec.podSelector"));
    gl_finding_wanted(finding, GL_STR("the labels of a pod template"));
    if (place.space)
        gl_netpol_relate(ctx, finding, place.pods, place.space->ends, place.space->len, "is not selected");
    gl_netpol_say_hollow(ctx, finding);
    return GL_FAIL;
}

/* ---- who is named ---- */

/* Are pods of a namespace that the selector names in the scan? */
static bool are_pods_known(struct gl_check_ctx *ctx, const struct gl_value *namespaces)
{
    struct gl_reach_place place = gl_netpol_place(ctx);
    const struct gl_cluster *cluster = place.pods->cluster;

    if (!namespaces)
        return place.space != NULL;
    for (size_t i = 0; i < cluster->namespace_len && i < GL_MAX_PARTNERS; i++) {
        struct gl_value labels = gl_cluster_namespace_labels(ctx->scratch, cluster, cluster->namespaces[i]);

        if (gl_selector_matches(namespaces, &labels) != GL_MATCH_NO &&
            gl_reach_space_of(ctx->reach, cluster, cluster->namespaces[i]))
            return true;
    }
    return false;
}

static enum gl_truth names_nobody(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                  struct gl_netpol_fault *fault)
{
    const struct gl_value *peers = gl_netpol_peers(ctx, rule);
    const struct gl_pods *pods = gl_netpol_place(ctx).pods;
    size_t named = 0;

    if (rule->is_open)
        return GL_FALSE;
    for (size_t i = 0; i < gl_value_len(peers); i++) {
        const struct gl_value *peer = gl_value_at(peers, i);
        const struct gl_value *namespaces = gl_value_get(peer, GL_STR("namespaceSelector"));

        if (!gl_value_is(peer, GL_MAP) || gl_value_get(peer, GL_STR("ipBlock")))
            continue;
        if (named == rule->peer_len)
            return GL_FALSE;
        if (gl_reach_peer_has_pods(pods, rule->peers[named++]) ||
            !(is_complete(ctx) || are_pods_known(ctx, namespaces)))
            continue;
        fault->at = peer;
        fault->property = rule->direction == GL_PODS_INGRESS ? "spec.ingress.from" : "spec.egress.to";
        fault->wanted = "the labels of a pod template";
        fault->message =
            gl_arena_printf(ctx->scratch, "names pods that do not exist: no workload %s has these labels",
                            namespaces ? "of the namespaces that it names" : "of its namespace");
        return GL_TRUE;
    }
    return GL_FALSE;
}

enum gl_verdict gl_check_policy_selectors(struct gl_check_ctx *ctx)
{
    const struct gl_pods_policy *policy = gl_netpol_policy(ctx);
    enum gl_verdict verdict, other;

    if (!policy)
        return GL_NOT_APPLICABLE;
    verdict = judge_subject(ctx, policy);
    for (size_t i = 0; i < 2; i++) {
        other = gl_netpol_judge_rules(ctx, (enum gl_pods_direction)i, names_nobody);
        if (other > verdict && (other == GL_FAIL || verdict != GL_NOT_APPLICABLE))
            verdict = other;
    }
    return verdict;
}
