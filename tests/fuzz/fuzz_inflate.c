/*
 * fuzz_inflate.c - any zlib stream: our inflate answers as zlib's does
 *
 * The first two bytes choose how input and output are cut.
 */
#include "fuzz_job.h"
#include "inflate_pair.h"

#define RESULT_BYTES_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    if (n_bytes < 2)
        return 0;
    const size_t piece_bytes = 1 + (size_t)bytes[0] * bytes[0] / 8, row_bytes = 1 + (size_t)bytes[1] * 40;
    PROMISE(inflate_alike(bytes + 2, n_bytes - 2, piece_bytes, row_bytes, RESULT_BYTES_MAX));
    return 0;
}
