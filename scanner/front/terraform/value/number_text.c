#include "front/terraform/value/number_big.h"

#include <stdio.h>

#include "base/limits.h"

enum { LONGEST_SMALL = 24 }; /* bytes of an int64_t */

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
    struct gl_tf_big *decimal = gl_tf_big_make(scratch, mpfr_get_prec(high));
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
    struct gl_tf_big *magnitude = gl_tf_big_make(&scratch, precision),
                     *half = gl_tf_big_make(&scratch, precision);
    struct gl_tf_big *low = gl_tf_big_make(&scratch, precision + 2),
                     *high = gl_tf_big_make(&scratch, precision + 2);
    struct between search = {magnitude->number, low->number, high->number, false, digits, 0, &scratch};
    size_t least = 1;

    mpfr_abs(magnitude->number, number, MPFR_RNDN);
    mpfr_set_ui_2exp(half->number, 1, mpfr_get_exp(number) - precision - 1, MPFR_RNDN);
    mpfr_sub(low->number, magnitude->number, half->number, MPFR_RNDN);
    mpfr_add(high->number, magnitude->number, half->number, MPFR_RNDN);
    search.is_even = mpfr_min_prec(magnitude->number) < precision;
    if (most > GL_TF_FEW_DIGITS && try_count(&search, GL_TF_FEW_DIGITS))
        most = GL_TF_FEW_DIGITS;
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
    struct gl_tf_small room;
    mpfr_srcptr number = gl_tf_big_load(value, &room);
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
    struct gl_tf_small room;
    mpfr_srcptr number = gl_tf_big_load(value, &room);
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
    struct gl_tf_small room;
    mpfr_srcptr number = gl_tf_big_load(value, &room);
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
        gl_tf_swap_case(text);
    *ret_text = gl_str_of(text);
    return true;
}
