/*
 * plan.h - decide, then run: a recipe applied to an image header
 *
 * Arithmetic only: exact sizes, the one map, which stages run, how much memory they
 * take.  The same answer on 32 and 64 bits, and the same for a page that previews as
 * for the host that renders.
 */
#ifndef RILL_REQUEST_PLAN_H
#define RILL_REQUEST_PLAN_H

#include "decode/decode.h"
#include "encode/encode.h"
#include "request/max_bytes.h"
#include "request/recipe.h"
#include "transform/transform.h"

/* Where the picture comes to lie in the result, and which part of the source it shows. */
typedef struct rill_geometry {
    uint32_t canvas_width_px, canvas_height_px; /* of the result */
    uint32_t width_px, height_px;               /* of the picture in it: smaller where 'contain' adds bars */
    uint32_t left_px, top_px;                   /* of the picture in the canvas */
    bool turned;                                /* the source's columns become the result's rows */
    rill_axis x, y; /* result column, row -> source: x is along the source's rows unless turned, then y is */
} rill_geometry;

/*
 * Sizes and map for a source of the stored size.  Errors: BAD_OPTIONS (crop outside
 * the picture).
 */
rill_status rill_geometry_make(rill_geometry *geometry, rill_work *work, const rill_recipe *recipe,
                               const rill_image_info *info);

/* The largest sizes that any part of the shown picture may get, where 'trim' leaves open which part it is. */
void rill_geometry_widen(rill_geometry *geometry, const rill_recipe *recipe, uint32_t max_side_px);

/* The part of the stored picture that the recipe shows, before anything is cut by 'cover'. */
rill_box rill_shown_box(const rill_geometry *geometry);

/* A box of the stored picture as a crop of the upright one. */
rill_crop rill_upright_crop(const rill_recipe *recipe, const rill_image_info *info, const rill_box *box);

typedef struct rill_plan {
    rill_geometry geometry;
    rill_format format;   /* AUTO: JPEG, or PNG if a pixel is transparent; known once the pixels are */
    bool gray_result;     /* no colour in the result: one channel where the format can */
    bool luma_only;       /* YCbCr source: its chroma is not even decoded */
    bool settle_alpha;    /* hold the frame to see whether any pixel is transparent */
    bool to_rgb;          /* YCbCr is converted to RGB at the result's size */
    bool convert_profile; /* then RGB or gray to sRGB */
    rill_to_srgb to_srgb;
    bool linear; /* light is averaged: YCbCr and gray become RGB before they are resampled */
    bool raise_needed;
    rill_resample_plan raise; /* linear, YCbCr: chroma gets luma's size first */
    rill_decode_plan decode;
    uint32_t shrink_x, shrink_y; /* 1: no box average */
    bool trim_open;              /* the map is not known yet: memory is added up for the worst one */
    bool resample_needed;
    rill_resample_plan resample;
    bool frame_needed;
    rill_frame_plan frame;
    bool pixels_needed; /* adjust, blur, sharpen or radius: they work on whole pixels of RGB */
    rill_adjust_plan adjust;
    rill_blur_plan blur, sharpen;
    uint32_t radius_px;
    bool gray_first; /* grayscale before them */
    bool pad_needed;
    bool overlay_needed; /* watermarks: whole pixels of RGB, whatever the source was */
    rill_colour behind;  /* transparent pixels; alpha 0: leave them */
    rill_colour bars;
    rill_encode_plan encode;
    uint32_t metadata_bytes; /* heap for reading and keeping it */
    uint64_t pixel_bytes;    /* upper bound of the stages before the tail: what pixels at their size take */
    uint32_t short_side_px;  /* of the canvas; the largest that 'trim' may leave */
    uint32_t room_bytes;     /* maxBytes, or what the result can have at most where that is less; 0: not given */
    uint64_t memory_bytes;   /* upper bound of linear memory, the module's own data included */
} rill_plan;

/*
 * With 'trim' the plan is for the untrimmed picture and its memory a bound for any
 * part of it; once the part is known, the recipe has it as its crop instead.
 * Errors: BAD_OPTIONS, TOO_MANY_PIXELS (of the result), MEMORY_LIMIT.
 */
rill_status rill_plan_make(rill_plan *plan, rill_work *work, const rill_recipe *recipe, const rill_image_info *info);

/*
 * plan_blocks.c: JPEG to JPEG, where nothing but place changes.  Have the blocks of DCT
 * coefficients move instead of pixels; false, and the plan is as it was: they cannot.
 */
bool rill_plan_blocks(rill_plan *plan, const rill_image_info *info);

/* The same for all blocks of the picture, so that a part of it takes no more. */
void rill_plan_all_blocks(rill_plan *plan, const rill_image_info *info);

#endif
