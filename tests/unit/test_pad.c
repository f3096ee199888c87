/*
 * test_pad.c - bars on four sides, the picture untouched between them
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <string.h>

/* Pads a random 5 x 4 picture; checks every pixel of the result. */
static void check_pad(rill_model model, uint32_t left_px, uint32_t top_px, uint32_t right_px, uint32_t bottom_px,
                      rill_colour bars)
{
    const rill_frame frame = rill_frame_packed(model, 5, 4);
    const uint32_t width_px = left_px + 5 + right_px, height_px = top_px + 4 + bottom_px;
    const uint8_t bar[4] = {bars.red, bars.green, bars.blue, bars.alpha};
    uint32_t seed = 3;
    picture from, to;
    fake_host host;
    false_stage source;
    rill_stage *stage;

    picture_open(&from, &frame);
    picture_fill_random(&from, &seed);
    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, &from);
    CHECK_EQUAL(rill_pad_open(&stage, &source.stage, left_px, top_px, width_px, height_px, bars), RILL_OK);
    CHECK_EQUAL(picture_take(&to, stage), RILL_OK);
    CHECK_EQUAL(to.frame.model, model == RILL_RGBA || bars.alpha != 255 ? RILL_RGBA : RILL_RGBX);
    CHECK(to.frame.width_px == width_px && to.frame.height_px == height_px);
    CHECK(host.work.heap.peak_bytes <= rill_pad_memory_bytes(width_px));
    for (uint32_t y = 0; y < height_px; y++)
        for (uint32_t x = 0; x < width_px; x++) {
            const bool inside = x >= left_px && x < left_px + 5 && y >= top_px && y < top_px + 4;
            const uint8_t *const got = picture_at(&to, 0, x, y);
            const uint8_t *const wanted = inside ? picture_at(&from, 0, x - left_px, y - top_px) : bar;
            CHECK(memcmp(got, wanted, 3) == 0);
            /* A picture without alpha is opaque, whatever its fourth byte held. */
            if (to.frame.model == RILL_RGBA)
                CHECK_EQUAL(got[3], inside && model == RILL_RGBX ? 255 : wanted[3]);
        }
    picture_close(&from);
    picture_close(&to);
    false_stage_close(&source);
    fake_host_close(&host);
}

TEST(bars_lie_around_the_picture)
{
    const rill_colour colours[] = {{1, 2, 3, 255}, {9, 8, 7, 100}, {0, 0, 0, 0}};

    for (unsigned sides = 0; sides < 16; sides++)
        for (unsigned c = 0; c < 3; c++)
            for (unsigned alpha = 0; alpha < 2; alpha++)
                check_pad(alpha ? RILL_RGBA : RILL_RGBX, sides & 1 ? 3 : 0, sides & 2 ? 2 : 0, sides & 4 ? 7 : 0,
                          sides & 8 ? 1 : 0, colours[c]);
}
