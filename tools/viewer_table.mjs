/*
 * viewer_table.mjs - the table of options, small enough for a CloudFront Function
 *
 * The viewer function may have 10 KB in all, so rows are arrays and everything that only
 * documentation needs is left out. Names are in lower case: the viewer compares in lower case.
 */
import { readOptions } from './generate/rows.mjs';

/** Synonyms that the URLs of other systems use. */
const FOREIGN = new Set(['jpg', 'greyscale']);

/**
 * {
 *   options:   'name short TYPE low high default|...'            in canonical order
 *   names:     { alias: index into options }                     the viewer adds name and short name
 *   words:     { index: 'word:synonym:synonym word ...' }        ENUM and POSITION
 *   numbers:   { index: { word: number } }
 *   colours:   'hex:name hex:name ...'
 *   spellings: { name: { value: query } }                        'flip=h' means 'flop=1'
 * }
 *
 * 'only' is a set of options that are wanted.  Then what only people write who type our own URLs is
 * left out, too: spellings, and aliases and synonyms that other systems do not use.
 */
export function viewerTable(only) {
  const table = readOptions();
  if (only) table.options = table.options.filter(({ name }) => only.has(name));
  const wanted = (synonym) => !only || FOREIGN.has(synonym);
  const names = {};
  const words = {};
  const numbers = {};
  const spellings = {};
  table.options.forEach((option, index) => {
    for (const name of option.aliases.filter(wanted)) names[name.toLowerCase()] = index;
    const spelled = table.words[option.name];
    if (spelled)
      words[index] = spelled
        .map(({ word, synonyms }) => [word, ...synonyms.filter(wanted)].join(':'))
        .join(' ');
    const counted = table.numberWords[option.name];
    if (counted)
      numbers[index] = Object.fromEntries(counted.map(({ word, value }) => [word, value]));
  });
  for (const { name, value, meaning } of only ? [] : table.spellings) {
    (spellings[name.toLowerCase()] ??= {})[value] = meaning;
  }
  return {
    options: table.options
      .map((o) => [o.name, o.short, o.type, o.low, o.high, o.default].join(' '))
      .join('|'),
    names,
    words,
    numbers,
    colours: table.colours.map(({ name, hex }) => `${hex}:${name}`).join(' '),
    spellings,
  };
}
