/*
 * jpeg_entropy.c - blocks to Huffman codes in two passes, behind libjpeg's interface
 *
 * Flow: encode_jpeg.c -> libjpeg's passes -> [this, or jpeg_scans.c] -> the output of encode_jpeg.c
 * Holds: every block of the picture as tokens.
 *
 * Replaces libjpeg's coefficient controller (jccoefct.c) and Huffman encoder (jchuff.c)
 * for the one thing that is asked of them: baseline with the best Huffman tables.  They
 * keep all coefficients, 128 bytes a block, and search them for what is not zero twice.
 * Here the first pass writes down what the second one needs: a token for each code.  A
 * block of a photograph touches some 20 bytes then, of the 128 that are its due.  The
 * codes are the same.
 *
 * Tokens are 16 bits.  First of a block: the difference to the DC coefficient before it.
 * Then, in zigzag order, for each coefficient that is not zero: 4 bits of zeros before it
 * and 12 bits of value.  15 zeros and the value 0 are a run of 16; all bits zero end the
 * block, where its last coefficient is not the 63rd.
 *
 * Blocks that come from another JPEG (rill_jpeg_keep_block) come in its order.  Where the
 * tokens of each begin is noted then, and differences of DC are taken when all are there.
 */
#include "encode/jpeg_entropy.h"

#include "encode/jpeg_coding.h"
#include "simd/jpeg_kernels.h"

#include <string.h>

#include <jerror.h>

#define N_TABLES 2 /* luma's and chroma's */
#define ZERO_RUN 0xF000
#define END_OF_BLOCK 0
#define BLOCK_TOKENS_MAX DCTSIZE2
#define NO_BLOCK_TOKENS 2 /* of a block that hangs over the edge: no difference, no coefficient */
/* 64 codes of 16 bits and their values, doubled: each byte may need a zero after it. */
#define BLOCK_BYTES_MAX 512

typedef struct jpeg_coder {
    struct jpeg_entropy_encoder entropy; /* first: lib->entropy is the coder */
    struct jpeg_c_coef_controller coef;

    uint16_t *tokens; /* of all blocks, in the order of the file */
    uint16_t *next;   /* to be written, then to be read */
    uint32_t *places; /* NULL, or for each block of the file where in 'tokens' it begins */
    size_t place;     /* of the next block to be read */
    JDIMENSION row;   /* of MCUs */
    int last_dc[MAX_COMPS_IN_SCAN];

    long dc_counts[N_TABLES][257], ac_counts[N_TABLES][257];
    rill_huffman_code dc_codes[N_TABLES][16], ac_codes[N_TABLES][256];
    rill_jpeg_bits held;
} jpeg_coder;

/* Where a coefficient lies in zigzag order. */
static const uint8_t zigzag_place[DCTSIZE2] = {0,  1,  5,  6,  14, 15, 27, 28, 2,  4,  7,  13, 16, 26, 29, 42,
                                               3,  8,  12, 17, 25, 30, 41, 43, 9,  11, 18, 24, 31, 40, 44, 53,
                                               10, 19, 23, 32, 39, 45, 52, 54, 20, 22, 33, 38, 46, 51, 55, 60,
                                               21, 34, 37, 47, 50, 56, 59, 61, 35, 36, 48, 49, 57, 58, 62, 63};

static jpeg_coder *coder_of(j_compress_ptr lib)
{
    return (jpeg_coder *)(void *)lib->entropy;
}

/* ---- first pass: blocks to tokens ---- */

static size_t blocks_of(j_compress_ptr lib)
{
    return (size_t)lib->MCUs_per_row * lib->total_iMCU_rows * (size_t)lib->blocks_in_MCU;
}

/*
 * Room for the most that there can be, at once: a job that would not fit fails before it has worked, and the plan
 * knows the memory whatever the pixels are.  What is not written is not touched.
 */
static uint16_t *take_tokens(j_compress_ptr lib)
{
    const size_t n_tokens = blocks_of(lib) * BLOCK_TOKENS_MAX + NO_BLOCK_TOKENS;

    return lib->mem->alloc_large((j_common_ptr)lib, JPOOL_IMAGE, n_tokens * sizeof(uint16_t));
}

/* The same bits in zigzag order. */
static uint64_t in_zigzag_order(uint64_t natural)
{
    uint64_t zigzag = 0;

    for (; natural != 0; natural &= natural - 1)
        zigzag |= UINT64_C(1) << zigzag_place[__builtin_ctzll(natural)];
    return zigzag;
}

static uint16_t *keep_dc(j_compress_ptr lib, int difference, long *counts, uint16_t *token)
{
    const unsigned n_bits = rill_bits_of(difference);

    if (n_bits > RILL_JPEG_DC_BITS_MAX)
        ERREXIT(lib, JERR_BAD_DCT_COEF);
    counts[n_bits]++;
    *token++ = (uint16_t)difference;
    return token;
}

static uint16_t *keep_ac(j_compress_ptr lib, const JCOEF *block, long *counts, uint16_t *token)
{
    unsigned last = 0;

    for (uint64_t left = in_zigzag_order(rill_nonzero_coefs(block) & ~UINT64_C(1)); left != 0; left &= left - 1) {
        const unsigned place = (unsigned)__builtin_ctzll(left);
        const int value = block[jpeg_natural_order[place]];
        const unsigned n_bits = rill_bits_of(value);
        unsigned zeros = place - last - 1;
        for (; zeros > 15; zeros -= 16) {
            counts[RILL_JPEG_ZERO_RUN]++;
            *token++ = ZERO_RUN;
        }
        if (n_bits > RILL_JPEG_AC_BITS_MAX)
            ERREXIT(lib, JERR_BAD_DCT_COEF);
        counts[zeros << 4 | n_bits]++;
        *token++ = (uint16_t)(zeros << 12 | ((unsigned)value & 0xFFF));
        last = place;
    }
    if (last < DCTSIZE2 - 1) {
        counts[0]++;
        *token++ = END_OF_BLOCK;
    }
    return token;
}

static void keep_mcu(j_compress_ptr lib, JBLOCK *blocks)
{
    jpeg_coder *const coder = coder_of(lib);

    uint16_t *token = coder->next;
    for (int b = 0; b < lib->blocks_in_MCU; b++) {
        const int c = lib->MCU_membership[b];
        const jpeg_component_info *const component = lib->cur_comp_info[c];
        token = keep_dc(lib, blocks[b][0] - coder->last_dc[c], coder->dc_counts[component->dc_tbl_no], token);
        token = keep_ac(lib, blocks[b], coder->ac_counts[component->ac_tbl_no], token);
        coder->last_dc[c] = blocks[b][0];
    }
    coder->next = token;
}

static boolean keep_row(j_compress_ptr lib, JSAMPIMAGE planes)
{
    const bool last_row = coder_of(lib)->row == lib->total_iMCU_rows - 1;
    JBLOCK blocks[C_MAX_BLOCKS_IN_MCU];

    for (JDIMENSION column = 0; column < lib->MCUs_per_row; column++) {
        rill_jpeg_transform_mcu(lib, planes, column, last_row, blocks);
        keep_mcu(lib, blocks);
    }
    coder_of(lib)->row++;
    return TRUE;
}

/* ---- the same, of blocks in any order ---- */

static void take_places(j_compress_ptr lib)
{
    jpeg_coder *const coder = coder_of(lib);
    const size_t n_bytes = blocks_of(lib) * sizeof *coder->places;

    coder->places = lib->mem->alloc_large((j_common_ptr)lib, JPOOL_IMAGE, n_bytes);
    memset(coder->places, 0, n_bytes); /* where nothing comes a block hangs over the edge */
    *coder->next++ = 0;
    *coder->next++ = END_OF_BLOCK;
}

/* The number of a block in the order of the file. */
static size_t place_of(j_compress_ptr lib, int c, JDIMENSION x, JDIMENSION y)
{
    const jpeg_component_info *const component = lib->cur_comp_info[c];
    const JDIMENSION n_across = (JDIMENSION)component->MCU_width, n_down = (JDIMENSION)component->MCU_height;
    const size_t mcu = (size_t)(y / n_down) * lib->MCUs_per_row + x / n_across;
    size_t place = mcu * (size_t)lib->blocks_in_MCU + y % n_down * n_across + x % n_across;

    while (--c >= 0)
        place += (size_t)lib->cur_comp_info[c]->MCU_blocks;
    return place;
}

void rill_jpeg_keep_block(j_compress_ptr lib, int c, JDIMENSION x, JDIMENSION y, const JCOEF *block)
{
    jpeg_coder *const coder = coder_of(lib);

    if (lib->progressive_mode) {
        rill_jpeg_keep_progressive(lib, c, x, y, block);
        return;
    }
    if (coder->places == NULL)
        take_places(lib);
    coder->places[place_of(lib, c, x, y)] = (uint32_t)(coder->next - coder->tokens);
    *coder->next++ = (uint16_t)block[0];
    coder->next = keep_ac(lib, block, coder->ac_counts[lib->cur_comp_info[c]->ac_tbl_no], coder->next);
}

/* DC coefficients become differences. */
static void settle_order(j_compress_ptr lib)
{
    jpeg_coder *const coder = coder_of(lib);
    const size_t n_blocks = blocks_of(lib);

    for (size_t place = 0; place < n_blocks; place++) {
        const int c = lib->MCU_membership[place % (size_t)lib->blocks_in_MCU];
        const jpeg_component_info *const component = lib->cur_comp_info[c];
        uint16_t *const token = coder->tokens + coder->places[place];
        const int dc = coder->places[place] == 0 ? coder->last_dc[c] : (int16_t)*token;
        keep_dc(lib, dc - coder->last_dc[c], coder->dc_counts[component->dc_tbl_no], token);
        coder->last_dc[c] = dc;
        if (coder->places[place] == 0)
            coder->ac_counts[component->ac_tbl_no][END_OF_BLOCK]++;
    }
}

static void finish_counting(j_compress_ptr lib)
{
    jpeg_coder *const coder = coder_of(lib);
    const int n_tables = lib->comps_in_scan > 1 ? N_TABLES : 1;

    if (coder->places != NULL)
        settle_order(lib);
    for (int t = 0; t < n_tables; t++) {
        rill_jpeg_best_table(lib, &lib->dc_huff_tbl_ptrs[t], coder->dc_counts[t]);
        rill_jpeg_best_table(lib, &lib->ac_huff_tbl_ptrs[t], coder->ac_counts[t]);
    }
}

/* ---- second pass: tokens to codes ---- */

/* One block; at most BLOCK_BYTES_MAX. */
static uint8_t *put_block(jpeg_coder *coder, const rill_huffman_code *dc_codes, const rill_huffman_code *ac_codes,
                          uint8_t *out)
{
    uint16_t *next = coder->next;
    const int difference = (int16_t)*next++;
    const unsigned dc_bits = rill_bits_of(difference);

    out = rill_jpeg_put(&coder->held, dc_codes[dc_bits], difference, dc_bits, out);
    for (unsigned place = 0; place < DCTSIZE2 - 1;) {
        const uint16_t token = *next++;
        const int value = (int16_t)(token << 4) >> 4;
        const unsigned n_bits = rill_bits_of(value), zeros = token >> 12;
        out = rill_jpeg_put(&coder->held, ac_codes[zeros << 4 | n_bits], value, n_bits, out);
        if (token == END_OF_BLOCK)
            break;
        place += zeros + 1;
    }
    coder->next = next;
    return out;
}

static void write_block(j_compress_ptr lib, const jpeg_component_info *component)
{
    jpeg_coder *const coder = coder_of(lib);
    struct jpeg_destination_mgr *const dest = lib->dest;
    const rill_huffman_code *const dc_codes = coder->dc_codes[component->dc_tbl_no];
    const rill_huffman_code *const ac_codes = coder->ac_codes[component->ac_tbl_no];

    if (dest->free_in_buffer > BLOCK_BYTES_MAX) {
        uint8_t *const end = put_block(coder, dc_codes, ac_codes, dest->next_output_byte);
        dest->free_in_buffer -= (size_t)(end - dest->next_output_byte);
        dest->next_output_byte = end;
    } else {
        uint8_t bytes[BLOCK_BYTES_MAX];
        rill_jpeg_copy_out(lib, bytes, put_block(coder, dc_codes, ac_codes, bytes));
    }
}

static boolean write_row(j_compress_ptr lib, JSAMPIMAGE planes)
{
    jpeg_coder *const coder = coder_of(lib);

    (void)planes;
    for (JDIMENSION column = 0; column < lib->MCUs_per_row; column++) {
        for (int b = 0; b < lib->blocks_in_MCU; b++) {
            if (coder->places != NULL)
                coder->next = coder->tokens + coder->places[coder->place++];
            write_block(lib, lib->cur_comp_info[lib->MCU_membership[b]]);
        }
    }
    return TRUE;
}

static void finish_writing(j_compress_ptr lib)
{
    rill_jpeg_finish_bits(lib, &coder_of(lib)->held);
}

/* ---- libjpeg's interface ---- */

static void start_counting(j_compress_ptr lib)
{
    jpeg_coder *const coder = coder_of(lib);

    if (lib->comps_in_scan == 1 && lib->cur_comp_info[0]->v_samp_factor != 1)
        ERREXIT(lib, JERR_BAD_SAMPLING); /* its rows of blocks would not be rows of MCUs */
    coder->tokens = coder->next = take_tokens(lib);
    coder->row = 0;
    memset(coder->last_dc, 0, sizeof coder->last_dc);
    memset(coder->dc_counts, 0, sizeof coder->dc_counts);
    memset(coder->ac_counts, 0, sizeof coder->ac_counts);
    coder->entropy.finish_pass = finish_counting;
}

static void start_writing(j_compress_ptr lib)
{
    jpeg_coder *const coder = coder_of(lib);
    const int n_tables = lib->comps_in_scan > 1 ? N_TABLES : 1;

    for (int t = 0; t < n_tables; t++) {
        rill_jpeg_take_codes(lib, true, t, coder->dc_codes[t], 16);
        rill_jpeg_take_codes(lib, false, t, coder->ac_codes[t], 256);
    }
    coder->next = coder->tokens;
    coder->place = 0;
    coder->held = (rill_jpeg_bits){0, 0};
    coder->entropy.finish_pass = finish_writing;
}

static void start_entropy_pass(j_compress_ptr lib, boolean counts)
{
    if (counts)
        start_counting(lib);
    else
        start_writing(lib);
}

static void start_coef_pass(j_compress_ptr lib, J_BUF_MODE mode)
{
    lib->coef->compress_data = mode == JBUF_SAVE_AND_PASS ? keep_row : write_row;
}

static void install_coder(j_compress_ptr lib)
{
    jpeg_coder *const coder = lib->mem->alloc_small((j_common_ptr)lib, JPOOL_IMAGE, sizeof *coder);

    memset(coder, 0, sizeof *coder);
    coder->entropy.start_pass = start_entropy_pass;
    coder->coef.start_pass = start_coef_pass;
    lib->entropy = &coder->entropy;
    lib->coef = &coder->coef;
}

void rill_jpeg_start_compress(j_compress_ptr lib)
{
    if (lib->global_state != CSTATE_START || !lib->raw_data_in || !lib->optimize_coding)
        ERREXIT1(lib, JERR_BAD_STATE, lib->global_state);
    jpeg_suppress_tables(lib, FALSE);
    lib->err->reset_error_mgr((j_common_ptr)lib);
    lib->dest->init_destination(lib);
    jinit_c_master_control(lib, FALSE);
    jinit_forward_dct(lib);
    if (lib->progressive_mode)
        rill_jpeg_install_progressive(lib);
    else
        install_coder(lib);
    jinit_c_main_controller(lib, FALSE);
    jinit_marker_writer(lib);
    lib->mem->realize_virt_arrays((j_common_ptr)lib); /* there are none; it opens the pool for the passes */
    lib->marker->write_file_header(lib);
    lib->master->prepare_for_pass(lib);
    lib->next_scanline = 0;
    lib->global_state = CSTATE_RAW_OK;
}

uint64_t rill_jpeg_order_bytes(uint64_t n_blocks)
{
    return n_blocks * sizeof(uint32_t);
}

uint64_t rill_jpeg_held_bytes(uint64_t n_blocks)
{
    return n_blocks * BLOCK_TOKENS_MAX * 2 + 64;
}
