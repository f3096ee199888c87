/*
 * exif.h - the orientation tag, and nothing else
 */
#ifndef RILL_SOURCE_EXIF_H
#define RILL_SOURCE_EXIF_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read the orientation from a TIFF block (what follows "Exif\0\0" in a JPEG).  Looks
 * at IFD0 only, checks every offset, follows nothing.  Returns 1..8; 1 where the tag
 * is missing, damaged or out of range.
 */
unsigned rill_exif_orientation(const uint8_t *tiff, size_t tiff_bytes);

#endif
