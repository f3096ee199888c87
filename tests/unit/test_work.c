/*
 * test_work.c - the first error, work units, outcomes, and how many rows a group has
 */
#include "base/rowgroup.h"
#include "check.h"
#include "fake_host.h"

#include <limits.h>
#include <string.h>

TEST(the_first_error_is_kept)
{
    fake_host host;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(rill_fail(&host.work, RILL_CORRUPT, "here", "row %u", 7u), RILL_CORRUPT);
    CHECK_EQUAL(rill_fail(&host.work, RILL_TRUNCATED, "there", "later"), RILL_TRUNCATED);
    CHECK_EQUAL(host.work.status, RILL_CORRUPT);
    CHECK_TEXT(host.work.where, "here");
    CHECK_TEXT(host.work.detail, "row 7");
}

TEST(a_detail_is_formatted_like_printf)
{
    fake_host host;

    fake_host_open(&host, "", 0);
    rill_fail(&host.work, RILL_CORRUPT, "", "%s %d %d %u %lu %d%%", "a", -5, INT_MIN, UINT_MAX, 4294967296ul, 0);
    CHECK_TEXT(host.work.detail, "a -5 -2147483648 4294967295 4294967296 0%");
}

TEST(a_detail_that_is_too_long_is_cut)
{
    fake_host host;
    char text[2 * RILL_DETAIL_BYTES];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    fake_host_open(&host, "", 0);
    rill_fail(&host.work, RILL_CORRUPT, "", "%s%u", text, 12345u);
    CHECK_EQUAL(strlen(host.work.detail), RILL_DETAIL_BYTES - 1);
}

TEST(without_slices_work_goes_on_until_the_deadline)
{
    fake_host host;

    fake_host_open(&host, "", 0);
    for (unsigned i = 0; i < 100; i++)
        CHECK_EQUAL(rill_work_step(&host.work, "test"), RILL_OK);
    host.clock_ms = 1000.5;
    CHECK_EQUAL(rill_work_step(&host.work, "test"), RILL_DEADLINE);
    CHECK_EQUAL(host.work.status, RILL_DEADLINE);
}

TEST(a_slice_of_two_units_is_used_up_after_two)
{
    fake_host host;

    fake_host_open(&host, "", 0);
    host.work.slice_units = host.work.slice_left = 2;
    CHECK_EQUAL(rill_work_step(&host.work, "test"), RILL_OK);
    CHECK_EQUAL(rill_work_step(&host.work, "test"), RILL_OK);
    CHECK_EQUAL(rill_work_step(&host.work, "test"), RILL_MORE);
    CHECK_EQUAL(host.work.status, RILL_OK);
    host.work.slice_left = 1;
    CHECK_EQUAL(rill_work_step(&host.work, "test"), RILL_OK);
}

TEST(outcomes_have_names_texts_and_classes)
{
    CHECK_TEXT(rill_status_name(RILL_TOO_MANY_PIXELS), "TOO_MANY_PIXELS");
    CHECK_TEXT(rill_status_text(RILL_TRUNCATED), "the picture ends before its data is complete");
    CHECK_EQUAL(rill_status_class(RILL_OK), RILL_CLASS_FINE);
    CHECK_EQUAL(rill_status_class(RILL_BAD_OPTIONS), RILL_CLASS_CALLER);
    CHECK_EQUAL(rill_status_class(RILL_DEADLINE), RILL_CLASS_LIMIT);
    CHECK_TEXT(rill_status_name((rill_status)12345), "INTERNAL");
}

TEST(a_packed_frame_has_one_row_a_group)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 5, 3);

    CHECK_EQUAL(frame.n_planes, 1);
    CHECK_EQUAL(frame.plane[0].channels, 4);
    CHECK_EQUAL(rill_frame_packed(RILL_GRAY, 5, 3).plane[0].channels, 1);
    CHECK_EQUAL(rill_frame_groups(&frame), 3);
    CHECK_EQUAL(rill_plane_group_rows(&frame.plane[0], 2), 1);
    CHECK_EQUAL(rill_plane_group_rows(&frame.plane[0], 3), 0);
}

TEST(odd_420_ends_with_a_group_of_one_luma_row)
{
    const rill_frame frame = rill_frame_ycc(7, 5, true, true, false);

    CHECK_EQUAL(rill_frame_groups(&frame), 3);
    CHECK_EQUAL(frame.plane[1].width_px, 4);
    CHECK_EQUAL(frame.plane[2].height_px, 3);
    CHECK_EQUAL(rill_plane_group_rows(&frame.plane[0], 0), 2);
    CHECK_EQUAL(rill_plane_group_rows(&frame.plane[0], 2), 1);
    CHECK_EQUAL(rill_plane_group_rows(&frame.plane[1], 2), 1);
    CHECK_EQUAL(frame.plane[1].x.span, 2);
    CHECK_EQUAL(frame.plane[1].x.den, 1);
}

TEST(the_422_and_444_shapes_have_full_height_chroma)
{
    const rill_frame half_width = rill_frame_ycc(8, 4, true, false, true);
    const rill_frame full = rill_frame_ycc(8, 4, false, false, false);

    CHECK_EQUAL(half_width.plane[1].width_px, 4);
    CHECK_EQUAL(half_width.plane[1].height_px, 4);
    CHECK(half_width.limited_range);
    CHECK_EQUAL(rill_frame_groups(&half_width), 4);
    CHECK_EQUAL(full.plane[2].width_px, 8);
    CHECK_EQUAL(rill_plane_group_rows(&full.plane[0], 3), 1);
}
