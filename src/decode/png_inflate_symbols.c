/*
 * png_inflate_symbols.c - literals and matches of a zlib stream, from the tables of the block
 *
 * Two ways: run_fast() where input and room are certain to do, and read_symbol() near the end of either.
 */
#include "decode/png_inflater.h"
#include "simd/v128.h"

#include <string.h>

#define MATCH_BYTES_MAX 258
#define FAST_IN_BYTES 24
#define FAST_OUT_BYTES (MATCH_BYTES_MAX + 8)

static inline uint64_t read_u64(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word); /* all that we run on have the lowest byte first */
    return word;
}

/* Byte i of the pattern that 'distance' bytes make: i modulo it. */
static v128 pattern_of(size_t distance)
{
    static const uint8_t modulo[16][16] = {
        {0},
        {0},
        {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1},
        {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0},
        {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3},
        {0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0},
        {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3},
        {0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1},
        {0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0},
    };
    return v128_load(modulo[distance]);
}

/* 'length' bytes from 'distance' before; up to 16 bytes behind them are overwritten. */
static inline void copy_match(uint8_t *to, size_t distance, size_t length)
{
    const uint8_t *from = to - distance;
    uint8_t *const end = to + length;

    if (distance < 16) {
        /* Sixteen bytes of pattern; then from as many whole patterns back as make sixteen. */
        v128_store(to, i8x16_swizzle(v128_load(from), pattern_of(distance)));
        to += 16;
        from = to - (16 + distance - 1) / distance * distance;
    }
    while (to < end) {
        v128_store(to, v128_load(from));
        to += 16;
        from += 16;
    }
}

/* What the bits behind the word add to the base. */
static inline size_t extra_of(uint64_t bits, uint32_t entry)
{
    return (size_t)((bits & RILL_WORD_MASK(entry & 255)) >> (entry >> 8 & 63));
}

static inline uint32_t look(const uint32_t *table, uint64_t bits, unsigned root)
{
    return table[bits & RILL_WORD_MASK(root)];
}

/* Through the second table, after the root's bits were taken. */
static inline uint32_t look_again(const uint32_t *table, uint64_t bits, uint32_t entry)
{
    return table[(entry >> 16) + (size_t)(bits & RILL_WORD_MASK(entry >> 8 & 63))];
}

#define TAKE(entry) (bits >>= (entry)&255, n_bits -= (entry)&255)
#define REFILL()                                                                                                       \
    (bits |= read_u64(next) << n_bits, next += (63 - n_bits) >> 3, n_bits |= 56) /* never more than 63 bits */

/* Where there are FAST_IN_BYTES and FAST_OUT_BYTES: stops before anything that is not a plain literal or match. */
static void run_fast(rill_inflater *self, rill_inflate_input *in)
{
    const uint32_t *const literals = self->literals, *const distances = self->distances;
    const uint8_t *next = in->next, *const last_in = in->end - FAST_IN_BYTES;
    uint8_t *out = self->window + self->made;
    uint8_t *const last_out = self->window + RILL_INFLATE_HISTORY_BYTES + RILL_INFLATE_FRESH_BYTES - FAST_OUT_BYTES;
    uint64_t bits = self->bits;
    unsigned n_bits = self->n_bits;

    while (next <= last_in && out <= last_out) {
        REFILL();
        uint32_t entry = look(literals, bits, RILL_LITERAL_ROOT_BITS);
        if (entry & RILL_ENTRY_LITERAL) {
            TAKE(entry);
            *out++ = (uint8_t)(entry >> 16);
            entry = look(literals, bits, RILL_LITERAL_ROOT_BITS);
            if (entry & RILL_ENTRY_LITERAL) {
                TAKE(entry);
                *out++ = (uint8_t)(entry >> 16);
                entry = look(literals, bits, RILL_LITERAL_ROOT_BITS);
                if (entry & RILL_ENTRY_LITERAL) {
                    TAKE(entry);
                    *out++ = (uint8_t)(entry >> 16);
                    entry = look(literals, bits, RILL_LITERAL_ROOT_BITS);
                    if (entry & RILL_ENTRY_LITERAL) {
                        TAKE(entry);
                        *out++ = (uint8_t)(entry >> 16);
                        continue;
                    }
                }
            }
            REFILL();
        }
        /* 56 bits at least: two words of 15 with 5 and 13 more are 48. */
        const uint64_t bits_before = bits;
        const unsigned n_bits_before = n_bits;
        if (entry & RILL_ENTRY_SPECIAL) {
            if ((entry & RILL_ENTRY_SUBTABLE) != RILL_ENTRY_SUBTABLE)
                break;
            TAKE(entry);
            entry = look_again(literals, bits, entry);
            if (entry & RILL_ENTRY_LITERAL) {
                TAKE(entry);
                *out++ = (uint8_t)(entry >> 16);
                continue;
            }
            if (entry & RILL_ENTRY_SPECIAL) {
                bits = bits_before;
                n_bits = n_bits_before;
                break;
            }
        }
        const size_t length = (entry >> 16) + extra_of(bits, entry);
        TAKE(entry);
        entry = look(distances, bits, RILL_DISTANCE_ROOT_BITS);
        if ((entry & RILL_ENTRY_SUBTABLE) == RILL_ENTRY_SUBTABLE) {
            TAKE(entry);
            entry = look_again(distances, bits, entry);
        }
        const size_t distance = (entry >> 16) + extra_of(bits, entry);
        if ((entry & RILL_ENTRY_SPECIAL) || distance > (size_t)(out - self->window)) {
            bits = bits_before;
            n_bits = n_bits_before;
            break;
        }
        TAKE(entry);
        copy_match(out, distance, length);
        out += length;
    }
    self->bits = bits & RILL_WORD_MASK(n_bits);
    self->n_bits = n_bits;
    self->made = (size_t)(out - self->window);
    in->next = next;
}

/* One literal or match, wherever input and room end; nothing is taken before all of it is there. */
static rill_inflate_verdict read_symbol(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    const size_t room = RILL_INFLATE_HISTORY_BYTES + RILL_INFLATE_FRESH_BYTES - self->made;

    (void)rill_inflate_want(self, in, 48);
    uint64_t bits = self->bits;
    unsigned n_bits = self->n_bits; /* never taken below 0: asked before */
    uint32_t entry = look(self->literals, bits, RILL_LITERAL_ROOT_BITS);
    if ((entry & RILL_ENTRY_SUBTABLE) == RILL_ENTRY_SUBTABLE && !(entry & RILL_ENTRY_LITERAL)) {
        if ((entry & 255) > n_bits)
            return RILL_WANTS_INPUT;
        TAKE(entry);
        entry = look_again(self->literals, bits, entry);
    }
    if ((entry & 255) > n_bits)
        return RILL_WANTS_INPUT;
    if (entry & RILL_ENTRY_LITERAL) {
        if (room == 0)
            return RILL_WANTS_ROOM;
        TAKE(entry);
        self->window[self->made++] = (uint8_t)(entry >> 16);
    } else if (entry & RILL_ENTRY_SPECIAL) {
        if ((entry & RILL_ENTRY_END) != RILL_ENTRY_END)
            return rill_inflate_broken(self, stream, "invalid literal/length code");
        TAKE(entry);
        self->mode = RILL_AT_BLOCK;
    } else {
        const size_t length = (entry >> 16) + extra_of(bits, entry);
        TAKE(entry);
        entry = look(self->distances, bits, RILL_DISTANCE_ROOT_BITS);
        if ((entry & RILL_ENTRY_SUBTABLE) == RILL_ENTRY_SUBTABLE) {
            if ((entry & 255) > n_bits)
                return RILL_WANTS_INPUT;
            TAKE(entry);
            entry = look_again(self->distances, bits, entry);
        }
        if ((entry & 255) > n_bits)
            return RILL_WANTS_INPUT;
        if (entry & RILL_ENTRY_SPECIAL)
            return rill_inflate_broken(self, stream, "invalid distance code");
        const size_t distance = (entry >> 16) + extra_of(bits, entry);
        if (distance > self->made)
            return rill_inflate_broken(self, stream, "invalid distance too far back");
        if (length > room)
            return RILL_WANTS_ROOM;
        TAKE(entry);
        copy_match(self->window + self->made, distance, length);
        self->made += length;
    }
    self->bits = bits;
    self->n_bits = n_bits;
    return RILL_WENT_ON;
}

rill_inflate_verdict rill_inflate_symbols(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    if (in->end - in->next >= FAST_IN_BYTES &&
        self->made <= RILL_INFLATE_HISTORY_BYTES + RILL_INFLATE_FRESH_BYTES - FAST_OUT_BYTES)
        run_fast(self, in);
    return read_symbol(self, stream, in);
}
