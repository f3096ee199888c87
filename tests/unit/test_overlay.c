/*
 * test_overlay.c - small pictures over a result, and turned: against doubles and analytic pictures
 */
#include "check.h"
#include "picture.h"
#include "transform/transform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lays overlays over a picture; both pictures are to be closed. */
static void overlaid(picture *to, const picture *from, const rill_overlay *overlays, uint32_t n)
{
    fake_host host;
    false_stage source;
    rill_stage *stage;

    fake_host_open(&host, "", 0);
    false_stage_open(&source, &host.work, from);
    CHECK_EQUAL(rill_overlay_open(&stage, &source.stage, overlays, n), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    CHECK_EQUAL(to->frame.model, from->frame.model);
    CHECK(host.work.heap.peak_bytes <= rill_overlay_memory_bytes(from->frame.width_px));
    false_stage_close(&source);
    fake_host_close(&host);
}

static void random_picture(picture *picture, rill_model model, uint32_t width_px, uint32_t height_px, uint32_t seed)
{
    const rill_frame frame = rill_frame_packed(model, width_px, height_px);

    picture_open(picture, &frame);
    picture_fill_random(picture, &seed);
}

TEST(a_blend_is_right_to_half_a_level_for_every_alpha_and_opacity)
{
    const uint32_t opacities[] = {0, 1, 3333, 5000, 9999, 10000};

    for (unsigned alpha_below = 0; alpha_below < 2; alpha_below++)
        for (unsigned i = 0; i < 6; i++) {
            static uint8_t pixels[64 * 64 * 4];
            const rill_overlay overlay = {pixels, 64, 64, 0, 0, 0, 0, opacities[i]};
            uint32_t seed = 5 + i;
            picture from, to;
            random_picture(&from, alpha_below ? RILL_RGBA : RILL_RGBX, 64, 64, 11);
            for (size_t at = 0; at < sizeof pixels; at++)
                pixels[at] = (uint8_t)random_bits(&seed);
            for (unsigned at = 0; at < 256; at++)
                pixels[4 * at + 3] = (uint8_t)at;
            overlaid(&to, &from, &overlay, 1);
            for (uint32_t at = 0; at < 64 * 64; at++) {
                const uint8_t *const above = pixels + 4 * at, *const got = picture_at(&to, 0, at % 64, at / 64);
                const uint8_t *const below = picture_at(&from, 0, at % 64, at / 64);
                const double shown = above[3] / 255.0 * opacities[i] / 10000;
                const double through = (1 - shown) * (alpha_below ? below[3] / 255.0 : 1);
                const double alpha = shown + through;
                for (unsigned channel = 0; channel < 3 && alpha > 0; channel++) {
                    const double wanted = (above[channel] * shown + below[channel] * through) / alpha;
                    CHECK(fabs(got[channel] - wanted) <= 0.5001);
                }
                if (alpha_below)
                    CHECK(fabs(got[3] - alpha * 255) <= 0.5001);
            }
            picture_close(&from);
            picture_close(&to);
        }
}

static const uint8_t red_pixels[6 * 4 * 4] = {
#define RED 255, 0, 0, 255
#define ROW_OF_RED RED, RED, RED, RED, RED, RED
    ROW_OF_RED, ROW_OF_RED, ROW_OF_RED, ROW_OF_RED};

/* A red overlay of 6 x 4 on black of 20 x 14: red exactly where 'is_red' says. */
static void check_red(const rill_overlay *overlay, bool (*is_red)(int x, int y, const rill_overlay *overlay))
{
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 20, 14);
    picture from, to;

    picture_open(&from, &frame);
    overlaid(&to, &from, overlay, 1);
    for (int y = 0; y < 14; y++)
        for (int x = 0; x < 20; x++) {
            const uint8_t *const got = picture_at(&to, 0, (uint32_t)x, (uint32_t)y);
            CHECK_EQUAL(got[0], is_red(x, y, overlay) ? 255 : 0);
            CHECK(got[1] == 0 && got[2] == 0);
        }
    picture_close(&from);
    picture_close(&to);
}

static bool inside_once(int x, int y, const rill_overlay *overlay)
{
    return x >= overlay->left_px && x < overlay->left_px + 6 && y >= overlay->top_px && y < overlay->top_px + 4;
}

TEST(an_overlay_lies_where_it_should_and_is_cut_at_every_edge)
{
    for (int top = -5; top <= 15; top++)
        for (int left = -7; left <= 21; left++) {
            const rill_overlay overlay = {red_pixels, 6, 4, left, top, 0, 0, 10000};
            check_red(&overlay, inside_once);
        }
}

static bool inside_a_tile(int x, int y, const rill_overlay *overlay)
{
    for (int down = -20; down <= 20; down++)
        for (int right = -20; right <= 20; right++) {
            const int left = (int)overlay->left_px + right * (int)overlay->period_x_px;
            const int top = (int)overlay->top_px + down * (int)overlay->period_y_px;
            if (x >= left && x < left + 6 && y >= top && y < top + 4)
                return true;
        }
    return false;
}

TEST(tiles_repeat_in_all_directions)
{
    for (int top = -9; top <= 9; top += 3)
        for (int left = -11; left <= 11; left += 2)
            for (unsigned gap = 0; gap < 4; gap++) {
                const rill_overlay overlay = {red_pixels, 6, 4, left, top, 6 + gap, 4 + 2 * gap, 10000};
                check_red(&overlay, inside_a_tile);
            }
}

TEST(the_last_of_several_overlays_lies_on_top)
{
    static const uint8_t blue[4] = {0, 0, 255, 255};
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 20, 14);
    const rill_overlay overlays[] = {{red_pixels, 6, 4, 2, 2, 0, 0, 10000}, {blue, 1, 1, 3, 3, 0, 0, 10000}};
    picture from, to;

    picture_open(&from, &frame);
    overlaid(&to, &from, overlays, 2);
    CHECK(memcmp(picture_at(&to, 0, 3, 3), "\0\0\xFF", 3) == 0);
    CHECK(memcmp(picture_at(&to, 0, 4, 3), "\xFF\0\0", 3) == 0);
    picture_close(&from);
    picture_close(&to);
}

/* ---- rotation ---- */

/* Premultiplied bilinear in doubles; nothing outside. */
static void looked_up(const picture *from, double x, double y, double pixel[4])
{
    const double left = floor(x), top = floor(y);

    memset(pixel, 0, 4 * sizeof *pixel);
    for (int i = 0; i < 4; i++) {
        const double column = left + (i & 1), row = top + (i >> 1);
        const double weight = (1 - fabs(x - column)) * (1 - fabs(y - row));
        if (column < 0 || row < 0 || column >= from->frame.width_px || row >= from->frame.height_px)
            continue;
        const uint8_t *const at = picture_at(from, 0, (uint32_t)column, (uint32_t)row);
        for (int channel = 0; channel < 3; channel++)
            pixel[channel] += weight * at[3] * at[channel];
        pixel[3] += weight * at[3];
    }
    for (int channel = 0; channel < 3 && pixel[3] > 0; channel++)
        pixel[channel] /= pixel[3];
}

static uint8_t *rotated(const picture *from, uint32_t degrees, uint32_t *width_px, uint32_t *height_px)
{
    const rill_rotation rotation = {from->samples[0], from->frame.width_px, from->frame.height_px, degrees};

    *width_px = from->frame.width_px;
    *height_px = from->frame.height_px;
    rill_rotated_size(width_px, height_px, degrees);
    uint8_t *const pixels = malloc((size_t)*width_px * *height_px * 4);
    rill_rotate(&rotation, pixels);
    return pixels;
}

TEST(a_turned_picture_is_that_of_doubles_within_a_level)
{
    picture from;

    random_picture(&from, RILL_RGBA, 23, 14, 77);
    for (uint32_t degrees = 0; degrees < 360; degrees += 5) {
        const double angle = degrees * 3.14159265358979323846 / 180, cosine = cos(angle), sine = sin(angle);
        uint32_t width_px, height_px, n_wrong = 0;
        uint8_t *const pixels = rotated(&from, degrees, &width_px, &height_px);
        CHECK_EQUAL(width_px, ceil(23 * fabs(cosine) + 14 * fabs(sine) - 1e-6));
        CHECK_EQUAL(height_px, ceil(23 * fabs(sine) + 14 * fabs(cosine) - 1e-6));
        for (uint32_t y = 0; y < height_px; y++)
            for (uint32_t x = 0; x < width_px; x++) {
                const double right = x + 0.5 - width_px / 2.0, down = y + 0.5 - height_px / 2.0;
                const uint8_t *const got = pixels + 4 * (y * width_px + x);
                double wanted[4];
                looked_up(&from, right * cosine + down * sine + 11, down * cosine - right * sine + 6.5, wanted);
                n_wrong += fabs(got[3] - wanted[3]) > 1;
                for (int channel = 0; channel < 3 && wanted[3] >= 8; channel++)
                    n_wrong += fabs(got[channel] - wanted[channel]) > 2;
            }
        CHECK_EQUAL(n_wrong, 0);
        free(pixels);
    }
    picture_close(&from);
}

TEST(a_quarter_turn_moves_pixels_clockwise_and_changes_none)
{
    picture from;
    uint32_t width_px, height_px;

    random_picture(&from, RILL_RGBA, 9, 4, 3);
    for (uint32_t at = 0; at < 36; at++) /* a colour under alpha 0 is nobody's */
        from.samples[0][4 * at + 3] |= 1;
    uint8_t *const quarter = rotated(&from, 90, &width_px, &height_px);
    CHECK(width_px == 4 && height_px == 9);
    for (uint32_t y = 0; y < 9; y++)
        for (uint32_t x = 0; x < 4; x++)
            CHECK(memcmp(quarter + 4 * (y * 4 + x), picture_at(&from, 0, y, 3 - x), 4) == 0);
    free(quarter);
    uint8_t *const half = rotated(&from, 180, &width_px, &height_px);
    CHECK(width_px == 9 && height_px == 4);
    for (uint32_t y = 0; y < 4; y++)
        for (uint32_t x = 0; x < 9; x++)
            CHECK(memcmp(half + 4 * (y * 9 + x), picture_at(&from, 0, 8 - x, 3 - y), 4) == 0);
    free(half);
    picture_close(&from);
}
