/*
 * jpeg_forward.c - samples to quantised coefficients: centre, forward DCT, divide, find what is left
 *
 * Rows first, then columns, as libjpeg does.  Samples are eight bits, so nothing here can
 * overflow: the largest sum is that of 64 samples of -128, times four, which is -32768.
 */
#include "simd/jpeg_kernels.h"

#if RILL_SCALAR

void rill_centre_samples(const uint8_t *const *rows, size_t column, int16_t *samples)
{
    rill_centre_samples_twin(rows, column, samples);
}

void rill_fdct_8x8(int16_t *block)
{
    rill_fdct_8x8_twin(block);
}

void rill_quantise_8x8(const int16_t *block, const int16_t *divisors, int16_t *coefs)
{
    rill_quantise_8x8_twin(block, divisors, coefs);
}

uint64_t rill_nonzero_coefs(const int16_t *coefs)
{
    return rill_nonzero_coefs_twin(coefs);
}

#else

#include "simd/jpeg_dct_parts.h"

#define PASS1_BITS 2
#define PASS1_SHIFT 11
#define PASS2_SHIFT 15

void rill_centre_samples(const uint8_t *const *rows, size_t column, int16_t *samples)
{
    for (unsigned y = 0; y < 8; y++)
        v128_store(samples + 8 * y, i16x8_sub(u16x8_load8x8(rows[y] + column), i16x8_splat(128)));
}

ALWAYS_INLINE v128 descaled(v128 sums, uint32_t shift)
{
    return i32x4_shr(i32x4_add(sums, i32x4_splat(1 << (shift - 1))), shift);
}

/* What of four transforms needs multiplication: results 2, 6, and the odd ones. */
ALWAYS_INLINE void forward_of_8(v128 pairs_inner_outer, v128 pairs_71, v128 pairs_53, uint32_t shift, v128 out[8])
{
    v128 odd[4];

    odd_part(pairs_71, pairs_53, odd);
    out[2] = descaled(DOT(pairs_inner_outer, 4433, 10703), shift);
    out[6] = descaled(DOT(pairs_inner_outer, -10704, 4433), shift);
    for (unsigned i = 0; i < 4; i++)
        out[7 - 2 * i] = descaled(odd[i], shift);
}

/* Eight transforms, a lane each; in[i] holds their i-th inputs, out[i] their i-th results. */
ALWAYS_INLINE void forward_pass(const v128 in[8], uint32_t shift, v128 out[8])
{
    v128 sum[4], difference[4], low[8], high[8];

    for (unsigned i = 0; i < 4; i++) {
        sum[i] = i16x8_add(in[i], in[7 - i]);
        difference[i] = i16x8_sub(in[i], in[7 - i]);
    }
    const v128 outer = i16x8_sub(sum[0], sum[3]), inner = i16x8_sub(sum[1], sum[2]);
    out[0] = i16x8_add(i16x8_add(sum[0], sum[3]), i16x8_add(sum[1], sum[2]));
    out[4] = i16x8_sub(i16x8_add(sum[0], sum[3]), i16x8_add(sum[1], sum[2]));
    forward_of_8(i16x8_zip_low(inner, outer), i16x8_zip_low(difference[3], difference[0]),
                 i16x8_zip_low(difference[2], difference[1]), shift, low);
    forward_of_8(i16x8_zip_high(inner, outer), i16x8_zip_high(difference[3], difference[0]),
                 i16x8_zip_high(difference[2], difference[1]), shift, high);
    for (unsigned i = 1; i < 8; i++)
        if (i != 4)
            out[i] = i16x8_narrow_i32x4(low[i], high[i]);
}

void rill_fdct_8x8(int16_t *block)
{
    v128 in[8], out[8];

    for (unsigned y = 0; y < 8; y++)
        in[y] = v128_load(block + 8 * y);
    transpose_8x8(in);
    forward_pass(in, PASS1_SHIFT, out);
    out[0] = i16x8_shl(out[0], PASS1_BITS);
    out[4] = i16x8_shl(out[4], PASS1_BITS);
    transpose_8x8(out);
    forward_pass(out, PASS2_SHIFT, in);
    for (unsigned y = 0; y < 8; y += 4)
        in[y] = i16x8_shr(i16x8_add(in[y], i16x8_splat(1 << (PASS1_BITS - 1))), PASS1_BITS);
    for (unsigned y = 0; y < 8; y++)
        v128_store(block + 8 * y, in[y]);
}

/* The high halves of eight 16-bit products. */
ALWAYS_INLINE v128 multiplied_high(v128 a, v128 b)
{
    return i16x8_odd_lanes(u32x4_extmul_low_u16x8(a, b), u32x4_extmul_high_u16x8(a, b));
}

void rill_quantise_8x8(const int16_t *block, const int16_t *divisors, int16_t *coefs)
{
    for (unsigned i = 0; i < 64; i += 8) {
        const v128 value = v128_load(block + i);
        const v128 sign = i16x8_shr(value, 15); /* all ones below zero */
        const v128 size = i16x8_sub(v128_xor(value, sign), sign);
        const v128 product = multiplied_high(i16x8_add(size, v128_load(divisors + 64 + i)), v128_load(divisors + i));
        const v128 quotient = multiplied_high(product, v128_load(divisors + 128 + i)); /* times 2^(16 - shift) */
        v128_store(coefs + i, i16x8_sub(v128_xor(quotient, sign), sign));
    }
}

uint64_t rill_nonzero_coefs(const int16_t *coefs)
{
    const v128 zero = i32x4_splat(0);
    uint64_t zeros = 0;

    for (unsigned i = 0; i < 64; i += 16) {
        const v128 first = i16x8_eq(v128_load(coefs + i), zero), second = i16x8_eq(v128_load(coefs + i + 8), zero);
        zeros |= (uint64_t)i8x16_bitmask(i8x16_narrow_i16x8(first, second)) << i;
    }
    return ~zeros;
}

#endif
