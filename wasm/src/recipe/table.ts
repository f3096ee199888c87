/*
 * table.ts - the generated table of options, ready to be asked
 */
import {
  COLOURS,
  NUMBER_WORDS,
  OPTIONS,
  SPELLINGS,
  WORDS,
  type OptionName,
  type OptionRow,
} from '../generated/options.ts';

const byName = new Map<string, OptionRow>(OPTIONS.map((row) => [row.name, row]));
const byShortName = new Map<string, OptionRow>(OPTIONS.map((row) => [row.short, row]));

const byUrlName = new Map<string, OptionRow>(
  OPTIONS.flatMap((row) =>
    [row.short, row.name, ...row.aliases].map((name) => [name.toLowerCase(), row] as const),
  ),
);

const words = new Map<OptionName, Map<string, string>>(
  Object.entries(WORDS).map(([option, rows]) => [
    option as OptionName,
    new Map(rows.flatMap(({ word, synonyms }) => [word, ...synonyms].map((text) => [text, word]))),
  ]),
);

const colours = new Map(COLOURS.map(({ name, hex }) => [name, hex]));

const spellings = new Map<string, Map<string, string>>();
for (const { name, value, meaning } of SPELLINGS) {
  const key = name.toLowerCase();
  spellings.set(key, (spellings.get(key) ?? new Map<string, string>()).set(value, meaning));
}

export const optionNamed = (name: string): OptionRow | undefined => byName.get(name);
export const optionOfShortName = (short: string): OptionRow | undefined => byShortName.get(short);

/** The option that a URL name stands for: short, long or alias, in any case. */
export const optionOfUrlName = (name: string): OptionRow | undefined =>
  byUrlName.get(name.toLowerCase());

/** The values that another system's URL name may have, and what each means as a query of ours. */
export const foreignSpelling = (name: string): ReadonlyMap<string, string> | undefined =>
  spellings.get(name.toLowerCase());

/** Every POSITION takes the words of 'position'. */
const wordsName = (row: OptionRow): OptionName => (row.type === 'POSITION' ? 'position' : row.name);

/** The word that 'text' is, or is a synonym of. */
export const wordOf = (row: OptionRow, text: string): string | undefined =>
  words.get(wordsName(row))?.get(text.toLowerCase());

/** The words without their synonyms. */
export const wordsOf = (row: OptionRow): string[] =>
  (WORDS[wordsName(row)] ?? []).map(({ word }) => word);

/** The number that a word stands for ('high' is a quality of 85). */
export const numberOfWord = (row: OptionRow, text: string): number | undefined =>
  NUMBER_WORDS[row.name]?.find(({ word }) => word === text.toLowerCase())?.value;

export const colourNamed = (name: string): string | undefined => colours.get(name.toLowerCase());
