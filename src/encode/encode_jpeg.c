/*
 * encode_jpeg.c - row groups to baseline or progressive JPEG with optimised Huffman tables
 *
 * Flow: source -> decode -> transform -> [encode] -> sink
 * Holds: one MCU row of padded planes, and all blocks of the result: baseline as tokens
 * (jpeg_entropy.c), since the best Huffman tables are known only after the last one;
 * progressive as coefficients (jpeg_scans.c), since each scan wants a part of all.
 */
#include "encode/encode.h"
#include "encode/jpeg_entropy.h"
#include "encode/jpeg_turn.h"

#include <setjmp.h>
#include <stdio.h> /* jpeglib.h wants FILE */
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>
#define JPEG_INTERNALS
#include <jpegint.h>

#define OUTPUT_BYTES 4096
#define LIBRARY_BYTES (64u * 1024) /* libjpeg's own state: tables, Huffman statistics, controllers */
#define ICC_PART_BYTES 65519u      /* a segment, less its length and the ICC head */
#define ICC_HEAD_BYTES 14u

typedef struct rill_jpeg_writer {
    rill_encoder encoder; /* first */
    rill_work *work;
    rill_sink *sink;
    rill_frame frame;

    struct jpeg_compress_struct lib;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr output;
    uint8_t output_bytes[OUTPUT_BYTES];
    jmp_buf fence;
    rill_status status; /* why the fence was jumped; OK: the library's error */

    /* one MCU row, padded to whole blocks */
    JSAMPROW *rows[RILL_PLANES_MAX];
    size_t row_bytes[RILL_PLANES_MAX];
    uint32_t band_rows[RILL_PLANES_MAX];
    uint32_t filled_rows[RILL_PLANES_MAX];

    rill_jpeg_turn turn; /* frames in blocks */

    bool first_pass_done, in_pass;
    uint32_t pass_row; /* MCU rows that the current later pass has written */
} rill_jpeg_writer;

/* ---- errors and output ---- */

static void on_error(j_common_ptr lib)
{
    rill_jpeg_writer *const writer = lib->client_data;
    longjmp(writer->fence, 1);
}

static void no_message(j_common_ptr lib, int level)
{
    (void)lib;
    (void)level;
}

static void no_output(j_common_ptr lib)
{
    (void)lib;
}

static rill_status failed(rill_jpeg_writer *writer)
{
    char message[JMSG_LENGTH_MAX];

    if (writer->status != RILL_OK)
        return writer->status;
    writer->errors.format_message((j_common_ptr)&writer->lib, message);
    writer->status = writer->errors.msg_code == JERR_OUT_OF_MEMORY ? RILL_MEMORY_LIMIT : RILL_INTERNAL;
    return rill_fail(writer->work, writer->status, "encode_jpeg", "%s", message);
}

static void output_open(j_compress_ptr lib)
{
    rill_jpeg_writer *const writer = lib->client_data;

    writer->output.next_output_byte = writer->output_bytes;
    writer->output.free_in_buffer = OUTPUT_BYTES;
}

static void output_write(rill_jpeg_writer *writer, size_t n_bytes)
{
    writer->status = rill_sink_write(writer->sink, writer->output_bytes, n_bytes);
    if (writer->status != RILL_OK)
        longjmp(writer->fence, 1);
}

static boolean output_full(j_compress_ptr lib)
{
    rill_jpeg_writer *const writer = lib->client_data;

    output_write(writer, OUTPUT_BYTES);
    output_open(lib);
    return TRUE;
}

static void output_close(j_compress_ptr lib)
{
    rill_jpeg_writer *const writer = lib->client_data;

    output_write(writer, OUTPUT_BYTES - writer->output.free_in_buffer);
}

/* ---- opening ---- */

static void set_sampling(rill_jpeg_writer *writer)
{
    const rill_plane *const luma = &writer->frame.plane[0];
    const rill_plane *const chroma = &writer->frame.plane[writer->frame.n_planes - 1];

    for (int c = 0; c < writer->lib.num_components; c++) {
        writer->lib.comp_info[c].h_samp_factor = c == 0 ? (int)rill_grid_ratio(&luma->x, &chroma->x) : 1;
        writer->lib.comp_info[c].v_samp_factor = c == 0 ? (int)rill_grid_ratio(&luma->y, &chroma->y) : 1;
    }
}

static void write_icc(rill_jpeg_writer *writer, const rill_encode_plan *plan)
{
    const uint32_t n_parts = (plan->icc_bytes + ICC_PART_BYTES - 1) / ICC_PART_BYTES;

    for (uint32_t part = 0; part < n_parts; part++) {
        const uint32_t offset = part * ICC_PART_BYTES;
        const uint32_t left = plan->icc_bytes - offset;
        const uint32_t n_bytes = left < ICC_PART_BYTES ? left : ICC_PART_BYTES;
        const uint8_t head[ICC_HEAD_BYTES] = {
            'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, (uint8_t)(part + 1), (uint8_t)n_parts};
        jpeg_write_m_header(&writer->lib, JPEG_APP0 + 2, n_bytes + ICC_HEAD_BYTES);
        for (uint32_t i = 0; i < ICC_HEAD_BYTES; i++)
            jpeg_write_m_byte(&writer->lib, head[i]);
        for (uint32_t i = 0; i < n_bytes; i++)
            jpeg_write_m_byte(&writer->lib, plan->icc[offset + i]);
    }
}

/* A segment APP1: its name, with the NULs at its end, and the data, which the plan keeps below 64 KB. */
static void write_app1(rill_jpeg_writer *writer, const char *name, uint32_t name_bytes, const uint8_t *bytes,
                       uint32_t n_bytes)
{
    if (n_bytes == 0)
        return;
    jpeg_write_m_header(&writer->lib, JPEG_APP0 + 1, name_bytes + n_bytes);
    for (uint32_t i = 0; i < name_bytes; i++)
        jpeg_write_m_byte(&writer->lib, name[i]);
    for (uint32_t i = 0; i < n_bytes; i++)
        jpeg_write_m_byte(&writer->lib, bytes[i]);
}

static rill_status start(rill_jpeg_writer *writer, const rill_encode_plan *plan)
{
    struct jpeg_compress_struct *const lib = &writer->lib;
    const bool gray = writer->frame.model == RILL_GRAY;

    if (setjmp(writer->fence))
        return failed(writer);
    jpeg_create_compress(lib);
    lib->client_data = writer;
    lib->dest = &writer->output;
    lib->image_width = writer->frame.width_px;
    lib->image_height = writer->frame.height_px;
    lib->input_components = gray ? 1 : 3;
    lib->in_color_space = gray ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(lib);
    jpeg_set_quality(lib, (int)plan->quality, TRUE);
    lib->optimize_coding = TRUE;
    lib->dct_method = JDCT_ISLOW;
    lib->raw_data_in = TRUE;
    if (writer->frame.in_blocks)
        rill_jpeg_turn_open(&writer->turn, lib, &writer->frame, &plan->blocks);
    else
        set_sampling(writer);
    if (plan->progressive)
        rill_jpeg_set_scans(lib);
    rill_jpeg_start_compress(lib);
    write_app1(writer, "Exif\0", 6, plan->exif, plan->exif_bytes);
    write_app1(writer, "http://ns.adobe.com/xap/1.0/", 29, plan->xmp, plan->xmp_bytes);
    write_icc(writer, plan);
    return RILL_OK;
}

static rill_status take_band(rill_jpeg_writer *writer)
{
    rill_heap *const heap = &writer->work->heap;

    for (uint32_t p = 0; p < writer->frame.n_planes; p++) {
        const jpeg_component_info *const component = &writer->lib.comp_info[p];
        const size_t mcu_columns = (size_t)component->h_samp_factor * DCTSIZE;
        const size_t columns =
            ((size_t)component->width_in_blocks * DCTSIZE + mcu_columns - 1) / mcu_columns * mcu_columns;
        writer->band_rows[p] = (uint32_t)component->v_samp_factor * DCTSIZE;
        writer->row_bytes[p] = columns;
        writer->rows[p] = rill_heap_alloc(heap, writer->band_rows[p], sizeof *writer->rows[p]);
        uint8_t *const samples = rill_heap_alloc(heap, writer->band_rows[p], columns);
        if (writer->rows[p] == NULL || samples == NULL)
            return rill_fail(writer->work, RILL_MEMORY_LIMIT, "encode_jpeg", "%s", "");
        for (uint32_t row = 0; row < writer->band_rows[p]; row++)
            writer->rows[p][row] = samples + row * columns;
    }
    return RILL_OK;
}

/* ---- the first pass: DCT, quantise, count symbols ---- */

static rill_status write_band(rill_jpeg_writer *writer)
{
    if (setjmp(writer->fence))
        return failed(writer);
    jpeg_write_raw_data(&writer->lib, writer->rows, (JDIMENSION)(writer->lib.max_v_samp_factor * DCTSIZE));
    return RILL_OK;
}

/* Blocks hang over the right and lower edge: the last sample repeats, which costs the fewest bits. */
static void keep_row(rill_jpeg_writer *writer, uint32_t p, const uint8_t *row)
{
    uint8_t *const to = writer->rows[p][writer->filled_rows[p]++];
    const uint32_t width_px = writer->frame.plane[p].width_px;

    memcpy(to, row, width_px);
    memset(to + width_px, row[width_px - 1], writer->row_bytes[p] - width_px);
}

static void repeat_last_rows(rill_jpeg_writer *writer)
{
    for (uint32_t p = 0; p < writer->frame.n_planes; p++) {
        const uint32_t filled = writer->filled_rows[p];
        for (uint32_t row = filled; filled > 0 && row < writer->band_rows[p]; row++)
            memcpy(writer->rows[p][row], writer->rows[p][filled - 1], writer->row_bytes[p]);
    }
}

static rill_status flush_band(rill_jpeg_writer *writer)
{
    repeat_last_rows(writer);
    RILL_TRY(write_band(writer));
    memset(writer->filled_rows, 0, sizeof writer->filled_rows);
    return RILL_OK;
}

static rill_status write_blocks(rill_jpeg_writer *writer, const rill_group *group)
{
    if (setjmp(writer->fence))
        return failed(writer);
    rill_jpeg_turn_group(&writer->turn, &writer->lib, &writer->frame, group);
    return RILL_OK;
}

static rill_status jpeg_write_group(rill_encoder *encoder, const rill_group *group)
{
    rill_jpeg_writer *const writer = (rill_jpeg_writer *)encoder;

    if (writer->frame.in_blocks)
        return write_blocks(writer, group);
    for (uint32_t p = 0; p < writer->frame.n_planes; p++)
        for (uint32_t i = 0; i < group->n_rows[p]; i++)
            keep_row(writer, p, group->rows[p] + i * group->stride_bytes[p]);
    return writer->filled_rows[0] == writer->band_rows[0] ? flush_band(writer) : RILL_OK;
}

/* ---- later passes: what jpeg_finish_compress() does in one call, an MCU row at a time ---- */

static rill_status end_first_pass(rill_jpeg_writer *writer)
{
    if (writer->filled_rows[0] > 0)
        RILL_TRY(flush_band(writer));
    if (setjmp(writer->fence))
        return failed(writer);
    writer->lib.master->finish_pass(&writer->lib);
    writer->first_pass_done = true;
    return RILL_OK;
}

static rill_status begin_pass(rill_jpeg_writer *writer)
{
    if (setjmp(writer->fence))
        return failed(writer);
    writer->lib.master->prepare_for_pass(&writer->lib);
    writer->in_pass = true;
    writer->pass_row = 0;
    return RILL_OK;
}

static rill_status write_pass_row(rill_jpeg_writer *writer)
{
    if (setjmp(writer->fence))
        return failed(writer);
    writer->lib.coef->compress_data(&writer->lib, NULL);
    writer->pass_row++;
    return RILL_OK;
}

static rill_status end_pass(rill_jpeg_writer *writer)
{
    if (setjmp(writer->fence))
        return failed(writer);
    writer->lib.master->finish_pass(&writer->lib);
    writer->in_pass = false;
    return RILL_OK;
}

static rill_status write_trailer(rill_jpeg_writer *writer)
{
    if (setjmp(writer->fence))
        return failed(writer);
    writer->lib.marker->write_file_trailer(&writer->lib);
    writer->lib.dest->term_destination(&writer->lib);
    return RILL_OK;
}

static rill_status jpeg_finish(rill_encoder *encoder)
{
    rill_jpeg_writer *const writer = (rill_jpeg_writer *)encoder;

    if (!writer->first_pass_done)
        RILL_TRY(end_first_pass(writer));
    while (writer->in_pass || !writer->lib.master->is_last_pass) {
        if (!writer->in_pass)
            RILL_TRY(begin_pass(writer));
        while (writer->pass_row < writer->lib.total_iMCU_rows) {
            if (rill_sink_ready(writer->sink))
                return RILL_MORE;
            RILL_TRY(rill_work_step(writer->work, "encode_jpeg"));
            RILL_TRY(write_pass_row(writer));
        }
        RILL_TRY(end_pass(writer));
    }
    return write_trailer(writer);
}

static rill_status jpeg_open(rill_encoder **encoder, const rill_frame *frame, const rill_encode_plan *plan,
                             rill_sink *sink, rill_work *work)
{
    rill_jpeg_writer *const writer = rill_heap_alloc(&work->heap, 1, sizeof *writer);

    if (writer == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "encode_jpeg", "%s", "");
    writer->encoder = (rill_encoder){.write_group = jpeg_write_group, .finish = jpeg_finish};
    writer->work = work;
    writer->sink = sink;
    writer->frame = *frame;
    writer->output = (struct jpeg_destination_mgr){
        .init_destination = output_open, .empty_output_buffer = output_full, .term_destination = output_close};
    writer->lib.err = jpeg_std_error(&writer->errors);
    writer->lib.client_data = writer;
    writer->errors.error_exit = on_error;
    writer->errors.emit_message = no_message;
    writer->errors.output_message = no_output;
    RILL_TRY(start(writer, plan));
    if (!frame->in_blocks)
        RILL_TRY(take_band(writer));
    *encoder = &writer->encoder;
    return RILL_OK;
}

static uint64_t jpeg_memory_bytes(const rill_frame *frame, const rill_encode_plan *plan)
{
    uint64_t bytes = LIBRARY_BYTES, n_blocks = 0;

    if (frame->in_blocks) {
        n_blocks = rill_jpeg_turn_blocks(frame, &plan->blocks);
        return bytes + rill_jpeg_held_bytes(n_blocks) + rill_jpeg_order_bytes(n_blocks);
    }
    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const rill_plane *const plane = &frame->plane[p];
        const uint64_t columns = (uint64_t)plane->width_px + 16;
        const uint64_t rows = (uint64_t)plane->height_px + 16;
        bytes += rows * 2 + columns * 16;
        n_blocks += (columns / DCTSIZE + 1) * (rows / DCTSIZE + 1);
    }
    return bytes + rill_jpeg_held_bytes(n_blocks);
}

const rill_encoder_class rill_jpeg_encoder = {
    .name = "encode_jpeg", .open = jpeg_open, .memory_bytes = jpeg_memory_bytes};
