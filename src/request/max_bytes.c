/*
 * max_bytes.c - what 'maxBytes' takes: the frame, held to be encoded several times, and results
 */
#include "request/max_bytes.h"

#include "base/whole_numbers.h"

/* As for the first reduction (plan.c): box averages start at this factor and leave the resampler 4 to 8. */
#define BOX_FROM_FACTOR 8
#define BOX_LEAVES_FACTOR 4

#define PX_BYTES_MAX 5      /* noise in full quality, in any format */
#define HEADER_BYTES 65536u /* tables, chunks and segments around pixels and metadata */
#define RECORDS_BYTES 4096u /* the search's own */

uint32_t rill_max_bytes_room(uint32_t max_bytes, const rill_encode_plan *encode, uint64_t n_px)
{
    const uint64_t kept_bytes = (uint64_t)encode->icc_bytes + encode->exif_bytes + encode->xmp_bytes;
    const uint64_t most_bytes = PX_BYTES_MAX * n_px + kept_bytes + HEADER_BYTES;

    return max_bytes < most_bytes ? max_bytes : (uint32_t)most_bytes;
}

uint32_t rill_max_bytes_box(uint32_t from_px, uint32_t to_px, rill_kernel kernel)
{
    const uint32_t factor = from_px / to_px;

    return factor < BOX_FROM_FACTOR || kernel == RILL_KERNEL_NEAREST ? 1 : factor / BOX_LEAVES_FACTOR;
}

static rill_axis axis_of(uint32_t from_px, uint32_t to_px, rill_kernel kernel)
{
    return (rill_axis){.offset = 0, .step = from_px, .den = to_px, .low_px = 0, .high_px = from_px, .kernel = kernel};
}

/* The same planes in another size. */
static rill_frame resized(const rill_frame *frame, uint32_t width_px, uint32_t height_px)
{
    const rill_plane *const luma = &frame->plane[0], *const chroma = &frame->plane[frame->n_planes - 1];
    rill_frame to = rill_frame_packed(frame->model, width_px, height_px);

    if (frame->model == RILL_YCC)
        to = rill_frame_ycc(width_px, height_px, rill_grid_ratio(&luma->x, &chroma->x) == 2,
                            rill_grid_ratio(&luma->y, &chroma->y) == 2, frame->limited_range);
    to.limited_range = frame->limited_range;
    return to;
}

rill_resample_plan rill_max_bytes_resample(const rill_frame *from, uint32_t width_px, uint32_t height_px,
                                           rill_kernel kernel)
{
    return (rill_resample_plan){.across = axis_of(from->width_px, width_px, kernel),
                                .down = axis_of(from->height_px, height_px, kernel),
                                .to = resized(from, width_px, height_px)};
}

/*
 * The ring's rows are most at the largest factor that is left to the resampler, its
 * weights and rows of the result at the smallest one; the widest kernel of all.
 */
static uint64_t resize_bytes(const rill_frame *frame)
{
    const uint32_t width_px = (uint32_t)rill_divide_up(frame->width_px, BOX_FROM_FACTOR);
    const uint32_t height_px = (uint32_t)rill_divide_up(frame->height_px, BOX_FROM_FACTOR);
    const rill_resample_plan little =
        rill_max_bytes_resample(frame, frame->width_px, frame->height_px, RILL_KERNEL_LANCZOS3);
    const rill_resample_plan much = rill_max_bytes_resample(frame, width_px, height_px, RILL_KERNEL_LANCZOS3);

    return rill_resample_memory_bytes(&little, frame) + rill_resample_memory_bytes(&much, frame) +
           rill_shrink_memory_bytes(frame, 1, 2, false);
}

uint64_t rill_max_bytes_memory_bytes(const rill_frame *frame, uint32_t room_bytes)
{
    return rill_frame_memory_bytes(frame) + resize_bytes(frame) + 2 * (uint64_t)room_bytes + RECORDS_BYTES;
}
