/*
 * twin.h - the resampler's mathematics in doubles, written from the definition
 */
#ifndef TWIN_H
#define TWIN_H

#include "transform/weights.h"

double twin_kernel(rill_kernel kernel, double x);

/* One axis of one plane: where an output sample lies, in source samples, and how far its kernel is stretched. */
typedef struct twin_axis {
    double first_centre, step; /* output sample i is centred on first_centre + step * i */
    double stretch;
    int64_t low, high; /* source samples in use */
    rill_kernel kernel;
} twin_axis;

twin_axis twin_axis_of(const rill_axis *axis, const rill_grid *from, uint32_t from_size, const rill_grid *to,
                       bool chroma);

/* Weights of output sample 'index' for source samples low .. high - 1; they sum to one. */
void twin_weights(const twin_axis *axis, uint32_t index, double *weights);

#endif
