/*
 * tiff_block.h - numbers out of a TIFF block, which is what EXIF is
 */
#ifndef RILL_SOURCE_TIFF_BLOCK_H
#define RILL_SOURCE_TIFF_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define RILL_TIFF_HEADER_BYTES 8u
#define RILL_TIFF_ENTRY_BYTES 12u /* tag, type, number of values, value or its offset */

typedef struct rill_tiff_block {
    const uint8_t *bytes;
    size_t n_bytes;
    bool big_endian;
} rill_tiff_block;

/* false: no TIFF block. */
static inline bool rill_tiff_open(rill_tiff_block *tiff, const uint8_t *bytes, size_t n_bytes)
{
    if (n_bytes < RILL_TIFF_HEADER_BYTES)
        return false;
    *tiff = (rill_tiff_block){bytes, n_bytes, memcmp(bytes, "MM\0*", 4) == 0};
    return tiff->big_endian || memcmp(bytes, "II*\0", 4) == 0;
}

/* The callers have checked that the bytes are there. */
static inline uint32_t rill_tiff_16(const rill_tiff_block *tiff, size_t offset)
{
    const uint8_t *const at = tiff->bytes + offset;

    return tiff->big_endian ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static inline uint32_t rill_tiff_32(const rill_tiff_block *tiff, size_t offset)
{
    const uint32_t first = rill_tiff_16(tiff, offset);
    const uint32_t second = rill_tiff_16(tiff, offset + 2);

    return tiff->big_endian ? first << 16 | second : second << 16 | first;
}

/* Entries of a directory: a directory that claims more than there are bytes is read as far as it goes. */
static inline size_t rill_tiff_entries(const rill_tiff_block *tiff, size_t offset)
{
    if (offset > tiff->n_bytes || tiff->n_bytes - offset < 2)
        return 0;
    const size_t room = (tiff->n_bytes - offset - 2) / RILL_TIFF_ENTRY_BYTES;
    const size_t n_entries = rill_tiff_16(tiff, offset);
    return n_entries < room ? n_entries : room;
}

#endif
