/*
 * png_twins.c - png_kernels.h in plain C: what the kernels must equal
 */
#include "simd/png_kernels.h"

#include <string.h>

#define ADLER_BASE 65521
#define ADLER_BYTES 4096 /* so many cannot overflow 32 bits (5552 could not) */

/* Of left, above and above-left the one nearest to left + above - above-left, in this order (PNG, clause 9.4). */
static uint8_t paeth(uint8_t left, uint8_t above, uint8_t corner)
{
    const int to_left = above > corner ? above - corner : corner - above;
    const int to_above = left > corner ? left - corner : corner - left;
    const int sum = left + above - 2 * corner;
    const int to_corner = sum < 0 ? -sum : sum;

    if (to_left <= to_above && to_left <= to_corner)
        return left;
    return to_above <= to_corner ? above : corner;
}

void rill_png_unfilter_sub_twin(uint8_t *row, size_t n_bytes, size_t step)
{
    for (size_t i = step; i < n_bytes; i++)
        row[i] = (uint8_t)(row[i] + row[i - step]);
}

void rill_png_unfilter_up_twin(uint8_t *row, const uint8_t *above, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        row[i] = (uint8_t)(row[i] + above[i]);
}

void rill_png_unfilter_average_twin(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    for (size_t i = 0; i < n_bytes; i++) {
        const unsigned left = i < step ? 0 : row[i - step];
        row[i] = (uint8_t)(row[i] + ((left + above[i]) >> 1));
    }
}

void rill_png_unfilter_paeth_twin(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    for (size_t i = 0; i < n_bytes; i++) {
        const uint8_t guess = i < step ? above[i] : paeth(row[i - step], above[i], above[i - step]);
        row[i] = (uint8_t)(row[i] + guess);
    }
}

/* What the filter expects at 'at', of whose neighbours all can be read. */
static uint8_t guess_of(unsigned filter, const uint8_t *at, const uint8_t *above, size_t step)
{
    const uint8_t left = *(at - step), corner = *(above - step);

    switch (filter) {
    case RILL_PNG_SUB:
        return left;
    case RILL_PNG_UP:
        return *above;
    case RILL_PNG_AVERAGE:
        return (uint8_t)((left + *above) >> 1);
    case RILL_PNG_PAETH:
        return paeth(left, *above, corner);
    default:
        return 0;
    }
}

void rill_png_filter_twin(unsigned filter, const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                          uint8_t *out)
{
    for (size_t i = 0; i < n_bytes; i++)
        out[i] = (uint8_t)(row[i] - guess_of(filter, row + i, above + i, step));
}

void rill_png_filter_sums_twin(const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                               uint32_t sums[RILL_PNG_FILTERS])
{
    for (unsigned filter = 0; filter < RILL_PNG_FILTERS; filter++) {
        sums[filter] = 0;
        for (size_t i = 0; i < n_bytes; i++) {
            const uint8_t left_over = (uint8_t)(row[i] - guess_of(filter, row + i, above + i, step));
            sums[filter] += left_over < 128 ? left_over : 256u - left_over;
        }
    }
}

void rill_spread_rgb_twin(const uint8_t *rgb, uint8_t *rgbx, size_t n_px)
{
    for (size_t i = 0; i < n_px; i++) {
        memmove(rgbx + 4 * i, rgb + 3 * i, 3);
        rgbx[4 * i + 3] = 255;
    }
}

void rill_close_rgbx_twin(const uint8_t *rgbx, uint8_t *rgb, size_t n_px)
{
    for (size_t i = 0; i < n_px; i++)
        memcpy(rgb + 3 * i, rgbx + 4 * i, 3);
}

uint32_t rill_adler32_twin(uint32_t adler, const uint8_t *bytes, size_t n_bytes)
{
    uint32_t low = adler & 0xffff, high = adler >> 16;

    while (n_bytes > 0) {
        const size_t n = n_bytes < ADLER_BYTES ? n_bytes : ADLER_BYTES;
        for (size_t i = 0; i < n; i++) {
            low += bytes[i];
            high += low;
        }
        low %= ADLER_BASE;
        high %= ADLER_BASE;
        bytes += n;
        n_bytes -= n;
    }
    return high << 16 | low;
}
