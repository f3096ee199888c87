/*
 * sign.ts - the URL of a picture -> the same, signed
 *
 * Whoever has a key may ask for anything: for one picture, for a while, if need be within ranges.
 */
import { badOptions } from '../errors.ts';
import { OPTIONS } from '../generated/options.ts';
import { valuesOf } from '../recipe/query.ts';
import { didYouMean } from '../recipe/suggest.ts';
import { optionsOf } from '../recipe/validate.ts';
import { quoted, textOfOption } from '../recipe/values.ts';
import { decodeKey, encodeKey } from '../recipe/variant.ts';
import { fitsRange, mustFit, readRanges, writeRanges, type Ranges } from './ranges.ts';
import { KEY_ID, PRESET_NAME, SECRET } from './settings.ts';
import { signatureOf, signedPairs, type Pair } from './signature.ts';
import { readWrittenUrl, type WrittenUrl } from './written-url.ts';

export interface SigningKey {
  id: string;
  secret: string;
}

export interface SignOptions {
  /** The signature holds until then: a date, or seconds since 1970. Without it: for ever. */
  expires?: Date | number;
  /** Options that stay open, from the first number to the second one, in steps of the third. */
  ranges?: Ranges;
}

/**
 * Sign the URL of a picture: '/photos/cat.jpg?w=400' or the same with 'https://host' before it.
 * Options come out in canonical spelling, the signature last. Options with a range need not be in
 * the URL; whoever uses it adds them. Errors: BAD_OPTIONS, also for names that mean nothing.
 */
export function sign(url: string, key: SigningKey, options: SignOptions = {}): string {
  checkKey(key);
  const [, start = '', path = '', query = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/[^/?#]+)?\/([^?#]*)(?:\?([^#]*))?$/i.exec(url) ?? [];
  const written: WrittenUrl = {
    ...readWrittenUrl(query, { presets: true, signatures: false }),
    ...(options.expires === undefined ? {} : { exp: secondsOf(options.expires) }),
    ...(options.ranges === undefined ? {} : { range: writeRanges(options.ranges) }),
  };
  refuseUnknown(written);
  if (!new RegExp(PRESET_NAME).test(written.preset ?? 'none')) {
    throw badOptions(`${quoted(written.preset)} is no name of a preset`);
  }
  const values = valuesOf(written.written);
  optionsOf(values); // refuses sides that dpr makes too long
  const texts = new Map([...values].map(([name, value]) => [name, textOfOption(name, value)]));
  const open = [...readRanges(written.range)].flatMap(([name, range]): Pair[] => {
    const text = texts.get(name);
    if (text === undefined) return [];
    if (!fitsRange(range, text)) throw badOptions(mustFit(name, range));
    return [[OPTIONS.find((row) => row.name === name)!.short, text]];
  });
  const pathname = `/${encodeKey(decodeKey(path))}`;
  const pairs = signedPairs(written, texts);
  const signature: Pair = ['s', `${key.id}.${signatureOf(key.secret, pathname, pairs)}`];
  const signed = [...pairs, ...open, signature];
  const text = signed.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${start}${pathname}?${text}`;
}

function checkKey({ id, secret }: SigningKey): void {
  if (!new RegExp(KEY_ID).test(id)) throw badOptions(`${quoted(id)} is no id of a key`);
  if (!new RegExp(SECRET).test(secret)) {
    throw badOptions('a secret has 16 to 256 ASCII characters without spaces');
  }
}

function refuseUnknown({ unknown: [unknown] }: WrittenUrl): void {
  if (unknown === undefined) return;
  const names = OPTIONS.flatMap((row) => [row.name, row.short]);
  throw badOptions(`there is no option ${quoted(unknown)}${didYouMean(unknown, names)}`);
}

function secondsOf(expires: Date | number): string {
  const seconds = typeof expires === 'number' ? expires : Math.floor(expires.getTime() / 1000);
  if (Number.isInteger(seconds) && seconds >= 0 && seconds < 1e12) return String(seconds);
  throw badOptions('expires must be a Date or seconds since 1970');
}
