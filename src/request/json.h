/*
 * json.h - write JSON into a buffer that may be too small
 *
 * Values get a name inside an object and NULL inside an array or as the root.
 * Commas and escapes are ours.  What does not fit is dropped as a whole: the result
 * then has length 0.
 */
#ifndef RILL_REQUEST_JSON_H
#define RILL_REQUEST_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rill_json {
    char *bytes;
    size_t room_bytes;
    size_t n_bytes;
    bool too_small;
    bool wants_comma; /* a value stands before this place */
} rill_json;

void rill_json_open(rill_json *json, char *into, size_t room_bytes);

void rill_json_object(rill_json *json, const char *name);
void rill_json_end_object(rill_json *json);
void rill_json_array(rill_json *json, const char *name);
void rill_json_end_array(rill_json *json);

/* Bytes that are not UTF-8 become U+FFFD. */
void rill_json_string(rill_json *json, const char *name, const char *value);
void rill_json_integer(rill_json *json, const char *name, int64_t value);
/* value / 10^n_decimals, in full: 1500 with three decimals is 1.500. */
void rill_json_decimal(rill_json *json, const char *name, uint64_t value, unsigned n_decimals);
void rill_json_bool(rill_json *json, const char *name, bool value);

/* The length written; 0 when it did not fit. */
size_t rill_json_close(const rill_json *json);

#endif
