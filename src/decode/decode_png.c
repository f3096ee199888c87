/*
 * decode_png.c - PNG to rows, by libpng
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: two rows of libpng's and one of ours; the whole frame for Adam7.
 *
 * Sends GRAY (gray without transparency), RGBX (colour without) or RGBA; 16 bits are
 * scaled to 8.  The pixels are what counts: damage in IDAT, PLTE or IHDR is an error,
 * odd ancillary chunks are warnings, and nothing is wanted of a file after its last row.
 */
#include "base/byte_order.h"
#include "base/checked.h"
#include "base/codec_memory.h"
#include "decode/decode.h"
#include "simd/png_kernels.h"
#include "source/exif.h"
#include "source/icc.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

static const char WHERE[] = "decode_png";

#define HEAD_BYTES 33       /* signature and IHDR */
#define HEAD_TYPE_OFFSET 12 /* the first chunk's type */
#define HEAD_WIDTH_OFFSET 16
#define HEAD_HEIGHT_OFFSET 20
#define ROWS_A_STEP 16
#define READS_A_CLOCK 1024   /* reads between two looks at the clock; only floods of tiny chunks get there */
#define MAX_TAIL_BYTES 16384 /* of IDAT after the last row: a checksum has 4, a bomb goes on */
#define ADAM7_PASSES 7
#define EXIF_BYTES 32768 /* of eXIf are looked at: the first directory stands at its beginning */

/* Measured on 64 bits, where it is larger: structs of libpng and ours, inflate's state and windows, one IDAT buffer. */
#define FIXED_BYTES 94000
#define ROW_OVERHEAD_BYTES 128 /* libpng's alignment and our block header, a row buffer */

struct rill_decoder {
    rill_stage stage; /* first: a rill_stage * of ours is a rill_decoder * */
    rill_source *source;
    png_structp png;
    png_infop info;
    jmp_buf fence;       /* set by whoever is about to call libpng */
    rill_status verdict; /* why libpng was left by the fence; RILL_END: all rows are there */
    uint32_t offset;     /* of the next byte that libpng gets */
    uint32_t n_reads;
    uint32_t n_chunks;
    uint32_t tail_bytes;           /* read after the last row */
    rill_metadata_places metadata; /* before the pixels: the first eXIf, and the first XMP */
    bool interlaced;
    bool spread;   /* libpng gives RGB, we make RGBX of it */
    uint8_t *rows; /* one row, or the frame for Adam7 */
    size_t row_bytes;
    uint32_t next_row; /* to be lent */
    int pass;          /* Adam7: reading this pass ... */
    uint32_t pass_row; /* ... and this row of it */
};

/* --- What libpng calls --- */

static _Noreturn void leave(rill_decoder *decoder, rill_status verdict)
{
    decoder->verdict = verdict;
    longjmp(decoder->fence, 1);
}

/* libpng says «out of memory» in many words, and sometimes only loses a chunk: ask the heap. */
static rill_status blame(const rill_work *work)
{
    return work->heap.n_refused > 0 ? RILL_MEMORY_LIMIT : RILL_CORRUPT;
}

static _Noreturn void on_error(png_structp png, png_const_charp message)
{
    rill_decoder *const decoder = png_get_error_ptr(png);
    rill_work *const work = decoder->stage.work;

    leave(decoder, rill_fail(work, blame(work), WHERE, "%s", message));
}

/* Where pixels are lost libpng errs.  It warns of what comes after the last row, and of odd ancillary chunks. */
static void on_warning(png_structp png, png_const_charp message)
{
    rill_decoder *const decoder = png_get_error_ptr(png);

    if (strncmp(message, "IDAT: ", 6) == 0)
        decoder->stage.work->warnings |= RILL_WARN_EXTRA_BYTES;
    else if (strncmp(message, "iCCP: ", 6) == 0)
        decoder->stage.work->warnings |= RILL_WARN_BAD_METADATA;
    else
        decoder->stage.work->warnings |= RILL_WARN_ODD_HEADER;
}

static bool all_rows_are_there(const rill_decoder *decoder)
{
    if (decoder->interlaced)
        return png_get_current_pass_number(decoder->png) == ADAM7_PASSES;
    return png_get_current_row_number(decoder->png) >= png_get_image_height(decoder->png, decoder->info);
}

static bool chunk_begins(const rill_decoder *decoder)
{
    return png_get_io_state(decoder->png) == (PNG_IO_READING | PNG_IO_CHUNK_HDR);
}

/* The reader of a row cannot stop and go on: a flood of empty chunks is met here. */
static void stop_floods(rill_decoder *decoder)
{
    rill_work *const work = decoder->stage.work;

    if (chunk_begins(decoder) && ++decoder->n_chunks > work->limits.max_png_chunks)
        leave(decoder, rill_fail(work, RILL_CORRUPT, WHERE, "more than %u chunks", work->limits.max_png_chunks));
    if (++decoder->n_reads % READS_A_CLOCK == 0 && work->host.now(work->host.user) > work->deadline_at_ms)
        leave(decoder, rill_fail(work, RILL_DEADLINE, WHERE, ""));
}

/* After the last row libpng reads on to the end of the compressed stream, however much that inflates to. */
static void stop_after_last_row(rill_decoder *decoder, size_t n_bytes)
{
    if (decoder->rows == NULL || !all_rows_are_there(decoder)) /* NULL: still in the header */
        return;
    decoder->tail_bytes += (uint32_t)n_bytes;
    if (decoder->tail_bytes <= MAX_TAIL_BYTES)
        return;
    decoder->stage.work->warnings |= RILL_WARN_EXTRA_BYTES;
    leave(decoder, RILL_END);
}

/* An iTXt chunk: "XML:com.adobe.xmp", not compressed, of no language.  The packet is the rest. */
static void note_xmp(rill_decoder *decoder, uint32_t n_bytes)
{
    static const char name[] = "XML:com.adobe.xmp\0\0\0\0";
    uint8_t head[sizeof name];

    if (decoder->metadata.xmp.n_bytes > 0 || n_bytes <= sizeof head)
        return;
    const rill_status status = rill_source_copy(decoder->source, decoder->offset, head, sizeof head);
    if (status != RILL_OK)
        leave(decoder, status);
    if (memcmp(head, name, sizeof head) == 0)
        decoder->metadata.xmp =
            (rill_source_range){decoder->offset + (uint32_t)sizeof head, n_bytes - (uint32_t)sizeof head};
}

/* libpng skips both (it would hold them twice); read_orientation() and metadata.c come back for them. */
static void note_metadata(rill_decoder *decoder, const uint8_t *chunk_head)
{
    const uint32_t n_bytes = rill_read_be32(chunk_head);

    if (decoder->rows != NULL)
        return;
    if (memcmp(chunk_head + 4, "eXIf", 4) == 0 && decoder->metadata.exif.n_bytes == 0)
        decoder->metadata.exif = (rill_source_range){decoder->offset, n_bytes};
    else if (memcmp(chunk_head + 4, "iTXt", 4) == 0)
        note_xmp(decoder, n_bytes);
}

static void on_read(png_structp png, png_bytep into, size_t n_bytes)
{
    rill_decoder *const decoder = png_get_io_ptr(png);

    stop_floods(decoder);
    stop_after_last_row(decoder, n_bytes);
    const rill_status status = rill_source_copy(decoder->source, decoder->offset, into, (uint32_t)n_bytes);
    if (status != RILL_OK)
        leave(decoder, status);
    decoder->offset += (uint32_t)n_bytes;
    if (chunk_begins(decoder))
        note_metadata(decoder, into);
}

/* --- Header --- */

/* Sizes are judged before libpng sees them, so that a bomb gets its own name. */
static rill_status check_head(rill_source *source, rill_work *work)
{
    uint8_t head[HEAD_BYTES];

    RILL_TRY(rill_source_copy(source, 0, head, HEAD_BYTES));
    if (memcmp(head + HEAD_TYPE_OFFSET, "CgBI", 4) == 0)
        return rill_fail(work, RILL_UNSUPPORTED_VARIANT, WHERE, "CgBI: a PNG changed for the iPhone by Xcode");
    if (memcmp(head + HEAD_TYPE_OFFSET, "IHDR", 4) != 0)
        return rill_fail(work, RILL_CORRUPT, WHERE, "the first chunk is not IHDR");
    return rill_check_source_size(work, WHERE, rill_read_be32(head + HEAD_WIDTH_OFFSET),
                                  rill_read_be32(head + HEAD_HEIGHT_OFFSET));
}

static rill_status read_info(rill_decoder *decoder)
{
    rill_work *const work = decoder->stage.work;

    if (setjmp(decoder->fence))
        return decoder->verdict;
    decoder->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, decoder, on_error, on_warning, NULL, rill_png_malloc,
                                            rill_png_free);
    if (decoder->png != NULL)
        decoder->info = png_create_info_struct(decoder->png);
    if (decoder->info == NULL)
        return rill_fail(work, blame(work), WHERE, "no memory for libpng");

    png_set_read_fn(decoder->png, decoder, on_read);
    png_set_user_limits(decoder->png, work->limits.max_side_px, work->limits.max_side_px);
    png_set_chunk_malloc_max(decoder->png, work->limits.max_icc_bytes);
    png_set_benign_errors(decoder->png, 1);
    png_read_info(decoder->png, decoder->info);
    /* An ancillary chunk that was dropped for lack of memory would change the result. */
    return work->heap.n_refused > 0 ? rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for a chunk") : RILL_OK;
}

static rill_model model_of(const rill_decoder *decoder)
{
    const png_byte colour = png_get_color_type(decoder->png, decoder->info);

    if ((colour & PNG_COLOR_MASK_ALPHA) || png_get_valid(decoder->png, decoder->info, PNG_INFO_tRNS))
        return RILL_RGBA;
    return (colour & PNG_COLOR_MASK_COLOR) ? RILL_RGBX : RILL_GRAY;
}

static rill_status read_orientation(rill_decoder *decoder, unsigned *orientation)
{
    rill_work *const work = decoder->stage.work;
    const rill_source_range *const place = &decoder->metadata.exif;
    const uint32_t exif_bytes = place->n_bytes < EXIF_BYTES ? place->n_bytes : EXIF_BYTES;

    *orientation = 1;
    if (exif_bytes == 0)
        return RILL_OK;
    uint8_t *const exif = rill_heap_alloc_raw(&work->heap, exif_bytes, 1);
    if (exif == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for eXIf");
    const rill_status status = rill_source_copy(decoder->source, place->offset, exif, exif_bytes);
    if (status == RILL_OK)
        *orientation = rill_exif_orientation(exif, exif_bytes);
    rill_heap_free(&work->heap, exif);
    return status;
}

/* Take the profile out of libpng's hands: it outlives the decoder. */
static void take_icc(rill_decoder *decoder, rill_image_info *info)
{
    png_charp name;
    int compression;
    png_bytep profile;
    png_uint_32 profile_bytes;

    if (!png_get_iCCP(decoder->png, decoder->info, &name, &compression, &profile, &profile_bytes))
        return;
    if (rill_icc_space_of(profile, profile_bytes) == RILL_ICC_DAMAGED) {
        decoder->stage.work->warnings |= RILL_WARN_BAD_METADATA;
        return;
    }
    png_data_freer(decoder->png, decoder->info, PNG_USER_WILL_FREE_DATA, PNG_FREE_ICCP);
    info->icc = profile;
    info->icc_bytes = profile_bytes;
}

static rill_status fill_info(rill_decoder *decoder, rill_image_info *info)
{
    decoder->interlaced = png_get_interlace_type(decoder->png, decoder->info) != PNG_INTERLACE_NONE;
    *info = (rill_image_info){
        .format = RILL_FORMAT_PNG,
        .width_px = png_get_image_width(decoder->png, decoder->info),
        .height_px = png_get_image_height(decoder->png, decoder->info),
        .model = model_of(decoder),
        .interlaced = decoder->interlaced,
        .depth_bits = png_get_bit_depth(decoder->png, decoder->info),
        .n_frames = 1,
    };
    info->few_colours =
        png_get_color_type(decoder->png, decoder->info) == PNG_COLOR_TYPE_PALETTE || info->depth_bits < 8;
    info->metadata = decoder->metadata;
    RILL_TRY(read_orientation(decoder, &info->orientation));
    take_icc(decoder, info);
    if (info->depth_bits == 16)
        decoder->stage.work->warnings |= RILL_WARN_DEPTH;
    return RILL_OK;
}

static void close_libpng(rill_decoder *decoder)
{
    png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
}

static rill_status png_header(rill_decoder **decoder, rill_source *source, rill_work *work, rill_image_info *info)
{
    RILL_TRY(check_head(source, work));
    rill_decoder *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);
    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the decoder");
    made->stage.work = work;
    made->source = source;

    rill_status status = read_info(made);
    if (status == RILL_OK)
        status = fill_info(made, info);
    if (status == RILL_OK) {
        *decoder = made;
        return RILL_OK;
    }
    close_libpng(made); /* RILL_MORE: a longer prefix begins again */
    rill_heap_free(&work->heap, made);
    return status;
}

/* --- Rows --- */

static void choose_transforms(rill_decoder *decoder, rill_model model)
{
    const png_byte colour = png_get_color_type(decoder->png, decoder->info);
    const bool gray = !(colour & PNG_COLOR_MASK_COLOR);

    decoder->spread = model == RILL_RGBX && colour == PNG_COLOR_TYPE_RGB && !decoder->interlaced;
    png_set_expand(decoder->png); /* palette to RGB, fewer than 8 bits to 8, tRNS to alpha */
    png_set_scale_16(decoder->png);
    if (gray && model != RILL_GRAY)
        png_set_gray_to_rgb(decoder->png);
    if (model == RILL_RGBX && !decoder->spread)
        png_set_filler(decoder->png, 0xff, PNG_FILLER_AFTER);
}

/* By how much a row of ours is longer than libpng's. */
static size_t spread_bytes(const rill_decoder *decoder)
{
    return decoder->spread ? decoder->stage.out.width_px : 0;
}

static rill_status start_rows(rill_decoder *decoder)
{
    if (setjmp(decoder->fence))
        return decoder->verdict;
    choose_transforms(decoder, decoder->stage.out.model);
    png_set_interlace_handling(decoder->png);
    png_read_update_info(decoder->png, decoder->info);
    if (png_get_rowbytes(decoder->png, decoder->info) != decoder->row_bytes - spread_bytes(decoder))
        return rill_fail(decoder->stage.work, RILL_INTERNAL, WHERE, "libpng makes rows of another length");
    return RILL_OK;
}

static rill_status read_row(rill_decoder *decoder, uint8_t *row)
{
    if (setjmp(decoder->fence))
        return decoder->verdict == RILL_END ? RILL_OK : decoder->verdict;
    png_read_row(decoder->png, row, NULL);
    return RILL_OK;
}

static void lend_row(const rill_decoder *decoder, const uint8_t *row, rill_group *group)
{
    *group = (rill_group){.rows = {row}, .stride_bytes = {decoder->row_bytes}, .n_rows = {1}};
}

static rill_status next_row(rill_stage *stage, rill_group *group)
{
    rill_decoder *const decoder = (rill_decoder *)stage;

    if (decoder->next_row % ROWS_A_STEP == 0)
        RILL_TRY(rill_work_step(stage->work, WHERE));
    uint8_t *const rgb = decoder->rows + spread_bytes(decoder);
    RILL_TRY(read_row(decoder, rgb));
    if (decoder->spread)
        rill_spread_rgb(rgb, decoder->rows, decoder->stage.out.width_px);
    decoder->next_row++;
    lend_row(decoder, decoder->rows, group);
    return RILL_OK;
}

static rill_status read_pass(rill_decoder *decoder)
{
    for (; decoder->pass_row < decoder->stage.out.height_px; decoder->pass_row++) {
        if (decoder->pass_row % ROWS_A_STEP == 0)
            RILL_TRY(rill_work_step(decoder->stage.work, WHERE));
        RILL_TRY(read_row(decoder, decoder->rows + decoder->pass_row * decoder->row_bytes));
    }
    return RILL_OK;
}

/* Adam7 sends seven coarse pictures; half of the rows come with the last of them, so the frame is kept. */
static rill_status next_row_adam7(rill_stage *stage, rill_group *group)
{
    rill_decoder *const decoder = (rill_decoder *)stage;

    for (; decoder->pass < ADAM7_PASSES; decoder->pass++) {
        RILL_TRY(read_pass(decoder));
        decoder->pass_row = 0;
    }
    lend_row(decoder, decoder->rows + decoder->next_row * decoder->row_bytes, group);
    decoder->next_row++;
    return RILL_OK;
}

static void png_release(rill_stage *stage)
{
    rill_decoder *const decoder = (rill_decoder *)stage;

    close_libpng(decoder);
    rill_heap_free(&stage->work->heap, decoder->rows);
    decoder->rows = NULL;
}

/* --- The class --- */

static void png_frame(const rill_image_info *info, const rill_decode_plan *plan, rill_frame *frame)
{
    (void)plan;
    *frame = rill_frame_packed(info->model, info->width_px, info->height_px);
}

static uint64_t png_memory_bytes(const rill_image_info *info, const rill_decode_plan *plan)
{
    const uint64_t channels = info->model == RILL_GRAY ? 1 : 4;
    const uint64_t widest_bytes = channels * (info->depth_bits == 16 ? 2 : 1);
    const uint64_t held_rows = info->interlaced ? info->height_px : 1;

    (void)plan;
    return FIXED_BYTES + info->icc_bytes + 2 * (info->width_px * widest_bytes + ROW_OVERHEAD_BYTES) +
           held_rows * info->width_px * channels + RILL_ROW_PADDING_BYTES;
}

static rill_status png_open(rill_decoder *decoder, const rill_decode_plan *plan, rill_stage **stage)
{
    rill_work *const work = decoder->stage.work;
    rill_frame *const frame = &decoder->stage.out;

    (void)plan;
    *frame = rill_frame_packed(model_of(decoder), png_get_image_width(decoder->png, decoder->info),
                               png_get_image_height(decoder->png, decoder->info));
    const size_t n_rows = decoder->interlaced ? frame->height_px : 1;
    size_t held_bytes;
    if (!rill_mul(frame->width_px, frame->plane[0].channels, &decoder->row_bytes) ||
        !rill_mul(decoder->row_bytes, n_rows, &held_bytes) ||
        !rill_add(held_bytes, RILL_ROW_PADDING_BYTES, &held_bytes))
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "the picture does not fit into memory");
    RILL_TRY(start_rows(decoder));
    decoder->rows = rill_heap_alloc(&work->heap, held_bytes, 1);
    if (decoder->rows == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the rows");
    decoder->stage.next_group = decoder->interlaced ? next_row_adam7 : next_row;
    decoder->stage.release = png_release;
    *stage = &decoder->stage;
    return RILL_OK;
}

const rill_decoder_class rill_png_decoder = {
    .format = RILL_FORMAT_PNG,
    .name = "png",
    .header = png_header,
    .frame = png_frame,
    .memory_bytes = png_memory_bytes,
    .open = png_open,
};
