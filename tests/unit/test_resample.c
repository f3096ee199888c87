/*
 * test_resample.c - the one map on whole pictures: against doubles, solid colours, crops, memory
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"
#include "twin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The whole side, or a part of it, shown by to_px pixels. */
static rill_axis shown(uint32_t first_px, uint32_t shown_px, uint32_t to_px, bool mirrored)
{
    const int64_t start = mirrored ? (int64_t)first_px + shown_px : first_px;

    return (rill_axis){.offset = start * to_px,
                       .step = mirrored ? -(int64_t)shown_px : (int64_t)shown_px,
                       .den = to_px,
                       .low_px = first_px,
                       .high_px = first_px + shown_px};
}

static rill_resample_plan whole(const rill_frame *from, const rill_frame *to)
{
    return (rill_resample_plan){.across = shown(0, from->width_px, to->width_px, false),
                                .down = shown(0, from->height_px, to->height_px, false),
                                .to = *to};
}

/* Resample a picture.  The heap's peak is checked against what the plan would have said. */
static rill_status resampled(picture *to, const picture *from, const rill_resample_plan *plan, uint8_t rubbish)
{
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    source.rubbish = rubbish;
    rill_status status = rill_resample_open(&stage, &source.stage, plan);
    if (status == RILL_OK)
        status = picture_take(to, stage);
    else
        memset(to, 0, sizeof *to);
    if (status == RILL_OK)
        stage->release(stage);
    CHECK(host.work.heap.peak_bytes <= rill_resample_memory_bytes(plan, &from->frame));
    false_stage_close(&source);
    fake_host_close(&host);
    return status;
}

/* ---- solid colours ---- */

static void fill_plane(picture *picture, uint32_t p, uint8_t value)
{
    const rill_plane *const plane = &picture->frame.plane[p];
    memset(picture->samples[p], value, (size_t)plane->width_px * plane->height_px * plane->channels);
}

/* Every sample is the same, and within half a level (and 1/100) of what it should be. */
static void check_solid(const picture *picture, uint32_t p, double wanted)
{
    const rill_plane *const plane = &picture->frame.plane[p];
    const size_t n = (size_t)plane->width_px * plane->height_px * plane->channels;
    const double bounded = fmin(255, fmax(0, wanted));

    for (size_t i = 0; i < n; i++)
        if (!CHECK_EQUAL(picture->samples[p][i], picture->samples[p][0]))
            break;
    CHECK(fabs(picture->samples[p][0] - bounded) <= 0.51);
}

static double in_range(double value, bool from_limited, bool to_limited, bool chroma)
{
    const double range = chroma ? 224.0 : 219.0;
    const double low = chroma ? 128 : 16, zero = chroma ? 128 : 0;

    if (from_limited == to_limited)
        return value;
    return to_limited ? low + (value - zero) * range / 255 : zero + (value - low) * 255 / range;
}

TEST(solid_planes_stay_solid_in_every_range)
{
    const uint32_t sizes[][2] = {{23, 17}, {9, 7}, {40, 31}};

    for (unsigned s = 0; s < 3; s++)
        for (unsigned ranges = 0; ranges < 4; ranges++)
            for (unsigned level = 0; level < 256; level++) {
                const bool from_limited = ranges & 1, to_limited = ranges & 2;
                const rill_frame from = rill_frame_ycc(23, 17, s == 0, s < 2, from_limited);
                const rill_frame to = rill_frame_ycc(sizes[s][0], sizes[s][1], true, true, to_limited);
                const rill_resample_plan plan = whole(&from, &to);
                picture before, after;
                picture_open(&before, &from);
                for (uint32_t p = 0; p < 3; p++)
                    fill_plane(&before, p, (uint8_t)(level + 50 * p));
                CHECK_EQUAL(resampled(&after, &before, &plan, 0xA5), RILL_OK);
                for (uint32_t p = 0; p < 3; p++)
                    check_solid(&after, p, in_range((uint8_t)(level + 50 * p), from_limited, to_limited, p > 0));
                picture_close(&before);
                picture_close(&after);
            }
}

TEST(unchanged_ranges_keep_solid_levels_exactly)
{
    for (unsigned level = 0; level < 256; level++) {
        const rill_frame from = rill_frame_packed(RILL_GRAY, 50, 40), to = rill_frame_packed(RILL_GRAY, 13, 71);
        const rill_resample_plan plan = whole(&from, &to);
        picture before, after;
        picture_open(&before, &from);
        fill_plane(&before, 0, (uint8_t)level);
        CHECK_EQUAL(resampled(&after, &before, &plan, 0xA5), RILL_OK);
        check_solid(&after, 0, level);
        CHECK_EQUAL(after.samples[0][0], level);
        picture_close(&before);
        picture_close(&after);
    }
}

TEST(solid_transparent_pixels_keep_alpha_and_nearly_their_colour)
{
    const rill_frame from = rill_frame_packed(RILL_RGBA, 20, 20), to = rill_frame_packed(RILL_RGBA, 7, 33);
    const rill_resample_plan plan = whole(&from, &to);

    for (unsigned alpha = 0; alpha < 256; alpha += 5) {
        const uint8_t pixel[4] = {200, 17, 255, (uint8_t)alpha};
        picture before, after;
        picture_open(&before, &from);
        for (size_t i = 0; i < 400; i++)
            memcpy(before.samples[0] + 4 * i, pixel, 4);
        CHECK_EQUAL(resampled(&after, &before, &plan, 0xA5), RILL_OK);
        for (uint32_t y = 0; y < 33; y++)
            for (uint32_t x = 0; x < 7; x++) {
                const uint8_t *const got = picture_at(&after, 0, x, y);
                CHECK_EQUAL(got[3], alpha);
                for (unsigned channel = 0; channel < 3; channel++)
                    CHECK(alpha == 0 ? got[channel] == 0 : abs(got[channel] - pixel[channel]) <= 1 + (alpha < 4));
            }
        picture_close(&before);
        picture_close(&after);
    }
}

/* ---- against doubles ---- */

/* A plane's channel at an output place, in doubles; weight: the sample's value is multiplied by alpha. */
static double twin_sample(const picture *from, uint32_t p, unsigned channel, bool by_alpha, const double *across,
                          const twin_axis *x_axis, const double *down, const twin_axis *y_axis)
{
    double sum = 0;

    for (int64_t y = y_axis->low; y < y_axis->high; y++) {
        double row = 0;
        if (down[y - y_axis->low] == 0)
            continue;
        for (int64_t x = x_axis->low; x < x_axis->high; x++) {
            const uint8_t *const pixel = picture_at(from, p, (uint32_t)x, (uint32_t)y);
            row += across[x - x_axis->low] * pixel[channel] * (by_alpha ? pixel[3] / 255.0 : 1);
        }
        sum += down[y - y_axis->low] * row;
    }
    return sum;
}

/* How far the worst sample of a plane is off, in levels (RGBA: of premultiplied colour). */
static double worst_of_plane(const picture *from, const picture *to, const rill_resample_plan *plan, uint32_t p)
{
    const rill_plane *const source = &from->frame.plane[p], *const result = &to->frame.plane[p];
    const twin_axis x_axis = twin_axis_of(&plan->across, &source->x, source->width_px, &result->x, p > 0);
    const twin_axis y_axis = twin_axis_of(&plan->down, &source->y, source->height_px, &result->y, p > 0);
    const bool alpha = from->frame.model == RILL_RGBA;
    double *const across = malloc(source->width_px * sizeof *across);
    double *const down = malloc(source->height_px * sizeof *down);
    double worst = 0;

    for (uint32_t y = 0; y < result->height_px; y++) {
        /* Rows of a mirrored axis are sent last first. */
        const uint32_t row = plan->down.step < 0 ? result->height_px - 1 - y : y;
        twin_weights(&y_axis, row, down);
        for (uint32_t x = 0; x < result->width_px; x++) {
            const uint8_t *const got = picture_at(to, p, x, y);
            twin_weights(&x_axis, x, across);
            for (unsigned channel = 0; channel < result->channels; channel++) {
                const bool by_alpha = alpha && channel < 3;
                /* Ringing may take alpha past 255; colour is divided by what it was before the clamp. */
                const double opacity = by_alpha ? twin_sample(from, p, 3, false, across, &x_axis, down, &y_axis) : 255;
                double wanted = twin_sample(from, p, channel, by_alpha, across, &x_axis, down, &y_axis);
                wanted = in_range(wanted, from->frame.limited_range, to->frame.limited_range, p > 0);
                wanted = fmin(fmax(0, opacity), fmax(0, wanted));
                worst = fmax(worst, fabs(got[channel] * fmax(0, opacity) / 255 - wanted));
            }
        }
    }
    free(across);
    free(down);
    return worst;
}

static void check_against_doubles(const rill_frame *from, const rill_resample_plan *plan, double tolerance)
{
    static uint32_t seed = 12345;
    picture before, after;

    picture_open(&before, from);
    picture_fill_random(&before, &seed);
    CHECK_EQUAL(resampled(&after, &before, plan, 0xA5), RILL_OK);
    for (uint32_t p = 0; p < from->n_planes; p++)
        CHECK(worst_of_plane(&before, &after, plan, p) <= tolerance);
    picture_close(&before);
    picture_close(&after);
}

TEST(random_planes_are_within_a_rounding_of_doubles)
{
    const uint32_t sizes[][2] = {{31, 23}, {13, 9}, {14, 50}, {60, 47}, {5, 3}, {1, 1}};

    for (unsigned s = 0; s < 6; s++)
        for (unsigned mirrored = 0; mirrored < 4; mirrored++) {
            const rill_frame from = rill_frame_ycc(31, 23, s != 1, s != 2, s & 1);
            const rill_frame to = rill_frame_ycc(sizes[s][0], sizes[s][1], true, true, s & 2);
            const rill_resample_plan plan = {.across = shown(0, 31, sizes[s][0], mirrored & 1),
                                             .down = shown(0, 23, sizes[s][1], mirrored & 2),
                                             .to = to};
            check_against_doubles(&from, &plan, 0.6);
        }
}

TEST(random_crops_are_within_a_rounding_of_doubles)
{
    uint32_t seed = 77;

    for (unsigned i = 0; i < 60; i++) {
        const uint32_t side_x = 1 + random_below(&seed, 40), side_y = 1 + random_below(&seed, 40);
        const uint32_t left = random_below(&seed, side_x), top = random_below(&seed, side_y);
        const uint32_t wide = 1 + random_below(&seed, side_x - left), high = 1 + random_below(&seed, side_y - top);
        const uint32_t to_x = 1 + random_below(&seed, 30), to_y = 1 + random_below(&seed, 30);
        const rill_model models[] = {RILL_GRAY, RILL_RGBX};
        const rill_frame from = rill_frame_packed(models[i % 2], side_x, side_y);
        const rill_resample_plan plan = {.across = shown(left, wide, to_x, random_bits(&seed) & 1),
                                         .down = shown(top, high, to_y, random_bits(&seed) & 1),
                                         .to = rill_frame_packed(models[i % 2], to_x, to_y)};
        check_against_doubles(&from, &plan, 0.6);
    }
}

TEST(random_transparent_pixels_are_near_doubles)
{
    const rill_frame from = rill_frame_packed(RILL_RGBA, 25, 19);
    const uint32_t sizes[][2] = {{11, 8}, {33, 40}, {25, 7}};

    for (unsigned s = 0; s < 3; s++) {
        const rill_frame to = rill_frame_packed(RILL_RGBA, sizes[s][0], sizes[s][1]);
        const rill_resample_plan plan = whole(&from, &to);
        check_against_doubles(&from, &plan, 0.75);
    }
}

/* ---- what must not be seen ---- */

static void check_same_from_two_surroundings(rill_model model, uint32_t to_px)
{
    const rill_frame from = rill_frame_packed(model, 40, 30);
    const rill_resample_plan plan = {.across = shown(11, 17, to_px, false),
                                     .down = shown(5, 13, to_px, true),
                                     .to = rill_frame_packed(model, to_px, to_px)};
    uint32_t seed = 99;
    picture one, other, from_one, from_other;

    picture_open(&one, &from);
    picture_open(&other, &from);
    picture_fill_random(&one, &seed);
    picture_fill_random(&other, &seed);
    for (uint32_t y = 5; y < 18; y++)
        memcpy(picture_at(&other, 0, 11, y), picture_at(&one, 0, 11, y), 17 * from.plane[0].channels);
    CHECK_EQUAL(resampled(&from_one, &one, &plan, 0x00), RILL_OK);
    CHECK_EQUAL(resampled(&from_other, &other, &plan, 0xFF), RILL_OK);
    CHECK(picture_equal(&from_one, &from_other));
    picture_close(&one);
    picture_close(&other);
    picture_close(&from_one);
    picture_close(&from_other);
}

TEST(nothing_outside_a_crop_or_behind_a_row_is_seen)
{
    const rill_model models[] = {RILL_GRAY, RILL_RGBX, RILL_RGBA};

    for (unsigned m = 0; m < 3; m++)
        for (uint32_t to_px = 1; to_px < 60; to_px = to_px * 2 + 1)
            check_same_from_two_surroundings(models[m], to_px);
}

/* Planes of very unequal density: rings must hold what the lead of one plane over another needs. */
TEST(planes_of_any_density_fit_their_rings_and_the_memory_that_was_planned)
{
    const uint32_t factors[] = {1, 2, 3, 4};
    uint32_t seed = 4711;

    for (unsigned i = 0; i < 200; i++) {
        const uint32_t width_px = 1 + random_below(&seed, 60), height_px = 1 + random_below(&seed, 60);
        const uint32_t h[3] = {factors[random_below(&seed, 4)], factors[random_below(&seed, 4)], 1};
        const uint32_t v[3] = {factors[random_below(&seed, 4)], factors[random_below(&seed, 4)], 1};
        const uint32_t h_max = h[0] > h[1] ? h[0] : h[1], v_max = v[0] > v[1] ? v[0] : v[1];
        const rill_frame to =
            rill_frame_ycc(1 + random_below(&seed, 50), 1 + random_below(&seed, 50), true, true, false);
        rill_frame from = {.model = RILL_YCC, .width_px = width_px, .height_px = height_px, .n_planes = 3};
        for (uint32_t p = 0; p < 3; p++)
            from.plane[p] = (rill_plane){.width_px = (width_px * h[p] + h_max - 1) / h_max,
                                         .height_px = (height_px * v[p] + v_max - 1) / v_max,
                                         .channels = 1,
                                         .group_rows = v[p],
                                         .x = {h_max, h[p]},
                                         .y = {v_max, v[p]}};
        const rill_resample_plan plan = {.across = shown(0, width_px, to.width_px, random_bits(&seed) & 1),
                                         .down = shown(0, height_px, to.height_px, random_bits(&seed) & 1),
                                         .to = to};
        if (width_px > 12 * to.width_px || height_px > 12 * to.height_px)
            continue; /* the plan shrinks first */
        check_against_doubles(&from, &plan, 0.6);
    }
}

TEST(a_window_that_is_too_wide_is_an_error_of_ours_not_an_overrun)
{
    const rill_frame from = rill_frame_packed(RILL_GRAY, 2000, 1), to = rill_frame_packed(RILL_GRAY, 10, 1);
    const rill_resample_plan plan = whole(&from, &to);
    fake_host host;
    false_stage source;
    picture picture;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    picture_open(&picture, &from);
    false_stage_open(&source, &host.work, &picture);
    CHECK_EQUAL(rill_resample_open(&stage, &source.stage, &plan), RILL_INTERNAL);
    picture_close(&picture);
    false_stage_close(&source);
    fake_host_close(&host);
}

TEST(every_failing_allocation_is_reported)
{
    const rill_frame from = rill_frame_ycc(20, 20, true, true, false), to = rill_frame_ycc(9, 9, true, true, true);
    const rill_resample_plan plan = whole(&from, &to);
    rill_status status = RILL_MEMORY_LIMIT;

    for (uint32_t n = 1; status == RILL_MEMORY_LIMIT && n < 100; n++) {
        fake_host host;
        false_stage source;
        picture picture;
        rill_stage *stage;
        fake_host_open(&host, "", 0);
        picture_open(&picture, &from);
        false_stage_open(&source, &host.work, &picture);
        host.work.heap.fail_at = n;
        status = rill_resample_open(&stage, &source.stage, &plan);
        CHECK(status == RILL_OK || host.work.status == RILL_MEMORY_LIMIT);
        picture_close(&picture);
        fake_host_close(&host);
        false_stage_close(&source);
    }
    CHECK_EQUAL(status, RILL_OK);
}

TEST(only_a_resample_that_changes_nothing_is_the_identity)
{
    const rill_frame ycc = rill_frame_ycc(31, 23, true, true, false),
                     limited = rill_frame_ycc(31, 23, true, true, true);
    const rill_frame full = rill_frame_ycc(31, 23, false, false, false), gray = rill_frame_packed(RILL_GRAY, 31, 23);
    rill_resample_plan plan = whole(&ycc, &ycc);
    rill_frame denser = gray;

    CHECK(rill_resample_is_identity(&plan, &ycc));
    CHECK(!rill_resample_is_identity(&plan, &limited));
    CHECK(!rill_resample_is_identity(&plan, &full));
    plan.across = shown(0, 31, 31, true);
    CHECK(!rill_resample_is_identity(&plan, &ycc));
    plan = whole(&gray, &gray);
    plan.down = shown(1, 23, 23, false);
    CHECK(!rill_resample_is_identity(&plan, &gray));
    plan = whole(&gray, &gray);
    denser.plane[0].width_px = 16;
    denser.plane[0].x = (rill_grid){2, 1};
    CHECK(!rill_resample_is_identity(&plan, &denser));
}
