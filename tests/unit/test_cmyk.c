/*
 * test_cmyk.c - printing inks: what must hold whatever press the model was fitted to
 */
#include "check.h"
#include "decode/cmyk.h"

#include <string.h>

static void rgb_of(const rill_cmyk *cmyk, uint8_t c, uint8_t m, uint8_t y, uint8_t k, uint8_t rgb[4])
{
    rill_cmyk_row_to_rgb(cmyk, (const uint8_t[4]){c, m, y, k}, rgb, 1);
}

TEST(paper_is_white_and_full_black_is_nearly_black)
{
    rill_cmyk cmyk;
    uint8_t rgb[4];

    rill_cmyk_make(&cmyk, false);
    rgb_of(&cmyk, 0, 0, 0, 0, rgb);
    CHECK(memcmp(rgb, "\xFF\xFF\xFF\xFF", 4) == 0);
    rgb_of(&cmyk, 255, 255, 255, 255, rgb);
    CHECK(rgb[0] < 12 && rgb[1] < 12 && rgb[2] < 12);
    rgb_of(&cmyk, 0, 0, 0, 255, rgb);
    CHECK(rgb[0] < 48 && rgb[1] < 48 && rgb[2] < 48);
}

TEST(inks_take_the_light_they_should)
{
    rill_cmyk cmyk;
    uint8_t cyan[4], magenta[4], yellow[4];

    rill_cmyk_make(&cmyk, false);
    rgb_of(&cmyk, 255, 0, 0, 0, cyan);
    rgb_of(&cmyk, 0, 255, 0, 0, magenta);
    rgb_of(&cmyk, 0, 0, 255, 0, yellow);
    CHECK(cyan[0] < 30 && cyan[1] > 120 && cyan[2] > 180);
    CHECK(magenta[1] < 60 && magenta[0] > 180);
    CHECK(yellow[2] < 60 && yellow[0] > 220 && yellow[1] > 200);
}

/* One ink alone: more of it never makes any channel lighter by more than the fit's wobble. */
TEST(more_black_is_darker)
{
    rill_cmyk cmyk;
    uint8_t before[4] = {255, 255, 255, 255}, now[4];

    rill_cmyk_make(&cmyk, false);
    for (unsigned k = 0; k < 256; k++) {
        rgb_of(&cmyk, 0, 0, 0, (uint8_t)k, now);
        for (unsigned channel = 0; channel < 3; channel++)
            CHECK(now[channel] <= before[channel]);
        memcpy(before, now, 4);
    }
}

TEST(inverted_bytes_mean_the_same_inks)
{
    rill_cmyk plain, inverted;

    rill_cmyk_make(&plain, false);
    rill_cmyk_make(&inverted, true);
    for (unsigned i = 0; i < 5000; i++) {
        const uint32_t bits = i * 2654435761u;
        const uint8_t c = (uint8_t)bits, m = (uint8_t)(bits >> 8), y = (uint8_t)(bits >> 16), k = (uint8_t)(bits >> 24);
        uint8_t a[4], b[4];
        rgb_of(&plain, c, m, y, k, a);
        rgb_of(&inverted, (uint8_t)~c, (uint8_t)~m, (uint8_t)~y, (uint8_t)~k, b);
        CHECK(memcmp(a, b, 4) == 0);
    }
}

/* Neugebauer's probabilities sum to one: where all inks are at 0 or 255, one combination alone is seen. */
TEST(a_mix_lies_between_its_combinations)
{
    rill_cmyk cmyk;
    uint8_t corner[16][4];

    rill_cmyk_make(&cmyk, false);
    for (unsigned i = 0; i < 16; i++)
        rgb_of(&cmyk, i & 1 ? 255 : 0, i & 2 ? 255 : 0, i & 4 ? 255 : 0, i & 8 ? 255 : 0, corner[i]);
    for (unsigned level = 0; level < 256; level++)
        for (unsigned i = 0; i < 8; i++) { /* between a corner and the same corner with black */
            uint8_t rgb[4];
            rgb_of(&cmyk, i & 1 ? 255 : 0, i & 2 ? 255 : 0, i & 4 ? 255 : 0, (uint8_t)level, rgb);
            for (unsigned channel = 0; channel < 3; channel++) {
                const uint8_t a = corner[i][channel], b = corner[i + 8][channel];
                CHECK(rgb[channel] + 1 >= (a < b ? a : b) && rgb[channel] <= (a > b ? a : b) + 1);
            }
        }
}
