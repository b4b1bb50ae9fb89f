#include "checks/netpol.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"

struct gl_reach_place gl_netpol_place(const struct gl_check_ctx *ctx)
{
    return ctx->reach ? ctx->reach->places[ctx->subject->id] : (struct gl_reach_place){.end = GL_PODS_NONE};
}

const struct gl_reach_space *gl_netpol_spoken_for(const struct gl_check_ctx *ctx)
{
    const struct gl_reach_space *space = gl_netpol_place(ctx).space;

    return space && space->speaker == ctx->subject ? space : NULL;
}

const struct gl_pods_policy *gl_netpol_policy(const struct gl_check_ctx *ctx)
{
    const struct gl_pods_policy *policy = gl_netpol_place(ctx).policy;

    return policy && policy->kind == GL_PODS_NETWORK_POLICY ? policy : NULL;
}

/* Of a subject that is a policy, or in a space. */
static const struct gl_pods *pods_of(const struct gl_check_ctx *ctx)
{
    const struct gl_pods *pods = gl_netpol_place(ctx).pods;

    gl_assert(pods);
    return pods;
}

static void blame(struct gl_check_ctx *ctx, const struct gl_value *value, unsigned depth)
{
    size_t len = gl_value_len(value);

    if (!value || depth > GL_MAX_DEPTH || ctx->culprit_len == GL_MAX_CULPRITS)
        return;
    if (value->type == GL_UNKNOWN || value->type == GL_CHOICE || value->type == GL_CONCAT ||
        value->type == GL_REF) {
        gl_culprit(ctx, value);
        return;
    }
    for (size_t i = 0; i < len && ctx->culprit_len < GL_MAX_CULPRITS; i++)
        blame(ctx, value->type == GL_MAP ? &value->u.map.members[i].value : &value->u.list.items[i],
              depth + 1);
}

void gl_netpol_blame(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    blame(ctx, value, 0);
}

void gl_netpol_blame_policy(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy)
{
    if (policy->resource->condition)
        gl_culprit_choice(ctx, policy->resource->condition);
    gl_netpol_blame(ctx, gl_property(policy->resource, "spec.podSelector"));
    gl_netpol_blame(ctx, gl_property(policy->resource, "spec.policyTypes"));
}

struct gl_str gl_netpol_rule_ports(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule)
{
    const struct gl_value *ports = gl_pick(ctx, gl_value_get(rule->value, GL_STR("ports")));
    struct gl_portset numbers;
    struct gl_str text, name;
    struct gl_buf buf;
    bool has_names;

    if (!gl_value_len(ports))
        return GL_STR("every port");
    numbers = gl_pods_rule_ports(gl_netpol_place(ctx).pods, rule, &has_names);
    gl_buf_init(&buf);
    if (!gl_portset_is_empty(numbers))
        gl_portset_print(&buf, numbers, 4);
    for (size_t i = 0; has_names && i < gl_value_len(ports) && i < 4; i++) {
        const struct gl_value *port = gl_value_get(gl_value_at(ports, i), GL_STR("port"));
        int64_t number;

        if (gl_value_text(port, &name) && !gl_str_to_i64(name, &number))
            gl_buf_printf(&buf, "%sport %.*s", buf.len ? ", " : "", GL_STR_ARG(name));
    }
    text = gl_arena_copy(ctx->scratch, gl_buf_str(&buf));
    gl_buf_free(&buf);
    return text.len ? text : GL_STR("ports that are not known");
}

bool gl_netpol_rule_has(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule, struct gl_portset ports)
{
    bool has_names;

    return gl_portset_overlaps(gl_pods_rule_ports(gl_netpol_place(ctx).pods, rule, &has_names), ports);
}

const struct gl_value *gl_netpol_peers(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule)
{
    return gl_pick(
        ctx, gl_value_get(rule->value, rule->direction == GL_PODS_INGRESS ? GL_STR("from") : GL_STR("to")));
}

const struct gl_value *gl_netpol_block(struct gl_check_ctx *ctx, const struct gl_value *peers, size_t index)
{
    return gl_pick(ctx, gl_value_path(gl_pick(ctx, gl_value_at(peers, index)), "ipBlock.cidr"));
}

/* ---- workloads ---- */

static struct gl_str name_of(struct gl_check_ctx *ctx, const struct gl_pods_end *end)
{
    return gl_arena_printf(ctx->scratch, "%.*s %.*s/%.*s", GL_STR_ARG(end->owner_kind), GL_STR_ARG(end->ns),
                           GL_STR_ARG(end->name));
}

static struct gl_str names(struct gl_check_ctx *ctx, const struct gl_pods *pods, const uint32_t *ends,
                           size_t len)
{
    struct gl_str first, second;

    if (len == 0)
        return GL_STR("no pod of the scan");
    first = name_of(ctx, &pods->ends[ends[0]]);
    if (len == 1)
        return first;
    second = name_of(ctx, &pods->ends[ends[1]]);
    if (len == 2)
        return gl_arena_printf(ctx->scratch, "%.*s and %.*s", GL_STR_ARG(first), GL_STR_ARG(second));
    return gl_arena_printf(ctx->scratch, "%.*s, %.*s and %zu more", GL_STR_ARG(first), GL_STR_ARG(second),
                           len - 2);
}

struct gl_str gl_netpol_names(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                              const uint32_t *ends, size_t len)
{
    return names(ctx, space->pods, ends, len);
}

struct gl_str gl_netpol_selected(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy)
{
    const struct gl_pods *pods = pods_of(ctx);
    const uint32_t *ends;
    size_t len = gl_pods_policy_subjects(pods, policy, &ends);

    return names(ctx, pods, ends, len);
}

static void add_declared(struct gl_check_ctx *ctx, const struct gl_resource *workload,
                         struct gl_portset *into)
{
    const struct gl_value *containers =
        gl_value_path(workload->object ? workload->object->pod : NULL, "spec.containers");
    int64_t number;

    for (size_t i = 0; i < gl_value_len(containers); i++) {
        const struct gl_value *ports = gl_value_get(gl_value_at(containers, i), GL_STR("ports"));

        for (size_t k = 0; k < gl_value_len(ports); k++) {
            const struct gl_value *port = gl_value_at(ports, k);
            bool is_udp = gl_value_text_is(gl_value_get(port, GL_STR("protocol")), "UDP");

            if (gl_scalar_as_i64(gl_value_get(port, GL_STR("containerPort")), GL_DIALECT_KUBERNETES,
                                 &number) &&
                number > 0 && number <= GL_PORT_MAX)
                *into =
                    gl_portset_union(ctx->scratch, *into,
                                     gl_portset_of_range(ctx->scratch, is_udp ? GL_PROTO_UDP : GL_PROTO_TCP,
                                                         (unsigned)number, (unsigned)number));
        }
    }
}

struct gl_str gl_netpol_declared(struct gl_check_ctx *ctx, const struct gl_pods *pods, const uint32_t *ends,
                                 size_t len)
{
    struct gl_portset ports = {0};
    struct gl_str text;
    struct gl_buf buf;

    for (size_t i = 0; i < len && i < GL_NETPOL_PLACES; i++) {
        if (pods->ends[ends[i]].resource_len)
            add_declared(ctx, pods->ends[ends[i]].resources[0], &ports);
    }
    if (gl_portset_is_empty(ports))
        return (struct gl_str){0};
    gl_buf_init(&buf);
    gl_portset_print(&buf, ports, 6);
    text = gl_arena_printf(ctx->scratch, " (%.*s)", GL_STR_ARG(gl_buf_str(&buf)));
    gl_buf_free(&buf);
    return text;
}

void gl_netpol_relate(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_pods *pods,
                      const uint32_t *ends, size_t len, const char *what)
{
    for (size_t i = 0; finding && i < len && i < GL_NETPOL_PLACES; i++) {
        const struct gl_pods_end *end = &pods->ends[ends[i]];

        if (end->resource_len && end->resources[0] != ctx->subject)
            gl_relate(ctx, finding, end->resources[0], end->resources[0]->span, "%.*s %s",
                      GL_STR_ARG(name_of(ctx, end)), what);
    }
}

void gl_netpol_relate_idle(struct gl_check_ctx *ctx, struct gl_finding *finding,
                           const struct gl_reach_space *space, enum gl_pods_direction direction)
{
    for (size_t i = 0; finding && i < space->idle_len && i < GL_NETPOL_PLACES; i++) {
        const struct gl_resource *policy = space->idle[i]->resource;
        const struct gl_value *selector = gl_property(policy, "spec.podSelector");

        if (space->idle[i]->affects[direction] == GL_MATCH_NO)
            continue;
        gl_relate(ctx, finding, policy, selector ? selector->span : policy->span,
                  "%.*s selects no pod of the namespace",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, policy)));
    }
}

static enum gl_truth subject_covers(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                                    const struct gl_value *labels, const struct gl_pods_policy *policy)
{
    const struct gl_value *subject = gl_property(policy->resource, "spec.subject");
    const struct gl_value *namespaces = gl_value_get(subject, GL_STR("namespaces"));
    const struct gl_value *pods = gl_value_get(subject, GL_STR("pods"));
    enum gl_truth selects = GL_TRUE;
    struct gl_value own;

    if (pods) {
        const struct gl_value *selector = gl_value_get(pods, GL_STR("podSelector"));

        if (!gl_selector_is_empty(selector))
            selects = labels ? gl_netpol_truth(gl_selector_matches(selector, labels)) : GL_FALSE;
        namespaces = gl_value_get(pods, GL_STR("namespaceSelector"));
    }
    if (!namespaces || selects == GL_FALSE)
        return GL_FALSE;
    own = gl_cluster_namespace_labels(ctx->scratch, space->cluster, space->name);
    return gl_truth_and(selects, gl_netpol_truth(gl_selector_matches(namespaces, &own)));
}

/* Is some peer every pod of every namespace? */
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

static bool denies_everybody(const struct gl_pods_policy *policy, enum gl_pods_direction direction)
{
    for (size_t i = 0; i < policy->rule_len[direction]; i++) {
        const struct gl_pods_rule *rule = &policy->rules[direction][i];

        if (rule->action == GL_PODS_DENY && !gl_value_len(gl_value_get(rule->value, GL_STR("ports"))) &&
            is_everybody(
                gl_value_get(rule->value, direction == GL_PODS_INGRESS ? GL_STR("from") : GL_STR("to"))))
            return true;
    }
    return false;
}

enum gl_truth gl_netpol_admin_denies(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                                     const struct gl_value *labels, enum gl_pods_direction direction)
{
    const struct gl_reach_cluster *cluster = &ctx->reach->clusters[space->cluster->index];
    enum gl_truth any = GL_FALSE;

    for (size_t i = 0; i < cluster->admin_len && any != GL_TRUE; i++) {
        if (denies_everybody(cluster->admin[i], direction))
            any = gl_truth_or(any, subject_covers(ctx, space, labels, cluster->admin[i]));
    }
    return any;
}

/* Why it is not known whether a workload is isolated. */
static void blame_isolation(struct gl_check_ctx *ctx, const struct gl_pods *pods, uint32_t end,
                            enum gl_pods_direction direction)
{
    struct gl_pods_isolation isolation = gl_pods_isolation(ctx->scratch, pods, end, direction);

    for (size_t i = 0; i < isolation.len && ctx->culprit_len < GL_MAX_CULPRITS; i++)
        gl_netpol_blame_policy(ctx, isolation.policies[i]);
}

enum gl_truth gl_netpol_is_unrestricted(struct gl_check_ctx *ctx, const struct gl_pods *pods, uint32_t end,
                                        enum gl_pods_direction direction)
{
    const struct gl_reach_space *space = gl_reach_space_of(ctx->reach, pods->cluster, pods->ends[end].ns);
    const struct gl_value *labels = NULL;
    enum gl_match isolated, restricted;
    enum gl_truth is_bound;

    gl_reach_isolation(pods, end, direction, &isolated, &restricted);
    is_bound = gl_netpol_truth(isolated);
    if (is_bound == GL_TRUE)
        return GL_FALSE;
    if (pods->ends[end].resource_len)
        labels = gl_k8s_pod_labels(pods->ends[end].resources[0]);
    if (restricted != GL_MATCH_NO && space)
        is_bound = gl_truth_or(is_bound, gl_netpol_admin_denies(ctx, space, labels, direction));
    if (is_bound == GL_MAYBE && ctx->culprit_len < GL_MAX_CULPRITS) {
        blame_isolation(ctx, pods, end, direction);
        gl_netpol_blame(ctx, labels);
    }
    return gl_truth_not(is_bound);
}

bool gl_netpol_may_be_one(const struct gl_unit *a, const struct gl_unit *b)
{
    return !a || !b || !a->environment.len || !b->environment.len ||
           gl_str_eq(a->environment, b->environment);
}

bool gl_netpol_is_listed(const struct gl_check_ctx *ctx, const struct gl_pods_end *end, const char *parameter)
{
    struct gl_str name =
        gl_arena_printf(ctx->scratch, "%.*s/%.*s", GL_STR_ARG(end->ns), GL_STR_ARG(end->name));

    return gl_matches_any(gl_parameter(ctx, parameter), name);
}

bool gl_netpol_is_exempt(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy, const char *parameter)
{
    const struct gl_pods *pods = pods_of(ctx);
    const uint32_t *ends;
    size_t len;

    if (!gl_value_len(gl_parameter(ctx, parameter)))
        return false;
    len = gl_pods_policy_subjects(pods, policy, &ends);
    for (size_t i = 0; i < len; i++) {
        if (!gl_netpol_is_listed(ctx, &pods->ends[ends[i]], parameter))
            return false;
    }
    return len > 0;
}

/* ---- rules ---- */

static void report_rule(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy,
                        const struct gl_pods_rule *rule, enum gl_truth violates,
                        const struct gl_netpol_fault *fault)
{
    const struct gl_pods *pods = pods_of(ctx);
    const struct gl_value *at = fault->at ? fault->at : rule->value;
    struct gl_finding *finding = gl_report(ctx, gl_netpol_verdict(violates), at, "%.*s: %s rule %u %.*s",
                                           GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)),
                                           rule->direction == GL_PODS_INGRESS ? "ingress" : "egress",
                                           rule->index + 1, GL_STR_ARG(fault->message));
    const uint32_t *ends;
    size_t len;

    if (!finding)
        return;
    gl_finding_property(
        finding, fault->property
                     ? gl_str_of(fault->property)
                     : (rule->direction == GL_PODS_INGRESS ? GL_STR("spec.ingress") : GL_STR("spec.egress")));
    gl_finding_wanted(finding, gl_str_of(fault->wanted));
    len = gl_pods_policy_subjects(pods, policy, &ends);
    gl_netpol_relate(ctx, finding, pods, ends, len, "is selected");
    gl_netpol_say_hollow(ctx, finding);
}

enum gl_verdict gl_netpol_judge_rules(struct gl_check_ctx *ctx, enum gl_pods_direction direction,
                                      gl_netpol_rule_fn *judge)
{
    const struct gl_pods_policy *policy = gl_netpol_policy(ctx);
    enum gl_verdict verdict = GL_PASS;

    if (!policy || policy->affects[direction] == GL_MATCH_NO)
        return GL_NOT_APPLICABLE;
    for (size_t i = 0; i < policy->rule_len[direction]; i++) {
        struct gl_netpol_fault fault = {0};
        enum gl_truth violates;

        ctx->culprit_len = 0;
        violates = judge(ctx, &policy->rules[direction][i], &fault);
        if (violates == GL_FALSE)
            continue;
        if (policy->affects[direction] == GL_MATCH_MAY) {
            violates = GL_MAYBE;
            gl_netpol_blame(ctx, gl_property(ctx->subject, "spec.policyTypes"));
        }
        report_rule(ctx, policy, &policy->rules[direction][i], violates, &fault);
        if (gl_netpol_verdict(violates) > verdict)
            verdict = gl_netpol_verdict(violates);
    }
    return verdict;
}
