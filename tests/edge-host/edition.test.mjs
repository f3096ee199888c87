/*
 * Which result of a recipe is served: by output epoch, and by the version of the original.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { writeSettings } from '../../edge-host/dist/edge/config.js';
import { editionOf, epochOfKey } from '../../edge-host/dist/edge/edition.js';
import { makeHandler } from '../../edge-host/dist/edge/handler.js';
import { storeKeyOfUri } from '../../edge-host/dist/edge/route.js';
import { originRequestEvent } from '../../edge-host/dist/local/events.js';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { storeKey } from '../../wasm/dist/recipe/index.js';
import { fc, folderFor } from './load.mjs';

const KEYS = Array.from({ length: 2000 }, (_, i) => `products/${i}.jpg`);
const moved = (percent) => KEYS.filter((key) => epochOfKey(key, 2, { previous: 1, percent }) === 2);

test('no key has moved at 0 percent, all have at 100, and about as many as were asked for between', () => {
  assert.equal(moved(0).length, 0);
  assert.equal(moved(100).length, KEYS.length);
  for (const percent of [1, 10, 37, 50, 99])
    assert.ok(Math.abs(moved(percent).length / 20 - percent) < 4, `${moved(percent).length / 20} of ${percent} %`);
});

test('property: a key that has moved stays moved when the share grows', () => {
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), percent, percent, (key, a, b) => {
      const epochAt = (share) => epochOfKey(key, 7, { previous: 5, percent: share });
      return epochAt(Math.min(a, b)) <= epochAt(Math.max(a, b));
    }),
  );
});

test('the keys that move first are spread over all shards of the store', () => {
  const shards = (keys) => new Set(keys.map((key) => storeKey(key, '')[0]));
  assert.equal(shards(moved(10)).size, 16);
});

test('without a move every key has the epoch of the core', () => {
  assert.equal(epochOfKey('a.jpg', 3), 3);
});

test('the first epoch is not written, and every edition has a name of its own', () => {
  assert.equal(editionOf(1), '');
  const names = [1, 2, 3].flatMap((epoch) => [undefined, '"a"', '"b"'].map((etag) => editionOf(epoch, etag)));
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^(@[eo][0-9a-f]+)*$/);
});

/** A site whose core says which epoch made a variant; the store stays when the core is replaced. */
async function site(t) {
  const [folder, kept] = [await folderFor(t), await folderFor(t)];
  const [source, variants] = [await openFilesystemStore(folder), await openFilesystemStore(kept)];
  let renders = 0;
  const core = (outputEpoch) =>
    makeHandler({
      outputEpoch,
      openStores: async () => ({ source, variants }),
      transform: async (bytes) => {
        renders++;
        return { data: Buffer.from(`${Buffer.from(bytes)} by epoch ${outputEpoch}`), type: 'image/webp' };
      },
      log: () => {},
      now: () => performance.now(),
    });
  /** As CloudFront: the first member, and on a 404 the second. */
  async function get(handler, uri, settings = {}) {
    const text = writeSettings({ source: 's', variants: 'v', ...settings });
    const http = { method: 'GET', target: '/', rawHeaders: [], ip: '203.0.113.178', requestId: 'r-1' };
    for (const role of ['primary', 'generate']) {
      const result = await handler(originRequestEvent(http, uri, role, text));
      if (result.status) return JSON.parse(result.body).code;
      const key = storeKeyOfUri(result.uri);
      if (await variants.head(key)) return Buffer.from((await variants.get(key, { maxBytes: 999 })).body).toString();
    }
    return assert.fail('the second member points to nothing');
  }
  return { folder, core, get, renders: () => renders };
}

test('a new epoch reaches the keys that moved; taken back, the old variants are served and none is made', async (t) => {
  const { folder, core, get, renders } = await site(t);
  const keys = KEYS.slice(0, 40).map((key) => key.replace('/', '-'));
  for (const key of keys) await writeFile(join(folder, key), key);
  const all = async (handler, epoch) => {
    const bodies = await Promise.all(keys.map((key) => get(handler, `/${key}/_/w=1`, epoch && { epoch })));
    return bodies.map((body, i) => Number(body.replace(`${keys[i]} by epoch `, '')));
  };
  const [older, newer] = [core(1), core(2)];
  assert.deepEqual(new Set(await all(older)), new Set([1]));
  assert.deepEqual(new Set(await all(newer, { previous: 1, percent: 0 })), new Set([1]));
  assert.equal(renders(), 40, 'the new core made nothing yet');
  const third = await all(newer, { previous: 1, percent: 37 });
  assert.deepEqual(third, keys.map((key) => epochOfKey(key, 2, { previous: 1, percent: 37 })));
  assert.deepEqual(new Set(third), new Set([1, 2]));
  assert.deepEqual(new Set(await all(newer)), new Set([2]));
  assert.equal(renders(), 80);
  assert.deepEqual(new Set(await all(newer, { previous: 1, percent: 0 })), new Set([1]));
  assert.deepEqual(new Set(await all(older)), new Set([1]));
  assert.equal(renders(), 80, 'nothing is made again on the way back');
});

test('what the epoch before never made is made once by the core that is there', async (t) => {
  const { folder, core, get, renders } = await site(t);
  await writeFile(join(folder, 'new.jpg'), 'new');
  const settings = { epoch: { previous: 1, percent: 0 } };
  for (let i = 0; i < 3; i++) assert.equal(await get(core(2), '/new.jpg/_/w=1', settings), 'new by epoch 2');
  assert.equal(renders(), 1);
});

test("with freshness 'check' a changed original has other variants at once, and none is made twice", async (t) => {
  const { folder, core, get, renders } = await site(t);
  const [handler, settings] = [core(1), { freshness: 'check' }];
  await writeFile(join(folder, 'cat.jpg'), 'one');
  for (let i = 0; i < 2; i++) assert.equal(await get(handler, '/cat.jpg/_/w=1', settings), 'one by epoch 1');
  await writeFile(join(folder, 'cat.jpg'), 'second');
  for (let i = 0; i < 2; i++) assert.equal(await get(handler, '/cat.jpg/_/w=1', settings), 'second by epoch 1');
  assert.equal(renders(), 2);
  assert.equal(await get(handler, '/none.jpg/_/w=1', settings), 'SOURCE_NOT_FOUND');
});

test("with freshness 'events' the original is not asked for while its variant is there", async (t) => {
  const { folder, core, get } = await site(t);
  await writeFile(join(folder, 'cat.jpg'), 'one');
  await get(core(1), '/cat.jpg/_/w=1');
  await writeFile(join(folder, 'cat.jpg'), 'second');
  assert.equal(await get(core(1), '/cat.jpg/_/w=1'), 'one by epoch 1');
});
