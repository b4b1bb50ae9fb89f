#include "checks/rbac.h"

#include "graph/cluster.h"
#include "graph/selector.h"

enum { MAX_COLLECTED = 256 }; /* roles that one aggregation is looked for in */

bool gl_rbac_is_built_in(const struct gl_resource *role)
{
    struct gl_str label;

    return gl_str_starts_with(role->object->name, GL_STR("system:")) ||
           (gl_value_text(gl_value_get(role->object->labels, GL_STR("kubernetes.io/bootstrapping")),
                          &label) &&
            gl_str_eq(label, GL_STR("rbac-defaults")));
}

/* Is the text one of the list? */
static enum gl_truth lists(struct gl_check_ctx *ctx, const struct gl_value *list, struct gl_str wanted)
{
    enum gl_truth answer = GL_FALSE;
    struct gl_str text;

    list = gl_pick(ctx, list);
    if (!gl_value_is(list, GL_LIST)) {
        if (!gl_value_is(list, GL_UNKNOWN) && !gl_value_is(list, GL_CHOICE))
            return GL_FALSE;
        gl_culprit(ctx, list);
        return GL_MAYBE;
    }
    for (size_t i = 0; i < list->u.list.len && answer != GL_TRUE; i++) {
        const struct gl_value *item = gl_pick(ctx, &list->u.list.items[i]);

        if (gl_value_text(item, &text)) {
            answer = gl_truth_or(answer, gl_truth_of(gl_str_eq(text, wanted)));
        } else {
            gl_culprit(ctx, item);
            answer = GL_MAYBE;
        }
    }
    return answer;
}

static enum gl_truth lists_any(struct gl_check_ctx *ctx, const struct gl_value *list,
                               const char *const *texts)
{
    enum gl_truth answer = lists(ctx, list, GL_STR("*"));

    for (size_t i = 0; texts[i] && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, lists(ctx, list, gl_str_of(texts[i])));
    return answer;
}

static enum gl_truth gives(struct gl_check_ctx *ctx, const struct gl_value *rule,
                           const struct gl_grant *grant)
{
    const struct gl_value *names = gl_value_get(rule, GL_STR("resourceNames"));
    const char *const groups[] = {grant->group, NULL};
    enum gl_truth answer = lists(ctx, gl_value_get(rule, GL_STR("resources")), gl_str_of(grant->resource));

    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, lists_any(ctx, gl_value_get(rule, GL_STR("verbs")), grant->verbs));
    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, lists_any(ctx, gl_value_get(rule, GL_STR("apiGroups")), groups));
    if (answer == GL_FALSE || (grant->is_narrowed_by_name && gl_value_len(names)))
        return GL_FALSE;
    return grant->name ? gl_truth_and(answer, lists(ctx, names, gl_str_of(grant->name))) : answer;
}

enum gl_truth gl_rbac_rule_gives(struct gl_check_ctx *ctx, const struct gl_value *rule,
                                 const struct gl_grant *grants, size_t len)
{
    enum gl_truth answer = GL_FALSE;

    if (!gl_value_is(rule, GL_MAP)) {
        if (!gl_value_is(rule, GL_UNKNOWN) && !gl_value_is(rule, GL_CHOICE))
            return GL_FALSE;
        gl_culprit(ctx, rule);
        return GL_MAYBE;
    }
    for (size_t i = 0; i < len && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, gives(ctx, rule, &grants[i]));
    return answer;
}

static const struct gl_value *own_rules_give(struct gl_check_ctx *ctx, const struct gl_resource *role,
                                             const struct gl_grant *grants, size_t len,
                                             enum gl_truth *ret_answer)
{
    const struct gl_value *rules = gl_pick(ctx, gl_property(role, "rules"));

    if (gl_value_is(rules, GL_UNKNOWN) || gl_value_is(rules, GL_CHOICE)) {
        gl_culprit(ctx, rules);
        *ret_answer = gl_truth_or(*ret_answer, GL_MAYBE);
    }
    for (size_t i = 0; gl_value_is(rules, GL_LIST) && i < rules->u.list.len; i++) {
        const struct gl_value *rule = gl_pick(ctx, &rules->u.list.items[i]);
        enum gl_truth answer = gl_rbac_rule_gives(ctx, rule, grants, len);

        *ret_answer = gl_truth_or(*ret_answer, answer);
        if (answer == GL_TRUE)
            return rule;
    }
    return NULL;
}

static enum gl_match is_collected(const struct gl_value *selectors, const struct gl_resource *role)
{
    enum gl_match best = GL_MATCH_NO;

    for (size_t i = 0; i < gl_value_len(selectors) && best != GL_MATCH_YES; i++) {
        enum gl_match match = gl_selector_matches(gl_value_at(selectors, i), role->object->labels);

        best = match > best ? match : best;
    }
    return best;
}

const struct gl_value *gl_rbac_role_gives(struct gl_check_ctx *ctx, const struct gl_resource *role,
                                          const struct gl_grant *grants, size_t len,
                                          enum gl_truth *ret_answer)
{
    const struct gl_value *selectors = gl_property(role, "aggregationRule.clusterRoleSelectors"), *rule;
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, role);
    struct gl_resource_list roles;

    *ret_answer = GL_FALSE;
    if (!selectors || !cluster)
        return own_rules_give(ctx, role, grants, len, ret_answer);
    roles = gl_cluster_of_kind(cluster, GL_STR("ClusterRole"), (struct gl_str){0});
    for (size_t i = 0; i < roles.len && i < MAX_COLLECTED; i++) {
        enum gl_match match = is_collected(selectors, roles.items[i]);
        enum gl_truth answer = GL_FALSE;

        if (match == GL_MATCH_NO)
            continue;
        rule = own_rules_give(ctx, roles.items[i], grants, len, &answer);
        if (rule && match == GL_MATCH_YES) {
            *ret_answer = GL_TRUE;
            return rule;
        }
        *ret_answer = gl_truth_or(*ret_answer, answer == GL_FALSE ? GL_FALSE : GL_MAYBE);
    }
    if (roles.len > MAX_COLLECTED) { /* what the others give is not known */
        gl_culprit(ctx, selectors);
        *ret_answer = gl_truth_or(*ret_answer, GL_MAYBE);
    }
    return NULL;
}
