/*
 * webp_memory.h - what libwebp's encoder may take, by arithmetic
 *
 * It holds symbols for the whole picture, so its memory hangs on the content.  These
 * are bounds for any content (noise); photographs take a third to a tenth.
 */
#ifndef RILL_ENCODE_WEBP_MEMORY_H
#define RILL_ENCODE_WEBP_MEMORY_H

#include "encode/encode.h"

/*
 * Larger lossy pictures are encoded with libwebp's low_memory: it makes every decision
 * twice instead of keeping the symbols, half again slower, a quarter to a tenth of the
 * memory, bytes equal within a hundredth.
 */
bool rill_webp_wants_low_memory(uint32_t width_px, uint32_t height_px);

/* Each with the planes or pixels that we hand to libwebp; of smaller sizes, too, where the plan says so. */
uint64_t rill_webp_yuv_bytes(uint32_t width_px, uint32_t height_px, const rill_encode_plan *plan);
uint64_t rill_webp_lossless_pixels_bytes(uint32_t width_px, uint32_t height_px, const rill_encode_plan *plan);
uint64_t rill_webp_alpha_bytes(uint32_t width_px, uint32_t height_px, const rill_encode_plan *plan);

#endif
