/*
 * webp_lossless.c - VP8L to bands of rows
 *
 * VP8L copies from any earlier pixel, so libwebp holds the undone pixels of the whole
 * picture; what we spare is a second frame of finished ones.  libwebp decodes down to
 * io.crop_bottom and can go on from there, as it does for itself with alpha planes:
 * we move that border down a band at a time, and have it write to the same band.
 * Holds: 4 bytes a pixel (fewer with a palette), a band of 16 rows.
 */
#include "base/whole_numbers.h"
#include "decode/webp_bands.h"

#include "src/dec/vp8li_dec.h"

static const char WHERE[] = "decode_webp";

#define BAND_ROWS 16 /* libwebp's NUM_ARGB_CACHE_ROWS: it finishes no more rows at once */

typedef struct lossless_bands {
    rill_webp_bands bands; /* first */
    rill_work *work;
    rill_webp_data data;
    VP8LDecoder *vp8l;
    VP8Io io;
    WebPDecParams params;
    WebPDecoderOptions options;
    WebPDecBuffer output;
    uint32_t next_row;
    uint8_t *rows;
} lossless_bands;

static rill_status fail(lossless_bands *lossless, const char *words)
{
    const rill_status status = lossless->work->heap.n_refused > 0 ? RILL_MEMORY_LIMIT : RILL_CORRUPT;

    return rill_fail(lossless->work, status, WHERE, "%s", words);
}

static rill_status lossless_next(rill_webp_bands *self, rill_webp_band *band)
{
    lossless_bands *const lossless = (lossless_bands *)self;
    const uint32_t first_row = lossless->next_row;

    if (first_row >= lossless->data.height_px)
        return rill_fail(lossless->work, RILL_INTERNAL, WHERE, "a band past the last row is wanted");
    lossless->next_row = rill_smaller(first_row + BAND_ROWS, lossless->data.height_px);
    if (first_row > 0) {
        lossless->io.crop_bottom = (int)lossless->next_row;
        lossless->vp8l->last_out_row_ = 0; /* where in the output it writes next */
    }
    if (!VP8LDecodeImage(lossless->vp8l))
        return fail(lossless, "the lossless pixels are damaged");
    *band = (rill_webp_band){
        .first_row = first_row,
        .n_rows = lossless->next_row - first_row,
        .rows = {lossless->rows},
        .stride_bytes = {4 * (size_t)lossless->data.width_px},
    };
    return RILL_OK;
}

static void lossless_close(rill_webp_bands *self)
{
    lossless_bands *const lossless = (lossless_bands *)self;
    rill_heap *const heap = &lossless->work->heap;

    VP8LDelete(lossless->vp8l);
    rill_heap_free(heap, lossless->rows);
    rill_heap_free(heap, lossless);
}

/* The first band is asked for as a crop: libwebp sets its borders from the options once. */
static void describe_output(lossless_bands *lossless)
{
    const size_t stride_bytes = 4 * (size_t)lossless->data.width_px;

    lossless->options.use_cropping = 1;
    lossless->options.crop_width = (int)lossless->data.width_px;
    lossless->options.crop_height = (int)rill_smaller(BAND_ROWS, lossless->data.height_px);
    lossless->output.colorspace = MODE_RGBA;
    lossless->output.width = (int)lossless->data.width_px;
    lossless->output.height = BAND_ROWS;
    lossless->output.is_external_memory = 1;
    lossless->output.u.RGBA.rgba = lossless->rows;
    lossless->output.u.RGBA.stride = (int)stride_bytes;
    lossless->output.u.RGBA.size = BAND_ROWS * stride_bytes;
    lossless->params.output = &lossless->output;
    lossless->params.options = &lossless->options;
}

static rill_status start_vp8l(lossless_bands *lossless)
{
    lossless->vp8l = VP8LNew();
    if (lossless->vp8l == NULL || !VP8InitIo(&lossless->io))
        return fail(lossless, "no memory for libwebp");
    lossless->io.data = lossless->data.pixels;
    lossless->io.data_size = lossless->data.pixels_bytes;
    lossless->io.opaque = &lossless->params;
    if (!VP8LDecodeHeader(lossless->vp8l, &lossless->io))
        return fail(lossless, "the lossless header is damaged");
    if ((uint32_t)lossless->io.width != lossless->data.width_px ||
        (uint32_t)lossless->io.height != lossless->data.height_px)
        return fail(lossless, "the picture has two sizes");
    return RILL_OK;
}

rill_status rill_webp_open_lossless(rill_webp_bands **bands, const rill_webp_data *data, rill_work *work)
{
    lossless_bands *const lossless = rill_heap_alloc(&work->heap, 1, sizeof *lossless);

    if (lossless == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the decoder");
    lossless->work = work;
    lossless->data = *data;
    lossless->bands = (rill_webp_bands){.next = lossless_next, .close = lossless_close};
    lossless->rows = rill_heap_alloc(&work->heap, 1, 4 * BAND_ROWS * (size_t)data->width_px + RILL_ROW_PADDING_BYTES);
    if (lossless->rows == NULL)
        return fail(lossless, "no memory for a band of rows");
    describe_output(lossless);
    RILL_TRY(start_vp8l(lossless));
    *bands = &lossless->bands;
    return RILL_OK;
}

uint64_t rill_webp_lossless_bytes(uint32_t width_px, uint32_t height_px, uint32_t data_bytes)
{
    const uint64_t fixed_bytes = 131072;             /* structs, the colour cache and a dozen code tables */
    const uint64_t rows = BAND_ROWS + BAND_ROWS + 1; /* our band; libwebp's, and the row above it */
    const uint64_t tile_bytes = (uint64_t)width_px * height_px / 4; /* transforms and code numbers, a word a tile */
    const uint64_t table_bytes = (uint64_t)data_bytes * 3 / 2;      /* measured: tables grow with what they code */

    return fixed_bytes + rows * 4 * width_px + tile_bytes + table_bytes;
}
