/*
 * nearest_colour.h - colours as points, and which of up to 256 is the nearest
 *
 * A point has R, G and B weighed by alpha, and alpha, each times what an error in it is
 * worth.
 */
#ifndef RILL_ENCODE_NEAREST_COLOUR_H
#define RILL_ENCODE_NEAREST_COLOUR_H

#include <stdint.h>

#define RILL_POINT_AXES 4
#define RILL_POINT_MAX (3 * 255) /* along any axis */
#define RILL_COLOURS_MAX 256u

typedef struct rill_point {
    int32_t at[RILL_POINT_AXES];
} rill_point;

typedef struct rill_colours {
    uint32_t n;
    rill_point colour[RILL_COLOURS_MAX];
    uint8_t by_key[RILL_COLOURS_MAX]; /* sorted */
    int32_t keys[RILL_COLOURS_MAX + 2];
} rill_colours;

/* What an error of one level is worth. */
extern const int32_t rill_worth[RILL_POINT_AXES];

/* R, G and B weighed by alpha, which is the fourth. */
void rill_weigh(const uint8_t *rgba, uint8_t weighed[RILL_POINT_AXES]);
rill_point rill_point_of(const uint8_t *rgba);
void rill_colour_of(const rill_point *from, uint8_t rgba[4]);

/* After the colours were set or moved. */
void rill_colours_sort(rill_colours *colours);
/* The number of one; 'guess' is where to begin. */
uint32_t rill_colours_nearest(const rill_colours *colours, const rill_point *to, uint32_t guess);

#endif
