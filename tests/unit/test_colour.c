/*
 * test_colour.c - conversions against the formulas in doubles
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <string.h>

typedef rill_status (*opener)(rill_stage **stage, rill_stage *from);

static void converted(picture *to, const picture *from, opener open)
{
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(open(&stage, &source.stage), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_colour_memory_bytes(from->frame.width_px));
    false_stage_close(&source);
    fake_host_close(&host);
}

/* Is 'got' the value rounded (constants have 16 bits) and clamped? */
static bool rounds_to(uint8_t got, double value)
{
    return fabs(got - fmin(255, fmax(0, value))) <= 0.503;
}

TEST(ycc_becomes_rgb_by_jfifs_formula)
{
    const rill_frame frame = rill_frame_ycc(256, 256, false, false, false);
    picture from, to;

    picture_open(&from, &frame);
    for (unsigned luma = 0; luma < 256; luma += 15) {
        for (uint32_t y = 0; y < 256; y++)
            for (uint32_t x = 0; x < 256; x++) {
                *picture_at(&from, 0, x, y) = (uint8_t)luma;
                *picture_at(&from, 1, x, y) = (uint8_t)x;
                *picture_at(&from, 2, x, y) = (uint8_t)y;
            }
        converted(&to, &from, rill_ycc_to_rgb_open);
        CHECK_EQUAL(to.frame.model, RILL_RGBX);
        for (uint32_t y = 0; y < 256; y++)
            for (uint32_t x = 0; x < 256; x++) {
                const double cb = x - 128.0, cr = y - 128.0;
                const uint8_t *const pixel = picture_at(&to, 0, x, y);
                if (!CHECK(rounds_to(pixel[0], luma + 1.402 * cr)) ||
                    !CHECK(rounds_to(pixel[1], luma - 0.344136286 * cb - 0.714136286 * cr)) ||
                    !CHECK(rounds_to(pixel[2], luma + 1.772 * cb)))
                    return;
            }
        picture_close(&to);
    }
    picture_close(&from);
}

TEST(rgb_becomes_gray_by_bt601)
{
    for (unsigned model = 0; model < 2; model++) {
        const rill_frame frame = rill_frame_packed(model ? RILL_RGBA : RILL_RGBX, 500, 40);
        uint32_t seed = 17;
        picture from, to;
        picture_open(&from, &frame);
        picture_fill_random(&from, &seed);
        converted(&to, &from, rill_rgb_to_gray_open);
        CHECK_EQUAL(to.frame.model, model ? RILL_RGBA : RILL_GRAY);
        for (uint32_t y = 0; y < 40; y++)
            for (uint32_t x = 0; x < 500; x++) {
                const uint8_t *const pixel = picture_at(&from, 0, x, y), *const got = picture_at(&to, 0, x, y);
                CHECK(rounds_to(got[0], 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]));
                if (model)
                    CHECK(got[1] == got[0] && got[2] == got[0] && got[3] == pixel[3]);
            }
        picture_close(&from);
        picture_close(&to);
    }
}

TEST(gray_becomes_rgb_and_gray_again_unchanged)
{
    const rill_frame frame = rill_frame_packed(RILL_GRAY, 256, 1);
    picture from, rgb, back;

    picture_open(&from, &frame);
    for (uint32_t x = 0; x < 256; x++)
        *picture_at(&from, 0, x, 0) = (uint8_t)x;
    converted(&rgb, &from, rill_gray_to_rgb_open);
    for (uint32_t x = 0; x < 256; x++)
        CHECK(memcmp(picture_at(&rgb, 0, x, 0), (const uint8_t[4]){(uint8_t)x, (uint8_t)x, (uint8_t)x, 255}, 4) == 0);
    converted(&back, &rgb, rill_rgb_to_gray_open);
    CHECK(picture_equal(&from, &back));
    picture_close(&from);
    picture_close(&rgb);
    picture_close(&back);
}

TEST(gray_as_ycc_is_its_luma_and_neutral_chroma_at_every_size)
{
    uint32_t seed = 19;

    for (uint32_t width_px = 1; width_px <= 5; width_px++)
        for (uint32_t height_px = 1; height_px <= 5; height_px++) {
            rill_frame frame = rill_frame_packed(RILL_GRAY, width_px, height_px);
            picture from, to;
            frame.limited_range = width_px & 1;
            picture_open(&from, &frame);
            picture_fill_random(&from, &seed);
            converted(&to, &from, rill_gray_to_ycc_open);
            CHECK_EQUAL(to.frame.limited_range, frame.limited_range);
            CHECK(memcmp(to.samples[0], from.samples[0], width_px * height_px) == 0);
            CHECK_EQUAL(to.frame.plane[1].width_px, (width_px + 1) / 2);
            for (uint32_t p = 1; p < 3; p++)
                for (uint32_t i = 0; i < to.frame.plane[p].width_px * to.frame.plane[p].height_px; i++)
                    CHECK_EQUAL(to.samples[p][i], 128);
            picture_close(&from);
            picture_close(&to);
        }
}
