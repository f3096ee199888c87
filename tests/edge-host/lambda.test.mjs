/*
 * The function that is uploaded, in AWS's own runtime client, with folders for buckets.
 */
import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeSettings } from '../../edge-host/dist/edge/config.js';
import { storeKeyOfUri } from '../../edge-host/dist/edge/route.js';
import { originRequestEvent } from '../../edge-host/dist/local/events.js';
import { checkOriginRequestResult } from '../../edge-host/dist/local/validator.js';
import { openFilesystemStore } from '../../edge-host/dist/store/filesystem.js';
import { transform } from '../../wasm/dist/node.js';
import { makeSources } from '../golden/sources.mjs';
import { lambdaIsMissing, startLambda } from '../services/lambda.mjs';
import { built, folderFor } from './load.mjs';

const skip = lambdaIsMissing();
const FUNCTION = fileURLToPath(built('lambda/edge'));
const http = { method: 'GET', target: '/', rawHeaders: [], ip: '203.0.113.178', requestId: 'r-1' };
const [picture] = (await makeSources(undefined, ['photo.jpg'])).values();

async function setUp(t) {
  const [originals, variants] = [await folderFor(t), await folderFor(t)];
  const lambda = await startLambda({ folder: FUNCTION });
  t.after(() => lambda.stop());
  const settings = writeSettings({
    source: pathToFileURL(originals).href,
    variants: pathToFileURL(variants).href,
  });
  async function ask(uri, role = 'generate') {
    const event = originRequestEvent(http, uri, role, settings);
    const { result, error } = await lambda.invoke(event);
    assert.equal(error, undefined);
    assert.deepEqual(checkOriginRequestResult(event.Records[0].cf.request, result), []);
    return result;
  }
  return { originals, variants: await openFilesystemStore(variants), lambda, ask };
}

test('the uploaded function makes in the Lambda runtime the bytes that the package makes', { skip }, async (t) => {
  const { originals, variants, ask } = await setUp(t);
  await writeFile(join(originals, 'photo.jpg'), picture);
  const { uri } = await ask('/photo.jpg/_/w=80,f=webp');
  const stored = await variants.get(storeKeyOfUri(uri), { maxBytes: 1e6 });
  const { data } = await transform(picture, { width: 80, format: 'webp' });
  assert.ok(Buffer.from(data).equals(stored.body));
});

test('it passes the first question of the origin group through', { skip }, async (t) => {
  const { ask } = await setUp(t);
  assert.match((await ask('/photo.jpg/_/w=80', 'primary')).uri, /^\/[0-9a-f]{3}\/photo\.jpg\/_\/w%3D80$/);
});

test('it answers what is no picture, and goes on with the next event', { skip }, async (t) => {
  const { originals, ask, lambda } = await setUp(t);
  await writeFile(join(originals, 'text.jpg'), 'this is plain text');
  await writeFile(join(originals, 'photo.jpg'), picture);
  assert.equal((await ask('/text.jpg/_/w=80')).status, '415');
  assert.equal((await ask('/none.jpg/_/w=80')).status, '404');
  const before = lambda.pid();
  assert.match((await ask('/photo.jpg/_/w=80')).uri, /photo/);
  assert.equal(lambda.pid(), before, 'it is the same process');
});

test('it writes one line for each event', { skip }, async (t) => {
  const { ask, lambda } = await setUp(t);
  await ask('/none.jpg/_/w=80');
  const lines = lambda.lines.filter((line) => line.startsWith('{'));
  assert.deepEqual(lines.map((line) => JSON.parse(line).outcome), ['SOURCE_NOT_FOUND']);
});

test('its zip is below the megabyte that Lambda@Edge once allowed', async () => {
  const { size } = await stat(new URL('../../edge-host/dist/lambda/edge.zip', import.meta.url));
  assert.ok(size < 1_048_576, `${size} bytes`);
});
