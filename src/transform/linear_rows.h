/*
 * linear_rows.h - rows of four channels, to light and back: what resample.c keeps when it averages light
 *
 * Light has 14 bits here (0..16320, as "Q6" samples), colour is premultiplied by alpha.
 */
#ifndef RILL_TRANSFORM_LINEAR_ROWS_H
#define RILL_TRANSFORM_LINEAR_ROWS_H

#include "base/light.h"

#include <stdbool.h>

typedef struct rill_linear {
    uint16_t light[256]; /* of a value, 0..16320 */
    rill_srgb_values values;
} rill_linear;

void rill_linear_make(rill_linear *linear);

/* Pixels to light.  Without alpha the fourth channel is 0. */
void rill_linear_row_in(const rill_linear *linear, const uint8_t *pixels, int16_t *out, uint32_t width_px, bool alpha);

/* Weighted sums of such rows, with 14 more bits and half of the last one added, to pixels. */
void rill_linear_row_out(const rill_linear *linear, const int32_t *sums, uint8_t *out, uint32_t width_px, bool alpha);

#endif
