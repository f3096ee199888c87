/*
 * work.c - report the first error, spend work
 *
 * rill_fail() formats its detail itself: printf's family would bring floating point
 * and locales into the wasm file for the sake of a few numbers.
 */
#include "base/work.h"

#include <stdarg.h>

/* Text that is cut off where its buffer ends, and always ended by NUL. */
typedef struct detail_text {
    char *bytes;
    size_t n_bytes;
} detail_text;

static void put_char(detail_text *text, char c)
{
    if (text->n_bytes + 1 < RILL_DETAIL_BYTES)
        text->bytes[text->n_bytes++] = c;
}

static void put_string(detail_text *text, const char *string)
{
    while (*string != '\0')
        put_char(text, *string++);
}

static void put_number(detail_text *text, unsigned long number)
{
    char digits[24];
    size_t n_digits = 0;

    do {
        digits[n_digits++] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    while (n_digits > 0)
        put_char(text, digits[--n_digits]);
}

static void put_signed(detail_text *text, int number)
{
    if (number < 0)
        put_char(text, '-');
    put_number(text, number < 0 ? 0ul - (unsigned long)number : (unsigned long)number);
}

/* Write what one '%' asks for; returns the last character of the conversion. */
static const char *put_conversion(detail_text *text, const char *conversion, va_list *arguments)
{
    switch (*conversion) {
    case 's':
        put_string(text, va_arg(*arguments, const char *));
        break;
    case 'd':
        put_signed(text, va_arg(*arguments, int));
        break;
    case 'u':
        put_number(text, va_arg(*arguments, unsigned));
        break;
    case 'l': /* %lu */
        put_number(text, va_arg(*arguments, unsigned long));
        conversion++;
        break;
    default:
        put_char(text, *conversion);
        break;
    }
    return conversion;
}

rill_status rill_fail(rill_work *work, rill_status status, const char *where, const char *detail, ...)
{
    if (work->status != RILL_OK)
        return status;

    detail_text text = {work->detail, 0};
    va_list arguments;
    va_start(arguments, detail);
    for (const char *at = detail; *at != '\0'; at++) {
        if (*at == '%' && at[1] != '\0')
            at = put_conversion(&text, at + 1, &arguments);
        else
            put_char(&text, *at);
    }
    va_end(arguments);
    text.bytes[text.n_bytes] = '\0';

    work->status = status;
    work->where = where;
    return status;
}

rill_status rill_work_step(rill_work *work, const char *where)
{
    if (work->host.now(work->host.user) > work->deadline_at_ms)
        return rill_fail(work, RILL_DEADLINE, where, "");
    if (work->slice_units == 0)
        return RILL_OK;
    if (work->slice_left == 0)
        return RILL_MORE;
    work->slice_left--;
    return RILL_OK;
}
