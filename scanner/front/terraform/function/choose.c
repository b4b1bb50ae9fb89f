#include "base/unicode.h"
#include "front/terraform/function/library.h"

static bool coalesced_type(const struct gl_tf_call *call, const struct gl_tf_type **ret_type)
{
    struct gl_arena *arena = call->eval->arena;
    const struct gl_tf_type **types = GL_NEW_ARRAY(arena, const struct gl_tf_type *, call->len + 1);
    bool has_untyped = false;

    for (size_t i = 0; i < call->len; i++) {
        types[i] = gl_tf_type_of(arena, &call->args[i]);
        has_untyped |= types[i]->kind == GL_TF_DYNAMIC;
    }
    *ret_type = gl_tf_unify(arena, types, call->len);
    if (!*ret_type && has_untyped)
        *ret_type = &gl_tf_any;
    return *ret_type || gl_tf_fail_function(call, "all arguments must have the same type");
}

/* An identifier that a provider gives is neither null nor empty, nor is a text with a known part. */
static bool is_surely_some_text(const struct gl_tf_unknown *unknown)
{
    return unknown->shape == GL_TF_CONCAT ||
           (unknown->shape == GL_TF_REFERENCE &&
            (gl_str_eq(unknown->attribute, GL_STR("id")) || gl_str_eq(unknown->attribute, GL_STR("arn"))));
}

/* The chosen value is not known; of a text that is surely neither null nor empty the parts stay. */
static void choose_unknown(const struct gl_tf_call *call, const struct gl_tf_type *type,
                           struct gl_tf_value *value)
{
    struct gl_tf_unknown unknown = *value->u.unknown;

    if (!is_surely_some_text(&unknown)) {
        gl_tf_return_unknown(call, type, value);
        return;
    }
    unknown.prefix = (struct gl_str){0};
    unknown.is_not_null = true;
    *value = gl_tf_mark_as(gl_tf_make_refined(call->eval->arena, &unknown, value->span), value);
}

bool gl_tf_coalesce(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type;

    if (call->len == 0)
        return gl_tf_fail_function(call, "at least one argument is required");
    if (!coalesced_type(call, &type))
        return false;
    for (size_t i = 0; i < call->len; i++) {
        struct gl_tf_problem problem = {0};
        struct gl_tf_value value;

        /* what cannot be converted after all is passed over, as Terraform does */
        if (!gl_tf_convert(call->eval->arena, &call->args[i], type, &value, &problem))
            continue;
        if (gl_tf_is_unknown(&value))
            choose_unknown(call, type, &value);
        else if (gl_tf_is_null(&value) ||
                 (type->kind == GL_TF_STRING && gl_tf_is_known(&value) && value.u.text.len == 0))
            continue;
        *ret_value = value;
        return true;
    }
    return gl_tf_fail_function(call, "no non-null, non-empty-string arguments");
}

bool gl_tf_coalescelist(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    if (call->len == 0)
        return gl_tf_fail_function(call, "at least one argument is required");
    for (size_t i = 0; i < call->len; i++) {
        const struct gl_tf_value *value = &call->args[i];

        if (gl_tf_is_unknown(value))
            break; /* Terraform looks at no type behind it */
        if (value->kind != GL_TF_LIST && value->kind != GL_TF_TUPLE)
            return gl_tf_fail_function(call, "coalescelist arguments must be lists or tuples");
    }
    for (size_t i = 0; i < call->len; i++) {
        const struct gl_tf_value *value = &call->args[i];

        if (gl_tf_is_null(value))
            continue;
        if (gl_tf_is_unknown(value))
            return gl_tf_return_unknown(call, value->type, ret_value);
        if (value->u.list.len) {
            *ret_value = *value;
            return true;
        }
    }
    return gl_tf_fail_function(call, "no non-null arguments");
}

static bool length_of_unknown(const struct gl_tf_call *call, const struct gl_tf_unknown *unknown,
                              struct gl_tf_value *ret_value)
{
    switch ((enum gl_tf_kind)unknown->type->kind) {
    case GL_TF_TUPLE:
    case GL_TF_OBJECT:
        return gl_tf_return_i64(call, (int64_t)unknown->type->len, ret_value);
    case GL_TF_LIST:
    case GL_TF_SET:
    case GL_TF_MAP:
        if (unknown->least == unknown->most && unknown->least)
            return gl_tf_return_i64(call, (int64_t)unknown->least, ret_value);
        return gl_tf_return_unknown(call, &gl_tf_number, ret_value);
    case GL_TF_STRING:
    case GL_TF_DYNAMIC:
        return gl_tf_return_unknown(call, &gl_tf_number, ret_value);
    case GL_TF_NUMBER:
    case GL_TF_BOOL:
        break;
    }
    return gl_tf_fail_function(call, "argument must be a string, a collection type, or a structural type");
}

static bool length_of(const struct gl_tf_call *call, const struct gl_tf_value *value,
                      struct gl_tf_value *ret_value)
{
    if (gl_tf_is_unknown(value))
        return length_of_unknown(call, value->u.unknown, ret_value);
    switch ((enum gl_tf_kind)value->kind) {
    case GL_TF_STRING:
        return gl_tf_spend(call->eval, call->span, value->u.text.len / 64) &&
               gl_tf_return_i64(call, (int64_t)gl_grapheme_count(value->u.text), ret_value);
    case GL_TF_SET:
        /* elements that are not known yet may turn out to be equal */
        if (!gl_tf_is_wholly_known(value) && value->u.list.len > 1)
            return gl_tf_return_unknown(call, &gl_tf_number, ret_value);
        return gl_tf_return_i64(call, (int64_t)value->u.list.len, ret_value);
    case GL_TF_LIST:
    case GL_TF_TUPLE:
        return gl_tf_return_i64(call, (int64_t)value->u.list.len, ret_value);
    case GL_TF_OBJECT:
        if (value->open)
            return gl_tf_return_unknown(call, &gl_tf_number, ret_value);
        return gl_tf_return_i64(call, (int64_t)value->u.map.len, ret_value);
    case GL_TF_MAP:
        return gl_tf_return_i64(call, (int64_t)value->u.map.len, ret_value);
    case GL_TF_NUMBER:
    case GL_TF_BOOL:
    case GL_TF_DYNAMIC:
        break;
    }
    return gl_tf_fail_function(call, "argument must be a string, a collection type, or a structural type");
}

/* Of a sensitive collection the length is sensitive too; sensitive elements say nothing of it. */
bool gl_tf_length(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    if (!length_of(call, call->args, ret_value))
        return false;
    *ret_value = gl_tf_mark_as(*ret_value, call->args);
    return true;
}
