/*
 * jpeg_dct_parts.h - what the 8-point transforms of both directions share, on v128.h
 *
 * Four transforms run side by side, one a 32-bit lane.  The inputs are 16 bits; two of
 * them lie beside each other in a lane (zipped), and one dot product multiplies both and
 * adds.  The constants are those of jpeg_twins.c, with all that is added up in one.
 */
#ifndef RILL_SIMD_JPEG_DCT_PARTS_H
#define RILL_SIMD_JPEG_DCT_PARTS_H

#include "simd/v128.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* a0 b0 + a1 b1 for each pair of 16-bit values */
#define DOT(pairs, a, b) i32x4_dot_i16x8(pairs, i16x8_make(a, b, a, b, a, b, a, b))

/* The odd half of a transform: pairs (7, 1) and (5, 3) of the inputs. */
ALWAYS_INLINE void odd_part(v128 pairs_71, v128 pairs_53, v128 odd[4])
{
    odd[0] = i32x4_add(DOT(pairs_71, -11363, 2260), DOT(pairs_53, 9633, -6436));
    odd[1] = i32x4_add(DOT(pairs_71, 9633, 6437), DOT(pairs_53, 2261, -11362));
    odd[2] = i32x4_add(DOT(pairs_71, -6436, 9633), DOT(pairs_53, -11362, -2259));
    odd[3] = i32x4_add(DOT(pairs_71, 2260, 11363), DOT(pairs_53, 6437, 9633));
}

ALWAYS_INLINE void transpose_8x8(v128 rows[8])
{
    v128 a[8], b[8];

    for (unsigned i = 0; i < 4; i++) {
        a[2 * i] = i16x8_zip_low(rows[i], rows[i + 4]);
        a[2 * i + 1] = i16x8_zip_high(rows[i], rows[i + 4]);
    }
    for (unsigned i = 0; i < 4; i++) {
        b[2 * i] = i16x8_zip_low(a[i], a[i + 4]);
        b[2 * i + 1] = i16x8_zip_high(a[i], a[i + 4]);
    }
    for (unsigned i = 0; i < 4; i++) {
        rows[2 * i] = i16x8_zip_low(b[i], b[i + 4]);
        rows[2 * i + 1] = i16x8_zip_high(b[i], b[i + 4]);
    }
}

#endif
