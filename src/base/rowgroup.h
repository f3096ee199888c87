/*
 * rowgroup.h - the one interface between stages: row groups, pulled
 *
 * A picture travels as planes.  A row group is the smallest set of rows that
 * belong together: 2 Y + 1 Cb + 1 Cr of 4:2:0, one row where there is one plane.
 * A stage has one function that matters: next_group() lends the next group, top
 * to bottom.  What a stage sends (rill_frame) is fixed when it is open, so the
 * receiver counts rows and needs no end mark.
 */
#ifndef RILL_BASE_ROWGROUP_H
#define RILL_BASE_ROWGROUP_H

#include "base/work.h"

#include <stddef.h>
#include <stdint.h>

#define RILL_PLANES_MAX 3
#define RILL_ROW_PADDING_BYTES 16 /* every lent row may be READ this far past its end (SIMD, MCU padding) */

typedef enum rill_model {
    RILL_GRAY, /* 1 plane of 1 channel: BT.601 luma, full range */
    RILL_YCC,  /* 3 planes of 1 channel: Y, Cb, Cr; chroma may be smaller */
    RILL_RGBX, /* 1 plane of 4 channels; the fourth byte means nothing */
    RILL_RGBA, /* 1 plane of 4 channels; alpha is not premultiplied */
} rill_model;

/*
 * Where the samples of one plane lie along one axis, in luma pixels: sample i
 * covers from i * span / den to (i + 1) * span / den.  This is the plane's true
 * density: it comes from the sampling factors and the DCT scale, never from the
 * plane's rounded size.  Sample centres are the middles (JPEG and WebP both centre
 * their chroma).
 */
typedef struct rill_grid {
    uint32_t span;
    uint32_t den;
} rill_grid;

/* How many samples of the finer grid lie along one of the coarser; a whole number. */
uint32_t rill_grid_ratio(const rill_grid *finer, const rill_grid *coarser);

typedef struct rill_plane {
    uint32_t width_px; /* samples in a row */
    uint32_t height_px;
    uint32_t channels;   /* 1 or 4 */
    uint32_t group_rows; /* rows of this plane in a group; the last group may bring fewer */
    rill_grid x, y;
} rill_plane;

typedef struct rill_frame {
    rill_model model;
    bool limited_range; /* YCC and GRAY: Y 16..235, C 16..240 (WebP) instead of 0..255 (JPEG) */
    /*
     * From one JPEG to another: no samples but blocks of 64 quantised DCT coefficients
     * (int16_t, row after row).  A plane's sizes count blocks then, a group is an MCU
     * row, and a grid's den is the sampling factor.
     */
    bool in_blocks;
    uint32_t width_px; /* luma size */
    uint32_t height_px;
    uint32_t n_planes;
    rill_plane plane[RILL_PLANES_MAX];
} rill_frame;

/* Rows on loan: row n of plane p begins at rows[p] + n * stride_bytes[p]. */
typedef struct rill_group {
    const uint8_t *rows[RILL_PLANES_MAX];
    size_t stride_bytes[RILL_PLANES_MAX];
    uint32_t n_rows[RILL_PLANES_MAX];
    const uint16_t *quantisation[RILL_PLANES_MAX]; /* in blocks: 64 steps of a plane's coefficients; 0: unknown */
} rill_group;

typedef struct rill_stage rill_stage;
struct rill_stage {
    /*
     * Lend the next row group, valid until the next call on this stage; the
     * receiver never writes into it.  RILL_MORE: the slice is over; nothing in
     * this stage has changed, call again.  After an error only release() may follow.
     */
    rill_status (*next_group)(rill_stage *self, rill_group *group);
    /* The last group has been used: give large memory back to the heap.  May be NULL. */
    void (*release)(rill_stage *self);
    rill_frame out;
    rill_stage *from; /* where groups come from; NULL for a decoder */
    rill_work *work;
};

/* Number of groups that a frame is sent in. */
uint32_t rill_frame_groups(const rill_frame *frame);

/* Rows of a plane in group number 'group' (counted from 0): group_rows, fewer at the end, 0 past it. */
uint32_t rill_plane_group_rows(const rill_plane *plane, uint32_t group);

/* One plane of the whole size, one row a group: GRAY, RGBX or RGBA. */
rill_frame rill_frame_packed(rill_model model, uint32_t width_px, uint32_t height_px);

/* Three planes; chroma is halved (rounding up) along the axes where 'halve' says so. */
rill_frame rill_frame_ycc(uint32_t width_px, uint32_t height_px, bool halve_x, bool halve_y, bool limited_range);

/* Pass every outcome but RILL_OK on to the caller. */
#define RILL_TRY(call)                                                                                                 \
    do {                                                                                                               \
        const rill_status rill_try_ = (call);                                                                          \
        if (rill_try_ != RILL_OK)                                                                                      \
            return rill_try_;                                                                                          \
    } while (0)

#endif
