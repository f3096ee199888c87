/*
 * test_copy.c - the module's memcpy(), memmove() and memset() do what the C library's do
 */
#include "check.h"
#include "simd/copy.h"

#include <string.h>

#define ROOM_BYTES 512

static uint8_t bytes[ROOM_BYTES], expected[ROOM_BYTES];

static void number_bytes(void)
{
    for (size_t i = 0; i < ROOM_BYTES; i++)
        bytes[i] = expected[i] = (uint8_t)(i * 37 + i / 256);
}

TEST(copying_writes_every_byte_and_none_beside)
{
    for (size_t n_bytes = 0; n_bytes <= 200; n_bytes++)
        for (size_t to = 0; to < 4; to++) {
            number_bytes();
            memcpy(expected + 16 + to, expected + 256, n_bytes);
            rill_copy(bytes + 16 + to, bytes + 256, n_bytes);
            CHECK(memcmp(bytes, expected, ROOM_BYTES) == 0);
        }
}

TEST(moving_is_right_however_the_two_overlap)
{
    for (size_t n_bytes = 0; n_bytes <= 150; n_bytes++)
        for (size_t to = 100; to < 300; to++) {
            number_bytes();
            memmove(expected + to, expected + 200, n_bytes);
            rill_move(bytes + to, bytes + 200, n_bytes);
            CHECK(memcmp(bytes, expected, ROOM_BYTES) == 0);
        }
}

TEST(filling_writes_every_byte_and_none_beside)
{
    for (size_t n_bytes = 0; n_bytes <= 100; n_bytes++) {
        number_bytes();
        memset(expected + 33, 0xA7, n_bytes);
        rill_fill(bytes + 33, 0xA7, n_bytes);
        CHECK(memcmp(bytes, expected, ROOM_BYTES) == 0);
    }
}
