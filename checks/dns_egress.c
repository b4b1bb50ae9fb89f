/* GLC-NP-013: pods whose egress is restricted can still look names up.
 *
 * The cluster's resolver is kube-dns in kube-system, or the node's cache at 169.254.20.10; a policy sees the
 * pod behind the Service. Answers that do not fit a datagram come over TCP. Source: Kubernetes, "DNS for
 * Services and Pods", "Using NodeLocal DNSCache in Kubernetes Clusters". */
#include "checks/natives.h"
#include "checks/netpol.h"

enum { DNS = 53 };

struct lookup { /* by UDP, by TCP */
    enum gl_truth udp, tcp;
    bool is_known;
};

/* What the NetworkPolicies of one namespace let through, each judged once. They stand side by side. */
struct memory {
    size_t begin, end; /* among the policies of the cluster */
    struct lookup *known;
    bool has_last; /* what the last workload may look up, and which policies select it */
    uint32_t profile;
    struct lookup last;
};

static enum gl_truth is_resolver(struct gl_check_ctx *ctx, const struct gl_cluster *cluster,
                                 const struct gl_value *peer)
{
    const struct gl_value *namespaces = gl_pick(ctx, gl_value_get(peer, GL_STR("namespaceSelector")));
    const struct gl_value *pods = gl_pick(ctx, gl_value_get(peer, GL_STR("podSelector")));
    struct gl_member label = {.key = GL_STR("k8s-app"),
                              .value = gl_value_string(GL_STR("kube-dns"), (struct gl_span){0})};
    struct gl_value labels, pod = {.type = GL_MAP, .style = GL_COMPUTED, .u.map = {&label, 1}};
    enum gl_truth truth;

    if (!namespaces)
        return GL_FALSE; /* pods of its own namespace */
    labels = gl_cluster_namespace_labels(ctx->scratch, cluster, GL_STR("kube-system"));
    truth = gl_netpol_truth(gl_selector_matches(namespaces, &labels));
    if (truth == GL_FALSE &&
        !gl_cluster_find(cluster, GL_STR("Namespace"), (struct gl_str){0}, GL_STR("kube-system")) &&
        !gl_value_get(gl_value_get(namespaces, GL_STR("matchLabels")),
                      GL_STR("kubernetes.io/metadata.name"))) {
        gl_culprit(ctx, namespaces);
        truth = GL_MAYBE; /* by labels that kube-system may have */
    }
    if (truth != GL_FALSE && pods && gl_selector_matches(pods, &pod) != GL_MATCH_YES)
        truth = gl_selector_matches(pods, &pod) == GL_MATCH_MAY ? GL_MAYBE : GL_FALSE;
    return truth;
}

/* Does a rule lead to a resolver? Any block of private addresses may hold one. */
static enum gl_truth leads_to_resolver(struct gl_check_ctx *ctx, const struct gl_cluster *cluster,
                                       const struct gl_pods_rule *rule)
{
    const struct gl_value *peers = gl_netpol_peers(ctx, rule);
    enum gl_truth any = gl_truth_of(rule->is_every_peer || !gl_ipset_is_empty(rule->addresses));

    for (size_t i = 0; i < gl_value_len(peers) && any != GL_TRUE; i++)
        any = gl_truth_or(any, is_resolver(ctx, cluster, gl_pick(ctx, gl_value_at(peers, i))));
    if (rule->is_open && any != GL_TRUE) {
        gl_netpol_blame(ctx, rule->value);
        any = GL_MAYBE;
    }
    return any;
}

static struct lookup of_policy(struct gl_check_ctx *ctx, const struct gl_pods *pods,
                               const struct gl_pods_policy *policy)
{
    struct lookup made = {GL_FALSE, GL_FALSE, true};

    for (size_t i = 0; i < policy->rule_len[GL_PODS_EGRESS]; i++) {
        const struct gl_pods_rule *rule = &policy->rules[GL_PODS_EGRESS][i];
        bool has_names;
        struct gl_portset ports = gl_pods_rule_ports(pods, rule, &has_names);
        bool has_udp = has_names || gl_portset_has(ports, GL_PROTO_UDP, DNS);
        bool has_tcp = has_names || gl_portset_has(ports, GL_PROTO_TCP, DNS);
        enum gl_truth leads;

        if (!has_udp && !has_tcp)
            continue;
        leads = leads_to_resolver(ctx, pods->cluster, rule);
        if (has_udp)
            made.udp = gl_truth_or(made.udp, leads);
        if (has_tcp)
            made.tcp = gl_truth_or(made.tcp, leads);
    }
    return made;
}

static bool is_beside(const struct gl_pods_policy *a, const struct gl_pods_policy *b)
{
    return a->kind == b->kind && gl_str_eq(a->resource->object->ns, b->resource->object->ns);
}

static struct lookup recall(struct gl_check_ctx *ctx, const struct gl_pods *pods,
                            const struct gl_pods_policy *policy, struct memory *memory)
{
    size_t at = (size_t)(policy - pods->policies);
    struct lookup *of;

    if (!memory->known) {
        for (memory->begin = at; memory->begin > 0; memory->begin--) {
            if (!is_beside(&pods->policies[memory->begin - 1], policy))
                break;
        }
        for (memory->end = at + 1; memory->end < pods->policy_len; memory->end++) {
            if (!is_beside(&pods->policies[memory->end], policy))
                break;
        }
        memory->known = GL_NEW_ARRAY(ctx->scratch, struct lookup, memory->end - memory->begin);
    }
    if (at < memory->begin || at >= memory->end)
        return of_policy(ctx, pods, policy);
    of = &memory->known[at - memory->begin];
    if (!of->is_known)
        *of = of_policy(ctx, pods, policy);
    return *of;
}

/* Its resolver is the cluster's: no policy of its own, not the node's network. */
static bool asks_cluster(const struct gl_pods_end *end)
{
    const struct gl_value *policy =
        end->resource_len ? gl_value_path(end->resources[0]->object->pod, "spec.dnsPolicy") : NULL;

    return !end->is_host_network && !gl_value_text_is(policy, "None") && !gl_value_text_is(policy, "Default");
}

/* What the policies that select a workload let it look up; TRUE for both where nothing restricts it. */
static struct lookup of_workload(struct gl_check_ctx *ctx, const struct gl_reach_space *space, uint32_t end,
                                 struct memory *memory)
{
    struct lookup made = {GL_FALSE, GL_FALSE, true};
    enum gl_match isolated, restricted;
    struct gl_pods_isolation isolation;
    uint32_t profile;

    gl_reach_isolation(space->pods, end, GL_PODS_EGRESS, &isolated, &restricted);
    if (isolated != GL_MATCH_YES)
        return (struct lookup){GL_TRUE, GL_TRUE, true};
    profile = gl_reach_profile(space->pods, end, GL_PODS_EGRESS);
    if (memory->has_last && profile != GL_PODS_NONE && profile == memory->profile)
        return memory->last;
    isolation = gl_pods_isolation(ctx->scratch, space->pods, end, GL_PODS_EGRESS);
    for (size_t i = 0; i < isolation.len; i++) {
        const struct gl_pods_policy *policy = isolation.policies[i];
        struct lookup of;

        if (policy->kind != GL_PODS_NETWORK_POLICY)
            continue;
        of = recall(ctx, space->pods, policy, memory);
        made.udp = gl_truth_or(made.udp, of.udp);
        made.tcp = gl_truth_or(made.tcp, of.tcp);
    }
    memory->has_last = true;
    memory->profile = profile;
    memory->last = made;
    return made;
}

static void report(struct gl_check_ctx *ctx, const struct gl_reach_space *space, const uint32_t *ends,
                   size_t len, enum gl_truth violates, bool lacks_udp)
{
    struct gl_str who = gl_netpol_names(ctx, space, ends, len);
    struct gl_finding *finding = gl_report(
        ctx, gl_netpol_verdict(violates), NULL, "namespace %.*s restricts the egress of %.*s and %s %s",
        GL_STR_ARG(space->name), GL_STR_ARG(who), violates == GL_TRUE ? "allows" : "perhaps allows",
        lacks_udp ? "no lookup: no rule leads to kube-dns on UDP 53"
                  : "lookups by UDP only: answers that need TCP 53 do not arrive");

    gl_finding_wanted(finding, GL_STR("an egress rule to kube-dns in kube-system on UDP and TCP 53"));
    gl_netpol_relate(ctx, finding, space->pods, ends, len,
                     lacks_udp ? "cannot look names up" : "cannot look names up by TCP");
    gl_netpol_say_hollow(ctx, finding);
}

enum gl_verdict gl_check_dns_egress(struct gl_check_ctx *ctx)
{
    const struct gl_reach_space *space = gl_netpol_spoken_for(ctx);
    enum gl_truth worst = GL_TRUE;
    struct memory memory = {0};
    bool lacks_udp = false;
    uint32_t *ends;
    size_t len = 0;

    if (!space)
        return GL_NOT_APPLICABLE;
    ends = GL_NEW_ARRAY(ctx->scratch, uint32_t, space->len);
    for (size_t i = 0; i < space->len; i++) {
        struct lookup one;
        enum gl_truth both;

        if (!asks_cluster(&space->pods->ends[space->ends[i]]))
            continue;
        one = of_workload(ctx, space, space->ends[i], &memory);
        both = gl_truth_and(one.udp, one.tcp);
        if (both == GL_TRUE)
            continue;
        if (both < worst) {
            len = 0;
            lacks_udp = false;
        }
        worst = gl_truth_and(worst, both);
        if (both == worst)
            ends[len++] = space->ends[i];
        lacks_udp = lacks_udp || one.udp == worst;
    }
    if (worst != GL_TRUE)
        report(ctx, space, ends, len, gl_truth_not(worst), lacks_udp);
    return gl_netpol_verdict(gl_truth_not(worst));
}
