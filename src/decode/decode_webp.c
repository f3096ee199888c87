/*
 * decode_webp.c - WebP to rows, by libwebp
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: the compressed picture, a band of rows; all pixels of a lossless picture (or
 * of an alpha plane) once.
 *
 * Sends YCC 4:2:0 of limited range (lossy, opaque), RGBX (lossless that says it is
 * opaque) or RGBA.  Of an animation the first frame is taken; where it does not fill
 * the canvas, the rest is transparent.
 */
#include "decode/decode.h"
#include "decode/webp_bands.h"
#include "decode/webp_layout.h"
#include "source/exif.h"
#include "source/icc.h"

#include "src/dec/vp8_dec.h"

#include <string.h>

static const char WHERE[] = "decode_webp";

#define PICTURE_HEAD_BYTES 10 /* VP8 needs 10, VP8L 5 and its first transform 2 */
#define VP8L_HEAD_BYTES 5
#define ALPHA_HEAD_BYTES 3  /* ALPH's own byte and the first transform */
#define ALPHA_METHOD_MASK 3 /* 0: not compressed */
#define PALETTE_TRANSFORM 3
#define EXIF_BYTES 32768    /* of EXIF are looked at: the first directory stands at its beginning */
#define EXIF_PREFIX_BYTES 6 /* "Exif\0\0": JPEG's, copied into WebP by some */

struct rill_decoder {
    rill_stage stage; /* first: a rill_stage * of ours is a rill_decoder * */
    rill_source *source;
    rill_webp_layout layout;
    rill_image_info info;
    uint8_t *data;         /* ALPH, then VP8 or VP8L */
    uint32_t loaded_bytes; /* of data */
    rill_webp_bands *bands;
    rill_webp_band band;
    uint32_t next_row;
    uint8_t *canvas_row; /* where the frame is smaller than the canvas */
};

/* --- Header --- */

/* How the pixels begin: what decides about planes and memory. */
typedef struct picture_head {
    uint32_t width_px, height_px;
    bool has_alpha;
    uint64_t held_bytes;
} picture_head;

/*
 * Up to 16 colours libwebp holds 2, 4 or 8 pixels packed into one.  'bits' begins with the
 * first transform: 1 bit «there is one», 2 bits which, 8 bits colours - 1.  Pixels in a word, as a shift;
 * -1 where the first transform is not a palette.
 */
static int palette_shift(const uint8_t *bits)
{
    const unsigned head = bits[0] | (unsigned)bits[1] << 8;
    const unsigned n_colours = (head >> 3 & 0xff) + 1;

    if (!(head & 1) || (head >> 1 & 3) != PALETTE_TRANSFORM)
        return -1;
    return n_colours > 16 ? 0 : n_colours > 4 ? 1 : n_colours > 2 ? 2 : 3;
}

static uint64_t packed_px(uint32_t width_px, uint32_t height_px, int shift)
{
    return (((uint64_t)width_px + (1u << shift) - 1) >> shift) * height_px;
}

/* Copy the beginning of a chunk; what it does not have is 0. */
static rill_status copy_head(rill_source *source, const rill_webp_chunk *chunk, uint8_t *head, uint32_t n_bytes)
{
    memset(head, 0, n_bytes);
    return rill_source_copy(source, chunk->offset, head, chunk->n_bytes < n_bytes ? chunk->n_bytes : n_bytes);
}

static rill_status read_lossless_head(rill_source *source, const rill_webp_layout *layout, picture_head *picture)
{
    uint8_t head[PICTURE_HEAD_BYTES];
    int width_px, height_px, has_alpha;

    RILL_TRY(copy_head(source, &layout->pixels, head, sizeof head));
    const uint32_t n_bytes = layout->pixels.n_bytes < sizeof head ? layout->pixels.n_bytes : (uint32_t)sizeof head;
    if (!VP8LGetInfo(head, n_bytes, &width_px, &height_px, &has_alpha))
        return rill_fail(source->work, RILL_CORRUPT, WHERE, "the lossless header is damaged");
    const int shift = palette_shift(head + VP8L_HEAD_BYTES);
    picture->width_px = (uint32_t)width_px;
    picture->height_px = (uint32_t)height_px;
    picture->has_alpha = has_alpha != 0;
    picture->held_bytes = 4 * packed_px(picture->width_px, picture->height_px, shift > 0 ? shift : 0);
    return RILL_OK;
}

/*
 * Alpha is one plane, and what its lossless decoder holds: one byte a pixel behind a
 * palette, four otherwise.  (A palette and a further transform would take four too, but
 * no encoder we know writes that; such a file may meet MEMORY_LIMIT.)
 */
static rill_status count_alpha(rill_source *source, const rill_webp_layout *layout, picture_head *picture)
{
    const uint64_t plane_bytes = (uint64_t)picture->width_px * picture->height_px;
    uint8_t head[ALPHA_HEAD_BYTES];

    RILL_TRY(copy_head(source, &layout->alpha, head, sizeof head));
    const int shift = palette_shift(head + 1);
    picture->has_alpha = true;
    picture->held_bytes = plane_bytes;
    if ((head[0] & ALPHA_METHOD_MASK) != 0)
        picture->held_bytes += shift >= 0 ? packed_px(picture->width_px, picture->height_px, shift) : 4 * plane_bytes;
    return RILL_OK;
}

static rill_status read_lossy_head(rill_source *source, const rill_webp_layout *layout, picture_head *picture)
{
    uint8_t head[PICTURE_HEAD_BYTES];
    int width_px, height_px;

    RILL_TRY(copy_head(source, &layout->pixels, head, sizeof head));
    if (layout->pixels.n_bytes < sizeof head ||
        !VP8GetInfo(head, sizeof head, layout->pixels.n_bytes, &width_px, &height_px))
        return rill_fail(source->work, RILL_CORRUPT, WHERE, "the VP8 header is damaged");
    picture->width_px = (uint32_t)width_px;
    picture->height_px = (uint32_t)height_px;
    return layout->alpha.offset != 0 ? count_alpha(source, layout, picture) : RILL_OK;
}

static bool fills_canvas(const rill_webp_layout *layout)
{
    return layout->frame.width_px == layout->canvas_width_px && layout->frame.height_px == layout->canvas_height_px;
}

/* The pixels' own header has the last word: a canvas or a frame of another size is damage. */
static rill_status settle_sizes(rill_work *work, rill_webp_layout *layout, const picture_head *picture)
{
    if (!layout->has_canvas) {
        layout->canvas_width_px = picture->width_px;
        layout->canvas_height_px = picture->height_px;
    }
    if (!layout->animated)
        layout->frame = (rill_webp_rect){0, 0, layout->canvas_width_px, layout->canvas_height_px};
    if (layout->frame.width_px != picture->width_px || layout->frame.height_px != picture->height_px)
        return rill_fail(work, RILL_CORRUPT, WHERE, "a picture of %u x %u pixels in a frame of %u x %u",
                         picture->width_px, picture->height_px, layout->frame.width_px, layout->frame.height_px);
    return rill_check_source_size(work, WHERE, layout->canvas_width_px, layout->canvas_height_px);
}

static rill_model model_of(const rill_webp_layout *layout, const picture_head *picture)
{
    if (picture->has_alpha || !fills_canvas(layout))
        return RILL_RGBA;
    return layout->lossless ? RILL_RGBX : RILL_YCC;
}

/* Also of a block that repeats the name it has in a JPEG. */
static rill_status read_orientation(const rill_decoder *decoder, rill_image_info *info)
{
    rill_work *const work = decoder->stage.work;
    const rill_webp_chunk *const exif = &decoder->layout.exif;
    const uint32_t n_bytes = exif->n_bytes < EXIF_BYTES ? exif->n_bytes : EXIF_BYTES;

    info->orientation = 1;
    if (n_bytes < EXIF_PREFIX_BYTES)
        return RILL_OK;
    uint8_t *const bytes = rill_heap_alloc_raw(&work->heap, n_bytes, 1);
    if (bytes == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for EXIF");
    const rill_status status = rill_source_copy(decoder->source, exif->offset, bytes, n_bytes);
    if (status == RILL_OK) {
        const uint32_t skipped = memcmp(bytes, "Exif\0", EXIF_PREFIX_BYTES) == 0 ? EXIF_PREFIX_BYTES : 0;
        info->orientation = rill_exif_orientation(bytes + skipped, n_bytes - skipped);
        info->metadata.exif = (rill_source_range){exif->offset + skipped, exif->n_bytes - skipped};
    }
    rill_heap_free(&work->heap, bytes);
    return status;
}

static rill_status read_icc(const rill_decoder *decoder, rill_image_info *info)
{
    rill_work *const work = decoder->stage.work;
    const rill_webp_chunk *const chunk = &decoder->layout.icc;

    if (chunk->n_bytes == 0)
        return RILL_OK;
    if (chunk->n_bytes > work->limits.max_icc_bytes) {
        work->warnings |= RILL_WARN_BAD_METADATA;
        return RILL_OK;
    }
    uint8_t *const icc = rill_heap_alloc_raw(&work->heap, chunk->n_bytes, 1);
    if (icc == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the colour profile");
    const rill_status status = rill_source_copy(decoder->source, chunk->offset, icc, chunk->n_bytes);
    if (status == RILL_OK && rill_icc_space_of(icc, chunk->n_bytes) != RILL_ICC_DAMAGED) {
        info->icc = icc;
        info->icc_bytes = chunk->n_bytes;
        return RILL_OK;
    }
    if (status == RILL_OK)
        work->warnings |= RILL_WARN_BAD_METADATA;
    rill_heap_free(&work->heap, icc);
    return status;
}

static rill_status read_header(rill_decoder *decoder, rill_image_info *info)
{
    rill_work *const work = decoder->stage.work;
    rill_webp_layout *const layout = &decoder->layout;
    picture_head picture = {.held_bytes = 0};

    RILL_TRY(rill_webp_read_layout(decoder->source, work, layout));
    RILL_TRY(layout->lossless ? read_lossless_head(decoder->source, layout, &picture)
                              : read_lossy_head(decoder->source, layout, &picture));
    RILL_TRY(settle_sizes(work, layout, &picture));
    *info = (rill_image_info){
        .format = RILL_FORMAT_WEBP,
        .width_px = layout->canvas_width_px,
        .height_px = layout->canvas_height_px,
        .model = model_of(layout, &picture),
        .limited_range = model_of(layout, &picture) == RILL_YCC,
        .h_samp = {2, 1, 1},
        .v_samp = {2, 1, 1},
        .lossless = layout->lossless,
        .animated = layout->animated,
        .depth_bits = 8,
        .n_frames = layout->n_frames,
        .data_bytes = layout->pixels.n_bytes + (layout->lossless ? 0 : layout->alpha.n_bytes),
        .held_bytes = picture.held_bytes,
    };
    info->metadata.xmp = (rill_source_range){layout->xmp.offset, layout->xmp.n_bytes};
    RILL_TRY(read_orientation(decoder, info));
    return read_icc(decoder, info);
}

static rill_status webp_header(rill_decoder **decoder, rill_source *source, rill_work *work, rill_image_info *info)
{
    rill_decoder *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);

    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the decoder");
    made->stage.work = work;
    made->source = source;
    const rill_status status = read_header(made, info);
    if (status != RILL_OK) { /* RILL_MORE: a longer prefix begins again */
        rill_heap_free(&work->heap, made);
        return status;
    }
    made->info = *info;
    *decoder = made;
    return RILL_OK;
}

/* --- Rows --- */

/* 64 KB a step. */
static rill_status load_data(rill_decoder *decoder)
{
    const uint32_t alpha_bytes = decoder->info.data_bytes - decoder->layout.pixels.n_bytes;

    while (decoder->loaded_bytes < decoder->info.data_bytes) {
        const bool in_alpha = decoder->loaded_bytes < alpha_bytes;
        const rill_webp_chunk *const chunk = in_alpha ? &decoder->layout.alpha : &decoder->layout.pixels;
        const uint32_t at = decoder->loaded_bytes - (in_alpha ? 0 : alpha_bytes);
        const uint32_t left_bytes = chunk->n_bytes - at;
        const uint32_t n_bytes = left_bytes < RILL_WINDOW_BYTES ? left_bytes : RILL_WINDOW_BYTES;

        RILL_TRY(rill_work_step(decoder->stage.work, WHERE));
        RILL_TRY(rill_source_copy(decoder->source, chunk->offset + at, decoder->data + decoder->loaded_bytes, n_bytes));
        decoder->loaded_bytes += n_bytes;
    }
    return RILL_OK;
}

static rill_status open_bands(rill_decoder *decoder)
{
    const rill_webp_layout *const layout = &decoder->layout;
    const uint32_t alpha_bytes = decoder->info.data_bytes - layout->pixels.n_bytes;
    const rill_webp_data data = {
        .pixels = decoder->data + alpha_bytes,
        .pixels_bytes = layout->pixels.n_bytes,
        .alpha = !layout->lossless && layout->alpha.offset != 0 ? decoder->data : NULL,
        .alpha_bytes = alpha_bytes,
        .width_px = layout->frame.width_px,
        .height_px = layout->frame.height_px,
    };

    if (layout->lossless)
        return rill_webp_open_lossless(&decoder->bands, &data, decoder->stage.work);
    return rill_webp_open_lossy(&decoder->bands, &data, decoder->stage.out.model, decoder->stage.work);
}

/* Have the frame's row in the band. */
static rill_status reach_row(rill_decoder *decoder, uint32_t row)
{
    while (row >= decoder->band.first_row + decoder->band.n_rows) {
        RILL_TRY(rill_work_step(decoder->stage.work, WHERE));
        RILL_TRY(decoder->bands->next(decoder->bands, &decoder->band));
    }
    return RILL_OK;
}

static rill_status prepare(rill_decoder *decoder)
{
    RILL_TRY(load_data(decoder));
    return decoder->bands == NULL ? open_bands(decoder) : RILL_OK;
}

/* One row of a plane of four channels or of luma; two rows of luma and one each of chroma. */
static rill_status next_rows(rill_stage *stage, rill_group *group)
{
    rill_decoder *const decoder = (rill_decoder *)stage;

    RILL_TRY(prepare(decoder));
    RILL_TRY(reach_row(decoder, decoder->next_row));
    const rill_webp_band *const band = &decoder->band;
    const rill_frame *const frame = &stage->out;
    const uint32_t group_number = decoder->next_row / frame->plane[0].group_rows;
    const uint32_t band_row = decoder->next_row - band->first_row;

    *group = (rill_group){.rows = {NULL}};
    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const uint32_t plane_row = p == 0 ? band_row : band_row / 2;
        group->rows[p] = band->rows[p] + plane_row * band->stride_bytes[p];
        group->stride_bytes[p] = band->stride_bytes[p];
        group->n_rows[p] = rill_plane_group_rows(&frame->plane[p], group_number);
    }
    decoder->next_row += frame->plane[0].group_rows;
    return RILL_OK;
}

/* A frame smaller than its canvas: rows are put together with the transparent rest. */
static rill_status next_canvas_row(rill_stage *stage, rill_group *group)
{
    rill_decoder *const decoder = (rill_decoder *)stage;
    const rill_webp_rect *const frame = &decoder->layout.frame;
    const size_t row_bytes = 4 * (size_t)stage->out.width_px;
    const uint32_t frame_row = decoder->next_row - frame->top_px; /* above the frame it wraps: large */

    if (frame_row < frame->height_px) {
        RILL_TRY(prepare(decoder));
        RILL_TRY(reach_row(decoder, frame_row));
        memcpy(decoder->canvas_row + 4 * (size_t)frame->left_px,
               decoder->band.rows[0] + (frame_row - decoder->band.first_row) * decoder->band.stride_bytes[0],
               4 * (size_t)frame->width_px);
    } else {
        memset(decoder->canvas_row, 0, row_bytes);
    }
    *group = (rill_group){.rows = {decoder->canvas_row}, .stride_bytes = {row_bytes}, .n_rows = {1}};
    decoder->next_row++;
    return RILL_OK;
}

static void webp_release(rill_stage *stage)
{
    rill_decoder *const decoder = (rill_decoder *)stage;
    rill_heap *const heap = &stage->work->heap;

    if (decoder->bands != NULL)
        decoder->bands->close(decoder->bands);
    rill_heap_free(heap, decoder->data);
    rill_heap_free(heap, decoder->canvas_row);
    decoder->bands = NULL;
    decoder->data = decoder->canvas_row = NULL;
}

/* --- The class --- */

static void webp_frame(const rill_image_info *info, const rill_decode_plan *plan, rill_frame *frame)
{
    if (info->model != RILL_YCC)
        *frame = rill_frame_packed(info->model, info->width_px, info->height_px);
    else if (!plan->luma_only)
        *frame = rill_frame_ycc(info->width_px, info->height_px, true, true, true);
    else {
        *frame = rill_frame_packed(RILL_GRAY, info->width_px, info->height_px);
        frame->limited_range = true;
    }
}

static uint64_t webp_memory_bytes(const rill_image_info *info, const rill_decode_plan *plan)
{
    const uint64_t fixed_bytes = 2048; /* our struct */
    const rill_model model = info->model == RILL_YCC && plan->luma_only ? RILL_GRAY : info->model;
    const uint64_t canvas_row_bytes = info->animated ? 4 * (uint64_t)info->width_px : 0;
    const uint64_t raw_alpha_bytes = info->animated || info->lossless ? 0 : (uint64_t)info->width_px * info->height_px;
    const uint64_t lossless_bytes = info->held_bytes > raw_alpha_bytes
                                        ? rill_webp_lossless_bytes(info->width_px, info->height_px, info->data_bytes)
                                        : 0;
    const uint64_t lossy_bytes = info->lossless ? 0 : rill_webp_lossy_bytes(info->width_px, model);

    return fixed_bytes + info->icc_bytes + info->data_bytes + info->held_bytes + canvas_row_bytes + lossless_bytes +
           lossy_bytes;
}

static rill_status webp_open(rill_decoder *decoder, const rill_decode_plan *plan, rill_stage **stage)
{
    rill_work *const work = decoder->stage.work;
    const bool filled = fills_canvas(&decoder->layout);

    webp_frame(&decoder->info, plan, &decoder->stage.out);
    decoder->data = rill_heap_alloc_raw(&work->heap, decoder->info.data_bytes, 1);
    if (decoder->data == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the compressed picture");
    if (!filled) {
        decoder->canvas_row = rill_heap_alloc(&work->heap, decoder->info.width_px + RILL_ROW_PADDING_BYTES / 4, 4);
        if (decoder->canvas_row == NULL)
            return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for a row of the canvas");
    }
    decoder->stage.next_group = filled ? next_rows : next_canvas_row;
    decoder->stage.release = webp_release;
    *stage = &decoder->stage;
    return RILL_OK;
}

const rill_decoder_class rill_webp_decoder = {
    .format = RILL_FORMAT_WEBP,
    .name = "webp",
    .header = webp_header,
    .frame = webp_frame,
    .memory_bytes = webp_memory_bytes,
    .open = webp_open,
};
