/*
 * copy.h - bytes copied, moved and filled by 128-bit vectors
 *
 * WebAssembly has no C library of the system: Emscripten's memcpy() goes byte by byte where source and target are not
 * aligned alike, which rows of RGB never are.  wasm/libc_memory.c gives these the names of the C library; native
 * builds keep their own.
 *
 * Lengths that are no multiple of 16 end with a vector that overlaps the one before.
 */
#ifndef RILL_SIMD_COPY_H
#define RILL_SIMD_COPY_H

#include "simd/v128.h"

#include <stddef.h>
#include <stdint.h>

/* Numbers at any address: memcpy() cannot be asked here. */
typedef struct rill_u32_anywhere {
    uint32_t number;
} __attribute__((packed, may_alias)) rill_u32_anywhere;

typedef struct rill_u64_anywhere {
    uint64_t number;
} __attribute__((packed, may_alias)) rill_u64_anywhere;

/* Fewer than 16 bytes: all are read before one is written, so they may overlap. */
static inline void rill_copy_few(uint8_t *to, const uint8_t *from, size_t n_bytes)
{
    if (n_bytes >= 8) {
        const rill_u64_anywhere first = *(const rill_u64_anywhere *)from;
        const rill_u64_anywhere last = *(const rill_u64_anywhere *)(from + n_bytes - 8);
        *(rill_u64_anywhere *)to = first;
        *(rill_u64_anywhere *)(to + n_bytes - 8) = last;
    } else if (n_bytes >= 4) {
        const rill_u32_anywhere first = *(const rill_u32_anywhere *)from;
        const rill_u32_anywhere last = *(const rill_u32_anywhere *)(from + n_bytes - 4);
        *(rill_u32_anywhere *)to = first;
        *(rill_u32_anywhere *)(to + n_bytes - 4) = last;
    } else if (n_bytes > 0) {
        const uint8_t first = from[0], middle = from[n_bytes / 2], last = from[n_bytes - 1];
        to[0] = first;
        to[n_bytes / 2] = middle;
        to[n_bytes - 1] = last;
    }
}

/* From the first byte on: right where 'to' lies outside of what is read, or before it. */
static inline void rill_copy(uint8_t *to, const uint8_t *from, size_t n_bytes)
{
    if (n_bytes < 16) {
        rill_copy_few(to, from, n_bytes);
        return;
    }
    const v128 last = v128_load(from + n_bytes - 16);
    uint8_t *const last_to = to + n_bytes - 16;
    for (; n_bytes > 64; n_bytes -= 64, to += 64, from += 64) {
        const v128 a = v128_load(from), b = v128_load(from + 16), c = v128_load(from + 32), d = v128_load(from + 48);
        v128_store(to, a);
        v128_store(to + 16, b);
        v128_store(to + 32, c);
        v128_store(to + 48, d);
    }
    for (; n_bytes > 16; n_bytes -= 16, to += 16, from += 16)
        v128_store(to, v128_load(from));
    v128_store(last_to, last);
}

/* The two may overlap in any way. */
static inline void rill_move(uint8_t *to, const uint8_t *from, size_t n_bytes)
{
    if ((uintptr_t)to - (uintptr_t)from >= n_bytes || n_bytes < 16) {
        rill_copy(to, from, n_bytes);
        return;
    }
    const v128 first = v128_load(from);
    for (; n_bytes > 16; n_bytes -= 16)
        v128_store(to + n_bytes - 16, v128_load(from + n_bytes - 16));
    v128_store(to, first);
}

static inline void rill_fill(uint8_t *to, uint8_t value, size_t n_bytes)
{
    const v128 sixteen = i8x16_splat((int8_t)value);
    uint8_t few[16];

    if (n_bytes < 16) {
        v128_store(few, sixteen);
        rill_copy_few(to, few, n_bytes);
        return;
    }
    v128_store(to + n_bytes - 16, sixteen);
    for (; n_bytes > 16; n_bytes -= 16, to += 16)
        v128_store(to, sixteen);
}

#endif
