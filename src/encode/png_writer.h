/*
 * png_writer.h - a PNG, top to bottom: head, colours, rows, end
 */
#ifndef RILL_ENCODE_PNG_WRITER_H
#define RILL_ENCODE_PNG_WRITER_H

#include "encode/encode.h"
#include "encode/png_chunks.h"
#include "encode/png_filter.h"
#include "encode/png_palette.h"

typedef struct rill_png_writer {
    const rill_png_palette *palette; /* NULL: rows are pixels */
    int level;                       /* zlib's, of bands with few colours */
    uint32_t width_px;
    size_t row_bytes; /* of codes */
    rill_png_bands bands;
    uint8_t *codes; /* a row of them, behind the byte for its filter */
    rill_png_stream stream;
} rill_png_writer;

/* Everything up to the first row.  'held': the picture waits in memory, and a longer search is worth it. */
rill_status rill_png_writer_open(rill_png_writer *writer, const rill_frame *frame, const rill_png_palette *palette,
                                 bool held, const rill_encode_plan *plan, rill_sink *sink, rill_work *work);
/* Upper bound of what it takes, whatever the palette. */
uint64_t rill_png_writer_bytes(const rill_frame *frame, bool held, const rill_encode_plan *plan);
/* Pixels of the frame's model; with a palette, indices. */
rill_status rill_png_writer_row(rill_png_writer *writer, const uint8_t *row);
rill_status rill_png_writer_end(rill_png_writer *writer);

#endif
