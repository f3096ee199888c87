/*
 * to_srgb.c - pixels of another colour space to sRGB
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: one row, and tables.
 *
 * Runs at the result's size.  Curves and matrix are one table: how much light of sRGB's
 * three primaries a value of each channel gives.  Three rows of it are added; a table
 * gives the nearest value: 16 bits in between, and one rounding at the end.  What sRGB
 * cannot show is cut off, each channel for itself.
 */
#include "transform/transform.h"

#define MATRIX_BITS 16
#define FRACTION_BITS 9 /* of light in the table: three times light, times 8, stay in 32 bits */
#define DROPPED_BITS (MATRIX_BITS - FRACTION_BITS)

typedef struct srgb_stage {
    rill_stage stage;
    int32_t light[3][256][4]; /* [channel][value] -> red, green, blue; four, so that a row is 16 bytes */
    rill_srgb_values values;
    uint8_t gray[256]; /* of gray: what comes out, by what goes in */
    uint8_t *row;
} srgb_stage;

uint64_t rill_to_srgb_memory_bytes(uint32_t width_px)
{
    return (uint64_t)width_px * 4 + sizeof(rill_srgb_values) + sizeof(int32_t[3][256][4]) + 1024;
}

static uint32_t cut(int32_t light)
{
    return light < 0 ? 0 : light > RILL_LIGHT_ONE ? RILL_LIGHT_ONE : (uint32_t)light;
}

static void convert(const srgb_stage *converter, const uint8_t *pixel, uint8_t *out)
{
    const int32_t *const red = converter->light[0][pixel[0]];
    const int32_t *const green = converter->light[1][pixel[1]];
    const int32_t *const blue = converter->light[2][pixel[2]];

    for (unsigned i = 0; i < 3; i++)
        out[i] = rill_srgb_value(&converter->values, cut((red[i] + green[i] + blue[i]) >> FRACTION_BITS));
}

static rill_status colour_next_group(rill_stage *stage, rill_group *group)
{
    srgb_stage *const converter = (srgb_stage *)stage;
    uint8_t *out = converter->row;

    RILL_TRY(stage->from->next_group(stage->from, group));
    const uint8_t *pixel = group->rows[0];
    for (uint32_t x = 0; x < stage->out.width_px; x++, pixel += 4, out += 4) {
        convert(converter, pixel, out);
        out[3] = pixel[3];
    }
    group->rows[0] = converter->row;
    return RILL_OK;
}

static rill_status gray_next_group(rill_stage *stage, rill_group *group)
{
    srgb_stage *const converter = (srgb_stage *)stage;

    RILL_TRY(stage->from->next_group(stage->from, group));
    for (uint32_t x = 0; x < stage->out.width_px; x++)
        converter->row[x] = converter->gray[group->rows[0][x]];
    group->rows[0] = converter->row;
    return RILL_OK;
}

/* Half a step is added once, with red. */
static void make_light(srgb_stage *converter, const rill_to_srgb *to_srgb)
{
    for (unsigned channel = 0; channel < 3; channel++)
        for (unsigned value = 0; value < 256; value++)
            for (unsigned i = 0; i < 3; i++) {
                const int64_t light = (int64_t)to_srgb->matrix[i][channel] * to_srgb->light[channel][value];
                const int32_t half = channel == 0 ? 1 << (FRACTION_BITS - 1) : 0;
                converter->light[channel][value][i] = (int32_t)(light >> DROPPED_BITS) + half;
            }
}

/* A neutral colour may come out with a tint if the primaries do not sum to white: green stands for all. */
static void make_gray_table(srgb_stage *converter)
{
    for (unsigned value = 0; value < 256; value++) {
        const uint8_t neutral = (uint8_t)value;
        uint8_t out[3];
        convert(converter, (const uint8_t[3]){neutral, neutral, neutral}, out);
        converter->gray[value] = out[1];
    }
}

rill_status rill_to_srgb_open(rill_stage **stage, rill_stage *from, const rill_to_srgb *to_srgb)
{
    rill_work *const work = from->work;
    const rill_plane *const plane = &from->out.plane[0];
    srgb_stage *const converter = rill_heap_alloc(&work->heap, 1, sizeof *converter);

    if (converter == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "to_srgb", "%s", "");
    converter->stage = (rill_stage){.next_group = from->out.model == RILL_GRAY ? gray_next_group : colour_next_group,
                                    .out = from->out,
                                    .from = from,
                                    .work = work};
    converter->row =
        rill_heap_alloc(&work->heap, 1, (size_t)plane->width_px * plane->channels + RILL_ROW_PADDING_BYTES);
    if (converter->row == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "to_srgb", "%s", "");
    rill_srgb_values_make(&converter->values);
    make_light(converter, to_srgb);
    make_gray_table(converter);
    *stage = &converter->stage;
    return RILL_OK;
}
