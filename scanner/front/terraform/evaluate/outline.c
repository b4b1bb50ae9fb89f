#include "front/terraform/evaluate/evaluating.h"

/* The arm of a conditional that is not taken may hold mistakes, but Terraform asks for its type all the same:
 * [x[0]] is a tuple of one element, whatever x is. */

static struct gl_tf_value unknown_of(struct gl_tf_eval *eval, const struct gl_tf_type *type,
                                     struct gl_span span)
{
    return gl_tf_make_unknown(eval->arena, type, GL_WHY_INVALID, GL_STR(""), span);
}

static bool part(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                 struct gl_tf_value *ret_value)
{
    if (gl_tf_evaluate(eval, scope, expr, ret_value))
        return true;
    return !eval->has_hit_limit && gl_tf_eval_outline(eval, scope, expr, ret_value);
}

static bool tuple(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                  struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(eval->arena, struct gl_tf_value, expr->u.list.len);

    for (size_t i = 0; i < expr->u.list.len; i++)
        if (!part(eval, scope, expr->u.list.items[i], &items[i]))
            return false;
    *ret_value = gl_tf_make_list(GL_TF_TUPLE, NULL, items, expr->u.list.len, expr->span);
    return true;
}

static bool object(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                   struct gl_tf_value *ret_value)
{
    size_t len = expr->u.object.len;
    struct gl_tf_member *members = GL_NEW_ARRAY(eval->arena, struct gl_tf_member, len);

    for (size_t i = 0; i < len; i++) {
        const struct gl_hcl_item *item = &expr->u.object.items[i];
        struct gl_tf_value key;

        if (!part(eval, scope, item->key, &key) || !part(eval, scope, item->value, &members[i].value))
            return false;
        if (!gl_tf_text(eval->arena, &key, &members[i].key)) {
            *ret_value = unknown_of(eval, &gl_tf_any, expr->span);
            return true;
        }
    }
    *ret_value = gl_tf_make_map(NULL, members, len, expr->span);
    return true;
}

static const struct gl_tf_type *operation_type(enum gl_hcl_op op)
{
    return op == GL_HCL_NEGATE || op >= GL_HCL_ADD ? &gl_tf_number : &gl_tf_bool;
}

bool gl_tf_eval_outline(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                        const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    switch (expr->kind) {
    case GL_HCL_PAREN:
    case GL_HCL_WRAP:
        return gl_tf_eval_outline(eval, scope, expr->u.operand[0], ret_value);
    case GL_HCL_TUPLE:
        return tuple(eval, scope, expr, ret_value);
    case GL_HCL_OBJECT:
        return object(eval, scope, expr, ret_value);
    case GL_HCL_TEMPLATE:
        *ret_value = unknown_of(eval, &gl_tf_string, expr->span);
        return true;
    case GL_HCL_UNARY:
    case GL_HCL_BINARY:
        *ret_value = unknown_of(eval, operation_type(expr->op), expr->span);
        return true;
    default:
        *ret_value = unknown_of(eval, &gl_tf_any, expr->span);
        return true;
    }
}
