/*
 * store-contract.mjs - what every store must do, whatever it keeps its objects in
 *
 *   storeContract('the filesystem store', async (t) => openFilesystemStore(await folderFor(t)))
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { isKey } from '../../edge-host/dist/store/key.js';
import { fc } from './load.mjs';

export const LIMITS = { maxBytes: 1000 };
export const WEBP = {
  contentType: 'image/webp',
  cacheControl: 'max-age=1',
  metadata: { sha256: 'ab', ms: '3.1' },
};
export const bytes = (text) => new TextEncoder().encode(text);
export const code = (expected) => (error) => error.name === 'ScanrillError' && error.code === expected;

/** What Node 22 calls Array.fromAsync. */
export async function all(iterable) {
  const found = [];
  for await (const one of iterable) found.push(one);
  return found;
}

const text = (body) => Buffer.from(body).toString();

/** 'open' answers an empty store; 'runs' is how many keys the property tries. */
export function storeContract(name, open, { runs = 200 } = {}) {
  test(`${name}: what was put comes back with its type, cache-control and metadata`, async (t) => {
    const store = await open(t);
    const put = await store.putIfAbsent('a/b c.jpg/_/w=1', bytes('one'), WEBP);
    const got = await store.get('a/b c.jpg/_/w=1', LIMITS);
    assert.equal(put.outcome, 'stored');
    assert.deepEqual([...got.body], [...bytes('one')]);
    const headers = [got.contentType, got.cacheControl, got.metadata];
    assert.deepEqual(headers, ['image/webp', 'max-age=1', WEBP.metadata]);
    assert.equal(got.etag, put.etag);
    const { body: _body, ...head } = got;
    assert.deepEqual(await store.head('a/b c.jpg/_/w=1'), head);
  });

  test(`${name}: a second put of the same key says exists and changes nothing`, async (t) => {
    const store = await open(t);
    await store.putIfAbsent('k', bytes('one'), WEBP);
    const second = await store.putIfAbsent('k', bytes('two'), { contentType: 'image/png' });
    assert.deepEqual(second, { outcome: 'exists' });
    const { body, contentType } = await store.get('k', LIMITS);
    assert.deepEqual([text(body), contentType], ['one', 'image/webp']);
  });

  test(`${name}: of twenty puts at once one is stored, and its bytes and metadata belong together`, async (t) => {
    const store = await open(t);
    const putNumber = (i) =>
      store.putIfAbsent('deep/er/k', bytes(`body ${i}`), {
        contentType: 'image/png',
        metadata: { number: String(i) },
      });
    const puts = await Promise.all(Array.from({ length: 20 }, (_, i) => putNumber(i)));
    assert.equal(puts.filter(({ outcome }) => outcome === 'stored').length, 1);
    const known = ['stored', 'exists', 'conflict'];
    assert.ok(puts.every(({ outcome }) => known.includes(outcome)));
    const got = await store.get('deep/er/k', LIMITS);
    assert.equal(text(got.body), `body ${got.metadata.number}`);
  });

  test(`${name}: delete removes only the object with the ETag it was given`, async (t) => {
    const store = await open(t);
    const { etag } = await store.putIfAbsent('k', bytes('one'), WEBP);
    assert.equal(await store.delete('k', '"another"'), false);
    assert.equal((await store.get('k', LIMITS)).etag, etag);
    assert.equal(await store.delete('k', etag), true);
    assert.equal(await store.head('k'), undefined);
    assert.equal(await store.delete('k', etag), false);
    assert.equal((await store.putIfAbsent('k', bytes('two'), WEBP)).outcome, 'stored');
  });

  test(`${name}: a missing object is SOURCE_NOT_FOUND for get and undefined for head`, async (t) => {
    const store = await open(t);
    await store.putIfAbsent('folder/there', bytes('x'), WEBP);
    for (const key of ['none.jpg', 'folder', 'folder/none', 'x'.repeat(900), '../a', 'a//b', '\ud800']) {
      await assert.rejects(store.get(key, LIMITS), code('SOURCE_NOT_FOUND'));
      if (isKey(key)) assert.equal(await store.head(key), undefined);
    }
  });

  test(`${name}: more bytes than allowed are INPUT_TOO_LARGE`, async (t) => {
    const store = await open(t);
    await store.putIfAbsent('big', new Uint8Array(1001), WEBP);
    await store.putIfAbsent('fits', new Uint8Array(1000), WEBP);
    await assert.rejects(store.get('big', LIMITS), code('INPUT_TOO_LARGE'));
    assert.equal((await store.get('fits', LIMITS)).bytes, 1000);
  });

  test(`${name}: a read whose time is over is SOURCE_SLOW`, async (t) => {
    const store = await open(t);
    await store.putIfAbsent('a', bytes('x'), WEBP);
    const over = AbortSignal.abort();
    await assert.rejects(store.get('a', { ...LIMITS, signal: over }), code('SOURCE_SLOW'));
    await assert.rejects(store.head('a', over), code('SOURCE_SLOW'));
  });

  test(`${name}: a key may end with a slash, as the variant with the empty recipe does`, async (t) => {
    const store = await open(t);
    await store.putIfAbsent('k.jpg/_/', bytes('plain'), WEBP);
    await store.putIfAbsent('k.jpg/_/w=1', bytes('small'), WEBP);
    assert.equal(text((await store.get('k.jpg/_/', LIMITS)).body), 'plain');
    assert.equal(await store.head('k.jpg/_'), undefined);
  });

  test(`${name}: list names all that lies below a prefix, and nothing else`, async (t) => {
    const store = await open(t);
    const below = ['', 'w=400', 'w=400,f=webp@e2', 'a b+c%20&<é>', 'deeper/東京'];
    const beside = ['abc/k é.jpg/_x', 'abc/k é.jpgs/_/w=1', 'abcd/k é.jpg/_/w=1'];
    for (const key of [...below.map((one) => `abc/k é.jpg/_/${one}`), ...beside])
      await store.putIfAbsent(key, bytes('x'), WEBP);
    const found = await all(store.list('abc/k é.jpg/_/'));
    assert.deepEqual(found.sort(), below.map((one) => `abc/k é.jpg/_/${one}`).sort());
    assert.deepEqual(await all(store.list('abc/none/_/')), []);
  });

  test(`${name}: what list names can be looked at and removed, however long its name`, async (t) => {
    const store = await open(t);
    for (const letter of ['a', 'b']) await store.putIfAbsent(`k.jpg/_/${letter.repeat(500)}`, bytes(letter), WEBP);
    for await (const key of store.list('k.jpg/_/')) {
      const { etag, metadata } = await store.head(key);
      assert.deepEqual(metadata, WEBP.metadata);
      assert.equal(await store.delete(key, etag), true);
    }
    assert.deepEqual(await all(store.list('k.jpg/_/')), []);
    assert.equal(await store.head(`k.jpg/_/${'a'.repeat(500)}`), undefined);
  });

  test(`${name}: any key keeps its own bytes`, async (t) => {
    const store = await open(t);
    const seen = new Set();
    const isNew = (key) => isKey(key) && !seen.has(key) && !key.startsWith('.scanrill') && !key.includes('/');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 30 }), async (key) => {
        fc.pre(isNew(key));
        seen.add(key);
        assert.equal((await store.putIfAbsent(key, bytes(key), WEBP)).outcome, 'stored');
        assert.equal(text((await store.get(key, LIMITS)).body), key);
      }),
      { numRuns: runs },
    );
  });
}
