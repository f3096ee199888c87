/*
 * fuzz_decode_png.c - any bytes through the PNG decoder, most of them with right checksums
 */
#include "fuzz_decode.h"
#include "png_mutator.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n_bytes, size_t max_bytes, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n_bytes, size_t max_bytes, unsigned seed)
{
    return mutate_picture(data, n_bytes, max_bytes, seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    return fuzz_decoder(&rill_png_decoder, bytes, n_bytes, true);
}
