/*
 * test_blur.c - blur and sharpen against the Gaussian's definition in doubles
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum content { NOISE, LINES, EDGES, FLAT } content;

static void fill(picture *from, content what)
{
    uint32_t seed = 3;

    picture_fill_random(from, &seed);
    for (uint32_t y = 0; y < from->frame.height_px && what != NOISE; y++)
        for (uint32_t x = 0; x < from->frame.width_px; x++) {
            uint8_t *const pixel = picture_at(from, 0, x, y);
            const bool line = x == 0 || y == 0 || x % 25 == 7 || (x + y) % 26 == 3;
            const bool edge = x > from->frame.width_px / 3 && y > from->frame.height_px / 2;
            const bool on = what == LINES ? line : edge;
            if (what == FLAT)
                memcpy(pixel, (const uint8_t[4]){200, 17, 99, 255}, 4);
            else
                memcpy(pixel, on ? (const uint8_t[4]){255, 250, 0, 255} : (const uint8_t[4]){0, 1, 255, 40}, 4);
        }
}

static void blurred(picture *to, const picture *from, const rill_blur_plan *plan)
{
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_blur_open(&stage, &source.stage, plan), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK(host.work.heap.peak_bytes <= rill_blur_memory_bytes(from->frame.width_px, from->frame.height_px, plan));
    false_stage_close(&source);
    fake_host_close(&host);
}

/* One axis: the Gaussian over everything inside, summing to one. */
static void blur_line(const double *from, double *to, uint32_t n, size_t step, const double *gauss)
{
    for (uint32_t i = 0; i < n; i++) {
        double sum = 0, weights = 0;
        for (uint32_t k = 0; k < n; k++) {
            const double weight = gauss[i < k ? k - i : i - k];
            sum += weight * from[k * step];
            weights += weight;
        }
        to[i * step] = sum / weights;
    }
}

/* Premultiplied, 4 doubles a pixel. */
static double *twin(const picture *from, double sigma)
{
    const uint32_t width = from->frame.width_px, height = from->frame.height_px;
    const size_t n = (size_t)width * height * 4;
    double *const a = malloc(n * sizeof *a), *const b = malloc(n * sizeof *b);
    double gauss[1024];

    for (unsigned i = 0; i < 1024; i++)
        gauss[i] = exp(-0.5 * i * i / (sigma * sigma));
    for (size_t i = 0; i < n; i += 4) {
        const uint8_t *const pixel = from->samples[0] + i;
        a[i + 3] = from->frame.model == RILL_RGBA ? pixel[3] : 255;
        for (unsigned c = 0; c < 3; c++)
            a[i + c] = pixel[c] * a[i + 3] / 255;
    }
    for (size_t i = 0; i < (size_t)height * 4; i++)
        blur_line(a + i / 4 * width * 4 + i % 4, b + i / 4 * width * 4 + i % 4, width, 4, gauss);
    for (size_t i = 0; i < (size_t)width * 4; i++)
        blur_line(b + i, a + i, height, (size_t)width * 4, gauss);
    free(b);
    return a;
}

static double luma(const double *p)
{
    return 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
}

/* The largest difference of a channel, as it shows on a background: times alpha. */
static double difference(const picture *from, const picture *got, const rill_blur_plan *plan)
{
    double *const wanted = twin(from, plan->sigma / 1e4);
    double worst = 0;

    for (size_t i = 0; i < (size_t)from->frame.width_px * from->frame.height_px; i++) {
        const uint8_t *const pixel = from->samples[0] + 4 * i, *const out = got->samples[0] + 4 * i;
        const bool alpha = from->frame.model == RILL_RGBA;
        const double opacity = plan->amount == 0 ? wanted[4 * i + 3] / 255 : alpha ? pixel[3] / 255.0 : 1;
        const double rgb[3] = {pixel[0], pixel[1], pixel[2]};
        const double blurred_opacity = wanted[4 * i + 3] / 255;
        for (unsigned c = 0; c < 3; c++) {
            const double blur = wanted[4 * i + c] / blurred_opacity;
            const double added = (luma(rgb) - luma(wanted + 4 * i) / blurred_opacity) * plan->amount / 1e4;
            const double want = plan->amount == 0 ? blur : fmin(fmax(rgb[c] + added, 0), 255);
            worst = fmax(worst, fabs(out[c] - want) * opacity);
        }
        if (alpha && plan->amount == 0)
            worst = fmax(worst, fabs(out[3] - wanted[4 * i + 3]));
        if (alpha && plan->amount != 0)
            CHECK_EQUAL(out[3], pixel[3]);
    }
    free(wanted);
    return worst;
}

static void compare(rill_model model, uint32_t width_px, uint32_t height_px, content what, rill_blur_plan plan,
                    double most)
{
    const rill_frame frame = rill_frame_packed(model, width_px, height_px);
    picture from, to;

    picture_open(&from, &frame);
    fill(&from, what);
    blurred(&to, &from, &plan);
    CHECK_EQUAL(to.frame.model, model);
    const double worst = difference(&from, &to, &plan);
    if (!CHECK(worst <= most))
        printf("    model %d, %u x %u, content %d, sigma %u, amount %u: %.3f\n", (int)model, (unsigned)width_px,
               (unsigned)height_px, (int)what, (unsigned)plan.sigma, (unsigned)plan.amount, worst);
    picture_close(&from);
    picture_close(&to);
}

TEST(blur_is_the_gaussian_to_one_level_at_every_sigma)
{
    static const uint32_t sigmas[] = {3000, 10000, 34567, 119999, 120000, 200000, 290000, 1000000};
    static const uint32_t sizes[][2] = {{97, 61}, {1, 40}, {33, 1}, {3, 2}};

    for (unsigned s = 0; s < sizeof sigmas / sizeof *sigmas; s++)
        for (unsigned size = 0; size < 4; size++)
            for (content what = NOISE; what <= EDGES; what++) {
                compare(RILL_RGBX, sizes[size][0], sizes[size][1], what, (rill_blur_plan){.sigma = sigmas[s]}, 1);
                compare(RILL_RGBA, sizes[size][0], sizes[size][1], what, (rill_blur_plan){.sigma = sigmas[s]}, 1.1);
            }
}

TEST(large_pictures_are_blurred_as_exactly)
{
    compare(RILL_RGBX, 401, 203, LINES, (rill_blur_plan){.sigma = 250000}, 1);
    compare(RILL_RGBX, 203, 401, NOISE, (rill_blur_plan){.sigma = 1000000}, 1);
}

TEST(sharpening_adds_the_difference_of_lumas)
{
    static const uint32_t sigmas[] = {3000, 10000, 100000};
    static const uint32_t amounts[] = {1, 8000, 10000, 100000};

    for (unsigned s = 0; s < 3; s++)
        for (unsigned a = 0; a < 4; a++)
            for (content what = NOISE; what <= EDGES; what++) {
                const rill_blur_plan plan = {.sigma = sigmas[s], .amount = amounts[a]};
                const double most = 0.55 + 0.45 * amounts[a] / 1e4; /* what the mask is off by is added as often */
                compare(RILL_RGBX, 67, 45, what, plan, most);
            }
    for (content what = LINES; what <= EDGES; what++)
        compare(RILL_RGBA, 67, 45, what, (rill_blur_plan){.sigma = 10000, .amount = 10000}, 1.2);
}

TEST(a_flat_colour_stays_exactly_that_colour)
{
    static const rill_blur_plan plans[] = {{3000, 0}, {87654, 0}, {333333, 0}, {1000000, 0}, {10000, 100000}};

    for (unsigned p = 0; p < sizeof plans / sizeof *plans; p++)
        for (rill_model model = RILL_RGBX; model <= RILL_RGBA; model++) {
            const rill_frame frame = rill_frame_packed(model, 53, 71);
            picture from, to;
            picture_open(&from, &frame);
            fill(&from, FLAT);
            blurred(&to, &from, &plans[p]);
            CHECK(picture_equal(&from, &to));
            picture_close(&from);
            picture_close(&to);
        }
}
