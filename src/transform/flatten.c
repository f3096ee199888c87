/*
 * flatten.c - put a colour behind transparent pixels
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: one row.
 */
#include "transform/transform.h"

typedef struct rill_flatten {
    rill_stage stage;
    rill_colour behind;
    uint8_t *row;
} rill_flatten;

uint64_t rill_flatten_memory_bytes(const rill_frame *from)
{
    return (uint64_t)from->width_px * 4 + 512;
}

/* The pixel over the colour, both with alpha (Porter and Duff's "over"), one rounding a channel. */
static void over(const uint8_t *pixel, const rill_colour *behind, uint8_t *out)
{
    const uint8_t below[3] = {behind->red, behind->green, behind->blue};
    const uint32_t shown = pixel[3] * 255u;                     /* share of the pixel, of 65025 */
    const uint32_t through = (255u - pixel[3]) * behind->alpha; /* share of the colour */
    const uint32_t total = shown + through;

    for (unsigned channel = 0; channel < 3; channel++)
        out[channel] =
            total == 0 ? 0 : (uint8_t)((pixel[channel] * shown + below[channel] * through + total / 2) / total);
    out[3] = (uint8_t)((total + 127) / 255);
}

static rill_status flatten_next_group(rill_stage *stage, rill_group *group)
{
    rill_flatten *const flatten = (rill_flatten *)stage;

    RILL_TRY(stage->from->next_group(stage->from, group));
    for (uint32_t x = 0; x < stage->out.width_px; x++)
        over(group->rows[0] + 4 * (size_t)x, &flatten->behind, flatten->row + 4 * (size_t)x);
    group->rows[0] = flatten->row;
    return RILL_OK;
}

rill_status rill_flatten_open(rill_stage **stage, rill_stage *from, rill_colour behind)
{
    rill_work *const work = from->work;
    rill_flatten *const flatten = rill_heap_alloc(&work->heap, 1, sizeof *flatten);

    if (flatten == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "flatten", "%s", "");
    flatten->stage = (rill_stage){.next_group = flatten_next_group, .out = from->out, .from = from, .work = work};
    flatten->stage.out.model = behind.alpha == 255 ? RILL_RGBX : RILL_RGBA;
    flatten->behind = behind;
    flatten->row = rill_heap_alloc(&work->heap, 1, (size_t)from->out.width_px * 4 + RILL_ROW_PADDING_BYTES);
    if (flatten->row == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "flatten", "%s", "");
    *stage = &flatten->stage;
    return RILL_OK;
}
