/*
 * test_jpeg_huffman.c - our Huffman decoder against libjpeg's: coefficients, damage, window ends
 *
 * Both are asked for all coefficients of a file (libjpeg's buffered-image mode keeps them).
 * A window is memory of exactly its size, so that a sanitizer sees a read past its end.
 */
#include "base/arena.h"
#include "check.h"
#include "decode/jpeg_entropy_decoder.h"
#include "jpeg_file.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>

#define WHOLE 65536u
#define ENOUGH_COEFS (1u << 17)

typedef enum owner { OURS, LIBJPEG } owner;

/* What became of a file: 0, or the number of libjpeg's error or of a warning that means lost pixels. */
typedef struct outcome {
    int code;
    size_t n_coefs;
    JCOEF coefs[ENOUGH_COEFS];
} outcome;

typedef struct reading {
    struct jpeg_decompress_struct lib;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    const uint8_t *bytes;
    size_t n_bytes, offset, window_bytes;
    uint8_t *window;
    jmp_buf fence;
} reading;

static outcome first, second;

static void leave(j_common_ptr lib)
{
    longjmp(((reading *)lib->client_data)->fence, lib->err->msg_code);
}

static void on_message(j_common_ptr lib, int level)
{
    const int code = lib->err->msg_code;

    if (level < 0 && (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_MUST_RESYNC ||
                      code == JWRN_BOGUS_PROGRESSION))
        leave(lib);
}

static void nothing(j_decompress_ptr lib)
{
    (void)lib;
}

static boolean next_window(j_decompress_ptr lib)
{
    reading *const from = lib->client_data;
    const size_t left = from->n_bytes - from->offset;
    const size_t n = left < from->window_bytes ? left : from->window_bytes;

    if (n == 0)
        ERREXIT(lib, JERR_INPUT_EOF);
    free(from->window);
    from->window = malloc(n);
    memcpy(from->window, from->bytes + from->offset, n);
    from->offset += n;
    from->source.next_input_byte = from->window;
    from->source.bytes_in_buffer = n;
    return TRUE;
}

static void skip(j_decompress_ptr lib, long n_bytes)
{
    for (; n_bytes > 0; n_bytes--) {
        if (lib->src->bytes_in_buffer == 0)
            next_window(lib);
        lib->src->next_input_byte++;
        lib->src->bytes_in_buffer--;
    }
}

static void take_coefs(j_decompress_ptr lib, outcome *to)
{
    for (int c = 0; c < lib->num_components; c++) {
        const jpeg_component_info *const component = &lib->comp_info[c];
        for (JDIMENSION row = 0; row < component->height_in_blocks; row++) {
            const JBLOCKARRAY blocks =
                lib->mem->access_virt_barray((j_common_ptr)lib, lib->coef->coef_arrays[c], row, 1, FALSE);
            const size_t n = (size_t)component->width_in_blocks * DCTSIZE2;
            if (!CHECK(to->n_coefs + n <= ENOUGH_COEFS))
                return;
            memcpy(to->coefs + to->n_coefs, blocks[0][0], n * sizeof(JCOEF));
            to->n_coefs += n;
        }
    }
}

static void use_libjpeg(j_decompress_ptr lib)
{
    if (lib->progressive_mode)
        libjpeg_jinit_phuff_decoder(lib);
    else
        libjpeg_jinit_huff_decoder(lib);
    lib->entropy->start_pass(lib);
}

static void read_coefs(reading *from, owner who, outcome *to)
{
    struct jpeg_decompress_struct *const lib = &from->lib;

    jpeg_read_header(lib, TRUE);
    lib->buffered_image = TRUE;
    lib->raw_data_out = TRUE;
    jpeg_start_decompress(lib);
    if (who == LIBJPEG)
        use_libjpeg(lib);
    while (jpeg_consume_input(lib) != JPEG_REACHED_EOI)
        ;
    take_coefs(lib, to);
}

static void decode(const uint8_t *bytes, size_t n_bytes, size_t window_bytes, owner who, outcome *to)
{
    static reading from;
    rill_heap heap = {.limit_bytes = 1u << 28};

    from = (reading){.bytes = bytes, .n_bytes = n_bytes, .window_bytes = window_bytes};
    to->n_coefs = 0;
    rill_heap_use(&heap);
    from.lib.err = jpeg_std_error(&from.errors);
    from.errors.error_exit = leave;
    from.errors.emit_message = on_message;
    from.lib.client_data = &from;
    to->code = setjmp(from.fence);
    if (to->code == 0) {
        jpeg_create_decompress(&from.lib);
        from.source = (struct jpeg_source_mgr){.init_source = nothing,
                                               .fill_input_buffer = next_window,
                                               .skip_input_data = skip,
                                               .resync_to_restart = jpeg_resync_to_restart,
                                               .term_source = nothing};
        from.lib.src = &from.source;
        read_coefs(&from, who, to);
    }
    jpeg_destroy_decompress(&from.lib);
    free(from.window);
    rill_heap_use(NULL);
    rill_heap_free_all(&heap);
}

static bool same(const outcome *a, const outcome *b)
{
    return a->code == b->code && a->n_coefs == b->n_coefs &&
           memcmp(a->coefs, b->coefs, a->n_coefs * sizeof(JCOEF)) == 0;
}

/* ---- files ---- */

static uint32_t random_state = 1;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % limit;
}

/* Smooth on the left, noise of growing contrast to the right. */
static void draw_row(const void *user, uint32_t y, uint8_t *row)
{
    const jpeg_drawing *const drawing = user;

    for (uint32_t i = 0; i < drawing->width_px * drawing->n_components; i++) {
        const uint32_t x = i / drawing->n_components,
                       contrast = 1 + 255 * x * x / (drawing->width_px * drawing->width_px);
        row[i] = (uint8_t)((x + 2 * y + 40 * (i % drawing->n_components) + random_below(contrast)) & 255);
    }
}

static const jpeg_drawing kinds[] = {
    {.width_px = 150, .height_px = 70, .n_components = 3, .h = {2, 1, 1}, .v = {2, 1, 1}, .quality = 80},
    {.width_px = 151, .height_px = 33, .n_components = 3, .h = {1, 1, 1}, .v = {1, 1, 1}, .quality = 100},
    {.width_px = 90, .height_px = 90, .n_components = 1, .h = {1}, .v = {1}, .quality = 30},
    {.width_px = 99,
     .height_px = 65,
     .n_components = 3,
     .h = {2, 1, 1},
     .v = {1, 1, 1},
     .quality = 90,
     .restart_mcus = 3},
    {.width_px = 150,
     .height_px = 70,
     .n_components = 3,
     .h = {2, 1, 1},
     .v = {2, 1, 1},
     .quality = 80,
     .progressive = true},
    {.width_px = 99,
     .height_px = 65,
     .n_components = 3,
     .h = {1, 1, 1},
     .v = {1, 1, 1},
     .quality = 98,
     .progressive = true},
    {.width_px = 61,
     .height_px = 99,
     .n_components = 1,
     .h = {1},
     .v = {1},
     .quality = 60,
     .progressive = true,
     .restart_mcus = 5},
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])

static void draw(jpeg_file *file, jpeg_drawing drawing)
{
    drawing.draw_row = draw_row;
    drawing.user = &drawing;
    jpeg_file_open(file, &drawing);
}

/* ---- tests ---- */

TEST(our_coefficients_are_those_of_libjpeg_whatever_the_windows)
{
    static const size_t windows[] = {WHOLE, 1, 2, 3, 4, 5, 7, 64, 1000};
    jpeg_file file;

    for (size_t kind = 0; kind < N_KINDS; kind++) {
        draw(&file, kinds[kind]);
        decode(file.bytes, file.n_bytes, WHOLE, LIBJPEG, &first);
        CHECK_EQUAL(first.code, 0);
        for (size_t w = 0; w < sizeof windows / sizeof windows[0]; w++) {
            decode(file.bytes, file.n_bytes, windows[w], OURS, &second);
            CHECK(same(&first, &second));
        }
        jpeg_file_close(&file);
    }
}

TEST(a_file_that_is_cut_anywhere_has_one_verdict)
{
    jpeg_file file;

    for (size_t kind = 0; kind < N_KINDS; kind++) {
        jpeg_drawing small = kinds[kind];
        small.width_px = 40;
        small.height_px = 24;
        draw(&file, small);
        for (size_t n_bytes = 0; n_bytes < file.n_bytes; n_bytes++) {
            decode(file.bytes, n_bytes, WHOLE, OURS, &first);
            decode(file.bytes, n_bytes, 1 + n_bytes % 5, OURS, &second);
            CHECK_EQUAL(first.code, JERR_INPUT_EOF);
            CHECK_EQUAL(second.code, JERR_INPUT_EOF);
        }
        jpeg_file_close(&file);
    }
}

static size_t scan_offset(const jpeg_file *file)
{
    size_t i = 2;

    while (file->bytes[i + 1] != 0xDA)
        i += 2 + ((size_t)file->bytes[i + 2] << 8 | file->bytes[i + 3]);
    return i + 12;
}

/* Where libjpeg's sequential decoder sees a code that is none it refuses the file, or not: as its window ends. */
TEST(a_damaged_file_has_one_verdict_and_where_libjpeg_takes_it_its_coefficients)
{
    unsigned n_taken = 0, n_refused = 0;
    jpeg_file file;

    for (unsigned round = 0; round < 40 * N_KINDS; round++) {
        draw(&file, kinds[round % N_KINDS]);
        const size_t begin = scan_offset(&file);
        for (unsigned i = 0; i < 1 + round % 3; i++)
            file.bytes[begin + random_below((uint32_t)(file.n_bytes - 2 - begin))] ^= (uint8_t)(1u << random_below(8));
        decode(file.bytes, file.n_bytes, WHOLE, OURS, &first);
        decode(file.bytes, file.n_bytes, 1 + random_below(40), OURS, &second);
        CHECK(first.code == second.code && (first.code != 0 || same(&first, &second)));
        decode(file.bytes, file.n_bytes, WHOLE, LIBJPEG, &second);
        if (second.code == 0)
            CHECK(same(&first, &second));
        n_taken += second.code == 0;
        n_refused += first.code != 0;
        jpeg_file_close(&file);
    }
    CHECK(n_taken > 20 && n_refused > 20);
}

TEST(a_table_that_is_no_prefix_code_is_refused)
{
    jpeg_file file;

    draw(&file, kinds[0]);
    for (size_t i = 2; i < scan_offset(&file) - 12; i++) {
        if (file.bytes[i] != 0xFF || file.bytes[i + 1] != 0xC4)
            continue;
        file.bytes[i + 5] = 3; /* codes of one bit */
        decode(file.bytes, file.n_bytes, WHOLE, OURS, &first);
        CHECK_EQUAL(first.code, JERR_BAD_HUFF_TABLE);
        break;
    }
    jpeg_file_close(&file);
}

TEST(a_table_that_is_not_there_is_refused_whatever_its_number)
{
    jpeg_file file;

    for (size_t kind = 0; kind < N_KINDS; kind++) {
        draw(&file, kinds[kind]);
        for (unsigned number = 2; number < 16; number++) {
            file.bytes[scan_offset(&file) - 6] = (uint8_t)(number << 4 | number); /* of the first component */
            decode(file.bytes, file.n_bytes, WHOLE, OURS, &first);
            CHECK_EQUAL(first.code, JERR_NO_HUFF_TABLE);
        }
        jpeg_file_close(&file);
    }
}
