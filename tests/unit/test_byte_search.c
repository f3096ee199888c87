/*
 * test_byte_search.c - the search for few enough bytes, on models of what encoders give
 */
#include "check.h"
#include "pipeline/byte_search.h"

typedef struct model {
    uint64_t head_bytes;
    uint64_t centibytes; /* a pixel, at quality 100 */
} model;

static uint64_t bytes_of(const model *model, const rill_trial *trial)
{
    const uint64_t quality = trial->quality == 0 ? 100 : trial->quality;

    return model->head_bytes +
           (uint64_t)trial->width_px * trial->height_px * model->centibytes * quality * quality / 1000000;
}

typedef struct found {
    rill_trial best;
    uint64_t bytes;
    unsigned n_tries;
} found;

static found search_for(const model *model, uint64_t max_bytes, unsigned quality, uint32_t width_px, uint32_t height_px)
{
    rill_byte_search search;
    found found = {.bytes = 0};

    rill_byte_search_open(&search, max_bytes, quality, width_px, height_px);
    while (rill_byte_search_next(&search) && CHECK(found.n_tries < 40)) {
        const uint64_t n_bytes = bytes_of(model, &search.trial);
        found.n_tries++;
        CHECK(search.trial.width_px >= 1 && search.trial.width_px <= width_px);
        CHECK(search.trial.height_px >= 1 && search.trial.height_px <= height_px);
        if (!rill_byte_search_tell(&search, n_bytes))
            continue;
        CHECK(n_bytes <= max_bytes);
        CHECK(n_bytes >= found.bytes); /* a later result is the better one */
        found.best = search.trial;
        found.bytes = n_bytes;
    }
    return found;
}

static const model photo = {600, 120};

TEST(what_fits_as_it_was_asked_for_is_encoded_once)
{
    const found result = search_for(&photo, 1000000, 80, 1000, 800);

    CHECK_EQUAL(result.n_tries, 1);
    CHECK_EQUAL(result.best.quality, 80);
    CHECK_EQUAL(result.best.width_px, 1000);
    CHECK_EQUAL(search_for(&photo, 2000000, 0, 1000, 800).n_tries, 1);
}

TEST(quality_goes_down_before_the_size_does)
{
    for (uint64_t max_bytes = 160000; max_bytes < 600000; max_bytes += 7001) {
        const found result = search_for(&photo, max_bytes, 80, 1000, 800);
        CHECK_EQUAL(result.best.width_px, 1000);
        CHECK_EQUAL(result.best.height_px, 800);
        CHECK(result.best.quality >= RILL_QUALITY_FLOOR && result.best.quality < 80);
        CHECK(result.n_tries <= 9);
        /* one step more would not fit, or nearly all is used */
        const rill_trial more = {result.best.quality + 1, 1000, 800};
        CHECK(bytes_of(&photo, &more) > max_bytes || result.bytes * 16 >= max_bytes * 15 - 16);
    }
}

TEST(below_the_floor_the_picture_gets_smaller)
{
    for (uint64_t max_bytes = 1000; max_bytes < 150000; max_bytes += 997) {
        const found result = search_for(&photo, max_bytes, 80, 1000, 800);
        CHECK_EQUAL(result.best.quality, RILL_QUALITY_FLOOR);
        CHECK(result.best.width_px < 1000);
        CHECK(result.best.width_px * 8 / 10 <= result.best.height_px + 1);
        CHECK(result.bytes * 10 >= max_bytes * 7);
        CHECK(result.n_tries <= 14);
    }
}

TEST(a_quality_below_the_floor_is_not_lowered_further)
{
    const found result = search_for(&photo, 5000, 20, 1000, 800);

    CHECK_EQUAL(result.best.quality, 20);
    CHECK(result.best.width_px < 1000);
}

TEST(without_a_quality_only_the_size_goes_down)
{
    const found result = search_for(&photo, 50000, 0, 300, 4000);

    CHECK_EQUAL(result.best.quality, 0);
    CHECK(result.best.height_px < 4000 && result.bytes > 40000);
}

TEST(nothing_is_found_where_headers_alone_are_too_large)
{
    const found result = search_for(&photo, 500, 80, 65500, 65500);

    CHECK_EQUAL(result.bytes, 0);
    CHECK(result.n_tries <= 30);
}

TEST(every_size_and_limit_ends)
{
    for (uint32_t width_px = 1; width_px < 3000; width_px = width_px * 5 / 3 + 1)
        for (uint32_t height_px = 1; height_px < 3000; height_px = height_px * 2 + 1)
            for (uint64_t max_bytes = 100; max_bytes < 4000000; max_bytes *= 3) {
                const model flat = {60, 1};
                const found result = search_for(&flat, max_bytes, 90, width_px, height_px);
                CHECK(result.bytes > 0 && result.bytes <= max_bytes);
            }
}
