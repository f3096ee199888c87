/*
 * encode_png.c - rows to PNG, at once or when all colours are known
 *
 * Flow: source -> decode -> transform -> [encode] -> sink
 * Holds: what png_writer.c does; a byte for each pixel where the source has few colours and
 * the result may; 1 to 4 bytes for each pixel where a palette is asked for.
 *
 * A palette stands before the first row.  So the picture waits:
 *
 *   few colours in the source   as indices.  With the 257th colour the rows are sent after all, in full colour.
 *   a palette is asked for      as pixels.  With more colours than asked for, some are chosen (quantise.c).
 */
#include "base/checked.h"
#include "encode/encode.h"
#include "encode/png_palette.h"
#include "encode/png_writer.h"
#include "encode/quantise.h"
#include "simd/png_kernels.h"

#include <string.h>

static const char WHERE[] = "encode_png";

#define ROWS_A_STEP 16
#define OURS_BYTES 4096 /* headers of blocks */

typedef struct png_encoder {
    rill_encoder encoder; /* first */
    rill_frame frame;
    rill_model sent_model; /* the frame's, or gray */
    rill_encode_plan plan;
    rill_work *work;
    rill_sink *sink;
    rill_png_writer writer;
    /* of a picture that waits: */
    uint8_t *held;
    size_t px_bytes; /* of a pixel in it; of an index: 1 */
    bool as_pixels;
    uint32_t n_held, n_done; /* rows; done: counted, or sent */
    uint32_t n_max;          /* colours */
    bool too_many;           /* there are more */
    bool chosen;             /* then these stand for them */
    bool opened;             /* the writer */
    bool in_colours;         /* it gets indices */
    rill_png_palette palette;
    rill_quantiser *quantiser;
    uint8_t *row;     /* one, as pixels of four bytes */
    uint8_t *indices; /* of one */
} png_encoder;

/* ---- at once ---- */

static rill_status write_rows(rill_encoder *self, const rill_group *group)
{
    png_encoder *const encoder = (png_encoder *)self;

    for (uint32_t row = 0; row < group->n_rows[0]; row++)
        RILL_TRY(rill_png_writer_row(&encoder->writer, group->rows[0] + row * group->stride_bytes[0]));
    return RILL_OK;
}

static rill_status finish_rows(rill_encoder *self)
{
    return rill_png_writer_end(&((png_encoder *)self)->writer);
}

/* ---- rows that wait ---- */

static void spread_row(const png_encoder *encoder, const uint8_t *from)
{
    const uint32_t width_px = encoder->frame.width_px;
    uint8_t *const rgba = encoder->row;

    if (encoder->frame.model != RILL_GRAY)
        memcpy(rgba, from, 4 * (size_t)width_px);
    for (size_t x = 0; x < width_px && encoder->frame.model == RILL_GRAY; x++)
        memset(rgba + 4 * x, from[x], 3);
    for (size_t x = 0; x < width_px && encoder->frame.model != RILL_RGBA; x++)
        rgba[4 * x + 3] = 255;
}

static uint8_t *held_row(const png_encoder *encoder, uint32_t number)
{
    return encoder->held + encoder->px_bytes * encoder->frame.width_px * number;
}

/* Into encoder->row, as RGBA. */
static void recall_row(png_encoder *encoder, uint32_t number)
{
    const uint32_t width_px = encoder->frame.width_px;
    const uint8_t *const held = held_row(encoder, number);

    if (!encoder->as_pixels)
        for (size_t x = 0; x < width_px; x++)
            memcpy(encoder->row + 4 * x, &encoder->palette.colour[held[x]], 4);
    else if (encoder->frame.model == RILL_RGBX)
        rill_spread_rgb(held, encoder->row, width_px);
    else
        spread_row(encoder, held);
}

static bool find_colours(png_encoder *encoder, uint8_t *indices)
{
    return rill_png_palette_find(&encoder->palette, encoder->n_max, (const rill_pixel *)(const void *)encoder->row,
                                 encoder->frame.width_px, indices);
}

/* ---- which colours ---- */

static rill_status pause(png_encoder *encoder)
{
    if (rill_sink_ready(encoder->sink))
        return RILL_MORE;
    return encoder->n_done % ROWS_A_STEP == 0 ? rill_work_step(encoder->work, WHERE) : RILL_OK;
}

static rill_status choose_colours(png_encoder *encoder)
{
    rill_png_palette *const palette = &encoder->palette;

    if (encoder->quantiser == NULL)
        RILL_TRY(
            rill_quantiser_open(&encoder->quantiser, encoder->frame.width_px, encoder->plan.dither, encoder->work));
    for (; encoder->n_done < encoder->n_held; encoder->n_done++) {
        RILL_TRY(pause(encoder));
        recall_row(encoder, encoder->n_done);
        rill_quantiser_count(encoder->quantiser, encoder->row);
    }
    palette->n_colours =
        rill_quantiser_choose(encoder->quantiser, encoder->n_max, (uint8_t(*)[4])(void *)palette->colour);
    for (uint32_t i = 0; i < palette->n_colours && encoder->frame.model == RILL_GRAY; i++)
        palette->colour[i] = 0xff000000 | (palette->colour[i] >> 8 & 0xff) * 0x010101u; /* means may be off by one */
    encoder->chosen = true;
    encoder->n_done = 0;
    return RILL_OK;
}

/* As rows of pixels it would be no larger. */
static bool is_no_gain(const png_encoder *encoder)
{
    const rill_png_palette *const palette = &encoder->palette;
    const uint32_t width_px = encoder->frame.width_px, height_px = encoder->frame.height_px;
    const uint64_t px_bytes = rill_png_px_bytes(encoder->frame.model);

    return rill_png_palette_bytes(palette) + rill_png_palette_row_bytes(palette, width_px) * height_px >=
           px_bytes * width_px * height_px;
}

/*
 * A profile of gray is for gray, one of RGB for all else.  256 levels of gray are rows of
 * pixels: these are filtered where that helps.
 */
static void decide(png_encoder *encoder)
{
    rill_png_palette *const palette = &encoder->palette;
    const bool gray = encoder->frame.model == RILL_GRAY, has_profile = encoder->plan.icc_bytes > 0;

    rill_png_palette_settle(palette, gray || !has_profile);
    encoder->in_colours = encoder->chosen || !is_no_gain(encoder);
    if (has_profile && gray && !palette->gray)
        encoder->in_colours = false;
    if (palette->gray && palette->depth_bits == 8 && !encoder->chosen) {
        encoder->in_colours = false;
        encoder->sent_model = RILL_GRAY;
    }
}

/* ---- send what waited ---- */

static rill_status open_writer(png_encoder *encoder, bool held)
{
    rill_frame sent = encoder->frame;

    sent.model = encoder->sent_model;
    RILL_TRY(rill_png_writer_open(&encoder->writer, &sent, encoder->in_colours ? &encoder->palette : NULL, held,
                                  &encoder->plan, encoder->sink, encoder->work));
    encoder->opened = true;
    return RILL_OK;
}

/* A row of indices, or of pixels as they are sent. */
static const uint8_t *row_to_send(png_encoder *encoder, uint32_t number)
{
    if (encoder->in_colours && !encoder->as_pixels)
        return held_row(encoder, number);
    recall_row(encoder, number);
    if (encoder->in_colours && encoder->chosen)
        rill_quantiser_map(encoder->quantiser, encoder->row, encoder->indices);
    else if (encoder->in_colours)
        find_colours(encoder, encoder->indices);
    for (size_t x = 0; x < encoder->frame.width_px && encoder->sent_model == RILL_GRAY && !encoder->in_colours; x++)
        encoder->row[x] = encoder->row[4 * x];
    return encoder->in_colours ? encoder->indices : encoder->row;
}

static rill_status send_held(png_encoder *encoder)
{
    for (; encoder->n_done < encoder->n_held; encoder->n_done++) {
        RILL_TRY(pause(encoder));
        RILL_TRY(rill_png_writer_row(&encoder->writer, row_to_send(encoder, encoder->n_done)));
    }
    rill_heap_free(&encoder->work->heap, encoder->held);
    encoder->held = NULL;
    return RILL_OK;
}

static rill_status finish_held(rill_encoder *self)
{
    png_encoder *const encoder = (png_encoder *)self;

    if (encoder->too_many && !encoder->chosen)
        RILL_TRY(choose_colours(encoder));
    if (!encoder->opened) {
        decide(encoder);
        RILL_TRY(open_writer(encoder, true));
    }
    RILL_TRY(send_held(encoder));
    return rill_png_writer_end(&encoder->writer);
}

/* ---- take rows that wait ---- */

static rill_status hold_pixels(rill_encoder *self, const rill_group *group)
{
    png_encoder *const encoder = (png_encoder *)self;
    uint8_t *const to = held_row(encoder, encoder->n_held++);

    if (encoder->frame.model == RILL_RGBX)
        rill_close_rgbx(group->rows[0], to, encoder->frame.width_px);
    else
        memcpy(to, group->rows[0], encoder->px_bytes * encoder->frame.width_px);
    if (!encoder->too_many) {
        spread_row(encoder, group->rows[0]);
        encoder->too_many = !find_colours(encoder, encoder->indices);
    }
    return RILL_OK;
}

/* With a colour too many it goes on as if the rows had never waited. */
static rill_status hold_indices(rill_encoder *self, const rill_group *group)
{
    png_encoder *const encoder = (png_encoder *)self;

    if (!encoder->too_many) {
        spread_row(encoder, group->rows[0]);
        if (find_colours(encoder, held_row(encoder, encoder->n_held))) {
            encoder->n_held++;
            return RILL_OK;
        }
        encoder->too_many = true;
        RILL_TRY(open_writer(encoder, false));
    }
    RILL_TRY(send_held(encoder));
    *self = (rill_encoder){.write_group = write_rows, .finish = finish_rows};
    return write_rows(self, group);
}

/* ---- the class ---- */

static bool waits(const rill_encode_plan *plan)
{
    return plan->colours > 0 || plan->few_colours;
}

static size_t held_px_bytes(rill_model model, const rill_encode_plan *plan)
{
    return plan->colours > 0 ? rill_png_px_bytes(model) : 1;
}

static rill_status hold(png_encoder *encoder)
{
    rill_heap *const heap = &encoder->work->heap;
    const size_t width_px = encoder->frame.width_px;
    size_t row_bytes, held_bytes;

    encoder->as_pixels = encoder->plan.colours > 0;
    encoder->n_max = encoder->as_pixels ? encoder->plan.colours : RILL_PNG_COLOURS_MAX;
    encoder->px_bytes = held_px_bytes(encoder->frame.model, &encoder->plan);
    if (rill_mul(width_px, encoder->px_bytes, &row_bytes) &&
        rill_mul(row_bytes, encoder->frame.height_px, &held_bytes) &&
        rill_add(held_bytes, RILL_ROW_PADDING_BYTES, &held_bytes)) {
        encoder->held = rill_heap_alloc_raw(heap, held_bytes, 1);
        encoder->row = rill_heap_alloc(heap, width_px + RILL_ROW_PADDING_BYTES, 4);
        encoder->indices = rill_heap_alloc(heap, width_px, 1);
    }
    if (encoder->held == NULL || encoder->row == NULL || encoder->indices == NULL)
        return rill_fail(encoder->work, RILL_MEMORY_LIMIT, WHERE, "%u x %u pixels are held to count their colours",
                         (unsigned)encoder->frame.width_px, (unsigned)encoder->frame.height_px);
    encoder->encoder =
        (rill_encoder){.write_group = encoder->as_pixels ? hold_pixels : hold_indices, .finish = finish_held};
    return RILL_OK;
}

static rill_status png_open(rill_encoder **encoder, const rill_frame *frame, const rill_encode_plan *plan,
                            rill_sink *sink, rill_work *work)
{
    png_encoder *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);

    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the encoder");
    made->encoder = (rill_encoder){.write_group = write_rows, .finish = finish_rows};
    made->frame = *frame;
    made->sent_model = frame->model;
    made->plan = *plan;
    made->work = work;
    made->sink = sink;
    *encoder = &made->encoder;
    return waits(plan) ? hold(made) : open_writer(made, false);
}

static uint64_t png_memory_bytes(const rill_frame *frame, const rill_encode_plan *plan)
{
    const uint64_t at_once = sizeof(png_encoder) + OURS_BYTES + rill_png_writer_bytes(frame, false, plan);
    const uint64_t px = (uint64_t)frame->width_px * frame->height_px;

    if (!waits(plan))
        return at_once;
    const uint64_t writer = rill_png_writer_bytes(frame, true, plan);
    const uint64_t usual = rill_png_writer_bytes(frame, false, plan); /* of more colours than a palette takes */
    return sizeof(png_encoder) + OURS_BYTES + px * held_px_bytes(frame->model, plan) +
           8 * ((uint64_t)frame->width_px + RILL_ROW_PADDING_BYTES) + (writer > usual ? writer : usual) +
           (plan->colours > 0 ? rill_quantiser_bytes(frame->width_px) : 0);
}

const rill_encoder_class rill_png_encoder = {
    .name = "png",
    .open = png_open,
    .memory_bytes = png_memory_bytes,
};
