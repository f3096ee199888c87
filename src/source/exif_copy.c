/*
 * exif_copy.c - EXIF for a result: written anew from what may be kept
 *
 * Nothing is copied whole: a block that was only patched would still hold the bytes of
 * its thumbnail, which shows the picture before it was cropped.  At most three
 * directories are read (the first one, and those for the camera and for GPS), each once,
 * so that no chain of offsets is followed.  The byte order stays, so values are copied
 * as they are.
 */
#include "source/exif_copy.h"

#include "source/tiff_block.h"

#define VALUE_MAX_BYTES 8192u
#define TAG_ORIENTATION 0x0112
#define TAG_CAMERA 0x8769
#define TAG_GPS 0x8825
#define TYPE_SHORT 3
#define TYPE_LONG 4
#define TYPE_UTF8 129

/* Tags from 'first' to 'last'; a list ends with last = 0. */
typedef struct tag_range {
    uint16_t first, last;
} tag_range;

static const tag_range copyright_tags[] = {{0x013B, 0x013B}, {0x8298, 0x8298}, {0, 0}};

/*
 * Description, make, model, orientation, resolution, software, date, artist, copyright, and Windows' titles.  Not
 * sizes, strips, thumbnails, XMP, Photoshop's resources.
 */
static const tag_range first_tags[] = {{0x010E, 0x0110},
                                       {0x0112, 0x0112},
                                       {0x011A, 0x011B},
                                       {0x0128, 0x0128},
                                       {0x0131, 0x0132},
                                       {0x013B, 0x013B},
                                       {0x8298, 0x8298},
                                       {TAG_CAMERA, TAG_CAMERA},
                                       {TAG_GPS, TAG_GPS},
                                       {0x9C9B, 0x9C9F},
                                       {0, 0}};

/* Not MakerNote (927C), colour space and sizes (A001 to A003), a link to more (A005). */
static const tag_range camera_tags[] = {{0x829A, 0x829D},
                                        {0x8822, 0x8824},
                                        {0x8827, 0x8835},
                                        {0x9000, 0x927B},
                                        {0x9286, 0x9292},
                                        {0x9400, 0x9405},
                                        {0xA20B, 0xA217},
                                        {0xA300, 0xA301},
                                        {0xA401, 0xA40C},
                                        {0xA420, 0xA462},
                                        {0, 0}};

static const tag_range gps_tags[] = {{0x0000, 0x001F}, {0, 0}};

typedef struct writer {
    rill_tiff_block from;
    uint8_t *out;
    size_t n_bytes;
    bool seen_camera, seen_gps;
} writer;

static bool is_listed(const tag_range *list, uint32_t tag)
{
    for (; list->last != 0; list++)
        if (tag >= list->first && tag <= list->last)
            return true;
    return false;
}

static void put_16(const writer *exif, size_t offset, uint32_t number)
{
    exif->out[offset] = (uint8_t)(exif->from.big_endian ? number >> 8 : number);
    exif->out[offset + 1] = (uint8_t)(exif->from.big_endian ? number : number >> 8);
}

static void put_32(const writer *exif, size_t offset, uint32_t number)
{
    put_16(exif, offset, exif->from.big_endian ? number >> 16 : number & 0xFFFF);
    put_16(exif, offset + 2, exif->from.big_endian ? number & 0xFFFF : number >> 16);
}

static size_t bytes_of_type(uint32_t type)
{
    static const uint8_t bytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    return type < sizeof bytes ? bytes[type] : type == TYPE_UTF8 ? 1 : 0;
}

/* Take n_bytes at the end, at an even offset.  0: no room. */
static size_t take(writer *exif, size_t n_bytes)
{
    const size_t offset = (exif->n_bytes + 1) & ~(size_t)1;

    if (offset > RILL_EXIF_MAX_BYTES || n_bytes > RILL_EXIF_MAX_BYTES - offset)
        return 0;
    memset(exif->out + exif->n_bytes, 0, offset + n_bytes - exif->n_bytes);
    exif->n_bytes = offset + n_bytes;
    return offset;
}

/* The entry at 'from', written at 'to'; false: its value is damaged, too long, or there is no room for it. */
static bool copy_entry(writer *exif, size_t from, size_t to)
{
    const rill_tiff_block *const tiff = &exif->from;
    const size_t value_bytes = bytes_of_type(rill_tiff_16(tiff, from + 2));
    const size_t n_values = rill_tiff_32(tiff, from + 4);

    if (value_bytes == 0 || n_values == 0 || n_values > VALUE_MAX_BYTES / value_bytes)
        return false;
    const size_t n_bytes = value_bytes * n_values;
    memcpy(exif->out + to, tiff->bytes + from, RILL_TIFF_ENTRY_BYTES);
    if (n_bytes <= 4)
        return true;

    const size_t value = rill_tiff_32(tiff, from + 8);
    if (value > tiff->n_bytes || n_bytes > tiff->n_bytes - value)
        return false;
    const size_t copy = take(exif, n_bytes);
    if (copy == 0)
        return false;
    memcpy(exif->out + copy, tiff->bytes + value, n_bytes);
    put_32(exif, to + 8, (uint32_t)copy);
    return true;
}

static void put_entry(const writer *exif, size_t to, uint32_t tag, uint32_t type, uint32_t value)
{
    put_16(exif, to, tag);
    put_16(exif, to + 2, type);
    put_32(exif, to + 4, 1);
    put_32(exif, to + 8, 0);
    if (type == TYPE_SHORT)
        put_16(exif, to + 8, value);
    else
        put_32(exif, to + 8, value);
}

static size_t copy_directory(writer *exif, size_t from, const tag_range *list);

/* false: left out. */
static bool copy_tag(writer *exif, size_t from, size_t to)
{
    const uint32_t tag = rill_tiff_16(&exif->from, from);
    bool *const seen = tag == TAG_CAMERA ? &exif->seen_camera : &exif->seen_gps;

    if (tag == TAG_ORIENTATION) {
        put_entry(exif, to, tag, TYPE_SHORT, 1);
        return true;
    }
    if (tag != TAG_CAMERA && tag != TAG_GPS)
        return copy_entry(exif, from, to);
    if (*seen)
        return false;
    *seen = true;
    const size_t directory =
        copy_directory(exif, rill_tiff_32(&exif->from, from + 8), tag == TAG_CAMERA ? camera_tags : gps_tags);
    put_entry(exif, to, tag, TYPE_LONG, (uint32_t)directory);
    return directory != 0;
}

/* The listed tags of a directory.  Only the first directory's list names those that lead to others. */
static size_t copy_directory(writer *exif, size_t from, const tag_range *list)
{
    const rill_tiff_block *const tiff = &exif->from;
    const size_t n_entries = rill_tiff_entries(tiff, from);
    const size_t kept_bytes = exif->n_bytes;
    size_t n_listed = 0, n_copied = 0;

    for (size_t i = 0; i < n_entries; i++)
        n_listed += is_listed(list, rill_tiff_16(tiff, from + 2 + i * RILL_TIFF_ENTRY_BYTES));
    const size_t to = take(exif, 2 + n_listed * RILL_TIFF_ENTRY_BYTES + 4);
    for (size_t i = 0; i < n_entries && to != 0; i++) {
        const size_t entry = from + 2 + i * RILL_TIFF_ENTRY_BYTES;
        if (is_listed(list, rill_tiff_16(tiff, entry)) &&
            copy_tag(exif, entry, to + 2 + n_copied * RILL_TIFF_ENTRY_BYTES))
            n_copied++;
    }
    if (n_copied == 0) {
        exif->n_bytes = kept_bytes;
        return 0;
    }
    memset(exif->out + to + 2 + n_copied * RILL_TIFF_ENTRY_BYTES, 0, (n_listed - n_copied) * RILL_TIFF_ENTRY_BYTES + 4);
    put_16(exif, to, (uint32_t)n_copied);
    return to;
}

size_t rill_exif_copy(const uint8_t *tiff, size_t tiff_bytes, bool copyright_only, uint8_t *out)
{
    writer exif = {.out = out, .n_bytes = RILL_TIFF_HEADER_BYTES};

    if (!rill_tiff_open(&exif.from, tiff, tiff_bytes))
        return 0;
    memcpy(out, tiff, 4);
    put_32(&exif, 4, RILL_TIFF_HEADER_BYTES);
    const size_t first =
        copy_directory(&exif, rill_tiff_32(&exif.from, 4), copyright_only ? copyright_tags : first_tags);
    return first == 0 ? 0 : exif.n_bytes;
}
