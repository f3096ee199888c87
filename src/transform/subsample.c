/*
 * subsample.c - RGB to YCbCr 4:2:0, or 4:4:4
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: two rows of pixels, two of luma, one of each chroma, and two tables; 4:4:4
 * one row of each plane.
 *
 * Colour is averaged over 2 x 2 pixels in another space than the stored one, as libwebp
 * does: to the power of 0.6 (libwebp: 0.8), for which coloured letters differ least from
 * their drawing (make letters).  Luma is taken from each pixel.  Where the size is odd,
 * the last pixel repeats.
 */
#include "base/fixed_math.h"
#include "base/whole_numbers.h"
#include "transform/transform.h"

#include <string.h>

#define FRACTION_BITS 16
#define GAMMA 0.6
#define LINEAR_BITS 12 /* of a value in the averaging space */
#define BACK_BITS 8    /* table steps between black and white on the way back, interpolated */
#define STEP_BITS (LINEAR_BITS - BACK_BITS)

/* Weights of red, green and blue in 16 bits; luma's sum to its range, chroma's to nothing. */
typedef struct ycc_weights {
    int32_t y[3], cb[3], cr[3];
    int32_t y_offset;
} ycc_weights;

static const ycc_weights full_weights = {
    .y = {19595, 38470, 7471}, .cb = {-11058, -21710, 32768}, .cr = {32768, -27439, -5329}, .y_offset = 0};
static const ycc_weights limited_weights = {
    .y = {16829, 33039, 6416}, .cb = {-9714, -19070, 28784}, .cr = {28784, -24103, -4681}, .y_offset = 16};

typedef struct rill_subsample {
    rill_stage stage;
    const ycc_weights *weights;
    uint8_t *pixels[2];
    uint8_t *luma, *cb, *cr;
    size_t luma_bytes;
    uint32_t n_rows, group;
    uint16_t to_linear[256];
    uint32_t from_linear[(1 << BACK_BITS) + 1]; /* 8 bits and 8 of fraction */
} rill_subsample;

uint64_t rill_subsample_memory_bytes(uint32_t width_px)
{
    return (uint64_t)width_px * 12 + 2048;
}

static void make_tables(rill_subsample *subsample)
{
    const double linear_one = (1 << LINEAR_BITS) - 1;

    for (int i = 0; i < 256; i++)
        subsample->to_linear[i] = (uint16_t)(rill_pow(i / 255.0, GAMMA) * linear_one + 0.5);
    for (int i = 0; i <= 1 << BACK_BITS; i++)
        subsample->from_linear[i] =
            (uint32_t)(rill_pow((double)(i << STEP_BITS) / linear_one, 1.0 / GAMMA) * 65280.0 + 0.5);
}

/* The stored value, with 8 bits of fraction, of a sum of four values in the averaging space. */
static int32_t back(const rill_subsample *subsample, uint32_t sum_of_four)
{
    const uint32_t entry = sum_of_four >> (STEP_BITS + 2);
    const uint32_t part = sum_of_four & ((4u << STEP_BITS) - 1);
    const uint32_t low = subsample->from_linear[entry];
    const uint32_t high = subsample->from_linear[entry + 1];

    return (int32_t)(low + (((high - low) * part + (2u << STEP_BITS)) >> (STEP_BITS + 2)));
}

/* Of one plane: each pixel by itself.  'offset' is black's value, or the neutral one of chroma. */
static void plane_row(const int32_t weights[3], int32_t offset, const uint8_t *pixels, uint8_t *out, uint32_t width_px)
{
    const int32_t bias = (offset << FRACTION_BITS) + (1 << (FRACTION_BITS - 1));

    for (uint32_t x = 0; x < width_px; x++, pixels += 4)
        out[x] = rill_clamp_u8((weights[0] * pixels[0] + weights[1] * pixels[1] + weights[2] * pixels[2] + bias) >>
                               FRACTION_BITS);
}

static void chroma_row(const rill_subsample *subsample, uint32_t width_px)
{
    const ycc_weights *const weights = subsample->weights;
    const int32_t bias = (128 << FRACTION_BITS) + (1 << (FRACTION_BITS - 1));

    for (uint32_t x = 0; x < width_px; x += 2) {
        const size_t left = 4 * (size_t)x;
        const size_t right = x + 1 < width_px ? left + 4 : left;
        int32_t mean[3]; /* 8 bits of fraction */
        for (unsigned channel = 0; channel < 3; channel++) {
            const uint16_t *const linear = subsample->to_linear;
            const uint8_t *const top = subsample->pixels[0] + channel;
            const uint8_t *const bottom = subsample->pixels[1] + channel;
            mean[channel] = back(subsample, (uint32_t)linear[top[left]] + linear[top[right]] + linear[bottom[left]] +
                                                linear[bottom[right]]);
        }
        const int64_t cb = (int64_t)weights->cb[0] * mean[0] + weights->cb[1] * mean[1] + weights->cb[2] * mean[2];
        const int64_t cr = (int64_t)weights->cr[0] * mean[0] + weights->cr[1] * mean[1] + weights->cr[2] * mean[2];
        subsample->cb[x / 2] = rill_clamp_u8((int32_t)((cb >> 8) + bias) >> FRACTION_BITS);
        subsample->cr[x / 2] = rill_clamp_u8((int32_t)((cr >> 8) + bias) >> FRACTION_BITS);
    }
}

static rill_status subsample_next_group(rill_stage *stage, rill_group *group)
{
    rill_subsample *const subsample = (rill_subsample *)stage;
    const uint32_t width_px = stage->out.width_px;
    const uint32_t wanted = rill_plane_group_rows(&stage->out.plane[0], subsample->group);
    rill_group one;

    while (subsample->n_rows < wanted) {
        RILL_TRY(stage->from->next_group(stage->from, &one));
        memcpy(subsample->pixels[subsample->n_rows], one.rows[0], (size_t)width_px * 4);
        plane_row(subsample->weights->y, subsample->weights->y_offset, one.rows[0],
                  subsample->luma + subsample->n_rows * subsample->luma_bytes, width_px);
        subsample->n_rows++;
    }
    if (wanted == 1)
        memcpy(subsample->pixels[1], subsample->pixels[0], (size_t)width_px * 4);
    chroma_row(subsample, width_px);
    subsample->n_rows = 0;
    subsample->group++;
    *group = (rill_group){
        .rows = {subsample->luma, subsample->cb, subsample->cr},
        .stride_bytes = {subsample->luma_bytes, 0, 0},
        .n_rows = {wanted, 1, 1},
    };
    return RILL_OK;
}

rill_status rill_subsample_open(rill_stage **stage, rill_stage *from, bool limited_range)
{
    rill_work *const work = from->work;
    const uint32_t width_px = from->out.width_px;
    rill_subsample *const subsample = rill_heap_alloc(&work->heap, 1, sizeof *subsample);

    if (subsample == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "subsample", "%s", "");
    subsample->stage = (rill_stage){.next_group = subsample_next_group,
                                    .out = rill_frame_ycc(width_px, from->out.height_px, true, true, limited_range),
                                    .from = from,
                                    .work = work};
    subsample->weights = limited_range ? &limited_weights : &full_weights;
    subsample->luma_bytes = (size_t)width_px + RILL_ROW_PADDING_BYTES;
    subsample->pixels[0] = rill_heap_alloc(&work->heap, width_px, 4);
    subsample->pixels[1] = rill_heap_alloc(&work->heap, width_px, 4);
    subsample->luma = rill_heap_alloc(&work->heap, 2, subsample->luma_bytes);
    subsample->cb = rill_heap_alloc(&work->heap, 1, subsample->luma_bytes);
    subsample->cr = rill_heap_alloc(&work->heap, 1, subsample->luma_bytes);
    if (subsample->pixels[0] == NULL || subsample->pixels[1] == NULL || subsample->luma == NULL ||
        subsample->cb == NULL || subsample->cr == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "subsample", "%s", "");
    make_tables(subsample);
    *stage = &subsample->stage;
    return RILL_OK;
}

/* ---- 4:4:4: each pixel by itself ---- */

static rill_status rgb_to_ycc_next_group(rill_stage *stage, rill_group *group)
{
    const rill_subsample *const convert = (rill_subsample *)stage;
    const int32_t *const weights[3] = {convert->weights->y, convert->weights->cb, convert->weights->cr};
    uint8_t *const rows[3] = {convert->luma, convert->cb, convert->cr};
    rill_group one;

    RILL_TRY(stage->from->next_group(stage->from, &one));
    for (uint32_t p = 0; p < 3; p++)
        plane_row(weights[p], p == 0 ? convert->weights->y_offset : 128, one.rows[0], rows[p], stage->out.width_px);
    *group = (rill_group){.rows = {convert->luma, convert->cb, convert->cr}, .n_rows = {1, 1, 1}};
    return RILL_OK;
}

rill_status rill_rgb_to_ycc_open(rill_stage **stage, rill_stage *from)
{
    rill_work *const work = from->work;
    const uint32_t width_px = from->out.width_px;
    const size_t row_bytes = (size_t)width_px + RILL_ROW_PADDING_BYTES;
    rill_subsample *const convert = rill_heap_alloc(&work->heap, 1, sizeof *convert);
    uint8_t *const rows = rill_heap_alloc(&work->heap, 3, row_bytes);

    if (convert == NULL || rows == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "subsample", "%s", "");
    convert->stage = (rill_stage){.next_group = rgb_to_ycc_next_group,
                                  .out = rill_frame_ycc(width_px, from->out.height_px, false, false, false),
                                  .from = from,
                                  .work = work};
    convert->weights = &full_weights;
    convert->luma = rows;
    convert->cb = rows + row_bytes;
    convert->cr = rows + 2 * row_bytes;
    *stage = &convert->stage;
    return RILL_OK;
}
