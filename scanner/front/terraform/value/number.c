#include "front/terraform/value/number_big.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

enum { WRITTEN = 512, OF_INTEGER = 64, OF_DOUBLE = 53 };

static mpfr_prec_t precision_of(const struct gl_tf_value *value)
{
    if (value->flags & GL_TF_BIG)
        return mpfr_get_prec(value->u.number.big->number);
    if (value->flags & GL_TF_PRECISION_64)
        return OF_INTEGER;
    return value->flags & GL_TF_PRECISION_53 ? OF_DOUBLE : WRITTEN;
}

mpfr_srcptr gl_tf_big_load(const struct gl_tf_value *value, struct gl_tf_small *room)
{
    if (value->flags & GL_TF_BIG)
        return value->u.number.big->number;
    mpfr_custom_init(room->limb, 64);
    mpfr_custom_init_set(room->number, MPFR_ZERO_KIND, 0, 64, room->limb);
    mpfr_set_si(room->number, value->u.number.small, MPFR_RNDN);
    return room->number;
}

struct gl_tf_big *gl_tf_big_make(struct gl_arena *arena, mpfr_prec_t precision)
{
    struct gl_tf_big *big = gl_arena_alloc(arena, 1, sizeof *big + mpfr_custom_get_size(precision));

    mpfr_custom_init(big->limbs, precision);
    mpfr_custom_init_set(big->number, MPFR_ZERO_KIND, 0, precision, big->limbs);
    return big;
}

static struct gl_tf_value small_value(int64_t number, unsigned precision_flag, struct gl_span span)
{
    return (struct gl_tf_value){
        .kind = GL_TF_NUMBER, .flags = (uint8_t)precision_flag, .span = span, .u.number.small = number};
}

/* A whole number of a usual precision that fits becomes a small one. */
static struct gl_tf_value wrap(struct gl_tf_big *big, struct gl_span span)
{
    mpfr_prec_t precision = mpfr_get_prec(big->number);
    bool is_minus_zero = mpfr_zero_p(big->number) && mpfr_signbit(big->number);
    unsigned flag = precision == OF_INTEGER  ? GL_TF_PRECISION_64
                    : precision == OF_DOUBLE ? GL_TF_PRECISION_53
                                             : 0;

    if ((precision == WRITTEN || flag) && !is_minus_zero && mpfr_integer_p(big->number) &&
        mpfr_fits_slong_p(big->number, MPFR_RNDN)) {
        long number = mpfr_get_si(big->number, MPFR_RNDN);

        if (precision != OF_DOUBLE || labs(number) < 1L << OF_DOUBLE)
            return small_value(number, flag, span);
    }
    return (struct gl_tf_value){.kind = GL_TF_NUMBER, .flags = GL_TF_BIG, .span = span, .u.number.big = big};
}

static bool is_absurd(mpfr_srcptr number)
{
    mpfr_exp_t exponent;

    if (!mpfr_regular_p(number))
        return false;
    exponent = mpfr_get_exp(number);
    return exponent > GL_MAX_TERRAFORM_EXPONENT || exponent < -GL_MAX_TERRAFORM_EXPONENT;
}

/* ---- reading ---- */

static size_t digits_at(struct gl_str text, size_t at)
{
    size_t len = 0;

    while (at + len < text.len && text.ptr[at + len] >= '0' && text.ptr[at + len] <= '9')
        len++;
    return len;
}

/* [+-] digits [. digits] [e [+-] digits], where one side of the point may be empty. Go reads "1p3" as 1 × 2³
 * besides. */
static bool is_decimal(struct gl_str text, bool *ret_is_binary)
{
    size_t at = text.len && (text.ptr[0] == '+' || text.ptr[0] == '-');
    size_t whole = digits_at(text, at), fraction = 0;

    *ret_is_binary = false;
    at += whole;
    if (at < text.len && text.ptr[at] == '.') {
        fraction = digits_at(text, at + 1);
        at += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (at < text.len && strchr("eEpP", text.ptr[at])) {
        size_t exponent;

        *ret_is_binary = text.ptr[at] == 'p' || text.ptr[at] == 'P';
        at++;
        at += at < text.len && (text.ptr[at] == '+' || text.ptr[at] == '-');
        exponent = digits_at(text, at);
        if (exponent == 0 || exponent > 9)
            return false;
        at += exponent;
    }
    return at == text.len;
}

static bool parse_infinity(struct gl_arena *arena, struct gl_str text, struct gl_span span,
                           struct gl_tf_value *ret_value)
{
    struct gl_str word = text.len == 4 && strchr("+-", text.ptr[0]) ? gl_str_from(text, 1) : text;
    struct gl_tf_big *big;

    if (!gl_str_eq(word, GL_STR("Inf")) && !gl_str_eq(word, GL_STR("inf")))
        return false;
    big = gl_tf_big_make(arena, WRITTEN);
    mpfr_set_inf(big->number, text.ptr[0] == '-' ? -1 : 1);
    *ret_value = wrap(big, span);
    return true;
}

/* "1p3": MPFR reads binary exponents only of hexadecimal numbers. */
static void set_binary(mpfr_ptr number, char *text)
{
    char *exponent = strpbrk(text, "pP");

    *exponent = 0;
    mpfr_set_str(number, text, 10, MPFR_RNDN);
    mpfr_mul_2si(number, number, strtol(exponent + 1, NULL, 10), MPFR_RNDN);
}

static char *copy_of(struct gl_arena *arena, struct gl_str text)
{
    char *copy = gl_arena_alloc(arena, text.len + 1, 1);

    memcpy(copy, text.ptr, text.len);
    return copy;
}

bool gl_tf_parse_number(struct gl_arena *arena, struct gl_str text, struct gl_span span,
                        struct gl_tf_value *ret_value)
{
    struct gl_tf_big *big;
    bool is_binary;
    char *copy;

    if (text.len && text.len <= GL_TF_FEW_DIGITS && digits_at(text, 0) == text.len) {
        int64_t number = 0;

        for (size_t i = 0; i < text.len; i++)
            number = number * 10 + (text.ptr[i] - '0');
        *ret_value = small_value(number, 0, span);
        return true;
    }
    if (text.len == 0 || text.len > GL_MAX_TERRAFORM_DIGITS)
        return false;
    if (!is_decimal(text, &is_binary))
        return parse_infinity(arena, text, span, ret_value);
    big = gl_tf_big_make(arena, WRITTEN);
    copy = copy_of(arena, text);
    if (is_binary)
        set_binary(big->number, copy);
    else
        mpfr_strtofr(big->number, copy, NULL, 10, MPFR_RNDN);
    if (is_absurd(big->number))
        return false;
    *ret_value = wrap(big, span);
    return true;
}

/* Go and Terraform count a-z before A-Z in bases above 36, GMP the other way. */
void gl_tf_swap_case(char *text)
{
    for (; *text; text++)
        if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
            *text = (char)(*text ^ 0x20);
}

bool gl_tf_parse_integer(struct gl_arena *arena, struct gl_str text, int base, struct gl_span span,
                         struct gl_tf_value *ret_value)
{
    struct gl_tf_big *big = NULL;
    size_t bits;
    mpz_t whole;
    char *copy;

    if (text.len == 0 || text.len > GL_MAX_TERRAFORM_DIGITS || memchr(text.ptr, 0, text.len))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!is_digit && !(i == 0 && text.len > 1 && (c == '-' || c == '+')))
            return false;
    }
    copy = copy_of(arena, text);
    if (base > 36)
        gl_tf_swap_case(copy);
    mpz_init(whole);
    if (mpz_set_str(whole, copy + (copy[0] == '+'), base) == 0) {
        bits = mpz_sizeinbase(whole, 2);
        big = gl_tf_big_make(arena, bits > OF_INTEGER ? (mpfr_prec_t)bits : OF_INTEGER);
        mpfr_set_z(big->number, whole, MPFR_RNDN);
    }
    mpz_clear(whole);
    if (!big || is_absurd(big->number))
        return false;
    *ret_value = wrap(big, span);
    return true;
}

struct gl_tf_value gl_tf_make_double(struct gl_arena *arena, double number, struct gl_span span)
{
    struct gl_tf_big *big = gl_tf_big_make(arena, OF_DOUBLE);

    mpfr_set_d(big->number, number, MPFR_RNDN);
    return wrap(big, span);
}

/* ---- calculating ---- */

/* Integers whose result is an integer too. Zeros are left to MPFR, which knows their sign. */
static bool calculate_small(enum gl_tf_arithmetic what, int64_t a, int64_t b, int64_t *ret_result)
{
    if (a == 0 || b == 0)
        return false;
    switch (what) {
    case GL_TF_ADD:
        return !__builtin_add_overflow(a, b, ret_result) && *ret_result != INT64_MIN;
    case GL_TF_SUBTRACT:
        return !__builtin_sub_overflow(a, b, ret_result) && *ret_result != INT64_MIN;
    case GL_TF_MULTIPLY:
        return !__builtin_mul_overflow(a, b, ret_result) && *ret_result != INT64_MIN;
    case GL_TF_DIVIDE:
        if (a == INT64_MIN || a % b != 0)
            return false;
        *ret_result = a / b;
        return true;
    case GL_TF_MODULO:
        if (a == INT64_MIN)
            return false;
        *ret_result = a % b;
        return *ret_result != 0;
    }
    return false;
}

/* The quotient is cut to a whole number; from there on Terraform calculates with as many bits as that has, at
 * least 64. */
static struct gl_tf_big *modulo(struct gl_arena *arena, mpfr_srcptr a, mpfr_srcptr b, mpfr_prec_t precision)
{
    struct gl_tf_big *quotient = gl_tf_big_make(arena, precision), *work;
    mpfr_prec_t bits;

    mpfr_div(quotient->number, a, b, MPFR_RNDN);
    mpfr_trunc(quotient->number, quotient->number);
    bits = mpfr_zero_p(quotient->number) ? 0 : (mpfr_prec_t)mpfr_get_exp(quotient->number);
    work = gl_tf_big_make(arena, bits > OF_INTEGER ? bits : OF_INTEGER);
    mpfr_set(work->number, quotient->number, MPFR_RNDN);
    mpfr_mul(work->number, b, work->number, MPFR_RNDN);
    mpfr_sub(work->number, a, work->number, MPFR_RNDN);
    return work;
}

/* A product keeps all its bits as long as 512 hold them. */
static struct gl_tf_big *multiply(struct gl_arena *arena, mpfr_srcptr a, mpfr_srcptr b, mpfr_prec_t precision)
{
    struct gl_tf_big *wide = gl_tf_big_make(arena, WRITTEN), *product;
    mpfr_prec_t needed;

    mpfr_mul(wide->number, a, b, MPFR_RNDN);
    if (precision == WRITTEN || !mpfr_regular_p(wide->number))
        return wide;
    needed = mpfr_min_prec(wide->number);
    product = gl_tf_big_make(arena, needed > precision ? needed : precision);
    mpfr_set(product->number, wide->number, MPFR_RNDN);
    return product;
}

bool gl_tf_calculate(struct gl_arena *arena, enum gl_tf_arithmetic what, const struct gl_tf_value *a,
                     const struct gl_tf_value *b, struct gl_tf_value *ret_value)
{
    struct gl_span span = {0};
    struct gl_tf_small room_a, room_b;
    struct gl_tf_big *big = NULL;
    mpfr_prec_t precision;
    mpfr_srcptr x, y;
    int64_t result;

    if (!((a->flags | b->flags) & (GL_TF_BIG | GL_TF_PRECISION_53 | GL_TF_PRECISION_64)) &&
        calculate_small(what, a->u.number.small, b->u.number.small, &result)) {
        *ret_value = small_value(result, 0, span);
        return true;
    }
    x = gl_tf_big_load(a, &room_a);
    y = gl_tf_big_load(b, &room_b);
    precision = precision_of(a) > precision_of(b) ? precision_of(a) : precision_of(b);
    switch (what) {
    case GL_TF_ADD:
        big = gl_tf_big_make(arena, precision);
        mpfr_add(big->number, x, y, MPFR_RNDN);
        break;
    case GL_TF_SUBTRACT:
        big = gl_tf_big_make(arena, precision);
        mpfr_sub(big->number, x, y, MPFR_RNDN);
        break;
    case GL_TF_DIVIDE:
        big = gl_tf_big_make(arena, precision);
        mpfr_div(big->number, x, y, MPFR_RNDN);
        break;
    case GL_TF_MODULO:
        if (mpfr_zero_p(y)) {
            *ret_value = *a;
            return true;
        }
        big = mpfr_inf_p(x) || mpfr_inf_p(y) ? multiply(arena, x, y, precision)
                                             : modulo(arena, x, y, precision);
        break;
    case GL_TF_MULTIPLY:
        big = multiply(arena, x, y, precision);
        break;
    }
    if (mpfr_nan_p(big->number) || is_absurd(big->number))
        return false;
    *ret_value = wrap(big, span);
    return true;
}

struct gl_tf_value gl_tf_negate(struct gl_arena *arena, const struct gl_tf_value *a)
{
    struct gl_tf_value result = *a;
    struct gl_tf_big *big;
    struct gl_tf_small room;

    if (!(a->flags & GL_TF_BIG) && a->u.number.small != 0 && a->u.number.small != INT64_MIN) {
        result.u.number.small = -a->u.number.small;
        return result;
    }
    big = gl_tf_big_make(arena, precision_of(a));
    mpfr_neg(big->number, gl_tf_big_load(a, &room), MPFR_RNDN);
    result = wrap(big, a->span);
    result.flags |= a->flags & (GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE);
    return result;
}

int gl_tf_compare_numbers(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    struct gl_tf_small room_a, room_b;

    if (!((a->flags | b->flags) & GL_TF_BIG))
        return (a->u.number.small > b->u.number.small) - (a->u.number.small < b->u.number.small);
    return mpfr_cmp(gl_tf_big_load(a, &room_a), gl_tf_big_load(b, &room_b));
}

bool gl_tf_number_i64(const struct gl_tf_value *value, int64_t *ret_number)
{
    mpfr_srcptr number;

    if (!(value->flags & GL_TF_BIG)) {
        *ret_number = value->u.number.small;
        return true;
    }
    number = value->u.number.big->number;
    if (!mpfr_integer_p(number) || !mpfr_fits_slong_p(number, MPFR_RNDN))
        return false;
    *ret_number = mpfr_get_si(number, MPFR_RNDN);
    return true;
}

double gl_tf_number_double(const struct gl_tf_value *value)
{
    if (value->flags & GL_TF_BIG)
        return mpfr_get_d(value->u.number.big->number, MPFR_RNDN);
    return (double)value->u.number.small;
}

bool gl_tf_number_is_whole(const struct gl_tf_value *value)
{
    return !(value->flags & GL_TF_BIG) || mpfr_integer_p(value->u.number.big->number);
}

bool gl_tf_number_is_finite(const struct gl_tf_value *value)
{
    return !(value->flags & GL_TF_BIG) || mpfr_number_p(value->u.number.big->number);
}

struct gl_tf_value gl_tf_round(struct gl_arena *arena, const struct gl_tf_value *value, int direction)
{
    struct gl_tf_value result;
    struct gl_tf_big *big;
    mpfr_srcptr number;

    if (!(value->flags & GL_TF_BIG) || !mpfr_number_p(value->u.number.big->number))
        return *value;
    number = value->u.number.big->number;
    big = gl_tf_big_make(arena, mpfr_get_prec(number));
    if (direction < 0)
        mpfr_floor(big->number, number);
    else if (direction > 0)
        mpfr_ceil(big->number, number);
    else
        mpfr_trunc(big->number, number);
    if (mpfr_zero_p(big->number)) /* there is no negative zero among whole numbers */
        mpfr_set_zero(big->number, 1);
    result = wrap(big, value->span);
    result.flags |= value->flags & (GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE);
    return result;
}
