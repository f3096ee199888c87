/*
 * inflate_tables.c - the tables of inflate_tables.h from the lengths of a block
 *
 * RFC 1951, 3.2.2: words of one length are numbered in the order of their symbols, and
 * stand in the stream with their first bit first, so that tables are indexed backwards.
 */
#include "decode/inflate_tables.h"

#include <string.h>

#define WORD_BITS_MAX 15
#define SYMBOLS_MAX 288
#define END_OF_BLOCK 256
#define FIRST_LENGTH 257
#define N_LENGTHS 29
#define N_DISTANCES 30

/* RFC 1951, 3.2.5 */
static const uint16_t length_base[N_LENGTHS] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                                31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[N_LENGTHS] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[N_DISTANCES] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                                    33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                                    1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

static unsigned distance_extra(unsigned symbol)
{
    return symbol < 4 ? 0 : symbol / 2 - 1;
}

static uint32_t match_entry(unsigned base, unsigned word_bits, unsigned extra_bits)
{
    return base << 16 | word_bits << 8 | (word_bits + extra_bits);
}

/* 'word_bits' are those that are left to this table. */
static uint32_t entry_of(rill_code_kind kind, unsigned symbol, unsigned word_bits)
{
    if (kind == RILL_CODE_DISTANCES)
        return symbol < N_DISTANCES ? match_entry(distance_base[symbol], word_bits, distance_extra(symbol))
                                    : RILL_ENTRY_INVALID | word_bits;
    if (kind == RILL_CODE_LENGTHS || symbol < END_OF_BLOCK)
        return RILL_ENTRY_LITERAL | symbol << 16 | word_bits;
    if (symbol == END_OF_BLOCK)
        return RILL_ENTRY_END | word_bits;
    const unsigned length = symbol - FIRST_LENGTH;
    return length < N_LENGTHS ? match_entry(length_base[length], word_bits, length_extra[length])
                              : RILL_ENTRY_INVALID | word_bits;
}

static unsigned root_bits(rill_code_kind kind)
{
    static const uint8_t bits[] = {RILL_LENGTHS_ROOT_BITS, RILL_LITERAL_ROOT_BITS, RILL_DISTANCE_ROOT_BITS};
    return bits[kind];
}

/* How many words each length has. */
static void count_words(const uint8_t *word_bits, unsigned n_symbols, uint16_t counts[WORD_BITS_MAX + 1])
{
    memset(counts, 0, sizeof(uint16_t) * (WORD_BITS_MAX + 1));
    for (unsigned i = 0; i < n_symbols; i++)
        counts[word_bits[i]]++;
}

/* Symbols in the order of their words. */
static void sort_symbols(const uint8_t *word_bits, unsigned n_symbols, const uint16_t *counts, uint16_t *sorted)
{
    uint16_t at[WORD_BITS_MAX + 1];

    at[1] = 0;
    for (unsigned bits = 1; bits < WORD_BITS_MAX; bits++)
        at[bits + 1] = (uint16_t)(at[bits] + counts[bits]);
    for (unsigned i = 0; i < n_symbols; i++)
        if (word_bits[i] > 0)
            sorted[at[word_bits[i]]++] = (uint16_t)i;
}

/* The next word of so many bits, its first bit lowest. */
static unsigned next_word(unsigned word, unsigned bits)
{
    unsigned bit = 1u << (bits - 1);

    while (word & bit)
        bit >>= 1;
    return bit == 0 ? 0 : (word & (bit - 1)) | bit;
}

/* A second table has as many bits as the words that begin with the same root leave room for. */
static unsigned subtable_bits(const uint16_t *left_words, unsigned bits, unsigned root)
{
    unsigned more = bits - root;
    int room = 1 << more;

    while (bits < WORD_BITS_MAX) {
        room -= left_words[bits];
        if (room <= 0)
            break;
        bits++;
        more++;
        room <<= 1;
    }
    return more;
}

static void fill(uint32_t *table, unsigned first, unsigned step, unsigned n_entries, uint32_t entry)
{
    for (unsigned i = first; i < n_entries; i += step)
        table[i] = entry;
}

/* Words that are complete, or one; 'counts' is used up. */
static void fill_all(rill_code_kind kind, uint16_t *counts, const uint16_t *sorted, uint32_t *table)
{
    const unsigned root = root_bits(kind);
    unsigned word = 0, n_entries = 1u << root, prefix = UINT32_MAX, room_bits = 0, second = 0;

    for (unsigned bits = 1; bits <= WORD_BITS_MAX; bits++) {
        while (counts[bits] > 0) {
            if (bits <= root) {
                fill(table, word, 1u << bits, 1u << root, entry_of(kind, *sorted, bits));
            } else {
                if ((word & ((1u << root) - 1)) != prefix) {
                    prefix = word & ((1u << root) - 1);
                    room_bits = subtable_bits(counts, bits, root);
                    second = n_entries;
                    n_entries += 1u << room_bits;
                    table[prefix] = second << 16 | RILL_ENTRY_SUBTABLE | room_bits << 8 | root;
                }
                fill(table + second, word >> root, 1u << (bits - root), 1u << room_bits,
                     entry_of(kind, *sorted, bits - root));
            }
            sorted++;
            counts[bits]--;
            word = next_word(word, bits);
        }
    }
}

bool rill_inflate_table(rill_code_kind kind, const uint8_t *word_bits, unsigned n_symbols, uint32_t *table)
{
    uint16_t counts[WORD_BITS_MAX + 1], sorted[SYMBOLS_MAX];
    int room = 1;
    unsigned longest = 0;

    count_words(word_bits, n_symbols, counts);
    for (unsigned bits = 1; bits <= WORD_BITS_MAX; bits++) {
        room = (room << 1) - counts[bits];
        if (room < 0)
            return false;
        if (counts[bits] > 0)
            longest = bits;
    }
    if (room > 0 && longest > 0 && (longest > 1 || kind == RILL_CODE_LENGTHS))
        return false;
    if (room > 0) {
        /* zlib reads each bit of a code without words as the length 0. */
        const uint32_t nothing = kind == RILL_CODE_LENGTHS ? RILL_ENTRY_LITERAL | 1 : RILL_ENTRY_INVALID | 1;
        fill(table, 0, 1, 1u << root_bits(kind), nothing);
    }
    sort_symbols(word_bits, n_symbols, counts, sorted);
    fill_all(kind, counts, sorted, table);
    return true;
}
