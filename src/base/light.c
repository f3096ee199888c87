/*
 * light.c - what values of sRGB stand for: light, and back
 */
#include "base/light.h"

#include "base/fixed_math.h"

double rill_srgb_light(double value)
{
    return value <= 0.04045 ? value / 12.92 : rill_pow((value + 0.055) / 1.055, 2.4);
}

void rill_srgb_light_table(uint16_t light[256])
{
    for (int value = 0; value < 256; value++)
        light[value] = (uint16_t)(rill_srgb_light(value / 255.0) * RILL_LIGHT_ONE + 0.5);
}

/* The whole number that is not below x >= 0. */
static uint32_t ceiling(double x)
{
    const uint32_t whole = (uint32_t)x;

    return whole < x ? whole + 1 : whole;
}

/* Values are further apart than a step of the guess, so that it is right or one too low. */
void rill_srgb_values_make(rill_srgb_values *values)
{
    uint32_t value = 0;

    values->begin[0] = 0;
    for (int v = 1; v < 256; v++)
        values->begin[v] = ceiling(rill_srgb_light((v - 0.5) / 255) * RILL_LIGHT_ONE);
    values->begin[256] = RILL_LIGHT_ONE + 1;
    for (uint32_t step = 0; step < 1u << RILL_GUESS_BITS; step++) {
        while (step << (16 - RILL_GUESS_BITS) >= values->begin[value + 1])
            value++;
        values->guess[step] = (uint8_t)value;
    }
}
