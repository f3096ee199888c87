/*
 * metadata.c - what a result may tell of its source beside the pixels: EXIF and XMP
 *
 * Flow: source -> [source] -> encode
 * Holds: what is kept, each below 64 KB.
 */
#include "source/metadata.h"

#include "source/exif_copy.h"

#include <string.h>

#define EXIF_READ_BYTES 65536u /* what lies further back is not found: thumbnails, mostly */

static const char WHERE[] = "metadata";

/* Lend a copy of the range on the heap; the caller frees it. */
static rill_status read_range(rill_source *source, const rill_source_range *range, uint32_t n_bytes, uint8_t **bytes)
{
    rill_heap *const heap = &source->work->heap;

    *bytes = rill_heap_alloc_raw(heap, n_bytes, 1);
    if (*bytes == NULL)
        return rill_fail(source->work, RILL_MEMORY_LIMIT, WHERE, "%u bytes", (unsigned)n_bytes);
    const rill_status status = rill_source_copy(source, range->offset, *bytes, n_bytes);
    if (status != RILL_OK)
        rill_heap_free(heap, *bytes);
    return status;
}

/* In two copies: the second one has the length that it turned out to need. */
static rill_status read_exif(rill_metadata *metadata, rill_source *source, const rill_source_range *range,
                             bool copyright_only)
{
    rill_heap *const heap = &source->work->heap;
    const uint32_t n_bytes = range->n_bytes < EXIF_READ_BYTES ? range->n_bytes : EXIF_READ_BYTES;
    uint8_t *tiff;

    RILL_TRY(read_range(source, range, n_bytes, &tiff));
    uint8_t *const written = rill_heap_alloc_raw(heap, RILL_EXIF_MAX_BYTES, 1);
    const size_t exif_bytes = written == NULL ? 0 : rill_exif_copy(tiff, n_bytes, copyright_only, written);
    rill_heap_free(heap, tiff);
    if (exif_bytes > 0) {
        metadata->exif = rill_heap_alloc_raw(heap, exif_bytes, 1);
        if (metadata->exif != NULL)
            memcpy(metadata->exif, written, exif_bytes);
        metadata->exif_bytes = (uint32_t)exif_bytes;
    }
    rill_heap_free(heap, written);
    if (written == NULL || (exif_bytes > 0 && metadata->exif == NULL))
        return rill_fail(source->work, RILL_MEMORY_LIMIT, WHERE, "%s", "EXIF");
    return RILL_OK;
}

/* Where 'word' begins from 'at' on; n_bytes: nowhere. */
static uint32_t find(const uint8_t *text, uint32_t n_bytes, uint32_t at, const char *word)
{
    const uint32_t word_bytes = (uint32_t)strlen(word);

    for (; at + word_bytes <= n_bytes; at++)
        if (memcmp(text + at, word, word_bytes) == 0)
            return at;
    return n_bytes;
}

/* tiff:Orientation="6", or <tiff:Orientation>6<: the result is upright. */
static void set_upright(uint8_t *xmp, uint32_t n_bytes)
{
    static const char name[] = "tiff:Orientation";

    for (uint32_t at = find(xmp, n_bytes, 0, name); at < n_bytes; at = find(xmp, n_bytes, at + 1, name)) {
        uint32_t digit = at + (uint32_t)sizeof name - 1;
        while (digit < n_bytes && digit < at + 24 && strchr("=\"'> \t\r\n", xmp[digit]) != NULL)
            digit++;
        if (digit < n_bytes && xmp[digit] >= '1' && xmp[digit] <= '8')
            xmp[digit] = '1';
    }
}

static rill_status read_xmp(rill_metadata *metadata, rill_source *source, const rill_source_range *range)
{
    uint8_t *xmp;

    if (range->n_bytes > RILL_XMP_MAX_BYTES) {
        source->work->warnings |= RILL_WARN_METADATA_LEFT;
        return RILL_OK;
    }
    RILL_TRY(read_range(source, range, range->n_bytes, &xmp));
    if (find(xmp, range->n_bytes, 0, "xmpGImg:") < range->n_bytes) { /* a thumbnail */
        source->work->warnings |= RILL_WARN_METADATA_LEFT;
        rill_heap_free(&source->work->heap, xmp);
        return RILL_OK;
    }
    set_upright(xmp, range->n_bytes);
    metadata->xmp = xmp;
    metadata->xmp_bytes = range->n_bytes;
    return RILL_OK;
}

rill_status rill_metadata_read(rill_metadata *metadata, rill_source *source, const rill_metadata_places *places,
                               rill_metadata_use use)
{
    if (use != RILL_METADATA_NONE && places->exif.n_bytes > 0 && metadata->exif_bytes == 0)
        RILL_TRY(read_exif(metadata, source, &places->exif, use == RILL_METADATA_COPYRIGHT));
    if (use == RILL_METADATA_KEEP && places->xmp.n_bytes > 0)
        RILL_TRY(read_xmp(metadata, source, &places->xmp));
    return RILL_OK;
}
