/*
 * work.h - what every part of a job is given: memory, limits, the host, the first error
 */
#ifndef RILL_BASE_WORK_H
#define RILL_BASE_WORK_H

#include "base/arena.h"
#include "base/limits.h"
#include "scanrill.h"

/* Where time goes, on the host's clock; never more than told, never part of a decision about bytes. */
typedef struct rill_times {
    double read_ms;   /* in rill_host.read */
    double decode_ms; /* in the decoder, reading included */
    double pull_ms;   /* in the whole chain before the encoder, decoding included */
    double encode_ms; /* in the encoder */
} rill_times;

#define RILL_DETAIL_BYTES 200

/* Benign oddities of a source, reported and not refused: bits of rill_work.warnings. */
enum {
    RILL_WARN_EXTRA_BYTES = 1 << 0,     /* bytes between segments or after the end */
    RILL_WARN_BAD_METADATA = 1 << 1,    /* EXIF or ICC that cannot be read */
    RILL_WARN_ODD_HEADER = 1 << 2,      /* header fields that contradict the rest */
    RILL_WARN_FIRST_FRAME = 1 << 3,     /* an animation: its first frame was taken */
    RILL_WARN_DEPTH = 1 << 4,           /* 16 bits a sample were scaled to 8 */
    RILL_WARN_PROFILE = 1 << 5,         /* a colour profile was dropped that meant something */
    RILL_WARN_METADATA_LEFT = 1 << 6,   /* metadata that was to be kept was not */
    RILL_WARN_COMPRESSED_ANEW = 1 << 7, /* a JPEG that was to stay without loss did not */
};

typedef struct rill_work {
    rill_heap heap;
    rill_limits limits;
    rill_host host;
    double started_ms;
    double deadline_at_ms; /* on the host's clock */
    uint32_t slice_units;  /* 0: no slices */
    uint32_t slice_left;
    rill_times times;
    uint32_t warnings;
    rill_status status; /* the first error; sticks */
    const char *where;
    char detail[RILL_DETAIL_BYTES];
} rill_work;

/*
 * Report an error where it was noticed.  The first one is kept; 'detail' is a
 * format of base/format.h and may be "".  Returns 'status'.
 */
rill_status rill_fail(rill_work *work, rill_status status, const char *where, const char *detail, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Spend one unit of work: a few rows of pixels, or 64 KB of compressed bytes.  Call
 * it before the unit, while the stage is still unchanged.  RILL_MORE: the slice is
 * used up.  RILL_DEADLINE: the job's time is.
 */
rill_status rill_work_step(rill_work *work, const char *where);

#endif
