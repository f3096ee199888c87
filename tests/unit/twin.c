/*
 * twin.c - the resampler's mathematics in doubles
 */
#include "twin.h"

#include <math.h>

#define PI 3.14159265358979323846

static double sinc(double x)
{
    return x == 0 ? 1 : sin(PI * x) / (PI * x);
}

/* Mitchell and Netravali's family. */
static double cubic(double b, double c, double x)
{
    if (x < 1)
        return ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + 6 - 2 * b) / 6;
    return ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + (-12 * b - 48 * c) * x + 8 * b + 24 * c) / 6;
}

double twin_kernel(rill_kernel kernel, double signed_x)
{
    const double x = fabs(signed_x);

    switch (kernel) {
    case RILL_KERNEL_LANCZOS3:
        return x >= 3 ? 0 : sinc(x) * sinc(x / 3);
    case RILL_KERNEL_LANCZOS2:
        return x >= 2 ? 0 : sinc(x) * sinc(x / 2);
    case RILL_KERNEL_MITCHELL:
        return x >= 2 ? 0 : cubic(1.0 / 3, 1.0 / 3, x);
    case RILL_KERNEL_CUBIC:
        return x >= 2 ? 0 : cubic(0, 0.5, x);
    default:
        return x >= 1 ? 0 : 1 - x;
    }
}

twin_axis twin_axis_of(const rill_axis *axis, const rill_grid *from, uint32_t from_size, const rill_grid *to,
                       bool chroma)
{
    const double from_px = (double)from->span / from->den; /* luma pixels in a source sample */
    const double to_px = (double)to->span / to->den;
    const double scale = (double)axis->step / (double)axis->den;
    const double high = ceil(axis->high_px / from_px - 1e-9);
    twin_axis twin;

    twin.step = scale * to_px / from_px;
    twin.first_centre = ((double)axis->offset / (double)axis->den + scale * to_px / 2) / from_px;
    twin.stretch = fmax(1, fabs(twin.step));
    twin.high = (int64_t)fmin(high, from_size);
    twin.low = (int64_t)fmin(floor(axis->low_px / from_px + 1e-9), (double)(twin.high - 1));
    twin.kernel = chroma && fabs(twin.step) < 1 - 1e-12 ? RILL_KERNEL_LINEAR : axis->kernel;
    return twin;
}

void twin_weights(const twin_axis *axis, uint32_t index, double *weights)
{
    const double centre = axis->first_centre + axis->step * index;
    const double reach = axis->stretch * 3; /* the widest of them */
    double sum = 0;

    for (int64_t i = 0; i < axis->high - axis->low; i++)
        weights[i] = 0;
    for (int64_t i = (int64_t)floor(centre - reach) - 1; (double)i <= centre + reach + 1; i++) {
        const double value = twin_kernel(axis->kernel, ((double)i + 0.5 - centre) / axis->stretch);
        const int64_t inside = i < axis->low ? axis->low : i >= axis->high ? axis->high - 1 : i;
        weights[inside - axis->low] += value;
        sum += value;
    }
    for (int64_t i = 0; i < axis->high - axis->low; i++)
        weights[i] /= sum;
}
