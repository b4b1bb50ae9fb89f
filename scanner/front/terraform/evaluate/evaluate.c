#include "front/terraform/evaluate/evaluating.h"

#include <stdarg.h>

#include "base/limits.h"
#include "base/unicode.h"
#include "front/terraform/value/number.h"

/* ---- problems and limits ---- */

bool gl_tf_fail(struct gl_tf_eval *eval, struct gl_span span, const char *summary, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    eval->problem = (struct gl_tf_problem){
        .span = span, .summary = gl_str_of(summary), .detail = gl_arena_vprintf(eval->arena, detail, args)};
    eval->has_problem = true;
    va_end(args);
    return false;
}

static bool fail_limit(struct gl_tf_eval *eval, struct gl_span span, const char *detail)
{
    eval->has_hit_limit = true;
    return gl_tf_fail(eval, span, "Too much to evaluate", "%s", detail);
}

bool gl_tf_spend(struct gl_tf_eval *eval, struct gl_span span, uint64_t cost)
{
    uint64_t most = GL_MAX_TERRAFORM_STEPS + eval->allowance;

    if (eval->steps <= most && cost <= most)
        eval->steps += cost;
    else
        eval->steps = most + 1;
    if (eval->steps <= most)
        return true;
    return fail_limit(eval, span, "the configuration makes more values than glacis evaluates");
}

bool gl_tf_eval_convert(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                        const struct gl_tf_type *type, const char *summary, struct gl_tf_value *ret_value)
{
    if (type->kind == GL_TF_DYNAMIC || (value->kind == type->kind && type->kind <= GL_TF_BOOL)) {
        *ret_value = *value;
        return true;
    }
    if (value->depth && !gl_tf_spend(eval, value->span, gl_tf_weight(value)))
        return false;
    if (gl_tf_convert(eval->arena, value, type, ret_value, &eval->problem))
        return true;
    eval->has_problem = true;
    eval->problem.summary = gl_str_of(summary);
    return false;
}

const struct gl_tf_value *gl_tf_part(const struct gl_tf_value *value, size_t index)
{
    if (gl_tf_has_members(value))
        return &value->u.map.members[index].value;
    return &value->u.list.items[index];
}

size_t gl_tf_part_len(const struct gl_tf_value *value)
{
    if (value->state != GL_TF_KNOWN || value->kind < GL_TF_LIST)
        return 0;
    return gl_tf_len(value);
}

/* ---- literals and constructors ---- */

static bool eval_number(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr,
                        struct gl_tf_value *ret_value)
{
    if (gl_tf_parse_number(eval->arena, expr->u.text, expr->span, ret_value))
        return true;
    return gl_tf_fail(eval, expr->span, "Invalid number literal",
                      "Failed to recognize the value of this number literal.");
}

static bool check_depth(struct gl_tf_eval *eval, const struct gl_tf_value *value, struct gl_span span)
{
    if (value->depth <= GL_MAX_TERRAFORM_NESTING)
        return true;
    return fail_limit(eval, span, "the value holds more collections inside each other than glacis evaluates");
}

static bool eval_tuple(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                       const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    size_t len = expr->u.list.len;
    struct gl_tf_value *items = GL_NEW_ARRAY(eval->arena, struct gl_tf_value, len);

    for (size_t i = 0; i < len; i++)
        if (!gl_tf_evaluate(eval, scope, expr->u.list.items[i], &items[i]))
            return false;
    *ret_value = gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, expr->span);
    return check_depth(eval, ret_value, expr->span);
}

/* What keys did to an object while it was made. */
struct keys {
    struct gl_tf_value unknown; /* the first key that is not known */
    bool has_unknown, is_sensitive;
};

static bool eval_key(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                     struct keys *keys, struct gl_str *ret_key)
{
    struct gl_tf_value key;

    if (expr->kind == GL_HCL_STRING) {
        *ret_key = gl_unicode_nfc(eval->arena, expr->u.text);
        return true;
    }
    if (!gl_tf_evaluate(eval, scope, expr, &key))
        return false;
    if (gl_tf_is_null(&key))
        return gl_tf_fail(eval, expr->span, "Null value as key", "Can't use a null value as a key.");
    keys->is_sensitive |= key.flags & GL_TF_SENSITIVE;
    if (gl_tf_is_unknown(&key)) {
        keys->unknown = keys->has_unknown ? keys->unknown : key;
        keys->has_unknown = true;
        *ret_key = GL_STR("");
        return true;
    }
    if (!gl_tf_text(eval->arena, &key, ret_key))
        return gl_tf_fail(eval, expr->span, "Incorrect key type",
                          "Can't use this value as a key: string required.");
    return true;
}

static bool eval_object(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                        const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    size_t len = expr->u.object.len;
    struct gl_tf_member *members = GL_NEW_ARRAY(eval->arena, struct gl_tf_member, len);
    struct keys keys = {0};

    for (size_t i = 0; i < len; i++) {
        const struct gl_hcl_item *item = &expr->u.object.items[i];

        members[i].key_span = item->key->span;
        members[i].expr_span = item->value->span;
        if (!eval_key(eval, scope, item->key, &keys, &members[i].key) ||
            !gl_tf_evaluate(eval, scope, item->value, &members[i].value))
            return false;
    }
    *ret_value = keys.has_unknown
                     ? gl_tf_make_unknown_from(eval->arena, &keys.unknown, &gl_tf_any, false, expr->span)
                     : gl_tf_make_map(NULL, members, len, expr->span);
    if (keys.is_sensitive)
        *ret_value = gl_tf_mark_sensitive(*ret_value);
    return check_depth(eval, ret_value, expr->span);
}

static struct gl_tf_value invalid(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr)
{
    return gl_tf_make_unknown(eval->arena, &gl_tf_any, GL_WHY_INVALID, GL_STR("an expression with a mistake"),
                              expr->span);
}

/* ---- the evaluator ---- */

static bool eval_composite(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                           const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    switch ((enum gl_hcl_kind)expr->kind) {
    case GL_HCL_TEMPLATE:
    case GL_HCL_TEMPLATE_IF:
    case GL_HCL_TEMPLATE_FOR:
        return gl_tf_eval_template(eval, scope, expr, ret_value);
    case GL_HCL_WRAP:
    case GL_HCL_PAREN:
        return gl_tf_evaluate(eval, scope, expr->u.operand[0], ret_value);
    case GL_HCL_VARIABLE:
    case GL_HCL_ATTRIBUTE:
    case GL_HCL_INDEX:
    case GL_HCL_SPLAT_ITEM:
        return gl_tf_eval_reference(eval, scope, expr, ret_value);
    case GL_HCL_SPLAT:
        return gl_tf_eval_splat(eval, scope, expr, ret_value);
    case GL_HCL_CALL:
        return gl_tf_eval_call(eval, scope, expr, ret_value) && check_depth(eval, ret_value, expr->span);
    case GL_HCL_UNARY:
        return gl_tf_eval_unary(eval, scope, expr, ret_value);
    case GL_HCL_BINARY:
        return gl_tf_eval_binary(eval, scope, expr, ret_value);
    case GL_HCL_CONDITIONAL:
        return gl_tf_eval_conditional(eval, scope, expr, ret_value);
    case GL_HCL_TUPLE:
        return eval_tuple(eval, scope, expr, ret_value);
    case GL_HCL_OBJECT:
        return eval_object(eval, scope, expr, ret_value);
    case GL_HCL_FOR_TUPLE:
    case GL_HCL_FOR_OBJECT:
        return gl_tf_eval_for(eval, scope, expr, ret_value) && check_depth(eval, ret_value, expr->span);
    case GL_HCL_INVALID:
    case GL_HCL_NULL:
    case GL_HCL_BOOL:
    case GL_HCL_NUMBER:
    case GL_HCL_STRING:
        break;
    }
    *ret_value = invalid(eval, expr);
    return true;
}

bool gl_tf_evaluate(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                    struct gl_tf_value *ret_value)
{
    bool is_good;

    if (eval->depth == 0)
        eval->has_problem = eval->has_hit_limit = false;
    if (!gl_tf_spend(eval, expr->span, 1))
        return false;
    switch (expr->kind) {
    case GL_HCL_STRING:
        *ret_value = gl_tf_make_string(gl_unicode_nfc(eval->arena, expr->u.text), expr->span);
        return true;
    case GL_HCL_NUMBER:
        return eval_number(eval, expr, ret_value);
    case GL_HCL_BOOL:
        *ret_value = gl_tf_make_bool(expr->u.boolean, expr->span);
        return true;
    case GL_HCL_NULL:
        *ret_value = gl_tf_make_null(&gl_tf_any, expr->span);
        return true;
    default:
        break;
    }
    if (eval->depth >= GL_MAX_TERRAFORM_DEPTH)
        return fail_limit(eval, expr->span, "expressions are nested deeper than glacis evaluates");
    eval->depth++;
    is_good = eval_composite(eval, scope, expr, ret_value);
    eval->depth--;
    return is_good;
}
