/*
 * fields.ts - the fields of a settings file: objects, words, numbers and texts, or where they are wrong
 */
import { didYouMean } from '../recipe/suggest.ts';
import { quoted } from '../recipe/values.ts';
import { SettingsError } from './settings-error.ts';

export function objectAt(path: string, value: unknown): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SettingsError(path, `must be an object, not ${quoted(value)}`);
  }
  return new Map(Object.entries(value));
}

/** The same, where only these names may stand in it. */
export function fieldsAt(
  path: string,
  value: unknown,
  names: readonly string[],
): Map<string, unknown> {
  const fields = objectAt(path, value);
  for (const name of fields.keys()) {
    if (!names.includes(name)) {
      const where = path === '' ? name : `${path}.${name}`;
      throw new SettingsError(where, `nothing reads this${didYouMean(name, names)}`);
    }
  }
  return fields;
}

/** One of the words; the one at 'fallback' where there is none. */
export function wordAt<Word extends string>(
  path: string,
  value: unknown,
  words: readonly Word[],
  fallback: number,
): Word {
  if (value === undefined) return words[fallback]!;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const hint = typeof value === 'string' ? didYouMean(value, words) : '';
  throw new SettingsError(path, `must be one of ${words.join(', ')}, not ${quoted(value)}${hint}`);
}

/** A number from low to high. */
export function numberAt(
  path: string,
  value: unknown,
  { low, high, whole = true }: { low: number; high: number; whole?: boolean },
): number {
  const fits = typeof value === 'number' && (!whole || Number.isInteger(value));
  if (fits && value >= low && value <= high) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new SettingsError(path, `must be ${kind} from ${low} to ${high}, not ${quoted(value)}`);
}

export function textAt(path: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new SettingsError(path, `must be a text, not ${quoted(value)}`);
}
