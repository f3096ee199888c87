/*
 * quantise.h - many colours to a few: which, and where
 *
 * Count all pixels, choose, then map the rows again, top to bottom.
 */
#ifndef RILL_ENCODE_QUANTISE_H
#define RILL_ENCODE_QUANTISE_H

#include "base/rowgroup.h"

typedef struct rill_quantiser rill_quantiser;

/* 'dither': how much of each pixel's error its neighbours take, in ten-thousandths.  Errors: MEMORY_LIMIT. */
rill_status rill_quantiser_open(rill_quantiser **quantiser, uint32_t width_px, uint32_t dither, rill_work *work);
/* Upper bound of what it takes. */
uint64_t rill_quantiser_bytes(uint32_t width_px);

/* RGBA; opaque pixels have alpha 255. */
void rill_quantiser_count(rill_quantiser *quantiser, const uint8_t *row);
/* At most so many, 2 to 256; returns how many, as RGBA. */
uint32_t rill_quantiser_choose(rill_quantiser *quantiser, uint32_t n_max, uint8_t (*colours)[4]);
/* The next row, as indices into what was chosen. */
void rill_quantiser_map(rill_quantiser *quantiser, const uint8_t *row, uint8_t *indices);

#endif
