/*
 * json_read.h - a JSON object as a flat list of values, checked in every byte
 */
#ifndef RILL_REQUEST_JSON_READ_H
#define RILL_REQUEST_JSON_READ_H

#include "base/rowgroup.h" /* RILL_TRY */
#include "base/work.h"

typedef enum rill_json_kind {
    RILL_JSON_OBJECT,
    RILL_JSON_ARRAY,
    RILL_JSON_STRING,
    RILL_JSON_NUMBER,
    RILL_JSON_TRUE,
    RILL_JSON_FALSE,
    RILL_JSON_NULL,
} rill_json_kind;

typedef struct rill_json_value {
    rill_json_kind kind;
    const char *text; /* as written; of a string, what is between its quotes */
    size_t text_bytes;
    uint32_t n_items; /* of an object its members, each a name and a value */
    uint32_t next;    /* index of the value behind this one and all that is in it */
} rill_json_value;

/* Values in the order of the text; the first is the object itself. */
typedef struct rill_json_document {
    rill_json_value values[RILL_MAX_REQUEST_TOKENS];
    uint32_t n_values;
} rill_json_document;

/*
 * Read an object.  The document points into the text.
 * Errors: BAD_OPTIONS.
 */
rill_status rill_json_read(rill_json_document *document, rill_work *work, const char *json, size_t json_bytes);

/* Copy a string without its escapes and end it by NUL.  False: too long, or not printable ASCII. */
bool rill_json_ascii(const rill_json_value *string, char *into, size_t room_bytes);

/*
 * A decimal number in ten-thousandths.  False: not a plain number with at most four
 * decimals, or a thousand million and more.
 */
bool rill_decimal_parse(const char *text, size_t n_bytes, int64_t *ten_thousandths);

#endif
