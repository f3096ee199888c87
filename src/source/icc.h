/*
 * icc.h - what a colour profile means
 *
 * Profiles are compared by what they say, not by name or checksum: dozens of files
 * called sRGB are in use.  No pixel is converted here: transform/to_srgb.c does that.
 */
#ifndef RILL_SOURCE_ICC_H
#define RILL_SOURCE_ICC_H

#include "base/light.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The pixels that a profile is for. */
typedef enum rill_icc_space {
    RILL_ICC_DAMAGED, /* no profile, or cut off */
    RILL_ICC_RGB,
    RILL_ICC_GRAY,
    RILL_ICC_OTHER, /* CMYK, Lab, ...: no pixels that we send */
} rill_icc_space;

rill_icc_space rill_icc_space_of(const uint8_t *icc, size_t icc_bytes);

/*
 * Pixels mean the same without it: sRGB's primaries and curve (of a gray profile the
 * curve), so close that no 8-bit value moves by more than one.
 */
bool rill_icc_is_srgb(const uint8_t *icc, size_t icc_bytes);

/*
 * The way from the profile's pixels to sRGB, for profiles of curves and primaries and
 * for gray ones.  false: a table of colours overrides them, or something is missing,
 * damaged or absurd.  The white point's tag is not read: primaries are relative to it.
 */
bool rill_icc_to_srgb(const uint8_t *icc, size_t icc_bytes, rill_to_srgb *to_srgb);

#endif
