/*
 * test_png.c - decode_png.c against encode_png.c, and both against damage
 */
#include "check.h"
#include "codec.h"

#include <string.h>
#include <zlib.h>

#define IHDR_END 33
#define IHDR_TYPE 12
#define IHDR_WIDTH 16
#define END_CHUNK_BYTES 12

static void draw(picture *drawn, rill_model model, uint32_t width_px, uint32_t height_px)
{
    const rill_frame frame = rill_frame_packed(model, width_px, height_px);
    uint32_t seed = 7;

    picture_open(drawn, &frame);
    picture_fill_random(drawn, &seed);
}

static void encode(coded *file, const picture *from)
{
    const rill_encode_plan plan = {.quality = 80};
    fake_host host;

    fake_host_open(&host, "", 0);
    CHECK_EQUAL(codec_encode(file, &host.work, &rill_png_encoder, from, &plan), RILL_OK);
    fake_host_close(&host);
}

static void draw_file(coded *file, rill_model model, uint32_t width_px, uint32_t height_px)
{
    picture drawn;

    draw(&drawn, model, width_px, height_px);
    encode(file, &drawn);
    picture_close(&drawn);
}

static rill_status decode_bytes(const uint8_t *bytes, size_t n_bytes, picture *to)
{
    fake_host host;
    rill_image_info info;

    fake_host_open(&host, bytes, n_bytes);
    const rill_status status = codec_decode(&host, &rill_png_decoder, &info, to);
    fake_host_close(&host);
    return status;
}

/* For files that are refused. */
static rill_status outcome(const coded *file, size_t n_bytes)
{
    picture to;
    const rill_status status = decode_bytes(file->bytes, n_bytes, &to);

    if (status == RILL_OK)
        picture_close(&to);
    return status;
}

static void put_u32(uint8_t *bytes, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* Behind IHDR. */
static void insert_chunk(coded *file, const char *type, const uint8_t *data, uint32_t n_bytes)
{
    uint8_t *const at = file->bytes + IHDR_END;

    memmove(at + 12 + n_bytes, at, file->n_bytes - IHDR_END);
    put_u32(at, n_bytes);
    memcpy(at + 4, type, 4);
    memcpy(at + 8, data, n_bytes);
    put_u32(at + 8 + n_bytes, (uint32_t)crc32(0, at + 4, n_bytes + 4));
    file->n_bytes += 12 + n_bytes;
}

static void check_round_trip(rill_model model, uint32_t width_px, uint32_t height_px)
{
    picture drawn, decoded;
    coded file;

    draw(&drawn, model, width_px, height_px);
    encode(&file, &drawn);
    if (CHECK_EQUAL(decode_bytes(file.bytes, file.n_bytes, &decoded), RILL_OK)) {
        for (uint32_t y = 0; model == RILL_RGBX && y < height_px; y++)
            for (uint32_t x = 0; x < width_px; x++)
                picture_at(&drawn, 0, x, y)[3] = picture_at(&decoded, 0, x, y)[3] = 0;
        CHECK(picture_equal(&drawn, &decoded));
        picture_close(&decoded);
    }
    picture_close(&drawn);
}

TEST(a_png_of_any_model_comes_back_as_it_was)
{
    const rill_model models[] = {RILL_GRAY, RILL_RGBX, RILL_RGBA};

    for (int i = 0; i < 3; i++) {
        check_round_trip(models[i], 1, 1);
        check_round_trip(models[i], 37, 50);
        check_round_trip(models[i], 64, 1);
    }
}

/* Stripes of two colours and of soft noise: bands of both kinds, and more than one chunk. */
TEST(a_png_of_drawings_and_noise_in_turn_comes_back_as_it_was)
{
    const rill_frame frame = rill_frame_packed(RILL_RGBA, 101, 500);
    picture drawn, decoded;
    coded file;

    draw(&drawn, RILL_RGBA, frame.width_px, frame.height_px);
    for (uint32_t y = 0; y < frame.height_px; y++)
        for (uint32_t x = 0; x < frame.width_px; x++)
            for (uint32_t channel = 0; channel < 4; channel++) {
                uint8_t *const sample = picture_at(&drawn, 0, x, y) + channel;
                *sample = y / 150 % 2 == 1 ? *sample & 15 : (x ^ y) & 8 ? 200 : 30;
            }
    encode(&file, &drawn);
    if (CHECK_EQUAL(decode_bytes(file.bytes, file.n_bytes, &decoded), RILL_OK)) {
        CHECK(picture_equal(&drawn, &decoded));
        picture_close(&decoded);
    }
    picture_close(&drawn);
}

TEST(a_png_spends_a_unit_of_work_for_sixteen_rows)
{
    coded file;
    picture decoded;
    fake_host host;
    rill_image_info info;

    draw_file(&file, RILL_RGBA, 20, 70);
    fake_host_open(&host, file.bytes, file.n_bytes);
    host.work.slice_units = host.work.slice_left = 1000;
    if (CHECK_EQUAL(codec_decode(&host, &rill_png_decoder, &info, &decoded), RILL_OK))
        picture_close(&decoded);
    CHECK_EQUAL(1000 - host.work.slice_left, 5);
    fake_host_close(&host);
}

TEST(a_png_cut_in_its_pixels_says_truncated)
{
    coded file;

    draw_file(&file, RILL_RGBA, 40, 40);
    for (size_t n_bytes = IHDR_END + 1; n_bytes < file.n_bytes - 100; n_bytes += 97)
        CHECK_EQUAL(outcome(&file, n_bytes), RILL_TRUNCATED);
}

TEST(a_png_without_its_last_chunk_is_whole)
{
    coded file;

    draw_file(&file, RILL_RGBA, 9, 9);
    CHECK_EQUAL(outcome(&file, file.n_bytes - END_CHUNK_BYTES), RILL_OK);
}

TEST(a_png_with_a_flipped_bit_in_its_pixels_says_corrupt)
{
    coded file;

    draw_file(&file, RILL_RGBA, 40, 40);
    file.bytes[file.n_bytes / 2] ^= 4;
    CHECK_EQUAL(outcome(&file, file.n_bytes), RILL_CORRUPT);
}

TEST(a_png_made_by_xcode_is_refused_by_name)
{
    coded file;
    fake_host host;
    rill_image_info info;

    draw_file(&file, RILL_RGBA, 4, 4);
    memcpy(file.bytes + IHDR_TYPE, "CgBI", 4);
    fake_host_open(&host, file.bytes, file.n_bytes);
    CHECK_EQUAL(codec_header(&host, &rill_png_decoder, &info), RILL_UNSUPPORTED_VARIANT);
    CHECK(strstr(host.work.detail, "CgBI") != NULL);
    fake_host_close(&host);
}

TEST(a_png_that_claims_too_many_pixels_is_refused_before_memory_is_taken)
{
    coded file;
    fake_host host;
    rill_image_info info;

    draw_file(&file, RILL_RGBA, 4, 4);
    put_u32(file.bytes + IHDR_WIDTH, 65536);
    put_u32(file.bytes + IHDR_WIDTH + 4, 65536);
    fake_host_open(&host, file.bytes, file.n_bytes);
    CHECK_EQUAL(codec_header(&host, &rill_png_decoder, &info), RILL_TOO_MANY_PIXELS);
    CHECK(host.work.heap.peak_bytes <= RILL_WINDOW_BYTES + 64);
    fake_host_close(&host);
}

TEST(exif_in_a_png_turns_the_picture)
{
    static const uint8_t exif[] = "II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0";
    coded file;
    fake_host host;
    rill_image_info info;

    draw_file(&file, RILL_RGBA, 4, 4);
    insert_chunk(&file, "eXIf", exif, sizeof exif);
    fake_host_open(&host, file.bytes, file.n_bytes);
    CHECK_EQUAL(codec_header(&host, &rill_png_decoder, &info), RILL_OK);
    CHECK_EQUAL(info.orientation, 6);
    fake_host_close(&host);
}

TEST(an_unknown_chunk_of_a_png_is_skipped_and_a_critical_one_refused)
{
    coded file;

    draw_file(&file, RILL_RGBA, 4, 4);
    insert_chunk(&file, "abCd", (const uint8_t *)"what", 4);
    CHECK_EQUAL(outcome(&file, file.n_bytes), RILL_OK);
    insert_chunk(&file, "ABCD", (const uint8_t *)"what", 4);
    CHECK_EQUAL(outcome(&file, file.n_bytes), RILL_CORRUPT);
}

TEST(png_chunks_are_counted)
{
    coded file;
    fake_host host;
    rill_image_info info;

    draw_file(&file, RILL_RGBA, 4, 4);
    for (int i = 0; i < 20; i++)
        insert_chunk(&file, "abCd", (const uint8_t *)"", 0);
    fake_host_open(&host, file.bytes, file.n_bytes);
    host.work.limits.max_png_chunks = 20;
    CHECK_EQUAL(codec_header(&host, &rill_png_decoder, &info), RILL_CORRUPT);
    fake_host_close(&host);
}

TEST(the_header_of_a_png_is_read_from_a_prefix_or_asks_for_more)
{
    coded file;

    draw_file(&file, RILL_RGBA, 6, 6);
    insert_chunk(&file, "abCd", (const uint8_t *)"what", 4);
    codec_check_prefixes(&file, &rill_png_decoder);
}

TEST(a_png_without_memory_says_memory_limit_at_each_allocation)
{
    coded file;

    draw_file(&file, RILL_RGBX, 30, 30);
    codec_check_decode_without_memory(&file, &rill_png_decoder);
}
