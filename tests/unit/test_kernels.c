/*
 * test_kernels.c - the vector kernels and their scalar twins give the same bits
 *
 * Both are compiled into this file, under names of their own, whatever RILL_SCALAR says
 * about the rest.
 */
#include "check.h"
#include "picture.h"
#include "simd/resample_kernels.h"

#include <stdlib.h>
#include <string.h>

#undef RILL_SCALAR
#define RILL_SCALAR 0
#define rill_blend_rows_u8 vector_blend_rows_u8
#define rill_blend_rows_q6 vector_blend_rows_q6
#define rill_resize_row_1 vector_resize_row_1
#define rill_resize_row_4 vector_resize_row_4
#include "simd/resample_kernels.c"
#undef rill_blend_rows_u8
#undef rill_blend_rows_q6
#undef rill_resize_row_1
#undef rill_resize_row_4
#undef RILL_SCALAR
#define RILL_SCALAR 1
#define rill_blend_rows_u8 scalar_blend_rows_u8
#define rill_blend_rows_q6 scalar_blend_rows_q6
#define rill_resize_row_1 scalar_resize_row_1
#define rill_resize_row_4 scalar_resize_row_4
#include "simd/resample_kernels.c"

#define MAX_TAPS 50
#define MAX_SAMPLES 300
#define WEIGHT_LIMIT 24000 /* a weight is at most about 1.25 x 19077 */

/* Windows of 14-bit weights with lobes on both sides: what a kernel may be given, and harder. */
static void random_weights(int16_t *weights, uint32_t n, uint32_t *seed)
{
    for (uint32_t k = 0; k < n; k++)
        weights[k] = (int16_t)((int32_t)random_below(seed, 2 * WEIGHT_LIMIT / n + 1) - (int32_t)(WEIGHT_LIMIT / n));
    weights[n / 2] = (int16_t)(weights[n / 2] + 8000);
}

TEST(blending_rows_gives_the_same_bits)
{
    uint32_t seed = 1;

    for (unsigned round = 0; round < 400; round++) {
        const uint32_t n = 1 + random_below(&seed, MAX_SAMPLES), n_taps = 1 + random_below(&seed, MAX_TAPS);
        const bool q6 = round & 1;
        const size_t row_bytes = (size_t)n * (q6 ? 2 : 1) + 16;
        int16_t weights[MAX_TAPS];
        uint8_t *rows[MAX_TAPS];
        int16_t *const vector = malloc((n + 8) * sizeof *vector), *const scalar = malloc((n + 8) * sizeof *scalar);
        random_weights(weights, n_taps, &seed);
        for (uint32_t k = 0; k < n_taps; k++) {
            rows[k] = malloc(row_bytes);
            for (size_t i = 0; i < row_bytes; i++)
                rows[k][i] = (uint8_t)(round % 5 == 0 ? 255 * (k & 1) : random_bits(&seed));
            for (size_t i = 1; q6 && i < row_bytes; i += 2) /* Q6 of 0..255, the high byte */
                rows[k][i] &= 0x3F;
        }
        (q6 ? vector_blend_rows_q6 : vector_blend_rows_u8)((const uint8_t *const *)rows, weights, n_taps, vector, n);
        (q6 ? scalar_blend_rows_q6 : scalar_blend_rows_u8)((const uint8_t *const *)rows, weights, n_taps, scalar, n);
        CHECK(memcmp(vector, scalar, n * sizeof *vector) == 0);
        for (uint32_t k = 0; k < n_taps; k++)
            free(rows[k]);
        free(vector);
        free(scalar);
    }
}

/* One channel: windows are multiples of 8 taps; four: of 2. */
static void check_resize(uint32_t channels, uint32_t *seed)
{
    const uint32_t step = channels == 1 ? 8 : 2;
    const uint32_t n_taps = step * (1 + random_below(seed, 6)), n_samples = 1 + random_below(seed, MAX_SAMPLES);
    const uint32_t n = 1 + random_below(seed, 100);
    const size_t row_entries = (size_t)(n_samples + n_taps) * channels + 8;
    int16_t *const row = malloc(row_entries * sizeof *row);
    int16_t *const weights = calloc((size_t)n * n_taps + 8, sizeof *weights);
    rill_window *const windows = malloc(n * sizeof *windows);
    int32_t *const vector = calloc(4 * (size_t)n, sizeof *vector), *const scalar =
                                                                       calloc(4 * (size_t)n, sizeof *scalar);
    const int32_t bias = (int32_t)random_below(seed, 1 << 24) - (1 << 23);

    for (size_t i = 0; i < row_entries; i++)
        row[i] = (int16_t)((int32_t)random_below(seed, 24000) - 4000); /* Q6 with ringing on both sides */
    for (uint32_t i = 0; i < n; i++) {
        windows[i] = (rill_window){.first = random_below(seed, n_samples), .weights = i * n_taps};
        random_weights(weights + (size_t)i * n_taps, n_taps, seed);
    }
    if (channels == 1) {
        vector_resize_row_1(row, windows, weights, n_taps, bias, (uint8_t *)vector, n);
        scalar_resize_row_1(row, windows, weights, n_taps, bias, (uint8_t *)scalar, n);
    } else {
        vector_resize_row_4(row, windows, weights, n_taps, bias, vector, n);
        scalar_resize_row_4(row, windows, weights, n_taps, bias, scalar, n);
    }
    CHECK(memcmp(vector, scalar, 4 * (size_t)n * sizeof *vector) == 0);
    free(row);
    free(weights);
    free(windows);
    free(vector);
    free(scalar);
}

TEST(resizing_rows_gives_the_same_bits)
{
    uint32_t seed = 2;

    for (unsigned round = 0; round < 300; round++) {
        check_resize(1, &seed);
        check_resize(4, &seed);
    }
}

TEST(sums_beyond_16_bits_saturate_in_both)
{
    const uint8_t white[24] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    const uint8_t *const rows[2] = {white, white};
    const int16_t high[2] = {32767, 32767}, low[2] = {-32768, -32768};
    int16_t vector[16], scalar[16];

    vector_blend_rows_u8(rows, high, 2, vector, 8);
    scalar_blend_rows_u8(rows, high, 2, scalar, 8);
    CHECK(vector[0] == 32767 && scalar[0] == 32767);
    vector_blend_rows_u8(rows, low, 2, vector, 8);
    scalar_blend_rows_u8(rows, low, 2, scalar, 8);
    CHECK(vector[7] == -32768 && scalar[7] == -32768);
}
