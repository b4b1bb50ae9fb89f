#include "front/terraform/function/float.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

enum { FAR_EXPONENT = 4096 };

/* x = 2^k (1 + f) with 1 + f around 1; log(1 + f) by a polynomial in s = f / (2 + f) (Remez, degree 14; the
 * coefficients are those that every libm since fdlibm uses), and log 2 in two parts. */
double gl_tf_float_log(double x)
{
    static const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    static const double c[] = {6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
                               2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01,
                               1.479819860511658591e-01};
    double f, k, s, s2, s4, odd, even, half_square;
    int exponent;

    if (isnan(x) || x <= 0 || isinf(x))
        return log(x);
    f = frexp(x, &exponent);
    if (f < 0.70710678118654752440) {
        f *= 2;
        exponent--;
    }
    f -= 1;
    k = exponent;
    s = f / (2 + f);
    s2 = s * s;
    s4 = s2 * s2;
    odd = s2 * (c[0] + s4 * (c[2] + s4 * (c[4] + s4 * c[6])));
    even = s4 * (c[1] + s4 * (c[3] + s4 * c[5]));
    half_square = 0.5 * f * f;
    return k * ln2_high - ((half_square - (s * (half_square + (odd + even)) + k * ln2_low)) - f);
}

/* x^n by squaring, mantissa and exponent apart. */
static double whole_power(double mantissa, double x, int64_t n, bool is_inverse)
{
    int power, exponent = 0;
    double factor = frexp(x, &power);

    for (; n; n >>= 1) {
        if (power < -FAR_EXPONENT || power > FAR_EXPONENT) {
            exponent += power;
            break;
        }
        if (n & 1) {
            mantissa *= factor;
            exponent += power;
        }
        factor *= factor;
        power *= 2;
        if (factor < 0.5) {
            factor += factor;
            power--;
        }
    }
    return is_inverse ? ldexp(1 / mantissa, -exponent) : ldexp(mantissa, exponent);
}

static bool is_special(double x, double y)
{
    return isnan(x) || isnan(y) || isinf(x) || isinf(y) || !(fabs(x) > 0) || !(fabs(y) > 0);
}

double gl_tf_float_pow(double x, double y)
{
    double whole, fraction, mantissa = 1;

    if (is_special(x, y))
        return pow(x, y);
    fraction = modf(fabs(y), &whole);
    if (fraction > 0 && x < 0)
        return (double)NAN;
    if (whole >= 9.223372036854775808e18)
        return pow(x, y);
    if (!(whole > 0) && fraction >= 0.5 && fraction <= 0.5)
        return y > 0 ? sqrt(x) : 1 / sqrt(x);
    if (fraction > 0.5) {
        fraction -= 1;
        whole += 1;
    }
    if (fabs(fraction) > 0)
        mantissa = exp(fraction * gl_tf_float_log(x));
    return whole_power(mantissa, x, (int64_t)whole, y < 0);
}
