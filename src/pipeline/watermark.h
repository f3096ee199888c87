/*
 * watermark.h - watermarks: pictures that are decoded to their size in the result, whole
 *
 * Each is a small job of its own, with a heap, limits and an error of its own, so that its
 * memory is given back as soon as its pixels are there and its faults are told as its own.
 */
#ifndef RILL_PIPELINE_WATERMARK_H
#define RILL_PIPELINE_WATERMARK_H

#include "request/plan.h"

typedef struct rill_watermark {
    rill_work work;
    rill_source source;
    const rill_decoder_class *decoder_class;
    rill_decoder *decoder;
    rill_image_info info;
    rill_plan plan;
    uint32_t degrees;
    rill_stage *last; /* sends the pixels; NULL until it is opened */
    uint8_t *pixels;  /* on the job's heap, upright */
    uint32_t n_rows;  /* of 'pixels', so far */
} rill_watermark;

typedef struct rill_watermarks {
    rill_work *work; /* of the job */
    uint32_t n, n_read, n_done;
    rill_watermark mark[RILL_MAX_WATERMARKS];
    rill_overlay overlay[RILL_MAX_WATERMARKS]; /* where they come to lie; pixels once they are run */
} rill_watermarks;

/*
 * Read the headers of sources 1 to n, of so many bytes each.
 * Errors: as a job's plan, with "watermark N:" before the detail; SOURCE_ERROR when the
 * host does not have them yet.
 */
rill_status rill_watermarks_read(rill_watermarks *watermarks, rill_work *work, uint32_t n, const uint32_t *bytes);

/*
 * Decide size, place and decoding for the result of a plan, and add what they take to its
 * memory.  Errors: MEMORY_LIMIT, TOO_MANY_PIXELS.
 */
rill_status rill_watermarks_plan(rill_watermarks *watermarks, const rill_recipe *recipe, rill_plan *plan);

/* Make the pixels.  RILL_MORE: call again. */
rill_status rill_watermarks_run(rill_watermarks *watermarks);

/* Give all memory back that is not the job's own. */
void rill_watermarks_close(rill_watermarks *watermarks);

#endif
