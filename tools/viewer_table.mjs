/*
 * viewer_table.mjs - the table of options, small enough for a CloudFront Function
 *
 * The viewer function may have 10 KB in all, so the table is packed into text, without what only
 * documentation needs. edge-host/viewer/table.js unpacks it and says how it is written. Spellings are
 * in lower case: the viewer compares in lower case.
 */
import { readOptions } from './generate/rows.mjs';

/** Synonyms that the URLs of other systems use. */
const FOREIGN = new Set(['jpg', 'greyscale']);

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
  return {
    table: options.map((option) => packedRow(option, table, readsType, wanted)).join('|'),
    colours: grouped(table.colours.map(({ name, hex }) => [hex, name])),
    spellings: spellingRows(table.spellings),
  };
}

function packedRow(option, table, readsType, wanted) {
  const { name, short, aliases, type, low, high } = option;
  const bounded = type === 'INT' || type === 'DECIMAL' || type === 'SIDES';
  const fields = [
    name,
    short === name ? '' : short,
    type,
    bounded ? low : '',
    bounded ? high : '',
    option.default,
    ...aliases.filter(wanted).map((alias) => alias.toLowerCase()),
  ].join(' ');
  const words = readsType(type) ? wordsOf(option, table, wanted) : '';
  return (words ? `${fields};${words}` : fields).replace(/ +$/, '');
}

function wordsOf({ name }, { words, numberWords }, wanted) {
  if (numberWords[name]) return grouped(numberWords[name].map(({ word, value }) => [value, word]));
  return (words[name] ?? [])
    .map(({ word, synonyms }) => [word, ...synonyms.filter(wanted)].join(' '))
    .join(',');
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

/** [['808080', 'gray'], ['808080', 'grey']] -> '808080 gray grey' */
function grouped(pairs) {
  const spelled = new Map();
  for (const [value, word] of pairs) spelled.set(value, [...(spelled.get(value) ?? []), word]);
  return [...spelled].map(([value, words]) => [value, ...words].join(' ')).join(',');
}
