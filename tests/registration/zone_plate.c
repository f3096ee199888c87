/*
 * zone_plate.c - how far may the DCT reduce before the resampler? Prints the numbers of docs/decisions/0002
 *
 *      make build/native/zone-plate && build/native/zone-plate
 *
 * A zone plate holds every frequency: it rises with the distance from the centre up to
 * the finest at the edge's middle.  As a JPEG it is decoded at N/8 and resampled by our
 * stages; the reference is the full decode through Lanczos3 in doubles.  'pass' is the
 * RMS difference, in levels, where the result can show the pattern (below 3/4 of its
 * finest frequency); 'stop' is the RMS of what is left where it cannot (beyond 5/4) and
 * all should be gray: aliases, seen as moire.
 */
#include "../unit/fake_host.h"
#include "../unit/jpeg_file.h"
#include "../unit/twin.h"
#include "decode/decode.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_PX 1600
#define RADIUS_PX (SIDE_PX / 2)

static const double pi = 3.14159265358979323846;

typedef struct plane {
    uint32_t side;
    double *samples;
} plane;

static plane plane_open(uint32_t side)
{
    return (plane){side, calloc((size_t)side * side, sizeof(double))};
}

/* ---- the source ---- */

static void draw_row(const void *user, uint32_t y, uint8_t *row)
{
    const double dy = y + 0.5 - RADIUS_PX;

    (void)user;
    for (uint32_t x = 0; x < SIDE_PX; x++) {
        const double dx = x + 0.5 - RADIUS_PX;
        /* frequency r / (2 R) cycles a pixel: half a cycle at r = R */
        row[x] = (uint8_t)floor(127.5 + 120 * cos(pi * (dx * dx + dy * dy) / (2 * RADIUS_PX)) + 0.5);
    }
}

/* ---- our way ---- */

static void expect_ok(rill_status status)
{
    if (status != RILL_OK) {
        fprintf(stderr, "zone-plate: %s\n", rill_status_name(status));
        exit(1);
    }
}

static rill_axis whole_axis(uint32_t to)
{
    return (rill_axis){.offset = 0, .step = SIDE_PX, .den = to, .low_px = 0, .high_px = SIDE_PX};
}

/* Decode at N/8; resample to 'to' samples a side, or not where that is 0. */
static plane our_way(const jpeg_file *from, uint8_t n, uint32_t to)
{
    const rill_decode_plan decode = {.dct_scale = {n, n, n}};
    fake_host host;
    rill_source source;
    rill_decoder *decoder;
    rill_image_info info;
    rill_stage *stage;
    rill_group group;

    fake_host_open(&host, from->bytes, from->n_bytes);
    rill_heap_use(&host.work.heap);
    expect_ok(rill_source_open(&source, &host.work, 0, host.total_bytes));
    expect_ok(rill_jpeg_decoder.header(&decoder, &source, &host.work, &info));
    expect_ok(rill_jpeg_decoder.open(decoder, &decode, &stage));
    if (to != 0) {
        const rill_resample_plan plan = {whole_axis(to), whole_axis(to), rill_frame_packed(RILL_GRAY, to, to)};
        expect_ok(rill_resample_open(&stage, stage, &plan));
    }
    const plane result = plane_open(stage->out.plane[0].width_px);
    for (uint32_t y = 0; y < result.side; y++) {
        expect_ok(stage->next_group(stage, &group));
        for (uint32_t x = 0; x < result.side; x++)
            result.samples[(size_t)y * result.side + x] = group.rows[0][x];
    }
    fake_host_close(&host);
    rill_heap_use(NULL);
    return result;
}

/* ---- the reference ---- */

/* One pass over rows; the result is turned, so two passes make a picture. */
static plane doubles_pass(const plane *from, uint32_t rows, uint32_t to)
{
    const rill_grid every = {1, 1};
    const rill_axis axis = whole_axis(to);
    const twin_axis twin = twin_axis_of(&axis, &every, SIDE_PX, &every, false);
    double *const weights = malloc(SIDE_PX * sizeof *weights);
    const plane result = {rows, calloc((size_t)to * rows, sizeof(double))};

    for (uint32_t i = 0; i < to; i++) {
        twin_weights(&twin, i, weights);
        for (uint32_t k = 0; k < SIDE_PX; k++)
            for (uint32_t row = 0; weights[k] != 0 && row < rows; row++)
                result.samples[(size_t)i * rows + row] += weights[k] * from->samples[(size_t)row * SIDE_PX + k];
    }
    free(weights);
    return result;
}

static plane reference(const plane *full, uint32_t to)
{
    const plane turned = doubles_pass(full, SIDE_PX, to);
    const plane result = doubles_pass(&turned, to, to);

    free(turned.samples);
    return result;
}

/* ---- the measure ---- */

typedef struct measure {
    double pass_rms, stop_rms;
} measure;

/* stop: of 'got' alone; pass: against 'wanted'. */
static measure measured(const plane *got, const plane *wanted)
{
    const double to_radius = got->side / 2.0, finest = to_radius * got->side / SIDE_PX;
    double sums[2] = {0}, n[2] = {0};

    for (uint32_t y = 0; y < got->side; y++)
        for (uint32_t x = 0; x < got->side; x++) {
            const double r = hypot(x + 0.5 - to_radius, y + 0.5 - to_radius);
            const size_t at = (size_t)y * got->side + x;
            const double off = got->samples[at] - (r < finest ? wanted->samples[at] : 127.5);
            if ((r > 0.75 * finest && r < 1.25 * finest) || r > to_radius)
                continue;
            sums[r > finest] += off * off;
            n[r > finest]++;
        }
    return (measure){sqrt(sums[0] / n[0]), sqrt(sums[1] / n[1])};
}

int main(void)
{
    static const double left[] = {1, 1.1, 1.15, 1.25, 1.4, 1.5, 1.75, 2, 2.5};
    const jpeg_drawing zone_plate = {.width_px = SIDE_PX,
                                     .height_px = SIDE_PX,
                                     .n_components = 1,
                                     .h = {1},
                                     .v = {1},
                                     .quality = 95,
                                     .draw_row = draw_row};
    jpeg_file source;

    jpeg_file_open(&source, &zone_plate);
    const plane full = our_way(&source, 8, 0);
    printf("| left to the resampler | N | whole factor | pass | stop | stop, full decode | stop, doubles |\n"
           "|---|---|---|---|---|---|---|\n");
    for (unsigned i = 0; i < sizeof left / sizeof *left; i++)
        for (uint8_t n = 4; n >= 1; n /= 2) {
            const uint32_t to = (uint32_t)(SIDE_PX * n / 8 / left[i] + 0.5);
            const plane wanted = reference(&full, to), got = our_way(&source, n, to),
                        undecimated = our_way(&source, 8, to);
            const measure ours = measured(&got, &wanted), ideal = measured(&wanted, &wanted);
            printf("| %.2f | %d | %.2f | %.2f | %.2f | %.2f | %.2f |\n", left[i], n, (double)SIDE_PX / to,
                   ours.pass_rms, ours.stop_rms, measured(&undecimated, &wanted).stop_rms, ideal.stop_rms);
            free(wanted.samples);
            free(got.samples);
            free(undecimated.samples);
        }
    free(full.samples);
    jpeg_file_close(&source);
    return 0;
}
