/*
 * version.c - what is inside
 *
 * The codecs' numbers come from their own headers, so that a build with another
 * release says so; jsmn's header has none.
 */
#include "scanrill.h"

#include <stdio.h> /* jpeglib.h mentions FILE */

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include "src/dec/vp8i_dec.h" /* libwebp's */

#define SCANRILL_VERSION "0.1.0"
/* Rises only when the bytes of a result change for the same source and recipe. */
#define RILL_OUTPUT_EPOCH 1

#define AS_WRITTEN(tokens) #tokens
#define TEXT(macro) AS_WRITTEN(macro)

#ifdef RILL_SCALAR
#define USES_SIMD "false"
#else
#define USES_SIMD "true"
#endif

const char *rill_version(void)
{
    return "{\"scanrill\":\"" SCANRILL_VERSION "\",\"epoch\":" TEXT(RILL_OUTPUT_EPOCH) ",\"libjpeg-turbo\":\"" TEXT(
        LIBJPEG_TURBO_VERSION) "\",\"libpng\":\"" PNG_LIBPNG_VER_STRING "\",\"zlib\":\"" ZLIB_VERSION
                               "\",\"libwebp\":\"" TEXT(DEC_MAJ_VERSION) "." TEXT(DEC_MIN_VERSION) "." TEXT(
                                   DEC_REV_VERSION) "\",\"jsmn\":\"1.1.0\",\"simd\":" USES_SIMD "}";
}
