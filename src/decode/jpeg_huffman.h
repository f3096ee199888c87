/*
 * jpeg_huffman.h - Huffman tables for decoding
 */
#ifndef RILL_DECODE_JPEG_HUFFMAN_H
#define RILL_DECODE_JPEG_HUFFMAN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h> /* jpeglib.h wants FILE */

#include <jpeglib.h>

#define RILL_HUFFMAN_LOOKUP_BITS 10

typedef struct rill_huffman {
    uint32_t lookup[1 << RILL_HUFFMAN_LOOKUP_BITS]; /* an entry for what the next ten bits may be */
    uint32_t end[17];                               /* codes of n bits, filled up to 16, are below end[n] */
    int32_t symbols[17];                            /* a code of n bits stands for values[symbols[n] + code] */
    uint8_t values[256];
} rill_huffman;

/*
 * An entry, from its lowest bit on:
 *     4 bits   how many bits a code and its value have together; 0: more than ten, or there is no value
 *     5        how many the code has; 0: more than ten, and the rest says nothing
 *     9        its symbol: zeros before the coefficient << 4 | bits of the value; or RILL_HUFFMAN_NO_CODE
 *     14       the value, signed, if it is there
 */
#define RILL_HUFFMAN_NO_CODE 256 /* zero bits of value, and no number of zeros that there can be */

static inline uint32_t rill_entry_make(uint32_t all_bits, uint32_t code_bits, uint32_t symbol, uint32_t value)
{
    return value << 18 | symbol << 9 | code_bits << 4 | all_bits;
}

static inline unsigned rill_entry_all_bits(uint32_t entry)
{
    return entry & 15;
}

static inline unsigned rill_entry_code_bits(uint32_t entry)
{
    return entry >> 4 & 31;
}

static inline unsigned rill_entry_symbol(uint32_t entry)
{
    return entry >> 9 & 511;
}

static inline unsigned rill_entry_zeros(uint32_t entry)
{
    return entry >> 13 & 31;
}

static inline int32_t rill_entry_value(uint32_t entry)
{
    return (int32_t)entry >> 18;
}

/*
 * Make tables[number] (allocated by the first call) from the file's table of this number.
 * Leaves through libjpeg's error exit where the file has none, or one that is no prefix code.
 */
void rill_huffman_make(j_decompress_ptr lib, bool is_dc, int number, rill_huffman **tables);

/*
 * What the next ten bits of AC coefficients say where they are at least one code with its
 * value, and up to two, or one and the end of the block, or that alone: a number to look at as a whole.
 */
typedef struct rill_huffman_pairs {
    uint64_t lookup[1 << RILL_HUFFMAN_LOOKUP_BITS];
} rill_huffman_pairs;

/*
 * From the lowest bit on: 8 bits: how many bits they have (0: not even one); 8: zeros before
 * the first; 8: places to the second; 8: how many places all takes us on;
 * 16 and 16: the values.  Where there is no second it is the first once more.
 */
void rill_huffman_make_pairs(const rill_huffman *table, rill_huffman_pairs *pairs);

/* The entry of a code that is longer than the lookup; 17 bits of RILL_HUFFMAN_NO_CODE where there is none. */
uint32_t rill_huffman_long_code(const rill_huffman *table, uint32_t sixteen_bits);

#endif
