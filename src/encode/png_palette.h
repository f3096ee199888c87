/*
 * png_palette.h - up to 256 colours, and rows of indices into them
 */
#ifndef RILL_ENCODE_PNG_PALETTE_H
#define RILL_ENCODE_PNG_PALETTE_H

#include "sink/sink.h"

#define RILL_PNG_COLOURS_MAX 256

/* A pixel as bytes R, G, B, A; the first is the lowest. */
typedef uint32_t rill_pixel;

typedef struct rill_png_palette {
    uint32_t n_colours;
    rill_pixel colour[RILL_PNG_COLOURS_MAX]; /* in the order in which they were met */
    uint16_t slot[4 * RILL_PNG_COLOURS_MAX]; /* index + 1, by hash; 0: free */
    /* settled: */
    uint8_t code[RILL_PNG_COLOURS_MAX]; /* of an index, in the file */
    unsigned depth_bits;                /* 1, 2, 4 or 8 */
    uint32_t n_translucent;             /* their codes are the lowest */
    bool gray;                          /* codes are levels: no PLTE */
} rill_png_palette;

/* The indices of a row's pixels; new colours are added.  False: there would be more than n_max. */
bool rill_png_palette_find(rill_png_palette *palette, uint32_t n_max, const rill_pixel *row, uint32_t n_px,
                           uint8_t *indices);

/* All colours are known: how they are written.  'gray_allowed': as levels, where that takes no more bits. */
void rill_png_palette_settle(rill_png_palette *palette, bool gray_allowed);
/* A row of codes. */
uint64_t rill_png_palette_row_bytes(const rill_png_palette *palette, uint32_t n_px);
/* A PLTE and a tRNS, if there are any. */
uint32_t rill_png_palette_bytes(const rill_png_palette *palette);
rill_status rill_png_palette_write(const rill_png_palette *palette, rill_sink *sink);
/* Indices to packed codes, the first pixel in the highest bits. */
void rill_png_palette_pack(const rill_png_palette *palette, const uint8_t *indices, uint32_t n_px, uint8_t *packed);

#endif
