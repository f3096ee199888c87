/*
 * jpeg_turn.c - blocks of one JPEG to their places in another
 *
 * Flow: decode/jpeg_blocks.c -> [this] -> jpeg_entropy.c or jpeg_scans.c
 * Holds: nothing; the coder takes blocks in any order.
 *
 * A cosine of odd frequency changes its sign when it is mirrored, one of even frequency
 * is its own mirror image, and a turned block is a transposed one.  So a block turns by
 * exchange of coefficients and by signs, and nothing is rounded.
 */
#include "encode/jpeg_turn.h"

#include "base/whole_numbers.h"
#include "encode/jpeg_entropy.h"

#include <string.h>

/* What pictures of 8 bits can have, and baseline codes can say.  Only damaged files have more. */
#define DC_MIN (-1024)
#define DC_MAX 1023
#define AC_MAX 1023

/* ---- opening ---- */

static rill_blocks_range range_of(uint32_t first_px, uint32_t length_px, const rill_grid *grid, bool mirrored)
{
    const uint32_t n = (uint32_t)rill_divide_up((uint64_t)length_px * grid->den, grid->span);
    const uint64_t edge_px = mirrored ? (uint64_t)first_px + length_px : first_px; /* between MCUs */
    const uint32_t edge = (uint32_t)(edge_px * grid->den / grid->span);

    return (rill_blocks_range){.first = mirrored ? edge - n : edge, .n = n, .mirrored = mirrored};
}

static void find_places(rill_jpeg_turn *turn, const rill_blocks_plan *plan)
{
    for (unsigned place = 0; place < DCTSIZE2; place++) {
        const unsigned row = place / DCTSIZE, column = place % DCTSIZE;
        turn->from[place] = (uint8_t)(plan->turned ? column * DCTSIZE + row : place);
    }
}

void rill_jpeg_turn_open(rill_jpeg_turn *turn, j_compress_ptr lib, const rill_frame *frame,
                         const rill_blocks_plan *plan)
{
    *turn = (rill_jpeg_turn){.turned = plan->turned};
    find_places(turn, plan);
    lib->image_width = plan->turned ? plan->height_px : plan->width_px;
    lib->image_height = plan->turned ? plan->width_px : plan->height_px;
    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const rill_plane *const plane = &frame->plane[p];
        turn->across[p] = range_of(plan->left_px, plan->width_px, &plane->x, plan->mirrored_across);
        turn->down[p] = range_of(plan->top_px, plan->height_px, &plane->y, plan->mirrored_down);
        lib->comp_info[p].h_samp_factor = (int)(plan->turned ? plane->y.den : plane->x.den);
        lib->comp_info[p].v_samp_factor = (int)(plan->turned ? plane->x.den : plane->y.den);
    }
}

uint64_t rill_jpeg_turn_blocks(const rill_frame *frame, const rill_blocks_plan *plan)
{
    uint64_t n_blocks = 0;

    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const rill_grid *const x = &frame->plane[p].x, *const y = &frame->plane[p].y;
        n_blocks +=
            rill_divide_up(plan->width_px, x->span) * x->den * rill_divide_up(plan->height_px, y->span) * y->den;
    }
    return n_blocks;
}

/* ---- quantisation ---- */

/* A step of 0, which no file should have, makes its coefficients 0; it is written as 1. */
static void take_steps(rill_jpeg_turn *turn, uint32_t p, const uint16_t *steps, UINT16 turned_steps[DCTSIZE2])
{
    for (unsigned place = 0; place < DCTSIZE2; place++) {
        const unsigned from = turn->from[place];
        const bool odd_across = turn->across[p].mirrored && from % 2 != 0;
        const bool odd_down = turn->down[p].mirrored && from / DCTSIZE % 2 != 0;
        turned_steps[place] = steps[from] == 0 ? 1 : steps[from];
        turn->factor[p][place] = (int8_t)(steps[from] == 0 ? 0 : odd_across != odd_down ? -1 : 1);
    }
}

/* Planes of the same steps share a table, as they did in the source. */
static void take_tables(rill_jpeg_turn *turn, j_compress_ptr lib, const rill_group *group)
{
    int n_tables = 0;

    for (int c = 0; c < lib->num_components; c++) {
        UINT16 steps[DCTSIZE2];
        int table = 0;
        take_steps(turn, (uint32_t)c, group->quantisation[c], steps);
        while (table < n_tables && memcmp(lib->quant_tbl_ptrs[table]->quantval, steps, sizeof steps) != 0)
            table++;
        if (lib->quant_tbl_ptrs[table] == NULL)
            lib->quant_tbl_ptrs[table] = jpeg_alloc_quant_table((j_common_ptr)lib);
        memcpy(lib->quant_tbl_ptrs[table]->quantval, steps, sizeof steps);
        lib->comp_info[c].quant_tbl_no = table;
        n_tables = table == n_tables ? n_tables + 1 : n_tables;
    }
}

/* ---- blocks ---- */

static JCOEF within(int value, int low, int high)
{
    return (JCOEF)(value < low ? low : value > high ? high : value);
}

static void turn_block(const rill_jpeg_turn *turn, uint32_t p, const JCOEF *block, JBLOCK turned)
{
    for (unsigned place = 0; place < DCTSIZE2; place++)
        turned[place] = within(block[turn->from[place]] * turn->factor[p][place], -AC_MAX, AC_MAX);
    turned[0] = within(block[0] * turn->factor[p][0], DC_MIN, DC_MAX);
}

/* The place in the result of a stored block; n or more: it is not in it. */
static uint32_t place_of(const rill_blocks_range *range, uint32_t stored)
{
    return range->mirrored ? range->first + range->n - 1 - stored : stored - range->first;
}

static void give_row(rill_jpeg_turn *turn, j_compress_ptr lib, uint32_t p, uint32_t down, const JCOEF *row)
{
    const rill_blocks_range *const range = &turn->across[p];
    JBLOCK turned;

    for (uint32_t i = 0; i < range->n; i++) {
        const uint32_t across = place_of(range, range->first + i);
        turn_block(turn, p, row + (size_t)(range->first + i) * DCTSIZE2, turned);
        rill_jpeg_keep_block(lib, (int)p, turn->turned ? down : across, turn->turned ? across : down, turned);
    }
}

void rill_jpeg_turn_group(rill_jpeg_turn *turn, j_compress_ptr lib, const rill_frame *frame, const rill_group *group)
{
    if (turn->n_groups == 0)
        take_tables(turn, lib, group);
    for (uint32_t p = 0; p < frame->n_planes; p++)
        for (uint32_t i = 0; i < group->n_rows[p]; i++) {
            const uint32_t down = place_of(&turn->down[p], turn->n_groups * frame->plane[p].group_rows + i);
            const uint8_t *const row = group->rows[p] + i * group->stride_bytes[p];
            if (down < turn->down[p].n)
                give_row(turn, lib, p, down, (const JCOEF *)(const void *)row);
        }
    turn->n_groups++;
}
