/*
 * jpeg_coding.c - what the baseline and the progressive coder share: blocks in, bits out
 */
#include "encode/jpeg_coding.h"

#include <string.h>

#include <jchuff.h>

void rill_jpeg_transform_mcu(j_compress_ptr lib, JSAMPIMAGE planes, JDIMENSION column, bool last_row, JBLOCK *block)
{
    const bool last_column = column == lib->MCUs_per_row - 1;

    for (int c = 0; c < lib->comps_in_scan; c++) {
        jpeg_component_info *const component = lib->cur_comp_info[c];
        const int n_across = last_column ? component->last_col_width : component->MCU_width;
        const int n_down = last_row ? component->last_row_height : component->MCU_height;
        for (int y = 0; y < component->MCU_height; y++, block += component->MCU_width) {
            const int n_real = y < n_down ? n_across : 0;
            if (n_real > 0)
                lib->fdct->forward_DCT(lib, component, planes[component->component_index], block,
                                       (JDIMENSION)(y * DCTSIZE), column * (JDIMENSION)component->MCU_sample_width,
                                       (JDIMENSION)n_real);
            for (int x = n_real; x < component->MCU_width; x++) {
                memset(block[x], 0, sizeof block[x]);
                block[x][0] = block[x - 1][0];
            }
        }
    }
}

void rill_jpeg_best_table(j_compress_ptr lib, JHUFF_TBL **table, long counts[257])
{
    if (*table == NULL)
        *table = jpeg_alloc_huff_table((j_common_ptr)lib);
    jpeg_gen_optimal_table(lib, *table, counts);
}

void rill_jpeg_take_codes(j_compress_ptr lib, bool is_dc, int table, rill_huffman_code *codes, unsigned n)
{
    c_derived_tbl *derived = NULL;

    jpeg_make_c_derived_tbl(lib, is_dc, table, &derived);
    for (unsigned i = 0; i < n; i++)
        codes[i] = (rill_huffman_code){.code = (uint16_t)derived->ehufco[i], .n_bits = (uint16_t)derived->ehufsi[i]};
}

void rill_jpeg_copy_out(j_compress_ptr lib, const uint8_t *bytes, const uint8_t *end)
{
    while (bytes < end) {
        *lib->dest->next_output_byte++ = *bytes++;
        if (--lib->dest->free_in_buffer == 0)
            lib->dest->empty_output_buffer(lib);
    }
}

void rill_jpeg_finish_bits(j_compress_ptr lib, rill_jpeg_bits *held)
{
    uint8_t bytes[8], *end = bytes;

    if (held->n_bits % 8 != 0) {
        const unsigned n_ones = 8 - held->n_bits % 8;
        held->bits = held->bits << n_ones | ((1u << n_ones) - 1);
        held->n_bits += n_ones;
    }
    while (held->n_bits > 0) {
        held->n_bits -= 8;
        *end++ = (uint8_t)(held->bits >> held->n_bits);
        if (end[-1] == 0xFF)
            *end++ = 0;
    }
    rill_jpeg_copy_out(lib, bytes, end);
}
