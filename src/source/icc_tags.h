/*
 * icc_tags.h - a profile's header and its table of tags
 *
 * A profile is a header, a table of tags, and the tags' data; all numbers are big
 * endian.  Every offset is checked against the profile's end.
 */
#ifndef RILL_SOURCE_ICC_TAGS_H
#define RILL_SOURCE_ICC_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RILL_ICC_NAME(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

typedef struct rill_icc_profile {
    const uint8_t *bytes;
    size_t n_bytes; /* as its header says: the header and the number of tags at least */
} rill_icc_profile;

/* The data of one tag. */
typedef struct rill_icc_tag {
    const uint8_t *bytes;
    size_t n_bytes;
} rill_icc_tag;

/* The callers have checked that the bytes are there. */
static inline uint32_t rill_icc_16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static inline uint32_t rill_icc_32(const uint8_t *at)
{
    return rill_icc_16(at) << 16 | rill_icc_16(at + 2);
}

/* A number of the kind s15Fixed16: exact. */
static inline double rill_icc_fixed(const uint8_t *at)
{
    return (int32_t)rill_icc_32(at) / 65536.0;
}

/* false: no profile, or cut off. */
bool rill_icc_open(rill_icc_profile *profile, const uint8_t *icc, size_t icc_bytes);

/* The first tag of this name; false: there is none, or it reaches past the profile's end. */
bool rill_icc_find(const rill_icc_profile *profile, uint32_t name, rill_icc_tag *found);

/*
 * Light, 0 to 1, of the 256 values of a channel: 'curv' (a straight line, a gamma, or a
 * table that is read between its points) or 'para' of kind 0 to 4.  What a curve says
 * below 0 or above 1 is cut off.  false: another type, or cut short.
 */
bool rill_icc_read_curve(const rill_icc_tag *tag, double light[256]);

#endif
