/*
 * jpeg_entropy.h - libjpeg's encoder with our coefficient controller and Huffman encoder
 */
#ifndef RILL_ENCODE_JPEG_ENTROPY_H
#define RILL_ENCODE_JPEG_ENTROPY_H

#include <stdint.h>
#include <stdio.h> /* jpeglib.h wants FILE */

#include <jpeglib.h>

/*
 * What jpeg_start_compress(lib, TRUE) does, for planes (raw_data_in) and one baseline
 * scan with the best Huffman tables (optimize_coding).  Nothing else of libjpeg's
 * encoder is linked then.
 */
void rill_jpeg_start_compress(j_compress_ptr lib);

/* The most that its tokens take, for a number of 8x8 blocks. */
uint64_t rill_jpeg_token_bytes(uint64_t n_blocks);

#endif
