/*
 * codec_memory.h - libpng's allocation hooks
 *
 * libjpeg and libwebp need no header: codec_memory.c stands in for the file of theirs
 * that allocates (jmemnobs.c, utils.c).  zlib inside libpng asks libpng.
 */
#ifndef RILL_BASE_CODEC_MEMORY_H
#define RILL_BASE_CODEC_MEMORY_H

#include <png.h>

/* For png_create_*_struct_2(). */
png_voidp rill_png_malloc(png_structp png, png_alloc_size_t bytes);
void rill_png_free(png_structp png, png_voidp memory);

#endif
