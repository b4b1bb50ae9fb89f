/* Which accounts a key policy trusts: {test: policy_trusts_accounts, path: STATEMENT, with: [ACCOUNT, ...]}.
 *
 * A scan often does not know its own account. An id is its own when the unit (the stack's environment) names
 * it, when it is written as the pseudo parameter AWS::AccountId, or when it is the one account whose root the
 * policy names. */
#include "base/limits.h"
#include "checks/natives.h"
#include "checks/policy.h"

/* What the text of a principal says of its account. */
struct account {
    struct gl_str id; /* 12 digits, or empty */
    bool is_own;      /* AWS::AccountId */
    bool is_unknown;  /* cannot be told */
};

struct own {
    struct gl_str id;   /* empty: not known */
    bool is_named_else; /* the policy names its own root as AWS::AccountId: no literal id is proven its own */
};

static bool is_account_id(struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return text.len == 12;
}

static bool is_pseudo_account(const struct gl_value *value)
{
    return gl_value_is(value, GL_UNKNOWN) && gl_str_eq(value->u.unknown->name, GL_STR("AWS::AccountId"));
}

/* Does the text hold AWS::AccountId where an ARN holds its account? */
static bool holds_pseudo_account(struct gl_check_ctx *ctx, const struct gl_value *concat)
{
    for (size_t i = 0; i < concat->u.list.len; i++) {
        if (is_pseudo_account(gl_pick(ctx, &concat->u.list.items[i])))
            return true;
    }
    return false;
}

static struct account account_of_target(const struct gl_check_ctx *ctx, const struct gl_resource *target)
{
    struct gl_str theirs = target->unit ? target->unit->account : (struct gl_str){0};

    if (target->unit == ctx->subject->unit)
        return (struct account){.is_own = true};
    return (struct account){.id = theirs, .is_unknown = theirs.len == 0};
}

static struct account account_of(struct gl_check_ctx *ctx, const struct gl_value *text)
{
    struct gl_str shape = gl_policy_shape(ctx, text), field = {0};

    if (is_pseudo_account(text))
        return (struct account){.is_own = true};
    if (text->type == GL_REF && text->u.ref->target)
        return account_of_target(ctx, text->u.ref->target);
    if (is_account_id(shape))
        return (struct account){.id = shape};
    if (text->type == GL_CONCAT && holds_pseudo_account(ctx, text))
        return (struct account){.is_own = true};
    for (int i = 0; i < 5; i++) {
        if (!gl_str_cut(&shape, ':', &field))
            return (struct account){.is_unknown = true};
    }
    return is_account_id(field) ? (struct account){.id = field} : (struct account){.is_unknown = true};
}

/* ---- whose is the policy? ---- */

struct roots {
    struct gl_str id;
    size_t different;
    bool has_pseudo;
};

static enum gl_truth note_root(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    struct roots *const *roots = argument;
    struct account account;

    if (!gl_str_ends_with(gl_policy_shape(ctx, text), GL_STR(":root")))
        return GL_FALSE;
    account = account_of(ctx, text);
    if (account.is_own)
        (*roots)->has_pseudo = true;
    else if (account.id.len && !gl_str_eq(account.id, (*roots)->id)) {
        (*roots)->id = account.id;
        (*roots)->different++;
    }
    return GL_FALSE; /* look at all of them */
}

static void note_roots(struct gl_check_ctx *ctx, const struct gl_value *statement, struct roots *roots)
{
    const struct gl_value *principal = gl_policy_member(ctx, statement, "Principal");

    if (gl_policy_has_effect(ctx, statement, "Allow") == GL_TRUE)
        gl_policy_some_text(ctx, gl_policy_member(ctx, principal, "AWS"), note_root, &roots);
}

static struct own own_account(struct gl_check_ctx *ctx)
{
    const struct gl_unit *unit = ctx->subject->unit;
    const struct gl_value *policy = gl_policy_member(ctx, &ctx->subject->properties, "KeyPolicy");
    const struct gl_value *statements = gl_policy_member(ctx, policy, "Statement");
    struct roots roots = {0};

    if (unit && unit->account.len)
        return (struct own){.id = unit->account};
    if (gl_value_is(statements, GL_MAP))
        note_roots(ctx, statements, &roots);
    if (gl_value_len(statements) > GL_MAX_PARTNERS)
        return (struct own){0};
    for (size_t i = 0; gl_value_is(statements, GL_LIST) && i < statements->u.list.len; i++)
        note_roots(ctx, gl_pick(ctx, &statements->u.list.items[i]), &roots);
    if (roots.has_pseudo || roots.different != 1)
        return (struct own){.is_named_else = roots.has_pseudo};
    return (struct own){.id = roots.id};
}

/* ---- the question ---- */

struct question {
    struct own own;
    const struct gl_value *listed;
};

static bool is_listed(const struct gl_value *list, struct gl_str id)
{
    struct gl_str text;

    if (gl_value_is(list, GL_LIST)) {
        for (size_t i = 0; i < list->u.list.len; i++) {
            if (gl_value_text(&list->u.list.items[i], &text) && gl_str_eq(text, id))
                return true;
        }
    }
    return gl_value_text(list, &text) && gl_str_eq(text, id);
}

/* Is this principal of another account that is not listed? */
static enum gl_truth is_stranger(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    const struct question *question = argument;
    struct account account;

    if (gl_value_text_is(text, "*"))
        return GL_FALSE; /* everyone: GLC-KMS-003 */
    account = account_of(ctx, text);
    if (account.is_own || (account.id.len && is_listed(question->listed, account.id)))
        return GL_FALSE;
    if (account.is_unknown || question->own.id.len == 0)
        return GL_MAYBE;
    return gl_truth_of(!gl_str_eq(account.id, question->own.id));
}

static enum gl_truth is_unlisted(struct gl_check_ctx *ctx, const struct gl_value *value,
                                 const struct question *question)
{
    enum gl_truth answer = GL_FALSE;
    size_t len = gl_value_is(value, GL_LIST) ? value->u.list.len : 1;

    for (size_t i = 0; i < len && answer != GL_TRUE; i++) {
        const struct gl_value *text =
            gl_value_is(value, GL_LIST) ? gl_pick(ctx, &value->u.list.items[i]) : value;

        if (!is_pseudo_account(text))
            answer = gl_truth_or(answer, gl_policy_some_text(ctx, text, is_stranger, question));
    }
    return answer;
}

enum gl_truth gl_policy_trusts_accounts(struct gl_check_ctx *ctx, const struct gl_value *value,
                                        const struct gl_value *argument)
{
    const struct gl_value *principal = gl_policy_member(ctx, value, "Principal");
    struct question question = {.listed = argument};
    enum gl_truth allows = gl_policy_has_effect(ctx, value, "Allow");

    if (allows == GL_FALSE || !principal)
        return GL_TRUE;
    if (principal->type == GL_MAP)
        principal = gl_policy_member(ctx, principal, "AWS");
    if (!principal)
        return GL_TRUE;
    question.own = own_account(ctx);
    return gl_truth_not(gl_truth_and(allows, is_unlisted(ctx, principal, &question)));
}
