/*
 * jpeg_huffman_table.c - Huffman tables for decoding
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: nothing; the tables are libjpeg's memory.
 *
 * T.81, annex C, says how the codes follow from the counts of their lengths.
 */
#include "decode/jpeg_huffman.h"

#include <string.h>

#include <jerror.h>

#define LOOKUP_BITS RILL_HUFFMAN_LOOKUP_BITS
#define CODE_BITS_MAX 16

/* Ten bits that begin with the n of a symbol's code; the bits of its value may follow. */
static uint32_t lookup_entry(uint32_t ten_bits, unsigned n, unsigned symbol)
{
    const unsigned size = symbol & 15, total = n + size;

    if (size == 0 || total > LOOKUP_BITS)
        return rill_entry_make(0, n, symbol, 0);
    const uint32_t bits = ten_bits >> (LOOKUP_BITS - total) & ((1u << size) - 1);
    const uint32_t value = bits >> (size - 1) != 0 ? bits : bits + 1 - (1u << size);
    return rill_entry_make(total, n, symbol, value);
}

static void fill_lookup(rill_huffman *table, uint32_t code, unsigned n, unsigned symbol)
{
    const uint32_t first = code << (LOOKUP_BITS - n), n_entries = 1u << (LOOKUP_BITS - n);

    for (uint32_t i = first; i < first + n_entries; i++)
        table->lookup[i] = lookup_entry(i, n, symbol);
}

static void make(j_decompress_ptr lib, bool is_dc, const JHUFF_TBL *from, rill_huffman *table)
{
    uint32_t code = 0;
    unsigned n_symbols = 0;

    memset(table, 0, sizeof *table);
    memcpy(table->values, from->huffval, sizeof table->values);
    for (unsigned n = 1; n <= CODE_BITS_MAX; n++) {
        const unsigned count = from->bits[n];
        table->symbols[n] = (int32_t)n_symbols - (int32_t)code;
        /* No code may be all ones, nor may there be more than fit. */
        if (n_symbols + count > 256 || (count > 0 && code + count >= 1u << n))
            ERREXIT(lib, JERR_BAD_HUFF_TABLE);
        for (unsigned i = 0; i < count; i++, code++, n_symbols++) {
            if (is_dc && from->huffval[n_symbols] > 15)
                ERREXIT(lib, JERR_BAD_HUFF_TABLE);
            if (n <= LOOKUP_BITS)
                fill_lookup(table, code, n, from->huffval[n_symbols]);
        }
        table->end[n] = code << (CODE_BITS_MAX - n);
        code <<= 1;
    }
}

void rill_huffman_make(j_decompress_ptr lib, bool is_dc, int number, rill_huffman **tables)
{
    JHUFF_TBL *const *const from = is_dc ? lib->dc_huff_tbl_ptrs : lib->ac_huff_tbl_ptrs;

    if (number < 0 || number >= NUM_HUFF_TBLS || from[number] == NULL)
        ERREXIT1(lib, JERR_NO_HUFF_TABLE, number);
    if (tables[number] == NULL)
        tables[number] = lib->mem->alloc_small((j_common_ptr)lib, JPOOL_IMAGE, sizeof **tables);
    make(lib, is_dc, from[number], tables[number]);
}

uint32_t rill_huffman_long_code(const rill_huffman *table, uint32_t sixteen_bits)
{
    for (unsigned n = LOOKUP_BITS + 1; n <= CODE_BITS_MAX; n++) {
        if (sixteen_bits < table->end[n]) {
            const int32_t code = (int32_t)(sixteen_bits >> (CODE_BITS_MAX - n));
            return rill_entry_make(0, n, table->values[(table->symbols[n] + code) & 255], 0);
        }
    }
    return rill_entry_make(0, CODE_BITS_MAX + 1, RILL_HUFFMAN_NO_CODE, 0);
}

static uint64_t pair_entry(const rill_huffman *table, uint32_t ten_bits)
{
    const uint32_t first = table->lookup[ten_bits];
    const unsigned first_bits = rill_entry_all_bits(first), left = LOOKUP_BITS - first_bits;
    const uint32_t second = table->lookup[ten_bits << first_bits & ((1u << LOOKUP_BITS) - 1)];
    const unsigned second_bits = rill_entry_all_bits(second), code_bits = rill_entry_code_bits(second);
    const uint64_t zeros = rill_entry_zeros(first), value = (uint16_t)rill_entry_value(first);
    uint64_t n_bits = first_bits, second_at = zeros, places = zeros + 1, second_value = value;

    if (rill_entry_code_bits(first) != 0 && rill_entry_symbol(first) == 0) /* two zeros for the last place */
        return UINT64_C(64) << 24 | 63 << 16 | 63 << 8 | rill_entry_code_bits(first);
    if (first_bits == 0)
        return 0;
    if (second_bits != 0 && second_bits <= left) {
        n_bits += second_bits;
        second_at = places + rill_entry_zeros(second);
        second_value = (uint16_t)rill_entry_value(second);
        places = second_at + 1;
    } else if (code_bits != 0 && code_bits <= left && rill_entry_symbol(second) == 0) {
        n_bits += code_bits;
        places = DCTSIZE2; /* the end of the block */
    }
    return second_value << 48 | value << 32 | places << 24 | second_at << 16 | zeros << 8 | n_bits;
}

void rill_huffman_make_pairs(const rill_huffman *table, rill_huffman_pairs *pairs)
{
    for (uint32_t i = 0; i < 1u << LOOKUP_BITS; i++)
        pairs->lookup[i] = pair_entry(table, i);
}
