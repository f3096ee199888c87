/*
 * sink.c - a list of pieces, filled at one end and taken at the other
 *
 * Flow: source -> decode -> transform -> encode -> [sink]
 * Holds: what has been written and not been taken, and the piece on loan.
 */
#include "sink/sink.h"

#include <string.h>

static const char WHERE[] = "sink";

struct rill_piece {
    rill_piece *next;
    size_t n_bytes;
    uint8_t bytes[RILL_SINK_PIECE_BYTES];
};

void rill_sink_open(rill_sink *sink, rill_work *work)
{
    *sink = (rill_sink){.work = work};
}

void rill_sink_open_counting(rill_sink *sink, rill_work *work, uint8_t *into, uint64_t room_bytes)
{
    *sink = (rill_sink){.work = work, .into = into, .room_bytes = room_bytes};
}

static void count(rill_sink *sink, const void *bytes, size_t n_bytes)
{
    if (sink->total_bytes + n_bytes <= sink->room_bytes)
        memcpy(sink->into + sink->total_bytes, bytes, n_bytes);
    sink->total_bytes += n_bytes;
}

static rill_status add_piece(rill_sink *sink)
{
    rill_piece *const piece = rill_heap_alloc_raw(&sink->work->heap, 1, sizeof *piece);

    if (piece == NULL)
        return rill_fail(sink->work, RILL_MEMORY_LIMIT, WHERE, "no memory for more of the result");
    piece->next = NULL;
    piece->n_bytes = 0;
    if (sink->last != NULL)
        sink->last->next = piece;
    else
        sink->first = piece;
    sink->last = piece;
    return RILL_OK;
}

rill_status rill_sink_write(rill_sink *sink, const void *bytes, size_t n_bytes)
{
    const uint8_t *from = bytes;
    if (sink->into != NULL) {
        count(sink, bytes, n_bytes);
        return RILL_OK;
    }
    const uint64_t room_bytes = sink->work->limits.max_output_bytes - sink->total_bytes;

    if (n_bytes > room_bytes)
        return rill_fail(sink->work, RILL_OUTPUT_TOO_LARGE, WHERE, "the result would pass %u bytes",
                         sink->work->limits.max_output_bytes);
    while (n_bytes > 0) {
        if (sink->last == NULL || sink->last->n_bytes == RILL_SINK_PIECE_BYTES)
            RILL_TRY(add_piece(sink));

        rill_piece *const piece = sink->last;
        const size_t free_bytes = RILL_SINK_PIECE_BYTES - piece->n_bytes;
        const size_t copied_bytes = n_bytes < free_bytes ? n_bytes : free_bytes;
        memcpy(piece->bytes + piece->n_bytes, from, copied_bytes);
        piece->n_bytes += copied_bytes;
        sink->total_bytes += copied_bytes;
        from += copied_bytes;
        n_bytes -= copied_bytes;
    }
    return RILL_OK;
}

void rill_sink_close(rill_sink *sink)
{
    sink->closed = true;
}

bool rill_sink_ready(const rill_sink *sink)
{
    return sink->first != NULL && sink->first->n_bytes == RILL_SINK_PIECE_BYTES;
}

rill_status rill_sink_take(rill_sink *sink, const uint8_t **bytes, size_t *n_bytes)
{
    rill_heap_free(&sink->work->heap, sink->lent);
    sink->lent = NULL;
    *bytes = NULL;
    *n_bytes = 0;

    rill_piece *const piece = sink->first;
    if (piece == NULL || (!sink->closed && !rill_sink_ready(sink)))
        return RILL_END;
    sink->first = piece->next;
    if (sink->first == NULL)
        sink->last = NULL;
    sink->lent = piece;
    *bytes = piece->bytes;
    *n_bytes = piece->n_bytes;
    return RILL_OK;
}
