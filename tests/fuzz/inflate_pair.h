/*
 * inflate_pair.h - the same stream through src/decode/png_inflate.c and through zlib's own inflate.c
 *
 * third_party/codecs.mk builds the latter under other names, for tests alone.  Both are
 * driven as libpng does: input when none is left, output in rows.
 */
#ifndef INFLATE_PAIR_H
#define INFLATE_PAIR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int zlib_inflate(z_streamp stream, int flush);
int zlib_inflateEnd(z_streamp stream);
int zlib_inflateInit2_(z_streamp stream, int window_bits, const char *version, int stream_bytes);

typedef struct inflated {
    uint8_t *bytes;
    size_t n_bytes;
    size_t used_bytes; /* of the input; told only where the stream ended */
    int said;          /* zlib's code; Z_BUF_ERROR: the input ended first */
} inflated;

static voidpf pair_alloc(voidpf unused, uInt n, uInt size_bytes)
{
    (void)unused;
    return malloc((size_t)n * size_bytes);
}

static void pair_free(voidpf unused, voidpf memory)
{
    (void)unused;
    free(memory);
}

/* All of the stream, at most max_bytes of result. */
static inflated inflate_all(bool ours, const uint8_t *bytes, size_t n_bytes, size_t piece_bytes, size_t row_bytes,
                            size_t max_bytes)
{
    inflated result = {.bytes = malloc(max_bytes + 1), .said = Z_OK};
    z_stream stream = {.zalloc = pair_alloc, .zfree = pair_free};
    size_t given = 0;

    if ((ours ? inflateInit2_ : zlib_inflateInit2_)(&stream, 0, ZLIB_VERSION, (int)sizeof stream) != Z_OK)
        abort();
    while (result.said == Z_OK && result.n_bytes < max_bytes) {
        if (stream.avail_in == 0 && given < n_bytes) {
            const size_t n = n_bytes - given < piece_bytes ? n_bytes - given : piece_bytes;
            stream.next_in = (z_const Bytef *)(uintptr_t)(bytes + given);
            stream.avail_in = (uInt)n;
            given += n;
        }
        const size_t room = max_bytes - result.n_bytes;
        const uInt asked = (uInt)(room < row_bytes ? room : row_bytes);
        stream.next_out = result.bytes + result.n_bytes;
        stream.avail_out = asked;
        result.said = (ours ? inflate : zlib_inflate)(&stream, Z_NO_FLUSH);
        result.n_bytes += asked - stream.avail_out;
        if (result.said == Z_BUF_ERROR && given < n_bytes && stream.avail_in == 0)
            result.said = Z_OK;
    }
    if (result.said == Z_STREAM_END)
        result.used_bytes = given - stream.avail_in;
    (ours ? inflateEnd : zlib_inflateEnd)(&stream);
    return result;
}

/* A smaller window than 32 KB is a promise that zlib holds the writer to now and then, and we never. */
static bool small_window(const uint8_t *bytes, size_t n_bytes)
{
    return n_bytes > 0 && (bytes[0] >> 4) < 7;
}

static bool inflate_alike(const uint8_t *bytes, size_t n_bytes, size_t piece_bytes, size_t row_bytes, size_t max_bytes)
{
    inflated a = inflate_all(true, bytes, n_bytes, piece_bytes, row_bytes, max_bytes);
    inflated b = inflate_all(false, bytes, n_bytes, piece_bytes, row_bytes, max_bytes);
    const bool alike =
        small_window(bytes, n_bytes) || (a.n_bytes == b.n_bytes && memcmp(a.bytes, b.bytes, a.n_bytes) == 0 &&
                                         a.said == b.said && a.used_bytes == b.used_bytes);

    free(a.bytes);
    free(b.bytes);
    return alike;
}

#endif
