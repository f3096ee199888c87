/*
 * rows.c - the decoders' rows as a checksum, and JSON texts as options: for tests/corpus/run.mjs
 *
 *   corpus-rows < lines          gray|colour|rgba<tab>PICTURE   prints STATUS<tab>CRC<tab>DETAIL
 *                                json<tab>TEXT                  prints STATUS<tab><tab>DETAIL
 *
 * Opens a decoder class directly, without any scaling, and takes the CRC-32 of all rows.  'gray'
 * has 1 channel, or 2 where we decode alpha, 'colour' 3 or 4, 'rgba' always 4.  Planes of a JPEG
 * become RGB as libjpeg makes it (upsample.h).
 */
#define _POSIX_C_SOURCE 200809L

#include "upsample.h"

#include "../unit/fake_host.h"
#include "decode/decode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct picture {
    rill_frame frame;
    plane_samples plane[RILL_PLANES_MAX]; /* of 1 or 4 channels: width_px counts bytes */
} picture;

static void stop(const char *what)
{
    fprintf(stderr, "corpus-rows: %s: %s\n", what, strerror(errno));
    exit(2);
}

static uint8_t *room(uint64_t bytes)
{
    uint8_t *const memory = calloc(bytes + 1, 1);

    if (memory == NULL)
        stop("memory");
    return memory;
}

static uint8_t *read_file(const char *path, size_t *n_bytes)
{
    FILE *const file = fopen(path, "rb");

    if (file == NULL)
        stop(path);
    fseek(file, 0, SEEK_END);
    *n_bytes = (size_t)ftell(file);
    rewind(file);
    uint8_t *const bytes = room(*n_bytes);
    if (fread(bytes, 1, *n_bytes, file) != *n_bytes)
        stop(path);
    fclose(file);
    return bytes;
}

/* ---- decoding ---- */

static void open_picture(picture *picture, const rill_frame *frame)
{
    picture->frame = *frame;
    for (uint32_t p = 0; p < frame->n_planes; p++) {
        plane_samples *const plane = &picture->plane[p];
        plane->width_px = frame->plane[p].width_px * frame->plane[p].channels;
        plane->height_px = frame->plane[p].height_px;
        plane->samples = room((uint64_t)plane->width_px * plane->height_px);
    }
}

static void close_picture(picture *picture)
{
    for (uint32_t p = 0; p < RILL_PLANES_MAX; p++)
        free(picture->plane[p].samples);
}

static rill_status take_groups(picture *picture, rill_stage *stage)
{
    const uint32_t n_groups = rill_frame_groups(&picture->frame);
    uint64_t n_rows[RILL_PLANES_MAX] = {0};
    rill_group group;

    for (uint32_t n = 0; n < n_groups; n++) {
        RILL_TRY(stage->next_group(stage, &group));
        for (uint32_t p = 0; p < picture->frame.n_planes; p++) {
            const plane_samples *const plane = &picture->plane[p];
            for (uint32_t row = 0; row < group.n_rows[p]; row++)
                memcpy(plane->samples + n_rows[p]++ * plane->width_px, group.rows[p] + row * group.stride_bytes[p],
                       plane->width_px);
        }
    }
    return RILL_OK;
}

static rill_status decode(fake_host *host, picture *picture)
{
    const rill_decode_plan whole = {.dct_scale = {8, 8, 8}};
    rill_image_info info;
    rill_decoder *decoder;
    rill_source source;
    rill_format format;
    rill_stage *stage;

    RILL_TRY(rill_source_open(&source, &host->work, 0, host->total_bytes));
    RILL_TRY(rill_sniff(&source, &format));
    const rill_decoder_class *const class = rill_decoder_for(format);
    RILL_TRY(class->header(&decoder, &source, &host->work, &info));
    if (info.cmyk)
        return rill_fail(&host->work, RILL_UNSUPPORTED_VARIANT, "rows", "%s", "CMYK has no rows to compare");
    RILL_TRY(class->open(decoder, &whole, &stage));
    open_picture(picture, &stage->out);
    const rill_status status = take_groups(picture, stage);
    if (stage->release != NULL)
        stage->release(stage);
    return status;
}

/* ---- rows ---- */

/* Chroma, and luma where another component is finer, at the size of the picture. */
static void upsample(picture *picture)
{
    for (uint32_t p = 0; p < picture->frame.n_planes; p++) {
        const rill_plane *const plane = &picture->frame.plane[p];
        const uint32_t scale_x = plane->x.span / plane->x.den;
        const uint32_t scale_y = plane->y.span / plane->y.den;
        plane_samples *const from = &picture->plane[p];
        plane_samples to = {room((uint64_t)from->width_px * scale_x * from->height_px * scale_y), 0, 0};
        upsample_plane(from, scale_x, scale_y, &to);
        free(from->samples);
        *from = to;
    }
}

static bool is_whole(const picture *picture)
{
    for (uint32_t p = 0; p < picture->frame.n_planes; p++) {
        const rill_plane *const plane = &picture->frame.plane[p];
        if (plane->x.span % plane->x.den != 0 || plane->y.span % plane->y.den != 0)
            return false;
    }
    return true;
}

/* One pixel with n channels of RGBA; two are the first and the last. */
static void put_pixel(const picture *picture, uint32_t x, uint32_t y, uint32_t n_channels, uint8_t *pixel)
{
    const plane_samples *const plane = picture->plane;
    const uint8_t *const packed = plane[0].samples + (uint64_t)y * plane[0].width_px;
    uint8_t rgba[4] = {0, 0, 0, 255};

    if (picture->frame.model == RILL_GRAY) {
        rgba[0] = rgba[1] = rgba[2] = packed[x];
    } else if (picture->frame.model == RILL_YCC) {
        ycc_to_rgb(packed[x], plane[1].samples[(uint64_t)y * plane[1].width_px + x],
                   plane[2].samples[(uint64_t)y * plane[2].width_px + x], rgba);
    } else {
        memcpy(rgba, packed + 4 * x, picture->frame.model == RILL_RGBA ? 4 : 3);
    }
    memcpy(pixel, rgba, n_channels);
    if (n_channels == 2)
        pixel[1] = rgba[3];
}

static uint32_t crc_of(const picture *picture, uint32_t n_channels)
{
    const uint32_t width_px = picture->frame.width_px;
    uint8_t *const row = room((uint64_t)width_px * 4);
    uLong crc = crc32(0, NULL, 0);

    for (uint32_t y = 0; y < picture->frame.height_px; y++) {
        for (uint32_t x = 0; x < width_px; x++)
            put_pixel(picture, x, y, n_channels, row + (uint64_t)x * n_channels);
        crc = crc32(crc, row, width_px * n_channels);
    }
    free(row);
    return (uint32_t)crc;
}

static void print_crc(const picture *picture, uint32_t n_channels)
{
    if (is_whole(picture))
        printf("OK\t%08x\t\n", (unsigned)crc_of(picture, n_channels));
    else
        printf("OK\t\tfractional sampling\n");
}

/* How many channels the reference has. */
static uint32_t channels_of(const char *kind, rill_model model)
{
    if (strcmp(kind, "rgba") == 0)
        return 4;
    return (strcmp(kind, "gray") == 0 ? 1 : 3) + (model == RILL_RGBA);
}

static void run_picture(const char *path, const char *kind)
{
    static fake_host host; /* decoders jump; nothing of them may lie on this stack */
    picture picture = {0};
    size_t n_bytes;
    uint8_t *const bytes = read_file(path, &n_bytes);

    fake_host_open(&host, bytes, n_bytes);
    rill_heap_use(&host.work.heap);
    const rill_status status = decode(&host, &picture);
    if (status == RILL_OK && picture.frame.model == RILL_YCC && is_whole(&picture))
        upsample(&picture);
    if (status == RILL_OK)
        print_crc(&picture, channels_of(kind, picture.frame.model));
    else
        printf("%s\t\t%s\n", rill_status_name(status), host.work.detail);
    close_picture(&picture);
    fake_host_close(&host);
    free(bytes);
}

/* ---- JSON ---- */

static int32_t read_nothing(void *user, uint32_t source, uint32_t offset, void *into, uint32_t n_bytes)
{
    (void)user, (void)source, (void)offset, (void)into, (void)n_bytes;
    return 0;
}

static double no_clock(void *user)
{
    (void)user;
    return 0;
}

static void run_json(const char *path)
{
    const rill_setup setup = {.host = {.read = read_nothing, .now = no_clock}};
    size_t n_bytes;
    uint8_t *const bytes = read_file(path, &n_bytes);
    rill_job *job;

    const rill_status status = rill_job_open(&job, &setup, (const char *)bytes, n_bytes);
    printf("%s\t\t%s\n", rill_status_name(status), rill_job_error(job)->detail);
    rill_job_close(job);
    free(bytes);
}

int main(void)
{
    char *line = NULL;
    size_t room_bytes = 0;

    while (getline(&line, &room_bytes, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *const tab = strchr(line, '\t');
        if (tab == NULL)
            stop("a line without a tab");
        *tab = '\0';
        if (strcmp(line, "json") == 0)
            run_json(tab + 1);
        else
            run_picture(tab + 1, line);
        fflush(stdout);
    }
    free(line);
    return 0;
}
