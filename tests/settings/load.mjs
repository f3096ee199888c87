/*
 * load.mjs - settings to test with, and requests for them
 */
import { fc, runs } from '../recipe/load.mjs';
import { queryOf, queryPairs } from '../recipe/options.mjs';
import { readSettings, sign } from '../../wasm/dist/settings/index.js';

export { fc, runs };

export const KEYS = { '2026a': 'a secret of 2026'.replaceAll(' ', '-'), old_1: '~'.repeat(100) };
export const key = (id = '2026a') => ({ id, secret: KEYS[id] });

const presets = {
  default: { format: 'auto', quality: 70, background: 'red' },
  thumb: { width: 200, height: 200, position: 'top' },
  plain: { quality: 80, format: 'png' },
  marked: { watermark: ['logos/é a.png', 'b.png'], watermarkScale: [0.1, 0.5], watermarkTile: true },
  wide_2: { width: 1600, crop: [0, 0, 0.5, 1], dpr: 1.5 },
};
const allow = {
  width: [320, 640, 1280],
  height: [160, 320],
  dpr: [1, 2],
  quality: [60, 80],
  format: ['auto', 'webp'],
  fit: ['cover', 'inside'],
  grayscale: [true],
};

/** Settings by name: each feature alone, and all of them. */
export const SETTINGS = Object.fromEntries(
  Object.entries({
    open: {},
    presets: { presets },
    keys: { keys: KEYS },
    'presets and keys': { presets, keys: KEYS },
    lists: { allow, maxVariants: 4096 },
    'lists, no snapping': { allow, unlisted: 'refuse', maxVariants: 4096 },
    'presets only': { presets, unsigned: 'allowed' },
    'presets, some dpr': { presets, allow: { dpr: [1, 2, 3] } },
    'all of it': { presets, allow, keys: KEYS, maxVariants: 4096 },
    'signed only': { presets, unsigned: 'nothing', keys: KEYS },
  }).map(([name, value]) => [name, readSettings(value)]),
);

/** Queries that may be allowed: few values, often listed ones. */
const plainPairs = fc.subarray([
  ['w', fc.constantFrom('320', '640', '300', '1281', '0320', '1', '8192', 'x')],
  ['height', fc.constantFrom('160', '320', '150', '9', '320.0')],
  ['dpr', fc.constantFrom('1', '2', '1.5', '3', '0.1', '5')],
  ['q', fc.constantFrom('60', '80', '70', 'high', '100')],
  ['f', fc.constantFrom('auto', 'webp', 'jpg', 'gif')],
  ['fit', fc.constantFrom('cover', 'crop', 'max', 'fill')],
  ['gray', fc.constantFrom('', '1', '0')],
]);
const plain = plainPairs.chain((pairs) =>
  fc.tuple(...pairs.map(([name, value]) => value.map((text) => [name, text]))),
);

const words = fc.array(
  fc.oneof(
    fc.tuple(
      fc.constantFrom('p', 'preset', 'P'),
      fc.constantFrom('thumb', 'plain', 'marked', 'wide_2', 'default', 'no', '', '__proto__'),
    ),
    fc.tuple(fc.constant('v'), fc.constantFrom('7', 'a.b~c', '', 'a b')),
    fc.tuple(fc.constantFrom('utm_source', 'widht'), fc.constant('x')),
  ),
  { maxLength: 2 },
);
const forged = fc.array(
  fc.oneof(
    fc.tuple(fc.constant('exp'), fc.constantFrom('1', '99999999999', 'x', '1,exp=2')),
    fc.tuple(fc.constant('range'), fc.constantFrom('w.1-9', 'w.1-9.2_q.1-5', 'w=1', '_')),
    fc.tuple(
      fc.constantFrom('s', 'S'),
      fc.constantFrom('', 'x', '2026a', '2026a.', 'no.AAAA', '__proto__.x', 'a b'),
    ),
  ),
  { maxLength: 2 },
);

export const accepts = fc.constantFrom('', 'image/webp', 'image/avif,image/webp;q=0.5', '*/*');
export const pictureKeys = fc.constantFrom(
  'a.jpg',
  'photos/café +%.jpg',
  'e\u0301/\u{1F408}.png',
  '日本語/ü&=,.webp',
);

const pathOf = (picture) => `/${picture.split('/').map(encodeURIComponent).join('/')}`;

/** Unsigned requests: { picture, path, query, accept }. */
export const unsignedRequests = fc
  .record({
    picture: pictureKeys,
    pairs: fc.oneof(plain, plain, queryPairs),
    words,
    forged: fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: forged }),
    accept: accepts,
  })
  .map(({ picture, pairs, words: some, forged: more, accept }) => ({
    picture,
    path: pathOf(picture),
    query: queryOf([...pairs, ...some, ...more]),
    accept,
  }));

const preset = fc.option(fc.constantFrom('thumb', 'plain'), { nil: undefined, freq: 2 });
const tag = fc.option(fc.constantFrom('7', 'a.b~c'), { nil: undefined });

/** Requests that a key signed, with the options of signing: expired, with ranges, with another key. */
export const signedRequests = fc
  .record({
    picture: pictureKeys,
    pairs: fc.oneof(plain, queryPairs),
    preset,
    tag,
    id: fc.constantFrom(...Object.keys(KEYS)),
    expires: fc.constantFrom(undefined, 4102444800, 1),
    ranges: fc.constantFrom(
      undefined,
      undefined,
      { width: [200, 1600, 20] },
      { quality: [60, 80] },
    ),
    accept: accepts,
  })
  .map((one) => {
    const extra = Object.entries({ p: one.preset, v: one.tag }).filter(([, text]) => text);
    const query = queryOf([...one.pairs, ...extra]);
    const { id, expires, ranges } = one;
    const options = { ...(expires && { expires }), ...(ranges && { ranges }) };
    try {
      const [path, signed] = sign(`${pathOf(one.picture)}?${query}`, key(id), options).split('?');
      return { picture: one.picture, path, query: signed, accept: one.accept, expires, ranges };
    } catch {
      return undefined; // a value that nobody can sign
    }
  })
  .filter((request) => request !== undefined);
