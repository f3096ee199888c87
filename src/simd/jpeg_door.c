/*
 * jpeg_door.c - libjpeg-turbo's door for SIMD code: what it may call of ours
 *
 * Its own jsimd_none.c, which answers "no" to every question, stays for the rest;
 * third_party/codecs.mk takes the names defined here out of it.
 */
#include "simd/jpeg_kernels.h"

#include <stdio.h> /* jpeglib.h wants FILE */

#define JPEG_INTERNALS
#include <jpeglib.h>

#include <jdct.h>
#include <jsimd.h>
#include <jsimddct.h>

_Static_assert(sizeof(DCTELEM) == 2 && sizeof(ISLOW_MULT_TYPE) == 2, "jconfig.h must define WITH_SIMD");

int jsimd_can_idct_islow(void)
{
    return 1;
}

int jsimd_can_idct_4x4(void)
{
    return 1;
}

int jsimd_can_idct_2x2(void)
{
    return 1;
}

int jsimd_can_fdct_islow(void)
{
    return 1;
}

int jsimd_can_convsamp(void)
{
    return 1;
}

int jsimd_can_quantize(void)
{
    return 1;
}

void jsimd_idct_islow(j_decompress_ptr lib, jpeg_component_info *component, JCOEFPTR coefs, JSAMPARRAY rows,
                      JDIMENSION column)
{
    (void)lib;
    rill_idct_8x8(coefs, component->dct_table, rows, column);
}

void jsimd_idct_4x4(j_decompress_ptr lib, jpeg_component_info *component, JCOEFPTR coefs, JSAMPARRAY rows,
                    JDIMENSION column)
{
    (void)lib;
    rill_idct_4x4(coefs, component->dct_table, rows, column);
}

void jsimd_idct_2x2(j_decompress_ptr lib, jpeg_component_info *component, JCOEFPTR coefs, JSAMPARRAY rows,
                    JDIMENSION column)
{
    (void)lib;
    rill_idct_2x2(coefs, component->dct_table, rows, column);
}

void jsimd_convsamp(JSAMPARRAY rows, JDIMENSION column, DCTELEM *samples)
{
    rill_centre_samples((const uint8_t *const *)rows, column, samples);
}

void jsimd_fdct_islow(DCTELEM *block)
{
    rill_fdct_8x8(block);
}

void jsimd_quantize(JCOEFPTR coefs, DCTELEM *divisors, DCTELEM *block)
{
    rill_quantise_8x8(block, divisors, coefs);
}
