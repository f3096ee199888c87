/*
 * png_inflate_heads.c - what stands between the symbols of a zlib stream: heads, stored bytes, codes of blocks
 */
#include "decode/png_inflater.h"

#include <string.h>

#define N_LITERALS_MAX 286
#define N_DISTANCES_MAX 30
#define N_CODE_LENGTHS 19
#define END_OF_BLOCK 256

#define METHOD_DEFLATE 8
#define HAS_DICTIONARY 0x20

/* ---- The stream and its blocks ---- */

static rill_inflate_verdict read_head(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    if (!rill_inflate_want(self, in, 16))
        return RILL_WANTS_INPUT;
    const unsigned first = (unsigned)self->bits & 255, second = (unsigned)(self->bits >> 8) & 255;
    const unsigned window_bits = (first >> 4) + 8;
    const unsigned most = self->header_window_bits == 0 ? RILL_WINDOW_BITS_MAX : self->header_window_bits;
    if ((first * 256 + second) % 31 != 0)
        return rill_inflate_broken(self, stream, "incorrect header check");
    if ((first & 15) != METHOD_DEFLATE)
        return rill_inflate_broken(self, stream, "unknown compression method");
    if (window_bits > RILL_WINDOW_BITS_MAX || window_bits > most)
        return rill_inflate_broken(self, stream, "invalid window size");
    rill_inflate_take(self, 16);
    self->mode = second & HAS_DICTIONARY ? RILL_IN_DICTIONARY : RILL_AT_BLOCK;
    return RILL_WENT_ON;
}

static rill_inflate_verdict read_dictionary(rill_inflater *self, rill_inflate_input *in)
{
    if (!rill_inflate_want(self, in, 32))
        return RILL_WANTS_INPUT;
    rill_inflate_take(self, 32);
    self->mode = RILL_NEEDS_DICTIONARY;
    return RILL_STANDS;
}

static void use_fixed_codes(rill_inflater *self)
{
    memset(self->lengths, 8, 144);
    memset(self->lengths + 144, 9, 112);
    memset(self->lengths + 256, 7, 24);
    memset(self->lengths + 280, 8, 8);
    rill_inflate_table(RILL_CODE_LITERALS, self->lengths, RILL_N_FIXED_LITERALS, self->literals);
    memset(self->lengths, 5, RILL_N_FIXED_DISTANCES);
    rill_inflate_table(RILL_CODE_DISTANCES, self->lengths, RILL_N_FIXED_DISTANCES, self->distances);
}

static rill_inflate_verdict begin_block(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    if (self->last_block) {
        rill_inflate_take(self, self->n_bits & 7);
        self->mode = RILL_IN_CHECK;
        return RILL_WENT_ON;
    }
    if (!rill_inflate_want(self, in, 3))
        return RILL_WANTS_INPUT;
    self->last_block = rill_inflate_take(self, 1);
    switch (rill_inflate_take(self, 2)) {
    case 0:
        rill_inflate_take(self, self->n_bits & 7);
        self->mode = RILL_IN_STORED_LENGTH;
        return RILL_WENT_ON;
    case 1:
        use_fixed_codes(self);
        self->mode = RILL_IN_SYMBOLS;
        return RILL_WENT_ON;
    case 2:
        self->mode = RILL_IN_COUNTS;
        return RILL_WENT_ON;
    default:
        return rill_inflate_broken(self, stream, "invalid block type");
    }
}

/* ---- Stored blocks ---- */

static rill_inflate_verdict read_stored_length(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    if (!rill_inflate_want(self, in, 32))
        return RILL_WANTS_INPUT;
    const unsigned length = (unsigned)self->bits & 0xffff, inverse = (unsigned)(self->bits >> 16) & 0xffff;
    if (length != (inverse ^ 0xffff))
        return rill_inflate_broken(self, stream, "invalid stored block lengths");
    rill_inflate_take(self, 32);
    self->stored_left = length;
    self->mode = RILL_IN_STORED;
    return RILL_WENT_ON;
}

static rill_inflate_verdict copy_stored(rill_inflater *self, rill_inflate_input *in)
{
    const size_t room = RILL_INFLATE_HISTORY_BYTES + RILL_INFLATE_FRESH_BYTES - self->made;

    if (self->stored_left == 0) {
        self->mode = RILL_AT_BLOCK;
        return RILL_WENT_ON;
    }
    if (room == 0)
        return RILL_WANTS_ROOM;
    if (self->n_bits > 0) { /* whole bytes, taken too early */
        self->window[self->made++] = (uint8_t)rill_inflate_take(self, 8);
        self->stored_left--;
        return RILL_WENT_ON;
    }
    size_t n = (size_t)(in->end - in->next);
    if (n == 0)
        return RILL_WANTS_INPUT;
    n = n < room ? n : room;
    n = n < self->stored_left ? n : self->stored_left;
    memcpy(self->window + self->made, in->next, n);
    in->next += n;
    self->made += n;
    self->stored_left -= (uint32_t)n;
    return RILL_WENT_ON;
}

/* ---- Codes of a block ---- */

static rill_inflate_verdict read_counts(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    if (!rill_inflate_want(self, in, 14))
        return RILL_WANTS_INPUT;
    self->n_literals = rill_inflate_take(self, 5) + 257;
    self->n_distances = rill_inflate_take(self, 5) + 1;
    self->n_code_lengths = rill_inflate_take(self, 4) + 4;
    if (self->n_literals > N_LITERALS_MAX || self->n_distances > N_DISTANCES_MAX)
        return rill_inflate_broken(self, stream, "too many length or distance symbols");
    memset(self->lengths, 0, N_CODE_LENGTHS);
    self->n_lengths = 0;
    self->mode = RILL_IN_CODE_LENGTHS;
    return RILL_WENT_ON;
}

static rill_inflate_verdict read_code_lengths(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    static const uint8_t order[N_CODE_LENGTHS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    for (; self->n_lengths < self->n_code_lengths; self->n_lengths++) {
        if (!rill_inflate_want(self, in, 3))
            return RILL_WANTS_INPUT;
        self->lengths[order[self->n_lengths]] = (uint8_t)rill_inflate_take(self, 3);
    }
    if (!rill_inflate_table(RILL_CODE_LENGTHS, self->lengths, N_CODE_LENGTHS, self->literals))
        return rill_inflate_broken(self, stream, "invalid code lengths set");
    self->n_lengths = 0;
    self->mode = RILL_IN_LENGTHS;
    return RILL_WENT_ON;
}

/* Symbols 16 to 18: the last length, or 0, several times. */
static rill_inflate_verdict repeat_length(rill_inflater *self, z_stream *stream, unsigned symbol, unsigned times)
{
    if (symbol == 16 && self->n_lengths == 0)
        return rill_inflate_broken(self, stream, "invalid bit length repeat");
    if (self->n_lengths + times > self->n_literals + self->n_distances)
        return rill_inflate_broken(self, stream, "invalid bit length repeat");
    memset(self->lengths + self->n_lengths, symbol == 16 ? self->lengths[self->n_lengths - 1] : 0, times);
    self->n_lengths += times;
    return RILL_WENT_ON;
}

static rill_inflate_verdict read_lengths(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    static const uint8_t extra_bits[] = {2, 3, 7}, least[] = {3, 3, 11};

    while (self->n_lengths < self->n_literals + self->n_distances) {
        (void)rill_inflate_want(self, in, RILL_LENGTHS_ROOT_BITS + 7);
        const uint32_t entry = self->literals[self->bits & RILL_WORD_MASK(RILL_LENGTHS_ROOT_BITS)];
        const unsigned word_bits = entry & 255, symbol = entry >> 16 & 255;
        const unsigned more = symbol < 16 ? 0 : extra_bits[symbol - 16];
        if (word_bits + more > self->n_bits)
            return RILL_WANTS_INPUT;
        rill_inflate_take(self, word_bits);
        if (symbol < 16)
            self->lengths[self->n_lengths++] = (uint8_t)symbol;
        else if (repeat_length(self, stream, symbol, least[symbol - 16] + rill_inflate_take(self, more)) == RILL_STANDS)
            return RILL_STANDS;
    }
    if (self->lengths[END_OF_BLOCK] == 0)
        return rill_inflate_broken(self, stream, "invalid code -- missing end-of-block");
    if (!rill_inflate_table(RILL_CODE_LITERALS, self->lengths, self->n_literals, self->literals))
        return rill_inflate_broken(self, stream, "invalid literal/lengths set");
    if (!rill_inflate_table(RILL_CODE_DISTANCES, self->lengths + self->n_literals, self->n_distances, self->distances))
        return rill_inflate_broken(self, stream, "invalid distances set");
    self->mode = RILL_IN_SYMBOLS;
    return RILL_WENT_ON;
}

rill_inflate_verdict rill_inflate_heads(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    switch (self->mode) {
    case RILL_IN_HEAD:
        return read_head(self, stream, in);
    case RILL_IN_DICTIONARY:
        return read_dictionary(self, in);
    case RILL_AT_BLOCK:
        return begin_block(self, stream, in);
    case RILL_IN_STORED_LENGTH:
        return read_stored_length(self, stream, in);
    case RILL_IN_STORED:
        return copy_stored(self, in);
    case RILL_IN_COUNTS:
        return read_counts(self, stream, in);
    case RILL_IN_CODE_LENGTHS:
        return read_code_lengths(self, stream, in);
    case RILL_IN_LENGTHS:
        return read_lengths(self, stream, in);
    default:
        return RILL_STANDS;
    }
}
