/*
 * What holds of the golden table itself.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

import { transformNative } from './native.mjs';
import { SOURCE_NAMES, makeSources, sourceHash } from './sources.mjs';
import { RESULT_FIELDS, cases, epoch, sources } from './table.mjs';
import { epochOfCode } from './update.mjs';

const made = await makeSources(transformNative);

for (const name of SOURCE_NAMES) {
  test(`the source ${name} is drawn as it always was`, () => {
    assert.equal(sourceHash(name, made.get(name)), sources[name]);
  });
}

test('every case has a name of its own, a source that exists, and a result', () => {
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
  for (const golden of cases) {
    assert.ok(golden.source in sources, golden.source);
    for (const field of RESULT_FIELDS) assert.ok(golden[field], `${golden.name}: ${field}`);
  }
});

test('every source is used', () => {
  const used = new Set(cases.map(({ source }) => source));
  assert.deepEqual(Object.keys(sources).filter((name) => !used.has(name)), []);
});

test('the hashes belong to the epoch of src/version.c', async () => {
  assert.equal(epoch, await epochOfCode());
});

test('CHANGELOG.md says what the newest output epoch changed', async () => {
  const changelog = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
  const named = [...changelog.matchAll(/output epoch (\d+)/gi)].map(([, number]) => Number(number));
  assert.equal(Math.max(0, ...named), epoch);
});
