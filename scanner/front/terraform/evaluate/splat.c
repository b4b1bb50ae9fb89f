#include "front/terraform/evaluate/evaluating.h"

static bool eval_each(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                      const struct gl_hcl_expr *expr, const struct gl_tf_value *item,
                      struct gl_tf_value *ret_value)
{
    struct gl_tf_binding binding = {.value = *item}; /* no name: what SPLAT_ITEM stands for */
    struct gl_tf_scope inner = {
        .outer = scope, .bindings = &binding, .len = 1, .module = scope ? scope->module : NULL};

    return gl_tf_evaluate(eval, &inner, expr->u.splat.each, ret_value);
}

/* The type of the elements, found by taking the steps from an unknown one. */
static bool element_type(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                         const struct gl_hcl_expr *expr, const struct gl_tf_value *source,
                         const struct gl_tf_type **ret_type)
{
    struct gl_tf_value item, each;

    item = gl_tf_make_unknown_from(eval->arena, source, gl_tf_element_type(source), false, source->span);
    if (!eval_each(eval, scope, expr, &item, &each))
        return false;
    *ret_type = gl_tf_type_of(eval->arena, &each);
    return true;
}

/* A list or set, or a tuple, of which not even the number of elements is known. */
static bool splat_unknown(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                          const struct gl_hcl_expr *expr, const struct gl_tf_value *source,
                          struct gl_tf_value *ret_value)
{
    struct gl_tf_unknown unknown = gl_tf_because(source, &gl_tf_any, false);
    const struct gl_tf_type *type;

    if (source->kind == GL_TF_LIST || source->kind == GL_TF_SET) {
        if (!element_type(eval, scope, expr, source, &type))
            return false;
        unknown.type = gl_tf_collection_of(eval->arena, GL_TF_LIST, type);
        unknown.is_not_null = true;
        unknown.least = source->u.unknown->least;
        unknown.most = source->u.unknown->most;
    }
    *ret_value = gl_tf_mark_as(gl_tf_make_refined(eval->arena, &unknown, expr->span), source);
    return true;
}

static bool empty_list(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                       const struct gl_hcl_expr *expr, const struct gl_tf_value *source,
                       struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type;

    if (!element_type(eval, scope, expr, source, &type))
        return false;
    *ret_value = gl_tf_make_list(GL_TF_LIST, type, NULL, 0, expr->span);
    return true;
}

static struct gl_tf_value make_list(struct gl_tf_eval *eval, const struct gl_tf_value *source,
                                    const struct gl_tf_value *items, size_t len, struct gl_span span)
{
    bool is_list = source->kind == GL_TF_LIST || source->kind == GL_TF_SET;

    for (size_t i = 1; is_list && i < len; i++)
        is_list = gl_tf_same_type(eval->arena, &items[0], &items[i]);
    return is_list ? gl_tf_make_list(GL_TF_LIST, gl_tf_type_of(eval->arena, &items[0]), items, len, span)
                   : gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, span);
}

static bool splat_known(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                        const struct gl_hcl_expr *expr, const struct gl_tf_value *source,
                        struct gl_tf_value *ret_value)
{
    size_t len = source->u.list.len;
    struct gl_tf_value *items;

    if (len == 0 && source->kind != GL_TF_TUPLE)
        return empty_list(eval, scope, expr, source, ret_value);
    if (!gl_tf_spend(eval, expr->span, len))
        return false;
    items = GL_NEW_ARRAY(eval->arena, struct gl_tf_value, len);
    for (size_t i = 0; i < len; i++)
        if (!eval_each(eval, scope, expr, &source->u.list.items[i], &items[i]))
            return false;
    *ret_value = gl_tf_mark_as(make_list(eval, source, items, len, expr->span), source);
    return true;
}

/* A single value is a tuple of itself, null an empty one; what may be either is not known. */
static bool splat_single(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                         const struct gl_hcl_expr *expr, const struct gl_tf_value *source,
                         struct gl_tf_value *ret_value)
{
    struct gl_tf_value *item;

    if (gl_tf_is_null(source)) {
        *ret_value = gl_tf_make_list(GL_TF_TUPLE, NULL, NULL, 0, expr->span);
        return true;
    }
    item = GL_NEW(eval->arena, struct gl_tf_value);
    if (!eval_each(eval, scope, expr, source, item))
        return false;
    if (!gl_tf_is_not_null(source)) {
        *ret_value = gl_tf_make_unknown_from(eval->arena, source, &gl_tf_any, false, expr->span);
        return true;
    }
    *ret_value = gl_tf_make_list(GL_TF_TUPLE, NULL, item, 1, expr->span);
    return true;
}

bool gl_tf_eval_splat(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                      const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    struct gl_tf_value source;

    if (!gl_tf_evaluate(eval, scope, expr->u.splat.from, &source))
        return false;
    if (gl_tf_is_unknown(&source) && source.kind == GL_TF_DYNAMIC)
        return splat_unknown(eval, scope, expr, &source, ret_value);
    if (!gl_tf_is_sequence(&source))
        return splat_single(eval, scope, expr, &source, ret_value);
    if (gl_tf_is_null(&source))
        return gl_tf_fail(eval, expr->span, "Splat of null value",
                          "Splat expressions (with the * symbol) cannot be applied to null sequences.");
    if (gl_tf_is_unknown(&source))
        return splat_unknown(eval, scope, expr, &source, ret_value);
    return splat_known(eval, scope, expr, &source, ret_value);
}
