/* {test: is_customer_key, path: KmsKeyId}: is it a key of the customer, not one that AWS manages?
 *
 * A key is written as id, ARN, alias name or alias ARN. AWS's own have aliases that begin with "alias/aws/",
 * which nobody else may use. An id or key ARN that somebody wrote down is taken for a customer's: the ids of
 * AWS's keys differ in every account and region. Source: AWS KMS Developer Guide, "Key identifiers", "AWS
 * managed keys". */
#include "checks/natives.h"
#include "checks/policy.h"

static enum gl_truth key_of_text(struct gl_str text)
{
    struct gl_str name = gl_str_trim(text);

    return gl_truth_of(name.len && !gl_str_starts_with(name, GL_STR("alias/aws/")) &&
                       !gl_str_contains(name, GL_STR(":alias/aws/")));
}

static enum gl_truth key_of_target(const struct gl_resource *target)
{
    return gl_str_starts_with(target->kind, GL_STR("AWS::KMS::")) ? GL_TRUE : GL_MAYBE;
}

/* A text with unknown parts ("?"): decided by "key/", or by how an alias name begins. */
static enum gl_truth key_of_shape(struct gl_str shape)
{
    struct gl_str own = GL_STR("alias/aws/");
    size_t alias = gl_str_find(shape, GL_STR("alias/"));
    struct gl_str name, begin;

    if (gl_str_contains(shape, GL_STR(":key/")))
        return GL_TRUE;
    if (alias == GL_STR_NONE)
        return GL_MAYBE;
    name = gl_str_from(shape, alias);
    begin = gl_str_slice(name, 0, gl_str_find_char(name, '?'));
    if (gl_str_starts_with(begin, own))
        return GL_FALSE;
    return gl_str_starts_with(own, begin) ? GL_MAYBE : GL_TRUE;
}

enum gl_truth gl_key_is_customer(struct gl_check_ctx *ctx, const struct gl_value *value,
                                 const struct gl_value *argument)
{
    enum gl_truth answer = GL_MAYBE;
    struct gl_str text;

    (void)argument;
    if (gl_value_text(value, &text))
        return key_of_text(text);
    if (value->type == GL_REF && value->u.ref->target)
        answer = key_of_target(value->u.ref->target);
    else if (value->type == GL_CONCAT)
        answer = key_of_shape(gl_policy_shape(ctx, value));
    else if (value->type == GL_MAP || value->type == GL_LIST)
        answer = GL_FALSE;
    if (answer == GL_MAYBE)
        gl_culprit(ctx, value);
    return answer;
}
