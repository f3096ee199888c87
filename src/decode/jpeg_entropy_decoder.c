/*
 * jpeg_entropy_decoder.c - segments of entropy-coded data: bytes to bits, restarts, and the end
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: up to 4 KB of the file, without stuffing.
 *
 * What the file says must not depend on where a window of the source ends, or on how far
 * ahead it happens to be read: before a restart, and behind the last MCU, it is read
 * as far as a marker or eight bytes, so the same things are seen or not seen there.
 *
 * The source manager never asks to come back later: decode_jpeg.c leaves the library.
 */
#include "decode/jpeg_entropy_decoder.h"

#include "simd/jpeg_kernels.h"

#include <string.h>

#include <jerror.h>

const uint8_t rill_natural_place[RILL_PLACES] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,
    7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
    53, 60, 61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63};

/* ---- bytes ---- */

static uint8_t next_byte(j_decompress_ptr lib)
{
    struct jpeg_source_mgr *const source = lib->src;

    if (source->bytes_in_buffer == 0 && !source->fill_input_buffer(lib))
        ERREXIT(lib, JERR_CANT_SUSPEND);
    source->bytes_in_buffer--;
    return *source->next_input_byte++;
}

/* 0xFF may be repeated before a marker, which is kept for libjpeg, and before the zero that makes it data. */
static bool next_data_byte(j_decompress_ptr lib, uint8_t *byte)
{
    *byte = next_byte(lib);
    if (*byte != 0xFF)
        return true;
    while (*byte == 0xFF)
        *byte = next_byte(lib);
    if (*byte != 0) {
        lib->unread_marker = *byte;
        return false;
    }
    *byte = 0xFF;
    return true;
}

/* ---- bits ---- */

/* Bits of whole bytes become bytes again, and what a refill loaded below them is cleared. */
static void give_back(rill_bits *in)
{
    in->next += in->n_bits >> 3;
    in->n_bits &= 7;
    in->bits &= ~(~UINT64_C(0) >> in->n_bits);
}

bool rill_bits_read_ahead(j_decompress_ptr lib)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);
    rill_bits *const in = &decoder->in;
    uint8_t *const top = decoder->ahead + sizeof decoder->ahead;
    uint8_t byte;

    give_back(in);
    if (lib->unread_marker != 0 || !next_data_byte(lib, &byte))
        return false;
    const size_t n_left = (size_t)(in->next - in->end);
    uint8_t *end = top - n_left;
    memmove(end, in->end, n_left);
    *--end = byte;
    const size_t room = (size_t)(end - decoder->ahead) - RILL_BEHIND_BYTES;
    const size_t n_taken = rill_unstuff(lib->src->next_input_byte, lib->src->bytes_in_buffer, &end, room);
    lib->src->next_input_byte += n_taken;
    lib->src->bytes_in_buffer -= n_taken;
    memset(end - RILL_BEHIND_BYTES, 0, RILL_BEHIND_BYTES);
    in->next = top;
    in->end = end;
    return true;
}

void rill_bits_fill(j_decompress_ptr lib)
{
    rill_bits *const in = &rill_entropy_of(lib)->in;

    if (in->n_bits < 0 && !lib->entropy->insufficient_data) {
        WARNMS(lib, JWRN_HIT_MARKER);
        lib->entropy->insufficient_data = TRUE;
    }
    if (lib->entropy->insufficient_data) { /* zeros from here on, to the end of the segment */
        in->bits = 0;
        in->n_bits = 56;
        return;
    }
    give_back(in);
    while (in->next - in->end < 8 && rill_bits_read_ahead(lib))
        ;
    for (; in->n_bits < 56 && in->next > in->end; in->n_bits += 8) {
        in->next--;
        in->bits |= (uint64_t)in->next[0] << (56 - in->n_bits);
    }
}

/* ---- segments ---- */

static void start_segment(j_decompress_ptr lib)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);
    const uint32_t n_mcus = decoder->mcus_behind, interval = lib->restart_interval;
    uint8_t *const top = decoder->ahead + sizeof decoder->ahead;

    memset(top - RILL_BEHIND_BYTES, 0, RILL_BEHIND_BYTES);
    decoder->in = (rill_bits){.next = top, .end = top};
    memset(decoder->last_dc, 0, sizeof decoder->last_dc);
    decoder->blocks_to_skip = 0;
    decoder->mcus_in_segment = interval != 0 && interval < n_mcus ? interval : n_mcus;
    decoder->mcus_behind -= decoder->mcus_in_segment;
}

void rill_entropy_start(j_decompress_ptr lib)
{
    rill_entropy_of(lib)->mcus_behind = lib->MCUs_per_row * lib->MCU_rows_in_scan;
    start_segment(lib);
    lib->entropy->insufficient_data = FALSE;
}

/* What is left of a segment behind its last MCU, beside the bits that fill a byte, is no picture. */
static void discard_rest(j_decompress_ptr lib)
{
    rill_bits *const in = &rill_entropy_of(lib)->in;

    lib->marker->discarded_bytes += (unsigned)(in->next - in->end);
    in->next = in->end;
}

static void restart(j_decompress_ptr lib)
{
    lib->marker->discarded_bytes += (unsigned)rill_entropy_of(lib)->in.n_bits / 8;
    if (!lib->marker->read_restart_marker(lib))
        ERREXIT(lib, JERR_CANT_SUSPEND);
    start_segment(lib);
    if (lib->unread_marker == 0) /* else the next segment is empty */
        lib->entropy->insufficient_data = FALSE;
}

void rill_entropy_begin(j_decompress_ptr lib)
{
    if (rill_entropy_of(lib)->mcus_in_segment == 0)
        restart(lib);
}

void rill_entropy_end(j_decompress_ptr lib)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);

    decoder->mcus_in_segment--;
    if (decoder->in.n_bits < 0 || decoder->mcus_in_segment == 0)
        rill_bits_fill(lib);
    if (decoder->mcus_in_segment == 0)
        discard_rest(lib);
}

bool rill_jpeg_has_wrong_codes(j_decompress_ptr lib)
{
    return !RILL_LIBJPEG_HUFFMAN && rill_entropy_of(lib)->has_wrong_codes;
}
