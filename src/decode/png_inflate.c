/*
 * png_inflate.c - zlib streams to bytes, behind zlib's own functions
 *
 * Flow: libpng's IDAT and iCCP -> [inflate] -> libpng
 * Holds: 32 KB of history and 32 KB of what was made since; the tables of one block.
 *
 * libpng asks for a row at a time.  Here as much is made as there is room for, whatever was
 * asked: the fast loop then stops once in 32 KB, not at the end of each row.  What libpng
 * sees is as with zlib's inflate.c, which tests/fuzz/fuzz_inflate.c compares: the same
 * bytes, the same answer behind the last of them, the same end in the input.  Two things
 * are not: a match may reach back 32 KB where the header promised a smaller window, and
 * no more than libpng uses is here (a zlib header, no dictionary, no raw streams).
 */
#include "decode/inflate_tables.h"
#include "simd/png_kernels.h"
#include "simd/v128.h"

#include <string.h>
#include <zlib.h>

#define HISTORY_BYTES 32768
#define FRESH_BYTES 32768
#define MATCH_BYTES_MAX 258
#define SLACK_BYTES 32 /* copies of matches go on in steps of 16 */
#define FAST_IN_BYTES 24
#define FAST_OUT_BYTES (MATCH_BYTES_MAX + 8)
#define WORD_MASK(bits) ((UINT64_C(1) << (bits)) - 1)

#define N_LITERALS_MAX 286
#define N_DISTANCES_MAX 30
#define N_FIXED_LITERALS 288
#define N_FIXED_DISTANCES 32
#define N_CODE_LENGTHS 19
#define END_OF_BLOCK 256

#define METHOD_DEFLATE 8
#define WINDOW_BITS_MAX 15
#define HAS_DICTIONARY 0x20

typedef enum mode {
    IN_HEAD,
    IN_DICTIONARY,
    AT_BLOCK,
    IN_STORED_LENGTH,
    IN_STORED,
    IN_COUNTS,
    IN_CODE_LENGTHS,
    IN_LENGTHS,
    IN_SYMBOLS,
    IN_CHECK,
    AT_END,
    NEEDS_DICTIONARY,
    BROKEN
} mode;

struct internal_state {
    mode mode;
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
    uint8_t lengths[N_FIXED_LITERALS + N_FIXED_DISTANCES];
    uint32_t literals[RILL_LITERAL_ENTRIES];
    uint32_t distances[RILL_DISTANCE_ENTRIES];
    uint8_t window[HISTORY_BYTES + FRESH_BYTES + SLACK_BYTES];
};

typedef struct internal_state inflater;

/* Where the input of this call is; bits that were taken are in the state. */
typedef struct input {
    const uint8_t *next, *end;
} input;

/* Why a step went no further. */
typedef enum verdict { WENT_ON, WANTS_INPUT, WANTS_ROOM, STANDS } verdict;

/* ---- Bits ---- */

static inline uint64_t read_u64(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word); /* all that we run on have the lowest byte first */
    return word;
}

/* At least so many bits (at most 56), or all there are and false. */
static bool want(inflater *self, input *in, unsigned n_bits)
{
    while (self->n_bits < n_bits) {
        if (in->next == in->end)
            return false;
        self->bits |= (uint64_t)*in->next++ << self->n_bits;
        self->n_bits += 8;
    }
    return true;
}

static unsigned take(inflater *self, unsigned n_bits)
{
    const unsigned value = (unsigned)(self->bits & WORD_MASK(n_bits));

    self->bits >>= n_bits;
    self->n_bits -= n_bits;
    return value;
}

static verdict broken(inflater *self, z_stream *stream, const char *why)
{
    stream->msg = (char *)(uintptr_t)why;
    self->mode = BROKEN;
    return STANDS;
}

/* ---- Heads ---- */

static verdict read_head(inflater *self, z_stream *stream, input *in)
{
    if (!want(self, in, 16))
        return WANTS_INPUT;
    const unsigned first = (unsigned)self->bits & 255, second = (unsigned)(self->bits >> 8) & 255;
    const unsigned window_bits = (first >> 4) + 8;
    const unsigned most = self->header_window_bits == 0 ? WINDOW_BITS_MAX : self->header_window_bits;
    if ((first * 256 + second) % 31 != 0)
        return broken(self, stream, "incorrect header check");
    if ((first & 15) != METHOD_DEFLATE)
        return broken(self, stream, "unknown compression method");
    if (window_bits > WINDOW_BITS_MAX || window_bits > most)
        return broken(self, stream, "invalid window size");
    take(self, 16);
    self->mode = second & HAS_DICTIONARY ? IN_DICTIONARY : AT_BLOCK;
    return WENT_ON;
}

static verdict read_dictionary(inflater *self, input *in)
{
    if (!want(self, in, 32))
        return WANTS_INPUT;
    take(self, 32);
    self->mode = NEEDS_DICTIONARY;
    return STANDS;
}

static void use_fixed_codes(inflater *self)
{
    memset(self->lengths, 8, 144);
    memset(self->lengths + 144, 9, 112);
    memset(self->lengths + 256, 7, 24);
    memset(self->lengths + 280, 8, 8);
    rill_inflate_table(RILL_CODE_LITERALS, self->lengths, N_FIXED_LITERALS, self->literals);
    memset(self->lengths, 5, N_FIXED_DISTANCES);
    rill_inflate_table(RILL_CODE_DISTANCES, self->lengths, N_FIXED_DISTANCES, self->distances);
}

static verdict begin_block(inflater *self, z_stream *stream, input *in)
{
    if (self->last_block) {
        take(self, self->n_bits & 7);
        self->mode = IN_CHECK;
        return WENT_ON;
    }
    if (!want(self, in, 3))
        return WANTS_INPUT;
    self->last_block = take(self, 1);
    switch (take(self, 2)) {
    case 0:
        take(self, self->n_bits & 7);
        self->mode = IN_STORED_LENGTH;
        return WENT_ON;
    case 1:
        use_fixed_codes(self);
        self->mode = IN_SYMBOLS;
        return WENT_ON;
    case 2:
        self->mode = IN_COUNTS;
        return WENT_ON;
    default:
        return broken(self, stream, "invalid block type");
    }
}

/* ---- Stored blocks ---- */

static verdict read_stored_length(inflater *self, z_stream *stream, input *in)
{
    if (!want(self, in, 32))
        return WANTS_INPUT;
    const unsigned length = (unsigned)self->bits & 0xffff, inverse = (unsigned)(self->bits >> 16) & 0xffff;
    if (length != (inverse ^ 0xffff))
        return broken(self, stream, "invalid stored block lengths");
    take(self, 32);
    self->stored_left = length;
    self->mode = IN_STORED;
    return WENT_ON;
}

static verdict copy_stored(inflater *self, input *in)
{
    const size_t room = HISTORY_BYTES + FRESH_BYTES - self->made;

    if (self->stored_left == 0) {
        self->mode = AT_BLOCK;
        return WENT_ON;
    }
    if (room == 0)
        return WANTS_ROOM;
    if (self->n_bits > 0) { /* whole bytes, taken too early */
        self->window[self->made++] = (uint8_t)take(self, 8);
        self->stored_left--;
        return WENT_ON;
    }
    size_t n = (size_t)(in->end - in->next);
    if (n == 0)
        return WANTS_INPUT;
    n = n < room ? n : room;
    n = n < self->stored_left ? n : self->stored_left;
    memcpy(self->window + self->made, in->next, n);
    in->next += n;
    self->made += n;
    self->stored_left -= (uint32_t)n;
    return WENT_ON;
}

/* ---- Codes of a block ---- */

static verdict read_counts(inflater *self, z_stream *stream, input *in)
{
    if (!want(self, in, 14))
        return WANTS_INPUT;
    self->n_literals = take(self, 5) + 257;
    self->n_distances = take(self, 5) + 1;
    self->n_code_lengths = take(self, 4) + 4;
    if (self->n_literals > N_LITERALS_MAX || self->n_distances > N_DISTANCES_MAX)
        return broken(self, stream, "too many length or distance symbols");
    memset(self->lengths, 0, N_CODE_LENGTHS);
    self->n_lengths = 0;
    self->mode = IN_CODE_LENGTHS;
    return WENT_ON;
}

static verdict read_code_lengths(inflater *self, z_stream *stream, input *in)
{
    static const uint8_t order[N_CODE_LENGTHS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    for (; self->n_lengths < self->n_code_lengths; self->n_lengths++) {
        if (!want(self, in, 3))
            return WANTS_INPUT;
        self->lengths[order[self->n_lengths]] = (uint8_t)take(self, 3);
    }
    if (!rill_inflate_table(RILL_CODE_LENGTHS, self->lengths, N_CODE_LENGTHS, self->literals))
        return broken(self, stream, "invalid code lengths set");
    self->n_lengths = 0;
    self->mode = IN_LENGTHS;
    return WENT_ON;
}

/* Symbols 16 to 18: the last length, or 0, several times. */
static verdict repeat_length(inflater *self, z_stream *stream, unsigned symbol, unsigned times)
{
    if (symbol == 16 && self->n_lengths == 0)
        return broken(self, stream, "invalid bit length repeat");
    if (self->n_lengths + times > self->n_literals + self->n_distances)
        return broken(self, stream, "invalid bit length repeat");
    memset(self->lengths + self->n_lengths, symbol == 16 ? self->lengths[self->n_lengths - 1] : 0, times);
    self->n_lengths += times;
    return WENT_ON;
}

static verdict read_lengths(inflater *self, z_stream *stream, input *in)
{
    static const uint8_t extra_bits[] = {2, 3, 7}, least[] = {3, 3, 11};

    while (self->n_lengths < self->n_literals + self->n_distances) {
        (void)want(self, in, RILL_LENGTHS_ROOT_BITS + 7);
        const uint32_t entry = self->literals[self->bits & WORD_MASK(RILL_LENGTHS_ROOT_BITS)];
        const unsigned word_bits = entry & 255, symbol = entry >> 16 & 255;
        const unsigned more = symbol < 16 ? 0 : extra_bits[symbol - 16];
        if (word_bits + more > self->n_bits)
            return WANTS_INPUT;
        take(self, word_bits);
        if (symbol < 16)
            self->lengths[self->n_lengths++] = (uint8_t)symbol;
        else if (repeat_length(self, stream, symbol, least[symbol - 16] + take(self, more)) == STANDS)
            return STANDS;
    }
    if (self->lengths[END_OF_BLOCK] == 0)
        return broken(self, stream, "invalid code -- missing end-of-block");
    if (!rill_inflate_table(RILL_CODE_LITERALS, self->lengths, self->n_literals, self->literals))
        return broken(self, stream, "invalid literal/lengths set");
    if (!rill_inflate_table(RILL_CODE_DISTANCES, self->lengths + self->n_literals, self->n_distances, self->distances))
        return broken(self, stream, "invalid distances set");
    self->mode = IN_SYMBOLS;
    return WENT_ON;
}

/* ---- Symbols ---- */

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
    return (size_t)((bits & WORD_MASK(entry & 255)) >> (entry >> 8 & 63));
}

static inline uint32_t look(const uint32_t *table, uint64_t bits, unsigned root)
{
    return table[bits & WORD_MASK(root)];
}

/* Through the second table, after the root's bits were taken. */
static inline uint32_t look_again(const uint32_t *table, uint64_t bits, uint32_t entry)
{
    return table[(entry >> 16) + (size_t)(bits & WORD_MASK(entry >> 8 & 63))];
}

#define TAKE(entry) (bits >>= (entry)&255, n_bits -= (entry)&255)
#define REFILL()                                                                                                       \
    (bits |= read_u64(next) << n_bits, next += (63 - n_bits) >> 3, n_bits |= 56) /* never more than 63 bits */

/* Where there are FAST_IN_BYTES and FAST_OUT_BYTES: stops before anything that is not a plain literal or match. */
static void run_fast(inflater *self, input *in)
{
    const uint32_t *const literals = self->literals, *const distances = self->distances;
    const uint8_t *next = in->next, *const last_in = in->end - FAST_IN_BYTES;
    uint8_t *out = self->window + self->made;
    uint8_t *const last_out = self->window + HISTORY_BYTES + FRESH_BYTES - FAST_OUT_BYTES;
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
    self->bits = bits & WORD_MASK(n_bits);
    self->n_bits = n_bits;
    self->made = (size_t)(out - self->window);
    in->next = next;
}

/* One literal or match, wherever input and room end; nothing is taken before all of it is there. */
static verdict read_symbol(inflater *self, z_stream *stream, input *in)
{
    const size_t room = HISTORY_BYTES + FRESH_BYTES - self->made;

    (void)want(self, in, 48);
    uint64_t bits = self->bits;
    unsigned n_bits = self->n_bits; /* never taken below 0: asked before */
    uint32_t entry = look(self->literals, bits, RILL_LITERAL_ROOT_BITS);
    if ((entry & RILL_ENTRY_SUBTABLE) == RILL_ENTRY_SUBTABLE && !(entry & RILL_ENTRY_LITERAL)) {
        if ((entry & 255) > n_bits)
            return WANTS_INPUT;
        TAKE(entry);
        entry = look_again(self->literals, bits, entry);
    }
    if ((entry & 255) > n_bits)
        return WANTS_INPUT;
    if (entry & RILL_ENTRY_LITERAL) {
        if (room == 0)
            return WANTS_ROOM;
        TAKE(entry);
        self->window[self->made++] = (uint8_t)(entry >> 16);
    } else if (entry & RILL_ENTRY_SPECIAL) {
        if ((entry & RILL_ENTRY_END) != RILL_ENTRY_END)
            return broken(self, stream, "invalid literal/length code");
        TAKE(entry);
        self->mode = AT_BLOCK;
    } else {
        const size_t length = (entry >> 16) + extra_of(bits, entry);
        TAKE(entry);
        entry = look(self->distances, bits, RILL_DISTANCE_ROOT_BITS);
        if ((entry & RILL_ENTRY_SUBTABLE) == RILL_ENTRY_SUBTABLE) {
            if ((entry & 255) > n_bits)
                return WANTS_INPUT;
            TAKE(entry);
            entry = look_again(self->distances, bits, entry);
        }
        if ((entry & 255) > n_bits)
            return WANTS_INPUT;
        if (entry & RILL_ENTRY_SPECIAL)
            return broken(self, stream, "invalid distance code");
        const size_t distance = (entry >> 16) + extra_of(bits, entry);
        if (distance > self->made)
            return broken(self, stream, "invalid distance too far back");
        if (length > room)
            return WANTS_ROOM;
        TAKE(entry);
        copy_match(self->window + self->made, distance, length);
        self->made += length;
    }
    self->bits = bits;
    self->n_bits = n_bits;
    return WENT_ON;
}

static verdict read_symbols(inflater *self, z_stream *stream, input *in)
{
    if (in->end - in->next >= FAST_IN_BYTES && self->made <= HISTORY_BYTES + FRESH_BYTES - FAST_OUT_BYTES)
        run_fast(self, in);
    return read_symbol(self, stream, in);
}

/* ---- The end ---- */

static void sum_up(inflater *self)
{
    self->adler = rill_adler32(self->adler, self->window + self->checked, self->made - self->checked);
    self->checked = self->made;
}

static verdict check(inflater *self, z_stream *stream, input *in)
{
    if (!want(self, in, 32))
        return WANTS_INPUT;
    sum_up(self);
    if (__builtin_bswap32((uint32_t)self->bits) != self->adler)
        return broken(self, stream, "incorrect data check");
    take(self, 32);
    self->mode = AT_END;
    return STANDS;
}

/* ---- Steps ---- */

static verdict step(inflater *self, z_stream *stream, input *in)
{
    switch (self->mode) {
    case IN_HEAD:
        return read_head(self, stream, in);
    case IN_DICTIONARY:
        return read_dictionary(self, in);
    case AT_BLOCK:
        return begin_block(self, stream, in);
    case IN_STORED_LENGTH:
        return read_stored_length(self, stream, in);
    case IN_STORED:
        return copy_stored(self, in);
    case IN_COUNTS:
        return read_counts(self, stream, in);
    case IN_CODE_LENGTHS:
        return read_code_lengths(self, stream, in);
    case IN_LENGTHS:
        return read_lengths(self, stream, in);
    case IN_SYMBOLS:
        return read_symbols(self, stream, in);
    case IN_CHECK:
        return check(self, stream, in);
    default:
        return STANDS;
    }
}

/* All was given: keep the history alone. */
static void make_room(inflater *self)
{
    if (self->made <= HISTORY_BYTES)
        return;
    sum_up(self);
    memmove(self->window, self->window + self->made - HISTORY_BYTES, HISTORY_BYTES);
    self->made = self->given = self->checked = HISTORY_BYTES;
}

static void give(inflater *self, z_stream *stream)
{
    size_t n_bytes = self->made - self->given;

    n_bytes = n_bytes < stream->avail_out ? n_bytes : stream->avail_out;
    memcpy(stream->next_out, self->window + self->given, n_bytes);
    self->given += n_bytes;
    stream->next_out += n_bytes;
    stream->avail_out -= (uInt)n_bytes;
}

/* Give what was asked for, and make more when all is given: so the end is told with the last byte, as by zlib. */
static verdict work_on(inflater *self, z_stream *stream, input *in)
{
    verdict last = WENT_ON;

    for (;;) {
        give(self, stream);
        if (self->given < self->made || last == STANDS || last == WANTS_INPUT)
            return last;
        if (last == WANTS_ROOM)
            make_room(self);
        do
            last = step(self, stream, in);
        while (last == WENT_ON);
    }
}

/*
 * Show the input as zlib would: whole bytes that only wait among the bits were not used.
 * While there is something to give, one byte at least is shown: libpng asks no more of a
 * stream whose input it thinks used up.
 */
static void show_input(inflater *self, z_stream *stream, input in, verdict last)
{
    const uint8_t *const start = stream->next_in;

    while (last != WANTS_INPUT && self->n_bits >= 8 && in.next > start) {
        in.next--;
        self->n_bits -= 8;
    }
    self->bits &= WORD_MASK(self->n_bits);
    if (self->given < self->made && in.next == in.end && in.next > start) {
        in.next--;
        self->held_byte = true;
    }
    stream->total_in += (uLong)(in.next - start);
    stream->avail_in = (uInt)(in.end - in.next);
    stream->next_in = (z_const Bytef *)(uintptr_t)in.next;
}

static int answer(const inflater *self)
{
    if (self->given < self->made)
        return Z_OK;
    switch (self->mode) {
    case AT_END:
        return Z_STREAM_END;
    case BROKEN:
        return Z_DATA_ERROR;
    case NEEDS_DICTIONARY:
        return Z_NEED_DICT;
    default:
        return Z_OK;
    }
}

/* ---- zlib's functions ---- */

int inflate(z_streamp stream, int flush)
{
    inflater *const self = stream == NULL ? NULL : stream->state;

    if (self == NULL || stream->next_out == NULL || (stream->next_in == NULL && stream->avail_in != 0))
        return Z_STREAM_ERROR;
    const uInt in_before = stream->avail_in, out_before = stream->avail_out;
    input in = {stream->next_in, stream->next_in};
    if (in_before > 0) /* not even 0 is added to a pointer that may be NULL */
        in.end += in_before;
    if (self->held_byte && in_before > 0) {
        self->held_byte = false;
        in.next++;
    }
    const verdict last = work_on(self, stream, &in);
    show_input(self, stream, in, last);
    stream->total_out += out_before - stream->avail_out;
    const int said = answer(self);
    const bool nothing_done = stream->avail_in == in_before && stream->avail_out == out_before;
    return said == Z_OK && (nothing_done || flush == Z_FINISH) ? Z_BUF_ERROR : said;
}

int inflateReset(z_streamp stream)
{
    inflater *const self = stream == NULL ? NULL : stream->state;

    if (self == NULL)
        return Z_STREAM_ERROR;
    stream->total_in = stream->total_out = 0;
    stream->msg = NULL;
    self->mode = IN_HEAD;
    self->last_block = self->held_byte = false;
    self->bits = self->n_bits = 0;
    self->adler = 1;
    self->made = self->given = self->checked = 0;
    return Z_OK;
}

int inflateReset2(z_streamp stream, int window_bits)
{
    if (stream == NULL || stream->state == NULL || window_bits < 0 || window_bits > WINDOW_BITS_MAX)
        return Z_STREAM_ERROR;
    stream->state->header_window_bits = (unsigned)window_bits;
    return inflateReset(stream);
}

int inflateInit2_(z_streamp stream, int window_bits, const char *version, int stream_bytes)
{
    if (version == NULL || version[0] != ZLIB_VERSION[0] || stream_bytes != (int)sizeof *stream)
        return Z_VERSION_ERROR;
    if (stream == NULL || stream->zalloc == NULL || stream->zfree == NULL)
        return Z_STREAM_ERROR;
    stream->state = stream->zalloc(stream->opaque, 1, sizeof *stream->state);
    if (stream->state == NULL)
        return Z_MEM_ERROR;
    const int said = inflateReset2(stream, window_bits);
    if (said != Z_OK)
        inflateEnd(stream);
    return said;
}

int inflateEnd(z_streamp stream)
{
    if (stream == NULL || stream->state == NULL)
        return Z_STREAM_ERROR;
    stream->zfree(stream->opaque, stream->state);
    stream->state = NULL;
    return Z_OK;
}
