/*
 * fixed_math.c - pow and logarithms whose bits are the same on every machine
 *
 * Both directions split off a power of two, which is exact, and sum a series over the
 * small rest.  The number of terms is the smallest that leaves less than 2^-53.
 */
#include "base/fixed_math.h"

#include <stdint.h>
#include <string.h>

#define EXPONENT_BIAS 1023
#define FRACTION_BITS 52
#define FRACTION_MASK ((UINT64_C(1) << FRACTION_BITS) - 1)
#define SMALLEST_NORMAL 2.2250738585072014e-308 /* 2^-1022 */

/* ln 2 in two parts; the first has 32 bits, so that its product with an exponent is exact. */
#define LN2_HIGH 0.69314718036912381649
#define LN2_LOW 1.9082149292705877e-10
#define INVERSE_LN2 1.44269504088896340736
#define INVERSE_LN10 0.43429448190325182765

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

static const uint64_t infinity_bits = UINT64_C(0x7ff) << FRACTION_BITS;

/* 2^n for -1022 <= n <= 1023. */
static double power_of_two(int n)
{
    return from_bits((uint64_t)(n + EXPONENT_BIAS) << FRACTION_BITS);
}

/* x = *mantissa * 2^result, with the mantissa between about 0.7 and 1.4; x is positive and normal. */
static int split(double x, double *mantissa)
{
    const uint64_t bits = bits_of(x);
    int exponent = (int)(bits >> FRACTION_BITS) - EXPONENT_BIAS;

    *mantissa = from_bits((bits & FRACTION_MASK) | ((uint64_t)EXPONENT_BIAS << FRACTION_BITS));
    if (*mantissa > 1.41421356237309504880) {
        *mantissa *= 0.5;
        exponent++;
    }
    return exponent;
}

/* ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), |s| <= 0.172. */
static double log_of_mantissa(double mantissa)
{
    const double s = (mantissa - 1.0) / (mantissa + 1.0);
    const double s2 = s * s;
    double sum = 0.0;

    for (int n = 21; n >= 3; n -= 2)
        sum = (sum + 1.0 / n) * s2;
    return 2.0 * s + 2.0 * s * sum;
}

double rill_log(double x)
{
    double mantissa;
    int exponent = 0;

    if (x == 0.0)
        return -from_bits(infinity_bits);
    if (!(x > 0.0))
        return from_bits(infinity_bits | 1);
    if (bits_of(x) == infinity_bits)
        return x;
    if (x < SMALLEST_NORMAL) {
        x *= power_of_two(FRACTION_BITS);
        exponent = -FRACTION_BITS;
    }
    exponent += split(x, &mantissa);
    return exponent * LN2_HIGH + (log_of_mantissa(mantissa) + exponent * LN2_LOW);
}

double rill_log10(double x)
{
    return rill_log(x) * INVERSE_LN10;
}

/* e^x = 2^n e^r with |r| <= 0.35: 1 + r (1 + r/2 (1 + r/3 (...))). */
static double exponential(double x)
{
    if (x > 709.7)
        return from_bits(infinity_bits);
    if (x < -708.3)
        return 0.0;

    const int n = (int)(x * INVERSE_LN2 + (x < 0.0 ? -0.5 : 0.5));
    const double r = (x - n * LN2_HIGH) - n * LN2_LOW;
    double sum = 1.0;

    for (int k = 14; k >= 1; k--)
        sum = 1.0 + r / k * sum;
    return n > EXPONENT_BIAS ? sum * 2.0 * power_of_two(n - 1) : sum * power_of_two(n);
}

double rill_pow(double x, double y)
{
    if (y == 0.0 || x == 1.0)
        return 1.0;
    if (x == 0.0)
        return y > 0.0 ? 0.0 : from_bits(infinity_bits);
    return exponential(y * rill_log(x));
}
