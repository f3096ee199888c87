/*
 * metadata.h - what a result may tell of its source beside the pixels: EXIF and XMP
 */
#ifndef RILL_SOURCE_METADATA_H
#define RILL_SOURCE_METADATA_H

#include "source/source.h"

#define RILL_XMP_MAX_BYTES 65504u /* fits into one segment of a JPEG, behind its name */

/* Where a decoder's header() found them. */
typedef struct rill_metadata_places {
    rill_source_range exif; /* the TIFF block */
    rill_source_range xmp;  /* the packet */
} rill_metadata_places;

/* Ready to be written, on the job's heap. */
typedef struct rill_metadata {
    uint8_t *exif;
    uint32_t exif_bytes; /* 0: none */
    uint8_t *xmp;
    uint32_t xmp_bytes;
} rill_metadata;

typedef enum rill_metadata_use {
    RILL_METADATA_NONE = 0,
    RILL_METADATA_COPYRIGHT = 1, /* EXIF's artist and copyright */
    RILL_METADATA_KEEP = 2,      /* all that describes the photograph: exif_copy.h, and XMP */
} rill_metadata_use;

/* Heap that reading takes at most, what it keeps included. */
#define RILL_METADATA_HEAP_BYTES (4u * 65536)

/*
 * Read and rewrite.  XMP that carries a thumbnail, or is longer than it may be, is left
 * out with a warning.  RILL_MORE: call again.  Errors: MEMORY_LIMIT, those of the source.
 */
rill_status rill_metadata_read(rill_metadata *metadata, rill_source *source, const rill_metadata_places *places,
                               rill_metadata_use use);

#endif
