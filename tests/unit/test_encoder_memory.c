/*
 * test_encoder_memory.c - what encoders take of the heap, for pictures that make them take the most
 */
#include "check.h"
#include "encode/encode.h"
#include "picture.h"

#define OWN_BYTES 1024 /* of the heap's records, and this test's sink */

typedef void pattern(picture *drawn, uint32_t *seed);

static void draw_noise(picture *drawn, uint32_t *seed)
{
    picture_fill_random(drawn, seed);
}

/* Black and white, and nothing in the first quarter: little effort takes its statistics from there. */
static void draw_late_noise(picture *drawn, uint32_t *seed)
{
    for (uint32_t p = 0; p < drawn->frame.n_planes; p++) {
        const rill_plane *const plane = &drawn->frame.plane[p];
        for (uint32_t y = 0; y < plane->height_px; y++)
            for (uint32_t i = 0; i < plane->width_px * plane->channels; i++)
                picture_at(drawn, p, 0, y)[i] = 4 * y < plane->height_px + 4 || random_below(seed, 2) == 0 ? 0 : 255;
    }
}

/* The most that was taken at once. */
static uint64_t taken_bytes(const rill_encoder_class *encoder, const picture *from, const rill_encode_plan *plan)
{
    fake_host host;
    rill_sink sink;
    rill_encoder *made;
    uint8_t into[1];

    fake_host_open(&host, "", 0);
    rill_heap_use(&host.work.heap);
    rill_sink_open_counting(&sink, &host.work, into, 0);
    rill_status status = encoder->open(&made, &from->frame, plan, &sink, &host.work);
    for (uint32_t i = 0; status == RILL_OK && i < rill_frame_groups(&from->frame); i++) {
        const rill_group group = picture_group(from, i);
        status = made->write_group(made, &group);
    }
    CHECK_EQUAL(status == RILL_OK ? made->finish(made) : status, RILL_OK);
    CHECK(sink.total_bytes > 0);
    const uint64_t bytes = host.work.heap.peak_bytes;
    fake_host_close(&host);
    return bytes;
}

static void check_bound(const rill_encoder_class *encoder, const rill_frame *frame, const rill_encode_plan *plan)
{
    static pattern *const patterns[] = {draw_noise, draw_late_noise};
    uint32_t seed = 5;

    for (unsigned i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        picture drawn;
        picture_open(&drawn, frame);
        patterns[i](&drawn, &seed);
        CHECK(taken_bytes(encoder, &drawn, plan) <= encoder->memory_bytes(frame, plan) + OWN_BYTES);
        picture_close(&drawn);
    }
}

TEST(noise_as_webp_takes_no_more_than_its_bound_at_any_effort)
{
    const rill_frame planes = rill_frame_ycc(208, 192, true, true, true);
    const rill_frame pixels = rill_frame_packed(RILL_RGBA, 83, 97);

    for (unsigned effort = 0; effort <= 6; effort++) {
        for (unsigned quality = 10; quality <= 100; quality += 45) {
            const rill_encode_plan lossy = {.quality = quality, .effort = effort, .alpha_quality = 100};
            check_bound(&rill_webp_encoder, &planes, &lossy);
        }
        const rill_encode_plan alpha = {.quality = 80, .effort = effort, .alpha_quality = 100};
        const rill_encode_plan coarse_alpha = {.quality = 80, .effort = effort, .alpha_quality = 30};
        const rill_encode_plan lossless = {.lossless = true, .quality = 80, .effort = effort};
        check_bound(&rill_webp_encoder, &pixels, &alpha);
        check_bound(&rill_webp_encoder, &pixels, &coarse_alpha);
        check_bound(&rill_webp_encoder, &pixels, &lossless);
    }
}

TEST(noise_as_jpeg_takes_no_more_than_its_bound)
{
    const rill_frame frames[] = {
        rill_frame_ycc(131, 77, true, true, false),
        rill_frame_ycc(131, 77, false, false, false),
        rill_frame_packed(RILL_GRAY, 131, 77),
    };

    for (unsigned i = 0; i < sizeof frames / sizeof frames[0]; i++)
        for (unsigned progressive = 0; progressive < 2; progressive++) {
            const rill_encode_plan plan = {.quality = 100, .progressive = progressive != 0};
            check_bound(&rill_jpeg_encoder, &frames[i], &plan);
        }
}

static void check_smaller(const rill_encoder_class *encoder, rill_frame (*frame_of)(uint32_t, uint32_t),
                          rill_encode_plan plan, uint32_t width_px, uint32_t height_px)
{
    const rill_frame largest = frame_of(width_px, height_px);

    plan.or_smaller = true;
    const uint64_t bound_bytes = encoder->memory_bytes(&largest, &plan);
    plan.or_smaller = false;
    for (uint32_t w = 1; w <= width_px; w = w * 9 / 8 + 1)
        for (uint32_t h = 1; h <= height_px; h = h * 9 / 8 + 1) {
            const rill_frame frame = frame_of(w, h);
            CHECK(encoder->memory_bytes(&frame, &plan) <= bound_bytes);
        }
    CHECK(encoder->memory_bytes(&largest, &plan) <= bound_bytes);
}

static rill_frame rgba(uint32_t width_px, uint32_t height_px)
{
    return rill_frame_packed(RILL_RGBA, width_px, height_px);
}

static rill_frame gray(uint32_t width_px, uint32_t height_px)
{
    return rill_frame_packed(RILL_GRAY, width_px, height_px);
}

static rill_frame halved(uint32_t width_px, uint32_t height_px)
{
    return rill_frame_ycc(width_px, height_px, true, true, true);
}

TEST(a_bound_for_smaller_pictures_holds_for_each_of_them)
{
    static const uint32_t sides[][2] = {{3000, 2000}, {16, 8000}, {16000, 300}, {800, 800}, {2100, 2100}, {1, 1}};

    for (unsigned i = 0; i < sizeof sides / sizeof sides[0]; i++)
        for (unsigned effort = 0; effort <= 6; effort += 2) {
            const rill_encode_plan plan = {.quality = 90, .effort = effort};
            const rill_encode_plan lossless = {.quality = 90, .effort = effort, .lossless = true};
            check_smaller(&rill_webp_encoder, halved, plan, sides[i][0], sides[i][1]);
            check_smaller(&rill_webp_encoder, rgba, plan, sides[i][0], sides[i][1]);
            check_smaller(&rill_webp_encoder, rgba, lossless, sides[i][0], sides[i][1]);
            check_smaller(&rill_jpeg_encoder, halved, plan, sides[i][0], sides[i][1]);
            check_smaller(&rill_png_encoder, rgba, plan, sides[i][0], sides[i][1]);
            check_smaller(&rill_png_encoder, gray, plan, sides[i][0], sides[i][1]);
        }
}
