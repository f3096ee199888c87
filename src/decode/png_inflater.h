/*
 * png_inflater.h - the state of one zlib stream, and the steps that png_inflate.c goes through
 *
 *   head -> block -> { stored bytes | code lengths -> symbols } -> block ... -> check
 *
 * A step takes nothing from the input before all that it needs is there, so it can be tried again.
 */
#ifndef RILL_DECODE_PNG_INFLATER_H
#define RILL_DECODE_PNG_INFLATER_H

#include "decode/inflate_tables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#define RILL_INFLATE_HISTORY_BYTES 32768
#define RILL_INFLATE_FRESH_BYTES 32768
#define RILL_INFLATE_SLACK_BYTES 32 /* copies of matches go on in steps of 16 */
#define RILL_WORD_MASK(bits) ((UINT64_C(1) << (bits)) - 1)

#define RILL_N_FIXED_LITERALS 288
#define RILL_N_FIXED_DISTANCES 32
#define RILL_WINDOW_BITS_MAX 15

/* The step that comes next. */
typedef enum rill_inflate_mode {
    RILL_IN_HEAD,
    RILL_IN_DICTIONARY,
    RILL_AT_BLOCK,
    RILL_IN_STORED_LENGTH,
    RILL_IN_STORED,
    RILL_IN_COUNTS,
    RILL_IN_CODE_LENGTHS,
    RILL_IN_LENGTHS,
    RILL_IN_SYMBOLS,
    RILL_IN_CHECK,
    RILL_AT_END,
    RILL_NEEDS_DICTIONARY,
    RILL_BROKEN
} rill_inflate_mode;

/* The struct has the name that zlib.h gives it. */
struct internal_state {
    rill_inflate_mode mode;
    bool last_block;
    bool held_byte; /* one byte of the input was used and is still shown as there */
    uint64_t bits;  /* the next bit lowest */
    unsigned n_bits;
    unsigned header_window_bits; /* the most that a header may say; 0: any */
    uint32_t adler;              /* of all that was made */
    size_t made, given;          /* in 'window': made up to here, given to libpng up to here */
    size_t checked;              /* summed up to here */
    uint32_t stored_left;
    unsigned n_literals, n_distances, n_code_lengths, n_lengths;
    uint8_t lengths[RILL_N_FIXED_LITERALS + RILL_N_FIXED_DISTANCES];
    uint32_t literals[RILL_LITERAL_ENTRIES];
    uint32_t distances[RILL_DISTANCE_ENTRIES];
    uint8_t window[RILL_INFLATE_HISTORY_BYTES + RILL_INFLATE_FRESH_BYTES + RILL_INFLATE_SLACK_BYTES];
};

typedef struct internal_state rill_inflater;

/* Where the input of this call is; bits that were taken are in the state. */
typedef struct rill_inflate_input {
    const uint8_t *next, *end;
} rill_inflate_input;

/* Why a step went no further. */
typedef enum rill_inflate_verdict { RILL_WENT_ON, RILL_WANTS_INPUT, RILL_WANTS_ROOM, RILL_STANDS } rill_inflate_verdict;

/* At least so many bits (at most 56), or all there are and false. */
static inline bool rill_inflate_want(rill_inflater *self, rill_inflate_input *in, unsigned n_bits)
{
    while (self->n_bits < n_bits) {
        if (in->next == in->end)
            return false;
        self->bits |= (uint64_t)*in->next++ << self->n_bits;
        self->n_bits += 8;
    }
    return true;
}

static inline unsigned rill_inflate_take(rill_inflater *self, unsigned n_bits)
{
    const unsigned value = (unsigned)(self->bits & RILL_WORD_MASK(n_bits));

    self->bits >>= n_bits;
    self->n_bits -= n_bits;
    return value;
}

static inline rill_inflate_verdict rill_inflate_broken(rill_inflater *self, z_stream *stream, const char *why)
{
    stream->msg = (char *)(uintptr_t)why;
    self->mode = RILL_BROKEN;
    return RILL_STANDS;
}

/* Heads of the stream and of its blocks, and stored bytes: every mode that png_inflate_heads.c knows; else RILL_STANDS.
 */
rill_inflate_verdict rill_inflate_heads(rill_inflater *self, z_stream *stream, rill_inflate_input *in);

/* In RILL_IN_SYMBOLS: literals and matches, as many as there are input and room for at the best. */
rill_inflate_verdict rill_inflate_symbols(rill_inflater *self, z_stream *stream, rill_inflate_input *in);

#endif
