/* {test: pod_role_is_for_pods | pod_role_names_account, path: STATEMENT}: roles that pods of EKS take with
 * the token of their service account. Source: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service
 * accounts". */
#include "checks/natives.h"
#include "checks/policy.h"

static bool is_service_account(struct gl_str text)
{
    return gl_str_starts_with(text, GL_STR("system:serviceaccount:"));
}

/* Is the provider that of a cluster: an issuer of EKS, or a resource made from a cluster's? */
static enum gl_truth is_cluster_provider(struct gl_check_ctx *ctx, const struct gl_value *text,
                                         const void *argument)
{
    const struct gl_resource *provider = gl_value_target(text), *cluster;
    const struct gl_value *url;

    (void)argument;
    if (gl_str_contains(gl_policy_shape(ctx, text), GL_STR("oidc.eks.")))
        return GL_TRUE;
    if (!provider)
        return GL_FALSE;
    url = gl_property(provider, "Url");
    cluster = gl_value_target(url);
    return gl_truth_of((cluster && gl_str_eq(cluster->kind, GL_STR("AWS::EKS::Cluster"))) ||
                       (url && gl_str_contains(gl_policy_shape(ctx, url), GL_STR("oidc.eks."))));
}

static enum gl_truth names_an_account(struct gl_check_ctx *ctx, const struct gl_value *text,
                                      const void *argument)
{
    (void)argument;
    return gl_truth_of(is_service_account(gl_policy_shape(ctx, text)));
}

static enum gl_truth is_loose(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    bool is_pattern = *(const bool *)argument;
    struct gl_str shape = gl_policy_shape(ctx, text), rest;
    size_t colon;

    if (!is_service_account(shape)) {
        if (text->type == GL_STRING)
            return GL_TRUE;
        gl_culprit(ctx, text);
        return GL_MAYBE;
    }
    rest = gl_str_from(shape, sizeof "system:serviceaccount:" - 1);
    colon = gl_str_find_char(rest, ':');
    if (is_pattern && gl_str_find_char(rest, '*') != GL_STR_NONE)
        return GL_TRUE;
    if (is_pattern && text->type == GL_STRING && gl_str_find_char(rest, '?') != GL_STR_NONE)
        return GL_TRUE;
    if (text->type != GL_STRING)
        return GL_FALSE;
    return gl_truth_of(colon == GL_STR_NONE || colon == 0 || colon + 1 == rest.len);
}

/* What the conditions on the token's subject say. */
struct subjects {
    bool is_there; /* a condition that binds it */
    enum gl_truth account, loose;
};

static struct subjects subjects_of(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    const struct gl_value *condition = gl_policy_member(ctx, statement, "Condition");
    struct subjects found = {false, GL_FALSE, GL_FALSE};

    if (condition && !gl_value_is(condition, GL_MAP)) {
        gl_culprit(ctx, condition);
        return (struct subjects){true, GL_MAYBE, GL_MAYBE};
    }
    for (size_t i = 0; condition && i < condition->u.map.len; i++) {
        const struct gl_member *block = &condition->u.map.members[i];
        const struct gl_value *keys = gl_pick(ctx, &block->value);
        bool is_pattern = gl_str_contains_nocase(block->key, GL_STR("Like"));

        if (!gl_str_contains_nocase(block->key, GL_STR("StringEquals")) &&
            !gl_str_contains_nocase(block->key, GL_STR("StringLike")))
            continue;
        for (size_t k = 0; gl_value_is(keys, GL_MAP) && k < keys->u.map.len; k++) {
            const struct gl_value *value = gl_pick(ctx, &keys->u.map.members[k].value);

            if (!gl_str_ends_with(keys->u.map.members[k].key, GL_STR(":sub")))
                continue;
            found.is_there = true;
            found.account =
                gl_truth_or(found.account, gl_policy_some_text(ctx, value, names_an_account, NULL));
            found.loose = gl_truth_or(found.loose, gl_policy_some_text(ctx, value, is_loose, &is_pattern));
        }
    }
    return found;
}

enum gl_truth gl_pod_role_is_for_pods(struct gl_check_ctx *ctx, const struct gl_value *value,
                                      const struct gl_value *argument)
{
    const struct gl_value *principal = gl_policy_member(ctx, value, "Principal");
    enum gl_truth answer = gl_truth_and(gl_policy_has_effect(ctx, value, "Allow"),
                                        gl_policy_covers_action(ctx, value, "sts:AssumeRoleWithWebIdentity"));

    (void)argument;
    if (answer == GL_FALSE || !gl_value_is(principal, GL_MAP))
        return GL_FALSE;
    return gl_truth_and(answer,
                        gl_truth_or(gl_policy_some_text(ctx, gl_policy_member(ctx, principal, "Federated"),
                                                        is_cluster_provider, NULL),
                                    subjects_of(ctx, value).account));
}

enum gl_truth gl_pod_role_names_account(struct gl_check_ctx *ctx, const struct gl_value *value,
                                        const struct gl_value *argument)
{
    struct subjects subjects = subjects_of(ctx, value);

    (void)argument;
    return subjects.is_there ? gl_truth_not(subjects.loose) : GL_FALSE;
}
