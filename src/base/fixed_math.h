/*
 * fixed_math.h - pow and logarithms whose bits are the same on every machine
 *
 * The machine's own differ in the last place from one C library to the next.
 * libwebp makes quantisers and gamma tables with them, so it is linked to these
 * (third_party/config/libwebp_math.h).  Only + - * / of doubles and integer
 * operations on their bits: exactly specified, natively and in WebAssembly.
 *
 * Relative error below 1e-13 for finite positive arguments whose result is a normal
 * number.  Nothing in src/ but codecs may need them: pixels are integer work.
 */
#ifndef RILL_BASE_FIXED_MATH_H
#define RILL_BASE_FIXED_MATH_H

/* Natural logarithm; minus infinity for 0, not a number below. */
double rill_log(double x);

/* Logarithm to base 10. */
double rill_log10(double x);

/* x to the power of y, for x >= 0; 0 or infinity where the result is out of range. */
double rill_pow(double x, double y);

#endif
