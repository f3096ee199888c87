/*
 * test_frame.c - turning and reversing is a permutation, and the eight orientations come out upright
 */
#include "check.h"
#include "picture.h"
#include "request/plan.h"
#include "transform/transform.h"

#include <string.h>

static void held(picture *to, const picture *from, rill_frame_plan plan)
{
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_frame_open(&stage, &source.stage, &plan), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_frame_memory_bytes(&from->frame));
    stage->release(stage);
    false_stage_close(&source);
    fake_host_close(&host);
}

static void check_permutation(const picture *from, const picture *to, rill_frame_plan plan)
{
    for (uint32_t p = 0; p < from->frame.n_planes; p++) {
        const rill_plane *const source = &from->frame.plane[p], *const result = &to->frame.plane[p];
        CHECK_EQUAL(result->width_px, plan.turned ? source->height_px : source->width_px);
        CHECK_EQUAL(result->height_px, plan.turned ? source->width_px : source->height_px);
        for (uint32_t y = 0; y < source->height_px; y++)
            for (uint32_t x = 0; x < source->width_px; x++) {
                const uint32_t row = plan.reversed ? source->height_px - 1 - y : y;
                const uint8_t *const got = plan.turned ? picture_at(to, p, row, x) : picture_at(to, p, x, row);
                CHECK(memcmp(got, picture_at(from, p, x, y), source->channels) == 0);
            }
    }
}

TEST(a_held_frame_is_turned_and_reversed_plane_by_plane)
{
    uint32_t seed = 5;

    for (uint32_t width_px = 1; width_px <= 6; width_px++)
        for (uint32_t height_px = 1; height_px <= 6; height_px++)
            for (unsigned shape = 0; shape < 5; shape++)
                for (unsigned way = 0; way < 4; way++) {
                    const rill_frame frames[] = {rill_frame_packed(RILL_GRAY, width_px, height_px),
                                                 rill_frame_packed(RILL_RGBX, width_px, height_px),
                                                 rill_frame_packed(RILL_RGBA, width_px, height_px),
                                                 rill_frame_ycc(width_px, height_px, true, true, false),
                                                 rill_frame_ycc(width_px, height_px, false, false, true)};
                    const rill_frame_plan plan = {.turned = way & 1, .reversed = way & 2};
                    picture from, to;
                    picture_open(&from, &frames[shape]);
                    picture_fill_random(&from, &seed);
                    held(&to, &from, plan);
                    check_permutation(&from, &to, plan);
                    picture_close(&from);
                    picture_close(&to);
                }
}

TEST(only_a_frame_without_a_transparent_pixel_drops_its_alpha)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 5, 4);

    for (uint32_t transparent = 0; transparent <= 20; transparent++) {
        picture from;
        fake_host host;
        false_stage source;
        rill_stage *stage;
        picture_open(&from, &frame);
        memset(from.samples[0], 255, 80);
        if (transparent < 20)
            from.samples[0][4 * transparent + 3] = 254;
        fake_host_open(&host, "", 0);
        false_stage_open(&source, &host.work, &from);
        CHECK_EQUAL(rill_frame_open(&stage, &source.stage, &(rill_frame_plan){.turned = true}), RILL_OK);
        while (rill_frame_fill(stage) == RILL_MORE)
            continue;
        CHECK_EQUAL(rill_frame_drop_opaque_alpha(stage), transparent == 20);
        CHECK_EQUAL(stage->out.model, transparent == 20 ? RILL_RGBX : RILL_RGBA);
        false_stage_close(&source);
        fake_host_close(&host);
        picture_close(&from);
    }
}

/* ---- the eight orientations, from the header to rows ---- */

/* Where the upright pixel x, y of a w x h stored picture is stored; EXIF's own definition. */
static void stored_place(unsigned orientation, uint32_t w, uint32_t h, uint32_t x, uint32_t y, uint32_t *at_x,
                         uint32_t *at_y)
{
    const uint32_t right = w - 1, bottom = h - 1;
    const uint32_t places[9][2] = {
        {x, y}, {x, y},          {right - x, y},          {right - x, bottom - y}, {x, bottom - y},
        {y, x}, {y, bottom - x}, {right - y, bottom - x}, {right - y, x},
    };

    *at_x = places[orientation][0];
    *at_y = places[orientation][1];
}

/* What the pipeline does with a picture whose size does not change. */
static void upright(picture *to, const picture *from, unsigned orientation)
{
    const rill_image_info info = {.format = RILL_FORMAT_PNG,
                                  .width_px = from->frame.width_px,
                                  .height_px = from->frame.height_px,
                                  .orientation = orientation,
                                  .model = from->frame.model};
    const rill_recipe recipe = rill_recipe_default();
    rill_geometry geometry;
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_geometry_make(&geometry, &host.work, &recipe, &info), RILL_OK);
    const rill_resample_plan plan = {.across = geometry.turned ? geometry.y : geometry.x,
                                     .down = geometry.turned ? geometry.x : geometry.y,
                                     .to = from->frame};
    stage = &source.stage;
    if (!rill_resample_is_identity(&plan, &from->frame))
        CHECK_EQUAL(rill_resample_open(&stage, stage, &plan), RILL_OK);
    const rill_frame_plan turn = {.turned = geometry.turned, .reversed = plan.down.step < 0};
    if (turn.turned || turn.reversed)
        CHECK_EQUAL(rill_frame_open(&stage, stage, &turn), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    false_stage_close(&source);
    fake_host_close(&host);
}

static void check_upright(const picture *from, const picture *to, unsigned orientation, uint32_t p)
{
    const rill_plane *const source = &from->frame.plane[p], *const result = &to->frame.plane[p];

    CHECK_EQUAL(result->width_px, orientation > 4 ? source->height_px : source->width_px);
    for (uint32_t y = 0; y < result->height_px; y++)
        for (uint32_t x = 0; x < result->width_px; x++) {
            uint32_t at_x, at_y;
            stored_place(orientation, source->width_px, source->height_px, x, y, &at_x, &at_y);
            if (!CHECK(memcmp(picture_at(to, p, x, y), picture_at(from, p, at_x, at_y),
                              source->channels == 1 ? 1 : 3) == 0))
                return;
        }
}

TEST(the_eight_orientations_come_out_upright)
{
    uint32_t seed = 8;

    for (unsigned orientation = 1; orientation <= 8; orientation++)
        for (uint32_t width_px = 1; width_px <= 5; width_px++)
            for (uint32_t height_px = 1; height_px <= 5; height_px++)
                for (unsigned shape = 0; shape < 4; shape++) {
                    /* 4:2:0 moves exactly where it is even; odd sizes are measured by test_registration.c */
                    const rill_frame frames[] = {rill_frame_packed(RILL_GRAY, width_px, height_px),
                                                 rill_frame_packed(RILL_RGBX, width_px, height_px),
                                                 rill_frame_ycc(width_px, height_px, false, false, false),
                                                 rill_frame_ycc(2 * width_px, 2 * height_px, true, true, false)};
                    picture from, to;
                    picture_open(&from, &frames[shape]);
                    picture_fill_random(&from, &seed);
                    upright(&to, &from, orientation);
                    for (uint32_t p = 0; p < from.frame.n_planes; p++)
                        check_upright(&from, &to, orientation, p);
                    picture_close(&from);
                    picture_close(&to);
                }
}

/* Luma of odd 4:2:0 pictures is exact all the same. */
TEST(luma_of_odd_sizes_comes_out_upright)
{
    uint32_t seed = 9;

    for (unsigned orientation = 1; orientation <= 8; orientation++)
        for (uint32_t width_px = 1; width_px <= 7; width_px += 2)
            for (uint32_t height_px = 1; height_px <= 7; height_px += 2) {
                const rill_frame frame = rill_frame_ycc(width_px, height_px, true, true, false);
                picture from, to;
                picture_open(&from, &frame);
                picture_fill_random(&from, &seed);
                upright(&to, &from, orientation);
                check_upright(&from, &to, orientation, 0);
                picture_close(&from);
                picture_close(&to);
            }
}
