/*
 * jconfig.h - libjpeg-turbo as scanrill builds it (its own build writes this file with CMake)
 *
 * No arithmetic coding, no memory source: less code that a hostile file can reach.
 */
#define JPEG_LIB_VERSION 62 /* one DCT_scaled_size a component */
#define LIBJPEG_TURBO_VERSION 2.1.5
#define LIBJPEG_TURBO_VERSION_NUMBER 2001005
#define BITS_IN_JSAMPLE 8
#define WITH_SIMD 1 /* 16-bit tables and workspaces; what there is, src/simd/jpeg_door.c says */
