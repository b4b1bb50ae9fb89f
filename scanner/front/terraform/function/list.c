#include "front/terraform/function/library.h"

#include <stdlib.h>

bool gl_tf_alltrue(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;

    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_tf_value *item = &list->u.list.items[i];

        if (gl_tf_is_unknown(item))
            return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
        if (gl_tf_is_null(item) || !item->u.boolean)
            return gl_tf_return_bool(call, false, ret_value);
    }
    return gl_tf_return_bool(call, true, ret_value);
}

bool gl_tf_anytrue(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;

    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_tf_value *item = &list->u.list.items[i];

        if (gl_tf_is_known(item) && item->u.boolean)
            return gl_tf_return_bool(call, true, ret_value);
    }
    if (!gl_tf_is_wholly_known(list))
        return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
    return gl_tf_return_bool(call, false, ret_value);
}

bool gl_tf_chunklist(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    const struct gl_tf_type *type = gl_tf_type_of(call->eval->arena, list);
    struct gl_tf_value *chunks;
    size_t len = list->u.list.len, count = 0, step;
    int64_t size;

    if (!gl_tf_argument_i64(call, 1, &size))
        return false;
    if (size < 0)
        return gl_tf_fail_function(call, "the size argument must be positive");
    if (!gl_tf_afford(call, len, 0))
        return false;
    step = size == 0 || (uint64_t)size > len ? len : (size_t)size;
    chunks = gl_tf_new_values(call, len + 1);
    for (size_t at = 0; at < len; at += step) {
        size_t left = len - at;

        chunks[count++] = gl_tf_make_list(GL_TF_LIST, list->type, list->u.list.items + at,
                                          left < step ? left : step, call->span);
    }
    gl_tf_return_list(call, type, chunks, count, ret_value);
    *ret_value = gl_tf_mark_as(*ret_value, list);
    return true;
}

bool gl_tf_compact(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    struct gl_tf_value *items;
    size_t len = 0;

    if (!gl_tf_afford(call, list->u.list.len, 0))
        return false;
    items = gl_tf_new_values(call, list->u.list.len);
    for (size_t i = 0; i < list->u.list.len; i++) {
        if (gl_tf_is_known(&list->u.list.items[i]) && list->u.list.items[i].u.text.len)
            items[len++] = list->u.list.items[i];
    }
    return gl_tf_return_list(call, &gl_tf_string, items, len, ret_value);
}

/* The one type of the elements when every argument is a list; NULL: the result is a tuple. */
static bool concat_type(const struct gl_tf_call *call, const struct gl_tf_type **ret_type, bool *ret_is_known)
{
    const struct gl_tf_type **types = GL_NEW_ARRAY(call->eval->arena, const struct gl_tf_type *, call->len);
    size_t lists = 0;

    for (size_t i = 0; i < call->len; i++) {
        const struct gl_tf_value *value = &call->args[i];
        const struct gl_tf_type *type = gl_tf_type_of(call->eval->arena, value);

        if (gl_tf_is_unknown(value) && type->kind == GL_TF_DYNAMIC) {
            *ret_is_known = false;
            continue;
        }
        if (type->kind != GL_TF_LIST && type->kind != GL_TF_TUPLE)
            return gl_tf_fail_argument(call, i, "all arguments must be lists or tuples; got %.*s",
                                       GL_STR_ARG(gl_tf_argument_type(call, i)));
        *ret_is_known &= !gl_tf_is_unknown(value);
        if (type->kind == GL_TF_LIST)
            types[lists++] = type->element;
    }
    *ret_type = lists == call->len ? gl_tf_unify(call->eval->arena, types, lists) : NULL;
    return true;
}

static bool concat_items(const struct gl_tf_call *call, const struct gl_tf_type *element,
                         struct gl_tf_value *items)
{
    for (size_t i = 0; i < call->len; i++) {
        for (size_t k = 0; k < call->args[i].u.list.len; k++, items++) {
            struct gl_tf_problem problem = {0};

            *items = call->args[i].u.list.items[k];
            if (element &&
                !gl_tf_convert(call->eval->arena, &call->args[i].u.list.items[k], element, items, &problem))
                return gl_tf_fail_argument(call, i, "%.*s", GL_STR_ARG(problem.detail));
        }
    }
    return true;
}

bool gl_tf_concat(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *element = NULL;
    struct gl_tf_value *items;
    bool is_known = true;
    size_t len = 0;

    if (call->len == 0)
        return gl_tf_fail_function(call, "at least one argument is required");
    if (!concat_type(call, &element, &is_known))
        return false;
    if (is_known) {
        for (size_t i = 0; i < call->len; i++)
            len += call->args[i].u.list.len;
        if (!gl_tf_afford(call, len, 0))
            return false;
        items = gl_tf_new_values(call, len);
        if (!concat_items(call, element, items))
            return false;
        gl_tf_return_list(call, element, items, len, ret_value);
    } else {
        gl_tf_return_unknown(
            call, element ? gl_tf_collection_of(call->eval->arena, GL_TF_LIST, element) : &gl_tf_any,
            ret_value);
    }
    for (size_t i = 0; i < call->len; i++)
        *ret_value = gl_tf_mark_as(*ret_value, &call->args[i]);
    return true;
}

bool gl_tf_element(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    const struct gl_tf_type *type = gl_tf_type_of(call->eval->arena, list);
    bool is_list = type->kind == GL_TF_LIST || type->kind == GL_TF_TUPLE;
    int64_t index;

    if (!is_list && type->kind != GL_TF_DYNAMIC)
        return gl_tf_fail_function(call, "cannot read elements from %.*s",
                                   GL_STR_ARG(gl_tf_argument_type(call, 0)));
    if (gl_tf_is_unknown(&call->args[1]) || !is_list)
        return gl_tf_return_unknown(call, type->kind == GL_TF_LIST ? type->element : &gl_tf_any, ret_value);
    if (!gl_tf_number_i64(&call->args[1], &index))
        return gl_tf_fail_function(call, "invalid index: value must be a whole number");
    if (gl_tf_is_unknown(list) && type->kind == GL_TF_TUPLE && type->len && index >= 0)
        return gl_tf_return_unknown(call, type->items[(uint64_t)index % type->len], ret_value);
    if (gl_tf_is_unknown(list))
        return gl_tf_return_unknown(call, type->kind == GL_TF_LIST ? type->element : &gl_tf_any, ret_value);
    if (list->u.list.len == 0)
        return gl_tf_fail_function(call, "cannot use element function with an empty list");
    index %= (int64_t)list->u.list.len;
    if (index < 0 && list->kind == GL_TF_TUPLE) /* as Terraform 1.11 does, which counts lists from the end */
        return gl_tf_fail_function(
            call, "panic in function implementation: runtime error: index out of range [%lld]",
            (long long)index);
    index += index < 0 ? (int64_t)list->u.list.len : 0;
    *ret_value = gl_tf_mark_as(list->u.list.items[index], list);
    return true;
}

struct flat {
    const struct gl_tf_call *call;
    struct gl_tf_value *items;
    size_t len, capacity;
    bool is_known;
    bool is_marked;
};

static bool flatten(struct flat *flat, const struct gl_tf_value *list)
{
    flat->is_marked |= (list->flags & GL_TF_SENSITIVE) != 0;
    if (!gl_tf_spend(flat->call->eval, flat->call->span, list->u.list.len + 1))
        return false;
    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_tf_value *item = &list->u.list.items[i];

        if (gl_tf_is_known_sequence(item)) {
            if (!flatten(flat, item))
                return false;
            continue;
        }
        /* what is not known may be one list more */
        flat->is_known &=
            !gl_tf_is_unknown(item) || !(item->kind == GL_TF_DYNAMIC || gl_tf_is_sequence(item));
        *GL_PUSH(flat->call->eval->arena, flat->items, flat->len, flat->capacity) = *item;
    }
    return true;
}

bool gl_tf_flatten(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct flat flat = {.call = call, .is_known = true};

    /* Terraform looks at the type only when all of the value is known */
    if (!gl_tf_is_sequence(call->args) && !gl_tf_is_wholly_known(call->args))
        return gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    if (!gl_tf_is_sequence(call->args))
        return gl_tf_fail_function(call, "can only flatten lists, sets and tuples");
    if (!flatten(&flat, call->args))
        return false;
    if (flat.is_known)
        gl_tf_return_list(call, NULL, flat.items, flat.len, ret_value);
    else
        gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    if (flat.is_marked)
        *ret_value = gl_tf_mark_sensitive(*ret_value);
    return true;
}

bool gl_tf_one(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    const struct gl_tf_type *type = gl_tf_type_of(call->eval->arena, list);

    if (gl_tf_is_unknown(list)) {
        if (type->kind == GL_TF_TUPLE && type->len == 1)
            return gl_tf_return_unknown(call, type->items[0], ret_value);
        if (type->kind == GL_TF_LIST || type->kind == GL_TF_SET)
            return gl_tf_return_unknown(call, type->element, ret_value);
        if (type->kind == GL_TF_DYNAMIC)
            return gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    }
    if (!gl_tf_is_sequence(list) || gl_tf_is_unknown(list) || list->u.list.len > 1)
        return gl_tf_fail_argument(call, 0,
                                   "must be a list, set, or tuple value with either zero or one elements");
    if (list->u.list.len)
        *ret_value = list->u.list.items[0];
    else
        *ret_value = gl_tf_make_null(list->kind == GL_TF_TUPLE ? &gl_tf_any : list->type, call->span);
    *ret_value = gl_tf_mark_as(*ret_value, list);
    return true;
}

static bool reverse_unknown(const struct gl_tf_call *call, const struct gl_tf_type *type,
                            struct gl_tf_value *ret_value)
{
    if (type->kind == GL_TF_SET)
        type = gl_tf_collection_of(call->eval->arena, GL_TF_LIST, type->element);
    return gl_tf_return_unknown(call, type->kind == GL_TF_LIST ? type : &gl_tf_any, ret_value);
}

bool gl_tf_reverse(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    struct gl_tf_value *items;
    size_t len;

    if (gl_tf_is_unknown(list) && (gl_tf_is_sequence(list) || list->kind == GL_TF_DYNAMIC))
        return reverse_unknown(call, list->u.unknown->type, ret_value);
    if (!gl_tf_is_sequence(list))
        return gl_tf_fail_argument(call, 0, "can only reverse list or tuple values, not %.*s",
                                   GL_STR_ARG(gl_tf_argument_type(call, 0)));
    len = list->u.list.len;
    if (!gl_tf_afford(call, len, 0))
        return false;
    items = gl_tf_new_values(call, len);
    for (size_t i = 0; i < len; i++)
        items[i] = list->u.list.items[len - 1 - i];
    gl_tf_return_list(call, list->kind == GL_TF_TUPLE ? NULL : list->type, items, len, ret_value);
    *ret_value = gl_tf_mark_as(*ret_value, list);
    return true;
}

/* The list's length where it is known; an unknown tuple has one too. */
static bool slice_bounds(const struct gl_tf_call *call, size_t len, int64_t *ret_start, int64_t *ret_end)
{
    if (!gl_tf_argument_i64(call, 1, ret_start) || !gl_tf_argument_i64(call, 2, ret_end))
        return false;
    if (*ret_start < 0)
        return gl_tf_fail_argument(call, 1, "start index must not be less than zero");
    if ((uint64_t)*ret_start > len)
        return gl_tf_fail_argument(call, 1, "start index must not be greater than the length of the list");
    if (*ret_end < 0)
        return gl_tf_fail_argument(call, 2, "end index must not be less than zero");
    if ((uint64_t)*ret_end > len)
        return gl_tf_fail_argument(call, 2, "end index must not be greater than the length of the list");
    if (*ret_start > *ret_end)
        return gl_tf_fail_argument(call, 1, "start index must not be greater than end index");
    return true;
}

bool gl_tf_slice(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    int64_t start, end;

    if (list->kind == GL_TF_SET)
        return gl_tf_fail_argument(call, 0,
                                   "cannot slice a set, because its elements do not have indices; "
                                   "explicitly convert to a list if the ordering of the result is not "
                                   "important");
    if (list->kind != GL_TF_LIST && list->kind != GL_TF_TUPLE &&
        !(list->kind == GL_TF_DYNAMIC && gl_tf_is_unknown(list)))
        return gl_tf_fail_argument(call, 0, "must be a list or tuple value");
    for (size_t i = 1; i < 3; i++) {
        if (!gl_tf_is_known(&call->args[i]))
            continue;
        if (!gl_tf_argument_i64(call, i, &end))
            return false;
        if (gl_tf_is_known(list) && end > (int64_t)list->u.list.len)
            return gl_tf_fail_argument(call, i, "%s index must not be greater than the length of the list",
                                       i == 1 ? "start" : "end");
    }
    if (gl_tf_is_unknown(list) || gl_tf_is_unknown(&call->args[1]) || gl_tf_is_unknown(&call->args[2]))
        return gl_tf_return_unknown(
            call, list->kind == GL_TF_LIST ? gl_tf_type_of(call->eval->arena, list) : &gl_tf_any, ret_value);
    if (!slice_bounds(call, list->u.list.len, &start, &end))
        return false;
    gl_tf_return_list(call, list->kind == GL_TF_TUPLE ? NULL : list->type, list->u.list.items + start,
                      (size_t)(end - start), ret_value);
    *ret_value = gl_tf_mark_as(*ret_value, list);
    return true;
}

static int by_text(const void *a, const void *b)
{
    const struct gl_tf_value *left = a, *right = b;

    return gl_str_cmp(left->u.text, right->u.text);
}

bool gl_tf_sort(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    size_t len = list->u.list.len;
    struct gl_tf_value *items;

    if (!gl_tf_is_wholly_known(list))
        return gl_tf_return_unknown_strings(call, len, ret_value);
    if (!gl_tf_afford(call, len, 0))
        return false;
    items = gl_tf_new_values(call, len);
    for (size_t i = 0; i < len; i++) {
        items[i] = list->u.list.items[i];
        if (gl_tf_is_null(&items[i]))
            return gl_tf_fail_argument(call, 0,
                                       "given list element %zu is null; a null string cannot be sorted", i);
    }
    if (len)
        qsort(items, len, sizeof *items, by_text);
    return gl_tf_return_list(call, &gl_tf_string, items, len, ret_value);
}
