/*
 * decode_jpeg.c - JPEG to row groups: planes as they are stored, each at its own DCT scale
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: one MCU row of each plane; all coefficients where the file has several scans.
 *
 * YCbCr and gray leave the library before upsampling and colour conversion.  RGB and
 * CMYK files, which are rare, leave it as pixels.
 */
#include "decode/decode_jpeg.h"

#include "base/whole_numbers.h"
#include "decode/jpeg_entropy_decoder.h"
#include "source/icc.h"

#include <string.h>

#include <jerror.h>

#define LIBRARY_BYTES (128u * 1024) /* libjpeg's own state: controllers, marker reader; our tables */

/* ---- errors ---- */

void rill_jpeg_leave(rill_jpeg *jpeg, rill_status status, const char *reason)
{
    jpeg->status = status;
    jpeg->reason = reason;
    longjmp(jpeg->fence, 1);
}

static rill_status status_of_error(int code)
{
    switch (code) {
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
        return RILL_UNSUPPORTED_VARIANT;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return RILL_TOO_MANY_PIXELS;
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
        return RILL_MEMORY_LIMIT;
    default:
        return RILL_CORRUPT;
    }
}

static void on_error(j_common_ptr lib)
{
    rill_jpeg_leave(lib->client_data, status_of_error(lib->err->msg_code), NULL);
}

/*
 * Warnings that mean lost pixels end the job at the first one: going on would cost the
 * whole inverse DCT of what a 400-byte header claims.  The others are oddities that
 * cameras write.
 */
static void on_message(j_common_ptr lib, int level)
{
    rill_jpeg *const jpeg = lib->client_data;

    if (level >= 0)
        return;
    switch (lib->err->msg_code) {
    case JWRN_JPEG_EOF:
        rill_jpeg_leave(jpeg, RILL_TRUNCATED, NULL);
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
        rill_jpeg_leave(jpeg, RILL_CORRUPT, NULL);
    case JWRN_EXTRANEOUS_DATA:
        jpeg->work->warnings |= RILL_WARN_EXTRA_BYTES;
        break;
    case JWRN_BOGUS_ICC:
        jpeg->work->warnings |= RILL_WARN_BAD_METADATA;
        break;
    default:
        jpeg->work->warnings |= RILL_WARN_ODD_HEADER;
        break;
    }
}

static void no_output(j_common_ptr lib)
{
    (void)lib;
}

rill_status rill_jpeg_failed(rill_jpeg *jpeg)
{
    char message[JMSG_LENGTH_MAX];

    if (jpeg->status == RILL_MORE || jpeg->work->status != RILL_OK)
        return jpeg->status;
    if (jpeg->reason != NULL)
        return rill_fail(jpeg->work, jpeg->status, "decode_jpeg", "%s", jpeg->reason);
    jpeg->errors.format_message((j_common_ptr)&jpeg->lib, message);
    return rill_fail(jpeg->work, jpeg->status, "decode_jpeg", "%s", message);
}

/* ---- the library's input: windows on the source ---- */

static void input_nothing(j_decompress_ptr lib)
{
    (void)lib;
}

static boolean input_fill(j_decompress_ptr lib)
{
    rill_jpeg *const jpeg = lib->client_data;
    const uint8_t *bytes;
    uint32_t n_bytes;
    const rill_status status = rill_source_window(jpeg->source, jpeg->input_offset, &bytes, &n_bytes);

    if (status != RILL_OK)
        rill_jpeg_leave(jpeg, status, NULL);
    if (n_bytes == 0)
        rill_jpeg_leave(jpeg, RILL_TRUNCATED, "the file ends inside the picture");
    jpeg->input.next_input_byte = bytes;
    jpeg->input.bytes_in_buffer = n_bytes;
    jpeg->input_offset += n_bytes;
    return TRUE;
}

static void input_skip(j_decompress_ptr lib, long n_bytes)
{
    rill_jpeg *const jpeg = lib->client_data;
    struct jpeg_source_mgr *const input = &jpeg->input;

    if (n_bytes <= 0)
        return;
    if ((size_t)n_bytes <= input->bytes_in_buffer) {
        input->next_input_byte += n_bytes;
        input->bytes_in_buffer -= (size_t)n_bytes;
        return;
    }
    /* A segment is at most 64 KB and the source under 4 GB less that: no overflow. */
    jpeg->input_offset += (uint32_t)((size_t)n_bytes - input->bytes_in_buffer);
    input->bytes_in_buffer = 0;
}

/* ---- the header ---- */

static void connect(rill_jpeg *jpeg)
{
    jpeg->lib.err = jpeg_std_error(&jpeg->errors);
    jpeg->errors.error_exit = on_error;
    jpeg->errors.emit_message = on_message;
    jpeg->errors.output_message = no_output;
    jpeg->lib.client_data = jpeg;
}

static rill_status read_header(rill_jpeg *jpeg)
{
    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    jpeg_create_decompress(&jpeg->lib);
    jpeg->lib.client_data = jpeg;
    jpeg->lib.src = &jpeg->input;
    jpeg->input = (struct jpeg_source_mgr){
        .init_source = input_nothing,
        .fill_input_buffer = input_fill,
        .skip_input_data = input_skip,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = input_nothing,
    };
    rill_jpeg_watch_markers(jpeg);
    jpeg_read_header(&jpeg->lib, TRUE);
    return RILL_OK;
}

static rill_status find_model(rill_jpeg *jpeg, rill_image_info *info)
{
    switch (jpeg->lib.jpeg_color_space) {
    case JCS_GRAYSCALE:
        info->model = RILL_GRAY;
        return RILL_OK;
    case JCS_YCbCr:
        info->model = RILL_YCC;
        return RILL_OK;
    case JCS_CMYK:
    case JCS_YCCK:
        info->cmyk = true;
        info->model = RILL_RGBX;
        return RILL_OK;
    case JCS_RGB:
        info->model = RILL_RGBX;
        return RILL_OK;
    default:
        break;
    }
    return rill_fail(jpeg->work, RILL_UNSUPPORTED_VARIANT, "decode_jpeg", "a JPEG with %d components",
                     jpeg->lib.num_components);
}

/* Chroma that the library could not upsample, we can: only what its raw output cannot give is refused. */
static rill_status check_sampling(rill_jpeg *jpeg, const rill_image_info *info)
{
    const struct jpeg_decompress_struct *const lib = &jpeg->lib;

    if (lib->num_components == 1 || info->model == RILL_YCC)
        return RILL_OK;
    for (int c = 0; c < lib->num_components; c++)
        if (lib->max_h_samp_factor % lib->comp_info[c].h_samp_factor != 0 ||
            lib->max_v_samp_factor % lib->comp_info[c].v_samp_factor != 0)
            return rill_fail(jpeg->work, RILL_UNSUPPORTED_VARIANT, "decode_jpeg", "fractional sampling of RGB or CMYK");
    return RILL_OK;
}

static uint64_t all_blocks(const struct jpeg_decompress_struct *lib)
{
    uint64_t blocks = 0;

    for (int c = 0; c < lib->num_components; c++) {
        const jpeg_component_info *const component = &lib->comp_info[c];
        const uint64_t wide = component->width_in_blocks + (uint64_t)component->h_samp_factor - 1;
        const uint64_t high = component->height_in_blocks + (uint64_t)component->v_samp_factor - 1;
        blocks += wide * high;
    }
    return blocks;
}

static void take_icc(rill_jpeg *jpeg, rill_image_info *info)
{
    info->icc_room_bytes = jpeg->icc_room_bytes;
    if (jpeg->icc_damaged || jpeg->icc_parts_seen != jpeg->icc_parts ||
        (jpeg->icc_bytes > 0 && rill_icc_space_of(jpeg->icc, jpeg->icc_bytes) == RILL_ICC_DAMAGED)) {
        jpeg->work->warnings |= RILL_WARN_BAD_METADATA;
        return;
    }
    info->icc = jpeg->icc;
    info->icc_bytes = jpeg->icc_bytes;
}

/* Others may read the source until open(): the rest of the window is asked for again. */
static void let_go_of_window(rill_jpeg *jpeg)
{
    jpeg->input_offset -= (uint32_t)jpeg->input.bytes_in_buffer;
    jpeg->input.bytes_in_buffer = 0;
}

static rill_status describe(rill_jpeg *jpeg, rill_image_info *info)
{
    const struct jpeg_decompress_struct *const lib = &jpeg->lib;

    *info = (rill_image_info){
        .format = RILL_FORMAT_JPEG,
        .width_px = lib->image_width,
        .height_px = lib->image_height,
        .orientation = jpeg->orientation,
        .metadata = jpeg->metadata,
        .depth_bits = 8,
        .n_frames = 1,
        .dct_scalable = true,
        .progressive = lib->progressive_mode,
        .several_scans = jpeg_has_multiple_scans(&jpeg->lib),
    };
    RILL_TRY(rill_check_source_size(jpeg->work, "decode_jpeg", lib->image_width, lib->image_height));
    RILL_TRY(find_model(jpeg, info));
    RILL_TRY(check_sampling(jpeg, info));
    for (int c = 0; c < RILL_PLANES_MAX; c++) {
        const bool there = c < lib->num_components;
        info->h_samp[c] = there ? (uint8_t)lib->comp_info[c].h_samp_factor : 1;
        info->v_samp[c] = there ? (uint8_t)lib->comp_info[c].v_samp_factor : 1;
    }
    /* One component alone has no interleaving, whatever its factors say. */
    if (info->model == RILL_GRAY)
        info->h_samp[0] = info->v_samp[0] = 1;
    if (info->several_scans)
        info->coefficients = all_blocks(lib) * DCTSIZE2;
    take_icc(jpeg, info);
    return RILL_OK;
}

static rill_status jpeg_header(rill_decoder **decoder, rill_source *source, rill_work *work, rill_image_info *info)
{
    rill_jpeg *const jpeg = rill_heap_alloc(&work->heap, 1, sizeof *jpeg);

    if (jpeg == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "decode_jpeg", "%s", "");
    jpeg->work = work;
    jpeg->source = source;
    jpeg->info = info;
    jpeg->orientation = 1;
    connect(jpeg);
    const rill_status status = read_header(jpeg);
    if (status == RILL_MORE) { /* the prefix is too short: start again with a longer one */
        jpeg_destroy_decompress(&jpeg->lib);
        rill_heap_free(&work->heap, jpeg->icc);
        rill_heap_free(&work->heap, jpeg);
        return status;
    }
    RILL_TRY(status);
    let_go_of_window(jpeg);
    *decoder = (rill_decoder *)(void *)jpeg;
    return describe(jpeg, info);
}

/* ---- what will be sent ---- */

uint32_t rill_jpeg_largest(const uint8_t factors[RILL_PLANES_MAX])
{
    uint32_t max = 1;

    for (int c = 0; c < RILL_PLANES_MAX; c++)
        if (factors[c] > max)
            max = factors[c];
    return max;
}

/* Pixels, and gray: one plane whose samples are 8/N pixels apart. */
static void packed_frame(const rill_image_info *info, const rill_decode_plan *plan, rill_frame *frame)
{
    const uint32_t n = plan->dct_scale[0];

    *frame = rill_frame_packed(info->model, (uint32_t)rill_divide_up((uint64_t)info->width_px * n, 8),
                               (uint32_t)rill_divide_up((uint64_t)info->height_px * n, 8));
    frame->width_px = info->width_px;
    frame->height_px = info->height_px;
    frame->plane[0].x = frame->plane[0].y = (rill_grid){.span = 8, .den = n};
    if (info->model == RILL_GRAY)
        frame->plane[0].group_rows = 1;
}

static void jpeg_frame(const rill_image_info *info, const rill_decode_plan *plan, rill_frame *frame)
{
    const uint32_t h_max = rill_jpeg_largest(info->h_samp);
    const uint32_t v_max = rill_jpeg_largest(info->v_samp);
    uint32_t band_rows = 0; /* common divisor of the planes' rows in an MCU row */

    if (plan->blocks) {
        rill_jpeg_blocks_frame(info, plan, frame);
        return;
    }
    if (info->model != RILL_YCC) {
        packed_frame(info, plan, frame);
        return;
    }
    *frame = (rill_frame){.model = plan->luma_only ? RILL_GRAY : RILL_YCC,
                          .width_px = info->width_px,
                          .height_px = info->height_px,
                          .n_planes = plan->luma_only ? 1 : 3};
    for (uint32_t p = 0; p < frame->n_planes; p++)
        band_rows = rill_greatest_common_divisor(band_rows, (uint32_t)info->v_samp[p] * plan->dct_scale[p]);
    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const uint32_t h = (uint32_t)info->h_samp[p] * plan->dct_scale[p];
        const uint32_t v = (uint32_t)info->v_samp[p] * plan->dct_scale[p];
        frame->plane[p] = (rill_plane){
            .width_px = (uint32_t)rill_divide_up((uint64_t)info->width_px * h, h_max * 8),
            .height_px = (uint32_t)rill_divide_up((uint64_t)info->height_px * v, v_max * 8),
            .channels = 1,
            .group_rows = v / band_rows,
            .x = {.span = h_max * 8, .den = h},
            .y = {.span = v_max * 8, .den = v},
        };
    }
}

static uint64_t jpeg_memory_bytes(const rill_image_info *info, const rill_decode_plan *plan)
{
    const uint64_t h_max = rill_jpeg_largest(info->h_samp);
    uint64_t bytes = LIBRARY_BYTES + 2 * (uint64_t)info->icc_room_bytes; /* and the rooms that were too small */

    for (uint32_t p = 0; p < RILL_PLANES_MAX; p++) {
        const uint64_t columns = (uint32_t)rill_divide_up((uint64_t)info->width_px * info->h_samp[p], h_max * 8) * 8;
        bytes += columns * plan->dct_scale[p] / 8 * info->v_samp[p] * plan->dct_scale[p];
    }
    if (plan->blocks)
        bytes += rill_jpeg_blocks_bytes(info, plan);
    if (info->model == RILL_RGBX) /* the library's own rows for upsampling and colour */
        bytes += (uint64_t)info->width_px * 4 * 12;
    if (info->several_scans)
        bytes += info->coefficients * 2 + info->coefficients / 512;
    if (info->progressive) /* which coefficients are not zero: 8 bytes a block */
        bytes += info->coefficients / 8;
    return bytes;
}

/* ---- opening ---- */

/*
 * libjpeg raises the scale of subsampled chroma to avoid upsampling it.  For planes
 * that is waste (or too little): each plane has the scale that the plan chose for it.
 */
static void use_own_scales(rill_jpeg *jpeg)
{
    struct jpeg_decompress_struct *const lib = &jpeg->lib;

    for (int c = 0; c < lib->num_components; c++) {
        jpeg_component_info *const component = &lib->comp_info[c];
        const int n = jpeg->plan.dct_scale[c];
        component->DCT_scaled_size = n;
        if (!jpeg->info->several_scans) /* set for the components of a scan; several scans are not output by MCU */
            component->MCU_sample_width = component->MCU_width * n;
    }
    lib->idct->start_pass(lib);
}

static bool is_planar(const rill_jpeg *jpeg)
{
    return jpeg->info->model != RILL_RGBX;
}

static rill_status start(rill_jpeg *jpeg)
{
    struct jpeg_decompress_struct *const lib = &jpeg->lib;
    unsigned least = 8;

    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    for (int c = 0; c < (is_planar(jpeg) ? lib->num_components : 1); c++) {
        lib->comp_info[c].component_needed = c == 0 || !jpeg->plan.luma_only;
        if (jpeg->plan.dct_scale[c] < least)
            least = jpeg->plan.dct_scale[c];
    }
    lib->scale_num = least;
    lib->scale_denom = 8;
    lib->dct_method = JDCT_ISLOW;
    lib->buffered_image = jpeg->info->several_scans;
    lib->raw_data_out = is_planar(jpeg);
    if (!is_planar(jpeg))
        lib->out_color_space = jpeg->info->cmyk ? JCS_CMYK : JCS_EXT_RGBX;
    jpeg_start_decompress(lib);
    if (is_planar(jpeg))
        use_own_scales(jpeg);
    return RILL_OK;
}

/* The library writes whole blocks: rows are padded to them, and its row pointers cover a whole MCU row. */
static rill_status take_band(rill_jpeg *jpeg)
{
    rill_heap *const heap = &jpeg->work->heap;

    for (uint32_t p = 0; p < jpeg->stage.out.n_planes; p++) {
        const jpeg_component_info *const component = &jpeg->lib.comp_info[p];
        const uint32_t n = jpeg->plan.dct_scale[p];
        const uint32_t n_rows = (uint32_t)component->v_samp_factor * n;
        jpeg->band_row_bytes[p] = (size_t)component->width_in_blocks * n + RILL_ROW_PADDING_BYTES;
        jpeg->band[p] = rill_heap_alloc(heap, n_rows, jpeg->band_row_bytes[p]);
        jpeg->rows[p] = rill_heap_alloc(heap, n_rows, sizeof *jpeg->rows[p]);
        if (jpeg->band[p] == NULL || jpeg->rows[p] == NULL)
            return rill_fail(jpeg->work, RILL_MEMORY_LIMIT, "decode_jpeg", "%s", "");
        for (uint32_t row = 0; row < n_rows; row++)
            jpeg->rows[p][row] = jpeg->band[p] + row * jpeg->band_row_bytes[p];
    }
    jpeg->band_groups =
        (uint32_t)jpeg->lib.comp_info[0].v_samp_factor * jpeg->plan.dct_scale[0] / jpeg->stage.out.plane[0].group_rows;
    jpeg->next_in_band = jpeg->band_groups;
    return RILL_OK;
}

static rill_status take_packed_row(rill_jpeg *jpeg)
{
    const size_t row_bytes = (size_t)jpeg->lib.output_width * 4 + RILL_ROW_PADDING_BYTES;

    jpeg->band[0] = rill_heap_alloc(&jpeg->work->heap, 1, row_bytes);
    jpeg->packed = jpeg->band[0];
    if (jpeg->info->cmyk) {
        jpeg->packed = rill_heap_alloc(&jpeg->work->heap, 1, row_bytes);
        jpeg->cmyk = rill_heap_alloc(&jpeg->work->heap, 1, sizeof *jpeg->cmyk);
    }
    if (jpeg->band[0] == NULL || jpeg->packed == NULL || (jpeg->info->cmyk && jpeg->cmyk == NULL))
        return rill_fail(jpeg->work, RILL_MEMORY_LIMIT, "decode_jpeg", "%s", "");
    if (jpeg->info->cmyk)
        rill_cmyk_make(jpeg->cmyk, jpeg->lib.saw_Adobe_marker);
    return RILL_OK;
}

/* ---- several scans: read them all, an MCU row at a time ---- */

static rill_status consume(rill_jpeg *jpeg, int *event)
{
    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    *event = jpeg_consume_input(&jpeg->lib);
    return RILL_OK;
}

static rill_status start_output(rill_jpeg *jpeg)
{
    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    jpeg_start_output(&jpeg->lib, jpeg->lib.input_scan_number);
    if (is_planar(jpeg))
        use_own_scales(jpeg);
    return RILL_OK;
}

static rill_status check_work(rill_jpeg *jpeg)
{
    const rill_limits *const limits = &jpeg->work->limits;

    if ((uint32_t)jpeg->lib.input_scan_number > limits->max_scans)
        return rill_fail(jpeg->work, RILL_TOO_MANY_SCANS, "decode_jpeg", "more than %u scans", limits->max_scans);
    if (jpeg->scan_blocks > limits->max_scan_blocks)
        return rill_fail(jpeg->work, RILL_TOO_MANY_SCANS, "decode_jpeg", "scans of more than %u blocks in all",
                         limits->max_scan_blocks);
    return RILL_OK;
}

rill_status rill_jpeg_read_all_scans(rill_jpeg *jpeg)
{
    const struct jpeg_decompress_struct *const lib = &jpeg->lib;
    int event = JPEG_ROW_COMPLETED;

    while (event != JPEG_REACHED_EOI) {
        RILL_TRY(rill_work_step(jpeg->work, "decode_jpeg"));
        RILL_TRY(consume(jpeg, &event));
        if (event == JPEG_ROW_COMPLETED || event == JPEG_SCAN_COMPLETED) {
            const uint32_t mcu_rows = lib->comps_in_scan == 1 ? (uint32_t)lib->cur_comp_info[0]->v_samp_factor : 1;
            jpeg->scan_blocks += (uint64_t)lib->MCUs_per_row * (uint32_t)lib->blocks_in_MCU * mcu_rows;
        }
        RILL_TRY(check_work(jpeg));
    }
    RILL_TRY(start_output(jpeg));
    jpeg->all_read = true;
    return RILL_OK;
}

/* ---- the stage ---- */

void rill_jpeg_check_rest(rill_jpeg *jpeg)
{
    j_decompress_ptr const lib = &jpeg->lib;

    while (rill_jpeg_has_wrong_codes(lib) && !lib->inputctl->eoi_reached)
        lib->inputctl->consume_input(lib);
}

static void check_rest(rill_jpeg *jpeg)
{
    if (jpeg->lib.output_scanline >= jpeg->lib.output_height)
        rill_jpeg_check_rest(jpeg);
}

static rill_status read_band(rill_jpeg *jpeg)
{
    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    jpeg_read_raw_data(&jpeg->lib, jpeg->rows,
                       (JDIMENSION)(jpeg->lib.max_v_samp_factor * jpeg->lib.min_DCT_scaled_size));
    check_rest(jpeg);
    return RILL_OK;
}

static rill_status planes_next_group(rill_stage *stage, rill_group *group)
{
    rill_jpeg *const jpeg = (rill_jpeg *)stage;

    if (jpeg->info->several_scans && !jpeg->all_read)
        RILL_TRY(rill_jpeg_read_all_scans(jpeg));
    if (jpeg->next_in_band == jpeg->band_groups) {
        RILL_TRY(rill_work_step(jpeg->work, "decode_jpeg"));
        RILL_TRY(read_band(jpeg));
        jpeg->next_in_band = 0;
    }
    for (uint32_t p = 0; p < stage->out.n_planes; p++) {
        const rill_plane *const plane = &stage->out.plane[p];
        group->n_rows[p] = rill_plane_group_rows(plane, jpeg->next_group);
        group->stride_bytes[p] = jpeg->band_row_bytes[p];
        group->rows[p] = jpeg->band[p] + (size_t)jpeg->next_in_band * plane->group_rows * jpeg->band_row_bytes[p];
    }
    jpeg->next_in_band++;
    jpeg->next_group++;
    return RILL_OK;
}

static rill_status read_row(rill_jpeg *jpeg)
{
    if (setjmp(jpeg->fence))
        return rill_jpeg_failed(jpeg);
    jpeg_read_scanlines(&jpeg->lib, &jpeg->band[0], 1);
    check_rest(jpeg);
    return RILL_OK;
}

static rill_status pixels_next_group(rill_stage *stage, rill_group *group)
{
    rill_jpeg *const jpeg = (rill_jpeg *)stage;

    if (jpeg->info->several_scans && !jpeg->all_read)
        RILL_TRY(rill_jpeg_read_all_scans(jpeg));
    if (jpeg->next_group % 8 == 0)
        RILL_TRY(rill_work_step(jpeg->work, "decode_jpeg"));
    RILL_TRY(read_row(jpeg));
    if (jpeg->info->cmyk)
        rill_cmyk_row_to_rgb(jpeg->cmyk, jpeg->band[0], jpeg->packed, jpeg->lib.output_width);
    jpeg->next_group++;
    group->n_rows[0] = 1;
    group->stride_bytes[0] = 0;
    group->rows[0] = jpeg->packed;
    return RILL_OK;
}

static void jpeg_release(rill_stage *stage)
{
    rill_jpeg *const jpeg = (rill_jpeg *)stage;

    jpeg_destroy_decompress(&jpeg->lib);
    for (uint32_t p = 0; p < stage->out.n_planes; p++)
        rill_heap_free(&jpeg->work->heap, jpeg->band[p]);
}

static rill_status jpeg_open(rill_decoder *decoder, const rill_decode_plan *plan, rill_stage **stage)
{
    rill_jpeg *const jpeg = (rill_jpeg *)(void *)decoder;

    jpeg->plan = *plan;
    jpeg->stage = (rill_stage){.next_group = is_planar(jpeg) ? planes_next_group : pixels_next_group,
                               .release = jpeg_release,
                               .work = jpeg->work};
    jpeg_frame(jpeg->info, plan, &jpeg->stage.out);
    RILL_TRY(start(jpeg));
    *stage = &jpeg->stage;
    if (plan->blocks)
        return rill_jpeg_blocks_open(jpeg);
    return is_planar(jpeg) ? take_band(jpeg) : take_packed_row(jpeg);
}

const rill_decoder_class rill_jpeg_decoder = {
    .format = RILL_FORMAT_JPEG,
    .name = "decode_jpeg",
    .header = jpeg_header,
    .frame = jpeg_frame,
    .memory_bytes = jpeg_memory_bytes,
    .open = jpeg_open,
};
