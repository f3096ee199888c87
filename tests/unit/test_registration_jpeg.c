/*
 * test_registration_jpeg.c - the same through real files: JPEG in, JPEG out, nothing of ours in the measure
 *
 * test_registration.c trusts the decoder to send what its frame says.  Here libjpeg
 * writes the source, whole jobs run, and the result's planes are compared with the
 * drawing itself: how far ridges near both edges and a furrow in the middle of each
 * axis have moved.
 */
#include "check.h"
#include "decode/decode.h"
#include "jpeg_file.h"
#include "picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LUMA_TOLERANCE_PX 0.05
#define CHROMA_TOLERANCE_PX 0.1
#define RESULT_BYTES_MAX (1u << 20)
#define RESULT_SAMPLES_MAX 100

typedef struct jpeg_case {
    uint8_t h[3], v[3];
    unsigned orientation;
    uint32_t to_px[2], shown_px[2], first_px[2], upright_px[2];
    double ridge_px[2];
} jpeg_case;

enum { X, Y };

/* ---- the drawing, in luma pixels of the result ---- */

static double bell(double place, double middle, double width)
{
    return exp(-(place - middle) * (place - middle) / (2 * width * width));
}

static double drawing(const jpeg_case *c, unsigned axis, double place)
{
    const double length = c->to_px[axis], width = c->ridge_px[axis];
    return 45 + 20 * place / length +
           50 * (bell(place, 3 * width, width) - bell(place, length / 2, width) +
                 bell(place, length - 3 * width, width));
}

/* ---- the source file ---- */

static void upright_of(const jpeg_case *c, double x, double y, double place[2])
{
    const bool turned = c->orientation > 4;
    const double w = c->upright_px[turned ? Y : X], h = c->upright_px[turned ? X : Y];
    const double places[9][2] = {{x, y}, {x, y},     {w - x, y},     {w - x, h - y}, {x, h - y},
                                 {y, x}, {h - y, x}, {h - y, w - x}, {y, w - x}};

    for (unsigned axis = 0; axis < 2; axis++)
        place[axis] = (places[c->orientation][axis] - c->first_px[axis]) * c->to_px[axis] / c->shown_px[axis];
}

static void draw_row(const void *user, uint32_t y, uint8_t *row)
{
    const jpeg_case *const c = user;
    const uint32_t width_px = c->upright_px[c->orientation > 4 ? Y : X];

    for (uint32_t x = 0; x < width_px; x++, row += 3) {
        double place[2];
        upright_of(c, x + 0.5, y + 0.5, place);
        row[0] = row[1] = (uint8_t)floor(drawing(c, X, place[X]) + drawing(c, Y, place[Y]) + 0.5);
        row[2] = (uint8_t)(255 - row[0]);
    }
}

static void write_file(jpeg_file *to, const jpeg_case *c)
{
    const bool turned = c->orientation > 4;
    jpeg_drawing drawn = {.width_px = c->upright_px[turned ? Y : X],
                          .height_px = c->upright_px[turned ? X : Y],
                          .n_components = 3,
                          .orientation = c->orientation,
                          .quality = 100,
                          .draw_row = draw_row,
                          .user = c};

    memcpy(drawn.h, c->h, 3);
    memcpy(drawn.v, c->v, 3);
    jpeg_file_open(to, &drawn);
}

/* ---- the job ---- */

static void run_job(jpeg_file *to, const jpeg_file *from, const jpeg_case *c)
{
    fake_host host;
    rill_job *job;
    char request[300];
    rill_status status;

    fake_host_open(&host, from->bytes, from->n_bytes);
    snprintf(request, sizeof request,
             "{\"width\":%u,\"height\":%u,\"fit\":\"fill\",\"enlarge\":true,\"quality\":100,\"crop\":[%u,%u,%u,%u]}",
             c->to_px[X], c->to_px[Y], c->first_px[X], c->first_px[Y], c->shown_px[X], c->shown_px[Y]);
    const rill_setup setup = {
        .host = host.work.host, .profile = RILL_PROFILE_PIPELINE, .total_bytes = (uint32_t)from->n_bytes};
    status = rill_job_open(&job, &setup, request, strlen(request));
    to->n_bytes = 0;
    while (status == RILL_OK || status == RILL_MORE) {
        const uint8_t *bytes;
        size_t n_bytes;
        status = rill_job_run(job);
        while (rill_job_take(job, &bytes, &n_bytes) == RILL_OK) {
            if (!CHECK(to->n_bytes + n_bytes <= RESULT_BYTES_MAX))
                break;
            memcpy(to->bytes + to->n_bytes, bytes, n_bytes);
            to->n_bytes += n_bytes;
        }
        if (status == RILL_OK)
            break;
    }
    CHECK_EQUAL(status, RILL_OK);
    rill_job_close(job);
}

static void decode(picture *to, fake_host *host)
{
    const rill_decode_plan plan = {.dct_scale = {8, 8, 8}};
    rill_source source;
    rill_decoder *decoder;
    rill_image_info info;
    rill_stage *stage;

    CHECK_EQUAL(rill_source_open(&source, &host->work, 0, host->total_bytes), RILL_OK);
    CHECK_EQUAL(rill_jpeg_decoder.header(&decoder, &source, &host->work, &info), RILL_OK);
    CHECK_EQUAL(rill_jpeg_decoder.open(decoder, &plan, &stage), RILL_OK);
    CHECK_EQUAL(picture_take(to, stage), RILL_OK);
    stage->release(stage);
}

/* ---- the measure ---- */

static double profile_at(const picture *picture, uint32_t p, unsigned axis, uint32_t index)
{
    const rill_plane *const plane = &picture->frame.plane[p];
    const uint32_t n = axis == X ? plane->height_px : plane->width_px;
    double sum = 0;

    for (uint32_t i = 0; i < n; i++)
        sum += *picture_at(picture, p, axis == X ? index : i, axis == X ? i : index);
    return p == 2 ? 255 - sum / n : sum / n;
}

/* Solve three equations; the matrix is symmetric and well behaved. */
static double middle_unknown(double m[3][4])
{
    for (unsigned k = 0; k < 3; k++)
        for (unsigned row = 0; row < 3; row++) {
            const double times = row == k ? 0 : m[row][k] / m[k][k];
            for (unsigned column = 0; column < 4; column++)
                m[row][column] -= times * m[k][column];
        }
    return m[1][3] / m[1][1];
}

/*
 * Around one ridge: how far a profile has moved, by least squares.  Level and blur (the
 * drawing's second derivative) are fitted too: both filters are allowed to blur.
 */
static double shift_px(const jpeg_case *c, unsigned axis, const double *profile, uint32_t n, double to_px,
                       double middle)
{
    const double h = 0.01, reach = 2.5 * c->ridge_px[axis];
    double m[3][4] = {{0}};

    for (uint32_t i = 0; i < n; i++) {
        const double place = (i + 0.5) * to_px, here = drawing(c, axis, place);
        const double before = drawing(c, axis, place - h), after = drawing(c, axis, place + h);
        const double basis[3] = {1, (before - after) / (2 * h), (before - 2 * here + after) / (h * h)};
        if (fabs(place - middle) > reach)
            continue;
        for (unsigned row = 0; row < 3; row++) {
            for (unsigned column = 0; column < 3; column++)
                m[row][column] += basis[row] * basis[column];
            m[row][3] += basis[row] * (profile[i] - here);
        }
    }
    return middle_unknown(m);
}

static double worst_seen[2];
static unsigned n_seen;

static void measure(const jpeg_case *c, const picture *result)
{
    for (uint32_t p = 0; p < 3; p++)
        for (unsigned axis = 0; axis < 2; axis++) {
            const rill_plane *const plane = &result->frame.plane[p];
            const rill_grid *const grid = axis == X ? &plane->x : &plane->y;
            const uint32_t n = axis == X ? plane->width_px : plane->height_px;
            const double to_px = (double)grid->span / grid->den, length = c->to_px[axis];
            const double middles[3] = {3 * c->ridge_px[axis], length / 2, length - 3 * c->ridge_px[axis]};
            double profile[RESULT_SAMPLES_MAX];
            for (uint32_t i = 0; i < n; i++)
                profile[i] = profile_at(result, p, axis, i);
            for (unsigned i = 0; i < 3; i++) {
                const double off_px = fabs(shift_px(c, axis, profile, n, to_px, middles[i]));
                worst_seen[p > 0] = fmax(worst_seen[p > 0], off_px);
                if (!CHECK(off_px <= (p == 0 ? LUMA_TOLERANCE_PX : CHROMA_TOLERANCE_PX)))
                    printf(
                        "    %.3f px: plane %u axis %u ridge %u of %u%u%u/%u%u%u, orientation %u, %u x %u -> %u x %u\n",
                        off_px, p, axis, i, c->h[0], c->h[1], c->h[2], c->v[0], c->v[1], c->v[2], c->orientation,
                        c->shown_px[X], c->shown_px[Y], c->to_px[X], c->to_px[Y]);
            }
        }
}

static void check_case(const jpeg_case *c)
{
    jpeg_file from, to = {.bytes = malloc(RESULT_BYTES_MAX)};
    fake_host host;
    picture result;

    write_file(&from, c);
    run_job(&to, &from, c);
    fake_host_open(&host, to.bytes, to.n_bytes);
    rill_heap_use(&host.work.heap);
    decode(&result, &host);
    if (CHECK(result.frame.width_px == c->to_px[X] && result.frame.height_px == c->to_px[Y]))
        measure(c, &result);
    n_seen++;
    picture_close(&result);
    fake_host_close(&host);
    rill_heap_use(NULL);
    jpeg_file_close(&from);
    jpeg_file_close(&to);
}

/* ---- the cases ---- */

/* Horizontal and vertical factors of Y, Cb, Cr: those that libjpeg itself can write. */
static const uint8_t samplings[][2][3] = {
    {{1, 1, 1}, {1, 1, 1}}, {{2, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {2, 1, 1}}, {{2, 1, 1}, {2, 1, 1}},
    {{4, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {4, 1, 1}}, {{4, 1, 1}, {2, 1, 1}}, {{2, 1, 1}, {4, 1, 1}},
    {{3, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {3, 1, 1}}, {{1, 2, 2}, {1, 2, 2}}, {{2, 1, 2}, {2, 2, 1}},
};
static const double factors[] = {0.6, 1, 1.4, 3, 6, 12};

/* Every sampling with every factor; orientations, crops, odd and even sizes take turns. */
static void check_sampling(unsigned sampling)
{
    for (unsigned factor = 0; factor < sizeof factors / sizeof *factors; factor++)
        for (unsigned turn = 0; turn < 3; turn++) {
            const unsigned number = sampling * 7 + factor * 5 + turn * 3;
            jpeg_case c = {.orientation = 1 + number % 8};
            memcpy(c.h, samplings[sampling][0], 3);
            memcpy(c.v, samplings[sampling][1], 3);
            for (unsigned axis = 0; axis < 2; axis++) {
                const double scale = factors[factor], coarsest = 4.0;
                c.to_px[axis] = (axis == X ? 82 : 70) + (number >> axis & 1);
                c.shown_px[axis] = scale == 1 ? c.to_px[axis] : (uint32_t)(c.to_px[axis] * scale) + (number >> 1 & 1);
                c.first_px[axis] = number % 3 == 0 ? 0 : c.shown_px[axis] / 7 + axis;
                c.upright_px[axis] = c.first_px[axis] + c.shown_px[axis] + (number % 3 == 0 ? 0 : 5 + number % 4);
                c.ridge_px[axis] = fmax(3.2, fmin(0.9 * coarsest / scale, 6));
            }
            check_case(&c);
        }
}

TEST(jpeg_files_without_subsampling_keep_their_place)
{
    check_sampling(0);
}

TEST(jpeg_files_of_every_ordinary_sampling_keep_their_place)
{
    for (unsigned sampling = 1; sampling <= 3; sampling++)
        check_sampling(sampling);
}

TEST(jpeg_files_of_every_odd_sampling_keep_their_place)
{
    for (unsigned sampling = 4; sampling < sizeof samplings / sizeof *samplings; sampling++)
        check_sampling(sampling);
    printf("registration of files: %u cases, worst %.4f px luma, %.4f px chroma\n", n_seen, worst_seen[0],
           worst_seen[1]);
}
