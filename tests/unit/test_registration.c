/*
 * test_registration.c - pictures come to lie where they should, to a twentieth of a pixel
 *
 * For every JPEG sampling, DCT scale, orientation, odd and even size, with and without a
 * crop: ramps and ridges are sent as a decoder would send them (each plane at its own
 * density), through the stages that the plan asks for.  What comes out is compared with a
 * twin in doubles.  The twin shares the filter's definition with the stages, and nothing
 * of the geometry: where a source sample belongs in the result is computed here, from
 * EXIF's definition and the crop.
 *
 * How far a plane is off is measured at both edges and in the middle of each axis: the
 * least-squares shift of a profile (the mean of all rows or columns) against the twin's.
 */
#include "check.h"
#include "picture.h"
#include "request/plan.h"
#include "twin.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LUMA_TOLERANCE_PX 0.05
#define CHROMA_TOLERANCE_PX 0.1
#define SAMPLES_MAX 1000 /* along an axis of a plane */

typedef struct registration {
    uint8_t h[3], v[3];
    unsigned orientation;
    uint32_t to_px[2];    /* of the result */
    uint32_t shown_px[2]; /* of the upright picture */
    uint32_t first_px[2];
    uint32_t upright_px[2];
    rill_format format;
} registration;

enum { X, Y };

/* ---- what is drawn: a profile along each axis of the result; a sample is their sum ---- */

/* Along one axis of the result, in luma pixels: a ramp, ridges at both edges and a furrow in the middle. */
static double profile(double place, double length_px, double width_px)
{
    const double left = (place - 2 * width_px) / width_px, right = (length_px - 2 * width_px - place) / width_px;
    const double middle = (place - length_px / 2) / width_px;

    return 45 + 25 * place / length_px +
           50 * (exp(-left * left / 2) - exp(-middle * middle / 2) + exp(-right * right / 2));
}

/* ---- the geometry, a second time ---- */

/* EXIF: does a stored row run along the upright picture's columns, and do the stored axes run backwards in it? */
static const struct {
    bool turned, backwards[2];
} orientations[9] = {
    {false, {false, false}}, {false, {false, false}}, {false, {true, false}},
    {false, {true, true}},   {false, {false, true}},  {true, {false, false}},
    {true, {false, true}},   {true, {true, true}},    {true, {true, false}},
};

/* One axis of one plane, from stored samples to the result's. */
typedef struct axis_view {
    unsigned result_axis;
    bool backwards;
    double side_px;         /* of the stored picture */
    double first_px, scale; /* result place = (upright place - first_px) * scale */
    double from_px, to_px;  /* luma pixels (of source, of result) in a sample */
    uint32_t from_n, to_n;  /* samples */
    uint32_t box;
    double length_px, ridge_px; /* of the drawing */
} axis_view;

static double result_place(const axis_view *view, double stored_px)
{
    return ((view->backwards ? view->side_px - stored_px : stored_px) - view->first_px) * view->scale;
}

static double stored_place(const axis_view *view, double place)
{
    const double upright_px = place / view->scale + view->first_px;
    return view->backwards ? view->side_px - upright_px : upright_px;
}

static axis_view view_of(const registration *r, unsigned stored_axis, const rill_grid *from, uint32_t from_n,
                         const rill_grid *to, uint32_t to_n, uint32_t box)
{
    const bool turned = orientations[r->orientation].turned;
    const unsigned axis = turned ? 1 - stored_axis : stored_axis;
    axis_view view = {
        .result_axis = axis,
        .backwards = orientations[r->orientation].backwards[stored_axis],
        .side_px = r->upright_px[axis],
        .first_px = r->first_px[axis],
        .scale = (double)r->to_px[axis] / r->shown_px[axis],
        .from_px = (double)from->span / from->den,
        .to_px = (double)to->span / to->den,
        .from_n = from_n,
        .to_n = to_n,
        .box = box,
        .length_px = r->to_px[axis],
    };
    /* As narrow as both samplings can carry. */
    view.ridge_px = fmax(1.6 * view.to_px, 0.9 * view.from_px * box * view.scale);
    return view;
}

/* ---- the source, as the decoder would send it ---- */

static void draw_samples(const axis_view *view, double *samples)
{
    for (uint32_t i = 0; i < view->from_n; i++)
        samples[i] = profile(result_place(view, (i + 0.5) * view->from_px), view->length_px, view->ridge_px);
}

static void draw_plane(picture *picture, uint32_t p, const double *across, const double *down)
{
    const rill_plane *const plane = &picture->frame.plane[p];

    for (uint32_t y = 0; y < plane->height_px; y++)
        for (uint32_t x = 0; x < plane->width_px; x++)
            *picture_at(picture, p, x, y) = (uint8_t)fmin(255, fmax(0, floor(across[x] + down[y] + 0.5)));
}

/* ---- the twin ---- */

/* Box means as the shrinking stage defines them: the last sample repeats. */
static double boxed(const axis_view *view, const double *samples, int64_t index)
{
    double sum = 0;

    for (uint32_t i = 0; i < view->box; i++) {
        const int64_t at = index * view->box + i;
        sum += samples[at < view->from_n ? at : view->from_n - 1];
    }
    return sum / view->box;
}

/* The profile that the result should have along its axis: to_n values. */
static void twin_profile(const registration *r, const axis_view *view, const double *samples, bool chroma, double *out)
{
    const double sample_px = view->from_px * view->box;
    const double step = view->to_px / view->scale / sample_px;
    const double ends[2] = {stored_place(view, 0) / sample_px,
                            stored_place(view, r->to_px[view->result_axis]) / sample_px};
    const int64_t n = (view->from_n + view->box - 1) / view->box;
    const int64_t high = (int64_t)fmin(ceil(fmax(ends[0], ends[1]) - 1e-9), (double)n);
    const int64_t low = (int64_t)fmin(floor(fmin(ends[0], ends[1]) + 1e-9), (double)(high - 1));
    const double stretch = fmax(1, step);
    const bool triangle = chroma && step < 1 - 1e-12;

    for (uint32_t i = 0; i < view->to_n; i++) {
        const double centre = stored_place(view, (i + 0.5) * view->to_px) / sample_px;
        const double reach = stretch * 3;
        double sum = 0, weights = 0;
        for (int64_t k = (int64_t)floor(centre - reach) - 1; (double)k <= centre + reach + 1; k++) {
            const double x = ((double)k + 0.5 - centre) / stretch;
            const double weight = triangle ? fmax(0, 1 - fabs(x)) : twin_kernel(RILL_KERNEL_LANCZOS3, x);
            sum += weight * boxed(view, samples, k < low ? low : k >= high ? high - 1 : k);
            weights += weight;
        }
        out[i] = sum / weights;
    }
}

/* ---- how far it is off ---- */

static double level_of(uint8_t sample, bool limited, bool chroma)
{
    if (!limited)
        return sample;
    return chroma ? 128 + (sample - 128) * 255.0 / 224 : (sample - 16) * 255.0 / 219;
}

static double profile_at(const picture *picture, uint32_t p, unsigned axis, uint32_t index)
{
    const rill_plane *const plane = &picture->frame.plane[p];
    const uint32_t n = axis == X ? plane->height_px : plane->width_px;
    double sum = 0;

    for (uint32_t i = 0; i < n; i++)
        sum += level_of(*picture_at(picture, p, axis == X ? index : i, axis == X ? i : index),
                        picture->frame.limited_range, p > 0);
    return sum / n;
}

/* The least-squares shift, in luma pixels of the result, over samples first .. end - 1; both profiles less their means.
 */
static double shift_px(const double *got, const double *wanted, uint32_t first, uint32_t end, uint32_t n, double to_px)
{
    double mean_off = 0, mean_slope = 0, off_slope = 0, slope_slope = 0;

    for (unsigned pass = 0; pass < 2; pass++)
        for (uint32_t i = first; i < end; i++) {
            const uint32_t before = i > 0 ? i - 1 : 0, after = i + 1 < n ? i + 1 : n - 1;
            const double slope = (wanted[after] - wanted[before]) / ((after - before) * to_px);
            const double off = wanted[i] - got[i];
            if (pass == 0) {
                mean_off += off / (end - first);
                mean_slope += slope / (end - first);
            } else {
                off_slope += (off - mean_off) * (slope - mean_slope);
                slope_slope += (slope - mean_slope) * (slope - mean_slope);
            }
        }
    return slope_slope < 1e-9 ? 0 : off_slope / slope_slope;
}

/*
 * Shift at both edges and in the middle.  The level is fitted too: the mean of the other
 * axis' profile, and what rounding adds to it, are not known to the twin.
 */
static double worst_shift_px(const double *got, const double *wanted, uint32_t n, double to_px)
{
    const uint32_t third = n / 3;
    const uint32_t ends[4] = {0, third, n - third, n};
    double worst = 0;

    for (unsigned part = 0; part < 3; part++)
        worst = fmax(worst, fabs(shift_px(got, wanted, ends[part], ends[part + 1], n, to_px)));
    return worst;
}

/* ---- one case ---- */

static void open_plan(const registration *r, rill_work *work, rill_image_info *info, rill_plan *plan)
{
    const bool turned = orientations[r->orientation].turned;
    rill_recipe recipe = rill_recipe_default();

    *info = (rill_image_info){.format = RILL_FORMAT_JPEG,
                              .width_px = r->upright_px[turned ? Y : X],
                              .height_px = r->upright_px[turned ? X : Y],
                              .orientation = r->orientation,
                              .model = RILL_YCC,
                              .dct_scalable = true,
                              .depth_bits = 8,
                              .n_frames = 1};
    memcpy(info->h_samp, r->h, 3);
    memcpy(info->v_samp, r->v, 3);
    recipe.width_px = r->to_px[X];
    recipe.height_px = r->to_px[Y];
    recipe.fit = RILL_FIT_FILL;
    recipe.enlarge = true;
    recipe.has_format = true;
    recipe.format = r->format;
    recipe.has_crop = true;
    recipe.crop =
        (rill_crop){.left = r->first_px[X], .top = r->first_px[Y], .width = r->shown_px[X], .height = r->shown_px[Y]};
    CHECK_EQUAL(rill_plan_make(plan, work, &recipe, info), RILL_OK);
}

/* The stages between a decoder and an encoder, as the pipeline chains them. */
static void run_stages(picture *to, const rill_plan *plan, rill_work *work, const picture *from)
{
    false_stage source;
    rill_stage *stage = &source.stage;

    false_stage_open(&source, work, from);
    if (plan->shrink_x > 1 || plan->shrink_y > 1)
        CHECK_EQUAL(rill_shrink_open(&stage, stage, plan->shrink_x, plan->shrink_y, plan->linear), RILL_OK);
    if (plan->resample_needed)
        CHECK_EQUAL(rill_resample_open(&stage, stage, &plan->resample), RILL_OK);
    if (plan->frame_needed)
        CHECK_EQUAL(rill_frame_open(&stage, stage, &plan->frame), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    false_stage_close(&source);
}

static double worst_seen[2]; /* luma, chroma */
static unsigned n_seen, dct_scales_seen, stages_seen;

static void check_plane(const registration *r, const picture *to, uint32_t p, const axis_view views[2],
                        double samples[2][SAMPLES_MAX])
{
    for (unsigned stored_axis = 0; stored_axis < 2; stored_axis++) {
        const axis_view *const view = &views[stored_axis];
        const double tolerance = p == 0 ? LUMA_TOLERANCE_PX : CHROMA_TOLERANCE_PX;
        double got[SAMPLES_MAX], wanted[SAMPLES_MAX];
        twin_profile(r, view, samples[stored_axis], p > 0, wanted);
        for (uint32_t i = 0; i < view->to_n; i++)
            got[i] = profile_at(to, p, view->result_axis, i);
        const double off_px = worst_shift_px(got, wanted, view->to_n, view->to_px);
        worst_seen[p > 0] = fmax(worst_seen[p > 0], off_px);
        if (!CHECK(off_px <= tolerance))
            printf("    %.3f px: plane %u axis %u of %u%u%u/%u%u%u, orientation %u, %u x %u of %u x %u -> %u x %u\n",
                   off_px, p, view->result_axis, r->h[0], r->h[1], r->h[2], r->v[0], r->v[1], r->v[2], r->orientation,
                   r->shown_px[X], r->shown_px[Y], r->upright_px[X], r->upright_px[Y], r->to_px[X], r->to_px[Y]);
    }
}

static void check_registration(const registration *r)
{
    static double samples[RILL_PLANES_MAX][2][SAMPLES_MAX];
    axis_view views[RILL_PLANES_MAX][2];
    rill_image_info info;
    rill_plan plan;
    rill_frame decoded;
    picture from, to;
    fake_host host;

    fake_host_open(&host, "", 0);
    open_plan(r, &host.work, &info, &plan);
    rill_jpeg_decoder.frame(&info, &plan.decode, &decoded);
    picture_open(&from, &decoded);
    for (uint32_t p = 0; p < 3; p++) {
        const rill_plane *const source = &decoded.plane[p], *const result = &plan.resample.to.plane[p];
        views[p][X] = view_of(r, X, &source->x, source->width_px, &result->x, result->width_px, plan.shrink_x);
        views[p][Y] = view_of(r, Y, &source->y, source->height_px, &result->y, result->height_px, plan.shrink_y);
        draw_samples(&views[p][X], samples[p][X]);
        draw_samples(&views[p][Y], samples[p][Y]);
        draw_plane(&from, p, samples[p][X], samples[p][Y]);
        dct_scales_seen |= (unsigned)plan.decode.dct_scale[p] << (p > 0 ? 4 : 0);
    }
    run_stages(&to, &plan, &host.work, &from);
    CHECK(to.frame.width_px == r->to_px[X] && to.frame.height_px == r->to_px[Y]);
    for (uint32_t p = 0; p < 3; p++)
        check_plane(r, &to, p, views[p], samples[p]);
    stages_seen |= (plan.shrink_x > 1 ? 1u : 0) | (plan.resample_needed ? 2u : 4u) | (plan.frame_needed ? 8u : 0);
    n_seen++;
    picture_close(&from);
    picture_close(&to);
    fake_host_close(&host);
}

/* ---- all of them ---- */

/* Horizontal and vertical factors of Y, Cb, Cr. */
static const uint8_t samplings[][2][3] = {
    {{1, 1, 1}, {1, 1, 1}}, {{2, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {2, 1, 1}}, {{2, 1, 1}, {2, 1, 1}},
    {{4, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {4, 1, 1}}, {{4, 1, 1}, {2, 1, 1}}, {{2, 1, 1}, {4, 1, 1}},
    {{3, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {3, 1, 1}}, {{3, 2, 1}, {2, 1, 2}}, {{1, 2, 2}, {1, 2, 2}},
    {{2, 1, 2}, {2, 2, 1}}, {{4, 3, 1}, {1, 2, 3}},
};

/* Source pixels for a result pixel: enlarging, nearly the same, each DCT scale, and boxes after the smallest. */
static const double factors[] = {0.6, 1, 1.4, 3, 6, 12, 66};

#define LAST_FACTOR (sizeof factors / sizeof *factors - 1)

static void check_all(unsigned sampling, unsigned factor, unsigned orientation)
{
    for (unsigned odd = 0; odd < 4; odd++)
        for (unsigned crop = 0; crop < 2; crop++) {
            if (factor == LAST_FACTOR && (odd + crop + orientation) % 2 == 0)
                continue; /* the largest sources: half of them */
            registration r = {.orientation = orientation,
                              .format = (odd + crop + orientation) % 3 == 0 ? RILL_FORMAT_WEBP : RILL_FORMAT_JPEG};
            memcpy(r.h, samplings[sampling][0], 3);
            memcpy(r.v, samplings[sampling][1], 3);
            for (unsigned axis = 0; axis < 2; axis++) {
                const uint32_t to_px = (axis == X ? 66 : 54) + (odd >> axis & 1);
                r.to_px[axis] = to_px;
                r.shown_px[axis] = factor == 1 ? to_px : (uint32_t)(to_px * factors[factor]) + (odd >> (1 - axis) & 1);
                r.first_px[axis] = crop ? r.shown_px[axis] / (5 + axis) : 0;
                r.upright_px[axis] =
                    r.first_px[axis] + r.shown_px[axis] + (crop ? r.shown_px[axis] / (9 - axis) + 1 : 0);
            }
            check_registration(&r);
        }
}

#define ALL_SAMPLINGS(factor_)                                                                                         \
    for (unsigned sampling = 0; sampling < sizeof samplings / sizeof *samplings; sampling++)                           \
        for (unsigned orientation = 1; orientation <= 8; orientation++)                                                \
    check_all(sampling, factor_, orientation)

TEST(enlarged_pictures_lie_where_they_should)
{
    ALL_SAMPLINGS(0);
}

TEST(pictures_of_the_same_size_lie_where_they_should)
{
    ALL_SAMPLINGS(1);
}

TEST(reduced_pictures_lie_where_they_should)
{
    ALL_SAMPLINGS(2);
}

TEST(pictures_decoded_at_half_size_lie_where_they_should)
{
    ALL_SAMPLINGS(3);
}

TEST(pictures_decoded_at_a_quarter_lie_where_they_should)
{
    ALL_SAMPLINGS(4);
}

TEST(pictures_decoded_at_an_eighth_lie_where_they_should)
{
    ALL_SAMPLINGS(5);
}

TEST(pictures_shrunk_by_boxes_too_lie_where_they_should)
{
    ALL_SAMPLINGS(6);
    /* Every DCT scale of luma and of chroma, and every way through the stages, was among the cases. */
    CHECK_EQUAL(dct_scales_seen, 0xFF);
    CHECK_EQUAL(stages_seen, 0xF);
    printf("registration: %u cases, worst %.4f px luma, %.4f px chroma\n", n_seen, worst_seen[0], worst_seen[1]);
}
