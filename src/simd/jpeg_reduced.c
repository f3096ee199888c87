/*
 * jpeg_reduced.c - inverse DCT to 4x4 and to 2x2 samples
 *
 * As in jpeg_inverse.c: columns, then rows; 16 bits between the passes; a block that may
 * not fit is given to the twin.  Here dequantised coefficients and results of the first
 * pass must lie in [-16384, 16384), so that no 32-bit sum overflows, and final values in
 * [-512, 512).
 */
#include "simd/jpeg_kernels.h"

#if RILL_SCALAR

void rill_idct_4x4(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    rill_idct_4x4_twin(coefs, quant, rows, column);
}

void rill_idct_2x2(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    rill_idct_2x2_twin(coefs, quant, rows, column);
}

#else

#include "simd/jpeg_dct_parts.h"

/* Dequantise one row of coefficients; 'bad' collects lanes that are too large. */
ALWAYS_INLINE v128 dequantised(const int16_t *coefs, const int16_t *quant, unsigned y, v128 *bad)
{
    const v128 row = v128_load(coefs + 8 * y), factors = v128_load(quant + 8 * y);

    *bad = v128_or(*bad, i16x8_q15mulr_sat(row, factors));
    return i16x8_mul(row, factors);
}

/* Lanes that are not zero where a result of the first pass is outside [-16384, 16384). */
ALWAYS_INLINE v128 too_large(v128 values)
{
    return v128_and(i16x8_add(values, i16x8_splat(0x4000)), i16x8_splat(INT16_MIN));
}

/* The same for final values outside [-512, 512). */
ALWAYS_INLINE v128 too_far_out(v128 values)
{
    return v128_and(i16x8_add(values, i16x8_splat(512)), i16x8_splat(~1023));
}

/* The one coefficient of a flat block, as both passes round it, less 128. */
ALWAYS_INLINE int32_t flat_level(const int16_t *coefs, const int16_t *quant)
{
    return (coefs[0] * quant[0] + 4) >> 3;
}

ALWAYS_INLINE uint8_t clamped(int32_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* ---- 4x4 ---- */

#define PASS1_SHIFT_4 12
#define PASS2_SHIFT_4 19

ALWAYS_INLINE void combine_4(v128 even_outer, v128 even_inner, v128 odd_outer, v128 odd_inner, uint32_t shift,
                             v128 out[4])
{
    const v128 half = i32x4_splat(1 << (shift - 1));
    const v128 outer = i32x4_add(even_outer, half), inner = i32x4_add(even_inner, half);

    out[0] = i32x4_shr(i32x4_add(outer, odd_outer), shift);
    out[1] = i32x4_shr(i32x4_add(inner, odd_inner), shift);
    out[2] = i32x4_shr(i32x4_sub(inner, odd_inner), shift);
    out[3] = i32x4_shr(i32x4_sub(outer, odd_outer), shift);
}

/* Four transforms of seven inputs (the one at 4 is not used), given as pairs. */
ALWAYS_INLINE void inverse_of_7(v128 pairs_02, v128 pairs_60, v128 pairs_13, v128 pairs_57, uint32_t shift, v128 out[4])
{
    const v128 sixth = DOT(pairs_60, -6270, 0);
    const v128 even_outer = i32x4_add(DOT(pairs_02, 16384, 15137), sixth);
    const v128 even_inner = i32x4_sub(DOT(pairs_02, 16384, -15137), sixth);
    const v128 odd_outer = i32x4_add(DOT(pairs_13, 20995, 7373), DOT(pairs_57, -4926, -4176));
    const v128 odd_inner = i32x4_add(DOT(pairs_13, 8697, -17799), DOT(pairs_57, 11893, -1730));

    combine_4(even_outer, even_inner, odd_outer, odd_inner, shift, out);
}

/* The same where only the first four inputs are not zero. */
ALWAYS_INLINE void inverse_of_4(v128 pairs_02, v128 pairs_13, uint32_t shift, v128 out[4])
{
    combine_4(DOT(pairs_02, 16384, 15137), DOT(pairs_02, 16384, -15137), DOT(pairs_13, 20995, 7373),
              DOT(pairs_13, 8697, -17799), shift, out);
}

/* Four columns of four final values, a lane a row. */
ALWAYS_INLINE int store_4x4(const v128 columns[4], v128 bad, uint8_t *const *rows, size_t column)
{
    const v128 left = i16x8_narrow_i32x4(columns[0], columns[1]), right = i16x8_narrow_i32x4(columns[2], columns[3]);

    if (v128_any_true(v128_or(bad, v128_or(too_far_out(left), too_far_out(right)))))
        return 0;
    const v128 bytes = v128_xor(i8x16_narrow_i16x8(left, right), i16x8_splat((int16_t)0x8080));
    const v128 samples = i8x16_transpose_4x4(bytes);
    v128_store32_lane(rows[0] + column, samples, 0);
    v128_store32_lane(rows[1] + column, samples, 1);
    v128_store32_lane(rows[2] + column, samples, 2);
    v128_store32_lane(rows[3] + column, samples, 3);
    return 1;
}

static int whole_to_4x4(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    const v128 zero = i32x4_splat(0);
    v128 bad = zero, in[8], low[4], high[4], row[4], out[4];

    for (unsigned y = 0; y < 8; y++)
        in[y] = y == 4 ? zero : dequantised(coefs, quant, y, &bad);
    inverse_of_7(i16x8_zip_low(in[0], in[2]), i16x8_zip_low(in[6], zero), i16x8_zip_low(in[1], in[3]),
                 i16x8_zip_low(in[5], in[7]), PASS1_SHIFT_4, low);
    inverse_of_7(i16x8_zip_high(in[0], in[2]), i16x8_zip_high(in[6], zero), i16x8_zip_high(in[1], in[3]),
                 i16x8_zip_high(in[5], in[7]), PASS1_SHIFT_4, high);
    for (unsigned y = 0; y < 4; y++) {
        row[y] = i16x8_narrow_i32x4(low[y], high[y]);
        bad = v128_or(bad, too_large(row[y]));
    }
    const v128 even_low = i16x8_zip_low(row[0], row[2]), odd_low = i16x8_zip_low(row[1], row[3]);
    const v128 even_high = i16x8_zip_high(row[0], row[2]), odd_high = i16x8_zip_high(row[1], row[3]);
    const v128 columns_01 = i16x8_zip_low(even_low, odd_low), columns_23 = i16x8_zip_high(even_low, odd_low);
    const v128 columns_45 = i16x8_zip_low(even_high, odd_high), columns_67 = i16x8_zip_high(even_high, odd_high);
    inverse_of_7(i16x8_zip_low(columns_01, columns_23), i16x8_zip_low(columns_67, zero),
                 i16x8_zip_high(columns_01, columns_23), i16x8_zip_high(columns_45, columns_67), PASS2_SHIFT_4, out);
    return store_4x4(out, bad, rows, column);
}

/* Only the first four coefficients of the first four rows count and are not zero. */
static int quarter_to_4x4(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    v128 bad = i32x4_splat(0), in[4], out[4];

    for (unsigned y = 0; y < 4; y++)
        in[y] = dequantised(coefs, quant, y, &bad);
    inverse_of_4(i16x8_zip_low(in[0], in[2]), i16x8_zip_low(in[1], in[3]), PASS1_SHIFT_4, out);
    const v128 rows_01 = i16x8_narrow_i32x4(out[0], out[1]), rows_23 = i16x8_narrow_i32x4(out[2], out[3]);
    bad = v128_or(bad, v128_or(too_large(rows_01), too_large(rows_23)));
    const v128 even = i16x8_zip_low(rows_01, rows_23), odd = i16x8_zip_high(rows_01, rows_23);
    const v128 columns_01 = i16x8_zip_low(even, odd), columns_23 = i16x8_zip_high(even, odd);
    inverse_of_4(i16x8_zip_low(columns_01, columns_23), i16x8_zip_high(columns_01, columns_23), PASS2_SHIFT_4, out);
    return store_4x4(out, bad, rows, column);
}

static int flat_4x4(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    const int32_t level = flat_level(coefs, quant);
    const uint32_t four = (uint32_t)clamped(level + 128) * 0x01010101u;

    if (level < -512 || level > 511)
        return 0;
    for (unsigned y = 0; y < 4; y++)
        memcpy(rows[y] + column, &four, sizeof four);
    return 1;
}

void rill_idct_4x4(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    const v128 first = v128_load(coefs);
    const v128 upper = v128_or(v128_or(v128_load(coefs + 8), v128_load(coefs + 16)), v128_load(coefs + 24));
    const v128 lower = v128_or(v128_or(v128_load(coefs + 40), v128_load(coefs + 48)), v128_load(coefs + 56));
    const v128 right = v128_and(v128_or(first, upper), i16x8_make(0, 0, 0, 0, 0, -1, -1, -1));
    int done;

    if (v128_any_true(v128_or(lower, right)))
        done = whole_to_4x4(coefs, quant, rows, column);
    else if (v128_any_true(v128_or(upper, v128_and(first, i16x8_make(0, -1, -1, -1, 0, 0, 0, 0)))))
        done = quarter_to_4x4(coefs, quant, rows, column);
    else
        done = flat_4x4(coefs, quant, rows, column);
    if (!done)
        rill_idct_4x4_twin(coefs, quant, rows, column);
}

/* ---- 2x2 ---- */

#define PASS1_SHIFT_2 13
#define PASS2_SHIFT_2 20

/* Four transforms: the first input, and pairs of the odd ones. */
ALWAYS_INLINE void inverse_of_5(v128 first, v128 pairs_13, v128 pairs_57, v128 out[2])
{
    const v128 dc = i32x4_add(i32x4_shl(first, 15), i32x4_splat(1 << (PASS1_SHIFT_2 - 1)));
    const v128 slope = i32x4_add(DOT(pairs_13, 29692, -10426), DOT(pairs_57, 6967, -5906));

    out[0] = i32x4_shr(i32x4_add(dc, slope), PASS1_SHIFT_2);
    out[1] = i32x4_shr(i32x4_sub(dc, slope), PASS1_SHIFT_2);
}

/* One row of the first pass to two samples; false if they are too far out. */
ALWAYS_INLINE int store_two(int32_t first, int32_t slope, uint8_t *out)
{
    const int32_t dc = first * 32768 + (1 << (PASS2_SHIFT_2 - 1));
    const int32_t left = (dc + slope) >> PASS2_SHIFT_2, right = (dc - slope) >> PASS2_SHIFT_2;

    if (left < -512 || left > 511 || right < -512 || right > 511)
        return 0;
    out[0] = clamped(left + 128);
    out[1] = clamped(right + 128);
    return 1;
}

static int whole_to_2x2(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    const v128 odd_factors = i16x8_make(0, 29692, 0, -10426, 0, 6967, 0, -5906);
    v128 bad = i32x4_splat(0), low[2], high[2];
    const v128 in0 = dequantised(coefs, quant, 0, &bad), in1 = dequantised(coefs, quant, 1, &bad);
    const v128 in3 = dequantised(coefs, quant, 3, &bad), in5 = dequantised(coefs, quant, 5, &bad);
    const v128 in7 = dequantised(coefs, quant, 7, &bad);

    inverse_of_5(i32x4_extend_low_i16x8(in0), i16x8_zip_low(in1, in3), i16x8_zip_low(in5, in7), low);
    inverse_of_5(i32x4_extend_high_i16x8(in0), i16x8_zip_high(in1, in3), i16x8_zip_high(in5, in7), high);
    const v128 row0 = i16x8_narrow_i32x4(low[0], high[0]), row1 = i16x8_narrow_i32x4(low[1], high[1]);
    if (v128_any_true(v128_or(bad, v128_or(too_large(row0), too_large(row1)))))
        return 0;
    const v128 slopes0 = i32x4_dot_i16x8(row0, odd_factors), slopes1 = i32x4_dot_i16x8(row1, odd_factors);
    const v128 halves = i32x4_add(i32x4_zip_low(slopes0, slopes1), i32x4_zip_high(slopes0, slopes1));
    const v128 slopes = i32x4_add(halves, i64x2_swap(halves));
    return store_two(i16x8_lane(row0, 0), i32x4_lane(slopes, 0), rows[0] + column) &&
           store_two(i16x8_lane(row1, 0), i32x4_lane(slopes, 1), rows[1] + column);
}

static int flat_2x2(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    const int32_t level = flat_level(coefs, quant);

    if (level < -512 || level > 511)
        return 0;
    memset(rows[0] + column, clamped(level + 128), 2);
    memset(rows[1] + column, clamped(level + 128), 2);
    return 1;
}

void rill_idct_2x2(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    const v128 upper = v128_or(v128_load(coefs + 8), v128_load(coefs + 24));
    const v128 lower = v128_or(v128_load(coefs + 40), v128_load(coefs + 56));
    const v128 right = v128_and(v128_load(coefs), i16x8_make(0, -1, 0, -1, 0, -1, 0, -1));
    int done;

    if (v128_any_true(v128_or(v128_or(upper, lower), right)))
        done = whole_to_2x2(coefs, quant, rows, column);
    else
        done = flat_2x2(coefs, quant, rows, column);
    if (!done)
        rill_idct_2x2_twin(coefs, quant, rows, column);
}

#endif
