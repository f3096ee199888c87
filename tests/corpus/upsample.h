/*
 * upsample.h - planes to RGB as libjpeg does it by default, to compare with its output
 *
 * The library itself never upsamples chroma like this; only the corpus test does.
 */
#ifndef UPSAMPLE_H
#define UPSAMPLE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct plane_samples {
    uint8_t *samples; /* width_px x height_px */
    uint32_t width_px, height_px;
} plane_samples;

/* A plane scale_x times as wide and scale_y times as high, into to->samples, which has room for it. */
void upsample_plane(const plane_samples *from, uint32_t scale_x, uint32_t scale_y, plane_samples *to);

/* One pixel by libjpeg's integer tables. */
void ycc_to_rgb(uint8_t y, uint8_t cb, uint8_t cr, uint8_t rgb[3]);

#endif
