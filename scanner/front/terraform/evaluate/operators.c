#include "front/terraform/evaluate/evaluating.h"

#include "front/terraform/value/number.h"

static const char failed[] = "Operation failed", bad_operand[] = "Invalid operand";

/* ---- which decision an unknown truth is ---- */

static uint32_t mix(uint32_t a, uint64_t b)
{
    uint64_t h = (a ^ b) * 0x9e3779b97f4a7c15u;

    return (uint32_t)(h >> 32) | 1;
}

/* `condition ? true : false` is that condition's own decision. */
static bool is_condition_itself(const struct gl_tf_unknown *unknown)
{
    const struct gl_tf_value *parts = unknown->parts;

    return unknown->shape == GL_TF_ARMS && unknown->type->kind == GL_TF_BOOL &&
           parts[0].state == GL_TF_KNOWN && parts[0].u.boolean && parts[1].state == GL_TF_KNOWN &&
           !parts[1].u.boolean;
}

uint32_t gl_tf_decision(const struct gl_tf_value *value)
{
    const struct gl_tf_unknown *unknown = value->u.unknown;
    uint32_t hash;

    if (value->state != GL_TF_UNKNOWN)
        return 0;
    if (unknown->decision && (unknown->shape != GL_TF_ARMS || is_condition_itself(unknown)))
        return unknown->decision;
    if (unknown->is_derived || unknown->name.len == 0 || unknown->shape > GL_TF_REFERENCE)
        return 0;
    hash = mix((uint32_t)gl_str_hash(unknown->name), unknown->from.begin);
    return mix(hash, unknown->from.source);
}

/* Of an operand, which may be known: its text then stands for it. */
static uint32_t operand_decision(struct gl_tf_eval *eval, const struct gl_tf_value *value)
{
    struct gl_str text;

    if (gl_tf_is_null(value))
        return mix(1, value->state);
    return gl_tf_text(eval->arena, value, &text) ? mix(value->kind, gl_str_hash(text))
                                                 : gl_tf_decision(value);
}

static struct gl_tf_value unknown_result(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr,
                                         const struct gl_tf_value *a, const struct gl_tf_value *b,
                                         const struct gl_tf_type *type)
{
    const struct gl_tf_value *cause = a->flags & GL_TF_HAS_UNKNOWN ? a : b;
    struct gl_tf_unknown unknown = gl_tf_because(cause, type, true);

    if (type->kind == GL_TF_BOOL) {
        uint32_t left = operand_decision(eval, a), right = b == a ? 1 : operand_decision(eval, b);

        unknown.decision = left && right ? mix(mix(left, right), (uint64_t)expr->op << 32) : 0;
    }
    return gl_tf_make_refined(eval->arena, &unknown, expr->span);
}

/* ---- operands ---- */

static bool fail_operand(struct gl_tf_eval *eval, const struct gl_hcl_expr *operand, const char *side)
{
    eval->problem.detail = gl_arena_printf(eval->arena, "Unsuitable value for %s operand: %.*s.", side,
                                           GL_STR_ARG(eval->problem.detail));
    eval->problem.span = operand->span;
    return false;
}

/* Evaluated and converted, but maybe null or unknown. */
static bool eval_operand(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                         const struct gl_hcl_expr *operand, const struct gl_tf_type *type, const char *side,
                         struct gl_tf_value *ret_value)
{
    if (!gl_tf_evaluate(eval, scope, operand, ret_value))
        return false;
    if (ret_value->kind == type->kind)
        return true;
    return gl_tf_eval_convert(eval, ret_value, type, bad_operand, ret_value) ||
           (eval->has_hit_limit ? false : fail_operand(eval, operand, side));
}

static bool fail_null(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr)
{
    return gl_tf_fail(eval, expr->span, failed, "Error during operation: argument must not be null.");
}

static const struct gl_tf_type *operand_type(enum gl_hcl_op op)
{
    switch (op) {
    case GL_HCL_NOT:
    case GL_HCL_OR:
    case GL_HCL_AND:
        return &gl_tf_bool;
    case GL_HCL_EQUAL:
    case GL_HCL_NOT_EQUAL:
        return &gl_tf_any;
    case GL_HCL_NEGATE:
    case GL_HCL_LESS:
    case GL_HCL_LESS_EQUAL:
    case GL_HCL_GREATER:
    case GL_HCL_GREATER_EQUAL:
    case GL_HCL_ADD:
    case GL_HCL_SUBTRACT:
    case GL_HCL_MULTIPLY:
    case GL_HCL_DIVIDE:
    case GL_HCL_MODULO:
    case GL_HCL_OP_NONE:
        break;
    }
    return &gl_tf_number;
}

bool gl_tf_eval_unary(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                      const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type = operand_type(expr->op);
    struct gl_tf_value operand;

    if (!eval_operand(eval, scope, expr->u.operand[0], type, "unary", &operand))
        return false;
    if (gl_tf_is_null(&operand))
        return fail_null(eval, expr);
    if (gl_tf_is_unknown(&operand))
        *ret_value = unknown_result(eval, expr, &operand, &operand, type);
    else if (expr->op == GL_HCL_NOT)
        *ret_value = gl_tf_make_bool(!operand.u.boolean, expr->span);
    else
        *ret_value = gl_tf_negate(eval->arena, &operand);
    ret_value->span = expr->span;
    *ret_value = gl_tf_mark_as(*ret_value, &operand);
    return true;
}

/* ---- two operands ---- */

static bool calculate(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr, const struct gl_tf_value *a,
                      const struct gl_tf_value *b, struct gl_tf_value *ret_value)
{
    enum gl_tf_arithmetic what = (enum gl_tf_arithmetic)(expr->op - GL_HCL_ADD);

    if (gl_tf_calculate(eval->arena, what, a, b, ret_value)) {
        ret_value->flags &= (uint8_t) ~(GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE);
        ret_value->span = expr->span;
        return true;
    }
    if (what == GL_TF_DIVIDE)
        return gl_tf_fail(eval, expr->span, failed,
                          "Error during operation: can't divide zero by zero or infinity by infinity.");
    if (what == GL_TF_MULTIPLY)
        return gl_tf_fail(eval, expr->span, failed,
                          "Error during operation: can't multiply zero by infinity.");
    return gl_tf_fail(eval, expr->span, failed, "Error during operation: this has no result.");
}

static bool compare(enum gl_hcl_op op, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    int order = gl_tf_compare_numbers(a, b);

    if (op == GL_HCL_LESS)
        return order < 0;
    if (op == GL_HCL_LESS_EQUAL)
        return order <= 0;
    return op == GL_HCL_GREATER ? order > 0 : order >= 0;
}

static const struct gl_tf_value *bound(const struct gl_tf_value *number, bool is_low)
{
    if (number->state == GL_TF_KNOWN)
        return number;
    return is_low ? number->u.unknown->low : number->u.unknown->high;
}

static bool is_below(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    const struct gl_tf_value *high = bound(a, false), *low = bound(b, true);

    return high && low && gl_tf_compare_numbers(high, low) < 0;
}

/* Of numbers of which one is not known: the bounds may decide < and >, and with them the others only where
 * the answer is yes. */
static bool compare_bounds(enum gl_hcl_op op, const struct gl_tf_value *a, const struct gl_tf_value *b,
                           bool *ret_answer)
{
    bool asks_less = op == GL_HCL_LESS || op == GL_HCL_LESS_EQUAL;
    bool is_strict = op == GL_HCL_LESS || op == GL_HCL_GREATER;
    bool is_less = is_below(a, b), is_greater = is_below(b, a);

    *ret_answer = asks_less ? is_less : is_greater;
    return *ret_answer || (is_strict && (is_less || is_greater));
}

static bool equality(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr, const struct gl_tf_value *a,
                     const struct gl_tf_value *b, struct gl_tf_value *ret_value)
{
    int equal;

    if (a->depth && b->depth && !gl_tf_spend(eval, expr->span, gl_tf_weight(a)))
        return false;
    equal = gl_tf_equal(eval->arena, a, b);
    *ret_value = equal < 0 ? unknown_result(eval, expr, a, b, &gl_tf_bool)
                           : gl_tf_make_bool((equal == 1) == (expr->op == GL_HCL_EQUAL), expr->span);
    *ret_value = gl_tf_mark_deep(gl_tf_mark_deep(*ret_value, a), b);
    return true;
}

static bool apply(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr, const struct gl_tf_value *a,
                  const struct gl_tf_value *b, struct gl_tf_value *ret_value)
{
    bool is_arithmetic = expr->op >= GL_HCL_ADD, is_logic = expr->op == GL_HCL_OR || expr->op == GL_HCL_AND;
    bool answer = false, is_known = a->state == GL_TF_KNOWN && b->state == GL_TF_KNOWN;

    if (is_arithmetic && is_known)
        return calculate(eval, expr, a, b, ret_value);
    if (is_known && is_logic)
        answer = expr->op == GL_HCL_AND ? a->u.boolean && b->u.boolean : a->u.boolean || b->u.boolean;
    else if (is_known)
        answer = compare(expr->op, a, b);
    else if (!is_arithmetic && !is_logic)
        is_known = compare_bounds(expr->op, a, b, &answer);
    *ret_value = is_known ? gl_tf_make_bool(answer, expr->span)
                          : unknown_result(eval, expr, a, b, is_arithmetic ? &gl_tf_number : &gl_tf_bool);
    return true;
}

bool gl_tf_eval_binary(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                       const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type = operand_type(expr->op);
    struct gl_tf_value a, b;

    if (type->kind == GL_TF_DYNAMIC)
        return gl_tf_evaluate(eval, scope, expr->u.operand[0], &a) &&
               gl_tf_evaluate(eval, scope, expr->u.operand[1], &b) && equality(eval, expr, &a, &b, ret_value);
    if (!eval_operand(eval, scope, expr->u.operand[0], type, "left", &a) ||
        !eval_operand(eval, scope, expr->u.operand[1], type, "right", &b))
        return false;
    if (gl_tf_is_null(&a) || gl_tf_is_null(&b))
        return fail_null(eval, expr);
    if (!apply(eval, expr, &a, &b, ret_value))
        return false;
    *ret_value = gl_tf_mark_as(gl_tf_mark_as(*ret_value, &a), &b);
    return true;
}
