/*
 * png_palette.c - which colours there are, and their codes
 *
 * Flow: rows -> [indices -> codes] -> deflate
 */
#include "encode/png_palette.h"

#include "base/whole_numbers.h"
#include "encode/png_chunks.h"

#define HASH_BITS 10
#define HASH_FACTOR 0x9E3779B1u /* 2^32 / golden ratio */
#define CHUNK_BYTES 12          /* length, type and CRC */

_Static_assert(1u << HASH_BITS == 4 * RILL_PNG_COLOURS_MAX, "a quarter of the slots are taken at most");

static uint8_t channel(rill_pixel pixel, unsigned number)
{
    return (uint8_t)(pixel >> 8 * number);
}

/* RILL_PNG_COLOURS_MAX: it is a new one, and there is no place for it. */
static uint32_t index_of(rill_png_palette *palette, uint32_t n_max, rill_pixel pixel)
{
    uint32_t at = pixel * HASH_FACTOR >> (32 - HASH_BITS);

    for (; palette->slot[at] != 0; at = (at + 1) % (1u << HASH_BITS))
        if (palette->colour[palette->slot[at] - 1] == pixel)
            return palette->slot[at] - 1u;
    if (palette->n_colours == n_max)
        return RILL_PNG_COLOURS_MAX;
    palette->colour[palette->n_colours] = pixel;
    palette->slot[at] = (uint16_t)++palette->n_colours;
    return palette->n_colours - 1;
}

bool rill_png_palette_find(rill_png_palette *palette, uint32_t n_max, const rill_pixel *row, uint32_t n_px,
                           uint8_t *indices)
{
    uint32_t index = 0;

    for (uint32_t x = 0; x < n_px; x++) {
        if (x == 0 || row[x] != row[x - 1])
            index = index_of(palette, n_max, row[x]);
        if (index == RILL_PNG_COLOURS_MAX)
            return false;
        indices[x] = (uint8_t)index;
    }
    return true;
}

static bool is_translucent(rill_pixel pixel)
{
    return channel(pixel, 3) != 255;
}

/* The fewest bits in which all levels lie on the scale from black to white; 0: not gray. */
static unsigned gray_bits(const rill_png_palette *palette)
{
    unsigned bits = 1;

    for (uint32_t i = 0; i < palette->n_colours; i++) {
        const uint8_t level = channel(palette->colour[i], 0);
        if (palette->colour[i] != (0xff000000 | level * 0x010101u))
            return 0;
        while (level % (255 / ((1u << bits) - 1)) != 0)
            bits *= 2;
    }
    return bits;
}

void rill_png_palette_settle(rill_png_palette *palette, bool gray_allowed)
{
    const uint32_t n = palette->n_colours;
    uint32_t n_before = 0;

    palette->depth_bits = n <= 2 ? 1 : n <= 4 ? 2 : n <= 16 ? 4 : 8;
    palette->gray = gray_allowed && gray_bits(palette) == palette->depth_bits;
    palette->n_translucent = 0;
    for (uint32_t i = 0; i < n; i++)
        palette->n_translucent += is_translucent(palette->colour[i]);
    for (uint32_t i = 0; i < n; i++) {
        const bool translucent = is_translucent(palette->colour[i]);
        palette->code[i] = (uint8_t)(translucent ? n_before : palette->n_translucent + i - n_before);
        n_before += translucent;
        if (palette->gray)
            palette->code[i] = (uint8_t)(channel(palette->colour[i], 0) / (255 / ((1u << palette->depth_bits) - 1)));
    }
}

uint64_t rill_png_palette_row_bytes(const rill_png_palette *palette, uint32_t n_px)
{
    return rill_divide_up((uint64_t)n_px * palette->depth_bits, 8);
}

uint32_t rill_png_palette_bytes(const rill_png_palette *palette)
{
    if (palette->gray)
        return 0;
    return CHUNK_BYTES + 3 * palette->n_colours +
           (palette->n_translucent > 0 ? CHUNK_BYTES + palette->n_translucent : 0);
}

rill_status rill_png_palette_write(const rill_png_palette *palette, rill_sink *sink)
{
    uint8_t colours[3 * RILL_PNG_COLOURS_MAX], alphas[RILL_PNG_COLOURS_MAX];

    if (palette->gray)
        return RILL_OK;
    for (uint32_t i = 0; i < palette->n_colours; i++) {
        const uint32_t code = palette->code[i];
        for (unsigned c = 0; c < 3; c++)
            colours[3 * code + c] = channel(palette->colour[i], c);
        alphas[code] = channel(palette->colour[i], 3);
    }
    RILL_TRY(rill_png_chunk(sink, "PLTE", colours, 3 * palette->n_colours));
    return palette->n_translucent == 0 ? RILL_OK : rill_png_chunk(sink, "tRNS", alphas, palette->n_translucent);
}

void rill_png_palette_pack(const rill_png_palette *palette, const uint8_t *indices, uint32_t n_px, uint8_t *packed)
{
    const unsigned bits = palette->depth_bits;
    uint32_t byte = 1; /* with a mark that comes out at the top when it is full */

    for (uint32_t x = 0; x < n_px; x++) {
        byte = byte << bits | palette->code[indices[x]];
        if (byte < 256)
            continue;
        *packed++ = (uint8_t)byte;
        byte = 1;
    }
    if (byte == 1)
        return;
    while (byte < 256)
        byte <<= bits;
    *packed = (uint8_t)byte;
}
