/* Logarithm and power of doubles as Go calculates them, which Terraform's log() and pow() show: the C library
 * rounds other last digits, and log(81, 3) is 4 or 4.000000000000001. */
#ifndef GL_TERRAFORM_FUNCTION_FLOAT_H
#define GL_TERRAFORM_FUNCTION_FLOAT_H

double gl_tf_float_log(double x); /* natural */
double gl_tf_float_pow(double x, double y);

#endif
