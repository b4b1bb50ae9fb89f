/* Numbers as Terraform has them: binary floating point with 512 bits of mantissa, rounded to nearest even
 * (measured; `1/3` prints with every digit of it). 64-bit integers stay in the value itself; the rest is
 * MPFR's. */
#ifndef GL_TERRAFORM_NUMBER_H
#define GL_TERRAFORM_NUMBER_H

#include "front/terraform/value/value.h"

enum gl_tf_arithmetic { GL_TF_ADD, GL_TF_SUBTRACT, GL_TF_MULTIPLY, GL_TF_DIVIDE, GL_TF_MODULO };

/* Decimal text (also 1e3); false when it is no number or an absurd one (limits.h). */
bool gl_tf_parse_number(struct gl_arena *arena, struct gl_str text, struct gl_span span,
                        struct gl_tf_value *ret_value) GL_MUST_CHECK;
struct gl_tf_value gl_tf_make_double(struct gl_arena *arena, double number, struct gl_span span);
/* Both NUMBER and known. Division by zero gives an infinity; false for what has no answer (0/0, Inf-Inf, x %
 * 0). */
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

#endif
