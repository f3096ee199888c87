/*
 * overlay.c - lay small pictures over the result
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: one row.  The small pictures belong to who opened the stage.
 *
 * Porter and Duff's "over", in whole numbers: an overlay's alpha times its opacity is a
 * share of 255 x 10000, and every channel is divided and rounded once.
 */
#include "transform/transform.h"

#include <string.h>

#define OPAQUE (255u * 10000u)

typedef struct rill_overlaid {
    rill_stage stage;
    const rill_overlay *overlays;
    uint32_t n_overlays;
    uint32_t y_px;
    uint8_t *row;
} rill_overlaid;

uint64_t rill_overlay_memory_bytes(uint32_t width_px)
{
    return (uint64_t)width_px * 4 + 512;
}

/* 255 x 255 x 10000 and half of the divisor are within 32 bits. */
static void over_opaque(const uint8_t *pixel, uint32_t shown, uint8_t *below)
{
    for (unsigned channel = 0; channel < 3; channel++)
        below[channel] = (uint8_t)((pixel[channel] * shown + below[channel] * (OPAQUE - shown) + OPAQUE / 2) / OPAQUE);
}

static void over_alpha(const uint8_t *pixel, uint32_t shown, uint8_t *below)
{
    const uint64_t above = (uint64_t)shown * 255;
    const uint64_t through = (uint64_t)(OPAQUE - shown) * below[3];
    const uint64_t total = above + through;

    if (total == 0)
        return;
    for (unsigned channel = 0; channel < 3; channel++)
        below[channel] = (uint8_t)((pixel[channel] * above + below[channel] * through + total / 2) / total);
    below[3] = (uint8_t)((total + OPAQUE / 2) / OPAQUE);
}

/* One row of one overlay, its first pixel at 'left_px' of the result's row, as far as it lies inside. */
static void lay_row(const rill_overlaid *stage, const rill_overlay *overlay, const uint8_t *pixels, int64_t left_px)
{
    const bool alpha = stage->stage.out.model == RILL_RGBA;
    const int64_t end = left_px + overlay->width_px;
    const int64_t width_px = stage->stage.out.width_px;

    for (int64_t x = left_px < 0 ? 0 : left_px; x < end && x < width_px; x++) {
        const uint8_t *const pixel = pixels + 4 * (x - left_px);
        const uint32_t shown = pixel[3] * overlay->opacity;
        uint8_t *const below = stage->row + 4 * x;
        if (alpha)
            over_alpha(pixel, shown, below);
        else if (shown != 0)
            over_opaque(pixel, shown, below);
    }
}

/* How far 'at' lies behind a multiple of the period; never negative. */
static int64_t phase(int64_t at, int64_t period)
{
    return (at % period + period) % period;
}

static void lay_overlay(const rill_overlaid *stage, const rill_overlay *overlay)
{
    const int64_t down = (int64_t)stage->y_px - overlay->top_px;
    const int64_t y = overlay->period_y_px != 0 ? phase(down, overlay->period_y_px) : down;

    if (y < 0 || y >= overlay->height_px)
        return;
    const uint8_t *const pixels = overlay->pixels + 4 * (size_t)y * overlay->width_px;
    if (overlay->period_x_px == 0) {
        lay_row(stage, overlay, pixels, overlay->left_px);
        return;
    }
    const int64_t period = overlay->period_x_px;
    for (int64_t x = phase(overlay->left_px, period) - period; x < stage->stage.out.width_px; x += period)
        lay_row(stage, overlay, pixels, x);
}

static rill_status overlay_next_group(rill_stage *stage, rill_group *group)
{
    rill_overlaid *const overlaid = (rill_overlaid *)stage;

    RILL_TRY(stage->from->next_group(stage->from, group));
    memcpy(overlaid->row, group->rows[0], (size_t)stage->out.width_px * 4);
    for (uint32_t i = 0; i < overlaid->n_overlays; i++)
        lay_overlay(overlaid, &overlaid->overlays[i]);
    group->rows[0] = overlaid->row;
    overlaid->y_px++;
    return RILL_OK;
}

rill_status rill_overlay_open(rill_stage **stage, rill_stage *from, const rill_overlay *overlays, uint32_t n_overlays)
{
    rill_work *const work = from->work;
    rill_overlaid *const overlaid = rill_heap_alloc(&work->heap, 1, sizeof *overlaid);

    if (overlaid == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "overlay", "%s", "");
    overlaid->stage = (rill_stage){.next_group = overlay_next_group, .out = from->out, .from = from, .work = work};
    overlaid->overlays = overlays;
    overlaid->n_overlays = n_overlays;
    overlaid->row = rill_heap_alloc(&work->heap, 1, (size_t)from->out.width_px * 4 + RILL_ROW_PADDING_BYTES);
    if (overlaid->row == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "overlay", "%s", "");
    *stage = &overlaid->stage;
    return RILL_OK;
}
