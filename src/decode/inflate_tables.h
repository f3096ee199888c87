/*
 * inflate_tables.h - prefix codes of deflate as tables: one look, or two for long codes
 *
 * An entry is 32 bits:
 *
 *      literal     1 << 31 | byte << 16 | code bits
 *      match       base << 16 | code bits << 8 | code and extra bits     base of a length or of a distance
 *      long code   table << 16 | SUBTABLE | bits of it << 8 | ROOT       'table': where the second one begins
 *      block end   END | code bits
 *      no code     INVALID | 1
 *
 * The low byte says in each how many bits the entry takes.
 */
#ifndef RILL_DECODE_INFLATE_TABLES_H
#define RILL_DECODE_INFLATE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RILL_ENTRY_LITERAL 0x80000000u
#define RILL_ENTRY_SPECIAL 0x8000u /* one of the following three */
#define RILL_ENTRY_SUBTABLE 0xc000u
#define RILL_ENTRY_END 0xa000u
#define RILL_ENTRY_INVALID 0x9000u

#define RILL_LITERAL_ROOT_BITS 11
#define RILL_DISTANCE_ROOT_BITS 9
#define RILL_LENGTHS_ROOT_BITS 7
/*
 * A root table, and as many second ones as codes of up to 15 bits can ask for: what zlib's
 * examples/enough.c counts for 288 symbols of root 11, for 32 of root 9.
 */
#define RILL_LITERAL_ENTRIES 2400
#define RILL_DISTANCE_ENTRIES 608

typedef enum rill_code_kind { RILL_CODE_LENGTHS, RILL_CODE_LITERALS, RILL_CODE_DISTANCES } rill_code_kind;

/*
 * Make the table of a code from the length of each symbol's word, 0 to 15 (0: none).
 * False where zlib refuses it: more words than there are, or fewer, except a code of one
 * word of one bit, and a code of none.  RILL_CODE_LENGTHS: the symbol is a literal's byte.
 */
bool rill_inflate_table(rill_code_kind kind, const uint8_t *word_bits, unsigned n_symbols, uint32_t *table);

#endif
