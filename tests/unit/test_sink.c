/*
 * test_sink.c - pieces in, pieces out, and the cap
 */
#include "check.h"
#include "fake_host.h"
#include "sink/sink.h"

#include <string.h>

#define PIECE RILL_SINK_PIECE_BYTES

static uint8_t written[3 * PIECE + 5];

static void open_sink(rill_sink *sink, fake_host *host)
{
    for (size_t i = 0; i < sizeof written; i++)
        written[i] = (uint8_t)(i * 11 + i / 256);
    fake_host_open(host, "", 0);
    rill_sink_open(sink, &host->work);
}

TEST(nothing_is_ready_before_a_piece_is_full)
{
    fake_host host;
    rill_sink sink;
    const uint8_t *bytes;
    size_t n_bytes;

    open_sink(&sink, &host);
    CHECK_EQUAL(rill_sink_write(&sink, written, PIECE - 1), RILL_OK);
    CHECK(!rill_sink_ready(&sink));
    CHECK_EQUAL(rill_sink_take(&sink, &bytes, &n_bytes), RILL_END);
    CHECK_EQUAL(rill_sink_write(&sink, written + PIECE - 1, 1), RILL_OK);
    CHECK(rill_sink_ready(&sink));
    CHECK_EQUAL(rill_sink_take(&sink, &bytes, &n_bytes), RILL_OK);
    CHECK_EQUAL(n_bytes, PIECE);
    CHECK(memcmp(bytes, written, PIECE) == 0);
    CHECK_EQUAL(rill_sink_take(&sink, &bytes, &n_bytes), RILL_END);
    CHECK_EQUAL(host.work.heap.used_bytes, 0);
    fake_host_close(&host);
}

TEST(bytes_come_out_in_order_however_they_went_in)
{
    static const size_t steps[] = {1, 7, 4096, PIECE, PIECE + 1, sizeof written};

    for (size_t s = 0; s < sizeof steps / sizeof steps[0]; s++) {
        fake_host host;
        rill_sink sink;
        const uint8_t *bytes;
        size_t n_bytes, taken_bytes = 0;
        open_sink(&sink, &host);
        for (size_t at = 0; at < sizeof written; at += steps[s]) {
            const size_t left_bytes = sizeof written - at;
            rill_sink_write(&sink, written + at, left_bytes < steps[s] ? left_bytes : steps[s]);
        }
        CHECK_EQUAL(sink.total_bytes, sizeof written);
        rill_sink_close(&sink);
        while (rill_sink_take(&sink, &bytes, &n_bytes) == RILL_OK) {
            CHECK(memcmp(bytes, written + taken_bytes, n_bytes) == 0);
            taken_bytes += n_bytes;
        }
        CHECK_EQUAL(taken_bytes, sizeof written);
        CHECK_EQUAL(host.work.heap.used_bytes, 0);
        fake_host_close(&host);
    }
}

TEST(writing_may_go_on_while_a_piece_is_lent)
{
    fake_host host;
    rill_sink sink;
    const uint8_t *lent, *bytes;
    size_t lent_bytes, n_bytes;

    open_sink(&sink, &host);
    rill_sink_write(&sink, written, PIECE);
    CHECK_EQUAL(rill_sink_take(&sink, &lent, &lent_bytes), RILL_OK);
    rill_sink_write(&sink, written + PIECE, PIECE + 5);
    CHECK(memcmp(lent, written, lent_bytes) == 0);
    rill_sink_close(&sink);
    CHECK_EQUAL(rill_sink_take(&sink, &bytes, &n_bytes), RILL_OK);
    CHECK_EQUAL(n_bytes, PIECE);
    CHECK_EQUAL(rill_sink_take(&sink, &bytes, &n_bytes), RILL_OK);
    CHECK_EQUAL(n_bytes, 5);
    CHECK_EQUAL(rill_sink_take(&sink, &bytes, &n_bytes), RILL_END);
    fake_host_close(&host);
}

TEST(the_cap_is_exact)
{
    fake_host host;
    rill_sink sink;

    open_sink(&sink, &host);
    host.work.limits.max_output_bytes = 100;
    CHECK_EQUAL(rill_sink_write(&sink, written, 60), RILL_OK);
    CHECK_EQUAL(rill_sink_write(&sink, written, 40), RILL_OK);
    CHECK_EQUAL(rill_sink_write(&sink, written, 0), RILL_OK);
    CHECK_EQUAL(rill_sink_write(&sink, written, 1), RILL_OUTPUT_TOO_LARGE);
    fake_host_close(&host);
}

TEST(a_piece_without_memory_is_a_memory_limit)
{
    fake_host host;
    rill_sink sink;

    open_sink(&sink, &host);
    host.work.heap.fail_at = 2;
    CHECK_EQUAL(rill_sink_write(&sink, written, sizeof written), RILL_MEMORY_LIMIT);
    fake_host_close(&host);
}
