/*
 * test_arena.c - one count, one limit, one call that gives everything back
 */
#include "base/arena.h"
#include "check.h"

#include <stdint.h>
#include <string.h>

TEST(memory_is_zeroed_and_aligned_to_a_simd_register)
{
    rill_heap heap = {.limit_bytes = 1 << 20};

    for (size_t n = 1; n < 100; n += 7) {
        uint8_t *const memory = rill_heap_alloc(&heap, n, 3);
        CHECK_EQUAL((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < 3 * n; i++)
            CHECK_EQUAL(memory[i], 0);
        memset(memory, 0xFF, 3 * n);
        rill_heap_free(&heap, memory);
    }
    CHECK_EQUAL(heap.used_bytes, 0);
}

TEST(blocks_can_be_freed_in_any_order)
{
    rill_heap heap = {.limit_bytes = 1 << 20};
    void *const a = rill_heap_alloc_raw(&heap, 10, 1);
    void *const b = rill_heap_alloc_raw(&heap, 20, 1);
    void *const c = rill_heap_alloc_raw(&heap, 30, 1);
    const size_t peak_bytes = heap.used_bytes;

    rill_heap_free(&heap, b);
    rill_heap_free(&heap, c);
    rill_heap_free(&heap, NULL);
    rill_heap_free(&heap, a);
    CHECK_EQUAL(heap.used_bytes, 0);
    CHECK(heap.blocks == NULL);
    CHECK_EQUAL(heap.peak_bytes, peak_bytes);
}

TEST(freeing_inside_the_list_loses_no_block)
{
    rill_heap heap = {.limit_bytes = 1 << 20};
    void *const a = rill_heap_alloc_raw(&heap, 10, 1);
    void *const b = rill_heap_alloc_raw(&heap, 20, 1);

    CHECK(rill_heap_alloc_raw(&heap, 30, 1) != NULL);
    rill_heap_free(&heap, b);
    rill_heap_free(&heap, a);
    CHECK(heap.blocks != NULL);
    rill_heap_free_all(&heap);
    CHECK_EQUAL(heap.used_bytes, 0);
}

TEST(everything_is_given_back_at_once)
{
    rill_heap heap = {.limit_bytes = 1 << 20};

    for (unsigned i = 0; i < 50; i++)
        CHECK(rill_heap_alloc_raw(&heap, i, 100) != NULL);
    rill_heap_free_all(&heap);
    CHECK_EQUAL(heap.used_bytes, 0);
    CHECK(heap.blocks == NULL);
}

TEST(the_limit_counts_headers_and_is_exact)
{
    rill_heap heap = {.limit_bytes = 1 << 20};
    void *const memory = rill_heap_alloc_raw(&heap, 1000, 1);
    const size_t with_header_bytes = heap.used_bytes;

    CHECK(with_header_bytes > 1000);
    rill_heap_free(&heap, memory);
    heap.limit_bytes = with_header_bytes - 1;
    CHECK(rill_heap_alloc_raw(&heap, 1000, 1) == NULL);
    heap.limit_bytes = with_header_bytes;
    CHECK(rill_heap_alloc_raw(&heap, 1000, 1) != NULL);
    CHECK(rill_heap_alloc_raw(&heap, 1, 1) == NULL);
    rill_heap_free_all(&heap);
}

TEST(a_product_that_wraps_is_refused)
{
    rill_heap heap = {.limit_bytes = SIZE_MAX};

    CHECK(rill_heap_alloc(&heap, SIZE_MAX / 2, 3) == NULL);
    CHECK(rill_heap_alloc(&heap, SIZE_MAX, 1) == NULL);
    CHECK(rill_heap_alloc(&heap, SIZE_MAX - 8, 1) == NULL);
    CHECK_EQUAL(heap.used_bytes, 0);
}

TEST(the_nth_allocation_fails_and_only_that_one)
{
    rill_heap heap = {.limit_bytes = 1 << 20, .fail_at = 3};

    CHECK(rill_heap_alloc(&heap, 1, 1) != NULL);
    CHECK(rill_heap_alloc(&heap, 1, 1) != NULL);
    CHECK(rill_heap_alloc(&heap, 1, 1) == NULL);
    CHECK(rill_heap_alloc(&heap, 1, 1) != NULL);
    rill_heap_free_all(&heap);
}

TEST(the_heap_in_use_is_remembered)
{
    rill_heap heap = {.limit_bytes = 1 << 20};

    rill_heap_use(&heap);
    CHECK(rill_heap_used() == &heap);
    rill_heap_use(NULL);
    CHECK(rill_heap_used() == NULL);
}
