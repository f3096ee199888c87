/*
 * encode.h - row groups to compressed bytes: what every encoder offers
 */
#ifndef RILL_ENCODE_ENCODE_H
#define RILL_ENCODE_ENCODE_H

#include "base/rowgroup.h"
#include "sink/sink.h"
#include "source/sniff.h" /* rill_format */

/* What becomes of frames in blocks: this part of the stored picture is taken, mirrored, and then perhaps turned. */
typedef struct rill_blocks_plan {
    uint32_t left_px, top_px, width_px, height_px;
    bool mirrored_across, mirrored_down; /* in the stored picture's axes */
    bool turned;                         /* columns become rows */
} rill_blocks_plan;

typedef struct rill_encode_plan {
    unsigned quality;       /* 1..100 */
    bool lossless;          /* WebP; of a JPEG its frame in blocks says it */
    bool progressive;       /* JPEG */
    unsigned effort;        /* PNG; WebP: libwebp's method: 0..6 */
    unsigned alpha_quality; /* lossy WebP: 0..100; 100 keeps alpha as it is */
    bool full_chroma;       /* JPEG: 4:4:4 where it has chroma at all */
    bool or_smaller;        /* memory is counted for any smaller picture, too (trim, maxBytes) */
    uint32_t colours;       /* PNG: at most so many, in a palette; 0: no palette is asked for */
    uint32_t dither;        /* PNG: in ten-thousandths */
    bool few_colours;       /* PNG: the source has a palette or so; the result may get one */
    const uint8_t *icc;
    uint32_t icc_bytes;  /* 0: none */
    const uint8_t *exif; /* a TIFF block */
    uint32_t exif_bytes; /* 0: none; at most RILL_EXIF_MAX_BYTES */
    const uint8_t *xmp;
    uint32_t xmp_bytes; /* 0: none; at most RILL_XMP_MAX_BYTES */
    rill_blocks_plan blocks;
} rill_encode_plan;

typedef struct rill_encoder rill_encoder;
struct rill_encoder {
    /* Take the next group.  RILL_MORE: call again, with the same.  The rows are the stage's again after the call. */
    rill_status (*write_group)(rill_encoder *self, const rill_group *group);
    /* All groups were given: write what is left.  RILL_MORE: call again. */
    rill_status (*finish)(rill_encoder *self);
};

typedef struct rill_encoder_class {
    const char *name;
    /*
     * Which frames it takes:
     *   JPEG  GRAY full range, YCC full range (chroma 1x1 or 2x2); the same in blocks, of any sampling
     *   PNG   GRAY full range, RGBX, RGBA
     *   WebP  YCC limited range 4:2:0 (lossy), RGBX or RGBA (lossless), RGBA (lossy)
     */
    rill_status (*open)(rill_encoder **encoder, const rill_frame *frame, const rill_encode_plan *plan, rill_sink *sink,
                        rill_work *work);
    /* Upper bound of the heap it takes, without the sink's pieces. */
    uint64_t (*memory_bytes)(const rill_frame *frame, const rill_encode_plan *plan);
} rill_encoder_class;

extern const rill_encoder_class rill_jpeg_encoder;
extern const rill_encoder_class rill_png_encoder;
extern const rill_encoder_class rill_webp_encoder;

/* NULL for RILL_FORMAT_AUTO: settle the format first. */
const rill_encoder_class *rill_encoder_for(rill_format format);

#endif
