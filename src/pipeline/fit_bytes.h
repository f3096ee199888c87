/*
 * fit_bytes.h - encode a held frame until the result has few enough bytes
 */
#ifndef RILL_PIPELINE_FIT_BYTES_H
#define RILL_PIPELINE_FIT_BYTES_H

#include "request/plan.h"

typedef struct rill_byte_fit rill_byte_fit;

/* 'from' sends what the format's encoder takes.  Errors: MEMORY_LIMIT. */
rill_status rill_byte_fit_open(rill_byte_fit **fit, rill_stage *from, const rill_plan *plan, rill_format format,
                               rill_sink *sink);

/*
 * Hold the frame, try, and write the best result into the sink.  RILL_MORE: call again.
 * Errors: MAX_BYTES_TOO_SMALL, those of stages and encoders.
 */
rill_status rill_byte_fit_run(rill_byte_fit *fit);

/* After it ran: the size of the result. */
void rill_byte_fit_size(const rill_byte_fit *fit, uint32_t *width_px, uint32_t *height_px);

#endif
