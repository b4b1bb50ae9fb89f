/* GLC-NP-016: pods that an Application Load Balancer sends to by their own address accept what comes from
 * outside only from its subnets.
 *
 * With target-type ip the source is an address of the balancer in its subnets, so only an ipBlock can name
 * it; with target-type instance, the default, it is the node. Source: AWS Load Balancer Controller, Ingress
 * annotations. */
#include "checks/natives.h"
#include "checks/netpol.h"

/* ---- which pods ---- */

static bool text_is(const struct gl_value *value, const char *text)
{
    struct gl_str found;

    return gl_value_text(value, &found) && gl_str_eq_nocase(found, gl_str_of(text));
}

static enum gl_truth sends_to_pods(struct gl_check_ctx *ctx)
{
    const struct gl_resource *subject = ctx->subject;
    const struct gl_value *type;

    if (gl_str_eq(subject->kind, GL_STR("TargetGroupBinding")))
        type = gl_property(subject, "spec.targetType");
    else
        type = gl_value_get(subject->object->annotations, GL_STR("alb.ingress.kubernetes.io/target-type"));
    type = gl_pick(ctx, type);
    if (!type)
        return GL_FALSE;
    if (gl_value_is(type, GL_STRING))
        return gl_truth_of(text_is(type, "ip"));
    gl_netpol_blame(ctx, type);
    return GL_MAYBE;
}

struct backends {
    struct gl_str names[64]; /* of Services; the balancer takes 100 rules */
    size_t len;
};

static void add_backend(struct backends *into, const struct gl_value *service)
{
    struct gl_str name;

    if (!gl_value_text(gl_value_get(service, GL_STR("name")), &name))
        return;
    for (size_t i = 0; i < into->len; i++) {
        if (gl_str_eq(into->names[i], name))
            return;
    }
    if (into->len < sizeof into->names / sizeof *into->names)
        into->names[into->len++] = name;
}

static void find_backends(const struct gl_check_ctx *ctx, struct backends *into)
{
    const struct gl_value *rules = gl_property(ctx->subject, "spec.rules");

    add_backend(into, gl_property(ctx->subject, "spec.serviceRef"));
    add_backend(into, gl_property(ctx->subject, "spec.defaultBackend.service"));
    for (size_t i = 0; i < gl_value_len(rules); i++) {
        const struct gl_value *paths = gl_value_path(gl_value_at(rules, i), "http.paths");

        for (size_t k = 0; k < gl_value_len(paths); k++)
            add_backend(into, gl_value_path(gl_value_at(paths, k), "backend.service"));
    }
}

/* ---- what they accept ---- */

/* Addresses that may be the balancer's: the baseline's subnets, else blocks no wider than a subnet. */
static bool is_balancer(struct gl_check_ctx *ctx, const struct gl_pods_span_of_addresses *span)
{
    const struct gl_value *subnets = gl_parameter(ctx, "subnets");
    struct gl_ipset_builder builder;
    struct gl_ipset own = gl_ipset_of_range(ctx->scratch, span->family, span->first, span->last), one;
    struct gl_str text;
    const char *why;

    if (!gl_value_len(subnets)) {
        int64_t prefix = span->family == GL_IPV4 ? gl_parameter_i64(ctx, "widest_prefix") : 64;

        return prefix >= 0 && prefix <= (int64_t)gl_ip_bits(span->family) &&
               span->last - span->first < (gl_u128)1 << (gl_ip_bits(span->family) - (unsigned)prefix);
    }
    gl_ipset_builder_init(&builder, ctx->scratch);
    for (size_t i = 0; i < gl_value_len(subnets); i++) {
        if (gl_value_text(gl_value_at(subnets, i), &text) &&
            gl_ipset_parse(ctx->scratch, text, &one, &why) == GL_OK)
            gl_ipset_builder_add_set(&builder, one);
    }
    return gl_ipset_contains(gl_ipset_builder_finish(&builder), own);
}

/* The blocks of the rules as written: spans of the engine are cut where any policy of the cluster differs. */
static bool rule_is_too_wide(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                             struct gl_pods_span_of_addresses *ret_span)
{
    const struct gl_value *peers = gl_netpol_peers(ctx, rule);

    for (size_t i = 0; i < gl_value_len(peers); i++) {
        const struct gl_value *cidr = gl_netpol_block(ctx, peers, i);
        struct gl_cidr block;
        struct gl_str text;
        const char *why;

        if (!gl_value_text(cidr, &text) || gl_cidr_parse(text, &block, &why) != GL_OK)
            continue;
        *ret_span = (struct gl_pods_span_of_addresses){
            .family = block.family, .first = block.first, .last = block.last};
        if (!is_balancer(ctx, ret_span))
            return true;
    }
    return false;
}

static void report(struct gl_check_ctx *ctx, enum gl_truth violates, const struct gl_pods *pods,
                   const uint32_t end, const struct gl_pods_policy *policy, struct gl_str what)
{
    struct gl_str who = gl_netpol_names(ctx, &(struct gl_reach_space){.pods = pods}, &end, 1);
    struct gl_finding *finding =
        gl_report(ctx, gl_netpol_verdict(violates), NULL,
                  "%.*s sends to the pods of %.*s, which %s connections from %.*s%.*s",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), GL_STR_ARG(who),
                  violates == GL_TRUE ? "accept" : "may accept", GL_STR_ARG(what),
                  GL_STR_ARG(gl_netpol_declared(ctx, pods, &end, 1)));

    gl_finding_wanted(finding, GL_STR("an ingress policy with ipBlocks of the load balancer's subnets"));
    gl_netpol_relate(ctx, finding, pods, &end, 1, "receives this traffic");
    if (policy)
        gl_relate(ctx, finding, policy->resource, policy->resource->span, "%.*s admits it",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, policy->resource)));
    gl_netpol_say_hollow(ctx, finding);
}

static enum gl_verdict judge_workload(struct gl_check_ctx *ctx, const struct gl_pods *pods, uint32_t end)
{
    struct gl_pods_isolation isolation = gl_pods_isolation(ctx->scratch, pods, end, GL_PODS_INGRESS);
    enum gl_truth open = gl_netpol_is_unrestricted(ctx, pods, end, GL_PODS_INGRESS);
    struct gl_pods_span_of_addresses span = {0};

    if (open != GL_FALSE) {
        report(ctx, open, pods, end, NULL, GL_STR("every address: no policy isolates them"));
        return gl_netpol_verdict(open);
    }
    for (size_t i = 0; i < isolation.len; i++) {
        const struct gl_pods_policy *policy = isolation.policies[i];

        for (size_t k = 0; k < policy->rule_len[GL_PODS_INGRESS]; k++) {
            const struct gl_pods_rule *rule = &policy->rules[GL_PODS_INGRESS][k];
            struct gl_buf buf;

            if (policy->kind != GL_PODS_NETWORK_POLICY)
                continue;
            if (!rule->is_every_peer && !rule_is_too_wide(ctx, rule, &span))
                continue;
            gl_buf_init(&buf);
            if (rule->is_every_peer)
                gl_buf_printf(&buf, "every address");
            else
                gl_ip_print_range(&buf, span.family, span.first, span.last);
            report(ctx, GL_TRUE, pods, end, policy, gl_arena_copy(ctx->scratch, gl_buf_str(&buf)));
            gl_buf_free(&buf);
            return GL_FAIL;
        }
    }
    return GL_PASS;
}

/* ---- verdict ---- */

static enum gl_verdict judge_service(struct gl_check_ctx *ctx, struct gl_str name)
{
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);
    const struct gl_resource *service =
        gl_cluster_find(cluster, GL_STR("Service"), ctx->subject->object->ns, name);
    const struct gl_reach_space *space = gl_reach_space_of(ctx->reach, cluster, ctx->subject->object->ns);
    const struct gl_value *selector = service ? gl_property(service, "spec.selector") : NULL;
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    for (size_t i = 0; selector && space && i < space->len && verdict != GL_FAIL; i++) {
        const struct gl_pods_end *end = &space->pods->ends[space->ends[i]];
        enum gl_verdict one;

        if (!end->resource_len || end->is_host_network ||
            gl_labels_match(selector, gl_k8s_pod_labels(end->resources[0])) != GL_MATCH_YES)
            continue;
        one = judge_workload(ctx, space->pods, space->ends[i]);
        verdict = one > verdict ? one : verdict;
    }
    return verdict;
}

enum gl_verdict gl_check_balancer_source(struct gl_check_ctx *ctx)
{
    struct backends backends = {.len = 0};
    enum gl_verdict verdict = GL_NOT_APPLICABLE;
    enum gl_truth applies;

    if (!gl_netpol_place(ctx).pods)
        return GL_NOT_APPLICABLE;
    applies = sends_to_pods(ctx);
    if (applies == GL_FALSE)
        return GL_NOT_APPLICABLE;
    find_backends(ctx, &backends);
    for (size_t i = 0; i < backends.len && applies == GL_TRUE; i++) {
        enum gl_verdict one = judge_service(ctx, backends.names[i]);

        verdict = one > verdict ? one : verdict;
    }
    if (applies == GL_MAYBE) {
        gl_report(ctx, GL_OPEN, NULL, "%.*s may send to pods by their own addresses",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
        return GL_OPEN;
    }
    return verdict;
}
