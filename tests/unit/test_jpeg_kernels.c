/*
 * test_jpeg_kernels.c - JPEG's block kernels against their scalar twins and libjpeg-turbo's own C
 *
 * Ordinary blocks are what a picture of 8-bit samples can have; for them three answers
 * must be the same.  For hostile ones (any 16 bits) the twin decides.
 */
#include "check.h"
#include "simd/jpeg_kernels.h"

#include <stdio.h> /* jpeglib.h wants FILE */
#include <stdlib.h>
#include <string.h>

#define JPEG_INTERNALS
#include <jpeglib.h>

#include <jdct.h>

#define N_BLOCKS 20000
#define GUARD 0xA5

typedef void idct(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column);

static uint32_t random_state = 1;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % limit;
}

static int16_t random_between(int low, int high)
{
    return (int16_t)(low + (int)random_below((uint32_t)(high - low + 1)));
}

typedef struct block {
    int16_t coefs[64], quant[64];
} block;

/* ---- kinds of blocks ---- */

/* Samples of a kind: noise, hard edges, a flat tone, a gradient. */
static void draw_samples(uint8_t samples[64], unsigned kind)
{
    const unsigned base = random_below(256), edge = random_below(9), step = random_below(16);

    for (unsigned i = 0; i < 64; i++) {
        const unsigned along = kind & 1 ? i / 8 : i % 8;
        switch (kind / 2) {
        case 0:
            samples[i] = (uint8_t)random_below(256);
            break;
        case 1:
            samples[i] = along < edge ? 0 : 255;
            break;
        case 2:
            samples[i] = (uint8_t)base;
            break;
        case 3:
            samples[i] = random_below(2) != 0 ? 255 : 0;
            break;
        default:
            samples[i] = (uint8_t)((base + along * step) & 255);
            break;
        }
    }
}

/* What an encoder makes of samples: the twin of the forward half, divided without tables. */
static void draw_block(block *to, unsigned kind)
{
    uint8_t samples[64];
    const uint8_t *rows[8];
    int16_t values[64];
    const int coarseness = 1 << random_below(8);

    draw_samples(samples, kind);
    for (unsigned y = 0; y < 8; y++)
        rows[y] = samples + 8 * y;
    rill_centre_samples_twin(rows, 0, values);
    rill_fdct_8x8_twin(values);
    for (unsigned i = 0; i < 64; i++) {
        to->quant[i] = random_between(1, coarseness + (int)(i * i) * coarseness / 2048);
        const int divisor = 8 * to->quant[i];
        const int half = values[i] < 0 ? -divisor / 2 : divisor / 2;
        to->coefs[i] = (int16_t)((values[i] + half) / divisor);
    }
}

/* A few coefficients of any size that a picture can have. */
static void draw_sparse(block *to, unsigned n_coefs, unsigned side)
{
    memset(to, 0, sizeof *to);
    for (unsigned i = 0; i < 64; i++)
        to->quant[i] = random_between(1, 255);
    for (unsigned n = 0; n < n_coefs; n++) {
        const unsigned at = random_below(side) * 8 + random_below(side);
        to->coefs[at] = (int16_t)(random_between(-900, 900) / (int)n_coefs / to->quant[at]);
    }
    to->coefs[0] = (int16_t)(random_between(-1024, 1016) / to->quant[0]);
}

/* Anything: mostly small, some as large as 16 bits can be. */
static void draw_hostile(block *to)
{
    const unsigned side = 1 + random_below(8);
    const int size = 1 << random_below(16), factor = 1 << random_below(16);

    memset(to, 0, sizeof *to);
    for (unsigned i = 0; i < 64; i++) {
        if (i / 8 < side && i % 8 < side && random_below(3) == 0)
            to->coefs[i] = random_below(4) == 0 ? random_between(-size, size - 1) : random_between(-3, 3);
        to->quant[i] = random_below(8) == 0 ? random_between(-factor, factor - 1) : random_between(1, 99);
    }
    if (random_below(8) == 0)
        to->coefs[random_below(64)] = INT16_MIN;
    if (random_below(8) == 0)
        to->quant[random_below(64)] = INT16_MIN;
}

/* ---- inverse ---- */

/* A place for 8x8 samples with a guard around them. */
typedef struct canvas {
    uint8_t samples[8][24];
    uint8_t *rows[8];
} canvas;

static void open_canvas(canvas *canvas)
{
    memset(canvas->samples, GUARD, sizeof canvas->samples);
    for (unsigned y = 0; y < 8; y++)
        canvas->rows[y] = canvas->samples[y];
}

static void inverse_by_libjpeg(const block *from, unsigned side, canvas *to)
{
    static uint8_t table[5 * 256 + 128]; /* as prepare_range_limit_table() of jdmaster.c makes it */
    struct jpeg_decompress_struct lib = {.sample_range_limit = table + 256};
    block copy = *from;
    jpeg_component_info component = {.dct_table = copy.quant};

    for (int i = 0; i < 1024; i++) {
        const int value = (i < 512 ? i : i - 1024) + 128;
        table[256 + 128 + i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
    if (side == 8)
        jpeg_idct_islow(&lib, &component, copy.coefs, to->rows, 7);
    else if (side == 4)
        jpeg_idct_4x4(&lib, &component, copy.coefs, to->rows, 7);
    else
        jpeg_idct_2x2(&lib, &component, copy.coefs, to->rows, 7);
}

/* Kernel and twin agree, and so does libjpeg for what is ordinary. */
static void check_inverse(const block *from, bool ordinary)
{
    idct *const kernels[3] = {rill_idct_8x8, rill_idct_4x4, rill_idct_2x2};
    idct *const twins[3] = {rill_idct_8x8_twin, rill_idct_4x4_twin, rill_idct_2x2_twin};

    for (unsigned i = 0; i < 3; i++) {
        canvas by_kernel, by_twin, by_libjpeg;
        open_canvas(&by_kernel);
        open_canvas(&by_twin);
        open_canvas(&by_libjpeg);
        kernels[i](from->coefs, from->quant, by_kernel.rows, 7);
        twins[i](from->coefs, from->quant, by_twin.rows, 7);
        CHECK(memcmp(by_kernel.samples, by_twin.samples, sizeof by_kernel.samples) == 0);
        if (!ordinary)
            continue;
        inverse_by_libjpeg(from, 8 >> i, &by_libjpeg);
        CHECK(memcmp(by_kernel.samples, by_libjpeg.samples, sizeof by_kernel.samples) == 0);
    }
}

TEST(inverse_kernels_give_libjpegs_samples_for_blocks_of_pictures)
{
    for (unsigned n = 0; n < N_BLOCKS; n++) {
        block block;
        draw_block(&block, n % 10);
        check_inverse(&block, true);
    }
}

TEST(inverse_kernels_give_libjpegs_samples_for_sparse_blocks)
{
    for (unsigned n = 0; n < N_BLOCKS; n++) {
        block block;
        draw_sparse(&block, n % 7, 1 + n % 8);
        check_inverse(&block, true);
    }
}

TEST(inverse_kernels_give_libjpegs_samples_for_each_single_coefficient)
{
    for (unsigned at = 0; at < 64; at++)
        for (int coef = -1024; coef <= 1023; coef += 11) {
            block block = {{0}, {0}};
            for (unsigned i = 0; i < 64; i++)
                block.quant[i] = 1;
            block.coefs[at] = (int16_t)coef;
            check_inverse(&block, true);
        }
}

TEST(inverse_kernels_give_the_twins_samples_for_hostile_blocks)
{
    for (unsigned n = 0; n < 5 * N_BLOCKS; n++) {
        block block;
        draw_hostile(&block);
        check_inverse(&block, false);
    }
}

TEST(inverse_kernels_give_the_twins_samples_at_the_edge_of_what_fits)
{
    for (int size = 1; size <= 32768; size = size * 5 / 4 + 1)
        for (unsigned n = 0; n < 400; n++) {
            block block = {{0}, {0}};
            for (unsigned i = 0; i < 64; i++) {
                block.quant[i] = 1;
                if (n < 200 || i / 8 < 4)
                    block.coefs[i] = random_below(2) != 0 ? (int16_t)(size - 1) : (int16_t)-size;
            }
            check_inverse(&block, false);
        }
}

TEST(a_flat_block_is_the_same_whatever_the_kernel_for_every_coefficient)
{
    for (int coef = INT16_MIN; coef <= INT16_MAX; coef++) {
        block block = {{(int16_t)coef}, {(int16_t)(1 + (coef & 7))}};
        check_inverse(&block, false);
    }
}

/* ---- forward ---- */

TEST(forward_kernels_give_libjpegs_coefficients)
{
    for (unsigned n = 0; n < N_BLOCKS; n++) {
        uint8_t samples[64];
        const uint8_t *rows[8];
        int16_t by_kernel[64], by_twin[64], by_libjpeg[64];
        draw_samples(samples, n % 10);
        for (unsigned y = 0; y < 8; y++)
            rows[y] = samples + 8 * y;
        rill_centre_samples(rows, 0, by_kernel);
        rill_centre_samples_twin(rows, 0, by_twin);
        CHECK(memcmp(by_kernel, by_twin, sizeof by_twin) == 0);
        memcpy(by_libjpeg, by_twin, sizeof by_twin);
        rill_fdct_8x8(by_kernel);
        rill_fdct_8x8_twin(by_twin);
        jpeg_fdct_islow(by_libjpeg);
        CHECK(memcmp(by_kernel, by_twin, sizeof by_twin) == 0);
        CHECK(memcmp(by_kernel, by_libjpeg, sizeof by_twin) == 0);
    }
}

/* One entry of libjpeg's table (compute_reciprocal() in jcdctmgr.c), from the definition. */
static void make_divisor(int16_t *table, unsigned divisor)
{
    unsigned bits = 0;

    while (divisor >> (bits + 1) != 0)
        bits++;
    unsigned shift = 16 + bits;
    uint32_t quotient = (1u << shift) / divisor;
    const uint32_t rest = (1u << shift) % divisor;
    unsigned correction = divisor / 2;
    if (rest == 0) {
        quotient >>= 1;
        shift--;
    } else if (rest <= divisor / 2) {
        correction++;
    } else {
        quotient++;
    }
    table[0] = (int16_t)quotient;
    table[64] = (int16_t)correction;
    table[128] = (int16_t)(1u << (32 - shift));
    table[192] = (int16_t)(shift - 16);
}

TEST(quantisation_divides_and_rounds_exactly_for_every_divisor)
{
    int16_t table[256], values[64], by_kernel[64], by_twin[64];

    for (unsigned factor = 1; factor <= 255; factor++) {
        const int divisor = (int)factor * 8;
        for (unsigned i = 0; i < 64; i++)
            make_divisor(table + i, factor * 8);
        for (int first = -16384; first < 16384; first += 64) {
            for (int i = 0; i < 64; i++)
                values[i] = (int16_t)(first + i);
            rill_quantise_8x8(values, table, by_kernel);
            rill_quantise_8x8_twin(values, table, by_twin);
            CHECK(memcmp(by_kernel, by_twin, sizeof by_twin) == 0);
            for (int i = 0; i < 64; i++) {
                const int value = values[i];
                const int wanted = value < 0 ? -((-value + divisor / 2) / divisor) : (value + divisor / 2) / divisor;
                if (!CHECK_EQUAL(by_kernel[i], wanted))
                    break;
            }
        }
    }
}

TEST(coefficients_that_are_not_zero_are_found_wherever_they_are)
{
    for (unsigned n = 0; n < N_BLOCKS; n++) {
        block block;
        draw_hostile(&block);
        const uint64_t found = rill_nonzero_coefs(block.coefs);
        CHECK(found == rill_nonzero_coefs_twin(block.coefs));
        for (unsigned i = 0; i < 64; i++)
            CHECK((found >> i & 1) == (block.coefs[i] != 0));
    }
}

/* ---- entropy-coded bytes ---- */

TEST(bytes_are_unstuffed_in_reverse_as_far_as_a_marker_or_the_room)
{
    for (unsigned round = 0; round < 20000; round++) {
        const size_t n_bytes = random_below(80), room = random_below(80);
        const unsigned one_in = 1 + random_below(40), zero_in = 1 + random_below(20);
        uint8_t *const from = malloc(n_bytes + 1), *const to = calloc(2, room + 1); /* a sanitizer sees their ends */
        uint8_t *end = to + room, *twin_end = to + 2 * room + 1;
        for (size_t i = 0; i < n_bytes; i++)
            from[i] = (uint8_t)(random_below(one_in) == 0 ? 255 : random_below(256));
        for (size_t i = 1; i < n_bytes; i++)
            if (from[i - 1] == 255 && random_below(zero_in) != 0)
                from[i] = 0;
        const size_t n_taken = rill_unstuff(from, n_bytes, &end, room);
        CHECK_EQUAL(n_taken, rill_unstuff_twin(from, n_bytes, &twin_end, room));
        CHECK_EQUAL(to + room - end, to + 2 * room + 1 - twin_end);
        CHECK(memcmp(end, twin_end, (size_t)(to + room - end)) == 0);
        free(from);
        free(to);
    }
}

TEST(unstuffing_stops_where_a_byte_behind_0xff_is_not_known_to_be_zero)
{
    static const uint8_t bytes[] = {1, 0xFF, 0, 2, 0xFF, 0xFF, 0, 0xFF, 0xD9};
    uint8_t out[8];
    uint8_t *end = out + sizeof out;

    CHECK_EQUAL(rill_unstuff(bytes, 2, &end, 8), 1);
    end = out + sizeof out;
    CHECK_EQUAL(rill_unstuff(bytes, sizeof bytes, &end, 8), 4);
    CHECK(out + sizeof out - end == 3 && end[0] == 2 && end[1] == 0xFF && end[2] == 1);
    end = out + sizeof out;
    CHECK_EQUAL(rill_unstuff(bytes + 5, 4, &end, 8), 2);
    CHECK_EQUAL(rill_unstuff(bytes + 7, 2, &end, 8), 0);
}
