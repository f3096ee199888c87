/*
 * codec.h - whole pictures through one encoder or decoder, for tests
 */
#ifndef CODEC_H
#define CODEC_H

#include "decode/decode.h"
#include "encode/encode.h"
#include "fake_host.h"
#include "picture.h"

typedef struct coded {
    uint8_t bytes[65536];
    size_t n_bytes;
} coded;

/* Encode a picture; what does not fit into 'to' fails the test. */
rill_status codec_encode(coded *to, rill_work *work, const rill_encoder_class *encoder, const picture *from,
                         const rill_encode_plan *plan);

/* Header only, of the host's bytes. */
rill_status codec_header(fake_host *host, const rill_decoder_class *decoder, rill_image_info *info);

/*
 * Header and all rows.  *to is opened by success only.  Checks that the planned frame is the one that is sent, that
 * the heap stays under memory_bytes(), and that release() gives back what is large.
 */
rill_status codec_decode(fake_host *host, const rill_decoder_class *decoder, rill_image_info *info, picture *to);

/*
 * Fail the first allocation, then the second, and so on: each time the decoder says MEMORY_LIMIT, until it
 * needs no more allocations.
 */
void codec_check_decode_without_memory(const coded *from, const rill_decoder_class *decoder);

/* From every prefix the header is read or asked for more, never refused. */
void codec_check_prefixes(const coded *from, const rill_decoder_class *decoder);

#endif
