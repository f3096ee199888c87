/*
 * sniff.h - which format, from the first bytes; never from a name or a header
 */
#ifndef RILL_SOURCE_SNIFF_H
#define RILL_SOURCE_SNIFF_H

#include "source/source.h"

typedef enum rill_format { RILL_FORMAT_AUTO, RILL_FORMAT_JPEG, RILL_FORMAT_PNG, RILL_FORMAT_WEBP } rill_format;

/* Errors: UNSUPPORTED_FORMAT, naming the format found (GIF, AVIF, SVG, HTML, ...) where it is known. */
rill_status rill_sniff(rill_source *source, rill_format *format);

#endif
