/*
 * test_png_filter.c - which bands are sent as they are, and which filter a row gets
 */
#include "check.h"
#include "encode/png_filter.h"
#include "picture.h"
#include "simd/png_kernels.h"

#include <string.h>

#define WIDTH 200
#define HEIGHT 100

typedef uint8_t draw(uint32_t x, uint32_t y, uint32_t channel, uint32_t *seed);

static uint8_t noise(uint32_t x, uint32_t y, uint32_t channel, uint32_t *seed)
{
    (void)x, (void)y, (void)channel;
    return (uint8_t)random_bits(seed);
}

static uint8_t stripes(uint32_t x, uint32_t y, uint32_t channel, uint32_t *seed)
{
    (void)y, (void)seed;
    return (uint8_t)(x / 3 % 7 * (30 + channel));
}

/* Steep from left to right, and each row as the one above. */
static uint8_t columns(uint32_t x, uint32_t y, uint32_t channel, uint32_t *seed)
{
    (void)y, (void)seed;
    return (uint8_t)(x * x * (channel + 1));
}

/* Kind of the first band, and the filter of its second row. */
static rill_png_kind kind_of(rill_model model, draw *drawn, unsigned *filter)
{
    const rill_frame frame = rill_frame_packed(model, WIDTH, HEIGHT);
    const uint32_t channels = frame.plane[0].channels;
    uint8_t row[WIDTH * 4 + RILL_ROW_PADDING_BYTES] = {0};
    fake_host host;
    rill_png_bands bands;
    uint32_t seed = 9, y = 0;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(rill_png_bands_open(&bands, &frame, &host.work), RILL_OK);
    do {
        for (uint32_t i = 0; i < WIDTH * channels; i++)
            row[i] = drawn(i / channels, y, i % channels, &seed);
        y++;
    } while (!rill_png_bands_add(&bands, row));
    const rill_png_kind kind = rill_png_bands_kind(&bands);
    *filter = rill_png_bands_filter(&bands, kind, 1)[0];
    fake_host_close(&host);
    return kind;
}

TEST(a_drawing_is_sent_without_filters)
{
    const rill_model models[] = {RILL_GRAY, RILL_RGBX, RILL_RGBA};
    unsigned filter;

    for (int i = 0; i < 3; i++) {
        CHECK_EQUAL(kind_of(models[i], stripes, &filter), RILL_PNG_FEW_COLOURS);
        CHECK_EQUAL(filter, RILL_PNG_NONE);
    }
}

TEST(noise_has_many_colours_in_gray_too)
{
    const rill_model models[] = {RILL_GRAY, RILL_RGBX, RILL_RGBA};
    unsigned filter;

    for (int i = 0; i < 3; i++)
        CHECK_EQUAL(kind_of(models[i], noise, &filter), RILL_PNG_MANY_COLOURS);
}

TEST(a_row_like_the_one_above_gets_the_filter_that_leaves_nothing)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBX, WIDTH, HEIGHT);
    uint8_t row[WIDTH * 4 + RILL_ROW_PADDING_BYTES] = {0};
    fake_host host;
    rill_png_bands bands;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(rill_png_bands_open(&bands, &frame, &host.work), RILL_OK);
    for (uint32_t i = 0; i < WIDTH * 4; i++)
        row[i] = columns(i / 4, 0, i % 4, NULL);
    rill_png_bands_add(&bands, row);
    rill_png_bands_add(&bands, row);
    const uint8_t *const sent = rill_png_bands_filter(&bands, RILL_PNG_MANY_COLOURS, 1);
    for (uint32_t i = 1; i <= WIDTH * 3; i++)
        CHECK_EQUAL(sent[i], 0);
    fake_host_close(&host);
}
