/*
 * libc_memory.c - memcpy(), memmove() and memset() of the module
 *
 * Compiled with -fno-builtin: a compiler that knows these functions would turn their loops into calls of themselves.
 */
#include "simd/copy.h"

void *memcpy(void *restrict to, const void *restrict from, size_t n_bytes)
{
    rill_copy(to, from, n_bytes);
    return to;
}

void *memmove(void *to, const void *from, size_t n_bytes)
{
    rill_move(to, from, n_bytes);
    return to;
}

void *memset(void *to, int value, size_t n_bytes)
{
    rill_fill(to, (uint8_t)value, n_bytes);
    return to;
}
