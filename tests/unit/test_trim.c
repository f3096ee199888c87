/*
 * test_trim.c - the box inside a border, in every model and at every density
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <string.h>

static rill_box found(const picture *from, rill_box region, uint32_t tolerance)
{
    fake_host host;
    false_stage source;
    rill_trim trim;
    rill_status status;
    rill_box box = {0, 0, 0, 0};

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    rill_trim_open(&trim, &region, tolerance);
    while ((status = rill_trim_find(&trim, &source.stage, &box)) == RILL_MORE)
        ;
    CHECK_EQUAL(status, RILL_OK);
    false_stage_close(&source);
    fake_host_close(&host);
    return box;
}

static void check_box(rill_box got, uint32_t left, uint32_t top, uint32_t right, uint32_t bottom)
{
    CHECK_EQUAL(got.left_px, left);
    CHECK_EQUAL(got.top_px, top);
    CHECK_EQUAL(got.right_px, right);
    CHECK_EQUAL(got.bottom_px, bottom);
}

static picture solid(const rill_frame *frame, int level)
{
    picture from;

    picture_open(&from, frame);
    for (uint32_t p = 0; p < frame->n_planes; p++)
        for (uint32_t y = 0; y < frame->plane[p].height_px; y++)
            for (uint32_t x = 0; x < frame->plane[p].width_px; x++)
                memset(picture_at(&from, p, x, y), level, frame->plane[p].channels);
    return from;
}

static const rill_box all = {0, 0, 50, 40};

TEST(one_other_sample_is_enough_and_the_box_is_exact)
{
    const rill_model models[] = {RILL_GRAY, RILL_RGBX, RILL_RGBA};

    for (unsigned m = 0; m < 3; m++) {
        const rill_frame frame = rill_frame_packed(models[m], 50, 40);
        picture from = solid(&frame, 250);
        picture_at(&from, 0, 7, 9)[0] = 200;
        check_box(found(&from, all, 10), 7, 9, 8, 10);
        picture_at(&from, 0, 49, 39)[0] = 200;
        check_box(found(&from, all, 10), 7, 9, 50, 40);
        picture_close(&from);
    }
}

TEST(the_tolerance_is_the_most_that_counts_as_border)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 50, 40);
    picture from = solid(&frame, 100);

    picture_at(&from, 0, 20, 20)[2] = 110;
    picture_at(&from, 0, 30, 30)[1] = 89;
    check_box(found(&from, all, 9), 20, 20, 31, 31);
    check_box(found(&from, all, 10), 30, 30, 31, 31);
    check_box(found(&from, all, 0), 20, 20, 31, 31);
    picture_close(&from);
}

TEST(what_is_all_border_stays_whole)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 50, 40);
    picture from = solid(&frame, 100);

    check_box(found(&from, all, 0), 0, 0, 50, 40);
    picture_close(&from);
}

/* Outside the region nothing counts, and its own first pixel is the border's colour. */
TEST(a_region_is_trimmed_by_its_own_corner)
{
    const rill_frame frame = rill_frame_packed(RILL_GRAY, 50, 40);
    picture from = solid(&frame, 0);

    for (uint32_t y = 10; y < 30; y++)
        for (uint32_t x = 5; x < 45; x++)
            *picture_at(&from, 0, x, y) = 200;
    *picture_at(&from, 0, 21, 15) = 0;
    check_box(found(&from, (rill_box){5, 10, 45, 30}, 10), 21, 15, 22, 16);
    picture_close(&from);
}

TEST(transparent_pixels_are_alike_whatever_their_colour)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 50, 40);
    uint32_t seed = 11;
    picture from;

    picture_open(&from, &frame);
    picture_fill_random(&from, &seed);
    for (uint32_t y = 0; y < 40; y++)
        for (uint32_t x = 0; x < 50; x++)
            picture_at(&from, 0, x, y)[3] = x >= 12 && x < 34 && y >= 3 && y < 39 ? 255 : 0;
    check_box(found(&from, all, 10), 12, 3, 34, 39);
    picture_close(&from);
}

/* Same luma, other colour: chroma alone shows it, to the two pixels of a sample. */
TEST(colour_counts_where_luma_is_the_same)
{
    const rill_frame frame = rill_frame_ycc(50, 40, true, true, false);
    picture from = solid(&frame, 128);

    *picture_at(&from, 1, 6, 8) = 200;
    check_box(found(&from, all, 10), 12, 16, 14, 18);
    *picture_at(&from, 0, 49, 17) = 90;
    check_box(found(&from, all, 10), 12, 16, 50, 18);
    picture_close(&from);
}
