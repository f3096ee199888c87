/*
 * jconfigint.h - what the compiler offers libjpeg-turbo (clang, gcc and emcc alike)
 *
 * BUILD holds no date, so that two builds give equal bytes.
 */
#define BUILD "scanrill"
#define INLINE inline __attribute__((always_inline))
#define THREAD_LOCAL __thread
#define PACKAGE_NAME "libjpeg-turbo"
#define VERSION "2.1.5"
#define SIZEOF_SIZE_T __SIZEOF_SIZE_T__
#define HAVE_BUILTIN_CTZL /* unsigned long and size_t have the same size, natively and in wasm32 */

#if defined(__has_attribute) && __has_attribute(fallthrough)
#define FALLTHROUGH __attribute__((fallthrough));
#else
#define FALLTHROUGH
#endif
