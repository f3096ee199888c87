/*
 * options.h - the table options.def as C
 */
#ifndef RILL_REQUEST_OPTIONS_H
#define RILL_REQUEST_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum rill_option_type {
    RILL_TYPE_INT,
    RILL_TYPE_DECIMAL,
    RILL_TYPE_FLAG,
    RILL_TYPE_TURN,
    RILL_TYPE_ENUM,
    RILL_TYPE_COLOUR,
    RILL_TYPE_POSITION,
    RILL_TYPE_RECT,
    RILL_TYPE_SIDES,
    RILL_TYPE_KEY,
} rill_option_type;

#define RILL_OPTION(name, short_name, aliases, type, low, high, default_, help) RILL_OPTION_##name,
typedef enum rill_option_id {
#include "request/options.def"
    RILL_N_OPTIONS
} rill_option_id;
#undef RILL_OPTION
/* options.def gave the lists that were not asked for empty definitions. */
#undef RILL_LIST
#undef RILL_WORD
#undef RILL_NUMBER_WORD
#undef RILL_COLOUR_NAME

typedef struct rill_option {
    const char *name;
    const char *other_names; /* URL spellings, with spaces between; JSON does not take them */
    rill_option_type type;
    int64_t low, high;
} rill_option;

extern const rill_option rill_options[RILL_N_OPTIONS];

/* Does the option take a value for each watermark? */
bool rill_option_is_list(rill_option_id id);

/* False: there is no option of that name. */
bool rill_option_find(const char *name, rill_option_id *id);

/* The option that was probably meant by a name there is not; NULL when none is close.  Names have at most 31 bytes. */
const rill_option *rill_option_guess(const char *name);

/* What a word or its synonym stands for.  False: the option takes no such word. */
bool rill_option_word(rill_option_id id, const char *text, uint32_t *value);

/* The words of an option with commas between, as far as they fit. */
void rill_option_words(rill_option_id id, char *list, size_t room_bytes);

/* False: there is no colour of that name. */
bool rill_colour_named(const char *name, uint32_t *rgba);

#endif
