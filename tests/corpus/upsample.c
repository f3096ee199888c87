/*
 * upsample.c - what libjpeg calls fancy upsampling: a triangle filter with 3/4 of the nearer
 * sample and 1/4 of the farther one, for factors of 2; other factors repeat samples
 *
 * Where two results lie the same way between two values, rounding goes up for one and down for the
 * other, as in the library; at edges the edge sample stands in for its missing neighbour.
 */
#include "upsample.h"

/* A row of the plane; outside of it the nearest one. */
static const uint8_t *row_at(const plane_samples *plane, int64_t row)
{
    const int64_t last = (int64_t)plane->height_px - 1;

    return plane->samples + (row < 0 ? 0 : row > last ? last : row) * plane->width_px;
}

static void repeat_samples(const plane_samples *from, uint32_t scale_x, uint32_t scale_y, plane_samples *to)
{
    for (uint32_t row = 0; row < to->height_px; row++)
        for (uint32_t column = 0; column < to->width_px; column++)
            to->samples[(uint64_t)row * to->width_px + column] =
                from->samples[(uint64_t)(row / scale_y) * from->width_px + column / scale_x];
}

/* Widen n sums to 2 n samples.  'shift' is 2 where a sum is one sample, 4 where it is 3 + 1 of two rows. */
static void widen_row(const uint32_t *sums, uint32_t n, unsigned shift, uint8_t *out)
{
    const uint32_t bias_left = shift == 2 ? 1 : 8;
    const uint32_t bias_right = shift == 2 ? 2 : 7;

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t left = sums[i == 0 ? 0 : i - 1];
        const uint32_t right = sums[i == n - 1 ? i : i + 1];
        out[2 * i] = (uint8_t)((3 * sums[i] + left + bias_left) >> shift);
        out[2 * i + 1] = (uint8_t)((3 * sums[i] + right + bias_right) >> shift);
    }
}

static void widen(const plane_samples *from, uint32_t *sums, plane_samples *to)
{
    for (uint32_t row = 0; row < from->height_px; row++) {
        const uint8_t *const near = row_at(from, row);
        for (uint32_t i = 0; i < from->width_px; i++)
            sums[i] = near[i];
        widen_row(sums, from->width_px, 2, to->samples + (uint64_t)row * to->width_px);
    }
}

static void widen_and_heighten(const plane_samples *from, uint32_t *sums, plane_samples *to)
{
    for (uint32_t row = 0; row < to->height_px; row++) {
        const uint8_t *const near = row_at(from, row / 2);
        const uint8_t *const far = row_at(from, (int64_t)(row / 2) + (row % 2 == 0 ? -1 : 1));
        for (uint32_t i = 0; i < from->width_px; i++)
            sums[i] = 3u * near[i] + far[i];
        widen_row(sums, from->width_px, 4, to->samples + (uint64_t)row * to->width_px);
    }
}

static void heighten(const plane_samples *from, plane_samples *to)
{
    for (uint32_t row = 0; row < to->height_px; row++) {
        const uint8_t *const near = row_at(from, row / 2);
        const uint8_t *const far = row_at(from, (int64_t)(row / 2) + (row % 2 == 0 ? -1 : 1));
        const uint32_t bias = row % 2 == 0 ? 1 : 2;
        for (uint32_t i = 0; i < from->width_px; i++)
            to->samples[(uint64_t)row * to->width_px + i] = (uint8_t)((3u * near[i] + far[i] + bias) >> 2);
    }
}

void upsample_plane(const plane_samples *from, uint32_t scale_x, uint32_t scale_y, plane_samples *to)
{
    uint32_t sums[65536]; /* a JPEG is no wider */

    to->width_px = from->width_px * scale_x;
    to->height_px = from->height_px * scale_y;
    if (scale_x == 2 && scale_y == 1 && from->width_px > 2)
        widen(from, sums, to);
    else if (scale_x == 2 && scale_y == 2 && from->width_px > 2)
        widen_and_heighten(from, sums, to);
    else if (scale_x == 1 && scale_y == 2)
        heighten(from, to);
    else
        repeat_samples(from, scale_x, scale_y, to);
}

static uint8_t clamp(int32_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* 16 bits behind the point become none; >> of a negative number rounds down. */
static int32_t rounded(int32_t product)
{
    return (product + 32768) >> 16;
}

void ycc_to_rgb(uint8_t y, uint8_t cb, uint8_t cr, uint8_t rgb[3])
{
    const int32_t blue = (int32_t)cb - 128;
    const int32_t red = (int32_t)cr - 128;

    rgb[0] = clamp(y + rounded(91881 * red));                 /* 1.40200 */
    rgb[1] = clamp(y + rounded(-22554 * blue - 46802 * red)); /* 0.34414, 0.71414 */
    rgb[2] = clamp(y + rounded(116130 * blue));               /* 1.77200 */
}
