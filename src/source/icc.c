/*
 * icc.c - recognise profiles that mean sRGB, and the way from others to it
 *
 * Floating point makes tables here, by base/fixed_math.c; pixels are integer work.
 */
#include "source/icc.h"

#include "source/icc_tags.h"

#define PCS_OFFSET 20
#define XYZ_TAG_BYTES 20
#define COLORANT_TOLERANCE 0.003 /* less than one 8-bit value */
#define MATRIX_ONE 65536.0
#define MATRIX_MAX 8.0 /* between spaces in use no number of the matrix passes 3 */

/* sRGB's primaries, red, green, blue, as X, Y, Z relative to D50; and the way back. */
static const double srgb_colorants[3][3] = {
    {0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}};
static const double xyz_to_srgb[3][3] = {
    {3.1340957, -1.6174004, -0.4906378}, {-0.9787927, 1.9162949, 0.0334536}, {0.0719711, -0.2289871, 1.4053802}};

typedef struct meaning {
    rill_icc_space space;
    double light[3][256]; /* of gray: three times the same */
    double xyz[3][3];     /* of RGB: the primaries, each X, Y, Z */
} meaning;

static rill_icc_space space_of(const rill_icc_profile *profile)
{
    switch (rill_icc_32(profile->bytes + 16)) {
    case RILL_ICC_NAME('R', 'G', 'B', ' '):
        return RILL_ICC_RGB;
    case RILL_ICC_NAME('G', 'R', 'A', 'Y'):
        return RILL_ICC_GRAY;
    default:
        return RILL_ICC_OTHER;
    }
}

rill_icc_space rill_icc_space_of(const uint8_t *icc, size_t icc_bytes)
{
    rill_icc_profile profile;

    return rill_icc_open(&profile, icc, icc_bytes) ? space_of(&profile) : RILL_ICC_DAMAGED;
}

static bool read_curve(const rill_icc_profile *profile, uint32_t name, double light[256])
{
    rill_icc_tag tag;

    return rill_icc_find(profile, name, &tag) && rill_icc_read_curve(&tag, light);
}

static bool read_xyz(const rill_icc_profile *profile, uint32_t name, double xyz[3])
{
    rill_icc_tag tag;

    if (!rill_icc_find(profile, name, &tag) || tag.n_bytes < XYZ_TAG_BYTES ||
        rill_icc_32(tag.bytes) != RILL_ICC_NAME('X', 'Y', 'Z', ' '))
        return false;
    for (size_t i = 0; i < 3; i++)
        xyz[i] = rill_icc_fixed(tag.bytes + 8 + 4 * i);
    return true;
}

/* CIE 1976 lightness, of 1, to light. */
static double light_of_lightness(double lightness)
{
    const double root = (lightness * 100 + 16) / 116;

    return lightness * 100 > 8 ? root * root * root : lightness * 100 / (24389.0 / 27.0);
}

static bool read_gray(const rill_icc_profile *profile, bool lab, meaning *found)
{
    if (!read_curve(profile, RILL_ICC_NAME('k', 'T', 'R', 'C'), found->light[0]))
        return false;
    for (unsigned value = 0; value < 256; value++) {
        if (lab)
            found->light[0][value] = light_of_lightness(found->light[0][value]);
        found->light[1][value] = found->light[2][value] = found->light[0][value];
    }
    return true;
}

static bool read_rgb(const rill_icc_profile *profile, meaning *found)
{
    static const char letters[] = "rgb";

    for (unsigned i = 0; i < 3; i++)
        if (!read_curve(profile, RILL_ICC_NAME(letters[i], 'T', 'R', 'C'), found->light[i]) ||
            !read_xyz(profile, RILL_ICC_NAME(letters[i], 'X', 'Y', 'Z'), found->xyz[i]))
            return false;
    return true;
}

/* Curves count only where no table of colours overrides them; those of RGB only where they lead to XYZ. */
static bool read_meaning(const uint8_t *icc, size_t icc_bytes, meaning *found)
{
    rill_icc_profile profile;
    rill_icc_tag table;

    if (!rill_icc_open(&profile, icc, icc_bytes) || rill_icc_find(&profile, RILL_ICC_NAME('A', '2', 'B', '0'), &table))
        return false;
    const uint32_t pcs = rill_icc_32(icc + PCS_OFFSET);
    const bool xyz = pcs == RILL_ICC_NAME('X', 'Y', 'Z', ' ');
    const bool lab = pcs == RILL_ICC_NAME('L', 'a', 'b', ' ');

    found->space = space_of(&profile);
    if (found->space == RILL_ICC_GRAY)
        return (xyz || lab) && read_gray(&profile, lab, found);
    return found->space == RILL_ICC_RGB && xyz && read_rgb(&profile, found);
}

/* At each 8-bit value within one value of sRGB. */
static bool is_srgb_curve(const double light[256], const double srgb[256])
{
    for (int value = 0; value < 256; value++)
        if ((value > 0 && light[value] < srgb[value - 1]) || (value < 255 && light[value] > srgb[value + 1]))
            return false;
    return true;
}

static bool is_near(double a, double b)
{
    return a - b <= COLORANT_TOLERANCE && b - a <= COLORANT_TOLERANCE;
}

bool rill_icc_is_srgb(const uint8_t *icc, size_t icc_bytes)
{
    meaning found;
    double srgb[256];

    if (!read_meaning(icc, icc_bytes, &found))
        return false;
    for (unsigned value = 0; value < 256; value++)
        srgb[value] = rill_srgb_light(value / 255.0);
    for (unsigned i = 0; i < 3; i++) {
        if (!is_srgb_curve(found.light[i], srgb))
            return false;
        for (unsigned k = 0; k < 3 && found.space == RILL_ICC_RGB; k++)
            if (!is_near(found.xyz[i][k], srgb_colorants[i][k]))
                return false;
    }
    return true;
}

/* Number 'column' of the matrix's row: how much of sRGB's primary 'row' the profile's primary 'column' has. */
static double matrix_at(const meaning *found, unsigned row, unsigned column)
{
    double sum = 0;

    if (found->space == RILL_ICC_GRAY)
        return row == column ? 1 : 0;
    for (unsigned k = 0; k < 3; k++)
        sum += xyz_to_srgb[row][k] * found->xyz[column][k];
    return sum;
}

bool rill_icc_to_srgb(const uint8_t *icc, size_t icc_bytes, rill_to_srgb *to_srgb)
{
    meaning found;

    if (!read_meaning(icc, icc_bytes, &found))
        return false;
    for (unsigned i = 0; i < 3; i++) {
        for (unsigned value = 0; value < 256; value++)
            to_srgb->light[i][value] = (uint16_t)(found.light[i][value] * RILL_LIGHT_ONE + 0.5);
        for (unsigned k = 0; k < 3; k++) {
            const double number = matrix_at(&found, i, k);
            if (number > MATRIX_MAX || number < -MATRIX_MAX)
                return false;
            to_srgb->matrix[i][k] = (int32_t)(number * MATRIX_ONE + (number < 0 ? -0.5 : 0.5));
        }
    }
    return true;
}
