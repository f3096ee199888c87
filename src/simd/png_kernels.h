/*
 * png_kernels.h - the arithmetic of PNG rows: filters off and on, three and four bytes a pixel, Adler-32
 *
 * Each kernel gives the same bits as its scalar twin (png_twins.c), which RILL_SCALAR=1
 * makes the only one.  Nothing is read or written outside the rows, unless it is said.
 */
#ifndef RILL_SIMD_PNG_KERNELS_H
#define RILL_SIMD_PNG_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* The types of PNG, clause 9.2. */
enum { RILL_PNG_NONE, RILL_PNG_SUB, RILL_PNG_UP, RILL_PNG_AVERAGE, RILL_PNG_PAETH, RILL_PNG_FILTERS };

/*
 * Take a filter off, in place.  'above' is the row before, unfiltered; 'step' the bytes of
 * a pixel, at least 1.  n_bytes is a multiple of it.
 */
void rill_png_unfilter_sub(uint8_t *row, size_t n_bytes, size_t step);
void rill_png_unfilter_up(uint8_t *row, const uint8_t *above, size_t n_bytes);
void rill_png_unfilter_average(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step);
void rill_png_unfilter_paeth(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step);

void rill_png_unfilter_sub_twin(uint8_t *row, size_t n_bytes, size_t step);
void rill_png_unfilter_up_twin(uint8_t *row, const uint8_t *above, size_t n_bytes);
void rill_png_unfilter_average_twin(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step);
void rill_png_unfilter_paeth_twin(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step);

/* The largest pixel that is filtered: 4 samples of 8 bits. */
#define RILL_PNG_STEP_MAX 4

/*
 * Put a filter on.  RILL_PNG_STEP_MAX zeros lie before both rows, and 16 bytes of any
 * value may be read behind them.
 */
void rill_png_filter(unsigned filter, const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                     uint8_t *out);
void rill_png_filter_twin(unsigned filter, const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                          uint8_t *out);

/* What each filter would leave of such rows: the sum of |difference|, a byte taken as -128..127. */
void rill_png_filter_sums(const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                          uint32_t sums[RILL_PNG_FILTERS]);
void rill_png_filter_sums_twin(const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                               uint32_t sums[RILL_PNG_FILTERS]);

/*
 * RGB to RGBX, X = 255.  'rgb' may be the last 3 n_px bytes of the 4 n_px of 'rgbx'.
 * Reads up to 16 bytes past rgb.
 */
void rill_spread_rgb(const uint8_t *rgb, uint8_t *rgbx, size_t n_px);
void rill_spread_rgb_twin(const uint8_t *rgb, uint8_t *rgbx, size_t n_px);

/* And back. */
void rill_close_rgbx(const uint8_t *rgbx, uint8_t *rgb, size_t n_px);
void rill_close_rgbx_twin(const uint8_t *rgbx, uint8_t *rgb, size_t n_px);

/* RFC 1950: of nothing it is 1. */
uint32_t rill_adler32(uint32_t adler, const uint8_t *bytes, size_t n_bytes);
uint32_t rill_adler32_twin(uint32_t adler, const uint8_t *bytes, size_t n_bytes);

#endif
