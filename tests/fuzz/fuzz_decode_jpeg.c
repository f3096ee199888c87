/*
 * fuzz_decode_jpeg.c - any bytes through the JPEG decoder
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    return fuzz_decoder(&rill_jpeg_decoder, bytes, n_bytes, true);
}
