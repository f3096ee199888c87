/*
 * webp_memory.c - bounds of libwebp's encoder, read from its allocations and measured
 *
 * Lossy: a token of two bytes for each binary decision.  Their number was measured on
 * planes of black and white noise, which have more of them than anything else.
 * Lossless: pixels, a hash chain, three lists of references of 8 bytes a pixel, and two
 * sets of histograms, one histogram a tile.
 */
#include "encode/webp_memory.h"

#include "base/whole_numbers.h"

#define LOW_MEMORY_PX (4u * 1024 * 1024)
#define MACROBLOCK_PX 16

#define LOSSY_FIXED_BYTES 98304     /* the encoder's struct, two bit writers' first buffers, half a page of tokens */
#define MACROBLOCK_BYTES 24         /* modes and contexts */
#define MACROBLOCK_COLUMN_BYTES 128 /* the row above */

#define LOSSLESS_FIXED_BYTES 1400000 /* a hash table of 2^18 words, entropy tables */
#define LOSSLESS_PX_BYTES 38         /* 4 + 4 + 4 + 3 x 8, and the writer */
#define HISTOGRAM_BYTES 8704         /* with 2^10 entries of the colour cache */
#define MAX_TILES 2600               /* libwebp's MAX_HUFF_IMAGE_SIZE */
#define FIRST_TILE_BITS 3            /* at method 4 */

bool rill_webp_wants_low_memory(uint32_t width_px, uint32_t height_px)
{
    return (uint64_t)width_px * height_px > LOW_MEMORY_PX;
}

/* In hundredths of a byte a pixel. */
static uint64_t token_centibytes(unsigned quality)
{
    return 1450 + 14 * quality + (quality > 80 ? 41 * (quality - 80) : 0);
}

/* The output, in a buffer that doubles: what is full and what is new. */
static uint64_t writer_centibytes(unsigned quality)
{
    return 165 + quality * 51 / 20;
}

static uint64_t lossy_bytes(uint32_t width_px, uint32_t height_px, unsigned quality, bool low_memory)
{
    const uint64_t columns = rill_divide_up(width_px, MACROBLOCK_PX);
    const uint64_t macroblocks = columns * rill_divide_up(height_px, MACROBLOCK_PX);
    const uint64_t px = macroblocks * MACROBLOCK_PX * MACROBLOCK_PX;
    const uint64_t centibytes = low_memory ? writer_centibytes(quality) : token_centibytes(quality);

    return LOSSY_FIXED_BYTES + macroblocks * MACROBLOCK_BYTES + columns * MACROBLOCK_COLUMN_BYTES +
           px * centibytes / 100;
}

static uint64_t plane_bytes(uint32_t width_px, uint32_t height_px)
{
    return (uint64_t)width_px * height_px + 2 * rill_divide_up(width_px, 2) * rill_divide_up(height_px, 2);
}

uint64_t rill_webp_yuv_bytes(uint32_t width_px, uint32_t height_px, unsigned quality)
{
    const bool low_memory = rill_webp_wants_low_memory(width_px, height_px);

    return plane_bytes(width_px, height_px) + lossy_bytes(width_px, height_px, quality, low_memory);
}

/* libwebp doubles its tiles until there are few enough. */
static uint64_t histogram_tiles(uint32_t width_px, uint32_t height_px)
{
    for (unsigned bits = FIRST_TILE_BITS;; bits++) {
        const uint64_t tiles = rill_divide_up(width_px, 1u << bits) * rill_divide_up(height_px, 1u << bits);
        if (tiles <= MAX_TILES)
            return tiles;
    }
}

uint64_t rill_webp_lossless_pixels_bytes(uint32_t width_px, uint32_t height_px)
{
    return LOSSLESS_FIXED_BYTES + (uint64_t)width_px * height_px * LOSSLESS_PX_BYTES +
           2 * histogram_tiles(width_px, height_px) * HISTOGRAM_BYTES;
}

/* First alpha is encoded as a lossless picture of its own, in up to two variants; then the planes. */
uint64_t rill_webp_alpha_bytes(uint32_t width_px, uint32_t height_px, unsigned quality)
{
    const uint64_t px = (uint64_t)width_px * height_px;
    const uint64_t held_bytes = 4 * px + plane_bytes(width_px, height_px) + px; /* our pixels, planes, alpha */
    const uint64_t alpha_phase_bytes = 4 * px + rill_webp_lossless_pixels_bytes(width_px, height_px);
    const uint64_t planes_phase_bytes = px + lossy_bytes(width_px, height_px, quality, false);

    return held_bytes + (alpha_phase_bytes > planes_phase_bytes ? alpha_phase_bytes : planes_phase_bytes);
}
