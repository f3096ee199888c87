/*
 * test_subsample.c - RGB to 4:2:0 against the model in doubles: chroma of the mean in gamma 0.6
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <string.h>

static void subsampled(picture *to, const picture *from, bool limited)
{
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_subsample_open(&stage, &source.stage, limited), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_subsample_memory_bytes(from->frame.width_px));
    false_stage_close(&source);
    fake_host_close(&host);
}

/* A channel's mean over a 2 x 2 block; the last column and row repeat. */
static double mean(const picture *from, uint32_t block_x, uint32_t block_y, unsigned channel)
{
    double sum = 0;

    for (uint32_t i = 0; i < 4; i++) {
        const uint32_t x = 2 * block_x + (i & 1), y = 2 * block_y + (i >> 1);
        const uint32_t right = from->frame.width_px - 1, bottom = from->frame.height_px - 1;
        const uint8_t *const pixel = picture_at(from, 0, x < right ? x : right, y < bottom ? y : bottom);
        sum += pow(pixel[channel] / 255.0, 0.6);
    }
    return 255 * pow(sum / 4, 1 / 0.6);
}

typedef struct ycc {
    double y, cb, cr;
} ycc;

static ycc ycc_of(double red, double green, double blue, bool limited)
{
    const double luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    const double luma_gain = limited ? 219.0 / 255 : 1, chroma_gain = limited ? 224.0 / 255 : 1;

    return (ycc){luma * luma_gain + (limited ? 16 : 0), 128 + chroma_gain * (blue - luma) / 1.772,
                 128 + chroma_gain * (red - luma) / 1.402};
}

static bool near(uint8_t got, double wanted, double tolerance)
{
    return fabs(got - fmin(255, fmax(0, wanted))) <= tolerance;
}

static void check_against_doubles(const picture *from, bool limited)
{
    picture to;

    subsampled(&to, from, limited);
    CHECK_EQUAL(to.frame.limited_range, limited);
    for (uint32_t y = 0; y < from->frame.height_px; y++)
        for (uint32_t x = 0; x < from->frame.width_px; x++) {
            const uint8_t *const pixel = picture_at(from, 0, x, y);
            CHECK(near(*picture_at(&to, 0, x, y), ycc_of(pixel[0], pixel[1], pixel[2], limited).y, 0.505));
        }
    for (uint32_t y = 0; y < to.frame.plane[1].height_px; y++)
        for (uint32_t x = 0; x < to.frame.plane[1].width_px; x++) {
            const ycc wanted = ycc_of(mean(from, x, y, 0), mean(from, x, y, 1), mean(from, x, y, 2), limited);
            CHECK(near(*picture_at(&to, 1, x, y), wanted.cb, 0.6));
            CHECK(near(*picture_at(&to, 2, x, y), wanted.cr, 0.6));
        }
    picture_close(&to);
}

TEST(random_pixels_follow_the_model_in_both_ranges)
{
    uint32_t seed = 23;

    for (uint32_t width_px = 1; width_px < 40; width_px = 2 * width_px + 1 + (width_px & 2))
        for (uint32_t height_px = 1; height_px < 40; height_px = 3 * height_px - 1 + (height_px & 1))
            for (unsigned limited = 0; limited < 2; limited++) {
                const rill_frame frame = rill_frame_packed(RILL_RGBX, width_px, height_px);
                picture from;
                picture_open(&from, &frame);
                picture_fill_random(&from, &seed);
                check_against_doubles(&from, limited);
                picture_close(&from);
            }
}

/* Dark values are where the table on the way back is coarsest. */
TEST(dark_and_extreme_pixels_follow_the_model)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 64, 64);
    uint32_t seed = 29;
    picture from;

    picture_open(&from, &frame);
    for (unsigned kind = 0; kind < 3; kind++) {
        for (uint32_t i = 0; i < 4 * 64 * 64; i++) {
            const uint32_t chance = random_bits(&seed);
            from.samples[0][i] = (uint8_t)(kind == 0   ? chance % 8
                                           : kind == 1 ? (chance & 1) * 255
                                                       : chance % 2 * (chance >> 8) % 20);
        }
        check_against_doubles(&from, false);
        check_against_doubles(&from, true);
    }
    picture_close(&from);
}

TEST(grays_have_neutral_chroma_and_solid_colours_stay_solid)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 6, 5);
    picture from, to;

    picture_open(&from, &frame);
    for (unsigned level = 0; level < 256; level++) {
        memset(from.samples[0], (int)level, 120);
        subsampled(&to, &from, false);
        for (uint32_t i = 0; i < 9; i++)
            CHECK(to.samples[1][i] == 128 && to.samples[2][i] == 128);
        for (uint32_t i = 0; i < 30; i++)
            CHECK_EQUAL(to.samples[0][i], level);
        picture_close(&to);
        for (uint32_t i = 0; i < 30; i++)
            memcpy(from.samples[0] + 4 * i,
                   (const uint8_t[3]){(uint8_t)(level * 3), (uint8_t)level, (uint8_t)(level * 7)}, 3);
        subsampled(&to, &from, true);
        for (uint32_t i = 0; i < 9; i++)
            CHECK(to.samples[1][i] == to.samples[1][0] && to.samples[2][i] == to.samples[2][0]);
        picture_close(&to);
    }
    picture_close(&from);
}

TEST(at_full_chroma_each_pixel_is_converted_by_itself)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 37, 5);
    uint32_t seed = 11;
    picture from, to;
    fake_host host;
    false_stage source;
    rill_stage *stage;

    picture_open(&from, &frame);
    picture_fill_random(&from, &seed);
    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, &from);
    CHECK_EQUAL(rill_rgb_to_ycc_open(&stage, &source.stage), RILL_OK);
    CHECK_EQUAL(picture_take(&to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_subsample_memory_bytes(frame.width_px));
    for (uint32_t y = 0; y < frame.height_px; y++)
        for (uint32_t x = 0; x < frame.width_px; x++) {
            const uint8_t *const pixel = picture_at(&from, 0, x, y);
            const ycc wanted = ycc_of(pixel[0], pixel[1], pixel[2], false);
            CHECK(near(*picture_at(&to, 0, x, y), wanted.y, 0.51));
            CHECK(near(*picture_at(&to, 1, x, y), wanted.cb, 0.51));
            CHECK(near(*picture_at(&to, 2, x, y), wanted.cr, 0.51));
        }
    picture_close(&from);
    picture_close(&to);
    false_stage_close(&source);
    fake_host_close(&host);
}
