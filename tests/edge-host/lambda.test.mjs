/*
 * The origin-request function in AWS's own runtime client: what it returns, and its process.
 * What viewers get is in forms.test.mjs.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeSettings } from '../../edge-host/dist/edge/config.js';
import { originRequestEvent } from '../../edge-host/dist/local/events.js';
import { checkOriginRequestResult } from '../../edge-host/dist/local/validator.js';
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
  return { originals, lambda, ask };
}

test('the origin-request function passes the first question of the origin group through', { skip }, async (t) => {
  const { ask } = await setUp(t);
  assert.match((await ask('/photo.jpg/_/w=80', 'primary')).uri, /^\/[0-9a-f]{3}\/photo\.jpg\/_\/w%3D80$/);
});

test('the origin-request function answers what is no picture, and goes on with the next event', { skip }, async (t) => {
  const { originals, ask, lambda } = await setUp(t);
  await writeFile(join(originals, 'text.jpg'), 'this is plain text');
  await writeFile(join(originals, 'photo.jpg'), picture);
  assert.equal((await ask('/text.jpg/_/w=80')).status, '415');
  assert.equal((await ask('/none.jpg/_/w=80')).status, '404');
  const before = lambda.pid();
  assert.match((await ask('/photo.jpg/_/w=80')).uri, /photo/);
  assert.equal(lambda.pid(), before, 'it is the same process');
});
