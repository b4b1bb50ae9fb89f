/* {test: policy_mixes_duties, path: KeyPolicy.Statement}: may one principal both administer the key and
 * decrypt with it? The account's root is the guard against lock-out and hands the decision to IAM: it does
 * not count. */
#include "base/limits.h"
#include "checks/natives.h"
#include "checks/policy.h"

static enum gl_truth administers(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    enum gl_truth answer = gl_policy_has_effect(ctx, statement, "Allow");

    if (answer == GL_FALSE)
        return GL_FALSE;
    return gl_truth_and(answer,
                        gl_truth_or(gl_policy_covers_action(ctx, statement, "kms:PutKeyPolicy"),
                                    gl_policy_covers_action(ctx, statement, "kms:ScheduleKeyDeletion")));
}

static enum gl_truth decrypts(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    enum gl_truth answer = gl_policy_has_effect(ctx, statement, "Allow");

    return answer == GL_FALSE ? GL_FALSE
                              : gl_truth_and(answer, gl_policy_covers_action(ctx, statement, "kms:Decrypt"));
}

static const struct gl_value *users_of(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    const struct gl_value *principal = gl_policy_member(ctx, statement, "Principal");

    return gl_value_is(principal, GL_MAP) ? gl_policy_member(ctx, principal, "AWS") : principal;
}

static bool is_root(struct gl_check_ctx *ctx, const struct gl_value *user)
{
    struct gl_str shape = gl_policy_shape(ctx, user);
    int64_t account;

    return gl_str_ends_with(shape, GL_STR(":root")) || (shape.len == 12 && gl_str_to_i64(shape, &account));
}

static bool is_same(struct gl_check_ctx *ctx, const struct gl_value *a, const struct gl_value *b)
{
    if (a == b)
        return true;
    if (a->type == GL_REF || b->type == GL_REF)
        return a->type == b->type && a->u.ref->target == b->u.ref->target;
    return a->type == b->type && gl_str_eq(gl_policy_shape(ctx, a), gl_policy_shape(ctx, b));
}

static enum gl_truth is_user(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    return gl_truth_of(!is_root(ctx, text) && is_same(ctx, text, argument));
}

struct pair {
    const struct gl_value *others; /* principals of the statement that decrypts */
    size_t *left;                  /* comparisons that are still allowed */
};

static enum gl_truth is_shared(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    const struct pair *pair = argument;
    size_t others = gl_value_is(pair->others, GL_LIST) ? pair->others->u.list.len : 1;

    if (*pair->left < others)
        return GL_MAYBE;
    *pair->left -= others;
    return is_root(ctx, text) ? GL_FALSE : gl_policy_some_text(ctx, pair->others, is_user, text);
}

/* The i-th statement of a list, or the only one; NULL behind the end. */
static const struct gl_value *statement_at(struct gl_check_ctx *ctx, const struct gl_value *list, size_t i)
{
    if (gl_value_is(list, GL_LIST))
        return gl_pick(ctx, gl_value_at(list, i));
    return i == 0 ? list : NULL;
}

enum gl_truth gl_policy_mixes_duties(struct gl_check_ctx *ctx, const struct gl_value *value,
                                     const struct gl_value *argument)
{
    enum gl_truth answer = GL_FALSE;
    const struct gl_value *admin, *use;
    size_t left = (size_t)GL_MAX_PARTNERS * GL_MAX_PARTNERS;

    (void)argument;
    if (gl_value_is(value, GL_LIST) && value->u.list.len > GL_MAX_PARTNERS)
        return GL_MAYBE;
    for (size_t i = 0; (admin = statement_at(ctx, value, i)) != NULL; i++) {
        enum gl_truth rules = administers(ctx, admin);

        for (size_t k = 0; rules != GL_FALSE && (use = statement_at(ctx, value, k)) != NULL; k++) {
            struct pair pair = {users_of(ctx, use), &left};
            enum gl_truth both = gl_truth_and(rules, decrypts(ctx, use));

            if (both != GL_FALSE)
                both = gl_truth_and(both, gl_policy_some_text(ctx, users_of(ctx, admin), is_shared, &pair));
            answer = gl_truth_or(answer, both);
        }
    }
    return answer;
}
