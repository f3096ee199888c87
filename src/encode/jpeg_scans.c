/*
 * jpeg_scans.c - blocks to progressive scans, behind libjpeg's interface
 *
 * Flow: encode_jpeg.c -> libjpeg's passes -> [this] -> the output of encode_jpeg.c
 * Holds: all coefficients of the picture, in zigzag order, component after component.
 *
 * Each scan is gone through twice, by the same code: symbols are counted, then written.
 * Procedures of ITU-T T.81, annex G.1.2.
 */
#include "encode/jpeg_coding.h"
#include "encode/jpeg_entropy.h"
#include "simd/jpeg_kernels.h"

#include <string.h>

#include <jerror.h>

#define N_TABLES 2            /* luma's and chroma's */
#define RUN_MAX 0x7FFF        /* blocks in one run of ends */
#define HELD_CORRECTIONS 1000 /* of the blocks in the run; it ends where another block's might not fit */
#define UNIT_BYTES_MAX 16     /* a code and its value */

typedef struct progressive_coder {
    struct jpeg_entropy_encoder entropy; /* first: lib->entropy is the coder */
    struct jpeg_c_coef_controller coef;

    JBLOCK *blocks[MAX_COMPONENTS];
    JDIMENSION across[MAX_COMPONENTS]; /* blocks in a row of a component, whole MCUs */
    JDIMENSION row;                    /* of MCUs */
    bool in_any_order;                 /* blocks came so: nothing of the first scan has been counted */
    bool counts;                       /* symbols are counted, nothing is written */
    int table;                         /* AC scans: of their one component */
    int last_dc[MAX_COMPS_IN_SCAN];

    uint32_t run; /* blocks whose rest is zero, not yet written */
    uint32_t n_corrections;
    uint8_t corrections[HELD_CORRECTIONS]; /* a bit each, for the known coefficients of the run's blocks */

    long symbol_counts[N_TABLES][257];
    rill_huffman_code codes[N_TABLES][256];
    rill_jpeg_bits held;
} progressive_coder;

static progressive_coder *coder_of(j_compress_ptr lib)
{
    return (progressive_coder *)(void *)lib->entropy;
}

/* ---- symbols and bits, counted or written ---- */

static void put_bits(j_compress_ptr lib, rill_huffman_code code, int value, unsigned value_bits)
{
    progressive_coder *const coder = coder_of(lib);
    uint8_t bytes[UNIT_BYTES_MAX];

    if (!coder->counts)
        rill_jpeg_copy_out(lib, bytes, rill_jpeg_put(&coder->held, code, value, value_bits, bytes));
}

static void put_symbol(j_compress_ptr lib, int table, unsigned symbol, int value, unsigned value_bits)
{
    progressive_coder *const coder = coder_of(lib);

    coder->symbol_counts[table][symbol]++;
    put_bits(lib, coder->codes[table][symbol], value, value_bits);
}

static void put_corrections(j_compress_ptr lib, const uint8_t *bits, uint32_t n)
{
    const rill_huffman_code no_code = {0, 0};

    for (uint32_t i = 0; i < n; i++)
        put_bits(lib, no_code, bits[i], 1);
}

/* The run of blocks that end here, and what the scan still has to say about their known coefficients. */
static void end_run(j_compress_ptr lib)
{
    progressive_coder *const coder = coder_of(lib);

    if (coder->run == 0)
        return;
    const unsigned n_bits = rill_bits_of((int)coder->run) - 1;
    put_symbol(lib, coder->table, n_bits << 4, (int)(coder->run - (1u << n_bits)), n_bits);
    put_corrections(lib, coder->corrections, coder->n_corrections);
    coder->run = coder->n_corrections = 0;
}

static void lengthen_run(j_compress_ptr lib)
{
    progressive_coder *const coder = coder_of(lib);

    if (++coder->run == RUN_MAX || coder->n_corrections > HELD_CORRECTIONS - (DCTSIZE2 - 1))
        end_run(lib);
}

/* ---- the four kinds of scans, a block each ---- */

static void code_dc(j_compress_ptr lib, int c, const JCOEF *block)
{
    progressive_coder *const coder = coder_of(lib);
    const int value = block[0] >> lib->Al; /* of negative numbers: towards minus infinity */
    const int difference = value - coder->last_dc[c];
    const unsigned n_bits = rill_bits_of(difference);

    if (n_bits > RILL_JPEG_DC_BITS_MAX)
        ERREXIT(lib, JERR_BAD_DCT_COEF);
    coder->last_dc[c] = value;
    put_symbol(lib, lib->cur_comp_info[c]->dc_tbl_no, n_bits, difference, n_bits);
}

static void refine_dc(j_compress_ptr lib, const JCOEF *block)
{
    const rill_huffman_code no_code = {0, 0};

    put_bits(lib, no_code, block[0] >> lib->Al & 1, 1);
}

/* Bit i: coefficient i is in the scan's band and not zero. */
static uint64_t in_band(j_compress_ptr lib, const JCOEF *block)
{
    const uint64_t up_to_last = ~UINT64_C(0) >> (DCTSIZE2 - 1 - lib->Se);

    return rill_nonzero_coefs(block) & up_to_last & ~((UINT64_C(1) << lib->Ss) - 1);
}

static int magnitude(j_compress_ptr lib, JCOEF coef)
{
    return (coef < 0 ? -coef : coef) >> lib->Al;
}

static void code_ac(j_compress_ptr lib, const JCOEF *block)
{
    const int table = coder_of(lib)->table;
    int place = lib->Ss; /* the first coefficient that is not coded yet */

    for (uint64_t left = in_band(lib, block); left != 0; left &= left - 1) {
        const int next = __builtin_ctzll(left);
        const int size = magnitude(lib, block[next]);
        const unsigned n_bits = rill_bits_of(size);
        unsigned zeros = (unsigned)(next - place);
        if (size == 0)
            continue;
        if (n_bits > RILL_JPEG_AC_BITS_MAX)
            ERREXIT(lib, JERR_BAD_DCT_COEF);
        end_run(lib);
        for (; zeros > 15; zeros -= 16)
            put_symbol(lib, table, RILL_JPEG_ZERO_RUN, 0, 0);
        put_symbol(lib, table, zeros << 4 | n_bits, block[next] < 0 ? -size : size, n_bits);
        place = next + 1;
    }
    if (place <= lib->Se)
        lengthen_run(lib);
}

/* The last coefficient of the band that this scan makes other than zero; 0: none. */
static int last_new(j_compress_ptr lib, const JCOEF *block, uint64_t band)
{
    for (; band != 0;) {
        const int last = DCTSIZE2 - 1 - __builtin_clzll(band);
        if (magnitude(lib, block[last]) == 1)
            return last;
        band &= ~(UINT64_C(1) << last);
    }
    return 0;
}

/*
 * Coefficients that were zero so far get a symbol where they are no more; those that were
 * not get one bit more.  Such bits follow the next symbol: 'own' waits for it.
 */
static void refine_ac(j_compress_ptr lib, const JCOEF *block)
{
    progressive_coder *const coder = coder_of(lib);
    const uint64_t band = in_band(lib, block);
    const int last = last_new(lib, block, band);
    uint8_t own[DCTSIZE2];
    uint32_t n_own = 0;
    unsigned zeros = 0; /* that no symbol has told of; known coefficients do not count */
    int place = lib->Ss;

    for (uint64_t left = band; left != 0; left &= left - 1) {
        const int next = __builtin_ctzll(left);
        const int size = magnitude(lib, block[next]);
        if (size == 0)
            continue;
        zeros += (unsigned)(next - place);
        place = next + 1;
        for (; zeros > 15 && next <= last; zeros -= 16) {
            end_run(lib);
            put_symbol(lib, coder->table, RILL_JPEG_ZERO_RUN, 0, 0);
            put_corrections(lib, own, n_own);
            n_own = 0;
        }
        if (size > 1) {
            own[n_own++] = size & 1;
            continue;
        }
        end_run(lib);
        put_symbol(lib, coder->table, zeros << 4 | 1, block[next] < 0 ? -1 : 1, 1);
        put_corrections(lib, own, n_own);
        n_own = 0;
        zeros = 0;
    }
    if (zeros == 0 && n_own == 0 && place > lib->Se)
        return;
    memcpy(coder->corrections + coder->n_corrections, own, n_own);
    coder->n_corrections += n_own;
    lengthen_run(lib);
}

/* ---- rows ---- */

/* Blocks of one component in one row of MCUs. */
static JBLOCK *block_at(j_compress_ptr lib, const jpeg_component_info *component, JDIMENSION row, JDIMENSION column)
{
    progressive_coder *const coder = coder_of(lib);
    const int c = component->component_index;

    return coder->blocks[c] + (size_t)row * coder->across[c] + column;
}

static void code_dc_mcu(j_compress_ptr lib, JDIMENSION column)
{
    const JDIMENSION mcu_row = coder_of(lib)->row;

    for (int c = 0; c < lib->comps_in_scan; c++) {
        const jpeg_component_info *const component = lib->cur_comp_info[c];
        const JDIMENSION row = mcu_row * (JDIMENSION)component->MCU_height;
        for (int y = 0; y < component->MCU_height; y++)
            for (int x = 0; x < component->MCU_width; x++) {
                const JCOEF *const block = *block_at(lib, component, row + (JDIMENSION)y,
                                                     column * (JDIMENSION)component->MCU_width + (JDIMENSION)x);
                if (lib->Ah == 0)
                    code_dc(lib, c, block);
                else
                    refine_dc(lib, block);
            }
    }
}

/* An AC scan has one component, and none of the blocks that only fill up an MCU. */
static void code_ac_rows(j_compress_ptr lib)
{
    const jpeg_component_info *const component = lib->cur_comp_info[0];
    const JDIMENSION n_rows = (JDIMENSION)component->v_samp_factor;
    JDIMENSION row = coder_of(lib)->row * n_rows;
    const JDIMENSION end = row + n_rows < component->height_in_blocks ? row + n_rows : component->height_in_blocks;

    for (; row < end; row++)
        for (JDIMENSION column = 0; column < component->width_in_blocks; column++) {
            const JCOEF *const block = *block_at(lib, component, row, column);
            if (lib->Ah == 0)
                code_ac(lib, block);
            else
                refine_ac(lib, block);
        }
}

static boolean code_row(j_compress_ptr lib, JSAMPIMAGE planes)
{
    (void)planes;
    if (lib->Ss != 0)
        code_ac_rows(lib);
    else
        for (JDIMENSION column = 0; column < lib->MCUs_per_row; column++)
            code_dc_mcu(lib, column);
    coder_of(lib)->row++;
    return TRUE;
}

static void keep_block(const JCOEF *block, JCOEF *kept)
{
    for (int place = 0; place < DCTSIZE2; place++)
        kept[place] = block[jpeg_natural_order[place]];
}

static void keep_mcu(j_compress_ptr lib, JDIMENSION column, const JBLOCK *block)
{
    const JDIMENSION mcu_row = coder_of(lib)->row;

    for (int c = 0; c < lib->comps_in_scan; c++) {
        const jpeg_component_info *const component = lib->cur_comp_info[c];
        const JDIMENSION row = mcu_row * (JDIMENSION)component->MCU_height;
        for (int y = 0; y < component->MCU_height; y++)
            for (int x = 0; x < component->MCU_width; x++)
                keep_block(*block++, *block_at(lib, component, row + (JDIMENSION)y,
                                               column * (JDIMENSION)component->MCU_width + (JDIMENSION)x));
    }
}

/* The first pass: blocks are made and kept, and the first scan's symbols counted. */
static boolean keep_row(j_compress_ptr lib, JSAMPIMAGE planes)
{
    const bool last_row = coder_of(lib)->row == lib->total_iMCU_rows - 1;
    JBLOCK blocks[C_MAX_BLOCKS_IN_MCU];

    for (JDIMENSION column = 0; column < lib->MCUs_per_row; column++) {
        rill_jpeg_transform_mcu(lib, planes, column, last_row, blocks);
        keep_mcu(lib, column, (const JBLOCK *)blocks);
    }
    return code_row(lib, planes);
}

/* ---- blocks in any order ---- */

void rill_jpeg_keep_progressive(j_compress_ptr lib, int c, JDIMENSION x, JDIMENSION y, const JCOEF *block)
{
    coder_of(lib)->in_any_order = true;
    keep_block(block, *block_at(lib, lib->cur_comp_info[c], y, x));
}

/* As rill_jpeg_transform_mcu() makes them: a block that hangs over the edge repeats the DC before it in its MCU. */
static void fill_up(j_compress_ptr lib, const jpeg_component_info *component)
{
    const JDIMENSION n_across = (JDIMENSION)component->MCU_width, n_down = (JDIMENSION)component->MCU_height;
    const JDIMENSION n_rows = lib->total_iMCU_rows * n_down;

    for (JDIMENSION y = 0; y < n_rows; y++)
        for (JDIMENSION x = 0; x < lib->MCUs_per_row * n_across; x++) {
            if (x < component->width_in_blocks && y < component->height_in_blocks)
                continue;
            const JDIMENSION row = x % n_across > 0 ? y : y - 1;
            const JDIMENSION column = x % n_across > 0 ? x - 1 : x + n_across - 1;
            const JCOEF before = (*block_at(lib, component, row, column))[0];
            JCOEF *const block = *block_at(lib, component, y, x);
            memset(block, 0, sizeof(JBLOCK));
            block[0] = before;
        }
}

static void settle_order(j_compress_ptr lib)
{
    progressive_coder *const coder = coder_of(lib);

    coder->in_any_order = false;
    for (int c = 0; c < lib->comps_in_scan; c++)
        fill_up(lib, lib->cur_comp_info[c]);
    while (coder->row < lib->total_iMCU_rows)
        code_row(lib, NULL);
}

/* ---- libjpeg's interface ---- */

static void make_tables(j_compress_ptr lib)
{
    progressive_coder *const coder = coder_of(lib);

    if (coder->in_any_order)
        settle_order(lib);
    end_run(lib);
    if (lib->Ss != 0) {
        rill_jpeg_best_table(lib, &lib->ac_huff_tbl_ptrs[coder->table], coder->symbol_counts[coder->table]);
        return;
    }
    for (int t = 0; t < (lib->comps_in_scan > 1 ? N_TABLES : 1); t++)
        rill_jpeg_best_table(lib, &lib->dc_huff_tbl_ptrs[t], coder->symbol_counts[t]);
}

static void take_tables(j_compress_ptr lib)
{
    progressive_coder *const coder = coder_of(lib);

    if (lib->Ss != 0)
        rill_jpeg_take_codes(lib, false, coder->table, coder->codes[coder->table], 256);
    else if (lib->Ah == 0)
        for (int t = 0; t < (lib->comps_in_scan > 1 ? N_TABLES : 1); t++)
            rill_jpeg_take_codes(lib, true, t, coder->codes[t], 16);
}

static void finish_scan(j_compress_ptr lib)
{
    end_run(lib);
    rill_jpeg_finish_bits(lib, &coder_of(lib)->held);
}

static void start_scan(j_compress_ptr lib, boolean counts)
{
    progressive_coder *const coder = coder_of(lib);

    coder->counts = counts;
    coder->row = 0;
    coder->table = lib->cur_comp_info[0]->ac_tbl_no;
    coder->run = coder->n_corrections = 0;
    coder->held = (rill_jpeg_bits){0, 0};
    memset(coder->last_dc, 0, sizeof coder->last_dc);
    memset(coder->symbol_counts, 0, sizeof coder->symbol_counts);
    coder->entropy.finish_pass = counts ? make_tables : finish_scan;
    if (!counts)
        take_tables(lib);
}

static void start_coef_pass(j_compress_ptr lib, J_BUF_MODE mode)
{
    lib->coef->compress_data = mode == JBUF_SAVE_AND_PASS ? keep_row : code_row;
}

/*
 * DC, a coarse luma, chroma, and then bit after bit: the scans of libjpeg's own
 * jpeg_simple_progression(), which everybody's tools write.
 * Each: components; first and last coefficient; bits known before, and left for later scans.
 */
static const jpeg_scan_info colour_scans[] = {
    {3, {0, 1, 2}, 0, 0, 0, 1}, {1, {0}, 1, 5, 0, 2},  {1, {2}, 1, 63, 0, 1},      {1, {1}, 1, 63, 0, 1},
    {1, {0}, 6, 63, 0, 2},      {1, {0}, 1, 63, 2, 1}, {3, {0, 1, 2}, 0, 0, 1, 0}, {1, {2}, 1, 63, 1, 0},
    {1, {1}, 1, 63, 1, 0},      {1, {0}, 1, 63, 1, 0},
};
static const jpeg_scan_info gray_scans[] = {
    {1, {0}, 0, 0, 0, 1},  {1, {0}, 1, 5, 0, 2}, {1, {0}, 6, 63, 0, 2},
    {1, {0}, 1, 63, 2, 1}, {1, {0}, 0, 0, 1, 0}, {1, {0}, 1, 63, 1, 0},
};

void rill_jpeg_set_scans(j_compress_ptr lib)
{
    const bool colour = lib->num_components > 1;

    lib->scan_info = colour ? colour_scans : gray_scans;
    lib->num_scans = (int)(colour ? sizeof colour_scans : sizeof gray_scans) / (int)sizeof *lib->scan_info;
}

/* Room for all blocks at once: a job that would not fit fails before it has worked. */
static void take_blocks(j_compress_ptr lib)
{
    progressive_coder *const coder = coder_of(lib);
    const JDIMENSION mcu_px = (JDIMENSION)(lib->max_h_samp_factor * DCTSIZE);
    const JDIMENSION n_mcus = (lib->image_width + mcu_px - 1) / mcu_px;

    for (int c = 0; c < lib->num_components; c++) {
        const jpeg_component_info *const component = &lib->comp_info[c];
        const size_t n_rows = (size_t)lib->total_iMCU_rows * (size_t)component->v_samp_factor;
        coder->across[c] = n_mcus * (JDIMENSION)component->h_samp_factor;
        coder->blocks[c] =
            lib->mem->alloc_large((j_common_ptr)lib, JPOOL_IMAGE, n_rows * coder->across[c] * sizeof(JBLOCK));
    }
}

void rill_jpeg_install_progressive(j_compress_ptr lib)
{
    progressive_coder *const coder = lib->mem->alloc_small((j_common_ptr)lib, JPOOL_IMAGE, sizeof *coder);

    memset(coder, 0, sizeof *coder);
    coder->entropy.start_pass = start_scan;
    coder->coef.start_pass = start_coef_pass;
    lib->entropy = &coder->entropy;
    lib->coef = &coder->coef;
    take_blocks(lib);
}
