/* The service account that a workload's pods run as. Source: Kubernetes API, PodSpec and ServiceAccount. */
#include "checks/natives.h"
#include "graph/cluster.h"

/* Its name; `serviceAccount` is the former name of the field. */
static const struct gl_value *account_of(const struct gl_check_ctx *ctx)
{
    const struct gl_value *spec =
        gl_value_get(ctx->subject->object ? ctx->subject->object->pod : NULL, GL_STR("spec"));
    const struct gl_value *name = gl_value_get(spec, GL_STR("serviceAccountName"));

    return name ? name : gl_value_get(spec, GL_STR("serviceAccount"));
}

/* The account's object, or NULL; `ret_name` "default" where none is written. */
static const struct gl_resource *find_account(const struct gl_check_ctx *ctx, struct gl_str *ret_name)
{
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);

    if (!gl_value_text(account_of(ctx), ret_name) || !ret_name->len)
        *ret_name = GL_STR("default");
    return cluster ? gl_cluster_find(cluster, GL_STR("ServiceAccount"), ctx->subject->object->ns, *ret_name)
                   : NULL;
}

/* {test: account_keeps_token, path: .}: does the account say that its token is not mounted? The account
 * "default" is there without a manifest and mounts it; of another that is not in the scan nothing is known.
 */
enum gl_truth gl_account_keeps_token(struct gl_check_ctx *ctx, const struct gl_value *value,
                                     const struct gl_value *argument)
{
    const struct gl_value *written = account_of(ctx);
    const struct gl_resource *account;
    struct gl_str name;

    (void)value;
    (void)argument;
    account = find_account(ctx, &name);
    if (account)
        return gl_truth_not(gl_property_bool(ctx, account, "automountServiceAccountToken", GL_TRUE));
    if (!written || gl_str_eq(name, GL_STR("default")))
        return GL_FALSE;
    gl_culprit(ctx, written);
    return GL_MAYBE;
}

/* {test: account_is_bound, path: .}: does a binding give the account, one of the workload's own, a role? Then
 * the pods need its token. */
enum gl_truth gl_account_is_bound(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);
    struct gl_str name;

    (void)value;
    (void)argument;
    return gl_truth_of(cluster && gl_value_text(account_of(ctx), &name) &&
                       !gl_str_eq(name, GL_STR("default")) &&
                       gl_cluster_is_bound(cluster, ctx->subject->object->ns, name));
}
