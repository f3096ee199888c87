/*
 * config.h - libwebp as scanrill builds it (its own build writes this file with autoconf)
 *
 * WEBP_REDUCE_CSP  only RGBA, BGRA and YUV come out of the decoder, only RGB(A/X) and YUV go into the encoder
 * WEBP_REDUCE_SIZE no scaling inside libwebp, no automatic filter strength
 * WEBP_DISABLE_STATS no PSNR, no per-macroblock statistics
 * No threads: neither WEBP_USE_THREAD nor the functions that need it.
 */
#define WEBP_REDUCE_CSP
#define WEBP_REDUCE_SIZE
#define WEBP_DISABLE_STATS

#define HAVE_BUILTIN_BSWAP16 1
#define HAVE_BUILTIN_BSWAP32 1
#define HAVE_BUILTIN_BSWAP64 1

/* The same SSE2 code natively and, through emcc's translation to SIMD128, in wasm. */
#if defined(__SSE2__) && !defined(RILL_SCALAR)
#define WEBP_HAVE_SSE2 1
#endif
