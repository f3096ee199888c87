/*
 * plan_blocks.c - JPEG to JPEG without loss: when blocks can move instead of pixels (decision 0010)
 *
 * A block is moved whole.  So the result's left and upper edge, wherever they lie in the
 * stored picture, must lie between MCUs there: between blocks of every plane.  The other
 * two edges may cut blocks, as in any JPEG.
 */
#include "request/plan.h"

#define MCU_BLOCKS_MAX 10 /* of an interleaved scan; T.81, B.2.3 */

/* Does one scan hold its MCUs?  Luma alone has to be as dense as the picture. */
static bool fits_one_scan(const rill_frame *blocks, const rill_image_info *info)
{
    uint32_t n_blocks = 0;

    for (uint32_t p = 0; p < blocks->n_planes; p++)
        n_blocks += blocks->plane[p].x.den * blocks->plane[p].y.den;
    if (blocks->n_planes > 1)
        return n_blocks <= MCU_BLOCKS_MAX;
    return info->h_samp[0] >= info->h_samp[1] && info->h_samp[0] >= info->h_samp[2] &&
           info->v_samp[0] >= info->v_samp[1] && info->v_samp[0] >= info->v_samp[2];
}

/* Where the result's first pixel begins on the stored axis, and where its last one ends. */
static int64_t first_edge_px(const rill_axis *axis)
{
    return axis->offset / axis->den;
}

static uint32_t lower_edge_px(const rill_axis *axis, uint32_t length_px)
{
    return (uint32_t)(axis->step < 0 ? first_edge_px(axis) - length_px : first_edge_px(axis));
}

bool rill_plan_blocks(rill_plan *plan, const rill_image_info *info)
{
    const rill_axis *const across = &plan->resample.across, *const down = &plan->resample.down;
    const rill_frame *const result = &plan->resample.to; /* before a quarter turn */
    const rill_decode_plan decode = {.dct_scale = {8, 8, 8}, .luma_only = plan->luma_only, .blocks = true};
    rill_frame blocks;

    if (info->model != RILL_GRAY && info->model != RILL_YCC)
        return false;
    rill_jpeg_decoder.frame(info, &decode, &blocks);
    if (!fits_one_scan(&blocks, info) || first_edge_px(across) % blocks.plane[0].x.span != 0 ||
        first_edge_px(down) % blocks.plane[0].y.span != 0)
        return false;
    plan->decode = decode;
    plan->encode.blocks = (rill_blocks_plan){
        .left_px = lower_edge_px(across, result->width_px),
        .top_px = lower_edge_px(down, result->height_px),
        .width_px = result->width_px,
        .height_px = result->height_px,
        .mirrored_across = across->step < 0,
        .mirrored_down = down->step < 0,
        .turned = plan->geometry.turned,
    };
    return true;
}

void rill_plan_all_blocks(rill_plan *plan, const rill_image_info *info)
{
    plan->decode = (rill_decode_plan){.dct_scale = {8, 8, 8}, .luma_only = plan->luma_only, .blocks = true};
    plan->encode.blocks = (rill_blocks_plan){.width_px = info->width_px, .height_px = info->height_px};
    plan->shrink_x = plan->shrink_y = 1;
    plan->resample_needed = plan->frame_needed = false;
}
