/*
 * codec_memory.c - the codecs allocate from the job's heap
 *
 * Replaces libjpeg-turbo's jmemnobs.c and libwebp's src/utils/utils.c, whose functions
 * are here under their own names, and holds libpng's hooks.  libjpeg and libpng see
 * NULL as their own out-of-memory error; libwebp as VP8_STATUS_OUT_OF_MEMORY.
 * Holds nothing: the heap is the one that rill_heap_use() named for this thread.
 */
#include "base/codec_memory.h"

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h> /* jpeglib.h and jmemsys.h mention FILE */
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>
#include <jmemsys.h>

#include "src/utils/utils.h" /* libwebp's */

/* ---- libjpeg ---- */

void *jpeg_get_small(j_common_ptr cinfo, size_t bytes)
{
    (void)cinfo;
    return rill_heap_alloc_raw(rill_heap_used(), 1, bytes);
}

void jpeg_free_small(j_common_ptr cinfo, void *memory, size_t bytes)
{
    (void)cinfo;
    (void)bytes;
    rill_heap_free(rill_heap_used(), memory);
}

void *jpeg_get_large(j_common_ptr cinfo, size_t bytes)
{
    return jpeg_get_small(cinfo, bytes);
}

void jpeg_free_large(j_common_ptr cinfo, void *memory, size_t bytes)
{
    jpeg_free_small(cinfo, memory, bytes);
}

/* "All you want": the heap's limit decides, when the allocation itself comes. */
size_t jpeg_mem_available(j_common_ptr cinfo, size_t least_bytes, size_t most_bytes, size_t allocated_bytes)
{
    (void)cinfo;
    (void)least_bytes;
    (void)allocated_bytes;
    return most_bytes;
}

void jpeg_open_backing_store(j_common_ptr cinfo, backing_store_ptr store, long total_bytes)
{
    (void)store;
    (void)total_bytes;
    ERREXIT(cinfo, JERR_NO_BACKING_STORE);
}

long jpeg_mem_init(j_common_ptr cinfo)
{
    (void)cinfo;
    return 0; /* max_memory_to_use: no wall of libjpeg's own */
}

void jpeg_mem_term(j_common_ptr cinfo)
{
    (void)cinfo;
}

/* ---- libpng, and zlib inside it ---- */

png_voidp rill_png_malloc(png_structp png, png_alloc_size_t bytes)
{
    (void)png;
    return rill_heap_alloc_raw(rill_heap_used(), 1, bytes);
}

void rill_png_free(png_structp png, png_voidp memory)
{
    (void)png;
    rill_heap_free(rill_heap_used(), memory);
}

/* ---- libwebp ---- */

void *WebPSafeMalloc(uint64_t n, size_t size_bytes)
{
    return n == (size_t)n ? rill_heap_alloc_raw(rill_heap_used(), (size_t)n, size_bytes) : NULL;
}

void *WebPSafeCalloc(uint64_t n, size_t size_bytes)
{
    return n == (size_t)n ? rill_heap_alloc(rill_heap_used(), (size_t)n, size_bytes) : NULL;
}

void WebPSafeFree(void *memory)
{
    rill_heap_free(rill_heap_used(), memory);
}

void WebPCopyPlane(const uint8_t *from, int from_stride_bytes, uint8_t *to, int to_stride_bytes, int width_bytes,
                   int height_px)
{
    for (; height_px > 0; height_px--) {
        memcpy(to, from, (size_t)width_bytes);
        from += from_stride_bytes;
        to += to_stride_bytes;
    }
}
