/*
 * png_filter.c - which filter for which row
 *
 * Flow: rows -> [bands] -> deflate
 * Holds: 64 KB of rows (one at least), the row before, one filtered row, 4 KB of marks.
 */
#include "encode/png_filter.h"

#include "base/checked.h"
#include "simd/png_kernels.h"

#include <string.h>

static const char WHERE[] = "encode_png";

#define BAND_BYTES 65536
#define GAP_BYTES 32 /* zeros before each row: half for its left neighbours, half may be read behind the row above */

#define HASH_BITS 15
#define HASH_FACTOR 0x9E3779B1u /* 2^32 / golden ratio */
/* A band with fewer colours than pixels / 8 is a drawing.  Measured: docs/decisions/0004. */
#define PIXELS_A_COLOUR 8

_Static_assert(GAP_BYTES >= 16 + RILL_PNG_STEP_MAX, "kernels read 16 bytes behind a row, and a pixel before it");

size_t rill_png_px_bytes(rill_model model)
{
    return model == RILL_GRAY ? 1 : model == RILL_RGBX ? 3 : 4;
}

static uint32_t band_rows(uint64_t row_bytes, uint32_t height_px)
{
    const uint64_t rows = row_bytes >= BAND_BYTES ? 1 : BAND_BYTES / row_bytes;
    return rows < height_px ? (uint32_t)rows : height_px;
}

uint64_t rill_png_bands_bytes(const rill_frame *frame, bool or_smaller)
{
    const uint64_t row_bytes = (uint64_t)frame->width_px * rill_png_px_bytes(frame->model);
    const uint64_t held_rows = (uint64_t)band_rows(row_bytes, frame->height_px) + 1;
    /* Of narrower rows a band holds more, each with its gap. */
    const uint64_t more_bytes = or_smaller ? row_bytes + ((uint64_t)frame->height_px + 2) * GAP_BYTES : 0;

    return more_bytes + (held_rows + 1) * (row_bytes + GAP_BYTES) + GAP_BYTES + 1 + (1u << HASH_BITS) / 8;
}

rill_status rill_png_bands_open(rill_png_bands *bands, const rill_frame *frame, rill_work *work)
{
    size_t row_bytes;

    *bands =
        (rill_png_bands){.model = frame->model, .width_px = frame->width_px, .step = rill_png_px_bytes(frame->model)};
    if (rill_mul(frame->width_px, bands->step, &row_bytes) && rill_add(row_bytes, GAP_BYTES, &bands->stride_bytes)) {
        bands->row_bytes = row_bytes;
        bands->rows_max = band_rows(row_bytes, frame->height_px);
        bands->rows = rill_heap_alloc(&work->heap, bands->rows_max + 2, bands->stride_bytes);
        bands->sent = rill_heap_alloc(&work->heap, row_bytes + 1, 1);
        bands->colours = rill_heap_alloc(&work->heap, (1u << HASH_BITS) / 8, 1);
    }
    if (bands->rows == NULL || bands->sent == NULL || bands->colours == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for rows");
    return RILL_OK;
}

/* Row -1 is the last of the band before. */
static uint8_t *row_at(const rill_png_bands *bands, int64_t number)
{
    return bands->rows + GAP_BYTES + (size_t)(number + 1) * bands->stride_bytes;
}

bool rill_png_bands_add(rill_png_bands *bands, const uint8_t *row)
{
    uint8_t *const to = row_at(bands, bands->rows_held);

    if (bands->model == RILL_RGBX)
        rill_close_rgbx(row, to, bands->width_px);
    else
        memcpy(to, row, bands->row_bytes);
    return ++bands->rows_held == bands->rows_max;
}

/* Different colours among n_px, of 'mask' and 'step' bytes each; marks are set, not cleared. */
static uint32_t count_new(uint8_t *marks, const uint8_t *row, uint32_t n_px, size_t step, uint32_t mask)
{
    uint32_t n_new = 0, last = 0;

    for (uint32_t i = 0; i < n_px; i++) {
        uint32_t colour;
        memcpy(&colour, row + i * step, sizeof colour);
        colour &= mask;
        if (colour == last)
            continue;
        last = colour;
        const uint32_t hash = colour * HASH_FACTOR >> (32 - HASH_BITS);
        const uint8_t bit = (uint8_t)(1u << (hash & 7));
        n_new += (marks[hash / 8] & bit) == 0;
        marks[hash / 8] |= bit;
    }
    return n_new;
}

/* Four gray samples side by side count as a colour: of single ones there are never many. */
rill_png_kind rill_png_bands_kind(rill_png_bands *bands)
{
    const bool gray = bands->model == RILL_GRAY;
    const uint32_t n_px = gray ? (bands->width_px + 3) / 4 : bands->width_px;
    const uint32_t mask = bands->model == RILL_RGBX ? 0xffffff : 0xffffffff;
    uint64_t n_colours = 0;

    memset(bands->colours, 0, (1u << HASH_BITS) / 8);
    for (uint32_t i = 0; i < bands->rows_held; i++)
        n_colours += count_new(bands->colours, row_at(bands, i), n_px, gray ? 4 : bands->step, mask);
    return n_colours * PIXELS_A_COLOUR < (uint64_t)n_px * bands->rows_held ? RILL_PNG_FEW_COLOURS
                                                                           : RILL_PNG_MANY_COLOURS;
}

static unsigned best_filter(const rill_png_bands *bands, const uint8_t *row, const uint8_t *above)
{
    uint32_t sums[RILL_PNG_FILTERS];
    unsigned best = RILL_PNG_PAETH;

    rill_png_filter_sums(row, above, bands->row_bytes, bands->step, sums);
    for (unsigned filter = 0; filter < RILL_PNG_FILTERS; filter++)
        if (sums[filter] < sums[best])
            best = filter;
    return best;
}

const uint8_t *rill_png_bands_filter(rill_png_bands *bands, rill_png_kind kind, uint32_t number)
{
    const uint8_t *const row = row_at(bands, number), *const above = row_at(bands, (int64_t)number - 1);
    const unsigned filter = kind == RILL_PNG_FEW_COLOURS ? RILL_PNG_NONE : best_filter(bands, row, above);

    bands->sent[0] = (uint8_t)filter;
    rill_png_filter(filter, row, above, bands->row_bytes, bands->step, bands->sent + 1);
    return bands->sent;
}

void rill_png_bands_next(rill_png_bands *bands)
{
    if (bands->rows_held > 0)
        memcpy(row_at(bands, -1), row_at(bands, (int64_t)bands->rows_held - 1), bands->row_bytes);
    bands->rows_held = 0;
}
