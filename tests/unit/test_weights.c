/*
 * test_weights.c - weights against their definition in doubles, and what must hold exactly
 */
#include "check.h"
#include "picture.h"
#include "transform/weights.h"
#include "twin.h"

#include <math.h>
#include <stdlib.h>

/* One axis: 'to' result pixels show source pixels first .. first + shown - 1 of 'side'. */
typedef struct axis_case {
    uint32_t side_px, first_px, shown_px, to_px;
    rill_grid from, to;
    bool chroma, mirrored;
    rill_kernel kernel;
} axis_case;

static rill_axis axis_of(const axis_case *c)
{
    const int64_t first = c->mirrored ? c->first_px + c->shown_px : c->first_px;

    return (rill_axis){.offset = first * c->to_px,
                       .step = c->mirrored ? -(int64_t)c->shown_px : (int64_t)c->shown_px,
                       .den = c->to_px,
                       .low_px = c->first_px,
                       .high_px = c->first_px + c->shown_px,
                       .kernel = c->kernel};
}

static uint32_t samples(uint32_t side_px, rill_grid grid)
{
    return (uint32_t)(((uint64_t)side_px * grid.den + grid.span - 1) / grid.span);
}

static rill_sampling sampling_of(const axis_case *c)
{
    const rill_axis axis = axis_of(c);
    rill_sampling sampling;

    rill_sampling_make(&sampling, &axis, &c->from, samples(c->side_px, c->from), &c->to, c->chroma);
    return sampling;
}

static const rill_grid every = {1, 1}, second = {2, 1};
static rill_kernel kernel; /* of all cases */

/* All combinations of sizes, crops, densities and directions whose windows fit. */
static void for_all_cases(void (*check)(const axis_case *c, const rill_sampling *sampling))
{
    static const uint32_t sides_px[] = {1, 2, 3, 7, 16, 33, 100, 241, 1023};
    static const uint32_t tos_px[] = {1, 2, 5, 13, 64, 100, 333};
    static const rill_grid froms[] = {{1, 1}, {2, 1}, {4, 1}, {8, 8}, {8, 4}, {16, 1}, {24, 8}, {32, 12}, {24, 2}};

    for (unsigned s = 0; s < sizeof sides_px / sizeof *sides_px; s++)
        for (unsigned t = 0; t < sizeof tos_px / sizeof *tos_px; t++)
            for (unsigned f = 0; f < sizeof froms / sizeof *froms; f++)
                for (unsigned way = 0; way < 8; way++) {
                    axis_case c = {.side_px = sides_px[s],
                                   .shown_px = sides_px[s],
                                   .to_px = tos_px[t],
                                   .from = froms[f],
                                   .to = way & 1 ? second : every,
                                   .chroma = way & 1,
                                   .mirrored = way & 2,
                                   .kernel = kernel};
                    if (way & 4) { /* a crop */
                        c.first_px = c.side_px / 3;
                        c.shown_px = (c.side_px - c.first_px + 1) / 2;
                    }
                    const rill_sampling sampling = sampling_of(&c);
                    if (sampling.n_taps_max <= RILL_TAPS_MAX)
                        check(&c, &sampling);
                }
}

static rill_kernels kernels;

static void check_exact(const axis_case *c, const rill_sampling *sampling)
{
    static const int32_t targets[] = {RILL_WEIGHT_ONE, 14071, 14392, 19077, 18651};
    int16_t weights[RILL_TAPS_MAX];
    uint32_t first, window_first, n_window;
    const uint32_t n_out = samples(c->to_px, c->to);

    for (uint32_t i = 0; i < n_out; i++) {
        const int32_t target = targets[i % 5];
        const uint32_t n = rill_sampling_weights(sampling, &kernels, i, target, weights, &first);
        int32_t sum = 0;
        for (uint32_t k = 0; k < n; k++)
            sum += weights[k];
        rill_sampling_window(sampling, i, &window_first, &n_window);
        if (sum != target || n < 1 || n > sampling->n_taps_max || n_window > sampling->n_taps_max ||
            first < sampling->low || first + n > sampling->high || first < window_first ||
            first + n > window_first + n_window || (n > 1 && (weights[0] == 0 || weights[n - 1] == 0))) {
            CHECK_EQUAL(sum, target);
            CHECK(n >= 1 && n <= sampling->n_taps_max && n_window <= sampling->n_taps_max);
            CHECK(first >= sampling->low && first + n <= sampling->high);
            CHECK(first >= window_first && first + n <= window_first + n_window);
            CHECK(n == 1 || (weights[0] != 0 && weights[n - 1] != 0));
            return;
        }
    }
}

TEST(weights_sum_to_their_target_and_stay_inside_their_window)
{
    rill_kernels_make(&kernels, RILL_KERNEL_LANCZOS3);
    for_all_cases(check_exact);
}

/*
 * Each weight is within 1e-4 of the definition, but one: the largest takes what rounding
 * left over, at most half a step for each of the others.
 */
static void check_against_doubles(const axis_case *c, const rill_sampling *sampling)
{
    const rill_axis axis = axis_of(c);
    const twin_axis twin = twin_axis_of(&axis, &c->from, samples(c->side_px, c->from), &c->to, c->chroma);
    double *const wanted = malloc((size_t)(twin.high - twin.low) * sizeof *wanted);
    int16_t got[RILL_TAPS_MAX];
    uint32_t first;
    const uint32_t n_out = samples(c->to_px, c->to);

    CHECK(twin.low == sampling->low && twin.high == sampling->high);
    for (uint32_t i = 0; i < n_out; i++) {
        const uint32_t n = rill_sampling_weights(sampling, &kernels, i, RILL_WEIGHT_ONE, got, &first);
        double worst = 0, next = 0;
        twin_weights(&twin, i, wanted);
        for (int64_t s = twin.low; s < twin.high; s++) {
            const int16_t weight = s >= first && s < first + n ? got[s - first] : 0;
            const double off = fabs(weight / (double)RILL_WEIGHT_ONE - wanted[s - twin.low]);
            next = fmax(next, fmin(worst, off));
            worst = fmax(worst, off);
        }
        if (!CHECK(next < 1e-4) || !CHECK(worst < 1e-4 + 0.5 * n / RILL_WEIGHT_ONE))
            break;
    }
    free(wanted);
}

TEST(weights_are_the_kernels_in_doubles)
{
    for (kernel = RILL_KERNEL_LANCZOS3; kernel < RILL_KERNEL_NEAREST; kernel++) {
        rill_kernels_make(&kernels, kernel);
        for_all_cases(check_against_doubles);
    }
    kernel = RILL_KERNEL_LANCZOS3;
}

TEST(the_kernel_tables_are_their_definitions)
{
    for (rill_kernel k = RILL_KERNEL_LANCZOS3; k < RILL_KERNEL_LINEAR; k++) {
        rill_kernels_make(&kernels, k);
        for (int i = 0; i <= 3 * RILL_KERNEL_STEPS; i++) {
            const double wanted = twin_kernel(k, i / (double)RILL_KERNEL_STEPS);
            CHECK(fabs(kernels.table[i] / 1073741824.0 - wanted) < 1e-6);
        }
    }
    rill_kernels_make(&kernels, RILL_KERNEL_LANCZOS3);
    CHECK_EQUAL(kernels.table[0], 1 << 30);
    for (int whole = 1; whole <= 3; whole++)
        CHECK_EQUAL(kernels.table[whole * RILL_KERNEL_STEPS], 0);
}

/* Reduced as far as it may be: still one sample, the one under the centre. */
TEST(nearest_takes_the_sample_under_the_centre)
{
    const axis_case c = {.side_px = 1000,
                         .first_px = 100,
                         .shown_px = 900,
                         .to_px = 7,
                         .from = every,
                         .to = every,
                         .kernel = RILL_KERNEL_NEAREST};
    const rill_sampling sampling = sampling_of(&c);
    int16_t weights[RILL_TAPS_MAX];
    uint32_t first;

    rill_kernels_make(&kernels, RILL_KERNEL_NEAREST);
    CHECK_EQUAL(sampling.n_taps_max, 1);
    for (uint32_t i = 0; i < 7; i++) {
        CHECK_EQUAL(rill_sampling_weights(&sampling, &kernels, i, RILL_WEIGHT_ONE, weights, &first), 1);
        CHECK_EQUAL(first, 100 + (2 * i + 1) * 900 / 14);
        CHECK_EQUAL(weights[0], RILL_WEIGHT_ONE);
    }
}

TEST(the_identity_takes_one_sample)
{
    const rill_grid grids[] = {{1, 1}, {2, 1}, {16, 8}};
    int16_t weights[RILL_TAPS_MAX];
    uint32_t first;

    rill_kernels_make(&kernels, RILL_KERNEL_LANCZOS3);
    for (unsigned g = 0; g < 3; g++)
        for (unsigned chroma = 0; chroma < 2; chroma++) {
            const axis_case c = {
                .side_px = 51, .shown_px = 51, .to_px = 51, .from = grids[g], .to = grids[g], .chroma = chroma};
            const rill_sampling sampling = sampling_of(&c);
            for (uint32_t i = 0; i < samples(51, grids[g]); i++) {
                CHECK_EQUAL(rill_sampling_weights(&sampling, &kernels, i, RILL_WEIGHT_ONE, weights, &first), 1);
                CHECK_EQUAL(first, i);
                CHECK_EQUAL(weights[0], RILL_WEIGHT_ONE);
            }
        }
}

TEST(whole_pixel_crops_take_one_sample)
{
    const axis_case c = {.side_px = 51, .first_px = 7, .shown_px = 20, .to_px = 20, .from = every, .to = every};
    const rill_sampling sampling = sampling_of(&c);
    int16_t weights[RILL_TAPS_MAX];
    uint32_t first;

    rill_kernels_make(&kernels, RILL_KERNEL_LANCZOS3);
    for (uint32_t i = 0; i < 20; i++) {
        CHECK_EQUAL(rill_sampling_weights(&sampling, &kernels, i, RILL_WEIGHT_ONE, weights, &first), 1);
        CHECK_EQUAL(first, 7 + i);
    }
}

/* Ties in rounding may fall the other way: one step of 16384. */
static void check_mirror(const axis_case *c, const rill_sampling *sampling)
{
    axis_case other = *c;
    int16_t weights[RILL_TAPS_MAX], reversed[RILL_TAPS_MAX];
    uint32_t first, reversed_first;
    /* Chroma of an odd size hangs over the right edge, so its mirror image is another picture. */
    if (c->mirrored || (uint64_t)c->to_px * c->to.den % c->to.span != 0)
        return;
    other.mirrored = true;
    const rill_sampling mirrored = sampling_of(&other);
    const uint32_t n_out = samples(c->to_px, c->to);

    for (uint32_t i = 0; i < n_out; i++) {
        const uint32_t n = rill_sampling_weights(sampling, &kernels, i, RILL_WEIGHT_ONE, weights, &first);
        const uint32_t n_reversed =
            rill_sampling_weights(&mirrored, &kernels, n_out - 1 - i, RILL_WEIGHT_ONE, reversed, &reversed_first);
        for (uint32_t sample = sampling->low; sample < sampling->high; sample++) {
            const int a = sample >= first && sample < first + n ? weights[sample - first] : 0;
            const int b = sample >= reversed_first && sample < reversed_first + n_reversed
                              ? reversed[sample - reversed_first]
                              : 0;
            if (!CHECK(abs(a - b) <= 1))
                return;
        }
    }
}

TEST(a_mirrored_axis_has_the_same_weights_in_reverse)
{
    rill_kernels_make(&kernels, RILL_KERNEL_LANCZOS3);
    for_all_cases(check_mirror);
}

TEST(extreme_factors_have_sane_windows)
{
    const uint32_t pairs[][2] = {{1, 65500},     {65500, 1}, {30000, 1}, {30000, 29999},
                                 {29999, 30000}, {1, 1},     {2, 65500}};

    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const axis_case c = {
            .side_px = pairs[i][0], .shown_px = pairs[i][0], .to_px = pairs[i][1], .from = every, .to = every};
        const rill_sampling sampling = sampling_of(&c);
        const uint32_t places[] = {0, c.to_px / 2, c.to_px - 1};
        for (unsigned place = 0; place < 3; place++) {
            uint32_t first, n;
            rill_sampling_window(&sampling, places[place], &first, &n);
            CHECK(n >= 1 && n <= sampling.n_taps_max);
            CHECK(first + n <= c.side_px);
            const double centre = (places[place] + 0.5) * c.side_px / c.to_px;
            CHECK(first <= centre && centre <= first + n);
        }
    }
}

/* The largest numbers the map can hold: 'cover' with a focal point, odd densities, a box before. */
TEST(the_largest_rationals_do_not_overflow)
{
    const int64_t den = INT64_C(65500) * 10000;
    const rill_axis axis = {
        .offset = INT64_C(29999) * den - 1, .step = -INT64_C(30000) * 10000, .den = den, .low_px = 0, .high_px = 30000};
    const rill_grid from = {32, 24}, to = {2, 1};
    const twin_axis twin = twin_axis_of(&axis, &from, 22500, &to, true);
    rill_sampling sampling;
    int16_t weights[RILL_TAPS_MAX];
    uint32_t first;

    rill_kernels_make(&kernels, RILL_KERNEL_LANCZOS3);
    rill_sampling_make(&sampling, &axis, &from, 22500, &to, true);
    for (uint32_t i = 0; i < 32750; i += 4093) {
        const uint32_t n = rill_sampling_weights(&sampling, &kernels, i, RILL_WEIGHT_ONE, weights, &first);
        double centre = 0;
        for (uint32_t k = 0; k < n; k++)
            centre += weights[k] * (first + k + 0.5) / RILL_WEIGHT_ONE;
        CHECK(fabs(centre - (twin.first_centre + twin.step * i)) < 0.01);
    }
}

TEST(factors_are_compared_exactly)
{
    const axis_case c = {.side_px = 125, .shown_px = 125, .to_px = 100, .from = every, .to = every};
    const axis_case below = {.side_px = 12499, .shown_px = 12499, .to_px = 10000, .from = every, .to = every};
    const axis_case seven = {
        .side_px = 799, .shown_px = 799, .to_px = 100, .from = every, .to = every, .mirrored = true};
    const rill_sampling sampling = sampling_of(&c), sampling_below = sampling_of(&below),
                        sampling_seven = sampling_of(&seven);

    CHECK(rill_sampling_at_least(&sampling, 5, 4));
    CHECK(!rill_sampling_at_least(&sampling_below, 5, 4));
    CHECK_EQUAL(rill_sampling_factor(&sampling_seven), 7);
}
