/*
 * jpeg_huffman.c - Huffman codes of a sequential scan to coefficients, behind libjpeg's interface
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: nothing but the scan's tables.
 *
 * Replaces libjpeg's jdhuff.c.  Most codes and their values are answered by one look into
 * a table.  A code that does not exist is a zero, as in libjpeg's fast decoder, and noted
 * (decode_jpeg.c then looks at the rest of the file).  libjpeg's slow decoder, which takes
 * over where the window ends, refuses it: one file had two verdicts.
 */
#include "decode/jpeg_bits.h"

#include <jerror.h>
#include <jinclude.h>
#include <jstdhuff.c> /* the tables of files without tables */

/* From here on the first of a pair could be the block's last coefficient, and the second none of its own. */
#define PAIRS_END 48

typedef struct sequential_decoder {
    rill_entropy_decoder shared; /* first */
    rill_huffman_pairs *pairs[NUM_HUFF_TBLS];
} sequential_decoder;

static sequential_decoder *decoder_of(j_decompress_ptr lib)
{
    return (sequential_decoder *)(void *)lib->entropy;
}

/* A code longer than the lookup, or one that does not exist. */
static uint32_t long_code(j_decompress_ptr lib, const rill_huffman *table, uint32_t sixteen_bits)
{
    const uint32_t entry = rill_huffman_long_code(table, sixteen_bits);

    if (rill_entry_symbol(entry) == RILL_HUFFMAN_NO_CODE)
        rill_entropy_of(lib)->has_wrong_codes = true;
    return entry;
}

RILL_BITS_INLINE unsigned next_symbol(j_decompress_ptr lib, const rill_huffman *table, rill_bits *in)
{
    uint32_t entry = rill_huffman_entry(table, in);

    if (rill_entry_code_bits(entry) == 0)
        entry = long_code(lib, table, rill_bits_peek(in, 16));
    rill_bits_skip(in, rill_entry_code_bits(entry));
    return rill_entry_symbol(entry);
}

/* One coefficient, or a run of zeros; false: the block ends. */
RILL_BITS_INLINE bool decode_one(j_decompress_ptr lib, const rill_huffman *table, rill_bits *in, JCOEF *block,
                                 unsigned *place)
{
    const unsigned symbol = next_symbol(lib, table, in), n_zeros = symbol >> 4, size = symbol & 15;

    if (size == 0 && n_zeros != 15)
        return false;
    *place += n_zeros;
    if (size != 0) {
        const int32_t value = rill_bits_value(in, size);
        if (block != NULL)
            block[rill_natural_place[*place]] = (JCOEF)value;
    }
    ++*place;
    return true;
}

/*
 * The block's other coefficients; 'block' is NULL where nobody reads them.  The next look
 * into the table does not wait for the refill: there are more than ten bits without it.
 */
RILL_BITS_INLINE void decode_ac(j_decompress_ptr lib, const rill_huffman *table, const rill_huffman_pairs *pairs,
                                rill_bits *in, JCOEF *block)
{
    unsigned place = 1;

    while (place < PAIRS_END) {
        const uint64_t pair = pairs->lookup[rill_bits_peek(in, RILL_HUFFMAN_LOOKUP_BITS)];
        rill_bits_load(in);
        if ((pair & 0xFF) == 0) {
            if (!decode_one(lib, table, in, block, &place))
                return;
            continue;
        }
        rill_bits_skip(in, pair & 0xFF);
        if (block != NULL) {
            block[rill_natural_place[place + (pair >> 8 & 0xFF)]] = (JCOEF)(pair >> 32);
            block[rill_natural_place[place + (pair >> 16 & 0xFF)]] = (JCOEF)(pair >> 48);
        }
        place += pair >> 24 & 0xFF;
    }
    while (place < DCTSIZE2) {
        rill_bits_load(in);
        if (!decode_one(lib, table, in, block, &place))
            return;
    }
}

/* One block, of zeros so far, from 'in' on: may go beyond the last bit. */
RILL_BITS_INLINE int32_t decode_from(j_decompress_ptr lib, const jpeg_component_info *component, rill_bits *in,
                                     JCOEF *block)
{
    const rill_entropy_decoder *const decoder = rill_entropy_of(lib);
    const rill_huffman *const ac_table = decoder->ac_tables[component->ac_tbl_no];
    const rill_huffman_pairs *const pairs = decoder_of(lib)->pairs[component->ac_tbl_no];

    rill_bits_load(in);
    const int32_t difference = rill_bits_value(in, next_symbol(lib, decoder->dc_tables[component->dc_tbl_no], in) & 15);
    if (component->component_needed && component->DCT_scaled_size > 1)
        decode_ac(lib, ac_table, pairs, in, block);
    else
        decode_ac(lib, ac_table, pairs, in, NULL);
    return difference;
}

/*
 * One block, of zeros so far.  Where the bits run out more are read, and it is decoded
 * again; in front of a marker zeros follow them.
 */
static void decode_block(j_decompress_ptr lib, int c, JCOEF *block)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);
    const bool had_wrong_codes = decoder->has_wrong_codes;
    rill_bits in;
    int32_t difference;

    for (;;) {
        in = decoder->in;
        difference = decode_from(lib, lib->cur_comp_info[c], &in, block);
        if (rill_bits_left(&in) >= 0)
            break;
        if (!rill_bits_read_ahead(lib)) {
            in = (rill_bits){.n_bits = -1, .next = in.end, .end = in.end};
            break;
        }
        memset(block, 0, sizeof(JBLOCK));
        decoder->has_wrong_codes = had_wrong_codes;
    }
    decoder->in = in;
    decoder->last_dc[c] = (int32_t)((uint32_t)decoder->last_dc[c] + (uint32_t)difference); /* may wrap */
    block[0] = (JCOEF)decoder->last_dc[c];
}

/* ---- libjpeg's interface ---- */

static boolean decode_mcu(j_decompress_ptr lib, JBLOCKROW *blocks)
{
    rill_entropy_begin(lib);
    if (!lib->entropy->insufficient_data) {
        for (int b = 0; b < lib->blocks_in_MCU && rill_entropy_of(lib)->in.n_bits >= 0; b++)
            decode_block(lib, lib->MCU_membership[b], blocks[b][0]);
    }
    rill_entropy_end(lib);
    return TRUE;
}

static void make_tables(j_decompress_ptr lib, const jpeg_component_info *component)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);

    rill_huffman_make(lib, true, component->dc_tbl_no, decoder->dc_tables);
    rill_huffman_make(lib, false, component->ac_tbl_no, decoder->ac_tables);
    rill_huffman_pairs **const pairs = &decoder_of(lib)->pairs[component->ac_tbl_no]; /* is there */
    if (*pairs == NULL)
        *pairs = lib->mem->alloc_small((j_common_ptr)lib, JPOOL_IMAGE, sizeof **pairs);
    rill_huffman_make_pairs(decoder->ac_tables[component->ac_tbl_no], *pairs);
}

static void start_scan(j_decompress_ptr lib)
{
    if (lib->Ss != 0 || lib->Se != DCTSIZE2 - 1 || lib->Ah != 0 || lib->Al != 0)
        WARNMS(lib, JWRN_NOT_SEQUENTIAL); /* some encoders write zeros there */
    for (int c = 0; c < lib->comps_in_scan; c++)
        make_tables(lib, lib->cur_comp_info[c]);
    rill_entropy_start(lib);
}

void jinit_huff_decoder(j_decompress_ptr lib)
{
    sequential_decoder *decoder;

    if (RILL_LIBJPEG_HUFFMAN) {
        libjpeg_jinit_huff_decoder(lib);
        return;
    }
    decoder = lib->mem->alloc_small((j_common_ptr)lib, JPOOL_IMAGE, sizeof *decoder);
    std_huff_tables((j_common_ptr)lib);
    memset(decoder, 0, sizeof *decoder);
    decoder->shared.lib.start_pass = start_scan;
    decoder->shared.lib.decode_mcu = decode_mcu;
    lib->entropy = &decoder->shared.lib;
}
