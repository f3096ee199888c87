/*
 * resample_kernels.c - the inner loops of resample.c, and their scalar twins
 */
#include "simd/resample_kernels.h"

#include "base/whole_numbers.h"
#include "simd/v128.h"

#define WEIGHT_BITS 14
#define FRACTION_BITS 6
#define U8_SHIFT (WEIGHT_BITS - FRACTION_BITS)

#if RILL_SCALAR

static int16_t saturated(int32_t value)
{
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
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
        out[i] = rill_clamp_u8(sum >> (WEIGHT_BITS + FRACTION_BITS));
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

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Sums of four samples in turn: one 32-bit lane each. */
typedef struct sums {
    v128 first, second, third, fourth; /* samples 0-3, 4-7, 8-11, 12-15 */
} sums;

ALWAYS_INLINE v128 narrowed(v128 low, v128 high, uint32_t shift)
{
    return i16x8_narrow_i32x4(i32x4_shr(low, shift), i32x4_shr(high, shift));
}

/* Two taps at a time: samples of two rows zipped, so that one dot product adds both. */
ALWAYS_INLINE void add_two_rows_u8(sums *to, const uint8_t *a, const uint8_t *b, v128 weights)
{
    const v128 sixteen_a = v128_load(a), sixteen_b = v128_load(b);
    const v128 low = i8x16_zip_low(sixteen_a, sixteen_b), high = i8x16_zip_high(sixteen_a, sixteen_b);

    to->first = i32x4_add(to->first, i32x4_dot_i16x8(u16x8_extend_low_u8x16(low), weights));
    to->second = i32x4_add(to->second, i32x4_dot_i16x8(u16x8_extend_high_u8x16(low), weights));
    to->third = i32x4_add(to->third, i32x4_dot_i16x8(u16x8_extend_low_u8x16(high), weights));
    to->fourth = i32x4_add(to->fourth, i32x4_dot_i16x8(u16x8_extend_high_u8x16(high), weights));
}

ALWAYS_INLINE v128 single_weight(int16_t weight)
{
    return i16x8_zip_low(i16x8_splat(weight), i16x8_splat(0));
}

void rill_blend_rows_u8(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n)
{
    for (uint32_t x = 0; x < n; x += 16) {
        const v128 half = i32x4_splat(1 << (U8_SHIFT - 1));
        sums sums = {half, half, half, half};
        uint32_t k = 0;
        for (; k + 2 <= n_taps; k += 2)
            add_two_rows_u8(&sums, rows[k] + x, rows[k + 1] + x, v128_load32_splat(weights + k));
        if (k < n_taps)
            add_two_rows_u8(&sums, rows[k] + x, rows[k] + x, single_weight(weights[k]));
        v128_store(out + x, narrowed(sums.first, sums.second, U8_SHIFT));
        if (n - x > 8)
            v128_store(out + x + 8, narrowed(sums.third, sums.fourth, U8_SHIFT));
    }
}

ALWAYS_INLINE void add_two_rows_q6(sums *to, const uint8_t *a, const uint8_t *b, v128 weights)
{
    const v128 eight_a = v128_load(a), eight_b = v128_load(b);

    to->first = i32x4_add(to->first, i32x4_dot_i16x8(i16x8_zip_low(eight_a, eight_b), weights));
    to->second = i32x4_add(to->second, i32x4_dot_i16x8(i16x8_zip_high(eight_a, eight_b), weights));
}

void rill_blend_rows_q6(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n)
{
    for (uint32_t x = 0; x < n; x += 8) {
        const size_t at = 2 * (size_t)x;
        const v128 half = i32x4_splat(1 << (WEIGHT_BITS - 1));
        sums sums = {half, half, half, half};
        uint32_t k = 0;
        for (; k + 2 <= n_taps; k += 2)
            add_two_rows_q6(&sums, rows[k] + at, rows[k + 1] + at, v128_load32_splat(weights + k));
        if (k < n_taps)
            add_two_rows_q6(&sums, rows[k] + at, rows[k] + at, single_weight(weights[k]));
        v128_store(out + x, narrowed(sums.first, sums.second, WEIGHT_BITS));
    }
}

/* Eight taps to a dot product: four partial sums, which add up to the window's. */
ALWAYS_INLINE v128 window_sums(const int16_t *row, const rill_window *window, const int16_t *weights, uint32_t n_taps)
{
    const int16_t *const samples = row + window->first, *const w = weights + window->weights;
    v128 sums = i32x4_dot_i16x8(v128_load(samples), v128_load(w));

    for (uint32_t k = 8; k < n_taps; k += 8)
        sums = i32x4_add(sums, i32x4_dot_i16x8(v128_load(samples + k), v128_load(w + k)));
    return sums;
}

/* Four windows' partial sums, added up: a lane a window. */
ALWAYS_INLINE v128 added_across(v128 a, v128 b, v128 c, v128 d)
{
    const v128 two = i32x4_add(i32x4_even_lanes(a, b), i32x4_odd_lanes(a, b));
    const v128 more = i32x4_add(i32x4_even_lanes(c, d), i32x4_odd_lanes(c, d));

    return i32x4_add(i32x4_even_lanes(two, more), i32x4_odd_lanes(two, more));
}

/* Four results as bytes, in the low 32 bits. */
ALWAYS_INLINE v128 four_samples(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                                int32_t bias)
{
    const v128 sums =
        added_across(window_sums(row, &windows[0], weights, n_taps), window_sums(row, &windows[1], weights, n_taps),
                     window_sums(row, &windows[2], weights, n_taps), window_sums(row, &windows[3], weights, n_taps));
    const v128 levels = i32x4_shr(i32x4_add(sums, i32x4_splat(bias)), WEIGHT_BITS + FRACTION_BITS);
    const v128 words = i16x8_narrow_i32x4(levels, levels);

    return u8x16_narrow_i16x8(words, words);
}

/* 'n_taps' is a constant where this is inlined for the usual sizes: no loop is left then. */
ALWAYS_INLINE void resize_row_1(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                                int32_t bias, uint8_t *out, uint32_t n)
{
    uint32_t i = 0;

    for (; i + 4 <= n; i += 4)
        v128_store32_lane(out + i, four_samples(row, windows + i, weights, n_taps, bias), 0);
    if (i < n) {
        rill_window last[4]; /* the last one repeats */
        uint8_t bytes[4];
        for (uint32_t k = 0; k < 4; k++)
            last[k] = windows[i + k < n ? i + k : n - 1];
        v128_store32_lane(bytes, four_samples(row, last, weights, n_taps, bias), 0);
        memcpy(out + i, bytes, n - i);
    }
}

void rill_resize_row_1(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                       int32_t bias, uint8_t *out, uint32_t n)
{
    switch (n_taps) {
    case 8:
        resize_row_1(row, windows, weights, 8, bias, out, n);
        break;
    case 16:
        resize_row_1(row, windows, weights, 16, bias, out, n);
        break;
    case 24:
        resize_row_1(row, windows, weights, 24, bias, out, n);
        break;
    default:
        resize_row_1(row, windows, weights, n_taps, bias, out, n);
        break;
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
            sums = i32x4_add(sums, i32x4_dot_i16x8(i16x8_zip_halves(two), v128_load32_splat(w + k)));
        }
        v128_store(out + 4 * (size_t)i, sums);
    }
}

#endif
