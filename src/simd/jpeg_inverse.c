/*
 * jpeg_inverse.c - inverse DCT to 8x8 samples
 *
 * Columns first (a lane is a column), then rows (a lane is a row), as libjpeg does: the
 * rounding between the passes is part of the result.  Most blocks of a picture have
 * their coefficients in the upper left quarter; for those half of the work is left out.
 *
 * Between the passes there are 16 bits.  What would not fit is noticed, and the block is
 * given to the twin:
 *   - dequantised coefficients must lie in [-16384, 16384);
 *   - a result of the first pass that was saturated makes one of its row's final values
 *     at least 1,000 (the transform keeps the sum of squares but for a factor), and final
 *     values must lie in [-512, 512), where libjpeg's clamping table does not wrap.
 */
#include "simd/jpeg_kernels.h"

#if RILL_SCALAR

void rill_idct_8x8(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    rill_idct_8x8_twin(coefs, quant, rows, column);
}

#else

#include "simd/jpeg_dct_parts.h"

#define PASS1_SHIFT 11
#define PASS2_SHIFT 18

/* Even and odd halves to eight 32-bit results. */
ALWAYS_INLINE void combine(const v128 even[4], const v128 odd[4], uint32_t shift, v128 out[8])
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = i32x4_shr(i32x4_add(even[i], odd[3 - i]), shift);
        out[7 - i] = i32x4_shr(i32x4_sub(even[i], odd[3 - i]), shift);
    }
}

/* Four transforms of eight inputs, given as pairs. */
ALWAYS_INLINE void inverse_of_8(v128 pairs_04, v128 pairs_26, v128 pairs_71, v128 pairs_53, uint32_t shift, v128 out[8])
{
    const v128 half = i32x4_splat(1 << (shift - 1));
    const v128 tmp0 = i32x4_add(DOT(pairs_04, 8192, 8192), half);
    const v128 tmp1 = i32x4_add(DOT(pairs_04, 8192, -8192), half);
    const v128 tmp2 = DOT(pairs_26, 4433, -10704);
    const v128 tmp3 = DOT(pairs_26, 10703, 4433);
    const v128 even[4] = {i32x4_add(tmp0, tmp3), i32x4_add(tmp1, tmp2), i32x4_sub(tmp1, tmp2), i32x4_sub(tmp0, tmp3)};
    v128 odd[4];

    odd_part(pairs_71, pairs_53, odd);
    combine(even, odd, shift, out);
}

/* The same where the last four inputs are zero. */
ALWAYS_INLINE void inverse_of_4(v128 pairs_02, v128 pairs_13, uint32_t shift, v128 out[8])
{
    const v128 half = i32x4_splat(1 << (shift - 1));
    const v128 even[4] = {i32x4_add(DOT(pairs_02, 8192, 10703), half), i32x4_add(DOT(pairs_02, 8192, 4433), half),
                          i32x4_add(DOT(pairs_02, 8192, -4433), half), i32x4_add(DOT(pairs_02, 8192, -10703), half)};
    const v128 odd[4] = {DOT(pairs_13, 2260, -6436), DOT(pairs_13, 6437, -11362), DOT(pairs_13, 9633, -2259),
                         DOT(pairs_13, 11363, 9633)};

    combine(even, odd, shift, out);
}

/* Both halves of eight transforms; 16-bit results. */
ALWAYS_INLINE void pass_of_8(const v128 in[8], uint32_t shift, v128 out[8])
{
    v128 low[8], high[8];

    inverse_of_8(i16x8_zip_low(in[0], in[4]), i16x8_zip_low(in[2], in[6]), i16x8_zip_low(in[7], in[1]),
                 i16x8_zip_low(in[5], in[3]), shift, low);
    inverse_of_8(i16x8_zip_high(in[0], in[4]), i16x8_zip_high(in[2], in[6]), i16x8_zip_high(in[7], in[1]),
                 i16x8_zip_high(in[5], in[3]), shift, high);
    for (unsigned i = 0; i < 8; i++)
        out[i] = i16x8_narrow_i32x4(low[i], high[i]);
}

ALWAYS_INLINE void pass_of_4(const v128 in[4], uint32_t shift, v128 out[8])
{
    v128 low[8], high[8];

    inverse_of_4(i16x8_zip_low(in[0], in[2]), i16x8_zip_low(in[1], in[3]), shift, low);
    inverse_of_4(i16x8_zip_high(in[0], in[2]), i16x8_zip_high(in[1], in[3]), shift, high);
    for (unsigned i = 0; i < 8; i++)
        out[i] = i16x8_narrow_i32x4(low[i], high[i]);
}

/* Lanes that are not zero where a * b is outside [-16384, 16384). */
ALWAYS_INLINE v128 too_large(v128 a, v128 b)
{
    return i16x8_q15mulr_sat(a, b);
}

/* 'columns' hold levels less 128, a lane a row: false, and nothing written, if one is too far out. */
ALWAYS_INLINE int store_8x8(const v128 columns[8], v128 bad, uint8_t *const *rows, size_t column)
{
    const v128 middle = i16x8_splat((int16_t)0x8080); /* two bytes of 128 */
    v128 outside = i16x8_add(columns[0], i16x8_splat(512));
    v128 bytes[4], pairs[4], fours[4];

    for (unsigned x = 1; x < 8; x++)
        outside = v128_or(outside, i16x8_add(columns[x], i16x8_splat(512)));
    if (v128_any_true(v128_or(bad, v128_and(outside, i16x8_splat(~1023)))))
        return 0;
    for (unsigned x = 0; x < 4; x++)
        bytes[x] = v128_xor(i8x16_narrow_i16x8(columns[x], columns[x + 4]), middle);
    for (unsigned i = 0; i < 2; i++) {
        pairs[i] = i8x16_zip_low(bytes[2 * i], bytes[2 * i + 1]);
        pairs[i + 2] = i8x16_zip_high(bytes[2 * i], bytes[2 * i + 1]);
    }
    for (unsigned i = 0; i < 2; i++) { /* rows 0-3 and 4-7 of the columns 0-3, then of 4-7 */
        fours[2 * i] = i16x8_zip_low(pairs[2 * i], pairs[2 * i + 1]);
        fours[2 * i + 1] = i16x8_zip_high(pairs[2 * i], pairs[2 * i + 1]);
    }
    for (unsigned i = 0; i < 2; i++) {
        const v128 two = i32x4_zip_low(fours[i], fours[i + 2]);
        const v128 more = i32x4_zip_high(fours[i], fours[i + 2]);
        v128_store64_lane(rows[4 * i] + column, two, 0);
        v128_store64_lane(rows[4 * i + 1] + column, two, 1);
        v128_store64_lane(rows[4 * i + 2] + column, more, 0);
        v128_store64_lane(rows[4 * i + 3] + column, more, 1);
    }
    return 1;
}

/* Only the first four coefficients of the first four rows are not zero. */
ALWAYS_INLINE int inverse_quarter(const v128 coefs[4], const int16_t *quant, uint8_t *const *rows, size_t column)
{
    v128 in[4], out[8], bad = i32x4_splat(0);

    for (unsigned y = 0; y < 4; y++) {
        const v128 factors = v128_load(quant + 8 * y);
        bad = v128_or(bad, too_large(coefs[y], factors));
        in[y] = i16x8_mul(coefs[y], factors);
    }
    inverse_of_4(i16x8_zip_low(in[0], in[2]), i16x8_zip_low(in[1], in[3]), PASS1_SHIFT, out);
    /* Eight rows of four columns to four columns of eight rows. */
    v128 a[4], b[4];
    for (unsigned i = 0; i < 4; i++)
        a[i] = i16x8_narrow_i32x4(out[i], out[i + 4]);
    b[0] = i16x8_zip_low(a[0], a[2]);
    b[1] = i16x8_zip_high(a[0], a[2]);
    b[2] = i16x8_zip_low(a[1], a[3]);
    b[3] = i16x8_zip_high(a[1], a[3]);
    const v128 columns_0_1[2] = {i16x8_zip_low(b[0], b[2]), i16x8_zip_low(b[1], b[3])};
    const v128 columns_2_3[2] = {i16x8_zip_high(b[0], b[2]), i16x8_zip_high(b[1], b[3])};
    in[0] = i64x2_zip_low(columns_0_1[0], columns_0_1[1]);
    in[1] = i64x2_zip_high(columns_0_1[0], columns_0_1[1]);
    in[2] = i64x2_zip_low(columns_2_3[0], columns_2_3[1]);
    in[3] = i64x2_zip_high(columns_2_3[0], columns_2_3[1]);
    pass_of_4(in, PASS2_SHIFT, out);
    return store_8x8(out, bad, rows, column);
}

ALWAYS_INLINE int inverse_whole(const v128 coefs[8], const int16_t *quant, uint8_t *const *rows, size_t column)
{
    v128 in[8], between[8], out[8], bad = i32x4_splat(0);

    for (unsigned y = 0; y < 8; y++) {
        const v128 factors = v128_load(quant + 8 * y);
        bad = v128_or(bad, too_large(coefs[y], factors));
        in[y] = i16x8_mul(coefs[y], factors);
    }
    pass_of_8(in, PASS1_SHIFT, between);
    transpose_8x8(between);
    pass_of_8(between, PASS2_SHIFT, out);
    return store_8x8(out, bad, rows, column);
}

/* Only the first coefficient is not zero: all samples are the same. */
static int inverse_flat(int32_t coef, int32_t factor, uint8_t *const *rows, size_t column)
{
    const int32_t level = (coef * factor + 4) >> 3; /* as both passes round it */

    if (level < -512 || level > 511)
        return 0;
    const int32_t value = level + 128;
    const uint64_t eight = (uint64_t)(value < 0 ? 0 : value > 255 ? 255 : value) * 0x0101010101010101u;
    for (unsigned y = 0; y < 8; y++)
        memcpy(rows[y] + column, &eight, sizeof eight);
    return 1;
}

void rill_idct_8x8(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    v128 row[8];
    int done;

    for (unsigned y = 0; y < 8; y++)
        row[y] = v128_load(coefs + 8 * y);
    const v128 upper = v128_or(v128_or(row[0], row[1]), v128_or(row[2], row[3]));
    const v128 lower = v128_or(v128_or(row[4], row[5]), v128_or(row[6], row[7]));
    if (v128_any_true(v128_or(lower, v128_and(upper, i16x8_make(0, 0, 0, 0, -1, -1, -1, -1)))))
        done = inverse_whole(row, quant, rows, column);
    else if (v128_any_true(i16x8_zip_low(v128_or(row[1], v128_or(row[2], row[3])),
                                         v128_and(row[0], i16x8_make(0, -1, -1, -1, 0, 0, 0, 0)))))
        done = inverse_quarter(row, quant, rows, column);
    else
        done = inverse_flat(coefs[0], quant[0], rows, column);
    if (!done)
        rill_idct_8x8_twin(coefs, quant, rows, column);
}

#endif
