/*
 * codec.c - whole pictures through one encoder or decoder, for tests
 */
#include "codec.h"

#include "check.h"

#include <string.h>

#define SMALL_BYTES 4096 /* what a released decoder may keep: its struct */

static void take_bytes(coded *to, rill_sink *sink)
{
    const uint8_t *bytes;
    size_t n_bytes;

    while (rill_sink_take(sink, &bytes, &n_bytes) == RILL_OK && CHECK(to->n_bytes + n_bytes <= sizeof to->bytes)) {
        memcpy(to->bytes + to->n_bytes, bytes, n_bytes);
        to->n_bytes += n_bytes;
    }
}

rill_status codec_encode(coded *to, rill_work *work, const rill_encoder_class *encoder, const picture *from,
                         const rill_encode_plan *plan)
{
    rill_sink sink;
    rill_encoder *made;

    to->n_bytes = 0;
    rill_heap_use(&work->heap);
    rill_sink_open(&sink, work);
    RILL_TRY(encoder->open(&made, &from->frame, plan, &sink, work));
    for (uint32_t i = 0; i < rill_frame_groups(&from->frame); i++) {
        const rill_group group = picture_group(from, i);
        RILL_TRY(made->write_group(made, &group));
    }
    RILL_TRY(made->finish(made));
    rill_sink_close(&sink);
    CHECK(work->heap.peak_bytes <= encoder->memory_bytes(&from->frame, plan) + sizeof to->bytes + 2 * SMALL_BYTES);
    take_bytes(to, &sink);
    return RILL_OK;
}

static rill_status read_header(fake_host *host, rill_source *source, const rill_decoder_class *decoder,
                               rill_decoder **made, rill_image_info *info)
{
    rill_heap_use(&host->work.heap);
    RILL_TRY(rill_source_open(source, &host->work, 0, host->total_bytes));
    return decoder->header(made, source, &host->work, info);
}

rill_status codec_header(fake_host *host, const rill_decoder_class *decoder, rill_image_info *info)
{
    rill_source source;
    rill_decoder *made;

    return read_header(host, &source, decoder, &made, info);
}

rill_status codec_decode(fake_host *host, const rill_decoder_class *decoder, rill_image_info *info, picture *to)
{
    const rill_decode_plan plan = {.dct_scale = {8, 8, 8}};
    rill_source source;
    rill_decoder *made;
    rill_stage *stage;
    rill_frame frame;

    RILL_TRY(read_header(host, &source, decoder, &made, info));
    RILL_TRY(decoder->open(made, &plan, &stage));
    decoder->frame(info, &plan, &frame);
    CHECK_EQUAL(stage->out.model, frame.model);
    CHECK_EQUAL(stage->out.width_px, frame.width_px);
    CHECK_EQUAL(stage->out.height_px, frame.height_px);

    const rill_status status = picture_take(to, stage);
    if (status != RILL_OK) {
        picture_close(to);
        return status;
    }
    CHECK(host->work.heap.peak_bytes <= decoder->memory_bytes(info, &plan) + RILL_WINDOW_BYTES + SMALL_BYTES);
    stage->release(stage);
    CHECK(host->work.heap.used_bytes <= RILL_WINDOW_BYTES + info->icc_bytes + SMALL_BYTES);
    return RILL_OK;
}

void codec_check_decode_without_memory(const coded *from, const rill_decoder_class *decoder)
{
    for (uint32_t n = 1;; n++) {
        fake_host host;
        rill_image_info info;
        picture to;
        fake_host_open(&host, from->bytes, from->n_bytes);
        host.work.heap.fail_at = n;
        const rill_status status = codec_decode(&host, decoder, &info, &to);
        const bool refused = host.work.heap.n_refused > 0;
        if (status == RILL_OK)
            picture_close(&to);
        fake_host_close(&host);
        CHECK_EQUAL(status, refused ? RILL_MEMORY_LIMIT : RILL_OK);
        if (!refused || status == RILL_OK)
            return;
    }
}

void codec_check_prefixes(const coded *from, const rill_decoder_class *decoder)
{
    for (uint32_t there_bytes = 1; there_bytes < from->n_bytes; there_bytes++) {
        fake_host host;
        rill_image_info info;
        fake_host_open(&host, from->bytes, from->n_bytes);
        host.there_bytes = there_bytes;
        const rill_status status = codec_header(&host, decoder, &info);
        CHECK(status == RILL_OK || status == RILL_MORE);
        fake_host_close(&host);
    }
}
