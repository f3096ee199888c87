/*
 * fuzz_job.h - what the fuzz targets share: a host over the input's bytes, limits, how to stop at a broken promise
 *
 * Everything is static: each target is one program of one object file.
 */
#ifndef FUZZ_JOB_H
#define FUZZ_JOB_H

#include "decode/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUZZ_MEMORY_BYTES (64u << 20)
#define FUZZ_PIXELS_MAX 300000u /* what a picture may claim to hold: more is only slower */

/* A promise of ours: stop, so that the fuzzer keeps the input. */
#define PROMISE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);                                    \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

typedef struct fuzz_host {
    const uint8_t *bytes;
    uint32_t total_bytes;
    uint32_t there_bytes;  /* a read past it is answered with RILL_READ_LATER */
    uint32_t n_watermarks; /* each is the picture once more, and there from the start */
    uint32_t lost_at;      /* the store loses what lies from here on; past the end: nothing */
    double clock_ms;
    double tick_ms; /* the clock goes on by so much at each look */
} fuzz_host;

__attribute__((unused)) static int32_t fuzz_read(void *user, uint32_t source, uint32_t offset, void *into,
                                                 uint32_t n_bytes)
{
    const fuzz_host *const host = user;
    const uint64_t end = (uint64_t)offset + n_bytes;

    PROMISE(source <= host->n_watermarks && offset < host->total_bytes && end <= host->total_bytes && n_bytes > 0);
    if (source == 0 && end > host->there_bytes)
        return RILL_READ_LATER;
    const uint32_t kept_bytes = host->lost_at >= end ? n_bytes : host->lost_at > offset ? host->lost_at - offset : 0;
    memcpy(into, host->bytes + offset, kept_bytes);
    return (int32_t)kept_bytes;
}

__attribute__((unused)) static double fuzz_now(void *user)
{
    fuzz_host *const host = user;
    return host->clock_ms += host->tick_ms;
}

/* An outcome is a success or an error with a name, of a class, reported by somebody. */
__attribute__((unused)) static void promise_typed(rill_status status, const char *where)
{
    PROMISE(status == RILL_OK || status < 0);
    PROMISE(status != RILL_INTERNAL);
    PROMISE(rill_status_name(status)[0] != '\0' && rill_status_text(status)[0] != '\0');
    PROMISE((rill_status_class(status) == RILL_CLASS_FINE) == (status == RILL_OK));
    PROMISE(status == RILL_OK || where[0] != '\0');
}

/* Choices that are not part of a picture: from a hash of it, so that a corpus is made of plain files. */
__attribute__((unused)) static uint32_t fuzz_hash(const uint8_t *bytes, size_t n_bytes)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < n_bytes; i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return hash ^ hash >> 15;
}

#endif
