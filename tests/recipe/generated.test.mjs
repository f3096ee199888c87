import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { fitSize } from '../../tools/generate/fit_model.mjs';
import { readOptions, readStatuses } from '../../tools/generate/rows.mjs';
import { viewerTable } from '../../tools/viewer_table.mjs';
import { built } from './load.mjs';

const { ERRORS, OPTIONS, ScanrillError } = await built('recipe/index.js');

test('generated files are fresh', () => {
  const generate = fileURLToPath(new URL('../../tools/generate.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [generate, '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

test('the package has every option and every error of the C core', () => {
  assert.deepEqual(OPTIONS, readOptions().options);
  const failures = readStatuses().filter((status) => status.class !== 'FINE');
  assert.deepEqual(
    Object.keys(ERRORS),
    failures.map(({ name }) => name),
  );
  assert.deepEqual(
    failures.map(({ number }) => number),
    [...new Set(failures.map(({ number }) => number))],
  );
});

test('an error has its hint and its HTTP status from the table', () => {
  const { hint, status, message } = new ScanrillError('TOO_MANY_PIXELS');
  const row = readStatuses().find(({ name }) => name === 'TOO_MANY_PIXELS');
  assert.deepEqual(
    { hint, status, message },
    { hint: row.hint, status: row.http, message: row.text },
  );
});

test('the viewer table has each option in its place, with all its aliases and words', () => {
  const table = viewerTable();
  const rows = table.options.split('|').map((row) => row.split(' '));
  assert.deepEqual(
    rows.map(([name, short, type, low, high]) => [name, short, type, Number(low), Number(high)]),
    OPTIONS.map(({ name, short, type, low, high }) => [name, short, type, low, high]),
  );
  OPTIONS.forEach(({ aliases }, index) => {
    for (const alias of aliases) assert.equal(table.names[alias.toLowerCase()], index);
  });
  const at = (name) => OPTIONS.findIndex((option) => option.name === name);
  assert.ok(table.words[at('fit')].split(' ').includes('contain:pad'));
  assert.equal(table.numbers[at('quality')].high, 85);
  assert.ok(table.colours.split(' ').includes('ff0000:red'));
  assert.equal(table.spellings.withoutenlargement.false, 'enlarge=1');
});

test('the viewer table of a dialect has only the options that it names', () => {
  const table = viewerTable(new Set(['height', 'format']));
  assert.deepEqual(
    table.options.split('|').map((row) => row.split(' ')[0]),
    ['height', 'format'],
  );
  assert.deepEqual(table.names, {});
});

test('the model behind the table of sizes rounds halves up and never below one', () => {
  assert.deepEqual(fitSize({ width: 1000, height: 5 }, { width: 100 }, 'inside', false), {
    width: 100,
    height: 1,
  });
  assert.deepEqual(fitSize({ width: 1000, height: 1 }, { width: 100 }, 'inside', false), {
    width: 100,
    height: 1,
  });
  assert.deepEqual(
    fitSize({ width: 300, height: 200 }, { width: 400, height: 200 }, 'cover', false),
    { width: 300, height: 150 },
  );
});
