/*
 * exif.c - find tag 0x0112 in the first directory of a TIFF block
 *
 * Strict, as browsers are: one SHORT with a value of 1..8 counts, and the first
 * orientation tag decides.  No offset but that of the first directory is followed,
 * so loops and chains cannot matter.
 */
#include "source/exif.h"

#include <stdbool.h>
#include <string.h>

#define HEADER_BYTES 8
#define ENTRY_BYTES 12
#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3
#define UPRIGHT 1u

typedef struct tiff_block {
    const uint8_t *bytes;
    size_t n_bytes;
    bool big_endian;
} tiff_block;

/* The callers have checked that the bytes are there. */
static uint32_t read_16(const tiff_block *tiff, size_t offset)
{
    const uint8_t *const at = tiff->bytes + offset;

    return tiff->big_endian ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static uint32_t read_32(const tiff_block *tiff, size_t offset)
{
    const uint32_t first = read_16(tiff, offset);
    const uint32_t second = read_16(tiff, offset + 2);

    return tiff->big_endian ? first << 16 | second : second << 16 | first;
}

static unsigned orientation_of_entry(const tiff_block *tiff, size_t entry_offset)
{
    const uint32_t type = read_16(tiff, entry_offset + 2);
    const uint32_t n_values = read_32(tiff, entry_offset + 4);
    const uint32_t value = read_16(tiff, entry_offset + 8);

    return type == TYPE_SHORT && n_values == 1 && value >= 1 && value <= 8 ? value : UPRIGHT;
}

static unsigned orientation_of_directory(const tiff_block *tiff, size_t offset)
{
    if (offset > tiff->n_bytes || tiff->n_bytes - offset < 2)
        return UPRIGHT;

    /* A directory that claims more entries than there are bytes is read as far as it goes. */
    const size_t room = (tiff->n_bytes - offset - 2) / ENTRY_BYTES;
    size_t n_entries = read_16(tiff, offset);
    if (n_entries > room)
        n_entries = room;
    for (size_t i = 0; i < n_entries; i++) {
        const size_t entry_offset = offset + 2 + i * ENTRY_BYTES;
        if (read_16(tiff, entry_offset) == TAG_ORIENTATION)
            return orientation_of_entry(tiff, entry_offset);
    }
    return UPRIGHT;
}

unsigned rill_exif_orientation(const uint8_t *bytes, size_t n_bytes)
{
    tiff_block tiff = {bytes, n_bytes, false};

    if (n_bytes < HEADER_BYTES)
        return UPRIGHT;
    if (memcmp(bytes, "MM\0*", 4) == 0)
        tiff.big_endian = true;
    else if (memcmp(bytes, "II*\0", 4) != 0)
        return UPRIGHT;

    return orientation_of_directory(&tiff, read_32(&tiff, 4));
}
