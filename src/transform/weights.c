/*
 * weights.c - which source samples make an output sample, and how much of each
 *
 * Flow: used by resample.c and by the plan.  Holds: nothing.
 *
 * A window of the kernel is centred on the output sample's place in the source,
 * stretched by the reduction factor (so that it is a low-pass filter for the new
 * rate), sampled at the source samples' centres and normalised.
 */
#include "transform/weights.h"

#include "base/whole_numbers.h"

#define Q24 (INT64_C(1) << 24)
#define Q30 (INT64_C(1) << 30)
#define PI_Q24 INT64_C(52707179)
#define PI_Q30 INT64_C(3373259426)

/* a / b towards minus infinity; b > 0. */
static int64_t floor_div(int64_t a, int64_t b)
{
    const int64_t quotient = a / b;
    return quotient * b > a ? quotient - 1 : quotient;
}

/* ---- the kernel ---- */

/* sin(pi * x) / (pi * x) for 0 <= x <= 1/2: the power series; x in 24 bits, result in 30. */
static int64_t sinc_near(int64_t x)
{
    const int64_t angle = PI_Q30 * x >> 24; /* at most 1.5708 in 30 bits */
    const int64_t z = (angle >> 1) * (angle >> 1) >> 28;
    int64_t sum = Q30;

    /* 1 - z/6 (1 - z/20 (1 - z/42 (1 - z/72 (1 - z/110 (1 - z/156))))), from the inside out */
    static const int64_t divisors[] = {156, 110, 72, 42, 20, 6};
    for (unsigned i = 0; i < sizeof divisors / sizeof divisors[0]; i++)
        sum = Q30 - ((z / divisors[i]) * sum >> 30);
    return sum;
}

/* sin(pi * x) / (pi * x); x >= 0 in 24 bits, result in 30. */
static int64_t sinc(int64_t x)
{
    if (x <= Q24 / 2)
        return sinc_near(x);

    /* sin(pi * x) = +-sin(pi * r) with r the distance to the nearest whole number, at most 1/2 */
    const int64_t whole = (x + Q24 / 2) >> 24;
    const int64_t rest = x - (whole << 24);
    const int64_t r = rest < 0 ? -rest : rest;
    const int64_t sine = sinc_near(r) * (PI_Q24 * r >> 24) >> 24; /* 30 bits */
    const int64_t value = (sine << 24) / (PI_Q24 * x >> 24);
    const bool negative = ((whole & 1) != 0) != (rest < 0);
    return negative ? -value : value;
}

/*
 * The two cubics of Mitchell and Netravali ("Reconstruction filters in computer
 * graphics", 1988), as eighteenths: of x^3, x^2, x and 1, below a distance of 1 and
 * from there to 2.  x in 24 bits, result in 30.
 */
static int64_t cubic(const int near[4], const int far[4], int64_t x)
{
    const int *const factors = x < Q24 ? near : far;
    int64_t sum = factors[0];

    sum *= x;
    for (unsigned i = 1; i < 3; i++)
        sum = (sum + factors[i] * Q24) * x >> 24;
    return (sum + factors[3] * Q24) * 64 / 18;
}

static int64_t radius_of(rill_kernel kernel)
{
    static const int64_t radii[] = {3, 2, 2, 2, 1, 0};
    return radii[kernel];
}

static int64_t kernel_value(rill_kernel kernel, int64_t x)
{
    static const int mitchell[2][4] = {{21, -36, 0, 16}, {-7, 36, -60, 32}};
    static const int catmull_rom[2][4] = {{27, -45, 0, 18}, {-9, 45, -72, 36}};

    if (kernel == RILL_KERNEL_MITCHELL)
        return cubic(mitchell[0], mitchell[1], x);
    if (kernel == RILL_KERNEL_CUBIC)
        return cubic(catmull_rom[0], catmull_rom[1], x);
    return sinc(x) * sinc(x / radius_of(kernel)) >> 30;
}

void rill_kernels_make(rill_kernels *kernels, rill_kernel kernel)
{
    const bool needed = kernel != RILL_KERNEL_LINEAR && kernel != RILL_KERNEL_NEAREST;
    const int end = needed ? (int)radius_of(kernel) * RILL_KERNEL_STEPS : 0;

    *kernels = (rill_kernels){{0}};
    for (int i = 0; i < end; i++)
        kernels->table[i] = (int32_t)kernel_value(kernel, (int64_t)i * (Q24 / RILL_KERNEL_STEPS));
}

/* The kernel at distance x >= 0 (24 bits), between two table entries; result in 30 bits. */
static int64_t kernel_at(const rill_kernels *kernels, int64_t x)
{
    const int step_bits = 15; /* 24 bits less the 9 of RILL_KERNEL_STEPS */
    const int64_t entry = x >> step_bits;
    const int64_t part = x & ((INT64_C(1) << step_bits) - 1);

    if (entry >= RILL_KERNEL_RADIUS_MAX * RILL_KERNEL_STEPS)
        return 0;
    const int64_t here = kernels->table[entry];
    const int64_t next = kernels->table[entry + 1];
    return here + ((next - here) * part >> step_bits);
}

static int64_t triangle_at(int64_t x)
{
    return x >= Q24 ? 0 : (Q24 - x) << 6;
}

/* ---- where an output sample looks ---- */

void rill_sampling_make(rill_sampling *sampling, const rill_axis *axis, const rill_grid *from, uint32_t from_size,
                        const rill_grid *to, bool chroma)
{
    const uint32_t shared = rill_greatest_common_divisor(from->span, from->den);
    const int64_t from_span = from->span / shared;
    const int64_t from_den = from->den / shared;

    /*
     * Output sample i is centred on (i + 1/2) * to.span / to.den in output luma pixels; the map takes that to source
     * luma; dividing by the source plane's span gives source samples.  Doubled to stay whole.
     */
    sampling->den = 2 * axis->den * from_span * to->den;
    sampling->start = (2 * axis->offset * to->den + axis->step * to->span) * from_den;
    sampling->increment = 2 * axis->step * to->span * from_den;

    /* Samples that touch the used range; the last sample of an odd-sized chroma plane hangs over the edge. */
    const int64_t low = (int64_t)axis->low_px * from_den / from_span;
    const int64_t high = ((int64_t)axis->high_px * from_den + from_span - 1) / from_span;
    sampling->high = high < (int64_t)from_size ? (uint32_t)high : from_size;
    sampling->low = low < (int64_t)sampling->high ? (uint32_t)low : sampling->high - 1;

    const int64_t magnitude = sampling->increment < 0 ? -sampling->increment : sampling->increment;
    const bool grows = magnitude < sampling->den;
    sampling->kernel = chroma && grows && axis->kernel != RILL_KERNEL_NEAREST ? RILL_KERNEL_LINEAR : axis->kernel;

    const int64_t radius = radius_of(sampling->kernel);
    const int64_t stretched = grows ? 2 * radius : (2 * radius * magnitude + sampling->den - 1) / sampling->den;
    const int64_t available = sampling->high - sampling->low;
    sampling->n_taps_max = (uint32_t)(stretched + 1 < available ? stretched + 1 : available);
}

bool rill_sampling_at_least(const rill_sampling *sampling, uint32_t num, uint32_t den)
{
    const int64_t magnitude = sampling->increment < 0 ? -sampling->increment : sampling->increment;
    return magnitude * den >= sampling->den * num;
}

uint32_t rill_sampling_factor(const rill_sampling *sampling)
{
    const int64_t magnitude = sampling->increment < 0 ? -sampling->increment : sampling->increment;
    return (uint32_t)(magnitude / sampling->den);
}

/* The window's unclamped ends, and the centre as whole and 24-bit fraction. */
typedef struct window {
    int64_t first, last; /* inclusive; may lie outside low..high */
    int64_t whole, part;
    int64_t squeeze; /* kernel units per source sample, 24 bits: 1 / stretch */
} window;

static window window_at(const rill_sampling *sampling, uint32_t index)
{
    const int64_t centre = sampling->start + sampling->increment * index;
    const int64_t magnitude = sampling->increment < 0 ? -sampling->increment : sampling->increment;
    const int64_t radius = radius_of(sampling->kernel);
    window w;

    w.whole = floor_div(centre, sampling->den);
    w.part = (centre - w.whole * sampling->den) * Q24 / sampling->den;
    w.squeeze = magnitude <= sampling->den ? Q24 : (sampling->den << 24) / magnitude;
    w.first = w.last = w.whole;
    if (sampling->kernel == RILL_KERNEL_NEAREST)
        return w;

    /* Samples whose centre i + 1/2 is nearer than the stretched radius */
    const int64_t reach = (radius << 48) / w.squeeze; /* 24 bits */
    w.first = w.whole + ((w.part - reach + Q24 / 2) >> 24);
    w.last = w.whole + ((w.part + reach - Q24 / 2) >> 24);
    return w;
}

static uint32_t clamped(const rill_sampling *sampling, int64_t sample)
{
    if (sample < (int64_t)sampling->low)
        return sampling->low;
    return sample >= (int64_t)sampling->high ? sampling->high - 1 : (uint32_t)sample;
}

void rill_sampling_window(const rill_sampling *sampling, uint32_t index, uint32_t *first, uint32_t *n)
{
    const window w = window_at(sampling, index);

    *first = clamped(sampling, w.first);
    *n = clamped(sampling, w.last) - *first + 1;
}

/* ---- the weights ---- */

/* The kernel's value for each sample, those outside added to the edge sample; returns their sum. */
static int64_t kernel_values(const rill_sampling *sampling, const rill_kernels *kernels, const window *w,
                             uint32_t first, int64_t *values, uint32_t n)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < n; i++)
        values[i] = 0;
    for (int64_t sample = w->first; sample <= w->last; sample++) {
        const int64_t distance = (sample - w->whole) * Q24 + Q24 / 2 - w->part;
        const int64_t x = (distance < 0 ? -distance : distance) * w->squeeze >> 24;
        const int64_t value = sampling->kernel == RILL_KERNEL_LINEAR ? triangle_at(x) : kernel_at(kernels, x);
        values[clamped(sampling, sample) - first] += value;
        sum += value;
    }
    return sum;
}

void rill_weights_normalise(const int64_t *values, uint32_t n, int64_t sum, int32_t target, int16_t *weights)
{
    int32_t rest = target;
    uint32_t largest = 0;

    for (uint32_t i = 0; i < n; i++) {
        weights[i] = (int16_t)floor_div(2 * values[i] * target + sum, 2 * sum);
        rest -= weights[i];
        if (weights[i] > weights[largest])
            largest = i;
    }
    weights[largest] = (int16_t)(weights[largest] + rest);
}

uint32_t rill_sampling_weights(const rill_sampling *sampling, const rill_kernels *kernels, uint32_t index,
                               int32_t target, int16_t *weights, uint32_t *first)
{
    int64_t values[RILL_TAPS_MAX];
    const window w = window_at(sampling, index);
    uint32_t start = clamped(sampling, w.first);
    uint32_t n = clamped(sampling, w.last) - start + 1;

    if (sampling->kernel == RILL_KERNEL_NEAREST) {
        weights[0] = (int16_t)target;
        *first = start;
        return 1;
    }
    const int64_t sum = kernel_values(sampling, kernels, &w, start, values, n);
    rill_weights_normalise(values, n, sum, target, weights);

    uint32_t skip = 0;
    while (n > 1 && weights[n - 1] == 0)
        n--;
    while (skip + 1 < n && weights[skip] == 0)
        skip++;
    for (uint32_t i = skip; skip > 0 && i < n; i++)
        weights[i - skip] = weights[i];
    *first = start + skip;
    return n - skip;
}
