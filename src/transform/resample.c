/*
 * resample.c - the one map: crop, mirror and resize, each plane by its own density
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: for each plane a ring of source rows (as many as one output group needs,
 * plus the lead that one plane's rows have over another's), one blended row, the
 * horizontal weights and one output group.
 *
 * Rows are blended first, then columns: the second pass is the dear one and runs on
 * the fewer rows.  Sixteen bits between the passes; one rounding and one clamp at the
 * end, where a change between JPEG's and WebP's range is folded in.
 */
#include "base/checked.h"
#include "base/whole_numbers.h"
#include "simd/resample_kernels.h"
#include "transform/linear_rows.h"
#include "transform/premultiply.h"
#include "transform/transform.h"

#include <string.h>

#define WEIGHT_BITS 14
#define Q6_BITS RILL_Q6_BITS /* fraction of the blended rows */
#define FINAL_BITS (WEIGHT_BITS + Q6_BITS)

typedef struct resample_plane {
    rill_sampling across, down;
    uint32_t row_channels;
    uint32_t first_column, n_columns; /* source samples in use: one window of each row */
    uint32_t n_taps_x;                /* of every horizontal window: a multiple of 8 (1 channel) or 2 (4 channels) */
    rill_window *windows;
    int16_t *weights_x;
    int16_t weights_y[RILL_TAPS_MAX];
    int32_t bias; /* of the second pass: rounding, and the offset of a limited range */

    uint8_t *ring; /* ring_rows rows of ring_row_bytes: source row r lies at r % ring_rows */
    size_t ring_row_bytes;
    uint32_t ring_rows;
    uint32_t received_rows; /* of the source, so far */

    int16_t *blended; /* one row between the passes */
    int32_t *sums;    /* 4 channels: one row before the division by alpha */
    uint8_t *out_rows;
    size_t out_row_bytes;
} resample_plane;

typedef struct rill_resample {
    rill_stage stage;
    bool reversed;
    bool alpha;
    bool wide;           /* the ring keeps 16 bits a sample: premultiplied by alpha, or light */
    rill_linear *linear; /* NULL: values of sRGB are averaged as they are */
    uint32_t from_group, to_group;
    resample_plane plane[RILL_PLANES_MAX];
    rill_kernels kernels;
} rill_resample;

/* ---- arithmetic shared with the plan ---- */

static void sampling_of(const rill_resample_plan *plan, const rill_frame *from, uint32_t p, rill_sampling *across,
                        rill_sampling *down)
{
    const rill_plane *const source = &from->plane[p];
    const rill_plane *const result = &plan->to.plane[p];

    rill_sampling_make(across, &plan->across, &source->x, source->width_px, &result->x, p > 0);
    rill_sampling_make(down, &plan->down, &source->y, source->height_px, &result->y, p > 0);
}

/* Result rows come out in the order in which the source's rows arrive. */
static uint32_t row_index(bool reversed, uint32_t height_px, uint32_t n)
{
    return reversed ? height_px - 1 - n : n;
}

/* The source rows that one output group needs of a plane: first (kept from), and end (received up to). */
static void rows_for_group(const rill_sampling *down, const rill_plane *result, bool reversed, uint32_t group,
                           uint32_t *first, uint32_t *end)
{
    const uint32_t n_rows = rill_plane_group_rows(result, group);

    *first = UINT32_MAX;
    *end = 0;
    for (uint32_t i = 0; i < n_rows; i++) {
        uint32_t row, n;
        rill_sampling_window(down, row_index(reversed, result->height_px, group * result->group_rows + i), &row, &n);
        if (row < *first)
            *first = row;
        if (row + n > *end)
            *end = row + n;
    }
}

/*
 * Walk over all output groups and see how many rows each plane's ring must hold: from
 * the first one wanted to the last one received, when a group is pulled as soon as any
 * plane wants it.
 */
static void ring_rows(const rill_resample_plan *plan, const rill_frame *from, uint32_t rows[RILL_PLANES_MAX])
{
    const bool reversed = plan->down.step < 0;
    const uint32_t n_groups = rill_frame_groups(&plan->to);
    rill_sampling across[RILL_PLANES_MAX], down[RILL_PLANES_MAX];
    uint32_t pulled = 0;

    for (uint32_t p = 0; p < plan->to.n_planes; p++) {
        sampling_of(plan, from, p, &across[p], &down[p]);
        rows[p] = 1;
    }
    for (uint32_t group = 0; group < n_groups; group++) {
        uint32_t first[RILL_PLANES_MAX], end[RILL_PLANES_MAX];
        for (uint32_t p = 0; p < plan->to.n_planes; p++) {
            const uint32_t group_rows = from->plane[p].group_rows;
            rows_for_group(&down[p], &plan->to.plane[p], reversed, group, &first[p], &end[p]);
            if ((end[p] + group_rows - 1) / group_rows > pulled)
                pulled = (end[p] + group_rows - 1) / group_rows;
        }
        for (uint32_t p = 0; p < plan->to.n_planes; p++) {
            const uint64_t received = (uint64_t)pulled * from->plane[p].group_rows;
            const uint32_t height_px = from->plane[p].height_px;
            const uint32_t last = received < height_px ? (uint32_t)received : height_px;
            if (first[p] < last && last - first[p] > rows[p])
                rows[p] = last - first[p];
        }
    }
}

static uint32_t taps_x(const rill_sampling *across, uint32_t channels)
{
    return rill_round_up(across->n_taps_max, channels == 1 ? 8 : 2);
}

static bool keeps_wide(const rill_resample_plan *plan, const rill_frame *from)
{
    return plan->linear || from->model == RILL_RGBA;
}

static size_t ring_row_bytes(const rill_sampling *across, uint32_t channels, bool wide)
{
    return ((size_t)(across->high - across->low) * channels << (wide ? 1 : 0)) + RILL_ROW_PADDING_BYTES;
}

bool rill_resample_is_identity(const rill_resample_plan *plan, const rill_frame *from)
{
    if (from->limited_range != plan->to.limited_range || from->width_px != plan->to.width_px ||
        from->height_px != plan->to.height_px)
        return false;
    if (plan->across.offset != 0 || plan->across.step != plan->across.den || plan->down.offset != 0 ||
        plan->down.step != plan->down.den)
        return false;
    for (uint32_t p = 0; p < from->n_planes; p++) {
        const rill_plane *const a = &from->plane[p];
        const rill_plane *const b = &plan->to.plane[p];
        if (a->width_px != b->width_px || a->height_px != b->height_px || a->group_rows != b->group_rows)
            return false;
    }
    return true;
}

rill_resample_plan rill_raise_chroma(const rill_frame *from)
{
    const rill_frame to = rill_frame_ycc(from->width_px, from->height_px, false, false, false);

    return (rill_resample_plan){.across = {.step = 1, .den = 1, .high_px = from->width_px},
                                .down = {.step = 1, .den = 1, .high_px = from->height_px},
                                .to = to};
}

uint64_t rill_resample_memory_bytes(const rill_resample_plan *plan, const rill_frame *from)
{
    const bool wide = keeps_wide(plan, from);
    uint64_t bytes = 12 * 1024; /* this stage, its kernel table and its block headers */
    uint32_t rows[RILL_PLANES_MAX];

    if (plan->linear)
        bytes += sizeof(rill_linear) + 256;
    ring_rows(plan, from, rows);
    for (uint32_t p = 0; p < plan->to.n_planes; p++) {
        const rill_plane *const result = &plan->to.plane[p];
        rill_sampling across, down;
        sampling_of(plan, from, p, &across, &down);
        bytes += (uint64_t)rows[p] * ring_row_bytes(&across, result->channels, wide);
        bytes += ((uint64_t)(across.high - across.low) + across.n_taps_max + 8) * result->channels * 2; /* blended */
        bytes += (uint64_t)result->width_px * (8 + 2 * taps_x(&across, result->channels));
        bytes += (uint64_t)result->width_px * result->channels * (result->group_rows + (result->channels == 4 ? 4 : 0));
    }
    return bytes;
}

uint64_t rill_resample_memory_bound(const rill_resample_plan *plan, const rill_frame *from)
{
    const bool wide = keeps_wide(plan, from);
    uint64_t bytes = 12 * 1024 + (plan->linear ? sizeof(rill_linear) + 256 : 0);

    for (uint32_t p = 0; p < plan->to.n_planes; p++) {
        const rill_plane *const source = &from->plane[p];
        const rill_plane *const result = &plan->to.plane[p];
        /* the widest window, and as much again for the lead of one plane over another */
        const uint32_t rows = source->height_px < 2 * RILL_TAPS_MAX ? source->height_px : 2 * RILL_TAPS_MAX;
        const rill_sampling across = {.high = source->width_px};
        bytes += (uint64_t)rows * ring_row_bytes(&across, result->channels, wide);
        bytes += ((uint64_t)source->width_px + RILL_TAPS_MAX + 8) * result->channels * 2;
        bytes += (uint64_t)result->width_px * (8 + 2 * RILL_TAPS_MAX);
        bytes += (uint64_t)result->width_px * result->channels * (result->group_rows + 4);
    }
    return bytes;
}

/* ---- a row of the source goes into its ring ---- */

static void keep_row(const rill_resample *resample, resample_plane *plane, const uint8_t *row)
{
    uint8_t *const kept = plane->ring + plane->received_rows % plane->ring_rows * plane->ring_row_bytes;
    const uint8_t *const from = row + (size_t)plane->first_column * plane->row_channels;

    if (resample->linear != NULL)
        rill_linear_row_in(resample->linear, from, (int16_t *)(void *)kept, plane->n_columns, resample->alpha);
    else if (resample->alpha)
        rill_premultiply_row(from, (int16_t *)(void *)kept, plane->n_columns);
    else
        memcpy(kept, from, (size_t)plane->n_columns * plane->row_channels);
}

/* Pull one group and keep those of its rows that are still wanted. */
static rill_status receive_group(rill_resample *resample, const uint32_t first[RILL_PLANES_MAX])
{
    rill_stage *const from = resample->stage.from;
    rill_group group;

    RILL_TRY(from->next_group(from, &group));
    resample->from_group++;
    for (uint32_t p = 0; p < resample->stage.out.n_planes; p++) {
        resample_plane *const plane = &resample->plane[p];
        for (uint32_t i = 0; i < group.n_rows[p]; i++, plane->received_rows++)
            if (plane->received_rows >= first[p])
                keep_row(resample, plane, group.rows[p] + i * group.stride_bytes[p]);
    }
    return RILL_OK;
}

/* ---- a row of the result ---- */

/* Blend source rows into plane->blended. */
static void blend(const rill_resample *resample, resample_plane *plane, uint32_t index)
{
    const uint8_t *rows[RILL_TAPS_MAX];
    uint32_t first;
    const uint32_t n_taps =
        rill_sampling_weights(&plane->down, &resample->kernels, index, RILL_WEIGHT_ONE, plane->weights_y, &first);
    const uint32_t n = plane->n_columns * plane->row_channels;

    for (uint32_t k = 0; k < n_taps; k++)
        rows[k] = plane->ring + (first + k) % plane->ring_rows * plane->ring_row_bytes;
    if (resample->wide)
        rill_blend_rows_q6(rows, plane->weights_y, n_taps, plane->blended, n);
    else
        rill_blend_rows_u8(rows, plane->weights_y, n_taps, plane->blended, n);
}

static void round_pixels(const int32_t *sums, uint8_t *out, uint32_t width_px)
{
    for (uint32_t i = 0; i < 4 * width_px; i++)
        out[i] = rill_clamp_u8(sums[i] >> FINAL_BITS);
}

static void unpremultiply_pixels(const int32_t *sums, uint8_t *out, uint32_t width_px)
{
    for (uint32_t x = 0; x < width_px; x++, sums += 4, out += 4) {
        const int32_t q6[4] = {sums[0] >> WEIGHT_BITS, sums[1] >> WEIGHT_BITS, sums[2] >> WEIGHT_BITS,
                               sums[3] >> WEIGHT_BITS};
        rill_unpremultiply(q6, out);
    }
}

static void make_row(const rill_resample *resample, resample_plane *plane, uint32_t index, uint8_t *out,
                     uint32_t width_px)
{
    blend(resample, plane, index);
    if (plane->row_channels == 1) {
        rill_resize_row_1(plane->blended, plane->windows, plane->weights_x, plane->n_taps_x, plane->bias, out,
                          width_px);
        return;
    }
    rill_resize_row_4(plane->blended, plane->windows, plane->weights_x, plane->n_taps_x, plane->bias, plane->sums,
                      width_px);
    if (resample->linear != NULL)
        rill_linear_row_out(resample->linear, plane->sums, out, width_px, resample->alpha);
    else if (resample->alpha)
        unpremultiply_pixels(plane->sums, out, width_px);
    else
        round_pixels(plane->sums, out, width_px);
}

static rill_status resample_next_group(rill_stage *stage, rill_group *group)
{
    rill_resample *const resample = (rill_resample *)stage;
    uint32_t first[RILL_PLANES_MAX], end[RILL_PLANES_MAX];
    bool wanting = true;

    for (uint32_t p = 0; p < stage->out.n_planes; p++)
        rows_for_group(&resample->plane[p].down, &stage->out.plane[p], resample->reversed, resample->to_group,
                       &first[p], &end[p]);
    while (wanting) {
        wanting = false;
        for (uint32_t p = 0; p < stage->out.n_planes; p++)
            wanting = wanting || resample->plane[p].received_rows < end[p];
        if (wanting)
            RILL_TRY(receive_group(resample, first));
    }
    for (uint32_t p = 0; p < stage->out.n_planes; p++) {
        resample_plane *const plane = &resample->plane[p];
        const rill_plane *const result = &stage->out.plane[p];
        group->n_rows[p] = rill_plane_group_rows(result, resample->to_group);
        group->rows[p] = plane->out_rows;
        group->stride_bytes[p] = plane->out_row_bytes;
        for (uint32_t i = 0; i < group->n_rows[p]; i++) {
            const uint32_t n = resample->to_group * result->group_rows + i;
            make_row(resample, plane, row_index(resample->reversed, result->height_px, n),
                     plane->out_rows + i * plane->out_row_bytes, result->width_px);
        }
    }
    resample->to_group++;
    return RILL_OK;
}

static void resample_release(rill_stage *stage)
{
    rill_resample *const resample = (rill_resample *)stage;

    for (uint32_t p = 0; p < stage->out.n_planes; p++) {
        resample_plane *const plane = &resample->plane[p];
        rill_heap_free(&stage->work->heap, plane->ring);
        rill_heap_free(&stage->work->heap, plane->blended);
        rill_heap_free(&stage->work->heap, plane->weights_x);
        plane->ring = NULL;
        plane->blended = NULL;
        plane->weights_x = NULL;
    }
}

/* ---- opening ---- */

/*
 * The gain and offset from one range to another, folded into the second pass: weights
 * then sum to the gain instead of to one.
 */
static int32_t range_target(bool from_limited, bool to_limited, bool chroma)
{
    const int32_t limited = chroma ? 224 : 219;

    if (from_limited == to_limited)
        return RILL_WEIGHT_ONE;
    return to_limited ? (RILL_WEIGHT_ONE * limited * 2 + 255) / 510
                      : (RILL_WEIGHT_ONE * 255 * 2 + limited) / (2 * limited);
}

/* What is added before the final shift: half a level, and what keeps black (luma) or neutral (chroma) in place. */
static int32_t range_bias(bool from_limited, bool to_limited, bool chroma, int32_t target)
{
    const int32_t half = 1 << (FINAL_BITS - 1);
    const int32_t from_zero = chroma ? 128 : from_limited ? 16 : 0;
    const int32_t to_zero = chroma ? 128 : to_limited ? 16 : 0;

    if (from_limited == to_limited)
        return half;
    return half + (to_zero << FINAL_BITS) - (from_zero << Q6_BITS) * target;
}

static rill_status take_memory(rill_work *work, resample_plane *plane, const rill_plane *result, bool wide)
{
    rill_heap *const heap = &work->heap;
    /* The last windows are padded with zero weights past the row's end; the blender writes whole vectors. */
    const size_t n_blended = ((size_t)plane->n_columns + plane->n_taps_x) * plane->row_channels + 8;

    plane->ring_row_bytes = ring_row_bytes(&plane->across, plane->row_channels, wide);
    plane->out_row_bytes = (size_t)result->width_px * result->channels + RILL_ROW_PADDING_BYTES;
    plane->ring = rill_heap_alloc(heap, plane->ring_rows, plane->ring_row_bytes);
    plane->blended = rill_heap_alloc(heap, n_blended, sizeof *plane->blended);
    plane->windows = rill_heap_alloc(heap, result->width_px, sizeof *plane->windows);
    plane->weights_x = rill_heap_alloc(heap, (size_t)result->width_px * plane->n_taps_x + 8, sizeof *plane->weights_x);
    plane->out_rows = rill_heap_alloc(heap, result->group_rows, plane->out_row_bytes);
    if (plane->row_channels == 4)
        plane->sums = rill_heap_alloc(heap, result->width_px, 4 * sizeof *plane->sums);
    if (plane->ring == NULL || plane->blended == NULL || plane->windows == NULL || plane->weights_x == NULL ||
        plane->out_rows == NULL || (plane->row_channels == 4 && plane->sums == NULL))
        return rill_fail(work, RILL_MEMORY_LIMIT, "resample", "%u x %u pixels", (unsigned)result->width_px,
                         (unsigned)result->height_px);
    return RILL_OK;
}

/* The horizontal weights of every column, once. */
static void make_columns(const rill_resample *resample, resample_plane *plane, uint32_t width_px, int32_t target)
{
    int16_t weights[RILL_TAPS_MAX];

    for (uint32_t i = 0; i < width_px; i++) {
        uint32_t first;
        const uint32_t n = rill_sampling_weights(&plane->across, &resample->kernels, i, target, weights, &first);
        plane->windows[i].first = first - plane->first_column;
        plane->windows[i].weights = i * plane->n_taps_x;
        memcpy(plane->weights_x + (size_t)i * plane->n_taps_x, weights, n * sizeof weights[0]);
    }
}

static rill_status open_plane(rill_resample *resample, const rill_resample_plan *plan, uint32_t p, uint32_t n_ring_rows)
{
    const rill_frame *const from = &resample->stage.from->out;
    const rill_plane *const result = &plan->to.plane[p];
    resample_plane *const plane = &resample->plane[p];
    const int32_t target = range_target(from->limited_range, plan->to.limited_range, p > 0);

    sampling_of(plan, from, p, &plane->across, &plane->down);
    if (plane->across.n_taps_max > RILL_TAPS_MAX - 8 || plane->down.n_taps_max > RILL_TAPS_MAX - 8)
        return rill_fail(resample->stage.work, RILL_INTERNAL, "resample", "window of %u samples",
                         (unsigned)plane->across.n_taps_max);
    plane->row_channels = result->channels;
    plane->first_column = plane->across.low;
    plane->n_columns = plane->across.high - plane->across.low;
    plane->n_taps_x = taps_x(&plane->across, result->channels);
    plane->ring_rows = n_ring_rows;
    plane->bias = resample->wide ? 1 << (WEIGHT_BITS - 1) /* to Q6: the way back from light or alpha rounds */
                                 : range_bias(from->limited_range, plan->to.limited_range, p > 0, target);
    RILL_TRY(take_memory(resample->stage.work, plane, result, resample->wide));
    make_columns(resample, plane, result->width_px, target);
    return RILL_OK;
}

rill_status rill_resample_open(rill_stage **stage, rill_stage *from, const rill_resample_plan *plan)
{
    rill_work *const work = from->work;
    rill_resample *const resample = rill_heap_alloc(&work->heap, 1, sizeof *resample);
    uint32_t n_ring_rows[RILL_PLANES_MAX];

    if (resample == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "resample", "%s", "");
    resample->stage = (rill_stage){
        .next_group = resample_next_group, .release = resample_release, .out = plan->to, .from = from, .work = work};
    resample->reversed = plan->down.step < 0;
    resample->alpha = from->out.model == RILL_RGBA;
    resample->wide = keeps_wide(plan, &from->out);
    if (plan->linear) {
        resample->linear = rill_heap_alloc(&work->heap, 1, sizeof *resample->linear);
        if (resample->linear == NULL)
            return rill_fail(work, RILL_MEMORY_LIMIT, "resample", "%s", "");
        rill_linear_make(resample->linear);
    }
    rill_kernels_make(&resample->kernels, plan->across.kernel);
    ring_rows(plan, &from->out, n_ring_rows);
    for (uint32_t p = 0; p < plan->to.n_planes; p++)
        RILL_TRY(open_plane(resample, plan, p, n_ring_rows[p]));
    *stage = &resample->stage;
    return RILL_OK;
}
