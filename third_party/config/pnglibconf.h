/*
 * pnglibconf.h - libpng as scanrill builds it: what is not listed is left out
 *
 * libpng's own build makes this file from scripts/pnglibconf.dfa.  Left out, beside
 * others: the simplified API, quantize, gamma, text, sPLT, hIST, MNG, stdio, floating
 * point, unknown and user chunks, the push reader.  Nine of eleven recent
 * vulnerabilities of libpng were in these.  For 1.6.58 and 1.6.48 alike.
 */
#ifndef PNGLCONF_H
#define PNGLCONF_H

/* In general */
#define PNG_16BIT_SUPPORTED
#define PNG_ALIGNED_MEMORY_SUPPORTED
#define PNG_BENIGN_ERRORS_SUPPORTED
#define PNG_EASY_ACCESS_SUPPORTED
#define PNG_ERROR_TEXT_SUPPORTED
#define PNG_FIXED_POINT_SUPPORTED
#define PNG_GAMMA_SUPPORTED /* wanted by iCCP and sRGB; no gamma is applied */
#define PNG_INFO_IMAGE_SUPPORTED
#define PNG_IO_STATE_SUPPORTED
#define PNG_POINTER_INDEXING_SUPPORTED
#define PNG_SETJMP_SUPPORTED
#define PNG_SET_OPTION_SUPPORTED
#define PNG_SET_USER_LIMITS_SUPPORTED
#define PNG_USER_LIMITS_SUPPORTED
#define PNG_USER_MEM_SUPPORTED
#define PNG_WARNINGS_SUPPORTED

/* Reading */
#define PNG_READ_SUPPORTED
#define PNG_SEQUENTIAL_READ_SUPPORTED
#define PNG_BENIGN_READ_ERRORS_SUPPORTED
#define PNG_CHECK_FOR_INVALID_INDEX_SUPPORTED
#define PNG_READ_16BIT_SUPPORTED
#define PNG_READ_ANCILLARY_CHUNKS_SUPPORTED
#define PNG_READ_CHECK_FOR_INVALID_INDEX_SUPPORTED
#define PNG_READ_COMPRESSED_TEXT_SUPPORTED /* inflates iCCP */
#define PNG_READ_EXPAND_SUPPORTED
#define PNG_READ_FILLER_SUPPORTED
#define PNG_READ_GRAY_TO_RGB_SUPPORTED
#define PNG_READ_INTERLACING_SUPPORTED
#define PNG_READ_INT_FUNCTIONS_SUPPORTED
#define PNG_READ_OPT_PLTE_SUPPORTED
#define PNG_READ_PACK_SUPPORTED
#define PNG_READ_SCALE_16_TO_8_SUPPORTED
#define PNG_READ_STRIP_ALPHA_SUPPORTED
#define PNG_READ_TRANSFORMS_SUPPORTED
#define PNG_READ_USER_TRANSFORM_SUPPORTED /* wanted by the next line only */
#define PNG_USER_TRANSFORM_INFO_SUPPORTED /* png_get_current_row_number: did the source end after its last row? */
#define PNG_READ_iCCP_SUPPORTED
#define PNG_READ_sRGB_SUPPORTED
#define PNG_READ_tRNS_SUPPORTED

/* Chunks that png_info knows */
#define PNG_iCCP_SUPPORTED
#define PNG_sRGB_SUPPORTED
#define PNG_tRNS_SUPPORTED

/* Settings */
#define PNG_INTEL_SSE_OPT 0 /* the same code everywhere: src/simd/png_door.c */
#define PNG_ARM_NEON_OPT 0
#define PNG_FILTER_OPTIMIZATIONS rill_png_choose_filters
#define PNG_ABORT() __builtin_trap() /* never reached: our error function does not return */
#define PNG_API_RULE 0
#define PNG_DEFAULT_READ_MACROS 1
#define PNG_GAMMA_THRESHOLD_FIXED 5000
#define PNG_IDAT_READ_SIZE PNG_ZBUF_SIZE
#define PNG_INFLATE_BUF_SIZE 1024
#define PNG_LINKAGE_API extern
#define PNG_LINKAGE_CALLBACK extern
#define PNG_LINKAGE_DATA extern
#define PNG_LINKAGE_FUNCTION extern
#define PNG_MAX_GAMMA_8 11
#define PNG_TEXT_Z_DEFAULT_COMPRESSION (-1)
#define PNG_TEXT_Z_DEFAULT_STRATEGY 0
#define PNG_USER_CHUNK_CACHE_MAX 1000
#define PNG_USER_CHUNK_MALLOC_MAX 8388608 /* RILL_LIMIT max_metadata_bytes */
#define PNG_USER_HEIGHT_MAX 1000000       /* rill_limits are checked before */
#define PNG_USER_WIDTH_MAX 1000000
#define PNG_ZBUF_SIZE 8192
#define PNG_ZLIB_VERNUM 0x1310
#define PNG_Z_DEFAULT_COMPRESSION (-1)
#define PNG_Z_DEFAULT_NOFILTER_STRATEGY 0
#define PNG_Z_DEFAULT_STRATEGY 1
#define PNG_sCAL_PRECISION 5
#define PNG_sRGB_PROFILE_CHECKS (-1) /* profiles are recognised by value, by us */

#endif
