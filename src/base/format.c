/*
 * format.c - printf's few conversions that texts of errors need
 */
#include "base/format.h"

/* Text that is cut off where its buffer ends. */
typedef struct cut_text {
    char *bytes;
    size_t n_bytes;
    size_t room_bytes;
} cut_text;

static void put_char(cut_text *text, char c)
{
    if (text->n_bytes + 1 < text->room_bytes)
        text->bytes[text->n_bytes++] = c;
}

static void put_string(cut_text *text, const char *string)
{
    while (*string != '\0')
        put_char(text, *string++);
}

/* In at least 'width' characters. */
static void put_number(cut_text *text, unsigned long number, unsigned base, size_t width, char filler)
{
    char digits[24];
    size_t n_digits = 0;

    do {
        digits[n_digits++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number != 0);
    for (size_t i = n_digits; i < width; i++)
        put_char(text, filler);
    while (n_digits > 0)
        put_char(text, digits[--n_digits]);
}

static void put_signed(cut_text *text, int number, size_t width, char filler)
{
    if (number >= 0) {
        put_number(text, (unsigned long)number, 10, width, filler);
        return;
    }
    put_char(text, '-');
    put_number(text, 0ul - (unsigned long)number, 10, 0, filler);
}

/* Write what one '%' asks for; returns the last character of the conversion. */
static const char *put_conversion(cut_text *text, const char *at, va_list *arguments)
{
    const char filler = *at == '0' ? '0' : ' ';
    size_t width = 0;

    for (; *at >= '0' && *at <= '9' && at[1] != '\0'; at++)
        width = (size_t)(*at - '0');
    switch (*at) {
    case 's':
        put_string(text, va_arg(*arguments, const char *));
        break;
    case 'c':
        put_char(text, (char)va_arg(*arguments, int));
        break;
    case 'd':
        put_signed(text, va_arg(*arguments, int), width, filler);
        break;
    case 'u':
        put_number(text, va_arg(*arguments, unsigned), 10, width, filler);
        break;
    case 'x':
        put_number(text, va_arg(*arguments, unsigned), 16, width, filler);
        break;
    case 'l': /* %lu */
        put_number(text, va_arg(*arguments, unsigned long), 10, width, filler);
        at++;
        break;
    default:
        put_char(text, *at);
        break;
    }
    return at;
}

void rill_format_list(char *text, size_t room_bytes, const char *format, va_list *arguments)
{
    cut_text cut = {text, 0, room_bytes};

    for (const char *at = format; *at != '\0'; at++) {
        if (*at == '%' && at[1] != '\0')
            at = put_conversion(&cut, at + 1, arguments);
        else
            put_char(&cut, *at);
    }
    cut.bytes[cut.n_bytes] = '\0';
}

void rill_format(char *text, size_t room_bytes, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    rill_format_list(text, room_bytes, format, &arguments);
    va_end(arguments);
}
