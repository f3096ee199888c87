/*
 * dpr.ts - the device pixel ratio, multiplied into all lengths that are pixels of the result
 */
import { badOptions } from '../errors.ts';
import type { OptionName, TransformOptions } from '../generated/options.ts';
import { optionNamed } from './table.ts';

/**
 * Options in normal form without dpr. Lengths round halves up. A width or height that becomes too
 * long is refused; blur, radius and pad go as far as their ranges.
 */
export function foldDpr({ dpr, ...options }: TransformOptions): TransformOptions {
  if (dpr === undefined) return options;
  const ratio = Math.round(dpr * 10000); // exact: dpr is in normal form
  for (const side of ['width', 'height'] as const) {
    const length = options[side];
    if (typeof length !== 'number') continue;
    const folded = Math.max(1, Math.floor((length * ratio + 5000) / 10000));
    const most = optionNamed(side)!.high;
    if (folded > most) throw badOptions(`${side} times dpr must be at most ${most}, not ${folded}`);
    options[side] = folded;
  }
  const fold = (name: OptionName, length: number): number => {
    const { low, high } = optionNamed(name)!;
    return Math.min(high, Math.max(low, Math.floor((length * ratio + 5000) / 10000)));
  };
  const { blur, radius, pad } = options;
  if (blur !== undefined) options.blur = fold('blur', Math.round(blur * 10000)) / 10000;
  if (typeof radius === 'number') options.radius = fold('radius', radius);
  const lengths = typeof pad === 'number' ? [pad] : Array.isArray(pad) ? (pad as number[]) : [];
  if (lengths.length > 0 && lengths.every(Number.isInteger)) {
    const folded = lengths.map((length) => fold('pad', length));
    const same = folded.every((length) => length === folded[0]);
    options.pad = same ? folded[0]! : (folded as [number, number, number, number]);
  }
  return options;
}
