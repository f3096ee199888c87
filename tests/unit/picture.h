/*
 * picture.h - pictures in memory for stage tests: sent by a false stage, taken from a real one
 *
 *      picture from, to;
 *      picture_open(&from, &frame);
 *      ... set samples with picture_at() ...
 *      false_stage source;
 *      false_stage_open(&source, &host.work, &from);
 *      rill_flatten_open(&stage, &source.stage, colour);
 *      picture_take(&to, stage);
 *
 * The false stage is as strict as the contract: every lent row is fresh memory of
 * exactly its size, freed at the next call, with rubbish in its padding; and every
 * other call answers RILL_MORE first.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "base/rowgroup.h"
#include "fake_host.h"

typedef struct picture {
    rill_frame frame;
    uint8_t *samples[RILL_PLANES_MAX]; /* rows without gaps */
} picture;

void picture_open(picture *picture, const rill_frame *frame);
void picture_close(picture *picture);
/* The channels of one sample. */
uint8_t *picture_at(const picture *picture, uint32_t plane, uint32_t x, uint32_t y);
void picture_fill_random(picture *picture, uint32_t *seed);
/* As a stage would lend it. */
rill_group picture_group(const picture *picture, uint32_t number);
bool picture_equal(const picture *a, const picture *b);
/* Pull a whole frame; checks how many rows come.  Opens the picture, whatever the outcome. */
rill_status picture_take(picture *picture, rill_stage *from);

typedef struct false_stage {
    rill_stage stage;
    const picture *picture;
    uint32_t group;
    bool said_more;
    uint8_t rubbish; /* in the padding behind rows */
    uint8_t *lent[RILL_PLANES_MAX];
} false_stage;

void false_stage_open(false_stage *stage, rill_work *work, const picture *picture);
/* Frees the rows of the last loan. */
void false_stage_close(false_stage *stage);

/* A repeatable sequence; *seed must not be 0. */
uint32_t random_bits(uint32_t *seed);
/* 0 .. limit - 1 */
uint32_t random_below(uint32_t *seed, uint32_t limit);

#endif
