/*
 * libwebp_left_out.c - functions that libwebp wants of files that are left out
 *
 * SharpYUV takes memory past our allocator and its tables from pow and exp, so it is
 * left out.  It runs only with WebPConfig.use_sharp_yuv, which encode_webp.c never
 * sets; if somebody does, the conversion reports failure instead of wrong colours.
 *
 * Pixels come out of libwebp's decoders by hooks of webp_lossy.c and webp_lossless.c.
 * Its own (io_dec.c: scaling, a dozen pixel formats) would only be installed for an alpha
 * plane, whose decoder never calls them.  The rescaler would run only with
 * VP8Io.use_scaling, which nobody sets.
 */
#include "sharpyuv/sharpyuv.h"
#include "sharpyuv/sharpyuv_csp.h"
#include "src/dec/webpi_dec.h"
#include "src/dsp/cpu.h"
#include "src/utils/rescaler_utils.h"

#include <stddef.h>

/* No header of libwebp declares it; picture_csp_enc.c does so itself. */
void SharpYuvInit(VP8CPUInfo cpu_info_func);

void SharpYuvInit(VP8CPUInfo cpu_info_func)
{
    (void)cpu_info_func;
}

const SharpYuvConversionMatrix *SharpYuvGetConversionMatrix(SharpYuvMatrixType matrix_type)
{
    (void)matrix_type;
    return NULL;
}

int SharpYuvConvert(const void *r_ptr, const void *g_ptr, const void *b_ptr, int rgb_step, int rgb_stride,
                    int rgb_bit_depth, void *y_ptr, int y_stride, void *u_ptr, int u_stride, void *v_ptr, int v_stride,
                    int yuv_bit_depth, int width, int height, const SharpYuvConversionMatrix *yuv_matrix)
{
    (void)r_ptr, (void)g_ptr, (void)b_ptr, (void)rgb_step, (void)rgb_stride, (void)rgb_bit_depth;
    (void)y_ptr, (void)y_stride, (void)u_ptr, (void)u_stride, (void)v_ptr, (void)v_stride;
    (void)yuv_bit_depth, (void)width, (void)height, (void)yuv_matrix;
    return 0;
}

void WebPInitCustomIo(WebPDecParams *params, VP8Io *io)
{
    (void)params, (void)io;
}

int WebPRescalerGetScaledDimensions(int source_width, int source_height, int *scaled_width, int *scaled_height)
{
    (void)source_width, (void)source_height, (void)scaled_width, (void)scaled_height;
    return 0;
}

int WebPRescaleNeededLines(const WebPRescaler *rescaler, int max_rows)
{
    (void)rescaler, (void)max_rows;
    return 0;
}

int WebPRescalerImport(WebPRescaler *rescaler, int rows, const uint8_t *source, int source_stride)
{
    (void)rescaler, (void)rows, (void)source, (void)source_stride;
    return 0;
}

void WebPRescalerExportRow(WebPRescaler *rescaler)
{
    (void)rescaler;
}
