/*
 * scanrill.h - turn one picture into another, within fixed memory
 *
 *   bytes -> source -> decode -> transform -> encode -> sink -> bytes
 *                          row groups    row groups
 *
 * A job is one source picture and one recipe.  Open it, plan it, run it, take
 * the result, close it:
 *
 *      rill_job *job;
 *      rill_status status = rill_job_open(&job, &setup, request, request_bytes);
 *      if (status == RILL_OK) status = rill_job_plan(job);
 *      while (status == RILL_OK || status == RILL_MORE) {
 *              bool finished = (status = rill_job_run(job)) == RILL_OK;
 *              while (rill_job_take(job, &bytes, &n_bytes) == RILL_OK)
 *                      fwrite(bytes, 1, n_bytes, stdout);
 *              if (finished) break;
 *      }
 *      rill_job_close(job);
 *
 * The library pulls the compressed source through rill_host.read, so a source
 * never lies in its memory whole.  It keeps no state outside the job and starts
 * no threads.  The codecs' allocator is per thread: one thread runs one job at a
 * time.
 *
 * Same source and same request give the same bytes, on every machine.
 */
#ifndef SCANRILL_H
#define SCANRILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rill_job rill_job;

/* Whose turn it is to act on an outcome. */
typedef enum rill_class {
    RILL_CLASS_FINE,
    RILL_CLASS_CALLER,
    RILL_CLASS_SOURCE,
    RILL_CLASS_LIMIT,
    RILL_CLASS_STORE,
    RILL_CLASS_OURS,
} rill_class;

typedef enum rill_status {
#define RILL_STATUS(number, name, class_, http, text, hint) RILL_##name = number,
#include "status.def"
#undef RILL_STATUS
} rill_status;

/* rill_host.read: the bytes exist, but the host does not have them yet (plan from a prefix). */
#define RILL_READ_LATER (-1)

#define RILL_MAX_WATERMARKS 4

/* What the library asks of its host.  Both may be called during open, plan and run only. */
typedef struct rill_host {
    void *user;
    /*
     * Copy up to n_bytes of a source, from offset on, and say how many: fewer only at
     * the end of the source.  Source 0 is the picture, 1.. are its watermarks.
     * RILL_READ_LATER is for the picture only: watermarks are there from the start.
     */
    int32_t (*read)(void *user, uint32_t source, uint32_t offset, void *into, uint32_t n_bytes);
    /* Milliseconds on a clock that never goes back.  May end a job at its deadline; never changes bytes. */
    double (*now)(void *user);
} rill_host;

/* A named set of limits; the numbers stand in base/limits.h. */
typedef enum rill_profile { RILL_PROFILE_EDGE, RILL_PROFILE_PIPELINE, RILL_PROFILE_BROWSER } rill_profile;

typedef struct rill_setup {
    rill_host host;
    rill_profile profile;
    uint32_t total_bytes;                          /* size of source 0 */
    uint32_t n_watermarks;                         /* at most RILL_MAX_WATERMARKS */
    uint32_t watermark_bytes[RILL_MAX_WATERMARKS]; /* sizes of sources 1.. */
    uint32_t deadline_ms;                          /* 0: the profile's */
    uint32_t max_memory_bytes;                     /* 0: the profile's; larger than the profile's is cut down to it */
    uint32_t slice_units; /* rill_job_run returns RILL_MORE after so many units of work; 0: only to hand out bytes */
} rill_setup;

typedef struct rill_error {
    rill_status status;
    const char *where;  /* the file that noticed: "decode_jpeg" */
    const char *detail; /* more words, of the codec or of the check; or "" */
} rill_error;

/*
 * Start a job.  'request' is a JSON object of options (docs/recipe.md) and is not
 * kept.  *job is set even on failure, when memory allowed, so that
 * rill_job_error() can explain.
 * Errors: BAD_OPTIONS, INPUT_TOO_LARGE, MEMORY_LIMIT.
 */
rill_status rill_job_open(rill_job **job, const rill_setup *setup, const char *request, size_t request_bytes);

/*
 * Read the header and decide everything: sizes, stages, memory.  Arithmetic only;
 * no pixel is decoded.  RILL_MORE when the host answered RILL_READ_LATER: *_need
 * tells up to where bytes are wanted.
 * Errors: SOURCE class, LIMIT class.
 */
rill_status rill_job_plan(rill_job *job);

/* After rill_job_plan() said RILL_MORE: the prefix of source 0 that would let it go on. */
uint32_t rill_job_need_bytes(const rill_job *job);

/*
 * Decode, transform, encode.  RILL_MORE: there are bytes to take or the slice is
 * over; call again.  RILL_OK: all bytes are ready to be taken.
 */
rill_status rill_job_run(rill_job *job);

/* Lend the next piece of the result, valid until the next call on this job.  RILL_END: none is ready. */
rill_status rill_job_take(rill_job *job, const uint8_t **bytes, size_t *n_bytes);

/*
 * Describe source, plan, timings and error as a JSON object, as far as they are
 * known.  Returns the length written (no NUL is counted), 0 when it did not fit.
 */
size_t rill_job_describe(const rill_job *job, char *json, size_t json_bytes);

/* The first error of this job.  It sticks: every later call returns it again. */
const rill_error *rill_job_error(const rill_job *job);

/* Free the job and all it lent.  NULL is allowed. */
void rill_job_close(rill_job *job);

const char *rill_status_name(rill_status status); /* "TOO_MANY_PIXELS" */
const char *rill_status_text(rill_status status);
rill_class rill_status_class(rill_status status);

/* Versions of everything inside, as a JSON object. */
const char *rill_version(void);

#endif
