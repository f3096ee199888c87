/*
 * jpeg_markers.c - the orientation, the ICC profile and the places of EXIF and XMP out of a JPEG's segments
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: one EXIF segment at a time, and the profile as far as it was read.
 *
 * libjpeg can save whole segments; these handlers keep only what is wanted, so that
 * a file with thousands of segments costs no memory.
 */
#include "decode/decode_jpeg.h"
#include "source/exif.h"

#include <string.h>

#include <jerror.h>

#define EXIF_HEAD_BYTES 6
#define XMP_HEAD_BYTES 29 /* with the NUL at its end */
#define ICC_HEAD_BYTES 14 /* "ICC_PROFILE\0", number, count */
#define ICC_NAME_BYTES 12

/* Copy from libjpeg's input; jumps to the fence when the source ends. */
static void read_input(j_decompress_ptr lib, uint8_t *into, uint32_t n_bytes)
{
    struct jpeg_source_mgr *const input = lib->src;

    while (n_bytes > 0) {
        if (input->bytes_in_buffer == 0)
            input->fill_input_buffer(lib);
        const uint32_t n = n_bytes < input->bytes_in_buffer ? n_bytes : (uint32_t)input->bytes_in_buffer;
        memcpy(into, input->next_input_byte, n);
        input->next_input_byte += n;
        input->bytes_in_buffer -= n;
        into += n;
        n_bytes -= n;
    }
}

/* The segment's length without its own two bytes. */
static uint32_t read_length(j_decompress_ptr lib)
{
    uint8_t bytes[2];

    read_input(lib, bytes, 2);
    const uint32_t length = (uint32_t)bytes[0] << 8 | bytes[1];
    if (length < 2)
        ERREXIT(lib, JERR_BAD_LENGTH);
    return length - 2;
}

static void skip(j_decompress_ptr lib, uint32_t n_bytes)
{
    if (n_bytes > 0)
        lib->src->skip_input_data(lib, (long)n_bytes);
}

/* Of the source: where the next byte of the library's input lies. */
static uint32_t input_place(const rill_jpeg *jpeg)
{
    return jpeg->input_offset - (uint32_t)jpeg->input.bytes_in_buffer;
}

/* After the first bytes of a segment were read into 'head': the rest of XMP's name, and the packet's place. */
static void note_xmp(rill_jpeg *jpeg, uint8_t head[XMP_HEAD_BYTES], uint32_t left)
{
    const uint32_t name_left = XMP_HEAD_BYTES - EXIF_HEAD_BYTES;

    if (jpeg->metadata.xmp.n_bytes > 0 || memcmp(head, "http:/", EXIF_HEAD_BYTES) != 0 || left < name_left) {
        skip(&jpeg->lib, left);
        return;
    }
    read_input(&jpeg->lib, head + EXIF_HEAD_BYTES, name_left);
    left -= name_left;
    if (memcmp(head, "http://ns.adobe.com/xap/1.0/", XMP_HEAD_BYTES) == 0)
        jpeg->metadata.xmp = (rill_source_range){input_place(jpeg), left};
    skip(&jpeg->lib, left);
}

static boolean on_app1(j_decompress_ptr lib)
{
    rill_jpeg *const jpeg = lib->client_data;
    uint32_t left = read_length(lib);
    uint8_t head[XMP_HEAD_BYTES];

    if (left < EXIF_HEAD_BYTES) {
        skip(lib, left);
        return TRUE;
    }
    read_input(lib, head, EXIF_HEAD_BYTES);
    left -= EXIF_HEAD_BYTES;
    if (jpeg->has_exif || memcmp(head, "Exif\0\0", EXIF_HEAD_BYTES) != 0) {
        note_xmp(jpeg, head, left);
        return TRUE;
    }
    jpeg->metadata.exif = (rill_source_range){input_place(jpeg), left};
    uint8_t *const tiff = rill_heap_alloc_raw(&jpeg->work->heap, left + 1, 1);
    if (tiff == NULL)
        rill_jpeg_leave(jpeg, RILL_MEMORY_LIMIT, "EXIF");
    read_input(lib, tiff, left);
    jpeg->orientation = rill_exif_orientation(tiff, left);
    jpeg->has_exif = true;
    rill_heap_free(&jpeg->work->heap, tiff);
    return TRUE;
}

/* Make room for n more bytes of the profile; false: it is larger than we look at. */
static bool grow_icc(rill_jpeg *jpeg, uint32_t n_bytes)
{
    const uint32_t wanted = jpeg->icc_bytes + n_bytes;

    if (wanted > jpeg->work->limits.max_icc_bytes)
        return false;
    if (wanted <= jpeg->icc_room_bytes)
        return true;
    const uint32_t room_bytes = wanted > 2 * jpeg->icc_room_bytes ? wanted : 2 * jpeg->icc_room_bytes;
    uint8_t *const room = rill_heap_alloc_raw(&jpeg->work->heap, room_bytes, 1);
    if (room == NULL)
        rill_jpeg_leave(jpeg, RILL_MEMORY_LIMIT, "ICC profile");
    if (jpeg->icc_bytes > 0)
        memcpy(room, jpeg->icc, jpeg->icc_bytes);
    rill_heap_free(&jpeg->work->heap, jpeg->icc);
    jpeg->icc = room;
    jpeg->icc_room_bytes = room_bytes;
    return true;
}

/* Parts of a profile must come in order, each once: 1 of n, 2 of n, ... */
static boolean on_app2(j_decompress_ptr lib)
{
    rill_jpeg *const jpeg = lib->client_data;
    uint32_t left = read_length(lib);
    uint8_t head[ICC_HEAD_BYTES];

    if (left < ICC_HEAD_BYTES || jpeg->icc_damaged) {
        skip(lib, left);
        return TRUE;
    }
    read_input(lib, head, ICC_HEAD_BYTES);
    left -= ICC_HEAD_BYTES;
    if (memcmp(head, "ICC_PROFILE", ICC_NAME_BYTES) != 0) {
        skip(lib, left);
        return TRUE;
    }
    const unsigned number = head[ICC_NAME_BYTES];
    const unsigned count = head[ICC_NAME_BYTES + 1];
    const bool in_order =
        number == jpeg->icc_parts_seen + 1 && number <= count && (jpeg->icc_parts == 0 || jpeg->icc_parts == count);
    if (!in_order || !grow_icc(jpeg, left)) {
        jpeg->icc_damaged = true;
        skip(lib, left);
        return TRUE;
    }
    read_input(lib, jpeg->icc + jpeg->icc_bytes, left);
    jpeg->icc_bytes += left;
    jpeg->icc_parts = count;
    jpeg->icc_parts_seen = number;
    return TRUE;
}

void rill_jpeg_watch_markers(rill_jpeg *jpeg)
{
    jpeg_set_marker_processor(&jpeg->lib, JPEG_APP0 + 1, on_app1);
    jpeg_set_marker_processor(&jpeg->lib, JPEG_APP0 + 2, on_app2);
}
