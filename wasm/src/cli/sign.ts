/*
 * sign.ts - scanrill sign photos/cat.jpg -w 800 --settings scanrill.json: the signed URL of a picture
 */
import { canonicalRecipe, encodeKey } from '../recipe/index.ts';
import { didYouMean } from '../recipe/suggest.ts';
import { optionOfUrlName } from '../recipe/table.ts';
import { OPTIONS } from '../generated/options.ts';
import { textOfOption } from '../recipe/values.ts';
import { sign, type Settings, type SigningKey, type SignOptions } from '../settings/index.ts';
import type { Arguments } from './arguments.ts';
import { print } from './report.ts';
import { readSettingsFile } from './settings-file.ts';
import { UsageError } from './usage.ts';

export async function runSign(args: Arguments): Promise<number> {
  const { inputs, base = '', json } = args;
  const { file, settings } = await readGiven(args);
  const key = keyOf(file, settings, args.key);
  checkPreset(file, settings, args.preset);
  const options: SignOptions = {
    ...(args.expires === undefined ? {} : { expires: endOf(args.expires) }),
    ...(args.range === undefined ? {} : { ranges: rangeOf(args.range) }),
  };
  canonicalRecipe(args.options); // refuses what cannot be a recipe
  for (const input of inputs) {
    const path = `/${encodeKey(input.replace(/^\.?\//, ''))}`;
    const url = base.replace(/\/$/, '') + sign(`${path}?${queryOf(args)}`, key, options);
    print(json ? JSON.stringify({ type: 'sign', input, url, key: key.id }) : url);
  }
  return 0;
}

/** As it was given: a signature covers dpr= and defaults as they are written. */
function queryOf({ options, preset }: Arguments): string {
  const pairs = OPTIONS.flatMap(({ name, short }) => {
    const value = options[name];
    return value === undefined ? [] : [`${short}=${encodeURIComponent(textOfOption(name, value))}`];
  });
  return [...(preset === undefined ? [] : [`p=${encodeURIComponent(preset)}`]), ...pairs].join('&');
}

async function readGiven({ settings: file }: Arguments) {
  if (file === undefined) throw new UsageError('sign needs --settings FILE with a key in it');
  return { file, settings: await readSettingsFile(file) };
}

function keyOf(file: string, { keys }: Settings, wanted?: string): SigningKey {
  const id = wanted ?? [...keys.keys()][0];
  if (id === undefined) throw new UsageError(`${file} has no keys`);
  const secret = keys.get(id);
  if (secret === undefined) {
    throw new UsageError(`${file} has no key ${id}${didYouMean(id, keys.keys())}`);
  }
  return { id, secret };
}

/** Presets may be elsewhere; where the file has some, a misspelt one is not signed. */
function checkPreset(file: string, { presets }: Settings, preset?: string): void {
  if (preset === undefined || presets.size === 0 || presets.has(preset)) return;
  throw new UsageError(`${file} has no preset ${preset}${didYouMean(preset, presets.keys())}`);
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86400 } as const;

function endOf(text: string): Date {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (unit !== undefined) {
    return new Date(Date.now() + Number(count) * SECONDS[unit as keyof typeof SECONDS] * 1000);
  }
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(`--expires must be such as 30m, 12h, 7d or 2027-01-31, not ${text}`);
}

function rangeOf(text: string): NonNullable<SignOptions['ranges']> {
  const [, name = '', low, high, step = '1'] =
    /^([A-Za-z]+)=(\d{1,9})-(\d{1,9})(?::(\d{1,9}))?$/.exec(text) ?? [];
  const row = optionOfUrlName(name);
  if (row === undefined)
    throw new UsageError(`--range must be such as width=200-1600:100, not ${text}`);
  return { [row.name]: [Number(low), Number(high), Number(step)] };
}
