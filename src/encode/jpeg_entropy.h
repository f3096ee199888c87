/*
 * jpeg_entropy.h - libjpeg's encoder with our coefficient controller and Huffman encoder
 */
#ifndef RILL_ENCODE_JPEG_ENTROPY_H
#define RILL_ENCODE_JPEG_ENTROPY_H

#include <stdint.h>
#include <stdio.h> /* jpeglib.h wants FILE */

#include <jpeglib.h>

/*
 * What jpeg_start_compress(lib, TRUE) does, for planes (raw_data_in) and the best Huffman
 * tables (optimize_coding): one baseline scan, or the progressive scans of lib->scan_info.
 * Nothing else of libjpeg's encoder is linked then.
 */
void rill_jpeg_start_compress(j_compress_ptr lib);

/*
 * One block of quantised coefficients, in place of the samples that would give it: x and y
 * count the blocks of component c.  In any order, each block of the picture once, before
 * the first pass ends.
 */
void rill_jpeg_keep_block(j_compress_ptr lib, int c, JDIMENSION x, JDIMENSION y, const JCOEF *block);

/* jpeg_scans.c: before the start, the scans; at the start, their coder. */
void rill_jpeg_set_scans(j_compress_ptr lib);
void rill_jpeg_install_progressive(j_compress_ptr lib);
void rill_jpeg_keep_progressive(j_compress_ptr lib, int c, JDIMENSION x, JDIMENSION y, const JCOEF *block);

/* The most that is held of a number of 8x8 blocks: tokens, or coefficients. */
uint64_t rill_jpeg_held_bytes(uint64_t n_blocks);

/* And beside that, of blocks that come in any order. */
uint64_t rill_jpeg_order_bytes(uint64_t n_blocks);

#endif
