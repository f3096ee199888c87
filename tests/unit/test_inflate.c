/*
 * test_inflate.c - our inflate against zlib's own, on streams that are whole and streams that are not
 */
#include "../fuzz/inflate_pair.h"
#include "check.h"
#include "picture.h"

#define PLAIN_BYTES 200000
#define ROOM_BYTES 300000

/* Kinds: noise, few values (long and short runs), repeats from afar, a ramp with noise. */
static void draw_bytes(uint8_t *bytes, unsigned kind, uint32_t *seed)
{
    for (size_t i = 0; i < PLAIN_BYTES; i++) {
        const uint32_t random = random_bits(seed);
        switch (kind) {
        case 0:
            bytes[i] = (uint8_t)random;
            break;
        case 1:
            bytes[i] = i > 0 && random % 50 > 0 ? bytes[i - 1] : (uint8_t)(random >> 8 & 3);
            break;
        case 2:
            bytes[i] = i > 32768 && random % 9 > 0 ? bytes[i - 32768 + (i >> 12) % 40] : (uint8_t)(random >> 8);
            break;
        default:
            bytes[i] = (uint8_t)(i / 100 + random % 7);
            break;
        }
    }
}

static size_t deflate_bytes(const uint8_t *plain, int level, int strategy, uint8_t *packed)
{
    z_stream stream = {.zalloc = pair_alloc, .zfree = pair_free};

    CHECK_EQUAL(deflateInit2(&stream, level, Z_DEFLATED, 15, 9, strategy), Z_OK);
    stream.next_in = (z_const Bytef *)(uintptr_t)plain;
    stream.avail_in = PLAIN_BYTES;
    stream.next_out = packed;
    stream.avail_out = ROOM_BYTES;
    CHECK_EQUAL(deflate(&stream, Z_FINISH), Z_STREAM_END);
    const size_t n_bytes = ROOM_BYTES - stream.avail_out;
    deflateEnd(&stream);
    return n_bytes;
}

static const struct {
    int level, strategy;
} settings[] = {{0, Z_DEFAULT_STRATEGY}, {1, Z_DEFAULT_STRATEGY},
                {9, Z_DEFAULT_STRATEGY}, {6, Z_FIXED},
                {6, Z_HUFFMAN_ONLY},     {6, Z_RLE}};

TEST(inflate_gives_back_what_deflate_took_however_it_is_cut)
{
    static uint8_t plain[PLAIN_BYTES], packed[ROOM_BYTES];
    const size_t pieces[] = {1, 7, 8192, ROOM_BYTES}, rows[] = {1, 100, 6145, ROOM_BYTES};
    uint32_t seed = 3;

    for (unsigned i = 0; i < 4 * sizeof settings / sizeof settings[0]; i++) {
        draw_bytes(plain, i & 3, &seed);
        const size_t n_bytes = deflate_bytes(plain, settings[i / 4].level, settings[i / 4].strategy, packed);
        inflated whole =
            inflate_all(true, packed, n_bytes, pieces[(i + i / 4) & 3], rows[random_below(&seed, 4)], ROOM_BYTES);
        CHECK_EQUAL(whole.said, Z_STREAM_END);
        CHECK_EQUAL(whole.used_bytes, n_bytes);
        CHECK(whole.n_bytes == PLAIN_BYTES && memcmp(whole.bytes, plain, PLAIN_BYTES) == 0);
        free(whole.bytes);
    }
}

TEST(inflate_answers_as_zlib_does_to_streams_that_are_damaged_cut_or_too_long)
{
    static uint8_t plain[PLAIN_BYTES], packed[ROOM_BYTES + 10];
    uint32_t seed = 5;

    for (unsigned i = 0; i < 240; i++) {
        draw_bytes(plain, i & 3, &seed);
        const unsigned setting = i / 4 % 6;
        size_t n_bytes = deflate_bytes(plain, settings[setting].level, settings[setting].strategy, packed);
        /* Half of the faults at the beginning: in the head and the codes of the first block. */
        for (uint32_t n = random_below(&seed, 4); n > 0; n--)
            packed[random_below(&seed, i & 4 ? 120 : (uint32_t)n_bytes)] ^= (uint8_t)(1u << random_below(&seed, 8));
        if (i % 5 == 0)
            n_bytes = random_below(&seed, (uint32_t)n_bytes);
        else if (i % 5 == 1)
            n_bytes += 10;
        const size_t row_bytes = 1 + random_below(&seed, i & 8 ? 300 : 70000);
        CHECK(inflate_alike(packed, n_bytes, 1 + random_below(&seed, 9000), row_bytes, ROOM_BYTES));
    }
}

TEST(inflate_answers_as_zlib_does_to_random_blocks)
{
    uint8_t bytes[200] = {0x78, 0x9c};
    uint32_t seed = 11;

    for (unsigned i = 0; i < 20000; i++) {
        for (unsigned k = 2; k < sizeof bytes; k++)
            bytes[k] = (uint8_t)random_bits(&seed);
        bytes[2] = (uint8_t)((bytes[2] & ~7u) | (i % 8)); /* each kind of block */
        CHECK(inflate_alike(bytes, sizeof bytes, 1 + i % 60, 1 + i % 97, 70000));
    }
}
