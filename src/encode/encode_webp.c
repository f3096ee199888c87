/*
 * encode_webp.c - row groups to WebP, by libwebp
 *
 * Flow: source -> decode -> transform -> [encode] -> sink
 * Holds: the whole result before compression, and libwebp's symbols for all of it: it
 * needs their statistics before it writes the first one.
 *
 * Lossy takes YCC of limited range as it is (libwebp's own planes), and RGBA, whose
 * alpha is dropped by libwebp where it is opaque.  Lossless takes RGBX and RGBA.
 * Encoding runs in finish() in one call: it can be ended by the deadline, not sliced.
 */
#include "base/byte_order.h"
#include "encode/encode.h"
#include "encode/webp_memory.h"

#include "src/webp/encode.h"

#include <string.h>

static const char WHERE[] = "encode_webp";

#define LOSSLESS_QUALITY 75 /* effort, not loss: what `cwebp -lossless` takes by default */
#define RIFF_HEAD_BYTES 12
#define VP8X_CHUNK_BYTES 18
#define CHUNK_HEAD_BYTES 8
#define HEAD_BYTES (RIFF_HEAD_BYTES + VP8X_CHUNK_BYTES)
#define VP8X_HAS_ICC 0x20
#define VP8X_HAS_ALPHA 0x10
#define VP8X_HAS_EXIF 0x08
#define VP8X_HAS_XMP 0x04
#define VP8L_ALPHA_OFFSET 24 /* the byte of a simple lossless file whose bit 4 says that there is alpha */
#define VP8L_ALPHA_BIT 0x10

typedef struct webp_encoder {
    rill_encoder encoder; /* first */
    rill_work *work;
    rill_sink *sink;
    rill_frame frame;
    WebPConfig config;
    WebPPicture picture;
    rill_status verdict; /* why a callback told libwebp to stop */
    void *memory;        /* planes or pixels */
    uint8_t *plane[RILL_PLANES_MAX];
    uint32_t next_row[RILL_PLANES_MAX];
    rill_encode_plan plan;
    uint8_t head[HEAD_BYTES]; /* with a profile or metadata: the file's beginning, held back until it can be changed */
    uint32_t head_bytes;
    bool head_written;
} webp_encoder;

/* --- Out: libwebp's file, with chunks put into it --- */

static void put_u24(uint8_t *bytes, uint32_t number)
{
    bytes[0] = (uint8_t)number;
    bytes[1] = (uint8_t)(number >> 8);
    bytes[2] = (uint8_t)(number >> 16);
}

/* The VP8X chunk that announces the others: libwebp's own, changed, or a new one. */
static void make_vp8x(const webp_encoder *encoder, bool has_vp8x, uint8_t *vp8x)
{
    const uint8_t *const after_riff = encoder->head + RIFF_HEAD_BYTES;
    const bool lossless_alpha = memcmp(after_riff, "VP8L", 4) == 0 && encoder->head_bytes > VP8L_ALPHA_OFFSET &&
                                (encoder->head[VP8L_ALPHA_OFFSET] & VP8L_ALPHA_BIT);

    if (has_vp8x) {
        memcpy(vp8x, after_riff, VP8X_CHUNK_BYTES);
    } else {
        memcpy(vp8x, "VP8X", 4);
        rill_put_le32(vp8x + 4, VP8X_CHUNK_BYTES - CHUNK_HEAD_BYTES);
        rill_put_le32(vp8x + 8, lossless_alpha ? VP8X_HAS_ALPHA : 0);
        put_u24(vp8x + 12, encoder->frame.width_px - 1);
        put_u24(vp8x + 15, encoder->frame.height_px - 1);
    }
    vp8x[8] |= (uint8_t)((encoder->plan.icc_bytes > 0 ? VP8X_HAS_ICC : 0) |
                         (encoder->plan.exif_bytes > 0 ? VP8X_HAS_EXIF : 0) |
                         (encoder->plan.xmp_bytes > 0 ? VP8X_HAS_XMP : 0));
}

/* With its head and the byte that makes its length even; 0: no chunk. */
static uint32_t chunk_bytes(uint32_t n_bytes)
{
    return n_bytes == 0 ? 0 : CHUNK_HEAD_BYTES + n_bytes + (n_bytes & 1);
}

static rill_status write_chunk(webp_encoder *encoder, const char *tag, const uint8_t *bytes, uint32_t n_bytes)
{
    uint8_t chunk_head[CHUNK_HEAD_BYTES];

    if (n_bytes == 0)
        return RILL_OK;
    memcpy(chunk_head, tag, 4);
    rill_put_le32(chunk_head + 4, n_bytes);
    RILL_TRY(rill_sink_write(encoder->sink, chunk_head, sizeof chunk_head));
    RILL_TRY(rill_sink_write(encoder->sink, bytes, n_bytes));
    return n_bytes & 1 ? rill_sink_write(encoder->sink, "", 1) : RILL_OK;
}

/* RIFF, VP8X, ICCP, and what else was held back. */
static rill_status write_head(webp_encoder *encoder)
{
    const bool has_vp8x = memcmp(encoder->head + RIFF_HEAD_BYTES, "VP8X", 4) == 0;
    const uint32_t held_from = RIFF_HEAD_BYTES + (has_vp8x ? VP8X_CHUNK_BYTES : 0);
    const rill_encode_plan *const plan = &encoder->plan;
    const uint32_t added_bytes = chunk_bytes(plan->icc_bytes) + chunk_bytes(plan->exif_bytes) +
                                 chunk_bytes(plan->xmp_bytes) + (has_vp8x ? 0 : VP8X_CHUNK_BYTES);
    uint8_t riff[RIFF_HEAD_BYTES], vp8x[VP8X_CHUNK_BYTES];

    memcpy(riff, encoder->head, sizeof riff);
    rill_put_le32(riff + 4, rill_read_le32(riff + 4) + added_bytes);
    make_vp8x(encoder, has_vp8x, vp8x);
    RILL_TRY(rill_sink_write(encoder->sink, riff, sizeof riff));
    RILL_TRY(rill_sink_write(encoder->sink, vp8x, sizeof vp8x));
    RILL_TRY(write_chunk(encoder, "ICCP", plan->icc, plan->icc_bytes));
    encoder->head_written = true;
    return rill_sink_write(encoder->sink, encoder->head + held_from, encoder->head_bytes - held_from);
}

static rill_status write_bytes(webp_encoder *encoder, const uint8_t *bytes, size_t n_bytes)
{
    if (!encoder->head_written) {
        const size_t room = HEAD_BYTES - encoder->head_bytes;
        const size_t held = n_bytes < room ? n_bytes : room;
        memcpy(encoder->head + encoder->head_bytes, bytes, held);
        encoder->head_bytes += (uint32_t)held;
        if (encoder->head_bytes < HEAD_BYTES)
            return RILL_OK;
        RILL_TRY(write_head(encoder));
        bytes += held;
        n_bytes -= held;
    }
    return rill_sink_write(encoder->sink, bytes, n_bytes);
}

/* --- What libwebp calls: 0 stops it --- */

static int on_write(const uint8_t *bytes, size_t n_bytes, const WebPPicture *picture)
{
    webp_encoder *const encoder = picture->custom_ptr;

    encoder->verdict = write_bytes(encoder, bytes, n_bytes);
    return encoder->verdict == RILL_OK;
}

static int on_progress(int percent, const WebPPicture *picture)
{
    webp_encoder *const encoder = picture->user_data;
    rill_work *const work = encoder->work;

    (void)percent;
    if (work->host.now(work->host.user) <= work->deadline_at_ms)
        return 1;
    encoder->verdict = rill_fail(work, RILL_DEADLINE, WHERE, "");
    return 0;
}

/* --- In --- */

static rill_status take_planes(rill_encoder *self, const rill_group *group)
{
    webp_encoder *const encoder = (webp_encoder *)self;

    for (uint32_t p = 0; p < encoder->frame.n_planes; p++) {
        const size_t width_px = encoder->frame.plane[p].width_px;
        for (uint32_t row = 0; row < group->n_rows[p]; row++)
            memcpy(encoder->plane[p] + encoder->next_row[p]++ * width_px, group->rows[p] + row * group->stride_bytes[p],
                   width_px);
    }
    return RILL_OK;
}

/* libwebp's pixels are 32-bit numbers, alpha on top. */
static void pack_row(uint32_t *argb, const uint8_t *rgba, size_t width_px, uint32_t opaque)
{
    for (size_t x_px = 0; x_px < width_px; x_px++, rgba += 4)
        argb[x_px] = opaque | (uint32_t)rgba[3] << 24 | (uint32_t)rgba[0] << 16 | (uint32_t)rgba[1] << 8 | rgba[2];
}

static rill_status take_pixels(rill_encoder *self, const rill_group *group)
{
    webp_encoder *const encoder = (webp_encoder *)self;
    const size_t width_px = encoder->frame.width_px;
    const uint32_t opaque = encoder->frame.model == RILL_RGBX ? 0xff000000u : 0;

    for (uint32_t row = 0; row < group->n_rows[0]; row++)
        pack_row(encoder->picture.argb + encoder->next_row[0]++ * width_px,
                 group->rows[0] + row * group->stride_bytes[0], width_px, opaque);
    return RILL_OK;
}

/* --- Encoding --- */

static rill_status fail_by_code(webp_encoder *encoder)
{
    rill_work *const work = encoder->work;
    const WebPEncodingError code = encoder->picture.error_code;

    if (encoder->verdict != RILL_OK)
        return encoder->verdict;
    if (work->heap.n_refused > 0)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for libwebp");
    if (code == VP8_ENC_ERROR_PARTITION0_OVERFLOW || code == VP8_ENC_ERROR_PARTITION_OVERFLOW ||
        code == VP8_ENC_ERROR_FILE_TOO_BIG)
        return rill_fail(work, RILL_OUTPUT_TOO_LARGE, WHERE, "too much data for the WebP format");
    return rill_fail(work, RILL_INTERNAL, WHERE, "libwebp's error %d", (int)code);
}

/* What libwebp's file is followed by.  Its own last chunk has an even length. */
static rill_status write_tail(webp_encoder *encoder)
{
    const rill_encode_plan *const plan = &encoder->plan;

    if (!encoder->head_written) /* a file of fewer than HEAD_BYTES */
        RILL_TRY(write_head(encoder));
    RILL_TRY(write_chunk(encoder, "EXIF", plan->exif, plan->exif_bytes));
    return write_chunk(encoder, "XMP ", plan->xmp, plan->xmp_bytes);
}

static rill_status webp_finish(rill_encoder *self)
{
    webp_encoder *const encoder = (webp_encoder *)self;
    rill_heap *const heap = &encoder->work->heap;
    const bool encoded = WebPEncode(&encoder->config, &encoder->picture) != 0;

    WebPPictureFree(&encoder->picture); /* planes that libwebp made of RGBA */
    rill_heap_free(heap, encoder->memory);
    encoder->memory = NULL;
    /* Refused memory alone does not stop libwebp: it leaves a search out, and the bytes would differ. */
    if (!encoded || heap->n_refused > 0)
        return fail_by_code(encoder);
    return write_tail(encoder);
}

/* --- The class --- */

static rill_status take_yuv_memory(webp_encoder *encoder)
{
    const rill_plane *const luma = &encoder->frame.plane[0], *const chroma = &encoder->frame.plane[1];
    const size_t luma_bytes = (size_t)luma->width_px * luma->height_px;
    const size_t chroma_bytes = (size_t)chroma->width_px * chroma->height_px;
    uint8_t *const planes = rill_heap_alloc_raw(&encoder->work->heap, luma_bytes + 2 * chroma_bytes, 1);

    if (planes == NULL)
        return rill_fail(encoder->work, RILL_MEMORY_LIMIT, WHERE, "no memory for the planes");
    encoder->memory = planes;
    encoder->plane[0] = encoder->picture.y = planes;
    encoder->plane[1] = encoder->picture.u = planes + luma_bytes;
    encoder->plane[2] = encoder->picture.v = planes + luma_bytes + chroma_bytes;
    encoder->picture.y_stride = (int)luma->width_px;
    encoder->picture.uv_stride = (int)chroma->width_px;
    encoder->picture.colorspace = WEBP_YUV420;
    encoder->encoder.write_group = take_planes;
    return RILL_OK;
}

static rill_status take_argb_memory(webp_encoder *encoder)
{
    const size_t n_px = (size_t)encoder->frame.width_px * encoder->frame.height_px; /* 14 bits each */

    encoder->memory = encoder->picture.argb = rill_heap_alloc_raw(&encoder->work->heap, n_px, sizeof(uint32_t));
    if (encoder->memory == NULL)
        return rill_fail(encoder->work, RILL_MEMORY_LIMIT, WHERE, "no memory for the pixels");
    encoder->picture.use_argb = 1;
    encoder->picture.argb_stride = (int)encoder->frame.width_px;
    encoder->encoder.write_group = take_pixels;
    return RILL_OK;
}

static rill_status configure(webp_encoder *encoder, const rill_encode_plan *plan)
{
    WebPPicture *const picture = &encoder->picture;

    if (!WebPConfigInit(&encoder->config) || !WebPPictureInit(picture))
        return rill_fail(encoder->work, RILL_INTERNAL, WHERE, "libwebp of another version");
    encoder->config.lossless = plan->lossless;
    encoder->config.quality = plan->lossless ? LOSSLESS_QUALITY : (float)plan->quality;
    encoder->config.method = (int)plan->effort;
    encoder->config.alpha_quality = (int)plan->alpha_quality;
    encoder->config.low_memory = encoder->frame.model == RILL_YCC &&
                                 rill_webp_wants_low_memory(encoder->frame.width_px, encoder->frame.height_px);
    picture->width = (int)encoder->frame.width_px;
    picture->height = (int)encoder->frame.height_px;
    picture->writer = on_write;
    picture->custom_ptr = encoder;
    picture->progress_hook = on_progress;
    picture->user_data = encoder;
    return RILL_OK;
}

static rill_status webp_open(rill_encoder **encoder, const rill_frame *frame, const rill_encode_plan *plan,
                             rill_sink *sink, rill_work *work)
{
    if (frame->width_px > RILL_MAX_WEBP_SIDE_PX || frame->height_px > RILL_MAX_WEBP_SIDE_PX)
        return rill_fail(work, RILL_TOO_MANY_PIXELS, WHERE, "%u x %u pixels; a side of a WebP may have 16383",
                         frame->width_px, frame->height_px);
    webp_encoder *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);
    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the encoder");
    made->work = work;
    made->sink = sink;
    made->frame = *frame;
    made->plan = *plan;
    made->head_written = plan->icc_bytes == 0 && plan->exif_bytes == 0 && plan->xmp_bytes == 0;
    made->encoder.finish = webp_finish;
    RILL_TRY(configure(made, plan));
    RILL_TRY(frame->model == RILL_YCC ? take_yuv_memory(made) : take_argb_memory(made));
    *encoder = &made->encoder;
    return RILL_OK;
}

static uint64_t webp_memory_bytes(const rill_frame *frame, const rill_encode_plan *plan)
{
    const uint64_t own_bytes = 2048; /* our struct, libwebp's picture and configuration, block headers */

    if (plan->lossless)
        return own_bytes + rill_webp_lossless_pixels_bytes(frame->width_px, frame->height_px, plan);
    if (frame->model == RILL_YCC)
        return own_bytes + rill_webp_yuv_bytes(frame->width_px, frame->height_px, plan);
    return own_bytes + rill_webp_alpha_bytes(frame->width_px, frame->height_px, plan);
}

const rill_encoder_class rill_webp_encoder = {
    .name = "webp",
    .open = webp_open,
    .memory_bytes = webp_memory_bytes,
};
