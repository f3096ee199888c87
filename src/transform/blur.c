/*
 * blur.c - Gaussian blur, and the unsharp mask that is made of it
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: rows of 16 bits a sample: at most 83 of cells, 49 of pixels and, to sharpen, 37
 * of the picture; and the weights of one row.  The sigma does not change that.
 *
 * Columns first, then rows.  Along each axis the picture is gathered into cells that are
 * an odd number of pixels apart, about a quarter of sigma; every pixel is shared out to
 * its two nearest cells by its distance (a triangle).  The result is a Gaussian over the
 * cells.  Triangle and Gaussian together have exactly the variance sigma^2, and four
 * cells to the sigma leave nothing to alias.  Below a sigma of 12 cells are pixels, and
 * this is the sampled Gaussian itself.
 *
 * What lies outside the picture does not count: weights sum to one over what is inside,
 * so a flat colour stays exactly that colour up to the edge.  Colours are weighed by
 * their alpha.  The Gaussian is cut at 3.5 sigma.
 */
#include "base/fixed_math.h"
#include "base/whole_numbers.h"
#include "simd/resample_kernels.h"
#include "transform/premultiply.h"
#include "transform/transform.h"

#include <string.h>

#define WHOLE 10000 /* sigma and amount come in ten-thousandths */
#define WEIGHT_BITS 14
#define ROUND_TO_Q6 (1 << (WEIGHT_BITS - 1))
#define CELLS_A_SIGMA 4
#define CELL_MAX_PX 25 /* a quarter of the largest sigma */
#define REACH_HALVES 7 /* half sigmas from the centre */
#define GAUSS_ONE (1 << 24)
#define REACH_MAX_PX 352

#define EULER 2.71828182845904523536

/* One axis: pixels to cells, cells to pixels. */
typedef struct blur_axis {
    uint32_t size_px;
    uint32_t cell_px; /* from one cell to the next; odd */
    uint32_t n_cells;
    uint32_t n_shared_max, n_taps_max; /* pixels that share in a cell; cells that make a pixel */
    uint32_t reach_px;
    const int32_t *gauss; /* by distance in pixels, 0..reach_px */
} blur_axis;

typedef struct row_ring {
    uint8_t *rows;
    size_t row_bytes;
    uint32_t n_rows;
} row_ring;

typedef struct rill_blur {
    rill_stage stage;
    int64_t amount;
    bool has_alpha;
    blur_axis across, down;
    uint32_t received_rows, gathered_cells, y_px;

    rill_window *gather, *spread; /* of the columns, with their weights */
    int16_t *gather_weights, *spread_weights;
    int16_t *pixels, *cells; /* one row on its way */
    int32_t *sums;
    row_ring row_cells; /* rows of pixels that wait for their cell; not where a cell is one row */
    row_ring cell_rows;
    row_ring picture; /* the rows as they came, to sharpen */
    int16_t *blurred;
    uint8_t *out;
    int32_t gauss[REACH_MAX_PX + 1];
} rill_blur;

/* ---- one axis ---- */

static void make_axis(blur_axis *axis, uint32_t size_px, uint32_t sigma)
{
    const uint32_t quarter = sigma / (CELLS_A_SIGMA * WHOLE);
    const uint32_t cell_px = quarter < 3 ? 1 : (quarter - 1) | 1;
    const uint32_t reach_px = (sigma * REACH_HALVES + 2 * WHOLE - 1) / (2 * WHOLE);

    *axis = (blur_axis){.size_px = size_px, .cell_px = cell_px, .reach_px = reach_px};
    axis->n_cells = cell_px == 1 ? size_px : 2 + (size_px - 1 + (cell_px - 1) / 2) / cell_px;
    axis->n_shared_max = rill_smaller(2 * cell_px - 1, size_px);
    axis->n_taps_max = rill_smaller(2 * reach_px / cell_px + 1, axis->n_cells);
}

/* Pixel on which a cell is centred; the first and the last may lie outside. */
static int64_t cell_centre(const blur_axis *axis, uint32_t cell)
{
    return axis->cell_px == 1 ? cell : (int64_t)cell * axis->cell_px - (axis->cell_px + 1) / 2;
}

/* The pixels inside the picture that share in a cell; by how much is cell_px less their distance. */
static uint32_t cell_pixels(const blur_axis *axis, uint32_t cell, uint32_t *end)
{
    const int64_t centre = cell_centre(axis, cell);
    const int64_t first = centre - axis->cell_px + 1;
    const int64_t past = centre + axis->cell_px;

    *end = past < (int64_t)axis->size_px ? (uint32_t)past : axis->size_px;
    return first < 0 ? 0 : (uint32_t)first;
}

static int64_t shares(const blur_axis *axis, uint32_t cell, int64_t *values)
{
    const int64_t centre = cell_centre(axis, cell);
    int64_t sum = 0;
    uint32_t end;
    const uint32_t first = cell_pixels(axis, cell, &end);

    for (uint32_t i = first; i < end; i++) {
        const int64_t distance = i < centre ? centre - i : i - centre;
        values[i - first] = axis->cell_px - distance;
        sum += values[i - first];
    }
    return sum;
}

/* The weights of a cell's mean; returns their number. */
static uint32_t gather_weights(const blur_axis *axis, uint32_t cell, int16_t *weights, uint32_t *first)
{
    int64_t values[2 * CELL_MAX_PX];
    uint32_t end;
    const int64_t sum = shares(axis, cell, values);

    *first = cell_pixels(axis, cell, &end);
    rill_weights_normalise(values, end - *first, sum, RILL_WEIGHT_ONE, weights);
    return end - *first;
}

/* The weights of the cells that make a pixel: the Gaussian, times how many pixels a cell is the mean of. */
static uint32_t spread_weights(const blur_axis *axis, uint32_t pixel, int16_t *weights, uint32_t *first)
{
    int64_t values[RILL_TAPS_MAX], shared[2 * CELL_MAX_PX], sum = 0;
    uint32_t n = 0;

    const int64_t outermost = (int64_t)pixel - axis->reach_px + (axis->cell_px == 1 ? 0 : (axis->cell_px + 1) / 2);
    *first = outermost <= 0 ? 0 : (uint32_t)((outermost + axis->cell_px - 1) / axis->cell_px);
    for (uint32_t cell = *first; cell < axis->n_cells; cell++, n++) {
        const int64_t offset = cell_centre(axis, cell) - pixel;
        if (offset > (int64_t)axis->reach_px)
            break;
        values[n] = axis->gauss[offset < 0 ? -offset : offset] * shares(axis, cell, shared);
        sum += values[n];
    }
    rill_weights_normalise(values, n, sum, RILL_WEIGHT_ONE, weights);
    return n;
}

/* exp(-x^2 / (2 variance)); what the triangle spreads already is not spread again. */
static void make_gauss(rill_blur *blur, uint32_t sigma)
{
    const double pixels = (double)sigma / WHOLE;
    const double cell_px = blur->across.cell_px;
    const double variance = pixels * pixels - (cell_px * cell_px - 1.0) / 6.0;

    for (uint32_t x = 0; x <= blur->across.reach_px; x++)
        blur->gauss[x] = (int32_t)(rill_pow(EULER, -0.5 * x * x / variance) * GAUSS_ONE + 0.5);
    blur->across.gauss = blur->down.gauss = blur->gauss;
}

static void make_columns(rill_blur *blur)
{
    const blur_axis *const axis = &blur->across;
    const uint32_t n_shared = rill_round_up(axis->n_shared_max, 2);
    const uint32_t n_taps = rill_round_up(axis->n_taps_max, 2);

    for (uint32_t cell = 0; cell < axis->n_cells && axis->cell_px > 1; cell++) {
        blur->gather[cell].weights = cell * n_shared;
        gather_weights(axis, cell, blur->gather_weights + (size_t)cell * n_shared, &blur->gather[cell].first);
    }
    for (uint32_t x = 0; x < axis->size_px; x++) {
        blur->spread[x].weights = x * n_taps;
        spread_weights(axis, x, blur->spread_weights + (size_t)x * n_taps, &blur->spread[x].first);
    }
}

/* ---- rows come in ---- */

static uint8_t *ring_row(const row_ring *ring, uint32_t n)
{
    return ring->rows + n % ring->n_rows * ring->row_bytes;
}

static void to_q6(const int32_t *sums, int16_t *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        out[i] = (int16_t)(sums[i] >> WEIGHT_BITS);
}

static void load_pixels(const rill_blur *blur, const uint8_t *row)
{
    const uint32_t width_px = blur->across.size_px;

    if (blur->has_alpha)
        rill_premultiply_row(row, blur->pixels, width_px);
    else
        for (size_t i = 0; i < 4 * (size_t)width_px; i++)
            blur->pixels[i] = (int16_t)(row[i] << RILL_Q6_BITS);
}

/* One row, blurred along its columns. */
static void blur_columns(rill_blur *blur, const uint8_t *row, int16_t *out)
{
    const blur_axis *const axis = &blur->across;
    const int16_t *cells = blur->pixels;

    load_pixels(blur, row);
    if (axis->cell_px > 1) {
        rill_resize_row_4(blur->pixels, blur->gather, blur->gather_weights, rill_round_up(axis->n_shared_max, 2),
                          ROUND_TO_Q6, blur->sums, axis->n_cells);
        to_q6(blur->sums, blur->cells, 4 * axis->n_cells);
        cells = blur->cells;
    }
    rill_resize_row_4(cells, blur->spread, blur->spread_weights, rill_round_up(axis->n_taps_max, 2), ROUND_TO_Q6,
                      blur->sums, axis->size_px);
    to_q6(blur->sums, out, 4 * axis->size_px);
}

/* The cells whose last row is there. */
static void gather_rows(rill_blur *blur)
{
    const blur_axis *const axis = &blur->down;

    for (; blur->gathered_cells < axis->n_cells; blur->gathered_cells++) {
        const uint8_t *rows[2 * CELL_MAX_PX];
        int16_t weights[2 * CELL_MAX_PX];
        uint32_t first, end;
        cell_pixels(axis, blur->gathered_cells, &end);
        if (end > blur->received_rows)
            return;
        const uint32_t n = gather_weights(axis, blur->gathered_cells, weights, &first);
        for (uint32_t i = 0; i < n; i++)
            rows[i] = ring_row(&blur->row_cells, first + i);
        rill_blend_rows_q6(rows, weights, n, (int16_t *)(void *)ring_row(&blur->cell_rows, blur->gathered_cells),
                           4 * blur->across.size_px);
    }
}

static void receive_row(rill_blur *blur, const uint8_t *row)
{
    const bool gathers = blur->down.cell_px > 1;
    const row_ring *const ring = gathers ? &blur->row_cells : &blur->cell_rows;

    if (blur->amount != 0)
        memcpy(ring_row(&blur->picture, blur->received_rows), row, 4 * (size_t)blur->across.size_px);
    blur_columns(blur, row, (int16_t *)(void *)ring_row(ring, blur->received_rows));
    blur->received_rows++;
    if (gathers)
        gather_rows(blur);
    else
        blur->gathered_cells = blur->received_rows;
}

/* ---- rows go out ---- */

/* The blurred colour, not premultiplied, as Q6. */
static int32_t blurred_luma(const rill_blur *blur, const int16_t *q6)
{
    const int32_t luma = (19595 * q6[0] + 38470 * q6[1] + 7471 * q6[2] + (1 << 15)) >> 16;

    if (!blur->has_alpha)
        return luma;
    return q6[3] <= 0 ? 0 : (int32_t)(((int64_t)luma * 255 * 64 + q6[3] / 2) / q6[3]);
}

/* out = pixel + amount * (its luma - the blurred luma), the same in each channel */
static void sharpen_row(const rill_blur *blur, const uint8_t *pixels)
{
    const int64_t whole = (int64_t)WHOLE << RILL_Q6_BITS;

    for (size_t x = 0; x < blur->across.size_px; x++) {
        const uint8_t *const from = pixels + 4 * x;
        uint8_t *const to = blur->out + 4 * x;
        const int32_t luma = (19595 * from[0] + 38470 * from[1] + 7471 * from[2] + (1 << 9)) >> 10;
        const int64_t added = (luma - blurred_luma(blur, blur->blurred + 4 * x)) * blur->amount;
        for (unsigned channel = 0; channel < 3; channel++) {
            const int64_t value = from[channel] * whole + added + whole / 2;
            to[channel] = rill_clamp_u8(value < 0 ? 0 : value / whole);
        }
        to[3] = from[3];
    }
}

static void round_row(const rill_blur *blur)
{
    for (size_t x = 0; x < blur->across.size_px; x++) {
        const int16_t *const q6 = blur->blurred + 4 * x;
        if (blur->has_alpha) {
            rill_unpremultiply((const int32_t[4]){q6[0], q6[1], q6[2], q6[3]}, blur->out + 4 * x);
            continue;
        }
        for (unsigned channel = 0; channel < 4; channel++)
            blur->out[4 * x + channel] = rill_clamp_u8((q6[channel] + (1 << (RILL_Q6_BITS - 1))) >> RILL_Q6_BITS);
    }
}

static rill_status blur_next_group(rill_stage *stage, rill_group *group)
{
    rill_blur *const blur = (rill_blur *)stage;
    const uint8_t *rows[RILL_TAPS_MAX];
    int16_t weights[RILL_TAPS_MAX];
    uint32_t first;

    const uint32_t n = spread_weights(&blur->down, blur->y_px, weights, &first);
    while (blur->gathered_cells < first + n) {
        RILL_TRY(stage->from->next_group(stage->from, group));
        receive_row(blur, group->rows[0]);
    }
    /* After the pulls: a slice of one unit must bring either a row of the source or one of ours. */
    RILL_TRY(rill_work_step(stage->work, "blur"));
    for (uint32_t i = 0; i < n; i++)
        rows[i] = ring_row(&blur->cell_rows, first + i);
    rill_blend_rows_q6(rows, weights, n, blur->blurred, 4 * blur->across.size_px);
    if (blur->amount != 0)
        sharpen_row(blur, ring_row(&blur->picture, blur->y_px));
    else
        round_row(blur);
    blur->y_px++;
    *group = (rill_group){.rows = {blur->out}, .n_rows = {1}};
    return RILL_OK;
}

static void blur_release(rill_stage *stage)
{
    rill_blur *const blur = (rill_blur *)stage;
    row_ring *const rings[] = {&blur->row_cells, &blur->cell_rows, &blur->picture};

    for (unsigned i = 0; i < 3; i++) {
        rill_heap_free(&stage->work->heap, rings[i]->rows);
        rings[i]->rows = NULL;
    }
}

/* ---- opening ---- */

/* Rows that each ring holds: one output row's cells, one cell's rows, and what came in since the row that goes out. */
static uint32_t picture_rows(const blur_axis *down)
{
    return rill_smaller(down->reach_px + 2 * down->cell_px, down->size_px);
}

static uint32_t cell_rows(const blur_axis *down)
{
    /* one more row can end two cells at the picture's end, and its row was wanted for the first */
    return down->n_taps_max + 2;
}

static size_t row16_bytes(uint32_t n_samples)
{
    /* windows are padded with zero weights past the row's end, and the blender writes whole vectors */
    return ((size_t)n_samples + 2 * CELL_MAX_PX + RILL_TAPS_MAX) * 4 * sizeof(int16_t);
}

uint64_t rill_blur_memory_bytes(uint32_t width_px, uint32_t height_px, const rill_blur_plan *plan)
{
    blur_axis across, down;
    uint64_t bytes = 8192;

    make_axis(&across, width_px, plan->sigma);
    make_axis(&down, height_px, plan->sigma);
    const uint64_t row16 = row16_bytes(width_px > across.n_cells ? width_px : across.n_cells);
    bytes += row16 * (3 + cell_rows(&down) + (down.cell_px > 1 ? down.n_shared_max : 0));
    bytes += (uint64_t)(width_px > across.n_cells ? width_px : across.n_cells) * 4 * sizeof(int32_t);
    bytes += (uint64_t)width_px * (sizeof(rill_window) + 2 * rill_round_up(across.n_taps_max, 2) + 4);
    bytes += (uint64_t)across.n_cells * (sizeof(rill_window) + 2 * rill_round_up(across.n_shared_max, 2));
    if (plan->amount != 0)
        bytes += (uint64_t)width_px * 4 * picture_rows(&down);
    return bytes;
}

static bool take_ring(rill_blur *blur, row_ring *ring, uint32_t n_rows, size_t row_bytes)
{
    *ring = (row_ring){
        .rows = rill_heap_alloc(&blur->stage.work->heap, n_rows, row_bytes), .row_bytes = row_bytes, .n_rows = n_rows};
    return ring->rows != NULL;
}

static bool take_columns(rill_blur *blur)
{
    rill_heap *const heap = &blur->stage.work->heap;
    const blur_axis *const axis = &blur->across;
    const uint32_t n_samples = axis->size_px > axis->n_cells ? axis->size_px : axis->n_cells;

    blur->gather = rill_heap_alloc(heap, axis->n_cells, sizeof *blur->gather);
    blur->gather_weights =
        rill_heap_alloc(heap, (size_t)axis->n_cells * rill_round_up(axis->n_shared_max, 2) + 8, sizeof(int16_t));
    blur->spread = rill_heap_alloc(heap, axis->size_px, sizeof *blur->spread);
    blur->spread_weights =
        rill_heap_alloc(heap, (size_t)axis->size_px * rill_round_up(axis->n_taps_max, 2) + 8, sizeof(int16_t));
    blur->pixels = rill_heap_alloc(heap, 1, row16_bytes(n_samples));
    blur->cells = rill_heap_alloc(heap, 1, row16_bytes(n_samples));
    blur->blurred = rill_heap_alloc(heap, 1, row16_bytes(n_samples));
    blur->sums = rill_heap_alloc(heap, n_samples, 4 * sizeof(int32_t));
    blur->out = rill_heap_alloc(heap, 1, 4 * (size_t)axis->size_px + RILL_ROW_PADDING_BYTES);
    return blur->gather != NULL && blur->gather_weights != NULL && blur->spread != NULL &&
           blur->spread_weights != NULL && blur->pixels != NULL && blur->cells != NULL && blur->blurred != NULL &&
           blur->sums != NULL && blur->out != NULL;
}

static bool take_rows(rill_blur *blur)
{
    const blur_axis *const down = &blur->down;
    const size_t row_bytes = row16_bytes(blur->across.size_px);

    return take_ring(blur, &blur->cell_rows, cell_rows(down), row_bytes) &&
           (down->cell_px == 1 || take_ring(blur, &blur->row_cells, down->n_shared_max, row_bytes)) &&
           (blur->amount == 0 || take_ring(blur, &blur->picture, picture_rows(down), 4 * (size_t)blur->across.size_px));
}

rill_status rill_blur_open(rill_stage **stage, rill_stage *from, const rill_blur_plan *plan)
{
    rill_work *const work = from->work;
    rill_blur *const blur = rill_heap_alloc(&work->heap, 1, sizeof *blur);

    if (blur == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "blur", "%s", "");
    blur->stage = (rill_stage){
        .next_group = blur_next_group, .release = blur_release, .out = from->out, .from = from, .work = work};
    blur->amount = plan->amount;
    blur->has_alpha = from->out.model == RILL_RGBA;
    make_axis(&blur->across, from->out.width_px, plan->sigma);
    make_axis(&blur->down, from->out.height_px, plan->sigma);
    if (!take_columns(blur) || !take_rows(blur))
        return rill_fail(work, RILL_MEMORY_LIMIT, "blur", "%u pixels in a row", (unsigned)from->out.width_px);
    make_gauss(blur, plan->sigma);
    make_columns(blur);
    *stage = &blur->stage;
    return RILL_OK;
}
