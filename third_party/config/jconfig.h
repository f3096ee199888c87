/*
 * jconfig.h - libjpeg-turbo as scanrill builds it (its own build writes this file with CMake)
 *
 * No arithmetic coding, no memory source: less code that a hostile file can reach.
 */
#define JPEG_LIB_VERSION 62 /* one DCT_scaled_size a component */
#define LIBJPEG_TURBO_VERSION 2.1.5
#define LIBJPEG_TURBO_VERSION_NUMBER 2001005
#define BITS_IN_JSAMPLE 8
