/*
 * An original changes: its event goes through two queues to the purge function, in AWS's runtime
 * client, over a real S3 and a real cache. Whatever was killed in between, what is served in the end
 * is made of the original that is there.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { routePath, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { transform } from '../../wasm/dist/node.js';
import { storeFolder } from '../../wasm/dist/recipe/index.js';
import { all } from '../edge-host/store-contract.mjs';
import { makeSources } from '../golden/sources.mjs';
import { overwrite } from '../services/buckets.mjs';
import { startCloudfront } from '../services/cloudfront.mjs';
import { startFaultProxy } from '../services/fault-proxy.mjs';
import { lambdaIsMissing } from '../services/lambda.mjs';
import { watchBucket } from '../services/notifications.mjs';
import { serviceFolder } from '../services/processes.mjs';
import { startPurge } from '../services/purge.mjs';
import { createdEvent, deletedEvent } from '../services/queue.mjs';
import { rgwIsMissing, startRgw } from '../services/rgw.mjs';
import { varnishIsMissing } from '../services/varnish.mjs';

const missing = (await rgwIsMissing()) || (await varnishIsMissing()) || lambdaIsMissing();
if (missing) test('a changed original on real parts', { skip: missing });
else await onRealParts();

async function onRealParts() {
  const s3 = await startRgw(serviceFolder('freshness'));
  after(() => s3.stop());
  const pictures = await makeSources((bytes, options) => transform(bytes, options).then(({ data }) => data), [
    'photo.jpg',
    'big.jpg',
  ]);
  const [older, newer] = [pictures.get('photo.jpg'), pictures.get('big.jpg')];
  const sha256 = (bytes) => createHash('sha256').update(Buffer.from(bytes)).digest('hex');
  const variantOf = async (picture, width) => sha256((await transform(picture, { width })).data);

  /** A site with its purge. The function of the edge and that of the purge each have a proxy of faults. */
  async function startSite(name, { settings = {}, ...options } = {}) {
    const [edgeProxy, purgeProxy] = [await startFaultProxy(s3.endpoint), await startFaultProxy(s3.endpoint)];
    const box = await startCloudfront(s3, serviceFolder(name), { instances: 2, storeEndpoint: edgeProxy.endpoint, settings });
    const told = Buffer.from(box.config, 'base64url').toString().replaceAll(edgeProxy.endpoint, purgeProxy.endpoint);
    const purge = await startPurge(s3, box, { ...options, config: Buffer.from(told).toString('base64url') });
    const bucket = box.buckets.source;
    after(async () => {
      for (const part of [box, purge, edgeProxy, purgeProxy]) await part.stop();
    });
    return {
      ...{ box, purge, edgeProxy, purgeProxy },
      get: (path) => fetch(box.url + path),
      /** Status, Hit or Miss, and the hash of what is served. */
      async served(path) {
        const answer = await fetch(box.url + path);
        return [answer.status, answer.headers.get('x-cache'), sha256(await answer.arrayBuffer())];
      },
      upload: (key, bytes) => overwrite(s3, bucket, key, bytes),
      async removeOriginal(key) {
        await box.source.delete(key, (await box.source.head(key)).etag);
      },
      created: (key) => purge.tell(createdEvent(bucket, key)),
      deleted: (key) => purge.tell(deletedEvent(bucket, key)),
      stored: (key) => all(box.variants.list(storeFolder(key))),
    };
  }

  const site = await startSite('site');
  const pathOf = (key) => `/${key.split('/').map(encodeURIComponent).join('/')}`;

  for (const key of ['cat.jpg', 'größe/a b+c 東京 (1).jpg']) {
    test(`an overwritten original is fresh in store and cache after its purge: ${key}`, async () => {
      const path = pathOf(key);
      await site.upload(key, older);
      await site.upload('other.jpg', older);
      for (const width of [40, 41]) await site.get(`${path}?w=${width}`);
      await site.get('/other.jpg?w=40');
      await site.upload(key, newer);
      assert.deepEqual(await site.served(`${path}?w=40`), [200, 'Hit', await variantOf(older, 40)]);
      site.created(key);
      await site.purge.now.drained();
      for (const width of [40, 41]) {
        const fresh = await variantOf(newer, width);
        assert.deepEqual(await site.served(`${path}?w=${width}`), [200, 'Miss', fresh]);
        assert.equal((await site.box.variants.head(variantKeyOf(routePath(`${path}/_/w=${width}`)))).metadata.sha256, fresh);
      }
      await site.purge.later.drained();
      assert.equal((await site.stored(key)).length, 2, 'the second sweep leaves what is fresh');
      assert.equal((await site.served('/other.jpg?w=40'))[1], 'Hit');
    });
  }

  test('a deleted original is gone from store and cache, and a new one under its name is seen at once', async () => {
    await site.upload('gone.jpg', older);
    await site.get('/gone.jpg?w=40');
    await site.removeOriginal('gone.jpg');
    site.deleted('gone.jpg');
    await site.purge.drained();
    assert.deepEqual(await site.stored('gone.jpg'), []);
    assert.equal((await site.get('/gone.jpg?w=40')).status, 404);
    await site.upload('gone.jpg', newer);
    assert.equal((await site.get('/gone.jpg?w=40')).status, 404, 'the error is cached');
    site.created('gone.jpg');
    await site.purge.now.drained();
    assert.deepEqual(await site.served('/gone.jpg?w=40'), [200, 'Miss', await variantOf(newer, 40)]);
    await site.purge.later.drained();
  });

  test('an edge function that is killed between its reading and its last look leaves an old variant, which the second sweep finds', async () => {
    let endDelay;
    const delayed = new Promise((resolve) => (endDelay = resolve));
    const racing = await startSite('killed', { delay: () => delayed });
    await racing.upload('cat.jpg', older);
    let swept;
    racing.edgeProxy.choose(async ({ method, url }) => {
      if (method === 'PUT' && !swept) {
        // It has read the old original. The new one comes, and is purged before the old variant is there.
        await racing.upload('cat.jpg', newer);
        racing.created('cat.jpg');
        swept = racing.purge.now.drained();
        await swept;
      } else if (method === 'HEAD' && url.includes('/cat.jpg') && swept && !url.includes('/_/')) {
        for (const instance of racing.box.lambda.all) instance.kill();
        racing.edgeProxy.choose(() => undefined);
        return 'silence';
      }
    });
    assert.equal((await racing.get('/cat.jpg?w=40')).status, 503);
    await racing.box.cache.forget('/cat.jpg'); // that 503 lasts a second
    assert.deepEqual(await racing.served('/cat.jpg?w=40'), [200, 'Miss', await variantOf(older, 40)], 'the trap is set');
    endDelay();
    await racing.purge.later.drained();
    const fresh = await variantOf(newer, 40);
    for (const cache of ['Miss', 'Hit']) assert.deepEqual(await racing.served('/cat.jpg?w=40'), [200, cache, fresh]);
    assert.equal((await racing.box.variants.head(variantKeyOf(routePath('/cat.jpg/_/w=40')))).metadata.sha256, fresh);
  });

  test('a purge that is killed in the middle is done by the next delivery of its message', async () => {
    await site.upload('many.jpg', older);
    for (let width = 40; width < 52; width++) await site.get(`/many.jpg?w=${width}`);
    await site.upload('many.jpg', newer);
    let removals = 0;
    site.purgeProxy.choose(({ method }) => {
      if (method !== 'DELETE' || ++removals !== 4) return undefined;
      site.purge.functions[0].kill();
      return 'silence';
    });
    const before = site.purge.now.calls.length;
    site.purge.now.send(createdEvent(site.box.buckets.source, 'many.jpg'));
    await site.purge.now.drained();
    site.purgeProxy.choose(() => undefined);
    assert.ok(site.purge.now.calls.length - before >= 2, 'it was called again');
    assert.deepEqual(await site.stored('many.jpg'), []);
    assert.deepEqual(await site.served('/many.jpg?w=40'), [200, 'Miss', await variantOf(newer, 40)]);
  });

  test('a store and a CloudFront that fail for a while delay a purge and lose none', async () => {
    await site.upload('slow.jpg', older);
    await site.get('/slow.jpg?w=40');
    await site.upload('slow.jpg', newer);
    site.purgeProxy.next('503 SlowDown', '500', 'reset', 'lost answer', '429');
    site.purge.invalidations.refuse(400, 'TooManyInvalidationsInProgress');
    site.purge.now.send(createdEvent(site.box.buckets.source, 'slow.jpg'));
    while (!site.purge.now.calls.at(-1)?.batchItemFailures?.length) await sleep(50);
    site.purge.invalidations.refuse();
    await site.purge.now.drained();
    assert.deepEqual(await site.served('/slow.jpg?w=40'), [200, 'Miss', await variantOf(newer, 40)]);
  });

  test("the bucket's own notifications drive the purge, and nobody has to tell", async () => {
    const watch = await watchBucket(s3, site.box.buckets.source, (event) => site.purge.tell(event));
    after(() => watch.stop());
    const [key, path] = ['watched/größe + 1.jpg', pathOf('watched/größe + 1.jpg')];
    const settled = async (expected) => {
      for (const end = Date.now() + 10_000; Date.now() < end; await sleep(50)) {
        const [status, , hash] = await site.served(`${path}?w=40`);
        if (status === expected || hash === expected) return;
      }
      assert.fail(`${expected} is not served`);
    };
    await site.upload(key, older);
    await settled(await variantOf(older, 40));
    await site.upload(key, newer);
    await settled(await variantOf(newer, 40));
    await site.removeOriginal(key);
    await settled(404);
    await site.purge.drained();
    assert.deepEqual(await site.stored(key), []);
  });

  test("with freshness 'check' nobody purges: what the cache asks for anew is fresh", async () => {
    const checked = await startSite('check', { settings: { freshness: 'check', maxAgeSeconds: 1 } });
    await checked.upload('cat.jpg', older);
    const first = await checked.get('/cat.jpg?w=40');
    assert.match(first.headers.get('cache-control'), /^public, max-age=1,/);
    await checked.upload('cat.jpg', newer);
    await sleep(1500);
    assert.deepEqual(await checked.served('/cat.jpg?w=40'), [200, 'Miss', await variantOf(newer, 40)]);
    assert.equal((await checked.get('/none.jpg?w=40')).status, 404);
  });

  test('nothing of all this broke a rule of CloudFront', () => {
    assert.deepEqual(site.box.problems, []);
  });
}
