/*
 * The three forms of the function, with folders for buckets: the same tests for each.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as vm from 'node:vm';
import { routePath, variantKeyOf } from '../../edge-host/dist/edge/route.js';
import { makeFetchHandler } from '../../edge-host/dist/fetch/fetch-handler.js';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { NOWHERE } from '../../edge-host/dist/store/nowhere.js';
import { transform } from '../../wasm/dist/node.js';
import { readEdgeSettings, readSettings } from '../../wasm/dist/settings/index.js';
import { makeSources } from '../golden/sources.mjs';
import { FORMS, startFetchHandler, startFunctionUrl } from '../services/forms.mjs';
import { lambdaIsMissing } from '../services/lambda.mjs';
import { built, folderFor } from './load.mjs';

const skip = lambdaIsMissing();
const [picture] = (await makeSources(undefined, ['photo.jpg'])).values();
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function setUp(t, start, options = {}) {
  const [originals, variants] = [await folderFor(t), await folderFor(t)];
  await writeFile(join(originals, 'photo.jpg'), picture);
  const form = await start({
    source: pathToFileURL(originals).href,
    variants: pathToFileURL(variants).href,
    ...options,
  });
  t.after(() => form.stop());
  return { ...form, originals, variants: await openFilesystemStore(variants) };
}

for (const { name, start } of FORMS) {
  test(`${name} answers with the bytes that the package makes, and stores them`, { skip }, async (t) => {
    const { ask, variants, lines } = await setUp(t, start);
    const { data } = await transform(picture, { width: 80, format: 'webp' });
    const answer = await ask('/photo.jpg/_/w=80,f=webp');
    assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'image/webp']);
    assert.equal(answer.headers['cache-control'], 'public, max-age=86400, stale-while-revalidate=604800');
    assert.equal(sha256(answer.body), sha256(data));
    assert.equal(answer.headers['x-amz-meta-sha256'], sha256(data));
    const stored = await variants.get(variantKeyOf(routePath('/photo.jpg/_/w=80,f=webp')), { maxBytes: 1e6 });
    assert.equal(sha256(stored.body), sha256(data));
    assert.deepEqual(lines().map(({ outcome }) => outcome).filter((one) => one !== 'passed'), ['stored']);
  });

  test(`${name} makes nothing that is stored already`, { skip }, async (t) => {
    const { ask, lines } = await setUp(t, start);
    const [first, again] = [await ask('/photo.jpg/_/w=80'), await ask('/photo.jpg/_/w=80')];
    assert.ok(Buffer.from(first.body).equals(again.body));
    assert.equal(first.headers.etag, again.headers.etag);
    assert.equal(lines().filter(({ outcome }) => outcome === 'stored').length, 1);
  });

  test(`${name} answers what is wrong as the others do, and goes on`, { skip }, async (t) => {
    const { ask, originals, lines } = await setUp(t, start);
    await writeFile(join(originals, 'text.jpg'), 'this is plain text');
    await writeFile(join(originals, 'cut.jpg'), picture.subarray(0, 700));
    for (const [path, status, code, cached] of [
      ['/none.jpg/_/w=80', 404, 'SOURCE_NOT_FOUND', 30],
      ['/text.jpg/_/w=80', 415, 'UNSUPPORTED_FORMAT', 300],
      ['/cut.jpg/_/w=80', 422, 'TRUNCATED', 300],
      ['/photo.jpg/_/w=abc', 400, 'BAD_OPTIONS', 300],
      ['/photo.jpg', 400, 'BAD_OPTIONS', 300],
    ]) {
      const answer = await ask(path);
      assert.deepEqual([answer.status, JSON.parse(Buffer.from(answer.body)).code], [status, code], path);
      assert.equal(answer.headers['cache-control'], `public, max-age=${cached}`);
      assert.equal(lines().at(-1).outcome, code, 'the log has it');
    }
    assert.equal((await ask('/photo.jpg/_/w=80')).status, 200);
  });

  test(`${name} lays watermarks over pictures from below the prefix alone`, { skip }, async (t) => {
    const { ask, originals } = await setUp(t, start, { watermarkPrefix: 'marks/' });
    await mkdir(join(originals, 'marks'));
    await writeFile(join(originals, 'marks/a.jpg'), picture);
    const { data } = await transform(picture, { width: 80, watermark: picture, watermarkRotate: 20 });
    assert.equal(sha256((await ask('/photo.jpg/_/w=80,wm=marks!2fa.jpg,wmrot=20')).body), sha256(data));
    assert.equal((await ask('/photo.jpg/_/w=80,wm=photo.jpg')).status, 400);
  });

  test(`${name} refuses an original above the limit before it is read`, { skip }, async (t) => {
    const { ask } = await setUp(t, start, { maxSourceBytes: 1000 });
    assert.equal((await ask('/photo.jpg/_/w=80')).status, 413);
  });
}

for (const [name, start] of [['the function URL', startFunctionUrl], ['the fetch handler', startFetchHandler]]) {
  test(`${name} answers conditions and ranges by an ETag of its own`, { skip }, async (t) => {
    const { ask } = await setUp(t, start);
    const whole = await ask('/photo.jpg/_/w=80');
    const { etag } = whole.headers;
    assert.match(etag, /^"[0-9a-f]{32}"$/);
    const known = await ask('/photo.jpg/_/w=80', { headers: { 'if-none-match': etag } });
    assert.deepEqual([known.status, known.body.length, known.headers.etag], [304, 0, etag]);
    const part = await ask('/photo.jpg/_/w=80', { headers: { range: 'bytes=10-19' } });
    assert.equal(part.status, 206);
    assert.ok(part.body.equals(whole.body.subarray(10, 20)));
    const head = await ask('/photo.jpg/_/w=80', { method: 'HEAD' });
    assert.deepEqual([head.status, head.body.length, head.headers['content-type']], [200, 0, 'image/jpeg']);
    assert.equal((await ask('/photo.jpg/_/w=80', { method: 'POST' })).status, 405);
  });
}

test('the function URL reads the URLs of viewers where it is told what they may ask for', { skip }, async (t) => {
  const { ask } = await setUp(t, startFunctionUrl, { urls: '{"presets":{"thumb":{"width":40,"height":40}}}' });
  const { data } = await transform(picture, { width: 40, height: 40 });
  assert.equal(sha256((await ask('/photo.jpg?p=thumb')).body), sha256(data));
  assert.equal((await ask('/photo.jpg?p=other')).status, 400);
});

test('the fetch handler negotiates, lists unknown names, and takes no canonical path of a viewer', async (t) => {
  const { ask } = await setUp(t, startFetchHandler, { urls: readSettings({}) });
  const { data } = await transform(picture, { width: 40, format: 'webp' });
  const negotiated = await ask('/photo.jpg?w=40&f=auto&zoom=2&v=7', { headers: { accept: 'image/webp,*/*' } });
  assert.equal(sha256(negotiated.body), sha256(data));
  const { vary, 'x-scanrill-unknown': unknown, 'cache-control': cache } = negotiated.headers;
  assert.deepEqual([vary, unknown, cache], ['Accept', 'zoom', 'public, max-age=31536000, immutable']);
  const plain = await ask('/photo.jpg?w=40&f=auto');
  assert.deepEqual([plain.headers['content-type'], plain.headers.vary], ['image/jpeg', 'Accept']);
  assert.equal((await ask('/photo.jpg/_/w=40')).status, 404);
  assert.equal((await ask('/photo.jpg?w=abc')).status, 400);
});

test('an error that nobody foresaw is a 500 without its words; the log has its stack', async () => {
  const lines = [];
  const handle = makeFetchHandler({
    source: { ...NOWHERE, get: async () => { throw new TypeError('secret /srv/path'); } },
    variants: NOWHERE,
    transform,
    outputEpoch: 1,
    edge: readEdgeSettings({}),
    log: (line) => lines.push(JSON.parse(line)),
    now: () => performance.now(),
  });
  const response = await handle(new Request('https://pictures.example/a.jpg/_/'));
  assert.equal(response.status, 500);
  assert.ok(!(await response.text()).includes('secret'));
  assert.match(lines[0].detail, /TypeError: secret/);
});

test('the fetch handler with its S3 store and the core needs nothing of Node', async () => {
  const fromEdgeHost = createRequire(new URL('../../edge-host/package.json', import.meta.url));
  const { build } = fromEdgeHost('esbuild');
  // With 'neutral' esbuild knows no module of Node's: an import of one does not resolve.
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './fetch-handler.js'; export * from '../store/nowhere.js';
        export * from '../store/s3.js'; export { init, transform } from 'scanrill';`,
      resolveDir: fileURLToPath(built('fetch')),
    },
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['worker', 'browser'],
    format: 'iife',
    globalName: 'bundle',
    logLevel: 'silent',
  });
  const WEB = ['AbortSignal', 'Headers', 'MessageChannel', 'Request', 'Response', 'TextDecoder', 'TextEncoder', 'URL',
    'URLSearchParams', 'atob', 'clearTimeout', 'crypto', 'fetch', 'performance', 'setTimeout'];
  const context = vm.createContext(Object.fromEntries(WEB.map((name) => [name, globalThis[name]])));
  vm.runInContext(outputFiles[0].text, context);
  const wasm = await readFile(new URL('../../wasm/dist/scanrill.wasm', import.meta.url));
  // Workers are handed the compiled module.
  await vm.runInContext('(async (module) => bundle.init(module))', context)(await WebAssembly.compile(wasm));
  const { makeFetchHandler: make, transform: theirs, NOWHERE: nowhere } = vm.runInContext('bundle', context);
  const head = { etag: '"e"', bytes: picture.length, modifiedMs: 0, contentType: 'image/jpeg', metadata: {} };
  const handle = make({
    source: { ...nowhere, head: async () => head, get: async () => ({ ...head, body: new Uint8Array(picture) }) },
    variants: nowhere,
    transform: theirs,
    outputEpoch: 1,
    settings: readSettings({}),
    edge: readEdgeSettings({}),
    log: () => {},
    now: () => performance.now(),
  });
  const response = await handle(new Request('https://pictures.example/photo.jpg?w=80'));
  const { data } = await transform(picture, { width: 80 });
  assert.equal(sha256(Buffer.from(await response.arrayBuffer())), sha256(data));
});

for (const name of ['edge', 'url']) {
  test(`the zip of ${name} is below the megabyte that Lambda@Edge once allowed`, async () => {
    const { size } = await stat(built(`lambda/${name}.zip`));
    assert.ok(size < 1_048_576, `${size} bytes`);
  });
}
