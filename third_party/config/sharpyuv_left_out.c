/*
 * sharpyuv_left_out.c - the three functions that libwebp's encoder wants of libsharpyuv
 *
 * SharpYUV takes memory past our allocator and its tables from pow and exp, so it is
 * left out.  It runs only with WebPConfig.use_sharp_yuv, which encode_webp.c never
 * sets; if somebody does, the conversion reports failure instead of wrong colours.
 */
#include "sharpyuv/sharpyuv.h"
#include "sharpyuv/sharpyuv_csp.h"
#include "src/dsp/cpu.h"

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
