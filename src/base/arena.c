/*
 * arena.c - the heap of one job: counted, limited, given back in one call
 *
 * Every allocation carries a header that links it into the heap, so that an error
 * in the middle of a codec (which may jump over any number of frees) loses nothing.
 * Holds: one pointer a thread, to the heap that the codecs' hooks use.
 */
#include "base/arena.h"

#include "base/checked.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PAYLOAD_ALIGNMENT 16 /* one SIMD register */

/* In front of each payload: 16 bytes in wasm32, 32 on 64-bit machines. */
struct rill_block {
    alignas(PAYLOAD_ALIGNMENT) rill_block *next;
    rill_block *previous;
    size_t total_bytes; /* with this header */
};

static _Thread_local rill_heap *used_heap;

#ifdef __wasm__
/* dlmalloc promises 8 bytes of alignment only. */
static void *system_alloc(size_t bytes)
{
    size_t padded_bytes;

    if (!rill_add(bytes, PAYLOAD_ALIGNMENT - 1, &padded_bytes))
        return NULL;
    return aligned_alloc(PAYLOAD_ALIGNMENT, padded_bytes & ~(size_t)(PAYLOAD_ALIGNMENT - 1));
}
#else
_Static_assert(alignof(max_align_t) >= PAYLOAD_ALIGNMENT, "malloc aligns for SIMD");

/* Not padded, so that a sanitizer sees the first byte past the end. */
static void *system_alloc(size_t bytes)
{
    return malloc(bytes);
}
#endif

static bool heap_may_give(rill_heap *heap, size_t total_bytes)
{
    if (heap->fail_at != 0 && --heap->fail_at == 0)
        return false;
    return heap->used_bytes <= heap->limit_bytes && total_bytes <= heap->limit_bytes - heap->used_bytes;
}

static void *refuse(rill_heap *heap)
{
    heap->n_refused++;
    return NULL;
}

void *rill_heap_alloc_raw(rill_heap *heap, size_t n, size_t size_bytes)
{
    size_t payload_bytes, total_bytes;

    if (!rill_mul(n, size_bytes, &payload_bytes) || !rill_add(payload_bytes, sizeof(rill_block), &total_bytes))
        return refuse(heap);
    if (!heap_may_give(heap, total_bytes))
        return refuse(heap);

    rill_block *const block = system_alloc(total_bytes);
    if (block == NULL)
        return refuse(heap);
    block->next = heap->blocks;
    block->previous = NULL;
    block->total_bytes = total_bytes;
    if (heap->blocks != NULL)
        heap->blocks->previous = block;
    heap->blocks = block;

    heap->used_bytes += total_bytes;
    if (heap->used_bytes > heap->peak_bytes)
        heap->peak_bytes = heap->used_bytes;
    return block + 1;
}

void *rill_heap_alloc(rill_heap *heap, size_t n, size_t size_bytes)
{
    void *const memory = rill_heap_alloc_raw(heap, n, size_bytes);

    if (memory != NULL)
        memset(memory, 0, n * size_bytes);
    return memory;
}

void rill_heap_free(rill_heap *heap, void *memory)
{
    if (memory == NULL)
        return;

    rill_block *const block = (rill_block *)memory - 1;
    if (block->previous != NULL)
        block->previous->next = block->next;
    else
        heap->blocks = block->next;
    if (block->next != NULL)
        block->next->previous = block->previous;
    heap->used_bytes -= block->total_bytes;
    free(block);
}

void rill_heap_free_since(rill_heap *heap, void *mark)
{
    while (heap->blocks + 1 != mark)
        rill_heap_free(heap, heap->blocks + 1);
    rill_heap_free(heap, mark);
}

void rill_heap_free_all(rill_heap *heap)
{
    while (heap->blocks != NULL)
        rill_heap_free(heap, heap->blocks + 1);
}

void rill_heap_use(rill_heap *heap)
{
    used_heap = heap;
}

rill_heap *rill_heap_used(void)
{
    return used_heap;
}
