/*
 * fuzz_decode_webp.c - any bytes through the WebP decoder
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    return fuzz_decoder(&rill_webp_decoder, bytes, n_bytes, false);
}
