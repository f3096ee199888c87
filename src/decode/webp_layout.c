/*
 * webp_layout.c - walk the chunks of a WebP file
 *
 *   RIFF size WEBP  VP8 | VP8L                                        simple
 *   RIFF size WEBP  VP8X [ICCP] [ALPH] VP8 | VP8L [EXIF] [XMP]        extended
 *   RIFF size WEBP  VP8X [ICCP] ANIM ANMF([ALPH] VP8 | VP8L)... [EXIF] [XMP]
 *
 * As tolerant as libwebp where its answer is whole pixels: unknown chunks are skipped,
 * bytes after RIFF's end ignored, damage after the pixels of a still picture is a
 * warning.  Offsets are summed in 64 bits: a chunk may claim 4 GB.
 */
#include "decode/webp_layout.h"
#include "base/byte_order.h"
#include "decode/decode.h"

#include <string.h>

static const char WHERE[] = "decode_webp";

#define RIFF_HEAD_BYTES 12
#define CHUNK_HEAD_BYTES 8
#define VP8X_BYTES 10
#define ANMF_HEAD_BYTES 16
#define MIN_RIFF_BYTES 12u         /* "WEBP" and the head of one chunk */
#define MAX_RIFF_BYTES 0xfffffff6u /* so that no padded size passes 32 bits */
#define VP8X_HAS_ICC 0x20
#define VP8X_HAS_EXIF 0x08
#define VP8X_HAS_XMP 0x04
#define VP8X_IS_ANIMATED 0x02

/* A range of the source that holds chunks, and the chunk met last. */
typedef struct chunk_walk {
    rill_source *source;
    uint64_t offset; /* of the next chunk */
    uint64_t end;
    char tag[4];
    rill_webp_chunk chunk;
} chunk_walk;

static uint32_t read_u24(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
}

static bool tag_is(const chunk_walk *walk, const char *tag)
{
    return memcmp(walk->tag, tag, sizeof walk->tag) == 0;
}

static bool is_picture(const chunk_walk *walk)
{
    return tag_is(walk, "VP8 ") || tag_is(walk, "VP8L");
}

/* Read the head of the next chunk.  RILL_END: there is none. */
static rill_status peek_chunk(chunk_walk *walk)
{
    uint8_t head[CHUNK_HEAD_BYTES];

    if (walk->offset + CHUNK_HEAD_BYTES > walk->end)
        return RILL_END;
    RILL_TRY(rill_source_copy(walk->source, (uint32_t)walk->offset, head, sizeof head));
    memcpy(walk->tag, head, sizeof walk->tag);
    walk->chunk.offset = (uint32_t)walk->offset + CHUNK_HEAD_BYTES;
    walk->chunk.n_bytes = rill_read_le32(head + 4);
    return RILL_OK;
}

static bool chunk_fits(const chunk_walk *walk)
{
    return (uint64_t)walk->chunk.offset + walk->chunk.n_bytes <= walk->end;
}

static void pass_chunk(chunk_walk *walk)
{
    walk->offset = (uint64_t)walk->chunk.offset + walk->chunk.n_bytes + (walk->chunk.n_bytes & 1);
}

/* RILL_END: no further chunk.  RIFF lies inside the file, so a chunk that reaches past RIFF is damage. */
static rill_status next_chunk(chunk_walk *walk)
{
    RILL_TRY(peek_chunk(walk));
    if (!chunk_fits(walk))
        return rill_fail(walk->source->work, RILL_CORRUPT, WHERE, "a chunk of %u bytes at offset %u is too long",
                         walk->chunk.n_bytes, walk->chunk.offset);
    pass_chunk(walk);
    return RILL_OK;
}

/* For places where a chunk must follow. */
static rill_status expect_chunk(chunk_walk *walk, const char *missing)
{
    const rill_status status = next_chunk(walk);

    return status == RILL_END ? rill_fail(walk->source->work, RILL_CORRUPT, WHERE, "there is no %s", missing) : status;
}

static rill_status open_walk(chunk_walk *walk, rill_source *source, rill_work *work)
{
    uint8_t head[RIFF_HEAD_BYTES];

    RILL_TRY(rill_source_copy(source, 0, head, sizeof head));
    const uint32_t riff_bytes = rill_read_le32(head + 4);
    if (riff_bytes < MIN_RIFF_BYTES || riff_bytes > MAX_RIFF_BYTES)
        return rill_fail(work, RILL_CORRUPT, WHERE, "RIFF claims %u bytes", riff_bytes);

    *walk = (chunk_walk){.source = source, .offset = RIFF_HEAD_BYTES, .end = (uint64_t)riff_bytes + CHUNK_HEAD_BYTES};
    if (walk->end > source->total_bytes)
        return rill_fail(work, RILL_TRUNCATED, WHERE, "RIFF claims %u bytes, the file has %u", riff_bytes,
                         source->total_bytes);
    if (walk->end < source->total_bytes)
        work->warnings |= RILL_WARN_EXTRA_BYTES;
    return RILL_OK;
}

/* ICC and the picture's parts; chunks of no interest fall through. */
static void note_chunk(const chunk_walk *walk, rill_webp_layout *layout)
{
    if (tag_is(walk, "ALPH"))
        layout->alpha = walk->chunk;
    else if (tag_is(walk, "ICCP"))
        layout->icc = walk->chunk;
    else if (tag_is(walk, "EXIF") && layout->exif.offset == 0)
        layout->exif = walk->chunk;
    else if (tag_is(walk, "XMP ") && layout->xmp.offset == 0)
        layout->xmp = walk->chunk;
    else if (is_picture(walk) && layout->pixels.offset == 0) {
        layout->pixels = walk->chunk;
        layout->lossless = tag_is(walk, "VP8L");
    }
}

/* EXIF and XMP lie behind the pixels.  A file whose tail is damaged loses them, not its pixels. */
static rill_status find_metadata(chunk_walk *walk, unsigned vp8x_flags, rill_webp_layout *layout)
{
    while ((vp8x_flags & VP8X_HAS_EXIF && layout->exif.offset == 0) ||
           (vp8x_flags & VP8X_HAS_XMP && layout->xmp.offset == 0)) {
        const rill_status status = peek_chunk(walk);
        if (status == RILL_END)
            return RILL_OK;
        RILL_TRY(status);
        if (!chunk_fits(walk)) {
            walk->source->work->warnings |= RILL_WARN_BAD_METADATA;
            return RILL_OK;
        }
        pass_chunk(walk);
        note_chunk(walk, layout);
    }
    return RILL_OK;
}

static rill_status walk_still(chunk_walk *walk, unsigned vp8x_flags, rill_webp_layout *layout)
{
    while (layout->pixels.offset == 0) {
        RILL_TRY(expect_chunk(walk, "picture"));
        note_chunk(walk, layout);
    }
    layout->n_frames = 1;
    return find_metadata(walk, vp8x_flags, layout);
}

static rill_status check_frame(rill_work *work, const rill_webp_layout *layout, const rill_webp_rect *frame)
{
    if ((uint64_t)frame->left_px + frame->width_px > layout->canvas_width_px ||
        (uint64_t)frame->top_px + frame->height_px > layout->canvas_height_px)
        return rill_fail(work, RILL_CORRUPT, WHERE, "frame %u lies outside of the canvas", layout->n_frames);
    if (layout->n_frames > work->limits.max_frames)
        return rill_fail(work, RILL_TOO_MANY_FRAMES, WHERE, "more than %u frames", work->limits.max_frames);
    return RILL_OK;
}

/* One frame; of the first one we also want what is inside. */
static rill_status read_frame(const chunk_walk *walk, rill_webp_layout *layout)
{
    rill_work *const work = walk->source->work;
    uint8_t head[ANMF_HEAD_BYTES];

    if (walk->chunk.n_bytes < ANMF_HEAD_BYTES)
        return rill_fail(work, RILL_CORRUPT, WHERE, "a frame of %u bytes", walk->chunk.n_bytes);
    RILL_TRY(rill_source_copy(walk->source, walk->chunk.offset, head, sizeof head));
    const rill_webp_rect frame = {2 * read_u24(head), 2 * read_u24(head + 3), 1 + read_u24(head + 6),
                                  1 + read_u24(head + 9)};
    layout->n_frames++;
    RILL_TRY(check_frame(work, layout, &frame));
    if (layout->n_frames > 1)
        return RILL_OK;

    layout->frame = frame;
    chunk_walk inside = {.source = walk->source,
                         .offset = walk->chunk.offset + ANMF_HEAD_BYTES,
                         .end = (uint64_t)walk->chunk.offset + walk->chunk.n_bytes};
    while (layout->pixels.offset == 0) {
        RILL_TRY(expect_chunk(&inside, "picture in the first frame"));
        note_chunk(&inside, layout);
    }
    return RILL_OK;
}

static rill_status walk_animation(chunk_walk *walk, rill_webp_layout *layout)
{
    rill_work *const work = walk->source->work;
    bool announced = false;

    for (;;) {
        const rill_status status = next_chunk(walk);
        if (status == RILL_END)
            break;
        RILL_TRY(status);
        if (tag_is(walk, "ANIM"))
            announced = true;
        else if (tag_is(walk, "ANMF"))
            RILL_TRY(read_frame(walk, layout));
        else if (!is_picture(walk) && !tag_is(walk, "ALPH"))
            note_chunk(walk, layout);
    }
    if (!announced || layout->n_frames == 0)
        return rill_fail(work, RILL_CORRUPT, WHERE, "an animation without frames");
    if ((uint64_t)layout->n_frames * layout->canvas_width_px * layout->canvas_height_px > work->limits.max_pixels)
        return rill_fail(work, RILL_TOO_MANY_FRAMES, WHERE, "%u frames of %u x %u pixels", layout->n_frames,
                         layout->canvas_width_px, layout->canvas_height_px);
    if (layout->n_frames > 1)
        work->warnings |= RILL_WARN_FIRST_FRAME;
    return RILL_OK;
}

static rill_status read_vp8x(const chunk_walk *walk, rill_webp_layout *layout, unsigned *flags)
{
    rill_work *const work = walk->source->work;
    uint8_t vp8x[VP8X_BYTES];

    if (walk->chunk.n_bytes != VP8X_BYTES)
        return rill_fail(work, RILL_CORRUPT, WHERE, "VP8X has %u bytes", walk->chunk.n_bytes);
    RILL_TRY(rill_source_copy(walk->source, walk->chunk.offset, vp8x, sizeof vp8x));
    *flags = vp8x[0];
    layout->has_canvas = true;
    layout->animated = (*flags & VP8X_IS_ANIMATED) != 0;
    layout->canvas_width_px = 1 + read_u24(vp8x + 4);
    layout->canvas_height_px = 1 + read_u24(vp8x + 7);
    return rill_check_source_size(work, WHERE, layout->canvas_width_px, layout->canvas_height_px);
}

rill_status rill_webp_read_layout(rill_source *source, rill_work *work, rill_webp_layout *layout)
{
    chunk_walk walk;
    unsigned vp8x_flags = 0;

    *layout = (rill_webp_layout){.n_frames = 0};
    RILL_TRY(open_walk(&walk, source, work));
    RILL_TRY(expect_chunk(&walk, "picture"));
    if (tag_is(&walk, "VP8X"))
        RILL_TRY(read_vp8x(&walk, layout, &vp8x_flags));
    else if (is_picture(&walk))
        note_chunk(&walk, layout);
    else
        return rill_fail(work, RILL_CORRUPT, WHERE, "the first chunk is not a picture");

    RILL_TRY(layout->animated ? walk_animation(&walk, layout) : walk_still(&walk, vp8x_flags, layout));
    if (!(vp8x_flags & VP8X_HAS_ICC))
        layout->icc = (rill_webp_chunk){0, 0};
    if (!(vp8x_flags & VP8X_HAS_EXIF))
        layout->exif = (rill_webp_chunk){0, 0};
    if (!(vp8x_flags & VP8X_HAS_XMP))
        layout->xmp = (rill_webp_chunk){0, 0};
    return RILL_OK;
}
