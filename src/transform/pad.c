/*
 * pad.c - bars around the picture
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: two rows: one of bars alone, one with the picture between.
 */
#include "transform/transform.h"

#include <string.h>

typedef struct rill_pad {
    rill_stage stage;
    uint32_t left_px, top_px;
    uint32_t y_px;
    bool opaque_inside; /* the picture has no alpha but the result has */
    uint8_t *bar, *row;
} rill_pad;

uint64_t rill_pad_memory_bytes(uint32_t width_px)
{
    return (uint64_t)width_px * 8 + 512;
}

static void place(const rill_pad *pad, const uint8_t *pixels)
{
    uint8_t *const to = pad->row + 4 * (size_t)pad->left_px;
    const uint32_t width_px = pad->stage.from->out.width_px;

    memcpy(to, pixels, 4 * (size_t)width_px);
    for (uint32_t x = 0; pad->opaque_inside && x < width_px; x++)
        to[4 * (size_t)x + 3] = 255;
}

static rill_status pad_next_group(rill_stage *stage, rill_group *group)
{
    rill_pad *const pad = (rill_pad *)stage;
    const bool inside = pad->y_px >= pad->top_px && pad->y_px - pad->top_px < stage->from->out.height_px;

    if (inside) {
        RILL_TRY(stage->from->next_group(stage->from, group));
        place(pad, group->rows[0]);
    }
    group->rows[0] = inside ? pad->row : pad->bar;
    group->stride_bytes[0] = 0;
    group->n_rows[0] = 1;
    pad->y_px++;
    return RILL_OK;
}

rill_status rill_pad_open(rill_stage **stage, rill_stage *from, uint32_t left_px, uint32_t top_px, uint32_t width_px,
                          uint32_t height_px, rill_colour bars)
{
    rill_work *const work = from->work;
    rill_pad *const pad = rill_heap_alloc(&work->heap, 1, sizeof *pad);
    const size_t row_bytes = (size_t)width_px * 4 + RILL_ROW_PADDING_BYTES;
    const bool alpha = bars.alpha != 255 || from->out.model == RILL_RGBA;

    if (pad == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "pad", "%s", "");
    pad->stage = (rill_stage){.next_group = pad_next_group,
                              .out = rill_frame_packed(alpha ? RILL_RGBA : RILL_RGBX, width_px, height_px),
                              .from = from,
                              .work = work};
    pad->left_px = left_px;
    pad->top_px = top_px;
    pad->opaque_inside = from->out.model == RILL_RGBX;
    pad->bar = rill_heap_alloc(&work->heap, 1, row_bytes);
    pad->row = rill_heap_alloc(&work->heap, 1, row_bytes);
    if (pad->bar == NULL || pad->row == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "pad", "%s", "");
    for (uint32_t x = 0; x < width_px; x++)
        memcpy(pad->bar + 4 * (size_t)x, (const uint8_t[4]){bars.red, bars.green, bars.blue, bars.alpha}, 4);
    memcpy(pad->row, pad->bar, row_bytes);
    *stage = &pad->stage;
    return RILL_OK;
}
