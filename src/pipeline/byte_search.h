/*
 * byte_search.h - which quality and size to try next, so that a result has few enough bytes
 *
 *      rill_byte_search_open(&search, max_bytes, quality, width_px, height_px);
 *      while (rill_byte_search_next(&search))
 *              if (rill_byte_search_tell(&search, ...encode(search.trial)))
 *                      ...keep that result, and drop the one kept before...
 *
 * Quality first: the largest that fits, between RILL_QUALITY_FLOOR and the one that was
 * asked for.  Where not even the floor fits, the size in pixels, at the floor.  Each
 * result that fits is better than those before it.  Whole numbers only (decision 0008).
 */
#ifndef RILL_PIPELINE_BYTE_SEARCH_H
#define RILL_PIPELINE_BYTE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#define RILL_QUALITY_FLOOR 40

typedef struct rill_trial {
    unsigned quality; /* 0: the format has none */
    uint32_t width_px, height_px;
} rill_trial;

typedef struct rill_byte_search {
    rill_trial trial; /* what to encode now */
    uint64_t max_bytes;
    rill_trial asked;
    unsigned floor; /* the lowest quality that is tried */
    bool sizes;     /* the quality is settled */
    bool settled;

    /* of the quality, and then of the longer side in pixels: the largest that fitted (0: none), the smallest that not
     */
    uint32_t fits, fails;
    uint64_t fits_bytes, fails_bytes;
    unsigned n_tries; /* of sizes */
} rill_byte_search;

void rill_byte_search_open(rill_byte_search *search, uint64_t max_bytes, unsigned quality, uint32_t width_px,
                           uint32_t height_px);

/* Set search->trial.  false: no further try; search->fits is 0 where nothing was small enough. */
bool rill_byte_search_next(rill_byte_search *search);

/* What the trial gave.  true: it fits, and is the best so far. */
bool rill_byte_search_tell(rill_byte_search *search, uint64_t n_bytes);

#endif
