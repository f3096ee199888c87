/*
 * shrink.c - box averages by whole factors, where the source is much larger than the result
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: one row of sums for each row of an output group, and one output group.
 *
 * What DCT scaling is for JPEG, this is for PNG and WebP (and for JPEG below 1/8): it
 * leaves the resampler a factor of 4 to 8, so that its windows and rings stay small.
 * All planes shrink by the same factor, so a group keeps its shape.
 *
 * Where light is averaged (linear), sums are of light x alpha in 24 bits, less as many
 * bits as the number of summed rows needs.
 */
#include "base/whole_numbers.h"
#include "transform/transform.h"

#include <string.h>

#define MEAN_BITS 8 /* fraction of a horizontal mean */

typedef struct shrink_plane {
    uint32_t *sums; /* one output group, channels interleaved */
    uint8_t *out_rows;
    size_t out_row_bytes;
    uint32_t received_rows;
} shrink_plane;

typedef struct rill_shrink {
    rill_stage stage;
    uint32_t factor_x, factor_y;
    uint32_t n_pulled; /* input groups of the current output group */
    uint32_t from_group, to_group;
    uint16_t *light; /* of the 256 values; NULL: values are averaged as they are */
    rill_srgb_values *values;
    unsigned dropped_bits; /* of a sum of light */
    shrink_plane plane[RILL_PLANES_MAX];
} rill_shrink;

rill_frame rill_shrink_frame(const rill_frame *from, uint32_t factor_x, uint32_t factor_y)
{
    rill_frame frame = *from;

    for (uint32_t p = 0; p < frame.n_planes; p++) {
        rill_plane *const plane = &frame.plane[p];
        plane->width_px = (uint32_t)rill_divide_up(plane->width_px, factor_x);
        plane->height_px = (uint32_t)rill_divide_up(plane->height_px, factor_y);
        plane->x.span *= factor_x;
        plane->y.span *= factor_y;
    }
    return frame;
}

uint64_t rill_shrink_memory_bytes(const rill_frame *from, uint32_t factor_x, uint32_t factor_y, bool linear)
{
    const rill_frame frame = rill_shrink_frame(from, factor_x, factor_y);
    uint64_t bytes = 1024 + (linear ? sizeof(rill_srgb_values) + 1024 : 0);

    for (uint32_t p = 0; p < frame.n_planes; p++)
        bytes += (uint64_t)frame.plane[p].width_px * frame.plane[p].channels * 5 * frame.plane[p].group_rows + 256;
    return bytes;
}

/* Mean of each run of 'factor' samples, added to the sums.  The last run repeats the last sample. */
static void add_row_1(const uint8_t *row, uint32_t width_px, uint32_t factor, uint32_t *sums, uint32_t n,
                      uint32_t times)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t start = i * factor;
        const uint32_t end = start + factor <= width_px ? start + factor : width_px;
        uint32_t sum = (start + factor - end) * row[width_px - 1];
        for (uint32_t x = start; x < end; x++)
            sum += row[x];
        sums[i] += times * ((uint32_t)(((uint64_t)sum << MEAN_BITS) + factor / 2) / factor);
    }
}

static void add_pixel(uint64_t totals[4], const uint8_t *pixel, uint32_t times, bool weighted)
{
    const uint32_t weight = weighted ? pixel[3] : 255;

    for (unsigned channel = 0; channel < 3; channel++)
        totals[channel] += (uint64_t)times * pixel[channel] * weight;
    totals[3] += (uint64_t)times * 255 * weight;
}

/* Colour is weighted by alpha.  Sums are means of colour x alpha x 256 / 255, so that they stay in 32 bits. */
static void add_row_4(const uint8_t *row, uint32_t width_px, uint32_t factor, uint32_t *sums, uint32_t n,
                      uint32_t times, bool weighted)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t start = i * factor;
        const uint32_t end = start + factor <= width_px ? start + factor : width_px;
        uint64_t totals[4] = {0};
        for (uint32_t x = start; x < end; x++)
            add_pixel(totals, row + 4 * (size_t)x, 1, weighted);
        add_pixel(totals, row + 4 * (size_t)(width_px - 1), start + factor - end, weighted);
        for (unsigned channel = 0; channel < 4; channel++)
            sums[4 * i + channel] += times * (uint32_t)((totals[channel] * 256 / 255 + factor / 2) / factor);
    }
}

static void add_light(const rill_shrink *shrink, uint64_t totals[4], const uint8_t *pixel, uint32_t times)
{
    const uint64_t weight = (uint64_t)times * (shrink->stage.out.model == RILL_RGBA ? pixel[3] : 255);

    for (unsigned channel = 0; channel < 3; channel++)
        totals[channel] += shrink->light[pixel[channel]] * weight;
    totals[3] += RILL_LIGHT_ONE * weight;
}

static void add_row_light(const rill_shrink *shrink, const uint8_t *row, uint32_t width_px, uint32_t *sums, uint32_t n,
                          uint32_t times)
{
    const uint32_t factor = shrink->factor_x;

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t start = i * factor;
        const uint32_t end = start + factor <= width_px ? start + factor : width_px;
        uint64_t totals[4] = {0};
        for (uint32_t x = start; x < end; x++)
            add_light(shrink, totals, row + 4 * (size_t)x, 1);
        add_light(shrink, totals, row + 4 * (size_t)(width_px - 1), start + factor - end);
        for (unsigned channel = 0; channel < 4; channel++)
            sums[4 * i + channel] += times * (uint32_t)(totals[channel] / factor >> shrink->dropped_bits);
    }
}

static void add_row(const rill_shrink *shrink, uint32_t p, const uint8_t *row, uint32_t *sums, uint32_t times)
{
    const rill_plane *const from = &shrink->stage.from->out.plane[p];
    const uint32_t n = shrink->stage.out.plane[p].width_px;

    if (shrink->light != NULL)
        add_row_light(shrink, row, from->width_px, sums, n, times);
    else if (from->channels == 1)
        add_row_1(row, from->width_px, shrink->factor_x, sums, n, times);
    else
        add_row_4(row, from->width_px, shrink->factor_x, sums, n, times, shrink->stage.out.model == RILL_RGBA);
}

/* Pull one group; its rows go into the sums of the result rows that they belong to. */
static rill_status receive_group(rill_shrink *shrink)
{
    rill_stage *const from = shrink->stage.from;
    rill_group group;

    RILL_TRY(from->next_group(from, &group));
    shrink->from_group++;
    shrink->n_pulled++;
    for (uint32_t p = 0; p < shrink->stage.out.n_planes; p++) {
        shrink_plane *const plane = &shrink->plane[p];
        const rill_plane *const source = &from->out.plane[p];
        const rill_plane *const result = &shrink->stage.out.plane[p];
        for (uint32_t i = 0; i < group.n_rows[p]; i++, plane->received_rows++) {
            const uint32_t to_row = plane->received_rows / shrink->factor_y - shrink->to_group * result->group_rows;
            const bool last = plane->received_rows + 1 == source->height_px;
            const uint32_t missing = last ? result->height_px * shrink->factor_y - source->height_px : 0;
            add_row(shrink, p, group.rows[p] + i * group.stride_bytes[p],
                    plane->sums + (size_t)to_row * result->width_px * result->channels, 1 + missing);
        }
    }
    return RILL_OK;
}

static void divide_row_1(const uint32_t *sums, uint8_t *out, uint32_t n, uint32_t factor_y)
{
    const uint32_t divisor = factor_y << MEAN_BITS;

    for (uint32_t i = 0; i < n; i++)
        out[i] = (uint8_t)((sums[i] + divisor / 2) / divisor);
}

static void divide_row_4(const uint32_t *sums, uint8_t *out, uint32_t n, uint32_t factor_y)
{
    for (uint32_t i = 0; i < n; i++, sums += 4, out += 4) {
        const uint32_t alpha = sums[3]; /* mean alpha x 256, times factor_y */
        const uint32_t divisor = factor_y << 8;
        out[3] = (uint8_t)((alpha + divisor / 2) / divisor);
        for (unsigned channel = 0; channel < 3; channel++) {
            const uint64_t level = alpha == 0 ? 0 : ((uint64_t)sums[channel] * 255 + alpha / 2) / alpha;
            out[channel] = (uint8_t)(level > 255 ? 255 : level);
        }
    }
}

/* Alpha's sum is of RILL_LIGHT_ONE x alpha: light's share of it is light. */
static void divide_row_light(const rill_shrink *shrink, const uint32_t *sums, uint8_t *out, uint32_t n)
{
    const uint64_t divisor = (uint64_t)RILL_LIGHT_ONE * shrink->factor_y;

    for (uint32_t i = 0; i < n; i++, sums += 4, out += 4) {
        const uint64_t whole = sums[3];
        const uint64_t alpha = ((whole << shrink->dropped_bits) + divisor / 2) / divisor;
        out[3] = (uint8_t)(alpha > 255 ? 255 : alpha);
        for (unsigned channel = 0; channel < 3; channel++) {
            const uint64_t light = whole == 0 ? 0 : (sums[channel] * (uint64_t)RILL_LIGHT_ONE + whole / 2) / whole;
            out[channel] = rill_srgb_value(shrink->values, light > RILL_LIGHT_ONE ? RILL_LIGHT_ONE : (uint32_t)light);
        }
    }
}

static rill_status shrink_next_group(rill_stage *stage, rill_group *group)
{
    rill_shrink *const shrink = (rill_shrink *)stage;
    const uint32_t n_from_groups = rill_frame_groups(&stage->from->out);

    while (shrink->n_pulled < shrink->factor_y && shrink->from_group < n_from_groups)
        RILL_TRY(receive_group(shrink));
    for (uint32_t p = 0; p < stage->out.n_planes; p++) {
        shrink_plane *const plane = &shrink->plane[p];
        const rill_plane *const result = &stage->out.plane[p];
        const size_t row_sums = (size_t)result->width_px * result->channels;
        group->n_rows[p] = rill_plane_group_rows(result, shrink->to_group);
        group->rows[p] = plane->out_rows;
        group->stride_bytes[p] = plane->out_row_bytes;
        for (uint32_t i = 0; i < group->n_rows[p]; i++) {
            uint8_t *const out = plane->out_rows + i * plane->out_row_bytes;
            if (shrink->light != NULL)
                divide_row_light(shrink, plane->sums + i * row_sums, out, result->width_px);
            else if (result->channels == 1)
                divide_row_1(plane->sums + i * row_sums, out, result->width_px, shrink->factor_y);
            else
                divide_row_4(plane->sums + i * row_sums, out, result->width_px, shrink->factor_y);
        }
        memset(plane->sums, 0, result->group_rows * row_sums * sizeof *plane->sums);
    }
    shrink->n_pulled = 0;
    shrink->to_group++;
    return RILL_OK;
}

static rill_status open_light(rill_shrink *shrink)
{
    rill_work *const work = shrink->stage.work;

    shrink->light = rill_heap_alloc(&work->heap, 256, sizeof *shrink->light);
    shrink->values = rill_heap_alloc(&work->heap, 1, sizeof *shrink->values);
    if (shrink->light == NULL || shrink->values == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "shrink", "%s", "");
    rill_srgb_light_table(shrink->light);
    rill_srgb_values_make(shrink->values);
    while (shrink->factor_y >> shrink->dropped_bits > 255) /* 24 bits and 8 */
        shrink->dropped_bits++;
    return RILL_OK;
}

rill_status rill_shrink_open(rill_stage **stage, rill_stage *from, uint32_t factor_x, uint32_t factor_y, bool linear)
{
    rill_work *const work = from->work;
    rill_shrink *const shrink = rill_heap_alloc(&work->heap, 1, sizeof *shrink);

    if (shrink == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "shrink", "%s", "");
    shrink->stage = (rill_stage){.next_group = shrink_next_group,
                                 .out = rill_shrink_frame(&from->out, factor_x, factor_y),
                                 .from = from,
                                 .work = work};
    shrink->factor_x = factor_x;
    shrink->factor_y = factor_y;
    if (linear)
        RILL_TRY(open_light(shrink));
    for (uint32_t p = 0; p < from->out.n_planes; p++) {
        shrink_plane *const plane = &shrink->plane[p];
        const rill_plane *const result = &shrink->stage.out.plane[p];
        plane->out_row_bytes = (size_t)result->width_px * result->channels + RILL_ROW_PADDING_BYTES;
        plane->sums = rill_heap_alloc(&work->heap, (size_t)result->width_px * result->channels,
                                      result->group_rows * sizeof *plane->sums);
        plane->out_rows = rill_heap_alloc(&work->heap, result->group_rows, plane->out_row_bytes);
        if (plane->sums == NULL || plane->out_rows == NULL)
            return rill_fail(work, RILL_MEMORY_LIMIT, "shrink", "%s", "");
    }
    *stage = &shrink->stage;
    return RILL_OK;
}
