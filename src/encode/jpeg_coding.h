/*
 * jpeg_coding.h - what the baseline and the progressive coder share: blocks in, bits out
 */
#ifndef RILL_ENCODE_JPEG_CODING_H
#define RILL_ENCODE_JPEG_CODING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h> /* jpeglib.h wants FILE */

#include <jpeglib.h>
#define JPEG_INTERNALS
#include <jpegint.h>

#define RILL_JPEG_AC_BITS_MAX 10
#define RILL_JPEG_DC_BITS_MAX 11
#define RILL_JPEG_ZERO_RUN 0xF0 /* the symbol of 16 zeros */

typedef struct rill_huffman_code {
    uint16_t code;
    uint16_t n_bits;
} rill_huffman_code;

/* Codes and bits of values, not yet written: the lower n_bits, fewer than 32 between two calls. */
typedef struct rill_jpeg_bits {
    uint64_t bits;
    unsigned n_bits;
} rill_jpeg_bits;

static inline unsigned rill_bits_of(int value)
{
    return value == 0 ? 0 : 32 - (unsigned)__builtin_clz((unsigned)(value < 0 ? -value : value));
}

/*
 * A code and the low bits of its value, together at most 32; four bytes (eight, where
 * each needs a zero after it) go out when there are.
 */
static inline uint8_t *rill_jpeg_put(rill_jpeg_bits *held, rill_huffman_code code, int value, unsigned value_bits,
                                     uint8_t *out)
{
    const unsigned low_bits = (unsigned)(value < 0 ? value - 1 : value) & ((1u << value_bits) - 1);

    held->bits = held->bits << (code.n_bits + value_bits) | (uint64_t)code.code << value_bits | low_bits;
    held->n_bits += code.n_bits + value_bits;
    if (held->n_bits < 32)
        return out;
    held->n_bits -= 32;
    const uint32_t four = (uint32_t)(held->bits >> held->n_bits);
    for (int shift = 24; shift >= 0; shift -= 8) {
        *out++ = (uint8_t)(four >> shift);
        if (out[-1] == 0xFF)
            *out++ = 0;
    }
    return out;
}

/* To the destination, which may be full in between. */
void rill_jpeg_copy_out(j_compress_ptr lib, const uint8_t *bytes, const uint8_t *end);

/* The last byte is filled up with ones. */
void rill_jpeg_finish_bits(j_compress_ptr lib, rill_jpeg_bits *held);

/*
 * DCT and quantisation of one MCU's blocks, in the order of the file.  Those that hang
 * over the edge repeat the DC coefficient before them, which costs the fewest bits.
 */
void rill_jpeg_transform_mcu(j_compress_ptr lib, JSAMPIMAGE planes, JDIMENSION column, bool last_row, JBLOCK *blocks);

/* The table that codes these symbols in the fewest bits; *table is made where it is NULL. */
void rill_jpeg_best_table(j_compress_ptr lib, JHUFF_TBL **table, long counts[257]);

/* Codes of the symbols 0..n-1 of one of lib's tables. */
void rill_jpeg_take_codes(j_compress_ptr lib, bool is_dc, int table, rill_huffman_code *codes, unsigned n);

#endif
