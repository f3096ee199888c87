/*
 * json_read.c - read a JSON object with jsmn, and check what jsmn does not
 *
 * jsmn finds where values begin and end.  It lets missing commas, double colons,
 * wrong numbers and broken strings pass, so a second walk over the text goes by the
 * grammar (RFC 8259), meets jsmn's tokens on its way and accounts for every byte.
 */
#include "request/json_read.h"

#include "request/utf8.h"

#include <string.h>

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#include <jsmn.h>

static const char WHERE[] = "recipe";

#define MAX_DEPTH 8 /* options need 2 */

typedef struct walk {
    const char *json;
    size_t n_bytes;
    size_t at;
    const jsmntok_t *tokens;
    uint32_t n_tokens;
    rill_json_document *document;
} walk;

static bool walk_value(walk *w, unsigned depth);

static char peek(const walk *w)
{
    return w->at < w->n_bytes ? w->json[w->at] : '\0';
}

static void skip_blanks(walk *w)
{
    while (peek(w) == ' ' || peek(w) == '\t' || peek(w) == '\r' || peek(w) == '\n')
        w->at++;
}

static bool take(walk *w, char wanted)
{
    skip_blanks(w);
    if (peek(w) != wanted || w->at == w->n_bytes)
        return false;
    w->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* ---- strings ---- */

/* The four digits behind "\u"; -1 where there are none. */
static int32_t read_hex_4(const char *at, const char *end)
{
    int32_t code = 0;

    if (end - at < 4)
        return -1;
    for (unsigned i = 0; i < 4; i++) {
        const int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        code = code << 4 | digit;
    }
    return code;
}

/* A surrogate must be the first of a pair, and takes the second with it. */
static size_t unicode_escape_bytes(const char *at, const char *end, char *ascii)
{
    const int32_t code = read_hex_4(at + 2, end);

    if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF))
        return 0;
    *ascii = code < 0x80 ? (char)code : '\0';
    if (code < 0xD800 || code > 0xDFFF)
        return 6;
    if (end - at < 12 || at[6] != '\\' || at[7] != 'u')
        return 0;
    const int32_t second = read_hex_4(at + 8, end);
    return second >= 0xDC00 && second <= 0xDFFF ? 12 : 0;
}

/*
 * Length of the character at 'at', an escape being one; 0 where it is not allowed.
 * *ascii is the character, or NUL when it is not ASCII.
 */
static size_t string_char_bytes(const char *at, const char *end, char *ascii)
{
    static const char escaped[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";

    *ascii = '\0';
    if ((uint8_t)*at < ' ')
        return 0;
    if (*at != '\\') {
        const size_t n_bytes = rill_utf8_char_bytes(at, (size_t)(end - at));
        if (n_bytes == 1)
            *ascii = *at;
        return n_bytes;
    }
    if (end - at < 2)
        return 0;
    if (at[1] == 'u')
        return unicode_escape_bytes(at, end, ascii);
    const char *const found = memchr(escaped, at[1], sizeof escaped - 1);
    if (found == NULL)
        return 0;
    *ascii = meant[found - escaped];
    return 2;
}

static bool is_string(const char *text, size_t n_bytes)
{
    const char *const end = text + n_bytes;

    while (text < end) {
        char ascii;
        const size_t char_bytes = string_char_bytes(text, end, &ascii);
        if (char_bytes == 0)
            return false;
        text += char_bytes;
    }
    return true;
}

bool rill_json_ascii(const rill_json_value *string, char *into, size_t room_bytes)
{
    const char *at = string->text;
    const char *const end = at + string->text_bytes;

    for (; at < end && room_bytes > 1; room_bytes--) {
        at += string_char_bytes(at, end, into);
        if (*into < ' ' || *into == 0x7F)
            return false;
        into++;
    }
    *into = '\0';
    return at == end;
}

/* ---- numbers ---- */

static size_t count_digits(const char *at, const char *end)
{
    const char *const start = at;

    while (at < end && is_digit(*at))
        at++;
    return (size_t)(at - start);
}

/* -? (0 | 1-9 digits) */
static bool skip_integer(const char **at, const char *end)
{
    if (*at < end && **at == '-')
        (*at)++;
    const size_t n_digits = count_digits(*at, end);
    if (n_digits == 0 || (n_digits > 1 && **at == '0'))
        return false;
    *at += n_digits;
    return true;
}

static bool is_number(const char *at, size_t n_bytes)
{
    const char *const end = at + n_bytes;

    if (!skip_integer(&at, end))
        return false;
    if (at < end && *at == '.') {
        const size_t n_decimals = count_digits(++at, end);
        if (n_decimals == 0)
            return false;
        at += n_decimals;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        const size_t n_digits = count_digits(at, end);
        if (n_digits == 0)
            return false;
        at += n_digits;
    }
    return at == end;
}

bool rill_decimal_parse(const char *text, size_t n_bytes, int64_t *ten_thousandths)
{
    const char *const end = text + n_bytes;
    const char *point = text;
    int64_t number = 0;

    if (!is_number(text, n_bytes))
        return false;
    const bool negative = *text == '-';
    skip_integer(&point, end);
    if (point - text > 9 + negative)
        return false;
    for (const char *at = text + negative; at < point; at++)
        number = number * 10 + (*at - '0');

    const char *decimal = point < end && *point == '.' ? point + 1 : end;
    if (point < end && (decimal == end || end - decimal > 4))
        return false;
    for (unsigned i = 0; i < 4; i++) {
        if (decimal < end && !is_digit(*decimal))
            return false;
        number = number * 10 + (decimal < end ? *decimal++ - '0' : 0);
    }
    *ten_thousandths = negative ? -number : number;
    return true;
}

/* ---- values ---- */

static bool walk_string(walk *w, const jsmntok_t *token, rill_json_value *value)
{
    if (w->at + 1 != (size_t)token->start || !is_string(value->text, value->text_bytes))
        return false;
    value->kind = RILL_JSON_STRING;
    w->at = (size_t)token->end + 1;
    return true;
}

static bool walk_primitive(walk *w, const jsmntok_t *token, rill_json_value *value)
{
    static const struct {
        const char *word;
        rill_json_kind kind;
    } words[] = {{"true", RILL_JSON_TRUE}, {"false", RILL_JSON_FALSE}, {"null", RILL_JSON_NULL}};

    if (w->at != (size_t)token->start)
        return false;
    w->at = (size_t)token->end;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (value->text_bytes == strlen(words[i].word) && memcmp(value->text, words[i].word, value->text_bytes) == 0) {
            value->kind = words[i].kind;
            return true;
        }
    }
    value->kind = RILL_JSON_NUMBER;
    return is_number(value->text, value->text_bytes);
}

static bool walk_name(walk *w, unsigned depth)
{
    const uint32_t name = w->document->n_values;

    return walk_value(w, depth) && w->document->values[name].kind == RILL_JSON_STRING && take(w, ':');
}

static bool walk_container(walk *w, const jsmntok_t *token, rill_json_value *value, unsigned depth)
{
    const bool object = token->type == JSMN_OBJECT;
    const char close = object ? '}' : ']';

    value->kind = object ? RILL_JSON_OBJECT : RILL_JSON_ARRAY;
    if (w->at != (size_t)token->start)
        return false;
    w->at++;
    if (take(w, close))
        return true;
    do {
        if (object && !walk_name(w, depth + 1))
            return false;
        if (!walk_value(w, depth + 1))
            return false;
        value->n_items++;
    } while (take(w, ','));
    return take(w, close);
}

static bool walk_value(walk *w, unsigned depth)
{
    const uint32_t index = w->document->n_values;

    skip_blanks(w);
    if (index >= w->n_tokens || depth > MAX_DEPTH)
        return false;

    const jsmntok_t *const token = &w->tokens[index];
    rill_json_value *const value = &w->document->values[index];
    *value = (rill_json_value){.text = w->json + token->start, .text_bytes = (size_t)(token->end - token->start)};
    w->document->n_values++;

    bool good;
    if (token->type == JSMN_STRING)
        good = walk_string(w, token, value);
    else if (token->type == JSMN_PRIMITIVE)
        good = walk_primitive(w, token, value);
    else
        good = walk_container(w, token, value, depth);
    value->next = w->document->n_values;
    return good;
}

static bool walk_document(walk *w)
{
    if (!walk_value(w, 1))
        return false;
    skip_blanks(w);
    return w->at == w->n_bytes && w->document->n_values == w->n_tokens;
}

static rill_status refuse_at(rill_work *work, size_t at)
{
    return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "the options are not valid JSON at byte %u", (unsigned)at);
}

rill_status rill_json_read(rill_json_document *document, rill_work *work, const char *json, size_t json_bytes)
{
    jsmntok_t tokens[RILL_MAX_REQUEST_TOKENS];
    jsmn_parser parser;
    walk w = {.json = json, .n_bytes = json_bytes, .tokens = tokens, .document = document};

    document->n_values = 0;
    if (json_bytes > RILL_MAX_REQUEST_BYTES)
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "the options take more than %u bytes",
                         (unsigned)RILL_MAX_REQUEST_BYTES);
    skip_blanks(&w);
    if (peek(&w) != '{')
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "the options are not a JSON object such as {\"width\":800}");

    jsmn_init(&parser);
    const int n_tokens = jsmn_parse(&parser, json, json_bytes, tokens, RILL_MAX_REQUEST_TOKENS);
    if (n_tokens == JSMN_ERROR_NOMEM)
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "the options hold more than %u names and values",
                         (unsigned)RILL_MAX_REQUEST_TOKENS);
    if (n_tokens <= 0)
        return refuse_at(work, parser.pos);
    w.n_tokens = (uint32_t)n_tokens;
    return walk_document(&w) ? RILL_OK : refuse_at(work, w.at);
}
