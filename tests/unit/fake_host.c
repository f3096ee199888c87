/*
 * fake_host.c - a job's surroundings for tests
 */
#include "fake_host.h"

#include <string.h>

static int32_t read_bytes(void *user, uint32_t source, uint32_t offset, void *into, uint32_t n_bytes)
{
    fake_host *const host = user;
    const uint32_t left_bytes = host->total_bytes - offset;
    const uint32_t read_bytes = n_bytes < left_bytes ? n_bytes : left_bytes;

    (void)source;
    host->n_reads++;
    if ((uint64_t)offset + read_bytes > host->there_bytes)
        return RILL_READ_LATER;
    memcpy(into, host->bytes + offset, read_bytes);
    return (int32_t)read_bytes - host->lost_bytes;
}

static double now(void *user)
{
    return ((fake_host *)user)->clock_ms;
}

void fake_host_open(fake_host *host, const void *bytes, size_t n_bytes)
{
    memset(host, 0, sizeof *host);
    host->bytes = bytes;
    host->total_bytes = host->there_bytes = (uint32_t)n_bytes;
    host->work.host = (rill_host){.user = host, .read = read_bytes, .now = now};
    host->work.deadline_at_ms = 1000;
#define RILL_LIMIT(field, edge, pipeline, browser, why) host->work.limits.field = pipeline;
    RILL_LIMITS(RILL_LIMIT)
#undef RILL_LIMIT
    host->work.heap.limit_bytes = host->work.limits.max_memory_bytes;
}

void fake_host_close(fake_host *host)
{
    rill_heap_free_all(&host->work.heap);
}
