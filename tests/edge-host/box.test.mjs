/*
 * The parts of CloudFront in a box: cache, conditions, collapsing, purge, the origin group.
 */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { writeSettings } from '../../edge-host/dist/edge/config.js';
import { makeHandler } from '../../edge-host/dist/edge/handler.js';
import { Cache } from '../../edge-host/dist/local/cache.js';
import { MemoryCachedOrigin } from '../../edge-host/dist/local/cached-origin.js';
import { applyConditions } from '../../edge-host/dist/fetch/conditional.js';
import { Distribution } from '../../edge-host/dist/local/distribution.js';
import { OriginGroup } from '../../edge-host/dist/local/origin-group.js';
import { Purge } from '../../edge-host/dist/local/purge.js';
import { loadViewerFunction } from '../../edge-host/dist/local/viewer-function.js';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { built, folderFor } from './load.mjs';

const viewer = await loadViewerFunction(built('viewer/viewer.js'));
const answerFor = (text, cacheControl) => ({
  status: 200,
  headers: { 'cache-control': cacheControl },
  body: Buffer.from(text),
});

test('the cache keeps an answer for its max-age, and a stale one for stale-while-revalidate', () => {
  let nowMs = 0;
  const cache = new Cache(1000, () => nowMs);
  cache.put('/a', answerFor('a', 'public, max-age=10, stale-while-revalidate=20'));
  const at = (ms) => {
    nowMs = ms;
    const entry = cache.get('/a');
    return entry && [entry.state, entry.ageSeconds];
  };
  assert.deepEqual(at(0), ['fresh', 0]);
  assert.deepEqual(at(9_999), ['fresh', 9]);
  assert.deepEqual(at(10_000), ['stale', 10]);
  assert.equal(at(30_000), undefined);
});

test('what says no-store, private or nothing is not cached', () => {
  const cache = new Cache(1000, () => 0);
  for (const control of [
    '',
    'no-store, max-age=9',
    'private, max-age=9',
    'max-age=0',
    's-max-age=9',
  ]) {
    cache.put('/a', answerFor('a', control));
    assert.equal(cache.get('/a'), undefined, control);
  }
});

test('a full cache lets go of what was used longest ago', () => {
  const cache = new Cache(10, () => 0);
  for (const path of ['/1', '/2', '/3']) cache.put(path, answerFor('xxx', 'max-age=9'));
  cache.get('/1');
  cache.put('/4', answerFor('xxx', 'max-age=9'));
  assert.deepEqual(
    ['/1', '/2', '/3', '/4'].map((path) => cache.get(path) !== undefined),
    [true, false, true, true],
  );
});

const whole = {
  status: 200,
  headers: {
    etag: '"e"',
    'content-type': 'image/png',
    'cache-control': 'max-age=1',
    vary: 'Accept',
    'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT',
  },
  body: Buffer.from('0123456789'),
};
const ask = (wanted) => {
  const { status, headers, body } = applyConditions(whole, { method: 'GET', ...wanted });
  return [status, Buffer.from(body).toString(), headers['content-range']];
};
const conditionRows = [
  ['nothing', {}, [200, '0123456789', undefined]],
  ['the same ETag', { ifNoneMatch: '"e"' }, [304, '', undefined]],
  ['the same ETag, weak', { ifNoneMatch: 'W/"e"' }, [304, '', undefined]],
  ['a list with the same ETag', { ifNoneMatch: '"a", "e"' }, [304, '', undefined]],
  ['any ETag', { ifNoneMatch: '*' }, [304, '', undefined]],
  [
    'another ETag, which is stronger than a date',
    { ifNoneMatch: '"x"', ifModifiedSince: 'Sun, 22 Nov 2026 10:00:00 GMT' },
    [200, '0123456789', undefined],
  ],
  ['the same date', { ifModifiedSince: 'Sat, 21 Nov 2026 10:00:00 GMT' }, [304, '', undefined]],
  [
    'an older date',
    { ifModifiedSince: 'Sat, 21 Nov 2026 09:59:59 GMT' },
    [200, '0123456789', undefined],
  ],
  ['no date', { ifModifiedSince: 'yesterday' }, [200, '0123456789', undefined]],
  ['the first four bytes', { range: 'bytes=0-3' }, [206, '0123', 'bytes 0-3/10']],
  ['bytes from the eighth', { range: 'bytes=8-' }, [206, '89', 'bytes 8-9/10']],
  ['the last three bytes', { range: 'bytes=-3' }, [206, '789', 'bytes 7-9/10']],
  ['more at the end than there are', { range: 'bytes=-99' }, [206, '0123456789', 'bytes 0-9/10']],
  ['an end behind the end', { range: 'bytes=8-99' }, [206, '89', 'bytes 8-9/10']],
  ['a start behind the end', { range: 'bytes=10-' }, [416, '', 'bytes */10']],
  ['the last no bytes', { range: 'bytes=-0' }, [416, '', 'bytes */10']],
  ['two ranges', { range: 'bytes=0-1,3-4' }, [200, '0123456789', undefined]],
  ['a range the wrong way round', { range: 'bytes=5-2' }, [200, '0123456789', undefined]],
  ['a range of something else', { range: 'pixels=0-3' }, [200, '0123456789', undefined]],
  [
    'a range, if it is still this one',
    { range: 'bytes=0-0', ifRange: '"e"' },
    [206, '0', 'bytes 0-0/10'],
  ],
  [
    'a range, if it is still another one',
    { range: 'bytes=0-0', ifRange: '"x"' },
    [200, '0123456789', undefined],
  ],
  ['a range with HEAD', { method: 'HEAD', range: 'bytes=0-0' }, [200, '0123456789', undefined]],
];
for (const [what, wanted, expected] of conditionRows) {
  test(`asked for ${what}, the answer is ${expected[0]}`, () =>
    assert.deepEqual(ask(wanted), expected));
}

test('a 304 keeps the headers that caches need, and an error is never turned into one', () => {
  const { headers } = applyConditions(whole, { method: 'GET', ifNoneMatch: '"e"' });
  assert.deepEqual(headers, {
    etag: '"e"',
    'cache-control': 'max-age=1',
    vary: 'Accept',
    'last-modified': whole.headers['last-modified'],
  });
  assert.equal(
    applyConditions({ ...whole, status: 404 }, { method: 'GET', ifNoneMatch: '*' }).status,
    404,
  );
});

/** A distribution over two folders; transform() upper-cases text and can be held back. */
async function setUp(t, parts = {}) {
  const folder = await folderFor(t);
  const source = await openFilesystemStore(folder);
  const bucket = await openFilesystemStore(await folderFor(t));
  const cache = new Cache(1e6, parts.now ?? (() => performance.now()));
  const purge = new Purge(source, bucket, cache);
  const seen = { transforms: 0, events: [], problems: [] };
  const handler = makeHandler({
    outputEpoch: 1,
    openStores: async () => ({ source, variants: bucket }),
    transform: async (bytes) => {
      seen.transforms++;
      await parts.pause;
      return { data: Buffer.from(Buffer.from(bytes).toString().toUpperCase()), type: 'image/jpeg' };
    },
    log: () => {},
    now: () => performance.now(),
  });
  const origin = new OriginGroup({
    handler: async (event) => {
      seen.events.push(event.Records[0].cf.request);
      return (parts.handler ?? handler)(event);
    },
    bucket,
    settings: writeSettings({ source: 's', variants: 'v' }),
  });
  const report = (problem) => seen.problems.push(problem);
  const distribution = new Distribution({
    viewer,
    origin: new MemoryCachedOrigin(cache, origin, report),
    beforeCache: (path) => purge.check(path),
    report,
  });
  const get = (target) =>
    distribution.serve({
      method: 'GET',
      target,
      rawHeaders: ['Host', 'localhost'],
      ip: '127.0.0.1',
      requestId: 'r',
    });
  return { folder, seen, get };
}

test('a miss asks primary, then generate, with the same path; a hit asks nobody', async (t) => {
  const { folder, seen, get } = await setUp(t);
  await writeFile(join(folder, 'a.jpg'), 'abc');
  const first = await get('/a.jpg?w=3');
  const second = await get('/a.jpg?width=3');
  assert.deepEqual(
    [first.cache, first.answer.status, second.cache, first.path, second.path],
    ['Miss', 200, 'Hit', '/a.jpg/_/w=3', '/a.jpg/_/w=3'],
  );
  assert.deepEqual(
    seen.events.map(({ origin }) => origin.s3.customHeaders['x-scanrill-role'][0].value),
    ['primary', 'generate'],
  );
  assert.ok(
    seen.events.every(({ uri, querystring }) => uri === '/a.jpg/_/w=3' && querystring === ''),
  );
});

test('ten requests for a path that is being made wait for one transform', async (t) => {
  let release;
  const pause = new Promise((resolve) => {
    release = resolve;
  });
  const { folder, seen, get } = await setUp(t, { pause });
  await writeFile(join(folder, 'a.jpg'), 'abc');
  const all = Array.from({ length: 10 }, () => get('/a.jpg'));
  setTimeout(release, 50);
  assert.ok((await Promise.all(all)).every(({ answer }) => answer.status === 200));
  assert.equal(seen.transforms, 1);
});

test('a stale answer is given at once, and replaced behind it', async (t) => {
  let nowMs = 0;
  const { folder, seen, get } = await setUp(t, { now: () => nowMs });
  await writeFile(join(folder, 'a.jpg'), 'abc');
  await get('/a.jpg');
  nowMs = 90_000_000;
  assert.equal((await get('/a.jpg')).cache, 'Hit');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await get('/a.jpg')).ageSeconds, 0);
  assert.equal(seen.transforms, 1, 'the bucket still had it');
});

test('a file that is saved again is seen again; a missing one that appears, too', async (t) => {
  const { folder, get } = await setUp(t);
  const body = async () => Buffer.from((await get('/a.jpg?q=1')).answer.body).toString();
  assert.match(await body(), /SOURCE_NOT_FOUND/);
  await writeFile(join(folder, 'a.jpg'), 'abc');
  assert.equal(await body(), 'ABC');
  await writeFile(join(folder, 'a.jpg'), 'abcd');
  assert.equal(await body(), 'ABCD');
  await rm(join(folder, 'a.jpg'));
  assert.match(await body(), /SOURCE_NOT_FOUND/);
});

test('errors are cached as long as they say', async (t) => {
  const { seen, get } = await setUp(t);
  assert.equal((await get('/none.jpg')).cache, 'Miss');
  const again = await get('/none.jpg');
  assert.deepEqual([again.cache, again.answer.status, seen.events.length], ['Hit', 404, 2]);
});

test('a function that breaks a rule is the 502 it would be in the cloud, and one that throws a 503', async (t) => {
  const rule = await setUp(t, {
    handler: async () => ({
      status: '200',
      headers: { 'content-length': [{ value: '1' }] },
      body: 'x',
    }),
  });
  const { answer } = await rule.get('/a.jpg');
  assert.equal(answer.status, 502);
  assert.match(Buffer.from(answer.body).toString(), /content-length is read-only/);
  const thrown = await setUp(t, {
    handler: async () => {
      throw new Error('secret');
    },
  });
  const failed = await thrown.get('/a.jpg');
  assert.equal(failed.answer.status, 503);
  assert.ok(!Buffer.from(failed.answer.body).includes('secret'));
  assert.equal(thrown.seen.problems.length, 1);
});

test('a 403 of the first member stays a 403: only 404 goes on to the second', async (t) => {
  const { seen, get } = await setUp(t, {
    handler: async () => ({ status: '403', headers: {}, body: '' }),
  });
  assert.equal((await get('/a.jpg')).answer.status, 403);
  assert.equal(seen.events.length, 1);
});
