/*
 * jpeg_entropy_decoder.c - segments of entropy-coded data: bytes to bits, restarts, and the end
 *
 * Flow: source -> [decode] -> transform -> encode -> sink
 * Holds: up to 64 bits of the file.
 *
 * What the file says must not depend on where a window of the source ends, or on how far
 * the bits happen to be filled: before a restart, and behind the last MCU, they are filled
 * as far as a marker or 57 bits, so the same things are seen or not seen there.
 *
 * The source manager never asks to come back later: decode_jpeg.c leaves the library.
 */
#include "decode/jpeg_entropy_decoder.h"

#include <string.h>

#include <jerror.h>

const uint8_t rill_natural_place[RILL_PLACES] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,
    6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31,
    39, 46, 53, 60, 61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63};

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

static void take_window(j_decompress_ptr lib, rill_bits *in)
{
    in->next = in->end = lib->src->next_input_byte;
    if (lib->unread_marker == 0)
        in->end += lib->src->bytes_in_buffer;
}

static void leave_window(j_decompress_ptr lib, const rill_bits *in)
{
    lib->src->bytes_in_buffer -= (size_t)(in->next - lib->src->next_input_byte);
    lib->src->next_input_byte = in->next;
}

static void set_bits(rill_bits *in, uint64_t bits, int n_bits)
{
    in->bits = bits;
    in->n_bits = n_bits;
}

void rill_bits_fill(j_decompress_ptr lib)
{
    rill_bits *const in = &rill_entropy_of(lib)->in;
    uint8_t byte;

    leave_window(lib, in);
    if (in->n_bits < 0) { /* zeros from here on, to the end of the segment */
        if (!lib->entropy->insufficient_data)
            WARNMS(lib, JWRN_HIT_MARKER);
        lib->entropy->insufficient_data = TRUE;
        set_bits(in, 0, 64);
    }
    while (in->n_bits <= 56 && lib->unread_marker == 0 && next_data_byte(lib, &byte))
        set_bits(in, in->bits | (uint64_t)byte << (56 - in->n_bits), in->n_bits + 8);
    take_window(lib, in);
}

/* ---- segments ---- */

static void start_segment(j_decompress_ptr lib)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);

    set_bits(&decoder->in, 0, 0);
    memset(decoder->last_dc, 0, sizeof decoder->last_dc);
    decoder->blocks_to_skip = 0;
    decoder->restarts_to_go = lib->restart_interval;
}

void rill_entropy_start(j_decompress_ptr lib)
{
    start_segment(lib);
    rill_entropy_of(lib)->mcus_to_go = (uint64_t)lib->MCUs_per_row * lib->MCU_rows_in_scan;
    lib->entropy->insufficient_data = FALSE;
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
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);

    if (lib->restart_interval != 0 && decoder->restarts_to_go == 0)
        restart(lib);
    take_window(lib, &decoder->in);
}

void rill_entropy_end(j_decompress_ptr lib, unsigned n_mcus)
{
    rill_entropy_decoder *const decoder = rill_entropy_of(lib);

    decoder->mcus_to_go -= n_mcus;
    if (lib->restart_interval != 0)
        decoder->restarts_to_go -= n_mcus;
    if (decoder->in.n_bits < 0 || decoder->mcus_to_go == 0 ||
        (lib->restart_interval != 0 && decoder->restarts_to_go == 0))
        rill_bits_fill(lib);
    leave_window(lib, &decoder->in);
}

bool rill_jpeg_has_wrong_codes(j_decompress_ptr lib)
{
    return !RILL_LIBJPEG_HUFFMAN && rill_entropy_of(lib)->has_wrong_codes;
}
