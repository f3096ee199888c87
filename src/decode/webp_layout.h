/*
 * webp_layout.h - where things lie in a WebP file
 *
 * Only chunk headers are read, through the window on the source; no pixel and no
 * codec is needed.  Two users: decode_webp.c and its tests.
 */
#ifndef RILL_DECODE_WEBP_LAYOUT_H
#define RILL_DECODE_WEBP_LAYOUT_H

#include "source/source.h"

/* What lies inside a chunk; offset 0: there is no such chunk. */
typedef struct rill_webp_chunk {
    uint32_t offset;
    uint32_t n_bytes;
} rill_webp_chunk;

typedef struct rill_webp_rect {
    uint32_t left_px, top_px, width_px, height_px;
} rill_webp_rect;

typedef struct rill_webp_layout {
    bool has_canvas; /* a VP8X chunk tells the size; otherwise the picture's own header does */
    bool animated;
    bool lossless;
    uint32_t canvas_width_px, canvas_height_px;
    rill_webp_rect frame;   /* animated: the first frame on the canvas */
    uint32_t n_frames;      /* 1 for a still picture */
    rill_webp_chunk pixels; /* VP8 or VP8L, of the first frame */
    rill_webp_chunk alpha;  /* ALPH, of the first frame */
    rill_webp_chunk icc;
    rill_webp_chunk exif;
    rill_webp_chunk xmp;
} rill_webp_layout;

/*
 * Walk the chunks: of a still picture up to its pixels (and on to EXIF and XMP where
 * VP8X announces them), of an animation to the end, because frames are counted.
 * Errors: TRUNCATED, CORRUPT, TOO_MANY_PIXELS, TOO_MANY_FRAMES; RILL_MORE as rill_source_window().
 */
rill_status rill_webp_read_layout(rill_source *source, rill_work *work, rill_webp_layout *layout);

#endif
