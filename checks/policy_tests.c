/* What checks ask of a policy: {test: policy_..., path: P} on a document's Statement or on one statement. */
#include "checks/natives.h"
#include "checks/policy.h"

/* Conditions that bind an Allow for everyone to some accounts, an organisation or a network. kms:ViaService
 * is not among them: every account can call through the same service. */
static const char *const principal_keys[] = {"aws:PrincipalOrgID",
                                             "aws:PrincipalOrgPaths",
                                             "aws:PrincipalAccount",
                                             "aws:PrincipalArn",
                                             "aws:PrincipalTag/*",
                                             "aws:userid",
                                             "aws:username",
                                             "aws:SourceAccount",
                                             "aws:SourceArn",
                                             "aws:SourceOwner",
                                             "aws:SourceOrgID",
                                             "aws:SourceOrgPaths",
                                             "aws:SourceVpc",
                                             "aws:SourceVpcArn",
                                             "aws:SourceVpce",
                                             "aws:VpceAccount",
                                             "aws:VpceOrgID",
                                             "aws:VpceOrgPaths",
                                             "aws:SourceIp",
                                             "aws:VpcSourceIp",
                                             "kms:CallerAccount",
                                             "s3:DataAccessPointAccount",
                                             NULL};

static enum gl_truth is_public(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    enum gl_truth answer = gl_policy_has_effect(ctx, statement, "Allow");

    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, gl_policy_is_for_everyone(ctx, statement));
    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, gl_truth_not(gl_policy_is_narrowed(ctx, statement, principal_keys)));
    return answer;
}

enum gl_truth gl_policy_is_public(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    (void)argument;
    return gl_policy_some_statement(ctx, value, is_public);
}

/* ---- a Deny of plain HTTP ---- */

static enum gl_truth is_whole_service(struct gl_check_ctx *ctx, const struct gl_value *text,
                                      const void *argument)
{
    (void)ctx;
    (void)argument;
    return gl_truth_of(gl_value_text_is(text, "*") || gl_value_text_is(text, "s3:*") ||
                       gl_value_text_is(text, "S3:*"));
}

/* A resource of a bucket's own policy names that bucket or its objects; the slash tells which. */
static enum gl_truth covers_bucket(struct gl_check_ctx *ctx, const struct gl_value *text,
                                   const void *argument)
{
    (void)argument;
    return gl_truth_of(gl_str_find_char(gl_policy_shape(ctx, text), '/') == GL_STR_NONE);
}

static enum gl_truth covers_objects(struct gl_check_ctx *ctx, const struct gl_value *text,
                                    const void *argument)
{
    struct gl_str shape = gl_policy_shape(ctx, text);
    size_t slash = gl_str_find_char(shape, '/');

    (void)argument;
    if (slash != GL_STR_NONE && text->type == GL_CONCAT && gl_str_ends_with(shape, GL_STR("?"))) {
        gl_culprit(ctx, text);
        return GL_MAYBE;
    }
    if (slash != GL_STR_NONE)
        return gl_truth_of(gl_str_eq(gl_str_from(shape, slash), GL_STR("/*")));
    return gl_truth_of(text->type != GL_REF && gl_str_ends_with(shape, GL_STR("*")));
}

static enum gl_truth is_word(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    struct gl_str word;

    (void)ctx;
    return gl_truth_of(gl_value_text(text, &word) && gl_str_eq_nocase(word, gl_str_of(argument)));
}

/* Exactly {OPERATOR: {aws:SecureTransport: WORD}}: any further condition would deny less. */
static enum gl_truth is_about_plaintext(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    static const struct {
        const char *operator, * word;
    } forms[] = {
        {"Bool", "false"},           {"BoolIfExists", "false"},
        {"StringEquals", "false"},   {"StringLike", "false"},
        {"StringNotEquals", "true"}, {"StringEqualsIgnoreCase", "false"},
        {"StringNotLike", "true"},   {"StringNotEqualsIgnoreCase", "true"},
    };
    const struct gl_value *condition = gl_policy_member(ctx, statement, "Condition"), *block;
    const struct gl_member *member;

    if (!gl_value_is(condition, GL_MAP) || condition->u.map.len != 1)
        return GL_FALSE;
    member = &condition->u.map.members[0];
    block = gl_pick(ctx, &member->value);
    if (!gl_value_is(block, GL_MAP) || block->u.map.len != 1 ||
        !gl_str_eq_nocase(block->u.map.members[0].key, GL_STR("aws:SecureTransport")))
        return GL_FALSE;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (gl_str_eq_nocase(member->key, gl_str_of(forms[i].operator)))
            return gl_policy_some_text(ctx, gl_pick(ctx, &block->u.map.members[0].value), is_word,
                                       forms[i].word);
    }
    return GL_FALSE;
}

static enum gl_truth denies_plaintext(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    const struct gl_value *resource = gl_policy_member(ctx, statement, "Resource");
    enum gl_truth answer = gl_policy_has_effect(ctx, statement, "Deny");

    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, is_about_plaintext(ctx, statement));
    if (answer == GL_FALSE)
        return GL_FALSE;
    answer = gl_truth_and(answer, gl_policy_is_for_everyone(ctx, statement));
    answer = gl_truth_and(
        answer, gl_policy_some_text(ctx, gl_policy_member(ctx, statement, "Action"), is_whole_service, NULL));
    answer = gl_truth_and(answer, gl_policy_some_text(ctx, resource, covers_bucket, NULL));
    return gl_truth_and(answer, gl_policy_some_text(ctx, resource, covers_objects, NULL));
}

enum gl_truth gl_policy_denies_plaintext(struct gl_check_ctx *ctx, const struct gl_value *value,
                                         const struct gl_value *argument)
{
    (void)argument;
    return gl_policy_some_statement(ctx, value, denies_plaintext);
}

/* ---- keys ---- */

static const char *const key_use_keys[] = {"kms:ResourceAliases",
                                           "kms:RequestAlias",
                                           "kms:ViaService",
                                           "kms:EncryptionContext*",
                                           "aws:ResourceTag/*",
                                           "aws:CalledVia*",
                                           NULL};

/* A lone star, or an ARN of service kms that ends in a star for the key: every key of an account at least. */
static enum gl_truth is_any_key(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    struct gl_str shape = gl_policy_shape(ctx, text), field;
    int at = 0;

    (void)argument;
    if (gl_str_eq(shape, GL_STR("*")))
        return GL_TRUE;
    if (!gl_str_ends_with(shape, GL_STR("*")))
        return GL_FALSE;
    while (gl_str_cut(&shape, ':', &field)) {
        if (at == 2 && !gl_str_eq(field, GL_STR("kms")) && !gl_str_eq(field, GL_STR("*")) &&
            !gl_str_eq(field, GL_STR("?")))
            return GL_FALSE;
        at++;
    }
    return gl_truth_of(gl_str_eq(field, GL_STR("*")) || gl_str_eq(field, GL_STR("key/*")));
}

static enum gl_truth allows_any_key(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    const struct gl_value *others = gl_policy_member(ctx, statement, "NotResource");
    enum gl_truth answer = gl_policy_has_effect(ctx, statement, "Allow");

    if (answer != GL_FALSE)
        answer =
            gl_truth_and(answer, gl_truth_or(gl_policy_covers_action(ctx, statement, "kms:Decrypt"),
                                             gl_policy_covers_action(ctx, statement, "kms:ReEncryptFrom")));
    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, gl_truth_not(gl_policy_is_narrowed(ctx, statement, key_use_keys)));
    if (answer == GL_FALSE || others)
        return answer;
    return gl_truth_and(
        answer, gl_policy_some_text(ctx, gl_policy_member(ctx, statement, "Resource"), is_any_key, NULL));
}

enum gl_truth gl_policy_allows_any_key(struct gl_check_ctx *ctx, const struct gl_value *value,
                                       const struct gl_value *argument)
{
    (void)argument;
    return gl_policy_some_statement(ctx, value, allows_any_key);
}

/* Root of an account, which hands the decision to IAM, or a service. */
static enum gl_truth is_delegation(struct gl_check_ctx *ctx, const struct gl_value *text,
                                   const void *argument)
{
    struct gl_str shape = gl_policy_shape(ctx, text);
    int64_t account;

    (void)argument;
    return gl_truth_of(gl_str_ends_with(shape, GL_STR(":root")) ||
                       (shape.len == 12 && gl_str_to_i64(shape, &account)));
}

static enum gl_truth grants_to_users(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    const struct gl_value *principal = gl_policy_member(ctx, statement, "Principal");
    const struct gl_value *users =
        gl_value_is(principal, GL_MAP) ? gl_policy_member(ctx, principal, "AWS") : principal;

    if (gl_value_is(principal, GL_MAP) && !users)
        return GL_FALSE;
    return gl_truth_not(gl_policy_some_text(ctx, users, is_delegation, NULL));
}

static enum gl_truth is_for_aws_resource(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    const struct gl_value *condition = gl_policy_member(ctx, statement, "Condition");
    const struct gl_value *block = gl_policy_member(ctx, condition, "Bool");

    return gl_policy_some_text(ctx, gl_policy_member(ctx, block, "kms:GrantIsForAWSResource"), is_word,
                               "true");
}

static enum gl_truth grants_unbound(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    enum gl_truth answer = gl_policy_has_effect(ctx, statement, "Allow");

    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, gl_policy_covers_action(ctx, statement, "kms:CreateGrant"));
    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, grants_to_users(ctx, statement));
    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, gl_truth_not(is_for_aws_resource(ctx, statement)));
    return answer;
}

enum gl_truth gl_policy_grants_unbound(struct gl_check_ctx *ctx, const struct gl_value *value,
                                       const struct gl_value *argument)
{
    (void)argument;
    return gl_policy_some_statement(ctx, value, grants_unbound);
}

/* ---- endpoints ---- */

static enum gl_truth is_lone_star(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    (void)ctx;
    (void)argument;
    return gl_truth_of(gl_value_text_is(text, "*"));
}

/* Everyone may do everything with everything, and no condition binds them. */
static enum gl_truth allows_everything(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    enum gl_truth answer = is_public(ctx, statement);

    if (answer == GL_FALSE)
        return GL_FALSE;
    answer = gl_truth_and(
        answer, gl_policy_some_text(ctx, gl_policy_member(ctx, statement, "Action"), is_lone_star, NULL));
    return gl_truth_and(
        answer, gl_policy_some_text(ctx, gl_policy_member(ctx, statement, "Resource"), is_lone_star, NULL));
}

enum gl_truth gl_policy_allows_everything(struct gl_check_ctx *ctx, const struct gl_value *value,
                                          const struct gl_value *argument)
{
    (void)argument;
    return gl_policy_some_statement(ctx, value, allows_everything);
}
