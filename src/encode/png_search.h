/*
 * png_search.h - deflate by the cheapest parse: slower than zlib's own search, and fewer bytes
 *
 * zlib takes the longest match, or the next one if that is longer.  Here each stretch of
 * 16 KB is parsed as a whole: of all ways through its literals and matches the one with the
 * fewest bits, at the prices that its own symbols set (two or more passes).  Matches are
 * found in zlib's window, by chains of our own hash; zlib's Huffman coder writes the blocks.
 *
 * Source of the idea: Zopfli (J. Alakuijala, L. Vandevenne, 2013).
 */
#ifndef RILL_ENCODE_PNG_SEARCH_H
#define RILL_ENCODE_PNG_SEARCH_H

#include "encode/png_chunks.h"

typedef struct rill_png_search rill_png_search;

/* 'stream' is open, with a window of 32 KB and memory level 8.  Errors: MEMORY_LIMIT. */
rill_status rill_png_search_open(rill_png_search **search, rill_png_stream *stream, uint64_t total_bytes,
                                 rill_png_depth depth);
/* Upper bound of what it takes beside the stream. */
uint64_t rill_png_search_bytes(uint64_t total_bytes);
rill_status rill_png_search_write(rill_png_search *search, const uint8_t *bytes, size_t n_bytes);
/* All that is still held, and the checksum. */
rill_status rill_png_search_end(rill_png_search *search);

#endif
