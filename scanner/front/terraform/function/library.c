#include "front/terraform/function/library.h"

#include <stdarg.h>

#include "base/limits.h"
#include "base/unicode.h"

enum { BYTES_A_STEP = 64 };

const struct gl_tf_type gl_tf_list_of_any = {.kind = GL_TF_LIST, .element = &gl_tf_any},
                        gl_tf_list_of_string = {.kind = GL_TF_LIST, .element = &gl_tf_string},
                        gl_tf_list_of_number = {.kind = GL_TF_LIST, .element = &gl_tf_number},
                        gl_tf_list_of_bool = {.kind = GL_TF_LIST, .element = &gl_tf_bool},
                        gl_tf_set_of_any = {.kind = GL_TF_SET, .element = &gl_tf_any},
                        gl_tf_set_of_string = {.kind = GL_TF_SET, .element = &gl_tf_string},
                        gl_tf_map_of_string_lists = {.kind = GL_TF_MAP, .element = &gl_tf_list_of_string};

static const char *parameter_name(const struct gl_tf_call *call, size_t i)
{
    if (!call->row)
        return "value";
    if (i < GL_TF_MAX_PARAMETERS && call->row->parameters[i].name)
        return call->row->parameters[i].name;
    return call->row->rest.name ? call->row->rest.name : "value";
}

bool gl_tf_fail_argument(const struct gl_tf_call *call, size_t i, const char *format, ...)
{
    struct gl_span span =
        i < call->len && gl_span_is_set(call->arg_spans[i]) ? call->arg_spans[i] : call->span;
    struct gl_str why;
    va_list args;

    if (call->is_sensitive)
        return gl_tf_fail(
            call->eval, span, "Invalid function argument",
            "Invalid value for \"%s\" parameter: an argument is sensitive, so it is not told why.",
            parameter_name(call, i));
    va_start(args, format);
    why = gl_arena_vprintf(call->eval->arena, format, args);
    va_end(args);
    return gl_tf_fail(call->eval, span, "Invalid function argument",
                      "Invalid value for \"%s\" parameter: %.*s.", parameter_name(call, i), GL_STR_ARG(why));
}

bool gl_tf_fail_function(const struct gl_tf_call *call, const char *format, ...)
{
    struct gl_str why;
    va_list args;

    if (call->is_sensitive)
        return gl_tf_fail(
            call->eval, call->span, "Error in function call",
            "Call to function \"%.*s\" failed: an argument is sensitive, so it is not told why.",
            GL_STR_ARG(call->name));
    va_start(args, format);
    why = gl_arena_vprintf(call->eval->arena, format, args);
    va_end(args);
    return gl_tf_fail(call->eval, call->span, "Error in function call",
                      "Call to function \"%.*s\" failed: %.*s.", GL_STR_ARG(call->name), GL_STR_ARG(why));
}

bool gl_tf_afford(const struct gl_tf_call *call, size_t elements, size_t bytes)
{
    if (bytes > GL_MAX_STRING)
        return gl_tf_fail_function(call, "the result would be larger than %d bytes", GL_MAX_STRING);
    return gl_tf_spend(call->eval, call->span, elements + bytes / BYTES_A_STEP);
}

bool gl_tf_return_bool(const struct gl_tf_call *call, bool boolean, struct gl_tf_value *ret_value)
{
    *ret_value = gl_tf_make_bool(boolean, call->span);
    return true;
}

bool gl_tf_return_i64(const struct gl_tf_call *call, int64_t number, struct gl_tf_value *ret_value)
{
    *ret_value = gl_tf_make_i64(number, call->span);
    return true;
}

struct gl_tf_value gl_tf_text_value(const struct gl_tf_call *call, struct gl_str text)
{
    return gl_tf_make_string(gl_unicode_nfc(call->eval->arena, text), call->span);
}

bool gl_tf_return_text(const struct gl_tf_call *call, struct gl_str text, struct gl_tf_value *ret_value)
{
    if (!gl_tf_afford(call, 0, text.len))
        return false;
    *ret_value = gl_tf_text_value(call, text);
    return true;
}

bool gl_tf_return_buffer(const struct gl_tf_call *call, struct gl_buf *buffer, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_arena_copy(call->eval->arena, gl_buf_str(buffer));

    gl_buf_free(buffer);
    return gl_tf_return_text(call, text, ret_value);
}

/* A part of a list that is not known has a name of its own: two different elements are told apart. */
static bool name_part(const struct gl_tf_call *call, struct gl_str *ret_name)
{
    const struct gl_tf_value *list = call->args;
    int64_t first, last = 0;

    if (!gl_str_eq(call->name, GL_STR("slice")) && !gl_str_eq(call->name, GL_STR("element")))
        return false;
    if (call->len < 2 || !gl_tf_is_unknown(list) || list->u.unknown->is_derived ||
        !list->u.unknown->name.len || !gl_tf_number_i64(&call->args[1], &first) || first < 0)
        return false;
    if (call->len == 3 && (!gl_tf_number_i64(&call->args[2], &last) || last < first))
        return false;
    *ret_name = call->len == 3
                    ? gl_arena_printf(call->eval->arena, "slice(%.*s, %lld, %lld)",
                                      GL_STR_ARG(list->u.unknown->name), (long long)first, (long long)last)
                    : gl_arena_printf(call->eval->arena, "element(%.*s, %lld)",
                                      GL_STR_ARG(list->u.unknown->name), (long long)first);
    return true;
}

struct gl_tf_unknown gl_tf_unknown_of(const struct gl_tf_call *call, const struct gl_tf_type *type)
{
    const struct gl_tf_value *cause = NULL;
    struct gl_tf_unknown unknown = {
        .reason = GL_WHY_UNSUPPORTED, .type = type, .is_derived = true, .from = call->span};

    for (size_t i = 0; i < call->len && !cause; i++)
        cause = gl_tf_find_unknown(&call->args[i]);
    if (cause) {
        unknown.reason = cause->u.unknown->reason;
        unknown.name = cause->u.unknown->name;
        unknown.from = cause->u.unknown->from;
        unknown.is_derived = !name_part(call, &unknown.name);
    } else {
        unknown.name = gl_arena_printf(call->eval->arena, "%.*s()", GL_STR_ARG(call->name));
    }
    /* of a value without a type nothing else can be known either */
    unknown.is_not_null = type->kind != GL_TF_DYNAMIC && call->row && !(call->row->flags & GL_TF_NULLABLE);
    return unknown;
}

bool gl_tf_return_refined(const struct gl_tf_call *call, const struct gl_tf_unknown *unknown,
                          struct gl_tf_value *ret_value)
{
    *ret_value = gl_tf_make_refined(call->eval->arena, unknown, call->span);
    return true;
}

bool gl_tf_return_unknown(const struct gl_tf_call *call, const struct gl_tf_type *type,
                          struct gl_tf_value *ret_value)
{
    struct gl_tf_unknown unknown = gl_tf_unknown_of(call, type);

    return gl_tf_return_refined(call, &unknown, ret_value);
}

bool gl_tf_return_because(const struct gl_tf_call *call, enum gl_reason reason, struct gl_tf_value *ret_value)
{
    struct gl_tf_unknown unknown = gl_tf_unknown_of(call, call->row ? call->row->result : &gl_tf_any);

    unknown.reason = reason;
    unknown.name = gl_arena_printf(call->eval->arena, "%.*s()", GL_STR_ARG(call->name));
    unknown.from = call->span;
    return gl_tf_return_refined(call, &unknown, ret_value);
}

bool gl_tf_return_unknown_strings(const struct gl_tf_call *call, size_t len, struct gl_tf_value *ret_value)
{
    struct gl_tf_unknown unknown = gl_tf_unknown_of(call, &gl_tf_list_of_string);

    unknown.least = unknown.most = len;
    return gl_tf_return_refined(call, &unknown, ret_value);
}

bool gl_tf_return_list(const struct gl_tf_call *call, const struct gl_tf_type *element,
                       const struct gl_tf_value *items, size_t len, struct gl_tf_value *ret_value)
{
    *ret_value = gl_tf_make_list(element ? GL_TF_LIST : GL_TF_TUPLE, element, items, len, call->span);
    return true;
}

bool gl_tf_fail_reading(const struct gl_tf_call *call, const struct gl_diags *diags, const char *otherwise)
{
    for (size_t i = 0; i < diags->len; i++) {
        if (diags->items[i].level != GL_DIAG_NOTE)
            return gl_tf_fail_function(call, "%.*s", GL_STR_ARG(diags->items[i].message));
    }
    return gl_tf_fail_function(call, "%s", otherwise);
}

bool gl_tf_argument_i64(const struct gl_tf_call *call, size_t i, int64_t *ret_number)
{
    if (gl_tf_number_i64(&call->args[i], ret_number))
        return true;
    return gl_tf_fail_function(call, "value must be a whole number, between -9223372036854775808 and "
                                     "9223372036854775807");
}

bool gl_tf_is_untyped(const struct gl_tf_value *value)
{
    if (value->kind != GL_TF_DYNAMIC)
        return false;
    return gl_tf_is_null(value) || (gl_tf_is_unknown(value) && value->u.unknown->shape != GL_TF_REFERENCE);
}

struct gl_tf_value *gl_tf_new_values(const struct gl_tf_call *call, size_t len)
{
    return GL_NEW_ARRAY(call->eval->arena, struct gl_tf_value, len);
}

struct gl_str gl_tf_argument_type(const struct gl_tf_call *call, size_t i)
{
    struct gl_arena *arena = call->eval->arena;

    return gl_tf_type_name(arena, gl_tf_type_of(arena, &call->args[i]));
}
