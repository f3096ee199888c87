/*
 * jpeg_turn.h - blocks of one JPEG to their places in another
 */
#ifndef RILL_ENCODE_JPEG_TURN_H
#define RILL_ENCODE_JPEG_TURN_H

#include "encode/encode.h"

#include <stdio.h> /* jpeglib.h wants FILE */

#include <jpeglib.h>

/* The blocks of a plane that the result takes, along one stored axis. */
typedef struct rill_blocks_range {
    uint32_t first, n;
    bool mirrored;
} rill_blocks_range;

typedef struct rill_jpeg_turn {
    bool turned;
    rill_blocks_range across[RILL_PLANES_MAX], down[RILL_PLANES_MAX];
    uint8_t from[DCTSIZE2];                   /* where a coefficient of the result lies in the source's block */
    int8_t factor[RILL_PLANES_MAX][DCTSIZE2]; /* 1 or -1; 0 where the source gives no step */
    uint32_t n_groups;                        /* so far */
} rill_jpeg_turn;

/* Sizes, sampling factors and colours of lib, in place of what a frame of samples says. */
void rill_jpeg_turn_open(rill_jpeg_turn *turn, j_compress_ptr lib, const rill_frame *frame,
                         const rill_blocks_plan *plan);

/* Give the blocks of a group to lib's coder, and with the first group the quantisation tables to lib. */
void rill_jpeg_turn_group(rill_jpeg_turn *turn, j_compress_ptr lib, const rill_frame *frame, const rill_group *group);

/* Blocks of the result, of all planes. */
uint64_t rill_jpeg_turn_blocks(const rill_frame *frame, const rill_blocks_plan *plan);

#endif
