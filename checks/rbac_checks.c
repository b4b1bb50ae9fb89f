/* Who may read secrets (GLC-K8S-022), raise rights (GLC-K8S-023), enter containers (GLC-K8S-024).
 *
 * A role that a binding of the scan names is judged where it is bound, subject by subject; one that nothing
 * binds is judged itself, since somebody will bind it. */
#include "base/buf.h"
#include "checks/natives.h"
#include "checks/rbac.h"
#include "graph/cluster.h"

static const char *const reading[] = {"get",         "list", "watch", "update", "patch", "deletecollection",
                                      "impersonate", NULL}; /* update, patch answer with the object */
static const char *const rbac_verbs[] = {"bind", "escalate", "impersonate", NULL};
static const char *const impersonating[] = {"impersonate", NULL};
static const char *const creating[] = {"create", NULL};
static const char *const writing[] = {"create",           "update",      "patch", "delete",
                                      "deletecollection", "impersonate", NULL};
static const char *const entering[] = {"create", "get", NULL}; /* get: by WebSocket */

#define RBAC_GROUP "rbac.authorization.k8s.io"
#define USER_GROUP "authentication.k8s.io"

static const struct gl_grant secret_grants[] = {{"", "secrets", reading, NULL, true}};
static const struct gl_grant raising_grants[] = {
    {RBAC_GROUP, "roles", rbac_verbs, NULL, true},
    {RBAC_GROUP, "clusterroles", rbac_verbs, NULL, true},
    {RBAC_GROUP, "rolebindings", rbac_verbs, NULL, true},
    {RBAC_GROUP, "clusterrolebindings", rbac_verbs, NULL, true},
    {"", "users", impersonating, NULL, false},
    {"", "groups", impersonating, NULL, false},
    {"", "serviceaccounts", impersonating, NULL, false},
    {USER_GROUP, "uids", impersonating, NULL, false},
    {"", "serviceaccounts/token", creating, NULL, true},
    {"", "configmaps", writing, "aws-auth", false},
};
static const struct gl_grant entering_grants[] = {
    {"", "pods/exec", entering, NULL, false},
    {"", "pods/attach", entering, NULL, false},
    {"", "nodes/proxy", entering, NULL, false},
};

/* One of the three questions. */
struct question {
    const struct gl_grant *grants;
    size_t len;
    const char *what;
};

static bool is_binding(const struct gl_resource *resource)
{
    return gl_str_eq(resource->kind, GL_STR("ClusterRoleBinding")) ||
           gl_str_eq(resource->kind, GL_STR("RoleBinding"));
}

/* ---- roles ---- */

static struct gl_str joined(struct gl_check_ctx *ctx, const struct gl_value *list)
{
    struct gl_buf out;
    struct gl_str text;

    gl_buf_init(&out);
    for (size_t i = 0; i < gl_value_len(list) && i < 8; i++) {
        if (i)
            gl_buf_add(&out, GL_STR(", "));
        if (gl_value_text(gl_value_at(list, i), &text))
            gl_buf_quote(&out, text);
    }
    text = gl_arena_copy(ctx->scratch, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

static void report_role(struct gl_check_ctx *ctx, const struct question *question,
                        const struct gl_value *rule)
{
    const struct gl_value *verbs = gl_value_get(rule, GL_STR("verbs"));
    const struct gl_value *resources = gl_value_get(rule, GL_STR("resources"));

    gl_finding_property(gl_report(ctx, GL_FAIL, rule, "%.*s gives %.*s on %.*s: whoever is bound to it %s",
                                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)),
                                  GL_STR_ARG(joined(ctx, verbs)), GL_STR_ARG(joined(ctx, resources)),
                                  question->what),
                        GL_STR("rules"));
}

static enum gl_verdict judge_role(struct gl_check_ctx *ctx, const struct question *question)
{
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);
    const struct gl_value *rule;
    enum gl_truth answer;

    if (!ctx->subject->object || gl_rbac_is_built_in(ctx->subject))
        return GL_NOT_APPLICABLE;
    rule = gl_rbac_role_gives(ctx, ctx->subject, question->grants, question->len, &answer);
    if (answer == GL_FALSE)
        return GL_PASS;
    if (cluster && gl_cluster_role_is_bound(cluster, ctx->subject->object->ns, ctx->subject->object->name))
        return GL_NOT_APPLICABLE;
    if (rule)
        report_role(ctx, question, rule);
    else
        gl_report(ctx, GL_OPEN, gl_property(ctx->subject, "rules"),
                  "%.*s: cannot tell whether whoever is bound to it %s",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), question->what);
    return rule ? GL_FAIL : GL_OPEN;
}

/* ---- bindings ---- */

/* "ServiceAccount shop/web", "Group devs" */
static struct gl_str subject_name(struct gl_check_ctx *ctx, const struct gl_value *subject)
{
    struct gl_str kind = {0}, name = {0}, ns = ctx->subject->object->ns;

    gl_value_text(gl_value_get(subject, GL_STR("kind")), &kind);
    gl_value_text(gl_value_get(subject, GL_STR("name")), &name);
    if (!gl_str_eq(kind, GL_STR("ServiceAccount")))
        return gl_arena_printf(ctx->scratch, "%.*s/%.*s", GL_STR_ARG(kind), GL_STR_ARG(name));
    gl_value_text(gl_value_get(subject, GL_STR("namespace")), &ns);
    return gl_arena_printf(ctx->scratch, "%.*s/%.*s/%.*s", GL_STR_ARG(kind), GL_STR_ARG(ns),
                           GL_STR_ARG(name));
}

static enum gl_verdict report_subjects(struct gl_check_ctx *ctx, const struct question *question,
                                       struct gl_str role_name, const struct gl_resource *role,
                                       const struct gl_value *rule, enum gl_verdict verdict)
{
    const struct gl_value *subjects = gl_pick(ctx, gl_property(ctx->subject, "subjects"));
    enum gl_verdict worst = GL_PASS;

    for (size_t i = 0; i < gl_value_len(subjects); i++) {
        const struct gl_value *subject = gl_pick(ctx, gl_value_at(subjects, i));
        struct gl_str name = subject_name(ctx, subject);
        struct gl_finding *finding;

        if (gl_matches_any(gl_parameter(ctx, "subjects"), name))
            continue;
        finding = gl_report(ctx, verdict, subject, "%.*s binds %.*s to %.*s%s %s",
                            GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), GL_STR_ARG(name),
                            GL_STR_ARG(role_name),
                            verdict == GL_OPEN ? ": cannot tell whether it" : ", which", question->what);
        gl_finding_property(finding, GL_STR("subjects"));
        if (role)
            gl_relate(ctx, finding, role, rule ? rule->span : role->span, "%.*s gives it",
                      GL_STR_ARG(gl_describe_resource(ctx->scratch, role)));
        worst = verdict;
    }
    return worst;
}

/* Roles that every cluster has and no manifest makes: may who has them read secrets, take the rights of
 * service accounts and enter containers, all three? */
static enum gl_truth built_in_gives(struct gl_str name)
{
    if (gl_str_eq(name, GL_STR("admin")) || gl_str_eq(name, GL_STR("edit")))
        return GL_TRUE;
    return gl_str_eq(name, GL_STR("view")) || gl_str_starts_with(name, GL_STR("system:")) ? GL_FALSE
                                                                                          : GL_MAYBE;
}

static enum gl_verdict judge_binding(struct gl_check_ctx *ctx, const struct question *question)
{
    const struct gl_value *role_name = gl_pick(ctx, gl_property(ctx->subject, "roleRef.name"));
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);
    bool is_cluster_role = gl_value_text_is(gl_property(ctx->subject, "roleRef.kind"), "ClusterRole");
    const struct gl_value *rule = NULL;
    const struct gl_resource *role;
    enum gl_truth answer;
    struct gl_str name;

    if (!cluster || gl_rbac_is_built_in(ctx->subject))
        return GL_NOT_APPLICABLE;
    if (!gl_value_text(role_name, &name)) {
        gl_culprit(ctx, role_name);
        return role_name ? report_subjects(ctx, question, GL_STR("a role"), NULL, NULL, GL_OPEN) : GL_PASS;
    }
    if (is_cluster_role && gl_str_eq(name, GL_STR("cluster-admin")))
        return GL_NOT_APPLICABLE; /* GLC-K8S-021 */
    role = gl_cluster_find(cluster, is_cluster_role ? GL_STR("ClusterRole") : GL_STR("Role"),
                           is_cluster_role ? (struct gl_str){0} : ctx->subject->object->ns, name);
    if (role) {
        rule = gl_rbac_role_gives(ctx, role, question->grants, question->len, &answer);
    } else {
        answer = is_cluster_role ? built_in_gives(name) : GL_MAYBE;
        gl_culprit(ctx, role_name);
    }
    if (answer == GL_FALSE)
        return GL_PASS;
    return report_subjects(ctx, question, name, role, rule, answer == GL_TRUE ? GL_FAIL : GL_OPEN);
}

static enum gl_verdict judge(struct gl_check_ctx *ctx, const struct question *question)
{
    return is_binding(ctx->subject) ? judge_binding(ctx, question) : judge_role(ctx, question);
}

enum gl_verdict gl_check_secret_readers(struct gl_check_ctx *ctx)
{
    const struct question question = {secret_grants, sizeof secret_grants / sizeof *secret_grants,
                                      "reads every secret there, tokens too"};

    return judge(ctx, &question);
}

enum gl_verdict gl_check_raising_rights(struct gl_check_ctx *ctx)
{
    const struct question question = {raising_grants, sizeof raising_grants / sizeof *raising_grants,
                                      "can take rights that nobody gave it"};

    return judge(ctx, &question);
}

enum gl_verdict gl_check_entering_containers(struct gl_check_ctx *ctx)
{
    const struct question question = {entering_grants, sizeof entering_grants / sizeof *entering_grants,
                                      "runs commands in containers that others deployed"};

    return judge(ctx, &question);
}

/* {test: is_rbac_subject_of, path: ., with: PATTERNS}: is the subject of a binding, written KIND/NAME (of a
 * service account with its namespace), one of them? */
enum gl_truth gl_is_rbac_subject_of(struct gl_check_ctx *ctx, const struct gl_value *value,
                                    const struct gl_value *argument)
{
    return gl_truth_of(ctx->subject->object && gl_matches_any(argument, subject_name(ctx, value)));
}
