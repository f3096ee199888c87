/*
 * whole_numbers.h - arithmetic that many files need, once
 *
 * No overflow is looked for here: checked.h does that, for sizes that a source decides.
 */
#ifndef RILL_BASE_WHOLE_NUMBERS_H
#define RILL_BASE_WHOLE_NUMBERS_H

#include <stdint.h>

static inline uint32_t rill_smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The quotient, rounded up. */
static inline uint64_t rill_divide_up(uint64_t number, uint64_t divisor)
{
    return number / divisor + (number % divisor != 0);
}

/* The smallest multiple of the step that is not below the number. */
static inline uint32_t rill_round_up(uint32_t number, uint32_t step)
{
    return (number + step - 1) / step * step;
}

/* Of a and 0: a. */
static inline uint32_t rill_greatest_common_divisor(uint32_t a, uint32_t b)
{
    while (b != 0) {
        const uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The nearest value of a sample. */
static inline uint8_t rill_clamp_u8(int64_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

#endif
