/*
 * resample_kernels.h - the inner loops of resample.c
 *
 * Each has a scalar twin in the same file, which RILL_SCALAR=1 makes the only one.
 * Both give the same bits: sums of 16-bit products in 32-bit integers do not depend
 * on their order.
 *
 * Samples between the two passes are 16 bits with 6 of them fraction ("Q6"): 0..255
 * becomes 0..16320, which leaves room for ringing on both sides.
 */
#ifndef RILL_SIMD_RESAMPLE_KERNELS_H
#define RILL_SIMD_RESAMPLE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/*
 * out[x] = sum over k of weights[k] * rows[k][x], as Q6.  'weights' are 14 bits.  Reads
 * up to 16 bytes and writes up to 8 entries past n.
 */
void rill_blend_rows_u8(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n);

/* The same for rows of n 16-bit samples that are Q6 already. */
void rill_blend_rows_q6(const uint8_t *const *rows, const int16_t *weights, uint32_t n_taps, int16_t *out, uint32_t n);

/* One window of a row: n_taps (a multiple of 8) weights for the samples from 'first' on. */
typedef struct rill_window {
    uint32_t first;
    uint32_t weights; /* where its weights begin in the table */
} rill_window;

/*
 * out[i] = clamp((sum over k of weights[k] * row[first + k] + bias) >> 20) for windows
 * 0..n-1 of one channel.
 */
void rill_resize_row_1(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                       int32_t bias, uint8_t *out, uint32_t n);

/* Four interleaved channels, of which each is summed alone: 4 results a window, not yet shifted. */
void rill_resize_row_4(const int16_t *row, const rill_window *windows, const int16_t *weights, uint32_t n_taps,
                       int32_t bias, int32_t *out, uint32_t n);

#endif
