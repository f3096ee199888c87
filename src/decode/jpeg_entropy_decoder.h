/*
 * jpeg_entropy_decoder.h - what the Huffman decoders of sequential and of progressive scans share
 */
#ifndef RILL_DECODE_JPEG_ENTROPY_DECODER_H
#define RILL_DECODE_JPEG_ENTROPY_DECODER_H

#include "decode/jpeg_huffman.h"

#define JPEG_INTERNALS
#include <jpegint.h>

/* 1: libjpeg's decoders instead of ours, to compare; the Makefile passes it. */
#ifndef RILL_LIBJPEG_HUFFMAN
#define RILL_LIBJPEG_HUFFMAN 0
#endif

/* Bits that were read from the window and not yet used: see jpeg_bits.h. */
typedef struct rill_bits {
    uint64_t bits;
    int n_bits;
    const uint8_t *next, *end; /* of the window; nothing behind a marker */
} rill_bits;

typedef struct rill_entropy_decoder {
    struct jpeg_entropy_decoder lib; /* first: lib->entropy is the decoder */
    rill_bits in;
    unsigned restarts_to_go; /* MCUs left in this restart interval */
    uint64_t mcus_to_go;     /* in this scan */
    int32_t last_dc[MAX_COMPS_IN_SCAN];
    bool has_wrong_codes;    /* sequential: codes that do not exist were taken for zeros */
    uint32_t blocks_to_skip; /* progressive: of the band, which end before they begin */
    rill_huffman *dc_tables[NUM_HUFF_TBLS], *ac_tables[NUM_HUFF_TBLS];
} rill_entropy_decoder;

static inline rill_entropy_decoder *rill_entropy_of(j_decompress_ptr lib)
{
    return (rill_entropy_decoder *)(void *)lib->entropy;
}

/* Were codes that do not exist taken for zeros? */
bool rill_jpeg_has_wrong_codes(j_decompress_ptr lib);

/* At the start of a scan, when its tables are made. */
void rill_entropy_start(j_decompress_ptr lib);

/* Around MCUs: 'in' is valid between them.  n_mcus have been decoded, none of them behind a restart marker. */
void rill_entropy_begin(j_decompress_ptr lib);
void rill_entropy_end(j_decompress_ptr lib, unsigned n_mcus);

/* Fill 'in' byte by byte, as far as 57 bits or a marker.  The end of the file is libjpeg's error. */
void rill_bits_fill(j_decompress_ptr lib);

#define RILL_PLACES (DCTSIZE2 + 16)

/* Where a coefficient of a place in zigzag order lies; a place behind the last is the last. */
extern const uint8_t rill_natural_place[RILL_PLACES];

/* libjpeg's own decoders, under the names that third_party/codecs.mk gives them. */
void libjpeg_jinit_huff_decoder(j_decompress_ptr lib);
void libjpeg_jinit_phuff_decoder(j_decompress_ptr lib);

#endif
