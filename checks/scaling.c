/* Predicates on HorizontalPodAutoscalers, PodDisruptionBudgets and rollouts: can they work with the pods that
 * they are about? Sources: Kubernetes API reference 1.32; "Horizontal Pod Autoscaling", "Disruptions",
 * "Deployments" (rounding of percentages). */
#include "checks/natives.h"
#include "graph/cluster.h"
#include "graph/selector.h"

/* A number of the API. GL_FALSE: absent, GL_MAYBE: not known. */
static enum gl_truth read_count(struct gl_check_ctx *ctx, const struct gl_resource *resource,
                                const char *path, int64_t *ret_number)
{
    const struct gl_value *value = gl_pick(ctx, gl_property(resource, path));

    if (!value || value->type == GL_ABSENT)
        return GL_FALSE;
    if (gl_scalar_as_i64(value, gl_k8s_dialect(resource), ret_number))
        return GL_TRUE;
    gl_culprit(ctx, value);
    return GL_MAYBE;
}

static const struct gl_value *attribute(const struct gl_resource *resource, const char *name)
{
    return gl_value_get(&resource->attributes, gl_str_of(name));
}

/* How many pods a workload has at least: what its autoscaler keeps, else replicas. GL_MAYBE: not known. */
static enum gl_truth least_pods(struct gl_check_ctx *ctx, const struct gl_resource *workload,
                                int64_t *ret_pods)
{
    const struct gl_value *scalers = attribute(workload, "autoscalers");
    const struct gl_resource *scaler = gl_value_target(gl_value_at(scalers, 0));
    enum gl_truth is_known;

    *ret_pods = 1;
    if (!scaler) {
        is_known = read_count(ctx, workload, "spec.replicas", ret_pods);
    } else if (gl_str_eq(scaler->kind, GL_STR("ScaledObject"))) {
        *ret_pods = 0;
        is_known = read_count(ctx, scaler, "spec.minReplicaCount", ret_pods);
    } else {
        is_known = read_count(ctx, scaler, "spec.minReplicas", ret_pods);
    }
    return is_known == GL_MAYBE ? GL_MAYBE : GL_TRUE;
}

/* A number of pods or a percentage of `all`; rounded up or down. */
static bool read_share(const struct gl_value *value, enum gl_dialect dialect, int64_t all, bool rounds_up,
                       int64_t *ret_pods)
{
    struct gl_str text;
    int64_t percent;

    if (!gl_value_text(value, &text))
        return false;
    if (!gl_str_ends_with(text, GL_STR("%")))
        return gl_scalar_as_i64(value, dialect, ret_pods);
    if (!gl_str_to_i64(gl_str_slice(text, 0, text.len - 1), &percent) || percent < 0 || percent > 1000)
        return false;
    *ret_pods = (percent * all + (rounds_up ? 99 : 0)) / 100;
    return true;
}

static bool has_workloads(const struct gl_check_ctx *ctx)
{
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);

    for (size_t i = 0; i < gl_k8s_workload_kind_len(); i++) {
        if (gl_cluster_of_kind(cluster, gl_k8s_workload_kind(i), ctx->subject->object->ns).len)
            return true;
    }
    return false;
}

/* Where no workload of the namespace is in the scan, the one that is meant may be elsewhere. */
static enum gl_truth not_in_scan(struct gl_check_ctx *ctx, const char *what)
{
    struct gl_value *value;

    if (has_workloads(ctx))
        return GL_FALSE;
    value = GL_NEW(ctx->arena, struct gl_value);
    *value = gl_value_unknown(
        ctx->arena, GL_WHY_ATTRIBUTE,
        gl_arena_printf(ctx->arena, "the %s: no workload of the namespace is in the scan", what),
        ctx->subject->span);
    return gl_maybe(ctx, value);
}

/* ---- autoscalers ---- */

/* `value` is scaleTargetRef. */
enum gl_truth gl_autoscaler_has_target(struct gl_check_ctx *ctx, const struct gl_value *value,
                                       const struct gl_value *argument)
{
    const struct gl_value *name = gl_pick(ctx, gl_value_get(value, GL_STR("name"))),
                          *kind = gl_pick(ctx, gl_value_get(value, GL_STR("kind")));
    struct gl_str text;

    (void)argument;
    if (!ctx->subject->object || attribute(ctx->subject, "target"))
        return GL_TRUE;
    if (name && !gl_value_text(name, &text))
        return gl_maybe(ctx, name);
    if (!gl_value_text(kind, &text))
        return kind ? gl_maybe(ctx, kind) : GL_FALSE;
    if (!gl_k8s_is_workload_kind(text))
        return GL_TRUE; /* a custom resource with a scale subresource */
    return not_in_scan(ctx, "workload that it scales");
}

static enum gl_truth states_resource(struct gl_check_ctx *ctx, const struct gl_value *resources,
                                     const char *list, struct gl_str name)
{
    const struct gl_value *map = gl_pick(ctx, gl_value_get(gl_pick(ctx, resources), gl_str_of(list)));
    const struct gl_value *value;

    if (map && !gl_value_is(map, GL_MAP) && !gl_value_is(map, GL_NULL))
        return gl_maybe(ctx, map);
    value = gl_value_get(map, name);
    return gl_truth_of(value && !gl_value_is(value, GL_NULL));
}

/* A LimitRange of the namespace gives containers a request for it. */
static enum gl_truth is_given(struct gl_check_ctx *ctx, const struct gl_resource *workload,
                              struct gl_str name)
{
    struct gl_resource_list ranges =
        gl_cluster_of_kind(gl_cluster_of(ctx->graph, workload), GL_STR("LimitRange"), workload->object->ns);

    for (size_t i = 0; i < ranges.len; i++) {
        const struct gl_value *limits = gl_property(ranges.items[i], "spec.limits");

        if (limits && !gl_value_is(limits, GL_LIST))
            return gl_maybe(ctx, limits);
        for (size_t k = 0; k < gl_value_len(limits); k++) {
            const struct gl_value *item = gl_value_at(limits, k);

            if (gl_value_get(gl_value_get(item, GL_STR("defaultRequest")), name) ||
                gl_value_get(gl_value_get(item, GL_STR("default")), name))
                return GL_TRUE;
        }
    }
    return GL_FALSE;
}

/* `value`, or `argument` where there is one, is the name of a resource (cpu): do all containers of the target
 * request it? Without a request its utilization is not known and the autoscaler does nothing. */
enum gl_truth gl_pods_request_resource(struct gl_check_ctx *ctx, const struct gl_value *value,
                                       const struct gl_value *argument)
{
    const struct gl_resource *target = gl_value_target(attribute(ctx->subject, "target"));
    const struct gl_value *containers;
    enum gl_truth all = GL_TRUE;
    struct gl_str name;

    if (!target || !target->object || !target->object->pod)
        return GL_TRUE;
    if (!gl_value_text(argument ? argument : value, &name))
        return value ? gl_maybe(ctx, value) : GL_TRUE;
    containers = gl_pick(ctx, gl_value_path(target->object->pod, "spec.containers"));
    if (containers && !gl_value_is(containers, GL_LIST))
        return gl_maybe(ctx, containers);
    for (size_t i = 0; i < gl_value_len(containers) && all != GL_FALSE; i++) {
        const struct gl_value *container = gl_pick(ctx, gl_value_at(containers, i)),
                              *resources = gl_value_get(container, GL_STR("resources"));
        enum gl_truth here;

        if (container && !gl_value_is(container, GL_MAP))
            return gl_maybe(ctx, container);
        if (resources && !gl_value_is(gl_pick(ctx, resources), GL_MAP) && !gl_value_is(resources, GL_NULL))
            return gl_maybe(ctx, resources);
        here = gl_truth_or(states_resource(ctx, resources, "requests", name),
                           states_resource(ctx, resources, "limits", name));
        all = gl_truth_and(all, here == GL_TRUE ? here : gl_truth_or(here, is_given(ctx, target, name)));
    }
    return all;
}

/* ---- budgets ---- */

enum gl_truth gl_budget_selects_pods(struct gl_check_ctx *ctx, const struct gl_value *value,
                                     const struct gl_value *argument)
{
    (void)value;
    (void)argument;
    if (!ctx->subject->object || attribute(ctx->subject, "workloads"))
        return GL_TRUE;
    return not_in_scan(ctx, "workload that it selects");
}

/* How many pods the selected workloads have at least, together. */
static enum gl_truth guarded_pods(struct gl_check_ctx *ctx, int64_t *ret_pods)
{
    const struct gl_value *workloads = attribute(ctx->subject, "workloads");

    *ret_pods = 0;
    for (size_t i = 0; i < gl_value_len(workloads); i++) {
        const struct gl_resource *workload = gl_value_target(gl_value_at(workloads, i));
        int64_t pods;

        if (!workload || gl_str_eq(workload->kind, GL_STR("DaemonSet")))
            return GL_MAYBE;
        if (least_pods(ctx, workload, &pods) == GL_MAYBE)
            return GL_MAYBE;
        *ret_pods += pods > 0 ? pods : 0;
    }
    return gl_truth_of(gl_value_len(workloads) > 0);
}

/* `value` is the spec of a PodDisruptionBudget: may at least one pod be evicted while all run? */
enum gl_truth gl_budget_lets_drain(struct gl_check_ctx *ctx, const struct gl_value *value,
                                   const struct gl_value *argument)
{
    const struct gl_value *most = gl_pick(ctx, gl_value_get(value, GL_STR("maxUnavailable"))),
                          *least = gl_pick(ctx, gl_value_get(value, GL_STR("minAvailable"))),
                          *stated = most && !gl_value_is(most, GL_NULL) ? most : least;
    int64_t pods, share;
    enum gl_truth is_known;

    (void)argument;
    if (!stated || gl_value_is(stated, GL_NULL))
        return GL_TRUE;
    if (!read_share(stated, gl_k8s_dialect(ctx->subject), 1000, true, &share))
        return gl_maybe(ctx, stated);
    if (stated == most)
        return gl_truth_of(share > 0); /* a percentage is rounded up */
    if (share <= 0)
        return GL_TRUE;
    is_known = guarded_pods(ctx, &pods);
    if (is_known != GL_TRUE || pods == 0) { /* only what holds for any number of pods */
        struct gl_str text;

        if (gl_value_text(stated, &text) && gl_str_eq(text, GL_STR("100%")))
            return GL_FALSE;
        return is_known == GL_FALSE ? GL_TRUE : is_known == GL_TRUE ? GL_TRUE : GL_MAYBE;
    }
    if (!read_share(stated, gl_k8s_dialect(ctx->subject), pods, true, &share))
        return gl_maybe(ctx, stated);
    return gl_truth_of(share < pods);
}

/* ---- spread and rollouts ---- */

/* `value` is a label selector in the pod template: does it select the pods themselves? */
enum gl_truth gl_selects_own_pods(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    enum gl_match found = gl_selector_matches(value, gl_k8s_pod_labels(ctx->subject));

    (void)argument;
    if (found == GL_MATCH_MAY)
        return gl_maybe(ctx, value);
    return gl_truth_of(found == GL_MATCH_YES);
}

/* `value` is strategy.rollingUpdate.maxUnavailable: does a rollout leave a pod running? */
enum gl_truth gl_rollout_keeps_pods(struct gl_check_ctx *ctx, const struct gl_value *value,
                                    const struct gl_value *argument)
{
    int64_t pods, share;

    (void)argument;
    if (least_pods(ctx, ctx->subject, &pods) == GL_MAYBE)
        return GL_MAYBE;
    if (!read_share(value, gl_k8s_dialect(ctx->subject), pods, false, &share))
        return gl_maybe(ctx, value);
    return gl_truth_of(pods <= 0 || share < pods);
}
