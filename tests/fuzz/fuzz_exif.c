/*
 * fuzz_exif.c - any bytes as EXIF, and what may be kept of it
 *
 * Promises: nothing outside is read or written; what is written is EXIF of an upright
 * picture, and copying it again changes nothing; copyright is a part of the whole.
 */
#include "fuzz_job.h"

#include "source/exif.h"
#include "source/exif_copy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static size_t copy(const uint8_t *bytes, size_t n_bytes, bool copyright_only, uint8_t *out)
{
    uint8_t *const written = malloc(RILL_EXIF_MAX_BYTES); /* the sanitizer sees a write past its end */
    PROMISE(written != NULL);
    const size_t copied_bytes = rill_exif_copy(bytes, n_bytes, copyright_only, written);

    PROMISE(copied_bytes <= RILL_EXIF_MAX_BYTES);
    memcpy(out, written, copied_bytes);
    free(written);
    return copied_bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static uint8_t once[RILL_EXIF_MAX_BYTES], twice[RILL_EXIF_MAX_BYTES];

    for (unsigned copyright_only = 0; copyright_only < 2; copyright_only++) {
        const size_t once_bytes = copy(bytes, n_bytes, copyright_only, once);
        if (once_bytes == 0)
            continue;
        PROMISE(rill_exif_orientation(once, once_bytes) == 1);
        PROMISE(copy(once, once_bytes, copyright_only, twice) > 0);
        const size_t twice_bytes = copy(once, once_bytes, copyright_only, twice);
        PROMISE(twice_bytes <= once_bytes);
        PROMISE(copy(twice, twice_bytes, copyright_only, once) == twice_bytes && memcmp(once, twice, twice_bytes) == 0);
    }
    return 0;
}
