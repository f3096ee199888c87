/*
 * written-url.ts - the query of a URL as it was written, with the names that are no options
 *
 *   preset, p   a preset of the settings, by name
 *   v           a version tag; changes no byte
 *   exp         when the signature ends: seconds since 1970
 *   range       which options a signature leaves open, and within what: 'w.200-1600.100_q.40-85'
 *   s           the signature: '<id of its key>.<base64url>'
 */
import { badOptions, badSignature } from '../errors.ts';
import { givenTwice, readQuery, type WrittenQuery } from '../recipe/query.ts';
import { quoted } from '../recipe/values.ts';

export interface WrittenUrl {
  /** options and the texts of their values */
  written: WrittenQuery['written'];
  preset?: string;
  v?: string;
  exp?: string;
  range?: string;
  s?: string;
  /** Names that mean nothing here. */
  unknown: string[];
}

type Word = 'preset' | 'v' | 'exp' | 'range' | 's';

/** What each may be; nothing signed holds a ',' or '=', so that a signed text reads in one way only. */
const WORDS: Record<Word, { pattern: RegExp; must: string; refuse: typeof badOptions }> = {
  preset: { pattern: /^/, must: 'one of the settings', refuse: badOptions },
  v: {
    pattern: /^[A-Za-z0-9._~-]{1,64}$/,
    must: '1 to 64 letters, digits or . _ ~ -',
    refuse: badOptions,
  },
  exp: { pattern: /^\d{1,12}$/, must: 'seconds since 1970', refuse: badSignature },
  range: {
    pattern: /^[A-Za-z0-9._-]{1,200}$/,
    must: 'such as w.200-1600.100',
    refuse: badSignature,
  },
  s: { pattern: /^/, must: 'a signature', refuse: badSignature },
};

export interface WordsInUse {
  presets: boolean;
  signatures: boolean;
}

/** Read a query. A word that the settings have no use for is an unknown name like any other. */
export function readWrittenUrl(query: string, { presets, signatures }: WordsInUse): WrittenUrl {
  const { written, others } = readQuery(query);
  const url: WrittenUrl = { written, unknown: [] };
  const inUse: Word[] = [
    'v',
    ...(presets ? (['preset'] as const) : []),
    ...(signatures ? (['exp', 'range', 's'] as const) : []),
  ];
  for (const [name, text] of others) {
    const lower = name.toLowerCase();
    const word = inUse.find((one) => one === (lower === 'p' ? 'preset' : lower));
    if (word === undefined) {
      url.unknown.push(name);
      continue;
    }
    const { must, pattern, refuse } = WORDS[word];
    if (!pattern.test(text)) throw refuse(`${word} must be ${must}, not ${quoted(text)}`);
    if (url[word] !== undefined && url[word] !== text) throw givenTwice(word);
    url[word] = text;
  }
  return url;
}
