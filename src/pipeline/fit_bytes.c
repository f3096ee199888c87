/*
 * fit_bytes.c - encode a held frame until the result has few enough bytes
 *
 * Flow: source -> decode -> transform -> [hold -> (shrink, resample) -> encode, several times] -> sink
 * Holds: the frame as the encoder takes it, the best result and the one being tried.
 *
 * The source is decoded once.  Smaller sizes are resampled from the held frame
 * (decision 0008); what a trial takes from the heap is given back behind it.
 */
#include "pipeline/fit_bytes.h"

#include "pipeline/byte_search.h"

static const char WHERE[] = "fit_bytes";

struct rill_byte_fit {
    rill_work *work;
    rill_sink *sink;
    rill_stage *held;
    const rill_encoder_class *encoder_class;
    rill_encode_plan encode;
    rill_kernel kernel;
    rill_byte_search search;
    rill_trial best;
    uint8_t *kept, *tried;
    uint64_t kept_bytes, given_bytes;
    bool is_held, is_over;

    /* the trial that runs */
    void *mark; /* on the heap, before all that is its own; NULL: none runs */
    rill_sink counter;
    rill_encoder *encoder;
    rill_stage *last;
    uint32_t n_groups, n_done;
    bool pulled; /* 'group' is lent, and the encoder has not taken all of it */
    rill_group group;
};

rill_status rill_byte_fit_open(rill_byte_fit **fit, rill_stage *from, const rill_plan *plan, rill_format format,
                               rill_sink *sink)
{
    rill_work *const work = from->work;
    rill_byte_fit *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);

    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "%s", "");
    made->work = work;
    made->sink = sink;
    made->encoder_class = rill_encoder_for(format);
    made->encode = plan->encode;
    made->kernel = plan->resample.across.kernel;
    made->kept = rill_heap_alloc_raw(&work->heap, plan->room_bytes, 1);
    made->tried = rill_heap_alloc_raw(&work->heap, plan->room_bytes, 1);
    if (made->kept == NULL || made->tried == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "%s", "");
    RILL_TRY(rill_frame_open(&made->held, from, &(rill_frame_plan){.turned = false}));
    const bool lossy = format == RILL_FORMAT_JPEG || (format == RILL_FORMAT_WEBP && !plan->encode.lossless);
    rill_byte_search_open(&made->search, plan->room_bytes, lossy ? plan->encode.quality : 0, from->out.width_px,
                          from->out.height_px);
    *fit = made;
    return RILL_OK;
}

/* ---- one trial ---- */

static rill_status open_resize(rill_stage **stage, const rill_trial *trial, rill_kernel kernel)
{
    const rill_frame from = (*stage)->out;
    const uint32_t box_x = rill_max_bytes_box(from.width_px, trial->width_px, kernel);
    const uint32_t box_y = rill_max_bytes_box(from.height_px, trial->height_px, kernel);
    const rill_resample_plan plan = rill_max_bytes_resample(&from, trial->width_px, trial->height_px, kernel);

    if (from.width_px == trial->width_px && from.height_px == trial->height_px)
        return RILL_OK;
    if (box_x > 1 || box_y > 1)
        RILL_TRY(rill_shrink_open(stage, *stage, box_x, box_y, false));
    return rill_resample_open(stage, *stage, &plan);
}

static rill_status begin_trial(rill_byte_fit *fit)
{
    const rill_trial *const trial = &fit->search.trial;

    fit->mark = rill_heap_alloc(&fit->work->heap, 1, 1);
    if (fit->mark == NULL)
        return rill_fail(fit->work, RILL_MEMORY_LIMIT, WHERE, "%s", "");
    rill_frame_rewind(fit->held);
    fit->last = fit->held;
    RILL_TRY(open_resize(&fit->last, trial, fit->kernel));
    if (trial->quality != 0)
        fit->encode.quality = trial->quality;
    rill_sink_open_counting(&fit->counter, fit->work, fit->tried, fit->search.max_bytes);
    RILL_TRY(fit->encoder_class->open(&fit->encoder, &fit->last->out, &fit->encode, &fit->counter, fit->work));
    fit->n_groups = rill_frame_groups(&fit->last->out);
    fit->n_done = 0;
    fit->pulled = false;
    return RILL_OK;
}

static rill_status run_trial(rill_byte_fit *fit)
{
    for (; fit->n_done < fit->n_groups; fit->n_done++) {
        RILL_TRY(rill_work_step(fit->work, WHERE));
        if (!fit->pulled)
            RILL_TRY(fit->last->next_group(fit->last, &fit->group));
        fit->pulled = true;
        RILL_TRY(fit->encoder->write_group(fit->encoder, &fit->group));
        fit->pulled = false;
    }
    return fit->encoder->finish(fit->encoder);
}

static void end_trial(rill_byte_fit *fit)
{
    rill_heap_free_since(&fit->work->heap, fit->mark);
    fit->mark = NULL;
    if (!rill_byte_search_tell(&fit->search, fit->counter.total_bytes))
        return;
    uint8_t *const dropped = fit->kept;
    fit->kept = fit->tried;
    fit->tried = dropped;
    fit->kept_bytes = fit->counter.total_bytes;
    fit->best = fit->search.trial;
}

/* ---- all of them ---- */

static rill_status hold(rill_byte_fit *fit)
{
    if (fit->is_held)
        return RILL_OK;
    RILL_TRY(rill_frame_fill(fit->held));
    fit->is_held = true;
    for (rill_stage *stage = fit->held->from; stage != NULL; stage = stage->from) {
        if (stage->release != NULL)
            stage->release(stage);
        stage->release = NULL;
    }
    return RILL_OK;
}

static rill_status find_best(rill_byte_fit *fit)
{
    while (!fit->is_over) {
        if (fit->mark == NULL && !rill_byte_search_next(&fit->search)) {
            fit->is_over = true;
            break;
        }
        if (fit->mark == NULL)
            RILL_TRY(begin_trial(fit));
        RILL_TRY(run_trial(fit));
        end_trial(fit);
    }
    if (fit->kept_bytes == 0)
        return rill_fail(fit->work, RILL_MAX_BYTES_TOO_SMALL, WHERE, "one pixel has %lu bytes; maxBytes is %lu",
                         (unsigned long)fit->counter.total_bytes, (unsigned long)fit->search.max_bytes);
    return RILL_OK;
}

static rill_status give(rill_byte_fit *fit)
{
    while (fit->given_bytes < fit->kept_bytes) {
        const uint64_t left_bytes = fit->kept_bytes - fit->given_bytes;
        const size_t n_bytes = left_bytes < RILL_SINK_PIECE_BYTES ? (size_t)left_bytes : RILL_SINK_PIECE_BYTES;
        if (rill_sink_ready(fit->sink))
            return RILL_MORE;
        RILL_TRY(rill_sink_write(fit->sink, fit->kept + fit->given_bytes, n_bytes));
        fit->given_bytes += n_bytes;
    }
    return RILL_OK;
}

rill_status rill_byte_fit_run(rill_byte_fit *fit)
{
    RILL_TRY(hold(fit));
    RILL_TRY(find_best(fit));
    return give(fit);
}

void rill_byte_fit_size(const rill_byte_fit *fit, uint32_t *width_px, uint32_t *height_px)
{
    *width_px = fit->best.width_px;
    *height_px = fit->best.height_px;
}
