#include "front/terraform/evaluate/evaluating.h"

#include "front/terraform/value/number.h"

bool gl_tf_condition(struct gl_tf_eval *eval, const struct gl_tf_value *value, struct gl_span span,
                     bool *ret_is_true)
{
    struct gl_tf_value converted;

    if (gl_tf_is_null(value))
        return gl_tf_fail(eval, span, "Null condition",
                          "The condition value is null. Conditions must either be true or false.");
    if (!gl_tf_eval_convert(eval, value, &gl_tf_bool, "Incorrect condition type", &converted)) {
        eval->problem.span = span;
        if (!eval->has_hit_limit)
            eval->problem.detail = GL_STR("The condition expression must be of type bool.");
        return false;
    }
    *ret_is_true = converted.u.boolean;
    return true;
}

/* The arms of a conditional. What is wrong with an arm matters only when it is the one that is taken. */
struct arms {
    struct gl_tf_value value[2]; /* [0] of true, [1] of false */
    struct gl_tf_problem problem[2];
    bool is_good[2];
    const struct gl_tf_type *type; /* what both become; NULL: each stays what it is */
};

static bool eval_arms(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                      const struct gl_hcl_expr *expr, struct arms *arms)
{
    for (size_t i = 0; i < 2; i++) {
        arms->is_good[i] = gl_tf_evaluate(eval, scope, expr->u.operand[i + 1], &arms->value[i]);
        if (arms->is_good[i])
            continue;
        arms->problem[i] = eval->problem;
        if (eval->has_hit_limit || !gl_tf_eval_outline(eval, scope, expr->u.operand[i + 1], &arms->value[i]))
            return false;
        eval->has_problem = false;
    }
    return true;
}

static bool is_untyped_null(const struct gl_tf_value *value)
{
    return gl_tf_is_null(value) && value->kind == GL_TF_DYNAMIC;
}

static bool fail_types(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr, const struct arms *arms)
{
    struct gl_str a = gl_tf_type_name(eval->arena, gl_tf_type_of(eval->arena, &arms->value[0]));
    struct gl_str b = gl_tf_type_name(eval->arena, gl_tf_type_of(eval->arena, &arms->value[1]));

    return gl_tf_fail(eval, expr->span, "Inconsistent conditional result types",
                      "The true and false result expressions must have consistent types. The 'true' value is "
                      "%.*s, but the 'false' value is %.*s.",
                      GL_STR_ARG(a), GL_STR_ARG(b));
}

/* Finds the type that both arms get. */
static bool unify_arms(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr, struct arms *arms)
{
    const struct gl_tf_value *a = &arms->value[0], *b = &arms->value[1];
    const struct gl_tf_type *types[2];

    if (is_untyped_null(a) || is_untyped_null(b)) {
        const struct gl_tf_value *other = is_untyped_null(a) ? b : a;

        arms->type = gl_tf_type_of(eval->arena, other);
        return true;
    }
    if (a->kind == GL_TF_DYNAMIC || b->kind == GL_TF_DYNAMIC)
        return true;
    if (a->depth && b->depth && !gl_tf_spend(eval, expr->span, gl_tf_weight(a) + gl_tf_weight(b)))
        return false;
    if (gl_tf_same_type(eval->arena, a, b))
        return true;
    types[0] = gl_tf_type_of(eval->arena, a);
    types[1] = gl_tf_type_of(eval->arena, b);
    arms->type = gl_tf_unify(eval->arena, types, 2);
    return arms->type || fail_types(eval, expr, arms);
}

/* ---- the condition is not known ---- */

static const struct gl_tf_value *lower(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    return gl_tf_compare_numbers(a, b) <= 0 ? a : b;
}

static const struct gl_tf_value *low_of(const struct gl_tf_value *number)
{
    return number->state == GL_TF_KNOWN ? number : number->u.unknown->low;
}

static const struct gl_tf_value *high_of(const struct gl_tf_value *number)
{
    return number->state == GL_TF_KNOWN ? number : number->u.unknown->high;
}

static void refine_number(struct gl_tf_eval *eval, const struct gl_tf_value *a, const struct gl_tf_value *b,
                          struct gl_tf_unknown *unknown)
{
    const struct gl_tf_value *low[2] = {low_of(a), low_of(b)}, *high[2] = {high_of(a), high_of(b)};
    struct gl_tf_value *bounds = GL_NEW_ARRAY(eval->arena, struct gl_tf_value, 2);

    if (low[0] && low[1]) {
        bounds[0] = *lower(low[0], low[1]);
        unknown->low = &bounds[0];
    }
    if (high[0] && high[1]) {
        bounds[1] = lower(high[0], high[1]) == high[0] ? *high[1] : *high[0];
        unknown->high = &bounds[1];
    }
}

static uint64_t least_of(const struct gl_tf_value *value)
{
    if (value->state == GL_TF_UNKNOWN)
        return value->u.unknown->least;
    if (value->kind == GL_TF_SET && value->flags & GL_TF_HAS_UNKNOWN)
        return value->u.list.len > 0;
    return gl_tf_part_len(value);
}

static uint64_t most_of(const struct gl_tf_value *value)
{
    if (value->state != GL_TF_UNKNOWN)
        return gl_tf_part_len(value);
    return value->u.unknown->most || value->u.unknown->least ? value->u.unknown->most : UINT64_MAX;
}

static void refine_length(const struct gl_tf_value *a, const struct gl_tf_value *b,
                          struct gl_tf_unknown *unknown)
{
    unknown->least = least_of(a) < least_of(b) ? least_of(a) : least_of(b);
    unknown->most = most_of(a) > most_of(b) ? most_of(a) : most_of(b);
}

/* Numbers keep their bounds, collections of one type their lengths, and a result without null is told. */
static void refine(struct gl_tf_eval *eval, const struct arms *arms, struct gl_tf_unknown *unknown)
{
    const struct gl_tf_value *a = &arms->value[0], *b = &arms->value[1];

    unknown->is_not_null = gl_tf_is_not_null(a) && gl_tf_is_not_null(b);
    if (gl_tf_is_null(a) || gl_tf_is_null(b))
        return;
    if (a->kind == GL_TF_NUMBER && b->kind == GL_TF_NUMBER)
        refine_number(eval, a, b, unknown);
    else if (a->kind >= GL_TF_LIST && a->kind <= GL_TF_MAP && !arms->type)
        refine_length(a, b, unknown);
}

static void convert_arms(struct gl_tf_eval *eval, const struct arms *arms, struct gl_tf_unknown *unknown)
{
    struct gl_tf_value *parts = GL_NEW_ARRAY(eval->arena, struct gl_tf_value, 2);
    struct gl_tf_problem ignored;

    for (size_t i = 0; i < 2; i++) {
        parts[i] = arms->value[i];
        if (!arms->is_good[i] ||
            (arms->type && !gl_tf_convert(eval->arena, &arms->value[i], arms->type, &parts[i], &ignored)))
            return;
    }
    unknown->shape = GL_TF_ARMS;
    unknown->parts = parts;
    unknown->part_len = 2;
}

static const struct gl_tf_type *result_type(struct gl_tf_eval *eval, const struct arms *arms)
{
    if (arms->type)
        return arms->type;
    if (arms->value[0].kind == GL_TF_DYNAMIC || arms->value[1].kind == GL_TF_DYNAMIC)
        return &gl_tf_any;
    return gl_tf_type_of(eval->arena, &arms->value[0]);
}

/* A decision that cannot be recognised elsewhere gets a number of its own, the same in every run. */
static uint32_t own_decision(const struct gl_tf_eval *eval, struct gl_span span)
{
    uint64_t place = ((uint64_t)span.source << 32 | span.begin) * 0x9e3779b97f4a7c15u;

    return (uint32_t)((place ^ (eval->steps * 0xc2b2ae3d27d4eb4fu)) >> 32) | 1;
}

/* Two empty collections of one type are that, whatever the condition is. */
static bool are_both_empty(const struct arms *arms)
{
    const struct gl_tf_value *a = &arms->value[0], *b = &arms->value[1];

    return !arms->type && a->kind >= GL_TF_LIST && a->kind <= GL_TF_MAP && a->kind == b->kind &&
           a->state == GL_TF_KNOWN && b->state == GL_TF_KNOWN && gl_tf_part_len(a) == 0 &&
           gl_tf_part_len(b) == 0;
}

static bool undecided(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr,
                      const struct gl_tf_value *condition, const struct arms *arms,
                      struct gl_tf_value *ret_value)
{
    struct gl_tf_unknown unknown = gl_tf_because(condition, result_type(eval, arms), false);
    struct gl_tf_value *kept = GL_NEW(eval->arena, struct gl_tf_value);

    if (gl_tf_is_null(&arms->value[0]) && gl_tf_is_null(&arms->value[1])) {
        *ret_value = gl_tf_make_null(unknown.type, expr->span);
    } else if (are_both_empty(arms)) {
        *ret_value = arms->value[0];
    } else {
        refine(eval, arms, &unknown);
        convert_arms(eval, arms, &unknown);
        *kept = *condition;
        unknown.condition = kept;
        unknown.decision = gl_tf_decision(condition);
        if (!unknown.decision)
            unknown.decision = own_decision(eval, expr->span);
        *ret_value = gl_tf_make_refined(eval->arena, &unknown, expr->span);
    }
    return true;
}

/* ---- the condition is known ---- */

static bool take(struct gl_tf_eval *eval, const struct arms *arms, size_t which,
                 struct gl_tf_value *ret_value)
{
    if (!arms->is_good[which]) {
        eval->problem = arms->problem[which];
        eval->has_problem = true;
        return false;
    }
    *ret_value = arms->value[which];
    return !arms->type || gl_tf_eval_convert(eval, &arms->value[which], arms->type,
                                             "Inconsistent conditional result types", ret_value);
}

bool gl_tf_eval_conditional(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                            const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    struct arms arms = {0};
    struct gl_tf_value condition;
    bool is_true = false;

    if (!gl_tf_evaluate(eval, scope, expr->u.operand[0], &condition) ||
        !eval_arms(eval, scope, expr, &arms) || !unify_arms(eval, expr, &arms))
        return false;
    if (gl_tf_is_unknown(&condition)) {
        if (!undecided(eval, expr, &condition, &arms, ret_value))
            return false;
    } else if (!gl_tf_condition(eval, &condition, expr->u.operand[0]->span, &is_true) ||
               !take(eval, &arms, is_true ? 0 : 1, ret_value)) {
        return false;
    }
    /* also what is not taken makes the result sensitive */
    for (size_t i = 0; i < 2; i++)
        *ret_value = gl_tf_mark_as(*ret_value, &arms.value[i]);
    *ret_value = gl_tf_mark_as(*ret_value, &condition);
    return true;
}
