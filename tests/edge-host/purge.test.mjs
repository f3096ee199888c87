/*
 * The purge: messages about changed originals, the sweep of their variants, and the function around it.
 */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheTagOf } from '../../edge-host/dist/edge/cache-tag.js';
import { writeSettings } from '../../edge-host/dist/edge/config.js';
import { editionOf } from '../../edge-host/dist/edge/edition.js';
import { readChanges, sourceKeyOf } from '../../edge-host/dist/purge/changes.js';
import { makePurge } from '../../edge-host/dist/purge/handler.js';
import { openDistribution } from '../../edge-host/dist/purge/invalidate.js';
import { sweepVariants } from '../../edge-host/dist/purge/sweep.js';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { storeKey } from '../../wasm/dist/recipe/index.js';
import { startInvalidations } from '../services/invalidations.mjs';
import { lambdaIsMissing, startLambda } from '../services/lambda.mjs';
import { createdEvent, deletedEvent, queueEvent } from '../services/queue.mjs';
import { built, fc, folderFor } from './load.mjs';

const KEYS = ['cat.jpg', 'a b+c (1).jpg', 'größe/é/東京.jpg', "it's 100%.jpg", '%C3%A9+.jpg'];

// ---- messages ----

test('the keys of EventBridge are taken as they stand', () => {
  for (const key of KEYS) {
    for (const event of [createdEvent('photos', key), deletedEvent('photos', key)])
      assert.deepEqual(readChanges(JSON.stringify(event)), [{ bucket: 'photos', key }]);
  }
});

test("the keys of S3's own notifications are form-encoded", () => {
  const encode = (key) => key.split('/').map((part) => encodeURIComponent(part).replaceAll('%20', '+')).join('/');
  const record = (eventName, key) => ({ eventName, s3: { bucket: { name: 'photos' }, object: { key: encode(key) } } });
  const Records = KEYS.flatMap((key) => [record('ObjectCreated:Put', key), record('ObjectRemoved:Delete', key)]);
  const found = readChanges(JSON.stringify({ Records }));
  assert.deepEqual(found.map(({ key }) => key), KEYS.flatMap((key) => [key, key]));
  assert.deepEqual(readChanges(JSON.stringify({ Records: [record('ObjectTagging:Put', 'k')] })), []);
});

test('what changes no byte is read and left; what is no event of S3 is refused', () => {
  assert.deepEqual(readChanges(JSON.stringify({ ...createdEvent('b', 'k'), 'detail-type': 'Object Tags Added' })), []);
  assert.deepEqual(readChanges('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}'), []);
  for (const text of ['{}', 'no JSON', '{"source":"aws.ec2","detail-type":"Object Created"}', 'null'])
    assert.throws(() => readChanges(text));
});

test('only objects of the store of originals have variants', () => {
  const source = 's3://photos/ori%20ginals?region=eu-west-1';
  assert.equal(sourceKeyOf({ bucket: 'photos', key: 'ori ginals/a/cat.jpg' }, source), 'a/cat.jpg');
  assert.equal(sourceKeyOf({ bucket: 'photos', key: 'cat.jpg' }, source), undefined);
  assert.equal(sourceKeyOf({ bucket: 'other', key: 'ori ginals/cat.jpg' }, source), undefined);
});

test('a distribution is one line, and what is wrong with it is said', () => {
  for (const line of ['', 'E2EXAMPLE', 'cloudfront://', 'cloudfront://e2/x', 'cloudfront://E2?region=x'])
    assert.throws(() => openDistribution(line, () => ({})), { name: 'TypeError', message: /cloudfront:\/\/E2EXAMPLE/ });
});

// ---- sweep ----

async function stores(t) {
  const [originals, made] = [await folderFor(t), await folderFor(t)];
  const [source, variants] = [await openFilesystemStore(originals), await openFilesystemStore(made)];
  const put = (key, recipe, madeFrom) =>
    variants.putIfAbsent(storeKey(key, recipe), Buffer.from('x'), {
      contentType: 'image/webp',
      metadata: { 'source-etag': madeFrom },
    });
  const has = async (key, recipe) => (await variants.head(storeKey(key, recipe))) !== undefined;
  return { originals, made, source, variants, put, has };
}

const RECIPES = ['', 'w=400', 'w=400,v=2', 'w=400,f=webp', `w=400,${'x'.repeat(400)}`];

test('a sweep removes what was made of another version, and nothing that is fresh or of others', async (t) => {
  const { originals, source, variants, put, has } = await stores(t);
  await writeFile(join(originals, 'cat.jpg'), 'new');
  const { etag } = await source.head('cat.jpg');
  for (const recipe of RECIPES) await put('cat.jpg', recipe, '"older"');
  await put('cat.jpg', 'w=1', etag);
  await put('cat.jpgs', 'w=400', '"older"');
  assert.deepEqual(await sweepVariants('cat.jpg', { source, variants }), { found: 6, removed: 5 });
  for (const recipe of RECIPES) assert.equal(await has('cat.jpg', recipe), false, recipe);
  assert.deepEqual([await has('cat.jpg', 'w=1'), await has('cat.jpgs', 'w=400')], [true, true]);
  assert.deepEqual(await sweepVariants('cat.jpg', { source, variants }), { found: 1, removed: 0 });
});

test('a sweep of a deleted original removes all, whatever its key is and of whichever edition', async (t) => {
  const { source, variants, put } = await stores(t);
  for (const key of KEYS) {
    await put(key, 'w=1', '"gone"');
    const inEpoch2 = storeKey(key, 'w=1', editionOf(2, '"gone"'));
    await variants.putIfAbsent(inEpoch2, Buffer.from('x'), { contentType: 'image/webp', metadata: { 'source-etag': '"gone"' } });
    assert.deepEqual(await sweepVariants(key, { source, variants }), { found: 2, removed: 2 }, key);
  }
});

test('property: after a sweep exactly the variants of the present original are left', async (t) => {
  const { originals, source, variants } = await stores(t);
  await writeFile(join(originals, 'p.jpg'), 'p');
  const { etag } = await source.head('p.jpg');
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 30 }), fc.nat(), async (widths, fresh) => {
      for (const width of widths)
        await variants.putIfAbsent(storeKey('p.jpg', `w=${width}`), Buffer.from('x'), {
          contentType: 'image/webp',
          metadata: { 'source-etag': (width ^ fresh) & 1 ? etag : '"older"' },
        });
      await sweepVariants('p.jpg', { source, variants });
      const left = [];
      for await (const key of variants.list(storeKey('p.jpg', ''))) left.push((await variants.head(key)).metadata['source-etag']);
      assert.ok(left.every((one) => one === etag));
      for (const width of widths)
        if ((width ^ fresh) & 1) assert.ok(await variants.head(storeKey('p.jpg', `w=${width}`)));
    }),
    { numRuns: 20 },
  );
});

// ---- the function ----

const context = { getRemainingTimeInMillis: () => 60_000 };

async function purgeOver(t, { invalidate, source: change = (store) => store } = {}) {
  const parts = await stores(t);
  const [tags, lines] = [[], []];
  const purge = makePurge({
    settings: { source: 's3://photos?region=eu-west-1' },
    source: change(parts.source),
    variants: parts.variants,
    invalidate: invalidate ?? (async (some) => void tags.push([...some])),
    log: (line) => lines.push(JSON.parse(line)),
  });
  const failuresOf = async (...events) =>
    (await purge(queueEvent(...events), context)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { ...parts, purge, failuresOf, tags, lines };
}

test('a batch is swept original by original and invalidated at once, each original once', async (t) => {
  const { put, has, failuresOf, tags, lines } = await purgeOver(t);
  for (const key of KEYS) await put(key, 'w=1', '"older"');
  const events = [...KEYS, 'cat.jpg'].map((key) => createdEvent('photos', key));
  assert.deepEqual(await failuresOf(...events, createdEvent('other', 'x.jpg'), createdEvent('photos', 'folder/')), []);
  assert.deepEqual(tags, [KEYS.map(cacheTagOf)]);
  for (const key of KEYS) assert.equal(await has(key, 'w=1'), false);
  const [{ outcome, changed, swept, removed, failed }] = lines;
  assert.deepEqual([outcome, changed, swept, removed, failed], ['purged', 5, 5, 5, 0]);
});

test('the cache is told after the store, and also where nothing was stored', async (t) => {
  let removedBefore;
  const { put, has, failuresOf } = await purgeOver(t, {
    invalidate: async () => void (removedBefore = !(await has('cat.jpg', 'w=1'))),
  });
  await put('cat.jpg', 'w=1', '"older"');
  await failuresOf(createdEvent('photos', 'cat.jpg'));
  assert.equal(removedBefore, true);
  removedBefore = undefined;
  await failuresOf(createdEvent('photos', 'never.jpg'));
  assert.equal(removedBefore, true);
});

test('what could not be done is named, the rest is done, and the next time does it', async (t) => {
  let broken = true;
  const { put, has, failuresOf, tags, lines } = await purgeOver(t, {
    source: (store) => ({
      ...store,
      head: async (key) => {
        if (key === 'b.jpg' && broken) throw new Error('SlowDown');
        return store.head(key);
      },
    }),
  });
  for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) await put(key, 'w=1', '"older"');
  const events = ['a.jpg', 'b.jpg', 'c.jpg'].map((key) => createdEvent('photos', key));
  assert.deepEqual(await failuresOf(...events, { no: 'event' }), ['message-3', 'message-1']);
  assert.deepEqual([await has('a.jpg', 'w=1'), await has('b.jpg', 'w=1'), await has('c.jpg', 'w=1')], [false, true, false]);
  assert.deepEqual(tags[0], ['a.jpg', 'c.jpg'].map(cacheTagOf));
  assert.deepEqual([lines[0].outcome, lines[0].failed], ['failed', 2]);
  broken = false;
  assert.deepEqual(await failuresOf(events[1]), []);
  assert.equal(await has('b.jpg', 'w=1'), false);
});

test('a batch whose invalidation fails comes back whole', async (t) => {
  const { failuresOf, lines } = await purgeOver(t, {
    invalidate: async () => {
      throw new Error('TooManyInvalidationsInProgress');
    },
  });
  const events = ['a.jpg', 'b.jpg'].map((key) => deletedEvent('photos', key));
  assert.deepEqual(await failuresOf(...events), ['message-0', 'message-1']);
  assert.match(lines[0].details[0], /TooMany/);
});

test('a function whose time is nearly over leaves the rest to the next one', async (t) => {
  const { purge } = await purgeOver(t, {
    source: (store) => ({ ...store, head: (key, signal) => store.head(key, signal) }),
  });
  const none = { getRemainingTimeInMillis: () => 0 };
  await new Promise((resolve) => setTimeout(resolve, 5));
  const events = Array.from({ length: 50 }, (_, i) => createdEvent('photos', `${i}.jpg`));
  const { batchItemFailures } = await purge(queueEvent(...events), none);
  assert.ok(batchItemFailures.length > 0);
});

const skip = lambdaIsMissing();
test('the uploaded function in the Lambda runtime sweeps, and signs an invalidation of the tags', { skip }, async (t) => {
  const { originals, made, source, put, has } = await stores(t);
  const cloudfront = await startInvalidations({ secretAccessKey: 's'.repeat(40) });
  t.after(() => cloudfront.stop());
  const lambda = await startLambda({
    folder: fileURLToPath(built('lambda/purge')),
    environment: {
      AWS_ACCESS_KEY_ID: 'AKPURGE',
      AWS_SECRET_ACCESS_KEY: 's'.repeat(40),
      SCANRILL_CONFIG: writeSettings({ source: pathToFileURL(originals).href, variants: pathToFileURL(made).href }),
      SCANRILL_DISTRIBUTION: `cloudfront://E2EXAMPLE?endpoint=${cloudfront.endpoint}`,
    },
  });
  t.after(() => lambda.stop());
  await writeFile(join(originals, 'é cat.jpg'), 'new');
  await put('é cat.jpg', 'w=1', '"older"');
  await put('é cat.jpg', 'w=2', (await source.head('é cat.jpg')).etag);
  const { result } = await lambda.invoke(queueEvent(createdEvent('photos', 'é cat.jpg')));
  assert.deepEqual(result, { batchItemFailures: [] });
  assert.deepEqual([await has('é cat.jpg', 'w=1'), await has('é cat.jpg', 'w=2')], [false, true]);
  assert.deepEqual(cloudfront.tags, [[cacheTagOf('é cat.jpg')]]);
  cloudfront.refuse(400, 'TooManyInvalidationsInProgress');
  await rm(join(originals, 'é cat.jpg'));
  const again = await lambda.invoke(queueEvent(deletedEvent('photos', 'é cat.jpg')));
  assert.deepEqual(again.result.batchItemFailures, [{ itemIdentifier: 'message-0' }]);
  assert.equal(await has('é cat.jpg', 'w=2'), false);
});
