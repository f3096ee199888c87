/*
 * exif_copy.h - EXIF for a result: written anew from what may be kept
 */
#ifndef RILL_SOURCE_EXIF_COPY_H
#define RILL_SOURCE_EXIF_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fits into one segment of a JPEG, behind "Exif\0\0". */
#define RILL_EXIF_MAX_BYTES 65527u

/*
 * Write a TIFF block to 'out', which has room for RILL_EXIF_MAX_BYTES.  'copyright_only':
 * Artist and Copyright; else what describes the photograph and where it was taken, but
 * nothing that describes the stored file: no thumbnail, no maker's notes, no sizes, and
 * an orientation of 1.  Returns its length, 0: nothing to keep.
 */
size_t rill_exif_copy(const uint8_t *tiff, size_t tiff_bytes, bool copyright_only, uint8_t *out);

#endif
