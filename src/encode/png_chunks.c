/*
 * png_chunks.c - length, type, data, CRC-32: PNG's envelope, and zlib's deflate inside it
 *
 * Flow: filtered rows -> [deflate] -> IDAT -> sink
 * Holds: deflate's window and tables, the data of one chunk.
 */
#include "encode/png_chunks.h"

#include "base/byte_order.h"
#include "encode/png_search.h"

#include <string.h>

static const char WHERE[] = "encode_png";

#define WINDOW_BITS_MAX 15
#define WINDOW_BITS_MIN 9
#define MEMORY_LEVEL 8
#define START_LEVEL 6
#define PROFILE_LEVEL 6
/* deflate never looks behind its last 262 bytes, so that a window must be larger by so much than what it holds */
#define LOOKAHEAD_BYTES 262

/* zconf.h tells them: (1 << (windowBits + 2)) + (1 << (memLevel + 9)); then its state and our block headers. */
#define DEFLATE_BYTES ((1u << (WINDOW_BITS_MAX + 2)) + (1u << (MEMORY_LEVEL + 9)) + 8192)

static const char PROFILE_NAME[] = "icc";
#define PROFILE_HEAD_BYTES (sizeof PROFILE_NAME + 1) /* the name with its zero, and the method */

rill_status rill_png_signature(rill_sink *sink)
{
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return rill_sink_write(sink, signature, sizeof signature);
}

/* A chunk whose data come in two parts. */
static rill_status write_chunk(rill_sink *sink, const char type[4], const uint8_t *first, uint32_t first_bytes,
                               const uint8_t *second, uint32_t second_bytes)
{
    uint8_t head[8], check[4];

    rill_put_be32(head, first_bytes + second_bytes);
    memcpy(head + 4, type, 4);
    uLong crc = crc32(0, head + 4, 4);
    if (first_bytes > 0)
        crc = crc32(crc, first, first_bytes);
    if (second_bytes > 0)
        crc = crc32(crc, second, second_bytes);
    rill_put_be32(check, (uint32_t)crc);
    RILL_TRY(rill_sink_write(sink, head, sizeof head));
    if (first_bytes > 0)
        RILL_TRY(rill_sink_write(sink, first, first_bytes));
    if (second_bytes > 0)
        RILL_TRY(rill_sink_write(sink, second, second_bytes));
    return rill_sink_write(sink, check, sizeof check);
}

rill_status rill_png_chunk(rill_sink *sink, const char type[4], const uint8_t *data, uint32_t n_bytes)
{
    return write_chunk(sink, type, data, n_bytes, NULL, 0);
}

rill_status rill_png_xmp(rill_sink *sink, const uint8_t *xmp, uint32_t xmp_bytes)
{
    static const char head[] = "XML:com.adobe.xmp\0\0\0\0"; /* not compressed, of no language */

    return write_chunk(sink, "iTXt", (const uint8_t *)head, sizeof head, xmp, xmp_bytes);
}

/* ---- zlib ---- */

static voidpf take_memory(voidpf heap, uInt n, uInt size_bytes)
{
    return rill_heap_alloc_raw(heap, n, size_bytes);
}

static void give_memory(voidpf heap, voidpf memory)
{
    rill_heap_free(heap, memory);
}

/* A window no larger than what is to be seen through it saves memory. */
static int window_bits_for(uint64_t total_bytes)
{
    int bits = WINDOW_BITS_MIN;

    while (bits < WINDOW_BITS_MAX && total_bytes + LOOKAHEAD_BYTES > UINT64_C(1) << bits)
        bits++;
    return bits;
}

static rill_status open_deflate(z_stream *deflate, int level, int strategy, uint64_t total_bytes, rill_work *work)
{
    *deflate = (z_stream){.zalloc = take_memory, .zfree = give_memory, .opaque = &work->heap};
    if (deflateInit2(deflate, level, Z_DEFLATED, window_bits_for(total_bytes), MEMORY_LEVEL, strategy) != Z_OK)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for deflate");
    return RILL_OK;
}

/* ---- iCCP ---- */

uint64_t rill_png_profile_bytes(uint32_t icc_bytes)
{
    return icc_bytes == 0 ? 0 : DEFLATE_BYTES + (uint64_t)icc_bytes + icc_bytes / 8 + 1024;
}

/* Its length stands before it: the whole of it is compressed first. */
static rill_status write_profile(z_stream *deflate_stream, rill_sink *sink, rill_work *work, const uint8_t *icc,
                                 uint32_t icc_bytes)
{
    const size_t room_bytes = PROFILE_HEAD_BYTES + deflateBound(deflate_stream, icc_bytes);
    uint8_t *const data = rill_heap_alloc_raw(&work->heap, room_bytes, 1);

    if (data == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the profile");
    memcpy(data, PROFILE_NAME, sizeof PROFILE_NAME);
    data[sizeof PROFILE_NAME] = 0; /* deflate */
    deflate_stream->next_in = (z_const Bytef *)(uintptr_t)icc;
    deflate_stream->avail_in = icc_bytes;
    deflate_stream->next_out = data + PROFILE_HEAD_BYTES;
    deflate_stream->avail_out = (uInt)(room_bytes - PROFILE_HEAD_BYTES);
    rill_status status = deflate(deflate_stream, Z_FINISH) == Z_STREAM_END
                             ? RILL_OK
                             : rill_fail(work, RILL_INTERNAL, WHERE, "deflate did not end");
    if (status == RILL_OK)
        status = rill_png_chunk(sink, "iCCP", data, (uint32_t)(deflate_stream->next_out - data));
    rill_heap_free(&work->heap, data);
    return status;
}

rill_status rill_png_profile(rill_sink *sink, rill_work *work, const uint8_t *icc, uint32_t icc_bytes)
{
    z_stream deflate_stream;

    RILL_TRY(open_deflate(&deflate_stream, PROFILE_LEVEL, Z_DEFAULT_STRATEGY, icc_bytes, work));
    const rill_status status = write_profile(&deflate_stream, sink, work, icc, icc_bytes);
    deflateEnd(&deflate_stream);
    return status;
}

/* ---- IDAT ---- */

uint64_t rill_png_stream_bytes(uint64_t total_bytes, rill_png_depth depth)
{
    return DEFLATE_BYTES + RILL_IDAT_BYTES + (depth.candidates > 0 ? rill_png_search_bytes(total_bytes) : 0);
}

static void begin_data(rill_png_stream *stream)
{
    stream->deflate.next_out = stream->data;
    stream->deflate.avail_out = RILL_IDAT_BYTES;
}

static rill_status send_data(rill_png_stream *stream)
{
    const uint32_t n_bytes = RILL_IDAT_BYTES - stream->deflate.avail_out;

    RILL_TRY(rill_png_chunk(stream->sink, "IDAT", stream->data, n_bytes));
    begin_data(stream);
    return RILL_OK;
}

rill_status rill_png_stream_open(rill_png_stream *stream, uint64_t total_bytes, rill_png_depth depth, rill_work *work,
                                 rill_sink *sink)
{
    const uint64_t seen_bytes = depth.candidates > 0 ? UINT64_MAX / 2 : total_bytes; /* the search uses all of it */

    *stream = (rill_png_stream){.work = work, .sink = sink, .level = START_LEVEL, .strategy = Z_DEFAULT_STRATEGY};
    RILL_TRY(open_deflate(&stream->deflate, START_LEVEL, Z_DEFAULT_STRATEGY, seen_bytes, work));
    stream->data = rill_heap_alloc_raw(&work->heap, RILL_IDAT_BYTES, 1);
    if (stream->data == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for IDAT");
    begin_data(stream);
    return depth.candidates == 0 ? RILL_OK : rill_png_search_open(&stream->search, stream, total_bytes, depth);
}

rill_status rill_png_stream_tune(rill_png_stream *stream, int level, int strategy)
{
    if (stream->search != NULL || (level == stream->level && strategy == stream->strategy))
        return RILL_OK;
    stream->level = level;
    stream->strategy = strategy;
    /* Z_BUF_ERROR: what waits does not fit into the chunk; with room it goes on. */
    while (deflateParams(&stream->deflate, level, strategy) == Z_BUF_ERROR)
        RILL_TRY(send_data(stream));
    return stream->deflate.avail_out == 0 ? send_data(stream) : RILL_OK;
}

rill_status rill_png_stream_put(rill_png_stream *stream, const uint8_t *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        const uint32_t room_bytes = stream->deflate.avail_out;
        const uint32_t put_bytes = n_bytes < room_bytes ? (uint32_t)n_bytes : room_bytes;
        memcpy(stream->deflate.next_out, bytes, put_bytes);
        stream->deflate.next_out += put_bytes;
        stream->deflate.avail_out -= put_bytes;
        bytes += put_bytes;
        n_bytes -= put_bytes;
        if (stream->deflate.avail_out == 0)
            RILL_TRY(send_data(stream));
    }
    return RILL_OK;
}

rill_status rill_png_stream_write(rill_png_stream *stream, const uint8_t *bytes, size_t n_bytes)
{
    if (stream->search != NULL)
        return rill_png_search_write(stream->search, bytes, n_bytes);
    stream->deflate.next_in = (z_const Bytef *)(uintptr_t)bytes;
    stream->deflate.avail_in = (uInt)n_bytes;
    while (stream->deflate.avail_in > 0) {
        if (deflate(&stream->deflate, Z_NO_FLUSH) != Z_OK)
            return rill_fail(stream->work, RILL_INTERNAL, WHERE, "deflate takes no rows");
        if (stream->deflate.avail_out == 0)
            RILL_TRY(send_data(stream));
    }
    return RILL_OK;
}

static rill_status finish_deflate(rill_png_stream *stream)
{
    int said;

    stream->deflate.avail_in = 0;
    do {
        said = deflate(&stream->deflate, Z_FINISH);
        if (said != Z_OK && said != Z_STREAM_END)
            return rill_fail(stream->work, RILL_INTERNAL, WHERE, "deflate does not end");
        if (stream->deflate.avail_out < RILL_IDAT_BYTES)
            RILL_TRY(send_data(stream));
    } while (said != Z_STREAM_END);
    return RILL_OK;
}

static rill_status finish_search(rill_png_stream *stream)
{
    RILL_TRY(rill_png_search_end(stream->search));
    return stream->deflate.avail_out < RILL_IDAT_BYTES ? send_data(stream) : RILL_OK;
}

rill_status rill_png_stream_end(rill_png_stream *stream)
{
    RILL_TRY(stream->search == NULL ? finish_deflate(stream) : finish_search(stream));
    deflateEnd(&stream->deflate);
    return RILL_OK;
}
