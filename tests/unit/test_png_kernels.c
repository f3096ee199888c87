/*
 * test_png_kernels.c - PNG's row kernels against their twins, against each other, and against known sums
 */
#include "check.h"
#include "picture.h"
#include "simd/png_kernels.h"

#include <string.h>

#define BYTES_MAX 240
#define GUARD 0xA5
#define EDGE 32 /* before and behind a row */

typedef struct row {
    uint8_t bytes[EDGE + BYTES_MAX + EDGE];
} row;

/* Noise, or values near each other and near the ends, where Paeth's ties are. */
static void draw_row(row *drawn, size_t n_bytes, uint32_t *seed)
{
    const bool noise = random_below(seed, 2) == 0;

    memset(drawn->bytes, 0, EDGE);
    memset(drawn->bytes + EDGE, GUARD, sizeof drawn->bytes - EDGE);
    for (size_t i = 0; i < n_bytes; i++)
        drawn->bytes[EDGE + i] = (uint8_t)(noise ? random_bits(seed) : random_below(seed, 5) - 2u);
}

static bool same_rows(const row *a, const row *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static void unfilter(unsigned filter, row *in, const row *above, size_t n_bytes, size_t step, bool twin)
{
    uint8_t *const at = in->bytes + EDGE;
    const uint8_t *const up = above->bytes + EDGE;

    if (filter == RILL_PNG_SUB)
        (twin ? rill_png_unfilter_sub_twin : rill_png_unfilter_sub)(at, n_bytes, step);
    else if (filter == RILL_PNG_UP)
        (twin ? rill_png_unfilter_up_twin : rill_png_unfilter_up)(at, up, n_bytes);
    else if (filter == RILL_PNG_AVERAGE)
        (twin ? rill_png_unfilter_average_twin : rill_png_unfilter_average)(at, up, n_bytes, step);
    else if (filter == RILL_PNG_PAETH)
        (twin ? rill_png_unfilter_paeth_twin : rill_png_unfilter_paeth)(at, up, n_bytes, step);
}

TEST(a_png_filter_taken_off_by_a_kernel_is_taken_off_as_by_its_twin)
{
    uint32_t seed = 1;

    for (unsigned i = 0; i < 40000; i++) {
        const size_t step = 1 + i % 8, n_bytes = step * (1 + random_below(&seed, BYTES_MAX / 8));
        row a, b, above;
        draw_row(&a, n_bytes, &seed);
        draw_row(&above, n_bytes, &seed);
        b = a;
        unfilter(1 + i / 8 % 4, &a, &above, n_bytes, step, false);
        unfilter(1 + i / 8 % 4, &b, &above, n_bytes, step, true);
        CHECK(same_rows(&a, &b));
    }
}

TEST(a_png_filter_put_on_and_taken_off_gives_the_row_back)
{
    uint32_t seed = 2;

    for (unsigned i = 0; i < 20000; i++) {
        const size_t step = i % 3 == 0 ? 1 : 2 + i % 3, n_bytes = step * (1 + random_below(&seed, BYTES_MAX / 8));
        const unsigned filter = i / 3 % RILL_PNG_FILTERS;
        row plain, above, a, b;
        draw_row(&plain, n_bytes, &seed);
        draw_row(&above, n_bytes, &seed);
        a = b = plain;
        rill_png_filter(filter, plain.bytes + EDGE, above.bytes + EDGE, n_bytes, step, a.bytes + EDGE);
        rill_png_filter_twin(filter, plain.bytes + EDGE, above.bytes + EDGE, n_bytes, step, b.bytes + EDGE);
        CHECK(same_rows(&a, &b));
        unfilter(filter, &a, &above, n_bytes, step, true);
        CHECK(same_rows(&a, &plain));
    }
}

TEST(the_sums_of_png_filters_are_those_of_the_filtered_rows)
{
    uint32_t seed = 3;

    for (unsigned i = 0; i < 5000; i++) {
        const size_t step = i % 3 == 0 ? 1 : 2 + i % 3, n_bytes = step * (1 + random_below(&seed, BYTES_MAX / 8));
        uint32_t sums[RILL_PNG_FILTERS];
        row plain, above, filtered;
        draw_row(&plain, n_bytes, &seed);
        draw_row(&above, n_bytes, &seed);
        rill_png_filter_sums(plain.bytes + EDGE, above.bytes + EDGE, n_bytes, step, sums);
        for (unsigned filter = 0; filter < RILL_PNG_FILTERS; filter++) {
            uint32_t sum = 0;
            rill_png_filter_twin(filter, plain.bytes + EDGE, above.bytes + EDGE, n_bytes, step, filtered.bytes);
            for (size_t k = 0; k < n_bytes; k++)
                sum += (uint32_t)(filtered.bytes[k] < 128 ? filtered.bytes[k] : 256 - filtered.bytes[k]);
            CHECK_EQUAL(sums[filter], sum);
        }
    }
}

TEST(rgb_becomes_rgbx_and_comes_back_in_its_own_place_too)
{
    uint32_t seed = 4;

    for (uint32_t n_px = 1; n_px <= BYTES_MAX / 4; n_px++) {
        row rgb, wide, back;
        draw_row(&rgb, 3 * n_px, &seed);
        memset(wide.bytes, GUARD, sizeof wide.bytes);
        memcpy(wide.bytes + EDGE + n_px, rgb.bytes + EDGE, 3 * n_px);
        rill_spread_rgb(wide.bytes + EDGE + n_px, wide.bytes + EDGE, n_px);
        for (uint32_t x = 0; x < n_px; x++) {
            CHECK(memcmp(wide.bytes + EDGE + 4 * x, rgb.bytes + EDGE + 3 * x, 3) == 0);
            CHECK_EQUAL(wide.bytes[EDGE + 4 * x + 3], 255);
        }
        CHECK_EQUAL(wide.bytes[EDGE + 4 * n_px], GUARD);
        draw_row(&back, 0, &seed);
        rill_close_rgbx(wide.bytes + EDGE, back.bytes + EDGE, n_px);
        CHECK(same_rows(&back, &rgb));
    }
}

TEST(adler_32_is_right_for_a_known_word_and_as_its_twin_says_for_the_rest)
{
    static uint8_t bytes[20000];
    uint32_t seed = 5;

    CHECK_EQUAL(rill_adler32(1, (const uint8_t *)"Wikipedia", 9), 0x11E60398);
    memset(bytes, 255, sizeof bytes); /* where sums are largest */
    CHECK_EQUAL(rill_adler32(0xfff0fff0, bytes, sizeof bytes), rill_adler32_twin(0xfff0fff0, bytes, sizeof bytes));
    for (unsigned i = 0; i < 300; i++) {
        const uint32_t n_bytes = random_below(&seed, i & 1 ? 100 : sizeof bytes);
        for (uint32_t k = 0; k < n_bytes; k++)
            bytes[k] = (uint8_t)random_bits(&seed);
        CHECK_EQUAL(rill_adler32(1 + i, bytes, n_bytes), rill_adler32_twin(1 + i, bytes, n_bytes));
    }
}
