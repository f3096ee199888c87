/*
 * png_writer.c - rows to PNG
 *
 * Flow: rows -> [filters or codes, deflate] -> sink
 * Holds: a band of rows (png_filter.c) or one row of codes, deflate and the data of a chunk (png_chunks.c).
 *
 * Not interlaced.  GRAY as gray, RGBX as RGB, RGBA as RGBA, 8 bits a sample; or codes of
 * 1 to 8 bits.  No chunk but IHDR, iCCP, eXIf, iTXt (XMP), PLTE, tRNS, IDAT and IEND.
 */
#include "encode/png_writer.h"

#include "base/byte_order.h"

static const char WHERE[] = "encode_png";

#define EFFORTS 7
/* What looks longer finds more in a small picture, too, and there it costs little. */
#define SMALL_BYTES (512u * 1024)
#define SMALL_FACTOR 8

/*
 * By effort: zlib's level for bands of few colours, candidates of our own search there (0:
 * zlib's), candidates and passes where the picture is held.  Measured: docs/decisions/0004
 * and 0009.  Bands of many colours: filtered noise repeats nothing but runs, and zlib looks
 * for those alone at any level.
 */
static const struct {
    int level;
    uint32_t candidates, held_candidates, passes;
} efforts[EFFORTS] = {{1, 0, 0, 0},  {3, 0, 4, 1},    {5, 0, 8, 2},    {6, 0, 16, 2},
                      {7, 0, 32, 3}, {7, 32, 128, 3}, {7, 256, 512, 5}};
#define MANY_COLOURS_LEVEL 6

#define HEADER_BYTES 13
#define TYPE_PALETTE 3

/* What readers want of a profile: a header and the number of tags. */
#define ICC_HEAD_BYTES 132
#define ICC_VERSION_OFFSET 8

/* --- Header --- */

static uint8_t colour_type(rill_model model)
{
    if (model == RILL_GRAY)
        return 0;
    return model == RILL_RGBX ? 2 : 6;
}

static rill_status write_header(rill_sink *sink, const rill_frame *frame, const rill_png_palette *palette)
{
    uint8_t header[HEADER_BYTES] = {0}; /* compression, filter method, interlace: 0 */

    rill_put_be32(header, frame->width_px);
    rill_put_be32(header + 4, frame->height_px);
    header[8] = palette == NULL ? 8 : (uint8_t)palette->depth_bits;
    header[9] = palette == NULL ? colour_type(frame->model) : palette->gray ? 0 : TYPE_PALETTE;
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

static rill_status write_head(const rill_frame *frame, const rill_png_palette *palette, const rill_encode_plan *plan,
                              rill_sink *sink, rill_work *work)
{
    const uint32_t icc_bytes = profile_bytes(plan);

    RILL_TRY(write_header(sink, frame, palette));
    if (icc_bytes > 0)
        RILL_TRY(rill_png_profile(sink, work, plan->icc, icc_bytes));
    if (plan->exif_bytes > 0)
        RILL_TRY(rill_png_chunk(sink, "eXIf", plan->exif, plan->exif_bytes));
    if (plan->xmp_bytes > 0)
        RILL_TRY(rill_png_xmp(sink, plan->xmp, plan->xmp_bytes));
    return palette == NULL ? RILL_OK : rill_png_palette_write(palette, sink);
}

/* --- Rows --- */

static rill_png_depth depth_of(const rill_encode_plan *plan, bool held, uint64_t total_bytes)
{
    const uint32_t candidates = held ? efforts[plan->effort].held_candidates : efforts[plan->effort].candidates;
    const bool small = held && total_bytes <= SMALL_BYTES;

    return (rill_png_depth){.candidates = small ? candidates * SMALL_FACTOR : candidates,
                            .passes = efforts[plan->effort].passes};
}

rill_status rill_png_writer_open(rill_png_writer *writer, const rill_frame *frame, const rill_png_palette *palette,
                                 bool held, const rill_encode_plan *plan, rill_sink *sink, rill_work *work)
{
    *writer = (rill_png_writer){.palette = palette, .level = efforts[plan->effort].level, .width_px = frame->width_px};
    RILL_TRY(write_head(frame, palette, plan, sink, work));
    if (palette == NULL) {
        RILL_TRY(rill_png_bands_open(&writer->bands, frame, work));
        writer->row_bytes = writer->bands.row_bytes;
    } else {
        writer->row_bytes = (size_t)rill_png_palette_row_bytes(palette, frame->width_px);
        writer->codes = rill_heap_alloc(&work->heap, writer->row_bytes + 1, 1);
        if (writer->codes == NULL)
            return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for rows");
    }
    const uint64_t total_bytes = ((uint64_t)writer->row_bytes + 1) * frame->height_px;
    RILL_TRY(rill_png_stream_open(&writer->stream, total_bytes, depth_of(plan, held, total_bytes), work, sink));
    return rill_png_stream_tune(&writer->stream, writer->level, Z_DEFAULT_STRATEGY);
}

uint64_t rill_png_writer_bytes(const rill_frame *frame, bool held, const rill_encode_plan *plan)
{
    const uint64_t profile = rill_png_profile_bytes(plan->icc_bytes); /* given back before the rest is taken */
    const uint64_t px_bytes = held ? 1 : 4; /* what was held is written as places in its palette */
    const uint64_t total_bytes = (frame->width_px * px_bytes + 1) * frame->height_px;
    const uint64_t rows = rill_png_bands_bytes(frame, plan->or_smaller) +
                          rill_png_stream_bytes(total_bytes, depth_of(plan, held, total_bytes));

    return rows > profile ? rows : profile;
}

static rill_status send_band(rill_png_writer *writer)
{
    rill_png_bands *const bands = &writer->bands;
    const rill_png_kind kind = rill_png_bands_kind(bands);

    if (kind == RILL_PNG_FEW_COLOURS)
        RILL_TRY(rill_png_stream_tune(&writer->stream, writer->level, Z_DEFAULT_STRATEGY));
    else
        RILL_TRY(rill_png_stream_tune(&writer->stream, MANY_COLOURS_LEVEL, Z_RLE));
    for (uint32_t row = 0; row < bands->rows_held; row++)
        RILL_TRY(rill_png_stream_write(&writer->stream, rill_png_bands_filter(bands, kind, row), bands->row_bytes + 1));
    rill_png_bands_next(bands);
    return RILL_OK;
}

rill_status rill_png_writer_row(rill_png_writer *writer, const uint8_t *row)
{
    if (writer->palette == NULL)
        return rill_png_bands_add(&writer->bands, row) ? send_band(writer) : RILL_OK;
    rill_png_palette_pack(writer->palette, row, writer->width_px, writer->codes + 1);
    return rill_png_stream_write(&writer->stream, writer->codes, writer->row_bytes + 1);
}

rill_status rill_png_writer_end(rill_png_writer *writer)
{
    if (writer->palette == NULL && writer->bands.rows_held > 0)
        RILL_TRY(send_band(writer));
    RILL_TRY(rill_png_stream_end(&writer->stream));
    return rill_png_chunk(writer->stream.sink, "IEND", NULL, 0);
}
