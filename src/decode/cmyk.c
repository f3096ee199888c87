/*
 * cmyk.c - printing inks to sRGB: Neugebauer's equations with a dot gain
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: nothing; the tables are the caller's.
 *
 * H. E. J. Neugebauer, Die theoretischen Grundlagen des Mehrfarbenbuchdrucks (1937).
 */
#include "decode/cmyk.h"

#include "base/fixed_math.h"

#define ONE_BITS 14
#define ONE (1 << ONE_BITS)
#define MIXING_POWER 1.225 /* colours are mixed as (sRGB value) to this power */

/* Share of the paper for x of ink: x + gain x (1 - x) + skew x (1 - x) (1 - 2 x) */
typedef struct ink_curve {
    double gain, skew;
} ink_curve;

static const ink_curve curves[4] = {{-0.05, -0.025}, {-0.175, 0.175}, {-0.225, 0.1}, {-0.125, 0.325}};

/* The colours of all combinations: index bits are C 1, M 2, Y 4, K 8; red, green, blue in 14 bits. */
static const int16_t combinations[16][3] = {
    {16384, 16384, 16384}, {-2850, 8245, 12573}, {13690, -151, 6245}, {1518, 608, 6444},
    {14565, 13155, -1167}, {-1340, 8121, 2025},  {14592, 636, 612},   {1375, 736, 1164},
    {-393, -413, -577},    {243, 239, 270},      {581, 132, 150},     {-368, -343, -137},
    {559, 282, 194},       {-144, -28, -418},    {120, -204, -417},   {-113, -277, -492},
};

void rill_cmyk_make(rill_cmyk *cmyk, bool inverted)
{
    for (int ink = 0; ink < 4; ink++) {
        for (int i = 0; i < 256; i++) {
            const double x = (inverted ? 255 - i : i) / 255.0;
            const double bend = x * (1 - x);
            const double share = x + curves[ink].gain * bend + curves[ink].skew * bend * (1 - 2 * x);
            cmyk->coverage[ink][i] = (int16_t)(share * ONE + 0.5);
        }
    }
    for (int i = 0; i < RILL_CMYK_LEVELS; i++)
        cmyk->to_byte[i] = (uint8_t)(rill_pow(i / (RILL_CMYK_LEVELS - 1.0), 1 / MIXING_POWER) * 255 + 0.5);
}

/* Mix the combinations, one ink after the other, the last one first: 16 values become 8, 4, 2, 1. */
static int32_t mixed(const int32_t share[4], unsigned channel)
{
    int32_t values[16];

    for (unsigned i = 0; i < 16; i++)
        values[i] = combinations[i][channel];
    for (unsigned ink = 4; ink-- > 0;)
        for (unsigned i = 0; i < 1u << ink; i++)
            values[i] += (values[i + (1u << ink)] - values[i]) * share[ink] >> ONE_BITS;
    return values[0] < 0 ? 0 : values[0] > ONE ? ONE : values[0];
}

void rill_cmyk_row_to_rgb(const rill_cmyk *cmyk, const uint8_t *inks, uint8_t *rgbx, uint32_t width_px)
{
    for (uint32_t x = 0; x < width_px; x++, inks += 4, rgbx += 4) {
        int32_t share[4];
        for (unsigned ink = 0; ink < 4; ink++)
            share[ink] = cmyk->coverage[ink][inks[ink]];
        for (unsigned channel = 0; channel < 3; channel++)
            rgbx[channel] = cmyk->to_byte[mixed(share, channel) * (RILL_CMYK_LEVELS - 1) >> ONE_BITS];
        rgbx[3] = 255;
    }
}
