/* Which policies select each class, by direction. */
#include <stdlib.h>

#include "reach/build.h"

/* Policies with one subject: many select all pods of their namespace. */
struct group {
    uint32_t subject;
    const uint32_t *policies; /* ascending */
    size_t len;
};

/* A group that selects a class. */
struct selecting {
    uint32_t group;
    uint32_t match; /* enum gl_match: MAY or YES */
};

struct selections {
    enum gl_pods_direction direction;
    struct group *groups;
    size_t group_len;
    uint32_t *start; /* by class; one more than there are classes */
    struct selecting *items;
};

/* How surely a policy applies in a direction, before it is asked to whom. */
static enum gl_match strength(const struct gl_pods_policy *policy, enum gl_pods_direction direction)
{
    return policy->resource->condition ? gl_match_both(policy->affects[direction], GL_MATCH_MAY)
                                       : policy->affects[direction];
}

/* The policies of the direction, grouped by their subject: counted, then distributed. */
static void group_policies(struct gl_pods_build *build, struct selections *made)
{
    const struct gl_pods *pods = build->pods;
    uint32_t *members = GL_NEW_ARRAY(build->scratch, uint32_t, pods->policy_len);
    uint32_t *next = GL_NEW_ARRAY(build->scratch, uint32_t, build->tables->peer_len + 1);

    for (size_t i = 0; i < pods->policy_len; i++) {
        if (strength(&pods->policies[i], made->direction))
            next[pods->policies[i].subject + 1]++;
    }
    made->groups = GL_NEW_ARRAY(build->scratch, struct group, pods->policy_len);
    for (size_t i = 0; i < build->tables->peer_len; i++) {
        if (next[i + 1])
            made->groups[made->group_len++] = (struct group){(uint32_t)i, members + next[i], next[i + 1]};
        next[i + 1] += next[i];
    }
    for (size_t i = 0; i < pods->policy_len; i++) {
        if (strength(&pods->policies[i], made->direction))
            members[next[pods->policies[i].subject]++] = (uint32_t)i;
    }
}

static struct selections select_classes(struct gl_pods_build *build, enum gl_pods_direction direction)
{
    const struct gl_pods_tables *tables = build->tables;
    struct selections made = {.direction = direction};
    uint32_t *next = GL_NEW_ARRAY(build->scratch, uint32_t, tables->class_len + 1);

    group_policies(build, &made);
    made.start = GL_NEW_ARRAY(build->scratch, uint32_t, tables->class_len + 1);
    for (size_t i = 0; i < made.group_len; i++) {
        const struct gl_pods_peer *subject = &tables->peers[made.groups[i].subject];

        for (size_t k = 0; k < subject->len; k++)
            made.start[subject->members[k].class_index + 1]++;
    }
    for (size_t i = 0; i < tables->class_len; i++) {
        made.start[i + 1] += made.start[i];
        next[i + 1] = made.start[i + 1];
    }
    made.items = GL_NEW_ARRAY(build->scratch, struct selecting, made.start[tables->class_len]);
    for (size_t i = 0; i < made.group_len; i++) {
        const struct gl_pods_peer *subject = &tables->peers[made.groups[i].subject];

        for (size_t k = 0; k < subject->len; k++)
            made.items[next[subject->members[k].class_index]++] =
                (struct selecting){(uint32_t)i, subject->members[k].match};
    }
    return made;
}

static int by_policy(const void *a, const void *b)
{
    uint32_t left = ((const struct gl_pods_applied *)a)->policy,
             right = ((const struct gl_pods_applied *)b)->policy;

    return (left > right) - (left < right);
}

/* The policies of the groups, ascending. */
static size_t expand(struct gl_pods_build *build, const struct selections *selections,
                     const struct selecting *items, size_t len, struct gl_pods_applied **ret_items)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += selections->groups[items[i].group].len;
    *ret_items = GL_NEW_ARRAY(build->scratch, struct gl_pods_applied, count);
    count = 0;
    for (size_t i = 0; i < len; i++) {
        const struct group *group = &selections->groups[items[i].group];

        for (size_t k = 0; k < group->len; k++) {
            enum gl_match most = strength(&build->pods->policies[group->policies[k]], selections->direction);

            (*ret_items)[count++] = (struct gl_pods_applied){
                group->policies[k], gl_match_both(most, (enum gl_match)items[i].match)};
        }
    }
    if (count > 1)
        qsort(*ret_items, count, sizeof **ret_items, by_policy);
    return count;
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

static uint32_t profile_of(struct gl_pods_build *build, const struct selections *selections,
                           size_t class_index)
{
    const struct selecting *items = selections->items + selections->start[class_index];
    size_t len = selections->start[class_index + 1] - selections->start[class_index];
    uint32_t found, next = (uint32_t)build->tables->profile_len;
    struct gl_buf *key = &build->text;
    struct gl_pods_applied *applied;

    key->len = 0;
    gl_buf_add_char(key, (char)selections->direction); /* a profile is of one direction */
    if (len)
        gl_buf_add(key, (struct gl_str){(const char *)items, len * sizeof *items});
    found = gl_name_index_find(&build->profile_index, gl_buf_str(key));
    if (found != GL_NAME_INDEX_NONE)
        return found;
    (void)gl_name_index_add(build->scratch, &build->profile_index,
                            gl_arena_copy(build->scratch, gl_buf_str(key)), next);
    len = expand(build, selections, items, len, &applied);
    add_profile(build, applied, len);
    return next;
}

void gl_pods_build_profiles(struct gl_pods_build *build)
{
    static const enum gl_pods_direction directions[] = {GL_PODS_INGRESS, GL_PODS_EGRESS};
    struct gl_pods_tables *tables = build->tables;

    for (size_t k = 0; k < 2; k++) {
        struct selections selections = select_classes(build, directions[k]);

        for (size_t i = 0; i < tables->class_len; i++)
            tables->classes[i].profile[directions[k]] = profile_of(build, &selections, i);
    }
}
