/*
 * test_format.c - texts of errors against the C library's printf
 */
#include "base/format.h"
#include "check.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The same text from both. */
#define CHECK_FORMAT(...)                                                                                              \
    do {                                                                                                               \
        char ours[100], expected[100];                                                                                 \
        rill_format(ours, sizeof ours, __VA_ARGS__);                                                                   \
        snprintf(expected, sizeof expected, __VA_ARGS__);                                                              \
        CHECK_TEXT(ours, expected);                                                                                    \
    } while (0)

TEST(numbers_and_words_are_formatted_like_printf)
{
    CHECK_FORMAT("%s %d %d %u %lu %d%%", "a", -5, INT_MIN, UINT_MAX, ULONG_MAX, 0);
    CHECK_FORMAT("%c|%x|%x", '?', 0u, 0xdeadbeefu);
}

TEST(widths_that_libjpeg_uses_are_filled_like_printf)
{
    CHECK_FORMAT("starts with 0x%02x 0x%02x, flags 0x%04x", 0xffu, 7u, 0xabu);
    CHECK_FORMAT("%d.%02d %3d %3d %4u", 1, 2, 3, 1234, 5u);
}

TEST(a_text_is_cut_where_the_room_ends)
{
    char text[8];

    memset(text, 'x', sizeof text);
    rill_format(text, 5, "%s%u", "abc", 12345u);
    CHECK_TEXT(text, "abc1");
    CHECK_EQUAL(text[5], 'x');
    rill_format(text, 1, "abc");
    CHECK_TEXT(text, "");
}
