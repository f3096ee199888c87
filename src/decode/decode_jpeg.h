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

    uint8_t *packed; /* RGB and CMYK: one row of RGBX */
    rill_cmyk *cmyk;
} rill_jpeg;

/* Leave the library: jump to the fence with this status. */
_Noreturn void rill_jpeg_leave(rill_jpeg *jpeg, rill_status status, const char *reason);

/* Have EXIF and ICC read as they pass by. */
void rill_jpeg_watch_markers(rill_jpeg *jpeg);

#endif
