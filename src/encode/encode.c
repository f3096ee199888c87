/*
 * encode.c - which encoder writes which format
 */
#include "encode/encode.h"

const rill_encoder_class *rill_encoder_for(rill_format format)
{
    switch (format) {
    case RILL_FORMAT_JPEG:
        return &rill_jpeg_encoder;
    case RILL_FORMAT_PNG:
        return &rill_png_encoder;
    case RILL_FORMAT_WEBP:
        return &rill_webp_encoder;
    case RILL_FORMAT_AUTO:
        break;
    }
    return NULL;
}
