/*
 * recipe.h - what to do: the options as typed values
 *
 * Made from a JSON object by recipe.c, after the table options.def; read by plan.c.
 * A field that was not given holds its default; where absence means something of
 * its own, a has_ flag (or 0, for the sides) tells.
 */
#ifndef RILL_REQUEST_RECIPE_H
#define RILL_REQUEST_RECIPE_H

#include "base/work.h"
#include "source/metadata.h" /* rill_metadata_use */
#include "source/sniff.h"    /* rill_format */

#define RILL_WHOLE 10000 /* decimals are kept in ten-thousandths: 0.5 is 5000 */

/* Values as in the RILL_WORD rows. */
typedef enum rill_fit {
    RILL_FIT_COVER = 0,
    RILL_FIT_CONTAIN = 1,
    RILL_FIT_FILL = 2,
    RILL_FIT_INSIDE = 3,
    RILL_FIT_OUTSIDE = 4,
} rill_fit;

typedef enum rill_icc_use {
    RILL_ICC_TO_SRGB = 0, /* what can be converted is, the others are kept */
    RILL_ICC_KEEP = 1,
    RILL_ICC_STRIP = 2,
} rill_icc_use;

/*
 * A region of the upright picture.  Four whole numbers are pixels.  As soon as one of
 * the four has a fraction, all are shares of the sides, at most 1 each and kept in
 * ten-thousandths.  So 0,0,1,1 is one pixel and 0,0,1,0.5 the upper half: the rule
 * looks at values, not at spelling, because JavaScript writes 1.0 as 1.
 */
typedef struct rill_crop {
    bool in_shares;
    uint32_t left, top, width, height; /* width and height are never 0 */
} rill_crop;

/* Lengths at the four sides: pixels, or ten-thousandths of the shorter side by the same rule as a crop's. */
typedef struct rill_sides {
    bool in_shares;
    uint32_t top, right, bottom, left;
} rill_sides;

/* How one watermark is laid over the result; lengths are shares of the result's shorter side. */
typedef struct rill_watermark_recipe {
    uint32_t position_x, position_y; /* as rill_recipe's: where it lies between its margins */
    uint32_t margin_x, margin_y;
    uint32_t scale; /* its longer side */
    uint32_t opacity;
    bool tile;
    uint32_t degrees; /* clockwise, 0..359 */
} rill_watermark_recipe;

typedef struct rill_recipe {
    uint32_t width_px, height_px; /* 0: not given; before dpr */
    bool has_fit;
    rill_fit fit;
    uint32_t position_x, position_y; /* the point to keep, 0..RILL_WHOLE; the centre is 5000, 5000 */
    bool linear;
    bool enlarge;
    uint32_t dpr;    /* in ten-thousandths */
    uint32_t kernel; /* a rill_kernel */
    bool has_crop;
    rill_crop crop;
    bool has_trim;
    uint32_t trim_tolerance;
    uint32_t quarter_turns; /* clockwise, 0..3 */
    bool flip, flop;
    bool grayscale;
    uint32_t brightness, contrast, gamma, saturation; /* in ten-thousandths */
    bool has_tint;
    uint32_t tint_rgba;
    uint32_t blur_sigma; /* in ten-thousandths, as are the next two; 0: none; dpr is in it */
    uint32_t sharpen_amount, sharpen_sigma;
    uint32_t radius_px; /* dpr is in it */
    rill_sides pad;     /* dpr is in it */
    bool has_background;
    uint32_t background_rgba; /* 0xrrggbbaa */
    rill_watermark_recipe watermark[RILL_MAX_WATERMARKS];
    uint32_t n_watermarks;       /* not in the JSON: the job is given their bytes */
    uint32_t n_watermark_values; /* of the options that are lists, which all have as many; 0: there is no list */
    uint32_t quality;
    bool lossless;
    bool progressive;
    bool full_chroma; /* 4:4:4 */
    uint32_t effort;
    uint32_t alpha_quality;
    uint32_t max_bytes; /* 0: not given */
    uint32_t colours;   /* of a palette; 0: none is asked for */
    uint32_t dither;    /* in ten-thousandths */
    bool has_format;    /* no: the source's */
    rill_format format;
    rill_icc_use icc;
    rill_metadata_use metadata;
} rill_recipe;

/* The recipe of no options at all. */
rill_recipe rill_recipe_default(void);

/*
 * Read a JSON object of options.  Strict: unknown and repeated names, wrong types and
 * values out of range are refused, and the option is named.
 * Errors: BAD_OPTIONS.
 */
rill_status rill_recipe_parse(rill_recipe *recipe, rill_work *work, const char *json, size_t json_bytes);

#endif
