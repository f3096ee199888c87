/*
 * encode_png.c - rows to PNG, by libpng
 *
 * Flow: source -> decode -> transform -> [encode] -> sink
 * Holds: deflate's window and tables, up to four rows.
 *
 * Writes 8 bits a sample, not interlaced: GRAY as gray, RGBX as RGB, RGBA as RGBA; and
 * no chunk but IHDR, iCCP, eXIf, iTXt (XMP), IDAT and IEND.
 */
#include "base/codec_memory.h"
#include "encode/encode.h"

#include <png.h>
#include <setjmp.h>
#include <zlib.h>

static const char WHERE[] = "encode_png";

/*
 * zlib's.  Of flat pictures 6 saves 1 to 3 % of the bytes and takes two to four times as long; with Z_RLE all are one.
 */
#define LEVEL 5
#define ICC_HEAD_BYTES 132 /* header and the number of tags: libpng wants no less */
#define ICC_VERSION_OFFSET 8

/* Measured on 64 bits: deflate 268,000, libpng's output buffer and structs, block headers. */
#define FIXED_BYTES 284000
#define ROW_OVERHEAD_BYTES 64 /* filter byte, block header */

typedef struct png_encoder {
    rill_encoder encoder; /* first */
    rill_work *work;
    rill_sink *sink;
    png_structp png;
    png_infop info;
    jmp_buf fence;       /* set by whoever is about to call libpng */
    rill_status verdict; /* why libpng was left by the fence */
} png_encoder;

/* --- What libpng calls --- */

static _Noreturn void leave(png_encoder *encoder, rill_status verdict)
{
    encoder->verdict = verdict;
    longjmp(encoder->fence, 1);
}

static _Noreturn void on_error(png_structp png, png_const_charp message)
{
    png_encoder *const encoder = png_get_error_ptr(png);
    const rill_status status = encoder->work->heap.n_refused > 0 ? RILL_MEMORY_LIMIT : RILL_INTERNAL;

    leave(encoder, rill_fail(encoder->work, status, WHERE, "%s", message));
}

/* Nothing that libpng warns of can come from our calls, except lack of memory. */
static void on_warning(png_structp png, png_const_charp message)
{
    on_error(png, message);
}

static void on_write(png_structp png, png_bytep bytes, size_t n_bytes)
{
    png_encoder *const encoder = png_get_io_ptr(png);
    const rill_status status = rill_sink_write(encoder->sink, bytes, n_bytes);

    if (status != RILL_OK)
        leave(encoder, status);
}

static void on_flush(png_structp png)
{
    (void)png;
}

/* --- Header --- */

static int colour_type(rill_model model)
{
    if (model == RILL_GRAY)
        return PNG_COLOR_TYPE_GRAY;
    return model == RILL_RGBX ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA;
}

/* A photograph's noise is best met by one filter and no search; flat areas by all filters and a full search. */
static void choose_compression(png_structp png, bool photo)
{
    png_set_compression_level(png, LEVEL);
    png_set_compression_strategy(png, photo ? Z_RLE : Z_DEFAULT_STRATEGY);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, photo ? PNG_FILTER_PAETH : PNG_ALL_FILTERS);
}

/* The length that the profile itself tells: libpng errs on bytes behind it.  0: not one that libpng writes. */
static uint32_t profile_bytes(const rill_encode_plan *plan)
{
    if (plan->icc_bytes < ICC_HEAD_BYTES)
        return 0;
    const uint32_t n_bytes = png_get_uint_32(plan->icc);
    const bool whole = n_bytes >= ICC_HEAD_BYTES && n_bytes <= plan->icc_bytes;
    const bool odd = plan->icc[ICC_VERSION_OFFSET] > 3 && n_bytes % 4 != 0;
    return whole && !odd ? n_bytes : 0;
}

/* XMP's name, not compressed, of no language. */
static const char xmp_head[] = "XML:com.adobe.xmp\0\0\0\0";

static void write_metadata(png_structp png, const rill_encode_plan *plan)
{
    if (plan->exif_bytes > 0)
        png_write_chunk(png, (png_const_bytep) "eXIf", plan->exif, plan->exif_bytes);
    if (plan->xmp_bytes == 0)
        return;
    png_write_chunk_start(png, (png_const_bytep) "iTXt", (png_uint_32)sizeof xmp_head + plan->xmp_bytes);
    png_write_chunk_data(png, (png_const_bytep)xmp_head, sizeof xmp_head);
    png_write_chunk_data(png, plan->xmp, plan->xmp_bytes);
    png_write_chunk_end(png);
}

static rill_status write_header(png_encoder *encoder, const rill_frame *frame, const rill_encode_plan *plan)
{
    if (setjmp(encoder->fence))
        return encoder->verdict;
    encoder->png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, encoder, on_error, on_warning, NULL,
                                             rill_png_malloc, rill_png_free);
    if (encoder->png != NULL)
        encoder->info = png_create_info_struct(encoder->png);
    if (encoder->info == NULL)
        return rill_fail(encoder->work, RILL_MEMORY_LIMIT, WHERE, "no memory for libpng");

    png_set_write_fn(encoder->png, encoder, on_write, on_flush);
    png_set_user_limits(encoder->png, frame->width_px, frame->height_px); /* judged by the plan already */
    png_set_IHDR(encoder->png, encoder->info, frame->width_px, frame->height_px, 8, colour_type(frame->model),
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    choose_compression(encoder->png, plan->photo);
    const uint32_t icc_bytes = profile_bytes(plan);
    if (icc_bytes > 0)
        png_set_iCCP(encoder->png, encoder->info, "icc", PNG_COMPRESSION_TYPE_BASE, plan->icc, icc_bytes);
    png_write_info(encoder->png, encoder->info);
    write_metadata(encoder->png, plan);
    png_destroy_info_struct(encoder->png, &encoder->info); /* with its copy of the profile */
    if (frame->model == RILL_RGBX)
        png_set_filler(encoder->png, 0, PNG_FILLER_AFTER);
    return RILL_OK;
}

/* --- Rows --- */

static rill_status png_write_group(rill_encoder *self, const rill_group *group)
{
    png_encoder *const encoder = (png_encoder *)self;

    if (setjmp(encoder->fence))
        return encoder->verdict;
    for (uint32_t row = 0; row < group->n_rows[0]; row++)
        png_write_row(encoder->png, group->rows[0] + row * group->stride_bytes[0]);
    return RILL_OK;
}

static rill_status png_finish(rill_encoder *self)
{
    png_encoder *const encoder = (png_encoder *)self;

    if (setjmp(encoder->fence))
        return encoder->verdict;
    png_write_end(encoder->png, NULL);
    png_destroy_write_struct(&encoder->png, NULL);
    return RILL_OK;
}

/* --- The class --- */

static rill_status png_open(rill_encoder **encoder, const rill_frame *frame, const rill_encode_plan *plan,
                            rill_sink *sink, rill_work *work)
{
    png_encoder *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);

    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the encoder");
    made->work = work;
    made->sink = sink;
    made->encoder = (rill_encoder){.write_group = png_write_group, .finish = png_finish};
    RILL_TRY(write_header(made, frame, plan));
    *encoder = &made->encoder;
    return RILL_OK;
}

static uint64_t png_memory_bytes(const rill_frame *frame, const rill_encode_plan *plan)
{
    const uint64_t held_rows = plan->photo ? 3 : 4; /* this row, the one above, and one or two filtered */
    const uint64_t row_bytes = (uint64_t)frame->width_px * frame->plane[0].channels + ROW_OVERHEAD_BYTES;
    const uint64_t icc_bytes = 2 * (uint64_t)plan->icc_bytes; /* libpng's copy, and compressed (hardly) */

    return FIXED_BYTES + held_rows * row_bytes + icc_bytes;
}

const rill_encoder_class rill_png_encoder = {
    .name = "png",
    .open = png_open,
    .memory_bytes = png_memory_bytes,
};
