/*
 * pipeline.h - the chain that a plan asks for, and the one loop that runs it
 */
#ifndef RILL_PIPELINE_PIPELINE_H
#define RILL_PIPELINE_PIPELINE_H

#include "pipeline/fit_bytes.h"
#include "pipeline/watermark.h"
#include "request/plan.h"

typedef struct rill_pipeline {
    const rill_plan *plan;
    rill_work *work;
    rill_sink *sink;
    rill_watermarks *watermarks;
    rill_stage *source_end; /* the last stage before (or at) the held frame */
    rill_stage *last;       /* the encoder pulls here; NULL until the tail is built */
    rill_encoder *encoder;
    rill_byte_fit *fit;           /* with maxBytes: encodes several times; then 'encoder' is not used */
    uint32_t width_px, height_px; /* of the result */
    rill_format format;           /* of the result; settled once the tail is built */
    bool is_settled;
    uint32_t n_groups, n_done;
    bool pulled; /* 'group' is lent, and the encoder has not taken all of it */
    rill_group group;
} rill_pipeline;

/* Open the stages from the decoder to pixels at their size, a held frame included. */
rill_status rill_pixels_open(rill_stage **stage, const rill_plan *plan, rill_decoder *decoder,
                             const rill_decoder_class *decoder_class);

/* Open the stages up to the held frame. */
rill_status rill_pipeline_open(rill_pipeline *pipeline, const rill_plan *plan, rill_decoder *decoder,
                               const rill_decoder_class *decoder_class, rill_watermarks *watermarks, rill_sink *sink,
                               rill_work *work);

/* RILL_MORE: the slice is over, or a piece of the result can be taken. */
rill_status rill_pipeline_run(rill_pipeline *pipeline);

#endif
