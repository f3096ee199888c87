/*
 * test_flatten.c - a colour behind pixels: Porter and Duff's "over" in doubles
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <string.h>

/* All 256 alphas of a few colours, as one picture of 256 columns. */
static void flattened(picture *to, picture *from, rill_colour behind)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 256, 5);
    fake_host host;
    false_stage source;
    rill_stage *stage;

    picture_open(from, &frame);
    for (uint32_t y = 0; y < 5; y++)
        for (uint32_t x = 0; x < 256; x++)
            memcpy(picture_at(from, 0, x, y),
                   (const uint8_t[4]){(uint8_t)(y * 63), (uint8_t)(255 - y), 128, (uint8_t)x}, 4);
    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_flatten_open(&stage, &source.stage, behind), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_flatten_memory_bytes(&frame));
    false_stage_close(&source);
    fake_host_close(&host);
}

TEST(over_a_colour_is_right_to_half_a_level_for_every_alpha)
{
    const rill_colour colours[] = {{255, 255, 255, 255}, {0, 0, 0, 255}, {10, 200, 99, 255},
                                   {10, 200, 99, 128},   {255, 0, 1, 1}, {7, 8, 9, 0}};

    for (unsigned c = 0; c < 6; c++) {
        const uint8_t below[3] = {colours[c].red, colours[c].green, colours[c].blue};
        picture from, to;
        flattened(&to, &from, colours[c]);
        CHECK_EQUAL(to.frame.model, colours[c].alpha == 255 ? RILL_RGBX : RILL_RGBA);
        for (uint32_t y = 0; y < 5; y++)
            for (uint32_t x = 0; x < 256; x++) {
                const uint8_t *const pixel = picture_at(&from, 0, x, y), *const got = picture_at(&to, 0, x, y);
                const double above = pixel[3] / 255.0, through = (1 - above) * colours[c].alpha / 255.0;
                const double alpha = above + through;
                CHECK(fabs(got[3] - alpha * 255) <= 0.5001);
                for (unsigned channel = 0; channel < 3; channel++) {
                    const double wanted = alpha == 0 ? 0 : (pixel[channel] * above + below[channel] * through) / alpha;
                    CHECK(fabs(got[channel] - wanted) <= 0.5001);
                }
            }
        picture_close(&from);
        picture_close(&to);
    }
}

TEST(opaque_pixels_and_an_empty_background_change_nothing)
{
    picture from, over_white, over_nothing;
    flattened(&over_white, &from, (rill_colour){255, 255, 255, 255});
    picture_close(&from);
    flattened(&over_nothing, &from, (rill_colour){1, 2, 3, 0});
    for (uint32_t y = 0; y < 5; y++) {
        CHECK(memcmp(picture_at(&over_white, 0, 255, y), picture_at(&from, 0, 255, y), 4) == 0);
        CHECK(memcmp(picture_at(&over_white, 0, 0, y), "\xFF\xFF\xFF\xFF", 4) == 0);
        CHECK(memcmp(picture_at(&over_nothing, 0, 1, y), picture_at(&from, 0, 1, y), 4 * 255) == 0);
    }
    picture_close(&from);
    picture_close(&over_white);
    picture_close(&over_nothing);
}
