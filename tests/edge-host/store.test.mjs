/*
 * The filesystem store: what every store must do, and what only a folder can do wrong.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { access, mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { folderFor } from './load.mjs';
import { LIMITS, WEBP, bytes, code, storeContract } from './store-contract.mjs';

async function storeFor(t) {
  const folder = await folderFor(t);
  return { folder, store: await openFilesystemStore(folder) };
}

storeContract('the filesystem store', async (t) => (await storeFor(t)).store);

test('of twenty files written at once nothing is left but the winner and its headers', async (t) => {
  const { store, folder } = await storeFor(t);
  await Promise.all(Array.from({ length: 20 }, (_, i) => store.putIfAbsent('k', bytes(`${i}`), WEBP)));
  assert.equal((await readdir(join(folder, '.scanrill'))).length, 1);
});

test('a folder is no picture', async (t) => {
  const { store, folder } = await storeFor(t);
  await mkdir(join(folder, 'folder'));
  await assert.rejects(store.get('folder', LIMITS), code('SOURCE_NOT_FOUND'));
  assert.equal(await store.head('folder'), undefined);
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

test('a folder that vanished says SOURCE_NOT_FOUND, and its path is in no message', async (t) => {
  const { store, folder } = await storeFor(t);
  await rm(folder, { recursive: true });
  await assert.rejects(
    store.get('a.jpg', LIMITS),
    (error) => error.code === 'SOURCE_NOT_FOUND' && !error.message.includes(folder),
  );
});

