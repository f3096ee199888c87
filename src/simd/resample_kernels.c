/*
 * resample_kernels.c - the inner loops of resample.c, and their scalar twins
 */
#include "simd/resample_kernels.h"

#include "simd/v128.h"

#define WEIGHT_BITS 14
#define FRACTION_BITS 6
#define U8_SHIFT (WEIGHT_BITS - FRACTION_BITS)

#if RILL_SCALAR

static int16_t saturated(int32_t value)
{
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

static uint8_t clamped(int32_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void rill_blend_rows_u8(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n)
{
    for (uint32_t x = 0; x < n; x++) {
        int32_t sum = 1 << (U8_SHIFT - 1);
        for (uint32_t k = 0; k < n_taps; k++)
            sum += weights[k] * rows[k][x];
        out[x] = saturated(sum >> U8_SHIFT);
    }
}

void rill_blend_rows_q6(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n)
{
    for (uint32_t x = 0; x < n; x++) {
        int32_t sum = 1 << (WEIGHT_BITS - 1);
        for (uint32_t k = 0; k < n_taps; k++)
            sum += weights[k] * ((const int16_t *)(const void *)rows[k])[x];
        out[x] = saturated(sum >> WEIGHT_BITS);
    }
}

void rill_resize_row_1(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                       int32_t bias, uint8_t *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        int32_t sum = bias;
        for (uint32_t k = 0; k < n_taps; k++)
            sum += weights[windows[i].weights + k] * row[windows[i].first + k];
        out[i] = clamped(sum >> (WEIGHT_BITS + FRACTION_BITS));
    }
}

void rill_resize_row_4(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                       int32_t bias, int32_t *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t channel = 0; channel < 4; channel++) {
            int32_t sum = bias;
            for (uint32_t k = 0; k < n_taps; k++)
                sum += weights[windows[i].weights + k] * row[4 * (windows[i].first + k) + channel];
            out[4 * i + channel] = sum;
        }
    }
}

#else

/* Two taps at a time: samples of two rows zipped, so that one dot product adds both. */
static v128 weight_pair(const int16_t *weights, uint32_t k, uint32_t n_taps)
{
    const int16_t second = k + 1 < n_taps ? weights[k + 1] : 0;
    return i16x8_zip_low(i16x8_splat(weights[k]), i16x8_splat(second));
}

void rill_blend_rows_u8(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n)
{
    for (uint32_t x = 0; x < n; x += 8) {
        v128 low = i32x4_splat(1 << (U8_SHIFT - 1));
        v128 high = low;
        for (uint32_t k = 0; k < n_taps; k += 2) {
            const v128 pair = weight_pair(weights, k, n_taps);
            const v128 a = u16x8_load8x8(rows[k] + x);
            const v128 b = u16x8_load8x8(rows[k + 1 < n_taps ? k + 1 : k] + x);
            low = i32x4_add(low, i32x4_dot_i16x8(i16x8_zip_low(a, b), pair));
            high = i32x4_add(high, i32x4_dot_i16x8(i16x8_zip_high(a, b), pair));
        }
        v128_store(out + x, i16x8_narrow_i32x4(i32x4_shr(low, U8_SHIFT), i32x4_shr(high, U8_SHIFT)));
    }
}

void rill_blend_rows_q6(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n)
{
    for (uint32_t x = 0; x < n; x += 8) {
        v128 low = i32x4_splat(1 << (WEIGHT_BITS - 1));
        v128 high = low;
        for (uint32_t k = 0; k < n_taps; k += 2) {
            const v128 pair = weight_pair(weights, k, n_taps);
            const v128 a = v128_load(rows[k] + 2 * (size_t)x);
            const v128 b = v128_load(rows[k + 1 < n_taps ? k + 1 : k] + 2 * (size_t)x);
            low = i32x4_add(low, i32x4_dot_i16x8(i16x8_zip_low(a, b), pair));
            high = i32x4_add(high, i32x4_dot_i16x8(i16x8_zip_high(a, b), pair));
        }
        v128_store(out + x, i16x8_narrow_i32x4(i32x4_shr(low, WEIGHT_BITS), i32x4_shr(high, WEIGHT_BITS)));
    }
}

void rill_resize_row_1(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                       int32_t bias, uint8_t *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const int16_t *samples = row + windows[i].first;
        const int16_t *w = weights + windows[i].weights;
        v128 sums = i32x4_splat(0);
        for (uint32_t k = 0; k < n_taps; k += 8)
            sums = i32x4_add(sums, i32x4_dot_i16x8(v128_load(samples + k), v128_load(w + k)));
        const int32_t sum =
            bias + i32x4_lane(sums, 0) + i32x4_lane(sums, 1) + i32x4_lane(sums, 2) + i32x4_lane(sums, 3);
        const int32_t value = sum >> (WEIGHT_BITS + FRACTION_BITS);
        out[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

void rill_resize_row_4(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                       int32_t bias, int32_t *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const int16_t *samples = row + 4 * (size_t)windows[i].first;
        const int16_t *w = weights + windows[i].weights;
        v128 sums = i32x4_splat(bias);
        for (uint32_t k = 0; k < n_taps; k += 2) {
            const v128 two = v128_load(samples + 4 * (size_t)k); /* r g b a r g b a of two pixels */
            const v128 zipped = i16x8_zip_low(two, i64x2_swap(two));
            sums = i32x4_add(sums, i32x4_dot_i16x8(zipped, weight_pair(w, k, n_taps)));
        }
        v128_store(out + 4 * (size_t)i, sums);
    }
}

#endif
