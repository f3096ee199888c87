/*
 * test_icc.c - profiles that mean sRGB, and profiles that only look like it
 *
 * The profiles are made here, out of a list of tags.
 */
#include "base/fixed_math.h"
#include "check.h"
#include "source/icc.h"

#include <stdlib.h>
#include <string.h>

#define PROFILE_BYTES 65536

typedef struct maker {
    uint8_t bytes[PROFILE_BYTES];
    size_t n_bytes;
    unsigned n_tags;
} maker;

static void put_16(uint8_t *at, unsigned number)
{
    at[0] = (uint8_t)(number >> 8);
    at[1] = (uint8_t)number;
}

static void put_32(uint8_t *at, uint32_t number)
{
    put_16(at, number >> 16);
    put_16(at + 2, number & 0xFFFF);
}

static void put_fixed(uint8_t *at, double number)
{
    put_32(at, (uint32_t)(int32_t)(number * 65536 + (number < 0 ? -0.5 : 0.5)));
}

static void make_profile(maker *icc, const char *space)
{
    memset(icc, 0, sizeof *icc);
    memcpy(icc->bytes + 12, "mntr", 4);
    memcpy(icc->bytes + 16, space, 4);
    memcpy(icc->bytes + 20, "XYZ ", 4);
    memcpy(icc->bytes + 36, "acsp", 4);
    icc->n_bytes = 132 + 16 * 12; /* room for 16 tags */
}

static uint8_t *add_tag(maker *icc, const char *name, size_t n_bytes)
{
    uint8_t *const entry = icc->bytes + 132 + 12 * icc->n_tags++;
    uint8_t *const data = icc->bytes + icc->n_bytes;

    memcpy(entry, name, 4);
    put_32(entry + 4, (uint32_t)icc->n_bytes);
    put_32(entry + 8, (uint32_t)n_bytes);
    icc->n_bytes += n_bytes;
    put_32(icc->bytes, (uint32_t)icc->n_bytes);
    put_32(icc->bytes + 128, icc->n_tags);
    return data;
}

static void add_xyz(maker *icc, const char *name, double x, double y, double z)
{
    uint8_t *const data = add_tag(icc, name, 20);

    memcpy(data, "XYZ ", 4);
    put_fixed(data + 8, x);
    put_fixed(data + 12, y);
    put_fixed(data + 16, z);
}

static double srgb_curve(double x)
{
    return x <= 0.04045 ? x / 12.92 : rill_pow((x + 0.055) / 1.055, 2.4);
}

static double gamma_22(double x)
{
    return rill_pow(x, 2.2);
}

static double darker(double x)
{
    return rill_pow(x, 2.7);
}

static double straight(double x)
{
    return x;
}

static void add_table(maker *icc, const char *name, unsigned n_points, double (*curve)(double))
{
    uint8_t *const data = add_tag(icc, name, 12 + 2 * (size_t)n_points);

    memcpy(data, "curv", 4);
    put_32(data + 8, n_points);
    for (unsigned i = 0; i < n_points; i++)
        put_16(data + 12 + 2 * (size_t)i, (unsigned)(65535 * curve((double)i / (n_points - 1)) + 0.5));
}

static void add_formula(maker *icc, const char *name, unsigned kind, double g)
{
    uint8_t *const data = add_tag(icc, name, kind == 4 ? 40 : 32);
    const double parameters[] = {g, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0, 0};

    memcpy(data, "para", 4);
    put_16(data + 8, kind);
    for (unsigned i = 0; i < (kind == 4 ? 7u : 5u); i++)
        put_fixed(data + 12 + 4 * (size_t)i, parameters[i]);
}

static void add_srgb_primaries(maker *icc)
{
    add_xyz(icc, "rXYZ", 0.4361, 0.2225, 0.0139);
    add_xyz(icc, "gXYZ", 0.3851, 0.7169, 0.0971);
    add_xyz(icc, "bXYZ", 0.1431, 0.0606, 0.7141);
}

static void add_tables(maker *icc, unsigned n_points, double (*curve)(double))
{
    add_table(icc, "rTRC", n_points, curve);
    add_table(icc, "gTRC", n_points, curve);
    add_table(icc, "bTRC", n_points, curve);
}

/* From an allocation of exactly its size. */
static bool is_srgb(const maker *icc)
{
    uint8_t *const copy = malloc(icc->n_bytes);

    memcpy(copy, icc->bytes, icc->n_bytes);
    const bool srgb = rill_icc_is_srgb(copy, icc->n_bytes);
    free(copy);
    return srgb;
}

static maker icc;

TEST(srgb_by_table_is_srgb_whatever_the_number_of_points)
{
    static const unsigned n_points[] = {64, 256, 1024, 4096};

    for (size_t i = 0; i < sizeof n_points / sizeof n_points[0]; i++) {
        make_profile(&icc, "RGB ");
        add_srgb_primaries(&icc);
        add_tables(&icc, n_points[i], srgb_curve);
        CHECK(is_srgb(&icc));
    }
}

TEST(srgb_by_formula_is_srgb)
{
    for (unsigned kind = 3; kind <= 4; kind++) {
        make_profile(&icc, "RGB ");
        add_srgb_primaries(&icc);
        add_formula(&icc, "rTRC", kind, 2.4);
        add_formula(&icc, "gTRC", kind, 2.4);
        add_formula(&icc, "bTRC", kind, 2.4);
        CHECK(is_srgb(&icc));
    }
}

TEST(another_curve_is_not_srgb)
{
    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_tables(&icc, 1024, gamma_22);
    CHECK(!is_srgb(&icc));

    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_tables(&icc, 1024, darker);
    CHECK(!is_srgb(&icc));

    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_tables(&icc, 1024, straight);
    CHECK(!is_srgb(&icc));

    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_table(&icc, "rTRC", 1024, srgb_curve);
    add_table(&icc, "gTRC", 1024, srgb_curve);
    add_formula(&icc, "bTRC", 3, 2.2);
    CHECK(!is_srgb(&icc));
}

TEST(display_p3_is_not_srgb)
{
    make_profile(&icc, "RGB ");
    add_xyz(&icc, "rXYZ", 0.5151, 0.2412, -0.0011);
    add_xyz(&icc, "gXYZ", 0.2920, 0.6922, 0.0419);
    add_xyz(&icc, "bXYZ", 0.1571, 0.0666, 0.7841);
    add_tables(&icc, 1024, srgb_curve);
    CHECK(!is_srgb(&icc));
    CHECK_EQUAL(rill_icc_space_of(icc.bytes, icc.n_bytes), RILL_ICC_RGB);
}

TEST(a_missing_primary_or_curve_is_not_srgb)
{
    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_table(&icc, "rTRC", 64, srgb_curve);
    add_table(&icc, "gTRC", 64, srgb_curve);
    CHECK(!is_srgb(&icc));

    make_profile(&icc, "RGB ");
    add_tables(&icc, 64, srgb_curve);
    CHECK(!is_srgb(&icc));
}

TEST(a_colour_table_overrides_the_curves)
{
    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_tables(&icc, 64, srgb_curve);
    add_tag(&icc, "A2B0", 32);
    CHECK(!is_srgb(&icc));
}

TEST(a_gray_profile_goes_by_its_curve)
{
    make_profile(&icc, "GRAY");
    add_table(&icc, "kTRC", 256, srgb_curve);
    CHECK_EQUAL(rill_icc_space_of(icc.bytes, icc.n_bytes), RILL_ICC_GRAY);
    CHECK(is_srgb(&icc));

    make_profile(&icc, "GRAY");
    add_table(&icc, "kTRC", 256, gamma_22);
    CHECK(!is_srgb(&icc));
}

TEST(a_profile_says_what_pixels_it_is_for)
{
    make_profile(&icc, "CMYK");
    add_tag(&icc, "cprt", 16);
    CHECK_EQUAL(rill_icc_space_of(icc.bytes, icc.n_bytes), RILL_ICC_OTHER);

    make_profile(&icc, "RGB ");
    add_tag(&icc, "cprt", 16);
    CHECK_EQUAL(rill_icc_space_of(icc.bytes, icc.n_bytes), RILL_ICC_RGB);
    CHECK_EQUAL(rill_icc_space_of(icc.bytes, icc.n_bytes - 1), RILL_ICC_DAMAGED);
    memcpy(icc.bytes + 36, "ascp", 4);
    CHECK_EQUAL(rill_icc_space_of(icc.bytes, icc.n_bytes), RILL_ICC_DAMAGED);
    CHECK_EQUAL(rill_icc_space_of(icc.bytes, 0), RILL_ICC_DAMAGED);
}

TEST(a_table_that_claims_more_points_than_it_has_is_not_read)
{
    static const uint32_t n_points[] = {65, 30000, 65536, 0x80000020, 0xFFFFFFFF};

    make_profile(&icc, "GRAY");
    add_table(&icc, "kTRC", 64, srgb_curve);
    for (size_t i = 0; i < sizeof n_points / sizeof n_points[0]; i++) {
        put_32(icc.bytes + icc.n_bytes - 64 * 2 - 4, n_points[i]);
        CHECK(!is_srgb(&icc));
    }
}

TEST(bytes_after_the_profile_do_not_matter)
{
    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_tables(&icc, 64, srgb_curve);
    CHECK(rill_icc_is_srgb(icc.bytes, icc.n_bytes + 100));
}

TEST(every_cut_and_every_wild_tag_is_harmless)
{
    make_profile(&icc, "RGB ");
    add_srgb_primaries(&icc);
    add_tables(&icc, 64, srgb_curve);
    const size_t n_bytes = icc.n_bytes;

    for (size_t cut_bytes = 0; cut_bytes < n_bytes; cut_bytes++) {
        icc.n_bytes = cut_bytes;
        if (cut_bytes >= 4)
            put_32(icc.bytes, (uint32_t)cut_bytes);
        CHECK(!is_srgb(&icc));
    }
    icc.n_bytes = n_bytes;
    put_32(icc.bytes, (uint32_t)n_bytes);
    for (size_t at = 128; at < 132 + 12 * 6; at += 4) {
        static const uint32_t wild[] = {0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFF};
        uint8_t kept[4];
        memcpy(kept, icc.bytes + at, 4);
        for (unsigned i = 0; i < 4; i++) {
            put_32(icc.bytes + at, wild[i]);
            is_srgb(&icc);
        }
        memcpy(icc.bytes + at, kept, 4);
    }
    CHECK(is_srgb(&icc));
}
