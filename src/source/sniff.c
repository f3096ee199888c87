/*
 * sniff.c - tell formats apart by their signatures
 *
 * Three formats are ours.  The others are listed so that the refusal can name what
 * was sent: "GIF" helps, "unknown format" does not.
 */
#include "source/sniff.h"

#include <string.h>

static const char WHERE[] = "sniff";

#define SIGNATURE_BYTES 16u   /* the longest of ours, and the name of a PNG's first chunk */
#define LOOKED_AT_BYTES 1024u /* enough for '<svg' behind a prologue, and for a shifted signature */

typedef struct first_bytes {
    uint8_t bytes[LOOKED_AT_BYTES];
    size_t n_bytes;
} first_bytes;

typedef struct signature {
    size_t offset;
    size_t n_bytes;
    const char *bytes;
    const char *name;
} signature;

#define SIGNATURE(offset, literal, name)                                                                               \
    {                                                                                                                  \
        offset, sizeof(literal) - 1, literal, name                                                                     \
    }

/* The first that fits is taken, so a longer one stands before its own beginning. */
static const signature foreign_formats[] = {
    SIGNATURE(0, "GIF8", "GIF"),
    SIGNATURE(4, "ftypavif", "AVIF"),
    SIGNATURE(4, "ftypavis", "AVIF"),
    SIGNATURE(4, "ftyphei", "HEIC"),
    SIGNATURE(4, "ftyphev", "HEIC"),
    SIGNATURE(4, "ftypmif1", "HEIF"),
    SIGNATURE(4, "ftypmsf1", "HEIF"),
    SIGNATURE(4, "ftypqt  ", "QuickTime video"),
    SIGNATURE(4, "ftypcrx ", "camera raw (CR3)"),
    SIGNATURE(4, "ftyp", "MP4 video"),
    SIGNATURE(4, "moov", "QuickTime video"),
    SIGNATURE(4, "mdat", "QuickTime video"),
    SIGNATURE(0, "\xFF\x0A", "JPEG XL"),
    SIGNATURE(0, "\0\0\0\x0CJXL \r\n\x87\n", "JPEG XL"),
    SIGNATURE(0, "\0\0\0\x0CjP  \r\n\x87\n", "JPEG 2000"),
    SIGNATURE(0, "\xFF\x4F\xFF\x51", "JPEG 2000"),
    SIGNATURE(0, "II\xBC\x01", "JPEG XR"),
    SIGNATURE(0, "II*\0\x10\0\0\0CR", "camera raw (CR2)"),
    SIGNATURE(0, "II*\0", "TIFF"),
    SIGNATURE(0, "MM\0*", "TIFF"),
    SIGNATURE(0, "II+\0", "BigTIFF"),
    SIGNATURE(0, "MM\0+", "BigTIFF"),
    SIGNATURE(0, "BM", "BMP"),
    SIGNATURE(0, "\0\0\1\0", "ICO"),
    SIGNATURE(0, "\0\0\2\0", "CUR"),
    SIGNATURE(0, "8BPS", "PSD"),
    SIGNATURE(0, "DDS ", "DDS"),
    SIGNATURE(0, "qoif", "QOI"),
    SIGNATURE(0, "v/1\1", "OpenEXR"),
    SIGNATURE(0, "#?RADIANCE", "Radiance HDR"),
    SIGNATURE(0, "\x8AMNG\r\n\x1A\n", "MNG"),
    SIGNATURE(0, "\x8BJNG\r\n\x1A\n", "JNG"),
    SIGNATURE(0, "DanM", "MSP"),
    SIGNATURE(0, "LinS", "MSP"),
    SIGNATURE(8, "WAVE", "WAV sound"),
    SIGNATURE(8, "AVI ", "AVI video"),
    SIGNATURE(0, "\x1A\x45\xDF\xA3", "Matroska or WebM video"),
    SIGNATURE(36, "acsp", "ICC profile"),
    SIGNATURE(0, "%PDF", "PDF"),
    SIGNATURE(0, "%!PS", "PostScript"),
    SIGNATURE(0, "\xC5\xD0\xD3\xC6", "PostScript"),
    SIGNATURE(0, "PK\3\4", "ZIP"),
    SIGNATURE(0, "PK\5\6", "ZIP"),
    SIGNATURE(0, "\x1F\x8B", "gzip"),
    SIGNATURE(0, "7z\xBC\xAF\x27\x1C", "7-Zip"),
    SIGNATURE(0, "Rar!\x1A\x07", "RAR"),
    SIGNATURE(0,
              "\xFD"
              "7zXZ",
              "XZ"),
    SIGNATURE(0, "\0asm", "WebAssembly"),
    SIGNATURE(0,
              "\x7F"
              "ELF",
              "ELF program"),
    SIGNATURE(0, "MZ", "Windows program"),
    SIGNATURE(0, "\xFF\xFE", "UTF-16 text"),
    SIGNATURE(0, "\xFE\xFF", "UTF-16 text"),
};

static const char PNG[] = "\x89PNG\r\n\x1A\n";
static const char JPEG[] = "\xFF\xD8\xFF";

static bool has_at(const first_bytes *first, size_t offset, const char *bytes, size_t n_bytes)
{
    return offset <= first->n_bytes && n_bytes <= first->n_bytes - offset &&
           memcmp(first->bytes + offset, bytes, n_bytes) == 0;
}

static bool has_webp_at(const first_bytes *first, size_t offset)
{
    return has_at(first, offset, "RIFF", 4) && has_at(first, offset + 8, "WEBP", 4);
}

static rill_format format_at(const first_bytes *first, size_t offset)
{
    if (has_at(first, offset, JPEG, sizeof JPEG - 1))
        return RILL_FORMAT_JPEG;
    if (has_at(first, offset, PNG, sizeof PNG - 1))
        return RILL_FORMAT_PNG;
    if (has_webp_at(first, offset))
        return RILL_FORMAT_WEBP;
    return RILL_FORMAT_AUTO;
}

static const char *name_of(rill_format format)
{
    static const char *const names[] = {"", "JPEG", "PNG", "WebP"};

    return names[format];
}

/* A file that ends inside a signature of ours, if only one of ours begins so. */
static rill_format cut_signature(const first_bytes *first)
{
    const size_t n_bytes = first->n_bytes;

    if (n_bytes >= 1 && n_bytes < sizeof PNG - 1 && memcmp(first->bytes, PNG, n_bytes) == 0)
        return RILL_FORMAT_PNG;
    if (n_bytes == 2 && memcmp(first->bytes, JPEG, n_bytes) == 0)
        return RILL_FORMAT_JPEG;
    if (n_bytes >= 4 && n_bytes < 12 && memcmp(first->bytes, "RIFF", 4) == 0 &&
        (n_bytes <= 8 || memcmp(first->bytes + 8, "WEBP", n_bytes - 8) == 0))
        return RILL_FORMAT_WEBP;
    return RILL_FORMAT_AUTO;
}

/* What is left of PNG's signature when CR LF became LF, LF became CR LF, or the eighth bit was dropped. */
static bool is_png_after_text_transfer(const first_bytes *first)
{
    return has_at(first, 0, "\x89PNG\n", 5) || has_at(first, 0, "\x89PNG\r\r\n", 7) ||
           has_at(first, 0, "\x89PNG\r\n\x1A\r\n", 9) || has_at(first, 0, "\x89PNG\r\n\n", 7) ||
           has_at(first, 0, "\tPNG\r\n\x1A\n", 8) || has_at(first, 0, "\xEF\xBF\xBDPNG", 6);
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

/* 'word' is in lower case. */
static bool has_word_at(const first_bytes *first, size_t offset, const char *word)
{
    for (; *word != '\0'; word++, offset++) {
        if (offset >= first->n_bytes)
            return false;
        const uint8_t c = first->bytes[offset];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != *word)
            return false;
    }
    return true;
}

static bool has_word(const first_bytes *first, const char *word)
{
    for (size_t offset = 0; offset < first->n_bytes; offset++) {
        if (has_word_at(first, offset, word))
            return true;
    }
    return false;
}

/* No control characters, and nothing that UTF-8 never has (the first bytes may cut a character). */
static bool is_text(const first_bytes *first)
{
    for (size_t i = 0; i < first->n_bytes; i++) {
        const uint8_t c = first->bytes[i];
        if ((c < ' ' && !is_blank(c)) || c == 0x7F || c == 0xC0 || c == 0xC1 || c > 0xF4)
            return false;
    }
    return true;
}

/* Text has no signature: skip a byte order mark and blanks, then look at the first tag. */
static const char *name_of_text(const first_bytes *first)
{
    size_t start = has_at(first, 0, "\xEF\xBB\xBF", 3) ? 3 : 0;

    while (start < first->n_bytes && is_blank(first->bytes[start]))
        start++;
    if (has_word_at(first, start, "<!doctype html") || has_word_at(first, start, "<html"))
        return "HTML";
    if (has_word_at(first, start, "<") && has_word(first, "<svg"))
        return "SVG";
    if (has_word_at(first, start, "<?xml"))
        return "XML";
    if (has_word_at(first, start, "<!--") && has_word(first, "<html"))
        return "HTML";
    return is_text(first) ? "plain text" : NULL;
}

static const char *name_of_foreign(const first_bytes *first)
{
    for (size_t i = 0; i < sizeof foreign_formats / sizeof foreign_formats[0]; i++) {
        const signature *const row = &foreign_formats[i];
        if (has_at(first, row->offset, row->bytes, row->n_bytes))
            return row->name;
    }
    /* Netpbm: P1..P7 and a blank. */
    if (first->n_bytes >= 3 && first->bytes[0] == 'P' && first->bytes[1] >= '1' && first->bytes[1] <= '7' &&
        is_blank(first->bytes[2]))
        return "PNM";
    return name_of_text(first);
}

static rill_status refuse(rill_work *work, const first_bytes *first)
{
    if (first->n_bytes == 0)
        return rill_fail(work, RILL_UNSUPPORTED_FORMAT, WHERE, "the file is empty");

    const rill_format cut_format = cut_signature(first);
    if (cut_format != RILL_FORMAT_AUTO)
        return rill_fail(work, RILL_TRUNCATED, WHERE, "a %s that ends after %u bytes", name_of(cut_format),
                         (unsigned)first->n_bytes);
    if (is_png_after_text_transfer(first))
        return rill_fail(work, RILL_UNSUPPORTED_FORMAT, WHERE,
                         "a PNG whose line ends were changed: a text-mode transfer damaged it");

    const char *const name = name_of_foreign(first);
    if (name != NULL)
        return rill_fail(work, RILL_UNSUPPORTED_FORMAT, WHERE, "this is %s", name);
    for (size_t offset = 1; offset < first->n_bytes; offset++) {
        const rill_format format = format_at(first, offset);
        if (format != RILL_FORMAT_AUTO)
            return rill_fail(work, RILL_UNSUPPORTED_FORMAT, WHERE, "a %s may begin at byte %u: remove what precedes it",
                             name_of(format), (unsigned)offset);
    }
    return rill_fail(work, RILL_UNSUPPORTED_FORMAT, WHERE, "no known signature");
}

/* The signature must be there; of what follows, as much as the window has. */
static rill_status read_first_bytes(rill_source *source, first_bytes *first)
{
    const uint8_t *bytes;
    uint32_t lent_bytes;

    first->n_bytes = source->total_bytes < SIGNATURE_BYTES ? source->total_bytes : SIGNATURE_BYTES;
    RILL_TRY(rill_source_copy(source, 0, first->bytes, (uint32_t)first->n_bytes));
    RILL_TRY(rill_source_window(source, 0, &bytes, &lent_bytes));
    if (lent_bytes > first->n_bytes) {
        first->n_bytes = lent_bytes < LOOKED_AT_BYTES ? lent_bytes : LOOKED_AT_BYTES;
        memcpy(first->bytes, bytes, first->n_bytes);
    }
    return RILL_OK;
}

rill_status rill_sniff(rill_source *source, rill_format *format)
{
    first_bytes first;

    *format = RILL_FORMAT_AUTO;
    RILL_TRY(read_first_bytes(source, &first));
    const rill_format found = format_at(&first, 0);
    if (found == RILL_FORMAT_AUTO)
        return refuse(source->work, &first);
    /* Xcode's "optimised" PNG: raw deflate and swapped channels under PNG's signature. */
    if (found == RILL_FORMAT_PNG && has_at(&first, 12, "CgBI", 4))
        return rill_fail(source->work, RILL_UNSUPPORTED_VARIANT, WHERE, "an Apple CgBI file, not a standard PNG");
    *format = found;
    return RILL_OK;
}
