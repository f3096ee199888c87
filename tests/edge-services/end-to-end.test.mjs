/*
 * A request from the viewer to the bucket and back, with the built functions on real parts.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { after } from 'node:test';
import { routePath, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { transform } from '../../wasm/dist/node.js';
import { makeSources } from '../golden/sources.mjs';
import { RGB, encodePng } from '../pictures/png.mjs';
import { startCloudfront } from '../services/cloudfront.mjs';
import { startFaultProxy } from '../services/fault-proxy.mjs';
import { lambdaIsMissing } from '../services/lambda.mjs';
import { serviceFolder } from '../services/processes.mjs';
import { rgwIsMissing, startRgw } from '../services/rgw.mjs';
import { varnishIsMissing } from '../services/varnish.mjs';

const missing = (await rgwIsMissing()) || (await varnishIsMissing()) || lambdaIsMissing();
if (missing) test('CloudFront in a box on real parts', { skip: missing });
else await onRealParts();

async function onRealParts() {
  const folder = serviceFolder('end-to-end');
  const s3 = await startRgw(folder);
  after(() => s3.stop());
  const box = await startCloudfront(s3, folder);
  after(() => box.stop());
  const pictures = await makeSources((bytes, options) => transform(bytes, options).then(({ data }) => data), [
    'photo.jpg',
    'big.jpg',
  ]);
  const jpeg = { contentType: 'image/jpeg' };
  for (const [name, bytes] of pictures) await box.source.putIfAbsent(name, bytes, jpeg);

  const get = (path, init) => fetch(box.url + path, init);
  const sha256 = (bytes) => createHash('sha256').update(Buffer.from(bytes)).digest('hex');

  test('a miss makes the variant, and its bytes are those of the package', async () => {
    const answer = await get('/photo.jpg?w=80&f=webp');
    const { data } = await transform(pictures.get('photo.jpg'), { width: 80, format: 'webp' });
    assert.deepEqual([answer.status, answer.headers.get('x-cache'), answer.headers.get('content-type')], [200, 'Miss', 'image/webp']);
    assert.equal(sha256(await answer.arrayBuffer()), sha256(data));
    assert.equal(answer.headers.get('x-amz-meta-sha256'), sha256(data));
  });

  test('the same again is a hit and asks no function', async () => {
    await get('/photo.jpg?w=81');
    const asked = box.requests.length;
    const answer = await get('/photo.jpg?w=81');
    assert.deepEqual([answer.status, answer.headers.get('x-cache')], [200, 'Hit']);
    assert.equal(box.requests.length, asked);
  });

  test('a variant that is stored and no longer cached is read from the bucket without a transform', async () => {
    await get('/photo.jpg?w=82');
    await box.cache.forget('/photo.jpg');
    const asked = box.requests.length;
    assert.equal((await get('/photo.jpg?w=82')).status, 200);
    assert.deepEqual(box.requests.slice(asked).map(({ role }) => role), ['primary']);
  });

  test('twenty misses at once make one transform', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => get('/big.jpg?w=300')));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const generated = box.requests.filter(({ uri, role }) => role === 'generate' && uri.startsWith('/big.jpg/_/w=300'));
    assert.equal(generated.length, 1);
  });

  test('an ETag that the browser has is answered with 304', async () => {
    const first = await get('/photo.jpg?w=83');
    const again = await get('/photo.jpg?w=83', { headers: { 'if-none-match': first.headers.get('etag') } });
    assert.deepEqual([again.status, (await again.arrayBuffer()).byteLength], [304, 0]);
  });

  test('a range is answered with 206 and its bytes', async () => {
    const whole = Buffer.from(await (await get('/photo.jpg?w=84')).arrayBuffer());
    const part = await get('/photo.jpg?w=84', { headers: { range: 'bytes=10-19' } });
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 10-19/${whole.length}`]);
    assert.ok(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10, 20)));
  });

  test('HEAD of a variant that nobody made yet tells its headers', async () => {
    const answer = await get('/photo.jpg?w=85&f=webp', { method: 'HEAD' });
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/webp']);
  });

  test('a picture that is not there is a 404, kept for half a minute', async () => {
    const answer = await get('/none.jpg?w=80');
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [404, 'public, max-age=30']);
    assert.equal((await answer.json()).code, 'SOURCE_NOT_FOUND');
  });

  test('keys with spaces, plus signs, brackets and letters of other alphabets are found', async () => {
    for (const key of ['a b+c (1).jpg', 'größe/é/東京.jpg', "it's 100%.jpg", 'x'.repeat(900) + '.jpg']) {
      await box.source.putIfAbsent(key, pictures.get('photo.jpg'), jpeg);
      const path = key.split('/').map(encodeURIComponent).join('/');
      assert.equal((await get(`/${path}?w=40`)).status, 200, key);
      assert.ok(await box.variants.head(variantKeyOf(routePath(`/${path}/_/w=40`))), key);
    }
  });

  test('what is broken, no picture, a bomb or a wrong option has its own answer', async () => {
    const cut = pictures.get('big.jpg').subarray(0, 700);
    await box.source.putIfAbsent('cut.jpg', cut, jpeg);
    await box.source.putIfAbsent('text.jpg', Buffer.from('this is plain text'), jpeg);
    const bomb = Buffer.from(pictures.get('big.jpg'));
    const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]));
    bomb.writeUInt16BE(60000, frame + 5);
    bomb.writeUInt16BE(60000, frame + 7);
    await box.source.putIfAbsent('bomb.jpg', bomb, jpeg);
    for (const [path, status, code] of [
      ['/cut.jpg?w=80', 422, 'TRUNCATED'],
      ['/text.jpg?w=80', 415, 'UNSUPPORTED_FORMAT'],
      ['/bomb.jpg?w=80', 413, 'TOO_MANY_PIXELS'],
      ['/photo.jpg?w=abc', 400, 'BAD_OPTIONS'],
    ]) {
      const answer = await get(path);
      assert.deepEqual([answer.status, (await answer.json()).code], [status, code], path);
      assert.match(answer.headers.get('cache-control'), /max-age=300/);
    }
  });

  test('a variant above one and above six megabytes arrives whole', async () => {
    const noise = Buffer.alloc(1800 * 1400 * 3);
    for (let i = 0, x = 1; i < noise.length; i++) noise[i] = (x = (Math.imul(x, 1103515245) + 12345) >>> 0) >>> 24;
    const png = encodePng({ width: 1800, height: 1400, colourType: RGB, samples: noise });
    await box.source.putIfAbsent('noise.png', png, { contentType: 'image/png' });
    for (const [path, least] of [['/noise.png?w=800', 1e6], ['/noise.png?h=1400', 6e6]]) {
      const answer = await get(path);
      const body = await answer.arrayBuffer();
      assert.equal(answer.status, 200);
      assert.ok(body.byteLength > least, `${body.byteLength} bytes`);
      assert.equal(sha256(body), answer.headers.get('x-amz-meta-sha256'));
    }
  });

  test('an original that is overwritten and purged between its reading and the writing leaves no old picture', async (t) => {
    const [older, newer] = [pictures.get('photo.jpg'), pictures.get('big.jpg')];
    const proxy = await startFaultProxy(s3.endpoint);
    t.after(() => proxy.stop());
    const racing = await startCloudfront(s3, serviceFolder('racing'), { instances: 1, storeEndpoint: proxy.endpoint });
    t.after(() => racing.stop());
    const { etag } = await racing.source.putIfAbsent('cat.jpg', older, jpeg);
    let replaced = false;
    proxy.choose(async ({ method }) => {
      if (method !== 'PUT' || replaced) return;
      replaced = true;
      await racing.source.delete('cat.jpg', etag);
      await racing.source.putIfAbsent('cat.jpg', newer, jpeg);
      await racing.cache.forget('/cat.jpg');
    });
    const { data } = await transform(newer, { width: 90 });
    for (const cache of ['Miss', 'Hit']) {
      const answer = await fetch(`${racing.url}/cat.jpg?w=90`);
      assert.deepEqual([answer.status, answer.headers.get('x-cache')], [200, cache]);
      assert.equal(sha256(await answer.arrayBuffer()), sha256(data));
    }
    const variantKey = variantKeyOf(routePath('/cat.jpg/_/w=90'));
    assert.equal((await racing.variants.head(variantKey)).metadata.sha256, sha256(data));
    assert.ok(replaced);
  });

  test('nothing of all this broke a rule of CloudFront', () => {
    assert.deepEqual(box.problems, []);
  });

  test('a bucket that CloudFront may not list answers 403, and no function makes anything', async () => {
    const closed = await startCloudfront(s3, serviceFolder('closed'), { policy: ['s3:GetObject'], instances: 1 });
    try {
      await closed.source.putIfAbsent('photo.jpg', pictures.get('photo.jpg'), jpeg);
      assert.ok((await fetch(`${closed.url}/photo.jpg?w=80`)).status >= 500);
      assert.deepEqual(closed.requests.map(({ role }) => role), ['primary']);
    } finally {
      await closed.stop();
    }
  });
}
