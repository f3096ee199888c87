/*
 * query.ts - the query of a URL <-> options
 *
 * People write URLs by hand and other people append utm_source to them: unknown names are
 * dropped and listed, but a wrong value of a known option is refused.
 */
import { badOptions } from '../errors.ts';
import type { OptionName, OptionRow, TransformOptions } from '../generated/options.ts';
import { canonicalPairs } from './canonical.ts';
import { foreignSpelling, optionOfUrlName } from './table.ts';
import { optionsOf } from './validate.ts';
import { quoted, textOfValue, valueOfText, type OptionValue } from './values.ts';

export interface ParsedQuery {
  options: TransformOptions;
  /** names that are no options, as they were written */
  unknown: string[];
}

/** Read the query of a URL, with or without the '?'. */
export function parseQuery(query: string | URLSearchParams): ParsedQuery {
  const { written, others } = readQuery(query);
  return { options: optionsOf(valuesOf(written)), unknown: others.map(([name]) => name) };
}

export interface WrittenQuery {
  /** options with the texts of their values, as they were written */
  written: [row: OptionRow, text: string][];
  /** pairs that are no options */
  others: [name: string, text: string][];
}

/** The same before the values are read. */
export function readQuery(query: string | URLSearchParams): WrittenQuery {
  const read: WrittenQuery = { written: [], others: [] };
  for (const [name, text] of inOurNames(pairsOf(query))) {
    const row = optionOfUrlName(name);
    if (row === undefined) read.others.push([name, text]);
    else read.written.push([row, text]);
  }
  return read;
}

/** The values in normal form; an option may be there twice if both say the same. */
export function valuesOf(written: WrittenQuery['written']): Map<OptionName, OptionValue> {
  const values = new Map<OptionName, OptionValue>();
  for (const [row, text] of written) {
    const value = valueOfText(row, text);
    const earlier = values.get(row.name);
    if (earlier !== undefined && textOfValue(row, earlier) !== textOfValue(row, value)) {
      throw givenTwice(row.name);
    }
    values.set(row.name, value);
  }
  return values;
}

export const givenTwice = (name: string) =>
  badOptions(`${name} is given twice, and the values differ`);

/** Write options as a query without '?', in short names. It reads back as the same recipe. */
export function toQuery(options: TransformOptions): string {
  return canonicalPairs(options)
    .map(({ row, text }) => `${row.short}=${encodeURIComponent(text)}`)
    .join('&');
}

/** Not instanceof: a URLSearchParams of another realm has its text, too. */
const pairsOf = (query: string | URLSearchParams): [string, string][] => [
  ...new URLSearchParams(String(query)),
];

/** Turn what other systems write ('flip=h') into what it means here ('flop=1'). */
function inOurNames(pairs: [string, string][]): [string, string][] {
  return pairs.flatMap(([name, text]): [string, string][] => {
    const foreign = foreignSpelling(name);
    const meaning = foreign?.get(text.toLowerCase());
    if (meaning !== undefined) return [...new URLSearchParams(meaning)];
    if (foreign && !optionOfUrlName(name)) {
      const spelled = [...foreign.keys()].join(', ');
      throw badOptions(`${name} must be one of ${spelled}, not ${quoted(text)}`);
    }
    return [[name, text]];
  });
}
