/*
 * radius.c - rounded corners
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: one row, and the curve inside one row.
 *
 * Each corner is a quarter of an ellipse whose half axes are the radius, at most half
 * the picture's sides.  A pixel's alpha is multiplied by the part of it that lies inside:
 * the mean over 256 lines through the pixel row, each cut exactly where the curve is.
 */
#include "transform/transform.h"

#include <string.h>

#define LINES 256    /* through one row of pixels: flat arcs of wide ellipses need them */
#define CURVE_BITS 8 /* fraction of a pixel, where a line meets the curve */
#define PIXEL (1 << CURVE_BITS)

typedef struct rill_radius {
    rill_stage stage;
    uint32_t across_halves, down_halves; /* the half axes, in half pixels */
    uint32_t y_px;
    uint8_t *row;
} rill_radius;

uint64_t rill_radius_memory_bytes(uint32_t width_px)
{
    return (uint64_t)width_px * 4 + 512;
}

/* The largest whole number whose square is not above n. */
static uint64_t square_root(uint64_t n)
{
    uint64_t root = 0;

    for (uint64_t bit = UINT64_C(1) << 31; bit != 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= n)
            root += bit;
    return root;
}

/*
 * How far from the picture's side the curve is on one line of the row, in 1/256 pixel:
 * rx - rx * sqrt(1 - (1 - y / ry)^2), with y at the line.
 */
static uint32_t curve_at(const rill_radius *radius, uint32_t row, uint32_t line)
{
    /* in 1/512 pixel: the lines lie in the middles of 256 equal parts */
    const uint64_t down = (uint64_t)radius->down_halves * LINES;
    const uint64_t from_top = (uint64_t)row * 2 * LINES + 2 * line + 1;
    const uint64_t from_bottom = (uint64_t)radius->stage.out.height_px * 2 * LINES - from_top;
    const uint64_t y = from_top < from_bottom ? from_top : from_bottom;
    const uint64_t across = (uint64_t)radius->across_halves * (PIXEL / 2);

    if (y >= down)
        return 0;
    /* ry^2 - (ry - y)^2 = y (2 ry - y) */
    return (uint32_t)(across - square_root(y * (2 * down - y)) * across / down);
}

static void multiply_alpha(uint8_t *pixel, uint32_t outside)
{
    const uint32_t whole = LINES * PIXEL;
    const uint32_t inside = outside < whole ? whole - outside : 0;

    pixel[3] = (uint8_t)((pixel[3] * inside + whole / 2) / whole);
    if (pixel[3] == 0)
        memset(pixel, 0, 4);
}

/* Alpha of the pixels at both ends of the row. */
static void round_ends(const rill_radius *radius, uint32_t row)
{
    const uint32_t width_px = radius->stage.out.width_px;
    uint32_t curve[LINES];

    for (uint32_t line = 0; line < LINES; line++)
        curve[line] = curve_at(radius, row, line);
    /* Lines further in meet the curve nearer to the side: no pixel past the first line's is touched. */
    for (uint32_t x = 0; x * PIXEL < curve[0] && 2 * x < width_px; x++) {
        uint32_t outside = 0;
        for (uint32_t line = 0; line < LINES; line++) {
            const uint32_t end = (x + 1) * PIXEL;
            outside += curve[line] >= end ? PIXEL : curve[line] <= x * PIXEL ? 0 : curve[line] - x * PIXEL;
        }
        if (2 * x + 1 == width_px) { /* both curves run through the pixel in the middle */
            multiply_alpha(radius->row + 4 * (size_t)x, 2 * outside);
            break;
        }
        multiply_alpha(radius->row + 4 * (size_t)x, outside);
        multiply_alpha(radius->row + 4 * (size_t)(width_px - 1 - x), outside);
    }
}

static rill_status radius_next_group(rill_stage *stage, rill_group *group)
{
    rill_radius *const radius = (rill_radius *)stage;
    const uint32_t width_px = stage->out.width_px;
    const uint32_t from_bottom = stage->out.height_px - 1 - radius->y_px;

    RILL_TRY(stage->from->next_group(stage->from, group));
    memcpy(radius->row, group->rows[0], 4 * (size_t)width_px);
    for (size_t x = 0; x < width_px && stage->from->out.model == RILL_RGBX; x++)
        radius->row[4 * x + 3] = 255;
    round_ends(radius, radius->y_px < from_bottom ? radius->y_px : from_bottom);
    radius->y_px++;
    group->rows[0] = radius->row;
    return RILL_OK;
}

rill_status rill_radius_open(rill_stage **stage, rill_stage *from, uint32_t radius_px)
{
    rill_work *const work = from->work;
    const uint32_t width_px = from->out.width_px, height_px = from->out.height_px;
    rill_radius *const radius = rill_heap_alloc(&work->heap, 1, sizeof *radius);

    if (radius == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "radius", "%s", "");
    radius->stage = (rill_stage){.next_group = radius_next_group,
                                 .out = rill_frame_packed(RILL_RGBA, width_px, height_px),
                                 .from = from,
                                 .work = work};
    radius->across_halves = 2 * radius_px < width_px ? 2 * radius_px : width_px;
    radius->down_halves = 2 * radius_px < height_px ? 2 * radius_px : height_px;
    radius->row = rill_heap_alloc(&work->heap, 1, 4 * (size_t)width_px + RILL_ROW_PADDING_BYTES);
    if (radius->row == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "radius", "%s", "");
    *stage = &radius->stage;
    return RILL_OK;
}
