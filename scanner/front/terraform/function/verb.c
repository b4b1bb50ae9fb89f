#include "front/terraform/function/verb.h"

#include "base/unicode.h"
#include "front/terraform/function/library.h"

enum { SHORTEST_PRECISION = 6 }; /* of %g without precision, for the choice of an exponent */

static bool fail(const struct gl_tf_call *call, const struct gl_tf_verb *verb, const char *why)
{
    return gl_tf_fail_function(call, "unsupported value for \"%.*s\" at %zu: %s", GL_STR_ARG(verb->raw),
                               verb->offset, why);
}

static void repeat(struct gl_buf *out, char c, size_t count)
{
    gl_buf_reserve(out, count);
    while (count--)
        gl_buf_add_char(out, c);
}

/* To the width in grapheme clusters, on the side that the flags say. */
static void add_padded(const struct gl_tf_verb *verb, struct gl_str text, struct gl_buf *out)
{
    size_t width = verb->width > 0 ? (size_t)verb->width : 0, len = width ? gl_grapheme_count(text) : 0;
    size_t missing = len < width ? width - len : 0;

    if (!verb->minus)
        repeat(out, verb->zero ? '0' : ' ', missing);
    gl_buf_add(out, text);
    if (verb->minus)
        repeat(out, verb->zero ? '0' : ' ', missing);
}

/* As Go pads numbers: zeros come behind the sign and the prefix, and never on the right. */
static void add_number(const struct gl_tf_verb *verb, struct gl_str sign, struct gl_str digits, bool zeros,
                       struct gl_buf *out)
{
    size_t width = verb->width > 0 ? (size_t)verb->width : 0, len = sign.len + digits.len;
    size_t missing = len < width ? width - len : 0;
    bool has_zeros = zeros && verb->zero && !verb->minus;

    if (!verb->minus && !has_zeros)
        repeat(out, ' ', missing);
    gl_buf_add(out, sign);
    if (has_zeros)
        repeat(out, '0', missing);
    gl_buf_add(out, digits);
    if (verb->minus)
        repeat(out, ' ', missing);
}

static const char *sign_of(const struct gl_tf_verb *verb, bool is_minus)
{
    return is_minus ? "-" : verb->plus ? "+" : verb->space ? " " : "";
}

static bool add_integer(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                        const struct gl_tf_value *number, struct gl_buf *out)
{
    struct gl_arena *arena = call->eval->arena;
    int base = verb->mode == 'b' ? 2 : verb->mode == 'o' ? 8 : verb->mode == 'd' ? 10 : 16;
    const char *prefix = !verb->sharp ? "" : base == 2 ? "0b" : base == 8 ? "0" : base == 10 ? "" : "0x";
    struct gl_str digits, sign;
    struct gl_buf whole;
    bool is_minus;

    if (!gl_tf_number_is_finite(number) || !gl_tf_number_in_base(arena, number, base, &digits))
        return fail(call, verb, "an integer is required");
    is_minus = digits.len && digits.ptr[0] == '-';
    if (is_minus)
        digits = gl_str_from(digits, 1);
    if (verb->precision == 0 && gl_str_eq(digits, GL_STR("0")))
        digits.len = 0;
    if (verb->mode == 'X') {
        digits = gl_unicode_upper(arena, digits);
        prefix = verb->sharp ? "0X" : "";
    }
    gl_buf_init(&whole);
    if (verb->precision > 0 && (size_t)verb->precision > digits.len)
        repeat(&whole, '0', (size_t)verb->precision - digits.len);
    gl_buf_add(&whole, digits);
    sign = gl_arena_printf(arena, "%s%s", sign_of(verb, is_minus), prefix);
    add_number(verb, sign, gl_buf_str(&whole), verb->precision < 0, out);
    gl_buf_free(&whole);
    return true;
}

static void add_exponent(struct gl_buf *out, char letter, int64_t exponent)
{
    gl_buf_printf(out, "%c%c%02lld", letter, exponent < 0 ? '-' : '+',
                  (long long)(exponent < 0 ? -exponent : exponent));
}

static char digit_at(const struct gl_tf_digits *digits, size_t i)
{
    return (char)(i < digits->digits.len ? digits->digits.ptr[i] : '0');
}

/* d.ddde+xx with `decimals` digits behind the point. */
static void add_scientific(struct gl_buf *out, struct gl_tf_digits digits, size_t decimals, char letter)
{
    gl_buf_add_char(out, digit_at(&digits, 0));
    if (decimals)
        gl_buf_add_char(out, '.');
    for (size_t i = 1; i <= decimals; i++)
        gl_buf_add_char(out, digit_at(&digits, i));
    add_exponent(out, letter, digits.digits.len ? digits.point - 1 : 0);
}

/* Digits with the point in its place, no exponent. */
static void add_plain(struct gl_buf *out, struct gl_tf_digits digits)
{
    if (digits.point <= 0) {
        gl_buf_add_char(out, '0');
        if (digits.digits.len) {
            gl_buf_add_char(out, '.');
            repeat(out, '0', (size_t)-digits.point);
            gl_buf_add(out, digits.digits);
        }
        return;
    }
    for (int64_t i = 0; i < digits.point; i++)
        gl_buf_add_char(out, digit_at(&digits, (size_t)i));
    if (digits.digits.len > (size_t)digits.point) {
        gl_buf_add_char(out, '.');
        gl_buf_add(out, gl_str_from(digits.digits, (size_t)digits.point));
    }
}

/* %g: the shortest digits, or as many as the precision says; an exponent for the very large and small. */
static void add_general(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                        const struct gl_tf_value *number, struct gl_buf *out)
{
    size_t count = verb->precision < 0 ? 0 : verb->precision == 0 ? 1 : (size_t)verb->precision;
    struct gl_tf_digits digits = gl_tf_number_digits(call->eval->arena, number, count);
    int64_t exponent = digits.digits.len ? digits.point - 1 : 0, limit;

    while (digits.digits.len && digits.digits.ptr[digits.digits.len - 1] == '0')
        digits.digits.len--;
    limit = (int64_t)count;
    if (limit > (int64_t)digits.digits.len && (int64_t)digits.digits.len >= digits.point)
        limit = (int64_t)digits.digits.len;
    if (verb->precision < 0)
        limit = SHORTEST_PRECISION;
    if (exponent < -4 || exponent >= limit)
        add_scientific(out, digits, digits.digits.len > 1 ? digits.digits.len - 1 : 0,
                       verb->mode == 'G' ? 'E' : 'e');
    else
        add_plain(out, digits);
}

static bool add_float(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                      const struct gl_tf_value *number, struct gl_buf *out)
{
    size_t decimals = verb->precision < 0 ? 6 : (size_t)verb->precision;
    struct gl_tf_digits digits;
    struct gl_str text, sign;
    struct gl_buf whole;
    bool is_minus;

    gl_buf_init(&whole);
    if (!gl_tf_number_is_finite(number)) {
        gl_buf_add(&whole, gl_tf_number_fixed(call->eval->arena, number, 0));
    } else if (verb->mode == 'f') {
        gl_buf_add(&whole, gl_tf_number_fixed(call->eval->arena, number, (unsigned)decimals));
    } else if (verb->mode == 'g' || verb->mode == 'G') {
        digits = gl_tf_number_digits(call->eval->arena, number, 1);
        if (digits.is_negative)
            gl_buf_add_char(&whole, '-');
        add_general(call, verb, number, &whole);
    } else {
        digits = gl_tf_number_digits(call->eval->arena, number, decimals + 1);
        if (digits.is_negative)
            gl_buf_add_char(&whole, '-');
        add_scientific(&whole, digits, decimals, verb->mode);
    }
    text = gl_buf_str(&whole);
    is_minus = text.len && text.ptr[0] == '-';
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        text = gl_str_from(text, 1);
    sign = gl_str_of(sign_of(verb, is_minus));
    if (sign.len == 0 && !gl_tf_number_is_finite(number))
        sign = GL_STR("+");
    add_number(verb, sign, text, gl_tf_number_is_finite(number), out);
    gl_buf_free(&whole);
    return true;
}

static bool add_as_number(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                          const struct gl_tf_value *value, struct gl_buf *out)
{
    struct gl_tf_problem problem = {0};
    struct gl_tf_value number;

    if (!gl_tf_convert(call->eval->arena, value, &gl_tf_number, &number, &problem))
        return fail(call, verb, "a number is required");
    return strchr("bdoxX", verb->mode) ? add_integer(call, verb, &number, out)
                                       : add_float(call, verb, &number, out);
}

static bool add_as_text(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                        const struct gl_tf_value *value, struct gl_buf *out)
{
    struct gl_tf_problem problem = {0};
    struct gl_tf_value text;
    struct gl_buf quoted;
    struct gl_str rest;

    if (!gl_tf_convert(call->eval->arena, value, &gl_tf_string, &text, &problem))
        return fail(call, verb, "string required");
    if (verb->precision > 0) {
        rest = text.u.text;
        for (int i = 0; i < verb->precision && rest.len; i++)
            rest = gl_str_from(rest, gl_grapheme_len(rest));
        text.u.text.len -= rest.len;
    }
    if (verb->mode == 's') {
        add_padded(verb, text.u.text, out);
        return true;
    }
    gl_buf_init(&quoted);
    gl_tf_print_json(&quoted, &text);
    add_padded(verb, gl_buf_str(&quoted), out);
    gl_buf_free(&quoted);
    return true;
}

static bool add_as_bool(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                        const struct gl_tf_value *value, struct gl_buf *out)
{
    struct gl_tf_problem problem = {0};
    struct gl_tf_value boolean;

    if (!gl_tf_convert(call->eval->arena, value, &gl_tf_bool, &boolean, &problem))
        return fail(call, verb, "bool required");
    /* Terraform pads no Booleans */
    gl_buf_add(out, boolean.u.boolean ? GL_STR("true") : GL_STR("false"));
    return true;
}

/* %v: texts and numbers as they are, everything else as JSON; %#v: all as JSON. */
static void add_as_it_is(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                         const struct gl_tf_value *value, struct gl_buf *out)
{
    struct gl_buf text;

    gl_buf_init(&text);
    if (!verb->sharp && gl_tf_is_known(value) && value->kind == GL_TF_STRING) {
        gl_buf_add(&text, value->u.text);
    } else if (!verb->sharp && gl_tf_is_known(value) && value->kind == GL_TF_NUMBER) {
        struct gl_tf_verb plain = {.mode = 'g', .width = -1, .precision = -1};

        if (!add_float(call, &plain, value, &text))
            text.len = 0;
    } else {
        gl_tf_print_json(&text, value);
    }
    add_padded(verb, gl_buf_str(&text), out);
    gl_buf_free(&text);
}

bool gl_tf_format_verb(const struct gl_tf_call *call, const struct gl_tf_verb *verb,
                       const struct gl_tf_value *value, struct gl_buf *out)
{
    switch (verb->mode) {
    case 'v':
        add_as_it_is(call, verb, value, out);
        return true;
    case 't':
        return add_as_bool(call, verb, value, out);
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
        return add_as_number(call, verb, value, out);
    case 's':
    case 'q':
        return add_as_text(call, verb, value, out);
    default:
        return gl_tf_fail_function(call, "unsupported format verb '%c' in \"%.*s\" at offset %zu", verb->mode,
                                   GL_STR_ARG(verb->raw), verb->offset);
    }
}
