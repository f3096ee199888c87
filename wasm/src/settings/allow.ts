/*
 * allow.ts - the lists of allowed values, for URLs without a signature
 *
 * Where numbers snap, the next larger listed one is taken, or the largest. Both sides are
 * multiplied by one factor, so that the box keeps its shape and 'cover' cuts what it would have cut.
 */
import { notAllowed } from '../errors.ts';
import type { OptionName, TransformOptions } from '../generated/options.ts';
import { optionNamed } from '../recipe/table.ts';
import { quoted, textOfValue, type OptionValue } from '../recipe/values.ts';
import type { Settings } from './settings.ts';

type Lists = Pick<Settings, 'allow' | 'unlisted'>;

/** The value itself or, where numbers snap, a listed one near it. Errors: NOT_ALLOWED. */
export function allowedValue(lists: Lists, name: OptionName, value: OptionValue): OptionValue {
  const row = optionNamed(name)!;
  const values = lists.allow.get(name) ?? [];
  if (lists.unlisted === 'snap' && typeof value === 'number' && row.type !== 'TURN') {
    return next(values as readonly number[], value)!; // a list has at least one value
  }
  const found = values.find((one) => textOfValue(row, one) === textOfValue(row, value));
  if (found !== undefined) return found;
  const texts = values.map((one) => textOfValue(row, one)).join(', ');
  throw notAllowed(`${name} must be one of ${texts} here, not ${quoted(textOfValue(row, value))}`);
}

/** Listed sides for those that the options have. Errors: NOT_ALLOWED. */
export function snapSides(
  lists: Lists,
  { width, height }: Pick<TransformOptions, 'width' | 'height'>,
): Pick<TransformOptions, 'width' | 'height'> {
  if (height === undefined) return { width: allowedValue(lists, 'width', width!) as number };
  if (width === undefined) return { height: allowedValue(lists, 'height', height) as number };
  const widths = (lists.allow.get('width') ?? []) as readonly number[];
  const heights = new Set(lists.allow.get('height') ?? []);
  const scaled = (listed: number) => Math.floor((2 * height * listed + width) / (2 * width));
  const same = widths.filter((listed) => heights.has(scaled(listed)));
  const snapped = lists.unlisted === 'snap' ? next(same, width) : same.find((one) => one === width);
  if (snapped === undefined)
    throw notAllowed(`no allowed size has the shape of ${width}x${height}`);
  return { width: snapped, height: scaled(snapped) };
}

/** The first of ascending numbers that is not smaller, or the last; undefined where there is none. */
function next(values: readonly number[], wanted: number): number | undefined {
  return values.find((one) => one >= wanted) ?? values.at(-1);
}
