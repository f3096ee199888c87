/*
 * test_source.c - the window, its edges, and hosts that bring less than they should
 */
#include "check.h"
#include "fake_host.h"
#include "source/source.h"

#include <string.h>

#define MANY_BYTES (3 * RILL_WINDOW_BYTES + 17)

static uint8_t many[MANY_BYTES];

static void open_source(rill_source *source, fake_host *host)
{
    for (uint32_t i = 0; i < MANY_BYTES; i++)
        many[i] = (uint8_t)(i * 7 + i / 256);
    fake_host_open(host, many, MANY_BYTES);
    CHECK_EQUAL(rill_source_open(source, &host->work, 0, MANY_BYTES), RILL_OK);
}

TEST(the_whole_source_can_be_walked_window_by_window)
{
    fake_host host;
    rill_source source;
    uint32_t offset = 0;

    open_source(&source, &host);
    for (;;) {
        const uint8_t *bytes;
        uint32_t n_bytes;
        CHECK_EQUAL(rill_source_window(&source, offset, &bytes, &n_bytes), RILL_OK);
        if (n_bytes == 0)
            break;
        CHECK(memcmp(bytes, many + offset, n_bytes) == 0);
        offset += n_bytes;
    }
    CHECK_EQUAL(offset, MANY_BYTES);
    CHECK_EQUAL(host.n_reads, 4);
    fake_host_close(&host);
}

TEST(what_lies_in_the_window_is_not_read_again)
{
    fake_host host;
    rill_source source;
    const uint8_t *bytes;
    uint32_t n_bytes;

    open_source(&source, &host);
    rill_source_window(&source, 100, &bytes, &n_bytes);
    CHECK_EQUAL(n_bytes, RILL_WINDOW_BYTES);
    rill_source_window(&source, 100 + RILL_WINDOW_BYTES - 1, &bytes, &n_bytes);
    CHECK_EQUAL(n_bytes, 1);
    CHECK_EQUAL(*bytes, many[100 + RILL_WINDOW_BYTES - 1]);
    CHECK_EQUAL(host.n_reads, 1);
    rill_source_window(&source, 99, &bytes, &n_bytes);
    CHECK_EQUAL(*bytes, many[99]);
    CHECK_EQUAL(host.n_reads, 2);
    fake_host_close(&host);
}

TEST(at_and_past_the_end_there_is_nothing_and_no_read)
{
    fake_host host;
    rill_source source;
    const uint8_t *bytes;
    uint32_t n_bytes = 1;

    open_source(&source, &host);
    CHECK_EQUAL(rill_source_window(&source, MANY_BYTES, &bytes, &n_bytes), RILL_OK);
    CHECK_EQUAL(n_bytes, 0);
    CHECK_EQUAL(rill_source_window(&source, UINT32_MAX, &bytes, &n_bytes), RILL_OK);
    CHECK_EQUAL(n_bytes, 0);
    CHECK_EQUAL(host.n_reads, 0);
    fake_host_close(&host);
}

TEST(a_copy_crosses_windows)
{
    fake_host host;
    rill_source source;
    static uint8_t copy[MANY_BYTES];

    open_source(&source, &host);
    CHECK_EQUAL(rill_source_copy(&source, 5, copy, MANY_BYTES - 5), RILL_OK);
    CHECK(memcmp(copy, many + 5, MANY_BYTES - 5) == 0);
    fake_host_close(&host);
}

TEST(a_copy_past_the_end_is_truncated_even_where_32_bits_wrap)
{
    fake_host host;
    rill_source source;
    uint8_t copy[32];

    open_source(&source, &host);
    CHECK_EQUAL(rill_source_copy(&source, MANY_BYTES - 16, copy, 17), RILL_TRUNCATED);
    host.work.status = RILL_OK;
    CHECK_EQUAL(rill_source_copy(&source, UINT32_MAX - 4, copy, 32), RILL_TRUNCATED);
    host.work.status = RILL_OK;
    CHECK_EQUAL(rill_source_copy(&source, MANY_BYTES, copy, 0), RILL_OK);
    fake_host_close(&host);
}

TEST(a_short_read_is_the_stores_fault)
{
    fake_host host;
    rill_source source;
    const uint8_t *bytes;
    uint32_t n_bytes;

    open_source(&source, &host);
    host.lost_bytes = 1;
    CHECK_EQUAL(rill_source_window(&source, 0, &bytes, &n_bytes), RILL_SOURCE_ERROR);
    CHECK_TEXT(host.work.detail, "65535 instead of 65536 bytes came at offset 0");
    fake_host_close(&host);
}

TEST(a_read_that_brings_too_much_is_not_believed)
{
    fake_host host;
    rill_source source;
    const uint8_t *bytes;
    uint32_t n_bytes;

    open_source(&source, &host);
    host.lost_bytes = -1;
    CHECK_EQUAL(rill_source_window(&source, 0, &bytes, &n_bytes), RILL_SOURCE_ERROR);
    fake_host_close(&host);
}

TEST(a_prefix_is_used_to_its_last_byte)
{
    fake_host host;
    rill_source source;
    uint8_t copy[1000];

    open_source(&source, &host);
    host.there_bytes = RILL_WINDOW_BYTES + 1000;
    CHECK_EQUAL(rill_source_copy(&source, RILL_WINDOW_BYTES, copy, 1000), RILL_OK);
    CHECK(memcmp(copy, many + RILL_WINDOW_BYTES, 1000) == 0);
    fake_host_close(&host);
}

TEST(past_the_prefix_more_is_asked_for_and_then_enough)
{
    fake_host host;
    rill_source source;
    const uint8_t *bytes;
    uint32_t n_bytes;
    static uint8_t copy[100000];

    open_source(&source, &host);
    host.there_bytes = 10;
    CHECK_EQUAL(rill_source_window(&source, 10, &bytes, &n_bytes), RILL_MORE);
    CHECK_EQUAL(source.need_bytes, 10 + RILL_WINDOW_BYTES);
    CHECK_EQUAL(host.work.status, RILL_OK);

    CHECK_EQUAL(rill_source_copy(&source, 50, copy, sizeof copy), RILL_MORE);
    CHECK_EQUAL(source.need_bytes, 50 + sizeof copy);
    host.there_bytes = source.need_bytes;
    CHECK_EQUAL(rill_source_copy(&source, 50, copy, sizeof copy), RILL_OK);
    CHECK(memcmp(copy, many + 50, sizeof copy) == 0);

    host.there_bytes = MANY_BYTES - 1;
    CHECK_EQUAL(rill_source_window(&source, MANY_BYTES - 1, &bytes, &n_bytes), RILL_MORE);
    CHECK_EQUAL(source.need_bytes, MANY_BYTES);
    fake_host_close(&host);
}

TEST(a_window_without_memory_is_a_memory_limit)
{
    fake_host host;
    rill_source source;

    fake_host_open(&host, "", 0);
    host.work.heap.limit_bytes = RILL_WINDOW_BYTES;
    CHECK_EQUAL(rill_source_open(&source, &host.work, 0, 0), RILL_MEMORY_LIMIT);
    fake_host_close(&host);
}
