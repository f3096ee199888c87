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
#define u16x8_load8x8(p) wasm_u16x8_load8x8(p)
#define i16x8_splat(x) wasm_i16x8_splat(x)
#define i32x4_splat(x) wasm_i32x4_splat(x)
#define i32x4_add(a, b) wasm_i32x4_add(a, b)
#define i32x4_shr(a, n) wasm_i32x4_shr(a, n)
#define i32x4_dot_i16x8(a, b) wasm_i32x4_dot_i16x8(a, b)
#define i16x8_narrow_i32x4(a, b) wasm_i16x8_narrow_i32x4(a, b)
/* a0 b0 a1 b1 ... of the low or high halves */
#define i16x8_zip_low(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define i16x8_zip_high(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
/* the two 64-bit halves change places */
#define i64x2_swap(a) wasm_i64x2_shuffle(a, a, 1, 0)
#define i32x4_lane(a, n) wasm_i32x4_extract_lane(a, n)

#else

typedef int16_t v128 __attribute__((vector_size(16), aligned(1), may_alias));
typedef int32_t v128_i32 __attribute__((vector_size(16), may_alias));
typedef uint8_t v128_u8x8 __attribute__((vector_size(8), aligned(1), may_alias));
typedef int16_t v128_i16x4 __attribute__((vector_size(8)));

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
    return (v128)((v128_i32)a + (v128_i32)b);
}

static inline v128 i32x4_shr(v128 a, int n)
{
    return (v128)((v128_i32)a >> n);
}

static inline v128 i32x4_dot_i16x8(v128 a, v128 b)
{
    const v128_i16x4 a_even = __builtin_shufflevector(a, a, 0, 2, 4, 6);
    const v128_i16x4 a_odd = __builtin_shufflevector(a, a, 1, 3, 5, 7);
    const v128_i16x4 b_even = __builtin_shufflevector(b, b, 0, 2, 4, 6);
    const v128_i16x4 b_odd = __builtin_shufflevector(b, b, 1, 3, 5, 7);

    return (v128)(__builtin_convertvector(a_even, v128_i32) * __builtin_convertvector(b_even, v128_i32) +
                  __builtin_convertvector(a_odd, v128_i32) * __builtin_convertvector(b_odd, v128_i32));
}

/* Eight 16-bit results, saturated: four from a, four from b. */
static inline v128 i16x8_narrow_i32x4(v128 a, v128 b)
{
    v128 narrow = {0};

    for (int i = 0; i < 8; i++) {
        const int32_t wide = i < 4 ? ((v128_i32)a)[i] : ((v128_i32)b)[i - 4];
        narrow[i] = (int16_t)(wide < INT16_MIN ? INT16_MIN : wide > INT16_MAX ? INT16_MAX : wide);
    }
    return narrow;
}

static inline v128 i16x8_zip_low(v128 a, v128 b)
{
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static inline v128 i16x8_zip_high(v128 a, v128 b)
{
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

static inline v128 i64x2_swap(v128 a)
{
    return __builtin_shufflevector(a, a, 4, 5, 6, 7, 0, 1, 2, 3);
}

#define i32x4_lane(a, n) (((v128_i32)(a))[n])

#endif
#endif
