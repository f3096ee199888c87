/*
 * premultiply.h - pixels weighed by their alpha, for stages that average
 *
 * A mean of colours counts each as much as it is visible.  Samples are "Q6" as in
 * simd/resample_kernels.h: 0..255 becomes 0..16320.
 */
#ifndef RILL_TRANSFORM_PREMULTIPLY_H
#define RILL_TRANSFORM_PREMULTIPLY_H

#include <stdint.h>

#define RILL_Q6_BITS 6

/* RGBA to c * a / 255, alpha as it is. */
static inline void rill_premultiply_row(const uint8_t *pixels, int16_t *out, uint32_t width_px)
{
    for (uint32_t x = 0; x < width_px; x++, pixels += 4, out += 4) {
        const unsigned alpha = pixels[3];
        for (unsigned channel = 0; channel < 3; channel++)
            out[channel] = (int16_t)((pixels[channel] * alpha * 64 + 127) / 255);
        out[3] = (int16_t)(alpha * 64);
    }
}

/* One pixel back. Colour never exceeds alpha: ringing would make brighter fringes than the picture has. */
static inline void rill_unpremultiply(const int32_t q6[4], uint8_t *out)
{
    const int32_t alpha = q6[3];
    const int32_t rounded = (alpha + (1 << (RILL_Q6_BITS - 1))) >> RILL_Q6_BITS;

    out[3] = (uint8_t)(rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
    for (unsigned channel = 0; channel < 3; channel++) {
        const int32_t value = q6[channel];
        const int32_t bounded = value < 0 ? 0 : value > alpha ? alpha : value;
        out[channel] = out[3] == 0 ? 0 : (uint8_t)((bounded * 255 + alpha / 2) / alpha);
    }
}

#endif
