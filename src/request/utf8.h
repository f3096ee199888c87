/*
 * utf8.h - is this UTF-8?
 */
#ifndef RILL_REQUEST_UTF8_H
#define RILL_REQUEST_UTF8_H

#include <stddef.h>

/*
 * Length of the character at 'text', 1..4.  0: not UTF-8 (a stray or missing
 * continuation, an overlong form, a surrogate, past U+10FFFF), or nothing there.
 */
size_t rill_utf8_char_bytes(const char *text, size_t n_bytes);

#endif
