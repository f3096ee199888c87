/*
 * jpeg_bits.h - the bits of a JPEG's entropy-coded data, and the codes in them
 *
 * A reader holds up to 64 bits, the next one on top.  The bytes behind them come from the
 * decoder's buffer, where they lie in reverse and without stuffing, so that a load of eight
 * is a number with the next byte on top.  A refill leaves at least 32 bits, which is
 * enough for the longest code (16 bits, or the 17 of one that does not exist) and its
 * value (15).  Below the last of n_bits there may be some of those that follow.
 *
 * In front of a marker the bits can run out: n_bits is negative then, until the next
 * rill_bits_fill() reports it.
 *
 * A reader is a local variable whose address goes into inlined functions only, so that it
 * stays in registers.  What is not inlined works on the decoder's copy.
 */
#ifndef RILL_DECODE_JPEG_BITS_H
#define RILL_DECODE_JPEG_BITS_H

#include "decode/jpeg_entropy_decoder.h"

#include <stddef.h>
#include <string.h>

#define RILL_BITS_INLINE static inline __attribute__((always_inline))

/*
 * At least 56 bits, wherever they end: behind the last byte are zeros, enough for a block.
 * (Fabian Giesen, "Reading bits in far too many ways", 2018, variant 4.)
 */
RILL_BITS_INLINE void rill_bits_load(rill_bits *in)
{
    uint64_t eight;

    memcpy(&eight, in->next - 8, sizeof eight);
    in->bits |= eight >> (in->n_bits & 63);
    in->next -= (unsigned)(63 - in->n_bits) >> 3;
    in->n_bits |= 56;
}

/* How many bits there are; below zero if a reader that loads went beyond the last. */
RILL_BITS_INLINE ptrdiff_t rill_bits_left(const rill_bits *in)
{
    return (in->next - in->end) * 8 + in->n_bits;
}

/* At least 32 bits, or all up to the marker. */
RILL_BITS_INLINE void rill_bits_refill(j_decompress_ptr lib, rill_bits *in)
{
    if (in->n_bits >= 32)
        return;
    if (in->n_bits >= 0 && in->next - in->end >= 8) {
        rill_bits_load(in);
        return;
    }
    rill_entropy_of(lib)->in = *in;
    rill_bits_fill(lib);
    *in = rill_entropy_of(lib)->in;
}

RILL_BITS_INLINE void rill_bits_skip(rill_bits *in, unsigned n)
{
    in->bits <<= n;
    in->n_bits -= (int)n;
}

/* The next n bits, 1 to 32 of them. */
RILL_BITS_INLINE uint32_t rill_bits_peek(const rill_bits *in, unsigned n)
{
    return (uint32_t)(in->bits >> (64 - n));
}

/* Take the next n bits, 0 to 15 of them, as a value: where the first is 0 it is negative (T.81, figure F.12). */
RILL_BITS_INLINE int32_t rill_bits_value(rill_bits *in, unsigned n)
{
    const int32_t is_negative = (int32_t)(in->bits >> 63) - 1; /* -1 or 0 */
    const int32_t value = (int32_t)(in->bits >> 1 >> (63 - n)) + (is_negative & (1 - (int32_t)(1u << n)));

    rill_bits_skip(in, n);
    return value;
}

/* ---- codes ---- */

RILL_BITS_INLINE uint32_t rill_huffman_entry(const rill_huffman *table, const rill_bits *in)
{
    return table->lookup[rill_bits_peek(in, RILL_HUFFMAN_LOOKUP_BITS)];
}

/* Take the next code, whatever its length, and return its symbol. */
RILL_BITS_INLINE unsigned rill_huffman_symbol(const rill_huffman *table, rill_bits *in)
{
    uint32_t entry = rill_huffman_entry(table, in);

    if (rill_entry_code_bits(entry) == 0)
        entry = rill_huffman_long_code(table, rill_bits_peek(in, 16));
    rill_bits_skip(in, rill_entry_code_bits(entry));
    return rill_entry_symbol(entry);
}

#endif
