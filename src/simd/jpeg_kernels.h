/*
 * jpeg_kernels.h - the arithmetic of JPEG blocks: inverse and forward DCT, quantisation
 *
 * Each kernel gives the same bits as its scalar twin (jpeg_twins.c), which RILL_SCALAR=1
 * makes the only one; and both give those of libjpeg-turbo's plain C wherever that does
 * not overflow, which no picture's coefficients do.  For coefficients made to overflow,
 * the twins say what comes out: 32-bit arithmetic that wraps.  libjpeg-turbo would
 * answer differently with a 32-bit and a 64-bit 'long'.
 */
#ifndef RILL_SIMD_JPEG_KERNELS_H
#define RILL_SIMD_JPEG_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Dequantise 64 coefficients (8 rows of 8) and write 8x8, 4x4 or 2x2 samples, into
 * rows[0..] from 'column' on.  Nothing beside them is written.
 */
void rill_idct_8x8(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column);
void rill_idct_4x4(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column);
void rill_idct_2x2(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column);

void rill_idct_8x8_twin(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column);
void rill_idct_4x4_twin(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column);
void rill_idct_2x2_twin(const int16_t *coefs, const int16_t *quant, uint8_t *const *rows, size_t column);

/* 8x8 samples from 'column' on, less 128. */
void rill_centre_samples(const uint8_t *const *rows, size_t column, int16_t *samples);
void rill_centre_samples_twin(const uint8_t *const *rows, size_t column, int16_t *samples);

/* Centred samples become coefficients, eight times too large. */
void rill_fdct_8x8(int16_t *block);
void rill_fdct_8x8_twin(int16_t *block);

/*
 * Divide and round.  'divisors' is libjpeg-turbo's table: 64 reciprocals, 64 corrections
 * (half the divisor), 64 scales and 64 shifts of 16-bit unsigned numbers, for divisors
 * from 8 on.
 */
void rill_quantise_8x8(const int16_t *block, const int16_t *divisors, int16_t *coefs);
void rill_quantise_8x8_twin(const int16_t *block, const int16_t *divisors, int16_t *coefs);

/*
 * Copy entropy-coded bytes, downwards: the first to to[-1], 'room' of them at most, a 0xFF
 * followed by 0 as one 0xFF.  Stops before a 0xFF with anything else, or nothing, behind it.
 * Returns how many of the n_bytes were taken; *to is then the last byte written.  The
 * bytes of the room below it may have been written too.
 */
size_t rill_unstuff(const uint8_t *from, size_t n_bytes, uint8_t **to, size_t room);
size_t rill_unstuff_twin(const uint8_t *from, size_t n_bytes, uint8_t **to, size_t room);

/* Bit i is set where coefs[i] is not zero. */
uint64_t rill_nonzero_coefs(const int16_t *coefs);
uint64_t rill_nonzero_coefs_twin(const int16_t *coefs);

#endif
