/*
 * rotate.c - a small picture turned about its middle by whole degrees
 *
 * Flow: none; a whole picture in memory, as overlay.c holds one.
 *
 * Each pixel of the result is looked up in the source between its four neighbours
 * (bilinear), colours weighted by their alpha, nothing outside.  Coordinates have 30 bits
 * of fraction and weights 12, so that quarter turns move pixels and change none.
 */
#include "transform/transform.h"

#include <string.h>

#define FRACTION_BITS 30
#define ONE (INT64_C(1) << FRACTION_BITS)
#define WEIGHT_BITS 12
#define WEIGHT_ONE (1 << WEIGHT_BITS)

/* Sines of 0 to 90 degrees, as close as 30 bits allow. */
static const int32_t sines[91] = {
    0,          18739379,   37473049,   56195305,   74900443,   93582766,   112236583,  130856211,  149435979,
    167970228,  186453311,  204879599,  223243478,  241539355,  259761657,  277904834,  295963357,  313931728,
    331804471,  349576144,  367241333,  384794656,  402230767,  419544355,  436730145,  453782903,  470697435,
    487468587,  504091252,  520560366,  536870912,  553017922,  568996477,  584801711,  600428808,  615873009,
    631129609,  646193961,  661061475,  675727625,  690187940,  704438018,  718473518,  732290163,  745883746,
    759250125,  772385229,  785285058,  797945680,  810363241,  822533958,  834454122,  846120104,  857528349,
    868675383,  879557810,  890172315,  900515665,  910584710,  920376381,  929887697,  939115760,  948057759,
    956710970,  965072759,  973140576,  980911966,  988384560,  995556083,  1002424350, 1008987269, 1015242840,
    1021189159, 1026824413, 1032146887, 1037154959, 1041847103, 1046221891, 1050277989, 1054014162, 1057429273,
    1060522280, 1063292242, 1065738315, 1067859754, 1069655912, 1071126243, 1072270298, 1073087729, 1073578288,
    1073741824,
};

static int64_t sine(uint32_t degrees)
{
    const uint32_t d = degrees % 360;

    if (d >= 180)
        return -sine(d - 180);
    return sines[d <= 90 ? d : 180 - d];
}

static int64_t absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

void rill_rotated_size(uint32_t *width_px, uint32_t *height_px, uint32_t degrees)
{
    const int64_t sin = absolute(sine(degrees)), cos = absolute(sine(degrees + 90));
    const int64_t width = *width_px, height = *height_px;

    *width_px = (uint32_t)((width * cos + height * sin + ONE - 1) >> FRACTION_BITS);
    *height_px = (uint32_t)((width * sin + height * cos + ONE - 1) >> FRACTION_BITS);
}

/* A share of one neighbour, none outside the picture. */
static void add_neighbour(const rill_rotation *from, int64_t x, int64_t y, uint32_t weight, uint64_t sum[4])
{
    if (x < 0 || y < 0 || x >= from->width_px || y >= from->height_px || weight == 0)
        return;
    const uint8_t *const pixel = from->pixels + 4 * ((size_t)y * from->width_px + (size_t)x);
    const uint64_t share = (uint64_t)weight * pixel[3];
    for (unsigned channel = 0; channel < 3; channel++)
        sum[channel] += share * pixel[channel];
    sum[3] += share;
}

/* The source at a point whose fraction has FRACTION_BITS; pixel centres are whole numbers. */
static void look_up(const rill_rotation *from, int64_t x, int64_t y, uint8_t *out)
{
    const int64_t rounding = INT64_C(1) << (FRACTION_BITS - WEIGHT_BITS - 1);
    const int64_t fine_x = (x + rounding) >> (FRACTION_BITS - WEIGHT_BITS);
    const int64_t fine_y = (y + rounding) >> (FRACTION_BITS - WEIGHT_BITS);
    const int64_t left = fine_x >> WEIGHT_BITS, top = fine_y >> WEIGHT_BITS;
    const uint32_t right_share = (uint32_t)(fine_x & (WEIGHT_ONE - 1));
    const uint32_t lower_share = (uint32_t)(fine_y & (WEIGHT_ONE - 1));
    uint64_t sum[4] = {0};

    add_neighbour(from, left, top, (WEIGHT_ONE - right_share) * (WEIGHT_ONE - lower_share), sum);
    add_neighbour(from, left + 1, top, right_share * (WEIGHT_ONE - lower_share), sum);
    add_neighbour(from, left, top + 1, (WEIGHT_ONE - right_share) * lower_share, sum);
    add_neighbour(from, left + 1, top + 1, right_share * lower_share, sum);
    for (unsigned channel = 0; channel < 3; channel++)
        out[channel] = sum[3] == 0 ? 0 : (uint8_t)((sum[channel] + sum[3] / 2) / sum[3]);
    out[3] = (uint8_t)((sum[3] + WEIGHT_ONE * WEIGHT_ONE / 2) >> (2 * WEIGHT_BITS));
}

void rill_rotate(const rill_rotation *from, uint8_t *into)
{
    const int64_t sin = sine(from->degrees), cos = sine(from->degrees + 90);
    uint32_t width_px = from->width_px, height_px = from->height_px;

    rill_rotated_size(&width_px, &height_px, from->degrees);
    for (uint32_t y = 0; y < height_px; y++) {
        for (uint32_t x = 0; x < width_px; x++, into += 4) {
            /* from the middle of the result, in half pixels; then from the source's first pixel centre */
            const int64_t right = 2 * (int64_t)x + 1 - width_px, down = 2 * (int64_t)y + 1 - height_px;
            look_up(from, (right * cos + down * sin + (from->width_px - INT64_C(1)) * ONE) >> 1,
                    (down * cos - right * sin + (from->height_px - INT64_C(1)) * ONE) >> 1, into);
        }
    }
}
