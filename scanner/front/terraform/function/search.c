#include <stdlib.h>

#include "front/terraform/function/library.h"

bool gl_tf_contains(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    bool has_unknown = false;

    if (gl_tf_is_unknown(list) && (gl_tf_is_sequence(list) || list->kind == GL_TF_DYNAMIC))
        return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
    if (!gl_tf_is_sequence(list))
        return gl_tf_fail_function(call, "argument must be list, tuple, or set");
    if (list->u.list.len == 0)
        return gl_tf_return_bool(call, false, ret_value);
    if (gl_tf_is_unknown(&call->args[1]))
        return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
    if (!gl_tf_spend(call->eval, call->span, list->u.list.len))
        return false;
    for (size_t i = 0; i < list->u.list.len; i++) {
        int equal = gl_tf_equal(call->eval->arena, &call->args[1], &list->u.list.items[i]);

        if (equal == 1)
            return gl_tf_return_bool(call, true, ret_value);
        has_unknown |= equal < 0;
    }
    if (has_unknown)
        return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
    return gl_tf_return_bool(call, false, ret_value);
}

bool gl_tf_index(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;

    if (list->kind != GL_TF_LIST && list->kind != GL_TF_TUPLE)
        return gl_tf_fail_function(call, "argument must be a list or tuple");
    if (list->u.list.len == 0)
        return gl_tf_fail_function(call, "cannot search an empty list");
    if (!gl_tf_spend(call->eval, call->span, list->u.list.len))
        return false;
    for (size_t i = 0; i < list->u.list.len; i++) {
        int equal = gl_tf_equal(call->eval->arena, &list->u.list.items[i], &call->args[1]);

        if (equal < 0)
            return gl_tf_return_unknown(call, &gl_tf_number, ret_value);
        if (equal == 1)
            return gl_tf_return_i64(call, (int64_t)i, ret_value);
    }
    return gl_tf_fail_function(call, "item not found");
}

static int by_value(const void *a, const void *b)
{
    const struct gl_tf_value *const *left = a, *const *right = b;
    int order = gl_tf_set_order(*left, *right);

    /* equal values stay in the order of the list: which of them is first matters */
    return order ? order : (*left > *right) - (*left < *right);
}

/* Pointers to the values, sorted, equal ones in their order. */
static const struct gl_tf_value **sorted(const struct gl_tf_call *call, const struct gl_tf_value *items,
                                         size_t len)
{
    const struct gl_tf_value **pointers = GL_NEW_ARRAY(call->eval->arena, const struct gl_tf_value *, len);

    for (size_t i = 0; i < len; i++)
        pointers[i] = &items[i];
    if (len)
        qsort(pointers, len, sizeof *pointers, by_value);
    return pointers;
}

bool gl_tf_distinct(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args, *items = list->u.list.items;
    size_t len = list->u.list.len, count = 0;
    const struct gl_tf_value **pointers;
    struct gl_tf_value *kept;
    bool *is_repeated;

    if (!gl_tf_afford(call, 2 * len, 0))
        return false;
    pointers = sorted(call, items, len);
    is_repeated = GL_NEW_ARRAY(call->eval->arena, bool, len);
    for (size_t i = 1; i < len; i++)
        is_repeated[pointers[i] - items] = gl_tf_set_order(pointers[i - 1], pointers[i]) == 0;
    kept = gl_tf_new_values(call, len);
    for (size_t i = 0; i < len; i++) {
        if (!is_repeated[i])
            kept[count++] = items[i];
    }
    return gl_tf_return_list(call, list->type, kept, count, ret_value);
}

static int compare_to(const void *key, const void *element)
{
    const struct gl_tf_value *const *pointer = element;

    return gl_tf_set_order(key, *pointer);
}

/* Keys and searched keys as lists of one type. */
static bool unify_keys(const struct gl_tf_call *call, struct gl_tf_value *ret_keys,
                       struct gl_tf_value *ret_set)
{
    struct gl_arena *arena = call->eval->arena;
    const struct gl_tf_type *types[2] = {gl_tf_type_of(arena, &call->args[1]),
                                         gl_tf_type_of(arena, &call->args[2])};
    const struct gl_tf_type *type = gl_tf_unify(arena, types, 2);
    struct gl_tf_problem problem = {0};

    return (type && gl_tf_convert(arena, &call->args[1], type, ret_keys, &problem) &&
            gl_tf_convert(arena, &call->args[2], type, ret_set, &problem)) ||
           gl_tf_fail_function(call, "keys and searchset must be of the same type");
}

bool gl_tf_matchkeys(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *values = call->args, **pointers;
    struct gl_tf_value keys = {0}, set = {0}, *items;
    size_t len, count = 0;

    if (!unify_keys(call, &keys, &set))
        return false;
    if (gl_tf_is_known(values) && gl_tf_is_known(&keys) && keys.u.list.len != values->u.list.len)
        return gl_tf_fail_function(call, "length of keys and values should be equal");
    if (!gl_tf_is_wholly_known(values) || !gl_tf_is_wholly_known(&keys) || gl_tf_is_unknown(&set))
        return gl_tf_return_unknown(call, gl_tf_type_of(call->eval->arena, values), ret_value);
    len = values->u.list.len;
    if (!gl_tf_afford(call, len + set.u.list.len, 0))
        return false;
    pointers = sorted(call, set.u.list.items, set.u.list.len);
    items = gl_tf_new_values(call, len);
    for (size_t i = 0; i < len; i++) {
        if (bsearch(&keys.u.list.items[i], pointers, set.u.list.len, sizeof *pointers, compare_to))
            items[count++] = values->u.list.items[i];
    }
    return gl_tf_return_list(call, values->type, items, count, ret_value);
}
