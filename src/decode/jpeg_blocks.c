/*
 * jpeg_blocks.c - JPEG to row groups of DCT coefficients, for a JPEG that has the same blocks elsewhere
 *
 * Flow: source -> [decode] -> encode -> sink
 * Holds: one MCU row of blocks; all coefficients where the file has several scans.
 *
 * Entropy decoding, its verdicts included, is that of decode_jpeg.c: only what follows
 * it, dequantisation and inverse DCT, is not done.
 */
#include "base/whole_numbers.h"
#include "decode/decode_jpeg.h"

#include <string.h>

#define JPEG_INTERNALS
#include <jpegint.h>

/* Luma alone is a file without interleaving, of blocks that follow each other. */
static rill_grid grid_of(const uint8_t *factors, uint32_t p, bool luma_only)
{
    if (luma_only)
        return (rill_grid){.span = DCTSIZE, .den = 1};
    return (rill_grid){.span = DCTSIZE * rill_jpeg_largest(factors), .den = factors[p]};
}

void rill_jpeg_blocks_frame(const rill_image_info *info, const rill_decode_plan *plan, rill_frame *frame)
{
    const bool gray = plan->luma_only || info->model == RILL_GRAY;

    *frame = (rill_frame){.model = gray ? RILL_GRAY : RILL_YCC,
                          .in_blocks = true,
                          .width_px = info->width_px,
                          .height_px = info->height_px,
                          .n_planes = gray ? 1 : 3};
    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const rill_grid x = grid_of(info->h_samp, p, plan->luma_only);
        const rill_grid y = grid_of(info->v_samp, p, plan->luma_only);
        frame->plane[p] = (rill_plane){
            .width_px = (uint32_t)rill_divide_up((uint64_t)info->width_px * x.den, x.span),
            .height_px = (uint32_t)rill_divide_up((uint64_t)info->height_px * y.den, y.span),
            .channels = DCTSIZE2,
            .group_rows = info->v_samp[p],
            .x = x,
            .y = y,
        };
    }
}

/* ---- one scan: an MCU row at a time ---- */

static uint64_t blocks_across(const rill_image_info *info, uint32_t p)
{
    const uint32_t mcu_px = DCTSIZE * rill_jpeg_largest(info->h_samp);

    return rill_divide_up(info->width_px, mcu_px) * info->h_samp[p];
}

uint64_t rill_jpeg_blocks_bytes(const rill_image_info *info, const rill_decode_plan *plan)
{
    uint64_t n_blocks = 0;

    for (uint32_t p = 0; p < (plan->luma_only ? 1 : RILL_PLANES_MAX); p++)
        n_blocks += blocks_across(info, p) * info->v_samp[p];
    return info->several_scans ? 0 : n_blocks * sizeof(JBLOCK);
}

static rill_status take_rows(rill_jpeg *jpeg)
{
    for (uint32_t p = 0; p < jpeg->stage.out.n_planes; p++) {
        jpeg->band_row_bytes[p] = (size_t)blocks_across(jpeg->info, p) * sizeof(JBLOCK);
        jpeg->band[p] = rill_heap_alloc(&jpeg->work->heap, jpeg->info->v_samp[p], jpeg->band_row_bytes[p]);
        if (jpeg->band[p] == NULL)
            return rill_fail(jpeg->work, RILL_MEMORY_LIMIT, "decode_jpeg", "%s", "");
    }
    return RILL_OK;
}

static JBLOCKROW block_at(rill_jpeg *jpeg, uint32_t p, uint32_t row, uint32_t column)
{
    if (p >= jpeg->stage.out.n_planes)
        return &jpeg->unwanted_block;
    return (JBLOCKROW)(void *)(jpeg->band[p] + row * jpeg->band_row_bytes[p]) + column;
}

static void decode_mcu(rill_jpeg *jpeg, uint32_t mcu)
{
    struct jpeg_decompress_struct *const lib = &jpeg->lib;
    JBLOCKROW blocks[D_MAX_BLOCKS_IN_MCU];
    uint32_t n = 0;

    for (int c = 0; c < lib->comps_in_scan; c++) {
        const jpeg_component_info *const component = lib->cur_comp_info[c];
        const uint32_t p = (uint32_t)component->component_index;
        const uint32_t n_across = (uint32_t)component->MCU_width, n_down = (uint32_t)component->MCU_height;
        for (uint32_t y = 0; y < n_down; y++)
            for (uint32_t x = 0; x < n_across; x++)
                blocks[n++] = block_at(jpeg, p, y, mcu * n_across + x);
    }
    lib->entropy->decode_mcu(lib, blocks);
}

static rill_status decode_row(rill_jpeg *jpeg)
{
    struct jpeg_decompress_struct *const lib = &jpeg->lib;

    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    for (uint32_t p = 0; p < jpeg->stage.out.n_planes; p++)
        memset(jpeg->band[p], 0, jpeg->info->v_samp[p] * jpeg->band_row_bytes[p]);
    for (uint32_t mcu = 0; mcu < lib->MCUs_per_row; mcu++)
        decode_mcu(jpeg, mcu);
    if (jpeg->next_group + 1 == lib->MCU_rows_in_scan) {
        lib->inputctl->finish_input_pass(lib);
        rill_jpeg_check_rest(jpeg);
    }
    return RILL_OK;
}

/* ---- the stage ---- */

/* Of a plane that no scan has brought the steps are not known, and all its coefficients are 0. */
static const uint16_t *quantisation_of(const rill_jpeg *jpeg, uint32_t p)
{
    static const UINT16 unknown[DCTSIZE2];
    const JQUANT_TBL *const table = jpeg->lib.comp_info[p].quant_table;

    return table == NULL ? unknown : table->quantval;
}

static rill_status lend_held_rows(rill_jpeg *jpeg, rill_group *group)
{
    struct jpeg_decompress_struct *const lib = &jpeg->lib;

    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    for (uint32_t p = 0; p < jpeg->stage.out.n_planes; p++) {
        const uint32_t n_rows = jpeg->stage.out.plane[p].group_rows;
        const JBLOCKARRAY rows = lib->mem->access_virt_barray((j_common_ptr)lib, lib->coef->coef_arrays[p],
                                                              jpeg->next_group * n_rows, n_rows, FALSE);
        group->rows[p] = (const uint8_t *)rows[0];
        /* the library's rows lie in pieces of a gigabyte */
        group->stride_bytes[p] = n_rows > 1 ? (size_t)((const uint8_t *)rows[1] - (const uint8_t *)rows[0]) : 0;
    }
    return RILL_OK;
}

static void lend_rows(rill_jpeg *jpeg, rill_group *group)
{
    for (uint32_t p = 0; p < jpeg->stage.out.n_planes; p++) {
        group->rows[p] = jpeg->band[p];
        group->stride_bytes[p] = jpeg->band_row_bytes[p];
    }
}

static rill_status blocks_next_group(rill_stage *stage, rill_group *group)
{
    rill_jpeg *const jpeg = (rill_jpeg *)stage;

    if (jpeg->info->several_scans && !jpeg->all_read)
        RILL_TRY(rill_jpeg_read_all_scans(jpeg));
    RILL_TRY(rill_work_step(jpeg->work, "decode_jpeg"));
    if (jpeg->info->several_scans) {
        RILL_TRY(lend_held_rows(jpeg, group));
    } else {
        RILL_TRY(decode_row(jpeg));
        lend_rows(jpeg, group);
    }
    for (uint32_t p = 0; p < stage->out.n_planes; p++) {
        group->n_rows[p] = rill_plane_group_rows(&stage->out.plane[p], jpeg->next_group);
        group->quantisation[p] = quantisation_of(jpeg, p);
    }
    jpeg->next_group++;
    return RILL_OK;
}

rill_status rill_jpeg_blocks_open(rill_jpeg *jpeg)
{
    jpeg->stage.next_group = blocks_next_group;
    return jpeg->info->several_scans ? RILL_OK : take_rows(jpeg);
}
