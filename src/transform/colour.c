/*
 * colour.c - from one model to another, a row at a time
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: one row (neutral chroma: one row more).
 *
 * YCbCr is JFIF's: BT.601 weights, full range.  Sixteen bits of fraction, one
 * rounding a channel, the same constants as libjpeg's, so that a picture that is only
 * decoded here and there has equal pixels.
 */
#include "base/whole_numbers.h"
#include "transform/transform.h"

#include <string.h>

#define FRACTION_BITS 16
#define HALF (1 << (FRACTION_BITS - 1))

typedef struct rill_convert {
    rill_stage stage;
    uint8_t *row;
} rill_convert;

uint64_t rill_colour_memory_bytes(uint32_t width_px)
{
    return (uint64_t)width_px * 4 + 512;
}

static rill_status ycc_to_rgb_next_group(rill_stage *stage, rill_group *group)
{
    uint8_t *out = ((rill_convert *)stage)->row;

    RILL_TRY(stage->from->next_group(stage->from, group));
    for (uint32_t x = 0; x < stage->out.width_px; x++, out += 4) {
        const int32_t luma = group->rows[0][x];
        const int32_t blue = group->rows[1][x] - 128;
        const int32_t red = group->rows[2][x] - 128;
        /* 1.40200, 0.34414, 0.71414, 1.77200 */
        out[0] = rill_clamp_u8(luma + ((91881 * red + HALF) >> FRACTION_BITS));
        out[1] = rill_clamp_u8(luma + ((-22554 * blue - 46802 * red + HALF) >> FRACTION_BITS));
        out[2] = rill_clamp_u8(luma + ((116130 * blue + HALF) >> FRACTION_BITS));
        out[3] = 255;
    }
    group->rows[0] = ((rill_convert *)stage)->row;
    return RILL_OK;
}

static rill_status gray_to_rgb_next_group(rill_stage *stage, rill_group *group)
{
    uint8_t *out = ((rill_convert *)stage)->row;

    RILL_TRY(stage->from->next_group(stage->from, group));
    for (uint32_t x = 0; x < stage->out.width_px; x++, out += 4) {
        out[0] = out[1] = out[2] = group->rows[0][x];
        out[3] = 255;
    }
    group->rows[0] = ((rill_convert *)stage)->row;
    return RILL_OK;
}

/* 0.29900, 0.58700, 0.11400; they sum to one exactly */
static uint8_t luma_of(const uint8_t *pixel)
{
    return (uint8_t)((19595 * pixel[0] + 38470 * pixel[1] + 7471 * pixel[2] + HALF) >> FRACTION_BITS);
}

static rill_status rgb_to_gray_next_group(rill_stage *stage, rill_group *group)
{
    uint8_t *out = ((rill_convert *)stage)->row;

    RILL_TRY(stage->from->next_group(stage->from, group));
    for (uint32_t x = 0; x < stage->out.width_px; x++) {
        const uint8_t *const pixel = group->rows[0] + 4 * (size_t)x;
        if (stage->out.model == RILL_GRAY) {
            out[x] = luma_of(pixel);
            continue;
        }
        out[4 * (size_t)x] = out[4 * (size_t)x + 1] = out[4 * (size_t)x + 2] = luma_of(pixel);
        out[4 * (size_t)x + 3] = pixel[3];
    }
    group->rows[0] = ((rill_convert *)stage)->row;
    return RILL_OK;
}

static rill_status open_convert(rill_stage **stage, rill_stage *from, rill_frame out, size_t row_bytes,
                                rill_status (*next_group)(rill_stage *, rill_group *))
{
    rill_work *const work = from->work;
    rill_convert *const convert = rill_heap_alloc(&work->heap, 1, sizeof *convert);

    if (convert == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "colour", "%s", "");
    convert->stage = (rill_stage){.next_group = next_group, .out = out, .from = from, .work = work};
    convert->row = rill_heap_alloc(&work->heap, 1, row_bytes + RILL_ROW_PADDING_BYTES);
    if (convert->row == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "colour", "%s", "");
    *stage = &convert->stage;
    return RILL_OK;
}

rill_status rill_ycc_to_rgb_open(rill_stage **stage, rill_stage *from)
{
    const rill_frame out = rill_frame_packed(RILL_RGBX, from->out.width_px, from->out.height_px);
    return open_convert(stage, from, out, (size_t)out.width_px * 4, ycc_to_rgb_next_group);
}

rill_status rill_gray_to_rgb_open(rill_stage **stage, rill_stage *from)
{
    const rill_frame out = rill_frame_packed(RILL_RGBX, from->out.width_px, from->out.height_px);
    return open_convert(stage, from, out, (size_t)out.width_px * 4, gray_to_rgb_next_group);
}

rill_status rill_rgb_to_gray_open(rill_stage **stage, rill_stage *from)
{
    const rill_model model = from->out.model == RILL_RGBA ? RILL_RGBA : RILL_GRAY;
    const rill_frame out = rill_frame_packed(model, from->out.width_px, from->out.height_px);
    return open_convert(stage, from, out, (size_t)out.width_px * out.plane[0].channels, rgb_to_gray_next_group);
}

/* ---- gray as YCbCr 4:2:0: two rows of luma are collected, chroma is one row of 128 ---- */

typedef struct rill_neutral {
    rill_stage stage;
    uint8_t *luma, *chroma;
    size_t luma_bytes;
    uint32_t n_rows, group;
} rill_neutral;

static rill_status gray_to_ycc_next_group(rill_stage *stage, rill_group *group)
{
    rill_neutral *const neutral = (rill_neutral *)stage;
    const uint32_t wanted = rill_plane_group_rows(&stage->out.plane[0], neutral->group);
    rill_group one;

    while (neutral->n_rows < wanted) {
        RILL_TRY(stage->from->next_group(stage->from, &one));
        memcpy(neutral->luma + neutral->n_rows * neutral->luma_bytes, one.rows[0], stage->out.width_px);
        neutral->n_rows++;
    }
    neutral->n_rows = 0;
    *group = (rill_group){
        .rows = {neutral->luma, neutral->chroma, neutral->chroma},
        .stride_bytes = {neutral->luma_bytes, 0, 0},
        .n_rows = {wanted, 1, 1},
    };
    neutral->group++;
    return RILL_OK;
}

rill_status rill_gray_to_ycc_open(rill_stage **stage, rill_stage *from)
{
    rill_work *const work = from->work;
    rill_neutral *const neutral = rill_heap_alloc(&work->heap, 1, sizeof *neutral);

    if (neutral == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "colour", "%s", "");
    neutral->stage = (rill_stage){
        .next_group = gray_to_ycc_next_group,
        .out = rill_frame_ycc(from->out.width_px, from->out.height_px, true, true, from->out.limited_range),
        .from = from,
        .work = work};
    neutral->luma_bytes = (size_t)from->out.width_px + RILL_ROW_PADDING_BYTES;
    neutral->luma = rill_heap_alloc(&work->heap, 2, neutral->luma_bytes);
    neutral->chroma = rill_heap_alloc(&work->heap, 1, neutral->luma_bytes);
    if (neutral->luma == NULL || neutral->chroma == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "colour", "%s", "");
    memset(neutral->chroma, 128, neutral->luma_bytes);
    *stage = &neutral->stage;
    return RILL_OK;
}
