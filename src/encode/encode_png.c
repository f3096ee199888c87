/*
 * encode_png.c - rows to PNG
 *
 * Flow: source -> decode -> transform -> [encode] -> sink
 * Holds: a band of rows (png_filter.c), deflate and the data of a chunk (png_chunks.c).
 *
 * Writes 8 bits a sample, not interlaced: GRAY as gray, RGBX as RGB, RGBA as RGBA; and
 * no chunk but IHDR, iCCP, eXIf, iTXt (XMP), IDAT and IEND.
 */
#include "base/byte_order.h"
#include "encode/encode.h"
#include "encode/png_chunks.h"
#include "encode/png_filter.h"

#include <string.h>

static const char WHERE[] = "encode_png";

/* zlib's, for the two kinds of bands.  Filtered noise repeats nothing but runs: a search costs time and bytes. */
#define FEW_COLOURS_LEVEL 7
#define MANY_COLOURS_LEVEL 6

#define HEADER_BYTES 13
#define DEPTH_BITS 8

/* What readers want of a profile: a header and the number of tags. */
#define ICC_HEAD_BYTES 132
#define ICC_VERSION_OFFSET 8

#define OURS_BYTES 4096 /* our struct and the headers of blocks */

typedef struct png_encoder {
    rill_encoder encoder; /* first */
    rill_png_bands bands;
    rill_png_stream stream;
} png_encoder;

/* --- Header --- */

static uint8_t colour_type(rill_model model)
{
    if (model == RILL_GRAY)
        return 0;
    return model == RILL_RGBX ? 2 : 6;
}

static rill_status write_header(rill_sink *sink, const rill_frame *frame)
{
    uint8_t header[HEADER_BYTES] = {0}; /* compression, filter method, interlace: 0 */

    rill_put_be32(header, frame->width_px);
    rill_put_be32(header + 4, frame->height_px);
    header[8] = DEPTH_BITS;
    header[9] = colour_type(frame->model);
    RILL_TRY(rill_png_signature(sink));
    return rill_png_chunk(sink, "IHDR", header, sizeof header);
}

/* The length that the profile itself tells: readers refuse bytes behind it.  0: not one that they take. */
static uint32_t profile_bytes(const rill_encode_plan *plan)
{
    if (plan->icc_bytes < ICC_HEAD_BYTES)
        return 0;
    const uint32_t n_bytes = rill_read_be32(plan->icc);
    const bool whole = n_bytes >= ICC_HEAD_BYTES && n_bytes <= plan->icc_bytes;
    const bool odd = plan->icc[ICC_VERSION_OFFSET] > 3 && n_bytes % 4 != 0;
    return whole && !odd ? n_bytes : 0;
}

/* --- Rows --- */

static rill_status send_band(png_encoder *encoder)
{
    rill_png_bands *const bands = &encoder->bands;
    const rill_png_kind kind = rill_png_bands_kind(bands);

    if (kind == RILL_PNG_FEW_COLOURS)
        RILL_TRY(rill_png_stream_tune(&encoder->stream, FEW_COLOURS_LEVEL, Z_DEFAULT_STRATEGY));
    else
        RILL_TRY(rill_png_stream_tune(&encoder->stream, MANY_COLOURS_LEVEL, Z_RLE));
    for (uint32_t row = 0; row < bands->rows_held; row++)
        RILL_TRY(
            rill_png_stream_write(&encoder->stream, rill_png_bands_filter(bands, kind, row), bands->row_bytes + 1));
    rill_png_bands_next(bands);
    return RILL_OK;
}

static rill_status png_write_group(rill_encoder *self, const rill_group *group)
{
    png_encoder *const encoder = (png_encoder *)self;

    for (uint32_t row = 0; row < group->n_rows[0]; row++)
        if (rill_png_bands_add(&encoder->bands, group->rows[0] + row * group->stride_bytes[0]))
            RILL_TRY(send_band(encoder));
    return RILL_OK;
}

static rill_status png_finish(rill_encoder *self)
{
    png_encoder *const encoder = (png_encoder *)self;

    if (encoder->bands.rows_held > 0)
        RILL_TRY(send_band(encoder));
    RILL_TRY(rill_png_stream_end(&encoder->stream));
    return rill_png_chunk(encoder->stream.sink, "IEND", NULL, 0);
}

/* --- The class --- */

static rill_status png_open(rill_encoder **encoder, const rill_frame *frame, const rill_encode_plan *plan,
                            rill_sink *sink, rill_work *work)
{
    png_encoder *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);
    const uint32_t icc_bytes = profile_bytes(plan);

    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the encoder");
    made->encoder = (rill_encoder){.write_group = png_write_group, .finish = png_finish};
    RILL_TRY(write_header(sink, frame));
    if (icc_bytes > 0)
        RILL_TRY(rill_png_profile(sink, work, plan->icc, icc_bytes));
    if (plan->exif_bytes > 0)
        RILL_TRY(rill_png_chunk(sink, "eXIf", plan->exif, plan->exif_bytes));
    if (plan->xmp_bytes > 0)
        RILL_TRY(rill_png_xmp(sink, plan->xmp, plan->xmp_bytes));
    RILL_TRY(rill_png_bands_open(&made->bands, frame, work));
    const uint64_t total_bytes = ((uint64_t)made->bands.row_bytes + 1) * frame->height_px;
    RILL_TRY(rill_png_stream_open(&made->stream, total_bytes, work, sink));
    *encoder = &made->encoder;
    return RILL_OK;
}

static uint64_t png_memory_bytes(const rill_frame *frame, const rill_encode_plan *plan)
{
    const uint64_t profile = rill_png_profile_bytes(plan->icc_bytes); /* given back before the rest is taken */
    const uint64_t rows = rill_png_bands_bytes(frame, plan->or_smaller) + rill_png_stream_bytes();

    return OURS_BYTES + (rows > profile ? rows : profile);
}

const rill_encoder_class rill_png_encoder = {
    .name = "png",
    .open = png_open,
    .memory_bytes = png_memory_bytes,
};
