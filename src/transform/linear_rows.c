/*
 * linear_rows.c - rows of four channels, to light and back
 *
 * Flow: used by resample.c.  Holds: nothing; the tables are the caller's.
 */
#include "transform/linear_rows.h"

#define ONE (255 * 64)
#define SUM_BITS 14

void rill_linear_make(rill_linear *linear)
{
    for (int value = 0; value < 256; value++)
        linear->light[value] = (uint16_t)(rill_srgb_light(value / 255.0) * ONE + 0.5);
    rill_srgb_values_make(&linear->values);
}

void rill_linear_row_in(const rill_linear *linear, const uint8_t *pixels, int16_t *out, uint32_t width_px, bool alpha)
{
    for (uint32_t x = 0; x < width_px; x++, pixels += 4, out += 4) {
        const uint32_t share = alpha ? pixels[3] : 255;
        for (unsigned channel = 0; channel < 3; channel++)
            out[channel] = (int16_t)((linear->light[pixels[channel]] * share + 127) / 255);
        out[3] = (int16_t)(alpha ? share * 64 : 0);
    }
}

/* 'light' of 'whole'. */
static uint8_t value_of(const rill_linear *linear, int32_t light, int32_t whole)
{
    const uint32_t bounded = (uint32_t)(light < 0 ? 0 : light > whole ? whole : light);

    return rill_srgb_value(&linear->values, (bounded * RILL_LIGHT_ONE + (uint32_t)whole / 2) / (uint32_t)whole);
}

void rill_linear_row_out(const rill_linear *linear, const int32_t *sums, uint8_t *out, uint32_t width_px, bool alpha)
{
    for (uint32_t x = 0; x < width_px; x++, sums += 4, out += 4) {
        const int32_t sum = alpha ? sums[3] >> SUM_BITS : ONE;
        const int32_t share = sum > ONE ? ONE : sum;
        const int32_t level = (share + 32) >> 6;
        out[3] = (uint8_t)(level < 0 ? 0 : level);
        for (unsigned channel = 0; channel < 3; channel++)
            out[channel] = out[3] == 0 ? 0 : value_of(linear, sums[channel] >> SUM_BITS, share);
    }
}
