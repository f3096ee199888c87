/*
 * icc.h - does a colour profile say anything that matters?
 *
 * Profiles are compared by what they mean, not by name or checksum: dozens of files
 * called sRGB are in use.  No colour is converted here.
 */
#ifndef RILL_SOURCE_ICC_H
#define RILL_SOURCE_ICC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The header is sane and the profile is for RGB or gray pixels. */
bool rill_icc_is_usable(const uint8_t *icc, size_t icc_bytes);

/* Usable, and for gray pixels. */
bool rill_icc_is_gray(const uint8_t *icc, size_t icc_bytes);

/*
 * Pixels mean the same without it: sRGB's primaries and curve (of a gray profile the
 * curve), so close that no 8-bit value moves by more than one.
 */
bool rill_icc_is_srgb(const uint8_t *icc, size_t icc_bytes);

#endif
