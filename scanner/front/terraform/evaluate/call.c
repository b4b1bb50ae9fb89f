#include "front/terraform/evaluate/evaluating.h"

#include "base/limits.h"
#include "front/terraform/function/function.h"

enum { USUAL_ARGUMENTS = 8 };

/* ---- try and can ---- */

static struct gl_str plain_name(struct gl_str name)
{
    return gl_str_starts_with(name, GL_STR("core::")) ? gl_str_from(name, 6) : name;
}

/* A result that is not wholly known may still fail when it is: nothing may be said of it, but where it comes
 * from. */
static struct gl_tf_value forget(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                                 struct gl_span span)
{
    struct gl_tf_unknown unknown;

    if (value->state != GL_TF_UNKNOWN)
        return gl_tf_make_unknown_from(eval->arena, value, &gl_tf_any, false, span);
    unknown = *value->u.unknown;
    unknown.type = &gl_tf_any;
    unknown.is_not_null = false;
    unknown.prefix = (struct gl_str){0};
    unknown.low = unknown.high = NULL;
    unknown.least = unknown.most = 0;
    return gl_tf_mark_as(gl_tf_make_refined(eval->arena, &unknown, value->span), value);
}

static bool eval_try(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                     struct gl_tf_value *ret_value)
{
    if (expr->u.call.len == 0)
        return gl_tf_fail(eval, expr->span, "Error in function call",
                          "Call to function \"try\" failed: at least one argument is required.");
    for (uint32_t i = 0; i < expr->u.call.len; i++) {
        if (gl_tf_evaluate(eval, scope, expr->u.call.arguments[i], ret_value)) {
            if (!gl_tf_is_wholly_known(ret_value))
                *ret_value = forget(eval, ret_value, expr->span);
            return true;
        }
        if (eval->has_hit_limit)
            return false;
        eval->has_problem = false;
    }
    return gl_tf_fail(eval, expr->span, "Error in function call",
                      "Call to function \"try\" failed: no expression succeeded: %.*s: %.*s",
                      GL_STR_ARG(eval->problem.summary), GL_STR_ARG(eval->problem.detail));
}

static bool eval_can(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                     struct gl_tf_value *ret_value)
{
    struct gl_tf_value value;

    if (expr->u.call.len == 0)
        return gl_tf_fail(eval, expr->span, "Not enough function arguments",
                          "Function \"can\" expects 1 argument(s). Missing value for \"expression\".");
    if (expr->u.call.len > 1)
        return gl_tf_fail(eval, expr->span, "Too many function arguments",
                          "Function \"can\" expects only 1 argument(s).");
    if (!gl_tf_evaluate(eval, scope, expr->u.call.arguments[0], &value)) {
        if (eval->has_hit_limit)
            return false;
        eval->has_problem = false;
        *ret_value = gl_tf_make_bool(false, expr->span);
        return true;
    }
    *ret_value = gl_tf_is_wholly_known(&value)
                     ? gl_tf_make_bool(true, expr->span)
                     : gl_tf_make_unknown_from(eval->arena, &value, &gl_tf_bool, false, expr->span);
    return true;
}

/* ---- arguments ---- */

struct arguments {
    struct gl_tf_value *values, few[USUAL_ARGUMENTS];
    struct gl_span *spans, few_spans[USUAL_ARGUMENTS];
    size_t len;
};

static void make_room(struct gl_tf_eval *eval, struct arguments *arguments, size_t len)
{
    arguments->values = arguments->few;
    arguments->spans = arguments->few_spans;
    if (len <= USUAL_ARGUMENTS)
        return;
    arguments->values = GL_NEW_ARRAY(eval->arena, struct gl_tf_value, len);
    arguments->spans = GL_NEW_ARRAY(eval->arena, struct gl_span, len);
}

/* Whether the last argument, which is followed by ..., can be spread out; *ret_is_known is false when only
 * Terraform will know what it holds. */
static bool check_expanded(struct gl_tf_eval *eval, const struct gl_tf_value *value, struct gl_span span,
                           bool *ret_is_known)
{
    bool is_sequence = gl_tf_is_sequence(value);

    *ret_is_known = value->state == GL_TF_KNOWN;
    if (gl_tf_is_null(value) && (is_sequence || value->kind == GL_TF_DYNAMIC))
        return gl_tf_fail(eval, span, "Invalid expanding argument value",
                          "The expanding argument (indicated by ...) must not be null.");
    if (!is_sequence && value->kind != GL_TF_DYNAMIC)
        return gl_tf_fail(eval, span, "Invalid expanding argument value",
                          "The expanding argument (indicated by ...) must be of a tuple, list, or set type.");
    return true;
}

static void spread(struct arguments *arguments, const struct gl_tf_value *value, struct gl_span span)
{
    for (size_t i = 0; i < value->u.list.len; i++) {
        arguments->spans[arguments->len] = span;
        arguments->values[arguments->len++] = gl_tf_mark_as(value->u.list.items[i], value);
    }
}

static bool eval_arguments(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                           const struct gl_hcl_expr *expr, const struct gl_tf_value *expanded,
                           struct arguments *arguments)
{
    size_t own = expr->u.call.len - (expanded != NULL), more = expanded ? expanded->u.list.len : 0;

    if (!gl_tf_spend(eval, expr->span, more))
        return false;
    make_room(eval, arguments, own + more);
    for (size_t i = 0; i < own; i++) {
        arguments->spans[i] = expr->u.call.arguments[i]->span;
        if (!gl_tf_evaluate(eval, scope, expr->u.call.arguments[i], &arguments->values[i]))
            return false;
    }
    arguments->len = own;
    if (expanded)
        spread(arguments, expanded, expr->u.call.arguments[own]->span);
    return true;
}

static bool call_function(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                          const struct gl_hcl_expr *expr, const struct arguments *arguments,
                          struct gl_tf_value *ret_value)
{
    struct gl_tf_arguments given = {arguments->values, arguments->spans, arguments->len};

    return gl_tf_call(eval, scope, expr, &given, ret_value);
}

static bool call_expanded(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                          const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    const struct gl_hcl_expr *last = expr->u.call.arguments[expr->u.call.len - 1];
    struct gl_tf_value expanded;
    struct arguments arguments = {0};
    bool is_known;

    if (!gl_tf_evaluate(eval, scope, last, &expanded) ||
        !check_expanded(eval, &expanded, last->span, &is_known))
        return false;
    if (!is_known) {
        *ret_value = gl_tf_make_unknown_from(eval->arena, &expanded, &gl_tf_any, false, expr->span);
        return true;
    }
    return eval_arguments(eval, scope, expr, &expanded, &arguments) &&
           call_function(eval, scope, expr, &arguments, ret_value);
}

bool gl_tf_eval_call(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                     struct gl_tf_value *ret_value)
{
    struct gl_str name = plain_name(expr->u.call.name);
    struct arguments arguments = {0};

    if (gl_str_eq(name, GL_STR("try")))
        return eval_try(eval, scope, expr, ret_value);
    if (gl_str_eq(name, GL_STR("can")))
        return eval_can(eval, scope, expr, ret_value);
    if (expr->u.call.is_expanded && expr->u.call.len)
        return call_expanded(eval, scope, expr, ret_value);
    return eval_arguments(eval, scope, expr, NULL, &arguments) &&
           call_function(eval, scope, expr, &arguments, ret_value);
}
