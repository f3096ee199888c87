/*
 * png_filter.h - rows to filtered rows, a band of them at a time
 *
 * A band is as many rows as make 64 KB, at least one.  It is looked at as a whole, and its
 * rows are then sent in one of two kinds:
 *
 *   few colours    as they are: text and drawings repeat themselves, and a search finds it
 *   many colours   filtered, each row by what leaves the smallest sum: photographs, gradients
 */
#ifndef RILL_ENCODE_PNG_FILTER_H
#define RILL_ENCODE_PNG_FILTER_H

#include "base/rowgroup.h"
#include "base/work.h"

typedef enum rill_png_kind { RILL_PNG_FEW_COLOURS, RILL_PNG_MANY_COLOURS } rill_png_kind;

typedef struct rill_png_bands {
    rill_model model; /* GRAY, RGBX (sent as RGB) or RGBA */
    uint32_t width_px;
    size_t step;         /* bytes of a pixel, sent */
    size_t row_bytes;    /* sent, without the filter's byte */
    size_t stride_bytes; /* of held rows; zeros between them */
    uint32_t rows_held, rows_max;
    uint8_t *rows;    /* the last of the band before, then this band's */
    uint8_t *sent;    /* a filter's byte and a filtered row */
    uint8_t *colours; /* a bit for each hash of one */
} rill_png_bands;

/* Of a pixel, sent. */
size_t rill_png_px_bytes(rill_model model);

/* Errors: MEMORY_LIMIT. */
rill_status rill_png_bands_open(rill_png_bands *bands, const rill_frame *frame, rill_work *work);
/* Upper bound of what open() takes; of any smaller frame, too, where that is asked. */
uint64_t rill_png_bands_bytes(const rill_frame *frame, bool or_smaller);

/* Take a row.  True: the band is full, and must be sent before the next. */
bool rill_png_bands_add(rill_png_bands *bands, const uint8_t *row);

/* Of the rows held. */
rill_png_kind rill_png_bands_kind(rill_png_bands *bands);
/* Row 'number' of the band, filtered: 1 + row_bytes bytes, until the next call. */
const uint8_t *rill_png_bands_filter(rill_png_bands *bands, rill_png_kind kind, uint32_t number);
/* All rows were sent. */
void rill_png_bands_next(rill_png_bands *bands);

#endif
