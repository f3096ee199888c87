/*
 * ranges.ts - options that a signature leaves open, within limits: 'w.200-1600.100_q.40-85'
 *
 * One signature then serves a whole srcset: whoever has it adds a w= that fits.
 */
import { badOptions } from '../errors.ts';
import type { OptionName } from '../generated/options.ts';
import { optionNamed, optionOfUrlName } from '../recipe/table.ts';
import { quoted, wholeNumber } from '../recipe/values.ts';

export interface Range {
  low: number;
  high: number;
  step: number;
}

export type Ranges = Partial<
  Record<OptionName, readonly [low: number, high: number, step?: number | undefined]>
>;

/** What is not written like a range leaves nothing open. */
export function readRanges(text = ''): Map<OptionName, Range> {
  const ranges = new Map<OptionName, Range>();
  for (const one of text.split('_')) {
    const [, short = '', low, high, step = '1'] =
      /^([a-z]+)\.(\d{1,9})-(\d{1,9})(?:\.(\d{1,9}))?$/.exec(one) ?? [];
    const row = optionOfUrlName(short);
    if (row !== undefined) {
      ranges.set(row.name, { low: Number(low), high: Number(high), step: Number(step) });
    }
  }
  return ranges;
}

/** Errors: BAD_OPTIONS. */
export function writeRanges(ranges: Ranges): string {
  const texts = Object.entries(ranges).map(([name, [low, high, step = 1]]) => {
    const row = optionNamed(name);
    if (row?.type !== 'INT') throw badOptions(`${quoted(name)} has no range: no whole numbers`);
    if (![low, high].every((end) => wholeNumber(row, end) !== undefined) || low > high) {
      throw badOptions(
        `the range of ${name} must go from a number to a larger one, within ${row.low} to ${row.high}`,
      );
    }
    if (!Number.isInteger(step) || step < 1 || step > row.high) {
      throw badOptions(`the step of ${name} must be a whole number from 1 to ${row.high}`);
    }
    return `${row.short}.${low}-${high}${step === 1 ? '' : `.${step}`}`;
  });
  return texts.join('_');
}

/** Digits only: a word or an absent option does not fit. */
export function fitsRange({ low, high, step }: Range, text = ''): boolean {
  const value = Number(text);
  return /^\d{1,9}$/.test(text) && value >= low && value <= high && (value - low) % step === 0;
}

export function mustFit(name: OptionName, { low, high, step }: Range): string {
  return `${name} must be ${low} to ${high} in steps of ${step} with this signature`;
}
