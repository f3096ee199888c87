/*
 * test_plan.c - which stages run for which request, DCT scales, boxes, and memory to the byte
 */
#include "check.h"
#include "fake_host.h"
#include "request/plan.h"

#include <string.h>

static rill_image_info jpeg_info(uint32_t width_px, uint32_t height_px, uint8_t h, uint8_t v)
{
    return (rill_image_info){.format = RILL_FORMAT_JPEG,
                             .width_px = width_px,
                             .height_px = height_px,
                             .orientation = 1,
                             .model = RILL_YCC,
                             .h_samp = {h, 1, 1},
                             .v_samp = {v, 1, 1},
                             .dct_scalable = true,
                             .depth_bits = 8,
                             .n_frames = 1};
}

static rill_image_info png_info(uint32_t width_px, uint32_t height_px, rill_model model)
{
    return (rill_image_info){.format = RILL_FORMAT_PNG,
                             .width_px = width_px,
                             .height_px = height_px,
                             .orientation = 1,
                             .model = model,
                             .depth_bits = 8,
                             .n_frames = 1};
}

static rill_status planned(rill_plan *plan, const rill_image_info *info, const char *json)
{
    rill_recipe recipe;
    fake_host host;

    memset(plan, 0, sizeof *plan);
    fake_host_open(&host, "", 0);
    rill_status status = rill_recipe_parse(&recipe, &host.work, json, strlen(json));
    CHECK_EQUAL(status, RILL_OK);
    if (status == RILL_OK)
        status = rill_plan_make(plan, &host.work, &recipe, info);
    fake_host_close(&host);
    return status;
}

/* ---- stages ---- */

enum { SHRINK = 1, RESAMPLE = 2, FRAME = 4, SETTLE = 8, PAD = 16, TO_RGB = 32, LUMA_ONLY = 64, GRAY_RESULT = 128 };

static unsigned stages_of(const rill_plan *plan)
{
    return (plan->shrink_x > 1 || plan->shrink_y > 1 ? SHRINK : 0) | (plan->resample_needed ? RESAMPLE : 0) |
           (plan->frame_needed ? FRAME : 0) | (plan->settle_alpha ? SETTLE : 0) | (plan->pad_needed ? PAD : 0) |
           (plan->to_rgb ? TO_RGB : 0) | (plan->luma_only ? LUMA_ONLY : 0) | (plan->gray_result ? GRAY_RESULT : 0);
}

typedef struct stage_case {
    const char *json;
    unsigned stages;
    rill_format format;
} stage_case;

static void check_stages(const rill_image_info *info, const stage_case *cases, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        rill_plan plan;
        CHECK_EQUAL(planned(&plan, info, cases[i].json), RILL_OK);
        if (stages_of(&plan) != cases[i].stages || plan.format != cases[i].format)
            check_text("", cases[i].json, __FILE__, __LINE__);
        CHECK_EQUAL(stages_of(&plan), cases[i].stages);
        CHECK_EQUAL(plan.format, cases[i].format);
    }
}

TEST(a_jpeg_runs_only_the_stages_that_its_request_needs)
{
    const stage_case cases[] = {
        {"{}", 0, RILL_FORMAT_JPEG},
        {"{\"quality\":40}", 0, RILL_FORMAT_JPEG},
        {"{\"width\":400}", RESAMPLE, RILL_FORMAT_JPEG},
        {"{\"width\":30}", RESAMPLE, RILL_FORMAT_JPEG},
        {"{\"width\":12}", SHRINK | RESAMPLE, RILL_FORMAT_JPEG},
        {"{\"flop\":true}", RESAMPLE, RILL_FORMAT_JPEG},
        {"{\"flip\":true}", RESAMPLE | FRAME, RILL_FORMAT_JPEG},
        {"{\"rotate\":90}", RESAMPLE | FRAME, RILL_FORMAT_JPEG},
        {"{\"crop\":[0,0,100,100]}", RESAMPLE, RILL_FORMAT_JPEG},
        {"{\"grayscale\":true}", LUMA_ONLY | GRAY_RESULT, RILL_FORMAT_JPEG},
        {"{\"format\":\"webp\"}", RESAMPLE, RILL_FORMAT_WEBP}, /* the range changes */
        {"{\"format\":\"png\"}", RESAMPLE | TO_RGB, RILL_FORMAT_PNG},
        {"{\"format\":\"webp\",\"lossless\":true}", RESAMPLE | TO_RGB, RILL_FORMAT_WEBP},
        {"{\"format\":\"auto\"}", 0, RILL_FORMAT_JPEG},
        {"{\"width\":400,\"height\":400,\"fit\":\"contain\"}", RESAMPLE | PAD | TO_RGB, RILL_FORMAT_JPEG},
        {"{\"width\":400,\"height\":300,\"fit\":\"contain\"}", RESAMPLE, RILL_FORMAT_JPEG},
        {"{\"width\":400,\"height\":400,\"fit\":\"contain\",\"format\":\"auto\"}", RESAMPLE | PAD | TO_RGB,
         RILL_FORMAT_JPEG},
        {"{\"width\":400,\"height\":400,\"fit\":\"contain\",\"format\":\"auto\",\"background\":\"0000\"}",
         RESAMPLE | PAD | TO_RGB, RILL_FORMAT_PNG},
    };
    const rill_image_info info = jpeg_info(800, 600, 2, 2);

    check_stages(&info, cases, sizeof cases / sizeof *cases);
}

TEST(alpha_is_held_until_it_is_known_and_only_where_that_matters)
{
    const stage_case cases[] = {
        {"{}", FRAME | SETTLE, RILL_FORMAT_PNG},
        {"{\"format\":\"auto\"}", FRAME | SETTLE, RILL_FORMAT_AUTO},
        {"{\"format\":\"auto\",\"background\":\"red\"}", 0, RILL_FORMAT_JPEG},
        {"{\"format\":\"jpeg\"}", 0, RILL_FORMAT_JPEG},
        {"{\"format\":\"webp\"}", 0, RILL_FORMAT_WEBP},
        {"{\"background\":\"white\"}", 0, RILL_FORMAT_PNG},
        {"{\"background\":\"ffffff80\"}", FRAME | SETTLE, RILL_FORMAT_PNG},
        {"{\"grayscale\":true,\"format\":\"jpeg\"}", GRAY_RESULT, RILL_FORMAT_JPEG},
    };
    const rill_image_info small = png_info(800, 600, RILL_RGBA);
    rill_image_info large = png_info(5000, 4000, RILL_RGBA);
    rill_plan plan;

    check_stages(&small, cases, sizeof cases / sizeof *cases);
    /* Too large to hold just for that: the header's word is taken. */
    CHECK_EQUAL(planned(&plan, &large, "{\"format\":\"auto\"}"), RILL_OK);
    CHECK(!plan.settle_alpha && plan.format == RILL_FORMAT_PNG);
    CHECK_EQUAL(planned(&plan, &large, "{\"format\":\"auto\",\"width\":500}"), RILL_OK);
    CHECK(plan.settle_alpha && plan.format == RILL_FORMAT_AUTO);
}

TEST(gray_stays_one_channel_unless_bars_have_colour)
{
    const stage_case cases[] = {
        {"{}", GRAY_RESULT, RILL_FORMAT_PNG},
        {"{\"format\":\"jpeg\"}", GRAY_RESULT, RILL_FORMAT_JPEG},
        {"{\"format\":\"webp\"}", GRAY_RESULT | RESAMPLE, RILL_FORMAT_WEBP},
        {"{\"width\":900,\"height\":900,\"fit\":\"contain\",\"format\":\"jpeg\"}", GRAY_RESULT | PAD, RILL_FORMAT_JPEG},
        {"{\"width\":900,\"height\":900,\"fit\":\"contain\",\"format\":\"jpeg\",\"background\":\"red\"}", PAD,
         RILL_FORMAT_JPEG},
    };
    const rill_image_info info = png_info(800, 600, RILL_GRAY);

    check_stages(&info, cases, sizeof cases / sizeof *cases);
}

TEST(watermarks_need_pixels_of_rgb_whatever_the_source_is)
{
    const rill_image_info jpeg = jpeg_info(800, 600, 2, 2), gray = png_info(800, 600, RILL_GRAY);
    fake_host host;
    rill_recipe recipe = rill_recipe_default();
    rill_plan plan;

    fake_host_open(&host, "", 0);
    recipe.n_watermarks = 1;
    CHECK_EQUAL(rill_plan_make(&plan, &host.work, &recipe, &jpeg), RILL_OK);
    CHECK(plan.overlay_needed && plan.to_rgb && !plan.gray_result);
    CHECK_EQUAL(rill_plan_make(&plan, &host.work, &recipe, &gray), RILL_OK);
    CHECK(plan.overlay_needed && !plan.gray_result);
    recipe.grayscale = true;
    CHECK_EQUAL(rill_plan_make(&plan, &host.work, &recipe, &jpeg), RILL_OK);
    CHECK(plan.luma_only && !plan.to_rgb && plan.gray_result);
    fake_host_close(&host);
}

TEST(transparent_pixels_get_white_in_jpeg_and_the_colour_that_was_asked_for)
{
    const rill_image_info info = png_info(80, 60, RILL_RGBA);
    rill_plan plan;

    CHECK_EQUAL(planned(&plan, &info, "{\"format\":\"jpeg\"}"), RILL_OK);
    CHECK(plan.behind.red == 255 && plan.behind.blue == 255 && plan.behind.alpha == 255);
    CHECK_EQUAL(planned(&plan, &info, "{\"format\":\"jpeg\",\"background\":\"12345678\"}"), RILL_OK);
    CHECK(plan.behind.red == 0x12 && plan.behind.green == 0x34 && plan.behind.blue == 0x56 && plan.behind.alpha == 255);
    CHECK_EQUAL(planned(&plan, &info, "{\"background\":\"12345678\"}"), RILL_OK);
    CHECK_EQUAL(plan.behind.alpha, 0x78);
    CHECK_EQUAL(planned(&plan, &info, "{}"), RILL_OK);
    CHECK_EQUAL(plan.behind.alpha, 0);
}

/* ---- DCT scales and boxes ---- */

static void check_dct(const rill_image_info *info, const char *json, unsigned luma, unsigned chroma)
{
    rill_plan plan;

    CHECK_EQUAL(planned(&plan, info, json), RILL_OK);
    if (plan.decode.dct_scale[0] != luma || plan.decode.dct_scale[1] != chroma)
        check_text("", json, __FILE__, __LINE__);
    CHECK_EQUAL(plan.decode.dct_scale[0], luma);
    CHECK_EQUAL(plan.decode.dct_scale[1], chroma);
    CHECK_EQUAL(plan.decode.dct_scale[2], chroma);
}

/* The resampler is left at least the minimum: 3/2, so at N = 4 the whole factor is 3 or more. */
TEST(each_plane_gets_the_smallest_dct_scale_that_leaves_the_minimum_factor)
{
    const rill_image_info full = jpeg_info(4800, 3600, 1, 1), half = jpeg_info(4800, 3600, 2, 2);
    const rill_image_info wide = jpeg_info(4800, 3600, 2, 1);

    check_dct(&half, "{}", 8, 8);
    check_dct(&half, "{\"width\":1601}", 8, 8);
    check_dct(&half, "{\"width\":1600}", 4, 4);
    check_dct(&half, "{\"width\":801}", 4, 4);
    check_dct(&half, "{\"width\":800}", 2, 2);
    check_dct(&half, "{\"width\":400}", 1, 1);
    check_dct(&half, "{\"width\":20}", 1, 1);
    /* 4:4:4 becomes 4:2:0: chroma is reduced twice as much */
    check_dct(&full, "{}", 8, 8);
    check_dct(&full, "{\"width\":3200}", 8, 4);
    check_dct(&full, "{\"width\":1600}", 4, 2);
    /* 4:2:2: the axis that is reduced less decides */
    check_dct(&wide, "{\"width\":1600}", 4, 4);
    /* to RGB: chroma goes to full size */
    check_dct(&half, "{\"width\":1600,\"format\":\"png\"}", 4, 8);
    check_dct(&half, "{\"width\":800,\"format\":\"png\"}", 2, 4);
    /* one axis alone does not count */
    check_dct(&half, "{\"width\":100,\"height\":3600,\"fit\":\"fill\"}", 8, 8);
    /* a crop shows a part at a larger scale */
    check_dct(&half, "{\"crop\":[0,0,2400,1800],\"width\":800}", 4, 4);
    check_dct(&half, "{\"crop\":[0,0,1200,1800],\"width\":800}", 8, 8);
    check_dct(&half, "{\"width\":600,\"rotate\":90}", 2, 2);
}

TEST(boxes_leave_the_resampler_four_to_eight)
{
    const rill_image_info png = png_info(8000, 8000, RILL_RGBX);
    const struct {
        const char *json;
        uint32_t x, y;
    } cases[] = {
        {"{\"width\":8000}", 1, 1},
        {"{\"width\":1001,\"height\":1001}", 1, 1},
        {"{\"width\":1000,\"height\":1000}", 2, 2},
        {"{\"width\":667,\"height\":667}", 2, 2},
        {"{\"width\":666,\"height\":666}", 3, 3},
        {"{\"width\":8,\"height\":8000,\"fit\":\"fill\"}", 250, 1},
        {"{\"width\":1}", 2000, 2000},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        rill_plan plan;
        CHECK_EQUAL(planned(&plan, &png, cases[i].json), RILL_OK);
        CHECK_EQUAL(plan.shrink_x, cases[i].x);
        CHECK_EQUAL(plan.shrink_y, cases[i].y);
    }
}

/* Planes may be as unequal as a JPEG's factors 1..4 allow: no plan asks the resampler for a window it has no room for.
 */
TEST(no_sampling_leaves_a_window_wider_than_there_is_room)
{
    static const uint8_t factors[][2] = {{1, 1}, {4, 1}, {1, 4}, {1, 3}, {3, 1}, {2, 1}, {1, 2}, {4, 3}, {3, 4}};
    static const char *const requests[] = {
        "{\"width\":10,\"height\":3000,\"fit\":\"fill\"}",
        "{\"width\":4000,\"height\":10,\"fit\":\"fill\"}",
        "{\"width\":10,\"height\":3000,\"fit\":\"fill\",\"format\":\"png\"}",
        "{\"width\":4000,\"height\":10,\"fit\":\"fill\",\"format\":\"png\"}",
        "{\"width\":500,\"height\":2999,\"fit\":\"fill\"}",
        "{\"width\":300,\"height\":2999,\"fit\":\"fill\"}",
        "{\"width\":130,\"height\":2999,\"fit\":\"fill\"}",
        "{\"width\":4000,\"height\":95,\"fit\":\"fill\"}",
        "{\"width\":16,\"height\":300,\"fit\":\"fill\"}",
        "{\"width\":400,\"height\":12,\"fit\":\"fill\"}",
        "{\"width\":1}",
        "{\"width\":50}",
    };

    for (unsigned h = 0; h < 9; h++)
        for (unsigned v = 0; v < 9; v++)
            for (unsigned r = 0; r < sizeof requests / sizeof *requests; r++) {
                rill_image_info info = jpeg_info(4000, 3000, 1, 1);
                rill_plan plan;
                rill_frame decoded;
                info.h_samp[0] = factors[h][0];
                info.h_samp[1] = info.h_samp[2] = factors[h][1];
                info.v_samp[0] = factors[v][0];
                info.v_samp[1] = info.v_samp[2] = factors[v][1];
                CHECK_EQUAL(planned(&plan, &info, requests[r]), RILL_OK);
                rill_jpeg_decoder.frame(&info, &plan.decode, &decoded);
                const rill_frame shrunk = rill_shrink_frame(&decoded, plan.shrink_x, plan.shrink_y);
                for (uint32_t p = 0; p < 3; p++) {
                    const rill_plane *const from = &shrunk.plane[p], *const to = &plan.resample.to.plane[p];
                    rill_sampling across, down;
                    rill_sampling_make(&across, &plan.resample.across, &from->x, from->width_px, &to->x, p > 0);
                    rill_sampling_make(&down, &plan.resample.down, &from->y, from->height_px, &to->y, p > 0);
                    CHECK(across.n_taps_max <= RILL_TAPS_MAX - 8 && down.n_taps_max <= RILL_TAPS_MAX - 8);
                }
            }
}

/* ---- walls ---- */

TEST(results_past_a_formats_side_are_refused)
{
    const rill_image_info tall = png_info(100, 20000, RILL_RGBX);
    rill_plan plan;

    CHECK_EQUAL(planned(&plan, &tall, "{\"format\":\"webp\"}"), RILL_TOO_MANY_PIXELS);
    CHECK_EQUAL(planned(&plan, &tall, "{\"format\":\"webp\",\"height\":8192}"), RILL_OK);
    CHECK_EQUAL(planned(&plan, &tall, "{\"format\":\"png\"}"), RILL_OK);
}

TEST(a_job_that_needs_too_much_is_refused_before_it_runs)
{
    rill_image_info huge = jpeg_info(10000, 10000, 2, 2);
    rill_plan plan;
    rill_recipe recipe = rill_recipe_default();
    fake_host host;

    huge.several_scans = true;
    huge.coefficients = 150u * 1000 * 1000;
    fake_host_open(&host, "", 0);
    recipe.width_px = 100;
    host.work.limits.max_memory_bytes = 256u << 20;
    CHECK_EQUAL(rill_plan_make(&plan, &host.work, &recipe, &huge), RILL_MEMORY_LIMIT);
    CHECK(strstr(host.work.detail, "268435456") != NULL);
    fake_host_close(&host);
}

/* The verdict must not depend on the size of a pointer or of size_t: numbers by hand, some past 32 bits. */
TEST(memory_of_stages_is_arithmetic_with_known_results)
{
    const rill_frame from = rill_frame_ycc(3000, 2000, true, true, false),
                     gray = rill_frame_packed(RILL_GRAY, 3000, 2000);
    const rill_frame rgba = rill_frame_packed(RILL_RGBA, 65500, 65500);
    const rill_axis x = {.offset = 0, .step = 3000, .den = 800, .low_px = 0, .high_px = 3000};
    const rill_axis y = {.offset = 2000 * 533, .step = -2000, .den = 533, .low_px = 0, .high_px = 2000};
    const rill_resample_plan to_ycc = {.across = x, .down = y, .to = rill_frame_ycc(800, 533, true, true, true)};
    const rill_resample_plan to_gray = {.across = x, .down = y, .to = rill_frame_packed(RILL_GRAY, 800, 533)};

    CHECK_EQUAL(rill_resample_memory_bytes(&to_ycc, &from), 285744);
    /* 23 ring rows, one blended row, 24 weights and a window for each column, one output row */
    CHECK_EQUAL(rill_resample_memory_bytes(&to_gray, &gray),
                12 * 1024 + 23 * 3016 + 2 * (3000 + 24 + 8) + 800 * (8 + 2 * 24) + 800);
    CHECK_EQUAL(rill_shrink_memory_bytes(&from, 3, 2, false), 1024 + (5 * 2 * 1000 + 256) + 2 * (5 * 500 + 256));
    CHECK_EQUAL(rill_frame_memory_bytes(&from), 1024 + 3016 * 2016 + 2 * 1516 * 1016);
    CHECK_EQUAL(rill_frame_memory_bytes(&rgba), 1024 + INT64_C(262016) * 65516); /* 17 GB: past 32 bits */
    CHECK_EQUAL(rill_pad_memory_bytes(65500), 524512);
    CHECK_EQUAL(rill_flatten_memory_bytes(&rgba), 262512);
    CHECK_EQUAL(rill_colour_memory_bytes(65500), 262512);
    CHECK_EQUAL(rill_subsample_memory_bytes(65500), 788048);
}

TEST(planned_memory_is_whole_pages_and_grows_with_the_result)
{
    const rill_image_info info = jpeg_info(6000, 4000, 2, 2);
    uint64_t before_bytes = 0;

    for (unsigned width_px = 100; width_px <= 4000; width_px += 650) {
        fake_host host;
        rill_recipe recipe = rill_recipe_default();
        rill_plan plan;
        fake_host_open(&host, "", 0);
        recipe.width_px = width_px;
        recipe.quarter_turns = 1;
        CHECK_EQUAL(rill_plan_make(&plan, &host.work, &recipe, &info), RILL_OK);
        CHECK_EQUAL(plan.memory_bytes % 65536, 0);
        CHECK(plan.memory_bytes > before_bytes);
        before_bytes = plan.memory_bytes;
        fake_host_close(&host);
    }
}
