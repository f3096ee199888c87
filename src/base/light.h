/*
 * light.h - what values of sRGB stand for: light, and back
 *
 * Light is linear: 0 is none, RILL_LIGHT_ONE is white's.  Sixteen bits: the steepest
 * part of the curve has 20 of its steps for one 8-bit value, so that the way there and
 * back is exact.
 */
#ifndef RILL_BASE_LIGHT_H
#define RILL_BASE_LIGHT_H

#include <stdint.h>

#define RILL_LIGHT_ONE 65535

/* IEC 61966-2-1: value and light from 0 to 1.  For making tables. */
double rill_srgb_light(double value);

/* Light of the 256 values. */
void rill_srgb_light_table(uint16_t light[256]);

/* From light to the nearest value: a first guess by the upper bits, and where the next value begins. */
#define RILL_GUESS_BITS 12
typedef struct rill_srgb_values {
    uint8_t guess[1 << RILL_GUESS_BITS];
    uint32_t begin[257]; /* the least light of each value; of 256: out of reach */
} rill_srgb_values;

void rill_srgb_values_make(rill_srgb_values *values);

/* 'light' is at most RILL_LIGHT_ONE. */
static inline uint8_t rill_srgb_value(const rill_srgb_values *values, uint32_t light)
{
    const uint32_t guess = values->guess[light >> (16 - RILL_GUESS_BITS)];

    return (uint8_t)(guess + (light >= values->begin[guess + 1]));
}

/*
 * From pixels of another colour space to light of sRGB: a curve for each channel, then
 * rows of a matrix in 16.16 bits.  Gray pixels count as three equal channels.
 */
typedef struct rill_to_srgb {
    uint16_t light[3][256];
    int32_t matrix[3][3];
} rill_to_srgb;

#endif
