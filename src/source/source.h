/*
 * source.h - a 64 KB window on the compressed source
 *
 * Codecs read through it, at any offset; the host's bytes are copied in when they
 * are wanted.  The source is never held whole (WebP is the exception: its decoder
 * wants its data in one piece, see decode_webp.c).
 */
#ifndef RILL_SOURCE_SOURCE_H
#define RILL_SOURCE_SOURCE_H

#include "base/rowgroup.h"

typedef struct rill_source {
    rill_work *work;
    uint32_t id; /* 0: the picture; 1..: overlays */
    uint32_t total_bytes;
    uint8_t *window; /* RILL_WINDOW_BYTES */
    uint32_t window_offset;
    uint32_t window_bytes; /* how much of the window is filled */
    uint32_t need_bytes;   /* after RILL_MORE: the prefix that would let us go on */
} rill_source;

typedef struct rill_source_range {
    uint32_t offset;
    uint32_t n_bytes; /* 0: there is none */
} rill_source_range;

/* Errors: MEMORY_LIMIT. */
rill_status rill_source_open(rill_source *source, rill_work *work, uint32_t id, uint32_t total_bytes);

/*
 * Lend what lies at 'offset': at least one byte, as much as the window holds, until
 * the next call.  At or past the end of the source: RILL_OK and *n_bytes = 0.
 * RILL_MORE: the host does not have these bytes yet (only while planning from a prefix).
 * Errors: SOURCE_ERROR when the host brings fewer bytes than the source has.
 */
rill_status rill_source_window(rill_source *source, uint32_t offset, const uint8_t **bytes, uint32_t *n_bytes);

/*
 * Copy n_bytes from 'offset'.  Errors: TRUNCATED when the source ends before; else
 * as rill_source_window().
 */
rill_status rill_source_copy(rill_source *source, uint32_t offset, void *into, uint32_t n_bytes);

#endif
