/*
 * weights.h - which source samples make an output sample, and how much of each
 *
 * Integer arithmetic only: the same weights on every machine.  Positions are exact
 * rationals, weights are 14-bit and sum to their target exactly.
 */
#ifndef RILL_TRANSFORM_WEIGHTS_H
#define RILL_TRANSFORM_WEIGHTS_H

#include "base/rowgroup.h"

/* In the order of the words of the option 'kernel'. */
typedef enum rill_kernel {
    RILL_KERNEL_LANCZOS3,
    RILL_KERNEL_LANCZOS2,
    RILL_KERNEL_MITCHELL, /* B = C = 1/3 */
    RILL_KERNEL_CUBIC,    /* Catmull-Rom: B = 0, C = 1/2 */
    RILL_KERNEL_LINEAR,   /* the triangle */
    RILL_KERNEL_NEAREST,  /* one sample; nothing is averaged, however much the picture shrinks */
} rill_kernel;

/*
 * One axis of the one map: luma coordinate x of the output (0 is the left edge of
 * the first pixel) lies at (offset + step * x) / den in luma pixels of the source.
 * A negative step mirrors.  Only source pixels from low_px to high_px are used: what
 * a crop left outside must not bleed in; beyond them the last sample repeats.
 */
typedef struct rill_axis {
    int64_t offset, step, den;
    uint32_t low_px, high_px;
    rill_kernel kernel;
} rill_axis;

#define RILL_WEIGHT_ONE 16384 /* 14 bits */
#define RILL_KERNEL_STEPS 512 /* table entries for one unit of the kernel's argument */
#define RILL_KERNEL_RADIUS_MAX 3
#define RILL_TAPS_MAX 256 /* widest window; the plan keeps the factor under 8, and under 32 for the densest plane */

/* One kernel at distances 0, 1/512, ... from its centre; 'linear' and 'nearest' need no table. */
typedef struct rill_kernels {
    int32_t table[RILL_KERNEL_RADIUS_MAX * RILL_KERNEL_STEPS + 2]; /* 30 bits */
} rill_kernels;

void rill_kernels_make(rill_kernels *kernels, rill_kernel kernel);

/* How one axis of one plane is sampled: the map, seen from this plane's samples to that one's. */
typedef struct rill_sampling {
    int64_t start, increment, den; /* output sample i is centred on (start + increment * i) / den, in source samples */
    uint32_t low, high;            /* source samples in use: low <= i < high */
    uint32_t n_taps_max;           /* the widest window, before it is trimmed */
    rill_kernel kernel;
} rill_sampling;

/*
 * Combine the map with both planes' densities.  'from_size' is the source plane's
 * number of samples along the axis.  Chroma that grows takes the triangle whatever the
 * kernel is, unless that is 'nearest': it cannot ring, and at 2:1 it is libjpeg's
 * "fancy" upsampling.
 */
void rill_sampling_make(rill_sampling *sampling, const rill_axis *axis, const rill_grid *from, uint32_t from_size,
                        const rill_grid *to, bool chroma);

/* Source samples per output sample is at least num/den? (Decides DCT scale and box shrinking.) */
bool rill_sampling_at_least(const rill_sampling *sampling, uint32_t num, uint32_t den);

/* Whole source samples per output sample, rounded down. */
uint32_t rill_sampling_factor(const rill_sampling *sampling);

/*
 * The weights of output sample 'index': n weights for source samples *first ...
 * *first + n - 1, zeros trimmed at both ends.  They sum to 'target' exactly.
 * 'weights' has room for n_taps_max.  Returns n >= 1.
 */
uint32_t rill_sampling_weights(const rill_sampling *sampling, const rill_kernels *kernels, uint32_t index,
                               int32_t target, int16_t *weights, uint32_t *first);

/*
 * Whole numbers in proportion to 'values', rounded, that sum to 'target' exactly: the
 * largest takes what rounding left over.  'sum' is that of the values and not 0.
 */
void rill_weights_normalise(const int64_t *values, uint32_t n, int64_t sum, int32_t target, int16_t *weights);

/* Just the range of source samples, without the weights: untrimmed, for arithmetic on memory. */
void rill_sampling_window(const rill_sampling *sampling, uint32_t index, uint32_t *first, uint32_t *n);

#endif
