/*
 * pipeline.c - builds the chain from the plan, and runs it; everything else in the core serves this loop
 *
 *   decode -> [rgb] -> [shrink] -> [resample] -> [frame]
 *   | [to_srgb] -> [adjust] -> [blur] -> [sharpen] -> [radius] -> [flatten] -> [pad] -> [overlay] -> [colour]
 *   -> encode, or fit_bytes.c
 *
 * The tail (right of the bar) is built when the first part's pixels are known to be
 * opaque or not, where the plan left that open.
 */
#include "pipeline/pipeline.h"

/* A stage that only measures how long the one before it takes. */
typedef struct rill_timed {
    rill_stage stage;
    rill_stage *measured;
} rill_timed;

static rill_status timed_next_group(rill_stage *stage, rill_group *group)
{
    rill_stage *const measured = ((rill_timed *)stage)->measured;
    const rill_host *const host = &stage->work->host;
    const double before_ms = host->now(host->user);
    const rill_status status = measured->next_group(measured, group);

    stage->work->times.decode_ms += host->now(host->user) - before_ms;
    return status;
}

static rill_status open_timed(rill_stage **stage, rill_stage *measured)
{
    rill_work *const work = measured->work;
    rill_timed *const timed = rill_heap_alloc(&work->heap, 1, sizeof *timed);

    if (timed == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "pipeline", "%s", "");
    timed->stage = (rill_stage){.next_group = timed_next_group, .out = measured->out, .from = measured, .work = work};
    timed->measured = measured;
    *stage = &timed->stage;
    return RILL_OK;
}

/* Light is averaged in pixels of RGB: chroma is brought to luma's size first. */
static rill_status open_rgb(rill_stage **stage, const rill_plan *plan)
{
    if (plan->raise_needed)
        RILL_TRY(rill_resample_open(stage, *stage, &plan->raise));
    if ((*stage)->out.model == RILL_YCC)
        return rill_ycc_to_rgb_open(stage, *stage);
    return (*stage)->out.model == RILL_GRAY ? rill_gray_to_rgb_open(stage, *stage) : RILL_OK;
}

rill_status rill_pixels_open(rill_stage **stage, const rill_plan *plan, rill_decoder *decoder,
                             const rill_decoder_class *decoder_class)
{
    RILL_TRY(decoder_class->open(decoder, &plan->decode, stage));
    RILL_TRY(open_timed(stage, *stage));
    if (plan->linear)
        RILL_TRY(open_rgb(stage, plan));
    if (plan->shrink_x > 1 || plan->shrink_y > 1)
        RILL_TRY(rill_shrink_open(stage, *stage, plan->shrink_x, plan->shrink_y, plan->linear));
    if (plan->resample_needed)
        RILL_TRY(rill_resample_open(stage, *stage, &plan->resample));
    return plan->frame_needed ? rill_frame_open(stage, *stage, &plan->frame) : RILL_OK;
}

rill_status rill_pipeline_open(rill_pipeline *pipeline, const rill_plan *plan, rill_decoder *decoder,
                               const rill_decoder_class *decoder_class, rill_watermarks *watermarks, rill_sink *sink,
                               rill_work *work)
{
    *pipeline =
        (rill_pipeline){.plan = plan, .work = work, .watermarks = watermarks, .sink = sink, .format = plan->format};
    return rill_pixels_open(&pipeline->source_end, plan, decoder, decoder_class);
}

/* Let every stage from 'stage' back to the decoder give its large memory back. */
static void release_from(rill_stage *stage)
{
    for (; stage != NULL; stage = stage->from) {
        if (stage->release != NULL)
            stage->release(stage);
        stage->release = NULL;
    }
}

/* Hold the frame, look at its alpha, settle the format. */
static rill_status settle(rill_pipeline *pipeline)
{
    rill_stage *const frame = pipeline->source_end;

    if (pipeline->is_settled)
        return RILL_OK;
    RILL_TRY(rill_frame_fill(frame));
    pipeline->is_settled = true;
    release_from(frame->from);
    if (pipeline->plan->settle_alpha)
        rill_frame_drop_opaque_alpha(frame);
    if (pipeline->format == RILL_FORMAT_AUTO)
        pipeline->format = frame->out.model == RILL_RGBA ? RILL_FORMAT_PNG : RILL_FORMAT_JPEG;
    return RILL_OK;
}

/* What is done to the picture's own pixels: before a colour is put behind or around them (decision 0006). */
static rill_status open_pixels(rill_stage **stage, const rill_plan *plan)
{
    if (!plan->pixels_needed)
        return RILL_OK;
    if (plan->gray_first && (*stage)->out.model != RILL_GRAY)
        RILL_TRY(rill_rgb_to_gray_open(stage, *stage));
    if ((*stage)->out.model == RILL_GRAY)
        RILL_TRY(rill_gray_to_rgb_open(stage, *stage));
    if (!rill_adjust_is_neutral(&plan->adjust))
        RILL_TRY(rill_adjust_open(stage, *stage, &plan->adjust));
    if (plan->blur.sigma != 0)
        RILL_TRY(rill_blur_open(stage, *stage, &plan->blur));
    if (plan->sharpen.sigma != 0)
        RILL_TRY(rill_blur_open(stage, *stage, &plan->sharpen));
    return plan->radius_px == 0 ? RILL_OK : rill_radius_open(stage, *stage, plan->radius_px);
}

/* Colours behind and around the picture: whole pixels of RGB. */
static rill_status open_bars(rill_stage **stage, const rill_plan *plan)
{
    const rill_geometry *const geometry = &plan->geometry;

    if ((*stage)->out.model == RILL_RGBA && plan->behind.alpha != 0)
        RILL_TRY(rill_flatten_open(stage, *stage, plan->behind));
    if (!plan->pad_needed)
        return RILL_OK;
    if ((*stage)->out.model == RILL_GRAY)
        RILL_TRY(rill_gray_to_rgb_open(stage, *stage));
    return rill_pad_open(stage, *stage, geometry->left_px, geometry->top_px, geometry->canvas_width_px,
                         geometry->canvas_height_px, plan->bars);
}

static rill_status open_overlays(rill_stage **stage, const rill_watermarks *watermarks)
{
    if (watermarks->n == 0)
        return RILL_OK;
    if ((*stage)->out.model == RILL_GRAY)
        RILL_TRY(rill_gray_to_rgb_open(stage, *stage));
    return rill_overlay_open(stage, *stage, watermarks->overlay, watermarks->n);
}

/* The model that the format's encoder takes. */
static rill_status open_last_colour(rill_stage **stage, const rill_plan *plan, rill_format format)
{
    const bool webp = format == RILL_FORMAT_WEBP;
    const bool planes = format == RILL_FORMAT_JPEG || (webp && !plan->encode.lossless);

    if (plan->gray_result && ((*stage)->out.model == RILL_RGBX || (*stage)->out.model == RILL_RGBA))
        RILL_TRY(rill_rgb_to_gray_open(stage, *stage));
    if ((*stage)->out.model == RILL_GRAY && webp && plan->encode.lossless)
        return rill_gray_to_rgb_open(stage, *stage);
    if ((*stage)->out.model == RILL_GRAY && webp && (*stage)->out.limited_range)
        return rill_gray_to_ycc_open(stage, *stage);
    if ((*stage)->out.model == RILL_GRAY && webp) /* after bars: full range; through RGB to the limited one */
        RILL_TRY(rill_gray_to_rgb_open(stage, *stage));
    if ((*stage)->out.model == RILL_RGBX && format == RILL_FORMAT_JPEG && plan->encode.full_chroma)
        return rill_rgb_to_ycc_open(stage, *stage);
    if ((*stage)->out.model == RILL_RGBX && planes)
        return rill_subsample_open(stage, *stage, webp);
    return RILL_OK;
}

static rill_status open_tail(rill_pipeline *pipeline)
{
    const rill_plan *const plan = pipeline->plan;
    rill_stage *stage = pipeline->source_end;

    if (stage->out.model == RILL_YCC && plan->to_rgb)
        RILL_TRY(rill_ycc_to_rgb_open(&stage, stage));
    if (plan->convert_profile)
        RILL_TRY(rill_to_srgb_open(&stage, stage, &plan->to_srgb));
    RILL_TRY(open_pixels(&stage, plan));
    RILL_TRY(open_bars(&stage, plan));
    RILL_TRY(open_overlays(&stage, pipeline->watermarks));
    RILL_TRY(open_last_colour(&stage, plan, pipeline->format));
    /* Blocks are moved by the encoder: their frame is the stored picture's. */
    pipeline->width_px = plan->decode.blocks ? plan->geometry.canvas_width_px : stage->out.width_px;
    pipeline->height_px = plan->decode.blocks ? plan->geometry.canvas_height_px : stage->out.height_px;
    pipeline->last = stage;
    if (plan->room_bytes != 0)
        return rill_byte_fit_open(&pipeline->fit, stage, plan, pipeline->format, pipeline->sink);
    RILL_TRY(rill_encoder_for(pipeline->format)
                 ->open(&pipeline->encoder, &stage->out, &plan->encode, pipeline->sink, pipeline->work));
    pipeline->n_groups = rill_frame_groups(&stage->out);
    return RILL_OK;
}

/* Pull what has to be known before the first byte can be written, then open the rest. */
static rill_status prepare(rill_pipeline *pipeline)
{
    if (pipeline->plan->frame_needed)
        RILL_TRY(settle(pipeline));
    RILL_TRY(rill_watermarks_run(pipeline->watermarks));
    return open_tail(pipeline);
}

/* THE loop. */
static rill_status run_groups(rill_pipeline *pipeline)
{
    const rill_host *const host = &pipeline->work->host;
    rill_times *const times = &pipeline->work->times;
    rill_group *const group = &pipeline->group;

    for (; pipeline->n_done < pipeline->n_groups; pipeline->n_done++) {
        if (rill_sink_ready(pipeline->sink))
            return RILL_MORE;
        const double start_ms = host->now(host->user);
        const rill_status pulled = pipeline->pulled ? RILL_OK : pipeline->last->next_group(pipeline->last, group);
        const double pulled_ms = host->now(host->user);
        times->pull_ms += pulled_ms - start_ms;
        RILL_TRY(pulled);
        pipeline->pulled = true;
        const rill_status status = pipeline->encoder->write_group(pipeline->encoder, group);
        times->encode_ms += host->now(host->user) - pulled_ms;
        RILL_TRY(status);
        pipeline->pulled = false;
    }
    return RILL_OK;
}

/* The loop inside fit_bytes.c. */
static rill_status run_fit(rill_pipeline *pipeline)
{
    const rill_host *const host = &pipeline->work->host;
    rill_times *const times = &pipeline->work->times;
    const double before_ms = host->now(host->user), decoded_before_ms = times->decode_ms;
    const rill_status status = rill_byte_fit_run(pipeline->fit);
    const double decoded_ms = times->decode_ms - decoded_before_ms;

    times->pull_ms += decoded_ms;
    times->encode_ms += host->now(host->user) - before_ms - decoded_ms;
    RILL_TRY(status);
    rill_byte_fit_size(pipeline->fit, &pipeline->width_px, &pipeline->height_px);
    rill_sink_close(pipeline->sink);
    return RILL_OK;
}

rill_status rill_pipeline_run(rill_pipeline *pipeline)
{
    const rill_host *const host = &pipeline->work->host;
    double before_ms = host->now(host->user);

    if (pipeline->last == NULL) {
        const rill_status status = prepare(pipeline);
        pipeline->work->times.pull_ms += host->now(host->user) - before_ms;
        RILL_TRY(status);
    }
    if (pipeline->fit != NULL)
        return run_fit(pipeline);
    RILL_TRY(run_groups(pipeline));
    before_ms = host->now(host->user);
    release_from(pipeline->last);
    const rill_status status = pipeline->encoder->finish(pipeline->encoder);
    pipeline->work->times.encode_ms += host->now(host->user) - before_ms;
    RILL_TRY(status);
    rill_sink_close(pipeline->sink);
    return RILL_OK;
}
