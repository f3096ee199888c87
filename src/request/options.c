/*
 * options.c - look things up in the table options.def
 */
#include "request/options.h"

#include <string.h>

#define NAME_BYTES 32 /* of a name or word, with its NUL */

#define RILL_OPTION(name, short_name, aliases, type, low, high, default_, help)                                        \
    {#name, #short_name " " aliases, RILL_TYPE_##type, low, high},
const rill_option rill_options[RILL_N_OPTIONS] = {
#include "request/options.def"
};
#undef RILL_OPTION
#undef RILL_LIST
#undef RILL_WORD
#undef RILL_NUMBER_WORD
#undef RILL_COLOUR_NAME

/* A word, and the number it stands for. */
static const struct word {
    rill_option_id option;
    const char *word;
    uint32_t value;
    const char *synonyms; /* with spaces between */
} words[] = {
#define RILL_OPTION(name, short_name, aliases, type, low, high, default_, help)
#define RILL_WORD(option, word, value, synonyms) {RILL_OPTION_##option, #word, value, synonyms},
#define RILL_NUMBER_WORD(option, word, value) {RILL_OPTION_##option, #word, value, ""},
#include "request/options.def"
#undef RILL_OPTION
#undef RILL_LIST
#undef RILL_WORD
#undef RILL_NUMBER_WORD
#undef RILL_COLOUR_NAME
};

#define N_WORDS (sizeof words / sizeof words[0])

static const struct {
    const char *name;
    uint32_t rgba;
} colour_names[] = {
#define RILL_OPTION(name, short_name, aliases, type, low, high, default_, help)
#define RILL_COLOUR_NAME(name, rgba) {#name, rgba},
#include "request/options.def"
#undef RILL_OPTION
#undef RILL_LIST
#undef RILL_WORD
#undef RILL_NUMBER_WORD
#undef RILL_COLOUR_NAME
};

static const bool lists[RILL_N_OPTIONS] = {
#define RILL_OPTION(name, short_name, aliases, type, low, high, default_, help)
#define RILL_LIST(option) [RILL_OPTION_##option] = true,
#include "request/options.def"
#undef RILL_OPTION
#undef RILL_LIST
#undef RILL_WORD
#undef RILL_NUMBER_WORD
#undef RILL_COLOUR_NAME
};

bool rill_option_is_list(rill_option_id id)
{
    return lists[id];
}

bool rill_option_find(const char *name, rill_option_id *id)
{
    for (unsigned i = 0; i < RILL_N_OPTIONS; i++) {
        if (strcmp(rill_options[i].name, name) == 0) {
            *id = (rill_option_id)i;
            return true;
        }
    }
    return false;
}

/* Is 'wanted' one of the words of a list with spaces between? */
static bool list_has(const char *list, const char *wanted)
{
    const size_t wanted_bytes = strlen(wanted);

    if (wanted_bytes == 0 || strchr(wanted, ' ') != NULL)
        return false;
    for (const char *at = strstr(list, wanted); at != NULL; at = strstr(at + 1, wanted)) {
        const char after = at[wanted_bytes];
        if ((at == list || at[-1] == ' ') && (after == '\0' || after == ' '))
            return true;
    }
    return false;
}

bool rill_option_word(rill_option_id id, const char *text, uint32_t *value)
{
    for (size_t i = 0; i < N_WORDS; i++) {
        if (words[i].option == id && (strcmp(words[i].word, text) == 0 || list_has(words[i].synonyms, text))) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

void rill_option_words(rill_option_id id, char *list, size_t room_bytes)
{
    size_t n_bytes = 0;

    list[0] = '\0';
    for (size_t i = 0; i < N_WORDS; i++) {
        const size_t word_bytes = strlen(words[i].word);
        if (words[i].option != id || n_bytes + word_bytes + 3 > room_bytes)
            continue;
        if (n_bytes > 0) {
            memcpy(list + n_bytes, ", ", 2);
            n_bytes += 2;
        }
        memcpy(list + n_bytes, words[i].word, word_bytes + 1);
        n_bytes += word_bytes;
    }
}

bool rill_colour_named(const char *name, uint32_t *rgba)
{
    for (size_t i = 0; i < sizeof colour_names / sizeof colour_names[0]; i++) {
        if (strcmp(colour_names[i].name, name) == 0) {
            *rgba = colour_names[i].rgba;
            return true;
        }
    }
    return false;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* How many letters must be added, dropped, changed or swapped with their neighbour. */
static size_t edit_distance(const char *a, const char *b)
{
    const size_t a_bytes = strlen(a), b_bytes = strlen(b);
    size_t rows[3][NAME_BYTES]; /* the current row and the two before */

    for (size_t j = 0; j <= b_bytes; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_bytes; i++) {
        size_t *const row = rows[i % 3], *const above = rows[(i - 1) % 3], *const two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    return rows[a_bytes % 3][b_bytes];
}

const rill_option *rill_option_guess(const char *name)
{
    const rill_option *closest = NULL;
    size_t least = 3; /* farther away it would be a guess at random */

    for (const rill_option *option = rill_options; option < rill_options + RILL_N_OPTIONS; option++) {
        if (list_has(option->other_names, name))
            return option;
        const size_t distance = edit_distance(name, option->name);
        if (distance < least && distance * 2 < strlen(option->name)) {
            least = distance;
            closest = option;
        }
    }
    return closest;
}
