/*
 * watermark.c - from a watermark's compressed bytes to its pixels in the result
 *
 *   decode -> [shrink] -> [resample] -> [frame] -> [colour] -> [to_srgb] -> pixels -> [rotate]
 *
 * The stages are those of any picture, planned for lossless WebP, which takes whole pixels
 * of RGB and keeps an alpha channel without looking whether it is needed.
 */
#include "pipeline/watermark.h"

#include "base/whole_numbers.h"
#include "pipeline/pipeline.h"

#define PIXEL_BYTES 4
#define PAGE_BYTES 65536u

/* ---- a watermark's turn: it works on its own heap, within what the job has left ---- */

static void begin(rill_watermarks *watermarks, rill_watermark *mark)
{
    rill_work *const job = watermarks->work;

    mark->work.slice_left = job->slice_left;
    mark->work.heap.limit_bytes = job->heap.limit_bytes - job->heap.used_bytes;
    mark->work.heap.fail_at = job->heap.fail_at;
    rill_heap_use(&mark->work.heap);
}

static rill_status end(rill_watermarks *watermarks, rill_watermark *mark, rill_status status)
{
    rill_work *const job = watermarks->work;
    const unsigned number = (unsigned)(mark - watermarks->mark) + 1;
    const size_t peak_bytes = job->heap.used_bytes + mark->work.heap.peak_bytes;

    job->warnings |= mark->work.warnings;
    job->slice_left = mark->work.slice_left;
    job->heap.fail_at = mark->work.heap.fail_at;
    if (peak_bytes > job->heap.peak_bytes)
        job->heap.peak_bytes = peak_bytes;
    rill_heap_use(&job->heap);
    if (status >= 0)
        return status;
    return rill_fail(job, status, mark->work.where == NULL ? "watermark" : mark->work.where, "watermark %u: %s", number,
                     mark->work.detail[0] == '\0' ? rill_status_text(status) : mark->work.detail);
}

/* ---- header ---- */

static rill_status read_header(rill_watermark *mark, uint32_t id, uint32_t total_bytes)
{
    rill_work *const work = &mark->work;
    rill_format format;

    if (total_bytes > work->limits.max_input_bytes)
        return rill_fail(work, RILL_INPUT_TOO_LARGE, "watermark", "%u bytes; %u are allowed", total_bytes,
                         work->limits.max_input_bytes);
    RILL_TRY(rill_source_open(&mark->source, work, id, total_bytes));
    RILL_TRY(rill_sniff(&mark->source, &format));
    mark->decoder_class = rill_decoder_for(format);
    return mark->decoder_class->header(&mark->decoder, &mark->source, work, &mark->info);
}

static void open_work(rill_work *work, const rill_work *job)
{
    *work = (rill_work){
        .limits = job->limits,
        .host = job->host,
        .started_ms = job->started_ms,
        .deadline_at_ms = job->deadline_at_ms,
        .slice_units = job->slice_units,
    };
    work->limits.max_input_bytes = job->limits.max_watermark_bytes;
    work->limits.max_pixels = job->limits.max_watermark_pixels;
}

rill_status rill_watermarks_read(rill_watermarks *watermarks, rill_work *work, uint32_t n, const uint32_t *bytes)
{
    watermarks->work = work;
    watermarks->n = n;
    for (; watermarks->n_read < n; watermarks->n_read++) {
        rill_watermark *const mark = &watermarks->mark[watermarks->n_read];
        open_work(&mark->work, work);
        begin(watermarks, mark);
        rill_status status = read_header(mark, watermarks->n_read + 1, bytes[watermarks->n_read]);
        if (status == RILL_MORE)
            status = rill_fail(&mark->work, RILL_SOURCE_ERROR, "watermark", "its bytes must be there from the start");
        RILL_TRY(end(watermarks, mark, status));
    }
    return RILL_OK;
}

/* ---- plan ---- */

static uint32_t share_of(uint32_t length_px, uint32_t share)
{
    return (uint32_t)(((uint64_t)length_px * share + RILL_WHOLE / 2) / RILL_WHOLE);
}

/* Between the margins, by shares of the room that is left; outside where there is none. */
static int64_t place(uint32_t length_px, uint32_t within_px, uint32_t margin_px, uint32_t share)
{
    const int64_t left_px = (int64_t)within_px - length_px - 2 * (int64_t)margin_px;
    const int64_t rounded = left_px * share + RILL_WHOLE / 2;

    return margin_px + (rounded - (rounded < 0 ? RILL_WHOLE - 1 : 0)) / RILL_WHOLE;
}

static void lay_out(rill_overlay *overlay, const rill_watermark *mark, const rill_watermark_recipe *wanted,
                    uint32_t width_px, uint32_t height_px)
{
    const uint32_t short_px = rill_smaller(width_px, height_px);
    const uint32_t margin_x_px = share_of(short_px, wanted->margin_x);
    const uint32_t margin_y_px = share_of(short_px, wanted->margin_y);

    *overlay = (rill_overlay){.width_px = mark->plan.geometry.width_px,
                              .height_px = mark->plan.geometry.height_px,
                              .opacity = wanted->opacity};
    rill_rotated_size(&overlay->width_px, &overlay->height_px, wanted->degrees);
    overlay->left_px = place(overlay->width_px, width_px, margin_x_px, wanted->position_x);
    overlay->top_px = place(overlay->height_px, height_px, margin_y_px, wanted->position_y);
    if (wanted->tile) {
        overlay->period_x_px = overlay->width_px + margin_x_px;
        overlay->period_y_px = overlay->height_px + margin_y_px;
    }
}

static rill_status plan_mark(rill_watermark *mark, const rill_recipe *recipe, const rill_watermark_recipe *wanted,
                             uint32_t short_px)
{
    const uint32_t side_px = share_of(short_px, wanted->scale);
    rill_recipe own = rill_recipe_default();

    own.width_px = own.height_px = side_px == 0 ? 1 : side_px;
    own.has_fit = own.has_format = own.lossless = true;
    own.fit = RILL_FIT_INSIDE;
    own.format = RILL_FORMAT_WEBP;
    own.enlarge = recipe->enlarge;
    own.has_trim = recipe->has_trim; /* the size is not known yet: memory for any */
    mark->degrees = wanted->degrees;
    return rill_plan_make(&mark->plan, &mark->work, &own, &mark->info);
}

/* What stays until the job ends. */
static uint64_t kept_bytes(const rill_watermark *mark, const rill_overlay *overlay)
{
    const rill_geometry *const upright = &mark->plan.geometry;
    const uint64_t upright_px = (uint64_t)upright->width_px * upright->height_px;
    const uint64_t turned_px = mark->degrees == 0 ? 0 : (uint64_t)overlay->width_px * overlay->height_px;

    return PIXEL_BYTES * (upright_px + turned_px) + 1024;
}

rill_status rill_watermarks_plan(rill_watermarks *watermarks, const rill_recipe *recipe, rill_plan *plan)
{
    const uint32_t width_px = plan->geometry.canvas_width_px, height_px = plan->geometry.canvas_height_px;
    const uint32_t max_bytes = watermarks->work->limits.max_memory_bytes;
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < watermarks->n; i++) {
        rill_watermark *const mark = &watermarks->mark[i];
        rill_overlay *const overlay = &watermarks->overlay[i];
        const rill_watermark_recipe *const wanted = &recipe->watermark[i];
        begin(watermarks, mark);
        RILL_TRY(end(watermarks, mark, plan_mark(mark, recipe, wanted, plan->short_side_px)));
        lay_out(overlay, mark, wanted, width_px, height_px);
        bytes += kept_bytes(mark, overlay) + RILL_WINDOW_BYTES + mark->plan.pixel_bytes;
    }
    bytes += bytes / 16; /* the allocator's own records and gaps */
    plan->memory_bytes += (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    if (plan->memory_bytes > max_bytes)
        return rill_fail(watermarks->work, RILL_MEMORY_LIMIT, "watermark",
                         "the job may need %lu bytes of the %lu it may use, %lu of them for watermarks",
                         (unsigned long)plan->memory_bytes, (unsigned long)max_bytes, (unsigned long)bytes);
    return RILL_OK;
}

/* ---- pixels ---- */

static void copy_row(uint8_t *to, const uint8_t *from, rill_model model, uint32_t width_px)
{
    for (uint32_t x = 0; x < width_px; x++, to += PIXEL_BYTES) {
        if (model == RILL_GRAY) {
            to[0] = to[1] = to[2] = from[x];
            to[3] = 255;
            continue;
        }
        const uint8_t *const pixel = from + PIXEL_BYTES * (size_t)x;
        to[0] = pixel[0];
        to[1] = pixel[1];
        to[2] = pixel[2];
        to[3] = model == RILL_RGBA ? pixel[3] : 255;
    }
}

static rill_status decode(rill_watermark *mark)
{
    const rill_geometry *const geometry = &mark->plan.geometry;
    const size_t row_bytes = (size_t)geometry->width_px * PIXEL_BYTES;
    rill_group group;

    if (mark->last == NULL) {
        rill_stage *stage;
        RILL_TRY(rill_pixels_open(&stage, &mark->plan, mark->decoder, mark->decoder_class));
        if (stage->out.model == RILL_YCC)
            RILL_TRY(rill_ycc_to_rgb_open(&stage, stage));
        if (mark->plan.convert_profile)
            RILL_TRY(rill_to_srgb_open(&stage, stage, &mark->plan.to_srgb));
        mark->last = stage;
    }
    for (; mark->n_rows < geometry->height_px; mark->n_rows++) {
        RILL_TRY(mark->last->next_group(mark->last, &group));
        copy_row(mark->pixels + mark->n_rows * row_bytes, group.rows[0], mark->last->out.model, geometry->width_px);
    }
    return RILL_OK;
}

static uint8_t *alloc_pixels(rill_work *work, uint32_t width_px, uint32_t height_px)
{
    uint8_t *const pixels = rill_heap_alloc_raw(&work->heap, height_px, (size_t)width_px * PIXEL_BYTES);

    if (pixels == NULL)
        rill_fail(work, RILL_MEMORY_LIMIT, "watermark", "%u x %u pixels are held", width_px, height_px);
    return pixels;
}

static rill_status turn(rill_work *work, rill_watermark *mark, const rill_overlay *overlay)
{
    const rill_rotation upright = {mark->pixels, mark->plan.geometry.width_px, mark->plan.geometry.height_px,
                                   mark->degrees};

    if (mark->degrees == 0)
        return RILL_OK;
    mark->pixels = alloc_pixels(work, overlay->width_px, overlay->height_px);
    if (mark->pixels == NULL)
        return RILL_MEMORY_LIMIT;
    rill_rotate(&upright, mark->pixels);
    rill_heap_free(&work->heap, (void *)(uintptr_t)upright.pixels);
    return RILL_OK;
}

static rill_status run_mark(rill_watermarks *watermarks, rill_watermark *mark, rill_overlay *overlay)
{
    rill_work *const work = watermarks->work;

    if (mark->pixels == NULL)
        mark->pixels = alloc_pixels(work, mark->plan.geometry.width_px, mark->plan.geometry.height_px);
    if (mark->pixels == NULL)
        return RILL_MEMORY_LIMIT;
    begin(watermarks, mark);
    RILL_TRY(end(watermarks, mark, decode(mark)));
    rill_heap_free_all(&mark->work.heap);
    RILL_TRY(turn(work, mark, overlay));
    overlay->pixels = mark->pixels;
    return RILL_OK;
}

rill_status rill_watermarks_run(rill_watermarks *watermarks)
{
    for (; watermarks->n_done < watermarks->n; watermarks->n_done++)
        RILL_TRY(run_mark(watermarks, &watermarks->mark[watermarks->n_done], &watermarks->overlay[watermarks->n_done]));
    return RILL_OK;
}

void rill_watermarks_close(rill_watermarks *watermarks)
{
    for (uint32_t i = 0; i < watermarks->n; i++)
        rill_heap_free_all(&watermarks->mark[i].work.heap);
}
