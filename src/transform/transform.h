/*
 * transform.h - row groups to row groups: every stage, in the order they may run
 *
 * A stage is opened on the stage it pulls from and lives as long as the job.  Its
 * memory_bytes function is an upper bound of what it takes from the heap, by
 * arithmetic on frames, so that the plan can add up a job before it runs.
 */
#ifndef RILL_TRANSFORM_TRANSFORM_H
#define RILL_TRANSFORM_TRANSFORM_H

#include "base/light.h"
#include "base/rowgroup.h"
#include "transform/weights.h"

/* A colour as it is written in a recipe: sRGB, alpha not premultiplied. */
typedef struct rill_colour {
    uint8_t red, green, blue, alpha;
} rill_colour;

/* ---- shrink.c: box averages by whole factors, before resample, where the source is much larger ---- */

rill_frame rill_shrink_frame(const rill_frame *from, uint32_t factor_x, uint32_t factor_y);
uint64_t rill_shrink_memory_bytes(const rill_frame *from, uint32_t factor_x, uint32_t factor_y, bool linear);
/* 'linear': light is averaged; RGBX and RGBA only. */
rill_status rill_shrink_open(rill_stage **stage, rill_stage *from, uint32_t factor_x, uint32_t factor_y, bool linear);

/* ---- resample.c: the one map.  Crop, mirror and resize, each plane by its own density ---- */

typedef struct rill_resample_plan {
    rill_axis across; /* the result's columns, as the source's rows run: before any quarter turn */
    rill_axis down;   /* the result's rows; a negative step makes them come out last first (frame.c turns them) */
    rill_frame to;    /* the result's planes, before any quarter turn */
    bool linear;      /* light is averaged, not values of sRGB; RGBX and RGBA only */
} rill_resample_plan;

/* The stage would change nothing: leave it out. */
bool rill_resample_is_identity(const rill_resample_plan *plan, const rill_frame *from);
uint64_t rill_resample_memory_bytes(const rill_resample_plan *plan, const rill_frame *from);
/* The same for any map of any part of 'from' to planes no larger than the plan's. */
uint64_t rill_resample_memory_bound(const rill_resample_plan *plan, const rill_frame *from);
rill_status rill_resample_open(rill_stage **stage, rill_stage *from, const rill_resample_plan *plan);

/* The map that leaves luma where it is and gives chroma its size, in full range. */
rill_resample_plan rill_raise_chroma(const rill_frame *from);

/* ---- frame.c: holds the result's size; quarter turns, upside down, «is there any alpha?», several encodes ---- */

typedef struct rill_frame_plan {
    bool turned;   /* columns become rows */
    bool reversed; /* rows arrive last first */
} rill_frame_plan;

rill_frame rill_turned_frame(const rill_frame *from, bool turned);
uint64_t rill_frame_memory_bytes(const rill_frame *from);
rill_status rill_frame_open(rill_stage **stage, rill_stage *from, const rill_frame_plan *plan);
/* Pull everything in.  RILL_MORE: call again. */
rill_status rill_frame_fill(rill_stage *stage);
/* After it is filled: send it from the top again. */
void rill_frame_rewind(rill_stage *stage);
/* After it is filled, for RGBA: every pixel is opaque; the stage sends RGBX from now on. */
bool rill_frame_drop_opaque_alpha(rill_stage *stage);

/* ---- trim.c: where a border of one colour ends ---- */

/* Part of the stored picture in pixels; the ends are not in it. */
typedef struct rill_box {
    uint32_t left_px, top_px, right_px, bottom_px;
} rill_box;

typedef struct rill_trim {
    rill_box region; /* what is looked at */
    uint32_t tolerance;
    uint32_t n_pulled;
    uint32_t n_rows[RILL_PLANES_MAX]; /* of each plane, so far */
    uint8_t border[RILL_PLANES_MAX][4];
    rill_box found;
} rill_trim;

void rill_trim_open(rill_trim *trim, const rill_box *region, uint32_t tolerance);
/*
 * Pull a whole picture at the source's size, and find the smallest box outside which
 * no sample differs from the region's first pixel by more than the tolerance; the
 * region itself where that would leave nothing.  RILL_MORE: call again.
 */
rill_status rill_trim_find(rill_trim *trim, rill_stage *from, rill_box *box);

/* ---- adjust.c: brightness, contrast, gamma, saturation, tint ---- */

typedef struct rill_adjust_plan {
    uint32_t brightness, contrast, gamma, saturation; /* factors in ten-thousandths */
    rill_colour tint;                                 /* alpha is its strength; 0: none */
} rill_adjust_plan;

/* The stage would change nothing: leave it out. */
bool rill_adjust_is_neutral(const rill_adjust_plan *plan);
uint64_t rill_adjust_memory_bytes(uint32_t width_px);
/* RGBX or RGBA to the same; alpha stays. */
rill_status rill_adjust_open(rill_stage **stage, rill_stage *from, const rill_adjust_plan *plan);

/* ---- blur.c: Gaussian blur, and the unsharp mask that is made of it ---- */

typedef struct rill_blur_plan {
    uint32_t sigma;  /* in ten-thousandths of a pixel; 0: leave the stage out */
    uint32_t amount; /* 0: blur.  Else sharpen: so many ten-thousandths of the difference from the blurred picture */
} rill_blur_plan;

uint64_t rill_blur_memory_bytes(uint32_t width_px, uint32_t height_px, const rill_blur_plan *plan);
/* RGBX or RGBA to the same. */
rill_status rill_blur_open(rill_stage **stage, rill_stage *from, const rill_blur_plan *plan);

/* ---- radius.c: rounded corners ---- */

uint64_t rill_radius_memory_bytes(uint32_t width_px);
/* RGBX or RGBA to RGBA. */
rill_status rill_radius_open(rill_stage **stage, rill_stage *from, uint32_t radius_px);

/* ---- flatten.c: put a colour behind transparent pixels ---- */

uint64_t rill_flatten_memory_bytes(const rill_frame *from);
/* RGBA to RGBX, or to RGBA when the colour is not opaque itself. */
rill_status rill_flatten_open(rill_stage **stage, rill_stage *from, rill_colour behind);

/* ---- pad.c: bars around the picture ---- */

uint64_t rill_pad_memory_bytes(uint32_t width_px);
/* RGBX or RGBA to the same, or to RGBA when the colour is not opaque. */
rill_status rill_pad_open(rill_stage **stage, rill_stage *from, uint32_t left_px, uint32_t top_px, uint32_t width_px,
                          uint32_t height_px, rill_colour bars);

/* ---- colour.c: from one model to another, a row at a time ---- */

uint64_t rill_colour_memory_bytes(uint32_t width_px);
rill_status rill_ycc_to_rgb_open(rill_stage **stage, rill_stage *from); /* full range, chroma at full size */
rill_status rill_gray_to_rgb_open(rill_stage **stage, rill_stage *from);
rill_status rill_rgb_to_gray_open(rill_stage **stage, rill_stage *from); /* RGBX to GRAY; RGBA stays RGBA */
rill_status rill_gray_to_ycc_open(rill_stage **stage, rill_stage *from); /* 4:2:0 with neutral chroma, same range */

/* ---- to_srgb.c: from another colour space to sRGB ---- */

uint64_t rill_to_srgb_memory_bytes(uint32_t width_px);
/* GRAY of full range, RGBX or RGBA, to the same. */
rill_status rill_to_srgb_open(rill_stage **stage, rill_stage *from, const rill_to_srgb *to_srgb);

/* ---- rotate.c: a whole small picture, turned ---- */

typedef struct rill_rotation {
    const uint8_t *pixels; /* RGBA, rows without gaps */
    uint32_t width_px, height_px;
    uint32_t degrees; /* clockwise */
} rill_rotation;

/* The size of what holds all of the turned picture. */
void rill_rotated_size(uint32_t *width_px, uint32_t *height_px, uint32_t degrees);
/* 'into' has room for 4 bytes a pixel of that size. */
void rill_rotate(const rill_rotation *from, uint8_t *into);

/* ---- overlay.c: small pictures over the result ---- */

typedef struct rill_overlay {
    const uint8_t *pixels; /* RGBA, not premultiplied, rows without gaps */
    uint32_t width_px, height_px;
    int64_t left_px, top_px;           /* of the result; may lie outside */
    uint32_t period_x_px, period_y_px; /* 0: there is one; else one in each period */
    uint32_t opacity;                  /* ten-thousandths */
} rill_overlay;

uint64_t rill_overlay_memory_bytes(uint32_t width_px);
/* RGBX or RGBA to the same.  The overlays are lent as long as the stage lives; the first lies lowest. */
rill_status rill_overlay_open(rill_stage **stage, rill_stage *from, const rill_overlay *overlays, uint32_t n_overlays);

/* ---- subsample.c: RGB to YCbCr, 4:2:0 and 4:4:4 ---- */

uint64_t rill_subsample_memory_bytes(uint32_t width_px);
rill_status rill_subsample_open(rill_stage **stage, rill_stage *from, bool limited_range);
rill_status rill_rgb_to_ycc_open(rill_stage **stage, rill_stage *from); /* 4:4:4, full range */

#endif
