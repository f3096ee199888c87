/*
 * decode_jpeg.h - what decode_jpeg.c and jpeg_markers.c share
 */
#ifndef RILL_DECODE_DECODE_JPEG_H
#define RILL_DECODE_DECODE_JPEG_H

#include "decode/cmyk.h"
#include "decode/decode.h"

#include <setjmp.h>
#include <stdio.h> /* jpeglib.h wants FILE */

#include <jpeglib.h>

typedef struct rill_jpeg {
    rill_stage stage; /* first, so that a rill_stage * is a rill_jpeg * */
    rill_work *work;
    rill_source *source;
    const rill_image_info *info;
    rill_decode_plan plan;

    struct jpeg_decompress_struct lib;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr input;
    uint32_t input_offset; /* of the source: where the next window begins */
    jmp_buf fence;         /* around one library call at a time */
    rill_status status;    /* why the fence was jumped */
    const char *reason;    /* in our words; NULL: the library's message */

    /* found in the markers */
    unsigned orientation;
    bool has_exif;
    rill_metadata_places metadata;
    uint8_t *icc;
    uint32_t icc_bytes, icc_room_bytes;
    unsigned icc_parts, icc_parts_seen;
    bool icc_damaged;

    /* several scans */
    bool all_read;
    uint64_t scan_blocks; /* 8x8 blocks entropy-decoded so far */

    /* one band: an MCU row of each plane */
    JSAMPROW *rows[RILL_PLANES_MAX];
    uint8_t *band[RILL_PLANES_MAX];
    size_t band_row_bytes[RILL_PLANES_MAX];
    uint32_t band_groups; /* groups in a band */
    uint32_t next_in_band, next_group;
    JBLOCK unwanted_block; /* in blocks: chroma that is read and not sent */

    uint8_t *packed; /* RGB and CMYK: one row of RGBX */
    rill_cmyk *cmyk;
} rill_jpeg;

/* Leave the library: jump to the fence with this status. */
_Noreturn void rill_jpeg_leave(rill_jpeg *jpeg, rill_status status, const char *reason);

/* After the fence was jumped: report, in our words or the library's. */
rill_status rill_jpeg_failed(rill_jpeg *jpeg);

/* Several scans: read the whole file into the library's coefficients.  RILL_MORE: call again. */
rill_status rill_jpeg_read_all_scans(rill_jpeg *jpeg);

/*
 * Behind the last row, inside the fence.  Of a file with codes that do not exist the rest
 * must be right, up to its end.  Of others it is not read: what stands behind the picture
 * is no reason to refuse it.
 */
void rill_jpeg_check_rest(rill_jpeg *jpeg);

/* jpeg_blocks.c: coefficients instead of samples.  The library has been started. */
void rill_jpeg_blocks_frame(const rill_image_info *info, const rill_decode_plan *plan, rill_frame *frame);
uint64_t rill_jpeg_blocks_bytes(const rill_image_info *info, const rill_decode_plan *plan);
rill_status rill_jpeg_blocks_open(rill_jpeg *jpeg);

/* Of the sampling factors of the components. */
uint32_t rill_jpeg_largest(const uint8_t factors[RILL_PLANES_MAX]);

/* Have EXIF and ICC read as they pass by. */
void rill_jpeg_watch_markers(rill_jpeg *jpeg);

#endif
