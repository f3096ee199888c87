import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { built } from '../recipe/load.mjs';
import { folder, run } from './run.mjs';

const { countVariants, readSettings } = await built('settings/index.js');

async function examine(t, settings, ...args) {
  const cwd = await folder(t);
  await writeFile(join(cwd, 'scanrill.json'), JSON.stringify(settings));
  return run(['doctor', ...args], { cwd, env: { DOCTOR_SECRET: 's'.repeat(32) } });
}

test('doctor prints how many variants URLs without a signature reach', async (t) => {
  const settings = {
    presets: { default: { format: 'auto' }, thumb: { width: 200, height: 200 } },
    allow: { width: [320, 640], dpr: [1, 2] },
    keys: { a: { env: 'DOCTOR_SECRET' }, b: 'b'.repeat(32) },
  };
  const count = countVariants(readSettings(settings, { env: { DOCTOR_SECRET: 's'.repeat(32) } }));
  const { code, text } = await examine(t, settings);
  assert.equal(code, 0);
  assert.match(text, new RegExp(`reach ${count} variants of a picture \\(at most 64\\)`));
  assert.match(text, /presets +default, thumb\n/);
  assert.match(text, /keys +a signs, b verifies\n/);
  assert.match(text, /note .*the secret of b stands in the file/);
  assert.match(text, /scanrill\.json is fine\n$/);
  assert.ok(!text.includes('b'.repeat(32)) && !text.includes('s'.repeat(32)), 'no secret is printed');
});

test('doctor reads a file as a deployment does: a file that says nothing is a closed set', async (t) => {
  const { text } = await examine(t, {}, '--json');
  const { variants, unsigned, problems } = JSON.parse(text);
  assert.deepEqual([variants, unsigned, problems], [countVariants(readSettings({}, { where: 'deployment' })), 'allowed', []]);
  assert.ok(variants > 0 && variants <= 64);
});

test('doctor names everything that is wrong, each with its place, and ends with 1', async (t) => {
  const { code, text } = await examine(t, {
    presets: { a: { widht: 1 } },
    allow: { width: [] },
    keys: { a: { env: 'NOT_SET' } },
    maxVariants: 0,
    edge: { freshness: 'sometimes' },
    oops: 1,
  });
  assert.equal(code, 1);
  const wrong = text.split('\n').filter((line) => line.startsWith('  WRONG'));
  assert.equal(wrong.length, 6, text);
  for (const place of ['presets.a.widht', 'allow.width', 'keys.a', 'maxVariants', 'edge.freshness', 'oops'])
    assert.ok(wrong.some((line) => line.includes(place)), place);
});

test('doctor tells what is wrong with fields together, too', async (t) => {
  for (const [settings, message] of [
    [{ allow: { width: Array.from({ length: 100 }, (_, i) => i + 1) } }, /maxVariants is 64/],
    [{ unsigned: 'nothing' }, /a key is needed/],
    [{ unsigned: 'anything', allow: { width: [1] } }, /no meaning/],
    [{ edge: { source: 's3://a?region=r', variants: 's3://a?region=r' } }, /another place/],
  ]) {
    const { code, text } = await examine(t, settings);
    assert.equal(code, 1);
    assert.match(text, message);
  }
  const many = { maxVariants: 400, allow: { width: Array.from({ length: 100 }, (_, i) => i + 1) } };
  assert.equal((await examine(t, many)).code, 0);
});

test('doctor without a file, or with one that is no JSON, is wrong usage', async (t) => {
  const cwd = await folder(t);
  await writeFile(join(cwd, 'broken.json'), '{');
  for (const args of [[], ['none.json'], ['broken.json'], ['a.json', 'b.json']])
    assert.equal((await run(['doctor', ...args], { cwd })).code, 2, args.join(' '));
});
