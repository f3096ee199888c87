/*
 * scanrill.c - the job: open, plan, run, take, close.  No codec and no pixel here.
 */
#include "scanrill.h"

#include "describe.h"
#include "pipeline/pipeline.h"
#include "request/recipe.h"

#include <stdlib.h>

static const rill_limits profiles[] = {
#define RILL_LIMIT(field, edge, pipeline, browser, why) .field = edge,
    [RILL_PROFILE_EDGE] = {RILL_LIMITS(RILL_LIMIT)},
#undef RILL_LIMIT
#define RILL_LIMIT(field, edge, pipeline, browser, why) .field = pipeline,
    [RILL_PROFILE_PIPELINE] = {RILL_LIMITS(RILL_LIMIT)},
#undef RILL_LIMIT
#define RILL_LIMIT(field, edge, pipeline, browser, why) .field = browser,
    [RILL_PROFILE_BROWSER] = {RILL_LIMITS(RILL_LIMIT)},
#undef RILL_LIMIT
};

/* The sticky outcome of a call: the first error, or what the call says. */
static rill_status outcome(rill_job *job, rill_status status)
{
    /* An error that nobody reported is a bug of ours, but it must not pass for success. */
    if (status < 0)
        rill_fail(&job->work, status, "scanrill", "%s", "");
    if (job->work.status == RILL_OK)
        return status;
    job->error = (rill_error){job->work.status, job->work.where, job->work.detail};
    return job->work.status;
}

static void set_limits(rill_work *work, const rill_setup *setup)
{
    rill_limits *const limits = &work->limits;
    const unsigned profile = setup->profile <= RILL_PROFILE_BROWSER ? setup->profile : RILL_PROFILE_EDGE;

    *limits = profiles[profile];
    if (setup->max_memory_bytes != 0 && setup->max_memory_bytes < limits->max_memory_bytes)
        limits->max_memory_bytes = setup->max_memory_bytes;
    if (setup->deadline_ms != 0)
        limits->deadline_ms = setup->deadline_ms;
    work->heap.limit_bytes = limits->max_memory_bytes;
    work->host = setup->host;
    work->started_ms = setup->host.now(setup->host.user);
    work->deadline_at_ms = work->started_ms + limits->deadline_ms;
    work->slice_units = setup->slice_units;
    work->slice_left = setup->slice_units;
}

/* As many watermarks as the lists of their options have values. */
static rill_status take_watermarks(rill_job *job, const rill_setup *setup)
{
    rill_recipe *const recipe = &job->recipe;
    const uint32_t n = setup->n_watermarks;

    if (n > RILL_MAX_WATERMARKS)
        return rill_fail(&job->work, RILL_BAD_OPTIONS, "scanrill", "there are %u watermarks; a picture may have %u", n,
                         RILL_MAX_WATERMARKS);
    if (n != 0 && recipe->n_watermark_values != 0 && recipe->n_watermark_values != n)
        return rill_fail(&job->work, RILL_BAD_OPTIONS, "scanrill",
                         "a list of the watermarks' options has %u values, but there are %u watermarks",
                         recipe->n_watermark_values, n);
    recipe->n_watermarks = n;
    for (uint32_t i = 0; i < n; i++)
        job->watermark_bytes[i] = setup->watermark_bytes[i];
    return RILL_OK;
}

rill_status rill_job_open(rill_job **job, const rill_setup *setup, const char *request, size_t request_bytes)
{
    rill_job *const opened = calloc(1, sizeof *opened);

    *job = opened;
    if (opened == NULL)
        return RILL_MEMORY_LIMIT;
    opened->error = (rill_error){RILL_OK, "", ""};
    set_limits(&opened->work, setup);
    rill_heap_use(&opened->work.heap);
    if (setup->total_bytes > opened->work.limits.max_input_bytes)
        return outcome(opened, rill_fail(&opened->work, RILL_INPUT_TOO_LARGE, "scanrill", "%u bytes; %u are allowed",
                                         setup->total_bytes, opened->work.limits.max_input_bytes));
    rill_status parsed = rill_recipe_parse(&opened->recipe, &opened->work, request, request_bytes);
    if (parsed == RILL_OK)
        parsed = take_watermarks(opened, setup);
    if (parsed != RILL_OK)
        return outcome(opened, parsed);
    rill_sink_open(&opened->sink, &opened->work);
    return outcome(opened, rill_source_open(&opened->source, &opened->work, 0, setup->total_bytes));
}

static rill_status plan(rill_job *job)
{
    rill_format format;

    RILL_TRY(rill_sniff(&job->source, &format));
    job->decoder_class = rill_decoder_for(format);
    if (!job->has_info)
        RILL_TRY(job->decoder_class->header(&job->decoder, &job->source, &job->work, &job->info));
    job->has_info = true;
    RILL_TRY(rill_metadata_read(&job->info.kept, &job->source, &job->info.metadata, job->recipe.metadata));
    RILL_TRY(rill_plan_make(&job->plan, &job->work, &job->recipe, &job->info));
    RILL_TRY(rill_watermarks_read(&job->watermarks, &job->work, job->recipe.n_watermarks, job->watermark_bytes));
    RILL_TRY(rill_watermarks_plan(&job->watermarks, &job->recipe, &job->plan));
    job->has_plan = true;
    return RILL_OK;
}

rill_status rill_job_plan(rill_job *job)
{
    if (job->work.status != RILL_OK || job->has_plan)
        return job->work.status;
    rill_heap_use(&job->work.heap);
    return outcome(job, plan(job));
}

uint32_t rill_job_need_bytes(const rill_job *job)
{
    return job->source.need_bytes;
}

/* Nothing was written yet: give all memory back and plan as if the job were new. */
static rill_status start_again(rill_job *job)
{
    const uint32_t total_bytes = job->source.total_bytes;

    rill_heap_free_all(&job->work.heap);
    job->has_info = job->has_plan = false;
    rill_sink_open(&job->sink, &job->work);
    RILL_TRY(rill_source_open(&job->source, &job->work, 0, total_bytes));
    return plan(job);
}

/* Decode once to see where the border ends; then that is the crop, and the source is read a second time. */
static rill_status trim(rill_job *job)
{
    const double before_ms = job->work.host.now(job->work.host.user);
    rill_box box;

    if (job->trim_stage == NULL) {
        const rill_decode_plan whole = {.dct_scale = {8, 8, 8}, .luma_only = job->plan.luma_only};
        const rill_box shown = rill_shown_box(&job->plan.geometry);
        rill_trim_open(&job->trim, &shown, job->recipe.trim_tolerance);
        RILL_TRY(job->decoder_class->open(job->decoder, &whole, &job->trim_stage));
    }
    const rill_status status = rill_trim_find(&job->trim, job->trim_stage, &box);
    const double took_ms = job->work.host.now(job->work.host.user) - before_ms;
    job->work.times.decode_ms += took_ms;
    job->work.times.pull_ms += took_ms;
    RILL_TRY(status);
    job->recipe.crop = rill_upright_crop(&job->recipe, &job->info, &box);
    job->recipe.has_crop = true;
    job->recipe.has_trim = false;
    job->trim_stage = NULL;
    return start_again(job);
}

static rill_status run(rill_job *job)
{
    if (job->recipe.has_trim)
        RILL_TRY(trim(job));
    if (!job->is_running)
        RILL_TRY(rill_pipeline_open(&job->pipeline, &job->plan, job->decoder, job->decoder_class, &job->watermarks,
                                    &job->sink, &job->work));
    job->is_running = true;
    return rill_pipeline_run(&job->pipeline);
}

rill_status rill_job_run(rill_job *job)
{
    if (job->work.status != RILL_OK || job->is_done)
        return job->work.status;
    rill_heap_use(&job->work.heap);
    if (!job->has_plan) {
        const rill_status status = rill_job_plan(job);
        if (status != RILL_OK)
            return status;
    }
    job->work.slice_left = job->work.slice_units;
    const rill_status status = outcome(job, run(job));
    job->is_done = status == RILL_OK;
    if (job->is_done)
        job->total_ms = job->work.host.now(job->work.host.user) - job->work.started_ms;
    return status;
}

rill_status rill_job_take(rill_job *job, const uint8_t **bytes, size_t *n_bytes)
{
    if (job->work.status != RILL_OK)
        return job->work.status;
    return rill_sink_take(&job->sink, bytes, n_bytes);
}

const rill_error *rill_job_error(const rill_job *job)
{
    return &job->error;
}

size_t rill_job_describe(const rill_job *job, char *json, size_t json_bytes)
{
    return rill_describe(job, json, json_bytes);
}

void rill_job_close(rill_job *job)
{
    if (job == NULL)
        return;
    rill_watermarks_close(&job->watermarks);
    rill_heap_free_all(&job->work.heap);
    rill_heap_use(NULL);
    free(job);
}
