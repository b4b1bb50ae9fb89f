/* Which service accounts and roles a binding names, sorted, so that every pod and role can ask. */
#include <stdlib.h>

#include "graph/cluster.h"

static int compare_accounts(const void *a, const void *b)
{
    const struct gl_account *left = a, *right = b;
    int order = gl_str_cmp(left->ns, right->ns);

    return order ? order : gl_str_cmp(left->name, right->name);
}

struct accounts {
    struct gl_account *items;
    size_t len, capacity;
};

static void add_subjects(struct gl_arena *arena, struct accounts *accounts, const struct gl_resource *binding)
{
    const struct gl_value *subjects = gl_value_get(&binding->properties, GL_STR("subjects"));

    for (size_t i = 0; i < gl_value_len(subjects); i++) {
        const struct gl_value *subject = gl_value_at(subjects, i);
        struct gl_account account = {.ns = binding->object->ns};

        if (!gl_value_text_is(gl_value_get(subject, GL_STR("kind")), "ServiceAccount") ||
            !gl_value_text(gl_value_get(subject, GL_STR("name")), &account.name))
            continue;
        gl_value_text(gl_value_get(subject, GL_STR("namespace")), &account.ns);
        *GL_PUSH(arena, accounts->items, accounts->len, accounts->capacity) = account;
    }
}

static void add_role(struct gl_arena *arena, struct accounts *accounts, const struct gl_resource *binding)
{
    const struct gl_value *role = gl_value_get(&binding->properties, GL_STR("roleRef"));
    struct gl_account account = {0};

    if (!gl_value_text(gl_value_get(role, GL_STR("name")), &account.name))
        return;
    if (!gl_value_text_is(gl_value_get(role, GL_STR("kind")), "ClusterRole"))
        account.ns = binding->object->ns;
    *GL_PUSH(arena, accounts->items, accounts->len, accounts->capacity) = account;
}

void gl_cluster_find_bound(struct gl_arena *arena, struct gl_cluster *cluster)
{
    static const struct gl_str kinds[] = {GL_STR_INIT("ClusterRoleBinding"), GL_STR_INIT("RoleBinding")};
    struct accounts bound = {0}, roles = {0};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct gl_resource_list bindings = gl_cluster_of_kind(cluster, kinds[i], (struct gl_str){0});

        for (size_t k = 0; k < bindings.len; k++) {
            add_subjects(arena, &bound, bindings.items[k]);
            add_role(arena, &roles, bindings.items[k]);
        }
    }
    if (bound.len)
        qsort(bound.items, bound.len, sizeof *bound.items, compare_accounts);
    if (roles.len)
        qsort(roles.items, roles.len, sizeof *roles.items, compare_accounts);
    cluster->bound = bound.items;
    cluster->bound_len = bound.len;
    cluster->bound_roles = roles.items;
    cluster->bound_role_len = roles.len;
}

static bool holds(const struct gl_account *accounts, size_t len, struct gl_str ns, struct gl_str name)
{
    const struct gl_account wanted = {ns, name};

    return len && bsearch(&wanted, accounts, len, sizeof *accounts, compare_accounts) != NULL;
}

bool gl_cluster_is_bound(const struct gl_cluster *cluster, struct gl_str ns, struct gl_str name)
{
    return holds(cluster->bound, cluster->bound_len, ns, name);
}

bool gl_cluster_role_is_bound(const struct gl_cluster *cluster, struct gl_str ns, struct gl_str name)
{
    return holds(cluster->bound_roles, cluster->bound_role_len, ns, name);
}
