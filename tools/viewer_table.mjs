/*
 * viewer_table.mjs - the table of options, small enough for a CloudFront Function
 *
 * The viewer function may have 10 KB in all, so the table is packed into text, without what only
 * documentation needs and what follows from the rest. edge-host/viewer/table.js unpacks it and says how
 * it is written. Spellings are in lower case: the viewer compares in lower case.
 */
import { readOptions } from './generate/rows.mjs';

/** Synonyms that the URLs of other systems use. */
const FOREIGN = new Set(['jpg', 'greyscale']);

/** The words of all options of a type: canonical, then other spellings. */
const WORDS_OF_TYPE = {
  FLAG: [['0', 'false'], ['1', '', 'true']],
  TURN: [['0'], ['90'], ['180'], ['270']],
};

/** A region has no bounds in options.def: the longest side that any profile allows a source. */
const LONGEST_SIDE = 1_000_000;

/**
 * The texts and values that build.mjs puts into the viewer function.
 *
 *   readsType(type)   whether the function reads values of that type: others need no words
 *   only              a set of options that are wanted, for a dialect. Then what only people write who
 *                     type our own URLs is left out, too: aliases and synonyms nobody else uses
 */
export function viewerTable({ readsType = () => true, only } = {}) {
  const table = readOptions();
  const options = table.options.filter(({ name }) => !only || only.has(name));
  const wanted = (synonym) => !only || FOREIGN.has(synonym);
  const first = new Set(); // types whose words all their options share, and that have been there
  const rows = options.map((option) => {
    const words = readsType(option.type) ? wordsOf(option, table, wanted) : [];
    const packed = packedRow(option, words, first.has(option.type), wanted);
    if (isShared(option.type)) first.add(option.type);
    return packed;
  });
  return { table: rows.join('|'), spellings: spellingRows(table.spellings) };
}

/** Whether all options of a type take the same words. */
const isShared = (type) => type in WORDS_OF_TYPE || type === 'COLOUR' || type === 'POSITION';

function packedRow(option, words, wordsAreKnown, wanted) {
  const { name, short, type, list } = option;
  const aliases = option.aliases.filter((alias) => alias !== name && wanted(alias));
  const [low, high] = boundsOf(option);
  const fields = [
    (list ? type[0].toLowerCase() : type[0]) + name,
    short === name ? '' : short,
    low || '',
    high || '',
    packedDefault(option, words),
    ...aliases.map((alias) => alias.toLowerCase()),
  ];
  const rows = wordsAreKnown ? [] : words.map((row) => row.join(' '));
  return [fields.join(' ').replace(/ +$/, ''), ...rows].join(',');
}

/** In the numbers that people write. */
function boundsOf({ type, low, high }) {
  if (type === 'INT' || type === 'SIDES') return [low, high];
  if (type === 'DECIMAL')
    return [low, high].map((bound) => String(bound / 10_000).replace(/^0\./, '.'));
  if (type === 'RECT') return [0, LONGEST_SIDE];
  return type === 'POSITION' ? [0, 1] : [];
}

/** Nothing where it is the first word or else 0, or where those are no values; '!': there is none. */
function packedDefault({ type, low, default: value }, words) {
  const first = words[0]?.[0] ?? '0';
  const isPossible = words.length > 0 || type === 'KEY' || ((type === 'INT' || type === 'DECIMAL') && low === 0);
  return value === first || (value === '' && !isPossible) ? '' : value || '!';
}

/** [[word, synonym, ...], ...] */
function wordsOf({ name, type }, table, wanted) {
  if (WORDS_OF_TYPE[type]) return WORDS_OF_TYPE[type];
  if (type === 'COLOUR') return grouped(table.colours.map(({ name: word, hex }) => [hex, word]));
  const numbers = table.numberWords[name];
  if (numbers) return grouped(numbers.map(({ word, value }) => [String(value), word]));
  const words = table.words[name] ?? [];
  return words.map(({ word, synonyms }) => [word, ...synonyms.filter(wanted)]);
}

/** 'flip h flop=1 v flip=1,...' */
function spellingRows(spellings) {
  const rows = new Map();
  for (const { name, value, meaning } of spellings) {
    const lower = name.toLowerCase();
    rows.set(lower, [...(rows.get(lower) ?? [lower]), value, meaning]);
  }
  return [...rows.values()].map((row) => row.join(' ')).join(',');
}

/** [['808080', 'gray'], ['808080', 'grey']] -> [['808080', 'gray', 'grey']] */
function grouped(pairs) {
  const spelled = new Map();
  for (const [value, word] of pairs) spelled.set(value, [...(spelled.get(value) ?? []), word]);
  return [...spelled].map(([value, words]) => [value, ...words]);
}
