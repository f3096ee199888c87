import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { built } from '../recipe/load.mjs';
import { falseCore } from './false_core.mjs';

const { makeLoader } = await built('loader.js');
const { importedMemory } = await built('memory-import.js');

test('the core is compiled once, also for callers that come together', async () => {
  let found = 0;
  const loader = makeLoader(() => {
    found++;
    return falseCore();
  });
  const [a, b] = await Promise.all([loader.load(), loader.load()]);
  assert.equal(a, b);
  assert.equal(await loader.load(), a);
  assert.equal(found, 1);
});

test('a failure is not remembered', async () => {
  let tries = 0;
  const loader = makeLoader(async () => {
    if (++tries === 1) throw new Error('offline');
    return falseCore();
  });
  await assert.rejects(loader.load(), {
    code: 'INTERNAL',
    message: 'scanrill.wasm cannot be loaded: offline',
  });
  assert.ok((await loader.load()).module);
});

test('an index page instead of the file is told as such', async () => {
  const page = new TextEncoder().encode('<!doctype html><title>App</title>');
  await assert.rejects(makeLoader(() => page).load(), {
    code: 'INTERNAL',
    message: /something else; does the server send its index page/,
  });
});

test('a file that is no longer there is told with its status', async () => {
  const answer = new Response('gone', { status: 404 });
  await assert.rejects(makeLoader(() => answer).load(), {
    code: 'INTERNAL',
    message: /answers with 404/,
  });
});

test('bytes, buffers of another realm, responses and promises of them are all read', async () => {
  const bytes = falseCore();
  const foreign = runInNewContext('Uint8Array.from(bytes)', { bytes });
  const data = new URL(`data:application/wasm;base64,${Buffer.from(bytes).toString('base64')}`);
  for (const input of [
    bytes,
    bytes.buffer,
    Buffer.from(bytes),
    foreign,
    new Response(bytes),
    Promise.resolve(bytes),
    data,
    data.href,
  ]) {
    assert.ok((await makeLoader(() => input).load()).module);
  }
});

test('init() with another copy replaces the one that is used', async () => {
  const loader = makeLoader(() => falseCore({}, '{}', 2));
  assert.equal((await loader.load()).memory.minPages, 2);
  assert.equal((await loader.load(falseCore({}, '{}', 5))).memory.minPages, 5);
  assert.equal((await loader.load()).memory.minPages, 5);
});

test('the module of scanrill.wasm, compiled by somebody else, gets the memory that it declares', async () => {
  const wasm = await readFile(new URL('../../wasm/dist/scanrill.wasm', import.meta.url));
  const { memory } = await makeLoader(() => WebAssembly.compile(wasm)).load();
  assert.deepEqual(memory, importedMemory(wasm));
});
