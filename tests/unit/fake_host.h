/*
 * fake_host.h - a job's surroundings for tests: memory, limits, a source in memory, a clock
 */
#ifndef FAKE_HOST_H
#define FAKE_HOST_H

#include "source/source.h"

typedef struct fake_host {
    rill_work work;
    const uint8_t *bytes; /* the source */
    uint32_t total_bytes;
    uint32_t there_bytes; /* a read past it is answered with RILL_READ_LATER */
    int32_t lost_bytes;   /* each read brings so many fewer */
    unsigned n_reads;
    double clock_ms;
} fake_host;

/* Limits of the pipeline profile. */
void fake_host_open(fake_host *host, const void *bytes, size_t n_bytes);
void fake_host_close(fake_host *host);

#endif
