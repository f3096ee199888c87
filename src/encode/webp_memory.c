/*
 * webp_memory.c - bounds of libwebp's encoder, read from its allocations and measured
 *
 * Lossy: from effort 3 on a token of two bytes for each binary decision, unless
 * low_memory is set.  Their number was measured on planes of black and white noise,
 * which have more of them than anything else.  Without tokens, the output alone.
 * Lossless: pixels, a hash chain, three lists of references of 8 bytes a pixel, and two
 * sets of histograms, one histogram a tile.
 */
#include "encode/webp_memory.h"

#include "base/whole_numbers.h"

#define LOW_MEMORY_PX (4u * 1024 * 1024)
#define MACROBLOCK_PX 16

#define LOSSY_FIXED_BYTES 98304 /* the encoder's struct, two bit writers' first buffers, half a page of tokens */
#define TOKENS_FROM_EFFORT 3
#define MACROBLOCK_BYTES 24         /* modes and contexts */
#define MACROBLOCK_COLUMN_BYTES 128 /* the row above */

#define LOSSLESS_FIXED_BYTES 1400000 /* a hash table of 2^18 words, entropy tables */
#define LOSSLESS_PX_BYTES 38         /* 4 + 4 + 4 + 3 x 8, and the writer */
#define HISTOGRAM_BYTES 8704         /* with 2^10 entries of the colour cache */
#define MAX_TILES 2600               /* libwebp's MAX_HUFF_IMAGE_SIZE */
#define TILE_BITS 7                  /* of a tile's side, less the effort */
#define PALETTE_TILE_BITS 9          /* the same where there are at most 256 colours, as in alpha alone */
#define TILE_BITS_MIN 2

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* ---- lossy ---- */

bool rill_webp_wants_low_memory(uint32_t width_px, uint32_t height_px)
{
    return (uint64_t)width_px * height_px > LOW_MEMORY_PX;
}

/* In hundredths of a byte a pixel. */
static uint64_t token_centibytes(unsigned quality)
{
    return 1450 + 14 * quality + (quality > 80 ? 41 * (quality - 80) : 0);
}

/*
 * The output, in a buffer that doubles: what is full and what is new.  Little effort
 * codes with the statistics of the picture's first part, whatever the rest is like.
 */
static uint64_t writer_centibytes(unsigned quality, unsigned effort)
{
    return effort < TOKENS_FROM_EFFORT ? 300 + 9 * quality : 165 + quality * 51 / 20;
}

static uint64_t lossy_bytes(uint64_t macroblocks, uint64_t columns, const rill_encode_plan *plan, bool low_memory)
{
    const uint64_t px = macroblocks * MACROBLOCK_PX * MACROBLOCK_PX;
    const bool tokens = plan->effort >= TOKENS_FROM_EFFORT && !low_memory;
    const uint64_t centibytes =
        tokens ? token_centibytes(plan->quality) : writer_centibytes(plan->quality, plan->effort);

    return LOSSY_FIXED_BYTES + macroblocks * MACROBLOCK_BYTES + columns * MACROBLOCK_COLUMN_BYTES +
           px * centibytes / 100;
}

static uint64_t plane_bytes(uint32_t width_px, uint32_t height_px)
{
    return (uint64_t)width_px * height_px + 2 * rill_divide_up(width_px, 2) * rill_divide_up(height_px, 2);
}

/* Of the largest picture without low_memory that fits into these sides, whatever its shape. */
static uint64_t largest_with_tokens_bytes(uint64_t sides_px, const rill_encode_plan *plan)
{
    const uint64_t covered_px = LOW_MEMORY_PX + MACROBLOCK_PX * (sides_px + MACROBLOCK_PX);
    const uint64_t planes = LOW_MEMORY_PX * UINT64_C(3) / 2 + sides_px + 1;

    return planes +
           lossy_bytes(covered_px / (MACROBLOCK_PX * MACROBLOCK_PX), sides_px / MACROBLOCK_PX + 1, plan, false);
}

uint64_t rill_webp_yuv_bytes(uint32_t width_px, uint32_t height_px, const rill_encode_plan *plan)
{
    const bool low_memory = rill_webp_wants_low_memory(width_px, height_px);
    const uint64_t columns = rill_divide_up(width_px, MACROBLOCK_PX), rows = rill_divide_up(height_px, MACROBLOCK_PX);
    const uint64_t bytes = plane_bytes(width_px, height_px) + lossy_bytes(columns * rows, columns, plan, low_memory);

    if (!low_memory || !plan->or_smaller)
        return bytes;
    return larger(bytes, largest_with_tokens_bytes((uint64_t)width_px + height_px, plan));
}

/* ---- lossless ---- */

/* libwebp doubles its tiles until there are few enough. */
static uint64_t histogram_tiles(uint32_t width_px, uint32_t height_px, unsigned bits)
{
    for (;; bits++) {
        const uint64_t tiles = rill_divide_up(width_px, 1u << bits) * rill_divide_up(height_px, 1u << bits);
        if (tiles <= MAX_TILES)
            return tiles;
    }
}

/* A smaller picture may just be left with finer tiles. */
static uint64_t tiles_of(uint32_t width_px, uint32_t height_px, unsigned side_bits, const rill_encode_plan *plan)
{
    const unsigned bits = side_bits < plan->effort + TILE_BITS_MIN ? TILE_BITS_MIN : side_bits - plan->effort;
    const uint64_t finest = rill_divide_up(width_px, 1u << bits) * rill_divide_up(height_px, 1u << bits);

    if (plan->or_smaller && finest > MAX_TILES)
        return MAX_TILES;
    return histogram_tiles(width_px, height_px, bits);
}

static uint64_t lossless_bytes(uint32_t width_px, uint32_t height_px, unsigned side_bits, const rill_encode_plan *plan)
{
    return LOSSLESS_FIXED_BYTES + (uint64_t)width_px * height_px * LOSSLESS_PX_BYTES +
           2 * tiles_of(width_px, height_px, side_bits, plan) * HISTOGRAM_BYTES;
}

uint64_t rill_webp_lossless_pixels_bytes(uint32_t width_px, uint32_t height_px, const rill_encode_plan *plan)
{
    return lossless_bytes(width_px, height_px, TILE_BITS, plan);
}

/* ---- both ---- */

/* First alpha is encoded as a lossless picture of its own, in up to two variants; then the planes. */
uint64_t rill_webp_alpha_bytes(uint32_t width_px, uint32_t height_px, const rill_encode_plan *plan)
{
    const uint64_t px = (uint64_t)width_px * height_px;
    const uint64_t columns = rill_divide_up(width_px, MACROBLOCK_PX), rows = rill_divide_up(height_px, MACROBLOCK_PX);
    const uint64_t held_bytes = 4 * px + plane_bytes(width_px, height_px) + px; /* our pixels, planes, alpha */
    const uint64_t alpha_phase_bytes = 4 * px + lossless_bytes(width_px, height_px, PALETTE_TILE_BITS, plan);
    const uint64_t planes_phase_bytes = px + lossy_bytes(columns * rows, columns, plan, false);

    return held_bytes + larger(alpha_phase_bytes, planes_phase_bytes);
}
