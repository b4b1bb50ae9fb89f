#include <math.h>

#include "front/terraform/function/float.h"
#include "front/terraform/function/library.h"

enum { MOST_RANGE_ELEMENTS = 1024, MOST_BASE = 62 };

static bool is_negative(const struct gl_tf_value *number)
{
    struct gl_tf_value zero = gl_tf_make_i64(0, number->span);

    return gl_tf_compare_numbers(number, &zero) < 0;
}

bool gl_tf_abs(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_value zero = gl_tf_make_i64(0, call->span);
    int order = gl_tf_compare_numbers(call->args, &zero);

    *ret_value = order < 0 ? gl_tf_negate(call->eval->arena, call->args) : order > 0 ? *call->args : zero;
    return true;
}

bool gl_tf_ceil(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    *ret_value = gl_tf_round(call->eval->arena, call->args, 1);
    return true;
}

bool gl_tf_floor(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    *ret_value = gl_tf_round(call->eval->arena, call->args, -1);
    return true;
}

static bool return_double(const struct gl_tf_call *call, double number, struct gl_tf_value *ret_value)
{
    if (isnan(number))
        return gl_tf_fail_function(call, "the result is not a number");
    *ret_value = gl_tf_make_double(call->eval->arena, number, call->span);
    return true;
}

bool gl_tf_log(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    double number = gl_tf_number_double(&call->args[0]), base = gl_tf_number_double(&call->args[1]);

    return return_double(call, gl_tf_float_log(number) / gl_tf_float_log(base), ret_value);
}

bool gl_tf_pow(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    double base = gl_tf_number_double(&call->args[0]), power = gl_tf_number_double(&call->args[1]);

    return return_double(call, gl_tf_float_pow(base, power), ret_value);
}

bool gl_tf_signum(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    int64_t number;

    if (!gl_tf_argument_i64(call, 0, &number))
        return false;
    return gl_tf_return_i64(call, (number > 0) - (number < 0), ret_value);
}

/* The argument that is the largest (sign 1) or the smallest (sign -1). */
static bool extreme(const struct gl_tf_call *call, int sign, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *best = call->args;

    if (call->len == 0)
        return gl_tf_fail_function(call, "must pass at least one number");
    for (size_t i = 1; i < call->len; i++) {
        if (gl_tf_compare_numbers(&call->args[i], best) * sign > 0)
            best = &call->args[i];
    }
    *ret_value = *best;
    return true;
}

bool gl_tf_max(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return extreme(call, 1, ret_value);
}

bool gl_tf_min(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return extreme(call, -1, ret_value);
}

bool gl_tf_parseint(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str digits;
    int64_t base;
    bool is_minus;

    if (call->args[0].kind != GL_TF_STRING &&
        !(gl_tf_is_unknown(&call->args[0]) && call->args[0].kind == GL_TF_DYNAMIC))
        return gl_tf_fail_argument(call, 0, "first argument must be a string, not %.*s",
                                   GL_STR_ARG(gl_tf_argument_type(call, 0)));
    if (gl_tf_is_unknown(&call->args[0]) || gl_tf_is_unknown(&call->args[1]))
        return gl_tf_return_unknown(call, &gl_tf_number, ret_value);
    digits = gl_tf_argument_text(call, 0);
    if (!gl_tf_argument_i64(call, 1, &base))
        return false;
    if (base < 2 || base > MOST_BASE)
        return gl_tf_fail_argument(call, 1, "base must be a whole number between 2 and 62 inclusive");
    is_minus = digits.len && digits.ptr[0] == '-';
    if (digits.len && (digits.ptr[0] == '-' || digits.ptr[0] == '+'))
        digits = gl_str_from(digits, 1);
    if (!gl_tf_spend(call->eval, call->span, digits.len))
        return false;
    if (!gl_tf_parse_integer(call->eval->arena, digits, (int)base, call->span, ret_value))
        return gl_tf_fail_argument(call, 0, "cannot parse \"%.*s\" as a base %d integer",
                                   GL_STR_ARG(gl_tf_argument_text(call, 0)), (int)base);
    if (is_minus)
        *ret_value = gl_tf_negate(call->eval->arena, ret_value);
    return true;
}

static bool range_of(const struct gl_tf_call *call, struct gl_tf_value at, const struct gl_tf_value *end,
                     const struct gl_tf_value *step, struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items = gl_tf_new_values(call, MOST_RANGE_ELEMENTS);
    bool is_down = is_negative(step);
    size_t len = 0;

    if (!gl_tf_number_is_finite(&at) || !gl_tf_number_is_finite(step))
        return gl_tf_fail_function(call, "the numbers must be finite");
    while (is_down ? gl_tf_compare_numbers(&at, end) > 0 : gl_tf_compare_numbers(&at, end) < 0) {
        struct gl_tf_value next;

        if (len >= MOST_RANGE_ELEMENTS)
            return gl_tf_fail_function(call,
                                       "more than %d values were generated; either decrease the difference "
                                       "between start and end or use a smaller step",
                                       MOST_RANGE_ELEMENTS);
        items[len] = at;
        items[len++].span = call->span;
        if (!gl_tf_calculate(call->eval->arena, GL_TF_ADD, &at, step, &next))
            return gl_tf_fail_function(call, "the numbers must be finite");
        at = next;
    }
    if (!gl_tf_afford(call, len, 0))
        return false;
    return gl_tf_return_list(call, &gl_tf_number, items, len, ret_value);
}

bool gl_tf_range(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_value start = gl_tf_make_i64(0, call->span), end, step;
    bool is_down;

    if (call->len < 1 || call->len > 3)
        return gl_tf_fail_function(call, "must have one, two, or three arguments");
    if (call->len > 1)
        start = call->args[0];
    end = call->args[call->len > 1];
    is_down = gl_tf_compare_numbers(&end, &start) < 0;
    step = gl_tf_make_i64(is_down ? -1 : 1, call->span);
    if (call->len > 2) {
        struct gl_tf_value zero = gl_tf_make_i64(0, call->span);

        step = call->args[2];
        if (gl_tf_compare_numbers(&step, &zero) == 0)
            return gl_tf_fail_function(call, "step must not be zero");
        if (is_negative(&step) && gl_tf_compare_numbers(&end, &start) > 0)
            return gl_tf_fail_argument(call, 1, "end must be less than start when step is negative");
        if (!is_negative(&step) && is_down)
            return gl_tf_fail_argument(call, 1, "end must be greater than start when step is positive");
    }
    return range_of(call, start, &end, &step, ret_value);
}

bool gl_tf_sum(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *list = call->args;
    struct gl_tf_value total = gl_tf_make_i64(0, call->span);

    if (!gl_tf_is_sequence(list))
        return gl_tf_fail_argument(call, 0, "argument must be list, set, or tuple. Received %.*s",
                                   GL_STR_ARG(gl_tf_argument_type(call, 0)));
    if (list->u.list.len == 0)
        return gl_tf_fail_argument(call, 0, "cannot sum an empty list");
    if (!gl_tf_is_wholly_known(list))
        return gl_tf_return_unknown(call, &gl_tf_number, ret_value);
    if (!gl_tf_spend(call->eval, call->span, list->u.list.len))
        return false;
    for (size_t i = 0; i < list->u.list.len; i++) {
        struct gl_tf_value number, next;
        struct gl_tf_problem problem = {0};

        if (gl_tf_is_null(&list->u.list.items[i]) ||
            !gl_tf_convert(call->eval->arena, &list->u.list.items[i], &gl_tf_number, &number, &problem))
            return gl_tf_fail_argument(call, 0, "argument must be list, set, or tuple of number values");
        if (i == 0)
            next = number;
        else if (!gl_tf_calculate(call->eval->arena, GL_TF_ADD, &total, &number, &next))
            return gl_tf_fail_argument(call, 0, "can't compute sum of opposing infinities");
        total = next;
    }
    *ret_value = total;
    ret_value->span = call->span;
    return true;
}
