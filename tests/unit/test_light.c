/*
 * test_light.c - light and back, at every step of 16 bits
 */
#include "base/light.h"
#include "check.h"

#include <math.h>

static double value_of(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

TEST(every_value_comes_back_from_its_light)
{
    uint16_t light[256];
    rill_srgb_values values;

    rill_srgb_light_table(light);
    rill_srgb_values_make(&values);
    for (unsigned value = 0; value < 256; value++)
        CHECK_EQUAL(rill_srgb_value(&values, light[value]), value);
    CHECK_EQUAL(light[0], 0);
    CHECK_EQUAL(light[255], RILL_LIGHT_ONE);
}

TEST(each_of_65536_steps_of_light_gives_the_nearest_value)
{
    rill_srgb_values values;

    rill_srgb_values_make(&values);
    for (uint32_t light = 0; light <= RILL_LIGHT_ONE; light++) {
        const double exact = 255 * value_of((double)light / RILL_LIGHT_ONE);
        CHECK(fabs(rill_srgb_value(&values, light) - exact) <
              0.5 + 0.01); /* the two ends of the curve do not quite meet */
    }
}
