import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { fitSize } from '../../tools/generate/fit_model.mjs';
import { built, dist, fc, runs } from '../recipe/load.mjs';
import { queryOf, queryPairs } from '../recipe/options.mjs';
import { drawPng, pngHeader } from './pictures.mjs';

const { plan } = await built('node.js');
const { canonicalRecipe, parseQuery, parseRecipe } = await built('recipe/index.js');
const { WORDS } = await built('generated/options.js');

const fits = WORDS.fit.map(({ word }) => word);

async function plannedSize(source, box, fit, enlarge) {
  const header = pngHeader(source.width, source.height); // all that plan() needs
  const planned = await plan(header, { ...box, fit, enlarge }, { totalBytes: 1_000_000 });
  return { width: planned.width, height: planned.height };
}

test('property: the core decides the sizes that the documentation computes', async () => {
  const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 }));
  const source = fc.record({ width: side, height: side });
  const box = fc.oneof(
    fc.record({ width: side, height: side }),
    fc.record({ width: side }),
    fc.record({ height: side }),
  );
  await fc.assert(
    fc.asyncProperty(
      source,
      box,
      fc.constantFrom(...fits),
      fc.boolean(),
      async (source, box, fit, enlarge) => {
        const expected = fitSize(source, box, fit, enlarge);
        fc.pre(Math.max(expected.width, expected.height) <= 8192);
        assert.deepEqual(await plannedSize(source, box, fit, enlarge), expected);
      },
    ),
    { numRuns: runs(400) },
  );
});

test('property: the core takes what the package lets through, and a recipe plans like its options', async () => {
  const header = pngHeader(3000, 2000);
  const mark = drawPng(30, 20);
  const withMarks = ({ watermark, ...options }) =>
    watermark === undefined ? options : { ...options, watermark: [watermark].flat().map(() => mark) };
  const planned = (options) =>
    plan(header, withMarks(options), { totalBytes: 1_000_000 }).catch(({ code, message }) => ({
      code,
      message,
    }));
  await fc.assert(
    fc.asyncProperty(queryPairs, async (pairs) => {
      const { options } = parseQuery(queryOf(pairs));
      const recipe = recipeOf(options);
      fc.pre(recipe !== undefined);
      const answer = await planned(options);
      if (answer.code === 'BAD_OPTIONS') assert.match(answer.message, /^crop begins outside/);
      else assert.ok([undefined, 'TOO_MANY_PIXELS', 'MEMORY_LIMIT'].includes(answer.code));
      assert.deepEqual(await planned(parseRecipe(recipe)), answer);
    }),
    { numRuns: runs(400) },
  );
});

/** undefined: long keys of four watermarks are more than a URL may have. */
function recipeOf(options) {
  try {
    return canonicalRecipe(options);
  } catch (error) {
    assert.match(error.message, /^the recipe has \d+ bytes, more than 512/);
    return undefined;
  }
}

test('the core and the package refuse the same values, in the same option', async () => {
  const { Job } = await built('engine.js');
  const { validateOptions } = await built('recipe/index.js');
  const { makeLoader } = await built('loader.js');
  const core = await makeLoader(() => readFile(new URL('scanrill.wasm', dist))).load();
  const bytes = pngHeader(30, 20);
  const open = (options) =>
    new Job(core, {
      request: JSON.stringify(options),
      bytes,
      totalBytes: bytes.length,
      profile: 'pipeline',
      deadlineMs: 0,
      maxMemoryBytes: 0,
      sliceUnits: 0,
    });
  for (const options of [
    { widht: 4 },
    { width: '400' },
    { width: 0 },
    { width: 8193 },
    { width: 4.5 },
    { height: null },
    { fit: 'covr' },
    { position: '0.5x1.5' },
    { position: '0.5' },
    { enlarge: 1 },
    { dpr: 5.1 },
    { crop: [1, 2, 3] },
    { crop: [0, 0, 0, 4] },
    { crop: [0, 0, 0.5, 2] },
    { crop: [0, 0, 1000001, 4] },
    { rotate: 45 },
    { background: '12345' },
    { watermarkScale: 0.001 },
    { watermarkScale: [0.5, 1.5] },
    { watermarkTile: 1 },
    { watermarkRotate: 360 },
    { watermarkPosition: ['top', 'up'] },
    { watermarkOpacity: [] },
    { quality: 101 },
    { format: 'gif' },
  ]) {
    const [name] = Object.keys(options);
    const refusal = { code: 'BAD_OPTIONS', message: new RegExp(name) };
    assert.throws(() => validateOptions(options), refusal, JSON.stringify(options));
    assert.throws(() => open(options), refusal, JSON.stringify(options));
  }
});
