/*
 * test_radius.c - rounded corners against areas by lines that run the other way
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FINE 1000 /* lines through a pixel */

static void rounded(picture *to, picture *from, uint32_t width_px, uint32_t height_px, uint32_t radius_px,
                    rill_model model)
{
    const rill_frame frame = rill_frame_packed(model, width_px, height_px);
    uint32_t seed = 5;
    fake_host host;
    false_stage source;
    rill_stage *stage;

    picture_open(from, &frame);
    picture_fill_random(from, &seed);
    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_radius_open(&stage, &source.stage, radius_px), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_radius_memory_bytes(width_px));
    false_stage_close(&source);
    fake_host_close(&host);
}

/* How far from the top the curve is on a vertical line; the corners' own axes are rx and ry. */
static double curve(double x, double width, double rx, double ry)
{
    const double in = fmin(x, width - x) < rx ? (rx - fmin(x, width - x)) / rx : 0;

    return ry - ry * sqrt(1 - in * in);
}

/* The mean over vertical lines (the stage's lie the other way) of what lies between the curves. */
static double area(uint32_t px, uint32_t py, const picture *of, double radius)
{
    const double width = of->frame.width_px, height = of->frame.height_px;
    const double rx = fmin(radius, width / 2), ry = fmin(radius, height / 2);
    double sum = 0;

    for (unsigned i = 0; i < FINE; i++) {
        const double top = curve(px + (i + 0.5) / FINE, width, rx, ry);
        sum += fmax(0, fmin(py + 1, height - top) - fmax(py, top));
    }
    return sum / FINE;
}

TEST(corners_have_the_alpha_of_their_area)
{
    static const uint32_t cases[][3] = {{40, 30, 1},  {40, 30, 7},  {40, 30, 15}, {40, 30, 8192}, {31, 31, 8192},
                                        {1, 1, 8192}, {1, 9, 8192}, {2, 2, 1},    {5, 3, 2},      {64, 7, 20}};

    for (unsigned c = 0; c < sizeof cases / sizeof *cases; c++)
        for (rill_model model = RILL_RGBX; model <= RILL_RGBA; model++) {
            picture from, to;
            double worst = 0;
            rounded(&to, &from, cases[c][0], cases[c][1], cases[c][2], model);
            CHECK_EQUAL(to.frame.model, RILL_RGBA);
            for (uint32_t y = 0; y < cases[c][1]; y++)
                for (uint32_t x = 0; x < cases[c][0]; x++) {
                    const uint8_t *const pixel = picture_at(&from, 0, x, y), *const got = picture_at(&to, 0, x, y);
                    const double alpha = model == RILL_RGBA ? pixel[3] : 255;
                    worst = fmax(worst, fabs(got[3] - alpha * area(x, y, &from, cases[c][2])));
                    CHECK(memcmp(pixel, got, 3) == 0 || got[3] == 0);
                }
            if (!CHECK(worst <= 2))
                printf("    %u x %u, radius %u: %.2f\n", (unsigned)cases[c][0], (unsigned)cases[c][1],
                       (unsigned)cases[c][2], worst);
            picture_close(&from);
            picture_close(&to);
        }
}

/* Over the whole picture: pi r^2 of a circle. */
TEST(a_round_picture_has_the_area_of_a_circle)
{
    picture from, to;
    double sum = 0;

    rounded(&to, &from, 200, 200, 8192, RILL_RGBX);
    for (uint32_t y = 0; y < 200; y++)
        for (uint32_t x = 0; x < 200; x++)
            sum += picture_at(&to, 0, x, y)[3] / 255.0;
    CHECK(fabs(sum / (3.14159265358979 * 100 * 100) - 1) < 1e-4);
    picture_close(&from);
    picture_close(&to);
}
