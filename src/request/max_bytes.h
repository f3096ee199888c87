/*
 * max_bytes.h - what 'maxBytes' takes: the frame, held to be encoded several times, and results
 */
#ifndef RILL_REQUEST_MAX_BYTES_H
#define RILL_REQUEST_MAX_BYTES_H

#include "encode/encode.h"
#include "transform/transform.h"

/*
 * Room for one result of n_px pixels: max_bytes, or what no encoder passes, noise in
 * full quality, where that is less.  0: no limit was given.
 */
uint32_t rill_max_bytes_room(uint32_t max_bytes, const rill_encode_plan *encode, uint64_t n_px);

/*
 * How a frame is made smaller in the same shape, by whole pixels: box averages, and what
 * is left to the resampler, fewer than 8.
 */
uint32_t rill_max_bytes_box(uint32_t from_px, uint32_t to_px, rill_kernel kernel);
rill_resample_plan rill_max_bytes_resample(const rill_frame *from, uint32_t width_px, uint32_t height_px,
                                           rill_kernel kernel);

/* Upper bound of the heap that the held frame, two results and any smaller size take, without the encoder's. */
uint64_t rill_max_bytes_memory_bytes(const rill_frame *frame, uint32_t room_bytes);

#endif
