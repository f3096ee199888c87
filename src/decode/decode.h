/*
 * decode.h - compressed bytes to row groups: what every decoder offers
 *
 * A decoder is opened in two steps: header() reads what the plan needs and decodes
 * nothing; open() is told what the plan decided and becomes a stage.
 */
#ifndef RILL_DECODE_DECODE_H
#define RILL_DECODE_DECODE_H

#include "base/rowgroup.h"
#include "source/metadata.h"
#include "source/sniff.h"

/* What a header tells. Sizes are as stored, before the orientation is applied. */
typedef struct rill_image_info {
    rill_format format;
    uint32_t width_px, height_px;
    unsigned orientation; /* EXIF 1..8 */
    rill_model model;     /* what the decoder will send; RGBA where there may be alpha */
    bool limited_range;
    /* YCC: sampling factors of the three components (h_samp[0] need not be the largest) */
    uint8_t h_samp[RILL_PLANES_MAX], v_samp[RILL_PLANES_MAX];
    bool dct_scalable;  /* JPEG planes: dct_scale below 8 is possible */
    bool progressive;   /* JPEG: coarse scans first */
    bool several_scans; /* JPEG, progressive or not interleaved: all coefficients are held */
    bool interlaced;    /* Adam7: the frame is held */
    bool lossless;      /* lossless WebP */
    bool few_colours;   /* PNG: a palette, or gray of fewer than 8 bits */
    bool animated;      /* the first frame is taken */
    bool cmyk;          /* converted to RGB by the decoder */
    uint8_t depth_bits; /* a sample, in the file */
    uint32_t n_frames;
    uint32_t icc_bytes;      /* 0: none, or damaged */
    uint8_t *icc;            /* on the job's heap */
    uint32_t icc_room_bytes; /* JPEG: taken for the profile as it was read, usable or not */
    uint64_t coefficients;   /* several scans: 8x8 blocks x 64 that will be held */
    uint32_t data_bytes;     /* WebP: compressed bytes held while decoding */
    rill_metadata_places metadata;
    rill_metadata kept;  /* read after the header, where the recipe keeps any */
    uint64_t held_bytes; /* WebP: pixels of the whole picture held beside them (lossless, alpha) */
} rill_image_info;

/* What the plan decided for a decoder. */
typedef struct rill_decode_plan {
    uint8_t dct_scale[RILL_PLANES_MAX]; /* JPEG planes: N of N/8: 8, 4, 2 or 1 for each plane */
    bool luma_only;                     /* YCC: chroma is not wanted; the decoder sends GRAY */
    bool blocks;                        /* JPEG planes: coefficients instead of samples */
} rill_decode_plan;

typedef struct rill_decoder rill_decoder;

typedef struct rill_decoder_class {
    rill_format format;
    const char *name;
    /*
     * Read the header and fill *info.  *decoder is made on the heap and kept for
     * open().  May return RILL_MORE (source prefix too short); then it is called again
     * from the start.  Checks sides, pixels, scans-by-header, frames.
     */
    rill_status (*header)(rill_decoder **decoder, rill_source *source, rill_work *work, rill_image_info *info);
    /* The frame that open() will send, by arithmetic alone. */
    void (*frame)(const rill_image_info *info, const rill_decode_plan *plan, rill_frame *frame);
    /* Upper bound of the heap that header(), open() and all next_group() calls take, for the plan. */
    uint64_t (*memory_bytes)(const rill_image_info *info, const rill_decode_plan *plan);
    /* Start decoding; *stage lives as long as the job. */
    rill_status (*open)(rill_decoder *decoder, const rill_decode_plan *plan, rill_stage **stage);
} rill_decoder_class;

extern const rill_decoder_class rill_jpeg_decoder;
extern const rill_decoder_class rill_png_decoder;
extern const rill_decoder_class rill_webp_decoder;

/* NULL for RILL_FORMAT_AUTO. */
const rill_decoder_class *rill_decoder_for(rill_format format);

/* The walls every format shares, in 64 bits.  Errors: CORRUPT (a side is 0), TOO_MANY_PIXELS. */
rill_status rill_check_source_size(rill_work *work, const char *where, uint64_t width_px, uint64_t height_px);

#endif
