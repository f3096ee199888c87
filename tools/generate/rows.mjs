/*
 * rows.mjs - read the tables of the C core
 *
 * options.def, status.def and limits.h hold rows such as RILL_OPTION(width, w, ...).  They are
 * C, and C stays their judge; here a row is a macro call with words, numbers and strings.
 */
import { readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** Every row MACRO(...) of a file, as lists of argument texts; strings come without quotes. */
function readRows(path, macro) {
  const text = readFileSync(new URL(path, root), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*#\s*define\s+RILL_[A-Z_]+\([^)]*\)/gm, '');
  const rows = [];
  for (const found of text.matchAll(new RegExp(`\\b${macro}\\(`, 'g'))) {
    rows.push(readArguments(text, found.index + found[0].length, path));
  }
  if (rows.length === 0) throw new Error(`${path} has no ${macro} rows`);
  return rows;
}

/** The arguments from 'start' to the closing parenthesis, cut at commas outside strings and parentheses. */
function readArguments(text, start, path) {
  const parts = [];
  let part = '';
  let depth = 1;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === '(') depth++;
    else if (!quoted && char === ')') depth--;
    if (depth === 0) return [...parts, part].map(unquote);
    if (char === ',' && !quoted && depth === 1) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  throw new Error(`${path}: the row after '${text.slice(start, start + 20)}' has no end`);
}

/** An argument as C reads it: strings without quotes, neighbouring strings joined. */
function unquote(text) {
  const clean = text.replace(/\\\n/g, ' ').trim();
  return clean.startsWith('"') ? clean.replace(/"\s*"/g, '').replace(/^"|"$/g, '') : clean;
}

const words = (text) => text.split(' ').filter((word) => word !== '');

/** 'RILL_MB(20)' and '16384' as numbers. */
function number(text) {
  const [, unit, digits] = /^(?:RILL_(MB|MEGA)\()?(\d+)\)?$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`not a number: ${text}`);
  return Number(digits) * ({ MB: 1024 * 1024, MEGA: 1e6 }[unit] ?? 1);
}

const optionsDef = 'src/request/options.def';

/** The table of options, with the words, number words, colours and foreign spellings beside it. */
export function readOptions() {
  const byOption = (macro, make) => {
    const all = {};
    for (const [option, ...rest] of readRows(optionsDef, macro))
      (all[option] ??= []).push(make(...rest));
    return all;
  };
  const lists = readRows(optionsDef, 'RILL_LIST').flat();
  return {
    options: readRows(optionsDef, 'RILL_OPTION').map(
      ([name, short, aliases, type, low, high, fallback, help]) => ({
        name,
        short,
        aliases: words(aliases),
        type,
        ...(lists.includes(name) && { list: true }),
        low: number(low),
        high: number(high),
        default: fallback,
        help,
      }),
    ),
    words: byOption('RILL_WORD', (word, _value, synonyms) => ({ word, synonyms: words(synonyms) })),
    numberWords: byOption('RILL_NUMBER_WORD', (word, value) => ({ word, value: number(value) })),
    colours: readRows(optionsDef, 'RILL_COLOUR_NAME').map(([name, rgba]) => ({
      name,
      hex: rgba.replace(/^0x/, '').replace(/^(.{6})ff$/, '$1'),
    })),
    spellings: readRows(optionsDef, 'RILL_SPELLING').map(([name, value, meaning]) => ({
      name,
      value,
      meaning,
    })),
  };
}

/** The outcomes of status.def. */
export function readStatuses() {
  return readRows('src/status.def', 'RILL_STATUS').map(([value, name, kind, http, text, hint]) => ({
    number: Number(value),
    name,
    class: kind,
    http: number(http),
    text,
    hint,
  }));
}

/** The limits of the three profiles. */
export function readLimits() {
  return readRows('src/base/limits.h', 'RILL_LIMIT').map(
    ([field, edge, pipeline, browser, why]) => ({
      field,
      edge: number(edge),
      pipeline: number(pipeline),
      browser: number(browser),
      why,
    }),
  );
}
