/*
 * validate.ts - a JavaScript object of options -> the same in normal form
 */
import { badOptions } from '../errors.ts';
import { OPTIONS, type TransformOptions } from '../generated/options.ts';
import { foldDpr } from './dpr.ts';
import { didYouMean } from './suggest.ts';
import { optionNamed } from './table.ts';
import { quoted, valueOfJs, type OptionValue } from './values.ts';

/**
 * Check options that may come from anywhere. Unknown names and wrong types are refused; absent
 * and undefined ones are left out. Only the object's own properties count.
 */
export function validateOptions(options: unknown): TransformOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw badOptions(`options must be an object, not ${quoted(options)}`);
  }
  const values = new Map<string, OptionValue>();
  for (const [name, value] of Object.entries(options)) {
    const row = optionNamed(name);
    if (row === undefined) {
      const names = OPTIONS.map((option) => option.name);
      throw badOptions(`there is no option ${quoted(name)}${didYouMean(name, names)}`);
    }
    if (value !== undefined) values.set(name, valueOfJs(row, value));
  }
  return optionsOf(values);
}

/** Normal values by name as an object, in the table's order. */
export function optionsOf(values: ReadonlyMap<string, OptionValue>): TransformOptions {
  const inOrder = OPTIONS.filter(({ name }) => values.has(name));
  const options = Object.fromEntries(inOrder.map(({ name }) => [name, values.get(name)]));
  foldDpr(options); // refuses sides that become too long
  checkLists(options as Record<string, OptionValue | undefined>);
  return options;
}

/** A list has a value for each watermark. */
function checkLists(options: Record<string, OptionValue | undefined>): void {
  const { watermark } = options;
  if (watermark === undefined) return;
  const wanted = Array.isArray(watermark) ? watermark.length : 1;
  for (const row of OPTIONS) {
    const value = options[row.name];
    if (!row.list || row.type === 'KEY' || !Array.isArray(value) || value.length === wanted) continue;
    const marks = `${wanted} watermark${wanted > 1 ? 's' : ''}`;
    throw badOptions(`${row.name} has ${value.length} values for ${marks}`);
  }
}
