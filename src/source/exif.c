/*
 * exif.c - find tag 0x0112 in the first directory of a TIFF block
 *
 * Strict, as browsers are: one SHORT with a value of 1..8 counts, and the first
 * orientation tag decides.  No offset but that of the first directory is followed,
 * so loops and chains cannot matter.
 */
#include "source/exif.h"

#include "source/tiff_block.h"

#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3
#define UPRIGHT 1u

static unsigned orientation_of_entry(const rill_tiff_block *tiff, size_t entry_offset)
{
    const uint32_t type = rill_tiff_16(tiff, entry_offset + 2);
    const uint32_t n_values = rill_tiff_32(tiff, entry_offset + 4);
    const uint32_t value = rill_tiff_16(tiff, entry_offset + 8);

    return type == TYPE_SHORT && n_values == 1 && value >= 1 && value <= 8 ? value : UPRIGHT;
}

unsigned rill_exif_orientation(const uint8_t *bytes, size_t n_bytes)
{
    rill_tiff_block tiff;

    if (!rill_tiff_open(&tiff, bytes, n_bytes))
        return UPRIGHT;
    const size_t offset = rill_tiff_32(&tiff, 4);
    const size_t n_entries = rill_tiff_entries(&tiff, offset);
    for (size_t i = 0; i < n_entries; i++) {
        const size_t entry_offset = offset + 2 + i * RILL_TIFF_ENTRY_BYTES;
        if (rill_tiff_16(&tiff, entry_offset) == TAG_ORIENTATION)
            return orientation_of_entry(&tiff, entry_offset);
    }
    return UPRIGHT;
}
