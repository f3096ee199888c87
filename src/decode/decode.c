/*
 * decode.c - the list of decoders, and the walls that all of them share
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 */
#include "decode/decode.h"

static const rill_decoder_class *const decoders[] = {&rill_jpeg_decoder, &rill_png_decoder, &rill_webp_decoder};

const rill_decoder_class *rill_decoder_for(rill_format format)
{
    for (size_t i = 0; i < sizeof decoders / sizeof decoders[0]; i++)
        if (decoders[i]->format == format)
            return decoders[i];
    return NULL;
}

rill_status rill_check_source_size(rill_work *work, const char *where, uint64_t width_px, uint64_t height_px)
{
    const rill_limits *const limits = &work->limits;

    if (width_px == 0 || height_px == 0)
        return rill_fail(work, RILL_CORRUPT, where, "a side of the picture is 0 pixels");
    if (width_px > limits->max_side_px || height_px > limits->max_side_px)
        return rill_fail(work, RILL_TOO_MANY_PIXELS, where, "%lu x %lu pixels; a side may have %u",
                         (unsigned long)width_px, (unsigned long)height_px, limits->max_side_px);
    if (width_px * height_px > limits->max_pixels)
        return rill_fail(work, RILL_TOO_MANY_PIXELS, where, "%lu x %lu pixels; %u are allowed", (unsigned long)width_px,
                         (unsigned long)height_px, limits->max_pixels);
    return RILL_OK;
}
