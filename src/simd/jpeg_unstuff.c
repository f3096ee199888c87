/*
 * jpeg_unstuff.c - entropy-coded bytes without the zeros behind 0xFF, in reverse
 *
 * Whoever reads bits wants the next byte on top of a number.  Where the bytes lie in
 * reverse a load does that, without turning them around.
 */
#include "simd/jpeg_kernels.h"

#if RILL_SCALAR

size_t rill_unstuff(const uint8_t *from, size_t n_bytes, uint8_t **to, size_t room)
{
    return rill_unstuff_twin(from, n_bytes, to, room);
}

#else

#include "simd/v128.h"

size_t rill_unstuff(const uint8_t *from, size_t n_bytes, uint8_t **to, size_t room)
{
    const v128 ones = i16x8_splat(-1);
    size_t i = 0, n_written = 0;

    while (n_bytes - i >= 16 && room - n_written >= 16) {
        const v128 bytes = v128_load(from + i);
        const uint32_t at = i8x16_bitmask(i8x16_eq(bytes, ones));
        v128_store(*to - n_written - 16, i8x16_reverse(bytes));
        if (at == 0) {
            i += 16;
            n_written += 16;
            continue;
        }
        i += (unsigned)__builtin_ctz(at);
        n_written += (unsigned)__builtin_ctz(at);
        if (i + 1 == n_bytes || from[i + 1] != 0)
            break;
        i += 2;
        n_written++; /* 0xFF is there already */
    }
    *to -= n_written;
    return i + rill_unstuff_twin(from + i, n_bytes - i, to, room - n_written);
}

#endif
