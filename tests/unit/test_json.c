/*
 * test_json.c - what is written is JSON, or nothing
 */
#include "check.h"
#include "request/json.h"
#include "request/utf8.h"

#include <string.h>

static char text[512];

static const char *closed(rill_json *json)
{
    const size_t n_bytes = rill_json_close(json);

    text[n_bytes] = '\0';
    return text;
}

TEST(objects_and_arrays_get_their_commas)
{
    rill_json json;

    rill_json_open(&json, text, sizeof text);
    rill_json_object(&json, NULL);
    rill_json_integer(&json, "width", 800);
    rill_json_array(&json, "stages");
    rill_json_string(&json, NULL, "decode");
    rill_json_string(&json, NULL, "encode");
    rill_json_end_array(&json);
    rill_json_object(&json, "empty");
    rill_json_end_object(&json);
    rill_json_bool(&json, "alpha", false);
    rill_json_end_object(&json);
    CHECK_TEXT(closed(&json), "{\"width\":800,\"stages\":[\"decode\",\"encode\"],\"empty\":{},\"alpha\":false}");
}

TEST(numbers_are_written_in_full)
{
    rill_json json;

    rill_json_open(&json, text, sizeof text);
    rill_json_array(&json, NULL);
    rill_json_integer(&json, NULL, INT64_MIN);
    rill_json_integer(&json, NULL, INT64_MAX);
    rill_json_decimal(&json, NULL, 1500, 3);
    rill_json_decimal(&json, NULL, 7, 3);
    rill_json_decimal(&json, NULL, 42, 0);
    rill_json_end_array(&json);
    CHECK_TEXT(closed(&json), "[-9223372036854775808,9223372036854775807,1.500,0.007,42]");
}

TEST(strings_are_escaped_and_made_utf8)
{
    rill_json json;

    rill_json_open(&json, text, sizeof text);
    rill_json_string(&json, NULL, "\"a\\b\"\n\x1F\x7F caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xFF\xC3");
    CHECK_TEXT(closed(&json), "\"\\\"a\\\\b\\\"\\u000a\\u001f\\u007f caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 "
                              "\\ufffd\\ufffd\"");
}

TEST(what_does_not_fit_is_nothing)
{
    rill_json json;

    for (size_t room_bytes = 0; room_bytes <= 12; room_bytes++) {
        rill_json_open(&json, text, room_bytes);
        rill_json_object(&json, NULL);
        rill_json_integer(&json, "w", 80000);
        rill_json_end_object(&json);
        CHECK_EQUAL(rill_json_close(&json), room_bytes < 11 ? 0 : 11);
    }
}

TEST(only_utf8_is_utf8)
{
    static const struct {
        const char *text;
        size_t char_bytes;
    } rows[] = {
        {"a", 1},
        {"\xC3\xA9", 2},
        {"\xE2\x82\xAC", 3},
        {"\xF0\x9F\x98\x80", 4},
        {"\xF4\x8F\xBF\xBF", 4},
        {"\x80", 0},
        {"\xC3", 0},
        {"\xC3(", 0},
        {"\xC0\xAF", 0},
        {"\xE0\x80\xAF", 0},
        {"\xF0\x80\x80\xAF", 0},
        {"\xED\xA0\x80", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xF8\x88\x80\x80", 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_EQUAL(rill_utf8_char_bytes(rows[i].text, strlen(rows[i].text)), rows[i].char_bytes);
    CHECK_EQUAL(rill_utf8_char_bytes("", 0), 0);
}
