/*
 * test_png_palette.c - pictures of few colours, palettes that are chosen, and the cheapest parse
 */
#include "check.h"
#include "codec.h"
#include "encode/png_palette.h"
#include "encode/quantise.h"

#include <string.h>

#define DEPTH_AT 24 /* in a PNG: bits, then colour type */
#define GRAY_TYPE 0
#define RGB_TYPE 2
#define PALETTE_TYPE 3
#define RGBA_TYPE 6

/* Many colours that all differ, and their alphas do not. */
static void paint(const picture *drawn, uint32_t n_colours, uint8_t alpha)
{
    uint32_t seed = 5;

    for (uint32_t y = 0; y < drawn->frame.height_px; y++)
        for (uint32_t x = 0; x < drawn->frame.width_px; x++) {
            const uint32_t number = y == 0 && x < n_colours ? x : random_below(&seed, n_colours);
            const uint8_t sample[4] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number * 7), alpha};
            memcpy(picture_at(drawn, 0, x, y), sample, drawn->frame.plane[0].channels);
        }
}

static rill_frame frame_of(rill_model model)
{
    return rill_frame_packed(model, 300, 9);
}

static void encode(coded *file, const picture *from, const rill_encode_plan *plan)
{
    fake_host host;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(codec_encode(file, &host.work, &rill_png_encoder, from, plan), RILL_OK);
    fake_host_close(&host);
}

static void decode(const coded *file, picture *to)
{
    fake_host host;
    rill_image_info info;

    fake_host_open(&host, file->bytes, file->n_bytes);
    CHECK_EQUAL(codec_decode(&host, &rill_png_decoder, &info, to), RILL_OK);
    fake_host_close(&host);
}

/* As RGBA, whatever the model of either. */
static bool same_pixel(const picture *a, const picture *b, uint32_t x, uint32_t y)
{
    uint8_t seen[2][4];
    const picture *const both[] = {a, b};

    for (int i = 0; i < 2; i++) {
        const uint8_t *const sample = picture_at(both[i], 0, x, y);
        const rill_model model = both[i]->frame.model;
        for (int c = 0; c < 3; c++)
            seen[i][c] = sample[model == RILL_GRAY ? 0 : c];
        seen[i][3] = model == RILL_RGBA ? sample[3] : 255;
    }
    return memcmp(seen[0], seen[1], 4) == 0;
}

static bool same_pixels(const picture *a, const coded *file)
{
    picture decoded;
    bool same = true;

    decode(file, &decoded);
    for (uint32_t y = 0; y < a->frame.height_px; y++)
        for (uint32_t x = 0; x < a->frame.width_px; x++)
            same = same && same_pixel(a, &decoded, x, y);
    picture_close(&decoded);
    return same;
}

/* Written of so many colours, with every effort and both ways to wait: comes back, and in so many bits. */
static void check_few(rill_model model, uint32_t n_colours, uint8_t alpha, uint8_t bits, uint8_t type)
{
    const rill_frame frame = frame_of(model);
    picture drawn;
    coded file;

    picture_open(&drawn, &frame);
    paint(&drawn, n_colours, alpha);
    for (unsigned effort = 0; effort <= 6; effort++)
        for (unsigned asked = 0; asked < 2; asked++) {
            const rill_encode_plan plan = {
                .effort = effort, .colours = asked ? 256 : 0, .few_colours = !asked, .dither = 10000};
            encode(&file, &drawn, &plan);
            CHECK(same_pixels(&drawn, &file));
            CHECK_EQUAL(file.bytes[DEPTH_AT], bits);
            CHECK_EQUAL(file.bytes[DEPTH_AT + 1], type);
        }
    picture_close(&drawn);
}

TEST(a_picture_of_few_colours_is_written_in_as_few_bits_as_hold_them)
{
    check_few(RILL_RGBX, 2, 0, 1, PALETTE_TYPE);
    check_few(RILL_RGBX, 3, 0, 2, PALETTE_TYPE);
    check_few(RILL_RGBX, 16, 0, 4, PALETTE_TYPE);
    check_few(RILL_RGBX, 17, 0, 8, PALETTE_TYPE);
    check_few(RILL_RGBX, 256, 0, 8, PALETTE_TYPE);
    check_few(RILL_RGBA, 4, 90, 2, PALETTE_TYPE);
    check_few(RILL_RGBA, 256, 0, 8, PALETTE_TYPE);
    check_few(RILL_GRAY, 2, 0, 1, PALETTE_TYPE); /* black, and 1 of 255 */
    check_few(RILL_GRAY, 200, 0, 8, GRAY_TYPE);
}

TEST(levels_on_the_scale_of_few_bits_are_gray_and_need_no_palette)
{
    const uint32_t levels[] = {2, 4, 16};
    const uint8_t bits[] = {1, 2, 4};
    const rill_encode_plan plan = {.effort = 4, .few_colours = true};
    const rill_frame frame = frame_of(RILL_RGBX);
    picture drawn;
    coded file;

    for (int i = 0; i < 3; i++) {
        picture_open(&drawn, &frame);
        for (uint32_t y = 0; y < frame.height_px; y++)
            for (uint32_t x = 0; x < frame.width_px; x++)
                memset(picture_at(&drawn, 0, x, y), (int)((x * y + x) % levels[i] * 255 / (levels[i] - 1)), 4);
        encode(&file, &drawn, &plan);
        CHECK(same_pixels(&drawn, &file));
        CHECK_EQUAL(file.bytes[DEPTH_AT], bits[i]);
        CHECK_EQUAL(file.bytes[DEPTH_AT + 1], GRAY_TYPE);
        picture_close(&drawn);
    }
}

TEST(with_257_colours_the_bytes_are_those_of_a_picture_that_never_waited)
{
    const rill_encode_plan at_once = {.effort = 4}, waits = {.effort = 4, .few_colours = true};
    const rill_model models[] = {RILL_RGBX, RILL_RGBA};
    picture drawn;
    coded wanted, file;

    for (int i = 0; i < 2; i++) {
        const rill_frame frame = frame_of(models[i]);
        picture_open(&drawn, &frame);
        paint(&drawn, 257, 255);
        encode(&wanted, &drawn, &at_once);
        encode(&file, &drawn, &waits);
        CHECK_EQUAL(file.n_bytes, wanted.n_bytes);
        CHECK(memcmp(file.bytes, wanted.bytes, wanted.n_bytes) == 0);
        picture_close(&drawn);
    }
}

TEST(a_palette_that_is_larger_than_the_pixels_is_left_out)
{
    const rill_encode_plan plan = {.effort = 4, .few_colours = true};
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 4, 4);
    picture drawn;
    coded file;

    picture_open(&drawn, &frame);
    paint(&drawn, 16, 0);
    encode(&file, &drawn, &plan);
    CHECK(same_pixels(&drawn, &file));
    CHECK_EQUAL(file.bytes[DEPTH_AT + 1], RGB_TYPE);
    picture_close(&drawn);
}

TEST(a_profile_of_rgb_keeps_gray_pixels_from_becoming_gray)
{
    uint8_t icc[132] = {0, 0, 0, 132};
    const rill_encode_plan plan = {.effort = 4, .few_colours = true, .icc = icc, .icc_bytes = sizeof icc};
    const rill_frame frame = frame_of(RILL_RGBX);
    picture drawn;
    coded file;

    picture_open(&drawn, &frame);
    for (uint32_t x = 0; x < 300; x += 2)
        memset(picture_at(&drawn, 0, x, 3), 255, 4);
    encode(&file, &drawn, &plan);
    CHECK_EQUAL(file.bytes[DEPTH_AT], 1);
    CHECK_EQUAL(file.bytes[DEPTH_AT + 1], PALETTE_TYPE);
    picture_close(&drawn);
}

TEST(chosen_levels_of_gray_are_what_is_written)
{
    const rill_encode_plan plan = {.effort = 4, .colours = 40};
    const rill_frame frame = frame_of(RILL_GRAY);
    picture drawn, decoded;
    coded file;
    bool met[256] = {false};
    uint32_t n_levels = 0;

    picture_open(&drawn, &frame);
    for (uint32_t y = 0; y < frame.height_px; y++)
        for (uint32_t x = 0; x < frame.width_px; x++)
            *picture_at(&drawn, 0, x, y) = (uint8_t)(x + 40 * y);
    encode(&file, &drawn, &plan);
    CHECK_EQUAL(file.bytes[DEPTH_AT + 1], GRAY_TYPE);
    decode(&file, &decoded);
    for (uint32_t y = 0; y < frame.height_px; y++)
        for (uint32_t x = 0; x < frame.width_px; x++) {
            bool *const level = &met[*picture_at(&decoded, 0, x, y)];
            n_levels += !*level;
            *level = true;
        }
    CHECK_EQUAL(n_levels, 40);
    picture_close(&decoded);
    picture_close(&drawn);
}

/* Repeats at all distances up to the window and past it, runs longer than a match, noise between. */
TEST(what_the_cheapest_parse_writes_is_read_back)
{
    const rill_frame frame = rill_frame_packed(RILL_GRAY, 613, 400);
    rill_encode_plan plan = {.few_colours = true};
    picture drawn;
    coded file;
    uint32_t seed = 3;

    picture_open(&drawn, &frame);
    uint8_t *const samples = drawn.samples[0];
    for (uint32_t at = 0; at < 613 * 400;) {
        const uint32_t left = 613 * 400 - at, kind = random_below(&seed, 3);
        uint32_t n = random_below(&seed, kind == 2 ? 40 : 700) + 1, back = random_below(&seed, 40000) + 1;
        if (n > left)
            n = left;
        for (uint32_t i = 0; i < n; i++, at++)
            samples[at] = kind == 0                 ? 9
                          : kind == 1 && at >= back ? samples[at - back]
                                                    : (uint8_t)random_below(&seed, 90);
    }
    for (plan.effort = 0; plan.effort <= 6; plan.effort++) {
        encode(&file, &drawn, &plan);
        CHECK(same_pixels(&drawn, &file));
    }
    picture_close(&drawn);
}

/* ---- chosen colours ---- */

#define SIDE 96

/* Rows of RGBA to indices. */
static uint32_t quantise(const uint8_t *rows, uint32_t dither, uint32_t n_max, uint8_t (*colours)[4], uint8_t *indices)
{
    fake_host host;
    rill_quantiser *quantiser = NULL;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(rill_quantiser_open(&quantiser, SIDE, dither, &host.work), RILL_OK);
    for (uint32_t y = 0; y < SIDE; y++)
        rill_quantiser_count(quantiser, rows + 4 * SIDE * y);
    const uint32_t n = rill_quantiser_choose(quantiser, n_max, colours);
    for (uint32_t y = 0; y < SIDE; y++)
        rill_quantiser_map(quantiser, rows + 4 * SIDE * y, indices + SIDE * y);
    CHECK(host.work.heap.peak_bytes <= rill_quantiser_bytes(SIDE));
    fake_host_close(&host);
    return n;
}

/* A ramp each of red to the right and of green downwards; blue is their noise. */
static void draw_ramps(uint8_t *rows, bool translucent)
{
    uint32_t seed = 11;

    for (uint32_t i = 0; i < SIDE * SIDE; i++) {
        const uint8_t pixel[4] = {(uint8_t)(i % SIDE * 2), (uint8_t)(i / SIDE * 2), (uint8_t)random_below(&seed, 30),
                                  translucent ? (uint8_t)(i / SIDE * 255 / (SIDE - 1)) : 255};
        memcpy(rows + 4 * (size_t)i, pixel, 4);
    }
}

static int shown(const uint8_t *pixel, int channel)
{
    return channel == 3 ? pixel[3] : (pixel[channel] * pixel[3] + 127) / 255;
}

static long apart(const uint8_t *a, const uint8_t *b)
{
    static const long worth[] = {2, 3, 2, 3};
    long sum = 0;

    for (int c = 0; c < 4; c++)
        sum += worth[c] * worth[c] * (shown(a, c) - shown(b, c)) * (shown(a, c) - shown(b, c));
    return sum;
}

TEST(without_dithering_each_pixel_gets_the_nearest_of_the_chosen_colours)
{
    static uint8_t rows[4 * SIDE * SIDE], indices[SIDE * SIDE];
    const uint32_t wanted[] = {2, 3, 16, 57, 256};
    uint8_t colours[256][4];

    for (int translucent = 0; translucent < 2; translucent++) {
        draw_ramps(rows, translucent);
        for (int k = 0; k < 5; k++) {
            const uint32_t n = quantise(rows, 0, wanted[k], colours, indices);
            CHECK_EQUAL(n, wanted[k]);
            uint32_t n_farther = 0;
            for (uint32_t i = 0; i < SIDE * SIDE; i++)
                for (uint32_t c = 0; c < n; c++)
                    n_farther += apart(rows + 4 * i, colours[c]) < apart(rows + 4 * i, colours[indices[i]]);
            CHECK_EQUAL(n_farther, 0);
        }
    }
}

/* Clusters far from each other: the best palette is known. */
TEST(clusters_become_their_means)
{
    static uint8_t rows[4 * SIDE * SIDE], indices[SIDE * SIDE];
    static const uint8_t middles[4][4] = {
        {20, 20, 20, 255}, {220, 30, 40, 255}, {30, 200, 100, 255}, {240, 240, 10, 255}};
    uint8_t colours[256][4];

    for (uint32_t i = 0; i < SIDE * SIDE; i++)
        for (uint32_t c = 0; c < 4; c++)
            rows[4 * i + c] = (uint8_t)(middles[i % 4][c] + (c == 3 ? 0 : (int)(i / 4 % 2 * 4) - 2));
    CHECK_EQUAL(quantise(rows, 0, 4, colours, indices), 4);
    for (uint32_t i = 0; i < 4; i++)
        CHECK(memcmp(colours[indices[i]], middles[i], 4) == 0);
}

/* Mean error of blocks of 8 x 8, in levels, of one channel. */
static double block_error(const uint8_t *rows, uint8_t (*colours)[4], const uint8_t *indices, int channel)
{
    double sum = 0;

    for (uint32_t block = 0; block < 144; block++) {
        int error = 0;
        for (uint32_t i = 0; i < 64; i++) {
            const uint32_t at = (block / 12 * 8 + i / 8) * SIDE + block % 12 * 8 + i % 8;
            error += rows[4 * at + (uint32_t)channel] - colours[indices[at]][channel];
        }
        sum += (error < 0 ? -error : error) / 64.0;
    }
    return sum / 144;
}

TEST(dithering_keeps_means_of_areas_where_plain_mapping_does_not)
{
    static uint8_t rows[4 * SIDE * SIDE], plain[SIDE * SIDE], half[SIDE * SIDE], dithered[SIDE * SIDE];
    uint8_t colours[256][4];

    draw_ramps(rows, false);
    for (int channel = 0; channel < 2; channel++) {
        quantise(rows, 0, 12, colours, plain);
        quantise(rows, 5000, 12, colours, half);
        quantise(rows, 10000, 12, colours, dithered);
        const double none = block_error(rows, colours, plain, channel);
        CHECK(block_error(rows, colours, half, channel) < none);
        CHECK(block_error(rows, colours, dithered, channel) < none / 2);
    }
}

TEST(clear_pixels_stay_clear_when_dithered)
{
    static uint8_t rows[4 * SIDE * SIDE], indices[SIDE * SIDE];
    uint8_t colours[256][4];
    uint32_t n_specks = 0;

    draw_ramps(rows, true);
    quantise(rows, 10000, 8, colours, indices);
    for (uint32_t i = 0; i < SIDE * SIDE; i++)
        n_specks += rows[4 * i + 3] == 0 && colours[indices[i]][3] > 40;
    CHECK_EQUAL(n_specks, 0);
}

TEST(more_colours_than_cells_are_counted_more_coarsely)
{
    static uint8_t rows[4 * SIDE * SIDE], indices[SIDE * SIDE];
    uint8_t colours[256][4];
    fake_host host;
    rill_quantiser *quantiser = NULL;
    uint32_t seed = 17;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(rill_quantiser_open(&quantiser, SIDE, 0, &host.work), RILL_OK);
    for (int times = 0; times < 12; times++)
        for (uint32_t y = 0; y < SIDE; y++) {
            for (uint32_t i = 0; i < 4 * SIDE; i++)
                rows[i] = (uint8_t)random_bits(&seed);
            rill_quantiser_count(quantiser, rows);
        }
    CHECK_EQUAL(rill_quantiser_choose(quantiser, 256, colours), 256);
    rill_quantiser_map(quantiser, rows, indices);
    fake_host_close(&host);
}

TEST(without_memory_the_encoder_says_so)
{
    const rill_frame frame = frame_of(RILL_RGBA);
    const rill_encode_plan plans[] = {{.effort = 4, .colours = 16, .dither = 10000},
                                      {.effort = 6, .few_colours = true}};
    picture drawn;
    coded file;
    fake_host host;

    picture_open(&drawn, &frame);
    paint(&drawn, 200, 255);
    for (int i = 0; i < 2; i++)
        for (uint32_t n = 1;; n++) {
            fake_host_open(&host, "", 0);
            host.work.heap.fail_at = n;
            const rill_status status = codec_encode(&file, &host.work, &rill_png_encoder, &drawn, &plans[i]);
            const bool failed = host.work.heap.n_refused > 0;
            fake_host_close(&host);
            if (!failed)
                break;
            CHECK_EQUAL(status, RILL_MEMORY_LIMIT);
        }
    picture_close(&drawn);
}
