/*
 * libwebp_always_sse2.h - SSE2 is there: no asking at run time
 *
 * Included before a file of libwebp's src/dsp/ that is compiled together with its SSE2
 * half.  Its function pointers are set to plain C first and then to SSE2; when the
 * compiler sees both, and that the second always happens, it leaves out the first and
 * the plain C that nobody else calls.  What libwebp declares extern is internal here,
 * because it was declared so before.
 */
#include "src/dsp/dsp.h"

#ifdef WEBP_HAVE_SSE2
static int always_sse2(CPUFeature feature)
{
    return feature == kSSE2;
}

static VP8CPUInfo VP8GetCPUInfo = always_sse2;

static void VP8DspInitSSE2(void);
static void VP8EncDspCostInitSSE2(void);
static void VP8EncDspInitSSE2(void);
static void VP8FiltersInitSSE2(void);
static void VP8LDspInitSSE2(void);
static void VP8LEncDspInitSSE2(void);
static void WebPInitAlphaProcessingSSE2(void);
static void WebPInitConvertARGBToYUVSSE2(void);
static void WebPInitSamplersSSE2(void);
static void WebPInitUpsamplersSSE2(void);
static void WebPInitYUV444ConvertersSSE2(void);
#endif
