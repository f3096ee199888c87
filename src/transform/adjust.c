/*
 * adjust.c - brightness, contrast, gamma, saturation, tint
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: one row, and a table of 256 entries.
 *
 * On stored (gamma) values v of 0..1, with one rounding at the end:
 *
 *      tone        v = ((v * brightness - 1/2) * contrast + 1/2), cut to 0..1, to the power of 1/gamma
 *      saturation  v = L + (v - L) * saturation, with L the BT.601 luma of the toned pixel
 *      tint        v = on the line from black over the tint (at the tint's own luma) to white, at L
 *
 * Luma is a weighted mean, so saturation keeps it, and so does tint.  Tone is one table;
 * values between the steps are Q6.
 */
#include "base/fixed_math.h"
#include "transform/transform.h"

#define WHOLE 10000 /* factors come in ten-thousandths */
#define Q6_BITS 6
#define Q6_WHITE (255 << Q6_BITS)
#define LUMA_BITS 16
#define SATURATION_BITS 13 /* ten times Q6 white still fits 32 bits */
#define SLOPE_BITS 16

/* One channel of the tint: two straight lines that meet at the tint itself. */
typedef struct tint_line {
    int32_t rise; /* from black */
    int32_t fall; /* from white */
} tint_line;

typedef struct rill_adjust {
    rill_stage stage;
    uint8_t *row;
    int32_t saturation; /* 13 bits of fraction */
    int32_t tint_luma, tint_strength;
    tint_line tint[3];
    int16_t tone[256];
} rill_adjust;

bool rill_adjust_is_neutral(const rill_adjust_plan *plan)
{
    return plan->brightness == WHOLE && plan->contrast == WHOLE && plan->gamma == WHOLE && plan->saturation == WHOLE &&
           plan->tint.alpha == 0;
}

uint64_t rill_adjust_memory_bytes(uint32_t width_px)
{
    return (uint64_t)width_px * 4 + 2048;
}

/* 0.29900, 0.58700, 0.11400; they sum to one exactly, so the luma of a gray is the gray */
static int32_t luma_of(const int32_t pixel[3])
{
    return (19595 * pixel[0] + 38470 * pixel[1] + 7471 * pixel[2] + (1 << (LUMA_BITS - 1))) >> LUMA_BITS;
}

static void make_tone(rill_adjust *adjust, const rill_adjust_plan *plan)
{
    const double brightness = (double)plan->brightness / WHOLE;
    const double contrast = (double)plan->contrast / WHOLE;

    for (int i = 0; i < 256; i++) {
        double value = (i / 255.0 * brightness - 0.5) * contrast + 0.5;
        value = value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
        if (plan->gamma != WHOLE)
            value = rill_pow(value, (double)WHOLE / plan->gamma);
        adjust->tone[i] = (int16_t)(value * Q6_WHITE + 0.5);
    }
}

static void make_tint(rill_adjust *adjust, rill_colour tint)
{
    const int32_t channels[3] = {tint.red << Q6_BITS, tint.green << Q6_BITS, tint.blue << Q6_BITS};
    const int32_t luma = luma_of(channels);

    adjust->tint_luma = luma;
    adjust->tint_strength = (tint.alpha * 65536 + 127) / 255;
    for (unsigned i = 0; i < 3; i++) {
        if (luma > 0)
            adjust->tint[i].rise = (int32_t)(((int64_t)channels[i] << SLOPE_BITS) / luma);
        if (luma < Q6_WHITE)
            adjust->tint[i].fall = (int32_t)(((int64_t)(Q6_WHITE - channels[i]) << SLOPE_BITS) / (Q6_WHITE - luma));
    }
}

static int32_t tinted(const rill_adjust *adjust, unsigned channel, int32_t value, int32_t luma)
{
    const tint_line *const line = &adjust->tint[channel];
    const int64_t half = 1 << (SLOPE_BITS - 1);
    const int64_t whole = luma < adjust->tint_luma
                              ? ((int64_t)luma * line->rise + half) >> SLOPE_BITS
                              : Q6_WHITE - (((int64_t)(Q6_WHITE - luma) * line->fall + half) >> SLOPE_BITS);

    return value + (int32_t)(((whole - value) * adjust->tint_strength + half) >> SLOPE_BITS);
}

static uint8_t rounded(int32_t q6)
{
    const int32_t value = (q6 + (1 << (Q6_BITS - 1))) >> Q6_BITS;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void adjust_pixel(const rill_adjust *adjust, const uint8_t *from, uint8_t *to)
{
    const int32_t toned[3] = {adjust->tone[from[0]], adjust->tone[from[1]], adjust->tone[from[2]]};
    const int32_t luma = luma_of(toned);

    for (unsigned i = 0; i < 3; i++) {
        const int32_t half = 1 << (SATURATION_BITS - 1);
        int32_t value = luma + (((toned[i] - luma) * adjust->saturation + half) >> SATURATION_BITS);
        if (adjust->tint_strength != 0)
            value = tinted(adjust, i, value, luma);
        to[i] = rounded(value);
    }
    to[3] = from[3];
}

static rill_status adjust_next_group(rill_stage *stage, rill_group *group)
{
    rill_adjust *const adjust = (rill_adjust *)stage;

    RILL_TRY(stage->from->next_group(stage->from, group));
    for (size_t x = 0; x < stage->out.width_px; x++)
        adjust_pixel(adjust, group->rows[0] + 4 * x, adjust->row + 4 * x);
    group->rows[0] = adjust->row;
    return RILL_OK;
}

rill_status rill_adjust_open(rill_stage **stage, rill_stage *from, const rill_adjust_plan *plan)
{
    rill_work *const work = from->work;
    rill_adjust *const adjust = rill_heap_alloc(&work->heap, 1, sizeof *adjust);

    if (adjust == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "adjust", "%s", "");
    adjust->stage = (rill_stage){.next_group = adjust_next_group, .out = from->out, .from = from, .work = work};
    adjust->row = rill_heap_alloc(&work->heap, 1, (size_t)from->out.width_px * 4 + RILL_ROW_PADDING_BYTES);
    if (adjust->row == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "adjust", "%s", "");
    adjust->saturation = (int32_t)(((plan->saturation << SATURATION_BITS) + WHOLE / 2) / WHOLE);
    make_tone(adjust, plan);
    make_tint(adjust, plan->tint);
    *stage = &adjust->stage;
    return RILL_OK;
}
