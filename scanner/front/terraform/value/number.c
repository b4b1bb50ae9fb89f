#include "front/terraform/value/number.h"

#include <stdio.h>
#include <stdlib.h>

#include <mpfr.h>

#include "base/limits.h"

enum { WRITTEN = 512, OF_INTEGER = 64, OF_DOUBLE = 53, FEW_DIGITS = 18, LONGEST_SMALL = 24 };

struct gl_tf_big {
    mpfr_t number;
    mp_limb_t limbs[];
};

/* A number on the stack that wraps a 64-bit integer for MPFR. */
struct small {
    mpfr_t number;
    mp_limb_t limb[2];
};

static mpfr_prec_t precision_of(const struct gl_tf_value *value)
{
    if (value->flags & GL_TF_BIG)
        return mpfr_get_prec(value->u.number.big->number);
    if (value->flags & GL_TF_PRECISION_64)
        return OF_INTEGER;
    return value->flags & GL_TF_PRECISION_53 ? OF_DOUBLE : WRITTEN;
}

static mpfr_srcptr load(const struct gl_tf_value *value, struct small *room)
{
    if (value->flags & GL_TF_BIG)
        return value->u.number.big->number;
    mpfr_custom_init(room->limb, 64);
    mpfr_custom_init_set(room->number, MPFR_ZERO_KIND, 0, 64, room->limb);
    mpfr_set_si(room->number, value->u.number.small, MPFR_RNDN);
    return room->number;
}

static struct gl_tf_big *make(struct gl_arena *arena, mpfr_prec_t precision)
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
    big = make(arena, WRITTEN);
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

    if (text.len && text.len <= FEW_DIGITS && digits_at(text, 0) == text.len) {
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
    big = make(arena, WRITTEN);
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
static void swap_case(char *text)
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
        swap_case(copy);
    mpz_init(whole);
    if (mpz_set_str(whole, copy + (copy[0] == '+'), base) == 0) {
        bits = mpz_sizeinbase(whole, 2);
        big = make(arena, bits > OF_INTEGER ? (mpfr_prec_t)bits : OF_INTEGER);
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
    struct gl_tf_big *big = make(arena, OF_DOUBLE);

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
    struct gl_tf_big *quotient = make(arena, precision), *work;
    mpfr_prec_t bits;

    mpfr_div(quotient->number, a, b, MPFR_RNDN);
    mpfr_trunc(quotient->number, quotient->number);
    bits = mpfr_zero_p(quotient->number) ? 0 : (mpfr_prec_t)mpfr_get_exp(quotient->number);
    work = make(arena, bits > OF_INTEGER ? bits : OF_INTEGER);
    mpfr_set(work->number, quotient->number, MPFR_RNDN);
    mpfr_mul(work->number, b, work->number, MPFR_RNDN);
    mpfr_sub(work->number, a, work->number, MPFR_RNDN);
    return work;
}

/* A product keeps all its bits as long as 512 hold them. */
static struct gl_tf_big *multiply(struct gl_arena *arena, mpfr_srcptr a, mpfr_srcptr b, mpfr_prec_t precision)
{
    struct gl_tf_big *wide = make(arena, WRITTEN), *product;
    mpfr_prec_t needed;

    mpfr_mul(wide->number, a, b, MPFR_RNDN);
    if (precision == WRITTEN || !mpfr_regular_p(wide->number))
        return wide;
    needed = mpfr_min_prec(wide->number);
    product = make(arena, needed > precision ? needed : precision);
    mpfr_set(product->number, wide->number, MPFR_RNDN);
    return product;
}

bool gl_tf_calculate(struct gl_arena *arena, enum gl_tf_arithmetic what, const struct gl_tf_value *a,
                     const struct gl_tf_value *b, struct gl_tf_value *ret_value)
{
    struct gl_span span = {0};
    struct small room_a, room_b;
    struct gl_tf_big *big = NULL;
    mpfr_prec_t precision;
    mpfr_srcptr x, y;
    int64_t result;

    if (!((a->flags | b->flags) & (GL_TF_BIG | GL_TF_PRECISION_53 | GL_TF_PRECISION_64)) &&
        calculate_small(what, a->u.number.small, b->u.number.small, &result)) {
        *ret_value = small_value(result, 0, span);
        return true;
    }
    x = load(a, &room_a);
    y = load(b, &room_b);
    precision = precision_of(a) > precision_of(b) ? precision_of(a) : precision_of(b);
    switch (what) {
    case GL_TF_ADD:
        big = make(arena, precision);
        mpfr_add(big->number, x, y, MPFR_RNDN);
        break;
    case GL_TF_SUBTRACT:
        big = make(arena, precision);
        mpfr_sub(big->number, x, y, MPFR_RNDN);
        break;
    case GL_TF_DIVIDE:
        big = make(arena, precision);
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
    struct small room;

    if (!(a->flags & GL_TF_BIG) && a->u.number.small != 0 && a->u.number.small != INT64_MIN) {
        result.u.number.small = -a->u.number.small;
        return result;
    }
    big = make(arena, precision_of(a));
    mpfr_neg(big->number, load(a, &room), MPFR_RNDN);
    result = wrap(big, a->span);
    result.flags |= a->flags & (GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE);
    return result;
}

int gl_tf_compare_numbers(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    struct small room_a, room_b;

    if (!((a->flags | b->flags) & GL_TF_BIG))
        return (a->u.number.small > b->u.number.small) - (a->u.number.small < b->u.number.small);
    return mpfr_cmp(load(a, &room_a), load(b, &room_b));
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
    big = make(arena, mpfr_get_prec(number));
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

/* ---- writing ---- */

/* Digits as mpfr_get_str gives them, without sign; `text` has room for them. */
static long get_digits(char *text, size_t count, mpfr_srcptr number, mpfr_rnd_t rounding)
{
    mpfr_exp_t point;

    mpfr_get_str(text, &point, 10, count, number, rounding);
    if (text[0] == '-')
        memmove(text, text + 1, strlen(text));
    return point;
}

/* Whether the decimal lies between the numbers halfway to the neighbours; the ends belong to it when the
 * mantissa is even. */
static bool is_between(const char *digits, long point, mpfr_srcptr low, mpfr_srcptr high, bool is_even,
                       struct gl_arena *scratch)
{
    struct gl_str text = gl_arena_printf(scratch, "0.%se%ld", digits, point);
    struct gl_tf_big *decimal = make(scratch, mpfr_get_prec(high));
    int error = mpfr_strtofr(decimal->number, text.ptr, NULL, 10, MPFR_RNDN);
    int below = mpfr_cmp(decimal->number, low), above = mpfr_cmp(decimal->number, high);

    if (below == 0)
        below = -error;
    if (above == 0)
        above = -error;
    return is_even ? below >= 0 && above <= 0 : below > 0 && above < 0;
}

struct between {
    mpfr_srcptr number, low, high;
    bool is_even;
    char *digits;
    long point;
    struct gl_arena *scratch;
};

static bool try_count(struct between *search, size_t count)
{
    static const mpfr_rnd_t roundings[] = {MPFR_RNDN, MPFR_RNDD, MPFR_RNDU};

    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++) {
        search->point = get_digits(search->digits, count, search->number, roundings[i]);
        if (is_between(search->digits, search->point, search->low, search->high, search->is_even,
                       search->scratch))
            return true;
    }
    return false;
}

/* The shortest digits between the halves to the neighbours: whether there are some grows with their number,
 * so it is searched by halving. A power of two counts as if its lower neighbour were as far as the upper. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the digits are written through `search` */
static long shortest_digits(char *digits, size_t most, mpfr_srcptr number)
{
    struct gl_arena scratch = {0};
    mpfr_prec_t precision = mpfr_get_prec(number);
    struct gl_tf_big *magnitude = make(&scratch, precision), *half = make(&scratch, precision);
    struct gl_tf_big *low = make(&scratch, precision + 2), *high = make(&scratch, precision + 2);
    struct between search = {magnitude->number, low->number, high->number, false, digits, 0, &scratch};
    size_t least = 1;

    mpfr_abs(magnitude->number, number, MPFR_RNDN);
    mpfr_set_ui_2exp(half->number, 1, mpfr_get_exp(number) - precision - 1, MPFR_RNDN);
    mpfr_sub(low->number, magnitude->number, half->number, MPFR_RNDN);
    mpfr_add(high->number, magnitude->number, half->number, MPFR_RNDN);
    search.is_even = mpfr_min_prec(magnitude->number) < precision;
    if (most > FEW_DIGITS && try_count(&search, FEW_DIGITS))
        most = FEW_DIGITS;
    while (least < most) {
        size_t middle = (least + most) / 2;

        if (try_count(&search, middle))
            most = middle;
        else
            least = middle + 1;
    }
    try_count(&search, least);
    gl_arena_free(&scratch);
    return search.point;
}

struct gl_tf_digits gl_tf_number_digits(struct gl_arena *arena, const struct gl_tf_value *value, size_t count)
{
    struct small room;
    mpfr_srcptr number = load(value, &room);
    size_t most = (size_t)mpfr_get_prec(number) * 302 / 1000 + 3;
    struct gl_tf_digits result = {.is_negative = mpfr_signbit(number)};
    char *digits;
    size_t len;

    if (!mpfr_regular_p(number))
        return result;
    digits = gl_arena_alloc(arena, (count > most ? count : most) + 8, 1);
    if (count == 0) {
        result.point = shortest_digits(digits, most, number);
    } else {
        result.point = get_digits(digits, count, number, MPFR_RNDN);
    }
    len = strlen(digits);
    while (count == 0 && len > 0 && digits[len - 1] == '0')
        len--;
    result.digits = (struct gl_str){digits, len};
    return result;
}

static struct gl_str infinity(bool is_negative)
{
    return is_negative ? GL_STR("-Inf") : GL_STR("+Inf");
}

struct gl_str gl_tf_number_text(struct gl_arena *arena, const struct gl_tf_value *value)
{
    struct gl_tf_digits number;
    size_t before, zeros, len = 0;
    char *text;

    if (!(value->flags & GL_TF_BIG)) {
        char small[LONGEST_SMALL];
        int small_len = snprintf(small, sizeof small, "%lld", (long long)value->u.number.small);

        return gl_arena_copy(arena, (struct gl_str){small, (size_t)small_len});
    }
    if (!gl_tf_number_is_finite(value))
        return infinity(mpfr_signbit(value->u.number.big->number));
    number = gl_tf_number_digits(arena, value, 0);
    if (number.digits.len == 0)
        return number.is_negative ? GL_STR("-0") : GL_STR("0");
    before = number.point > 0 ? (size_t)number.point : 1;
    zeros = number.point < 0 ? (size_t)-number.point : 0;
    text = gl_arena_alloc(arena, before + zeros + number.digits.len + 4, 1);
    if (number.is_negative)
        text[len++] = '-';
    for (size_t i = 0; i < before; i++)
        text[len++] = (char)(number.point <= 0 || i >= number.digits.len ? '0' : number.digits.ptr[i]);
    if (number.point < (int64_t)number.digits.len) {
        struct gl_str rest = number.point > 0 ? gl_str_from(number.digits, before) : number.digits;

        text[len++] = '.';
        memset(text + len, '0', zeros);
        memcpy(text + len + zeros, rest.ptr, rest.len);
        len += zeros + rest.len;
    }
    return (struct gl_str){text, len};
}

struct gl_str gl_tf_number_fixed(struct gl_arena *arena, const struct gl_tf_value *value, unsigned decimals)
{
    struct small room;
    mpfr_srcptr number = load(value, &room);
    char *text;
    int len;

    if (!mpfr_number_p(number))
        return infinity(mpfr_signbit(number));
    if (decimals > GL_MAX_TERRAFORM_DIGITS)
        decimals = GL_MAX_TERRAFORM_DIGITS;
    len = mpfr_snprintf(NULL, 0, "%.*RNf", (int)decimals, number);
    text = gl_arena_alloc(arena, (size_t)len + 1, 1);
    mpfr_snprintf(text, (size_t)len + 1, "%.*RNf", (int)decimals, number);
    return (struct gl_str){text, (size_t)len};
}

bool gl_tf_number_in_base(struct gl_arena *arena, const struct gl_tf_value *value, int base,
                          struct gl_str *ret_text)
{
    struct small room;
    mpfr_srcptr number = load(value, &room);
    mpz_t whole;
    char *text;

    if (!mpfr_integer_p(number) || base < 2 || base > 62)
        return false;
    mpz_init(whole);
    mpfr_get_z(whole, number, MPFR_RNDN);
    text = gl_arena_alloc(arena, mpz_sizeinbase(whole, base) + 2, 1);
    mpz_get_str(text, base, whole);
    mpz_clear(whole);
    if (base > 36)
        swap_case(text);
    *ret_text = gl_str_of(text);
    return true;
}
