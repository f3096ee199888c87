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
#include "decode/png_inflater.h"
#include "simd/png_kernels.h"

#include <string.h>

/* ---- The end ---- */

static void sum_up(rill_inflater *self)
{
    self->adler = rill_adler32(self->adler, self->window + self->checked, self->made - self->checked);
    self->checked = self->made;
}

static rill_inflate_verdict check(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    if (!rill_inflate_want(self, in, 32))
        return RILL_WANTS_INPUT;
    sum_up(self);
    if (__builtin_bswap32((uint32_t)self->bits) != self->adler)
        return rill_inflate_broken(self, stream, "incorrect data check");
    rill_inflate_take(self, 32);
    self->mode = RILL_AT_END;
    return RILL_STANDS;
}

/* ---- Steps ---- */

static rill_inflate_verdict step(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    switch (self->mode) {
    case RILL_IN_SYMBOLS:
        return rill_inflate_symbols(self, stream, in);
    case RILL_IN_CHECK:
        return check(self, stream, in);
    default:
        return rill_inflate_heads(self, stream, in);
    }
}

/* All was given: keep the history alone. */
static void make_room(rill_inflater *self)
{
    if (self->made <= RILL_INFLATE_HISTORY_BYTES)
        return;
    sum_up(self);
    memmove(self->window, self->window + self->made - RILL_INFLATE_HISTORY_BYTES, RILL_INFLATE_HISTORY_BYTES);
    self->made = self->given = self->checked = RILL_INFLATE_HISTORY_BYTES;
}

static void give(rill_inflater *self, z_stream *stream)
{
    size_t n_bytes = self->made - self->given;

    n_bytes = n_bytes < stream->avail_out ? n_bytes : stream->avail_out;
    memcpy(stream->next_out, self->window + self->given, n_bytes);
    self->given += n_bytes;
    stream->next_out += n_bytes;
    stream->avail_out -= (uInt)n_bytes;
}

/* Give what was asked for, and make more when all is given: so the end is told with the last byte, as by zlib. */
static rill_inflate_verdict work_on(rill_inflater *self, z_stream *stream, rill_inflate_input *in)
{
    rill_inflate_verdict last = RILL_WENT_ON;

    for (;;) {
        give(self, stream);
        if (self->given < self->made || last == RILL_STANDS || last == RILL_WANTS_INPUT)
            return last;
        if (last == RILL_WANTS_ROOM)
            make_room(self);
        do
            last = step(self, stream, in);
        while (last == RILL_WENT_ON);
    }
}

/*
 * Show the input as zlib would: whole bytes that only wait among the bits were not used.
 * While there is something to give, one byte at least is shown: libpng asks no more of a
 * stream whose input it thinks used up.
 */
static void show_input(rill_inflater *self, z_stream *stream, rill_inflate_input in, rill_inflate_verdict last)
{
    const uint8_t *const start = stream->next_in;

    while (last != RILL_WANTS_INPUT && self->n_bits >= 8 && in.next > start) {
        in.next--;
        self->n_bits -= 8;
    }
    self->bits &= RILL_WORD_MASK(self->n_bits);
    if (self->given < self->made && in.next == in.end && in.next > start) {
        in.next--;
        self->held_byte = true;
    }
    stream->total_in += (uLong)(in.next - start);
    stream->avail_in = (uInt)(in.end - in.next);
    stream->next_in = (z_const Bytef *)(uintptr_t)in.next;
}

static int answer(const rill_inflater *self)
{
    if (self->given < self->made)
        return Z_OK;
    switch (self->mode) {
    case RILL_AT_END:
        return Z_STREAM_END;
    case RILL_BROKEN:
        return Z_DATA_ERROR;
    case RILL_NEEDS_DICTIONARY:
        return Z_NEED_DICT;
    default:
        return Z_OK;
    }
}

/* ---- zlib's functions ---- */

int inflate(z_streamp stream, int flush)
{
    rill_inflater *const self = stream == NULL ? NULL : stream->state;

    if (self == NULL || stream->next_out == NULL || (stream->next_in == NULL && stream->avail_in != 0))
        return Z_STREAM_ERROR;
    const uInt in_before = stream->avail_in, out_before = stream->avail_out;
    rill_inflate_input in = {stream->next_in, stream->next_in};
    if (in_before > 0) /* not even 0 is added to a pointer that may be NULL */
        in.end += in_before;
    if (self->held_byte && in_before > 0) {
        self->held_byte = false;
        in.next++;
    }
    const rill_inflate_verdict last = work_on(self, stream, &in);
    show_input(self, stream, in, last);
    stream->total_out += out_before - stream->avail_out;
    const int said = answer(self);
    const bool nothing_done = stream->avail_in == in_before && stream->avail_out == out_before;
    return said == Z_OK && (nothing_done || flush == Z_FINISH) ? Z_BUF_ERROR : said;
}

int inflateReset(z_streamp stream)
{
    rill_inflater *const self = stream == NULL ? NULL : stream->state;

    if (self == NULL)
        return Z_STREAM_ERROR;
    stream->total_in = stream->total_out = 0;
    stream->msg = NULL;
    self->mode = RILL_IN_HEAD;
    self->last_block = self->held_byte = false;
    self->bits = self->n_bits = 0;
    self->adler = 1;
    self->made = self->given = self->checked = 0;
    return Z_OK;
}

int inflateReset2(z_streamp stream, int window_bits)
{
    if (stream == NULL || stream->state == NULL || window_bits < 0 || window_bits > RILL_WINDOW_BITS_MAX)
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
