/*
 * table.mjs - a dialect's table, small enough for a CloudFront Function
 *
 * A row of a dialect says what one of its options means:
 *
 *   to        our option that takes the value as it is
 *   times     ... multiplied by this, and
 *   plus      ... with this added
 *   neutral   numbers that change nothing: then the option is left out
 *   words     { word: our query }; undefined: refused.  'name?=value' is left out where we have no such option
 *   code      what the parser beside the table makes of it, in words; 'to' names an option that it needs
 *   optional  changes no pixel: dropped where we have no such option
 *   dropped   accepted, without effect on pixels, and counted: why
 *   refused   why
 *   short     another spelling
 *   note      for docs/dialects.md
 *
 * Beside the rows: 'parts', files that the parser needs; 'parameters', options of ours that the parser
 * itself gives.
 *
 * An option of ours that does not exist (yet) makes its row a refused one.  So a new row in
 * src/request/options.def is all that a dialect needs to learn it.  Pure.
 */
import { cloudflare } from './cloudflare.table.mjs';
import { imageHandler } from './image-handler.table.mjs';
import { thumbor } from './thumbor.table.mjs';

/** In the order of the documentation. */
export const dialects = { cloudflare, thumbor, 'image-handler': imageHandler };

/** Whether we can do what a row asks. 'known' holds the names of our options. */
export const isPossible = (row, known) =>
  row.refused === undefined && (row.to === undefined || known.has(row.to));

/** A word's query without options that we do not have; undefined where one of them is needed. */
export function meaningOf(query, known) {
  if (query === undefined || query === '') return query;
  const pairs = query
    .split('&')
    .filter((pair) => !pair.includes('?') || known.has(pair.split('?')[0]));
  return pairs.every((pair) => known.has(pair.split(/[?=]/)[0]))
    ? pairs.join('&').replaceAll('?', '')
    : undefined;
}

/** The names of our options that a dialect can ask for: its viewer function knows no others. */
export function optionsOf(dialect) {
  const named = Object.values(dialect.rows).flatMap((row) => [
    ...(row.to ? [row.to] : []),
    ...Object.values(row.words ?? {}).flatMap((query) =>
      (query ?? '').split('&').map((pair) => pair.split(/[?=]/)[0]),
    ),
  ]);
  return new Set([...named, ...dialect.parameters]);
}

/**
 * { rows: { name: row }, shorts: { spelling: name } } for the parser.  A row is 1: dropped, 2: the
 * parser's own, 'name': the same there, ['name', times, plus, ...neutral], or { word: query }; a name
 * that is the row's own is ''.  What is refused is not there.
 */
export function compactTable(dialect, known) {
  const rows = {};
  const shorts = {};
  for (const [name, row] of Object.entries(dialect.rows)) {
    const compact = compactRow(name, row, known);
    if (compact !== undefined) rows[name] = compact;
    if (row.short) shorts[row.short] = name;
  }
  return { rows, shorts };
}

function compactRow(name, row, known) {
  const possible = isPossible(row, known);
  if (row.dropped || (row.optional && !possible)) return 1;
  if (row.code) return possible ? 2 : undefined;
  if (row.words) {
    const words = Object.entries(row.words).map(([word, query]) => [word, meaningOf(query, known)]);
    return Object.fromEntries(words.filter(([, meaning]) => meaning !== undefined));
  }
  if (!possible) return undefined;
  const to = row.to === name ? '' : row.to;
  if (!row.times && !row.neutral) return to;
  return [to, row.times ?? 1, row.plus ?? 0, ...(row.neutral ?? [])];
}
