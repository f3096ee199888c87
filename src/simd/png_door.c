/*
 * png_door.c - what libpng and zlib call of ours: filters taken off, Adler-32
 *
 * libpng asks rill_png_choose_filters() (third_party/codecs.mk: PNG_FILTER_OPTIMIZATIONS),
 * once for an image.  zlib's own adler32.c is not built.
 */
#include "simd/png_kernels.h"

#define PNG_NO_CONFIG_H /* HAVE_CONFIG_H is meant for libwebp */
#include <pngpriv.h>
#include <zlib.h>

static size_t step_of(png_row_infop row)
{
    return ((size_t)row->pixel_depth + 7) / 8;
}

static void take_off_sub(png_row_infop info, png_bytep row, png_const_bytep above)
{
    (void)above;
    rill_png_unfilter_sub(row, info->rowbytes, step_of(info));
}

static void take_off_up(png_row_infop info, png_bytep row, png_const_bytep above)
{
    rill_png_unfilter_up(row, above, info->rowbytes);
}

static void take_off_average(png_row_infop info, png_bytep row, png_const_bytep above)
{
    rill_png_unfilter_average(row, above, info->rowbytes, step_of(info));
}

static void take_off_paeth(png_row_infop info, png_bytep row, png_const_bytep above)
{
    rill_png_unfilter_paeth(row, above, info->rowbytes, step_of(info));
}

void PNG_FILTER_OPTIMIZATIONS(png_structp png, unsigned step)
{
    (void)step; /* of the whole image; rows of Adam7 have the same */
    png->read_filter[PNG_FILTER_VALUE_SUB - 1] = take_off_sub;
    png->read_filter[PNG_FILTER_VALUE_UP - 1] = take_off_up;
    png->read_filter[PNG_FILTER_VALUE_AVG - 1] = take_off_average;
    png->read_filter[PNG_FILTER_VALUE_PAETH - 1] = take_off_paeth;
}

uLong adler32_z(uLong adler, const Bytef *bytes, z_size_t n_bytes)
{
    return bytes == NULL ? 1 : rill_adler32((uint32_t)adler, bytes, n_bytes);
}

uLong adler32(uLong adler, const Bytef *bytes, uInt n_bytes)
{
    return adler32_z(adler, bytes, n_bytes);
}
