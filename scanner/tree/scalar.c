#include "tree/scalar.h"

#include <math.h>

/* What the text of an unquoted scalar turned out to be. */
struct scalar {
    enum gl_type type;
    bool boolean;
    bool is_integer; /* `integer` holds it; otherwise only `number` does */
    int64_t integer;
    double number;
};

/* Spellings of a word, ended by an empty one. */
#define WORDS(name, ...) static const struct gl_str name[] = {__VA_ARGS__, {NULL, 0}}
#define W(word) GL_STR_INIT(word)

static bool is_one_of(struct gl_str s, const struct gl_str *words)
{
    for (; words->len; words++) {
        if (gl_str_eq(s, *words))
            return true;
    }
    return false;
}

static bool is_null_word(struct gl_str s)
{
    WORDS(words, W("~"), W("null"), W("Null"), W("NULL"));

    return is_one_of(s, words);
}

/* YAML 1.2 core knows true and false; 1.1 (PyYAML, go-yaml v2) yes, no, on, off; go-yaml v2 also y and n. */
static bool is_bool_word(struct gl_str s, enum gl_dialect dialect, bool *ret_bool)
{
    WORDS(core_true, W("true"), W("True"), W("TRUE"));
    WORDS(core_false, W("false"), W("False"), W("FALSE"));
    WORDS(old_true, W("yes"), W("Yes"), W("YES"), W("on"), W("On"), W("ON"));
    WORDS(old_false, W("no"), W("No"), W("NO"), W("off"), W("Off"), W("OFF"));
    WORDS(short_true, W("y"), W("Y"));
    WORDS(short_false, W("n"), W("N"));
    bool is_old = dialect == GL_DIALECT_CLOUDFORMATION || dialect == GL_DIALECT_KUBERNETES;
    bool is_short = dialect == GL_DIALECT_KUBERNETES;

    if (is_one_of(s, core_true) || (is_old && is_one_of(s, old_true)) ||
        (is_short && is_one_of(s, short_true))) {
        *ret_bool = true;
        return true;
    }
    if (is_one_of(s, core_false) || (is_old && is_one_of(s, old_false)) ||
        (is_short && is_one_of(s, short_false))) {
        *ret_bool = false;
        return true;
    }
    return false;
}

static unsigned digit_value(char c)
{
    if (gl_is_digit(c))
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 99;
}

/* Digits of one base, with underscores where the dialect has them; at least one digit. */
static bool parse_digits(struct gl_str s, unsigned base, bool is_negative, bool allows_underscore,
                         struct scalar *ret_scalar)
{
    struct scalar result = {.type = GL_NUMBER, .is_integer = true};
    size_t digits = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = digit_value(s.ptr[i]);

        if (s.ptr[i] == '_' && allows_underscore)
            continue;
        if (digit >= base)
            return false;
        digits++;
        result.number = result.number * base + digit;
        result.is_integer = result.is_integer &&
                            !__builtin_mul_overflow(result.integer, (int64_t)base, &result.integer) &&
                            !__builtin_sub_overflow(result.integer, (int64_t)digit, &result.integer);
    }
    if (!is_negative && result.is_integer)
        result.is_integer = !__builtin_sub_overflow((int64_t)0, result.integer, &result.integer);
    if (result.is_integer)
        result.number = (double)result.integer;
    else if (is_negative)
        result.number = -result.number;
    if (digits)
        *ret_scalar = result;
    return digits > 0;
}

/* Room for a number without its underscores; longer ones are not written by anybody. */
struct plain_number {
    char bytes[400];
};

static bool remove_underscores(struct gl_str s, struct plain_number *buffer, struct gl_str *ret_plain)
{
    size_t len = 0;

    if (s.len > sizeof buffer->bytes)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '_')
            buffer->bytes[len++] = s.ptr[i];
    }
    *ret_plain = (struct gl_str){buffer->bytes, len};
    return true;
}

static bool to_double(struct gl_str s, double *ret_number)
{
    struct plain_number buffer;
    struct gl_str plain;

    return remove_underscores(s, &buffer, &plain) && gl_str_to_double(plain, ret_number);
}

static bool is_float_word(struct gl_str s, bool is_signed, double *ret_number)
{
    WORDS(infinite, W(".inf"), W(".Inf"), W(".INF"));
    WORDS(not_a_number, W(".nan"), W(".NaN"), W(".NAN"));

    if (is_one_of(s, infinite))
        *ret_number = (double)INFINITY;
    else if (!is_signed && is_one_of(s, not_a_number))
        *ret_number = (double)NAN;
    else
        return false;
    return true;
}

static size_t skip_digits(struct gl_str s, size_t at, bool allows_underscore)
{
    while (at < s.len && (gl_is_digit(s.ptr[at]) || (allows_underscore && s.ptr[at] == '_')))
        at++;
    return at;
}

/* The exponent at `at`, or nothing, up to the end of `s`. */
static bool is_exponent(struct gl_str s, size_t at, bool needs_sign)
{
    if (at == s.len)
        return true;
    if (s.ptr[at] != 'e' && s.ptr[at] != 'E')
        return false;
    at++;
    if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
        at++;
    else if (needs_sign)
        return false;
    return at < s.len && skip_digits(s, at, false) == s.len;
}

/* [0-9]+(.[0-9]*)?([eE][-+]?[0-9]+)? or .[0-9]+...: YAML 1.2 core, and go-yaml. */
static bool is_core_float(struct gl_str s)
{
    size_t whole = skip_digits(s, 0, false), end = whole;

    if (end < s.len && s.ptr[end] == '.')
        end = skip_digits(s, end + 1, false);
    if (end == 0 || (whole == 0 && end == 1))
        return false;
    return is_exponent(s, end, false);
}

/* YAML 1.1 as PyYAML has it: the dot is required, an exponent has a sign, and .5 has none. */
static bool is_old_float(struct gl_str s, bool is_signed)
{
    size_t end = skip_digits(s, 0, true);

    if (s.len == 0 || s.ptr[0] == '_' || end == s.len || s.ptr[end] != '.')
        return false;
    if (end == 0 && (is_signed || s.len < 2 || !gl_is_digit(s.ptr[1])))
        return false;
    return is_exponent(s, skip_digits(s, end + 1, true), true);
}

/* A part of base 60 behind a colon: [0-5]?[0-9], the last one perhaps with a fraction. */
static bool is_sixtieth(struct gl_str part, size_t dot)
{
    size_t len = dot == GL_STR_NONE ? part.len : dot;

    if (len == 0 || len > 2 || skip_digits(part, 0, false) != len || (len == 2 && part.ptr[0] > '5'))
        return false;
    return dot == GL_STR_NONE || skip_digits(part, dot + 1, true) == part.len;
}

/* Base 60 of YAML 1.1: 22:22 is 1342. */
static bool parse_sexagesimal(struct gl_str s, bool is_negative, struct scalar *ret_scalar)
{
    struct gl_str rest = s, part;
    struct scalar total = {.type = GL_NUMBER};
    size_t parts = 0;
    bool is_float = gl_str_find_char(s, '.') != GL_STR_NONE;

    if (!gl_is_digit(s.ptr[0]) || (s.ptr[0] == '0' && !is_float))
        return false;
    for (; gl_str_cut(&rest, ':', &part); parts++) {
        size_t dot = gl_str_find_char(part, '.');
        bool is_last = rest.ptr == NULL;
        double number;

        if (is_last ? (dot != GL_STR_NONE) != is_float : dot != GL_STR_NONE)
            return false;
        if (parts == 0 ? skip_digits(part, 0, true) != part.len : !is_sixtieth(part, dot))
            return false;
        if (!to_double(part, &number))
            return false;
        total.number = total.number * 60 + number;
    }
    if (is_negative)
        total.number = -total.number;
    if (parts >= 2)
        *ret_scalar = total;
    return parts >= 2;
}

/* PyYAML's resolver for tag:yaml.org,2002:int, sign already taken off. */
static bool parse_old_int(struct gl_str s, bool is_negative, struct scalar *ret_scalar)
{
    if (gl_str_starts_with(s, GL_STR("0b")))
        return parse_digits(gl_str_from(s, 2), 2, is_negative, true, ret_scalar);
    if (gl_str_starts_with(s, GL_STR("0x")))
        return parse_digits(gl_str_from(s, 2), 16, is_negative, true, ret_scalar);
    if (s.len > 1 && s.ptr[0] == '0')
        return parse_digits(s, 8, is_negative, true, ret_scalar);
    return s.len && gl_is_digit(s.ptr[0]) && parse_digits(s, 10, is_negative, true, ret_scalar);
}

/* strconv.ParseInt(text, 0, 64) of Go; sign and underscores are taken off already. */
static bool parse_go_int(struct gl_str s, bool is_negative, struct scalar *ret_scalar)
{
    static const struct {
        struct gl_str prefix;
        unsigned base;
    } bases[] = {{GL_STR_INIT("0x"), 16}, {GL_STR_INIT("0X"), 16}, {GL_STR_INIT("0b"), 2},
                 {GL_STR_INIT("0B"), 2},  {GL_STR_INIT("0o"), 8},  {GL_STR_INIT("0O"), 8}};

    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        if (gl_str_starts_with(s, bases[i].prefix))
            return parse_digits(gl_str_from(s, 2), bases[i].base, is_negative, false, ret_scalar);
    }
    if (s.len > 1 && s.ptr[0] == '0')
        return parse_digits(s, 8, is_negative, true, ret_scalar);
    return s.len && gl_is_digit(s.ptr[0]) && parse_digits(s, 10, is_negative, true, ret_scalar);
}

static bool parse_core_int(struct gl_str s, bool is_signed, bool is_negative, struct scalar *ret_scalar)
{
    if (!is_signed && gl_str_starts_with(s, GL_STR("0x")))
        return parse_digits(gl_str_from(s, 2), 16, false, false, ret_scalar);
    if (!is_signed && gl_str_starts_with(s, GL_STR("0o")))
        return parse_digits(gl_str_from(s, 2), 8, false, false, ret_scalar);
    return parse_digits(s, 10, is_negative, false, ret_scalar);
}

static bool parse_int(struct gl_str s, enum gl_dialect dialect, bool is_signed, bool is_negative,
                      struct scalar *ret_scalar)
{
    switch (dialect) {
    case GL_DIALECT_CLOUDFORMATION:
        return parse_old_int(s, is_negative, ret_scalar) || parse_sexagesimal(s, is_negative, ret_scalar);
    case GL_DIALECT_KUBERNETES:
        return parse_go_int(s, is_negative, ret_scalar);
    case GL_DIALECT_TERRAFORM:
    case GL_DIALECT_SNAPSHOT:
    case GL_DIALECT_CORE:
        return parse_core_int(s, is_signed, is_negative, ret_scalar);
    }
    return false;
}

static bool parse_number(struct gl_str s, enum gl_dialect dialect, struct scalar *ret_scalar)
{
    bool is_signed = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
    bool is_negative = is_signed && s.ptr[0] == '-';
    struct scalar result = {.type = GL_NUMBER};
    bool is_float;

    if (is_signed)
        s = gl_str_from(s, 1);
    if (s.len == 0 || (!gl_is_digit(s.ptr[0]) && s.ptr[0] != '.'))
        return false;
    if (parse_int(s, dialect, is_signed, is_negative, ret_scalar))
        return true;
    is_float = dialect == GL_DIALECT_CLOUDFORMATION ? is_old_float(s, is_signed) : is_core_float(s);
    if (!(is_float && to_double(s, &result.number)) && !is_float_word(s, is_signed, &result.number))
        return false;
    if (is_negative)
        result.number = -result.number;
    *ret_scalar = result;
    return true;
}

/* go-yaml v2 takes underscores off before it looks. */
static bool parse_go_number(struct gl_str s, struct scalar *ret_scalar)
{
    struct plain_number buffer;
    struct gl_str plain;

    return remove_underscores(s, &buffer, &plain) && parse_number(plain, GL_DIALECT_KUBERNETES, ret_scalar);
}

static bool begins_number(char c)
{
    return gl_is_digit(c) || c == '+' || c == '-' || c == '.';
}

static bool begins_word(char c)
{
    return c == '~' || c == 'y' || c == 'Y' || c == 'n' || c == 'N' || c == 't' || c == 'T' || c == 'f' ||
           c == 'F' || c == 'o' || c == 'O';
}

enum { LONGEST_WORD = 5 }; /* false */

static struct scalar classify(struct gl_str s, enum gl_dialect dialect)
{
    struct scalar result = {.type = GL_STRING};

    if (s.len == 0) {
        result.type = GL_NULL;
    } else if (begins_number(s.ptr[0])) {
        if (dialect == GL_DIALECT_KUBERNETES)
            parse_go_number(s, &result);
        else
            parse_number(s, dialect, &result);
    } else if (s.len <= LONGEST_WORD && begins_word(s.ptr[0])) {
        if (is_null_word(s))
            result.type = GL_NULL;
        else if (is_bool_word(s, dialect, &result.boolean))
            result.type = GL_BOOL;
    }
    return result;
}

static bool is_typed_by_text(const struct gl_value *value)
{
    return value->type == GL_STRING && value->style == GL_PLAIN && value->tag == GL_TAG_NONE;
}

enum gl_type gl_scalar_type(const struct gl_value *value, enum gl_dialect dialect)
{
    if (!is_typed_by_text(value))
        return (enum gl_type)value->type;
    return classify(value->u.str, dialect).type;
}

/* Whether a quoted "true" or "100" is taken where a Boolean or a number is wanted. The Kubernetes API refuses
 * it, and so do glacis's own files. */
static bool converts_strings(enum gl_dialect dialect)
{
    return dialect != GL_DIALECT_KUBERNETES && dialect != GL_DIALECT_CORE;
}

bool gl_scalar_as_bool(const struct gl_value *value, enum gl_dialect dialect, bool *ret_bool)
{
    struct scalar scalar;

    if (!value)
        return false;
    if (value->type == GL_BOOL) {
        *ret_bool = value->u.boolean;
        return true;
    }
    if (value->type != GL_STRING)
        return false;
    scalar = is_typed_by_text(value) ? classify(value->u.str, dialect) : (struct scalar){.type = GL_STRING};
    if (scalar.type == GL_BOOL) {
        *ret_bool = scalar.boolean;
        return true;
    }
    if (scalar.type != GL_STRING || !converts_strings(dialect))
        return false;
    if (!gl_str_eq_nocase(value->u.str, GL_STR("true")) && !gl_str_eq_nocase(value->u.str, GL_STR("false")))
        return false;
    *ret_bool = value->u.str.len == 4;
    return true;
}

/* Number of a value that is one, or that stands for one in this dialect. */
static bool numeric(const struct gl_value *value, enum gl_dialect dialect, struct scalar *ret_scalar)
{
    struct scalar scalar = {.type = GL_STRING};
    struct gl_str text;

    if (!value || (value->type != GL_STRING && value->type != GL_NUMBER))
        return false;
    text = value->u.str;
    if (is_typed_by_text(value))
        scalar = classify(text, dialect);
    if (scalar.type == GL_STRING && (value->type == GL_NUMBER || converts_strings(dialect))) {
        scalar.is_integer = gl_str_to_i64(text, &scalar.integer);
        if (scalar.is_integer)
            scalar.number = (double)scalar.integer;
        if (scalar.is_integer || gl_str_to_double(text, &scalar.number))
            scalar.type = GL_NUMBER;
    }
    if (scalar.type != GL_NUMBER)
        return false;
    *ret_scalar = scalar;
    return true;
}

bool gl_scalar_as_i64(const struct gl_value *value, enum gl_dialect dialect, int64_t *ret_number)
{
    const double beyond = 9223372036854775808.0; /* 2 to the 63 */
    struct scalar scalar;

    if (!numeric(value, dialect, &scalar))
        return false;
    if (!scalar.is_integer) {
        if (!(scalar.number > -beyond && scalar.number < beyond) ||
            fabs(scalar.number - (double)(int64_t)scalar.number) > 0)
            return false;
        scalar.integer = (int64_t)scalar.number;
    }
    *ret_number = scalar.integer;
    return true;
}

bool gl_scalar_as_double(const struct gl_value *value, enum gl_dialect dialect, double *ret_number)
{
    struct scalar scalar;

    if (!numeric(value, dialect, &scalar))
        return false;
    *ret_number = scalar.number;
    return true;
}
