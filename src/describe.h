/*
 * describe.h - what a job is made of, and its description for hosts
 */
#ifndef RILL_DESCRIBE_H
#define RILL_DESCRIBE_H

#include "pipeline/pipeline.h"
#include "request/recipe.h"

struct rill_job {
    rill_work work;
    rill_recipe recipe;
    rill_source source;
    const rill_decoder_class *decoder_class;
    rill_decoder *decoder;
    rill_image_info info;
    rill_plan plan;
    uint32_t watermark_bytes[RILL_MAX_WATERMARKS];
    rill_watermarks watermarks;
    rill_pipeline pipeline;
    rill_sink sink;
    rill_error error;
    double total_ms;
    rill_trim trim;
    rill_stage *trim_stage; /* decodes to be looked at; NULL but while the border is looked for */
    bool has_info, has_plan, is_running, is_done;
};

/*
 * Write source, plan, result, times, warnings and error as one JSON object, as far as
 * they are known.  Returns its length, 0 when it does not fit.
 */
size_t rill_describe(const rill_job *job, char *json, size_t json_bytes);

#endif
