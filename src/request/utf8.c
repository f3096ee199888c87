/*
 * utf8.c - check one character (RFC 3629)
 */
#include "request/utf8.h"

#include <stdbool.h>
#include <stdint.h>

size_t rill_utf8_char_bytes(const char *text, size_t n_bytes)
{
    /* Smallest code point of each length: a smaller one is an overlong form. */
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

    if (n_bytes == 0)
        return 0;
    const uint8_t lead = (uint8_t)text[0];
    if (lead < 0x80)
        return 1;

    const size_t char_bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC0 || lead > 0xF7 || char_bytes > n_bytes)
        return 0;
    uint32_t code_point = lead & (0x7Fu >> char_bytes);
    for (size_t i = 1; i < char_bytes; i++) {
        const uint8_t next = (uint8_t)text[i];
        if ((next & 0xC0) != 0x80)
            return 0;
        code_point = code_point << 6 | (next & 0x3F);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return code_point < smallest[char_bytes] || code_point > 0x10FFFF || surrogate ? 0 : char_bytes;
}
