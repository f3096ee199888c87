/*
 * test_exif.c - the orientation tag, whole, odd and hostile
 */
#include "check.h"
#include "source/exif.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The block lies at the end of an allocation of its own: a read past it is seen. */
static unsigned orientation_of(const void *tiff, size_t tiff_bytes)
{
    uint8_t *const copy = malloc(tiff_bytes + (tiff_bytes == 0));

    memcpy(copy, tiff, tiff_bytes);
    const unsigned orientation = rill_exif_orientation(copy, tiff_bytes);
    free(copy);
    return orientation;
}

#define LITTLE "II*\0\x08\0\0\0"
#define BIG "MM\0*\0\0\0\x08"
#define ORIENTATION_OF(literal) orientation_of(literal, sizeof(literal) - 1)

TEST(orientations_1_to_8_are_read_in_both_byte_orders)
{
    for (unsigned wanted = 1; wanted <= 8; wanted++) {
        char little[] = LITTLE "\1\0\x12\1\3\0\1\0\0\0\0\0\0\0";
        char big[] = BIG "\0\1\1\x12\0\3\0\0\0\1\0\0\0\0";
        little[18] = (char)wanted;
        big[19] = (char)wanted;
        CHECK_EQUAL(orientation_of(little, sizeof little - 1), wanted);
        CHECK_EQUAL(orientation_of(big, sizeof big - 1), wanted);
    }
}

TEST(other_tags_before_it_are_passed_over)
{
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\2\0\x0F\1\2\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F\x12\1\3\0\1\0\0\0\6\0\0\0"), 6);
}

TEST(the_first_of_two_tags_wins_even_when_it_is_bad)
{
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\2\0\x12\1\3\0\1\0\0\0\6\0\0\0\x12\1\3\0\1\0\0\0\3\0\0\0"), 6);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\2\0\x12\1\3\0\1\0\0\0\x9\0\0\0\x12\1\3\0\1\0\0\0\3\0\0\0"), 1);
}

TEST(values_out_of_range_are_upright)
{
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\3\0\1\0\0\0\0\0\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\3\0\1\0\0\0\x9\0\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\3\0\1\0\0\0\xFF\xFF\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\3\0\1\0\0\0\6\1\0\0"), 1);
}

TEST(only_one_short_is_an_orientation)
{
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\4\0\1\0\0\0\6\0\0\0"), 1);   /* LONG */
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\1\0\1\0\0\0\6\0\0\0"), 1);   /* BYTE */
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\0\0\1\0\0\0\6\0\0\0"), 1);   /* type 0 */
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\xFF\0\1\0\0\0\6\0\0\0"), 1); /* type 255 */
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\3\0\0\0\0\0\6\0\0\0"), 1);   /* no value */
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\3\0\2\0\0\0\6\0\0\0"), 1);   /* two values */
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1\0\x12\1\3\0\1\0\0\x20\6\0\0\0"), 1); /* 2^29 values */
}

TEST(headers_that_are_not_tiff_are_upright)
{
    CHECK_EQUAL(ORIENTATION_OF(""), 1);
    CHECK_EQUAL(ORIENTATION_OF("II*"), 1);
    CHECK_EQUAL(ORIENTATION_OF("II*\0\x08\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF("XX*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF("II+\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF("MM*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"), 1);
}

TEST(directories_outside_the_block_are_not_followed)
{
    CHECK_EQUAL(ORIENTATION_OF("II*\0\x09\0\0\0\1"), 1);
    CHECK_EQUAL(ORIENTATION_OF("II*\0\xF0\xFF\xFF\xFF\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF("II*\0\xFF\xFF\xFF\x7F\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF("II*\0\0\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE), 1);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\1"), 1);
}

TEST(a_directory_that_claims_too_many_entries_is_read_to_its_end)
{
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\xFF\xFF\x12\1\3\0\1\0\0\0\6\0\0\0"), 6);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\xFF\xFF\x12\1\3\0\1\0\0\0\6\0\0"), 1);
    CHECK_EQUAL(ORIENTATION_OF(LITTLE "\xFF\xFF\x0F\1\3\0\1\0\0\0\6\0\0\0\x12\1\3\0\1\0\0"), 1);
}

TEST(the_directory_may_stand_anywhere)
{
    CHECK_EQUAL(ORIENTATION_OF("II*\0\x0D\0\0\0.....\1\0\x12\1\3\0\1\0\0\0\7\0\0\0"), 7);
}

TEST(every_cut_of_a_block_is_harmless)
{
    static const char block[] = LITTLE "\2\0\x0F\1\2\0\4\0\0\0abcd\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0";

    for (size_t n_bytes = 0; n_bytes < sizeof block; n_bytes++) {
        const unsigned orientation = orientation_of(block, n_bytes);
        CHECK(orientation == 1 || orientation == 6);
    }
}
