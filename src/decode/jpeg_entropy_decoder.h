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

#define RILL_AHEAD_BYTES 4096
#define RILL_BEHIND_BYTES 320 /* more than the codes of a block may have (248), and what a refill loads */

/* The bits that come next: see jpeg_bits.h. */
typedef struct rill_bits {
    uint64_t bits;
    int n_bits;
    const uint8_t *next, *end; /* bytes without stuffing, in reverse: from next[-1] down to end[0] */
} rill_bits;

typedef struct rill_entropy_decoder {
    struct jpeg_entropy_decoder lib; /* first: lib->entropy is the decoder */
    rill_bits in;
    uint32_t mcus_in_segment; /* left up to a restart marker or the end of the scan */
    uint32_t mcus_behind;     /* left in the scan behind this segment */
    int32_t last_dc[MAX_COMPS_IN_SCAN];
    bool has_wrong_codes;    /* sequential: codes that do not exist were taken for zeros */
    uint32_t blocks_to_skip; /* progressive: of the band, which end before they begin */
    rill_huffman *dc_tables[NUM_HUFF_TBLS], *ac_tables[NUM_HUFF_TBLS];
    uint8_t ahead[RILL_BEHIND_BYTES + RILL_AHEAD_BYTES]; /* in reverse; below in.end are RILL_BEHIND_BYTES of zeros */
} rill_entropy_decoder;

static inline rill_entropy_decoder *rill_entropy_of(j_decompress_ptr lib)
{
    return (rill_entropy_decoder *)(void *)lib->entropy;
}

/* Were codes that do not exist taken for zeros? */
bool rill_jpeg_has_wrong_codes(j_decompress_ptr lib);

/* At the start of a scan, when its tables are made. */
void rill_entropy_start(j_decompress_ptr lib);

/* Around each MCU: 'in' is valid between them.  In front of a restart marker begin() takes it. */
void rill_entropy_begin(j_decompress_ptr lib);
void rill_entropy_end(j_decompress_ptr lib);

/*
 * At least 56 bits, and eight bytes read for them, or all up to a marker.  The end of the
 * file is libjpeg's error.
 */
void rill_bits_fill(j_decompress_ptr lib);

/*
 * Put at least one more byte of the source behind those in 'in'; false: a marker is next.
 * Bits of whole bytes go back to the bytes.
 */
bool rill_bits_read_ahead(j_decompress_ptr lib);

/* A place behind the last is the last; pairs of jpeg_huffman_table.c begin below 48 and may add 63. */
#define RILL_PLACES (48 + DCTSIZE2)

/* Where a coefficient of a place in zigzag order lies. */
extern const uint8_t rill_natural_place[RILL_PLACES];

/* libjpeg's own decoders, under the names that third_party/codecs.mk gives them. */
void libjpeg_jinit_huff_decoder(j_decompress_ptr lib);
void libjpeg_jinit_phuff_decoder(j_decompress_ptr lib);

#endif
