/*
 * png_mutator.h - mutants of a PNG whose checksums are right, so that they get past the first chunk
 *
 * Half of the time the file's bytes are changed and each chunk's CRC is made right
 * again; else the pixels are unpacked, changed, and packed into one IDAT.
 */
#ifndef PNG_MUTATOR_H
#define PNG_MUTATOR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <zlib.h>

#define SIGNATURE_BYTES 8u
#define CHUNK_FRAME_BYTES 12u /* length, name, CRC */
#define PIXEL_BYTES_MAX 65536u

size_t LLVMFuzzerMutate(uint8_t *data, size_t n_bytes, size_t max_bytes);

static uint32_t read_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_u32(uint8_t *at, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Bytes of the chunk at 'at', its frame included; 0 where it does not fit. */
static size_t chunk_bytes(const uint8_t *png, size_t n_bytes, size_t at)
{
    if (n_bytes - at < CHUNK_FRAME_BYTES)
        return 0;
    const uint32_t data_bytes = read_u32(png + at);
    return data_bytes > n_bytes - at - CHUNK_FRAME_BYTES ? 0 : data_bytes + CHUNK_FRAME_BYTES;
}

static void close_chunk(uint8_t *chunk, size_t n_bytes)
{
    write_u32(chunk, (uint32_t)(n_bytes - CHUNK_FRAME_BYTES));
    write_u32(chunk + n_bytes - 4, (uint32_t)crc32(0, chunk + 4, (uInt)(n_bytes - 8)));
}

static void repair_checksums(uint8_t *png, size_t n_bytes)
{
    size_t at = SIGNATURE_BYTES;

    while (at < n_bytes) {
        const size_t bytes = chunk_bytes(png, n_bytes, at);
        if (bytes == 0)
            return;
        close_chunk(png + at, bytes);
        at += bytes;
    }
}

/* zlib's own (third_party/codecs.mk), not the one that is fuzzed. */
int zlib_inflate(z_streamp stream, int flush);
int zlib_inflateEnd(z_streamp stream);
int zlib_inflateInit2_(z_streamp stream, int window_bits, const char *version, int stream_bytes);

/* All IDAT data, unpacked as far as it goes. */
static size_t unpack_pixels(const uint8_t *png, size_t n_bytes, uint8_t *pixels, size_t *first_idat)
{
    z_stream stream = {.next_out = pixels, .avail_out = PIXEL_BYTES_MAX};

    *first_idat = 0;
    if (zlib_inflateInit2_(&stream, 0, ZLIB_VERSION, (int)sizeof stream) != Z_OK)
        return 0;
    for (size_t at = SIGNATURE_BYTES, bytes; at < n_bytes && (bytes = chunk_bytes(png, n_bytes, at)) != 0;
         at += bytes) {
        if (memcmp(png + at + 4, "IDAT", 4) != 0)
            continue;
        *first_idat = *first_idat == 0 ? at : *first_idat;
        stream.next_in = (Bytef *)(uintptr_t)(png + at + 8);
        stream.avail_in = (uInt)(bytes - CHUNK_FRAME_BYTES);
        if (zlib_inflate(&stream, Z_NO_FLUSH) != Z_OK)
            break;
    }
    const size_t n_pixels = PIXEL_BYTES_MAX - stream.avail_out;
    zlib_inflateEnd(&stream);
    return n_pixels;
}

/* 0: they do not fit. */
static size_t pack_pixels(uint8_t *pixels, size_t n_pixels, uint8_t *packed, size_t room_bytes)
{
    z_stream stream = {
        .next_in = pixels, .avail_in = (uInt)n_pixels, .next_out = packed, .avail_out = (uInt)room_bytes};

    if (deflateInit(&stream, 1) != Z_OK)
        return 0;
    const bool fits = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    deflateEnd(&stream);
    return fits ? room_bytes - stream.avail_out : 0;
}

/* Change the pixels; everything behind the first IDAT becomes one IDAT and IEND. */
static size_t mutate_pixels(uint8_t *png, size_t n_bytes, size_t max_bytes)
{
    static uint8_t pixels[PIXEL_BYTES_MAX], packed[PIXEL_BYTES_MAX + 1024];
    size_t first_idat;
    const size_t n_pixels = unpack_pixels(png, n_bytes, pixels, &first_idat);

    if (n_pixels == 0 || first_idat == 0)
        return 0;
    const size_t mutated_bytes = LLVMFuzzerMutate(pixels, n_pixels, sizeof pixels);
    const size_t packed_bytes = pack_pixels(pixels, mutated_bytes, packed, sizeof packed);
    if (packed_bytes == 0 || first_idat + packed_bytes + 2 * CHUNK_FRAME_BYTES > max_bytes)
        return 0;
    uint8_t *const idat = png + first_idat, *const iend = idat + packed_bytes + CHUNK_FRAME_BYTES;
    memcpy(idat + 4, "IDAT", 4);
    memcpy(idat + 8, packed, packed_bytes);
    close_chunk(idat, packed_bytes + CHUNK_FRAME_BYTES);
    memcpy(iend + 4, "IEND", 4);
    close_chunk(iend, CHUNK_FRAME_BYTES);
    return first_idat + packed_bytes + 2 * CHUNK_FRAME_BYTES;
}

static bool is_png(const uint8_t *bytes, size_t n_bytes)
{
    return n_bytes > SIGNATURE_BYTES && memcmp(bytes, "\x89PNG\r\n\x1a\n", SIGNATURE_BYTES) == 0;
}

/* A picture of any format; returns its new size. */
static size_t mutate_picture(uint8_t *bytes, size_t n_bytes, size_t max_bytes, unsigned seed)
{
    size_t mutated_bytes = 0;

    if (is_png(bytes, n_bytes) && seed % 2 == 0)
        mutated_bytes = mutate_pixels(bytes, n_bytes, max_bytes);
    if (mutated_bytes == 0)
        mutated_bytes = LLVMFuzzerMutate(bytes, n_bytes, max_bytes);
    if (is_png(bytes, mutated_bytes) && seed % 16 != 1)
        repair_checksums(bytes, mutated_bytes);
    return mutated_bytes;
}

#endif
