/*
 * icc.c - recognise profiles that mean sRGB
 *
 * A profile is a header, a table of tags, and the tags' data; all numbers are big
 * endian.  Every offset is checked against the profile's end.  Integers only.
 */
#include "source/icc.h"

#define HEADER_BYTES 128
#define TAG_TABLE_OFFSET (HEADER_BYTES + 4)
#define TAG_ENTRY_BYTES 12
#define MAX_TAGS 256 /* real profiles have about 20 */

#define SIGNATURE(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* Numbers of the kind s15Fixed16. */
#define FIXED(x) ((int32_t)((x)*65536 + 0.5))
#define COLORANT_TOLERANCE FIXED(0.003) /* less than one 8-bit value */
#define PARAMETER_TOLERANCE FIXED(0.0005)
#define JOINT_TOLERANCE FIXED(0.002) /* where line and power meet: 0.04045, or 0.03928 in older texts */

typedef struct profile {
    const uint8_t *bytes;
    size_t n_bytes;
} profile;

/* The data of one tag. */
typedef struct tag {
    const uint8_t *bytes;
    size_t n_bytes;
} tag;

/* Light that sRGB's 8-bit values stand for, of 65535. */
static const uint16_t srgb_light[256] = {
    0,     20,    40,    60,    80,    99,    119,   139,   159,   179,   199,   219,   241,   264,   288,   313,
    340,   367,   396,   427,   458,   491,   526,   562,   599,   637,   677,   718,   761,   805,   851,   898,
    947,   997,   1048,  1101,  1156,  1212,  1270,  1330,  1391,  1453,  1517,  1583,  1651,  1720,  1790,  1863,
    1937,  2013,  2090,  2170,  2250,  2333,  2418,  2504,  2592,  2681,  2773,  2866,  2961,  3058,  3157,  3258,
    3360,  3464,  3570,  3678,  3788,  3900,  4014,  4129,  4247,  4366,  4488,  4611,  4736,  4864,  4993,  5124,
    5257,  5392,  5530,  5669,  5810,  5953,  6099,  6246,  6395,  6547,  6700,  6856,  7014,  7174,  7335,  7500,
    7666,  7834,  8004,  8177,  8352,  8528,  8708,  8889,  9072,  9258,  9445,  9635,  9828,  10022, 10219, 10417,
    10619, 10822, 11028, 11235, 11446, 11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909,
    14146, 14387, 14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727, 18001,
    18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481, 21787, 22096, 22407, 22721,
    23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662, 26001, 26344, 26688, 27036, 27386, 27739, 28094,
    28452, 28813, 29176, 29542, 29911, 30282, 30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143,
    34544, 34948, 35355, 35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891,
    41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903, 47385, 47871, 48359,
    48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401, 53921, 54445, 54971, 55500, 56032, 56567,
    57105, 57646, 58190, 58737, 59287, 59840, 60396, 60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535,
};

/* The callers have checked that the bytes are there. */
static uint32_t read_16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t read_32(const uint8_t *at)
{
    return read_16(at) << 16 | read_16(at + 2);
}

static bool is_near(const uint8_t *at, int32_t wanted, int32_t tolerance)
{
    const int64_t difference = (int64_t)(int32_t)read_32(at) - wanted;

    return difference >= -tolerance && difference <= tolerance;
}

/* Tags may share their data, and some overlap: only their ends are checked. */
static bool find_tag(const profile *icc, uint32_t signature, tag *found)
{
    const size_t room = (icc->n_bytes - TAG_TABLE_OFFSET) / TAG_ENTRY_BYTES;
    const uint32_t n_tags = read_32(icc->bytes + HEADER_BYTES);

    for (size_t i = 0; i < n_tags && i < room && i < MAX_TAGS; i++) {
        const uint8_t *const entry = icc->bytes + TAG_TABLE_OFFSET + i * TAG_ENTRY_BYTES;
        const uint32_t offset = read_32(entry + 4);
        const uint32_t n_bytes = read_32(entry + 8);
        if (read_32(entry) != signature)
            continue;
        if (offset > icc->n_bytes || n_bytes > icc->n_bytes - offset)
            return false;
        *found = (tag){icc->bytes + offset, n_bytes};
        return true;
    }
    return false;
}

static bool has_colorant(const profile *icc, uint32_t signature, int32_t x, int32_t y, int32_t z)
{
    tag xyz;

    return find_tag(icc, signature, &xyz) && xyz.n_bytes >= 20 && read_32(xyz.bytes) == SIGNATURE('X', 'Y', 'Z', ' ') &&
           is_near(xyz.bytes + 8, x, COLORANT_TOLERANCE) && is_near(xyz.bytes + 12, y, COLORANT_TOLERANCE) &&
           is_near(xyz.bytes + 16, z, COLORANT_TOLERANCE);
}

/* A table of n points, read between them: at each 8-bit value it must be within one value of sRGB. */
static bool is_srgb_table(const uint8_t *points, uint32_t n_points)
{
    for (uint32_t i = 0; i < 256; i++) {
        const uint32_t at = i * (n_points - 1) / 255;
        const uint32_t part = i * (n_points - 1) % 255;
        const uint32_t below = read_16(points + 2 * (size_t)at);
        const uint32_t above = part == 0 ? below : read_16(points + 2 * (size_t)at + 2);
        const uint32_t light = (below * (255 - part) + above * part) / 255;
        if (light < srgb_light[i == 0 ? 0 : i - 1] || light > srgb_light[i == 255 ? 255 : i + 1])
            return false;
    }
    return true;
}

/* (a x + b)^g from d on, c x below. Kind 4 adds two offsets, which must be 0. */
static bool is_srgb_formula(const tag *curve)
{
    const uint32_t kind = read_16(curve->bytes + 8);
    const uint8_t *const parameters = curve->bytes + 12;

    if (!(kind == 3 && curve->n_bytes >= 32) && !(kind == 4 && curve->n_bytes >= 40))
        return false;
    if (kind == 4 && !is_near(parameters + 20, 0, PARAMETER_TOLERANCE))
        return false;
    if (kind == 4 && !is_near(parameters + 24, 0, PARAMETER_TOLERANCE))
        return false;
    return is_near(parameters, FIXED(2.4), PARAMETER_TOLERANCE) &&
           is_near(parameters + 4, FIXED(1 / 1.055), PARAMETER_TOLERANCE) &&
           is_near(parameters + 8, FIXED(0.055 / 1.055), PARAMETER_TOLERANCE) &&
           is_near(parameters + 12, FIXED(1 / 12.92), PARAMETER_TOLERANCE) &&
           is_near(parameters + 16, FIXED(0.04045), JOINT_TOLERANCE);
}

static bool has_srgb_curve(const profile *icc, uint32_t signature)
{
    tag curve;

    if (!find_tag(icc, signature, &curve) || curve.n_bytes < 12)
        return false;
    if (read_32(curve.bytes) == SIGNATURE('p', 'a', 'r', 'a'))
        return is_srgb_formula(&curve);
    if (read_32(curve.bytes) != SIGNATURE('c', 'u', 'r', 'v'))
        return false;
    /* One point is a gamma and none a straight line: neither is sRGB's curve. */
    const uint32_t n_points = read_32(curve.bytes + 8);
    return n_points >= 2 && n_points <= 65536 && 2 * (size_t)n_points <= curve.n_bytes - 12 &&
           is_srgb_table(curve.bytes + 12, n_points);
}

/* Cut to the size that the header says. */
static bool open_profile(profile *icc, const uint8_t *bytes, size_t n_bytes)
{
    if (n_bytes < TAG_TABLE_OFFSET)
        return false;
    *icc = (profile){bytes, read_32(bytes)};
    return icc->n_bytes >= TAG_TABLE_OFFSET && icc->n_bytes <= n_bytes &&
           read_32(bytes + 36) == SIGNATURE('a', 'c', 's', 'p');
}

static uint32_t colour_space(const profile *icc)
{
    return read_32(icc->bytes + 16);
}

bool rill_icc_is_usable(const uint8_t *icc, size_t icc_bytes)
{
    profile opened;

    return open_profile(&opened, icc, icc_bytes) && (colour_space(&opened) == SIGNATURE('R', 'G', 'B', ' ') ||
                                                     colour_space(&opened) == SIGNATURE('G', 'R', 'A', 'Y'));
}

bool rill_icc_is_gray(const uint8_t *icc, size_t icc_bytes)
{
    profile opened;

    return open_profile(&opened, icc, icc_bytes) && colour_space(&opened) == SIGNATURE('G', 'R', 'A', 'Y');
}

bool rill_icc_is_srgb(const uint8_t *icc, size_t icc_bytes)
{
    profile opened;
    tag table;

    if (!rill_icc_is_usable(icc, icc_bytes) || !open_profile(&opened, icc, icc_bytes))
        return false;
    /* Curves count only where they lead to XYZ, and where no table of colours overrides them. */
    if (read_32(icc + 20) != SIGNATURE('X', 'Y', 'Z', ' ') || find_tag(&opened, SIGNATURE('A', '2', 'B', '0'), &table))
        return false;
    if (rill_icc_is_gray(icc, icc_bytes))
        return has_srgb_curve(&opened, SIGNATURE('k', 'T', 'R', 'C'));
    return has_colorant(&opened, SIGNATURE('r', 'X', 'Y', 'Z'), FIXED(0.43607), FIXED(0.22249), FIXED(0.01392)) &&
           has_colorant(&opened, SIGNATURE('g', 'X', 'Y', 'Z'), FIXED(0.38515), FIXED(0.71687), FIXED(0.09708)) &&
           has_colorant(&opened, SIGNATURE('b', 'X', 'Y', 'Z'), FIXED(0.14307), FIXED(0.06061), FIXED(0.71410)) &&
           has_srgb_curve(&opened, SIGNATURE('r', 'T', 'R', 'C')) &&
           has_srgb_curve(&opened, SIGNATURE('g', 'T', 'R', 'C')) &&
           has_srgb_curve(&opened, SIGNATURE('b', 'T', 'R', 'C'));
}
