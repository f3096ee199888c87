/*
 * arena.h - the only malloc and free
 *
 * Every byte of a job, the codecs' included, comes from its heap: one count, one
 * limit, and one call that gives everything back.  Stages take and do not free;
 * only what is large and needed no more is freed early (rill_stage.release).
 *
 * libjpeg, libpng and zlib pass the heap along; libwebp's allocator has no
 * argument, so rill_heap_use() names the heap for the running thread.
 */
#ifndef RILL_BASE_ARENA_H
#define RILL_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct rill_block rill_block;

typedef struct rill_heap {
    rill_block *blocks; /* everything that is allocated now */
    size_t used_bytes;
    size_t peak_bytes;
    size_t limit_bytes;
    uint32_t fail_at;   /* tests: the n-th allocation from now fails; 0: none */
    uint32_t n_refused; /* allocations that got NULL: tells a codec's lack of memory from damage */
} rill_heap;

/* n items of size_bytes, zeroed; aligned to 16.  NULL: over the limit, product too large, or no memory. */
void *rill_heap_alloc(rill_heap *heap, size_t n, size_t size_bytes);
/* The same, not zeroed. */
void *rill_heap_alloc_raw(rill_heap *heap, size_t n, size_t size_bytes);
/* Give one allocation back; NULL is allowed. */
void rill_heap_free(rill_heap *heap, void *memory);
/* Give back what was taken after 'mark', an allocation that is still there, and the mark itself. */
void rill_heap_free_since(rill_heap *heap, void *mark);
/* Give everything back. */
void rill_heap_free_all(rill_heap *heap);

/* Name the heap of the codecs' hooks for this thread (see codec_memory.c). */
void rill_heap_use(rill_heap *heap);
rill_heap *rill_heap_used(void);

#endif
