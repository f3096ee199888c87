/*
 * cmyk.h - printing inks to sRGB, by a fitted approximation
 *
 * Without a colour management engine: the Neugebauer model.  A point of paper is
 * covered by each combination of inks with a known probability; the colours of the 16
 * combinations are mixed by it.  They, and how much a dot grows or shrinks in print,
 * were fitted to an ordinary coated-paper press profile: mean colour difference 1.6
 * (CIEDE2000) over a grid of 9 steps an ink; paper white is exact.  `make cmyk` compares.
 */
#ifndef RILL_DECODE_CMYK_H
#define RILL_DECODE_CMYK_H

#include <stdbool.h>
#include <stdint.h>

#define RILL_CMYK_LEVELS 1025

typedef struct rill_cmyk {
    int16_t coverage[4][256];          /* C, M, Y, K byte -> share of the paper, 14 bits */
    uint8_t to_byte[RILL_CMYK_LEVELS]; /* mixed value, 10 bits -> sRGB byte */
} rill_cmyk;

/* Fill the tables.  'inverted': 255 means no ink, as Adobe writes it; else 255 is full ink. */
void rill_cmyk_make(rill_cmyk *cmyk, bool inverted);

/* Convert a row of C, M, Y, K bytes to RGBX. */
void rill_cmyk_row_to_rgb(const rill_cmyk *cmyk, const uint8_t *inks, uint8_t *rgbx, uint32_t width_px);

#endif
