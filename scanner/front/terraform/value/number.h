/* Numbers as Terraform has them: binary floating point, rounded to nearest even. Written ones have 512 bits
 * of mantissa, those that Terraform makes from machine integers (length) 64, from doubles (pow) 53, and a
 * result has that of its more precise operand (measured: `1/3` has 154 digits, length("a") / length("abc")
 * has 20). 64-bit integers stay in the value itself; the rest is MPFR's. Minus zero is a number of its own:
 * -0. */
#ifndef GL_TERRAFORM_NUMBER_H
#define GL_TERRAFORM_NUMBER_H

#include "front/terraform/value/value.h"

enum gl_tf_arithmetic { GL_TF_ADD, GL_TF_SUBTRACT, GL_TF_MULTIPLY, GL_TF_DIVIDE, GL_TF_MODULO };

/* Decimal text (also 1e3); false when it is no number or an absurd one (limits.h). */
bool gl_tf_parse_number(struct gl_arena *arena, struct gl_str text, struct gl_span span,
                        struct gl_tf_value *ret_value) GL_MUST_CHECK;
struct gl_tf_value gl_tf_make_double(struct gl_arena *arena, double number, struct gl_span span);
/* Both NUMBER and known. Division by zero gives an infinity, x % 0 is x; false for what has no answer (0/0,
 * Inf-Inf) and for results of absurd size (limits.h). */
bool gl_tf_calculate(struct gl_arena *arena, enum gl_tf_arithmetic what, const struct gl_tf_value *a,
                     const struct gl_tf_value *b, struct gl_tf_value *ret_value) GL_MUST_CHECK;
struct gl_tf_value gl_tf_negate(struct gl_arena *arena, const struct gl_tf_value *a);
int gl_tf_compare_numbers(const struct gl_tf_value *a, const struct gl_tf_value *b);
/* Whole numbers that fit; false otherwise. */
bool gl_tf_number_i64(const struct gl_tf_value *value, int64_t *ret_number);
double gl_tf_number_double(const struct gl_tf_value *value);
bool gl_tf_number_is_whole(const struct gl_tf_value *value);
bool gl_tf_number_is_finite(const struct gl_tf_value *value);
/* floor (direction -1), ceil (+1), truncation (0), sign, and so on belong to the functions that use them and
 * are built on gl_tf_round. */
struct gl_tf_value gl_tf_round(struct gl_arena *arena, const struct gl_tf_value *value, int direction);
/* The shortest decimal text that means this number, without exponent: "100000000000000000000", "0.1". */
struct gl_str gl_tf_number_text(struct gl_arena *arena, const struct gl_tf_value *value);

/* Decimal digits of a finite number: its value is 0.DIGITS times ten to the power of `point`. No trailing
 * zeros unless asked for; zero has no digits. */
struct gl_tf_digits {
    bool is_negative; /* -0 too */
    struct gl_str digits;
    int64_t point;
};
/* `count` significant digits, rounded to nearest even; 0: the shortest that mean this number. */
struct gl_tf_digits gl_tf_number_digits(struct gl_arena *arena, const struct gl_tf_value *value,
                                        size_t count);
/* With exactly `decimals` digits after the point: format("%.2f"). "+Inf" and "-Inf" for infinities. */
struct gl_str gl_tf_number_fixed(struct gl_arena *arena, const struct gl_tf_value *value, unsigned decimals);
/* A whole number in base 2 to 62 (digits 0-9, a-z, A-Z), with "-" where it is negative; false for others. */
bool gl_tf_number_in_base(struct gl_arena *arena, const struct gl_tf_value *value, int base,
                          struct gl_str *ret_text) GL_MUST_CHECK;
bool gl_tf_parse_integer(struct gl_arena *arena, struct gl_str text, int base, struct gl_span span,
                         struct gl_tf_value *ret_value) GL_MUST_CHECK;

#endif
