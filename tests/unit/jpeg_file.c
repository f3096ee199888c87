/*
 * jpeg_file.c - JPEG files written by libjpeg itself
 */
#include "jpeg_file.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define FILE_BYTES_MAX (8u << 20)

typedef struct output {
    struct jpeg_destination_mgr manager; /* first */
    jpeg_file *file;
} output;

static void output_open(j_compress_ptr lib)
{
    output *const to = (output *)(void *)lib->dest;

    to->manager.next_output_byte = to->file->bytes;
    to->manager.free_in_buffer = FILE_BYTES_MAX;
}

static boolean output_full(j_compress_ptr lib)
{
    (void)lib;
    abort();
}

static void output_close(j_compress_ptr lib)
{
    output *const to = (output *)(void *)lib->dest;
    to->file->n_bytes = FILE_BYTES_MAX - to->manager.free_in_buffer;
}

static void describe(struct jpeg_compress_struct *lib, const jpeg_drawing *drawing)
{
    lib->image_width = drawing->width_px;
    lib->image_height = drawing->height_px;
    lib->input_components = (int)drawing->n_components;
    lib->in_color_space = drawing->n_components == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(lib);
    jpeg_set_quality(lib, drawing->quality, TRUE);
    for (unsigned c = 0; c < drawing->n_components; c++) {
        lib->comp_info[c].h_samp_factor = drawing->h[c];
        lib->comp_info[c].v_samp_factor = drawing->v[c];
    }
    lib->restart_interval = drawing->restart_mcus;
    if (drawing->progressive)
        jpeg_simple_progression(lib);
}

static void write_exif(struct jpeg_compress_struct *lib, unsigned orientation)
{
    uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0";

    exif[25] = (uint8_t)orientation;
    jpeg_write_marker(lib, JPEG_APP0 + 1, exif, sizeof exif - 1);
}

void jpeg_file_open(jpeg_file *file, const jpeg_drawing *drawing)
{
    rill_heap heap = {.limit_bytes = 1u << 30};
    struct jpeg_compress_struct lib;
    struct jpeg_error_mgr errors;
    output to = {
        {.init_destination = output_open, .empty_output_buffer = output_full, .term_destination = output_close}, file};
    uint8_t *row = malloc((size_t)drawing->width_px * drawing->n_components);

    file->bytes = malloc(FILE_BYTES_MAX);
    rill_heap_use(&heap);
    lib.err = jpeg_std_error(&errors);
    jpeg_create_compress(&lib);
    lib.dest = &to.manager;
    describe(&lib, drawing);
    jpeg_start_compress(&lib, TRUE);
    if (drawing->orientation != 0)
        write_exif(&lib, drawing->orientation);
    for (uint32_t y = 0; y < drawing->height_px; y++) {
        drawing->draw_row(drawing->user, y, row);
        jpeg_write_scanlines(&lib, &row, 1);
    }
    jpeg_finish_compress(&lib);
    jpeg_destroy_compress(&lib);
    rill_heap_use(NULL);
    rill_heap_free_all(&heap);
    free(row);
}

void jpeg_file_close(jpeg_file *file)
{
    free(file->bytes);
}
