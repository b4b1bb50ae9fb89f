#include <stdlib.h>

#include "front/terraform/function/library.h"

enum operation { UNION, INTERSECTION, SUBTRACTION };

static size_t members_of(const struct gl_tf_value *set)
{
    return set->u.list.len;
}

/* The one type of the elements; empty sets of any type have no say. */
static bool common_element(const struct gl_tf_call *call, const struct gl_tf_type **ret_type)
{
    struct gl_arena *arena = call->eval->arena;
    const struct gl_tf_type **types = GL_NEW_ARRAY(arena, const struct gl_tf_type *, call->len);
    size_t len = 0;

    for (size_t i = 0; i < call->len; i++) {
        const struct gl_tf_type *element = gl_tf_type_of(arena, &call->args[i])->element;

        if (gl_tf_is_known(&call->args[i]) && members_of(&call->args[i]) == 0 &&
            element->kind == GL_TF_DYNAMIC)
            continue;
        types[len++] = element;
    }
    *ret_type = len ? gl_tf_unify(arena, types, len) : &gl_tf_any;
    return *ret_type || gl_tf_fail_function(call, "given sets must all have compatible element types");
}

static bool convert_sets(const struct gl_tf_call *call, const struct gl_tf_type *element,
                         struct gl_tf_value *sets)
{
    const struct gl_tf_type *type = gl_tf_collection_of(call->eval->arena, GL_TF_SET, element);

    for (size_t i = 0; i < call->len; i++) {
        struct gl_tf_problem problem = {0};

        if (!gl_tf_convert(call->eval->arena, &call->args[i], type, &sets[i], &problem))
            return gl_tf_fail_argument(call, i, "%.*s", GL_STR_ARG(problem.detail));
    }
    return true;
}

static int by_value(const void *a, const void *b)
{
    return gl_tf_set_order(a, b);
}

/* Whether a value is an element of a sorted set. */
static bool has(const struct gl_tf_value *set, const struct gl_tf_value *item)
{
    size_t len = members_of(set);

    return len && bsearch(item, set->u.list.items, len, sizeof *item, by_value);
}

static bool belongs(enum operation what, const struct gl_tf_value *sets, size_t len,
                    const struct gl_tf_value *item)
{
    for (size_t i = 1; what != UNION && i < len; i++) {
        if (has(&sets[i], item) != (what == INTERSECTION))
            return false;
    }
    return true;
}

static bool operate(const struct gl_tf_call *call, enum operation what, struct gl_tf_value *ret_value)
{
    struct gl_tf_value *sets = gl_tf_new_values(call, call->len), *items;
    const struct gl_tf_type *element;
    size_t total = 0, len = 0;
    bool is_known = true;

    if (!common_element(call, &element))
        return false;
    for (size_t i = 0; i < call->len; i++)
        is_known &=
            !gl_tf_is_unknown(&call->args[i]) && (what == UNION || gl_tf_is_wholly_known(&call->args[i]));
    if (!is_known)
        return gl_tf_return_unknown(call, gl_tf_collection_of(call->eval->arena, GL_TF_SET, element),
                                    ret_value);
    if (!convert_sets(call, element, sets))
        return false;
    for (size_t i = 0; i < call->len; i++)
        total += members_of(&sets[i]);
    if (!gl_tf_afford(call, 2 * total, 0))
        return false;
    items = gl_tf_new_values(call, total);
    for (size_t i = 0; i < (what == UNION ? call->len : 1); i++) {
        for (size_t k = 0; k < members_of(&sets[i]); k++) {
            if (belongs(what, sets, call->len, &sets[i].u.list.items[k]))
                items[len++] = sets[i].u.list.items[k];
        }
    }
    *ret_value = gl_tf_make_set(call->eval->arena, element, items, len, call->span);
    return true;
}

bool gl_tf_setunion(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return operate(call, UNION, ret_value);
}

bool gl_tf_setintersection(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return operate(call, INTERSECTION, ret_value);
}

bool gl_tf_setsubtract(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return operate(call, SUBTRACTION, ret_value);
}

/* What one argument of a product contributes. */
static bool factor_type(const struct gl_tf_call *call, size_t i, const struct gl_tf_type **ret_type)
{
    const struct gl_tf_type *type = gl_tf_type_of(call->eval->arena, &call->args[i]);

    switch ((enum gl_tf_kind)type->kind) {
    case GL_TF_LIST:
    case GL_TF_SET:
        *ret_type = type->element;
        return true;
    case GL_TF_TUPLE:
        *ret_type = type->len ? gl_tf_unify(call->eval->arena, type->items, type->len) : &gl_tf_any;
        return *ret_type || gl_tf_fail_argument(call, i, "all elements must be of the same type");
    case GL_TF_DYNAMIC:
        *ret_type = &gl_tf_any;
        return true;
    case GL_TF_STRING:
    case GL_TF_NUMBER:
    case GL_TF_BOOL:
    case GL_TF_MAP:
    case GL_TF_OBJECT:
        break;
    }
    return gl_tf_fail_argument(call, i, "a set or a list is required");
}

struct product {
    const struct gl_tf_type **elements; /* of each factor */
    const struct gl_tf_type *tuple;
    struct gl_tf_value **factors; /* converted */
    size_t total;
    bool all_lists, has_dynamic, is_known;
};

static bool look_at_factors(const struct gl_tf_call *call, struct product *product)
{
    struct gl_arena *arena = call->eval->arena;
    struct gl_tf_type *tuple = GL_NEW(arena, struct gl_tf_type);

    product->elements = GL_NEW_ARRAY(arena, const struct gl_tf_type *, call->len);
    for (size_t i = 0; i < call->len; i++) {
        const struct gl_tf_value *value = &call->args[i];

        if (!factor_type(call, i, &product->elements[i]))
            return false;
        product->all_lists &= value->kind == GL_TF_LIST || value->kind == GL_TF_TUPLE;
        product->has_dynamic |= value->kind == GL_TF_DYNAMIC;
        if (gl_tf_is_unknown(value))
            product->is_known = false;
        else if (__builtin_mul_overflow(product->total, value->u.list.len, &product->total))
            product->total = SIZE_MAX / 64;
    }
    tuple->kind = GL_TF_TUPLE;
    tuple->items = product->elements;
    tuple->len = call->len;
    product->tuple = tuple;
    return true;
}

static bool convert_factors(const struct gl_tf_call *call, struct product *product)
{
    product->factors = GL_NEW_ARRAY(call->eval->arena, struct gl_tf_value *, call->len);
    for (size_t i = 0; i < call->len; i++) {
        size_t len = call->args[i].u.list.len;

        product->factors[i] = gl_tf_new_values(call, len);
        for (size_t k = 0; k < len; k++) {
            struct gl_tf_problem problem = {0};

            if (!gl_tf_convert(call->eval->arena, &call->args[i].u.list.items[k], product->elements[i],
                               &product->factors[i][k], &problem))
                return gl_tf_fail_argument(call, i, "%.*s", GL_STR_ARG(problem.detail));
        }
    }
    return true;
}

/* The last argument turns fastest. */
static struct gl_tf_value combination(const struct gl_tf_call *call, const struct product *product, size_t at)
{
    struct gl_tf_value *items = gl_tf_new_values(call, call->len);

    for (size_t i = call->len; i > 0; i--) {
        size_t len = call->args[i - 1].u.list.len;

        items[i - 1] = product->factors[i - 1][at % len];
        at /= len;
    }
    return gl_tf_make_list(GL_TF_TUPLE, NULL, items, call->len, call->span);
}

bool gl_tf_setproduct(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct product product = {.total = 1, .all_lists = true, .is_known = true};
    struct gl_tf_value *items;

    if (call->len < 2)
        return gl_tf_fail_function(call, "at least two arguments are required");
    if (!look_at_factors(call, &product))
        return false;
    if (!product.is_known)
        return gl_tf_return_unknown(call,
                                    product.has_dynamic
                                        ? &gl_tf_any
                                        : gl_tf_collection_of(call->eval->arena,
                                                              product.all_lists ? GL_TF_LIST : GL_TF_SET,
                                                              product.tuple),
                                    ret_value);
    if (product.total > SIZE_MAX / 64 / call->len || !gl_tf_afford(call, product.total * (call->len + 1), 0))
        return gl_tf_spend(call->eval, call->span, UINT64_MAX / 2);
    if (!convert_factors(call, &product))
        return false;
    items = gl_tf_new_values(call, product.total);
    for (size_t at = 0; at < product.total; at++)
        items[at] = combination(call, &product, at);
    if (!product.all_lists)
        *ret_value = gl_tf_make_set(call->eval->arena, product.tuple, items, product.total, call->span);
    else
        gl_tf_return_list(call, product.tuple, items, product.total, ret_value);
    for (size_t i = 0; i < call->len; i++)
        *ret_value = gl_tf_mark_as(*ret_value, &call->args[i]);
    return true;
}
