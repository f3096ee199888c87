/*
 * dpr.ts - the device pixel ratio, multiplied into width and height
 */
import { badOptions } from '../errors.ts';
import type { TransformOptions } from '../generated/options.ts';
import { optionNamed } from './table.ts';

/** Options in normal form without dpr. Sides round halves up; without a side dpr means nothing. */
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
  return options;
}
