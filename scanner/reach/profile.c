/* Which policies select each class, by direction. */
#include "reach/build.h"

struct applied_lists {
    uint32_t *start; /* by class; one more than there are classes */
    struct gl_pods_applied *items;
};

static enum gl_match least(enum gl_match a, enum gl_match b)
{
    return a < b ? a : b;
}

/* How surely a policy applies in a direction, before it is asked to whom. */
static enum gl_match strength(const struct gl_pods_policy *policy, enum gl_pods_direction direction)
{
    return policy->resource->condition ? least(policy->affects[direction], GL_MATCH_MAY)
                                       : policy->affects[direction];
}

static struct applied_lists collect(struct gl_pods_build *build, enum gl_pods_direction direction)
{
    const struct gl_pods_tables *tables = build->tables;
    struct applied_lists lists;
    uint32_t *next = GL_NEW_ARRAY(build->scratch, uint32_t, tables->class_len + 1);

    lists.start = GL_NEW_ARRAY(build->scratch, uint32_t, tables->class_len + 1);
    for (size_t i = 0; i < build->pods->policy_len; i++) {
        const struct gl_pods_policy *policy = &build->pods->policies[i];
        const struct gl_pods_peer *subject = &tables->peers[policy->subject];

        for (size_t k = 0; strength(policy, direction) && k < subject->len; k++)
            lists.start[subject->members[k].class_index + 1]++;
    }
    for (size_t i = 0; i < tables->class_len; i++) {
        lists.start[i + 1] += lists.start[i];
        next[i + 1] = lists.start[i + 1];
    }
    lists.items = GL_NEW_ARRAY(build->scratch, struct gl_pods_applied, lists.start[tables->class_len]);
    for (size_t i = 0; i < build->pods->policy_len; i++) {
        const struct gl_pods_policy *policy = &build->pods->policies[i];
        const struct gl_pods_peer *subject = &tables->peers[policy->subject];
        enum gl_match most = strength(policy, direction);

        for (size_t k = 0; most && k < subject->len; k++)
            lists.items[next[subject->members[k].class_index]++] =
                (struct gl_pods_applied){(uint32_t)i, least(most, subject->members[k].match)};
    }
    return lists;
}

static size_t copy_kind(struct gl_pods_build *build, const struct gl_pods_applied *items, size_t len,
                        enum gl_pods_policy_kind kind, struct gl_pods_applied **ret_items)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += build->pods->policies[items[i].policy].kind == kind;
    *ret_items = GL_NEW_ARRAY(build->arena, struct gl_pods_applied, count);
    count = 0;
    for (size_t i = 0; i < len; i++) {
        if (build->pods->policies[items[i].policy].kind == kind)
            (*ret_items)[count++] = items[i];
    }
    return count;
}

static void add_profile(struct gl_pods_build *build, const struct gl_pods_applied *items, size_t len)
{
    struct gl_pods_tables *tables = build->tables;
    struct gl_pods_profile *profile =
        GL_PUSH(build->arena, tables->profiles, tables->profile_len, tables->profile_capacity);

    profile->admin_len = copy_kind(build, items, len, GL_PODS_ADMIN_POLICY, &profile->admin);
    profile->network_len = copy_kind(build, items, len, GL_PODS_NETWORK_POLICY, &profile->network);
    profile->baseline_len = copy_kind(build, items, len, GL_PODS_BASELINE_POLICY, &profile->baseline);
    for (size_t i = 0; i < profile->network_len; i++) {
        if (profile->network[i].match > profile->is_isolated)
            profile->is_isolated = profile->network[i].match;
    }
}

static uint32_t profile_of(struct gl_pods_build *build, const struct gl_pods_applied *items, size_t len,
                           enum gl_pods_direction direction)
{
    struct gl_buf *key = &build->text;
    uint32_t found, next = (uint32_t)build->tables->profile_len;

    key->len = 0;
    gl_buf_printf(key, "%d", (int)direction); /* a profile is of one direction */
    for (size_t i = 0; i < len; i++)
        gl_buf_printf(key, ",%u%c", items[i].policy, items[i].match == GL_MATCH_YES ? ' ' : '?');
    found = gl_name_index_find(&build->profile_index, gl_buf_str(key));
    if (found != GL_NAME_INDEX_NONE)
        return found;
    (void)gl_name_index_add(build->scratch, &build->profile_index,
                            gl_arena_copy(build->scratch, gl_buf_str(key)), next);
    add_profile(build, items, len);
    return next;
}

void gl_pods_build_profiles(struct gl_pods_build *build)
{
    static const enum gl_pods_direction directions[] = {GL_PODS_INGRESS, GL_PODS_EGRESS};
    struct gl_pods_tables *tables = build->tables;

    for (size_t k = 0; k < 2; k++) {
        struct applied_lists lists = collect(build, directions[k]);

        for (size_t i = 0; i < tables->class_len; i++)
            tables->classes[i].profile[directions[k]] = profile_of(
                build, lists.items + lists.start[i], lists.start[i + 1] - lists.start[i], directions[k]);
    }
}
