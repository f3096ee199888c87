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

double twin_lanczos(double x)
{
    return fabs(x) >= RILL_LANCZOS_LOBES ? 0 : sinc(x) * sinc(x / RILL_LANCZOS_LOBES);
}

static double kernel(const twin_axis *axis, double x)
{
    if (axis->triangle)
        return fabs(x) >= 1 ? 0 : 1 - fabs(x);
    return twin_lanczos(x);
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
    twin.triangle = chroma && fabs(twin.step) < 1 - 1e-12;
    return twin;
}

void twin_weights(const twin_axis *axis, uint32_t index, double *weights)
{
    const double centre = axis->first_centre + axis->step * index;
    const double reach = axis->stretch * RILL_LANCZOS_LOBES;
    double sum = 0;

    for (int64_t i = 0; i < axis->high - axis->low; i++)
        weights[i] = 0;
    for (int64_t i = (int64_t)floor(centre - reach) - 1; (double)i <= centre + reach + 1; i++) {
        const double value = kernel(axis, ((double)i + 0.5 - centre) / axis->stretch);
        const int64_t inside = i < axis->low ? axis->low : i >= axis->high ? axis->high - 1 : i;
        weights[inside - axis->low] += value;
        sum += value;
    }
    for (int64_t i = 0; i < axis->high - axis->low; i++)
        weights[i] /= sum;
}
