/*
 * The golden cases, and a picture that no buffered Lambda could answer, through each form of the
 * function on a real S3; the fetch handler in Cloudflare's runtime, too.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { after } from 'node:test';
import { openS3Store } from '../../edge-host/dist/store/s3.js';
import { metadata, transform } from '../../wasm/dist/node.js';
import { canonicalRecipe } from '../../wasm/dist/recipe/index.js';
import { testGoldens } from '../golden/compare.mjs';
import { makeSources } from '../golden/sources.mjs';
import { cases, outcomeOf } from '../golden/table.mjs';
import { RGB, encodePng } from '../pictures/png.mjs';
import { makeBucket } from '../services/buckets.mjs';
import { FORMS } from '../services/forms.mjs';
import { lambdaIsMissing } from '../services/lambda.mjs';
import { serviceFolder } from '../services/processes.mjs';
import { rgwIsMissing, startRgw } from '../services/rgw.mjs';
import { startWorkerd, workerdIsMissing } from '../services/workerd.mjs';

const INSTANCES = 2;
const CONTENT_TYPES = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

const missing = (await rgwIsMissing()) || lambdaIsMissing();
if (missing) test('the forms of the function on a real S3', { skip: missing });
else await onRealParts();

async function onRealParts() {
  const s3 = await startRgw(serviceFolder('forms'));
  after(() => s3.stop());
  const pictures = await makeSources((bytes, options) => transform(bytes, options).then(({ data }) => Buffer.from(data)));
  const noise = Buffer.alloc(1800 * 1400 * 3);
  for (let i = 0, x = 1; i < noise.length; i++) noise[i] = (x = (Math.imul(x, 1103515245) + 12345) >>> 0) >>> 24;
  pictures.set('noise.png', encodePng({ width: 1800, height: 1400, colourType: RGB, samples: noise }));
  const originals = await makeBucket(s3);
  const source = openS3Store(s3.location(originals), () => s3.owner);
  await eachOf([...pictures], async ([name, bytes]) => {
    await source.putIfAbsent(name, bytes, { contentType: CONTENT_TYPES[name.split('.').at(-1)] });
  });

  const inWorkerd = (stores) => startWorkerd(serviceFolder('workerd'), stores);
  const withoutIt = workerdIsMissing();
  if (withoutIt) test('the fetch handler in workerd', { skip: withoutIt });
  const forms = withoutIt ? FORMS : [...FORMS, { name: 'the fetch handler in workerd', start: inWorkerd }];

  for (const { name, start } of forms) {
    const form = await start({
      source: s3.location(originals),
      variants: s3.location(await makeBucket(s3)),
      keys: s3.owner,
      instances: INSTANCES,
      watermarkPrefix: '', // every picture of the bucket may be one
    });
    after(() => form.stop());

    testGoldens(`${name} on a real S3`, eachOf(cases, async ({ source: key, options }) => {
      const { status, headers, body } = await form.ask(`/${key}/_/${canonicalRecipe(options)}`);
      if (status !== 200) return { error: `${status} ${Buffer.from(body)}` };
      const outcome = outcomeOf({ ...(await metadata(body)), data: body });
      if (headers['x-amz-meta-sha256'] !== outcome.sha256) return { error: 'x-amz-meta-sha256 is not that of the body' };
      return outcome;
    }));

    test(`${name} answers with more than the six megabytes of a buffered function`, async () => {
      const { status, headers, body } = await form.ask('/noise.png/_/');
      assert.equal(status, 200);
      assert.ok(body.length > 6 * 1024 * 1024, `${body.length} bytes`);
      assert.equal(headers['x-amz-meta-sha256'], createHash('sha256').update(body).digest('hex'));
    });
  }
}

/** As Promise.all, a few at a time. */
async function eachOf(list, work) {
  const results = [];
  const numbers = list.keys();
  const worker = async () => {
    for (const number of numbers) results[number] = await work(list[number]);
  };
  await Promise.all(Array.from({ length: INSTANCES }, worker));
  return results;
}
