/*
 * trim.c - where a border of one colour ends
 *
 * Flow: source -> decode -> [transform: looked at, and dropped]; then the job begins anew with a crop
 * Holds: nothing but the box.
 *
 * Samples are compared as they are stored: YCbCr plane by plane, each at its own density,
 * RGBA weighed by alpha (transparent pixels are alike whatever their colour).
 */
#include "transform/transform.h"

#include <string.h>

static const rill_box nothing = {UINT32_MAX, UINT32_MAX, 0, 0};

void rill_trim_open(rill_trim *trim, const rill_box *region, uint32_t tolerance)
{
    *trim = (rill_trim){.region = *region, .tolerance = tolerance, .found = nothing};
}

/* Sample that covers a pixel, and the pixels that a sample covers. */
static uint32_t sample_of(uint32_t px, const rill_grid *grid)
{
    return (uint32_t)((uint64_t)px * grid->den / grid->span);
}

static uint32_t first_px(uint32_t sample, const rill_grid *grid)
{
    return (uint32_t)((uint64_t)sample * grid->span / grid->den);
}

static uint32_t end_px(uint32_t sample, const rill_grid *grid)
{
    return (uint32_t)((((uint64_t)sample + 1) * grid->span + grid->den - 1) / grid->den);
}

static void load_sample(const rill_frame *frame, const uint8_t *sample, uint8_t loaded[4])
{
    memset(loaded, 0, 4);
    if (frame->model == RILL_RGBA)
        for (unsigned i = 0; i < 3; i++)
            loaded[i] = (uint8_t)((sample[i] * sample[3] + 127) / 255);
    else
        memcpy(loaded, sample, frame->model == RILL_RGBX ? 3 : 1);
    if (frame->model == RILL_RGBA)
        loaded[3] = sample[3];
}

static bool is_border(const rill_trim *trim, const rill_frame *frame, uint32_t p, const uint8_t *sample)
{
    uint8_t loaded[4];

    load_sample(frame, sample, loaded);
    for (unsigned i = 0; i < 4; i++) {
        const uint32_t a = loaded[i], b = trim->border[p][i];
        if ((a > b ? a - b : b - a) > trim->tolerance)
            return false;
    }
    return true;
}

static void widen(rill_trim *trim, const rill_plane *plane, uint32_t first, uint32_t last, uint32_t row)
{
    rill_box *const box = &trim->found;
    const rill_box cell = {first_px(first, &plane->x), first_px(row, &plane->y), end_px(last, &plane->x),
                           end_px(row, &plane->y)};

    box->left_px = cell.left_px < box->left_px ? cell.left_px : box->left_px;
    box->top_px = cell.top_px < box->top_px ? cell.top_px : box->top_px;
    box->right_px = cell.right_px > box->right_px ? cell.right_px : box->right_px;
    box->bottom_px = cell.bottom_px > box->bottom_px ? cell.bottom_px : box->bottom_px;
}

/* The first and the last sample of the row that is no border. */
static void look_at_row(rill_trim *trim, const rill_frame *frame, uint32_t p, uint32_t row, const uint8_t *samples)
{
    const rill_plane *const plane = &frame->plane[p];
    const uint32_t begin = sample_of(trim->region.left_px, &plane->x);
    const uint32_t top = sample_of(trim->region.top_px, &plane->y);
    uint32_t first = begin;
    uint32_t last = sample_of(trim->region.right_px - 1, &plane->x);

    if (last >= plane->width_px)
        last = plane->width_px - 1;
    if (row < top || row > sample_of(trim->region.bottom_px - 1, &plane->y))
        return;
    if (row == top)
        load_sample(frame, samples + (size_t)begin * plane->channels, trim->border[p]);
    while (first <= last && is_border(trim, frame, p, samples + (size_t)first * plane->channels))
        first++;
    if (first > last)
        return;
    while (is_border(trim, frame, p, samples + (size_t)last * plane->channels))
        last--;
    widen(trim, plane, first, last, row);
}

/* The found box inside the region. */
static rill_box inside(const rill_box *found, const rill_box *region)
{
    if (found->right_px == 0)
        return *region;
    return (rill_box){found->left_px > region->left_px ? found->left_px : region->left_px,
                      found->top_px > region->top_px ? found->top_px : region->top_px,
                      found->right_px < region->right_px ? found->right_px : region->right_px,
                      found->bottom_px < region->bottom_px ? found->bottom_px : region->bottom_px};
}

rill_status rill_trim_find(rill_trim *trim, rill_stage *from, rill_box *box)
{
    const rill_frame *const frame = &from->out;
    rill_group group;

    for (; trim->n_pulled < rill_frame_groups(frame); trim->n_pulled++) {
        RILL_TRY(from->next_group(from, &group));
        for (uint32_t p = 0; p < frame->n_planes; p++)
            for (uint32_t i = 0; i < group.n_rows[p]; i++)
                look_at_row(trim, frame, p, trim->n_rows[p]++, group.rows[p] + i * group.stride_bytes[p]);
    }
    *box = inside(&trim->found, &trim->region);
    return RILL_OK;
}
