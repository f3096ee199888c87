/*
 * format.h - printf's few conversions that texts of errors need
 *
 * printf's family would bring floating point and locales into the wasm file for the
 * sake of a few numbers.
 */
#ifndef RILL_BASE_FORMAT_H
#define RILL_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Write a text, cut off where it would take more than 'room_bytes' (at least 1), and end it by NUL.
 * Conversions: %s %c %d %u %lu %x; %d, %u and %x of what is not negative may have a width of one
 * digit, also with a zero before it.
 */
void rill_format(char *text, size_t room_bytes, const char *format, ...) __attribute__((format(printf, 3, 4)));
void rill_format_list(char *text, size_t room_bytes, const char *format, va_list *arguments);

#endif
