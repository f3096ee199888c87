/*
 * jpeg_twins.c - the kernels of jpeg_kernels.h in plain C, which define their results
 *
 * The algorithms are those of libjpeg's "islow" transforms (Loeffler, Ligtenberg and
 * Moschytz, scaled integers of 13 bits) and of its reduced inverse ones.  Sums have 64
 * bits, as libjpeg's have where a long has: damaged files then look alike everywhere.
 */
#include "simd/jpeg_kernels.h"

#include <stdbool.h>

#define CONST_BITS 13 /* of the constants below */
#define PASS1_BITS 2  /* kept between the passes */

/* round(x * 8192) */
#define FIX_0_211164243 1730
#define FIX_0_298631336 2446
#define FIX_0_390180644 3196
#define FIX_0_509795579 4176
#define FIX_0_541196100 4433
#define FIX_0_601344887 4926
#define FIX_0_720959822 5906
#define FIX_0_765366865 6270
#define FIX_0_850430095 6967
#define FIX_0_899976223 7373
#define FIX_1_061594337 8697
#define FIX_1_175875602 9633
#define FIX_1_272758580 10426
#define FIX_1_451774981 11893
#define FIX_1_501321110 12299
#define FIX_1_847759065 15137
#define FIX_1_961570560 16069
#define FIX_2_053119869 16819
#define FIX_2_172734803 17799
#define FIX_2_562915447 20995
#define FIX_3_072711026 25172
#define FIX_3_624509785 29692

static uint64_t times(uint64_t value, int32_t constant)
{
    return value * (uint64_t)constant;
}

/* Divide by 2^bits and round; what is kept between the passes has 32 bits. */
static uint64_t descaled(uint64_t value, unsigned bits)
{
    return (uint64_t)(int32_t)((int64_t)(value + (UINT64_C(1) << (bits - 1))) >> bits);
}

/* libjpeg's table look-up: the lower ten bits, signed, plus 128, clamped. */
static uint8_t sample(uint64_t value)
{
    const int32_t low_bits = (int32_t)(value & 1023);
    const int32_t level = (low_bits >= 512 ? low_bits - 1024 : low_bits) + 128;

    return (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
}

static void dequantise(const int16_t *coefs, const int16_t *quant, uint64_t *values)
{
    for (unsigned i = 0; i < 64; i++)
        values[i] = (uint64_t)(coefs[i] * quant[i]);
}

/* The odd half of an 8-point transform, forward and inverse alike. */
static void rotate_odd(uint64_t odd[4])
{
    const uint64_t z1 = times(odd[0] + odd[3], -FIX_0_899976223);
    const uint64_t z2 = times(odd[1] + odd[2], -FIX_2_562915447);
    const uint64_t z5 = times(odd[0] + odd[1] + odd[2] + odd[3], FIX_1_175875602);
    const uint64_t z3 = times(odd[0] + odd[2], -FIX_1_961570560) + z5;
    const uint64_t z4 = times(odd[1] + odd[3], -FIX_0_390180644) + z5;

    odd[0] = times(odd[0], FIX_0_298631336) + z1 + z3;
    odd[1] = times(odd[1], FIX_2_053119869) + z2 + z4;
    odd[2] = times(odd[2], FIX_3_072711026) + z2 + z3;
    odd[3] = times(odd[3], FIX_1_501321110) + z1 + z4;
}

/* ---- inverse ---- */

/* One column or row of eight values, 'step' apart, in place. */
static void inverse_8(uint64_t *values, unsigned step, unsigned bits)
{
    uint64_t odd[4] = {values[7 * step], values[5 * step], values[3 * step], values[step]};
    const uint64_t z1 = times(values[2 * step] + values[6 * step], FIX_0_541196100);
    const uint64_t tmp2 = z1 - times(values[6 * step], FIX_1_847759065);
    const uint64_t tmp3 = z1 + times(values[2 * step], FIX_0_765366865);
    const uint64_t tmp0 = (values[0] + values[4 * step]) << CONST_BITS;
    const uint64_t tmp1 = (values[0] - values[4 * step]) << CONST_BITS;
    const uint64_t even[4] = {tmp0 + tmp3, tmp1 + tmp2, tmp1 - tmp2, tmp0 - tmp3};

    rotate_odd(odd);
    for (unsigned i = 0; i < 4; i++) {
        values[i * step] = descaled(even[i] + odd[3 - i], bits);
        values[(7 - i) * step] = descaled(even[i] - odd[3 - i], bits);
    }
}

void rill_idct_8x8_twin(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    uint64_t values[64];

    dequantise(coefs, quant, values);
    for (unsigned x = 0; x < 8; x++)
        inverse_8(values + x, 8, CONST_BITS - PASS1_BITS);
    for (unsigned y = 0; y < 8; y++) {
        inverse_8(values + 8 * y, 1, CONST_BITS + PASS1_BITS + 3);
        for (unsigned x = 0; x < 8; x++)
            rows[y][column + x] = sample(values[8 * y + x]);
    }
}

/* Eight values, of which the one at 4 is not used, become four. */
static void inverse_4(uint64_t *values, unsigned step, unsigned bits)
{
    const uint64_t z1 = values[7 * step], z2 = values[5 * step], z3 = values[3 * step], z4 = values[step];
    const uint64_t dc = values[0] << (CONST_BITS + 1);
    const uint64_t tilt = times(values[2 * step], FIX_1_847759065) - times(values[6 * step], FIX_0_765366865);
    const uint64_t inner = times(z2, FIX_1_451774981) + times(z4, FIX_1_061594337) - times(z1, FIX_0_211164243) -
                           times(z3, FIX_2_172734803);
    const uint64_t outer = times(z3, FIX_0_899976223) + times(z4, FIX_2_562915447) - times(z1, FIX_0_509795579) -
                           times(z2, FIX_0_601344887);

    values[0] = descaled(dc + tilt + outer, bits);
    values[step] = descaled(dc - tilt + inner, bits);
    values[2 * step] = descaled(dc - tilt - inner, bits);
    values[3 * step] = descaled(dc + tilt - outer, bits);
}

void rill_idct_4x4_twin(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    uint64_t values[64];

    dequantise(coefs, quant, values);
    for (unsigned x = 0; x < 8; x++)
        inverse_4(values + x, 8, CONST_BITS - PASS1_BITS + 1);
    for (unsigned y = 0; y < 4; y++) {
        inverse_4(values + 8 * y, 1, CONST_BITS + PASS1_BITS + 3 + 1);
        for (unsigned x = 0; x < 4; x++)
            rows[y][column + x] = sample(values[8 * y + x]);
    }
}

/* Eight values, of which only the first and the odd ones are used, become two. */
static void inverse_2(uint64_t *values, unsigned step, unsigned bits)
{
    const uint64_t dc = values[0] << (CONST_BITS + 2);
    const uint64_t slope = times(values[step], FIX_3_624509785) - times(values[3 * step], FIX_1_272758580) +
                           times(values[5 * step], FIX_0_850430095) - times(values[7 * step], FIX_0_720959822);

    values[0] = descaled(dc + slope, bits);
    values[step] = descaled(dc - slope, bits);
}

void rill_idct_2x2_twin(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column)
{
    uint64_t values[64];

    dequantise(coefs, quant, values);
    for (unsigned x = 0; x < 8; x++)
        inverse_2(values + x, 8, CONST_BITS - PASS1_BITS + 2);
    for (unsigned y = 0; y < 2; y++) {
        inverse_2(values + 8 * y, 1, CONST_BITS + PASS1_BITS + 3 + 2);
        for (unsigned x = 0; x < 2; x++)
            rows[y][column + x] = sample(values[8 * y + x]);
    }
}

/* ---- forward ---- */

void rill_centre_samples_twin(const uint8_t *const *rows, size_t column, int16_t *samples)
{
    for (unsigned i = 0; i < 64; i++)
        samples[i] = (int16_t)(rows[i / 8][column + i % 8] - 128);
}

static uint64_t scaled_up(uint64_t value)
{
    return value << PASS1_BITS;
}

static uint64_t scaled_down(uint64_t value)
{
    return descaled(value, PASS1_BITS);
}

/* One row or column of eight values, 'step' apart, in place; 'scale' is for the two that need no multiplication. */
static void forward_8(int16_t *values, unsigned step, uint64_t (*scale)(uint64_t), unsigned bits)
{
    uint64_t sum[4], odd[4];

    for (unsigned i = 0; i < 4; i++) {
        sum[i] = (uint64_t)(values[i * step] + values[(7 - i) * step]);
        odd[3 - i] = (uint64_t)(values[i * step] - values[(7 - i) * step]);
    }
    const uint64_t outer = sum[0] - sum[3], inner = sum[1] - sum[2];
    const uint64_t z1 = times(inner + outer, FIX_0_541196100);
    rotate_odd(odd);
    values[0] = (int16_t)scale(sum[0] + sum[3] + sum[1] + sum[2]);
    values[4 * step] = (int16_t)scale(sum[0] + sum[3] - sum[1] - sum[2]);
    values[2 * step] = (int16_t)descaled(z1 + times(outer, FIX_0_765366865), bits);
    values[6 * step] = (int16_t)descaled(z1 - times(inner, FIX_1_847759065), bits);
    values[7 * step] = (int16_t)descaled(odd[0], bits);
    values[5 * step] = (int16_t)descaled(odd[1], bits);
    values[3 * step] = (int16_t)descaled(odd[2], bits);
    values[step] = (int16_t)descaled(odd[3], bits);
}

void rill_fdct_8x8_twin(int16_t *block)
{
    for (unsigned y = 0; y < 8; y++)
        forward_8(block + 8 * y, 1, scaled_up, CONST_BITS - PASS1_BITS);
    for (unsigned x = 0; x < 8; x++)
        forward_8(block + x, 8, scaled_down, CONST_BITS + PASS1_BITS);
}

void rill_quantise_8x8_twin(const int16_t *block, const int16_t *divisors, int16_t *coefs)
{
    for (unsigned i = 0; i < 64; i++) {
        const uint32_t reciprocal = (uint16_t)divisors[i], correction = (uint16_t)divisors[64 + i];
        const unsigned shift = (uint16_t)divisors[192 + i];
        const int value = block[i];
        const uint32_t size = (uint32_t)(value < 0 ? -value : value);
        const int32_t quotient = (int32_t)((size + correction) * reciprocal >> (16 + shift));
        coefs[i] = (int16_t)(value < 0 ? -quotient : quotient);
    }
}

uint64_t rill_nonzero_coefs_twin(const int16_t *coefs)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < 64; i++)
        bits |= (uint64_t)(coefs[i] != 0) << i;
    return bits;
}

/* ---- entropy-coded bytes ---- */

size_t rill_unstuff_twin(const uint8_t *from, size_t n_bytes, uint8_t **to, size_t room)
{
    const uint8_t *const limit = *to - room;
    size_t i = 0;

    while (i<n_bytes && * to> limit) {
        const bool is_stuffed = from[i] == 0xFF;
        if (is_stuffed && (i + 1 == n_bytes || from[i + 1] != 0))
            break;
        *--*to = from[i];
        i += is_stuffed ? 2 : 1;
    }
    return i;
}
