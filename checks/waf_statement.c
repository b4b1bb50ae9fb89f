/* Statements of WAF rules: trees of AND, OR, NOT and scope-downs.
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_Statement.html */
#include "base/limits.h"
#include "checks/natives.h"

static enum gl_truth holds(struct gl_check_ctx *ctx, const struct gl_value *statement, struct gl_str wanted,
                           unsigned depth);

static enum gl_truth any_holds(struct gl_check_ctx *ctx, const struct gl_value *list, struct gl_str wanted,
                               unsigned depth)
{
    enum gl_truth answer = GL_FALSE;

    list = gl_pick(ctx, list);
    if (!list)
        return GL_FALSE;
    if (list->type != GL_LIST) /* a list of one may be written without brackets */
        return holds(ctx, list, wanted, depth);
    for (size_t i = 0; i < list->u.list.len && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, holds(ctx, &list->u.list.items[i], wanted, depth));
    return answer;
}

/* A statement under NOT matches what is not an attack, and the scope-down of a managed group only says where
 * the group looks: neither is looked into. */
static enum gl_truth holds(struct gl_check_ctx *ctx, const struct gl_value *statement, struct gl_str wanted,
                           unsigned depth)
{
    const struct gl_value *rate;
    enum gl_truth answer;

    statement = gl_pick(ctx, statement);
    if (!statement || statement->type == GL_ABSENT)
        return GL_FALSE;
    if (statement->type == GL_UNKNOWN || statement->type == GL_CHOICE || depth == 0) {
        gl_culprit(ctx, statement);
        return GL_MAYBE;
    }
    if (gl_value_get(statement, wanted))
        return GL_TRUE;
    answer = any_holds(ctx, gl_value_path(statement, "AndStatement.Statements"), wanted, depth - 1);
    if (answer != GL_TRUE)
        answer = gl_truth_or(
            answer, any_holds(ctx, gl_value_path(statement, "OrStatement.Statements"), wanted, depth - 1));
    rate = gl_value_path(statement, "RateBasedStatement.ScopeDownStatement");
    if (answer != GL_TRUE && rate)
        answer = gl_truth_or(answer, holds(ctx, rate, wanted, depth - 1));
    return answer;
}

/* Does the tree hold a statement of this type (`with: SqliMatchStatement`)? */
enum gl_truth gl_waf_statement_holds(struct gl_check_ctx *ctx, const struct gl_value *value,
                                     const struct gl_value *argument)
{
    struct gl_str wanted;

    if (!gl_value_text(argument, &wanted))
        return GL_FALSE;
    return holds(ctx, value, wanted, GL_MAX_DEPTH);
}
