/*
 * sink.h - compressed bytes out, in pieces, capped
 *
 * Encoders write; the host takes full pieces while the job runs, so the result need
 * not lie in memory whole.
 */
#ifndef RILL_SINK_SINK_H
#define RILL_SINK_SINK_H

#include "base/rowgroup.h"

#define RILL_SINK_PIECE_BYTES 65536

typedef struct rill_piece rill_piece;

typedef struct rill_sink {
    rill_work *work;
    rill_piece *first, *last; /* oldest first; all but the last are full */
    rill_piece *lent;         /* the host reads it until its next call */
    uint64_t total_bytes;     /* written so far */
    bool closed;              /* no more will be written */
    uint8_t *into;            /* a trial's: no pieces; what there is room for lies here, the rest is counted */
    uint64_t room_bytes;
} rill_sink;

void rill_sink_open(rill_sink *sink, rill_work *work);

/* A sink of which nothing is taken: the first room_bytes are kept in 'into', and all are counted. */
void rill_sink_open_counting(rill_sink *sink, rill_work *work, uint8_t *into, uint64_t room_bytes);

/* Errors: OUTPUT_TOO_LARGE, MEMORY_LIMIT. */
rill_status rill_sink_write(rill_sink *sink, const void *bytes, size_t n_bytes);

/* After this the last, partly filled piece may be taken too. */
void rill_sink_close(rill_sink *sink);

/* A full piece waits to be taken. */
bool rill_sink_ready(const rill_sink *sink);

/* Lend the oldest piece; RILL_END: none is full (or, after close, none is left). */
rill_status rill_sink_take(rill_sink *sink, const uint8_t **bytes, size_t *n_bytes);

#endif
