#include "checks/policy.h"

enum operator_kind { BINDS_NOTHING = 0, BINDS_EXACTLY, BINDS_BY_PATTERN, BINDS_BY_ADDRESS };

static bool is_undecided(const struct gl_value *value)
{
    return value->type == GL_UNKNOWN || value->type == GL_CHOICE;
}

const struct gl_value *gl_policy_member(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                        const char *key)
{
    const struct gl_value *value = gl_pick(ctx, gl_value_get(statement, gl_str_of(key)));

    return !gl_value_is_nothing(value) ? value : NULL;
}

static enum gl_truth test_text(struct gl_check_ctx *ctx, const struct gl_value *value,
                               gl_policy_text_fn *test, const void *argument)
{
    if (gl_value_is_nothing(value))
        return GL_FALSE;
    return is_undecided(value) ? gl_maybe(ctx, value) : test(ctx, value, argument);
}

enum gl_truth gl_policy_some_text(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  gl_policy_text_fn *test, const void *argument)
{
    enum gl_truth answer = GL_FALSE;

    if (!gl_value_is(value, GL_LIST))
        return test_text(ctx, value, test, argument);
    for (size_t i = 0; i < value->u.list.len && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, test_text(ctx, gl_pick(ctx, &value->u.list.items[i]), test, argument));
    return answer;
}

static enum gl_truth test_statement(struct gl_check_ctx *ctx, const struct gl_value *value,
                                    gl_policy_statement_fn *test)
{
    if (gl_value_is_nothing(value))
        return GL_FALSE;
    if (is_undecided(value))
        return gl_maybe(ctx, value);
    return value->type == GL_MAP ? test(ctx, value) : GL_FALSE;
}

enum gl_truth gl_policy_some_statement(struct gl_check_ctx *ctx, const struct gl_value *value,
                                       gl_policy_statement_fn *test)
{
    const struct gl_value *inside = gl_policy_member(ctx, value, "Statement");
    enum gl_truth answer = GL_FALSE;

    if (inside)
        value = inside;
    if (!gl_value_is(value, GL_LIST))
        return test_statement(ctx, value, test);
    for (size_t i = 0; i < value->u.list.len && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, test_statement(ctx, gl_pick(ctx, &value->u.list.items[i]), test));
    return answer;
}

enum gl_truth gl_policy_has_effect(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                   const char *effect)
{
    const struct gl_value *value = gl_policy_member(ctx, statement, "Effect");

    if (value && is_undecided(value))
        return gl_maybe(ctx, value);
    return gl_truth_of(gl_value_text_is(value, effect));
}

static enum gl_truth pattern_covers(struct gl_check_ctx *ctx, const struct gl_value *text,
                                    const void *argument)
{
    struct gl_str pattern;

    if (text->type == GL_CONCAT)
        return gl_maybe(ctx, text);
    return gl_truth_of(gl_value_text(text, &pattern) && gl_str_glob(gl_str_of(argument), pattern, true));
}

enum gl_truth gl_policy_covers_action(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                      const char *action)
{
    const struct gl_value *others = gl_policy_member(ctx, statement, "NotAction");

    if (others)
        return gl_truth_not(gl_policy_some_text(ctx, others, pattern_covers, action));
    return gl_policy_some_text(ctx, gl_policy_member(ctx, statement, "Action"), pattern_covers, action);
}

static enum gl_truth is_star(struct gl_check_ctx *ctx, const struct gl_value *text, const void *argument)
{
    (void)ctx;
    (void)argument;
    return gl_truth_of(gl_value_text_is(text, "*"));
}

enum gl_truth gl_policy_is_for_everyone(struct gl_check_ctx *ctx, const struct gl_value *statement)
{
    const struct gl_value *principal = gl_policy_member(ctx, statement, "Principal");

    if (!principal)
        return gl_truth_of(gl_policy_member(ctx, statement, "NotPrincipal") != NULL);
    if (principal->type != GL_MAP)
        return gl_policy_some_text(ctx, principal, is_star, NULL);
    return gl_truth_or(gl_policy_some_text(ctx, gl_policy_member(ctx, principal, "AWS"), is_star, NULL),
                       gl_policy_some_text(ctx, gl_policy_member(ctx, principal, "*"), is_star, NULL));
}

/* What an operator does when the request has the key. With IfExists and ForAllValues a request without the
 * key passes, so they bind nothing; the negative operators let everything else through. */
static enum operator_kind operator_kind(struct gl_str name)
{
    struct gl_str any = GL_STR("ForAnyValue:");
    static const struct {
        const char *name;
        enum operator_kind kind;
    } known[] = {
        {"StringEquals", BINDS_EXACTLY}, {"StringEqualsIgnoreCase", BINDS_EXACTLY},
        {"ArnEquals", BINDS_BY_PATTERN}, {"StringLike", BINDS_BY_PATTERN},
        {"ArnLike", BINDS_BY_PATTERN},   {"IpAddress", BINDS_BY_ADDRESS},
    };

    if (gl_str_eq_nocase(gl_str_slice(name, 0, any.len), any))
        name = gl_str_from(name, any.len);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (gl_str_eq_nocase(name, gl_str_of(known[i].name)))
            return known[i].kind;
    }
    return BINDS_NOTHING;
}

/* Is this value of a condition everything? */
static enum gl_truth is_everything(struct gl_check_ctx *ctx, const struct gl_value *text,
                                   const void *argument)
{
    const enum operator_kind *kind = argument;
    struct gl_str word = gl_policy_shape(ctx, text);

    if (*kind == BINDS_BY_ADDRESS)
        return gl_truth_of(gl_str_ends_with(word, GL_STR("/0")));
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] != '*' && word.ptr[i] != '?')
            return GL_FALSE;
    }
    return text->type == GL_CONCAT ? gl_maybe(ctx, text) : GL_TRUE;
}

static bool is_listed(struct gl_str key, const char *const *keys)
{
    for (; *keys; keys++) {
        if (gl_str_glob(key, gl_str_of(*keys), true))
            return true;
    }
    return false;
}

static enum gl_truth block_narrows(struct gl_check_ctx *ctx, const struct gl_value *block,
                                   enum operator_kind kind, const char *const *keys)
{
    enum gl_truth answer = GL_FALSE;

    if (gl_value_is_nothing(block) || kind == BINDS_NOTHING)
        return GL_FALSE;
    if (is_undecided(block))
        return gl_maybe(ctx, block);
    for (size_t i = 0; block->type == GL_MAP && i < block->u.map.len && answer != GL_TRUE; i++) {
        const struct gl_member *member = &block->u.map.members[i];

        if (!is_listed(member->key, keys))
            continue;
        if (kind == BINDS_EXACTLY)
            return GL_TRUE;
        answer = gl_truth_or(answer, gl_truth_not(gl_policy_some_text(ctx, gl_pick(ctx, &member->value),
                                                                      is_everything, &kind)));
    }
    return answer;
}

enum gl_truth gl_policy_is_narrowed(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                    const char *const *keys)
{
    const struct gl_value *condition = gl_policy_member(ctx, statement, "Condition");
    enum gl_truth answer = GL_FALSE;

    if (!condition)
        return GL_FALSE;
    if (is_undecided(condition))
        return gl_maybe(ctx, condition);
    for (size_t i = 0; condition->type == GL_MAP && i < condition->u.map.len && answer != GL_TRUE; i++) {
        const struct gl_member *member = &condition->u.map.members[i];

        answer = gl_truth_or(
            answer, block_narrows(ctx, gl_pick(ctx, &member->value), operator_kind(member->key), keys));
    }
    return answer;
}

struct gl_str gl_policy_shape(struct gl_check_ctx *ctx, const struct gl_value *text)
{
    struct gl_str known = {0}, shape;
    struct gl_buf out;

    if (gl_value_text(text, &known))
        return known;
    if (text->type != GL_CONCAT)
        return GL_STR("?");
    gl_buf_init(&out);
    for (size_t i = 0; i < text->u.list.len; i++) {
        const struct gl_value *part = gl_pick(ctx, &text->u.list.items[i]);

        gl_buf_add(&out, gl_value_text(part, &known) ? known : GL_STR("?"));
    }
    shape = gl_arena_copy(ctx->scratch, gl_buf_str(&out));
    gl_buf_free(&out);
    return shape;
}
