/*
 * test_adjust.c - tones, saturation and tint against their formulas in doubles
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEUTRAL .brightness = 10000, .contrast = 10000, .gamma = 10000, .saturation = 10000

/* Rows of random colours; the first is gray. */
static void adjusted(picture *to, picture *from, const rill_adjust_plan *plan, rill_model model)
{
    const rill_frame frame = rill_frame_packed(model, 256, 16);
    uint32_t seed = 7;
    fake_host host;
    false_stage source;
    rill_stage *stage;

    picture_open(from, &frame);
    picture_fill_random(from, &seed);
    for (uint32_t x = 0; x < 256; x++)
        memset(picture_at(from, 0, x, 0), (int)x, 3);
    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_adjust_open(&stage, &source.stage, plan), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_adjust_memory_bytes(256));
    false_stage_close(&source);
    fake_host_close(&host);
}

static double cut(double value)
{
    return fmin(fmax(value, 0), 1);
}

static double luma(const double rgb[3])
{
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

static void twin(const rill_adjust_plan *plan, const uint8_t *pixel, double wanted[3])
{
    const double tint[3] = {plan->tint.red / 255.0, plan->tint.green / 255.0, plan->tint.blue / 255.0};
    const double tint_luma = luma(tint), strength = plan->tint.alpha / 255.0;
    double toned[3];

    for (unsigned i = 0; i < 3; i++) {
        const double bright = pixel[i] / 255.0 * plan->brightness / 1e4;
        toned[i] = pow(cut((bright - 0.5) * plan->contrast / 1e4 + 0.5), 1e4 / plan->gamma);
    }
    const double l = luma(toned);
    for (unsigned i = 0; i < 3; i++) {
        const double saturated = l + (toned[i] - l) * plan->saturation / 1e4;
        const double whole = l < tint_luma    ? tint[i] * l / tint_luma
                             : tint_luma == 1 ? 1
                                              : 1 - (1 - tint[i]) * (1 - l) / (1 - tint_luma);
        wanted[i] = 255 * cut(saturated + (whole - saturated) * strength);
    }
}

static const rill_adjust_plan plans[] = {
    {NEUTRAL},
    {.brightness = 0, .contrast = 10000, .gamma = 10000, .saturation = 10000},
    {.brightness = 5000, .contrast = 10000, .gamma = 10000, .saturation = 10000},
    {.brightness = 100000, .contrast = 10000, .gamma = 10000, .saturation = 10000},
    {.brightness = 10000, .contrast = 0, .gamma = 10000, .saturation = 10000},
    {.brightness = 10000, .contrast = 15000, .gamma = 10000, .saturation = 10000},
    {.brightness = 10000, .contrast = 100000, .gamma = 10000, .saturation = 10000},
    {.brightness = 10000, .contrast = 10000, .gamma = 1000, .saturation = 10000},
    {.brightness = 10000, .contrast = 10000, .gamma = 22000, .saturation = 10000},
    {.brightness = 10000, .contrast = 10000, .gamma = 100000, .saturation = 10000},
    {.brightness = 10000, .contrast = 10000, .gamma = 10000, .saturation = 0},
    {.brightness = 10000, .contrast = 10000, .gamma = 10000, .saturation = 17001},
    {.brightness = 10000, .contrast = 10000, .gamma = 10000, .saturation = 100000},
    {.brightness = 12345, .contrast = 8765, .gamma = 14142, .saturation = 6543},
    {NEUTRAL, .tint = {112, 66, 20, 255}},
    {NEUTRAL, .tint = {0, 0, 255, 255}},
    {NEUTRAL, .tint = {0, 0, 0, 255}},
    {NEUTRAL, .tint = {255, 255, 255, 255}},
    {NEUTRAL, .tint = {255, 0, 0, 1}},
    {.brightness = 11000, .contrast = 12000, .gamma = 9000, .saturation = 13000, .tint = {9, 200, 130, 128}},
};

TEST(every_adjustment_is_within_one_level_of_its_formula)
{
    for (unsigned p = 0; p < sizeof plans / sizeof *plans; p++) {
        picture from, to;
        double worst = 0;
        adjusted(&to, &from, &plans[p], RILL_RGBX);
        CHECK_EQUAL(to.frame.model, RILL_RGBX);
        for (uint32_t y = 0; y < 16; y++)
            for (uint32_t x = 0; x < 256; x++) {
                double wanted[3];
                twin(&plans[p], picture_at(&from, 0, x, y), wanted);
                for (unsigned i = 0; i < 3; i++)
                    worst = fmax(worst, fabs(picture_at(&to, 0, x, y)[i] - wanted[i]));
            }
        if (!CHECK(worst < 0.8)) /* half a level, and what is lost on the way */
            printf("    case %u: %.3f\n", p, worst);
        picture_close(&from);
        picture_close(&to);
    }
}

TEST(gray_stays_gray_unless_it_is_tinted_and_alpha_stays)
{
    for (unsigned p = 0; p < sizeof plans / sizeof *plans; p++) {
        picture from, to;
        adjusted(&to, &from, &plans[p], RILL_RGBA);
        CHECK_EQUAL(to.frame.model, RILL_RGBA);
        for (uint32_t x = 0; x < 256; x++) {
            const uint8_t *const gray = picture_at(&to, 0, x, 0);
            CHECK((gray[0] == gray[1] && gray[1] == gray[2]) || plans[p].tint.alpha != 0);
            for (uint32_t y = 0; y < 16; y++)
                CHECK_EQUAL(picture_at(&to, 0, x, y)[3], picture_at(&from, 0, x, y)[3]);
        }
        picture_close(&from);
        picture_close(&to);
    }
}

TEST(neutral_values_are_neutral_and_no_others)
{
    for (unsigned p = 0; p < sizeof plans / sizeof *plans; p++)
        CHECK_EQUAL(rill_adjust_is_neutral(&plans[p]), p == 0);
}
