/* GLC-K8S-017 and GLC-K8S-018: what a namespace may use, and what its containers get by default. */
#include "checks/namespace.h"
#include "checks/natives.h"

enum { PLACES = 20 }; /* workloads that a finding names */

struct wanted {
    const char *what;
    const char *const *keys; /* synonyms in spec.hard; ends in NULL */
};

static const char *const cpu_keys[] = {"requests.cpu", "cpu", "limits.cpu", NULL};
static const char *const memory_keys[] = {"requests.memory", "memory", "limits.memory", NULL};
static const char *const pod_keys[] = {"pods", "count/pods", NULL};
static const struct wanted wanted_hard[] = {{"CPU", cpu_keys}, {"memory", memory_keys}, {"pods", pod_keys}};

/* One of the synonyms in one quota; what is not known may hold it. */
static enum gl_truth has_key(struct gl_check_ctx *ctx, const struct gl_resource *quota,
                             const char *const *keys)
{
    const struct gl_value *hard = gl_pick(ctx, gl_property(quota, "spec.hard"));

    if (hard && !gl_value_is(hard, GL_MAP)) {
        gl_culprit(ctx, hard);
        return GL_MAYBE;
    }
    for (; *keys; keys++) {
        const struct gl_value *value = gl_value_get(hard, gl_str_of(*keys));

        if (value && !gl_value_is(value, GL_NULL))
            return GL_TRUE;
    }
    return GL_FALSE;
}

static enum gl_verdict verdict_of(enum gl_truth truth)
{
    return truth == GL_TRUE ? GL_PASS : truth == GL_MAYBE ? GL_OPEN : GL_FAIL;
}

/* A fail is open where the object that is missing may be in the namespace. */
static enum gl_verdict doubt(struct gl_check_ctx *ctx, const struct gl_namespace *space, const char *kind,
                             enum gl_verdict verdict)
{
    const struct gl_value *why = verdict == GL_FAIL ? gl_namespace_doubt(ctx, space, kind) : NULL;

    if (!why)
        return verdict;
    gl_culprit(ctx, why);
    return GL_OPEN;
}

static struct gl_finding *report(struct gl_check_ctx *ctx, enum gl_verdict verdict,
                                 const struct gl_namespace *space, const char *text)
{
    struct gl_finding *finding =
        gl_report(ctx, verdict, NULL, "namespace %.*s %s", GL_STR_ARG(space->name), text);

    gl_namespace_relate(ctx, finding, space, PLACES);
    return finding;
}

static enum gl_truth existing(struct gl_check_ctx *ctx, const struct gl_resource *object, enum gl_truth truth)
{
    enum gl_truth exists = truth == GL_FALSE ? GL_FALSE : gl_exists(ctx, object);

    if (exists == GL_MAYBE)
        gl_culprit_choice(ctx, object->condition);
    return gl_truth_and(truth, exists);
}

/* Which of the three no quota limits, as text; GL_TRUE when none is missing. */
static enum gl_truth judge_hard(struct gl_check_ctx *ctx, struct gl_resource_list quotas,
                                struct gl_str *ret_missing)
{
    enum gl_truth all = GL_TRUE;

    *ret_missing = (struct gl_str){0};
    for (size_t i = 0; i < sizeof wanted_hard / sizeof *wanted_hard; i++) {
        enum gl_truth any = GL_FALSE;

        for (size_t k = 0; k < quotas.len && any != GL_TRUE; k++)
            any = gl_truth_or(
                any, existing(ctx, quotas.items[k], has_key(ctx, quotas.items[k], wanted_hard[i].keys)));
        all = gl_truth_and(all, any);
        if (any == GL_FALSE)
            *ret_missing = gl_arena_printf(ctx->scratch, "%.*s%s%s", GL_STR_ARG(*ret_missing),
                                           ret_missing->len ? " and " : "", wanted_hard[i].what);
    }
    return all;
}

enum gl_verdict gl_check_namespace_quota(struct gl_check_ctx *ctx)
{
    struct gl_namespace space;
    struct gl_resource_list quotas;
    struct gl_finding *finding;
    struct gl_str missing;
    enum gl_verdict verdict;

    if (!gl_namespace_of_subject(ctx, &space))
        return GL_NOT_APPLICABLE;
    quotas = gl_cluster_of_kind(space.cluster, GL_STR("ResourceQuota"), space.name);
    verdict = doubt(ctx, &space, "ResourceQuota", verdict_of(judge_hard(ctx, quotas, &missing)));
    if (verdict == GL_PASS)
        return GL_PASS;
    if (verdict == GL_OPEN)
        finding = report(ctx, verdict, &space, "may have no ResourceQuota for CPU, memory and pods");
    else if (!quotas.len)
        finding =
            report(ctx, verdict, &space, "has no ResourceQuota: one workload can take what the others need");
    else
        finding = report(
            ctx, verdict, &space,
            gl_arena_printf(ctx->scratch, "has a ResourceQuota that does not limit %.*s", GL_STR_ARG(missing))
                .ptr);
    for (size_t i = 0; i < quotas.len && i < PLACES; i++)
        gl_relate(ctx, finding, quotas.items[i], quotas.items[i]->span, "the quota of this namespace");
    gl_finding_wanted(finding, GL_STR("a ResourceQuota with CPU, memory and pods"));
    return verdict;
}

/* ---- limits ---- */

/* Does a LimitRange give containers a default or a default request? */
static enum gl_truth gives_default(struct gl_check_ctx *ctx, const struct gl_resource *range)
{
    const struct gl_value *limits = gl_pick(ctx, gl_property(range, "spec.limits"));
    enum gl_truth any = GL_FALSE;

    if (limits && !gl_value_is(limits, GL_LIST)) {
        gl_culprit(ctx, limits);
        return GL_MAYBE;
    }
    for (size_t i = 0; i < gl_value_len(limits); i++) {
        const struct gl_value *item = gl_pick(ctx, gl_value_at(limits, i));

        if (item && !gl_value_is(item, GL_MAP)) {
            gl_culprit(ctx, item);
            any = gl_truth_or(any, GL_MAYBE);
        } else if (gl_value_text_is(gl_value_get(item, GL_STR("type")), "Container") &&
                   (gl_value_len(gl_value_get(item, GL_STR("default"))) ||
                    gl_value_len(gl_value_get(item, GL_STR("defaultRequest"))))) {
            return GL_TRUE;
        }
    }
    return any;
}

enum gl_verdict gl_check_namespace_limits(struct gl_check_ctx *ctx)
{
    struct gl_namespace space;
    struct gl_resource_list ranges;
    struct gl_finding *finding;
    enum gl_truth any = GL_FALSE;
    enum gl_verdict verdict;

    if (!gl_namespace_of_subject(ctx, &space))
        return GL_NOT_APPLICABLE;
    ranges = gl_cluster_of_kind(space.cluster, GL_STR("LimitRange"), space.name);
    for (size_t i = 0; i < ranges.len && any != GL_TRUE; i++)
        any = gl_truth_or(any, existing(ctx, ranges.items[i], gives_default(ctx, ranges.items[i])));
    verdict = doubt(ctx, &space, "LimitRange", verdict_of(any));
    if (verdict == GL_PASS)
        return GL_PASS;
    finding =
        report(ctx, verdict, &space,
               verdict == GL_OPEN ? "may have no LimitRange that gives containers a default"
               : ranges.len       ? "has no LimitRange that gives containers a default"
                            : "has no LimitRange: a container that states nothing may take a whole node");
    for (size_t i = 0; i < ranges.len && i < PLACES; i++)
        gl_relate(ctx, finding, ranges.items[i], ranges.items[i]->span, "a LimitRange of this namespace");
    gl_finding_wanted(finding, GL_STR("a LimitRange with default and defaultRequest of type Container"));
    return verdict;
}
