/*
 * byte_search.c - which quality and size to try next, so that a result has few enough bytes
 *
 * Both searches keep a pair: what fitted and what did not.  It starts as (none, all that
 * was asked for) and closes from above until something fits, then from both sides.
 */
#include "pipeline/byte_search.h"

/* A result that uses so much of what is allowed is not bettered. */
#define ENOUGH_NUM 15
#define ENOUGH_DEN 16

/* Bytes go with the area, headers apart: the next side is a little below what that says. */
#define MARGIN_NUM 31
#define MARGIN_DEN 32
#define GUESSES 6     /* then sides are at least halved: headers alone may be too many bytes */
#define REFINEMENTS 4 /* tries between a side that fits and one that does not */

static uint64_t square_root(uint64_t number)
{
    uint64_t root = 0;

    for (uint64_t bit = UINT64_C(1) << 31; bit != 0; bit >>= 1)
        if ((root | bit) * (root | bit) <= number)
            root |= bit;
    return root;
}

static uint32_t longer_side(const rill_trial *trial)
{
    return trial->width_px > trial->height_px ? trial->width_px : trial->height_px;
}

static uint32_t scaled(uint32_t px, uint32_t side, uint32_t longer)
{
    const uint32_t rounded = (uint32_t)((2 * (uint64_t)px * side + longer) / (2 * (uint64_t)longer));

    return rounded == 0 ? 1 : rounded;
}

void rill_byte_search_open(rill_byte_search *search, uint64_t max_bytes, unsigned quality, uint32_t width_px,
                           uint32_t height_px)
{
    const rill_trial asked = {quality, width_px, height_px};

    *search = (rill_byte_search){
        .trial = asked,
        .asked = asked,
        .max_bytes = max_bytes,
        .floor = quality < RILL_QUALITY_FLOOR ? quality : RILL_QUALITY_FLOOR,
    };
}

static bool try_quality(rill_byte_search *search, uint32_t quality)
{
    search->trial.quality = quality;
    return true;
}

static bool try_side(rill_byte_search *search, uint32_t side)
{
    const uint32_t longer = longer_side(&search->asked);

    search->n_tries++;
    search->trial.quality = search->floor;
    search->trial.width_px = scaled(search->asked.width_px, side, longer);
    search->trial.height_px = scaled(search->asked.height_px, side, longer);
    return true;
}

static bool is_enough(const rill_byte_search *search)
{
    return search->fits != 0 && search->fits_bytes >= search->max_bytes / ENOUGH_DEN * ENOUGH_NUM;
}

/* From a side that gave too many bytes. */
static uint32_t guess_side(const rill_byte_search *search)
{
    const uint64_t side = search->fails;
    const uint64_t area = side * side * search->max_bytes / search->fails_bytes;
    const uint64_t guess = square_root(area) * MARGIN_NUM / MARGIN_DEN;
    const uint64_t most = search->n_tries < GUESSES ? side - 1 : side / 2;

    return (uint32_t)(guess < 1 ? 1 : guess < most ? guess : most);
}

static bool next_side(rill_byte_search *search)
{
    if (search->fits == 0)
        return search->fails > 1 && try_side(search, guess_side(search));
    if (is_enough(search) || search->fails - search->fits <= 1 + search->fits / 64 || search->n_tries >= REFINEMENTS)
        return false;
    return try_side(search, search->fits + (search->fails - search->fits) / 2);
}

static bool next_quality(rill_byte_search *search)
{
    if (search->fits == 0)
        return try_quality(search, search->floor);
    if (is_enough(search) || search->fails - search->fits <= 1)
        return false;
    return try_quality(search, search->fits + (search->fails - search->fits) / 2);
}

bool rill_byte_search_next(rill_byte_search *search)
{
    if (search->fails == 0) /* nothing was tried, or all that was asked for fits */
        return search->fits == 0;
    return search->sizes ? next_side(search) : next_quality(search);
}

bool rill_byte_search_tell(rill_byte_search *search, uint64_t n_bytes)
{
    const rill_trial *const trial = &search->trial;
    const uint32_t tried = search->sizes ? longer_side(trial) : trial->quality;

    if (n_bytes <= search->max_bytes) {
        if (search->fits == 0)
            search->n_tries = 0;
        search->fits = tried == 0 ? 1 : tried;
        search->fits_bytes = n_bytes;
        return true;
    }
    search->fails = tried;
    search->fails_bytes = n_bytes;
    if (!search->sizes && tried == search->floor) { /* the lowest quality, or the format has none */
        search->sizes = true;
        search->fails = longer_side(trial);
    }
    return false;
}
