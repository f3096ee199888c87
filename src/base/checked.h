/*
 * checked.h - add and multiply that can say no
 *
 * For every size that depends on the source.  In wasm32 size_t has 32 bits, so
 * 40000 x 40000 x 4 wraps there and nowhere else: that is how such bugs hide.
 */
#ifndef RILL_BASE_CHECKED_H
#define RILL_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

static inline bool rill_mul(size_t a, size_t b, size_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

static inline bool rill_add(size_t a, size_t b, size_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}

#endif
