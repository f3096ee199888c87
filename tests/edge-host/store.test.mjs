/*
 * What every store must do; the filesystem store does it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { access, mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { isKey } from '../../edge-host/dist/store/key.js';
import { fc, folderFor } from './load.mjs';

const LIMITS = { maxBytes: 1000 };
const WEBP = {
  contentType: 'image/webp',
  cacheControl: 'max-age=1',
  metadata: { sha256: 'ab', ms: '3.1' },
};
const bytes = (text) => new TextEncoder().encode(text);
const code = (expected) => (error) => error.name === 'ScanrillError' && error.code === expected;

async function storeFor(t) {
  const folder = await folderFor(t);
  return { folder, store: await openFilesystemStore(folder) };
}

test('what was put comes back with its type, cache-control and metadata', async (t) => {
  const { store } = await storeFor(t);
  const put = await store.putIfAbsent('a/b c.jpg/_/w=1', bytes('one'), WEBP);
  const got = await store.get('a/b c.jpg/_/w=1', LIMITS);
  assert.equal(put.outcome, 'stored');
  assert.deepEqual([...got.body], [...bytes('one')]);
  assert.deepEqual(
    [got.contentType, got.cacheControl, got.metadata],
    ['image/webp', 'max-age=1', WEBP.metadata],
  );
  assert.equal(got.etag, put.etag);
  const { body: _body, ...head } = got;
  assert.deepEqual(await store.head('a/b c.jpg/_/w=1'), head);
});

test('a second put of the same key says exists and changes nothing', async (t) => {
  const { store } = await storeFor(t);
  await store.putIfAbsent('k', bytes('one'), WEBP);
  assert.deepEqual(await store.putIfAbsent('k', bytes('two'), { contentType: 'image/png' }), {
    outcome: 'exists',
  });
  const { body, contentType } = await store.get('k', LIMITS);
  assert.deepEqual([Buffer.from(body).toString(), contentType], ['one', 'image/webp']);
});

test('of twenty puts at once one is stored, and its bytes and metadata belong together', async (t) => {
  const { store, folder } = await storeFor(t);
  const puts = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      store.putIfAbsent('deep/er/k', bytes(`body ${i}`), {
        contentType: 'image/png',
        metadata: { number: String(i) },
      }),
    ),
  );
  const outcomes = puts.map(({ outcome }) => outcome);
  assert.equal(outcomes.filter((outcome) => outcome === 'stored').length, 1);
  assert.ok(outcomes.every((outcome) => outcome === 'stored' || outcome === 'exists'));
  const got = await store.get('deep/er/k', LIMITS);
  assert.equal(Buffer.from(got.body).toString(), `body ${got.metadata.number}`);
  assert.equal(
    (await readdir(join(folder, '.scanrill'))).length,
    1,
    'nothing of the others is left',
  );
});

test('delete removes only the object with the ETag it was given', async (t) => {
  const { store } = await storeFor(t);
  const { etag } = await store.putIfAbsent('k', bytes('one'), WEBP);
  assert.equal(await store.delete('k', '"another"'), false);
  assert.equal((await store.get('k', LIMITS)).etag, etag);
  assert.equal(await store.delete('k', etag), true);
  assert.equal(await store.head('k'), undefined);
  assert.equal(await store.delete('k', etag), false);
  assert.equal((await store.putIfAbsent('k', bytes('two'), WEBP)).outcome, 'stored');
});

test('a missing object is SOURCE_NOT_FOUND for get and undefined for head', async (t) => {
  const { store, folder } = await storeFor(t);
  await mkdir(join(folder, 'folder'));
  for (const key of ['none.jpg', 'folder', 'folder/none', 'x'.repeat(900)]) {
    await assert.rejects(store.get(key, LIMITS), code('SOURCE_NOT_FOUND'));
    assert.equal(await store.head(key), undefined);
  }
});

test('more bytes than allowed are INPUT_TOO_LARGE before they are read', async (t) => {
  const { store, folder } = await storeFor(t);
  await writeFile(join(folder, 'big'), Buffer.alloc(1001));
  await writeFile(join(folder, 'fits'), Buffer.alloc(1000));
  await assert.rejects(store.get('big', LIMITS), code('INPUT_TOO_LARGE'));
  assert.equal((await store.get('fits', LIMITS)).bytes, 1000);
});

test('a store that takes too long is SOURCE_SLOW', async (t) => {
  const { store, folder } = await storeFor(t);
  await writeFile(join(folder, 'a'), 'x');
  await assert.rejects(
    store.get('a', { ...LIMITS, signal: AbortSignal.abort() }),
    code('SOURCE_SLOW'),
  );
  await assert.rejects(store.head('a', AbortSignal.abort()), code('SOURCE_SLOW'));
});

test('a file that somebody replaced has another ETag, and no headers of the one before', async (t) => {
  const { store, folder } = await storeFor(t);
  const { etag } = await store.putIfAbsent('k.png', bytes('one'), WEBP);
  await writeFile(join(folder, 'k.png'), 'two');
  await utimes(join(folder, 'k.png'), 1, 1);
  const head = await store.head('k.png');
  assert.notEqual(head.etag, etag);
  assert.deepEqual([head.contentType, head.metadata], ['image/png', {}]);
});

test('nothing outside the folder is read or written, whatever the key says', async (t) => {
  const outside = await folderFor(t);
  await writeFile(join(outside, 'secret.jpg'), 'secret');
  const { store, folder } = await storeFor(t);
  await symlink(join(outside, 'secret.jpg'), join(folder, 'link.jpg'));
  await symlink(outside, join(folder, 'linked'));
  await writeFile(join(folder, 'inside.jpg'), 'fine');
  await symlink('inside.jpg', join(folder, 'inner.jpg'));
  for (const key of [
    'link.jpg',
    'linked/secret.jpg',
    '../secret.jpg',
    'a/../../secret.jpg',
    '/etc/passwd',
    'a//b',
    './inside.jpg',
    'inside.jpg/',
    'a\\b',
    'a\0b',
    '',
    '.',
    '..',
    '\ud800',
    'x'.repeat(1025),
    '.scanrill/x.json',
  ]) {
    await assert.rejects(store.get(key, LIMITS), code('SOURCE_NOT_FOUND'), JSON.stringify(key));
    assert.equal(await store.head(key), undefined);
  }
  await assert.rejects(store.putIfAbsent('../out.jpg', bytes('x'), WEBP), code('SOURCE_ERROR'));
  await assert.rejects(access(join(folder, '../out.jpg')));
  assert.equal(Buffer.from((await store.get('inner.jpg', LIMITS)).body).toString(), 'fine');
});

test('a named pipe is no picture, and nobody waits for it', async (t) => {
  const { store, folder } = await storeFor(t);
  assert.equal(spawnSync('mkfifo', [join(folder, 'pipe.jpg')]).status, 0);
  await assert.rejects(store.get('pipe.jpg', LIMITS), code('SOURCE_NOT_FOUND'));
});

test('a recipe longer than a file name can be is kept apart from its neighbours', async (t) => {
  const { store } = await storeFor(t);
  const keys = ['a', 'b'].map((end) => `k.jpg/_/${'w'.repeat(511)}${end}`);
  for (const key of keys)
    assert.equal((await store.putIfAbsent(key, bytes(key.at(-1)), WEBP)).outcome, 'stored');
  for (const key of keys)
    assert.equal(Buffer.from((await store.get(key, LIMITS)).body).toString(), key.at(-1));
});

test('a key may end with a slash, as the variant with the empty recipe does', async (t) => {
  const { store } = await storeFor(t);
  await store.putIfAbsent('k.jpg/_/', bytes('plain'), WEBP);
  await store.putIfAbsent('k.jpg/_/w=1', bytes('small'), WEBP);
  assert.equal(Buffer.from((await store.get('k.jpg/_/', LIMITS)).body).toString(), 'plain');
  assert.equal(await store.head('k.jpg/_'), undefined);
});

test('a folder that vanished says SOURCE_NOT_FOUND, and its path is in no message', async (t) => {
  const { store, folder } = await storeFor(t);
  await rm(folder, { recursive: true });
  await assert.rejects(
    store.get('a.jpg', LIMITS),
    (error) => error.code === 'SOURCE_NOT_FOUND' && !error.message.includes(folder),
  );
});

test('any key that is a key stays inside the folder, and keeps its bytes', async (t) => {
  const { store } = await storeFor(t);
  const seen = new Set();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 30 }), async (key) => {
      fc.pre(isKey(key) && !seen.has(key) && !key.startsWith('.scanrill') && !key.includes('/'));
      seen.add(key);
      assert.equal((await store.putIfAbsent(key, bytes(key), WEBP)).outcome, 'stored');
      assert.equal(Buffer.from((await store.get(key, LIMITS)).body).toString(), key);
    }),
    { numRuns: 200 },
  );
});
