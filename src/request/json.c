/*
 * json.c - write JSON into a buffer
 */
#include "request/json.h"

#include "request/utf8.h"

#include <string.h>

void rill_json_open(rill_json *json, char *into, size_t room_bytes)
{
    *json = (rill_json){.bytes = into, .room_bytes = room_bytes};
}

static void put(rill_json *json, const char *bytes, size_t n_bytes)
{
    if (n_bytes > json->room_bytes - json->n_bytes) {
        json->too_small = true;
        return;
    }
    memcpy(json->bytes + json->n_bytes, bytes, n_bytes);
    json->n_bytes += n_bytes;
}

static void put_char(rill_json *json, char c)
{
    put(json, &c, 1);
}

static void put_escape(rill_json *json, uint8_t c)
{
    static const char hex[] = "0123456789abcdef";
    const char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};

    put(json, escape, sizeof escape);
}

static void put_string(rill_json *json, const char *string)
{
    const char *const end = string + strlen(string);

    put_char(json, '"');
    while (string < end) {
        const size_t n_bytes = rill_utf8_char_bytes(string, (size_t)(end - string));
        if (n_bytes == 0)
            put(json, "\\ufffd", 6);
        else if (*string == '"' || *string == '\\')
            put(json, (const char[]){'\\', *string}, 2);
        else if (n_bytes == 1 && (*string < ' ' || *string == 0x7F))
            put_escape(json, (uint8_t)*string);
        else
            put(json, string, n_bytes);
        string += n_bytes == 0 ? 1 : n_bytes;
    }
    put_char(json, '"');
}

static void put_digits(rill_json *json, uint64_t number, unsigned at_least)
{
    char digits[20];
    size_t first = sizeof digits;

    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0 || sizeof digits - first < at_least);
    put(json, digits + first, sizeof digits - first);
}

/* What stands before each value: a comma, and inside an object its name. */
static void put_lead(rill_json *json, const char *name)
{
    if (json->wants_comma)
        put_char(json, ',');
    if (name != NULL) {
        put_string(json, name);
        put_char(json, ':');
    }
    json->wants_comma = true;
}

void rill_json_object(rill_json *json, const char *name)
{
    put_lead(json, name);
    put_char(json, '{');
    json->wants_comma = false;
}

void rill_json_end_object(rill_json *json)
{
    put_char(json, '}');
    json->wants_comma = true;
}

void rill_json_array(rill_json *json, const char *name)
{
    put_lead(json, name);
    put_char(json, '[');
    json->wants_comma = false;
}

void rill_json_end_array(rill_json *json)
{
    put_char(json, ']');
    json->wants_comma = true;
}

void rill_json_string(rill_json *json, const char *name, const char *value)
{
    put_lead(json, name);
    put_string(json, value);
}

void rill_json_integer(rill_json *json, const char *name, int64_t value)
{
    put_lead(json, name);
    if (value < 0)
        put_char(json, '-');
    put_digits(json, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);
}

void rill_json_decimal(rill_json *json, const char *name, uint64_t value, unsigned n_decimals)
{
    uint64_t one = 1;

    for (unsigned i = 0; i < n_decimals; i++)
        one *= 10;
    put_lead(json, name);
    put_digits(json, value / one, 1);
    if (n_decimals > 0) {
        put_char(json, '.');
        put_digits(json, value % one, n_decimals);
    }
}

void rill_json_bool(rill_json *json, const char *name, bool value)
{
    put_lead(json, name);
    put(json, value ? "true" : "false", value ? 4 : 5);
}

size_t rill_json_close(const rill_json *json)
{
    return json->too_small ? 0 : json->n_bytes;
}
