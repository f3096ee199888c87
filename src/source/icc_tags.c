/*
 * icc_tags.c - a profile's header and its table of tags
 */
#include "source/icc_tags.h"

#define HEADER_BYTES 128
#define TAG_TABLE_OFFSET (HEADER_BYTES + 4)
#define TAG_ENTRY_BYTES 12
#define MAX_TAGS 256 /* real profiles have about 20 */

bool rill_icc_open(rill_icc_profile *profile, const uint8_t *icc, size_t icc_bytes)
{
    if (icc_bytes < TAG_TABLE_OFFSET)
        return false;
    *profile = (rill_icc_profile){icc, rill_icc_32(icc)};
    return profile->n_bytes >= TAG_TABLE_OFFSET && profile->n_bytes <= icc_bytes &&
           rill_icc_32(icc + 36) == RILL_ICC_NAME('a', 'c', 's', 'p');
}

/* Tags may share their data, and some overlap: only their ends are checked. */
bool rill_icc_find(const rill_icc_profile *profile, uint32_t name, rill_icc_tag *found)
{
    const size_t room = (profile->n_bytes - TAG_TABLE_OFFSET) / TAG_ENTRY_BYTES;
    const uint32_t n_tags = rill_icc_32(profile->bytes + HEADER_BYTES);

    for (size_t i = 0; i < n_tags && i < room && i < MAX_TAGS; i++) {
        const uint8_t *const entry = profile->bytes + TAG_TABLE_OFFSET + i * TAG_ENTRY_BYTES;
        const uint32_t offset = rill_icc_32(entry + 4);
        const uint32_t n_bytes = rill_icc_32(entry + 8);
        if (rill_icc_32(entry) != name)
            continue;
        if (offset > profile->n_bytes || n_bytes > profile->n_bytes - offset)
            return false;
        *found = (rill_icc_tag){profile->bytes + offset, n_bytes};
        return true;
    }
    return false;
}
