/*
 * test_sniff.c - formats by their first bytes, and refusals that name what was sent
 */
#include "check.h"
#include "fake_host.h"
#include "source/sniff.h"

#include <string.h>

static rill_status sniff(fake_host *host, const void *bytes, size_t n_bytes, rill_format *format)
{
    rill_source source;

    fake_host_open(host, bytes, n_bytes);
    rill_source_open(&source, &host->work, 0, (uint32_t)n_bytes);
    const rill_status status = rill_sniff(&source, format);
    fake_host_close(host);
    return status;
}

#define PNG_SIGNATURE "\x89PNG\r\n\x1A\n"

TEST(our_three_formats_go_by_signature)
{
    static const struct {
        const char *bytes;
        size_t n_bytes;
        rill_format format;
    } rows[] = {
        {"\xFF\xD8\xFF\xE0\0\x10JFIF", 10, RILL_FORMAT_JPEG},  {"\xFF\xD8\xFF", 3, RILL_FORMAT_JPEG},
        {PNG_SIGNATURE "\0\0\0\x0DIHDR", 16, RILL_FORMAT_PNG}, {PNG_SIGNATURE, 8, RILL_FORMAT_PNG},
        {"RIFF\x04\0\0\0WEBP", 12, RILL_FORMAT_WEBP},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fake_host host;
        rill_format format;
        CHECK_EQUAL(sniff(&host, rows[i].bytes, rows[i].n_bytes, &format), RILL_OK);
        CHECK_EQUAL(format, rows[i].format);
    }
}

static void check_refusal(const char *bytes, size_t n_bytes, const char *detail)
{
    fake_host host;
    rill_format format;

    CHECK_EQUAL(sniff(&host, bytes, n_bytes, &format), RILL_UNSUPPORTED_FORMAT);
    CHECK_TEXT(host.work.detail, detail);
    CHECK_EQUAL(format, RILL_FORMAT_AUTO);
}

#define REFUSED(literal, detail) check_refusal(literal, sizeof(literal) - 1, detail)

TEST(pictures_of_other_formats_are_named)
{
    REFUSED("GIF89a\1\0\1\0", "this is GIF");
    REFUSED("BM\x46\0\0\0\0\0\0\0", "this is BMP");
    REFUSED("II*\0\x08\0\0\0\x0C\0\0\1", "this is TIFF");
    REFUSED("II*\0\x10\0\0\0CR\2\0", "this is camera raw (CR2)");
    REFUSED("MM\0*\0\0\0\x08", "this is TIFF");
    REFUSED("II+\0\x08\0\0\0", "this is BigTIFF");
    REFUSED("\0\0\0\x1C"
            "ftypavif\0\0\0\0",
            "this is AVIF");
    REFUSED("\0\0\0\x18"
            "ftypheic\0\0\0\0",
            "this is HEIC");
    REFUSED("\0\0\0\x18"
            "ftypmif1\0\0\0\0",
            "this is HEIF");
    REFUSED("\xFF\x0A\xFA\x1F", "this is JPEG XL");
    REFUSED("\0\0\0\x0CJXL \r\n\x87\n", "this is JPEG XL");
    REFUSED("\0\0\0\x0CjP  \r\n\x87\n", "this is JPEG 2000");
    REFUSED("\0\0\1\0\1\0", "this is ICO");
    REFUSED("8BPS\0\1", "this is PSD");
    REFUSED("P6\n2 2\n255\n", "this is PNM");
    REFUSED("\x8AMNG\r\n\x1A\n\0\0\0\x1C", "this is MNG");
}

TEST(other_files_are_named)
{
    REFUSED("%PDF-1.7\n", "this is PDF");
    REFUSED("%!PS-Adobe-3.0\n", "this is PostScript");
    REFUSED("PK\3\4\x14\0", "this is ZIP");
    REFUSED("\x1F\x8B\x08\0", "this is gzip");
    REFUSED("\0asm\1\0\0\0", "this is WebAssembly");
    REFUSED("\x7F"
            "ELF\2\1\1",
            "this is ELF program");
    REFUSED("MZ\x90\0\3", "this is Windows program");
    REFUSED("RIFF\x24\0\0\0WAVEfmt ", "this is WAV sound");
    REFUSED("\0\0\0\x18"
            "ftypmp42\0\0\0\0",
            "this is MP4 video");
}

TEST(texts_are_told_apart)
{
    REFUSED("<!DOCTYPE html><html></html>", "this is HTML");
    REFUSED("\xEF\xBB\xBF\r\n  <HTML lang=en>", "this is HTML");
    REFUSED("\xFF\xFE<\0h\0t\0m\0l\0", "this is UTF-16 text");
    REFUSED("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "this is SVG");
    REFUSED("<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg/>", "this is SVG");
    REFUSED("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>", "this is XML");
    REFUSED("{\"error\":\"not found\"}", "this is plain text");
    REFUSED("caf\xC3\xA9\n", "this is plain text");
}

TEST(an_empty_file_and_noise_are_refused)
{
    REFUSED("", "the file is empty");
    REFUSED("\1\2\3\4\5\6\7\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17", "no known signature");
    REFUSED("\xFF", "no known signature");
}

TEST(a_png_that_went_through_a_text_mode_transfer_is_recognised)
{
    static const char detail[] = "a PNG whose line ends were changed: a text-mode transfer damaged it";

    REFUSED("\x89PNG\n\x1A\n\0\0\0\x0DIHDR", detail);
    REFUSED("\x89PNG\r\r\n\x1A\r\n\0\0\0\x0DIHDR", detail);
    REFUSED("\x89PNG\r\n\x1A\r\n\0\0\0\x0DIHDR", detail);
    REFUSED("\tPNG\r\n\x1A\n\0\0\0\x0DIHDR", detail);
    REFUSED("\xEF\xBF\xBDPNG\r\n\x1A\n\0\0\0\x0DIHDR", detail);
}

TEST(bytes_before_a_signature_are_pointed_out)
{
    REFUSED("\0\0" PNG_SIGNATURE "\0\0\0\x0DIHDR", "a PNG may begin at byte 2: remove what precedes it");
    REFUSED("\r\n\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1", "a JPEG may begin at byte 2: remove what precedes it");
    REFUSED("\0\0\0RIFF\x24\0\0\0WEBPVP8 ", "a WebP may begin at byte 3: remove what precedes it");
}

TEST(a_file_that_ends_inside_a_signature_is_truncated)
{
    fake_host host;
    rill_format format;

    CHECK_EQUAL(sniff(&host, PNG_SIGNATURE, 5, &format), RILL_TRUNCATED);
    CHECK_TEXT(host.work.detail, "a PNG that ends after 5 bytes");
    CHECK_EQUAL(sniff(&host, "\xFF\xD8", 2, &format), RILL_TRUNCATED);
    CHECK_EQUAL(sniff(&host, "RIFF\0\1\0\0WEB", 11, &format), RILL_TRUNCATED);
    CHECK_EQUAL(sniff(&host, "RIFF\0\1\0\0WAV", 11, &format), RILL_UNSUPPORTED_FORMAT);
}

TEST(an_apple_png_is_named)
{
    static const char cgbi[] = PNG_SIGNATURE "\0\0\0\4CgBI\x50\0\x20\x02";
    fake_host host;
    rill_format format;

    CHECK_EQUAL(sniff(&host, cgbi, sizeof cgbi - 1, &format), RILL_UNSUPPORTED_VARIANT);
    CHECK_TEXT(host.work.detail, "an Apple CgBI file, not a standard PNG");
}

TEST(a_prefix_too_short_for_a_signature_asks_for_more)
{
    uint8_t png[100] = PNG_SIGNATURE "\0\0\0\x0DIHDR";
    fake_host host;
    rill_source source;
    rill_format format;

    fake_host_open(&host, png, sizeof png);
    rill_source_open(&source, &host.work, 0, sizeof png);
    for (host.there_bytes = 0; host.there_bytes < 16; host.there_bytes++)
        CHECK_EQUAL(rill_sniff(&source, &format), RILL_MORE);
    CHECK(source.need_bytes >= 16);
    for (; host.there_bytes <= sizeof png; host.there_bytes++) {
        CHECK_EQUAL(rill_sniff(&source, &format), RILL_OK);
        CHECK_EQUAL(format, RILL_FORMAT_PNG);
    }
    fake_host_close(&host);
}
