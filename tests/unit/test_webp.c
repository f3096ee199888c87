/*
 * test_webp.c - decode_webp.c against encode_webp.c, and both against damage
 */
#include "check.h"
#include "codec.h"

#include <stdlib.h>
#include <string.h>

#define RIFF_HEAD_BYTES 12
#define CHUNK_HEAD_BYTES 8

static const rill_encode_plan lossy = {.quality = 90, .effort = 4, .alpha_quality = 100};
static const rill_encode_plan lossless = {.quality = 90, .effort = 4, .alpha_quality = 100, .lossless = true};

static rill_status encode_in(fake_host *host, coded *file, const picture *from, const rill_encode_plan *plan)
{
    return codec_encode(file, &host->work, &rill_webp_encoder, from, plan);
}

static void encode(coded *file, const picture *from, const rill_encode_plan *plan)
{
    fake_host host;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(encode_in(&host, file, from, plan), RILL_OK);
    fake_host_close(&host);
}

/* Smooth, so that lossy coding keeps it; half transparent where there is alpha. */
static void draw(picture *drawn, const rill_frame *frame)
{
    picture_open(drawn, frame);
    for (uint32_t p = 0; p < frame->n_planes; p++)
        for (uint32_t y = 0; y < frame->plane[p].height_px; y++)
            for (uint32_t x = 0; x < frame->plane[p].width_px; x++) {
                uint8_t *const at = picture_at(drawn, p, x, y);
                at[0] = (uint8_t)(40 + 2 * x + y + 30 * p);
                if (frame->plane[p].channels == 4) {
                    at[1] = (uint8_t)(200 - 2 * y);
                    at[2] = (uint8_t)(60 + x + y);
                    at[3] = x < frame->width_px / 2 ? 255 : 100;
                }
            }
}

static rill_status decode(const coded *file, size_t n_bytes, rill_image_info *info, picture *to)
{
    fake_host host;

    fake_host_open(&host, file->bytes, n_bytes);
    const rill_status status = codec_decode(&host, &rill_webp_decoder, info, to);
    fake_host_close(&host);
    return status;
}

static int furthest_sample(const picture *a, const picture *b)
{
    int furthest = 0;

    for (uint32_t p = 0; p < a->frame.n_planes; p++) {
        const rill_plane *const plane = &a->frame.plane[p];
        for (size_t i = 0; i < (size_t)plane->width_px * plane->height_px * plane->channels; i++) {
            const int distance = abs(a->samples[p][i] - b->samples[p][i]);
            furthest = distance > furthest ? distance : furthest;
        }
    }
    return furthest;
}

static void check_round_trip(const rill_frame *frame, const rill_encode_plan *plan, rill_model model, int tolerance)
{
    picture drawn, decoded;
    rill_image_info info;
    coded file;

    draw(&drawn, frame);
    encode(&file, &drawn, plan);
    if (CHECK_EQUAL(decode(&file, file.n_bytes, &info, &decoded), RILL_OK)) {
        CHECK_EQUAL(decoded.frame.model, model);
        CHECK_EQUAL(info.lossless, plan->lossless);
        CHECK(furthest_sample(&drawn, &decoded) <= tolerance);
        picture_close(&decoded);
    }
    picture_close(&drawn);
}

TEST(a_lossy_webp_stays_planes_and_near_what_it_was)
{
    const uint32_t sizes[][2] = {{1, 1}, {2, 2}, {37, 61}, {64, 16}, {33, 17}, {16, 32}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const rill_frame frame = rill_frame_ycc(sizes[i][0], sizes[i][1], true, true, true);
        check_round_trip(&frame, &lossy, RILL_YCC, 12);
    }
}

TEST(a_lossless_webp_comes_back_as_it_was)
{
    const uint32_t sizes[][2] = {{1, 1}, {37, 61}, {64, 16}, {5, 33}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const rill_frame frame = rill_frame_packed(RILL_RGBA, sizes[i][0], sizes[i][1]);
        check_round_trip(&frame, &lossless, RILL_RGBA, 0);
    }
}

TEST(a_lossy_webp_with_alpha_keeps_its_alpha)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 40, 51);
    picture drawn, decoded;
    rill_image_info info;
    coded file;

    draw(&drawn, &frame);
    encode(&file, &drawn, &lossy);
    if (CHECK_EQUAL(decode(&file, file.n_bytes, &info, &decoded), RILL_OK)) {
        CHECK_EQUAL(decoded.frame.model, RILL_RGBA);
        for (uint32_t x = 0; x < 40; x++)
            CHECK_EQUAL(picture_at(&decoded, 0, x, 50)[3], picture_at(&drawn, 0, x, 50)[3]);
        picture_close(&decoded);
    }
    picture_close(&drawn);
}

TEST(a_colour_profile_goes_through_a_webp)
{
    uint8_t icc[151] = {0, 0, 0, 151, 0, 0, 0, 0, 2};
    const rill_encode_plan plan = {
        .quality = 90, .effort = 4, .alpha_quality = 100, .lossless = true, .icc = icc, .icc_bytes = sizeof icc};
    const rill_frame frame = rill_frame_packed(RILL_RGBX, 8, 8);
    picture drawn;
    rill_image_info info;
    fake_host host;
    coded file;

    memcpy(icc + 12, "mntrRGB XYZ ", 12);
    memcpy(icc + 36, "acsp", 4);
    draw(&drawn, &frame);
    encode(&file, &drawn, &plan);
    fake_host_open(&host, file.bytes, file.n_bytes);
    CHECK_EQUAL(codec_header(&host, &rill_webp_decoder, &info), RILL_OK);
    if (CHECK_EQUAL(info.icc_bytes, sizeof icc))
        CHECK(memcmp(info.icc, icc, sizeof icc) == 0);
    fake_host_close(&host);
    picture_close(&drawn);
}

/* --- Containers made here --- */

static void put_u32(uint8_t *bytes, size_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
}

static uint8_t *append_chunk(coded *file, const char *tag, size_t n_bytes)
{
    uint8_t *const at = file->bytes + file->n_bytes;

    memset(at, 0, CHUNK_HEAD_BYTES + n_bytes + (n_bytes & 1));
    memcpy(at, tag, 4);
    put_u32(at + 4, n_bytes);
    file->n_bytes += CHUNK_HEAD_BYTES + n_bytes + (n_bytes & 1);
    put_u32(file->bytes + 4, file->n_bytes - CHUNK_HEAD_BYTES);
    return at + CHUNK_HEAD_BYTES;
}

static void begin_extended(coded *file, uint8_t flags, uint32_t width_px, uint32_t height_px)
{
    memcpy(file->bytes, "RIFF\0\0\0\0WEBP", RIFF_HEAD_BYTES);
    file->n_bytes = RIFF_HEAD_BYTES;
    uint8_t *const vp8x = append_chunk(file, "VP8X", 10);
    vp8x[0] = flags;
    vp8x[4] = (uint8_t)(width_px - 1);
    vp8x[7] = (uint8_t)(height_px - 1);
}

static const uint8_t *picture_chunk(const coded *simple)
{
    return simple->bytes + RIFF_HEAD_BYTES;
}

static size_t picture_chunk_bytes(const coded *simple)
{
    return simple->n_bytes - RIFF_HEAD_BYTES;
}

static void append_picture(coded *file, const coded *simple)
{
    memcpy(file->bytes + file->n_bytes, picture_chunk(simple), picture_chunk_bytes(simple));
    file->n_bytes += picture_chunk_bytes(simple);
    put_u32(file->bytes + 4, file->n_bytes - CHUNK_HEAD_BYTES);
}

static void append_frame(coded *file, const coded *simple, const picture *drawn, uint8_t left_px, uint8_t top_px)
{
    uint8_t *const frame = append_chunk(file, "ANMF", 16 + picture_chunk_bytes(simple));

    frame[0] = left_px / 2;
    frame[3] = top_px / 2;
    frame[6] = (uint8_t)(drawn->frame.width_px - 1);
    frame[9] = (uint8_t)(drawn->frame.height_px - 1);
    memcpy(frame + 16, picture_chunk(simple), picture_chunk_bytes(simple));
}

static void draw_simple(coded *simple, picture *drawn, const rill_frame *frame, const rill_encode_plan *plan)
{
    draw(drawn, frame);
    encode(simple, drawn, plan);
}

static void check_first_frame(const rill_frame *frame, const rill_encode_plan *plan)
{
    coded simple, file;
    picture drawn, alone, decoded;
    rill_image_info info;

    draw_simple(&simple, &drawn, frame, plan);
    begin_extended(&file, 0x02, 40, 50);
    append_chunk(&file, "ANIM", 6);
    append_frame(&file, &simple, &drawn, 6, 4);
    append_frame(&file, &simple, &drawn, 0, 0);
    CHECK_EQUAL(decode(&simple, simple.n_bytes, &info, &alone), RILL_OK);
    if (CHECK_EQUAL(decode(&file, file.n_bytes, &info, &decoded), RILL_OK)) {
        CHECK_EQUAL(info.n_frames, 2);
        CHECK_EQUAL(decoded.frame.model, RILL_RGBA);
        CHECK_EQUAL(picture_at(&decoded, 0, 5, 4)[3], 0);
        CHECK_EQUAL(picture_at(&decoded, 0, 6, 3)[3], 0);
        CHECK(picture_at(&decoded, 0, 6, 4)[3] != 0);
        CHECK_EQUAL(picture_at(&decoded, 0, 6 + drawn.frame.width_px, 4)[3], 0);
        CHECK_EQUAL(picture_at(&decoded, 0, 6, 4 + drawn.frame.height_px)[3], 0);
        if (alone.frame.model == RILL_RGBA)
            CHECK(memcmp(picture_at(&decoded, 0, 6, 30), picture_at(&alone, 0, 0, 26), 4u * frame->width_px) == 0);
        picture_close(&decoded);
    }
    picture_close(&alone);
    picture_close(&drawn);
}

TEST(of_an_animation_the_first_frame_stands_on_a_transparent_canvas)
{
    const rill_frame planes = rill_frame_ycc(20, 41, true, true, true);
    const rill_frame pixels = rill_frame_packed(RILL_RGBA, 20, 41);

    check_first_frame(&planes, &lossy);
    check_first_frame(&pixels, &lossy);
    check_first_frame(&pixels, &lossless);
}

TEST(a_frame_outside_of_the_canvas_is_corrupt)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 20, 20);
    coded simple, file;
    picture drawn, decoded;
    rill_image_info info;

    draw_simple(&simple, &drawn, &frame, &lossless);
    begin_extended(&file, 0x02, 24, 24);
    append_chunk(&file, "ANIM", 6);
    append_frame(&file, &simple, &drawn, 6, 0);
    CHECK_EQUAL(decode(&file, file.n_bytes, &info, &decoded), RILL_CORRUPT);
    picture_close(&drawn);
}

TEST(frames_are_counted)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 2, 2);
    coded simple, file;
    picture drawn;
    rill_image_info info;
    fake_host host;

    draw_simple(&simple, &drawn, &frame, &lossless);
    begin_extended(&file, 0x02, 2, 2);
    append_chunk(&file, "ANIM", 6);
    for (int i = 0; i < 5; i++)
        append_frame(&file, &simple, &drawn, 0, 0);
    fake_host_open(&host, file.bytes, file.n_bytes);
    host.work.limits.max_frames = 4;
    CHECK_EQUAL(codec_header(&host, &rill_webp_decoder, &info), RILL_TOO_MANY_FRAMES);
    fake_host_close(&host);
    picture_close(&drawn);
}

/* With EXIF that says 6, announced or not. */
static unsigned orientation_found(uint8_t vp8x_flags)
{
    static const uint8_t exif[] = "II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0";
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 3, 3);
    coded simple, file;
    picture drawn;
    rill_image_info info = {.orientation = 0};
    fake_host host;

    draw_simple(&simple, &drawn, &frame, &lossless);
    begin_extended(&file, vp8x_flags, 3, 3);
    append_picture(&file, &simple);
    memcpy(append_chunk(&file, "EXIF", sizeof exif), exif, sizeof exif);
    fake_host_open(&host, file.bytes, file.n_bytes);
    CHECK_EQUAL(codec_header(&host, &rill_webp_decoder, &info), RILL_OK);
    fake_host_close(&host);
    codec_check_prefixes(&file, &rill_webp_decoder);
    picture_close(&drawn);
    return info.orientation;
}

TEST(exif_behind_the_pixels_turns_the_picture_where_it_is_announced)
{
    CHECK_EQUAL(orientation_found(0x08), 6);
    CHECK_EQUAL(orientation_found(0x00), 1);
}

/* --- Damage and limits --- */

TEST(a_webp_cut_anywhere_says_truncated)
{
    const rill_frame frame = rill_frame_ycc(60, 60, true, true, true);
    coded file;
    picture drawn, decoded;
    rill_image_info info;

    draw_simple(&file, &drawn, &frame, &lossy);
    for (size_t n_bytes = 12; n_bytes < file.n_bytes; n_bytes += 11)
        CHECK_EQUAL(decode(&file, n_bytes, &info, &decoded), RILL_TRUNCATED);
    picture_close(&drawn);
}

TEST(a_canvas_of_another_size_than_its_picture_is_corrupt)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 20, 20);
    coded simple, file;
    picture drawn, decoded;
    rill_image_info info;

    draw_simple(&simple, &drawn, &frame, &lossless);
    begin_extended(&file, 0, 20, 21);
    append_picture(&file, &simple);
    CHECK_EQUAL(decode(&file, file.n_bytes, &info, &decoded), RILL_CORRUPT);
    picture_close(&drawn);
}

TEST(a_lossless_header_that_claims_too_many_pixels_is_refused_before_memory_is_taken)
{
    static const uint8_t bomb[] = "RIFF\x16\0\0\0WEBPVP8L\xa\0\0\0\x2f\xff\xff\xff\x0f\0\0\0\0";
    fake_host host;
    rill_image_info info;

    fake_host_open(&host, bomb, 30);
    CHECK_EQUAL(codec_header(&host, &rill_webp_decoder, &info), RILL_TOO_MANY_PIXELS);
    CHECK(host.work.heap.peak_bytes <= RILL_WINDOW_BYTES + 4096);
    fake_host_close(&host);
}

TEST(a_webp_without_memory_says_memory_limit_at_each_allocation)
{
    const rill_frame planes = rill_frame_ycc(60, 60, true, true, true);
    const rill_frame pixels = rill_frame_packed(RILL_RGBA, 30, 30);
    coded file;
    picture drawn;

    draw_simple(&file, &drawn, &planes, &lossy);
    codec_check_decode_without_memory(&file, &rill_webp_decoder);
    picture_close(&drawn);
    draw_simple(&file, &drawn, &pixels, &lossy);
    codec_check_decode_without_memory(&file, &rill_webp_decoder);
    encode(&file, &drawn, &lossless);
    codec_check_decode_without_memory(&file, &rill_webp_decoder);
    picture_close(&drawn);
}

TEST(a_webp_side_of_16384_is_refused_with_its_limit)
{
    const rill_frame frame = rill_frame_ycc(16384, 1, true, true, true);
    picture drawn;
    fake_host host;
    coded file;

    draw(&drawn, &frame);
    fake_host_open(&host, "", 0);
    CHECK_EQUAL(encode_in(&host, &file, &drawn, &lossy), RILL_TOO_MANY_PIXELS);
    CHECK(strstr(host.work.detail, "16383") != NULL);
    fake_host_close(&host);
    picture_close(&drawn);
}

TEST(the_deadline_ends_webp_encoding)
{
    const rill_frame frame = rill_frame_ycc(60, 60, true, true, true);
    picture drawn;
    fake_host host;
    coded file;

    draw(&drawn, &frame);
    fake_host_open(&host, "", 0);
    host.clock_ms = 2000;
    CHECK_EQUAL(encode_in(&host, &file, &drawn, &lossy), RILL_DEADLINE);
    fake_host_close(&host);
    picture_close(&drawn);
}
