/*
 * A request from the viewer to the bucket and back, with the built functions on real parts.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { after } from 'node:test';
import { routePath, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { transform } from '../../wasm/dist/node.js';
import { MAX_KEY_BYTES, storeFolder } from '../../wasm/dist/recipe/index.js';
import { readSettings, sign } from '../../wasm/dist/settings/index.js';
import { all } from '../edge-host/store-contract.mjs';
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

  test('an original with the longest key that can have variants is served, and a longer one is a typed 404', async () => {
    const longest = `${'é'.repeat(400)}${'x'.repeat(MAX_KEY_BYTES - 804)}.jpg`;
    assert.equal(Buffer.byteLength(longest), MAX_KEY_BYTES);
    const s3Longest = 'x'.repeat(1020) + '.jpg';
    for (const key of [longest, s3Longest]) await box.source.putIfAbsent(key, pictures.get('photo.jpg'), jpeg);
    const target = `/${encodeURIComponent(longest)}?w=41&q=30&blur=2&rot=90&fit=inside&sharpen=1&gray=1&gamma=1.1&contrast=1.2`;
    const answer = await get(target);
    assert.equal(answer.status, 200);
    assert.equal(sha256(await answer.arrayBuffer()), answer.headers.get('x-amz-meta-sha256'));
    const stored = (await all(box.variants.list(storeFolder(longest)))).map((key) => Buffer.byteLength(key));
    assert.deepEqual(stored, [1024], 'the recipe is hashed');
    const tooLong = await get(`/${s3Longest}?w=40`);
    assert.deepEqual([tooLong.status, (await tooLong.json()).code], [404, 'SOURCE_NOT_FOUND']);
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
    const gif = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1');
    await box.source.putIfAbsent('anim.gif', gif, { contentType: 'image/gif' });
    const rotten = Buffer.from(pictures.get('photo.jpg'));
    rotten.fill(0xff, rotten.length >> 1, (rotten.length >> 1) + 64);
    await box.source.putIfAbsent('rotten.jpg', rotten, jpeg);
    for (const [path, status, code] of [
      ['/cut.jpg?w=80', 422, 'TRUNCATED'],
      ['/text.jpg?w=80', 415, 'UNSUPPORTED_FORMAT'],
      ['/anim.gif?w=80', 415, 'UNSUPPORTED_FORMAT'],
      ['/rotten.jpg?w=80', 422, 'CORRUPT'],
      ['/bomb.jpg?w=80', 413, 'TOO_MANY_PIXELS'],
      ['/photo.jpg?w=abc', 400, 'BAD_OPTIONS'],
    ]) {
      const answer = await get(path);
      assert.deepEqual([answer.status, (await answer.json()).code], [status, code], path);
      assert.match(answer.headers.get('cache-control'), /max-age=300/);
      assert.equal((await get(path)).headers.get('x-cache'), code === 'BAD_OPTIONS' ? 'FunctionGenerated' : 'Hit', path);
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

  test('a viewer gets of the bucket and of our notes nothing but the hash and the output epoch', async () => {
    for (const path of ['/photo.jpg?w=80', '/none.jpg?w=80']) {
      const { headers } = await get(path);
      const seen = [...headers.keys()].filter((name) => name.startsWith('x-amz'));
      assert.deepEqual(seen, path.startsWith('/none') ? [] : ['x-amz-meta-epoch', 'x-amz-meta-sha256']);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy'), /default-src 'none'/);
    }
  });

  test('a bucket that the function may not read is a 502 that names nothing; the log has the 403', async () => {
    const denied = await startCloudfront(s3, serviceFolder('denied'), { instances: 1, functionKeys: s3.cloudfront });
    try {
      await denied.source.putIfAbsent('photo.jpg', pictures.get('photo.jpg'), jpeg);
      const answer = await fetch(`${denied.url}/photo.jpg?w=80`);
      const text = await answer.text();
      assert.deepEqual([answer.status, JSON.parse(text).code], [502, 'SOURCE_ERROR']);
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=1');
      assert.ok(!text.includes(denied.buckets.source) && !text.includes('403'), text);
      const line = denied.invocations().find(({ role }) => role === 'generate');
      assert.equal(line.outcome, 'SOURCE_ERROR');
      assert.match(line.detail, /403 AccessDenied \(may the role read/);
    } finally {
      await denied.stop();
    }
  });

  test('the store is signed for in its own Region, wherever the function runs', async () => {
    const proxy = await startFaultProxy(s3.endpoint);
    const scopes = new Set();
    proxy.choose(({ headers }) => void scopes.add(/Credential=[^/]+\/\d+\/([^,]+),/.exec(headers.authorization)[1]));
    const lambda = { environment: { AWS_REGION: 'ap-southeast-2' } };
    const elsewhere = await startCloudfront(s3, serviceFolder('elsewhere'), { instances: 1, storeEndpoint: proxy.endpoint, lambda });
    try {
      await elsewhere.source.putIfAbsent('photo.jpg', pictures.get('photo.jpg'), jpeg);
      assert.equal((await fetch(`${elsewhere.url}/photo.jpg?w=80`)).status, 200);
      assert.deepEqual([...scopes], ['eu-west-1/s3/aws4_request']);
      assert.equal(elsewhere.invocations().at(-1).region, 'ap-southeast-2');
    } finally {
      await elsewhere.stop();
      await proxy.stop();
    }
  });

  test('unsigned, expired and changed URLs are 403, and other keys and ends change no cache key', async () => {
    const [older, newer] = [{ id: 'old', secret: 'o'.repeat(40) }, { id: 'new', secret: 'n'.repeat(40) }];
    const urlsOf = (...keys) =>
      readSettings({ unsigned: 'nothing', keys: Object.fromEntries(keys.map(({ id, secret }) => [id, secret])) });
    const signed = await startCloudfront(s3, serviceFolder('signed'), { instances: 1, urls: urlsOf(older) });
    try {
      await signed.source.putIfAbsent('photo.jpg', pictures.get('photo.jpg'), jpeg);
      const ask = async (target) => {
        const answer = await fetch(signed.url + target);
        const body = await answer.text();
        return [answer.status, answer.status === 200 ? answer.headers.get('x-cache') : JSON.parse(body).code];
      };
      const url = '/photo.jpg?w=80';
      const soon = new Date(Date.now() + 60_000);
      assert.deepEqual(await ask(url), [403, 'NOT_ALLOWED']);
      assert.deepEqual(await ask(sign(url, older, { expires: 1 })), [403, 'SIGNATURE_EXPIRED']);
      assert.deepEqual(await ask(sign(url, older).replace('w=80', 'w=81')), [403, 'BAD_SIGNATURE']);
      assert.deepEqual(await ask(sign(url, newer)), [403, 'BAD_SIGNATURE']);
      assert.equal(signed.requests.length, 0, 'none of these reached a function');
      assert.deepEqual(await ask(sign(url, older)), [200, 'Miss']);
      assert.deepEqual(await ask(sign(url, older, { expires: soon })), [200, 'Hit']);
      await signed.useUrls(urlsOf(newer, older));
      assert.deepEqual(await ask(sign(url, newer)), [200, 'Hit']);
      assert.deepEqual(await ask(sign(url, older, { expires: soon })), [200, 'Hit']);
      await signed.useUrls(urlsOf(newer));
      assert.deepEqual(await ask(sign(url, older)), [403, 'BAD_SIGNATURE']);
      assert.deepEqual(await ask(sign(url, newer, { expires: soon })), [200, 'Hit']);
    } finally {
      await signed.stop();
    }
  });

  test('a path without a recipe, or outside the prefixes, is refused by the function itself', async () => {
    const below = await startCloudfront(s3, serviceFolder('below'), { instances: 1, settings: { prefixes: ['products/'] } });
    try {
      for (const key of ['products/a.jpg', 'private/a.jpg']) await below.source.putIfAbsent(key, pictures.get('photo.jpg'), jpeg);
      assert.equal((await fetch(`${below.url}/products/a.jpg?w=80`)).status, 200);
      const outside = await fetch(`${below.url}/private/a.jpg?w=80`);
      assert.deepEqual([outside.status, (await outside.json()).code], [403, 'NOT_ALLOWED']);
      // Past the viewer function, as somebody would who finds another way to the origin.
      const raw = await fetch(`${below.cache.url}/products/a.jpg`);
      assert.deepEqual([raw.status, (await raw.json()).code], [400, 'BAD_OPTIONS']);
      assert.equal((await fetch(`${below.url}/products/a.jpg/_/w=80`)).status, 404);
    } finally {
      await below.stop();
    }
  });

  test('an original that cannot be read is passed on by policy, as what it is', async () => {
    const settings = { unsupported: 'original', onError: 'original' };
    const passing = await startCloudfront(s3, serviceFolder('passing'), { instances: 1, settings });
    try {
      const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>');
      await passing.source.putIfAbsent('logo.png', svg, { contentType: 'text/html' });
      const answer = await fetch(`${passing.url}/logo.png?w=80`);
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/svg+xml']);
      assert.equal(sha256(await answer.arrayBuffer()), sha256(svg));
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      assert.match(answer.headers.get('content-security-policy'), /^default-src 'none';.* sandbox$/);
      assert.equal(passing.invocations().at(-1).original, 'UNSUPPORTED_FORMAT');
      assert.equal((await fetch(`${passing.url}/logo.png?w=80&h=80`)).status, 415, 'a recipe that cuts');
    } finally {
      await passing.stop();
    }
  });

  test('each invocation wrote one line, and no line holds a secret', () => {
    assert.equal(box.invocations().length, box.requests.length);
    const printed = box.lambda.all.flatMap(({ lines }) => lines).join('\n');
    assert.ok(!printed.includes(s3.owner.secretAccessKey) && !printed.includes(s3.owner.accessKeyId));
    for (const { outcome, role, totalMs, renders } of box.invocations()) {
      assert.ok(typeof outcome === 'string' && totalMs >= 0 && ['primary', 'generate'].includes(role));
      assert.equal(renders === 1, outcome === 'stored' || outcome === 'exists');
    }
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
