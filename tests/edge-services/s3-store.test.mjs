/*
 * The S3 store on a real S3: what every store must do, who may do what, and lost answers.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { LIMITS, WEBP, all, bytes, code, storeContract } from '../edge-host/store-contract.mjs';
import { makeBucket, setPolicy } from '../services/buckets.mjs';
import { startFaultProxy } from '../services/fault-proxy.mjs';
import { serviceFolder } from '../services/processes.mjs';
import { rgwIsMissing, startRgw } from '../services/rgw.mjs';

const missing = await rgwIsMissing();
const s3 = missing === false ? await startRgw(serviceFolder('s3-store')) : undefined;
if (s3 === undefined) test('the S3 store on a real S3', { skip: missing });
after(() => s3?.stop());

const newStore = async () => openS3Store(s3.location(await makeBucket(s3)), () => s3.owner);

if (s3 !== undefined) {
  storeContract('the S3 store', newStore, { runs: 100 });

  test('the same with a prefix before every key', async () => {
    const bucket = await makeBucket(s3);
    const below = openS3Store(s3.location(bucket, 'pictures/2026'), () => s3.owner);
    const all = openS3Store(s3.location(bucket), () => s3.owner);
    await below.putIfAbsent('é+ü (1).jpg', bytes('x'), WEBP);
    assert.equal((await all.head('pictures/2026/é+ü (1).jpg')).bytes, 1);
    assert.equal(await all.head('é+ü (1).jpg'), undefined);
  });

  test('a list of more than a thousand objects comes whole, below a prefix of the store, too', async () => {
    const store = openS3Store(s3.location(await makeBucket(s3), 'some where'), () => s3.owner);
    const keys = Array.from({ length: 1005 }, (_, i) => `k.jpg/_/w=${i}`);
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => store.putIfAbsent(key, bytes('x'), WEBP)));
    assert.deepEqual((await all(store.list('k.jpg/_/'))).sort(), keys.sort());
  });

  test('a key of 1,024 bytes is read and written', async () => {
    const store = await newStore();
    const key = 'é'.repeat(512);
    await store.putIfAbsent(key, bytes('x'), WEBP);
    assert.equal((await store.get(key, LIMITS)).bytes, 1);
  });

  test('AWS_REGION, which at the edge is where the function runs, changes nothing', async (t) => {
    const before = process.env.AWS_REGION;
    t.after(() => (before === undefined ? delete process.env.AWS_REGION : (process.env.AWS_REGION = before)));
    process.env.AWS_REGION = 'ap-southeast-2';
    const store = await newStore();
    assert.equal((await store.putIfAbsent('k', bytes('x'), WEBP)).outcome, 'stored');
  });

  test('a missing object is a fault of the set-up where the role may not list the bucket', async () => {
    const bucket = await makeBucket(s3);
    const store = openS3Store(s3.location(bucket), () => s3.cloudfront);
    await setPolicy(s3, bucket, ['s3:GetObject']);
    await assert.rejects(store.get('none', LIMITS), (error) => error.code === 'SOURCE_ERROR' && /403/.test(error.message));
    await setPolicy(s3, bucket, ['s3:GetObject', 's3:ListBucket']);
    await assert.rejects(store.get('none', LIMITS), code('SOURCE_NOT_FOUND'));
  });

  test('a role that may only read cannot write or remove', async () => {
    const bucket = await makeBucket(s3);
    const owner = openS3Store(s3.location(bucket), () => s3.owner);
    const reader = openS3Store(s3.location(bucket), () => s3.cloudfront);
    await setPolicy(s3, bucket, ['s3:GetObject', 's3:ListBucket']);
    const { etag } = await owner.putIfAbsent('k', bytes('x'), WEBP);
    await assert.rejects(reader.putIfAbsent('new', bytes('x'), WEBP), code('SOURCE_ERROR'));
    await assert.rejects(reader.delete('k', etag), code('SOURCE_ERROR'));
    assert.equal((await reader.get('k', LIMITS)).etag, etag);
  });

  test('a wrong secret is a fault of the set-up, and no message holds it', async () => {
    const secretAccessKey = 'wrong-secret';
    const store = openS3Store(s3.location(await makeBucket(s3)), () => ({ ...s3.owner, secretAccessKey }));
    await assert.rejects(store.head('k'), (error) => error.code === 'SOURCE_ERROR' && !error.message.includes(secretAccessKey));
  });

  test('a bucket that does not exist is a fault of the set-up, and no missing picture', async () => {
    const store = openS3Store(s3.location('no-such-bucket-here'), () => s3.owner);
    await assert.rejects(store.get('k', LIMITS), code('SOURCE_ERROR'));
  });

  await faults();
}

async function faults() {
  const proxy = await startFaultProxy(s3.endpoint);
  after(() => proxy.stop());
  const behindProxy = async () => {
    const location = s3.location(await makeBucket(s3)).replace(s3.endpoint, proxy.endpoint);
    return openS3Store(location, () => s3.owner);
  };
  before(() => proxy.clear());

  for (const fault of ['500', '503 SlowDown', '429', 'reset', 'reset in the body', 'short body']) {
    test(`a read succeeds after two answers of «${fault}»`, async () => {
      const store = await behindProxy();
      await store.putIfAbsent('k', new Uint8Array(1000).fill(7), WEBP);
      proxy.next(fault, fault);
      assert.deepEqual((await store.get('k', LIMITS)).body, new Uint8Array(1000).fill(7));
      assert.equal(proxy.left(), 0);
    });
  }

  test('a read that never succeeds ends as SOURCE_ERROR, and says what S3 said', async () => {
    const store = await behindProxy();
    await store.putIfAbsent('k', bytes('x'), WEBP);
    proxy.next(...Array(10).fill('503 SlowDown'));
    await assert.rejects(store.get('k', LIMITS), (error) => error.code === 'SOURCE_ERROR' && /5 attempts: 503 SlowDown/.test(error.message));
    proxy.clear();
  });

  test('a store that stays silent is SOURCE_SLOW when the time is over', async () => {
    const store = await behindProxy();
    await store.putIfAbsent('k', bytes('x'), WEBP);
    proxy.next('silence');
    await assert.rejects(store.get('k', { ...LIMITS, signal: AbortSignal.timeout(300) }), code('SOURCE_SLOW'));
    proxy.clear();
  });

  test('a write whose answer was lost is stored once, and told as stored', async () => {
    const store = await behindProxy();
    proxy.next('lost answer');
    const put = await store.putIfAbsent('k', bytes('one'), WEBP);
    assert.deepEqual([put.outcome, put.etag], ['stored', (await store.head('k')).etag]);
  });

  test('a repeated write that finds another object says exists', async () => {
    const store = await behindProxy();
    await store.putIfAbsent('k', bytes('other'), WEBP);
    proxy.next('500');
    assert.deepEqual(await store.putIfAbsent('k', bytes('one'), WEBP), { outcome: 'exists' });
  });
}
