/*
 * icc_curve.c - the curve of a channel: a table, a gamma or a formula
 *
 * ICC.1:2022, 10.6 (curveType) and 10.18 (parametricCurveType).
 */
#include "base/fixed_math.h"
#include "source/icc_tags.h"

#define CURVE_HEAD_BYTES 12
#define MAX_POINTS 65536

/* Also of what is not a number. */
static double cut(double light)
{
    if (!(light > 0))
        return 0;
    return light > 1 ? 1 : light;
}

static double power(double x, double gamma)
{
    return x > 0 ? rill_pow(x, gamma) : 0;
}

static double between_points(const uint8_t *points, uint32_t n_points, uint32_t value)
{
    const uint32_t at = value * (n_points - 1) / 255;
    const uint32_t part = value * (n_points - 1) % 255;
    const uint32_t below = rill_icc_16(points + 2 * (size_t)at);
    const uint32_t above = part == 0 ? below : rill_icc_16(points + 2 * (size_t)at + 2);

    return (below * (255.0 - part) + above * (double)part) / (255.0 * 65535.0);
}

static bool read_table(const rill_icc_tag *tag, double light[256])
{
    const uint32_t n_points = rill_icc_32(tag->bytes + 8);
    const uint8_t *const points = tag->bytes + CURVE_HEAD_BYTES;

    if (n_points > MAX_POINTS || 2 * (size_t)n_points > tag->n_bytes - CURVE_HEAD_BYTES)
        return false;
    for (uint32_t value = 0; value < 256; value++) {
        if (n_points == 0)
            light[value] = value / 255.0;
        else if (n_points == 1) /* u8Fixed8 */
            light[value] = cut(power(value / 255.0, rill_icc_16(points) / 256.0));
        else
            light[value] = between_points(points, n_points, value);
    }
    return true;
}

/* The letters of the standard; those that a kind has not are 0. */
typedef struct formula {
    unsigned kind;
    double g, a, b, c, d, e, f;
} formula;

static double formula_at(const formula *p, double x)
{
    const double curved = power(p->a * x + p->b, p->g);

    switch (p->kind) {
    case 0:
        return power(x, p->g);
    case 1:
    case 2: /* from -b/a on; kind 1 has no c */
        return p->a * x + p->b >= 0 ? curved + p->c : p->c;
    default: /* kind 3 has no e and f */
        return x >= p->d ? curved + p->e : p->c * x + p->f;
    }
}

static bool read_formula(const rill_icc_tag *tag, double light[256])
{
    static const size_t n_numbers[] = {1, 3, 4, 5, 7};
    double numbers[7] = {0};
    const unsigned kind = rill_icc_16(tag->bytes + 8);

    if (kind >= sizeof n_numbers / sizeof n_numbers[0] || tag->n_bytes < CURVE_HEAD_BYTES + 4 * n_numbers[kind])
        return false;
    for (size_t i = 0; i < n_numbers[kind]; i++)
        numbers[i] = rill_icc_fixed(tag->bytes + CURVE_HEAD_BYTES + 4 * i);
    const formula p = {kind, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]};
    for (int value = 0; value < 256; value++)
        light[value] = cut(formula_at(&p, value / 255.0));
    return true;
}

bool rill_icc_read_curve(const rill_icc_tag *tag, double light[256])
{
    if (tag->n_bytes < CURVE_HEAD_BYTES)
        return false;
    if (rill_icc_32(tag->bytes) == RILL_ICC_NAME('p', 'a', 'r', 'a'))
        return read_formula(tag, light);
    return rill_icc_32(tag->bytes) == RILL_ICC_NAME('c', 'u', 'r', 'v') && read_table(tag, light);
}
