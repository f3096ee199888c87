/*
 * libwebp_math.h - included before every file of libwebp: pow and log from one file of ours
 *
 * libwebp derives quantisers and gamma tables with them.  The machine's own differ in
 * the last bits from libc to libc, and one differing quantiser means other bytes.
 */
#include <math.h>

#include "base/fixed_math.h"

#undef pow
#undef log
#undef log10
#define pow rill_pow
#define log rill_log
#define log10 rill_log10
