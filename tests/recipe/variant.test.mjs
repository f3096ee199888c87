import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { built, fc } from './load.mjs';
import { queryOf, queryPairs } from './options.mjs';

const {
  MAX_KEY_BYTES,
  canonicalRecipe,
  parseQuery,
  parseRecipe,
  sha256Hex,
  splitVariantPath,
  storeFolder,
  storeKey,
  variantPath,
} = await built('recipe/index.js');

const bytesOf = (text) => Buffer.byteLength(text);
const bad = { name: 'ScanrillError', code: 'BAD_OPTIONS' };

/** Keys of any Unicode text, in segments that are allowed. */
const segment = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('_', '.', '+', '%', ' ', 'ü', '🐈', '=', ','),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 12,
  })
  .filter(
    (text) =>
      !/[\0\\/]/.test(text) && !['.', '..', '_'].includes(text) && !/[\ud800-\udfff]/u.test(text),
  );
const key = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));
const recipe = queryPairs.map((pairs) => canonicalRecipe(parseQuery(queryOf(pairs)).options));

test('a path is the key in percent-encoded segments, a separator and the recipe', () => {
  assert.equal(
    variantPath('photos/my cat+ü.jpg', 'w=400,f=webp'),
    '/photos/my%20cat%2B%C3%BC.jpg/_/w=400,f=webp',
  );
  assert.equal(variantPath('cat.jpg', ''), '/cat.jpg/_/');
});

test('property: path, recipe, path is the identity after one percent-decoding', () => {
  fc.assert(
    fc.property(key, recipe, (key, recipe) => {
      const path = variantPath(key, recipe);
      assert.equal(decodeURIComponent(path), `/${key}/_/${recipe}`);
      assert.deepEqual(splitVariantPath(path), { key, recipe });
      const split = splitVariantPath(path);
      assert.equal(variantPath(split.key, canonicalRecipe(parseRecipe(split.recipe))), path);
    }),
  );
});

test('property: two variants never share a path or a store key', () => {
  const variant = fc.tuple(key, recipe);
  const two = fc.oneof(
    fc.tuple(variant, variant),
    fc.tuple(key, recipe, recipe).map(([k, a, b]) => [
      [k, a],
      [k, b],
    ]),
  );
  fc.assert(
    fc.property(two, ([a, b]) => {
      const same = a[0] === b[0] && a[1] === b[1];
      assert.equal(variantPath(...a) === variantPath(...b), same);
      assert.equal(storeKey(...a) === storeKey(...b), same);
    }),
  );
});

test('keys that could be taken for another one are refused', () => {
  for (const key of [
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    './a',
    'a/_/b',
    '_/a',
    'a/_',
    '_',
    'a\\b',
    'a\0',
    '\ud800',
  ]) {
    assert.throws(() => variantPath(key, ''), bad, JSON.stringify(key));
    assert.throws(() => storeKey(key, ''), bad, JSON.stringify(key));
  }
});

test('paths that do not name one variant are refused', () => {
  for (const path of [
    '',
    '/',
    'cat.jpg/_/',
    '/cat.jpg',
    '/_/w=400',
    '//_/w=400',
    '/a/_/b/_/w=400',
    '/a/%5f/b/_/w=400',
    '/a%2F_%2Fb/_/',
    '/%2e%2e/a/_/',
    '/a%5Cb/_/',
    '/a%00/_/',
    '/a%ff/_/',
    '/a%/_/',
    '/a/_/w=4%30',
    '/a/_/w=400?x',
    '/a/_/b/c',
  ]) {
    assert.throws(() => splitVariantPath(path), bad, path);
  }
});

test('a recipe of other bytes is refused', () => {
  for (const recipe of ['a b', 'w=400/..', 'w=%34', 'ü', 'x'.repeat(513)]) {
    assert.throws(() => variantPath('a', recipe), bad);
    assert.throws(() => storeKey('a', recipe), bad);
  }
});

test("a store key begins with three digits of the key's hash", () => {
  const digits = createHash('sha256').update('photos/cat.jpg').digest('hex').slice(0, 3);
  assert.equal(storeKey('photos/cat.jpg', 'w=400'), `${digits}/photos/cat.jpg/_/w=400`);
});

test('a store key never passes 1,024 bytes: the recipe is hashed where it would', () => {
  const key = 'k'.repeat(900);
  const fits = 'w'.repeat(1024 - '000/'.length - 900 - '/_/'.length);
  assert.equal(storeKey(key, fits).slice(4), `${key}/_/${fits}`);
  const hashed = createHash('sha256').update(`${fits}w`).digest('hex');
  assert.equal(storeKey(key, `${fits}w`).slice(4), `${key}/_/${hashed}`);
  assert.equal(bytesOf(storeKey('k'.repeat(MAX_KEY_BYTES), 'w'.repeat(512))), 1024);
  assert.throws(() => storeKey('k'.repeat(MAX_KEY_BYTES + 1), ''), bad);
  assert.throws(() => storeKey('ü'.repeat(MAX_KEY_BYTES / 2 + 1), ''), bad);
});

test('an edition keeps results of one recipe apart, in the folder that all variants of a key share', () => {
  for (const key of ['a.jpg', 'k'.repeat(MAX_KEY_BYTES)]) {
    const recipes = ['', 'w=400', 'w'.repeat(512)];
    const keys = recipes.flatMap((one) => ['', '@e2', '@e2@oab'].map((edition) => storeKey(key, one, edition)));
    assert.equal(new Set(keys).size, keys.length);
    for (const one of keys) assert.ok(one.startsWith(storeFolder(key)) && bytesOf(one) <= 1024);
  }
});

test("SHA-256 agrees with Node's for every length around a block", () => {
  for (let length = 0; length < 200; length++) {
    const text = 'ü'.repeat(length % 7) + 'a'.repeat(length);
    assert.equal(sha256Hex(text), createHash('sha256').update(text).digest('hex'));
  }
});
