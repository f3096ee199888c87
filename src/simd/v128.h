/*
 * v128.h - the closed list of 128-bit operations that kernels are written in
 *
 * Mapped to wasm_simd128.h under Emscripten and to clang's vector extensions
 * elsewhere, so that sanitizers, fuzzers and debuggers see the kernels that ship.
 * Every operation has exactly the meaning of the WebAssembly instruction it is
 * named after; nothing relaxed.
 */
#ifndef RILL_SIMD_V128_H
#define RILL_SIMD_V128_H

#include <stdint.h>
#include <string.h>

#if defined(__wasm_simd128__)

#include <wasm_simd128.h>

typedef v128_t v128;

#define v128_load(p) wasm_v128_load(p)
#define v128_store(p, v) wasm_v128_store(p, v)
#define v128_load32_splat(p) wasm_v128_load32_splat(p)
#define u16x8_load8x8(p) wasm_u16x8_load8x8(p)
#define u16x8_extend_low_u8x16(a) wasm_u16x8_extend_low_u8x16(a)
#define u16x8_extend_high_u8x16(a) wasm_u16x8_extend_high_u8x16(a)
#define i16x8_splat(x) wasm_i16x8_splat(x)
#define i32x4_splat(x) wasm_i32x4_splat(x)
#define i32x4_add(a, b) wasm_i32x4_add(a, b)
#define i32x4_shr(a, n) wasm_i32x4_shr(a, n)
#define i32x4_dot_i16x8(a, b) wasm_i32x4_dot_i16x8(a, b)
#define i16x8_narrow_i32x4(a, b) wasm_i16x8_narrow_i32x4(a, b)
/* a0 b0 a1 b1 ... of the low or high halves */
#define i8x16_zip_low(a, b) wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define i8x16_zip_high(a, b) wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define i16x8_zip_low(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define i16x8_zip_high(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define i32x4_zip_low(a, b) wasm_i32x4_shuffle(a, b, 0, 4, 1, 5)
#define i32x4_zip_high(a, b) wasm_i32x4_shuffle(a, b, 2, 6, 3, 7)
#define i64x2_zip_low(a, b) wasm_i64x2_shuffle(a, b, 0, 2)
#define i64x2_zip_high(a, b) wasm_i64x2_shuffle(a, b, 1, 3)
/* a0 a4 a1 a5 a2 a6 a3 a7 */
#define i16x8_zip_halves(a) wasm_i16x8_shuffle(a, a, 0, 4, 1, 5, 2, 6, 3, 7)
#define i32x4_even_lanes(a, b) wasm_i32x4_shuffle(a, b, 0, 2, 4, 6)
#define i32x4_odd_lanes(a, b) wasm_i32x4_shuffle(a, b, 1, 3, 5, 7)
/* a1 a3 a5 a7 b1 b3 b5 b7: with 32-bit lanes, the high halves of eight */
#define i16x8_odd_lanes(a, b) wasm_i16x8_shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15)
/* sixteen bytes as four rows of four: rows become columns */
#define i8x16_transpose_4x4(a) wasm_i8x16_shuffle(a, a, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
/* the two 64-bit halves change places */
#define i64x2_swap(a) wasm_i64x2_shuffle(a, a, 1, 0)
#define i16x8_lane(a, n) wasm_i16x8_extract_lane(a, n)
#define i32x4_lane(a, n) wasm_i32x4_extract_lane(a, n)
#define v128_store32_lane(p, a, n) wasm_v128_store32_lane(p, a, n)
#define v128_store64_lane(p, a, n) wasm_v128_store64_lane(p, a, n)
#define v128_and(a, b) wasm_v128_and(a, b)
#define v128_or(a, b) wasm_v128_or(a, b)
#define v128_xor(a, b) wasm_v128_xor(a, b)
#define v128_any_true(a) wasm_v128_any_true(a)
#define i16x8_make(a, b, c, d, e, f, g, h) wasm_i16x8_make(a, b, c, d, e, f, g, h)
#define i16x8_eq(a, b) wasm_i16x8_eq(a, b)
#define i16x8_add(a, b) wasm_i16x8_add(a, b)
#define i16x8_sub(a, b) wasm_i16x8_sub(a, b)
#define i16x8_mul(a, b) wasm_i16x8_mul(a, b)
#define i16x8_shl(a, n) wasm_i16x8_shl(a, n)
#define i16x8_shr(a, n) wasm_i16x8_shr(a, n)
/* (a * b + 0x4000) >> 15, saturated */
#define i16x8_q15mulr_sat(a, b) wasm_i16x8_q15mulr_sat(a, b)
#define i32x4_sub(a, b) wasm_i32x4_sub(a, b)
#define i32x4_shl(a, n) wasm_i32x4_shl(a, n)
#define i32x4_extend_low_i16x8(a) wasm_i32x4_extend_low_i16x8(a)
#define i32x4_extend_high_i16x8(a) wasm_i32x4_extend_high_i16x8(a)
#define u32x4_extmul_low_u16x8(a, b) wasm_u32x4_extmul_low_u16x8(a, b)
#define u32x4_extmul_high_u16x8(a, b) wasm_u32x4_extmul_high_u16x8(a, b)
#define i8x16_bitmask(a) wasm_i8x16_bitmask(a)
#define i8x16_eq(a, b) wasm_i8x16_eq(a, b)
#define i8x16_reverse(a) wasm_i8x16_shuffle(a, a, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define i8x16_narrow_i16x8(a, b) wasm_i8x16_narrow_i16x8(a, b)
#define u8x16_narrow_i16x8(a, b) wasm_u8x16_narrow_i16x8(a, b)
#define i8x16_add(a, b) wasm_i8x16_add(a, b)
#define i8x16_sub(a, b) wasm_i8x16_sub(a, b)
#define i8x16_abs(a) wasm_i8x16_abs(a)
/* byte i of a is chosen by byte i of 'lanes' */
#define i8x16_swizzle(a, lanes) wasm_i8x16_swizzle(a, lanes)
#define i8x16_splat(x) wasm_i8x16_splat(x)
/* (a + b + 1) >> 1 */
#define u8x16_avgr(a, b) wasm_u8x16_avgr(a, b)
#define i16x8_abs(a) wasm_i16x8_abs(a)
#define i16x8_min(a, b) wasm_i16x8_min(a, b)
#define i16x8_gt(a, b) wasm_i16x8_gt(a, b)
/* bits of a where mask has ones, of b where it has zeros */
#define v128_bitselect(a, b, mask) wasm_v128_bitselect(a, b, mask)
/* lane n everywhere */
#define i32x4_splat_lane(a, n) wasm_i32x4_shuffle(a, a, n, n, n, n)
/* 0 a0 a1 a2, and 0 0 a0 a1 */
#define i32x4_up_1(a) wasm_i32x4_shuffle(a, wasm_i32x4_const(0, 0, 0, 0), 4, 0, 1, 2)
#define i32x4_up_2(a) wasm_i32x4_shuffle(a, wasm_i32x4_const(0, 0, 0, 0), 4, 4, 0, 1)
/* four times three bytes become four times four, the fourth from b; and back, the last four bytes are of no use */
#define i8x16_spread_3_to_4(a, b) wasm_i8x16_shuffle(a, b, 0, 1, 2, 16, 3, 4, 5, 17, 6, 7, 8, 18, 9, 10, 11, 19)
#define i8x16_close_4_to_3(a) wasm_i8x16_shuffle(a, a, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15)

#else

typedef int16_t v128 __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint16_t v128_u16 __attribute__((vector_size(16), may_alias));
typedef int32_t v128_i32 __attribute__((vector_size(16), may_alias));
typedef uint32_t v128_u32 __attribute__((vector_size(16), may_alias));
typedef int64_t v128_i64 __attribute__((vector_size(16), may_alias));
typedef int8_t v128_i8 __attribute__((vector_size(16), may_alias));
typedef uint8_t v128_u8 __attribute__((vector_size(16), may_alias));
typedef uint8_t v128_u8x8 __attribute__((vector_size(8), aligned(1), may_alias));
typedef int16_t v128_i16x4 __attribute__((vector_size(8)));
typedef uint16_t v128_u16x4 __attribute__((vector_size(8)));
typedef int32_t v128_i32x8 __attribute__((vector_size(32)));

static inline v128 v128_load(const void *p)
{
    v128 v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void v128_store(void *p, v128 v)
{
    memcpy(p, &v, sizeof v);
}

static inline v128 v128_load32_splat(const void *p)
{
    int32_t x;
    memcpy(&x, p, sizeof x);
    return (v128)(v128_i32){x, x, x, x};
}

static inline v128 u16x8_load8x8(const void *p)
{
    v128_u8x8 v;
    memcpy(&v, p, sizeof v);
    return __builtin_convertvector(v, v128);
}

static inline v128 i16x8_splat(int16_t x)
{
    return (v128){x, x, x, x, x, x, x, x};
}

static inline v128 i32x4_splat(int32_t x)
{
    return (v128)(v128_i32){x, x, x, x};
}

static inline v128 i32x4_add(v128 a, v128 b)
{
    return (v128)((v128_u32)a + (v128_u32)b);
}

static inline v128 i32x4_shr(v128 a, uint32_t n)
{
    return (v128)((v128_i32)a >> (int32_t)n);
}

static inline v128 i32x4_dot_i16x8(v128 a, v128 b)
{
    const v128_i16x4 a_even = __builtin_shufflevector(a, a, 0, 2, 4, 6);
    const v128_i16x4 a_odd = __builtin_shufflevector(a, a, 1, 3, 5, 7);
    const v128_i16x4 b_even = __builtin_shufflevector(b, b, 0, 2, 4, 6);
    const v128_i16x4 b_odd = __builtin_shufflevector(b, b, 1, 3, 5, 7);

    const v128_i32 even = __builtin_convertvector(a_even, v128_i32) * __builtin_convertvector(b_even, v128_i32);
    const v128_i32 odd = __builtin_convertvector(a_odd, v128_i32) * __builtin_convertvector(b_odd, v128_i32);

    return i32x4_add((v128)even, (v128)odd);
}

/* Lanes no lower than 'low' and no higher than 'high'.  A comparison gives all ones or zero in each lane. */
static inline v128_i32 v128_clamp_i32(v128_i32 a, int32_t low, int32_t high)
{
    const v128_i32 lowest = (v128_i32)i32x4_splat(low), highest = (v128_i32)i32x4_splat(high);
    const v128_i32 raised = (a & (a > lowest)) | (lowest & (a <= lowest));
    return (raised & (raised < highest)) | (highest & (raised >= highest));
}

static inline v128 v128_clamp_i16(v128 a, int16_t low, int16_t high)
{
    const v128 lowest = i16x8_splat(low), highest = i16x8_splat(high);
    const v128 raised = (a & (a > lowest)) | (lowest & (a <= lowest));
    return (raised & (raised < highest)) | (highest & (raised >= highest));
}

/* Eight 16-bit results, saturated: four from a, four from b. */
static inline v128 i16x8_narrow_i32x4(v128 a, v128 b)
{
    const v128_i32 low = v128_clamp_i32((v128_i32)a, INT16_MIN, INT16_MAX);
    const v128_i32 high = v128_clamp_i32((v128_i32)b, INT16_MIN, INT16_MAX);

    return __builtin_shufflevector((v128)low, (v128)high, 0, 2, 4, 6, 8, 10, 12, 14);
}

static inline v128 i8x16_zip_low(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i8)a, (v128_i8)b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7,
                                         23);
}

static inline v128 i8x16_zip_high(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i8)a, (v128_i8)b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30,
                                         15, 31);
}

static inline v128 i16x8_zip_low(v128 a, v128 b)
{
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static inline v128 i16x8_zip_high(v128 a, v128 b)
{
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

static inline v128 i32x4_zip_low(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i32)a, (v128_i32)b, 0, 4, 1, 5);
}

static inline v128 i32x4_zip_high(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i32)a, (v128_i32)b, 2, 6, 3, 7);
}

static inline v128 i64x2_zip_low(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i64)a, (v128_i64)b, 0, 2);
}

static inline v128 i64x2_zip_high(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i64)a, (v128_i64)b, 1, 3);
}

static inline v128 u16x8_extend_low_u8x16(v128 a)
{
    return i8x16_zip_low(a, (v128){0});
}

static inline v128 u16x8_extend_high_u8x16(v128 a)
{
    return i8x16_zip_high(a, (v128){0});
}

/* a0 a4 a1 a5 a2 a6 a3 a7 */
static inline v128 i16x8_zip_halves(v128 a)
{
    return __builtin_shufflevector(a, a, 0, 4, 1, 5, 2, 6, 3, 7);
}

static inline v128 i32x4_even_lanes(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i32)a, (v128_i32)b, 0, 2, 4, 6);
}

static inline v128 i32x4_odd_lanes(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i32)a, (v128_i32)b, 1, 3, 5, 7);
}

/* a1 a3 a5 a7 b1 b3 b5 b7: with 32-bit lanes, the high halves of eight */
static inline v128 i16x8_odd_lanes(v128 a, v128 b)
{
    return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}

/* Sixteen bytes as four rows of four: rows become columns. */
static inline v128 i8x16_transpose_4x4(v128 a)
{
    return (v128)__builtin_shufflevector((v128_i8)a, (v128_i8)a, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

static inline v128 i64x2_swap(v128 a)
{
    return __builtin_shufflevector(a, a, 4, 5, 6, 7, 0, 1, 2, 3);
}

static inline v128 v128_and(v128 a, v128 b)
{
    return a & b;
}

static inline v128 v128_or(v128 a, v128 b)
{
    return a | b;
}

static inline v128 v128_xor(v128 a, v128 b)
{
    return a ^ b;
}

static inline int v128_any_true(v128 a)
{
    return (((v128_i64)a)[0] | ((v128_i64)a)[1]) != 0;
}

static inline v128 i16x8_make(int16_t a, int16_t b, int16_t c, int16_t d, int16_t e, int16_t f, int16_t g, int16_t h)
{
    return (v128){a, b, c, d, e, f, g, h};
}

static inline v128 i16x8_eq(v128 a, v128 b)
{
    return a == b;
}

/* Lanes wrap: unsigned arithmetic, so that this is defined. */
static inline v128 i16x8_add(v128 a, v128 b)
{
    return (v128)((v128_u16)a + (v128_u16)b);
}

static inline v128 i16x8_sub(v128 a, v128 b)
{
    return (v128)((v128_u16)a - (v128_u16)b);
}

static inline v128 i16x8_mul(v128 a, v128 b)
{
    return (v128)((v128_u16)a * (v128_u16)b);
}

static inline v128 i16x8_shl(v128 a, uint32_t n)
{
    return (v128)((v128_u16)a << (uint16_t)n);
}

static inline v128 i16x8_shr(v128 a, uint32_t n)
{
    return a >> (int16_t)n;
}

/* (a * b + 0x4000) >> 15, saturated: only -32768 * -32768 is too much. */
static inline v128 i16x8_q15mulr_sat(v128 a, v128 b)
{
    const v128_i32x8 product = __builtin_convertvector(a, v128_i32x8) * __builtin_convertvector(b, v128_i32x8);
    const v128 rounded = __builtin_convertvector((product + 0x4000) >> 15, v128);
    const v128 both_lowest = (a == INT16_MIN) & (b == INT16_MIN);

    return rounded ^ both_lowest;
}

static inline v128 i32x4_sub(v128 a, v128 b)
{
    return (v128)((v128_u32)a - (v128_u32)b);
}

static inline v128 i32x4_shl(v128 a, uint32_t n)
{
    return (v128)((v128_u32)a << n);
}

static inline v128 i32x4_extend_low_i16x8(v128 a)
{
    return (v128) __builtin_convertvector(__builtin_shufflevector(a, a, 0, 1, 2, 3), v128_i32);
}

static inline v128 i32x4_extend_high_i16x8(v128 a)
{
    return (v128) __builtin_convertvector(__builtin_shufflevector(a, a, 4, 5, 6, 7), v128_i32);
}

static inline v128 u32x4_extmul_low_u16x8(v128 a, v128 b)
{
    const v128_u16x4 a_low = __builtin_shufflevector((v128_u16)a, (v128_u16)a, 0, 1, 2, 3);
    const v128_u16x4 b_low = __builtin_shufflevector((v128_u16)b, (v128_u16)b, 0, 1, 2, 3);

    return (v128)(__builtin_convertvector(a_low, v128_u32) * __builtin_convertvector(b_low, v128_u32));
}

static inline v128 u32x4_extmul_high_u16x8(v128 a, v128 b)
{
    return u32x4_extmul_low_u16x8(i64x2_swap(a), i64x2_swap(b));
}

/* Sixteen 8-bit results, saturated: eight from a, eight from b. */
static inline v128 i8x16_narrow_i16x8(v128 a, v128 b)
{
    const v128_i8 low = (v128_i8)v128_clamp_i16(a, INT8_MIN, INT8_MAX);
    const v128_i8 high = (v128_i8)v128_clamp_i16(b, INT8_MIN, INT8_MAX);

    return (v128)__builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

static inline v128 u8x16_narrow_i16x8(v128 a, v128 b)
{
    const v128_i8 low = (v128_i8)v128_clamp_i16(a, 0, UINT8_MAX);
    const v128_i8 high = (v128_i8)v128_clamp_i16(b, 0, UINT8_MAX);

    return (v128)__builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

static inline v128 i8x16_eq(v128 a, v128 b)
{
    return (v128)((v128_i8)a == (v128_i8)b);
}

static inline v128 i8x16_reverse(v128 a)
{
    return (v128)__builtin_shufflevector((v128_i8)a, (v128_i8)a, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

/* The highest bit of each byte. */
static inline uint32_t i8x16_bitmask(v128 a)
{
    uint32_t bits = 0;

    for (int i = 0; i < 16; i++)
        bits |= (uint32_t)(((v128_i8)a)[i] < 0) << i;
    return bits;
}

static inline v128 i8x16_add(v128 a, v128 b)
{
    return (v128)((v128_u8)a + (v128_u8)b);
}

static inline v128 i8x16_sub(v128 a, v128 b)
{
    return (v128)((v128_u8)a - (v128_u8)b);
}

/* -128 stays -128, which is 128 without a sign. */
static inline v128 i8x16_abs(v128 a)
{
    const v128 negative = (v128)((v128_i8)a < 0);
    return i8x16_sub(a ^ negative, negative);
}

static inline v128 i8x16_splat(int8_t x)
{
    return (v128)(v128_i8){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

/* Byte i of a is chosen by byte i of 'lanes'; one above 15 gives 0. */
static inline v128 i8x16_swizzle(v128 a, v128 lanes)
{
    v128_u8 chosen;

    for (int i = 0; i < 16; i++)
        chosen[i] = (uint8_t)(((v128_u8)lanes)[i] < 16 ? ((v128_u8)a)[((v128_u8)lanes)[i] & 15] : 0);
    return (v128)chosen;
}

/* (a + b + 1) >> 1 */
static inline v128 u8x16_avgr(v128 a, v128 b)
{
    const v128_u8 halves = ((v128_u8)a >> 1) + ((v128_u8)b >> 1);
    return (v128)(halves + (v128_u8)((a | b) & i8x16_splat(1)));
}

static inline v128 i16x8_abs(v128 a)
{
    const v128 negative = a < 0;
    return i16x8_sub(a ^ negative, negative);
}

static inline v128 i16x8_gt(v128 a, v128 b)
{
    return a > b;
}

/* Bits of a where mask has ones, of b where it has zeros. */
static inline v128 v128_bitselect(v128 a, v128 b, v128 mask)
{
    return (a & mask) | (b & ~mask);
}

static inline v128 i16x8_min(v128 a, v128 b)
{
    return v128_bitselect(a, b, b > a);
}

/* 0 a0 a1 a2 */
static inline v128 i32x4_up_1(v128 a)
{
    return (v128)__builtin_shufflevector((v128_i32)a, (v128_i32){0}, 4, 0, 1, 2);
}

/* 0 0 a0 a1 */
static inline v128 i32x4_up_2(v128 a)
{
    return (v128)__builtin_shufflevector((v128_i32)a, (v128_i32){0}, 4, 4, 0, 1);
}

/* Four times three bytes become four times four, the fourth from b. */
static inline v128 i8x16_spread_3_to_4(v128 a, v128 b)
{
    return (v128)__builtin_shufflevector((v128_i8)a, (v128_i8)b, 0, 1, 2, 16, 3, 4, 5, 17, 6, 7, 8, 18, 9, 10, 11, 19);
}

/* And back; the last four bytes are of no use. */
static inline v128 i8x16_close_4_to_3(v128 a)
{
    return (v128)__builtin_shufflevector((v128_i8)a, (v128_i8)a, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
}

#define i16x8_lane(a, n) ((a)[n])
/* lane n everywhere */
#define i32x4_splat_lane(a, n) i32x4_splat(((v128_i32)(a))[n])
#define v128_store32_lane(p, a, n) memcpy(p, &(const int32_t){((v128_i32)(a))[n]}, 4)
#define v128_store64_lane(p, a, n) memcpy(p, &(const int64_t){((v128_i64)(a))[n]}, 8)
#define i32x4_lane(a, n) (((v128_i32)(a))[n])

#endif
#endif
