/*
 * jpeg_file.h - JPEG files written by libjpeg itself, of any sampling it can write, in memory
 */
#ifndef JPEG_FILE_H
#define JPEG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct jpeg_drawing {
    uint32_t width_px, height_px;
    unsigned n_components; /* 1: gray; 3: Y, Cb, Cr */
    uint8_t h[3], v[3];    /* sampling factors */
    unsigned orientation;  /* EXIF; 0: none is written */
    int quality;
    bool progressive;
    unsigned restart_mcus; /* 0: no restart markers */
    /* A row of samples at full size, components interleaved. */
    void (*draw_row)(const void *user, uint32_t y, uint8_t *row);
    const void *user;
} jpeg_drawing;

typedef struct jpeg_file {
    uint8_t *bytes;
    size_t n_bytes;
} jpeg_file;

void jpeg_file_open(jpeg_file *file, const jpeg_drawing *drawing);
void jpeg_file_close(jpeg_file *file);

#endif
