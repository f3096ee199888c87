/*
 * source.c - the window on the compressed source
 *
 * Flow: [source] -> decode -> transform -> encode -> sink
 * Holds: one window of 64 KB.
 */
#include "source/source.h"

#include "base/whole_numbers.h"

#include <string.h>

static const char WHERE[] = "source";

rill_status rill_source_open(rill_source *source, rill_work *work, uint32_t id, uint32_t total_bytes)
{
    *source = (rill_source){.work = work, .id = id, .total_bytes = total_bytes};
    source->window = rill_heap_alloc_raw(&work->heap, RILL_WINDOW_BYTES, 1);
    if (source->window == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the window on the source");
    return RILL_OK;
}

/*
 * A host that has only a prefix refuses a read that reaches past it, so ask for less
 * until it agrees: the bytes at 'offset' may be there although a whole window is not.
 */
static int32_t read_what_is_there(rill_source *source, uint32_t offset, uint32_t *wanted_bytes)
{
    const rill_host *const host = &source->work->host;

    for (;;) {
        const double before_ms = host->now(host->user);
        const int32_t got_bytes = host->read(host->user, source->id, offset, source->window, *wanted_bytes);
        source->work->times.read_ms += host->now(host->user) - before_ms;
        if (got_bytes != RILL_READ_LATER || *wanted_bytes == 1)
            return got_bytes;
        *wanted_bytes /= 2;
    }
}

static rill_status fill_window(rill_source *source, uint32_t offset)
{
    const uint32_t left_bytes = source->total_bytes - offset;
    uint32_t wanted_bytes = rill_smaller(left_bytes, RILL_WINDOW_BYTES);

    source->window_bytes = 0;
    const int32_t got_bytes = read_what_is_there(source, offset, &wanted_bytes);
    if (got_bytes == RILL_READ_LATER) {
        source->need_bytes = offset + rill_smaller(left_bytes, RILL_WINDOW_BYTES);
        return RILL_MORE;
    }
    if (got_bytes < 0 || (uint32_t)got_bytes != wanted_bytes)
        return rill_fail(source->work, RILL_SOURCE_ERROR, WHERE, "%d instead of %u bytes came at offset %u", got_bytes,
                         wanted_bytes, offset);
    source->window_offset = offset;
    source->window_bytes = wanted_bytes;
    return RILL_OK;
}

rill_status rill_source_window(rill_source *source, uint32_t offset, const uint8_t **bytes, uint32_t *n_bytes)
{
    *bytes = source->window;
    *n_bytes = 0;
    if (offset >= source->total_bytes)
        return RILL_OK;
    if (offset < source->window_offset || offset - source->window_offset >= source->window_bytes)
        RILL_TRY(fill_window(source, offset));

    const uint32_t skipped_bytes = offset - source->window_offset;
    *bytes = source->window + skipped_bytes;
    *n_bytes = source->window_bytes - skipped_bytes;
    return RILL_OK;
}

rill_status rill_source_copy(rill_source *source, uint32_t offset, void *into, uint32_t n_bytes)
{
    uint8_t *target = into;

    if (offset > source->total_bytes || n_bytes > source->total_bytes - offset)
        return rill_fail(source->work, RILL_TRUNCATED, WHERE, "%u bytes are wanted at offset %u of %u", n_bytes, offset,
                         source->total_bytes);

    const uint32_t end = offset + n_bytes;
    while (offset < end) {
        const uint8_t *bytes;
        uint32_t lent_bytes;
        const rill_status status = rill_source_window(source, offset, &bytes, &lent_bytes);
        if (status == RILL_MORE && source->need_bytes < end)
            source->need_bytes = end;
        if (status != RILL_OK)
            return status;

        const uint32_t copied_bytes = rill_smaller(lent_bytes, end - offset);
        memcpy(target, bytes, copied_bytes);
        target += copied_bytes;
        offset += copied_bytes;
    }
    return RILL_OK;
}
