/*
 * viewer_table.mjs - the table of options, small enough for a CloudFront Function
 *
 * The viewer function may have 10 KB in all, so rows are arrays and everything that only
 * documentation needs is left out. Names are in lower case: the viewer compares in lower case.
 */
import { readOptions } from './generate/rows.mjs';

/**
 * {
 *   options:   [[name, short, type, low, high, default], ...]    in canonical order
 *   names:     { spelling: index into options }                  short, long, aliases
 *   words:     { index: { spelling: word } }                     ENUM and POSITION
 *   numbers:   { index: { word: number } }
 *   colours:   { name: hex }
 *   spellings: { name: { value: query } }                        'flip=h' means 'flop=1'
 * }
 */
export function viewerTable() {
  const table = readOptions();
  const names = {};
  const words = {};
  const numbers = {};
  const spellings = {};
  table.options.forEach((option, index) => {
    for (const name of [option.short, option.name, ...option.aliases])
      names[name.toLowerCase()] = index;
    const spelled = table.words[option.name];
    if (spelled)
      words[index] = Object.fromEntries(
        spelled.flatMap(({ word, synonyms }) => [word, ...synonyms].map((text) => [text, word])),
      );
    const counted = table.numberWords[option.name];
    if (counted)
      numbers[index] = Object.fromEntries(counted.map(({ word, value }) => [word, value]));
  });
  for (const { name, value, meaning } of table.spellings) {
    (spellings[name.toLowerCase()] ??= {})[value] = meaning;
  }
  return {
    options: table.options.map((o) => [o.name, o.short, o.type, o.low, o.high, o.default]),
    names,
    words,
    numbers,
    colours: Object.fromEntries(table.colours.map(({ name, hex }) => [name, hex])),
    spellings,
  };
}
