/*
 * jpeg_progressive.c - Huffman codes of progressive scans to coefficients, behind libjpeg's interface
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: up to 64 bits of the file, the tables, and 64 bits a block: which coefficients are not zero.
 *
 * Replaces libjpeg's jdphuff.c.  A scan that refines coefficients asks of each one whether
 * it is zero, and most are.  Here a block's answers are the bits of one number, in zigzag
 * order: zeros are stepped over without looking at coefficients, and a block in which there
 * is nothing to refine is not touched.  T.81, annex G, is the algorithm.
 */
#include "decode/jpeg_bits.h"

#include <jerror.h>

typedef struct progressive_decoder {
    rill_entropy_decoder shared;       /* first */
    uint64_t *nonzero[MAX_COMPONENTS]; /* a number for each block; bit 0 means nothing */
    uint64_t *next_nonzero;            /* in a scan of one component */
} progressive_decoder;

static progressive_decoder *decoder_of(j_decompress_ptr lib)
{
    return (progressive_decoder *)(void *)lib->entropy;
}

/* ---- DC ---- */

RILL_BITS_INLINE unsigned next_symbol(j_decompress_ptr lib, const rill_huffman *table, rill_bits *in)
{
    const unsigned symbol = rill_huffman_symbol(table, in);

    if (symbol != RILL_HUFFMAN_NO_CODE)
        return symbol;
    WARNMS(lib, JWRN_HUFF_BAD_CODE);
    return 0;
}

static void first_dc(j_decompress_ptr lib, int c, JCOEF *block)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);
    const rill_huffman *const table = decoder->dc_tables[lib->cur_comp_info[c]->dc_tbl_no];
    rill_bits in = decoder->in;

    rill_bits_refill(lib, &in);
    const unsigned size = next_symbol(lib, table, &in);
    const int32_t difference = size == 0 ? 0 : rill_bits_value(&in, size);
    if (__builtin_add_overflow(decoder->last_dc[c], difference, &decoder->last_dc[c]))
        ERREXIT(lib, JERR_BAD_DCT_COEF);
    block[0] = (JCOEF)((uint32_t)decoder->last_dc[c] << lib->Al);
    decoder->in = in;
}

static boolean decode_dc_first(j_decompress_ptr lib, JBLOCKROW *blocks)
{
    rill_entropy_begin(lib);
    if (!lib->entropy->insufficient_data) {
        for (int b = 0; b < lib->blocks_in_MCU; b++)
            first_dc(lib, lib->MCU_membership[b], blocks[b][0]);
    }
    rill_entropy_end(lib);
    return TRUE;
}

static boolean decode_dc_refine(j_decompress_ptr lib, JBLOCKROW *blocks)
{
    rill_entropy_begin(lib);
    rill_bits in = rill_entropy_of(lib)->in;
    for (int b = 0; b < lib->blocks_in_MCU; b++) {
        rill_bits_refill(lib, &in);
        blocks[b][0][0] = (JCOEF)(blocks[b][0][0] | (int)(rill_bits_peek(&in, 1) << lib->Al));
        rill_bits_skip(&in, 1);
    }
    rill_entropy_of(lib)->in = in;
    rill_entropy_end(lib);
    return TRUE;
}

/* ---- AC, first time ---- */

/* A run of blocks that end here: 2^n and n bits more. */
RILL_BITS_INLINE uint32_t read_run(rill_bits *in, unsigned n)
{
    if (n == 0)
        return 1;
    const uint32_t more = rill_bits_peek(in, n);
    rill_bits_skip(in, n);
    return (1u << n) + more;
}

/* Store a coefficient; a place behind the last is the last. */
RILL_BITS_INLINE uint64_t store(JCOEF *block, uint64_t nonzero, unsigned place, JCOEF value)
{
    const uint64_t bit = UINT64_C(1) << (place < DCTSIZE2 ? place : DCTSIZE2 - 1);

    block[rill_natural_place[place]] = value;
    return value != 0 ? nonzero | bit : nonzero & ~bit;
}

static void first_of_block(j_decompress_ptr lib, JCOEF *block, uint64_t *known)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);
    const rill_huffman *const table = decoder->ac_tables[lib->cur_comp_info[0]->ac_tbl_no];
    const unsigned last = (unsigned)lib->Se;
    const int shift = lib->Al;
    rill_bits in = decoder->in;
    uint64_t nonzero = *known;

    for (unsigned place = (unsigned)lib->Ss; place <= last; place++) {
        rill_bits_refill(lib, &in);
        const uint32_t entry = rill_huffman_entry(table, &in);
        if (rill_entry_all_bits(entry) != 0) {
            rill_bits_skip(&in, rill_entry_all_bits(entry));
            place += rill_entry_zeros(entry);
            nonzero = store(block, nonzero, place, (JCOEF)((uint32_t)rill_entry_value(entry) << shift));
            continue;
        }
        const unsigned symbol = next_symbol(lib, table, &in), n_zeros = symbol >> 4, size = symbol & 15;
        if (size == 0 && n_zeros < 15) {
            decoder->blocks_to_skip = read_run(&in, n_zeros) - 1;
            break;
        }
        place += n_zeros;
        if (size != 0)
            nonzero = store(block, nonzero, place, (JCOEF)((uint32_t)rill_bits_value(&in, size) << shift));
    }
    *known = nonzero;
    decoder->in = in;
}

static boolean decode_ac_first(j_decompress_ptr lib, JBLOCKROW *blocks)
{
    progressive_decoder *const decoder = decoder_of(lib);

    rill_entropy_begin(lib);
    if (!lib->entropy->insufficient_data) {
        if (decoder->shared.blocks_to_skip > 0)
            decoder->shared.blocks_to_skip--;
        else
            first_of_block(lib, blocks[0][0], decoder->next_nonzero);
    }
    decoder->next_nonzero++;
    rill_entropy_end(lib);
    return TRUE;
}

/* ---- AC, refined ---- */

/* Bits of the places from 'first' to 63. */
RILL_BITS_INLINE uint64_t from_place(unsigned first)
{
    return first < DCTSIZE2 ? ~UINT64_C(0) << first : 0;
}

/*
 * A bit for each of these coefficients, none of them zero: 1 takes it further from zero.
 * One that has the bit already, for its scan came twice, stays.
 */
RILL_BITS_INLINE void correct(j_decompress_ptr lib, rill_bits *in, JCOEF *block, uint64_t places)
{
    const int shift = lib->Al;

    while (places != 0) {
        JCOEF *const coef = &block[rill_natural_place[__builtin_ctzll(places)]];
        rill_bits_refill(lib, in);
        const int sign = *coef >> 15;
        const int step = (int)(rill_bits_peek(in, 1) & ~(uint32_t)(*coef >> shift)) << shift;
        *coef = (JCOEF)(*coef + ((step ^ sign) - sign));
        rill_bits_skip(in, 1);
        places &= places - 1;
    }
}

/* Behind 'n_zeros' coefficients that are zero, the next that is; 'end' if there is none. */
RILL_BITS_INLINE unsigned place_of_zero(uint64_t zeros, unsigned n_zeros, unsigned end)
{
    for (; n_zeros > 0; n_zeros--)
        zeros &= zeros - 1;
    return zeros != 0 ? (unsigned)__builtin_ctzll(zeros) : end;
}

static void refine_block(j_decompress_ptr lib, JCOEF *block, uint64_t *known)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);
    const rill_huffman *const table = decoder->ac_tables[lib->cur_comp_info[0]->ac_tbl_no];
    const unsigned end = (unsigned)lib->Se + 1;
    const uint64_t before = *known; /* what is new in this scan is not corrected */
    uint64_t left = from_place((unsigned)lib->Ss) & ~from_place(end);
    uint64_t nonzero = before;
    rill_bits in = decoder->in;

    while (decoder->blocks_to_skip == 0 && left != 0) {
        rill_bits_refill(lib, &in);
        const unsigned symbol = next_symbol(lib, table, &in), n_zeros = symbol >> 4, size = symbol & 15;
        if (size == 0 && n_zeros < 15) {
            decoder->blocks_to_skip = read_run(&in, n_zeros);
            break;
        }
        JCOEF value = 0;
        if (size != 0) {
            if (size != 1)
                WARNMS(lib, JWRN_HUFF_BAD_CODE);
            value = (JCOEF)(rill_bits_peek(&in, 1) != 0 ? 1 << lib->Al : -(1 << lib->Al));
            rill_bits_skip(&in, 1);
        }
        const unsigned place = place_of_zero(left & ~before, n_zeros, end);
        correct(lib, &in, block, left & before & ~from_place(place));
        left &= from_place(place + 1);
        if (value != 0)
            nonzero = store(block, nonzero, place, value);
    }
    if (decoder->blocks_to_skip > 0) {
        correct(lib, &in, block, left & before);
        decoder->blocks_to_skip--;
    }
    *known = nonzero;
    decoder->in = in;
}

static boolean decode_ac_refine(j_decompress_ptr lib, JBLOCKROW *blocks)
{
    progressive_decoder *const decoder = decoder_of(lib);

    rill_entropy_begin(lib);
    if (!lib->entropy->insufficient_data)
        refine_block(lib, blocks[0][0], decoder->next_nonzero);
    decoder->next_nonzero++;
    rill_entropy_end(lib);
    return TRUE;
}

/* ---- libjpeg's interface ---- */

static void check_scan(j_decompress_ptr lib)
{
    const bool is_dc = lib->Ss == 0;
    const bool band_is_right =
        is_dc ? lib->Se == 0 : lib->Ss <= lib->Se && lib->Se < DCTSIZE2 && lib->comps_in_scan == 1;

    if (!band_is_right || (lib->Ah != 0 && lib->Al != lib->Ah - 1) || lib->Al > 13)
        ERREXIT4(lib, JERR_BAD_PROGRESSION, lib->Ss, lib->Se, lib->Ah, lib->Al);
}

/*
 * How well the coefficients of a component are known: lib->coef_bits, which libjpeg's
 * smoothing of unfinished pictures reads, and behind those of all components the
 * state before this scan.
 */
static void note_progress(j_decompress_ptr lib, int component)
{
    int *const bits = lib->coef_bits[component], *const before = lib->coef_bits[component + lib->num_components];
    const int first = lib->Ss < 1 ? lib->Ss : 1, last = lib->Se > 9 ? lib->Se : 9;

    if (lib->Ss != 0 && bits[0] < 0)
        WARNMS2(lib, JWRN_BOGUS_PROGRESSION, component, 0);
    for (int i = first; i <= last; i++)
        before[i] = lib->input_scan_number > 1 ? bits[i] : 0;
    for (int i = lib->Ss; i <= lib->Se; i++) {
        if (lib->Ah != (bits[i] < 0 ? 0 : bits[i]))
            WARNMS2(lib, JWRN_BOGUS_PROGRESSION, component, i);
        bits[i] = lib->Al;
    }
}

static uint64_t *take_nonzero(j_decompress_ptr lib, const jpeg_component_info *component)
{
    const size_t n_bytes = (size_t)component->width_in_blocks * component->height_in_blocks * sizeof(uint64_t);
    uint64_t *const nonzero = lib->mem->alloc_large((j_common_ptr)lib, JPOOL_IMAGE, n_bytes);

    memset(nonzero, 0, n_bytes);
    return nonzero;
}

static void make_tables(j_decompress_ptr lib, progressive_decoder *decoder, const jpeg_component_info *component)
{
    uint64_t **const nonzero = &decoder->nonzero[component->component_index];

    if (lib->Ss == 0) {
        if (lib->Ah == 0)
            rill_huffman_make(lib, true, component->dc_tbl_no, decoder->shared.dc_tables);
        return;
    }
    rill_huffman_make(lib, false, component->ac_tbl_no, decoder->shared.ac_tables);
    if (*nonzero == NULL)
        *nonzero = take_nonzero(lib, component);
    decoder->next_nonzero = *nonzero;
}

static void start_scan(j_decompress_ptr lib)
{
    progressive_decoder *const decoder = decoder_of(lib);

    check_scan(lib);
    for (int c = 0; c < lib->comps_in_scan; c++)
        note_progress(lib, lib->cur_comp_info[c]->component_index);
    for (int c = 0; c < lib->comps_in_scan; c++)
        make_tables(lib, decoder, lib->cur_comp_info[c]);
    if (lib->Ss == 0)
        lib->entropy->decode_mcu = lib->Ah == 0 ? decode_dc_first : decode_dc_refine;
    else
        lib->entropy->decode_mcu = lib->Ah == 0 ? decode_ac_first : decode_ac_refine;
    rill_entropy_start(lib);
}

void jinit_phuff_decoder(j_decompress_ptr lib)
{
    progressive_decoder *decoder;
    const size_t n_components = (size_t)lib->num_components * 2; /* now, and before the scan */

    if (RILL_LIBJPEG_HUFFMAN) {
        libjpeg_jinit_phuff_decoder(lib);
        return;
    }
    decoder = lib->mem->alloc_small((j_common_ptr)lib, JPOOL_IMAGE, sizeof *decoder);
    memset(decoder, 0, sizeof *decoder);
    decoder->shared.lib.start_pass = start_scan;
    lib->entropy = &decoder->shared.lib;
    lib->coef_bits = lib->mem->alloc_small((j_common_ptr)lib, JPOOL_IMAGE, n_components * sizeof *lib->coef_bits);
    for (size_t c = 0; c < n_components; c++)
        for (int i = 0; i < DCTSIZE2; i++)
            lib->coef_bits[c][i] = -1;
}
