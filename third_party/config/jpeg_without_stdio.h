/*
 * jpeg_without_stdio.h - included before jerror.c: libjpeg prints nothing and ends no process
 *
 * decode_jpeg.c and encode_jpeg.c replace error_exit and output_message; the defaults
 * of jerror.c, which they never call, would otherwise bring stderr and exit() into the wasm.
 * Its messages are formatted as ours are: snprintf knows floating point and is 7 KB of wasm.
 */
#include "base/format.h"

#include <stdio.h>
#include <stdlib.h>

#undef fprintf
#define fprintf(...) ((void)0)
#undef exit
#define exit(status) __builtin_trap()
#undef snprintf
#define snprintf rill_format
