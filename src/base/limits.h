/*
 * limits.h - every wall, with its unit and its reason
 *
 * Limits are hard: a job fails before one is passed.  All of them are checked from
 * the header, in 64 bits, before memory that depends on the header is taken.
 * tools/generate.mjs reads the RILL_LIMIT rows for docs and TypeScript.
 */
#ifndef RILL_BASE_LIMITS_H
#define RILL_BASE_LIMITS_H

#include <stdint.h>

#define RILL_MB(n) ((n)*1024u * 1024u)
#define RILL_MEGA(n) ((n)*1000u * 1000u)

/* RILL_LIMIT(field, edge, pipeline, browser, unit and reason) */
#define RILL_LIMITS(RILL_LIMIT)                                                                                        \
    RILL_LIMIT(max_input_bytes, RILL_MB(20), RILL_MB(100), RILL_MB(50), "compressed source in bytes")                  \
    RILL_LIMIT(max_pixels, RILL_MEGA(50), RILL_MEGA(100), RILL_MEGA(50), "width x height of the source")               \
    RILL_LIMIT(max_side_px, 16384, 1000000, 16384, "width or height of the source")                                    \
    RILL_LIMIT(max_scans, 100, 100, 100, "JPEG scans; photographs have at most about 20")                              \
    RILL_LIMIT(max_scan_blocks, RILL_MEGA(64), RILL_MEGA(256), RILL_MEGA(64), "JPEG work: 8x8 blocks times scans")     \
    RILL_LIMIT(max_frames, 1000, 1000, 1000, "frames of an animation, of which the first is taken")                    \
    RILL_LIMIT(max_icc_bytes, RILL_MB(4), RILL_MB(4), RILL_MB(4), "ICC profile; a larger one is ignored")              \
    RILL_LIMIT(max_metadata_bytes, RILL_MB(8), RILL_MB(8), RILL_MB(8), "one metadata block that is looked into")       \
    RILL_LIMIT(max_png_chunks, 100000, 100000, 100000, "PNG chunks")                                                   \
    RILL_LIMIT(max_output_side_px, 8192, 65500, 16383, "width or height of the result (WebP: 16,383 everywhere)")      \
    RILL_LIMIT(max_output_bytes, RILL_MB(64), RILL_MB(256), RILL_MB(128), "compressed result in bytes")                \
    RILL_LIMIT(max_memory_bytes, RILL_MB(256), RILL_MB(1024), RILL_MB(512), "everything a job allocates")              \
    RILL_LIMIT(max_watermark_bytes, RILL_MB(4), RILL_MB(20), RILL_MB(10), "compressed watermark in bytes")             \
    RILL_LIMIT(max_watermark_pixels, RILL_MEGA(16), RILL_MEGA(50), RILL_MEGA(25), "width x height of a watermark")     \
    RILL_LIMIT(deadline_ms, 20000, 60000, 30000, "time from open to the last byte")

typedef struct rill_limits {
#define RILL_LIMIT(field, edge, pipeline, browser, why) uint32_t field;
    RILL_LIMITS(RILL_LIMIT)
#undef RILL_LIMIT
} rill_limits;

#define RILL_MAX_REQUEST_BYTES 4096 /* options as JSON */
#define RILL_MAX_REQUEST_TOKENS 128 /* jsmn tokens; all options together need under 50 */
#define RILL_MAX_WEBP_SIDE_PX 16383 /* 14 bits in the WebP header */
#define RILL_MAX_JPEG_SIDE_PX 65500 /* libjpeg's JPEG_MAX_DIMENSION */
#define RILL_WINDOW_BYTES 65536     /* the window on the source; also one slice unit of compressed bytes */

#endif
