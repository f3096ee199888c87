/*
 * The origin-request handler with CloudFront's event objects and the filesystem store.
 * transform() is a function of the test here, so that time, errors and replaced originals can be
 * made to happen; local-server.test.mjs runs the handler with the real one.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { readConfig, writeSettings } from '../../edge-host/dist/edge/config.js';
import { makeHandler } from '../../edge-host/dist/edge/handler.js';
import { ADDED_HEADERS, REMOVED_HEADERS, applyPolicy } from '../../edge-host/dist/edge/response-headers.js';
import { cacheControlOfError, respondToError } from '../../edge-host/dist/edge/respond.js';
import { routePath, storeKeyOfUri, uriOfStoreKey, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { originRequestEvent } from '../../edge-host/dist/local/events.js';
import { isDisallowedHeader } from '../../edge-host/dist/local/rules.js';
import { checkOriginRequestResult } from '../../edge-host/dist/local/validator.js';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { transform } from '../../wasm/dist/node.js';
import { ERRORS, ScanrillError, sha256Hex } from '../../wasm/dist/recipe/index.js';
import { drawPng } from '../wasm/pictures.mjs';
import { fc, folderFor } from './load.mjs';

const SETTINGS = writeSettings({ source: 'originals', variants: 'variants' });
const http = { method: 'GET', target: '/', rawHeaders: [], ip: '203.0.113.178', requestId: 'r-1' };
const shout = async (bytes) => ({
  data: Buffer.from(Buffer.from(bytes).toString().toUpperCase()),
  type: 'image/webp',
});

/** A handler over two folders, with some parts replaced. */
async function setUp(t, parts = {}) {
  const folder = await folderFor(t);
  const originals = parts.source ?? (await openFilesystemStore(folder));
  const variants =
    parts.variants?.(await openFilesystemStore(await folderFor(t))) ??
    (await openFilesystemStore(await folderFor(t)));
  const lines = [];
  const handler = makeHandler({
    outputEpoch: parts.outputEpoch ?? 1,
    region: 'eu-west-1',
    openStores: async () => ({ source: originals, variants }),
    transform: parts.transform ?? shout,
    log: (line) => lines.push(JSON.parse(line)),
    now: parts.now ?? (() => performance.now()),
  });
  async function ask(uri, role = 'generate', settings = SETTINGS) {
    const event = originRequestEvent(http, uri, role, settings);
    const before = structuredClone(event.Records[0].cf.request);
    const result = await handler(event);
    assert.deepEqual(checkOriginRequestResult(before, result), [], 'CloudFront takes the result');
    return result;
  }
  return { folder, originals, variants, lines, ask };
}

const answerOf = (result) => ({
  ...JSON.parse(result.body),
  status: result.status,
  cache: result.headers['cache-control'][0].value,
});

test('the primary member gets the request back with the key of the variant as its path', async (t) => {
  const { ask, lines } = await setUp(t, { transform: () => assert.fail('nothing is transformed') });
  const result = await ask('/a%20b/caf%C3%A9.jpg/_/w=400,f=webp', 'primary');
  const hash = sha256Hex('a b/café.jpg').slice(0, 3);
  assert.equal(result.uri, `/${hash}/a%20b/caf%C3%A9.jpg/_/w%3D400%2Cf%3Dwebp`);
  assert.equal(storeKeyOfUri(result.uri), `${hash}/a b/café.jpg/_/w=400,f=webp`);
  assert.equal(result.origin.s3.customHeaders['x-scanrill-role'][0].value, 'primary');
  assert.deepEqual([lines.length, lines[0].outcome, lines[0].role], [1, 'passed', 'primary']);
});

test('the generating member makes the variant, stores it and points to it', async (t) => {
  const { ask, folder, variants, originals, lines } = await setUp(t);
  await writeFile(join(folder, 'cat.jpg'), 'meow');
  const result = await ask('/cat.jpg/_/w=400');
  const stored = await variants.get(storeKeyOfUri(result.uri), { maxBytes: 99 });
  assert.equal(Buffer.from(stored.body).toString(), 'MEOW');
  assert.equal(stored.contentType, 'image/webp');
  assert.equal(stored.cacheControl, 'public, max-age=86400, stale-while-revalidate=604800');
  assert.equal(stored.metadata.sha256, sha256Hex('MEOW'));
  assert.match(stored.metadata.ms, /^\d+\.\d$/);
  assert.equal(stored.metadata.epoch, '1');
  assert.equal(stored.metadata['cache-tag'], `img-${sha256Hex('cat.jpg').slice(0, 32)}`);
  assert.equal(stored.metadata['source-etag'], (await originals.head('cat.jpg')).etag);
  const [line] = lines;
  assert.deepEqual(
    [line.outcome, line.format, line.sourceBytes, line.variantBytes, line.rounds, line.renders],
    ['stored', 'image/webp', 4, 4, 1, 1],
  );
  assert.equal(line._aws.CloudWatchMetrics[0].Namespace, 'scanrill');
  for (const { Name } of line._aws.CloudWatchMetrics[0].Metrics)
    assert.equal(typeof line[Name], 'number', Name);
});

test('with v= the variant may be kept for a year', async (t) => {
  const { ask, folder, variants } = await setUp(t);
  await writeFile(join(folder, 'cat.jpg'), 'meow');
  const { uri } = await ask('/cat.jpg/_/w=400,v=2');
  assert.equal(
    (await variants.head(storeKeyOfUri(uri))).cacheControl,
    'public, max-age=31536000, immutable',
  );
});

test('watermarks are read from the store of the originals, below the prefix alone', async (t) => {
  const seen = [];
  const { ask, folder } = await setUp(t, {
    transform: async (bytes, options) => {
      seen.push(options);
      return shout(bytes);
    },
  });
  await mkdir(join(folder, 'logos'));
  for (const name of ['cat.jpg', 'logos/a.png', 'logos/b.png', 'other.png'])
    await writeFile(join(folder, name), name);
  const settings = (watermarkPrefix) =>
    writeSettings({ source: 'originals', variants: 'variants', watermarkPrefix });
  await ask('/cat.jpg/_/wm=logos!2fa.png!2clogos!2fb.png,wmscale=0.5', 'generate', settings('logos/'));
  const [{ watermark, ...options }] = seen;
  assert.deepEqual(watermark.map(String), ['logos/a.png', 'logos/b.png'].map((name) => String(Buffer.from(name))));
  assert.deepEqual(options, { watermarkScale: 0.5 });
  for (const [recipe, prefix, message] of [
    ['wm=other.png', 'logos/', 'watermark must be a key that begins with "logos/"'],
    ['wm=logos!2fa.png!2cother.png', 'logos/', 'watermark must be a key that begins with "logos/"'],
    ['wm=logos!2fa.png', undefined, 'watermark: there are none here (watermarkPrefix is not set)'],
    ['wm=logos!2fc.png', 'logos/', 'watermark: there is no picture "logos/c.png"'],
  ]) {
    const answer = answerOf(await ask(`/cat.jpg/_/${recipe}`, 'generate', settings(prefix)));
    assert.deepEqual([answer.status, answer.code, answer.message], ['400', 'BAD_OPTIONS', message]);
  }
  assert.equal(seen.length, 1);
});

test('a watermark that is no picture is refused in the name of its key, and nothing is stored', async (t) => {
  const { ask, folder } = await setUp(t, { transform });
  await writeFile(join(folder, 'cat.png'), drawPng(30, 20));
  await writeFile(join(folder, 'a.png'), drawPng(9, 9));
  await writeFile(join(folder, 'b.png'), drawPng(9, 9).subarray(0, 70));
  const settings = writeSettings({ source: 'originals', variants: 'variants', watermarkPrefix: '' });
  const uri = '/cat.png/_/wm=a.png!2cb.png';
  const answer = answerOf(await ask(uri, 'generate', settings));
  assert.deepEqual([answer.status, answer.code], ['422', 'TRUNCATED']);
  assert.match(answer.message, /: watermark "b.png": /);
  await writeFile(join(folder, 'b.png'), drawPng(9, 9));
  assert.equal((await ask(uri, 'generate', settings)).status, undefined);
});

test('twenty requests at once end with one variant and no error', async (t) => {
  const { ask, folder, lines } = await setUp(t);
  await writeFile(join(folder, 'cat.jpg'), 'meow');
  const results = await Promise.all(Array.from({ length: 20 }, () => ask('/cat.jpg/_/w=1')));
  assert.equal(new Set(results.map(({ uri }) => uri)).size, 1);
  assert.equal(lines.filter(({ outcome }) => outcome === 'stored').length, 1);
  assert.equal(lines.filter(({ outcome }) => outcome === 'exists').length, 19);
});

test('an original that is replaced meanwhile never leaves its old picture behind', async (t) => {
  let round = 0;
  const parts = await setUp(t, {
    transform: async (bytes) => {
      if (round++ === 0) await writeFile(join(parts.folder, 'cat.jpg'), 'newer');
      return shout(bytes);
    },
  });
  await writeFile(join(parts.folder, 'cat.jpg'), 'older one');
  const { uri } = await parts.ask('/cat.jpg/_/');
  const stored = await parts.variants.get(storeKeyOfUri(uri), { maxBytes: 99 });
  assert.equal(Buffer.from(stored.body).toString(), 'NEWER');
  assert.equal(parts.lines[0].rounds, 2);
});

test('a variant that somebody made from an older original, and left, is made anew', async (t) => {
  const parts = await setUp(t);
  await writeFile(join(parts.folder, 'cat.jpg'), 'newer');
  const variantKey = variantKeyOf(routePath('/cat.jpg/_/'));
  const left = { contentType: 'image/webp', metadata: { 'source-etag': '"older"' } };
  await parts.variants.putIfAbsent(variantKey, Buffer.from('OLDER'), left);
  await parts.ask('/cat.jpg/_/');
  const stored = await parts.variants.get(variantKey, { maxBytes: 99 });
  assert.equal(Buffer.from(stored.body).toString(), 'NEWER');
});

test('a variant that somebody else stored stays when its original cannot be looked at', async (t) => {
  const folder = await folderFor(t);
  await writeFile(join(folder, 'cat.jpg'), 'meow');
  const store = await openFilesystemStore(folder);
  const parts = await setUp(t, { source: store });
  await parts.ask('/cat.jpg/_/');
  store.head = async () => {
    throw new ScanrillError('SOURCE_SLOW');
  };
  assert.equal(answerOf(await parts.ask('/cat.jpg/_/')).code, 'SOURCE_SLOW');
  assert.notEqual(await parts.variants.head(variantKeyOf(routePath('/cat.jpg/_/'))), undefined);
});

test('an original that never holds still is a 409, and nothing is stored', async (t) => {
  let round = 0;
  const parts = await setUp(t, {
    transform: async (bytes) => {
      await writeFile(join(parts.folder, 'cat.jpg'), `version ${'x'.repeat(++round)}`);
      return shout(bytes);
    },
  });
  await writeFile(join(parts.folder, 'cat.jpg'), 'first');
  const { status, code, cache } = answerOf(await parts.ask('/cat.jpg/_/'));
  assert.deepEqual([status, code, cache], ['409', 'SOURCE_CHANGED', 'public, max-age=1']);
  assert.equal(await parts.variants.head(variantKeyOf(routePath('/cat.jpg/_/'))), undefined);
});

test('a variant whose original cannot be looked at again is not left behind', async (t) => {
  const folder = await folderFor(t);
  await writeFile(join(folder, 'cat.jpg'), 'meow');
  const store = await openFilesystemStore(folder);
  const head = async () => {
    throw new ScanrillError('SOURCE_SLOW');
  };
  const { ask, variants } = await setUp(t, { source: { ...store, head } });
  assert.equal(answerOf(await ask('/cat.jpg/_/')).code, 'SOURCE_SLOW');
  assert.equal(await variants.head(variantKeyOf(routePath('/cat.jpg/_/'))), undefined);
});

test('an original that is deleted meanwhile leaves nothing and is a 404', async (t) => {
  const { originals } = await setUp(t);
  const gone = {
    ...originals,
    get: async () => ({ etag: '"1"', bytes: 1, body: Buffer.from('x') }),
    head: async () => undefined,
  };
  let reads = 0;
  const source = {
    ...gone,
    get: async (...args) => {
      if (reads++ > 0) throw new ScanrillError('SOURCE_NOT_FOUND');
      return gone.get(...args);
    },
  };
  const { ask, variants } = await setUp(t, { source });
  assert.equal(answerOf(await ask('/cat.jpg/_/')).status, '404');
  assert.equal(await variants.head(variantKeyOf(routePath('/cat.jpg/_/'))), undefined);
});

test('a conflict is tried again, and one that stays is a 502 that names nothing', async (t) => {
  for (const [conflicts, status] of [
    [2, undefined],
    [99, '502'],
  ]) {
    let left = conflicts;
    const variants = (store) => ({
      ...store,
      putIfAbsent: async (...args) =>
        left-- > 0 ? { outcome: 'conflict' } : store.putIfAbsent(...args),
    });
    const { ask, folder, lines } = await setUp(t, { variants });
    await writeFile(join(folder, 'secret-name.jpg'), 'x');
    const result = await ask('/secret-name.jpg/_/');
    assert.equal(result.status, status);
    if (status) assert.ok(!result.body.includes('secret-name'));
    if (status) assert.match(lines[0].detail, /conflict/);
  }
});

const rows = [
  ['a missing original', '/none.jpg/_/w=1', '404', 'SOURCE_NOT_FOUND', 'public, max-age=30'],
  ['a recipe that is not canonical', '/a.jpg/_/q=80', '400', 'BAD_OPTIONS', 'public, max-age=300'],
  ['an unknown option in the path', '/a.jpg/_/zoom=2', '400', 'BAD_OPTIONS', 'public, max-age=300'],
  ['a path without a recipe', '/a.jpg', '400', 'BAD_OPTIONS', 'public, max-age=300'],
  ['a path that climbs', '/../a.jpg/_/', '400', 'BAD_OPTIONS', 'public, max-age=300'],
];
for (const [what, uri, status, code, cache] of rows) {
  test(`${what} is a ${status} ${code}`, async (t) => {
    const { ask } = await setUp(t);
    const result = await ask(uri);
    assert.deepEqual(
      { ...answerOf(result), message: '', hint: '' },
      { status, code, cache, message: '', hint: '' },
    );
    assert.equal(result.headers['x-content-type-options'][0].value, 'nosniff');
    assert.equal(result.headers['content-security-policy'][0].value, "default-src 'none'");
    assert.equal(result.headers['content-length'], undefined);
  });
}

for (const code of Object.keys(ERRORS)) {
  test(`${code} out of transform() becomes ${ERRORS[code].http}`, async (t) => {
    const { ask, folder } = await setUp(t, {
      transform: async () => {
        throw new ScanrillError(code, 'detail of /srv/bucket');
      },
    });
    await writeFile(join(folder, 'a.jpg'), 'x');
    const answer = answerOf(await ask('/a.jpg/_/'));
    assert.deepEqual(
      [answer.status, answer.code, answer.hint],
      [String(ERRORS[code].http), code, ERRORS[code].hint],
    );
    assert.equal(answer.cache, cacheControlOfError(code));
    assert.doesNotMatch(answer.cache, /no-store|private/, 'requests for it are still collapsed');
    const tells = ['STORE', 'OURS'].includes(ERRORS[code].class);
    assert.equal(answer.message.includes('bucket'), !tells);
  });
}

test('what a distribution does to the headers of answers is within its quotas and rules', () => {
  assert.ok(REMOVED_HEADERS.length <= 10, 'CloudFront removes ten');
  const dressed = applyPolicy({ 'content-type': 'image/png', 'x-amz-meta-ms': '1', 'x-amz-meta-sha256': 'ab' });
  assert.deepEqual(Object.keys(dressed), ['content-type', 'x-amz-meta-sha256', ...Object.keys(ADDED_HEADERS)]);
  for (const name of Object.keys(dressed)) assert.ok(!isDisallowedHeader(name), name);
});

test('errors are cached by whose they are', () => {
  const seconds = (code) => Number(/max-age=(\d+)/.exec(cacheControlOfError(code))[1]);
  assert.deepEqual(
    [
      'CORRUPT',
      'UNSUPPORTED_FORMAT',
      'TOO_MANY_PIXELS',
      'BAD_OPTIONS',
      'SOURCE_NOT_FOUND',
      'DEADLINE',
      'INTERNAL',
      'SOURCE_ERROR',
      'SOURCE_SLOW',
    ].map(seconds),
    [300, 300, 300, 300, 30, 5, 1, 1, 1],
  );
});

test('an error that nobody foresaw is a 500 without its words; the log has its stack', async (t) => {
  const { ask, folder, lines } = await setUp(t, {
    transform: async () => {
      throw new TypeError('secret /srv/path');
    },
  });
  await writeFile(join(folder, 'a.jpg'), 'x');
  const result = await ask('/a.jpg/_/');
  assert.equal(result.status, '500');
  assert.ok(!result.body.includes('secret'));
  assert.match(lines[0].detail, /TypeError: secret[\s\S]*handler\.test/);
});

test('what is left of the deadline goes to transform()', async (t) => {
  let clockMs = 0;
  let given;
  const { ask, folder } = await setUp(t, {
    now: () => (clockMs += 1000),
    transform: async (bytes, _options, settings) => {
      given = settings;
      return shout(bytes);
    },
  });
  await writeFile(join(folder, 'a.jpg'), 'x');
  await ask('/a.jpg/_/');
  assert.equal(given.profile, 'edge');
  assert.ok(
    given.limits.deadlineMs < 20_000 && given.limits.deadlineMs > 10_000,
    String(given.limits.deadlineMs),
  );
});

test('a look at the original takes from the same deadline', async (t) => {
  let clockMs = 0;
  let given;
  const folder = await folderFor(t);
  await writeFile(join(folder, 'a.jpg'), 'x');
  const store = await openFilesystemStore(folder);
  const head = (key) => {
    clockMs += 15_000;
    return store.head(key);
  };
  const { ask } = await setUp(t, {
    source: { ...store, head },
    now: () => clockMs,
    transform: async (bytes, _options, settings) => {
      given = settings;
      return shout(bytes);
    },
  });
  await ask('/a.jpg/_/', 'generate', writeSettings({ source: 's', variants: 'v', freshness: 'check' }));
  assert.equal(given.limits.deadlineMs, 5000);
});

test('an original above the limit is a 413 before it is read', async (t) => {
  const { ask, folder } = await setUp(t);
  await writeFile(join(folder, 'a.jpg'), 'four');
  const settings = writeSettings({ source: 's', variants: 'v', maxSourceBytes: 3 });
  assert.deepEqual(
    [answerOf(await ask('/a.jpg/_/', 'generate', settings)).code],
    ['INPUT_TOO_LARGE'],
  );
});

test('outside the prefixes that the settings name nothing is read', async (t) => {
  const source = new Proxy({}, { get: () => assert.fail('the source is not asked') });
  const { ask, lines } = await setUp(t, { source });
  const settings = writeSettings({ source: 's', variants: 'v', prefixes: ['products/', 'blog/'] });
  for (const role of ['primary', 'generate']) {
    for (const uri of ['/cat.jpg/_/', '/private/products/cat.jpg/_/', '/products/_/']) {
      const { status, code } = answerOf(await ask(uri, role, settings));
      assert.deepEqual([status, code], ['403', 'NOT_ALLOWED'], uri);
    }
  }
  assert.equal((await ask('/blog/cat.jpg/_/', 'primary', settings)).status, undefined);
  assert.equal(lines.at(-1).outcome, 'passed');
});

test('an error about a picture carries the tag by which its purge forgets it', async (t) => {
  const { ask } = await setUp(t);
  const { headers } = await ask('/none.jpg/_/w=1');
  assert.equal(headers['x-amz-meta-cache-tag'][0].value, `img-${sha256Hex('none.jpg').slice(0, 32)}`);
});

test('what was written is taken back although the store is silent until the time is over', async (t) => {
  const folder = await folderFor(t);
  await writeFile(join(folder, 'cat.jpg'), 'meow');
  const store = await openFilesystemStore(folder);
  const head = (_key, signal) =>
    new Promise((_resolve, reject) => {
      const end = () => reject(new ScanrillError('SOURCE_SLOW'));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  const alive = setTimeout(() => {}, 30_000); // timeouts of signals keep no process running
  t.after(() => clearTimeout(alive));
  let clockMs = 0;
  // The clock jumps, so that next to nothing of the time for writing is left.
  const { ask, variants } = await setUp(t, { source: { ...store, head }, now: () => (clockMs += 6000) });
  assert.equal(answerOf(await ask('/cat.jpg/_/')).code, 'SOURCE_SLOW');
  assert.equal(await variants.head(variantKeyOf(routePath('/cat.jpg/_/'))), undefined);
});

test('the line of an invocation says where it ran, and which was the first of the instance', async (t) => {
  const { ask, lines } = await setUp(t);
  await ask('/a.jpg/_/', 'primary');
  await ask('/a.jpg/_/', 'primary');
  assert.deepEqual(lines.map(({ cold, region }) => [cold, region]), [[true, 'eu-west-1'], [false, 'eu-west-1']]);
});

test('settings that are missing, misspelt or of another version are our fault: a 500', async (t) => {
  const { ask, lines } = await setUp(t);
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const wrong = [
    '',
    'e30',
    encode({ v: 2, source: 's', variants: 'v' }),
    encode({ v: 1, source: 's' }),
    encode({ v: 1, source: 's', variants: 'v', deadline: 1 }),
    encode({ v: 1, source: 's', variants: 'v', deadlineMs: -1 }),
  ];
  for (const settings of wrong)
    assert.equal((await ask('/a.jpg/_/', 'primary', settings)).status, '500', settings);
  assert.ok(lines.every(({ outcome }) => outcome === 'INTERNAL'));
  assert.match(lines[4].detail, /deadline/);
});

test('an event without a role is refused, whatever the path', () => {
  assert.throws(() => readConfig({ origin: undefined }), { name: 'ConfigError' });
});

test('the path of a variant and its key in the store are one to one', () => {
  const keys = fc
    .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(keys, (key) => {
      let route;
      try {
        route = routePath(`/${key.split('/').map(encodeURIComponent).join('/')}/_/w=1`);
      } catch (error) {
        return error.code === 'BAD_OPTIONS' || error instanceof URIError;
      }
      return (
        route.key === key &&
        storeKeyOfUri(uriOfStoreKey(variantKeyOf(route))) === variantKeyOf(route) &&
        variantKeyOf(route).includes(key)
      );
    }),
  );
});

test('no answer to an error is larger than CloudFront takes, however long the message', () => {
  const result = respondToError(new ScanrillError('BAD_OPTIONS', 'x'.repeat(5000)));
  assert.deepEqual(checkOriginRequestResult({ headers: {} }, result), []);
});
