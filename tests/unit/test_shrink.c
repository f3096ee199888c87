/*
 * test_shrink.c - box averages against means by brute force
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <string.h>

static void shrunk(picture *to, const picture *from, uint32_t factor_x, uint32_t factor_y)
{
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_shrink_open(&stage, &source.stage, factor_x, factor_y, false), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_shrink_memory_bytes(&from->frame, factor_x, factor_y, false));
    false_stage_close(&source);
    fake_host_close(&host);
}

/* The mean of a box; samples past the edge repeat the last one.  RGBA: colour by alpha. */
static double mean_of_box(const picture *from, uint32_t p, uint32_t left, uint32_t top, uint32_t factor_x,
                          uint32_t factor_y, unsigned channel)
{
    const rill_plane *const plane = &from->frame.plane[p];
    const bool by_alpha = from->frame.model == RILL_RGBA && channel < 3;
    double sum = 0, weights = 0;

    for (uint32_t y = top; y < top + factor_y; y++)
        for (uint32_t x = left; x < left + factor_x; x++) {
            const uint8_t *const pixel = picture_at(from, p, x < plane->width_px ? x : plane->width_px - 1,
                                                    y < plane->height_px ? y : plane->height_px - 1);
            const double weight = by_alpha ? pixel[3] : 1;
            sum += weight * pixel[channel];
            weights += weight;
        }
    return weights == 0 ? 0 : sum / weights;
}

static void check_means(const picture *from, const picture *to, uint32_t factor_x, uint32_t factor_y)
{
    for (uint32_t p = 0; p < to->frame.n_planes; p++) {
        const rill_plane *const plane = &to->frame.plane[p];
        const bool rgba = from->frame.model == RILL_RGBA;
        CHECK_EQUAL(plane->width_px, (from->frame.plane[p].width_px + factor_x - 1) / factor_x);
        CHECK_EQUAL(plane->x.span, from->frame.plane[p].x.span * factor_x);
        for (uint32_t y = 0; y < plane->height_px; y++)
            for (uint32_t x = 0; x < plane->width_px; x++)
                for (unsigned channel = 0; channel < (from->frame.model == RILL_RGBX ? 3 : plane->channels);
                     channel++) {
                    const double mean = mean_of_box(from, p, x * factor_x, y * factor_y, factor_x, factor_y, channel);
                    /* Row means have 8 bits of fraction; dividing by a small alpha magnifies them. */
                    const double alpha =
                        rgba ? mean_of_box(from, p, x * factor_x, y * factor_y, factor_x, factor_y, 3) : 255;
                    const double tolerance = rgba && channel < 3 ? 0.5 + 1.0 / (alpha + 0.01) : 0.503;
                    if (!CHECK(fabs(picture_at(to, p, x, y)[channel] - mean) <= tolerance))
                        return;
                }
    }
}

TEST(boxes_are_means_of_their_samples)
{
    const uint32_t factors[][2] = {{2, 2}, {3, 2}, {1, 5}, {7, 1}, {4, 9}, {50, 50}};
    uint32_t seed = 31;

    for (unsigned f = 0; f < 6; f++)
        for (unsigned shape = 0; shape < 6; shape++) {
            const uint32_t width_px = 1 + random_below(&seed, 37), height_px = 1 + random_below(&seed, 37);
            const rill_frame frames[] = {
                rill_frame_packed(RILL_GRAY, width_px, height_px),
                rill_frame_packed(RILL_RGBX, width_px, height_px),
                rill_frame_packed(RILL_RGBA, width_px, height_px),
                rill_frame_ycc(width_px, height_px, true, true, false),
                rill_frame_ycc(width_px, height_px, true, false, true),
                rill_frame_ycc(width_px, height_px, false, true, true),
            };
            picture from, to;
            picture_open(&from, &frames[shape]);
            picture_fill_random(&from, &seed);
            shrunk(&to, &from, factors[f][0], factors[f][1]);
            check_means(&from, &to, factors[f][0], factors[f][1]);
            picture_close(&from);
            picture_close(&to);
        }
}

TEST(solid_levels_stay_exactly)
{
    for (unsigned level = 0; level < 256; level++)
        for (uint32_t factor = 2; factor < 200; factor = factor * 2 + 1) {
            const rill_frame frame = rill_frame_packed(RILL_GRAY, 101, 11);
            picture from, to;
            picture_open(&from, &frame);
            memset(from.samples[0], (int)level, 101 * 11);
            shrunk(&to, &from, factor, 3);
            for (uint32_t y = 0; y < to.frame.plane[0].height_px; y++)
                for (uint32_t x = 0; x < to.frame.plane[0].width_px; x++)
                    CHECK_EQUAL(*picture_at(&to, 0, x, y), level);
            picture_close(&from);
            picture_close(&to);
        }
}

TEST(solid_transparent_colours_stay_exactly)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 31, 29);

    for (unsigned alpha = 1; alpha < 256; alpha++) {
        const uint8_t pixel[4] = {1, 254, (uint8_t)(alpha * 7), (uint8_t)alpha};
        picture from, to;
        picture_open(&from, &frame);
        for (uint32_t i = 0; i < 31 * 29; i++)
            memcpy(from.samples[0] + 4 * i, pixel, 4);
        shrunk(&to, &from, 5, 7);
        for (uint32_t i = 0; i < to.frame.plane[0].width_px * to.frame.plane[0].height_px; i++)
            CHECK(memcmp(to.samples[0] + 4 * i, pixel, 4) == 0);
        picture_close(&from);
        picture_close(&to);
    }
}

/* 30,000 samples of 255 in one box: the sums of a row and of a column must not wrap. */
TEST(the_largest_boxes_do_not_overflow)
{
    const rill_frame wide = rill_frame_packed(RILL_RGBA, 30000, 2), high = rill_frame_packed(RILL_RGBA, 2, 30000);

    for (unsigned turned = 0; turned < 2; turned++) {
        picture from, to;
        picture_open(&from, turned ? &high : &wide);
        memset(from.samples[0], 255, 240000);
        shrunk(&to, &from, turned ? 1 : 30000, turned ? 30000 : 1);
        for (unsigned i = 0; i < 8; i++)
            CHECK_EQUAL(to.samples[0][i], 255);
        picture_close(&from);
        picture_close(&to);
    }
}
