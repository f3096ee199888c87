/*
 * png_chunks.h - chunks of PNG into the sink, and deflate into chunks of IDAT
 */
#ifndef RILL_ENCODE_PNG_CHUNKS_H
#define RILL_ENCODE_PNG_CHUNKS_H

#include "base/work.h"
#include "sink/sink.h"

#include <zlib.h>

#define RILL_IDAT_BYTES 32768 /* of data in one chunk, but for the last */

/* How hard to look for matches. */
typedef struct rill_png_depth {
    uint32_t candidates; /* for each match, by png_search.c; 0: zlib looks itself */
    uint32_t passes;     /* over a stretch, each at the prices of the one before */
} rill_png_depth;

typedef struct rill_png_stream {
    rill_work *work;
    rill_sink *sink;
    z_stream deflate;
    int level, strategy;
    struct rill_png_search *search; /* NULL: zlib's own */
    uint8_t *data;                  /* of the IDAT that is being filled */
} rill_png_stream;

rill_status rill_png_signature(rill_sink *sink);
rill_status rill_png_chunk(rill_sink *sink, const char type[4], const uint8_t *data, uint32_t n_bytes);
/* iTXt. */
rill_status rill_png_xmp(rill_sink *sink, const uint8_t *xmp, uint32_t xmp_bytes);
/* iCCP, compressed.  Errors: MEMORY_LIMIT. */
rill_status rill_png_profile(rill_sink *sink, rill_work *work, const uint8_t *icc, uint32_t icc_bytes);
/* Upper bound of the heap that it takes for a while. */
uint64_t rill_png_profile_bytes(uint32_t icc_bytes);

/* For so many bytes of filtered rows.  Errors: MEMORY_LIMIT. */
rill_status rill_png_stream_open(rill_png_stream *stream, uint64_t total_bytes, rill_png_depth depth, rill_work *work,
                                 rill_sink *sink);
/* Upper bound of the heap that it takes. */
uint64_t rill_png_stream_bytes(uint64_t total_bytes, rill_png_depth depth);
/* zlib's level and strategy for what is written from now on; a search of ours has neither. */
rill_status rill_png_stream_tune(rill_png_stream *stream, int level, int strategy);
rill_status rill_png_stream_write(rill_png_stream *stream, const uint8_t *bytes, size_t n_bytes);
/* For the search: compressed bytes. */
rill_status rill_png_stream_put(rill_png_stream *stream, const uint8_t *bytes, size_t n_bytes);
/* The last IDAT. */
rill_status rill_png_stream_end(rill_png_stream *stream);

#endif
