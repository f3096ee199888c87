/*
 * scanrill_wasm.c - scanrill.h with flat types, for WebAssembly hosts
 *
 * An instance runs one job and is thrown away after it, so the job is static and
 * nothing is closed.  Text passes through one buffer: the request on its way in,
 * descriptions on their way out.  Each export is one call into scanrill.h.
 * wasm/exports.txt lists the exports; engine.ts is the only caller.
 */
#include "scanrill.h"

#include <string.h>

#define BUFFER_BYTES 16384

#define IMPORT(name) __attribute__((import_module("rill"), import_name(#name)))
#define EXPORT __attribute__((used, visibility("default")))

/* What the host offers; see rill_host. */
IMPORT(read) int32_t host_read(uint32_t source, uint32_t offset, void *into, uint32_t n_bytes);
IMPORT(now) double host_now(void);

static char buffer[BUFFER_BYTES];
static rill_job *job;
static uint32_t n_watermarks, watermark_bytes[RILL_MAX_WATERMARKS];
static size_t taken_bytes;

static int32_t read_source(void *user, uint32_t source, uint32_t offset, void *into, uint32_t n_bytes)
{
    (void)user;
    return host_read(source, offset, into, n_bytes);
}

static double now(void *user)
{
    (void)user;
    return host_now();
}

/* The buffer that text passes through; it never moves. */
EXPORT char *rill_wasm_buffer(void)
{
    return buffer;
}

/* Before the job is opened, once for each watermark: the size of the next one. */
EXPORT void rill_wasm_watermark(uint32_t total_bytes)
{
    if (n_watermarks < RILL_MAX_WATERMARKS)
        watermark_bytes[n_watermarks] = total_bytes;
    n_watermarks++;
}

/* The request lies in the buffer. */
EXPORT int rill_wasm_open(uint32_t request_bytes, uint32_t total_bytes, int profile, uint32_t deadline_ms,
                          uint32_t max_memory_bytes, uint32_t slice_units)
{
    rill_setup setup = {
        .host = {.read = read_source, .now = now},
        .profile = (rill_profile)profile,
        .total_bytes = total_bytes,
        .n_watermarks = n_watermarks,
        .deadline_ms = deadline_ms,
        .max_memory_bytes = max_memory_bytes,
        .slice_units = slice_units,
    };

    memcpy(setup.watermark_bytes, watermark_bytes, sizeof watermark_bytes);
    return rill_job_open(&job, &setup, buffer, request_bytes);
}

EXPORT int rill_wasm_plan(void)
{
    return rill_job_plan(job);
}

EXPORT uint32_t rill_wasm_need_bytes(void)
{
    return rill_job_need_bytes(job);
}

EXPORT int rill_wasm_run(void)
{
    return rill_job_run(job);
}

/* The next piece, of rill_wasm_take_bytes() bytes, valid until the next call; NULL: none is ready. */
EXPORT const uint8_t *rill_wasm_take(void)
{
    const uint8_t *bytes;

    return rill_job_take(job, &bytes, &taken_bytes) == RILL_OK ? bytes : NULL;
}

EXPORT uint32_t rill_wasm_take_bytes(void)
{
    return (uint32_t)taken_bytes;
}

/* Length of the description that now lies in the buffer; 0: it did not fit, or there was no memory for a job. */
EXPORT uint32_t rill_wasm_describe(void)
{
    return job == NULL ? 0 : (uint32_t)rill_job_describe(job, buffer, sizeof buffer);
}

EXPORT uint32_t rill_wasm_version(void)
{
    const char *const version = rill_version();
    const size_t n_bytes = strlen(version);

    memcpy(buffer, version, n_bytes);
    return (uint32_t)n_bytes;
}
