/*
 * signature.ts - whether a URL is signed: by a key that we have, in time, and for this picture
 *
 *   /cat.jpg?w=400&f=auto&exp=1790000000&s=2026a.<base64url>
 *   s = HMAC-SHA256(secret, '/cat.jpg/_/w=400,f=auto,exp=1790000000')
 *
 * Signed is the URL as it is written: short names in the table's order and the texts of the values,
 * before presets, Accept, dpr and lists. So a signer needs its key and nothing else of the settings,
 * and who verifies reads no value before it is known to be a signer's. The signature is no part of
 * a variant's name: another key, another expiry and the same options are the same variant.
 */
import { badSignature, ScanrillError } from '../errors.ts';
import { OPTIONS, type OptionName } from '../generated/options.ts';
import { escapeValue } from '../recipe/canonical.ts';
import { givenTwice } from '../recipe/query.ts';
import { hmacSha256 } from '../recipe/sha256.ts';
import { encodeKey } from '../recipe/variant.ts';
import { fitsRange, mustFit, readRanges } from './ranges.ts';
import type { WrittenUrl } from './written-url.ts';

/** Errors: BAD_SIGNATURE, SIGNATURE_EXPIRED; BAD_OPTIONS where an option is there twice. */
export function isSigned(
  url: WrittenUrl,
  key: string,
  keys: ReadonlyMap<string, string>,
  nowSeconds: number,
): boolean {
  if (url.s === undefined) {
    if (url.exp !== undefined || url.range !== undefined) throw badSignature('s is missing');
    return false;
  }
  const texts = textsOf(url);
  const at = url.s.lastIndexOf('.');
  const secret = keys.get(url.s.slice(0, Math.max(0, at)));
  if (secret === undefined) throw badSignature('there is no such key');
  const expected = signatureOf(secret, `/${encodeKey(key)}`, signedPairs(url, texts));
  if (!sameText(expected, url.s.slice(at + 1))) throw badSignature();
  if (url.exp !== undefined && nowSeconds >= Number(url.exp)) {
    throw new ScanrillError('SIGNATURE_EXPIRED');
  }
  for (const [name, range] of readRanges(url.range)) {
    if (!fitsRange(range, texts.get(name))) throw badSignature(mustFit(name, range));
  }
  return true;
}

export type Pair = readonly [name: string, text: string];

/** What a signature covers, in the order in which it is signed; options left open are not. */
export function signedPairs(url: WrittenUrl, texts: ReadonlyMap<OptionName, string>): Pair[] {
  const open = readRanges(url.range);
  const options = OPTIONS.flatMap(({ name, short }): Pair[] => {
    const text = texts.get(name);
    return text === undefined || open.has(name) ? [] : [[short, text]];
  });
  const words = { p: url.preset, v: url.v, range: url.range, exp: url.exp };
  const [preset = [], ...others] = Object.entries(words).map(([name, text]): Pair[] =>
    text === undefined ? [] : [[name, text]],
  );
  return [...preset, ...options, ...others.flat()];
}

/** base64url of the HMAC of a text such as '/cat.jpg/_/p=thumb,w=400,exp=1790000000'. */
export function signatureOf(secret: string, path: string, pairs: readonly Pair[]): string {
  const texts = pairs.map(([name, text]) => `${name}=${escapeValue(text)}`);
  return base64url(hmacSha256(secret, `${path}/_/${texts.join(',')}`));
}

function textsOf({ written }: WrittenUrl): Map<OptionName, string> {
  const texts = new Map<OptionName, string>();
  for (const [{ name }, text] of written) {
    if ((texts.get(name) ?? text) !== text) throw givenTwice(name);
    texts.set(name, text);
  }
  return texts;
}

function base64url(bytes: Uint8Array): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let text = '';
  for (let bit = 0; bit < bytes.length * 8; bit += 6) {
    const two = (bytes[bit >> 3]! << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += digits[(two >> (10 - (bit & 7))) & 63];
  }
  return text;
}

/** In a time that does not depend on where they differ. */
function sameText(a: string, b: string): boolean {
  let different = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return different === 0;
}
