/*
 * canonical.ts - options <-> the canonical recipe
 *
 * A recipe names a variant in URLs, caches and stores, so one set of options has one recipe and
 * one recipe one set of options: short names in the table's order, defaults left out, dpr
 * multiplied into width and height. Its bytes are [A-Za-z0-9._~-], with ',' between the pairs and
 * '=' inside them; any other byte of a value is '!' and two hex digits. So nothing in a recipe is
 * ever percent-encoded, and no host decodes it differently from another.
 */
import { badOptions } from '../errors.ts';
import { OPTIONS, type OptionRow, type TransformOptions } from '../generated/options.ts';
import { foldDpr } from './dpr.ts';
import { optionOfShortName } from './table.ts';
import { optionsOf, validateOptions } from './validate.ts';
import { quoted, textOfValue, valueOfText, type OptionValue } from './values.ts';

export const MAX_RECIPE_BYTES = 512;

interface Pair {
  row: OptionRow;
  text: string;
}

/** The canonical recipe of options; '' where all of them have their defaults. */
export function canonicalRecipe(options: TransformOptions): string {
  return joinPairs(canonicalPairs(options));
}

/** Read a canonical recipe. Any other spelling of the same options is refused. */
export function parseRecipe(recipe: string): TransformOptions {
  const values = new Map<string, OptionValue>();
  for (const pair of recipe === '' ? [] : recipe.split(',')) {
    const [short = '', value, ...more] = pair.split('=');
    const row = optionOfShortName(short);
    if (row === undefined) throw badOptions(`there is no option ${quoted(short)} in a recipe`);
    const text = value === undefined || more.length > 0 ? undefined : unescapeValue(value);
    if (text === undefined) throw badOptions(`${row.name} is not written as ${short}=value`);
    values.set(row.name, valueOfText(row, text));
  }
  const options = optionsOf(values);
  const canonical = canonicalRecipe(options);
  if (canonical !== recipe) {
    throw badOptions(`the recipe ${quoted(recipe)} is not canonical; that is ${quoted(canonical)}`);
  }
  return options;
}

/** What a recipe says, pair by pair. */
export function canonicalPairs(options: TransformOptions): Pair[] {
  const folded = foldDpr(validateOptions(options)) as Record<string, OptionValue | undefined>;
  return OPTIONS.flatMap((row) => {
    const value = folded[row.name];
    if (value === undefined) return [];
    const text = textOfValue(row, value);
    return text === defaultTexts.get(row.name) ? [] : [{ row, text }];
  });
}

const defaultTexts = new Map(
  OPTIONS.filter((row) => row.default !== '').map((row) => [
    row.name,
    textOfValue(row, valueOfText(row, row.default)),
  ]),
);

/** Pairs as a recipe; too long a one is refused in the name of its longest option. */
export function joinPairs(pairs: readonly Pair[]): string {
  const recipe = pairs.map(({ row, text }) => `${row.short}=${escapeValue(text)}`).join(',');
  if (recipe.length > MAX_RECIPE_BYTES) {
    const longest = pairs.reduce((a, b) =>
      escapeValue(b.text).length > escapeValue(a.text).length ? b : a,
    );
    throw badOptions(
      `the recipe has ${recipe.length} bytes, more than ${MAX_RECIPE_BYTES}; ` +
        `its longest option is ${longest.row.name}`,
    );
  }
  return recipe;
}

/** 'a b' -> 'a!20b' */
export function escapeValue(text: string): string {
  return text.replace(/[^A-Za-z0-9._~-]/gu, (char) =>
    [...new TextEncoder().encode(char)]
      .map((byte) => `!${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  );
}

/** 'a!20b' -> 'a b'; undefined where the text is not what escapeValue() writes. */
export function unescapeValue(escaped: string): string | undefined {
  if (!/^(?:[A-Za-z0-9._~-]|![0-9a-f]{2})*$/.test(escaped)) return undefined;
  try {
    const text = decodeURIComponent(escaped.replaceAll('!', '%'));
    return escapeValue(text) === escaped ? text : undefined;
  } catch {
    return undefined; // not UTF-8
  }
}
