/* Numbers as MPFR has them; private to number.c, which reads and calculates, and number_text.c, which writes.
 */
#ifndef GL_TERRAFORM_NUMBER_BIG_H
#define GL_TERRAFORM_NUMBER_BIG_H

#include <mpfr.h>

#include "front/terraform/value/number.h"

enum { GL_TF_FEW_DIGITS = 18 }; /* decimal ones that always fit an int64_t */

struct gl_tf_big {
    mpfr_t number;
    mp_limb_t limbs[];
};

/* A number on the stack that wraps a 64-bit integer for MPFR. */
struct gl_tf_small {
    mpfr_t number;
    mp_limb_t limb[2];
};

/* Zero, with room for so many bits. */
struct gl_tf_big *gl_tf_big_make(struct gl_arena *arena, mpfr_prec_t precision);
/* Borrowed from the value or from `room`. */
mpfr_srcptr gl_tf_big_load(const struct gl_tf_value *value, struct gl_tf_small *room);
/* Digits above nine: Terraform has small letters before capital ones, GMP the other way round. */
void gl_tf_swap_case(char *text);

#endif
