/*
 * nearest_colour.c - colours as points, and which of up to 256 is the nearest
 *
 * Flow: pixels -> [points -> nearest] -> indices
 */
#include "encode/nearest_colour.h"

#include "base/whole_numbers.h"

#define AXES RILL_POINT_AXES
#define KEY_AXES 3 /* a colour's key is the sum of so many axes */
#define FAR_AWAY (10 * AXES * RILL_POINT_MAX)

const int32_t rill_worth[AXES] = {2, 3, 2, 3};

/* R, G and B weighed by alpha, which is the fourth. */
void rill_weigh(const uint8_t *rgba, uint8_t weighed[AXES])
{
    for (unsigned c = 0; c < 3; c++)
        weighed[c] = rgba[3] == 255 ? rgba[c] : (uint8_t)((rgba[c] * rgba[3] + 127) / 255);
    weighed[3] = rgba[3];
}

rill_point rill_point_of(const uint8_t *rgba)
{
    uint8_t weighed[AXES];
    rill_point made;

    rill_weigh(rgba, weighed);
    for (unsigned c = 0; c < AXES; c++)
        made.at[c] = weighed[c] * rill_worth[c];
    return made;
}

void rill_colour_of(const rill_point *from, uint8_t rgba[4])
{
    const int32_t alpha = rill_clamp_u8((from->at[3] + rill_worth[3] / 2) / rill_worth[3]);

    for (unsigned c = 0; c < 3; c++) {
        const int32_t shares = rill_worth[c] * (alpha == 0 ? 1 : alpha);
        rgba[c] = alpha == 0 ? 0 : rill_clamp_u8((from->at[c] * 255 + shares / 2) / shares);
    }
    rgba[3] = (uint8_t)alpha;
}

static int32_t point_key(const rill_point *of)
{
    return of->at[0] + of->at[1] + of->at[2];
}

void rill_colours_sort(rill_colours *colours)
{
    for (uint32_t i = 0; i < colours->n; i++) {
        const int32_t key = point_key(&colours->colour[i]);
        uint32_t to = i;
        for (; to > 0 && colours->keys[to] > key; to--) {
            colours->keys[to + 1] = colours->keys[to];
            colours->by_key[to] = colours->by_key[to - 1];
        }
        colours->keys[to + 1] = key;
        colours->by_key[to] = (uint8_t)i;
    }
    colours->keys[0] = -FAR_AWAY; /* so far away that a search ends there */
    colours->keys[colours->n + 1] = FAR_AWAY;
}

static int32_t distance(const rill_point *a, const rill_point *b)
{
    int32_t sum = 0;

    for (unsigned c = 0; c < AXES; c++)
        sum += (a->at[c] - b->at[c]) * (a->at[c] - b->at[c]);
    return sum;
}

/*
 * From the colour of the same key outwards, until keys alone are too far apart: their
 * difference squared is at most KEY_AXES times the distance.  'guess' is where to begin.
 */
uint32_t rill_colours_nearest(const rill_colours *colours, const rill_point *to, uint32_t guess)
{
    const int32_t key = point_key(to);
    uint32_t best = guess, low = 0, high = colours->n + 1;
    int32_t least = distance(to, &colours->colour[guess]);

    while (high - low > 1) {
        const uint32_t middle = (low + high) / 2;
        if (colours->keys[middle] <= key)
            low = middle;
        else
            high = middle;
    }
    for (;;) {
        const int32_t below = key - colours->keys[low], above = colours->keys[high] - key;
        const int32_t step = below < above ? below : above;
        if (step * step > KEY_AXES * least)
            return best;
        const uint32_t number = colours->by_key[(below < above ? low-- : high++) - 1];
        const int32_t far = distance(to, &colours->colour[number]);
        if (far < least || (far == least && number < best)) {
            least = far;
            best = number;
        }
    }
}
