/*
 * fuzz_decode.h - one decoder, from the first byte to the last row: included by fuzz_decode_*.c
 *
 * Promises: the frame is the one that was computed from the header; every group brings
 * the rows that it should, all of them readable with their padding; memory stays under
 * the decoder's own bound (where 'bounded' says that it has one); errors are typed.
 */
#ifndef FUZZ_DECODE_H
#define FUZZ_DECODE_H

#include "fuzz_job.h"

static void open_work(rill_work *work, fuzz_host *host)
{
    memset(work, 0, sizeof *work);
    work->host = (rill_host){.user = host, .read = fuzz_read, .now = fuzz_now};
    work->deadline_at_ms = 1e9;
#define RILL_LIMIT(field, edge, pipeline, browser, why) work->limits.field = edge;
    RILL_LIMITS(RILL_LIMIT)
#undef RILL_LIMIT
    work->limits.max_pixels = FUZZ_PIXELS_MAX;
    work->limits.max_memory_bytes = FUZZ_MEMORY_BYTES;
    work->heap.limit_bytes = FUZZ_MEMORY_BYTES;
    rill_heap_use(&work->heap);
}

static rill_decode_plan choose_plan(const rill_image_info *info, uint32_t hash)
{
    rill_decode_plan plan = {.dct_scale = {8, 8, 8}};

    for (unsigned p = 0; info->dct_scalable && p < RILL_PLANES_MAX; p++)
        plan.dct_scale[p] = (uint8_t)(1u << (hash >> (2 * p) & 3));
    plan.luma_only = info->model == RILL_YCC && (hash >> 8 & 3) == 0;
    return plan;
}

static bool same_frame(const rill_frame *a, const rill_frame *b)
{
    bool same = a->model == b->model && a->limited_range == b->limited_range && a->width_px == b->width_px &&
                a->height_px == b->height_px && a->n_planes == b->n_planes;

    for (uint32_t p = 0; same && p < a->n_planes; p++)
        same = memcmp(&a->plane[p], &b->plane[p], sizeof a->plane[p]) == 0;
    return same;
}

/* Sum of all bytes that may be read: the sanitizer sees each of them. */
static uint32_t read_group(const rill_frame *frame, const rill_group *group, uint32_t number)
{
    uint32_t sum = 0;

    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const rill_plane *const plane = &frame->plane[p];
        const size_t n_bytes = (size_t)plane->width_px * plane->channels + RILL_ROW_PADDING_BYTES;
        PROMISE(group->n_rows[p] == rill_plane_group_rows(plane, number));
        for (uint32_t row = 0; row < group->n_rows[p]; row++)
            for (size_t i = 0; i < n_bytes; i++)
                sum += group->rows[p][row * group->stride_bytes[p] + i];
    }
    return sum;
}

static rill_status header(const rill_decoder_class *class_, rill_decoder **decoder, rill_source *source,
                          rill_work *work, rill_image_info *info)
{
    fuzz_host *const host = work->host.user;
    rill_status status;

    while ((status = class_->header(decoder, source, work, info)) == RILL_MORE) {
        PROMISE(source->need_bytes > host->there_bytes && source->need_bytes <= host->total_bytes);
        host->there_bytes = source->need_bytes;
    }
    host->there_bytes = host->total_bytes;
    return status;
}

static volatile uint32_t all_bytes_seen; /* so that no reading is left out */

static rill_status decode(const rill_decoder_class *class_, rill_work *work, uint32_t hash, bool bounded)
{
    fuzz_host *const host = work->host.user;
    rill_source source;
    rill_image_info info;
    rill_decoder *decoder;
    rill_stage *stage;
    rill_frame frame;
    rill_group group;
    uint32_t sum = 0;

    RILL_TRY(rill_source_open(&source, work, 0, host->total_bytes));
    RILL_TRY(header(class_, &decoder, &source, work, &info));
    PROMISE(info.width_px > 0 && info.height_px > 0 && info.orientation >= 1 && info.orientation <= 8);
    const rill_decode_plan plan = choose_plan(&info, hash);
    class_->frame(&info, &plan, &frame);
    RILL_TRY(class_->open(decoder, &plan, &stage));
    PROMISE(same_frame(&frame, &stage->out));
    for (uint32_t i = 0; i < rill_frame_groups(&frame); i++) {
        rill_status status;
        while ((status = stage->next_group(stage, &group)) == RILL_MORE)
            work->slice_left = work->slice_units;
        RILL_TRY(status);
        sum += read_group(&frame, &group, i);
    }
    all_bytes_seen = sum;
    PROMISE(!bounded || work->heap.peak_bytes <=
                            class_->memory_bytes(&info, &plan) + info.icc_bytes + RILL_WINDOW_BYTES + 64 * 1024);
    if (stage->release != NULL)
        stage->release(stage);
    return RILL_OK;
}

static int fuzz_decoder(const rill_decoder_class *class_, const uint8_t *bytes, size_t n_bytes, bool bounded)
{
    const uint32_t hash = fuzz_hash(bytes, n_bytes);
    fuzz_host host = {.bytes = bytes, .total_bytes = (uint32_t)n_bytes, .lost_at = UINT32_MAX};
    rill_work work;

    host.there_bytes = hash >> 16 & 1 ? host.total_bytes : hash >> 17 & 127;
    open_work(&work, &host);
    work.slice_units = work.slice_left = hash >> 24 & 3;
    const rill_status status = decode(class_, &work, hash, bounded);
    promise_typed(status, work.where == NULL ? "" : work.where);
    PROMISE(status == work.status);
    rill_heap_free_all(&work.heap);
    rill_heap_use(NULL);
    return 0;
}

#endif
