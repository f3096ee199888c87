/*
 * webp_lossy.c - VP8 to bands of rows
 *
 * The loop of libwebp's ParseFrame() (src/dec/vp8_dec.c), turned inside out: one call
 * decodes macroblock rows until libwebp's deblocking filter lets go of some, which is
 * at once or one row later.
 * Holds: libwebp's row of macroblocks, a band of up to 25 rows; with alpha its plane.
 */
#include "decode/webp_bands.h"

#include "src/dec/vp8i_dec.h"
#include "src/dsp/dsp.h"

#include <string.h>

static const char WHERE[] = "decode_webp";

#define MACROBLOCK_PX 16
#define BAND_ROWS 24                   /* the last band: a macroblock row and the 8 rows that the filter held back */
#define RGBA_BAND_ROWS (BAND_ROWS + 1) /* and the one that upsampling held back */

typedef struct lossy_bands {
    rill_webp_bands bands; /* first */
    rill_work *work;
    rill_webp_data data;
    VP8Decoder *vp8;
    VP8Io io;
    rill_webp_band band;              /* n_rows is 0 until libwebp has put some */
    uint8_t *planes[RILL_PLANES_MAX]; /* YCC and GRAY: the band's samples; RGBA: its pixels in [0] */
    size_t stride_bytes[RILL_PLANES_MAX];
    uint8_t *kept[RILL_PLANES_MAX]; /* RGBA: the last row of each plane, unfinished till the next band */
} lossy_bands;

static uint32_t half_up(uint32_t number)
{
    return number / 2 + (number & 1);
}

static void copy_rows(uint8_t *to, size_t to_stride_bytes, const uint8_t *from, int from_stride_bytes,
                      uint32_t width_px, uint32_t n_rows)
{
    for (uint32_t i = 0; i < n_rows; i++)
        memcpy(to + i * to_stride_bytes, from + (ptrdiff_t)i * from_stride_bytes, width_px);
}

static void begin_band(lossy_bands *lossy, uint32_t first_row, uint32_t n_rows)
{
    lossy->band = (rill_webp_band){.first_row = first_row, .n_rows = n_rows};
    for (int p = 0; p < RILL_PLANES_MAX; p++) {
        lossy->band.rows[p] = lossy->planes[p];
        lossy->band.stride_bytes[p] = lossy->stride_bytes[p];
    }
}

/* Copied, because libwebp's rows may end with its memory, and rows on loan are readable past their end. */
static int put_luma(const VP8Io *io)
{
    lossy_bands *const lossy = io->opaque;
    const uint32_t n_rows = (uint32_t)io->mb_h;

    begin_band(lossy, (uint32_t)io->mb_y, n_rows);
    copy_rows(lossy->planes[0], lossy->stride_bytes[0], io->y, io->y_stride, lossy->data.width_px, n_rows);
    return 1;
}

static int put_planes(const VP8Io *io)
{
    lossy_bands *const lossy = io->opaque;
    const uint32_t chroma_width_px = half_up(lossy->data.width_px);
    const uint32_t chroma_rows = half_up((uint32_t)io->mb_h);

    copy_rows(lossy->planes[1], lossy->stride_bytes[1], io->u, io->uv_stride, chroma_width_px, chroma_rows);
    copy_rows(lossy->planes[2], lossy->stride_bytes[2], io->v, io->uv_stride, chroma_width_px, chroma_rows);
    return put_luma(io);
}

static void keep_last_row(lossy_bands *lossy, const VP8Io *io)
{
    const ptrdiff_t row = io->mb_h - 1;
    const size_t chroma_width_px = half_up(lossy->data.width_px);

    memcpy(lossy->kept[0], io->y + row * io->y_stride, lossy->data.width_px);
    memcpy(lossy->kept[1], io->u + row / 2 * io->uv_stride, chroma_width_px);
    memcpy(lossy->kept[2], io->v + row / 2 * io->uv_stride, chroma_width_px);
}

/* The alpha plane is libwebp's and whole, so the row before io->a may be read too. */
static void put_alpha(const lossy_bands *lossy, const VP8Io *io)
{
    const ptrdiff_t held_back_rows = io->mb_y - (int)lossy->band.first_row;

    if (io->a != NULL)
        WebPDispatchAlpha(io->a - held_back_rows * io->width, io->width, io->width, (int)lossy->band.n_rows,
                          lossy->planes[0] + 3, (int)lossy->stride_bytes[0]);
}

/*
 * To RGBA as libwebp's «fancy» upsampling does it: rows 2n-1 and 2n are made together
 * from chroma rows n-1 and n, so a band ends with a row that must wait for the next.
 */
static int put_rgba(const VP8Io *io)
{
    lossy_bands *const lossy = io->opaque;
    const WebPUpsampleLinePairFunc upsample = WebPUpsamplers[MODE_RGBA];
    const bool first = io->mb_y == 0, last = io->mb_y + io->mb_h == io->height;
    const size_t stride = lossy->stride_bytes[0];
    const uint8_t *y = io->y, *u = io->u, *v = io->v;
    uint8_t *out = lossy->planes[0];
    int row = 1; /* the next one to be made */

    if (first)
        upsample(y, NULL, u, v, u, v, out, NULL, io->width);
    else
        upsample(lossy->kept[0], y, lossy->kept[1], lossy->kept[2], u, v, out, out + stride, io->width);
    out += first ? stride : 2 * stride;

    for (; row + 1 < io->mb_h; row += 2) {
        y += io->y_stride;
        upsample(y, y + io->y_stride, u, v, u + io->uv_stride, v + io->uv_stride, out, out + stride, io->width);
        y += io->y_stride;
        u += io->uv_stride;
        v += io->uv_stride;
        out += 2 * stride;
    }
    if (last && row < io->mb_h) { /* an even height: the last row has no partner */
        upsample(y + io->y_stride, NULL, u, v, u, v, out, NULL, io->width);
        row++;
    }
    begin_band(lossy, (uint32_t)(first ? 0 : io->mb_y - 1), (uint32_t)(first ? row : row + 1));
    put_alpha(lossy, io);
    if (!last)
        keep_last_row(lossy, io);
    return 1;
}

/* libwebp's status alone does not tell: it calls damaged alpha «out of memory». */
static rill_status fail(lossy_bands *lossy, const char *words)
{
    const rill_status status = lossy->work->heap.n_refused > 0 ? RILL_MEMORY_LIMIT : RILL_CORRUPT;

    return rill_fail(lossy->work, status, WHERE, "%s", words);
}

/* One row of macroblocks; at its end libwebp calls put. */
static rill_status decode_macroblock_row(lossy_bands *lossy)
{
    VP8Decoder *const vp8 = lossy->vp8;
    VP8BitReader *const tokens = &vp8->parts_[(uint32_t)vp8->mb_y_ & vp8->num_parts_minus_one_];

    if (!VP8ParseIntraModeRow(&vp8->br_, vp8))
        return fail(lossy, "the prediction modes end too early");
    for (; vp8->mb_x_ < vp8->mb_w_; ++vp8->mb_x_)
        if (!VP8DecodeMB(vp8, tokens))
            return fail(lossy, "the coefficients end too early");
    VP8InitScanline(vp8);
    if (!VP8ProcessRow(vp8, &lossy->io))
        return fail(lossy, VP8StatusMessage(vp8));
    vp8->mb_y_++;
    return RILL_OK;
}

static rill_status lossy_next(rill_webp_bands *self, rill_webp_band *band)
{
    lossy_bands *const lossy = (lossy_bands *)self;

    lossy->band.n_rows = 0;
    while (lossy->band.n_rows == 0) {
        if (lossy->vp8->mb_y_ >= lossy->vp8->mb_h_)
            return rill_fail(lossy->work, RILL_INTERNAL, WHERE, "a band past the last row is wanted");
        RILL_TRY(decode_macroblock_row(lossy));
    }
    *band = lossy->band;
    return RILL_OK;
}

static void lossy_close(rill_webp_bands *self)
{
    lossy_bands *const lossy = (lossy_bands *)self;
    rill_heap *const heap = &lossy->work->heap;

    VP8Delete(lossy->vp8);
    for (int p = 0; p < RILL_PLANES_MAX; p++) {
        rill_heap_free(heap, lossy->planes[p]);
        rill_heap_free(heap, lossy->kept[p]);
    }
    rill_heap_free(heap, lossy);
}

static rill_status take_rows(lossy_bands *lossy, uint8_t **rows, size_t n_rows, size_t row_bytes)
{
    *rows = rill_heap_alloc(&lossy->work->heap, 1, n_rows * row_bytes + RILL_ROW_PADDING_BYTES);
    return *rows != NULL ? RILL_OK : fail(lossy, "no memory for a band of rows");
}

static rill_status take_bands(lossy_bands *lossy, rill_model model)
{
    const uint32_t width_px = lossy->data.width_px;
    const size_t plane_bytes[RILL_PLANES_MAX] = {width_px, half_up(width_px), half_up(width_px)};
    const int n_planes = model == RILL_YCC ? RILL_PLANES_MAX : 1;

    if (model == RILL_RGBA) {
        lossy->stride_bytes[0] = 4 * (size_t)width_px;
        for (int p = 0; p < RILL_PLANES_MAX; p++)
            RILL_TRY(take_rows(lossy, &lossy->kept[p], 1, plane_bytes[p]));
        return take_rows(lossy, &lossy->planes[0], RGBA_BAND_ROWS, lossy->stride_bytes[0]);
    }
    for (int p = 0; p < n_planes; p++) {
        lossy->stride_bytes[p] = plane_bytes[p];
        RILL_TRY(take_rows(lossy, &lossy->planes[p], p == 0 ? BAND_ROWS : BAND_ROWS / 2, plane_bytes[p]));
    }
    return RILL_OK;
}

static VP8IoPutHook put_hook(rill_model model)
{
    return model == RILL_RGBA ? put_rgba : model == RILL_YCC ? put_planes : put_luma;
}

static rill_status start_vp8(lossy_bands *lossy, rill_model model)
{
    VP8Decoder *const vp8 = lossy->vp8 = VP8New();

    if (vp8 == NULL || !VP8InitIo(&lossy->io))
        return fail(lossy, "no memory for libwebp");
    lossy->io.data = lossy->data.pixels;
    lossy->io.data_size = lossy->data.pixels_bytes;
    lossy->io.opaque = lossy;
    lossy->io.put = put_hook(model);
    if (!VP8GetHeaders(vp8, &lossy->io))
        return fail(lossy, VP8StatusMessage(vp8));
    if ((uint32_t)lossy->io.width != lossy->data.width_px || (uint32_t)lossy->io.height != lossy->data.height_px)
        return fail(lossy, "the picture has two sizes");
    if (VP8EnterCritical(vp8, &lossy->io) != VP8_STATUS_OK || !VP8InitFrame(vp8, &lossy->io))
        return fail(lossy, VP8StatusMessage(vp8));
    /* Only now: VP8InitFrame() would take memory for an alpha plane that it does not use. */
    vp8->alpha_data_ = lossy->data.alpha;
    vp8->alpha_data_size_ = lossy->data.alpha_bytes;
    WebPInitUpsamplers();
    WebPInitAlphaProcessing();
    return RILL_OK;
}

rill_status rill_webp_open_lossy(rill_webp_bands **bands, const rill_webp_data *data, rill_model model, rill_work *work)
{
    lossy_bands *const lossy = rill_heap_alloc(&work->heap, 1, sizeof *lossy);

    if (lossy == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the decoder");
    lossy->work = work;
    lossy->data = *data;
    lossy->bands = (rill_webp_bands){.next = lossy_next, .close = lossy_close};
    RILL_TRY(start_vp8(lossy, model));
    RILL_TRY(take_bands(lossy, model));
    *bands = &lossy->bands;
    return RILL_OK;
}

uint64_t rill_webp_lossy_bytes(uint32_t width_px, rill_model model)
{
    const uint64_t fixed_bytes = 8192;      /* VP8Decoder, our struct, block headers */
    const uint64_t macroblock_bytes = 2048; /* libwebp's modes, coefficients and 24 rows of samples, a macroblock */
    const uint64_t n_macroblocks = (width_px + MACROBLOCK_PX - 1) / MACROBLOCK_PX;
    const uint64_t band_bytes_a_px = model == RILL_RGBA  ? 4 * RGBA_BAND_ROWS + 2
                                     : model == RILL_YCC ? BAND_ROWS * 3 / 2
                                                         : BAND_ROWS;

    return fixed_bytes + n_macroblocks * macroblock_bytes + (uint64_t)width_px * band_bytes_a_px;
}
