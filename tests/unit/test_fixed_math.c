/*
 * test_fixed_math.c - our pow and logarithms are the real ones, to 1e-13
 */
#include "base/fixed_math.h"
#include "check.h"

#include <math.h>

#define TOLERANCE 1e-13

/* How far 'got' is from 'wanted', relative to it. */
static double relative_error(double got, double wanted)
{
    return fabs(got / wanted - 1.0);
}

TEST(pow_agrees_with_the_c_library_wherever_libwebp_calls_it)
{
    double worst = 0.0;

    for (int v = 1; v <= 4095; v++) {
        worst = fmax(worst, relative_error(rill_pow(v / 255.0, 0.80), pow(v / 255.0, 0.80)));
        worst = fmax(worst, relative_error(rill_pow(v / 4095.0, 1.0 / 0.80), pow(v / 4095.0, 1.0 / 0.80)));
        worst = fmax(worst, relative_error(rill_pow(v / 4095.0, 1.0 / 3.0), pow(v / 4095.0, 1.0 / 3.0)));
    }
    CHECK(worst < TOLERANCE);
}

TEST(pow_agrees_with_the_c_library_over_sixty_powers_of_e)
{
    double worst = 0.0;

    for (double x = 1e-13; x < 1e13; x *= 1.0173)
        for (double y = -3.0; y <= 3.0; y += 0.0371)
            worst = fmax(worst, relative_error(rill_pow(x, y), pow(x, y)));
    CHECK(worst < TOLERANCE);
}

TEST(logarithms_agree_with_the_c_library_from_denormal_numbers_to_the_largest)
{
    double worst = 0.0;

    for (double x = 1e-320; x < 1e308; x *= 1.37) {
        worst = fmax(worst, relative_error(rill_log(x), log(x)));
        worst = fmax(worst, relative_error(rill_log10(x), log10(x)));
    }
    for (double x = 1.0 + 1e-9; x < 1.5; x = 1.0 + (x - 1.0) * 1.01)
        worst = fmax(worst, relative_error(rill_log(x), log(x)));
    CHECK(worst < TOLERANCE);
}

TEST(the_edges_of_pow_and_log_are_where_the_c_library_has_them)
{
    CHECK(rill_pow(0.0, 2.0) == 0.0);
    CHECK(rill_pow(7.0, 0.0) == 1.0);
    CHECK(rill_pow(1.0, 123.0) == 1.0);
    CHECK(isinf(rill_pow(2.0, 2000.0)));
    CHECK(rill_pow(2.0, -2000.0) == 0.0);
    CHECK(relative_error(rill_pow(2.0, 1023.5), pow(2.0, 1023.5)) < TOLERANCE);
    CHECK(rill_log(1.0) == 0.0);
    CHECK(isinf(rill_log(0.0)) && rill_log(0.0) < 0.0);
    CHECK(isnan(rill_log(-1.0)));
    CHECK(isinf(rill_log(HUGE_VAL)));
}
